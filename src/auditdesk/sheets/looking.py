"""Tables to look at, and plain tables to hand over: sheets as text in, one table as a workbook out."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from auditdesk.services.toolbox import SheetTable
from auditdesk.sheets.grid import read_grids
from auditdesk.sheets.layout import body_row, head_row, print_setup, title_rows
from auditdesk.sheets.opening import read_source


def read_tables(source: BinaryIO, name: str, most_rows: int) -> list[SheetTable]:
    """Visible sheets with their first rows; trailing empty rows and columns are left out.

    Raises:
        BadInputError: protected, damaged, huge or no table.
    """
    tables = []
    for grid in read_grids(read_source(source, name)):
        if grid.hidden:
            continue
        filled = [number for number, row in enumerate(grid.rows, 1) if any(row)]
        total = filled[-1] if filled else 0
        shown = grid.rows[: min(total, most_rows)]
        width = max((len(row) - _empty_end(row) for row in shown), default=0)
        rows = tuple(tuple([*row, *[""] * width][:width]) for row in shown)
        tables.append(SheetTable(grid.name, rows, total))
    return tables


def write_table(
    title: str, lines: Sequence[str], heads: Sequence[tuple[str, float]], rows: Sequence[Sequence[str]]
) -> bytes:
    """One printable table; see `services.toolbox.Sheets.write_table`."""
    book = Workbook()
    book.properties.creator = "AuditDesk"
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title[:31]
    top = [title, *lines]
    title_rows(sheet, top, len(heads))
    head = len(top) + 1
    head_row(sheet, head, [name for name, _width in heads], [width for _name, width in heads])
    last = head
    for last, texts in enumerate(rows, head + 1):
        body_row(sheet, last, texts)
    print_setup(sheet, head, last, len(heads), title)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _empty_end(row: Sequence[str]) -> int:
    """How many cells at the end of a row are empty."""
    count = 0
    for text in reversed(row):
        if text:
            break
        count += 1
    return count
