"""The sync side of a unit of work: `services.ports.ReplicaLog` (SYNC rules 1, 6, 8, 11)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update
from sqlalchemy.dialects.sqlite import insert

from auditdesk.domain.errors import DamagedError
from auditdesk.domain.merging import EntityHeads, added, fingerprint, ranked, state_hash_of
from auditdesk.domain.operations import (
    Alarm,
    Conflict,
    Cursor,
    FieldChange,
    FrozenSegment,
    Operation,
)
from auditdesk.domain.replicated import KINDS, Kind, kind_numbered, kind_of
from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.store import heads
from auditdesk.store.rows import shape_of, wire
from auditdesk.store.schema import alarms, cursors, entity_heads, operations, segments
from auditdesk.store.writing import TOTAL, Writing, book, decode_changes, set_numbers

_CHUNK = 2_000
_KNOWN = select(operations.c.id).where(operations.c.id.in_(bindparam("ids", expanding=True)))


class StoredReplica:
    """Fulfils `ReplicaLog` inside one unit of work.

    Args:
        read: gives the transaction's connection for reading.
        write: gives the write transaction, beginning it when needed.
    """

    def __init__(self, read: Callable[[], Connection], write: Callable[[], Writing]) -> None:
        self._read = read
        self._write = write

    def unsent(self) -> list[Operation]:
        """Operations of this device that no frozen segment holds yet, oldest first."""
        chosen = select(operations).where(operations.c.unsent == 1).order_by(operations.c.id)
        return [_operation(row) for row in self._read().execute(chosen)]

    def freeze(self, segment: FrozenSegment) -> None:
        """Keep a segment's bytes; the operations up to its last one count as sent."""
        connection = self._write().connection
        connection.execute(
            segments.insert(),
            {
                "sequence": segment.sequence, "sha256": segment.sha256, "data": segment.data,
                "operations": segment.operations, "last_operation": segment.last_operation,
                "published": int(segment.published),
            },
        )  # fmt: skip
        sent = operations.c.id <= segment.last_operation
        connection.execute(update(operations).where(operations.c.unsent == 1, sent).values(unsent=0))

    def segments(self, *, published: bool | None = None) -> list[FrozenSegment]:
        """Own segments by sequence; filtered by whether they were published."""
        chosen = select(segments).order_by(segments.c.sequence)
        if published is not None:
            chosen = chosen.where(segments.c.published == int(published))
        return [
            FrozenSegment(
                row.sequence, row.sha256, row.data, row.operations, row.last_operation, bool(row.published)
            )
            for row in self._read().execute(chosen)
        ]

    def mark_published(self, sequence: int) -> None:
        """The segment is on the share, read back and equal."""
        chosen = update(segments).where(segments.c.sequence == sequence)
        self._write().connection.execute(chosen.values(published=1))

    def cursors(self) -> dict[str, Cursor]:
        """Applied position per foreign device."""
        return {
            row.device: Cursor(row.device, row.sequence, row.sha256)
            for row in self._read().execute(select(cursors))
        }

    def apply(self, operations: Sequence[Operation], cursor: Cursor) -> ChangeSet:
        """Apply foreign operations (any order, repeats harmless) and move the cursor.

        Raises:
            DamagedError: an operation's id is no stamp.
        """
        writing = self._write()
        before = frozenset(writing.touched)
        writing.touched.clear()
        for start in range(0, len(operations), _CHUNK):
            _apply(writing, operations[start : start + _CHUNK])
        row = {"device": cursor.device, "sequence": cursor.sequence, "sha256": cursor.sha256}
        put = insert(cursors).values(row)
        writing.connection.execute(put.on_conflict_do_update(index_elements=["device"], set_=row))
        touched = frozenset(writing.touched)
        writing.touched |= before
        return ChangeSet(touched)

    def conflicts(self) -> list[Conflict]:
        """Fields with several different heads, by kind and entity."""
        rows = entity_heads.c
        chosen = select(rows.kind, rows.entity, rows.heads).where(rows.conflicted == 1)
        found: list[Conflict] = []
        for number, entity, text in self._read().execute(chosen.order_by(rows.kind, rows.entity)):
            kind = kind_numbered(number)
            if kind is not None:
                found += _conflicts_of(kind, entity, heads.unpack(text))
        return found

    def history(self, kind: str, entity: str) -> list[Operation]:
        """All known operations on an entity, by stamp."""
        number = next(one.number for one in KINDS if one.name == kind)
        rows = operations.c
        chosen = select(operations).where(rows.kind == number, rows.entity == entity).order_by(rows.id)
        return [_operation(row) for row in self._read().execute(chosen)]

    def settle(self, conflict: Conflict, value: object) -> None:
        """Write a value that names every head of the conflict as overwritten."""
        kind = next(kind for kind in KINDS if kind.name == conflict.kind)
        writing = self._write()
        bases = tuple(sorted(head.operation for head in conflict.heads))
        change = FieldChange(kind.fields[conflict.field], wire(value), bases)
        made = writing.operation(kind.number, conflict.entity, (change,))
        writing.write([made], sent=False)
        states = heads.load(writing.connection, kind.number, [conflict.entity])
        writing.merge(kind.number, [made], states, bases)

    def state_hash(self) -> str:
        """SHA-256 (hex) over all replicated fields; equal on replicas that saw the same operations."""
        connection = self._read()
        return state_hash_of(int(book(connection, TOTAL) or "0", 16))

    def ever(self, cls: type, field: str) -> set[tuple[str, object]]:
        """Every (entity id, value) that a known operation ever gave a field, overwritten ones too."""
        kind = kind_of(cls)
        number = kind.fields[field]
        chosen = select(operations.c.entity, operations.c.changes).where(operations.c.kind == kind.number)
        return {
            (entity, change.value)
            for entity, text in self._read().execute(chosen)
            for change in decode_changes(text)
            if change.field == number
        }

    def alarms(self, *, open_only: bool = True) -> list[Alarm]:
        """Alarms raised so far, oldest first."""
        chosen = select(alarms).order_by(alarms.c.seen_at, alarms.c.id)
        if open_only:
            chosen = chosen.where(alarms.c.settled_at == "")
        return [Alarm(*row) for row in self._read().execute(chosen)]

    def raise_alarm(self, alarm: Alarm) -> None:
        """Remember an alarm; the same id twice is one alarm, settled when the later one is."""
        row = {
            "id": alarm.id, "kind": alarm.kind, "device": alarm.device, "message": alarm.message,
            "seen_at": alarm.seen_at, "settled_at": alarm.settled_at,
        }  # fmt: skip
        put = insert(alarms).values(row)
        settled = put.excluded.settled_at
        put = put.on_conflict_do_update(
            index_elements=["id"], set_={"settled_at": settled}, where=settled != ""
        )
        self._write().connection.execute(put)


def _operation(row: Row[Any]) -> Operation:
    return Operation(row.id, row.kind, row.entity, row.user, decode_changes(row.changes))


def _apply(writing: Writing, arrived: Sequence[Operation]) -> None:
    connection = writing.connection
    named = {one.id for one in arrived}
    named.update(base for one in arrived for change in one.changes for base in change.bases)
    known = set(connection.execute(_KNOWN, {"ids": list(named)}).scalars())
    new = {one.id: one for one in arrived if one.id not in known}
    for one in new.values():
        try:
            writing.observe(one.id)
        except ValueError as error:
            raise DamagedError(_("同步来的变更编号“{id}”不正确，这一段没有应用。", id=one.id)) from error
    writing.write(new.values(), sent=True)
    for kind in dict.fromkeys(one.kind for one in new.values()):
        own = [one for one in new.values() if one.kind == kind]
        states = heads.load(connection, kind, dict.fromkeys(one.entity for one in own))
        writing.merge(kind, own, states, known)


def _conflicts_of(kind: Kind, entity: str, state: EntityHeads) -> list[Conflict]:
    names = {number: name for name, number in kind.fields.items()}
    return [
        Conflict(kind.name, entity, names[number], ranked(state.heads[number, ""]))
        for number in sorted(heads.conflicting(state, set_numbers(kind)))
        if number in names
    ]


def sums_agree(connection: Connection) -> bool:
    """Whether the kept sum of fingerprints is that of the heads."""
    total = 0
    rows = select(entity_heads.c.kind, entity_heads.c.entity, entity_heads.c.heads)
    for part in connection.execute(rows).partitions(_CHUNK):
        for kind, entity, text in part:
            total = added(total, 0, fingerprint(kind, entity, heads.unpack(text)))
    return total == int(book(connection, TOTAL) or "0", 16)


def rebuild(writing: Writing) -> None:
    """Make all rows and the index anew from the heads, after the program learned new kinds or fields."""
    for kind in KINDS:
        chosen = select(entity_heads.c.entity, entity_heads.c.heads).where(entity_heads.c.kind == kind.number)
        for part in writing.connection.execute(chosen).partitions(_CHUNK):
            states = {entity: heads.unpack(text) for entity, text in part}
            heads.store(writing.connection, kind.number, states, set_numbers(kind))
            writing.show(shape_of(kind.cls), states)
