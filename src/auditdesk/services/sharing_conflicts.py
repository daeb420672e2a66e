"""Conflicts: what two people wrote at once, and a person's choice (SYNC rule 8, mockup 08)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import get_type_hints

from auditdesk.domain.errors import BadInputError, NotFoundError
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.operations import Conflict, Head, parse_stamp
from auditdesk.domain.people import Right
from auditdesk.domain.replicated import KINDS, Kind
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.ports import UnitOfWork

_DATE_FIELD = re.compile(r"(^|_)(on|at|due|deadline|start|end)$")
_REFERENCE_FIELD = re.compile(r"(^|_)(id|by|key|code|hash|sha256|digest|certificate)$")


class Choice(StrEnum):
    """我的, 对方, 两者保留, 编辑."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the values: who wrote it, on which laptop, when (milliseconds since 1970)."""

    value: object
    user: str
    device: str
    millis: int


@dataclass(frozen=True, slots=True)
class ConflictView:
    """A conflict as shown. ``title`` names the entity; ``choices`` are those that fit the field."""

    id: str
    kind: str
    entity: str
    field: str
    title: str
    mine: Side
    theirs: tuple[Side, ...]
    choices: tuple[Choice, ...]


def conflicts(desk: Desk) -> list[ConflictView]:
    """Fields with several values, by kind and entity."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        found = work.replica.conflicts()
        titles = {}
        for one in found:
            kind = kind_named(one.kind)
            entity = work.get(kind.cls, one.entity)
            titles[one.id] = str(getattr(entity, kind.title, "") or one.entity)
    return [_view(desk, one, titles[one.id]) for one in found]


def kind_named(name: str) -> Kind:
    """The kind with this name."""
    return next(kind for kind in KINDS if kind.name == name)


def _view(desk: Desk, conflict: Conflict, title: str) -> ConflictView:
    mine, theirs = _sides(desk, conflict)
    return ConflictView(
        conflict.id, conflict.kind, conflict.entity, conflict.field, title, _side(mine),
        tuple(_side(head) for head in theirs), _choices(conflict),
    )  # fmt: skip


def _sides(desk: Desk, conflict: Conflict) -> tuple[Head, list[Head]]:
    """This laptop's value, else the shown one, and the others."""
    own = [head for head in conflict.heads if parse_stamp(head.operation).device == desk.workspace.device]
    mine = own[0] if own else conflict.heads[0]
    return mine, [head for head in conflict.heads if head is not mine]


def _side(head: Head) -> Side:
    stamp = parse_stamp(head.operation)
    return Side(head.value, head.user, stamp.device, stamp.millis)


def _choices(conflict: Conflict) -> tuple[Choice, ...]:
    """Free text can be joined and edited, lists joined; states, dates, numbers, references only chosen."""
    simple = (Choice.MINE, Choice.THEIRS)
    values = [head.value for head in conflict.heads]
    if all(isinstance(value, list) for value in values):
        return (*simple, Choice.BOTH)
    hint = get_type_hints(kind_named(conflict.kind).cls)[conflict.field]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return simple
    closed = _DATE_FIELD.search(conflict.field) or _REFERENCE_FIELD.search(conflict.field)
    if closed or not all(isinstance(value, str) for value in values):
        return simple
    return (*simple, Choice.BOTH, Choice.EDIT)


def resolve(desk: Desk, conflict_id: str, choice: Choice, text: str = "") -> None:
    """Settle a conflict with an operation that names every value as overwritten.

    Args:
        desk: the open workspace.
        conflict_id: as listed.
        choice: with several other values, ``theirs`` is the newest of them.
        text: the new value for ``edit``.

    Raises:
        NotFoundError: no such conflict; somebody else may have settled it.
        BadInputError: the choice does not fit the field, or there is no text.
    """
    desk.may(Right.RECTIFY)
    with desk.begin() as work:
        settle_in(desk, work, found_conflict(work, conflict_id), choice, text)
        work.commit()


def found_conflict(work: UnitOfWork, conflict_id: str) -> Conflict:
    """An open conflict by its id; raises `NotFoundError`."""
    found = next((one for one in work.replica.conflicts() if one.id == conflict_id), None)
    if found is None:
        raise NotFoundError(_("没有冲突“{id}”，可能已经由别人解决。", id=conflict_id))
    return found


def settle_in(desk: Desk, work: UnitOfWork, found: Conflict, choice: Choice, text: str) -> None:
    """Settle a conflict inside a transaction; raises `BadInputError` when the choice does not fit."""
    if choice not in _choices(found):
        raise BadInputError(_("这一项只能选“我的”或“对方”，不能合并或编辑。"))
    work.replica.settle(found, _chosen(desk, found, choice, text))
    work.note(JournalNote("conflict.resolve", found.id, (("choice", choice),)))


def _chosen(desk: Desk, conflict: Conflict, choice: Choice, text: str) -> object:
    mine, theirs = _sides(desk, conflict)
    if choice is Choice.MINE:
        return mine.value
    if choice is Choice.THEIRS:
        return theirs[0].value
    if choice is Choice.BOTH:
        return joined([mine.value, *(head.value for head in theirs)])
    if not text.strip():
        raise BadInputError(_("请写下合并后的内容。"))
    return text.strip()


def joined(values: Sequence[object]) -> object:
    """Both kept: members of all lists in order, or different texts joined by a semicolon."""
    if all(isinstance(value, list) for value in values):
        members: list[object] = []
        for value in values:
            members += [one for one in value if one not in members] if isinstance(value, list) else []
        return members
    texts = dict.fromkeys(str(value).strip().rstrip("；;。") for value in values)
    return "；".join(one for one in texts if one)
