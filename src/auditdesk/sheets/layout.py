"""How our workbooks look and print: A4 landscape, repeated head, page x / y (REQUIREMENTS A14)."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from auditdesk.i18n import _
from auditdesk.sheets.cells import safe_text

FONT = "Microsoft YaHei"
_HAIR = Side(style="thin", color="C2C9D2")
_BOX = Border(left=_HAIR, right=_HAIR, top=_HAIR, bottom=_HAIR)
_HEAD_FILL = PatternFill("solid", fgColor="E4EDF9")
_GROUP_FILL = PatternFill("solid", fgColor="EEF1F4")
_INPUT_FILL = PatternFill("solid", fgColor="FFFDF5")
_WRAP = Alignment(wrap_text=True, vertical="top")
_CENTRE = Alignment(wrap_text=True, vertical="center", horizontal="center")


def put(sheet: Worksheet, row: int, column: int, text: str, *, bold: bool = False, size: float = 10) -> Cell:
    """Write a text that can never be a formula."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.value = safe_text(text) or None
    cell.font = Font(name=FONT, size=size, bold=bold)
    return cell


def title_rows(sheet: Worksheet, lines: Sequence[str], columns: int) -> None:
    """Merged title lines at the top; the first is large."""
    for row, line in enumerate(lines, 1):
        cell = put(sheet, row, 1, line, bold=row == 1, size=14 if row == 1 else 9)
        cell.alignment = Alignment(vertical="center", wrap_text=row > 1)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)
        sheet.row_dimensions[row].height = 26 if row == 1 else 18


def head_row(sheet: Worksheet, row: int, names: Sequence[str], widths: Sequence[float]) -> None:
    """The column heads with their widths (in characters)."""
    for column, (name, width) in enumerate(zip(names, widths, strict=True), 1):
        cell = put(sheet, row, column, name, bold=True)
        cell.fill, cell.border, cell.alignment = _HEAD_FILL, _BOX, _CENTRE
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.row_dimensions[row].height = 24


def group_row(sheet: Worksheet, row: int, text: str, columns: int) -> None:
    """A section's heading over all columns; not merged, so that rows can be sorted and deleted."""
    for column in range(1, columns + 1):
        cell = put(sheet, row, column, text if column == 1 else "", bold=True)
        cell.fill = _GROUP_FILL
        cell.border = Border(top=_HAIR, bottom=_HAIR)
        cell.alignment = Alignment(vertical="center")
    sheet.row_dimensions[row].height = 20


def body_row(sheet: Worksheet, row: int, texts: Sequence[str], *, inputs: Sequence[int] = ()) -> None:
    """A row of wrapped texts; columns in ``inputs`` (from 1) are tinted for filling in."""
    for column, text in enumerate(texts, 1):
        cell = put(sheet, row, column, text, bold=column == 1 and bool(inputs))
        cell.border, cell.alignment = _BOX, _WRAP
        if column in inputs:
            cell.fill = _INPUT_FILL


def mark_words(sheet: Worksheet, area: str, words: Sequence[str]) -> None:
    """Bold red for cells that hold one of the words."""
    for word in words:
        style = DifferentialStyle(font=Font(bold=True, color="B0261E"))
        rule = Rule(type="cellIs", operator="equal", formula=[f'"{word}"'], dxf=style)
        sheet.conditional_formatting.add(area, rule)


def print_setup(sheet: Worksheet, head: int, last: int, columns: int, footer: str) -> None:
    """A4 landscape, one page wide, head row on every page, page x / y; the head stays on screen too."""
    sheet.freeze_panes = f"B{head + 1}"
    sheet.print_title_rows = f"{head}:{head}"
    sheet.print_area = f"A1:{get_column_letter(columns)}{max(last, head)}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4 in the file format's list
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    assert sheet.sheet_properties.pageSetUpPr is not None
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom = 0.6, 0.7
    parts = (footer.replace("&", "&&"), _("第 {page} 页　共 {pages} 页", page="&P", pages="&N"), "&A")
    foot = sheet.oddFooter
    assert foot is not None
    for place, text in zip((foot.left, foot.center, foot.right), parts, strict=True):
        assert place is not None
        place.text = text
    sheet.sheet_view.zoomScale = 100
