"""One write transaction: saves become operations, operations become heads, heads become rows and index."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.sqlite import insert

from auditdesk.domain.merging import EntityHeads, Key, added, fingerprint, merge
from auditdesk.domain.operations import (
    MILLIS_BITS,
    FieldChange,
    Operation,
    Stamp,
    observe,
    parse_stamp,
    shown,
    tick,
)
from auditdesk.domain.replicated import Kind, kind_numbered
from auditdesk.store import heads, searching
from auditdesk.store.rows import Shape, shape_of, wire
from auditdesk.store.schema import bookkeeping, operations

CLOCK, TOTAL = "clock", "total"
_PUT = insert(bookkeeping)
PUT_BOOK = _PUT.on_conflict_do_update(index_elements=["name"], set_={"value": _PUT.excluded.value})
_BOOK = select(bookkeeping.c.value).where(bookkeeping.c.name == bindparam("name"))


def book(connection: Connection, name: str) -> str:
    """A bookkeeping value of the store, empty when it was never written."""
    return connection.execute(_BOOK, {"name": name}).scalar() or ""


def encode_changes(changes: tuple[FieldChange, ...]) -> str:
    """The stored text of an operation's changes."""
    return msgspec.json.encode([(one.field, one.value, one.bases, one.element) for one in changes]).decode()


_changes = msgspec.json.Decoder(list[tuple[int, Any, tuple[str, ...], str]])


def decode_changes(text: str) -> tuple[FieldChange, ...]:
    """The changes of a stored text."""
    return tuple(FieldChange(*one) for one in _changes.decode(text))


class Writing:
    """The state of a write transaction; `finish` before committing."""

    def __init__(self, connection: Connection, device: str, user: str, millis: Callable[[], int]) -> None:
        self.connection = connection
        self.user = user
        self.touched: set[tuple[str, str]] = set()
        self._millis = millis
        clock = book(connection, CLOCK)
        self._begun = self._clock = parse_stamp(clock) if clock else Stamp(0, 0, device)
        self._total_begun = self._total = int(book(connection, TOTAL) or "0", 16)

    def finish(self) -> None:
        """Keep the clock and the sum of fingerprints with the data."""
        rows = []
        if self._clock != self._begun:
            rows.append({"name": CLOCK, "value": str(self._clock)})
        if self._total != self._total_begun:
            rows.append({"name": TOTAL, "value": f"{self._total:x}"})
        if rows:
            self.connection.execute(PUT_BOOK, rows)

    def observe(self, operation: str) -> None:
        """Let the clock follow a foreign operation.

        Raises:
            ValueError: the id is not exactly how a stamp is written, so ids would not sort like stamps.
        """
        stamp = parse_stamp(operation)
        if str(stamp) != operation or not 0 <= stamp.millis < 1 << MILLIS_BITS:
            raise ValueError(operation)
        self._clock = observe(self._clock, stamp, self._millis())

    def save(self, entities: Sequence[Any], stored: Mapping[str, Any], seen: Mapping[str, Any]) -> None:
        """Save entities of one class with different ids.

        Args:
            entities: what they shall be.
            stored: the rows now, by id.
            seen: what the unit of work had read before it began to write; only what differs from that is
                a change, so that a later write of another thread is not undone.
        """
        shape = shape_of(type(entities[0]))
        changed = [one for one in entities if one.id not in stored or one != seen.get(one.id, stored[one.id])]
        states = heads.load(self.connection, shape.kind.number, [one.id for one in changed])
        made: list[Operation] = []
        for one in changed:
            base = seen.get(one.id, stored.get(one.id)) if one.id in stored else None
            changes = _changes_of(shape, base, one, states[one.id])
            if changes:
                made.append(self.operation(shape.kind.number, one.id, changes))
        self.write(made, sent=False)
        bases = {base for one in made for change in one.changes for base in change.bases}
        self.merge(shape.kind.number, made, states, bases, fresh={one.id for one in changed} - stored.keys())

    def operation(self, kind: int, entity: str, changes: tuple[FieldChange, ...]) -> Operation:
        """A new operation of this device and user, stamped."""
        self._clock = tick(self._clock, self._millis())
        return Operation(str(self._clock), kind, entity, self.user, changes)

    def write(self, made: Iterable[Operation], *, sent: bool) -> None:
        """Put operations into the log."""
        rows = [
            {
                "id": one.id, "kind": one.kind, "entity": one.entity, "user": one.user,
                "changes": encode_changes(one.changes), "unsent": int(not sent),
            }
            for one in made
        ]  # fmt: skip
        if rows:
            self.connection.execute(operations.insert(), rows)

    def merge(
        self,
        kind: int,
        arrived: Sequence[Operation],
        before: Mapping[str, EntityHeads],
        known: Container[str],
        fresh: Container[str] = (),
    ) -> None:
        """Merge operations of one kind into heads, rows and index.

        Args:
            kind: the kind's number, possibly one this version does not know.
            arrived: operations not merged before.
            before: the heads of their entities.
            known: see `domain.merging.merge`.
            fresh: ids of entities that have no row yet.
        """
        after: dict[str, EntityHeads] = {}
        seen = _Known(known)
        for one in arrived:
            after[one.entity] = merge(after.get(one.entity, before[one.entity]), one, seen)
            seen.more.add(one.id)
        if not after:
            return
        for entity, state in after.items():
            old, new = fingerprint(kind, entity, before[entity]), fingerprint(kind, entity, state)
            self._total = added(self._total, old, new)
        known_kind = kind_numbered(kind)
        heads.store(self.connection, kind, after, set_numbers(known_kind))
        if known_kind is not None:
            self.show(shape_of(known_kind.cls), after, fresh)

    def show(self, shape: Shape, states: Mapping[str, EntityHeads], fresh: Container[str] = ()) -> None:
        """Write the rows and the search index that the heads give."""
        entities = [shape.shown(entity, state) for entity, state in states.items()]
        rows = {one.id: shape.row(one) for one in entities if one is not None}
        if not rows:
            return
        put = insert(shape.table)
        columns = {field.name: put.excluded[field.name] for field in shape.fields}
        self.connection.execute(
            put.on_conflict_do_update(index_elements=["id"], set_=columns), list(rows.values())
        )
        self.touched.update((shape.kind.name, entity) for entity in rows)
        if shape.kind.search:
            self._index(shape, rows, fresh)

    def _index(self, shape: Shape, rows: Mapping[str, Mapping[str, object]], fresh: Container[str]) -> None:
        place = shape.table.c
        chosen = select(place.id, place.position).where(place.id.in_(list(rows)))
        old: list[tuple[int, str]] = []
        new: list[tuple[int, str]] = []
        for entity, position in self.connection.execute(chosen):
            (new if entity in fresh else old).append((position, shape.searchable(rows[entity])))
        searching.index(self.connection, shape.kind, new, fresh=True)
        searching.index(self.connection, shape.kind, old, fresh=False)


class _Known:
    """Ids known before, and those merged meanwhile."""

    def __init__(self, before: Container[str]) -> None:
        self.before = before
        self.more: set[str] = set()

    def __contains__(self, operation: object) -> bool:
        return operation in self.more or operation in self.before


def set_numbers(kind: Kind | None) -> frozenset[int]:
    """Numbers of a kind's set fields."""
    return frozenset(kind.fields[name] for name in kind.sets) if kind else frozenset()


def _changes_of(
    shape: Shape, base: object | None, entity: object, state: EntityHeads
) -> tuple[FieldChange, ...]:
    changes: list[FieldChange] = []
    for field in shape.fields:
        new: Any = getattr(entity, field.name)
        old: Any = field.default if base is None else getattr(base, field.name)
        if new == old:
            continue
        if field.is_set:
            changes += _member_changes(field.number, old, new, state)
            continue
        known = state.heads.get((field.number, ""), ())
        bases = (shown(known).operation,) if known else ()
        changes.append(FieldChange(field.number, wire(new), bases))
    return tuple(changes)


def _member_changes(
    field: int, old: Iterable[str], new: Iterable[str], state: EntityHeads
) -> list[FieldChange]:
    before, after = dict.fromkeys(old), dict.fromkeys(new)
    moved = [one for one in before if one not in after] + [one for one in after if one not in before]
    return [FieldChange(field, one in after, _ids(state, (field, one)), one) for one in moved]


def _ids(state: EntityHeads, key: Key) -> tuple[str, ...]:
    return tuple(head.operation for head in state.heads.get(key, ()))
