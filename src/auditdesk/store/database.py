"""The store of one workspace: store.db and journal.db opened, written by one writer, checked and closed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Self

import msgspec
from sqlalchemy import Connection

from auditdesk.domain.errors import AuditDeskError, BadInputError, WorkspaceLockedError
from auditdesk.domain.replicated import KINDS
from auditdesk.i18n import _
from auditdesk.services.ports import Clock
from auditdesk.store import copying, outbox, replication, versions
from auditdesk.store.chain import Chain, JournalHead, SignatureCheck
from auditdesk.store.engine import WRITER, connect, make_engine
from auditdesk.store.turns import WAIT_SECONDS, Writer
from auditdesk.store.work import StoredWork
from auditdesk.store.writing import PUT_BOOK, Writing, book

STORE_NAME, JOURNAL_NAME = "store.db", "journal.db"
_BRANCHES = {STORE_NAME: "data", JOURNAL_NAME: "chain"}
_KINDS = "kinds"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _File:
    """One database file and its raw key, which must not appear in a traceback or log."""

    path: Path
    key: bytes

    def __repr__(self) -> str:
        return f"_File({self.path})"


class Store:
    """An open workspace store; made by `create` or `open`, to be closed.

    Attributes:
        folder: the workspace folder.
        device: this replica's id (hex).
        acting_user: whose id operations and journal notes carry.
        writer: the turn to write.
        journal: the chain of entries (`services.ports.Journal`).
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
        self._closed = False
        keys = {STORE_NAME: store_key, JOURNAL_NAME: journal_key}
        self._files = {name: _File(folder / name, key) for name, key in keys.items()}
        self._engines = {
            name: make_engine(file.path, partial(connect, file.path, file.key))
            for name, file in self._files.items()
        }
        opener = partial(self._connect, JOURNAL_NAME)
        self.journal = Chain(opener, device, self.now, self._remembered_head, self._remember_head, check_seal)

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
            check_seal: verifies the journal's Ed25519 seals, given (public key, signature, message);
                without it `Journal.verify` compares seals with entries but calls nothing sealed.

        Raises:
            BadInputError: there is a store already.
        """
        for name in _BRANCHES:
            if (folder / name).exists():
                raise BadInputError(_("{path} 里已经有工作区的数据库。", path=folder), path=folder)
        store = cls(
            folder, store_key, journal_key, device=device, user=user, clock=clock, check_seal=check_seal
        )
        store._begin()
        return store

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
        for name in _BRANCHES:
            copying.require_file(folder / name)
        store = cls(
            folder, store_key, journal_key, device=device, user=user, clock=clock, check_seal=check_seal
        )
        store._begin()
        return store

    def _begin(self) -> None:
        """Bring schemas up, learn new kinds, deliver what a crash left queued."""
        try:
            for name, branch in _BRANCHES.items():
                file = self._files[name]
                versions.bring_up(self._engines[name], file.path, file.key, branch)
            self._learn_kinds()
            self.drain()
        except BaseException:
            self._dispose()
            raise

    def begin(self) -> StoredWork:
        """A unit of work; use it as a context manager."""
        return StoredWork(self)

    def connect(self) -> Connection:
        """A connection to store.db for one unit of work; raises `WorkspaceLockedError` after closing."""
        return self._connect(STORE_NAME)

    def _connect(self, name: str) -> Connection:
        self.require_open()
        return self._engines[name].connect()

    def require_open(self) -> None:
        """Raise `WorkspaceLockedError` after closing."""
        if self._closed:
            raise WorkspaceLockedError(_("工作区已经锁定，请解锁后再继续。"))

    def act_as(self, user: str) -> None:
        """From now on operations and journal notes carry this user's id."""
        self.acting_user = user

    def now(self) -> str:
        """The present as ISO text with offset, to the second."""
        return self._clock.now().isoformat(timespec="seconds")

    def millis(self) -> int:
        """The present in milliseconds since 1970."""
        return int(self._clock.now().timestamp() * 1000)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A connection whose transaction may write; the caller has the turn, and commits."""
        with self.connect() as connection:
            connection.execution_options(**{WRITER: True})
            yield connection

    def drain(self) -> None:
        """Move queued notes into the journal, each exactly once; the caller has the turn to write.

        The journal is written first. After a crash in between, the notes are offered again and known by
        their tokens.
        """
        with self.connect() as connection:
            notes, last = outbox.waiting(connection)
        if notes:
            newest = self.journal.deliver(notes)
            with self._writing() as connection:
                outbox.remove(connection, last)
                outbox.keep_head(connection, newest)
                connection.commit()

    def deliver_notes(self) -> None:
        """Drain after a commit; when the journal cannot be written now, the notes stay queued.

        The data is durable already, so nothing is told to the person; the next note tries again.
        """
        try:
            self.drain()
        except AuditDeskError as error:
            _log.error("journal notes stay queued: %s", type(error).__name__)

    def _remembered_head(self) -> JournalHead:
        with self.connect() as connection:
            return outbox.head(connection)

    def _remember_head(self, newest: JournalHead) -> None:
        """Keep the head if nobody writes; otherwise the next delivery or closing does."""
        if self.writer.free():
            try:
                self._keep_head(newest)
            finally:
                self.writer.release()

    def _keep_head(self, newest: JournalHead) -> None:
        with self._writing() as connection:
            outbox.keep_head(connection, newest)
            connection.commit()

    def _learn_kinds(self) -> None:
        """Make rows anew when this program knows other kinds or fields than the one that wrote them."""
        known = msgspec.json.encode([(kind.number, kind.name, kind.fields) for kind in KINDS]).decode()
        with self.connect() as connection:
            if book(connection, _KINDS) == known:
                return
        with self._writing() as connection:
            replication.rebuild(Writing(connection, self.device, self.acting_user, self.millis))
            connection.execute(PUT_BOOK, {"name": _KINDS, "value": known})
            connection.commit()

    def backup(self, target: Path) -> list[Path]:
        """Encrypted copies of both databases in an existing folder, re-opened and checked.

        Raises:
            BadInputError: the folder holds such files already.
            DamagedError: a copy does not hold; it is removed.
        """
        return [copying.copy(file.path, target / name, file.key) for name, file in self._files.items()]

    def check_integrity(self) -> list[str]:
        """Problems of both databases as sentences; empty when they are sound."""
        found = [
            problem
            for name, engine in self._engines.items()
            for problem in copying.problems(engine, self.folder / name)
        ]
        if not found:
            with self.connect() as connection:
                if not replication.sums_agree(connection):
                    found.append(_("{name} 的同步校验值与数据不一致。", name=STORE_NAME))
        return found

    def close(self) -> None:
        """Wait for the writer, empty the write-ahead logs, close everything; safe to call twice."""
        if self._closed:
            return
        mine = self.writer.wait(WAIT_SECONDS)
        try:
            last = self.journal.last()
            if mine and last is not None:
                self._keep_head(JournalHead(last.number, last.digest))
        except AuditDeskError as error:
            _log.info("closed without remembering the journal's head: %s", type(error).__name__)
        finally:
            self._closed = True
            self._dispose()
            if mine:
                self.writer.release()
        for file in self._files.values():
            copying.checkpoint(file.path, file.key)

    def _dispose(self) -> None:
        for engine in self._engines.values():
            engine.dispose()
