"""Texts of a file as rows: one per line, cell or paragraph, the same for original and copy; no Qt."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditdesk.domain.maskplace import LINE_END, place_words, spot
from auditdesk.domain.maskplan import Part, Place
from auditdesk.i18n import _

_SPEAKER = re.compile(
    r"\s*(?:\[?[\d:：./ -]{4,19}\]?\s*)?"
    r"(?P<who>客服|坐席|座席|专员|agent|客户|用户|顾客|customer)[A-Za-z]{0,3}\d{0,4}\s*[:：]\s*",
    re.IGNORECASE,
)
_AGENTS = ("客服", "坐席", "座席", "专员", "agent")
_LONGEST = 400
"""Code points of a row; a longer line goes on in further rows: laying out 200,000 at once takes minutes."""
_BREAKS = "，。；！？,;!?、 \t"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of both views.

    Attributes:
        number: of the line or paragraph, from 1; 0 where the caption says it.
        speaker: 客, 服 or empty.
        part: number of the part it belongs to.
        start: first code point of its text in the part, behind the speaker.
        end: one past the last.
        goes_on: continues the row above, which was too long for one.
        caption: the place, shown above the first row of it.
        ends: line ends before it in its part.
    """

    number: int
    speaker: str
    part: int
    start: int
    end: int
    goes_on: bool = False
    caption: str = ""
    ends: int = 0


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
    line = 0
    above = ""
    for number, part in enumerate(parts):
        inside = {at for span in part.spans for at in range(span.start, span.end)}
        for start, end, ends in _lines(part, inside):
            text = part.text[start:end]
            if not text.strip():
                continue
            line += 1
            here = spot(part, start + len(text) - len(text.lstrip()), ends)
            shown = here.number if here.number or here.caption else line
            caption, above = "" if here.caption == above else here.caption, here.caption
            speaker, first = _speaker(part, start, end, inside)
            for at, to in _cut(part.text, first, end, inside):
                head = at == first
                rows.append(
                    Row(
                        shown, speaker if head else "", number, at, to, not head, caption if head else "",
                        ends,
                    )
                )  # fmt: skip
    return rows


def _cut(text: str, start: int, end: int, inside: set[int]) -> Iterator[tuple[int, int]]:
    """A long line in rows, cut behind a mark of punctuation if there is one, never inside a value."""
    while end - start > _LONGEST:
        marks = range(start + _LONGEST, start + _LONGEST // 2, -1)
        cut = next((at for at in marks if text[at - 1] in _BREAKS and at not in inside), start + _LONGEST)
        while cut < end and cut in inside and cut - 1 in inside:
            cut += 1
        yield start, cut
        start = cut
    if start < end or not text[start:end]:
        yield start, end


def _lines(part: Part, inside: set[int]) -> Iterator[tuple[int, int, int]]:
    """Where lines begin and end, and how many line ends stand before each."""
    start = ends = 0
    for number, match in enumerate(LINE_END.finditer(part.text), start=1):
        if match.start() not in inside:
            yield start, match.start(), ends
            start, ends = match.end(), number
    yield start, len(part.text), ends


def _speaker(part: Part, start: int, end: int, inside: set[int]) -> tuple[str, int]:
    """客 or 服 and where the words begin; a name in front of the colon stays in sight."""
    match = _SPEAKER.match(part.text, start, end)
    if match is None or any(at in inside for at in range(start, match.end())):
        return "", start
    agent = match["who"].lower() in _AGENTS
    return _("服") if agent else _("客"), match.end()


def row_words(row: Row, part: Part) -> str:
    """The place of a row in words; empty when the format tells none."""
    text = part.text[row.start : row.end]
    return place_words(part, row.start + len(text) - len(text.lstrip()), row.ends)


class RowIndex:
    """Finds the row of a place and the numbers of the places of a row; decisions change neither."""

    def __init__(self, rows: Sequence[Row], found: Sequence[Place]) -> None:
        self._rows = rows
        self._keys = [(row.part, row.start) for row in rows]
        self._numbers: dict[int, list[int]] = {}
        for place in found:
            row = first = self.row_of(place)
            while row == first or (
                row < len(rows) and rows[row].part == place.part and rows[row].start < place.span.end
            ):
                self._numbers.setdefault(row, []).append(place.number)
                row += 1

    def row_of(self, place: Place) -> int:
        """The row in which a place begins."""
        return self.row_at(place.part, place.span.start)

    def row_at(self, part: int, at: int) -> int:
        """The row of a code point of a part; the speaker's word belongs to the row behind it."""
        row = max(0, bisect_right(self._keys, (part, at)) - 1)
        ahead = row + 1 < len(self._rows) and self._rows[row + 1].part == part
        return row + 1 if ahead and at >= self._rows[row].end else row

    def numbers(self, row: int) -> list[int]:
        """Places of a row, ascending; the first may have begun in the row above, the last go on below."""
        return self._numbers.get(row, [])


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
    """The same row as it will be written; ``written`` is what stands for each place of the file.

    A place that began in the row above was written there.
    """
    texts: list[str] = []
    pieces: list[Piece] = []
    at, length = row.start, 0
    for one in found:
        between = part.text[at : max(at, one.span.start)]
        new = written[one.number] if one.span.start >= row.start else ""
        length += len(between)
        pieces.append(Piece(length, length + len(new), one.number, one.found.undecided, not one.found.masked))
        texts += (between, new)
        length += len(new)
        at = one.span.end
    texts.append(part.text[at : row.end])
    return Shown("".join(texts), tuple(pieces))


def wide(text: str, at: int) -> int:
    """Where a code point stands in the UTF-16 text that Qt lays out: emoji take two places there."""
    return at + sum(letter > "\uffff" for letter in text[:at])


def narrow(text: str, at: int) -> int:
    """The code point at a place of the UTF-16 text."""
    passed = 0
    for number, letter in enumerate(text):
        if passed >= at:
            return number
        passed += 2 if letter > "\uffff" else 1
    return len(text)
