"""Painting of compared texts: words that came are underlined, words that went struck through, both tinted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QTextCharFormat, QTextLayout, QTextOption

from auditdesk.domain.text_diff import Change
from auditdesk.ui.pages.library_parts.diff_rows import Line
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import BASE, SMALL, font
from auditdesk.ui.theme.icons import paint_icon

_GAP = 3
_NOTE_INDENT = 20


def cell_height(lines: Sequence[Line], width: float) -> float:
    """Height of the paragraphs at a width, without padding."""
    total = 0.0
    for line in lines:
        total += _laid_out(line, width)[1] + _GAP
    return max(0.0, total - _GAP)


def paint_lines(painter: QPainter, room: QRectF, lines: Sequence[Line]) -> None:
    """Paint the paragraphs from the top."""
    table = tokens()
    top = room.top()
    for line in lines:
        layout, height = _laid_out(line, room.width())
        tone = table.rev.text if line.note else table.text_2 if line.small else table.text
        painter.setPen(QColor(tone))
        left = room.left()
        if line.note:
            paint_icon(painter, QRectF(left, top + 2, 14, 14), "message-square", table.rev.text)
            left += _NOTE_INDENT
        layout.draw(painter, QPointF(left, top))
        top += height + _GAP


def _laid_out(line: Line, width: float) -> tuple[QTextLayout, float]:
    layout = QTextLayout(line.text(), font(SMALL if line.small else BASE))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats(_formats(line))
    room = max(24.0, width - (_NOTE_INDENT if line.note else 0))
    height = 0.0
    layout.beginLayout()
    while True:
        row = layout.createLine()
        if not row.isValid():
            break
        row.setLineWidth(room)
        row.setPosition(QPointF(0, height))
        height += max(row.height(), 18.0 if line.small else 20.0)
    layout.endLayout()
    return layout, height


def _formats(line: Line) -> list[QTextLayout.FormatRange]:
    """Ranges in UTF-16 units, as Qt counts."""
    made, start = [], 0
    for piece in line.pieces:
        length = len(piece.text.encode("utf-16-le")) // 2
        if piece.change is not Change.SAME:
            one = QTextLayout.FormatRange()
            one.start, one.length = start, length
            one.format = _look(piece.change)
            made.append(one)
        start += length
    return made


def _look(change: Change) -> QTextCharFormat:
    table = tokens()
    look = QTextCharFormat()
    look.setForeground(QColor(table.text))
    if change is Change.NEW:
        look.setBackground(QColor(table.ins))
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        look.setUnderlineColor(QColor(table.ok.text))
    else:
        look.setBackground(QColor(table.removed))
        look.setFontStrikeOut(True)
    return look
