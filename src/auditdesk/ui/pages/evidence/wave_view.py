"""A recording drawn: loudness, the position, marks as flags; click and arrows move."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from auditdesk.domain.evidence import Mark, clock
from auditdesk.i18n import _
from auditdesk.services.sounds import Peaks
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import TINY
from auditdesk.ui.widgets.painting import FocusMixin, box, focus_ring, hairline, line_text

STEP = 5.0
"""Seconds of one press of ← or →, and of the keys , and . anywhere on the page."""
_HEIGHT, _AXIS, _FLAG = 104, 20, 12
_TICKS = 4


class WaveView(FocusMixin, QWidget):
    """The track of one recording.

    Signals:
        seek_wanted: a moment in seconds.
    """

    seek_wanted = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._peaks: Peaks | None = None
        self._length = 0.0
        self._marks: tuple[Mark, ...] = ()
        self.position = 0.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._describe()

    def show_sound(self, peaks: Peaks | None, length: float, marks: Sequence[Mark]) -> None:
        """Show a recording; without peaks a plain line, without length the marks alone."""
        self._peaks, self._marks = peaks, tuple(marks)
        self._length = max([length, *(mark.start_seconds for mark in marks)])
        self.position = min(self.position, self._length)
        self._describe()
        self.update()

    def forget(self) -> None:
        """Another recording comes: its length is not known yet."""
        self._peaks, self._marks, self._length, self.position = None, (), 0.0, 0.0

    def length(self) -> float:
        """Length in seconds, 0 when unknown."""
        return self._length

    def set_position(self, seconds: float) -> None:
        """Move the position line."""
        self.position = max(0.0, min(seconds, self._length) if self._length else seconds)
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:
        """Wide, 104 high."""
        return QSize(320, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Room for the times."""
        return QSize(200, _HEIGHT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the moment under the pointer; close to a flag, to the flag."""
        super().mousePressEvent(event)
        if self._length and event.button() == Qt.MouseButton.LeftButton:
            near = self._mark_at(event.position().x())
            self.seek_wanted.emit(near.start_seconds if near else self._seconds(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← → five seconds, Home and End the ends."""
        moves = {
            Qt.Key.Key_Left: self.position - STEP, Qt.Key.Key_Right: self.position + STEP,
            Qt.Key.Key_Home: 0.0, Qt.Key.Key_End: self._length,
        }  # fmt: skip
        key = Qt.Key(event.key())
        if key in moves and self._length:
            self.seek_wanted.emit(max(0.0, min(self._length, moves[key])))
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """The tool tip tells the mark or the moment under the pointer."""
        if isinstance(event, QHelpEvent):
            mark = self._mark_at(event.pos().x())
            moment = mark.start_seconds if mark else self._seconds(event.pos().x())
            QToolTip.showText(event.globalPos(), f"{clock(moment)} {mark.label if mark else ''}".strip())
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, bars, times, flags and position."""
        table = tokens()
        painter = QPainter(self)
        box(painter, self.rect(), radius=6, fill=table.sunken, edge=table.border)
        self._paint_bars(painter)
        self._paint_axis(painter)
        for mark in self._marks:
            self._paint_flag(painter, mark)
        at = self._x(self.position)
        hairline(painter, QPointF(at, 2), QPointF(at, self.height() - _AXIS), table.accent)
        if self.ring_visible():
            focus_ring(painter, self.rect(), radius=6)
        painter.end()

    def _room(self) -> QRectF:
        return QRectF(8, _FLAG, max(1, self.width() - 16), self.height() - _AXIS - _FLAG)

    def _x(self, seconds: float) -> float:
        room = self._room()
        return room.left() + (room.width() * seconds / self._length if self._length else 0.0)

    def _seconds(self, x: float) -> float:
        room = self._room()
        return max(0.0, min(1.0, (x - room.left()) / room.width())) * self._length

    def _mark_at(self, x: float) -> Mark | None:
        near = [mark for mark in self._marks if abs(self._x(mark.start_seconds) - x) <= 5]  # noqa: PLR2004 -- pixels
        return min(near, key=lambda mark: abs(self._x(mark.start_seconds) - x), default=None)

    def _paint_bars(self, painter: QPainter) -> None:
        table, room = tokens(), self._room()
        middle = room.center().y()
        if self._peaks is None:
            hairline(painter, QPointF(room.left(), middle), QPointF(room.right(), middle), table.control)
            return
        values = self._peaks.values
        count = max(1, min(len(values), int(room.width() // 3)))
        played, rest = QColor(table.accent), QColor(table.control)
        for place in range(count):
            part = values[len(values) * place // count : max(1, len(values) * (place + 1) // count)]
            half = max(1.0, max(part, default=0) / 100 * room.height() / 2)
            x = room.left() + room.width() * place / count
            before = self._length * place / count < self.position
            painter.fillRect(QRectF(x, middle - half, 2, half * 2), played if before else rest)

    def _paint_axis(self, painter: QPainter) -> None:
        table, room = tokens(), self._room()
        for tick in range(_TICKS + 1):
            sides = {0: Qt.AlignmentFlag.AlignLeft, _TICKS: Qt.AlignmentFlag.AlignRight}
            side = sides.get(tick, Qt.AlignmentFlag.AlignHCenter)
            x = room.left() + room.width() * tick / _TICKS
            width = 64.0
            left = x if tick == 0 else x - width if tick == _TICKS else x - width / 2
            words = clock(self._length * tick / _TICKS) if self._length else "" if tick else _("时长未知")
            area = QRectF(left, self.height() - _AXIS, width, _AXIS - 2)
            line_text(painter, area, words, colour=table.text_3, size=TINY, align=side)

    def _paint_flag(self, painter: QPainter, mark: Mark) -> None:
        table, x = tokens(), self._x(mark.start_seconds)
        if mark.end_seconds > mark.start_seconds:
            shade = QColor(table.bad.text)
            shade.setAlphaF(0.15)
            stretch = QRectF(x, _FLAG, self._x(mark.end_seconds) - x, self.height() - _AXIS - _FLAG)
            painter.fillRect(stretch, shade)
        hairline(painter, QPointF(x, 4), QPointF(x, self.height() - _AXIS), table.bad.text)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(table.bad.text))
        painter.drawPolygon(QPolygonF([QPointF(x - 4, 3), QPointF(x + 4, 3), QPointF(x, 10)]))

    def _describe(self) -> None:
        told = _("波形，位置 {at} / {all}，标记 {n} 个", at=clock(self.position), all=clock(self._length),
                 n=len(self._marks))  # fmt: skip
        self.setAccessibleName(told)
