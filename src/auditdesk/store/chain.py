"""journal.db: the append-only chain of entries and its seals, apart from the data (REQUIREMENTS C12)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from auditdesk.domain.errors import DamagedError
from auditdesk.domain.journal import (
    GENESIS,
    JournalEntry,
    JournalNote,
    JournalSeal,
    JournalState,
    fits,
    next_entry,
)
from auditdesk.i18n import _
from auditdesk.store.engine import WRITER
from auditdesk.store.journal_schema import entries as entry_table
from auditdesk.store.journal_schema import seals as seal_table

SignatureCheck = Callable[[bytes, bytes, bytes], bool]
"""Whether (public key, signature, message) fit; Ed25519, given by the composition root."""

_PAGE = 5_000
_pairs = msgspec.json.Decoder(tuple[tuple[str, str], ...])


@dataclass(frozen=True, slots=True)
class Queued:
    """A note on its way from the store's outbox; ``token`` makes its arrival happen once."""

    token: str
    at: str
    user: str
    note: JournalNote


@dataclass(frozen=True, slots=True)
class JournalHead:
    """The last entry as the data store remembers it, so that a cut tail is noticed."""

    number: int = 0
    digest: str = GENESIS


class Chain:
    """Fulfils `services.ports.Journal`.

    Args:
        connect: gives connections to journal.db.
        device: this replica's id.
        now: the present as ISO text.
        remembered: the head that the data store remembers.
        remember: keep a new head there; may be late, never early.
        check: verifies seals; without it seals are compared by digest and count as unsealed.
    """

    def __init__(
        self,
        connect: Callable[[], Connection],
        device: str,
        now: Callable[[], str],
        remembered: Callable[[], JournalHead],
        remember: Callable[[JournalHead], None],
        check: SignatureCheck | None,
    ) -> None:
        self._connect = connect
        self._device = device
        self._now = now
        self._remembered = remembered
        self._remember = remember
        self._check = check
        self._lock = threading.Lock()

    def append(self, user: str, note: JournalNote) -> JournalEntry:
        """Add an entry outside any unit of work (a look, a failed unlock)."""
        with self._lock, self._connect() as connection:
            connection.execution_options(**{WRITER: True})
            entry = next_entry(_last(connection), self._now(), user, self._device, note)
            connection.execute(entry_table.insert(), _row(entry, None))
            connection.commit()
        self._remember(JournalHead(entry.number, entry.digest))
        return entry

    def deliver(self, queued: Iterable[Queued]) -> JournalHead:
        """Add queued notes, those that arrived before excepted; the head afterwards."""
        with self._lock, self._connect() as connection:
            connection.execution_options(**{WRITER: True})
            last = _last(connection)
            for one in queued:
                there = select(entry_table.c.number).where(entry_table.c.token == one.token)
                if connection.execute(there).scalar() is None:
                    last = next_entry(last, one.at, one.user, self._device, one.note)
                    connection.execute(entry_table.insert(), _row(last, one.token))
            connection.commit()
        return JournalHead(last.number, last.digest) if last else JournalHead()

    def entries(self, *, after: int = 0, limit: int = 200, subject: str = "") -> list[JournalEntry]:
        """Entries with higher numbers than ``after``, in order."""
        with self._connect() as connection:
            return _page(connection, after, limit, subject)

    def last(self) -> JournalEntry | None:
        """The head of the chain."""
        with self._connect() as connection:
            return _last(connection)

    def seal(self, user: str, public_key: str, sign: Callable[[bytes], bytes]) -> None:
        """Sign the head's digest (its 32 bytes) when entries were added since the last seal."""
        with self._lock, self._connect() as connection:
            connection.execution_options(**{WRITER: True})
            last, sealed = _last(connection), _sealed(connection)
            if last is None or last.number <= sealed:
                return
            signature = sign(bytes.fromhex(last.digest)).hex()
            row = {
                "number": last.number, "digest": last.digest, "user": user, "public_key": public_key,
                "signature": signature,
            }  # fmt: skip
            connection.execute(seal_table.insert(), row)
            connection.commit()
        self._remember(JournalHead(last.number, last.digest))

    def verify(self, signers: Collection[tuple[str, str]] | None = None) -> JournalState:
        """Walk the chain and the seals; names the first broken entry.

        ``signers`` are pairs of user id and public key (hex) that may seal; None does not ask. ``sealed`` of
        the result is the last entry under a signature that was checked.

        Raises:
            DamagedError: a page does not hold, even one that the walk does not read (an index).
        """
        remembered = self._remembered()
        with self._connect() as connection:
            _require_whole(connection)
            seals = {one.number: one for one in _seals(connection)}
            state = self._walk(_all(connection), seals, remembered)
        stranger = _stranger(seals, signers)
        if stranger and (state.intact or stranger < state.broken_at):
            words = _("操作日志第 {number} 条的封签不是本工作区任何用户的密钥做的。", number=stranger)
            return replace(state, broken_at=stranger, problem=words)
        return state

    def _walk(
        self, chain: Iterator[JournalEntry], seals: dict[int, JournalSeal], remembered: JournalHead
    ) -> JournalState:
        last: JournalEntry | None = None
        sealed = count = 0
        for entry in chain:
            problem = self._problem(entry, last, seals.get(entry.number), remembered)
            if problem:
                expected = last.number + 1 if last else 1
                return JournalState(
                    count, last.digest if last else GENESIS, sealed, min(expected, entry.number) or 1, problem
                )
            if entry.number in seals and self._check is not None:
                sealed = entry.number
            last, count = entry, count + 1
        head = JournalHead(last.number, last.digest) if last else JournalHead()
        if max([remembered.number, *seals]) > head.number:
            missing = head.number + 1
            return JournalState(
                count, head.digest, sealed, missing, _("操作日志从第 {number} 条起被截掉了。", number=missing)
            )
        return JournalState(count, head.digest, sealed)

    def _problem(
        self, entry: JournalEntry, last: JournalEntry | None, seal: JournalSeal | None, head: JournalHead
    ) -> str:
        expected = last.number + 1 if last else 1
        if entry.number != expected:
            return _("操作日志第 {number} 条缺失或顺序被改动。", number=expected)
        if not fits(entry, last):
            return _("操作日志第 {number} 条与前一条接不上，内容被改动、插入或删除过。", number=expected)
        if entry.number == head.number and entry.digest != head.digest:
            return _("操作日志第 {number} 条不是当初写入的那一条。", number=expected)
        if seal is not None and not self._holds(seal, entry):
            return _("操作日志第 {number} 条的封签不成立。", number=expected)
        return ""

    def _holds(self, seal: JournalSeal, entry: JournalEntry) -> bool:
        if seal.digest != entry.digest:
            return False
        try:
            key, signature = bytes.fromhex(seal.public_key), bytes.fromhex(seal.signature)
        except ValueError:
            return False
        return self._check is None or self._check(key, signature, bytes.fromhex(entry.digest))


def _stranger(seals: Mapping[int, JournalSeal], signers: Collection[tuple[str, str]] | None) -> int:
    """Number of the first seal made by a key that its user never had; 0 when there is none."""
    if signers is None:
        return 0
    allowed = frozenset(signers)
    return min((at for at, seal in seals.items() if (seal.user, seal.public_key) not in allowed), default=0)


def _row(entry: JournalEntry, token: str | None) -> dict[str, object]:
    return {
        "number": entry.number, "at": entry.at, "user": entry.user, "device": entry.device,
        "action": entry.action, "subject": entry.subject,
        "detail": msgspec.json.encode(entry.detail).decode(), "previous": entry.previous,
        "digest": entry.digest, "token": token,
    }  # fmt: skip


def _entry(row: Any) -> JournalEntry:  # noqa: ANN401 - a result row
    try:
        detail = _pairs.decode(row.detail)
    except msgspec.DecodeError:
        detail = ((row.detail, ""),)  # altered text: its digest cannot fit, and `verify` says so
    return JournalEntry(
        row.number, row.at, row.user, row.device, row.action, row.subject, detail, row.previous, row.digest
    )


def _last(connection: Connection) -> JournalEntry | None:
    chosen = select(entry_table).order_by(entry_table.c.number.desc()).limit(1)
    row = connection.execute(chosen).first()
    return _entry(row) if row else None


def _sealed(connection: Connection) -> int:
    chosen = select(seal_table.c.number).order_by(seal_table.c.number.desc()).limit(1)
    return connection.execute(chosen).scalar() or 0


def _require_whole(connection: Connection) -> None:
    """Every page of the file against its own authentication code."""
    for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check"):
        raise DamagedError(_("{name} 的加密页损坏：{what}", name="journal.db", what=row[0]))


def _seals(connection: Connection) -> list[JournalSeal]:
    columns = seal_table.c
    chosen = select(columns.number, columns.digest, columns.user, columns.public_key, columns.signature)
    return [JournalSeal(*row) for row in connection.execute(chosen)]


def _page(connection: Connection, after: int, limit: int, subject: str) -> list[JournalEntry]:
    chosen = select(entry_table).where(entry_table.c.number > after).order_by(entry_table.c.number)
    if subject:
        chosen = chosen.where(entry_table.c.subject == subject)
    return [_entry(row) for row in connection.execute(chosen.limit(limit))]


def _all(connection: Connection) -> Iterator[JournalEntry]:
    chosen = select(entry_table).order_by(entry_table.c.number)
    for part in connection.execute(chosen).partitions(_PAGE):
        yield from (_entry(row) for row in part)
