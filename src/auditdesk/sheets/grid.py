"""Any table file as grids of text: workbooks (values, formulas, number formats, merges) and CSV.

Values come from calamine. openpyxl is asked, for xlsx of ordinary size, what calamine cannot tell: the name
in a HYPERLINK formula that was never calculated, and whether the number 1.1 is shown as ``1.10``.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import PurePath

import python_calamine
from openpyxl.cell import Cell
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _
from auditdesk.services.jobs import Progress, Silent
from auditdesk.sheets.cells import plain_text
from auditdesk.sheets.opening import MOST_ROWS, Source, open_for_formulas, open_for_reading, sheet_values

_ORDINARY = 8 * 1024 * 1024
_FIXED = re.compile(r"^0\.(0+)(?:_\)?)?(?:;.*)?$")
_STRING = r'"((?:[^"]|"")*)"'
_LINK = re.compile(
    rf"^=\s*HYPERLINK\(\s*(?:{_STRING}|[^,]*?)\s*(?:[,;]\s*{_STRING}\s*)?\)\s*$", re.IGNORECASE
)
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, 0-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Grid:
    """One sheet from A1 on; ``numeric`` holds the places of plain numbers (``1.10`` may have lost its 0)."""

    name: str
    rows: list[list[str]]
    merges: tuple[Merge, ...] = ()
    numeric: set[tuple[int, int]] = field(default_factory=set)
    uncalculated: int = 0
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()

    def text(self, row: int, column: int) -> str:
        """The text of a cell; empty outside the sheet."""
        return self.rows[row][column] if row < len(self.rows) and column < len(self.rows[row]) else ""

    def copy(self) -> Grid:
        """The same with rows of its own, for a reader that changes them."""
        rows = [list(row) for row in self.rows]
        return replace(self, rows=rows, numeric=set(self.numeric))


def read_grids(source: Source, progress: Progress | None = None) -> list[Grid]:
    """All sheets of a workbook, or the one table of a CSV file.

    Raises:
        BadInputError: protected, damaged, not a table, or huge.
    """
    if not source.is_workbook:
        return [_csv_grid(source)]
    book = open_for_reading(source)
    visible = python_calamine.SheetVisibleEnum.Visible
    grids = []
    watch = progress or Silent()
    watch.start(_("读取 {name}", name=source.name), len(book.sheets_metadata) + 1)
    for metadata in book.sheets_metadata:
        watch.step()
        if metadata.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        grids.append(_sheet_grid(source.name, book, metadata.name, hidden=metadata.visible != visible))
    if source.data.startswith(_ZIP) and len(source.data) <= _ORDINARY:
        _ask_openpyxl(source, {grid.name: grid for grid in grids})
    watch.step()
    for grid in grids:
        _fill_down(grid)
    return grids


def _sheet_grid(file: str, book: python_calamine.CalamineWorkbook, name: str, *, hidden: bool) -> Grid:
    values, merges = sheet_values(book, name, file)
    numeric = {
        (r, c) for r, row in enumerate(values) for c, one in enumerate(row) if isinstance(one, (int, float))
    }
    rows = [[plain_text(value) for value in row] for row in values]
    return Grid(name, rows, tuple(Merge(*first, *last) for first, last in merges), numeric, hidden=hidden)


def _ask_openpyxl(source: Source, grids: dict[str, Grid]) -> None:
    book, _told = open_for_formulas(source)
    for sheet in book.worksheets:
        grid = grids.get(sheet.title)
        if grid is not None:
            _complete(grid, sheet)


def _complete(grid: Grid, sheet: Worksheet) -> None:
    """Names of uncalculated links, numbers as they are shown, rows that are hidden."""
    shapes = sheet.row_dimensions.items()
    grid.hidden_rows = frozenset(number - 1 for number, shape in shapes if shape.hidden)
    for cells in sheet.iter_rows(max_row=len(grid.rows)):
        for cell in cells:
            row, column = (cell.row or 1) - 1, (cell.column or 1) - 1
            if not isinstance(cell, Cell) or cell.value is None or column >= len(grid.rows[row]):
                continue
            if cell.data_type == "f" and not grid.rows[row][column]:
                _calculate(grid, row, column, cell.value)
            elif cell.data_type == "n" and (shown := _FIXED.match(cell.number_format)):
                _show_fixed(grid, row, column, cell.value, len(shown[1]))


def _calculate(grid: Grid, row: int, column: int, formula: object) -> None:
    link = _LINK.match(str(formula.text if isinstance(formula, ArrayFormula) else formula))
    if link and (link[2] or link[1]):
        grid.rows[row][column] = (link[2] or link[1]).replace('""', '"').strip()
    else:
        grid.uncalculated += 1


def _show_fixed(grid: Grid, row: int, column: int, value: object, digits: int) -> None:
    if isinstance(value, (int, float)):
        grid.rows[row][column] = f"{value:.{digits}f}"
        grid.numeric.discard((row, column))


def _fill_down(grid: Grid) -> None:
    """A vertical merge says its text in every row it covers."""
    for merge in grid.merges:
        if merge.bottom <= merge.top or merge.bottom >= len(grid.rows):
            continue
        text = grid.text(merge.top, merge.left)
        for row in range(merge.top + 1, merge.bottom + 1):
            if text and merge.left < len(grid.rows[row]) and not grid.rows[row][merge.left]:
                grid.rows[row][merge.left] = text


def _csv_grid(source: Source) -> Grid:
    text = _decoded(source)
    lines = text.splitlines()
    if len(lines) > MOST_ROWS:
        raise BadInputError(_("{name} 的行数过多，不像是清单。", name=source.name))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(lines)))
    except csv.Error as error:
        raise BadInputError(
            _("{name} 不是正确的 CSV，请在 Excel 中另存为 xlsx。", name=source.name)
        ) from error
    width = max((len(row) for row in rows), default=0)
    return Grid(
        PurePath(source.name).stem,
        [[plain_text(one) for one in row] + [""] * (width - len(row)) for row in rows],
    )


def _decoded(source: Source) -> str:
    """UTF-8 or UTF-16 with or without mark, or GB 18030, which covers GBK and GB 2312."""
    start = source.data[:4096]
    if source.data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif 2 * start.count(0) > len(start[1::2]):
        encodings = ("utf-16-le",) if start[1::2].count(0) >= start[::2].count(0) else ("utf-16-be",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = source.data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadInputError(_("{name} 不是表格文件，请用 xlsx、xls 或 csv。", name=source.name))


def _delimiter(lines: list[str]) -> str:
    """The separator that stands in most of the first lines."""
    counts = {
        mark: Counter(line.count(mark) for line in lines[:50] if line) for mark in (",", "\t", ";", "，")
    }
    return max(counts, key=lambda mark: sum(number for count, number in counts[mark].items() if count))
