"""What a file really is, whatever its name says: files that are no tables are named in one sentence."""

from __future__ import annotations

import io
import re
import zipfile

from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _

_WEB = re.compile(rb"\s*(?:<!doctype html|<html|<head|<table|<meta|<\?xml[^>]*\?>\s*<html)", re.IGNORECASE)
_TEXT_ENDINGS = (".csv", ".txt", ".tsv")
_BOOK_ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".xltx", ".et")


def real_kind(data: bytes) -> str:
    """The kind of a file that is no table, in words; empty for tables and for what may be one."""
    starts = (
        (b"%PDF-", _("PDF 文件")), (b"\x89PNG", _("图片")), (b"\xff\xd8\xff", _("图片")),
        (b"GIF8", _("图片")), (b"{\\rtf", _("RTF 文档")), (b"Rar!", _("压缩包")),
        (b"7z\xbc\xaf", _("压缩包")), (b"\x1f\x8b", _("压缩包")), (b"SQLite format 3", _("数据库")),
        (b"ID3", _("录音")), (b"RIFF", _("录音")),
    )  # fmt: skip
    for start, word in starts:
        if data.startswith(start):
            return word
    if _WEB.match(data[:512].removeprefix(b"\xef\xbb\xbf")):
        return _("网页（HTML）")
    return _in_archive(data) if data.startswith(b"PK\x03\x04") else ""


def refuse_other_kinds(name: str, data: bytes) -> None:
    """Raise `BadInputError` for a file that is no table, saying what it is and what to do."""
    kind = real_kind(data)
    if kind:
        raise BadInputError(
            _(
                "{name} 的内容是{kind}，不是表格；请用 Excel 打开后另存为 xlsx，或另选文件。",
                name=name,
                kind=kind,
            )
        )


def name_doubt(name: str, *, is_workbook: bool) -> str:
    """What to tell when a table's name promises another kind of table; empty when it fits."""
    lower = name.lower()
    if is_workbook and lower.endswith(_TEXT_ENDINGS):
        return _("{name} 的内容是 Excel 工作簿，不是文本，已按工作簿读取。", name=name)
    if not is_workbook and lower.endswith(_BOOK_ENDINGS):
        return _("{name} 的内容是 CSV 文本，不是 Excel 工作簿，已按 CSV 读取。", name=name)
    return ""


def _in_archive(data: bytes) -> str:
    """What kind of zip it is; workbooks and damaged ones are judged elsewhere."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [name.lower() for name in archive.namelist()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return ""
    if any(name.startswith("xl/") for name in names):
        return ""
    if any(name.startswith("word/") for name in names):
        return _("Word 文档")
    if any(name.startswith("ppt/") for name in names):
        return _("PowerPoint 文稿")
    return _("压缩包")
