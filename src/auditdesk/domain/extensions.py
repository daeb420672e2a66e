"""Later days for a finding: asked for by one person, decided by another (DESIGN §2)."""

from __future__ import annotations

from dataclasses import dataclass

from auditdesk.i18n import _

APPROVED, REFUSED = "approved", "refused"


@dataclass(frozen=True, slots=True)
class Extension:
    """A request for a later day. ``until`` is an ISO day; ``decision`` is empty while it waits."""

    id: str
    finding_id: str
    until: str
    reason: str
    asked_by: str = ""
    asked_at: str = ""
    decision: str = ""
    decided_by: str = ""
    decided_at: str = ""
    note: str = ""


def decision_label(decision: str) -> str:
    """How the request stands."""
    return {"": _("待批准"), APPROVED: _("已批准"), REFUSED: _("未批准")}.get(decision, decision)
