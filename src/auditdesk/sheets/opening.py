"""The one safe door to workbooks of others: size bounds, locks, encryption; foreign errors become sentences.

Nothing but this module hands bytes to openpyxl or calamine. A zip's real uncompressed size is counted before
a library sees it, because sizes written in a zip may lie.
"""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import openpyxl
import python_calamine
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _
from auditdesk.sheets.kinds import refuse_other_kinds

LARGEST_FILE = 100 * 1024 * 1024
LARGEST_CONTENT = 400 * 1024 * 1024
MOST_PARTS = 10_000
MOST_ROWS = 200_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_RIGHTS = "DRMEncrypted".encode("utf-16-le")
_LOCAL_HEADER = 30
_STORED, _DEFLATED = 0, 8


@dataclass(frozen=True, slots=True)
class Source:
    """A file's bytes and the name people know it by; nothing is written to disk."""

    name: str
    data: bytes

    @property
    def is_workbook(self) -> bool:
        """Whether the content is a zip or an OLE file, whatever the name says."""
        return self.data.startswith((b"PK\x03\x04", _OLE))


def read_source(source: Path | BinaryIO, name: str = "") -> Source:
    """Read a file into memory.

    Raises:
        BadInputError: missing, unreadable, Excel's lock file, empty, over 100 MB, or no table by content.
    """
    path = source if isinstance(source, Path) else None
    name = name or (path.name if path else _("工作簿"))
    if name.startswith("~$"):
        raise BadInputError(
            _("{name} 是 Excel 打开时的临时锁文件，请选择不带 ~$ 的原文件。", name=name), path=path
        )
    try:
        if isinstance(source, Path):
            with source.open("rb") as stream:
                data = stream.read(LARGEST_FILE + 1)
        else:
            data = source.read(LARGEST_FILE + 1)
    except OSError as error:
        raise BadInputError(
            _(
                "打不开 {name}（{why}）；如果正在 Excel 中打开，请先关闭。",
                name=name,
                why=error.strerror or error,
            ),
            path=path,
        ) from error
    if not data:
        raise BadInputError(_("{name} 是空文件。", name=name), path=path)
    if len(data) > LARGEST_FILE:
        raise BadInputError(_("{name} 超过 100 MB，不像是清单。", name=name), path=path)
    refuse_other_kinds(name, data)
    return Source(name, data)


def open_for_reading(source: Source) -> python_calamine.CalamineWorkbook:
    """A workbook for fast reading of values (xlsx, xlsm, xlsb, xls).

    Raises:
        BadInputError: not a workbook, protected, damaged or too big inside.
    """
    check_container(source)
    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(source.data))
    except python_calamine.PasswordError as error:
        raise BadInputError(_protected(source.name)) from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise BadInputError(_damaged(source.name)) from error


def sheet_values(
    book: python_calamine.CalamineWorkbook, sheet: str, name: str
) -> tuple[Sequence[Sequence[object]], Sequence[tuple[tuple[int, int], tuple[int, int]]]]:
    """A sheet's values from A1 on and its merged ranges (0-based corners); ``name`` is the file's.

    Raises:
        BadInputError: the sheet is damaged or has over 200,000 rows.
    """
    try:
        read = book.get_sheet_by_name(sheet)
        if read.total_height > MOST_ROWS:
            raise BadInputError(_("{name} 的行数过多，不像是清单。", name=name))
        return read.to_python(skip_empty_area=False), read.merged_cell_ranges or ()
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise BadInputError(_damaged(name)) from error


def open_for_formulas(source: Source) -> tuple[Workbook, tuple[str, ...]]:
    """An xlsx workbook with formulas and layout, and what the library says it cannot keep.

    Raises:
        BadInputError: not an xlsx workbook, protected, damaged or too big inside.
    """
    check_container(source)
    if source.data.startswith(_OLE):
        raise BadInputError(_("{name} 是旧的 xls 格式，请在 Excel 中另存为 xlsx。", name=source.name))
    try:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            book = openpyxl.load_workbook(io.BytesIO(source.data), keep_vba=False, rich_text=False)
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
    ) as error:
        raise BadInputError(_damaged(source.name)) from error
    except (SyntaxError, EOFError, OSError, IndexError) as error:  # XML errors are SyntaxErrors
        raise BadInputError(_damaged(source.name)) from error
    return book, tuple(str(one.message) for one in told)


def check_container(source: Source) -> None:
    """Refuse what is no workbook, is protected, or grows beyond bounds; raises `BadInputError`."""
    if source.data.startswith(_OLE):
        if _RIGHTS in source.data:
            raise BadInputError(
                _("{name} 受权限管理（IRM）保护，请由有权限的人另存为不受限的副本。", name=source.name)
            )
        if _ENCRYPTED in source.data:
            raise BadInputError(_protected(source.name))
        return
    if not source.data.startswith(b"PK"):
        raise BadInputError(_("{name} 不是 Excel 工作簿。", name=source.name))
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError) as error:
        raise BadInputError(_damaged(source.name)) from error
    if not any(part.filename.lower().startswith("xl/workbook") for part in parts):
        raise BadInputError(_("{name} 不是 Excel 工作簿。", name=source.name))
    _check_growth(source, parts)


def _check_growth(source: Source, parts: list[zipfile.ZipInfo]) -> None:
    too_big = BadInputError(_("{name} 解开后过大，可能是恶意文件，没有打开。", name=source.name))
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_CONTENT:
        raise too_big
    room = LARGEST_CONTENT
    for part in parts:
        if part.flag_bits & 1:
            raise BadInputError(_protected(source.name))
        if part.compress_type not in (_STORED, _DEFLATED):
            raise BadInputError(_damaged(source.name))
        try:
            room -= _real_size(source.data, part, room)
        except (zlib.error, struct.error) as error:
            raise BadInputError(_damaged(source.name)) from error
        if room < 0:
            raise too_big


def _real_size(data: bytes, part: zipfile.ZipInfo, room: int) -> int:
    """How many bytes a part really unpacks to; counting stops just above ``room``."""
    name_length, extra_length = struct.unpack_from("<HH", data, part.header_offset + 26)
    start = part.header_offset + _LOCAL_HEADER + name_length + extra_length
    if part.compress_type == _STORED:
        return part.compress_size
    packed = data[start : start + part.compress_size]
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    total = 0
    while packed and not unpacker.eof and total <= room:
        total += len(unpacker.decompress(packed, 1 << 20))
        packed = unpacker.unconsumed_tail
    return total


def _protected(name: str) -> str:
    return _("{name} 有打开密码，请在 Excel 中去掉密码后再试。", name=name)


def _damaged(name: str) -> str:
    return _("{name} 已损坏或不是 Excel 工作簿，请在 Excel 中打开后另存为 xlsx。", name=name)
