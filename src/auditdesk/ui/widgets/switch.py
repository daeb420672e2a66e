"""Switch, check box and radio button, painted from the tokens."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QRadioButton, QSizePolicy, QWidget

from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.widgets.painting import FocusMixin, box, focus_ring, line_text, text_width

CHECK = 16
_TRACK_WIDTH, _TRACK_HEIGHT = 28, 16


def paint_check(
    painter: QPainter, rect: QRectF, *, checked: bool, partly: bool = False, enabled: bool = True
) -> None:
    """A 16 px check box; ``partly`` is the dash of a group that is chosen in part."""
    table = tokens()
    if not (checked or partly):
        fill = table.surface if enabled else table.sunken
        box(painter, rect, radius=4, fill=fill, edge=table.control if enabled else table.border)
        return
    box(painter, rect, radius=4, fill=table.accent if enabled else table.disabled)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(table.on_accent), 2))
    left, top = rect.left(), rect.top()
    if partly and not checked:
        painter.drawLine(QPointF(left + 4, top + 8), QPointF(left + 12, top + 8))
    else:
        tick = [QPointF(left + 4, top + 8.3), QPointF(left + 6.9, top + 11.2), QPointF(left + 12, top + 5.2)]
        painter.drawPolyline(QPolygonF(tick))
    painter.restore()


class CheckBox(FocusMixin, QCheckBox):
    """A check box with its words."""

    def __init__(self, text: str = "", *, checked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setChecked(checked)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Box and words."""
        words = text_width(self.text()) + 8 if self.text() else 0
        return QSize(round(CHECK + words + 4), 24)

    def hitButton(self, pos: QPoint) -> bool:
        """The words answer to the mouse too."""
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint box, words and ring."""
        table = tokens()
        painter = QPainter(self)
        spot = QRectF(1, (self.height() - CHECK) / 2, CHECK, CHECK)
        paint_check(painter, spot, checked=self.isChecked(), enabled=self.isEnabled())
        ink = table.text if self.isEnabled() else table.disabled
        line_text(painter, QRectF(CHECK + 9, 0, self.width(), self.height()), self.text(), colour=ink)
        if self.ring_visible():
            focus_ring(painter, spot.adjusted(-1, -1, 1, 1), radius=5)
        painter.end()


class Switch(FocusMixin, QCheckBox):
    """On or off at once; the words, if any, stand left of the track."""

    def __init__(
        self, text: str = "", *, checked: bool = False, says: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setChecked(checked)
        self.setAccessibleName(says or text)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Words and track."""
        words = text_width(self.text()) + 8 if self.text() else 0
        return QSize(round(_TRACK_WIDTH + words), 20)

    def hitButton(self, pos: QPoint) -> bool:
        """The whole widget answers to the mouse."""
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint words, track, knob and ring."""
        table = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = self.width() - _TRACK_WIDTH
        track = QRectF(left, (self.height() - _TRACK_HEIGHT) / 2, _TRACK_WIDTH, _TRACK_HEIGHT)
        paint_switch(painter, track, on=self.isChecked(), enabled=self.isEnabled())
        words = QRectF(0, 0, left, self.height())
        line_text(painter, words, self.text(), colour=table.text_2 if self.isEnabled() else table.disabled)
        if self.ring_visible():
            focus_ring(painter, track.adjusted(-2, -2, 2, 2).intersected(QRectF(self.rect())), radius=9)
        painter.end()


def paint_switch(painter: QPainter, track: QRectF, *, on: bool, enabled: bool = True) -> None:
    """Track and knob, 28 × 16; off has a border and a grey knob, so that hue is not all."""
    table = tokens()
    if on:
        box(painter, track, radius=8, fill=table.accent if enabled else table.disabled)
        knob, colour = track.right() - 13, table.on_accent
    else:
        box(painter, track, radius=8, fill=table.surface, edge=table.control)
        knob, colour = track.left() + 3, table.control
    painter.setPen(QPen(QColor(colour), 0))
    painter.setBrush(QColor(colour))
    painter.drawEllipse(QRectF(knob, track.top() + 3, 10, 10))


class Radio(FocusMixin, QRadioButton):
    """One of several in the same parent."""

    def __init__(self, text: str, *, checked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setChecked(checked)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Ring and words."""
        return QSize(round(CHECK + 10 + text_width(self.text())), 24)

    def hitButton(self, pos: QPoint) -> bool:
        """The words answer to the mouse too."""
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ring, dot, words and focus."""
        table = tokens()
        painter = QPainter(self)
        spot = QRectF(1, (self.height() - CHECK) / 2, CHECK, CHECK)
        edge = table.accent if self.isChecked() else table.control
        width = 2.0 if self.isChecked() else 1.0
        box(painter, spot, radius=8, fill=table.surface, edge=edge, width=width)
        if self.isChecked():
            box(painter, spot.adjusted(4, 4, -4, -4), radius=4, fill=table.accent)
        ink = table.text if self.isEnabled() else table.disabled
        line_text(painter, QRectF(CHECK + 9, 0, self.width(), self.height()), self.text(), colour=ink)
        if self.ring_visible():
            focus_ring(painter, spot.adjusted(-1, -1, 1, 1), radius=9)
        painter.end()
