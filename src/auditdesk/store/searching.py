"""Full-text search in Chinese: FTS5 over bigrams made here (FACTS: trigrams miss two-character words).

Every character starts one token: the pair with its follower, or itself alone at the end of a run. So a
phrase of pairs finds any text of two characters or more, and a prefix finds single ones. The index keeps
no text (contentless); its row number is kind number and row position together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import chain, zip_longest

from sqlalchemy import Connection, select

from auditdesk.domain.replicated import KINDS, Kind
from auditdesk.services.ports import SearchHit
from auditdesk.store.schema import TABLES

_SHIFT = 40
_RUN = re.compile(r"[^\W_]+")
_DELETE = "DELETE FROM search WHERE rowid = ?"
_INSERT = "INSERT INTO search (rowid, grams) VALUES (?, ?)"
_MATCH = (
    "SELECT rowid FROM search WHERE search MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?"
)


def _runs(text: str) -> list[str]:
    return _RUN.findall(unicodedata.normalize("NFKC", text).casefold())


def grams(text: str) -> str:
    """The tokens of a text, separated by spaces."""
    return " ".join(run[place : place + 2] for run in _runs(text) for place in range(len(run)))


def expression(text: str) -> str:
    """The FTS5 query for a text: every blank-separated word must occur; empty when there is nothing in it."""
    return " AND ".join(filter(None, map(_phrase, text.split())))


def _phrase(word: str) -> str:
    runs = _runs(word)
    if not runs:
        return ""
    last = runs[-1]
    tokens = [grams(run) for run in runs[:-1]]
    if len(last) == 1:
        return f'"{" ".join([*tokens, last])}" *'
    tokens += (last[place : place + 2] for place in range(len(last) - 1))
    return f'"{" ".join(tokens)}"'


def index(connection: Connection, kind: Kind, texts: Iterable[tuple[int, str]], *, fresh: bool) -> None:
    """Put the texts of rows (position, text) into the index; ``fresh`` rows were never in it."""
    rows = [((kind.number << _SHIFT) + position, grams(text)) for position, text in texts]
    if rows and not fresh:
        connection.exec_driver_sql(_DELETE, [(row,) for row, _grams in rows])
    filled = [row for row in rows if row[1]]
    if filled:
        connection.exec_driver_sql(_INSERT, filled)


def search(connection: Connection, text: str, kinds: Sequence[str], limit: int) -> list[SearchHit]:
    """Newest entities per kind, kinds taking turns, whose text contains every word of ``text``."""
    query = expression(text)
    if not query:
        return []
    found = [
        _hits(connection, kind, query, limit)
        for kind in KINDS
        if kind.search and (not kinds or kind.name in kinds)
    ]
    turns = chain.from_iterable(zip_longest(*found))
    return [hit for hit in turns if hit is not None][:limit]


def _hits(connection: Connection, kind: Kind, query: str, limit: int) -> list[SearchHit]:
    low, high = kind.number << _SHIFT, (kind.number + 1) << _SHIFT
    rows = connection.exec_driver_sql(_MATCH, (query, low, high, limit)).scalars()
    positions = [row - low for row in rows]
    if not positions:
        return []
    table = TABLES[kind.name]
    title = table.c[kind.title]
    chosen = select(table.c.id, title).where(table.c.position.in_(positions))
    return [
        SearchHit(kind.name, entity, str(shown))
        for entity, shown in connection.execute(chosen.order_by(table.c.position.desc()))
    ]
