"""Entities to rows, operations' values and back.

A value that this version cannot read (an unknown word of an enumeration, another type) counts as not
written: its head is kept for a newer program, the row shows the default (SYNC rule 11).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any, get_type_hints

import msgspec
from sqlalchemy import Table

from auditdesk.domain.merging import EntityHeads, members_of, value_of
from auditdesk.domain.replicated import KINDS, Kind
from auditdesk.store.schema import TABLES

_MISSING = object()
_PLAIN = (str, int, float, bool)


def wire(value: object) -> object:
    """The value as plain JSON data, the form in which operations carry it."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, Enum):
        return value.value
    return msgspec.json.decode(msgspec.json.encode(value))


def _keep(value: Any) -> Any:  # noqa: ANN401 - any column value
    return value


def _as_json(value: object) -> str:
    return msgspec.json.encode(value).decode()


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind: number, type, default, and how its column is written and read."""

    name: str
    number: int
    annotation: Any
    default: object
    is_set: bool
    to_column: Callable[[Any], Any]
    from_column: Callable[[Any], Any]

    def read(self, value: object) -> object:
        """The domain value of an operation's value, the default when it cannot be read."""
        if type(value) is self.annotation and self.annotation in _PLAIN:
            return value
        try:
            return msgspec.convert(value, self.annotation)
        except msgspec.ValidationError:
            return self.default


class Shape:
    """How one kind's entities become rows and come back."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.table: Table = TABLES[kind.name]
        hints = get_type_hints(kind.cls)
        self.fields = tuple(
            _field(kind, field, hints[field.name])
            for field in dataclasses.fields(kind.cls)
            if field.name != "id"
        )
        self.columns = [self.table.c.id, *(self.table.c[field.name] for field in self.fields)]
        self._converted = [
            (place, field.from_column)
            for place, field in enumerate(self.fields, start=1)
            if field.from_column is not _keep
        ]

    def row(self, entity: object) -> dict[str, object]:
        """Column values of an entity, without ``position``."""
        values: dict[str, object] = {"id": entity.id}  # type: ignore[attr-defined]  # every kind has an id
        for field in self.fields:
            values[field.name] = field.to_column(getattr(entity, field.name))
        return values

    def entity(self, row: Sequence[Any]) -> Any:  # noqa: ANN401 - of the kind's class
        """The entity of a row selected as `columns`."""
        values = list(row)
        for place, read in self._converted:
            values[place] = read(values[place])
        return self.kind.cls(*values)

    def shown(self, entity: str, state: EntityHeads) -> Any | None:  # noqa: ANN401 - of the kind's class
        """What the heads show; None until every field without a default has arrived."""
        values = []
        for field in self.fields:
            if field.is_set:
                value: object = members_of(state, field.number)
            else:
                found = value_of(state, field.number, _MISSING)
                value = field.default if found is _MISSING else field.read(found)
            if value is dataclasses.MISSING:
                return None
            values.append(value)
        return self.kind.cls(entity, *values)

    def searchable(self, row: Mapping[str, object]) -> str:
        """The text of the searched fields."""
        return "\n".join(str(row[name]) for name in self.kind.search if row[name])


def shape_of(cls: type) -> Shape:
    """The shape of an entity class; a ``KeyError`` here is a bug."""
    return _SHAPES[cls]


def _field(kind: Kind, field: dataclasses.Field[Any], annotation: Any) -> Field:  # noqa: ANN401 - a type
    to_column, from_column = _codec(annotation)
    return Field(
        field.name, kind.fields[field.name], annotation, field.default, field.name in kind.sets,
        to_column, from_column,
    )  # fmt: skip


def _codec(annotation: Any) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:  # noqa: ANN401 - a type
    if annotation is bool:
        return int, bool
    if annotation is float:
        return float, float
    if annotation in (str, int):
        return _keep, _keep
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        members = {member.value: member for member in annotation}
        return str, members.__getitem__
    return _as_json, msgspec.json.Decoder(annotation).decode


_SHAPES = {kind.cls: Shape(kind) for kind in KINDS}
