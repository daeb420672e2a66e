"""Word documents (docx): every XML part, with runs joined, so that no value hides between two runs.

Tracked deletions, authors, properties, embedded objects and macros go; comments, headers, footers, footnotes
and text boxes are masked; pictures are masked by OCR or replaced by a grey field (DESIGN §5).
"""

from __future__ import annotations

import io
import itertools
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import PurePosixPath

from lxml import etree

from auditdesk.domain.maskplan import Station
from auditdesk.domain.spans import Span, resolve
from auditdesk.i18n import _
from auditdesk.masking.blocks import Blocks
from auditdesk.masking.escapes import spelled_out
from auditdesk.masking.layouts import Layout, spelt_numbers, spread
from auditdesk.masking.packages import is_xml, open_package, parse_xml, part_texts, read_part
from auditdesk.masking.results import Draft
from auditdesk.masking.scrub import Scrubber
from auditdesk.masking.tables import CellMasker, without_labels
from auditdesk.masking.text import Masker
from auditdesk.masking.whereabouts import Where
from auditdesk.services.jobs import Progress

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TEXTS = frozenset(("t", "delText", "instrText"))
_DROPPED = frozenset(
    (
        "del",
        "moveFrom",
        "OLEObject",
        "control",
        "rPrChange",
        "pPrChange",
        "sectPrChange",
        "tblPrChange",
        "tcPrChange",
        "trPrChange",
        "permStart",
        "permEnd",
        "dataBinding",
        "mailMerge",
        "altChunk",
        "attachedTemplate",
        "externalData",
        "saveThroughXslt",
        "subDoc",
    )
)
_AUTHORS = frozenset(("author", "initials", "userId", "providerId", "lastEdited"))
_KEPT_BINARIES = (".odttf", ".ttf")
_PICTURES = "word/media/"
_ROOTS = ("word/", "_rels/", "[Content_Types].xml")
"""Others hold data behind controls, labels, signatures with the certificates of persons."""

_HOST = re.compile("https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?=[/?#]|$)")
_TAB = "\x1f"
_TAB_IN_NUMBER = re.compile("(?<=[0-9])\x1f(?=[0-9])")
"""Tabs of a line: blanks inside a number, unlike the borders of cells."""

_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OTHER_MAINS = frozenset(
    (
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    )
)
"""Documents with macros and templates; Word opens no .docx that says it is one."""

_WORDS = re.compile("[^\x00-\x7f]|[0-9]{5}")
"""Names of pictures that a program gives are short and plain."""

_EMPTY_PROPERTIES = {
    "docProps/core.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties '
    b'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
}

PictureMasker = Callable[[bytes, str, Masker], tuple[bytes, str]]
"""Bytes of a picture and its name to masked bytes and a note (empty when all was seen)."""


def mask_document(
    data: bytes, name: str, masker: Masker, progress: Progress, picture: PictureMasker
) -> Draft:
    """A masked copy of a Word document; raises `BadInputError` when it cannot be read."""
    notes = [_("副本不含修订中已删除的内容、作者、属性、嵌入对象和宏。")]
    out = io.BytesIO()
    with open_package(data, name) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        parts = [info.filename for info in package.infolist() if not info.is_dir()]
        names = {part: _new_name(part, masker) for part in parts}
        work = _Work(name, masker, Scrubber(masker), names, notes, picture)
        progress.start(_("脱敏文档"), len(parts))
        for part, new in names.items():
            if new:
                copy.writestr(new, _part(part, read_part(package, part, name), work))
            progress.step()
    made = out.getvalue()
    residue = [left for part, texts in part_texts(made, name) for left in masker.left(part, texts)]
    return Draft(made, MEDIA_TYPE, ".docx", residue, list(dict.fromkeys(notes)))


@dataclass(frozen=True, slots=True)
class _Work:
    """What every part needs: names of parts in the copy (empty: dropped), notes, and the masks."""

    name: str
    masker: Masker
    scrubber: Scrubber
    names: Mapping[str, str]
    notes: list[str]
    picture: PictureMasker


def _new_name(part: str, masker: Masker) -> str:
    """The name of a part in the copy; empty for what is dropped: objects, macros, data behind controls."""
    if part.startswith(_PICTURES):
        personal = _WORDS.search(part) or masker.detector.detect(part)
        return f"{_PICTURES}picture{masker.new_page() + 1}{PurePosixPath(part).suffix}" if personal else part
    known = part.startswith(_ROOTS) or part in _EMPTY_PROPERTIES
    kept = is_xml(part) and known and not masker.detector.detect(part)
    return part if kept or part.endswith(_KEPT_BINARIES) else ""


def _part(part: str, content: bytes, work: _Work) -> bytes:
    name, masker = work.name, work.masker
    if part in _EMPTY_PROPERTIES:
        return _EMPTY_PROPERTIES[part]
    if part.startswith(_PICTURES):
        with masker.within(_("图片"), section=False):
            masked, note = work.picture(content, part, masker)
        work.notes.extend([note] if note else [])
        return masked
    if not is_xml(part):
        return content
    root = parse_xml(content, name)
    if part == "[Content_Types].xml" or part.endswith(".rels"):
        _rename(root, part, work.names)
    else:
        _strip(root)
        _unescaped(root)
        with masker.within(story, section=False) if (story := _story(part)) else nullcontext():
            mask_tree(root, masker)
    work.scrubber.tree(root, Where(_("文件内部的名称")))
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def _story(part: str) -> str:
    """What a part holds; empty for the text itself."""
    words = {
        "word/document.xml": "", "word/comments.xml": _("批注"), "word/footnotes.xml": _("脚注"),
        "word/endnotes.xml": _("尾注"),
    }  # fmt: skip
    if part.startswith(("word/header", "word/footer")):
        return _("页眉") if "header" in part else _("页脚")
    return words.get(part, _("文档的其他内容"))


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _rename(root: etree._Element, part: str, names: Mapping[str, str]) -> None:
    """Take dropped parts out of relationships and content types; renamed ones get their new name.

    Of links only the host stays: what comes behind it may name a person in any spelling.
    """
    folder = posixpath.dirname(posixpath.dirname(part))
    for element in list(root):
        if element.get("TargetMode") == "External":
            host = _HOST.match(element.get("Target", ""))
            element.set("Target", f"{host[0]}/" if host else "about:blank")
        if element.get("ContentType") in _OTHER_MAINS:
            element.set("ContentType", _MAIN)
        target = element.get("PartName", "").lstrip("/")
        if not target and element.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join(folder, element.get("Target", "")))
        new = names.get(target.lstrip("/"), target.lstrip("/"))
        if not new and target:
            root.remove(element)
        elif new != target.lstrip("/"):
            element.set("PartName" if element.get("PartName") else "Target", f"/{new}")


def _strip(root: etree._Element) -> None:
    """Remove deletions and objects; anonymise who wrote what."""
    for element in [found for found in root.iter() if _local(found) in _DROPPED]:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    field: etree._Element | None = None
    for element in root.iter():
        if _local(element) in ("t", "fldChar", "p"):
            field = None
        elif _local(element) == "instrText":  # a field's code is one text, however it is cut
            if field is not None:
                field.text, element.text = f"{field.text or ''}{element.text or ''}", ""
            field = element if field is None else field
        for key in list(element.attrib):
            if isinstance(key, str) and key.rsplit("}", 1)[-1] in _AUTHORS:
                element.set(key, "AuditDesk")


def _unescaped(root: etree._Element) -> None:
    for element in root.iter():
        if _local(element) == "instrText" and element.text:
            element.text = spelled_out(element.text)


def mask_tree(root: etree._Element, masker: Masker) -> None:
    """Mask the text of a part as one text: cells of a row are parted by tabs, paragraphs by line ends."""
    tables = [_Table(table) for table in root.iter("{*}tbl")]
    for table in tables:
        table.mask_spelt(masker)
    nodes, text, stations = _flow(root)
    spans = without_labels(text, masker.find([text])[0])
    spans += _column_spans(tables, nodes, text, masker)
    where = Where(stations=stations if masker.planning else ())
    _write(nodes, masker, text, masker.decided(text, resolve(spans), where=where))
    others = [
        element
        for element in root.iter()
        if _local(element) not in _TEXTS and element.text and element.text.strip()
    ]
    places = [Where(_("隐藏的文字"))] * len(others)
    for element, new in zip(others, masker.texts([str(one.text) for one in others], places), strict=True):
        element.text = new


_Node = tuple[int, etree._Element]  # noqa: SLF001 - the name lxml has for an element


def _flow(root: etree._Element) -> tuple[list[_Node], str, tuple[Station, ...]]:
    """Text nodes with their offset in the joined text, that text, and where its paragraphs and rows are."""
    nodes: list[_Node] = []
    pieces: list[str] = []
    length = 0
    blocks = Blocks()
    for event, element in etree.iterwalk(root, events=("start", "end")):
        local = _local(element)
        piece = ""
        if event == "start" and local in _TEXTS:
            piece = element.text or ""
            nodes.append((length, element))
            blocks.text(length, piece)
        elif event == "start" and local in ("tab", "br", "cr") and _local(_parent(element)) == "r":
            piece = _TAB if local == "tab" else "\n"
        elif event == "end" and local in ("p", "tr"):
            piece = "" if local == "p" and _local(_parent(element)) == "tc" else "\n"
        elif event == "end" and local == "tc":
            piece = "\t"
        blocks.pass_by(event, local)
        pieces.append(piece)
        length += len(piece)
    return nodes, _TAB_IN_NUMBER.sub(" ", "".join(pieces)).replace(_TAB, "\t"), tuple(blocks.stations)


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    return element if parent is None else parent


class _Table:
    """A table with its cells as a worksheet has them."""

    def __init__(self, table: etree._Element) -> None:
        self.cells = [list(row.iterchildren("{*}tc")) for row in table.iterchildren("{*}tr")]
        self.rows = [
            {at: "".join(node.text or "" for node in _texts(cell)) for at, cell in enumerate(cells)}
            for cells in self.cells
        ]
        self.headings = Layout().headings(self.rows)

    def mask_spelt(self, masker: Masker) -> None:
        """Mask numbers with a digit or two in every cell."""
        spelt = list(spelt_numbers(self.rows, self.headings))
        cells = CellMasker(masker)
        places = [cells.place(_("表格第 {n} 行", n=one.row + 1), one.heading) for one in spelt]
        masked = cells.cells([(one.heading, one.number) for one in spelt], places)
        for one, new in zip(spelt, masked, strict=True):
            if new == one.number:
                continue
            for column, text in spread(one, new, self.rows[one.row]).items():
                first, *others = _texts(self.cells[one.row][column])
                first.text = self.rows[one.row][column] = text
                for node in others:
                    node.text = ""

    def keyed(self) -> Iterator[tuple[str, list[etree._Element]]]:
        """The text nodes of every paragraph under a heading."""
        for cells, headings, row in zip(self.cells, self.headings, self.rows, strict=True):
            for at, cell in enumerate(cells):
                if headings[at] and headings[at] != row[at]:
                    yield from ((headings[at], _texts(paragraph)) for paragraph in cell.iter("{*}p"))


def _texts(element: etree._Element) -> list[etree._Element]:
    return [node for node in element.iter() if _local(node) in _TEXTS]


def _column_spans(tables: list[_Table], nodes: list[_Node], text: str, masker: Masker) -> list[Span]:
    """Cells under a heading that promises a kind, as in worksheets; offsets in the joined text."""
    places = {element: offset for offset, element in nodes}
    wanted: list[tuple[int, tuple[str, str]]] = []
    for table in tables:
        for heading, texts in table.keyed():
            if texts:
                start, last = places[texts[0]], texts[-1]
                wanted.append((start, (heading, text[start : places[last] + len(last.text or "")])))
    spans = CellMasker(masker).spans([cell for _at, cell in wanted])
    return [_shifted(span, at) for (at, _cell), found in zip(wanted, spans, strict=True) for span in found]


def _shifted(span: Span, by: int) -> Span:
    return span._replace(start=span.start + by, end=span.end + by)


def _write(nodes: list[_Node], masker: Masker, text: str, spans: tuple[Span, ...]) -> None:
    """Put each stand-in into the run where its value begins; the rest of the value goes out of the others."""
    replacements = masker.replacements(text, spans)
    first = 0
    for offset, element in nodes:
        old = element.text or ""
        pieces: list[str] = []
        position = 0
        while first < len(replacements) and replacements[first][0].end <= offset:
            first += 1
        for span, new in itertools.islice(replacements, first, None):
            start, end = span.start - offset, span.end - offset
            if start >= len(old):
                break
            pieces.append(old[position : max(start, 0)])
            if start >= 0:
                pieces.append(new)
            position = min(end, len(old))
        if pieces or position:
            pieces.append(old[position:])
            element.text = "".join(pieces)
            element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
