"""The visible signature: a one-page PDF of the field's size, drawn with the report's own fonts.

It is part of what is signed, so it prints the signer's clock and the kind of time source, never the time
that a time stamp authority is going to give.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from auditdesk.report import marks
from auditdesk.report.certificates import Holder
from auditdesk.report.closing import FIELD_SIZE
from auditdesk.report.fonts import REGULAR, fitted, register_fonts, width_of
from auditdesk.report.palette import INK, INK_2, WHITE
from auditdesk.report.sheet import line_of_text

_INSET = 7.0
_LEFT = 11.7
_VALUES = 59.5
_GROUPS = 8


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a signature shows: ``moment`` as ``2026-11-16 16:42:08``, ``offset`` as ``+08:00``.

    ``authority`` is the name of the time stamp authority, empty for the signer's clock.
    """

    number: int
    last: bool
    holder: Holder
    moment: str
    offset: str
    authority: str = ""


def draw_stamp(stamp: Stamp) -> bytes:
    """The appearance as PDF bytes."""
    register_fonts()
    target = BytesIO()
    canvas = Canvas(target, pagesize=FIELD_SIZE, invariant=1, lang="zh-CN")
    canvas.setFont(REGULAR, 8)
    _frame(canvas)
    _bar(canvas, stamp)
    _person(canvas, stamp.holder)
    _time(canvas, stamp)
    _certificate(canvas, stamp.holder)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def _frame(canvas: Canvas) -> None:
    wide, high = FIELD_SIZE
    canvas.setFillColor(WHITE)
    canvas.rect(0, 0, wide, high, stroke=0, fill=1)
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.7)
    canvas.rect(0.5, 0.5, wide - 1, high - 1, stroke=1, fill=0)
    canvas.rect(2.8, 2.8, wide - 5.6, high - 5.6, stroke=1, fill=0)


def _bar(canvas: Canvas, stamp: Stamp) -> None:
    wide, high = FIELD_SIZE
    y = high - 21
    canvas.setFillColor(INK)
    canvas.rect(_INSET, y, wide - 2 * _INSET, 15, stroke=0, fill=1)
    canvas.setFillColor(WHITE)
    line_of_text(canvas, _LEFT + 1, y + 4.3, f"电子签名　第 {stamp.number} 签", 8.5)
    word = "签后锁定全文" if stamp.last else f"签后仅可续第 {stamp.number + 1} 签"
    used = line_of_text(canvas, wide - _LEFT - 1, y + 4.3, word, 8.5, align="right")
    if stamp.last:
        marks.lock(canvas, wide - _LEFT - 1 - used - 8, y + 7.6, 8)


def _person(canvas: Canvas, holder: Holder) -> None:
    wide, high = FIELD_SIZE
    size = 21.0
    room = wide * 0.55
    if width_of(holder.name, size, bold=True) > room:
        size = max(11.0, size * room / width_of(holder.name, size, bold=True))
    canvas.setFillColor(INK)
    shown = fitted(holder.name, size, room, bold=True)
    used = line_of_text(canvas, _LEFT, high - 49.5, shown, size, bold=True)
    x = _LEFT + used + 11
    line_of_text(canvas, x, high - 37, fitted(holder.title, 8.2, wide - x - _INSET), 8.2)
    line_of_text(canvas, x, high - 49.5, fitted(holder.department, 8.2, wide - x - _INSET), 8.2)


def _label(canvas: Canvas, y: float, word: str) -> None:
    canvas.setFillColor(INK_2)
    line_of_text(canvas, _LEFT, y, word, 8)
    canvas.setFillColor(INK)


def _time(canvas: Canvas, stamp: Stamp) -> None:
    wide, high = FIELD_SIZE
    y = high - 70.5
    _label(canvas, y, "签名时间")
    used = line_of_text(canvas, _VALUES, y, stamp.moment, 8, bold=True)
    line_of_text(canvas, _VALUES + used + 2, y, stamp.offset, 8)
    y -= 15
    _label(canvas, y, "时间来源")
    if stamp.authority:
        marks.sealed(canvas, _VALUES + 4.2, y + 3, 8)
        words = ("可信时间戳（RFC 3161）", f"{stamp.authority}，以时间戳为准")
    else:
        marks.clock(canvas, _VALUES + 4.2, y + 3, 8.6)
        words = ("签名人计算机时钟", "签名时未取得可信时间戳")
    x = _VALUES + 12.6
    line_of_text(canvas, x, y, words[0], 8, bold=True)
    line_of_text(canvas, x, y - 12, fitted(words[1], 8, wide - x - _INSET), 8)


def _certificate(canvas: Canvas, holder: Holder) -> None:
    wide, high = FIELD_SIZE
    y = high - 112.5
    _label(canvas, y, "证书")
    text = "；".join(filter(None, (holder.issuer, holder.algorithm)))
    line_of_text(canvas, _VALUES, y, fitted(text, 8, wide - _VALUES - _INSET), 8)
    y -= 14.7
    _label(canvas, y, "证书指纹")
    line_of_text(canvas, _VALUES, y, "SHA-256", 8)
    for number in range(2 * _GROUPS):
        group = holder.fingerprint[4 * number : 4 * number + 4]
        x = _LEFT + (number % _GROUPS) * 26.6
        line_of_text(canvas, x, y - 13 - (number // _GROUPS) * 11.2, group, 7.5)
