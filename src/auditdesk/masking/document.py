"""Word documents (docx): every XML part, with runs joined, so that no value hides between two runs.

Tracked deletions, authors, properties, embedded objects and macros go; comments, headers, footers, footnotes
and text boxes are masked; pictures are masked by OCR or replaced by a grey field (DESIGN §5).
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Callable, Iterable

from lxml import etree

from auditdesk.domain.spans import Span, resolve
from auditdesk.i18n import _
from auditdesk.masking.packages import is_xml, open_package, parse_xml, part_texts, read_part
from auditdesk.masking.results import Draft
from auditdesk.masking.tables import CellMasker, headings
from auditdesk.masking.text import Masker
from auditdesk.services.jobs import Progress

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
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
    )
)
_AUTHORS = frozenset(("author", "initials", "userId", "providerId", "lastEdited"))
_SPOKEN_ATTRIBUTES = frozenset(("descr", "title", "name", "alt", "string", "tooltip", "Target", "instr"))
_PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml")
_KEPT_BINARIES = (".odttf", ".ttf")
_PICTURES = "word/media/"
_EMPTY_PROPERTIES = {
    "docProps/core.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp='
    b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
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
        dropped = {part for part in parts if _drops(part)}
        progress.start(_("脱敏文档"), len(parts))
        for part in parts:
            if part not in dropped:
                content = read_part(package, part, name)
                copy.writestr(part, _part(part, content, name, masker, dropped, notes, picture))
            progress.step()
    made = out.getvalue()
    residue = [left for part, texts in part_texts(made, name) for left in masker.left(part, texts)]
    return Draft(made, MEDIA_TYPE, ".docx", residue, list(dict.fromkeys(notes)))


def _drops(part: str) -> bool:
    return not (is_xml(part) or part.startswith(_PICTURES) or part.endswith(_KEPT_BINARIES))


def _part(
    part: str,
    content: bytes,
    name: str,
    masker: Masker,
    dropped: Iterable[str],
    notes: list[str],
    picture: PictureMasker,
) -> bytes:
    if part in _EMPTY_PROPERTIES:
        return _EMPTY_PROPERTIES[part]
    if part.startswith(_PICTURES):
        masked, note = picture(content, part, masker)
        notes += [note] if note else []
        return masked
    if not is_xml(part):
        return content
    root = parse_xml(content, name)
    if part == "[Content_Types].xml" or part.endswith(".rels"):
        _forget(root, part, frozenset(dropped))
    else:
        _strip(root)
        mask_tree(root, masker)
    _mask_attributes(root, masker)
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _forget(root: etree._Element, part: str, dropped: frozenset[str]) -> None:
    """Take dropped parts out of relationships and content types."""
    folder = posixpath.dirname(posixpath.dirname(part))
    for element in list(root):
        target = element.get("PartName", "").lstrip("/")
        if not target and element.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join(folder, element.get("Target", "")))
        if target.lstrip("/") in dropped:
            root.remove(element)


def _strip(root: etree._Element) -> None:
    """Remove deletions and objects; anonymise who wrote what."""
    for element in [found for found in root.iter() if _local(found) in _DROPPED]:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    for element in root.iter():
        for key in list(element.attrib):
            if isinstance(key, str) and key.rsplit("}", 1)[-1] in _AUTHORS:
                element.set(key, "AuditDesk")


def _mask_attributes(root: etree._Element, masker: Masker) -> None:
    for element in root.iter():
        for key, value in list(element.attrib.items()):
            local = str(key).rsplit("}", 1)[-1]
            wanted = local in _SPOKEN_ATTRIBUTES or (local == "val" and _local(element) in ("alias", "tag"))
            if wanted and (local != "Target" or element.get("TargetMode") == "External"):
                element.set(str(key), masker.text(str(value)))


def mask_tree(root: etree._Element, masker: Masker) -> None:
    """Mask the text of a part as one text: cells of a row are parted by tabs, paragraphs by line ends."""
    nodes, text = _flow(root)
    spans = list(masker.detector.detect(text))
    spans += _column_spans(root, nodes, masker)
    _write(nodes, masker, text, masker.decided(text, resolve(spans)))
    for element in root.iter():
        if _local(element) not in _TEXTS and element.text and element.text.strip():
            element.text = masker.text(element.text)


_Node = tuple[int, etree._Element]


def _flow(root: etree._Element) -> tuple[list[_Node], str]:
    """Text nodes with their offset in the joined text, and that text."""
    nodes: list[_Node] = []
    pieces: list[str] = []
    length = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        local = _local(element)
        piece = ""
        if event == "start" and local in _TEXTS:
            piece = element.text or ""
            nodes.append((length, element))
        elif event == "start" and local in ("tab", "br", "cr") and _local(_parent(element)) == "r":
            piece = "\t" if local == "tab" else "\n"
        elif event == "end" and local in ("p", "tr"):
            piece = "" if local == "p" and _local(_parent(element)) == "tc" else "\n"
        elif event == "end" and local == "tc":
            piece = "\t"
        pieces.append(piece)
        length += len(piece)
    return nodes, "".join(pieces)


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    return element if parent is None else parent


def _column_spans(root: etree._Element, nodes: list[_Node], masker: Masker) -> list[Span]:
    """Cells under a heading that promises a kind, as in worksheets."""
    places = {id(element): offset for offset, element in nodes}
    cells = CellMasker(masker)
    found: list[Span] = []
    for table in root.iter(f"{_W}tbl"):
        rows = [
            [_cell(cell) for cell in row.iterchildren(f"{_W}tc")] for row in table.iterchildren(f"{_W}tr")
        ]
        titles = headings([[text for _first, text in row] for row in rows])
        for row in rows:
            for title, (first, text) in zip(titles, row, strict=False):
                if first is not None and title and title != text:
                    at = places.get(id(first), 0)
                    found += (_shifted(span, at) for span in cells.spans((title, text)))
    return found


def _cell(cell: etree._Element) -> tuple[etree._Element | None, str]:
    texts = [element for element in cell.iter() if _local(element) in _TEXTS]
    paragraphs = sum(1 for _paragraph in cell.iter(f"{_W}p"))
    if not texts or paragraphs != 1:
        return None, "".join(element.text or "" for element in texts)
    return texts[0], "".join(element.text or "" for element in texts)


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by, span.kind, span.score, span.reason, span.pending)


def _write(nodes: list[_Node], masker: Masker, text: str, spans: tuple[Span, ...]) -> None:
    """Put each stand-in into the run where its value begins, and take the rest of the value out of the others."""
    replacements = masker.replacements(text, spans)
    for offset, element in nodes:
        old = element.text or ""
        pieces: list[str] = []
        position = 0
        for span, new in replacements:
            first, last = span.start - offset, span.end - offset
            if last <= 0 or first >= len(old):
                continue
            pieces.append(old[position : max(first, 0)])
            if first >= 0:
                pieces.append(new)
            position = min(last, len(old))
        if pieces or position:
            pieces.append(old[position:])
            element.text = "".join(pieces)
            element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
