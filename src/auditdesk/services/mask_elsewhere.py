"""A text marked by hand in one file, sought in the other files of the case and marked there too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from auditdesk.domain.errors import AuditDeskError, CancelledError
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.mask_review import MaskReview, mark_words
from auditdesk.domain.maskplan import HandMark, occurrences
from auditdesk.domain.people import Right
from auditdesk.domain.spans import Kind
from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.services.desk import Desk
from auditdesk.services.jobs import Progress, Silent
from auditdesk.services.mask_queue import Waiting
from auditdesk.services.mask_review import OpenPlan, open_plan, plan_places


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where a text stands in the clear in another file.

    Attributes:
        evidence_id: the file.
        code: its code, for the journal.
        count: how often.
        mark: the mark to be kept there, as offsets only; it covers all of them.
    """

    evidence_id: str
    code: str
    count: int
    mark: str


def find_elsewhere(
    desk: Desk, text: str, kind: Kind, files: Sequence[Waiting], progress: Progress | None = None
) -> tuple[Elsewhere, ...]:
    """Files that are not confirmed yet and hold the text unmasked; unreadable ones are passed over.

    Raises:
        CancelledError: between two files.
    """
    desk.may(Right.EVIDENCE)
    watch = progress or Silent()
    waiting = [one for one in files if not one.done]
    watch.start(_("在其他文件里找这段文字"), len(waiting))
    found: list[Elsewhere] = []
    for one in waiting:
        try:
            plan = open_plan(desk, one.piece.id)
        except CancelledError:
            raise
        except AuditDeskError:
            watch.step()  # the list of files says why it cannot be read
            continue
        if (here := _in_the_clear(desk, plan, text)) and text.strip():
            part, start = here[0]
            mark = mark_words(HandMark(part, start, start + len(text), kind, text))
            found.append(Elsewhere(one.piece.id, one.piece.code, len(here), mark))
        watch.step()
    return tuple(found)


def mark_elsewhere(desk: Desk, found: Sequence[Elsewhere]) -> ChangeSet:
    """Keep the marks; the files are shown with them when they are opened and masked with them in a batch."""
    desk.may(Right.EVIDENCE)
    with desk.begin() as work:
        for one in found:
            review = work.get(MaskReview, one.evidence_id) or MaskReview(one.evidence_id)
            if one.mark not in review.marks:
                work.save(replace(review, marks=(*review.marks, one.mark)))
            work.note(JournalNote("mask.elsewhere", one.code, (("marks", str(one.count)),)))
        return work.commit()


def _in_the_clear(desk: Desk, plan: OpenPlan, text: str) -> list[tuple[int, int]]:
    """Part and offset of every occurrence that no masked place touches."""
    covered: dict[int, list[tuple[int, int]]] = {}
    for one in plan_places(desk, plan, plan.decisions):
        if one.found.masked:
            covered.setdefault(one.part, []).append((one.span.start, one.span.end))
    return [
        (number, at)
        for number, part in enumerate(plan.parts)
        for at in occurrences(part.text, text)
        if not any(start <= at and at + len(text) <= end for start, end in covered.get(number, ()))
    ]
