"""Typed text files: checklists, the taxonomy of violations, the calendar. The only home of YAML."""
