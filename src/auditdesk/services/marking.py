"""Use cases on marks that are there: another name, or taken back; the trail keeps both (REQUIREMENTS A7)."""

from __future__ import annotations

from dataclasses import replace

from auditdesk.domain.errors import BadInputError, NotFoundError
from auditdesk.domain.evidence import Evidence, Mark, clock
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Right
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.evidence import marks_of


def rename_mark(desk: Desk, mark_id: str, label: str) -> Mark:
    """Give a mark another name; personal data in it is masked.

    Raises:
        BadInputError: the name is empty.
        NotFoundError: there is no such mark.
    """
    if not label.strip():
        raise BadInputError(_("标记要有名称。"))
    return _save(desk, mark_id, desk.tools.masking().mask_note(label.strip()), "evidence.mark")


def remove_mark(desk: Desk, mark_id: str) -> Mark:
    """Take a mark back: it loses its name, so no list and no report shows it any more."""
    return _save(desk, mark_id, "", "evidence.unmark")


def mark_at(desk: Desk, piece: Evidence, seconds: float) -> Mark:
    """The mark that begins in a second of a recording; raises `NotFoundError`."""
    for one in marks_of(desk, piece.id):
        if int(one.start_seconds) == int(seconds):
            return one
    raise NotFoundError(_("{code} 在 {at} 没有标记。", code=piece.code, at=clock(seconds)))


def _save(desk: Desk, mark_id: str, label: str, action: str) -> Mark:
    desk.may(Right.EVIDENCE)
    with desk.begin() as work:
        mark = replace(work.require(Mark, mark_id), label=label)
        piece = work.require(Evidence, mark.evidence_id)
        work.save(mark)
        work.note(JournalNote(action, piece.code, (("at", clock(mark.start_seconds)),)))
        work.commit()
    return mark
