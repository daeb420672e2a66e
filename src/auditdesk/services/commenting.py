"""Comments on a version or on one of its items, replies, and whether they were dealt with (D2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from auditdesk.domain.audits import Comment
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.life import Handling
from auditdesk.domain.people import Right, User
from auditdesk.i18n import _
from auditdesk.services.desk import Desk, new_id
from auditdesk.services.ports import UnitOfWork

_REPLY = "comment:"


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment with its place (item or clause number, empty: the whole text), author's name and replies."""

    comment: Comment
    place: str
    author: str
    handled: bool
    handled_by: str
    replies: tuple[Remark, ...] = ()


def add_comment(desk: Desk, subject: str, text: str, place: str = "") -> Comment:
    """Comment on a version, or on one item of it; personal data in the text is masked."""
    return _add(desk, f"{subject}#{place}" if place else subject, text)


def reply(desk: Desk, comment_id: str, text: str) -> Comment:
    """Answer a comment."""
    with desk.begin() as work:
        work.require(Comment, comment_id)
    return _add(desk, f"{_REPLY}{comment_id}", text)


def _add(desk: Desk, about: str, text: str) -> Comment:
    desk.may(Right.VIEW)
    if not text.strip():
        raise BadInputError(_("意见是空的，请写一句话。"))
    masked = desk.tools.masking().mask_note(text.strip())
    made = Comment(new_id(), about, masked, desk.user.id, desk.now())
    with desk.begin() as work:
        work.save(made)
        work.note(JournalNote("library.comment", about))
        work.commit()
    return made


def handle(desk: Desk, comment_id: str, *, handled: bool = True) -> Handling:
    """Mark a comment as dealt with, or open it again; for its author and for those who write forms."""
    with desk.begin() as work:
        comment = work.require(Comment, comment_id)
        if comment.author != desk.user.id:
            desk.may(Right.MANAGE_FORMS)
        made = Handling(comment_id, handled, desk.user.id, desk.now())
        work.save(made)
        work.note(JournalNote("library.handle", comment.about, (("handled", str(handled)),)))
        work.commit()
    return made


def remarks(work: UnitOfWork, subject: str, places: Iterable[str]) -> list[Remark]:
    """Comments on a version and on the named places of it, oldest first, each with its replies."""
    names = [subject, *(f"{subject}#{place}" for place in places)]
    comments = work.find(Comment, about=names)
    if not comments:
        return []
    answers = work.find(Comment, about=[f"{_REPLY}{one.id}" for one in comments])
    people = {user.id: user.name for user in work.find(User)}
    marks = {one.id: one for one in work.find(Handling, id=[one.id for one in comments])}

    def remark(one: Comment, replies: tuple[Remark, ...] = ()) -> Remark:
        mark = marks.get(one.id, Handling(one.id))
        place = one.about.partition("#")[2]
        by = people.get(mark.by, "")
        return Remark(one, place, people.get(one.author, ""), mark.handled, by, replies)

    return [
        remark(one, tuple(remark(each) for each in answers if each.about == f"{_REPLY}{one.id}"))
        for one in comments
    ]


def open_remarks(found: Iterable[Remark]) -> list[Remark]:
    """Those not dealt with yet."""
    return [one for one in found if not one.handled]
