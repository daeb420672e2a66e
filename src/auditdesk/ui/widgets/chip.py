"""Chips: tinted for status, outlined for facts, solid only for 单项否决."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import SMALL
from auditdesk.ui.theme.icons import paint_icon
from auditdesk.ui.widgets.painting import FocusMixin, box, focus_ring, line_text, text_width

HEIGHT = 20
_ICON = 14
_PAD = 6


def chip_width(text: str, icon: str = "", *, solid: bool = False) -> float:
    """Width of a chip, for delegates that paint one."""
    return text_width(text, SMALL, bold=solid) + 2 * _PAD + (_ICON + 4 if icon else 0)


def paint_chip(painter: QPainter, rect: QRectF, text: str, tone: str, icon: str = "") -> None:
    """Paint a chip; ``tone`` is a status, ``accent``, ``solid`` (veto) or empty for an outlined fact."""
    table = tokens()
    solid = tone == "solid"
    colours = table.veto if solid else table.status(tone) if tone else None
    if colours is None:
        box(painter, rect, radius=4, fill=table.surface, edge=table.border_2)
        ink = table.text_2
    elif solid:
        box(painter, rect, radius=4, fill=colours.solid)
        ink = colours.on_solid
    else:
        edge = colours.text if table.high_contrast else ""
        box(painter, rect, radius=4, fill=colours.tint, edge=edge)
        ink = colours.text
    left = rect.left() + _PAD
    if icon:
        middle = rect.center().y()
        paint_icon(painter, QRectF(round(left), round(middle - _ICON / 2), _ICON, _ICON), icon, ink)
        left += _ICON + 4
    room = QRectF(left, rect.top(), rect.right() - left - _PAD + 2, rect.height())
    line_text(painter, room, text, colour=ink, size=SMALL, bold=solid)


class Chip(FocusMixin, QWidget):
    """A chip in a layout; ``opens=True`` makes it a link with hover, focus and the signal `opened`."""

    opened = Signal()

    def __init__(
        self,
        text: str,
        tone: str = "",
        *,
        icon: str = "",
        opens: bool = False,
        height: int = HEIGHT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text = text
        self._tone = tone
        self._icon = icon
        self._opens = opens
        self._height = height
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        if opens:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def text(self) -> str:
        """The words on the chip."""
        return self._text

    def set_chip(self, text: str, tone: str = "", icon: str = "") -> None:
        """Other words in another tone."""
        self._text, self._tone, self._icon = text, tone, icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """20 high (24 in the top bar), as wide as its words."""
        return QSize(
            round(chip_width(self._text, self._icon, solid=self._tone == "solid") + 0.5), self._height
        )

    def minimumSizeHint(self) -> QSize:
        """Four characters and the dots."""
        return QSize(min(self.sizeHint().width(), 64), self._height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the chip and its ring."""
        painter = QPainter(self)
        tone = "accent" if self._opens and self.underMouse() and not self._tone else self._tone
        paint_chip(painter, QRectF(self.rect()), self._text, tone, self._icon)
        if self.ring_visible():
            focus_ring(painter, self.rect(), radius=4)
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open what the chip holds."""
        super().mouseReleaseEvent(event)
        if self._opens and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space open it too."""
        if self._opens and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.opened.emit()
            return
        super().keyPressEvent(event)
