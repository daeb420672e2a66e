"""Use cases: one function each, one unit of work, one commit; they know ports, never adapters."""
