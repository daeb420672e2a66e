"""Which heading a cell stands under.

There are tables below one another, forms with the key to the left of its value, and forms with one digit a
cell. Rows are maps from column to text, so that a sheet with one far cell takes no room.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from auditdesk.masking import checks
from auditdesk.masking.columns import column_kind, is_label
from auditdesk.masking.shapes import CARD_LENGTHS, ID_LENGTH, OLD_ID_LENGTH, PHONE_LENGTH
from auditdesk.masking.tables import CellMasker

Row = Mapping[int, str]
_HEADING_ROWS = 8
_LONGEST_HEADING = 16
_LONGEST_KEYED = 15
_NUMBER = re.compile("\\d{3}")
_DIGITS = re.compile("[0-9]{1,8}")
_LAST_DIGITS = re.compile("[0-9]{0,8}[Xx]?")
_LENGTHS = frozenset((PHONE_LENGTH, OLD_ID_LENGTH, *CARD_LENGTHS))


@dataclass(frozen=True, slots=True)
class Spelt:
    """A number that is written over several cells of a row."""

    row: int
    columns: tuple[int, ...]
    heading: str
    number: str


class Layout:
    """Reads rows block by block and remembers the headings that hold on."""

    def __init__(self) -> None:
        self._titles: Row | None = None

    def headings(self, rows: Sequence[Row]) -> list[dict[int, str]]:
        """The heading of every cell; empty where there is none.

        Args:
            rows: the next rows from top to bottom; empty ones are part of it, they end a table.
        """
        first = -1
        if self._titles is None:
            first = _best(rows)
            self._titles = {} if first >= 0 else _weak(rows[0] if rows else {})
        made: list[dict[int, str]] = []
        for number, row in enumerate(rows):
            if number == first or (number > first and self._begins(rows, number)):
                self._titles = _short(row)
            above = {} if number < first else self._titles
            made.append({column: _heading(row, column, above) for column in row})
        return made

    def _begins(self, rows: Sequence[Row], number: int) -> bool:
        """Whether another table begins in a row: two known headings, or one behind an empty row."""
        known = _known(rows, number)
        return known > 1 or (known == 1 and number > 0 and not any(rows[number - 1].values()))


def _best(rows: Sequence[Row]) -> int:
    """The number of the first row with the most known headings, or -1."""
    counts = [_known(rows, number) for number in range(min(len(rows), _HEADING_ROWS))]
    most = max(counts, default=0)
    return counts.index(most) if most else -1


def _known(rows: Sequence[Row], number: int) -> int:
    """How many known headings a row has, if it is a row of headings and not a line of a form."""
    row = rows[number]
    known = [column for column, text in row.items() if column_kind(text)]
    if not known or any(len(text) > _LONGEST_HEADING or _NUMBER.search(text) for text in row.values()):
        return 0
    below = rows[number + 1] if number + 1 < len(rows) else {}
    return 0 if any(is_label(below.get(column, "")) for column in known) else len(known)


def _short(row: Row) -> Row:
    return {column: text for column, text in row.items() if len(text) <= _LONGEST_HEADING}


def _weak(row: Row) -> Row:
    """Headings that promise nothing but may announce a number."""
    return {
        column: text for column, text in _short(row).items()
        if not _NUMBER.search(text) and not column_kind(text)
    }  # fmt: skip


def _heading(row: Row, column: int, titles: Row) -> str:
    """The heading above, or the key to the left where that one promises nothing."""
    title, text = titles.get(column, ""), row[column]
    if column_kind(title) or is_label(text) or len(text) > _LONGEST_KEYED + PHONE_LENGTH:
        return title
    left = next((row[at] for at in range(column - 1, max(column - 4, -1), -1) if row.get(at)), "")
    return left if left != titles.get(column - 1) and column_kind(left) else title


def spelt_numbers(rows: Sequence[Row], headings: Sequence[Row]) -> Iterator[Spelt]:
    """Numbers over several cells: the text to their left or above announces one, or it checks."""
    for at, row in enumerate(rows):
        for columns in _runs(row):
            number = "".join(row[column] for column in columns)
            left = row.get(columns[0] - 1, "")
            heading = left if column_kind(left) else headings[at].get(columns[0], "")
            if len(number) in _LENGTHS and (column_kind(heading) or _sure(number)):
                yield Spelt(at, columns, heading, number)


def _sure(number: str) -> bool:
    return len(number) == ID_LENGTH and checks.id18_birth(number) and checks.id18_check(number)


def _runs(row: Row) -> Iterator[tuple[int, ...]]:
    """Neighbouring cells that hold nothing but digits."""
    run: list[int] = []
    for column in sorted(row):
        text = row[column].strip()
        if run and column != run[-1] + 1:
            yield from _long(run)
            run = []
        if _DIGITS.fullmatch(text):
            run.append(column)
        else:
            last = bool(run) and bool(text) and _LAST_DIGITS.fullmatch(text) is not None
            yield from _long([*run, column] if last else run)
            run = []
    yield from _long(run)


def _long(run: Sequence[int]) -> Iterator[tuple[int, ...]]:
    if len(run) > 1:
        yield tuple(run)


def masked_cells(
    rows: Sequence[Row], layout: Layout, cells: CellMasker, where: Callable[[int, int, str], str]
) -> list[dict[int, str]]:
    """The texts of rows, masked; ``where`` tells the place of row (from 0), column and heading."""
    headings = layout.headings(rows)

    def told(places: Sequence[tuple[int, int]]) -> list[str]:
        return [where(at, column, headings[at][column]) for at, column in places] if cells.planning else []

    taken = dict[tuple[int, int], str]()
    spelt = list(spelt_numbers(rows, headings))
    numbers = cells.cells(
        [(one.heading, one.number) for one in spelt], told([(one.row, one.columns[0]) for one in spelt])
    )
    for one, new in zip(spelt, numbers, strict=True):
        if new != one.number:
            taken |= {(one.row, column): text for column, text in spread(one, new, rows[one.row]).items()}
    places = [(at, column) for at, row in enumerate(rows) for column in row if (at, column) not in taken]
    masked = cells.cells([(headings[at][column], rows[at][column]) for at, column in places], told(places))
    made: list[dict[int, str]] = [{} for _row in rows]
    for (at, column), text in (*zip(places, masked, strict=True), *taken.items()):
        made[at][column] = text
    return made


def spread(one: Spelt, new: str, row: Row) -> dict[int, str]:
    """A stand-in over the cells of a number: letter by letter if it is as long, else in the first."""
    made: dict[int, str] = {}
    rest = new
    fits = len(new) == len(one.number)
    for column in one.columns:
        size = len(row[column].strip()) if fits else len(rest)
        made[column], rest = rest[:size], rest[size:]
    return made
