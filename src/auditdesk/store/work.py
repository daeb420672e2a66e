"""The unit of work over SQLCipher: reads from a snapshot, becomes the one writer at its first write."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from auditdesk.domain.errors import NotFoundError
from auditdesk.domain.journal import JournalNote
from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.services.ports import SearchHit
from auditdesk.store import outbox, reading, searching
from auditdesk.store.engine import WRITER
from auditdesk.store.replication import StoredReplica
from auditdesk.store.rows import shape_of
from auditdesk.store.schema import numbers, settings
from auditdesk.store.writing import Writing

if TYPE_CHECKING:
    from auditdesk.store.database import Store

T = TypeVar("T")
_BATCH = 1_000


class StoredWork:
    """Fulfils `services.ports.UnitOfWork`; made by `Store.begin`, used by one thread.

    Reading takes no lock, so lists stay quick beside a long write. The first write waits for the store's
    one writer and starts over on the newest state; entities read before are remembered, because only
    what the use case changed in them may be written.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._connection: Connection | None = None
        self._writing: Writing | None = None
        self._noted = False
        self._seen: dict[tuple[type, str], Any] = {}
        self.replica = StoredReplica(self._reading, self._write)

    def __enter__(self) -> Self:
        """Begin; nothing is locked yet."""
        self._connection = self._store.connect()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Roll back what was not committed."""
        connection, self._connection = self._connection, None
        try:
            if connection is not None:
                connection.close()
        finally:
            self._end()

    def _end(self) -> None:
        writing, self._writing = self._writing, None
        self._noted = False
        self._seen.clear()
        if writing is not None:
            self._store.writer.release()

    def _reading(self) -> Connection:
        if self._connection is None:
            raise RuntimeError("the unit of work is not open")
        return self._connection

    def _write(self) -> Writing:
        if self._writing is not None:
            return self._writing
        connection = self._reading()
        self._store.writer.acquire()
        try:
            self._store.require_open()
            connection.rollback()
            connection.execution_options(**{WRITER: True})
            self._writing = Writing(
                connection, self._store.device, self._store.acting_user, self._store.millis
            )
        finally:
            connection.execution_options(**{WRITER: False})
            if self._writing is None:
                self._store.writer.release()
        return self._writing

    def commit(self) -> ChangeSet:
        """Make it durable: data, operations and journal notes together."""
        writing = self._writing
        if writing is None:
            return ChangeSet()
        writing.finish()
        self._reading().commit()
        try:
            if self._noted:
                self._store.deliver_notes()
        finally:
            self._end()
        return ChangeSet(frozenset(writing.touched))

    def get(self, cls: type[T], entity: str) -> T | None:
        """The entity with this id."""
        found = reading.rows_with(self._reading(), shape_of(cls), [entity])
        return self._remember(list(found.values()))[0] if found else None

    def require(self, cls: type[T], entity: str) -> T:
        """The entity with this id; raises `NotFoundError`."""
        found = self.get(cls, entity)
        if found is None:
            raise NotFoundError(_("找不到编号为 {id} 的记录，它可能还没有同步到这台电脑。", id=entity))
        return found

    def find(
        self, cls: type[T], *, order: str = "", limit: int = 0, offset: int = 0, **equal: object
    ) -> list[T]:
        """Entities whose fields equal the given values (a tuple or list value means "one of").

        ``order`` is a field name, with a leading ``-`` for descending; default: order of arrival.
        """
        found = reading.find(self._reading(), shape_of(cls), equal, order, limit, offset)
        return self._remember(found)

    def _remember(self, found: list[T]) -> list[T]:
        for entity in found:
            key = (type(entity), cast("Any", entity).id)
            if self._writing is None:
                self._seen[key] = entity
            else:
                self._seen.pop(key, None)
        return found

    def count(self, cls: type[T], **equal: object) -> int:
        """How many `find` would give."""
        return reading.count(self._reading(), shape_of(cls), equal)

    def values(
        self, cls: type[T], *fields: str, order: str = "", **equal: object
    ) -> list[tuple[object, ...]]:
        """Only these fields of what `find` would give."""
        return reading.values(self._reading(), shape_of(cls), fields, equal, order)

    def save(self, *entities: object) -> None:
        """Insert or update; only fields that differ become changes of an operation."""
        batch: dict[str, Any] = {}
        for entity in cast("tuple[Any, ...]", entities):
            same_kind = not batch or type(entity) is type(next(iter(batch.values())))
            if not same_kind or entity.id in batch or len(batch) >= _BATCH:
                self._save(list(batch.values()))
                batch = {}
            batch[entity.id] = entity
        if batch:
            self._save(list(batch.values()))

    def _save(self, entities: list[Any]) -> None:
        writing = self._write()
        cls = type(entities[0])
        stored = reading.rows_with(writing.connection, shape_of(cls), [one.id for one in entities])
        seen = {one.id: self._seen.pop((cls, one.id)) for one in entities if (cls, one.id) in self._seen}
        writing.save(entities, stored, seen)

    def search(self, text: str, *, kinds: Sequence[str] = (), limit: int = 50) -> list[SearchHit]:
        """Entities whose searchable text contains every word of ``text``."""
        return searching.search(self._reading(), text, kinds, limit)

    def next_number(self, series: str) -> int:
        """1, 2, 3 … per series, local to this device; used inside codes."""
        put = insert(numbers).values(series=series, last=1)
        put = put.on_conflict_do_update(index_elements=["series"], set_={"last": numbers.c.last + 1})
        return int(self._write().connection.execute(put.returning(numbers.c.last)).scalar_one())

    def setting(self, name: str, default: str = "") -> str:
        """A local setting; settings do not travel."""
        chosen = select(settings.c.value).where(settings.c.name == name)
        found = self._reading().execute(chosen).scalar()
        return default if found is None else str(found)

    def set_setting(self, name: str, value: str) -> None:
        """Change a local setting."""
        put = insert(settings).values(name=name, value=value)
        put = put.on_conflict_do_update(index_elements=["name"], set_={"value": value})
        self._write().connection.execute(put)

    def note(self, note: JournalNote) -> None:
        """Queue a journal note in this transaction; it reaches the journal after the commit."""
        outbox.put(self._write().connection, self._store.now(), self._store.acting_user, note)
        self._noted = True
