"""Strokes shared by the painted widgets: boxes on the pixel grid, focus rings, key caps, fitted text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QKeyEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from auditdesk.i18n import _
from auditdesk.ui.theme.appearance import appearance, tokens
from auditdesk.ui.theme.fonts import TINY, font

if TYPE_CHECKING:
    _Widget = QWidget
else:
    _Widget = object  # two Qt bases in one class would make two C++ objects

CAP_HEIGHT = 18
_CAP_PADDING = 5


def box(
    painter: QPainter,
    rect: QRect | QRectF,
    *,
    radius: float,
    fill: str = "",
    edge: str = "",
    width: float = 1.0,
    dashed: bool = False,
) -> None:
    """A rounded box whose border lies inside ``rect`` on whole pixels."""
    half = width / 2 if edge else 0.0
    inner = QRectF(rect).adjusted(half, half, -half, -half)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(edge), width, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine)
    if dashed:
        pen.setDashPattern([3, 3])
    painter.setPen(pen if edge else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
    reach = max(0.0, radius - half)
    painter.drawRoundedRect(inner, reach, reach)
    painter.restore()


def part_path(rect: QRectF, radius: float, *, left: bool, right: bool) -> QPainterPath:
    """A box rounded only at the left or right end, for the parts of a segmented control."""
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    half = rect.width() / 2
    if not left:
        path.addRect(QRectF(rect.left(), rect.top(), half, rect.height()))
    if not right:
        path.addRect(QRectF(rect.right() - half, rect.top(), half, rect.height()))
    path.setFillRule(Qt.FillRule.WindingFill)
    return path.simplified()


def focus_ring(painter: QPainter, rect: QRect | QRectF, *, radius: float, on_accent: bool = False) -> None:
    """The 2 px ring (3 px in high contrast); on accent fills it is ``surface`` inside the accent."""
    table = tokens()
    width = float(table.focus_width)
    area = QRectF(rect)
    if on_accent:
        area = area.adjusted(2, 2, -2, -2)
        radius = max(0.0, radius - 2)
    box(painter, area, radius=radius, edge=table.surface if on_accent else table.accent, width=width)


def line_text(
    painter: QPainter,
    rect: QRect | QRectF,
    text: str,
    *,
    colour: str,
    size: int = 13,
    bold: bool = False,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> float:
    """One line, vertically centred, cut with … when too long; returns the width it took."""
    face = font(size, bold=bold)
    metrics = QFontMetricsF(face)
    area = QRectF(rect)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width() + 0.5)
    painter.setFont(face)
    painter.setPen(QColor(colour))
    painter.drawText(area, int(align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)
    return metrics.horizontalAdvance(shown)


def text_width(text: str, size: int = 13, *, bold: bool = False) -> float:
    """How wide one line is in a type role."""
    return QFontMetricsF(font(size, bold=bold)).horizontalAdvance(text)


def key_words(key: str) -> str:
    """A key as printed on its cap: ``Ctrl+Enter`` → ``Ctrl Enter``, ``Up`` → ``↑``."""
    names = {
        "Up": "↑",
        "Down": "↓",
        "Left": "←",
        "Right": "→",
        "Space": _("空格"),
        "Return": "Enter",
        "PgDown": "PgDn",
    }
    if key.endswith("++"):
        return f"{key[:-2]} +"
    return " ".join(names.get(part, part) for part in key.split("+")) if key != "+" else "+"


def cap_width(key: str) -> float:
    """How wide the cap of a key is; 0 without a key or with caps switched off."""
    if not key or not appearance().key_caps:
        return 0.0
    return max(float(CAP_HEIGHT), text_width(key_words(key), TINY) + 2 * _CAP_PADDING)


def paint_cap(
    painter: QPainter, left: float, middle: float, key: str, *, colour: str = "", edge: str = ""
) -> float:
    """Paint a key cap whose left edge and vertical middle are given; returns its width."""
    width = cap_width(key)
    if not width:
        return 0.0
    table = tokens()
    area = QRectF(round(left), round(middle - CAP_HEIGHT / 2), width, CAP_HEIGHT)
    box(painter, area, radius=4, edge=edge or table.border_2)
    painter.setFont(font(TINY))
    painter.setPen(QColor(colour or table.text_3))
    painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), key_words(key))
    return width


def hairline(painter: QPainter, start: QPointF, end: QPointF, colour: str) -> None:
    """A crisp one pixel line."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(QPen(QColor(colour), 1))
    painter.drawLine(start, end)
    painter.restore()


class FocusMixin(_Widget):
    """Remembers whether focus came by keyboard; the ring shows only then.

    Mixed in before a Qt class; `ring_visible` is for the paint event.
    """

    _by_keyboard = False

    def ring_visible(self) -> bool:
        """Whether to paint the focus ring now."""
        return self.hasFocus() and self._by_keyboard

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Note how focus came."""
        reason = event.reason()
        if reason == Qt.FocusReason.MouseFocusReason:
            self._by_keyboard = False
        elif reason != Qt.FocusReason.ActiveWindowFocusReason:
            self._by_keyboard = True
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From the first key on the keyboard was used last."""
        self._by_keyboard = True
        self.update()
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Repaint when enabled, font or palette change."""
        super().changeEvent(event)
        self.update()
