"""What a file is, by its content; the name only decides between kinds of text."""

from __future__ import annotations

import re
import zipfile
from enum import StrEnum
from io import BytesIO

from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _
from auditdesk.masking.decoding import wide_encoding


class FileType(StrEnum):
    """Types that can be masked."""

    TEXT = "text"
    XLSX = "xlsx"
    DOCX = "docx"
    ZIP = "zip"
    PDF = "pdf"
    IMAGE = "image"
    EMAIL = "eml"
    HTML = "html"


_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
_CODED = (b"{\\rtf", b"<svg", b"<?xml", b"begin:vcard")
"""Texts that write letters as codes or hold other files; masking them as they stand would see nothing."""

_DOCUMENT = re.compile("word/document[0-9]{0,2}\\.xml")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIL = re.compile(rb"\A(?:[A-Za-z][A-Za-z0-9-]{0,60}:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}", re.MULTILINE)
_MAIL_FIELD = re.compile(
    rb"^(?:from|to|message-id|mime-version|received|return-path|content-transfer-encoding):",
    re.IGNORECASE | re.MULTILINE,
)
_MAIL_HEAD = 1 << 16
_MARK = b"\xef\xbb\xbf"
_MAILBOX = re.compile(rb"From [^\n]{3,200}\n(?:>?[A-Za-z][A-Za-z0-9-]{0,60}:[^\n]*\n)")


def file_type(data: bytes, name: str) -> FileType:
    """The type of a file's content.

    Raises:
        BadInputError: a type that cannot be masked, with the way out.
    """
    head = data[:16]
    if head.startswith(b"%PDF-") or b"%PDF-" in data[:1024]:
        return FileType.PDF
    if (
        head.startswith(_IMAGES)
        or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
        or (head[4:8] == b"ftyp" and head[8:12] in _BRANDS)
    ):
        return FileType.IMAGE
    if head.startswith(b"PK"):
        return _package_type(data, name)
    if head.startswith(_OLE):
        raise BadInputError(
            _("{name} 是旧格式或有密码的 Office 文件，请去掉密码并另存为 xlsx 或 docx。", name=name)
        )
    if b"\0" in data[:4096] and not wide_encoding(data[:4096]):
        raise BadInputError(
            _("{name} 的类型不支持脱敏；支持文本、表格、Word、PDF、图片和转写稿。", name=name)
        )
    letter = whole_letter(data[:_MAIL_HEAD])
    if _MAIL.match(letter) and _MAIL_FIELD.search(letter):
        return FileType.EMAIL
    if _MAILBOX.match(letter):
        raise BadInputError(_("{name} 是装着许多邮件的邮箱文件，请导出成单封 eml 再脱敏。", name=name))
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_CODED):
        raise BadInputError(_("{name} 把文字写成代码，请另存为 docx、PDF 或 PNG 再脱敏。", name=name))
    if start.startswith((b"<!doctype html", b"<html")) or name.lower().endswith((".html", ".htm")):
        return FileType.HTML
    return FileType.TEXT


def whole_letter(data: bytes) -> bytes:
    """A mail without what stands before its first header; lines end with a line feed of some kind."""
    letter = data.removeprefix(_MARK).lstrip(b" \t\r\n")
    return letter if b"\n" in letter else letter.replace(b"\r", b"\n")


def _package_type(data: bytes, name: str) -> FileType:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise BadInputError(_("{name} 已损坏，打不开。", name=name)) from error
    if "xl/workbook.xml" in parts:
        return FileType.XLSX
    if any(_DOCUMENT.fullmatch(part) for part in parts):
        return FileType.DOCX
    if "[Content_Types].xml" in parts or "mimetype" in parts:
        raise BadInputError(_("{name} 是不支持的 Office 文件，请另存为 xlsx、docx 或 PDF。", name=name))
    return FileType.ZIP
