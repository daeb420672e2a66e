"""Evidence as pictures: a masked screenshot in its frame, a recording as peaks with numbered marks."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.evidence import clock
from auditdesk.domain.snapshot import EvidencePiece, Waveform
from auditdesk.i18n import _
from auditdesk.report import marks
from auditdesk.report.flow import Painted, side_by_side
from auditdesk.report.palette import ALERT, INK, INK_2, INK_3, LINE, TINT_2
from auditdesk.report.sheet import line_of_text
from auditdesk.report.typography import hex_groups, para, plain, style, tinted

PICTURE_WIDTH = 70 * mm
_HEIGHT = 139.0
_MOST_HEIGHT = 190.0
_SMALL = 92.0
_CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨⑩"
_TICKS = 5


class _Picture(ImageReader):
    """A picture that reportlab need not decode: it would name a JPEG by its pixels and keep them all."""

    _dataA: ImageReader | None = None  # noqa: N815 - reportlab's name
    """The transparency, which a JPEG has not."""

    def __init__(self, data: bytes, digest: str) -> None:
        super().__init__(BytesIO(data))
        self._digest = digest

    def getRGBData(self) -> bytes:  # noqa: N802 - reportlab's name
        """What names the picture in the file; for a PNG, which is stored anew, its pixels."""
        me: Any = self
        upper: Any = super()
        return self._digest.encode() if me.jpeg_fh() is not None else bytes(upper.getRGBData())


class PictureShelf:
    """The pictures of one build, each read once; reportlab then stores it once too."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        self._pictures = pictures
        self._readers: dict[str, ImageReader] = {}

    def reader(self, digest: str, code: str) -> ImageReader:
        """The picture of a digest; raises `BadInputError` naming the evidence when it is missing."""
        if digest not in self._readers:
            if digest not in self._pictures:
                raise BadInputError(_("证据 {code} 的脱敏图片没有随快照提供，请重新生成报告。", code=code))
            try:
                self._readers[digest] = _Picture(self._pictures[digest], digest)
            except Exception as error:  # reportlab wraps Pillow's many errors in its own
                raise BadInputError(
                    _("证据 {code} 的脱敏图片无法读取，请重新脱敏后再生成报告。", code=code)
                ) from error
        return self._readers[digest]


def evidence_block(piece: EvidencePiece, shelf: PictureShelf) -> list[Flowable]:
    """Picture or waveform with its caption; a caption alone for other kinds."""
    block: list[Flowable] = []
    if piece.picture:
        block.append(_picture(piece, shelf))
    elif piece.waveform:
        block.append(_waveform(piece.waveform, piece.kind))
    note = style(7.5, 11.5, color=INK_2)
    caption = tinted(f"{piece.code} {piece.kind}", INK, bold=True)
    block.append(para(caption + plain(f"　{piece.note}") if piece.note else caption, style(7.5, 12.5)))
    for label, digest in (("原件", piece.original_sha256), ("副本", piece.copy_sha256)):
        if digest:
            block.append(para(plain(f"{label} {hex_groups(digest, 4)}"), note))
    return block


def small_evidence(piece: EvidencePiece, shelf: PictureShelf, width: float) -> Flowable:
    """A small picture with its caption beside it, for findings that share a page."""
    look = style(7.5, 11.5, color=INK_2)
    lines: list[Flowable] = [
        para(tinted(f"{piece.code} {piece.kind}", INK, bold=True) + plain(f"　{piece.note}"), look)
    ]
    digests = (("原件", piece.original_sha256), ("副本", piece.copy_sha256))
    words = "　".join(f"{label} {hex_groups(digest, 4)}" for label, digest in digests if digest)
    lines += [para(plain(words), look)] if words else []
    picture: list[Flowable] = [_picture(piece, shelf, _SMALL, _SMALL)] if piece.picture else []
    left = _SMALL + 8 if picture else 0.0
    return (
        side_by_side([(left, picture), (width - left, lines)]) if picture else side_by_side([(width, lines)])
    )


def _picture(
    piece: EvidencePiece, shelf: PictureShelf, wide: float = PICTURE_WIDTH, high: float = _MOST_HEIGHT
) -> Painted:
    reader = shelf.reader(piece.picture, piece.code)
    shape = max(1, piece.picture_height) / max(1, piece.picture_width)
    width, height = wide, wide * shape
    if height > high:
        width, height = high / shape, high

    def paint(canvas: Canvas) -> None:
        canvas.drawImage(reader, 0, 2, width, height)
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.5)
        canvas.rect(0, 2, width, height, stroke=1, fill=0)

    return Painted(wide, height + 2, paint)


def _waveform(wave: Waveform, title: str) -> Painted:
    width = PICTURE_WIDTH

    def paint(canvas: Canvas) -> None:
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.5)
        canvas.setFillColor(TINT_2)
        canvas.rect(0, _HEIGHT - 14, width, 14, stroke=0, fill=1)
        canvas.rect(0, 2, width, _HEIGHT - 2, stroke=1, fill=0)
        canvas.setFillColor(INK)
        line_of_text(canvas, 6, _HEIGHT - 10, title, 7.5, bold=True)
        canvas.setFillColor(INK_2)
        line_of_text(canvas, width - 6, _HEIGHT - 10, f"全长 {clock(wave.seconds)}", 7.5, align="right")
        canvas.translate(6, 0)
        _track(canvas, wave, width - 12)

    return Painted(width, _HEIGHT, paint)


def _track(canvas: Canvas, wave: Waveform, width: float) -> None:
    middle, tallest, axis = 71.0, 24.0, 30.0
    length = max(1, wave.seconds)
    canvas.setStrokeColor(INK_3)
    step = width / max(1, len(wave.peaks))
    canvas.setLineWidth(min(1.3, step * 0.55))
    for number, peak in enumerate(wave.peaks):
        x = (number + 0.5) * step
        half = max(0.6, tallest * peak / 100)
        canvas.line(x, middle - half, x, middle + half)
    canvas.setFillColorRGB(1, 1, 1)
    for start, end in wave.muted:
        x, wide = width * start / length, max(3.0, width * (end - start) / length)
        canvas.rect(x, middle - 20, wide, 40, stroke=0, fill=1)
        marks.hatch(canvas, x, middle - 20, wide, 40)
    canvas.setStrokeColor(INK_3)
    canvas.setLineWidth(0.5)
    canvas.line(0, axis, width, axis)
    for tick in range(_TICKS + 1):
        x = width * tick / _TICKS
        canvas.line(x, axis, x, axis - 2.5)
        canvas.setFillColor(INK_2)
        place = "left" if tick == 0 else "right" if tick == _TICKS else "center"
        line_of_text(canvas, x, axis - 9.5, clock(length * tick / _TICKS)[3:], 6.8, align=place)
    for mark in wave.marks:
        _mark(canvas, width * mark.seconds / length, axis, mark.number)
    if wave.note:
        marks.hatch(canvas, 0, 7.5, 12, 7)
        canvas.setFillColor(INK_2)
        line_of_text(canvas, 16, 8.5, wave.note, 7.5)


def _mark(canvas: Canvas, x: float, axis: float, number: int) -> None:
    canvas.setStrokeColor(ALERT)
    canvas.setLineWidth(1)
    canvas.line(x, axis, x, 102)
    marks.polygon(canvas, [(x - 3.5, 107), (x + 3.5, 107), (x, 101)], ALERT)
    canvas.setFillColor(ALERT)
    sign = _CIRCLED[number] if 0 < number < len(_CIRCLED) else str(number)
    line_of_text(canvas, x, 110, sign, 8.5, bold=True, align="center")


__all__ = ["PICTURE_WIDTH", "PictureShelf", "evidence_block", "small_evidence"]
