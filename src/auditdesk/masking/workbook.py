"""Excel workbooks (xlsx): every place that can hold text, on a copy (DESIGN §5).

Cells, numbers, formulas, comments, links, headers and footers, sheet and defined names, hidden sheets,
drop-down lists and properties are masked. openpyxl cannot carry shapes, charts, macros and pictures over:
they are dropped, and the notes say so.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from datetime import date, datetime

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ERROR_CODES, Cell
from openpyxl.comments import Comment
from openpyxl.packaging.core import DocumentProperties
from openpyxl.utils.cell import get_column_letter, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.scenario import ScenarioList
from openpyxl.worksheet.worksheet import Worksheet

from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _
from auditdesk.masking.layouts import Layout, masked_cells
from auditdesk.masking.packages import is_xml, open_package, part_texts, read_part, refuse_entities
from auditdesk.masking.results import Draft
from auditdesk.masking.scrub import scrubbed
from auditdesk.masking.tables import CellMasker
from auditdesk.masking.text import Masker
from auditdesk.masking.whereabouts import Where
from auditdesk.services.jobs import Progress

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORBIDDEN_IN_TITLE = re.compile("[\\\\/*?:\\[\\]]")
_LONGEST_TITLE = 31
_LONGEST_INTEGER = 1e20
_MOST_JOINED = 500_000
_STRICT = b"http://purl.oclc.org/ooxml/"
_DIALECTS = (
    (_STRICT + b"spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        _STRICT + b"officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
_RANGES = re.compile(
    rb"""<(?:\w+:)?(?:mergeCell|hyperlink)\b[^>]{0,2000}?\bref=["'](\$?[A-Z]{1,3}\$?[0-9]{1,7}:\$?[A-Z]{1,3}\$?[0-9]{1,7})["']"""
)
_LARGEST_XML = 120 * 2**20
"""Bytes of a workbook's XML; a cell takes some ten times as much in memory."""


def mask_workbook(data: bytes, name: str, masker: Masker, progress: Progress) -> Draft:
    """A masked copy of a workbook; raises `BadInputError` when it cannot be read."""
    book = _open(_plain(_checked(data, name), name), name)
    notes = [_("副本不含图形、图表、图片和宏；公式的值在 Excel 打开时重新计算。")]
    sheets = list(book.worksheets)
    progress.start(_("脱敏表格"), len(sheets))
    for extra in list(book.chartsheets):
        book.remove(extra)
    for sheet in sheets:
        with masker.within(masker.told(sheet.title) or _("工作表"), "!"):
            _mask_cells(sheet, masker)
            _mask_surroundings(sheet, masker)
        progress.step()
    if all(sheet.sheet_state != "visible" for sheet in sheets):
        sheets[0].sheet_state = "visible"
    _mask_titles(book, masker)
    _mask_names(book, masker)
    book.properties = DocumentProperties(creator="AuditDesk", lastModifiedBy="AuditDesk")
    for prop in list(book.custom_doc_props.names):
        del book.custom_doc_props[prop]
    out = io.BytesIO()
    book.save(out)
    made = scrubbed(out.getvalue(), name, masker, Where(_("文件内部的名称")))
    residue = [left for part, texts in part_texts(made, name) for left in masker.left(part, texts)]
    return Draft(made, MEDIA_TYPE, ".xlsx", residue, notes)


def _checked(data: bytes, name: str) -> bytes:
    """The workbook, once nothing in it unpacks too far and no part declares entities."""
    with open_package(data, name) as package:
        parts = [info for info in package.infolist() if is_xml(info.filename)]
        if sum(info.file_size for info in parts) > _LARGEST_XML:
            raise BadInputError(_("{name} 里的表格太大，请拆成几个文件或另存为 CSV。", name=name))
        for info in parts:
            if info.filename.startswith("xl/"):
                part = read_part(package, info.filename, name)
                refuse_entities(part, name)
                if sum(map(_area, _RANGES.findall(part))) > _MOST_JOINED:
                    raise BadInputError(_("{name} 合并了太大的区域，请先拆开合并的单元格。", name=name))
    return data


def _plain(data: bytes, name: str) -> bytes:
    """A workbook of the strict dialect (ISO/IEC 29500-1) in the usual one, the only one openpyxl knows."""
    with open_package(data, name) as package:
        if _STRICT not in read_part(package, "xl/workbook.xml", name):
            return data
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
            for info in package.infolist():
                part = read_part(package, info.filename, name)
                for strict, usual in _DIALECTS:
                    part = part.replace(strict, usual) if is_xml(info.filename) else part
                copy.writestr(info.filename, part)
    return out.getvalue()


def _area(reference: bytes) -> int:
    """Cells of a range like ``A1:C9``; openpyxl makes every one of a merged or linked range."""
    first, top, last, bottom = range_boundaries(reference.decode("ascii", "replace"))
    return ((last or 0) - (first or 0) + 1) * ((bottom or 0) - (top or 0) + 1)


def _open(data: bytes, name: str) -> Workbook:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they quote what is in the file
            book = load_workbook(io.BytesIO(data), keep_vba=False, keep_links=False, rich_text=False)
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        OSError,
        SyntaxError,
    ) as error:
        raise BadInputError(_("{name} 不是完好的 Excel 工作簿，无法脱敏。", name=name)) from error
    if not book.worksheets:
        raise BadInputError(_("{name} 里没有工作表，无法脱敏。", name=name))
    return book


def _mask_cells(sheet: Worksheet, masker: Masker) -> None:
    there = sorted(sheet._cells.items())  # noqa: SLF001 - iter_rows makes every cell of an endless empty sheet
    filled = [cell for _place, cell in there if isinstance(cell, Cell) and cell.value is not None]
    rows: dict[int, dict[int, str]] = {}
    for cell in filled:
        if rows and cell.row not in rows and cell.row - 1 not in rows:
            rows[cell.row - 1] = {}  # an empty row ends a table
        rows.setdefault(cell.row, {})[cell.column] = cell_text(cell.value)
    numbers = list(rows)
    cells = masked_cells(
        list(rows.values()), Layout(), CellMasker(masker),
        lambda row, column, _heading: f"{get_column_letter(column)}{numbers[row]}",
    )  # fmt: skip
    masked = dict(zip(rows, cells, strict=True))
    for cell in filled:
        new = masked[cell.row][cell.column]
        if new != rows[cell.row][cell.column]:
            cell.value = (
                new if not isinstance(cell.value, ArrayFormula) else ArrayFormula(cell.value.ref, new)
            )
            cell.number_format = "General"
        elif cell.data_type == "e" and new not in ERROR_CODES:
            cell.value = None
    for cell in (one for _place, one in there if isinstance(one, Cell)):
        if cell.hyperlink:
            cell.hyperlink = None
        if cell.comment:
            where = Where(_("{cell} 批注", cell=cell.coordinate))
            cell.comment = Comment(masker.text(cell.comment.text, where), "AuditDesk")


def cell_text(value: object) -> str:
    """A cell's value as detection reads it: whole numbers without a point, dates in ISO form."""
    if isinstance(value, float) and value.is_integer() and abs(value) < _LONGEST_INTEGER:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, ArrayFormula):
        return str(value.text or "")
    if isinstance(value, DataTableFormula):
        return ""
    return str(value)


def _mask_surroundings(sheet: Worksheet, masker: Masker) -> None:
    """Headers, footers, drop-downs, filters and what openpyxl carries along unseen."""
    for part in (
        sheet.oddHeader,
        sheet.oddFooter,
        sheet.evenHeader,
        sheet.evenFooter,
        sheet.firstHeader,
        sheet.firstFooter,
    ):
        for place in (part.left, part.center, part.right):
            if place.text:
                place.text = masker.text(place.text, Where(_("页眉页脚")))
    for rule in sheet.data_validations.dataValidation:
        for field in ("formula1", "formula2", "prompt", "promptTitle", "error", "errorTitle"):
            if getattr(rule, field):
                setattr(rule, field, masker.text(getattr(rule, field), Where(_("下拉选项"))))
    sheet.scenarios = ScenarioList()
    sheet._hyperlinks = []  # noqa: SLF001 - links over ranges are held here alone
    sheet.auto_filter.filterColumn = []
    sheet.conditional_formatting = type(sheet.conditional_formatting)()
    sheet._images = []  # noqa: SLF001 - openpyxl has no other way to drop them
    sheet._charts = []  # noqa: SLF001 - charts hold cached values of cells
    sheet._pivots = []  # noqa: SLF001 - pivot caches hold the original rows
    for table in sheet.tables.values():
        _rename_columns(sheet, table)


def _rename_columns(sheet: Worksheet, table: object) -> None:
    """A table's column names must equal its heading cells, or Excel repairs the file."""
    first, row, last, _last_row = range_boundaries(getattr(table, "ref", "A1"))
    columns = getattr(table, "tableColumns", [])
    for at, column in zip(range(first or 1, (last or 1) + 1), columns, strict=False):
        column.name = cell_text(sheet.cell(row or 1, at).value)


def _mask_titles(book: Workbook, masker: Masker) -> None:
    for sheet in book.worksheets:
        masked = _FORBIDDEN_IN_TITLE.sub("＊", masker.text(sheet.title, Where(_("工作表名"))))[
            :_LONGEST_TITLE
        ]
        if masked != sheet.title:
            sheet.title = masked or _("工作表")


def _mask_names(book: Workbook, masker: Masker) -> None:
    for holder in (book.defined_names, *(sheet.defined_names for sheet in book.worksheets)):
        for key, defined in list(holder.items()):
            where = Where(_("定义的名称"))
            if masker.text(key, where) != key:
                del holder[key]
                continue
            defined.value = masker.text(defined.value, where) if defined.value else defined.value
            defined.comment = None
