"""PDF bombs: streams that unpack to hundreds of megabytes, told before pdfium opens the file."""

from __future__ import annotations

import io
import zlib

import pikepdf

from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _
from auditdesk.masking.results import LARGEST_UNPACKED

_HARMLESS = 200_000
"""Packed bytes of one stream; Flate makes at most 1,032 times as much of them."""

_STEP = 4 * 2**20
_LARGEST_STREAM = 256 * 2**20


def refuse_bombs(data: bytes, name: str) -> None:
    """Refuse a PDF whose streams unpack too far; one that pikepdf cannot read is left to pdfium.

    Raises:
        BadInputError: a stream unpacks to more than 256 MB, all to more than 1 GB, or one is packed twice.
    """
    total = 0
    try:
        with pikepdf.open(io.BytesIO(data)) as source:
            for item in source.objects:
                if isinstance(item, pikepdf.Stream):
                    total += _unpacked(item, name)
                    if total > LARGEST_UNPACKED:
                        raise BadInputError(_("{name} 解开后太大，拒绝处理。", name=name))
    except (pikepdf.PdfError, pikepdf.PasswordError):
        return


def _unpacked(stream: pikepdf.Stream, name: str) -> int:
    """Bytes a stream unpacks to, as far as it matters."""
    filters = stream.get("/Filter")
    names = [str(one) for one in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    flates = sum(one in ("/FlateDecode", "/Fl") for one in names)
    if flates > 1:
        raise BadInputError(_("{name} 的压缩比异常（压缩炸弹），拒绝处理。", name=name))
    packed = stream.read_raw_bytes()
    if names[0] not in ("/FlateDecode", "/Fl") or len(packed) < _HARMLESS:
        return len(packed)
    unpacker = zlib.decompressobj()
    size = 0
    rest = packed
    while rest and size <= _LARGEST_STREAM:
        try:
            size += len(unpacker.decompress(rest, _STEP))
        except zlib.error:
            return size
        rest = unpacker.unconsumed_tail
    if size > _LARGEST_STREAM:
        raise BadInputError(_("{name} 的压缩比异常（压缩炸弹），拒绝处理。", name=name))
    return size
