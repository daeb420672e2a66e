"""Which originals wait for a masking review, in the order in which they should be looked at."""

from __future__ import annotations

from dataclasses import dataclass

from auditdesk.domain.audits import Audit
from auditdesk.domain.evidence import Evidence, EvidenceLink, MaskState
from auditdesk.domain.findings import Finding
from auditdesk.domain.mask_review import MaskReview
from auditdesk.domain.people import Right
from auditdesk.services.desk import Desk

_MASKABLE = (
    "text/", "image/", "application/json", "application/pdf", "application/zip", "message/rfc822",
    "application/vnd.openxmlformats-officedocument.spreadsheet",
    "application/vnd.openxmlformats-officedocument.wordprocessing",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waiting:
    """One original of the queue.

    Attributes:
        piece: the original.
        audit: the audit that uses it, None for the inbox.
        copy: its newest masked copy.
        review: what was reviewed so far.
    """

    piece: Evidence
    audit: Audit | None = None
    copy: Evidence | None = None
    review: MaskReview | None = None

    @property
    def done(self) -> bool:
        """Confirmed, or declared free of personal data."""
        if self.piece.mask_state in (MaskState.MASKED, MaskState.NOT_NEEDED):
            return True
        return self.copy is not None and self.copy.mask_state is MaskState.MASKED


@dataclass(frozen=True, slots=True)
class Queue:
    """Everything that can be masked, what needs a person first; and the audits it belongs to."""

    files: tuple[Waiting, ...]
    audits: tuple[Audit, ...]

    @property
    def done(self) -> int:
        """How many are confirmed."""
        return sum(one.done for one in self.files)


def can_be_masked(piece: Evidence) -> bool:
    """Whether a masked copy can be made of this kind of file; recordings are marked, not masked."""
    return maskable(piece.media_type)


def maskable(media_type: str) -> bool:
    """Whether a masked copy can be made of such files."""
    return media_type.startswith(_MASKABLE)


def read_queue(desk: Desk, audit_id: str = "") -> Queue:
    """Originals of one audit, or of the whole workspace."""
    desk.may(Right.EVIDENCE)
    with desk.begin() as work:
        pieces = work.find(Evidence, destroyed_at="", order="added_at")
        links = work.find(EvidenceLink, removed=False)
        audits = {audit.id: audit for audit in work.find(Audit)}
        findings = {one.id: one.audit_id for one in work.find(Finding)}
        reviews = {one.id: one for one in work.find(MaskReview)}
    used = {link.evidence_id: audits.get(_audit_id(link, findings)) for link in links}
    copies = {piece.derived_from: piece for piece in pieces if piece.derived_from}
    files = [
        Waiting(piece, used.get(piece.id), copies.get(piece.id), reviews.get(piece.id))
        for piece in pieces if not piece.derived_from and can_be_masked(piece)
    ]  # fmt: skip
    chosen = [one for one in files if not audit_id or (one.audit and one.audit.id == audit_id)]
    named = {one.audit.id: one.audit for one in files if one.audit}
    return Queue(tuple(sorted(chosen, key=lambda one: one.done)), tuple(named.values()))


def audit_of(desk: Desk, evidence_id: str) -> Audit | None:
    """The audit whose answer or finding a piece serves."""
    with desk.begin() as work:
        for link in work.find(EvidenceLink, evidence_id=evidence_id, removed=False):
            finding = work.get(Finding, link.target_id) if link.target_kind == "finding" else None
            found = work.get(Audit, _audit_id(link, {finding.id: finding.audit_id} if finding else {}))
            if found is not None:
                return found
    return None


def _audit_id(link: EvidenceLink, findings: dict[str, str]) -> str:
    if link.target_kind == "finding":
        return findings.get(link.target_id, "")
    return link.target_id.partition("/")[0]
