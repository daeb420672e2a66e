"""Use case: everything the pane of one finding tells, in one read (screen 04)."""

from __future__ import annotations

from dataclasses import dataclass

from auditdesk.domain.cases import Case
from auditdesk.domain.closure import Repeat
from auditdesk.domain.evidence import Evidence, EvidenceLink, Mark
from auditdesk.domain.extensions import Extension
from auditdesk.domain.findings import Appeal
from auditdesk.domain.fresh import FreshDraw
from auditdesk.domain.ledger import LedgerEntry
from auditdesk.services.appealing import last_day_to_appeal
from auditdesk.services.cases import similar_cases
from auditdesk.services.closing import repeats_of
from auditdesk.services.desk import Desk
from auditdesk.services.ledger import LedgerFile, find_entry
from auditdesk.services.problems import ProblemFile, find_problem
from auditdesk.services.rectifying import FindingFile, find_finding
from auditdesk.services.verifying import open_draw


@dataclass(frozen=True, slots=True)
class Story:
    """A finding with what surrounds it.

    Attributes:
        draw: the fresh sample being judged.
        appeal_until: last ISO day to appeal.
        recording: id of the first cited recording and the second its first mark begins at.
    """

    file: FindingFile
    problem: ProblemFile | None
    draw: FreshDraw | None
    extensions: tuple[Extension, ...]
    appeals: tuple[Appeal, ...]
    appeal_until: str
    ledger: LedgerFile | None
    repeats: tuple[Repeat, ...]
    cases: tuple[Case, ...]
    recording: tuple[str, float] | None


def story(desk: Desk, finding_id: str) -> Story:
    """Read it; raises `NotFoundError`."""
    file = find_finding(desk, finding_id)
    finding = file.finding
    with desk.begin() as work:
        extensions = tuple(work.find(Extension, finding_id=finding.id))
        appeals = tuple(work.find(Appeal, finding_id=finding.id))
        until = last_day_to_appeal(desk, work, finding)
        entries = work.find(LedgerEntry, finding_id=finding.id)
        links = work.find(EvidenceLink, target_id=finding.id, removed=False)
        ids = [link.evidence_id for link in links]
        pieces = work.find(Evidence, id=ids) if ids else []
        marks = work.find(Mark, evidence_id=[one.id for one in pieces]) if pieces else []
    return Story(
        file, find_problem(desk, finding.problem_id) if finding.problem_id else None,
        open_draw(desk, finding.id), extensions, appeals, until,
        find_entry(desk, entries[0].id) if entries else None,
        tuple(repeats_of(desk, finding)), tuple(case for case, _score in similar_cases(desk, finding)),
        _recording(pieces, marks),
    )  # fmt: skip


def _recording(pieces: list[Evidence], marks: list[Mark]) -> tuple[str, float] | None:
    for piece in pieces:
        if piece.media_type.startswith("audio/"):
            own = (mark for mark in marks if mark.evidence_id == piece.id and mark.label)
            starts = [mark.start_seconds for mark in own]
            return piece.id, min(starts, default=0.0)
    return None
