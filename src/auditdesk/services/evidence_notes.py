"""Use cases on notes to a piece of evidence: what people found worth saying, by whom and when."""

from __future__ import annotations

from auditdesk.domain.audits import Comment
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.evidence import Evidence
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Right
from auditdesk.i18n import _
from auditdesk.services.desk import Desk, new_id
from auditdesk.services.ports import UnitOfWork

LONGEST_NOTE = 2_000
_ABOUT = "evidence:"


def add_note(desk: Desk, evidence_id: str, text: str) -> Comment:
    """Write a note; notes are never changed, a later one corrects. Personal data in it is masked.

    Raises:
        BadInputError: it is empty or longer than 2,000 characters.
    """
    desk.may(Right.EVIDENCE)
    words = text.strip()
    if not words or len(words) > LONGEST_NOTE:
        raise BadInputError(_("备注要有 1 到 {most} 个字。", most=LONGEST_NOTE))
    safe = desk.tools.masking().mask_note(words)
    made = Comment(new_id(), f"{_ABOUT}{evidence_id}", safe, desk.user.id, desk.now())
    with desk.begin() as work:
        piece = work.require(Evidence, evidence_id)
        work.save(made)
        work.note(JournalNote("evidence.note", piece.code))
        work.commit()
    return made


def notes_of(desk: Desk, evidence_id: str) -> list[Comment]:
    """Notes of a piece, oldest first."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        return work.find(Comment, about=f"{_ABOUT}{evidence_id}", order="created_at")


def notes_by_piece(work: UnitOfWork) -> dict[str, list[str]]:
    """Texts of all notes by evidence id."""
    found: dict[str, list[str]] = {}
    for one in work.find(Comment):
        if one.about.startswith(_ABOUT):
            found.setdefault(one.about.removeprefix(_ABOUT), []).append(one.text)
    return found


def noted_piece(comment: Comment) -> str:
    """The evidence id a comment is a note of, or an empty string."""
    return comment.about.removeprefix(_ABOUT) if comment.about.startswith(_ABOUT) else ""
