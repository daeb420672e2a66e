"""A conflict as a person settles it: all fields of one entity at once (mock-up 08)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby

from auditdesk.domain.audits import Audit
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.evidence import Evidence
from auditdesk.domain.findings import Finding, Problem
from auditdesk.domain.operations import FieldChange, Operation, parse_stamp
from auditdesk.domain.people import Right
from auditdesk.domain.replicated import Kind
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.ports import UnitOfWork
from auditdesk.services.sharing_conflicts import (
    Choice,
    ConflictView,
    conflicts,
    found_conflict,
    kind_named,
    settle_in,
)

_ID = re.compile("[0-9a-f]{32}")


class Origin(StrEnum):
    """Whose change a field that merged by itself holds."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Merged:
    """A field that needed nobody: only one side changed it since they parted, or both did and agree."""

    field: str
    value: object
    origin: Origin


@dataclass(frozen=True, slots=True)
class Question:
    """Everything to decide about one entity.

    ``code`` is its readable number, if it has one; ``names`` are words for ids of others among the values.
    """

    kind: str
    entity: str
    code: str
    title: str
    fields: tuple[ConflictView, ...]
    merged: tuple[Merged, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person chose for one field; ``text`` for `Choice.EDIT`."""

    conflict: str
    choice: Choice
    text: str = ""


def questions(desk: Desk) -> list[Question]:
    """Open conflicts by entity, in the order of `conflicts`."""
    views = conflicts(desk)
    made = []
    with desk.begin() as work:
        for (kind, entity), fields in groupby(views, key=lambda one: (one.kind, one.entity)):
            made.append(_question(desk, work, kind_named(kind), entity, tuple(fields)))
    return made


def _question(
    desk: Desk, work: UnitOfWork, kind: Kind, entity: str, fields: tuple[ConflictView, ...]
) -> Question:
    found = work.get(kind.cls, entity)
    title = "" if fields[0].title == entity else fields[0].title
    code = str(getattr(found, "code", "") or getattr(found, "item_id", "") or "")
    operations = work.replica.history(kind.name, entity)
    merged = tuple(_merged(desk, kind, operations, {one.field for one in fields}, found))
    values = [one.value for one in merged]
    values += [side.value for view in fields for side in (view.mine, *view.theirs)]
    return Question(
        kind.name, entity, code, "" if title == code else title, fields, merged, _names(work, values)
    )


def _names(work: UnitOfWork, values: Sequence[object]) -> dict[str, str]:
    """What ids among the values are called: a problem's title, the number of anything else."""
    found = {}
    for text in {one for one in values if isinstance(one, str) and _ID.fullmatch(one)}:
        for kind, word in ((Problem, "title"), (Finding, "code"), (Audit, "code"), (Evidence, "code")):
            entity = work.get(kind, text)
            if entity is not None:
                found[text] = str(getattr(entity, word))
    return found


def _merged(
    desk: Desk, kind: Kind, operations: Sequence[Operation], asked: set[str], entity: object
) -> list[Merged]:
    """Other fields that changed after the last state both sides had seen."""
    numbers = {number: name for name, number in kind.fields.items()}
    fork = _parted(operations, {kind.fields[field] for field in asked})
    writers: dict[str, set[Origin]] = {}
    for one in operations:
        if one.id <= fork:
            continue
        own = parse_stamp(one.id).device == desk.workspace.device
        for change in one.changes:
            name = numbers.get(change.field)
            if name is not None and name not in asked:
                writers.setdefault(name, set()).add(Origin.MINE if own else Origin.THEIRS)
    return [
        Merged(name, getattr(entity, name, None), Origin.BOTH if len(who) > 1 else next(iter(who)))
        for name, who in writers.items()
    ]


def _parted(operations: Sequence[Operation], asked: set[int]) -> str:
    """The newest operation that the conflicting changes overwrote: what came later, the sides did apart.

    Without any, the entity's first operation, unless that is one of the conflicting: then both made it.
    """
    conflicting = [one for one in operations if any(change.field in asked for change in one.changes)]
    changes = [change for one in conflicting for change in one.changes if change.field in asked]
    bases = _shared_bases(changes) or {base for change in changes for base in change.bases}
    if bases:
        return max(bases)
    return "" if operations[0] in conflicting else operations[0].id


def _shared_bases(changes: Sequence[FieldChange]) -> set[str]:
    """Operations that two or more changes of a field overwrote: there the sides parted."""
    seen: set[tuple[int, str]] = set()
    shared: set[str] = set()
    for change in changes:
        for base in change.bases:
            if (change.field, base) in seen:
                shared.add(base)
            seen.add((change.field, base))
    return shared


def settle_all(desk: Desk, decisions: Sequence[Decision]) -> None:
    """Settle several fields in one transaction: all or none.

    Raises:
        NotFoundError: one of them is no conflict any more; somebody else may have settled it.
        BadInputError: nothing was decided, or a choice does not fit its field.
    """
    desk.may(Right.RECTIFY)
    if not decisions:
        raise BadInputError(_("还没有选好要保留哪一边。"))
    with desk.begin() as work:
        for one in decisions:
            settle_in(desk, work, found_conflict(work, one.conflict), one.choice, one.text)
        work.commit()
