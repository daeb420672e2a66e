"""Zip containers (xlsx, docx, zip): opened with limits, their parts parsed without entities.

One safe door for every zip and every XML part in this package (STYLE habit 10): sizes, ratios and counts
are checked before anything is unpacked; entities, external references and huge trees are refused.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _
from auditdesk.masking.results import LARGEST_RATIO, LARGEST_UNPACKED, MOST_PARTS

_FREE_OF_RATIO = 10 * 2**20
_ENCRYPTED = 0x1
_BLOCKS = frozenset(("p", "si", "is", "c", "text", "definedName", "f", "v", "sheet", "property"))


def open_package(data: bytes, name: str) -> zipfile.ZipFile:
    """A zip container whose size is bounded.

    Raises:
        BadInputError: damaged, encrypted, or a zip bomb.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise BadInputError(_("{name} 已损坏，打不开。", name=name)) from error
    parts = package.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED:
        raise BadInputError(_("{name} 解开后太大，拒绝处理。", name=name))
    if unpacked > harmless(len(data)):
        raise BadInputError(_("{name} 的压缩比异常（压缩炸弹），拒绝处理。", name=name))
    for part in parts:
        if part.flag_bits & _ENCRYPTED:
            raise BadInputError(_("{name} 有密码，请先去掉密码。", name=name))
        if part.file_size > _FREE_OF_RATIO and part.file_size > LARGEST_RATIO * max(1, part.compress_size):
            raise BadInputError(_("{name} 的压缩比异常（压缩炸弹），拒绝处理。", name=name))
    return package


def harmless(packed: int) -> int:
    """Bytes that a container of ``packed`` bytes may unpack to, with all that is packed inside of it."""
    return min(LARGEST_UNPACKED, max(5 * _FREE_OF_RATIO, LARGEST_RATIO * packed))


def read_part(package: zipfile.ZipFile, part: str, name: str) -> bytes:
    """One part's bytes, never more than its declared size."""
    try:
        declared = package.getinfo(part).file_size
        with package.open(part) as stream:
            data = stream.read(declared + 1)
    except (
        KeyError,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise BadInputError(_("{name} 已损坏，打不开。", name=name)) from error
    if len(data) > declared:
        raise BadInputError(_("{name} 的压缩比异常（压缩炸弹），拒绝处理。", name=name))
    return data


def refuse_entities(data: bytes, name: str) -> None:
    """Refuse XML with a document type or entities, in whatever encoding of ASCII's width or twice it.

    Raises:
        BadInputError: it declares them.
    """
    head = data.replace(b"\0", b"") if b"\0" in data[:200] else data
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise BadInputError(_("{name} 里的 XML 带有文档类型声明，拒绝处理。", name=name))


def parse_xml(data: bytes, name: str) -> etree._Element:
    """The root of an XML part; a document type is refused, entities are never resolved."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_pis=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise BadInputError(_("{name} 里的 XML 不完整，无法脱敏。", name=name)) from error
    if root.getroottree().docinfo.doctype:
        raise BadInputError(_("{name} 里的 XML 带有文档类型声明，拒绝处理。", name=name))
    return root


def is_xml(part: str) -> bool:
    """Whether a part of an Office file is XML by its name."""
    return part.endswith((".xml", ".rels", ".vml"))


def part_texts(data: bytes, name: str) -> Iterator[tuple[str, list[str]]]:
    """Every text of every XML part of an Office file, joined as a reader sees it; for the re-scan."""
    with open_package(data, name) as package:
        for info in package.infolist():
            if is_xml(info.filename):
                root = parse_xml(read_part(package, info.filename, name), name)
                yield info.filename, [info.filename, *_texts(root)]
            else:
                yield info.filename, [info.filename]


def _texts(root: etree._Element) -> Iterator[str]:
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for key, value in element.attrib.items():
            if may_be_personal(str(key), str(value)):
                yield str(value)
        local = etree.QName(element).localname
        if local in _BLOCKS:
            yield "".join(str(text) for text in element.itertext())
        elif element.text and element.text.strip() and not _inside_block(element):
            yield element.text


def _inside_block(element: etree._Element) -> bool:
    return any(
        isinstance(up.tag, str) and etree.QName(up).localname in _BLOCKS for up in element.iterancestors()
    )


_WORTH_A_LOOK = re.compile("(?:%[0-9A-Fa-f]{2}){2}|&#|[\u3400-\u9fff@\uff10-\uff19]|[0-9][0-9 -]{4,}[0-9]")
_GUID = re.compile("\\{?[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\\}?")
_TECHNICAL = frozenset((
    "paraId", "textId", "uid", "Id", "id", "type", "Type", "w", "h", "x", "y", "cx", "cy", "r", "s", "t",
    "ref", "sqref", "spans", "nsid", "tmpl", "durableId", "ContentType", "storeItemID",
))  # fmt: skip


def may_be_personal(key: str, value: str) -> bool:
    """Whether an attribute is looked at; identifiers of a paragraph look like numbers of a person."""
    local = key.rsplit("}", 1)[-1]
    return (
        local not in _TECHNICAL
        and not local.startswith("rsid")
        and _WORTH_A_LOOK.search(value) is not None
        and "schemas." not in value
        and not _GUID.fullmatch(value)
    )
