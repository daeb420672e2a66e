"""Everything the detail pane shows of one piece, in one read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auditdesk.domain.audits import Comment
from auditdesk.domain.custody import Branch, CustodyLine
from auditdesk.domain.evidence import Evidence, EvidenceLink, Mark
from auditdesk.domain.people import RIGHTS, Right
from auditdesk.domain.retention import Destruction, Retention
from auditdesk.services.custody import custody_of, derivatives_of
from auditdesk.services.desk import Desk
from auditdesk.services.destroying import records_of, refusal_of, retention_for
from auditdesk.services.evidence import marks_of
from auditdesk.services.evidence_notes import notes_of
from auditdesk.services.evidence_shelf import Place, places_of
from auditdesk.services.people import names


@dataclass(frozen=True, slots=True)
class EvidenceDetail:
    """One piece.

    Attributes:
        here: its bytes are on this laptop.
        refusal: why it may not be destroyed now, empty when it may.
        people: user names by id.
        notes: what people wrote about it, oldest first.
        rights: what the user at the desk may do.
    """

    piece: Evidence
    here: bool
    places: tuple[Place, ...]
    marks: tuple[Mark, ...]
    tree: Branch
    trail: tuple[CustodyLine, ...]
    retention: Retention
    records: tuple[Destruction, ...]
    refusal: str
    people: Mapping[str, str]
    notes: tuple[Comment, ...]
    rights: frozenset[Right]


def read_detail(desk: Desk, evidence_id: str) -> EvidenceDetail:
    """Read one piece; raises `NotFoundError`."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        piece = work.require(Evidence, evidence_id)
        links = work.find(EvidenceLink, evidence_id=evidence_id, removed=False)
        places = tuple(places_of(work, links).get(evidence_id, ()))
    people = names(desk)
    return EvidenceDetail(
        piece, desk.blobs.exists(desk.blobs.name_of(piece.sha256)), places,
        tuple(marks_of(desk, evidence_id)), derivatives_of(desk, piece), custody_of(desk, piece, people),
        retention_for(desk, piece), tuple(records_of(desk, evidence_id)), refusal_of(desk, evidence_id),
        people, tuple(notes_of(desk, evidence_id)), RIGHTS[desk.user.role],
    )  # fmt: skip
