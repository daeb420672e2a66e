"""Lucide outlines that take the colour of the text beside them, in every theme and state."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from auditdesk.assets import resource
from auditdesk.ui.theme.appearance import tokens


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


def paint_icon(painter: QPainter, rect: QRect | QRectF, name: str, colour: str) -> None:
    """Paint an icon into ``rect`` in a colour ``#RRGGBB``.

    Raises:
        FileNotFoundError: there is no such file in ``resources/icons``.
    """
    drawn = _source(name).replace("currentColor", colour)
    QSvgRenderer(QByteArray(drawn.encode())).render(painter, QRectF(rect))


class _Engine(QIconEngine):
    """Draws at paint time, so that a change of theme needs no new icon."""

    def __init__(self, name: str, tone: str) -> None:
        super().__init__()
        self._name = name
        self._tone = tone

    def _colour(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        table = tokens()
        if mode == QIcon.Mode.Disabled:
            return table.disabled
        return table.accent if state == QIcon.State.On else table.tone(self._tone)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        square = QRect(0, 0, side, side)
        square.moveCenter(rect.center())
        paint_icon(painter, square, self._name, self._colour(mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        drawn = QPixmap(size)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return drawn

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._tone)


def icon(name: str, tone: str = "text_2") -> QIcon:
    """A `QIcon` for menus, tabs and line edits; ``tone`` as in `Tokens.tone`."""
    return QIcon(_Engine(name, tone))


def icon_pixmap(name: str, tone: str, side: int, ratio: float) -> QPixmap:
    """A picture for a label, ``side`` device-independent pixels at a device pixel ratio."""
    drawn = QPixmap(round(side * ratio), round(side * ratio))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    paint_icon(painter, drawn.rect(), name, tokens().tone(tone))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn
