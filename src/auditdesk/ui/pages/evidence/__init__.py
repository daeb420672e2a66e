"""证据: list and grid, preview, tags, links, copies, custody, retention."""

from auditdesk.ui.pages.evidence.page import EvidencePage

__all__ = ["EvidencePage"]
