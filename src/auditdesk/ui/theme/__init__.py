"""Colours, type, icons and state glyphs of the window; one token table per theme."""
