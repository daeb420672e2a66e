"""Writing single cells of a workbook while every other byte of it stays: the parts are patched, not rebuilt.

openpyxl would drop shapes, controls, rich text and extensions of an official workbook; so the sheet's XML is
changed cell by cell with lxml, and all other parts are copied as they are.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from lxml import etree
from openpyxl.utils import column_index_from_string, get_column_letter

from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _
from auditdesk.sheets.cells import safe_text
from auditdesk.sheets.opening import Source, check_container

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PLACE = re.compile(r"([A-Z]{1,3})(\d+)")
_WORKBOOK, _STYLES = "xl/workbook.xml", "xl/styles.xml"
_KNOWN_FORMATS = {
    "0": "General",
    "1": "0",
    "2": "0.00",
    "3": "#,##0",
    "4": "#,##0.00",
    "9": "0%",
    "10": "0.00%",
    "49": "@",
}


@dataclass(frozen=True, slots=True)
class CellWrite:
    """A text for one cell; row and column count from 0.

    ``number`` writes the text as a number, so that the workbook's own formulas go on counting.
    """

    sheet: str
    row: int
    column: int
    text: str
    number: bool = False

    @property
    def place(self) -> str:
        """``F12``."""
        return f"{get_column_letter(self.column + 1)}{self.row + 1}"


@dataclass(frozen=True, slots=True)
class ListRule:
    """A drop-down: areas like ``E6:E15`` and its written options, or the range they come from."""

    areas: tuple[str, ...]
    formula: str


class Package:
    """An xlsx file's parts."""

    def __init__(self, source: Source) -> None:
        check_container(source)
        self._name = source.name
        try:
            with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
                self._parts = [(info, archive.read(info)) for info in archive.infolist()]
        except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError) as error:
            raise self._damaged() from error
        self._paths = self._sheet_paths()
        self._looked: dict[str, _SheetXml] = {}
        self._formats: list[str] | None = None

    def names(self) -> list[str]:
        """Names of all parts."""
        return [info.filename for info, _data in self._parts]

    def rules(self, sheet: str) -> list[ListRule]:
        """The drop-downs of a sheet, also those kept in Excel's extensions."""
        found = []
        for one in self._sheet(sheet).tree.iter("{*}dataValidation"):
            if one.get("type") == "list":
                inner = [str(text) for text in one.itertext() if str(text).strip()]
                areas = (one.get("sqref") or (inner[-1] if len(inner) > 1 else "")).split()
                found.append(ListRule(tuple(areas), inner[0] if inner else ""))
        return found

    def has_formula(self, write: CellWrite) -> bool:
        """Whether the cell holds a formula, which is never written over."""
        cell = self._sheet(write.sheet).cell(write)
        return cell is not None and cell.find(f"{{{MAIN}}}f") is not None

    def number_format(self, write: CellWrite) -> str:
        """How the cell shows numbers: ``General``, ``0%``, ``@`` …; empty when nobody knows."""
        cell = self._sheet(write.sheet).cell(write)
        style = int((cell.get("s") if cell is not None else None) or 0)
        if self._formats is None:
            self._formats = self._read_formats()
        return self._formats[style] if style < len(self._formats) else ""

    def _read_formats(self) -> list[str]:
        if _STYLES not in self.names():
            return []
        tree = self._part(_STYLES)
        own = {one.get("numFmtId"): str(one.get("formatCode")) for one in tree.iter(f"{{{MAIN}}}numFmt")}
        cells = tree.find(f"{{{MAIN}}}cellXfs")
        ids = [str(one.get("numFmtId") or 0) for one in (() if cells is None else cells)]
        return [own.get(one) or _KNOWN_FORMATS.get(one, "") for one in ids]

    def save(self, writes: Sequence[CellWrite], target: BinaryIO) -> None:
        """Write the file with the cells changed; formulas are calculated anew when it is opened."""
        changed: dict[str, bytes] = {}
        for sheet in dict.fromkeys(write.sheet for write in writes):
            fresh = self._read_sheet(sheet)
            for write in writes:
                if write.sheet == sheet:
                    fresh.write(write)
            changed[self._paths[sheet]] = _bytes(fresh.tree)
        changed[_WORKBOOK] = self._calculated_on_load()
        with zipfile.ZipFile(target, "w") as archive:
            for info, data in self._parts:
                archive.writestr(info, changed.get(info.filename, data), compress_type=info.compress_type)

    def _calculated_on_load(self) -> bytes:
        tree = self._part(_WORKBOOK)
        calculation = tree.find(f"{{{MAIN}}}calcPr")
        if calculation is None:
            return _bytes(tree)
        calculation.set("fullCalcOnLoad", "1")
        return _bytes(tree)

    def _sheet(self, name: str) -> _SheetXml:
        """A sheet to look at; parsed once."""
        if name not in self._looked:
            self._looked[name] = self._read_sheet(name)
        return self._looked[name]

    def _read_sheet(self, name: str) -> _SheetXml:
        if name not in self._paths:
            raise BadInputError(
                _("{name} 用了少见的工作簿格式，请在 Excel 中另存为普通的 xlsx。", name=self._name)
            )
        return _SheetXml(self._part(self._paths[name]))

    def _part(self, path: str) -> etree._Element:
        data = next((data for info, data in self._parts if info.filename == path), b"")
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        try:
            return etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise self._damaged() from error

    def _sheet_paths(self) -> dict[str, str]:
        relations = self._part("xl/_rels/workbook.xml.rels").iter("{*}Relationship")
        targets = {one.get("Id"): str(one.get("Target")) for one in relations}
        found = {}
        for one in self._part(_WORKBOOK).iter(f"{{{MAIN}}}sheet"):
            target = targets.get(one.get(f"{{{_RELATION}}}id"), "")
            found[str(one.get("name"))] = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
        return found

    def _damaged(self) -> BadInputError:
        return BadInputError(_("{name} 已损坏，请在 Excel 中打开后另存为 xlsx。", name=self._name))


def covers(area: str, row: int, column: int) -> bool:
    """Whether an area like ``E6:E15`` covers a cell counted from 0."""
    ends = [_PLACE.fullmatch(end.replace("$", "")) for end in area.split(":")]
    first, last = ends[0], ends[-1]
    if first is None or last is None:
        return False
    columns = column_index_from_string(first[1]) - 1, column_index_from_string(last[1]) - 1
    return columns[0] <= column <= columns[1] and int(first[2]) - 1 <= row <= int(last[2]) - 1


class _SheetXml:
    """A sheet's XML with its rows and cells found by place."""

    def __init__(self, tree: etree._Element) -> None:
        self.tree = tree
        rows = tree.iterfind(f"{{{MAIN}}}sheetData/{{{MAIN}}}row")
        self._rows: dict[str, etree._Element] = {}
        number = 0
        for row in rows:  # some writers leave places out where they follow from the order
            number = int(row.get("r") or number + 1)
            row.set("r", str(number))
            self._rows[str(number)] = row
        self._cells: dict[str, dict[str | None, etree._Element]] = {}

    def cell(self, write: CellWrite) -> etree._Element | None:
        """The cell at a write's place; None when the file has none there."""
        return self._row_cells(str(write.row + 1)).get(write.place)

    def write(self, write: CellWrite) -> None:
        """The text as an inline string, which can never be a formula, or as a number; the style stays."""
        cell = self.cell(write)
        if cell is None:
            cell = self._new_cell(write)
        if cell is None:
            return
        for child in list(cell):
            cell.remove(child)
        if write.number:
            cell.attrib.pop("t", "")
            etree.SubElement(cell, f"{{{MAIN}}}v").text = write.text
            return
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{{{MAIN}}}is"), f"{{{MAIN}}}t")
        text.text = safe_text(write.text)
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def _new_cell(self, write: CellWrite) -> etree._Element | None:
        row = self._rows.get(str(write.row + 1))
        if row is None:
            return None
        cell = etree.Element(f"{{{MAIN}}}c", r=write.place)
        before = sum(_column_of(one) < write.column for one in row)
        row.insert(before, cell)
        row.attrib.pop("spans", "")
        self._row_cells(str(write.row + 1))[write.place] = cell
        return cell

    def _row_cells(self, number: str) -> dict[str | None, etree._Element]:
        if number not in self._cells:
            row = self._rows.get(number)
            self._cells[number] = {} if row is None else _placed(row, number)
        return self._cells[number]


def _placed(row: etree._Element, number: str) -> dict[str | None, etree._Element]:
    """The cells of a row by place."""
    found: dict[str | None, etree._Element] = {}
    column = -1
    for cell in row:
        column = _column_of(cell) if cell.get("r") else column + 1
        cell.set("r", f"{get_column_letter(column + 1)}{number}")
        found[cell.get("r")] = cell
    return found


def _column_of(cell: etree._Element) -> int:
    match = _PLACE.fullmatch(cell.get("r") or "")
    return column_index_from_string(match[1]) - 1 if match else -1


def _bytes(tree: etree._Element) -> bytes:
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
