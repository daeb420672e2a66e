"""A rate by month with its fractions below, and the small line on indicator cards."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from auditdesk.i18n import _
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import SMALL, TINY
from auditdesk.ui.widgets.chart_table import Chart
from auditdesk.ui.widgets.painting import focus_ring, hairline, line_text

_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 26, 24, 46
_LABEL = 32
"""Width of a fraction such as ``34/40`` below a period."""


@dataclass(frozen=True, slots=True)
class Point:
    """One period.

    Attributes:
        label: e.g. ``11月``.
        value: per cent; None leaves a gap.
        note: the fraction below, e.g. ``21/25``.
        running: drawn hollow, its line dashed.
    """

    label: str
    value: float | None
    note: str = ""
    running: bool = False


class TrendChart(Chart):
    """← → step through the periods and read the fraction aloud."""

    def __init__(self, says: str = "", parent: QWidget | None = None) -> None:
        super().__init__(says, parent)
        self._points: list[Point] = []
        self._target: float | None = None
        self._low, self._high = 0.0, 100.0
        self._at = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_points(self, points: Sequence[Point], target: float | None = None) -> None:
        """Show periods, oldest first, and the target as a dashed line."""
        self._points = list(points)
        self._target = target
        values = [point.value for point in points if point.value is not None]
        values += [target] if target is not None else []
        if values:
            self._low = max(0.0, math.floor((min(values) - 1) / 5) * 5)
            self._high = min(100.0, math.ceil((max(values) + 1) / 5) * 5)
        self._at = len(self._points) - 1
        self._tell()
        self.update()

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Period, rate, fraction."""
        rows = [[point.label, _percent(point.value), point.note] for point in self._points]
        return [_("时间"), _("比率"), _("算式")], rows

    def sizeHint(self) -> QSize:
        """A card's width."""
        return QSize(440, 220)

    def minimumSizeHint(self) -> QSize:
        """Below this the labels would touch."""
        return QSize(240, 140)

    def _plot(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)

    def _x(self, place: int) -> float:
        plot = self._plot()
        return plot.left() + plot.width() * place / max(1, len(self._points) - 1)

    def _y(self, value: float) -> float:
        plot = self._plot()
        return plot.bottom() - plot.height() * (value - self._low) / max(1e-9, self._high - self._low)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint axis, target, line, points, labels and the period under the keyboard."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_axis(painter)
        self._paint_line(painter)
        self._paint_labels(painter)
        if self.ring_visible() and 0 <= self._at < len(self._points):
            plot, step = self._plot(), self._plot().width() / max(1, len(self._points) - 1)
            column = QRectF(
                self._x(self._at) - step / 2, plot.top() - 20, step, self.height() - plot.top() + 18
            )
            focus_ring(painter, column.intersected(QRectF(self.rect())), radius=4)
        painter.end()

    def _paint_axis(self, painter: QPainter) -> None:
        table, plot = tokens(), self._plot()
        steps = round((self._high - self._low) / 5)
        every = max(1, math.ceil(steps / 5))
        for place in range(0, steps + 1, every):
            value = self._low + 5 * place
            y = round(self._y(value)) + 0.5
            hairline(painter, QPointF(plot.left(), y), QPointF(plot.right(), y), table.border)
            room = QRectF(0, y - 9, _LEFT - 8, 18)
            align = Qt.AlignmentFlag.AlignRight
            line_text(painter, room, f"{value:.0f}%", colour=table.text_3, size=TINY, align=align)
        if self._target is not None:
            y = round(self._y(self._target)) + 0.5
            painter.setPen(QPen(QColor(table.control), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            room = QRectF(plot.left() + 34, y - 19, plot.width(), 18)
            line_text(
                painter, room, _("目标 {value}", value=f"{self._target:g}%"), colour=table.text_3, size=TINY
            )

    def _paint_line(self, painter: QPainter) -> None:
        table = tokens()
        accent = QColor(table.accent)
        shown = [(at, point) for at, point in enumerate(self._points) if point.value is not None]
        for (here, first), (there, second) in pairwise(shown):
            style = Qt.PenStyle.DotLine if second.running else Qt.PenStyle.SolidLine
            painter.setPen(QPen(accent, 2, style))
            start = QPointF(self._x(here), self._y(first.value or 0))
            painter.drawLine(start, QPointF(self._x(there), self._y(second.value or 0)))
        for at, point in shown:
            spot = QPointF(self._x(at), self._y(point.value or 0))
            painter.setPen(QPen(accent, 2))
            painter.setBrush(QColor(table.surface) if point.running else accent)
            reach = 4.0 if point.running else 2.4
            painter.drawEllipse(spot, reach, reach)

    def _labelled(self) -> set[int]:
        """Which values are printed: the ends, the extremes, the last running one, the current one."""
        known = [(point.value, at) for at, point in enumerate(self._points) if point.value is not None]
        if not known:
            return set()
        ends = {known[0][1], known[-1][1], max(known)[1], min(known)[1]}
        return ends | ({self._at} if self.hasFocus() else set())

    def _paint_labels(self, painter: QPainter) -> None:
        table, plot = tokens(), self._plot()
        middle = Qt.AlignmentFlag.AlignHCenter
        labelled = self._labelled()
        step = plot.width() / max(1, len(self._points) - 1)
        skip = max(1, math.ceil(_LABEL / max(1.0, step)))
        for at, point in enumerate(self._points):
            x = self._x(at)
            last = at == len(self._points) - 1
            if (len(self._points) - 1 - at) % skip == 0:
                ink = table.text if last else table.text_3
                room = QRectF(x - 30, plot.bottom() + 5, 60, 16)
                line_text(painter, room, point.label, colour=ink, size=TINY, align=middle)
                line_text(painter, room.translated(0, 16), point.note, colour=ink, size=TINY, align=middle)
            if at in labelled and point.value is not None:
                below = self._dips(at)
                room = QRectF(x - 30, self._y(point.value) + (5 if below else -22), 60, 18)
                line_text(
                    painter,
                    room,
                    f"{point.value:.1f}",
                    colour=table.text,
                    size=SMALL,
                    bold=True,
                    align=middle,
                )

    def _dips(self, at: int) -> bool:
        """Whether the line goes down to this point, so that its label belongs below."""
        before = [point.value for point in self._points[:at] if point.value is not None]
        value = self._points[at].value
        return bool(before) and value is not None and value < before[-1]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step through the periods."""
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self._points) - 1}
        key = Qt.Key(event.key())
        if key not in moves and key not in ends:
            super().keyPressEvent(event)
            return
        self._by_keyboard = True
        at = ends[key] if key in ends else self._at + moves[key]
        self._at = max(0, min(len(self._points) - 1, at))
        self._tell()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The period under the pointer becomes the current one."""
        self._at = self._nearest(event.position().x())
        self._tell()
        super().mousePressEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Tell the fraction of the period under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._points:
            QToolTip.showText(event.globalPos(), _words(self._points[self._nearest(event.pos().x())]), self)
            return True
        return super().event(event)

    def _nearest(self, x: float) -> int:
        places = range(len(self._points))
        return min(places, key=lambda at: abs(self._x(at) - x), default=-1)

    def _tell(self) -> None:
        if 0 <= self._at < len(self._points):
            self.say(_words(self._points[self._at]))


def _percent(value: float | None) -> str:
    return _("无数据") if value is None else f"{value:.1f}%"


def _words(point: Point) -> str:
    running = _("进行中") if point.running else ""
    return "，".join(part for part in (f"{point.label} {_percent(point.value)}", point.note, running) if part)


class Sparkline(QWidget):
    """The last values as a small line with a dot at the end; ``bad`` paints it red."""

    def __init__(
        self, values: Sequence[float] = (), *, bad: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._values: list[float] = []
        self._bad = bad
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_values(values, bad=bad)

    def set_values(self, values: Sequence[float], *, bad: bool) -> None:
        """Show other values, oldest first."""
        self._values, self._bad = list(values), bad
        self.setAccessibleName(_("走势：{values}", values="，".join(f"{value:g}" for value in values)))
        self.update()

    def sizeHint(self) -> QSize:
        """80 × 28."""
        return QSize(80, 28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint line and dot."""
        if not self._values:
            return
        table = tokens()
        colour = QColor(table.bad.text if self._bad else table.text_2)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        low, high = min(self._values), max(self._values)
        reach = (high - low) or 1.0
        width, height = self.width() - 6, self.height() - 8
        spots = [
            QPointF(3 + width * at / max(1, len(self._values) - 1), 4 + height * (1 - (value - low) / reach))
            for at, value in enumerate(self._values)
        ]
        painter.setPen(QPen(colour, 1.4))
        painter.drawPolyline(QPolygonF(spots))
        painter.setBrush(colour)
        painter.drawEllipse(spots[-1], 1.8, 1.8)
        painter.end()
