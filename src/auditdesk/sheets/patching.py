"""Writing single cells of a workbook while every other byte of it stays: the parts are patched, not rebuilt.

openpyxl would drop shapes, controls, rich text and extensions of an official workbook; so the sheet's XML is
changed cell by cell with lxml, and all other parts are copied as they are.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
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
_WORKBOOK = "xl/workbook.xml"


@dataclass(frozen=True, slots=True)
class CellWrite:
    """A text for one cell; row and column count from 0."""

    sheet: str
    row: int
    column: int
    text: str

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

    def names(self) -> list[str]:
        """Names of all parts."""
        return [info.filename for info, _data in self._parts]

    def rules(self, sheet: str) -> list[ListRule]:
        """The drop-downs of a sheet, also those kept in Excel's extensions."""
        found = []
        for one in self._part(self._paths[sheet]).iter("{*}dataValidation"):
            if one.get("type") == "list":
                inner = [str(text) for text in one.itertext() if str(text).strip()]
                areas = (one.get("sqref") or (inner[-1] if len(inner) > 1 else "")).split()
                found.append(ListRule(tuple(areas), inner[0] if inner else ""))
        return found

    def has_formula(self, write: CellWrite) -> bool:
        """Whether the cell holds a formula, which is never written over."""
        cell = _find_cell(self._part(self._paths[write.sheet]), write)
        return cell is not None and cell.find(f"{{{MAIN}}}f") is not None

    def save(self, writes: Sequence[CellWrite], target: BinaryIO) -> None:
        """Write the file with the cells changed; formulas are calculated anew when it is opened."""
        changed: dict[str, bytes] = {}
        for sheet in dict.fromkeys(write.sheet for write in writes):
            tree = self._part(self._paths[sheet])
            for write in writes:
                if write.sheet == sheet:
                    _write_cell(tree, write)
            changed[self._paths[sheet]] = _bytes(tree)
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


def _rows(tree: etree._Element) -> Iterator[etree._Element]:
    yield from tree.iterfind(f"{{{MAIN}}}sheetData/{{{MAIN}}}row")


def _find_row(tree: etree._Element, write: CellWrite) -> etree._Element | None:
    return next((row for row in _rows(tree) if row.get("r") == str(write.row + 1)), None)


def _find_cell(tree: etree._Element, write: CellWrite) -> etree._Element | None:
    row = _find_row(tree, write)
    return None if row is None else next((cell for cell in row if cell.get("r") == write.place), None)


def _write_cell(tree: etree._Element, write: CellWrite) -> None:
    """The text as an inline string: it keeps the cell's style and can never be a formula."""
    cell = _find_cell(tree, write)
    if cell is None:
        row = _find_row(tree, write)
        if row is None:
            return
        cell = etree.Element(f"{{{MAIN}}}c", r=write.place)
        before = sum(_column_of(one) < write.column for one in row)
        row.insert(before, cell)
        row.attrib.pop("spans", "")
    for child in list(cell):
        cell.remove(child)
    cell.set("t", "inlineStr")
    text = etree.SubElement(etree.SubElement(cell, f"{{{MAIN}}}is"), f"{{{MAIN}}}t")
    text.text = safe_text(write.text)
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _column_of(cell: etree._Element) -> int:
    match = _PLACE.fullmatch(cell.get("r") or "")
    return column_index_from_string(match[1]) - 1 if match else -1


def _bytes(tree: etree._Element) -> bytes:
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
