"""The store of one workspace: store.db and journal.db opened, written by one writer, checked and closed."""

from __future__ import annotations

import logging
import threading
from functools import partial
from pathlib import Path
from typing import Self

import msgspec
from sqlalchemy import Connection, Engine, delete, select

from auditdesk.domain.errors import AuditDeskError, BadInputError, WorkspaceBusyError
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.replicated import KINDS
from auditdesk.i18n import _
from auditdesk.services.ports import Clock
from auditdesk.store import copying, versions
from auditdesk.store.chain import Chain, JournalHead, Queued, SignatureCheck
from auditdesk.store.engine import WRITER, connect, make_engine
from auditdesk.store.replication import rebuild
from auditdesk.store.schema import journal_outbox
from auditdesk.store.work import StoredWork
from auditdesk.store.writing import PUT_BOOK, Writing, book

STORE_NAME, JOURNAL_NAME = "store.db", "journal.db"
_HEAD, _KINDS = "journal_head", "kinds"
_WAIT_SECONDS = 60.0
_head = msgspec.json.Decoder(tuple[int, str])
_detail = msgspec.json.Decoder(tuple[tuple[str, str], ...])
_log = logging.getLogger(__name__)


class Writer:
    """The one writer's lock: UI workers queue here instead of failing in SQLite."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner = 0

    def acquire(self) -> None:
        """Wait for the writer; a unit of work writing inside another one of the same thread is a bug."""
        me = threading.get_ident()
        if self._owner == me:
            raise RuntimeError("a unit of work writes inside another one that has not ended")
        if not self._lock.acquire(timeout=_WAIT_SECONDS):
            raise WorkspaceBusyError(_("另一项工作还在写入，请等它完成或取消它，然后再试。"))
        self._owner = me

    def free(self) -> bool:
        """Take the lock if nobody holds it."""
        if not self._lock.acquire(blocking=False):
            return False
        self._owner = threading.get_ident()
        return True

    def release(self) -> None:
        """Let the next one write."""
        self._owner = 0
        self._lock.release()


class Store:
    """An open workspace store; made by `create` or `open`, to be closed.

    Attributes:
        device: this replica's id (hex).
        acting_user: whose id operations and journal notes carry.
        writer: the writer's lock.
        journal: the chain of entries.
    """

    def __init__(
        self, folder: Path, store_key: bytes, journal_key: bytes, *, device: str, user: str, clock: Clock,
        check_seal: SignatureCheck | None,
    ) -> None:  # fmt: skip
        self.folder = folder
        self.device = device
        self.acting_user = user
        self.writer = Writer()
        self._clock = clock
        self._keys = {STORE_NAME: store_key, JOURNAL_NAME: journal_key}
        self._engines = {name: self._engine(name) for name in self._keys}
        self._closed = False
        self.journal = Chain(
            self._engines[JOURNAL_NAME],
            device,
            self.now,
            self._remembered_head,
            self._remember_head,
            check_seal,
        )

    def _engine(self, name: str) -> Engine:
        path = self.folder / name
        return make_engine(path, partial(connect, path, self._keys[name]))

    @classmethod
    def create(
        cls, folder: Path, store_key: bytes, journal_key: bytes, *, device: str, user: str = "",
        clock: Clock, check_seal: SignatureCheck | None = None,
    ) -> Self:  # fmt: skip
        """Make both databases in an existing folder and open them.

        Args:
            folder: the workspace folder.
            store_key: raw 256-bit key of store.db.
            journal_key: raw 256-bit key of journal.db.
            device: this replica's id (hex).
            user: id of the acting user.
            clock: the present.
            check_seal: verifies Ed25519 seals of the journal as (public key, signature, message).

        Raises:
            BadInputError: there is a store already.
        """
        for name in (STORE_NAME, JOURNAL_NAME):
            if (folder / name).exists():
                raise BadInputError(_("{path} 里已经有工作区的数据库。", path=folder), path=folder)
        return cls._opened(folder, store_key, journal_key, device, user, clock, check_seal)

    @classmethod
    def open(
        cls, folder: Path, store_key: bytes, journal_key: bytes, *, device: str, user: str = "",
        clock: Clock, check_seal: SignatureCheck | None = None,
    ) -> Self:  # fmt: skip
        """Open existing databases; an older schema is migrated after a verified backup.

        Arguments as in `create`.

        Raises:
            DamagedError: a database is missing, damaged or has another key.
            NewerFormatError: a newer program wrote it; it is left untouched.
        """
        for name in (STORE_NAME, JOURNAL_NAME):
            copying.require_file(folder / name)
        return cls._opened(folder, store_key, journal_key, device, user, clock, check_seal)

    @classmethod
    def _opened(
        cls, folder: Path, store_key: bytes, journal_key: bytes, device: str, user: str, clock: Clock,
        check_seal: SignatureCheck | None,
    ) -> Self:  # fmt: skip
        store = cls(
            folder, store_key, journal_key, device=device, user=user, clock=clock, check_seal=check_seal
        )
        try:
            for name, key in store._keys.items():
                versions.bring_up(store._engines[name], folder / name, key, name.removesuffix(".db"))
            store._learn_kinds()
            store.drain()
        except BaseException:
            store._dispose()
            raise
        return store

    def begin(self) -> StoredWork:
        """A unit of work; use it as a context manager."""
        return StoredWork(self)

    def connect(self) -> Connection:
        """A connection to store.db for one unit of work."""
        return self._engines[STORE_NAME].connect()

    def act_as(self, user: str) -> None:
        """From now on operations and journal notes carry this user's id."""
        self.acting_user = user

    def now(self) -> str:
        """The present as ISO text with offset, to the second."""
        return self._clock.now().isoformat(timespec="seconds")

    def millis(self) -> int:
        """The present in milliseconds since 1970."""
        return int(self._clock.now().timestamp() * 1000)

    def drain(self) -> None:
        """Move queued notes into the journal, each exactly once; the caller is the writer or alone.

        The journal is written first. After a crash in between, the notes are offered again and known by
        their tokens. When the journal cannot be written they stay queued, because their data is durable.
        """
        with self.connect() as connection:
            rows = connection.execute(select(journal_outbox).order_by(journal_outbox.c.number)).all()
            connection.rollback()
            if not rows:
                return
            queued = [
                Queued(
                    row.token,
                    row.at,
                    row.user,
                    JournalNote(row.action, row.subject, _detail.decode(row.detail)),
                )
                for row in rows
            ]
            head = self.journal.deliver(queued)
            connection.execution_options(**{WRITER: True})
            connection.execute(delete(journal_outbox).where(journal_outbox.c.number <= rows[-1].number))
            _keep_head(connection, head)
            connection.commit()

    def deliver_notes(self) -> None:
        """Drain after a commit; a journal that cannot be written now is tried again at the next note."""
        try:
            self.drain()
        except AuditDeskError as error:
            _log.error("journal notes stay queued: %s", type(error).__name__)

    def _remembered_head(self) -> JournalHead:
        with self.connect() as connection:
            kept = book(connection, _HEAD)
        return JournalHead(*_head.decode(kept)) if kept else JournalHead()

    def _remember_head(self, head: JournalHead) -> None:
        """Keep the head if nobody writes; otherwise the next drain or closing does."""
        if not self.writer.free():
            return
        try:
            with self.connect() as connection:
                connection.execution_options(**{WRITER: True})
                _keep_head(connection, head)
                connection.commit()
        finally:
            self.writer.release()

    def _learn_kinds(self) -> None:
        """Make rows anew when this program knows other kinds or fields than the one that wrote them."""
        known = msgspec.json.encode([(kind.number, kind.name, kind.fields) for kind in KINDS]).decode()
        with self.connect() as connection:
            if book(connection, _KINDS) == known:
                return
            connection.rollback()
            connection.execution_options(**{WRITER: True})
            writing = Writing(connection, self.device, self.acting_user, self.millis)
            rebuild(writing)
            connection.execute(PUT_BOOK, {"name": _KINDS, "value": known})
            connection.commit()

    def backup(self, target: Path) -> list[Path]:
        """Encrypted copies of both databases in an existing folder, re-opened and checked.

        Raises:
            DamagedError: a copy does not hold; it is removed.
        """
        return [copying.copy(self.folder / name, target / name, key) for name, key in self._keys.items()]

    def check_integrity(self) -> list[str]:
        """Problems of both databases as sentences; empty when they are sound."""
        return [
            problem
            for name, engine in self._engines.items()
            for problem in copying.problems(engine, self.folder / name)
        ]

    def close(self) -> None:
        """Empty the write-ahead logs and close everything; safe to call twice."""
        if self._closed:
            return
        self._closed = True
        try:
            last = self.journal.last()
            if last is not None:
                self._remember_head(JournalHead(last.number, last.digest))
        except AuditDeskError as error:
            _log.info("closed without remembering the journal's head: %s", type(error).__name__)
        self._dispose()
        for name, key in self._keys.items():
            copying.checkpoint(self.folder / name, key)

    def _dispose(self) -> None:
        for engine in self._engines.values():
            engine.dispose()


def _keep_head(connection: Connection, head: JournalHead) -> None:
    kept = book(connection, _HEAD)
    if not kept or _head.decode(kept)[0] < head.number:
        value = msgspec.json.encode((head.number, head.digest)).decode()
        connection.execute(PUT_BOOK, {"name": _HEAD, "value": value})
