"""Use case: take writes back and put them back again, several records as one step (undo, redo).

A step holds records before and after. Only fields that the step changed are written, and only while they
still are what the step left: what somebody changed since is never overwritten (DESIGN §2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from auditdesk.domain.audits import Answer, ReviewDecision
from auditdesk.domain.errors import NotReadyError
from auditdesk.domain.findings import Action, Finding
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Right
from auditdesk.i18n import _
from auditdesk.services.audits import open_audit
from auditdesk.services.desk import Desk
from auditdesk.services.drafting import untouched, withdrawn
from auditdesk.services.ports import UnitOfWork

Record = Answer | Finding | Action
NO_FINDING = ""
"""``finding_id`` of a measure whose adding was taken back."""


@dataclass(frozen=True, slots=True)
class Change:
    """One record before and after; ``before`` is None when the step made it."""

    before: Record | None
    after: Record


@dataclass(frozen=True, slots=True)
class Step:
    """What one act of the user changed.

    Attributes:
        audit_id: the audit it belongs to.
        item_id: where to go when it is taken back.
        changes: its records.
        title: what the act was, in words for the button's tip.
    """

    audit_id: str
    item_id: str
    changes: tuple[Change, ...]
    title: str = ""


def undo_step(desk: Desk, step: Step) -> Step:
    """Take a step back in one transaction.

    Returns:
        The step as it was really undone: what `redo_step` needs.

    Raises:
        NotReadyError: a field was changed since, or the audit is signed; nothing is written.
    """
    return _swap(desk, step, [(change.after, _before(change)) for change in step.changes], back=True)


def redo_step(desk: Desk, step: Step) -> Step:
    """Put an undone step back; as `undo_step`."""
    return _swap(desk, step, [(_before(change), change.after) for change in step.changes], back=False)


def read_records(desk: Desk, keys: Sequence[tuple[type[Record], str]]) -> dict[str, Record]:
    """Records as they are stored now, by id."""
    with desk.begin() as work:
        found = [work.get(cls, name) for cls, name in keys]
    return {one.id: one for one in found if one is not None}


def _swap(desk: Desk, step: Step, pairs: list[tuple[Record, Record]], *, back: bool) -> Step:
    _check_rights(desk, pairs)
    with desk.begin() as work:
        open_audit(work, step.audit_id)
        written = [_restored(desk, work, expected, wanted) for expected, wanted in pairs]
        work.save(*written)
        work.note(JournalNote("answer.restore", step.item_id))
        work.commit()
    changes = []
    for (expected, _wanted), now in zip(pairs, written, strict=True):
        made = any(one.before is None and one.after.id == now.id for one in step.changes)
        if back:
            changes.append(Change(None if made and not isinstance(now, Answer) else now, expected))
        else:
            changes.append(Change(None if made and not isinstance(now, Answer) else expected, now))
    return replace(step, changes=tuple(changes))


def _check_rights(desk: Desk, pairs: list[tuple[Record, Record]]) -> None:
    for _expected, wanted in pairs:
        desk.may(Right.ANSWER if isinstance(wanted, Answer) else Right.RECTIFY)


def _before(change: Change) -> Record:
    """What a record that did not exist becomes: an empty answer, a withdrawn draft, a loose measure."""
    if change.before is not None:
        return change.before
    after = change.after
    if isinstance(after, Answer):
        return Answer(after.id, after.audit_id, after.item_id, after.item_hash)
    return withdrawn(after) if isinstance(after, Finding) else replace(after, finding_id=NO_FINDING)


def _restored(desk: Desk, work: UnitOfWork, expected: Record, wanted: Record) -> Record:
    now: Record = work.require(type(expected), expected.id)
    names = [one.name for one in fields(expected) if getattr(expected, one.name) != getattr(wanted, one.name)]
    watched = {*names, "review"} if isinstance(expected, Answer) else set(names)
    changed = any(getattr(now, name) != getattr(expected, name) for name in watched)
    filled = isinstance(now, Finding) and not _stays(wanted) and not untouched(work, now)
    if changed or filled:
        raise NotReadyError(_("{name} 之后又改过，不能再撤销或重做这一步。", name=_name(expected)))
    restored: Record = replace(now, **{name: getattr(wanted, name) for name in names})
    return _authored(desk, restored) if isinstance(restored, Answer) else restored


def _stays(record: Record) -> bool:
    """Whether a record is to stay in its audit; a withdrawn finding does not."""
    return not isinstance(record, Finding) or bool(record.audit_id)


def _authored(desk: Desk, answer: Answer) -> Answer:
    """One's own or an empty answer returns whole; somebody else's counts as this user's, to be reviewed."""
    own = answer.answered_by in ("", desk.user.id) and answer.review_by != desk.user.id
    if own:
        return answer
    taken = replace(answer, answered_by=desk.user.id, answered_at=desk.now())
    returned = answer.review == ReviewDecision.RETURNED
    return taken if returned else replace(taken, review="", review_by="", review_at="")


def _name(record: Record) -> str:
    if isinstance(record, Answer):
        return record.item_id
    return record.code if isinstance(record, Finding) else record.measure
