"""How much waits on each page of the rail, counted without reading what the pages read.

Each figure equals the one that the page itself tells once it has read its list (a test compares them).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from auditdesk.domain.audits import Audit, AuditState
from auditdesk.domain.evidence import Evidence, MaskState
from auditdesk.domain.findings import SETTLED, Finding, FindingState
from auditdesk.domain.people import Right
from auditdesk.domain.records import ReportFile
from auditdesk.services.desk import Desk
from auditdesk.services.mask_queue import maskable
from auditdesk.services.ports import UnitOfWork

_OPEN = tuple(one for one in FindingState if one not in SETTLED)
_UNSIGNED = tuple(one for one in AuditState if one is not AuditState.SIGNED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """By page of the rail.

    Attributes:
        audits: not signed yet.
        findings: neither closed nor withdrawn.
        evidence: pieces whose masking is pending.
        masking: originals that are not done and have no confirmed copy.
        reports: waiting for a signature, not replaced by a newer one.
    """

    audits: int = 0
    findings: int = 0
    evidence: int = 0
    masking: int = 0
    reports: int = 0


def count_waiting(desk: Desk) -> Waiting:
    """Count; thousands of findings and pieces take a few hundredths of a second."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        open_ = work.count(Finding, state=_OPEN) - work.count(Finding, state=_OPEN, audit_id="")
        evidence, masking = _evidence(work)
        return Waiting(
            work.count(Audit, state=_UNSIGNED), open_, evidence,
            masking, unsigned_reports(work.find(ReportFile, order="-built_at")),
        )  # fmt: skip


def unsigned_reports(newest_first: Iterable[ReportFile]) -> int:
    """Reports that still wait for a signature and were not replaced by a newer one of their audit."""
    newest: dict[str, ReportFile] = {}
    for one in newest_first:
        newest.setdefault(one.audit_id, one)
    return sum(not one.signed_all for one in newest.values())


def _evidence(work: UnitOfWork) -> tuple[int, int]:
    """Pieces whose masking is pending; originals for which neither they nor their newest copy are done."""
    fields = ("id", "derived_from", "media_type", "mask_state")
    rows = work.values(Evidence, *fields, order="added_at", destroyed_at="")
    newest = {original: state for _id, original, _type, state in rows if original}
    done = (MaskState.MASKED, MaskState.NOT_NEEDED)
    originals = [
        piece
        for piece, original, media_type, state in rows
        if not original and state not in done and maskable(str(media_type))
    ]
    return (
        sum(state is MaskState.PENDING for *_rest, state in rows),
        sum(newest.get(piece) is not MaskState.MASKED for piece in originals),
    )
