"""Texts of a file as rows: one per line, cell or paragraph, the same for original and copy; no Qt."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditdesk.domain.maskplan import Part, Place
from auditdesk.i18n import _

_SPEAKER = re.compile(
    r"\s*(?:\[?[\d:：./ -]{4,19}\]?\s*)?"
    r"(?P<who>客服|坐席|座席|专员|agent|客户|用户|顾客|customer)[A-Za-z]{0,3}\d{0,4}\s*[:：]\s*",
    re.IGNORECASE,
)
_AGENTS = ("客服", "坐席", "座席", "专员", "agent")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of both views.

    Attributes:
        number: shown, from 1.
        speaker: 客, 服 or empty.
        part: number of the part it belongs to.
        start: first code point of its text in the part, behind the speaker.
        end: one past the last.
    """

    number: int
    speaker: str
    part: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A span inside a row's text: offsets there, the place it shows, and whether it waits or is kept."""

    start: int
    end: int
    place: int
    undecided: bool
    kept: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """The text of a row on one side, with its spans."""

    text: str
    pieces: tuple[Piece, ...] = ()


def rows_of(parts: Sequence[Part]) -> list[Row]:
    """Rows of a file; a value that runs over a line end keeps its lines together."""
    rows: list[Row] = []
    for number, part in enumerate(parts):
        for start, end in _lines(part):
            if part.text[start:end].strip():
                speaker, first = _speaker(part, start, end)
                rows.append(Row(len(rows) + 1, speaker, number, first, end))
    return rows


def _lines(part: Part) -> Iterator[tuple[int, int]]:
    inside = {at for span in part.spans for at in range(span.start, span.end)}
    start = 0
    for match in re.finditer(r"\r\n|\r|\n", part.text):
        if match.start() not in inside:
            yield start, match.start()
            start = match.end()
    yield start, len(part.text)


def _speaker(part: Part, start: int, end: int) -> tuple[str, int]:
    """客 or 服 and where the words begin; a name in front of the colon stays in sight."""
    match = _SPEAKER.match(part.text, start, end)
    if match is None or any(start <= span.start < match.end() for span in part.spans):
        return "", start
    agent = match["who"].lower() in _AGENTS
    return _("服") if agent else _("客"), match.end()


class RowIndex:
    """Finds the row of a place and the places of a row."""

    def __init__(self, rows: Sequence[Row], found: Sequence[Place]) -> None:
        self._keys = [(row.part, row.start) for row in rows]
        self._places: dict[int, list[Place]] = {}
        for place in found:
            self._places.setdefault(self.row_of(place), []).append(place)

    def row_of(self, place: Place) -> int:
        """The row in which a place begins."""
        return max(0, bisect_right(self._keys, (place.part, place.span.start)) - 1)

    def places_of(self, row: int) -> list[Place]:
        """Places of a row, ascending."""
        return self._places.get(row, [])


def original_row(row: Row, part: Part, found: Sequence[Place]) -> Shown:
    """A row of the original."""
    pieces = tuple(
        Piece(
            max(0, one.span.start - row.start), min(one.span.end, row.end) - row.start, one.number,
            one.found.undecided, not one.found.masked,
        )
        for one in found
    )  # fmt: skip
    return Shown(part.text[row.start : row.end], pieces)


def masked_row(row: Row, part: Part, found: Sequence[Place], written: Sequence[str]) -> Shown:
    """The same row as it will be written; ``written`` is what stands for each place of the file."""
    texts: list[str] = []
    pieces: list[Piece] = []
    at, length = row.start, 0
    for one in found:
        between = part.text[at : max(at, one.span.start)]
        new = written[one.number]
        length += len(between)
        pieces.append(Piece(length, length + len(new), one.number, one.found.undecided, not one.found.masked))
        texts += (between, new)
        length += len(new)
        at = one.span.end
    texts.append(part.text[at : row.end])
    return Shown("".join(texts), tuple(pieces))
