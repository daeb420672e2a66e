"""What hides in the XML of Office files outside of its texts: attributes, identifiers, remarks, part names.

Identifiers (bookmarks, tables, styles, code names) join a number to letters, where detection rightly sees
none; numbers as long as a phone, card or identity number are taken out of them, the same way everywhere.
"""

from __future__ import annotations

import io
import re
import zipfile

from lxml import etree

from auditdesk.masking.escapes import spelled_out
from auditdesk.masking.packages import is_xml, may_be_personal, open_package, parse_xml, read_part
from auditdesk.masking.text import Masker
from auditdesk.masking.whereabouts import Where

_LONG_NUMBER = re.compile("(?<![0-9])(?:1[3-9][0-9]{9}|[0-9]{15,19}[Xx]?)(?![0-9])")


class Scrubber:
    """Masks attributes and identifiers of all parts of one package alike."""

    def __init__(self, masker: Masker) -> None:
        self._masker = masker
        self._taken: dict[str, str] = {}

    def tree(self, root: etree._Element, where: Where) -> None:
        """Mask every attribute of a part, take remarks out, and numbers out of formulas."""
        remarks = [item for item in root.iter() if not isinstance(item.tag, str)]
        for remark in remarks:
            _taken_out(remark)
        asked = [
            (element, str(key), spelled_out(str(value)))
            for element in root.iter()
            for key, value in element.attrib.items()
            if may_be_personal(str(key), str(value))
        ]
        texts = [value for _element, _key, value in asked]
        masked = self._masker.texts(texts, [where] * len(texts))
        for (element, key, _value), new in zip(asked, masked, strict=True):
            element.set(key, self.identifier(new) or "x")
        for element in root.iter():
            if element.text and _LONG_NUMBER.search(element.text) and _local(element) in ("f", "instrText"):
                element.text = self.identifier(element.text)

    def identifier(self, text: str) -> str:
        """A name without long numbers; equal numbers get equal letters."""
        return _LONG_NUMBER.sub(
            lambda match: self._taken.setdefault(match[0], f"x{len(self._taken) + 1}"), text
        )


def scrubbed(data: bytes, name: str, masker: Masker, where: Where) -> bytes:
    """A package with every XML part scrubbed; ``where`` is the place of what is found there."""
    scrubber = Scrubber(masker)
    out = io.BytesIO()
    with open_package(data, name) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for info in package.infolist():
            content = read_part(package, info.filename, name)
            if is_xml(info.filename):
                root = parse_xml(content, name)
                scrubber.tree(root, where)
                content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            copy.writestr(info.filename, content)
    return out.getvalue()


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _taken_out(item: etree._Element) -> None:
    """Remove a remark or instruction but keep the text behind it."""
    parent = item.getparent()
    if parent is None:
        return
    before = item.getprevious()
    if item.tail and before is not None:
        before.tail = (before.tail or "") + item.tail
    elif item.tail:
        parent.text = (parent.text or "") + item.tail
    parent.remove(item)
