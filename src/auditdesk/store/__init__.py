"""AuditDesk."""
