"""The heads of entities in the store: one compact JSON text per entity, read and written in batches."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.sqlite import insert

from auditdesk.domain.merging import NOTHING, EntityHeads, Key, in_conflict
from auditdesk.domain.operations import Head
from auditdesk.store.schema import entity_heads

_INSERT = insert(entity_heads)
_UPSERT = _INSERT.on_conflict_do_update(
    index_elements=["kind", "entity"],
    set_={"heads": _INSERT.excluded.heads, "conflicted": _INSERT.excluded.conflicted},
)
_SELECT = select(entity_heads.c.entity, entity_heads.c.heads).where(
    entity_heads.c.kind == bindparam("kind"), entity_heads.c.entity.in_(bindparam("ids", expanding=True))
)


class _Packed(msgspec.Struct, array_like=True):
    """Operations are named once and then by place; most fields of an entity share one."""

    operations: list[tuple[str, str]]
    heads: list[tuple[int, str, int, object]]
    overwritten: list[tuple[int, str, str]]


_decoder = msgspec.json.Decoder(_Packed)


def pack(state: EntityHeads) -> str:
    """The stored text of an entity's heads."""
    places: dict[tuple[str, str], int] = {}
    heads = [
        (field, element, places.setdefault((head.operation, head.user), len(places)), head.value)
        for (field, element), kept in state.heads.items()
        for head in kept
    ]
    overwritten = sorted((field, element, base) for (field, element), base in state.overwritten)
    return msgspec.json.encode(_Packed(list(places), heads, overwritten)).decode()


def unpack(text: str) -> EntityHeads:
    """The heads of a stored text."""
    packed = _decoder.decode(text)
    heads: dict[Key, tuple[Head, ...]] = {}
    for field, element, place, value in packed.heads:
        operation, user = packed.operations[place]
        heads[field, element] = (*heads.get((field, element), ()), Head(operation, value, user))
    overwritten = frozenset(((field, element), base) for field, element, base in packed.overwritten)
    return EntityHeads(heads, overwritten)


def load(connection: Connection, kind: int, ids: Iterable[str]) -> dict[str, EntityHeads]:
    """The heads of these entities; `NOTHING` for unknown ones."""
    states = dict.fromkeys(ids, NOTHING)
    for entity, text in connection.execute(_SELECT, {"kind": kind, "ids": list(states)}):
        states[entity] = unpack(text)
    return states


def store(connection: Connection, kind: int, states: dict[str, EntityHeads], sets: frozenset[int]) -> None:
    """Write heads back; ``sets`` are the kind's set fields, whose members never conflict."""
    connection.execute(
        _UPSERT,
        [
            {
                "kind": kind, "entity": entity, "heads": pack(state),
                "conflicted": int(bool(conflicting(state, sets))),
            }
            for entity, state in states.items()
        ],
    )  # fmt: skip


def conflicting(state: EntityHeads, sets: frozenset[int]) -> list[int]:
    """Numbers of the fields whose heads differ."""
    return [
        field
        for (field, element), heads in state.heads.items()
        if len(heads) > 1 and not element and field not in sets and in_conflict(heads)
    ]
