"""Journal notes on their way: written with the data, delivered after the commit, each exactly once.

Beside them the data store remembers the journal's head, so that a journal cut at its end is noticed.
"""

from __future__ import annotations

import secrets

import msgspec
from sqlalchemy import Connection, delete, select

from auditdesk.domain.journal import JournalNote
from auditdesk.store.chain import JournalHead, Queued
from auditdesk.store.schema import journal_outbox
from auditdesk.store.writing import PUT_BOOK, book

_HEAD = "journal_head"
_head = msgspec.json.Decoder(tuple[int, str])
_detail = msgspec.json.Decoder(tuple[tuple[str, str], ...])


def put(connection: Connection, at: str, user: str, note: JournalNote) -> None:
    """Queue a note in the caller's transaction."""
    detail = msgspec.json.encode(note.detail).decode()
    row = {"at": at, "user": user, "action": note.action, "subject": note.subject, "detail": detail}
    connection.execute(journal_outbox.insert(), {"token": secrets.token_hex(16), **row})


def waiting(connection: Connection) -> tuple[list[Queued], int]:
    """Queued notes in order, and the number of the last one."""
    rows = connection.execute(select(journal_outbox).order_by(journal_outbox.c.number)).all()
    notes = [
        Queued(row.token, row.at, row.user, JournalNote(row.action, row.subject, _detail.decode(row.detail)))
        for row in rows
    ]
    return notes, rows[-1].number if rows else 0


def remove(connection: Connection, last: int) -> None:
    """Forget delivered notes up to a number."""
    connection.execute(delete(journal_outbox).where(journal_outbox.c.number <= last))


def head(connection: Connection) -> JournalHead:
    """The journal's head as remembered here; it may lag behind the journal, never run ahead."""
    kept = book(connection, _HEAD)
    return JournalHead(*_head.decode(kept)) if kept else JournalHead()


def keep_head(connection: Connection, newest: JournalHead) -> None:
    """Remember a later head."""
    if head(connection).number < newest.number:
        value = msgspec.json.encode((newest.number, newest.digest)).decode()
        connection.execute(PUT_BOOK, {"name": _HEAD, "value": value})
