"""What the use cases need from the outside; adapters fulfil it (contract tests in tests/contract)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self, TypeVar

from auditdesk.domain.journal import JournalEntry, JournalNote, JournalState
from auditdesk.domain.operations import Alarm, Conflict, Cursor, FrozenSegment, Operation
from auditdesk.services.changes import ChangeSet

T = TypeVar("T")


class Clock(Protocol):
    """The present, injectable for tests and the sample workspace."""

    def now(self) -> datetime:
        """Local time with its UTC offset."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One search result: kind name, entity id, its title."""

    kind: str
    entity: str
    title: str


@dataclass(frozen=True, slots=True)
class UpTo:
    """A value for `UnitOfWork.find`: the text field is not empty and not after ``last`` (ISO days, say)."""

    last: str


class ReplicaLog(Protocol):
    """The store's side of sync, inside the same transaction as the data (SYNC rules 1, 6, 8)."""

    def unsent(self) -> list[Operation]:
        """Operations of this device that no frozen segment holds yet, oldest first."""

    def freeze(self, segment: FrozenSegment) -> None:
        """Keep a segment's bytes; the operations up to its last one count as sent."""

    def segments(self, *, published: bool | None = None) -> list[FrozenSegment]:
        """Own segments by sequence; filtered by whether they were published."""

    def mark_published(self, sequence: int) -> None:
        """The segment is on the share, read back and equal."""

    def cursors(self) -> dict[str, Cursor]:
        """Applied position per foreign device."""

    def apply(self, operations: Sequence[Operation], cursor: Cursor) -> ChangeSet:
        """Apply foreign operations (any order, repeats harmless) and move the cursor."""

    def conflicts(self) -> list[Conflict]:
        """Fields with several different heads."""

    def history(self, kind: str, entity: str) -> list[Operation]:
        """All known operations on an entity, by stamp."""

    def settle(self, conflict: Conflict, value: object) -> None:
        """Write a value that names every head as overwritten."""

    def state_hash(self) -> str:
        """SHA-256 (hex) over all replicated fields; equal on replicas that saw the same operations."""

    def ever(self, cls: type, field: str) -> set[tuple[str, object]]:
        """Every (entity id, value) that a known operation ever gave a field, overwritten ones too."""

    def alarms(self, *, open_only: bool = True) -> list[Alarm]:
        """Alarms raised so far."""

    def raise_alarm(self, alarm: Alarm) -> None:
        """Remember an alarm; the same id twice is one alarm."""


class UnitOfWork(Protocol):
    """One transaction over the store. Leaving the block without `commit` rolls back."""

    @property
    def replica(self) -> ReplicaLog:
        """The sync side of this transaction."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Roll back what was not committed."""

    def commit(self) -> ChangeSet:
        """Make it durable: data, operations and journal notes together."""

    def get(self, cls: type[T], entity: str) -> T | None:
        """The entity with this id."""

    def require(self, cls: type[T], entity: str) -> T:
        """The entity with this id; raises `NotFoundError`."""

    def find(
        self, cls: type[T], *, order: str = "", limit: int = 0, offset: int = 0, **equal: object
    ) -> list[T]:
        """Entities whose fields equal the given values.

        A tuple or list value means "one of", an `UpTo` a text up to it.

        ``order`` is a field name, with a leading ``-`` for descending; default: creation order.
        """

    def count(self, cls: type[T], **equal: object) -> int:
        """How many `find` would give."""

    def values(
        self, cls: type[T], *fields: str, order: str = "", **equal: object
    ) -> list[tuple[object, ...]]:
        """Only these fields of what `find` would give: a quarter of its time over thousands."""

    def save(self, *entities: object) -> None:
        """Insert or update; only fields that differ become changes of an operation."""

    def search(self, text: str, *, kinds: Sequence[str] = (), limit: int = 50) -> list[SearchHit]:
        """Entities whose searchable text contains ``text`` (two-character Chinese words work)."""

    def next_number(self, series: str) -> int:
        """1, 2, 3 … per series, local to this device; used inside codes."""

    def setting(self, name: str, default: str = "") -> str:
        """A local setting; settings do not travel."""

    def set_setting(self, name: str, value: str) -> None:
        """Change a local setting."""

    def note(self, note: JournalNote) -> None:
        """Queue a journal note in this transaction."""


class Journal(Protocol):
    """The separate, tamper-evident store of journal entries (REQUIREMENTS C12)."""

    def append(self, user: str, note: JournalNote) -> JournalEntry:
        """Add an entry outside any unit of work (a look, a failed unlock)."""

    def entries(self, *, after: int = 0, limit: int = 200, subject: str = "") -> list[JournalEntry]:
        """Entries in order."""

    def last(self) -> JournalEntry | None:
        """The head of the chain."""

    def seal(self, user: str, public_key: str, sign: Callable[[bytes], bytes]) -> None:
        """Sign the head's digest when entries were added since the last seal."""

    def verify(self, signers: Collection[tuple[str, str]] | None = None) -> JournalState:
        """Walk the chain and the seals; names the first broken entry.

        ``signers`` are pairs of user id and public key (hex) that may seal; None does not ask.
        """


@dataclass(frozen=True, slots=True)
class BlobRef:
    """A stored blob: its name in the store, SHA-256 (hex) and size of the clear bytes."""

    name: str
    sha256: str
    size: int


class Blobs(Protocol):
    """Encrypted evidence files (DESIGN §5)."""

    def add(self, source: BinaryIO, *, progress: Callable[[int], None] | None = None) -> BlobRef:
        """Encrypt and store; equal content is stored once; nothing is left behind on failure."""

    def open(self, name: str) -> BinaryIO:
        """Clear bytes with random access; raises `DamagedError`."""

    def exists(self, name: str) -> bool:
        """Whether the blob is here."""

    def name_of(self, sha256: str) -> str:
        """Name of the blob whose clear bytes have this SHA-256 (hex)."""

    def verify(self, name: str, *, sha256: str, progress: Callable[[int], None] | None = None) -> None:
        """Read everything and compare; raises `DamagedError`."""

    def delete(self, name: str) -> None:
        """Remove the blob."""

    def names(self) -> Iterator[str]:
        """All blobs present."""

    def stored_path(self, name: str) -> Path:
        """Where the ciphertext lies, for messages and backup."""
