"""Reading entities: by id, by equal fields, counted, paged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from auditdesk.services.ports import UpTo
from auditdesk.store.rows import Shape

_ONE_OF = (tuple, list, set, frozenset)


def rows_with(connection: Connection, shape: Shape, ids: list[str]) -> dict[str, Any]:
    """Stored entities by id; unknown ids are absent."""
    chosen = select(*shape.columns).where(shape.table.c.id.in_(ids))
    return {row[0]: shape.entity(row) for row in connection.execute(chosen)}


def find(
    connection: Connection, shape: Shape, equal: Mapping[str, object], order: str, limit: int, offset: int
) -> list[Any]:
    """Entities as `services.ports.UnitOfWork.find` tells."""
    chosen = _ordered(_where(select(*shape.columns), shape, equal), shape, order)
    if limit or offset:
        chosen = chosen.limit(limit or -1).offset(offset)
    return [shape.entity(row) for row in connection.execute(chosen)]


def values(
    connection: Connection, shape: Shape, fields: Sequence[str], equal: Mapping[str, object], order: str
) -> list[tuple[object, ...]]:
    """Entities' fields as `services.ports.UnitOfWork.values` tells."""
    readers = {field.name: field.from_column for field in shape.fields}
    chosen = _where(select(*(shape.table.c[name] for name in fields)), shape, equal)
    found = connection.execute(_ordered(chosen, shape, order)).all()
    columns = zip(*found, strict=True) if found else ((),) * len(fields)
    read = [map(readers.get(name, str), column) for name, column in zip(fields, columns, strict=True)]
    return list(zip(*read, strict=True))


def count(connection: Connection, shape: Shape, equal: Mapping[str, object]) -> int:
    """How many `find` would give."""
    chosen = _where(select(func.count()).select_from(shape.table), shape, equal)
    return int(connection.execute(chosen).scalar_one())


def _ordered(chosen: Select[Any], shape: Shape, order: str) -> Select[Any]:
    """By a field, those with equal values by arrival."""
    position: ColumnElement[Any] = shape.table.c.position
    if order:
        column = shape.table.c[order.removeprefix("-")]
        descending = order.startswith("-")
        chosen = chosen.order_by(column.desc() if descending else column.asc())
        position = position.desc() if descending else position.asc()
    return chosen.order_by(position)


def _where(chosen: Select[Any], shape: Shape, equal: Mapping[str, object]) -> Select[Any]:
    for name, value in equal.items():
        column = shape.table.c[name]
        if isinstance(value, _ONE_OF):
            chosen = chosen.where(column.in_([_plain(one) for one in value]))
        elif isinstance(value, UpTo):
            chosen = chosen.where(column > "", column <= value.last)
        else:
            chosen = chosen.where(column == _plain(value))
    return chosen


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    return int(value) if isinstance(value, bool) else value
