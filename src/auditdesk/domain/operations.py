"""Operations: what a write did, field by field, so that replicas meet without clocks (SYNC rules 7, 8).

A field's state is the set of its *heads*: operations that no known operation overwrote. One head is
the normal case. Two heads with different values are a conflict: the higher stamp is shown, both are
kept, and a later operation that names both settles it. Because heads are computed from the operations
alone, every order of arrival gives the same state.
"""

from __future__ import annotations

from dataclasses import dataclass

MILLIS_BITS = 48
COUNTER_LIMIT = 1 << 16


@dataclass(frozen=True, slots=True, order=True)
class Stamp:
    """Hybrid logical time: milliseconds since 1970 (48 bit), counter (16 bit), device id (hex)."""

    millis: int
    counter: int
    device: str

    def __str__(self) -> str:
        """Sortable text, also the id of the operation made at this stamp."""
        return f"{self.millis:012x}-{self.counter:04x}-{self.device}"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field's new value. ``element`` names the member of a set field whose presence ``value`` tells.

    ``bases`` are the ids of the operations this change overwrites; empty for a first value.
    """

    field: int
    value: object
    bases: tuple[str, ...] = ()
    element: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """All changes one save made to one entity. ``kind`` and field numbers are stable (SYNC rule 11)."""

    id: str
    kind: int
    entity: str
    user: str
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A value of a field that nothing known has overwritten."""

    operation: str
    value: object
    user: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field with several different heads, the shown one (highest stamp) first."""

    kind: str
    entity: str
    field: str
    heads: tuple[Head, ...]

    @property
    def id(self) -> str:
        """Stable name of the conflict for the command line."""
        return f"{self.kind}:{self.entity}:{self.field}"


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a device's segments were applied: last sequence number and that segment's SHA-256."""

    device: str
    sequence: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FrozenSegment:
    """A segment's exact bytes, kept until it is published and beyond (SYNC rule 1)."""

    sequence: int
    sha256: str
    data: bytes
    operations: int
    last_operation: str
    published: bool = False


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something the share did that it must not do; nothing local was changed (SYNC rule 6)."""

    id: str
    kind: str
    device: str
    message: str
    seen_at: str
    settled_at: str = ""


def parse_stamp(text: str) -> Stamp:
    """Read `Stamp.__str__`; raises ``ValueError`` on other text."""
    millis, counter, device = text.split("-", 2)
    return Stamp(int(millis, 16), int(counter, 16), device)


def tick(last: Stamp, now_millis: int) -> Stamp:
    """The next local stamp: never behind the last one, never equal to it."""
    if now_millis > last.millis:
        return Stamp(now_millis, 0, last.device)
    if last.counter + 1 < COUNTER_LIMIT:
        return Stamp(last.millis, last.counter + 1, last.device)
    return Stamp(last.millis + 1, 0, last.device)


def observe(last: Stamp, remote: Stamp, now_millis: int) -> Stamp:
    """Clock state after seeing a remote stamp: at least as late as it, still of this device."""
    millis = max(last.millis, remote.millis, now_millis)
    counters = [stamp.counter for stamp in (last, remote) if stamp.millis == millis]
    return Stamp(millis, max(counters, default=0), last.device)


def shown(heads: tuple[Head, ...]) -> Head:
    """The head whose value is displayed: the one with the highest stamp."""
    return max(heads, key=lambda head: parse_stamp(head.operation))
