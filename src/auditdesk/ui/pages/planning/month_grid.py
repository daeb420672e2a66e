"""A month in weeks from Monday: days off, worked weekends, and what is due on each day."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from auditdesk.i18n import _
from auditdesk.ui.pages.planning.reading import SATURDAY, Entry, Month
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import SMALL, TINY
from auditdesk.ui.widgets.chart_table import Chart
from auditdesk.ui.widgets.chip import paint_chip
from auditdesk.ui.widgets.painting import box, focus_ring, hairline, line_text

_HEAD, _LINE, _WEEK = 26, 22, 7


class MonthGrid(Chart):
    """Arrows walk over the days, PgUp and PgDn over the months, Enter opens what is due.

    Signals:
        moved: the day under the keyboard or the mouse.
        turned: a month earlier (-1) or later (1) is wanted.
        opened: the `Entry` of the day on Enter or double click, the first one.
    """

    moved = Signal(object)
    turned = Signal(int)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("日历"), parent)
        self._month: Month | None = None
        self._day: date | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_month(self, month: Month, day: date | None = None) -> None:
        """Show a month; the day under the keyboard is ``day``, today, or the first of the month."""
        self._month = month
        inside = [each for each in month.days if each.month == month.first.month]
        wanted = day or self._day
        self._day = wanted if wanted in inside else month.today if month.today in inside else month.first
        self._tell()
        self.update()

    def day(self) -> date | None:
        """The day under the keyboard."""
        return self._day

    def go_to(self, day: date) -> None:
        """Put the mark on a day of the shown month without a signal."""
        if self._month is not None and day in self._month.days:
            self._day = day
            self._tell()
            self.update()

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Day, what is due, where it stands."""
        entries = self._month.entries if self._month else ()
        rows = [[one.day.isoformat(), one.title, one.word] for one in entries]
        return [_("日期"), _("事项"), _("状态")], rows

    def sizeHint(self) -> QSize:
        """Six weeks of two lines."""
        return QSize(700, _HEAD + 6 * 62)

    def minimumSizeHint(self) -> QSize:
        """One line a day."""
        return QSize(420, _HEAD + 6 * 44)

    def _weeks(self) -> int:
        return len(self._month.days) // _WEEK if self._month else 0

    def _cell(self, place: int) -> QRectF:
        width = self.width() / _WEEK
        height = (self.height() - _HEAD - 1) / max(1, self._weeks())
        return QRectF(place % _WEEK * width, _HEAD + place // _WEEK * height, width, height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint heads, days, what is due and the mark."""
        table = tokens()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(table.surface))
        words = (_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日"))
        for at, word in enumerate(words):
            room = QRectF(at * self.width() / _WEEK + 10, 0, self.width() / _WEEK - 12, _HEAD)
            line_text(painter, room, word, colour=table.text_3, size=SMALL)
        if self._month is not None:
            for place, day in enumerate(self._month.days):
                self._paint_day(painter, self._month, day, self._cell(place))
        painter.end()

    def _paint_day(self, painter: QPainter, month: Month, day: date, cell: QRectF) -> None:
        table = tokens()
        other = day.month != month.first.month
        if day in month.off:
            painter.fillRect(cell, QColor(table.bg))
        hairline(painter, cell.topLeft(), cell.topRight(), table.border)
        if day == self._day:
            painter.fillRect(cell.adjusted(0, 1, 0, 0), QColor(table.selected))
        ink = table.disabled if other else table.accent if day == month.today else table.text
        room = QRectF(cell.left() + 10, cell.top() + 4, 30, 18)
        line_text(painter, room, str(day.day), colour=ink, size=SMALL, bold=day == month.today)
        mark = (
            _("班")
            if day in month.worked
            else _("休")
            if day in month.off and day.weekday() < SATURDAY
            else ""
        )
        if mark:
            spot = QRectF(cell.right() - 24, cell.top() + 4, 16, 18)
            line_text(painter, spot, mark, colour=table.text_3, size=TINY)
        self._paint_entries(painter, month.on(day), cell)
        if day == self._day and self.ring_visible():
            focus_ring(painter, cell.adjusted(1, 2, -1, -1), radius=4)
        elif day == self._day:
            box(painter, cell.adjusted(1, 2, -1, -1), radius=4, edge=table.accent)

    def _paint_entries(self, painter: QPainter, entries: list[Entry], cell: QRectF) -> None:
        table = tokens()
        top = cell.top() + 22
        room = int((cell.bottom() - top) // _LINE)
        shown = entries if len(entries) <= room else entries[: max(0, room - 1)]
        for at, entry in enumerate(shown):
            line = QRectF(cell.left() + 6, top + at * _LINE, cell.width() - 12, 20)
            paint_chip(painter, line, entry.title, entry.tone)
        if len(shown) < len(entries):
            spot = QRectF(cell.left() + 10, top + len(shown) * _LINE, cell.width() - 16, 18)
            rest = _("另有 {n} 项", n=len(entries) - len(shown))
            line_text(painter, spot, rest, colour=table.text_3, size=TINY)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, turn, open."""
        steps = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -_WEEK, Qt.Key.Key_Down: _WEEK,
        }  # fmt: skip
        turns = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        key = Qt.Key(event.key())
        self._by_keyboard = True
        if key in turns:
            self.turned.emit(turns[key])
        elif key in steps and self._day is not None:
            self._walk(self._day + timedelta(days=steps[key]))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open()
        else:
            super().keyPressEvent(event)

    def _walk(self, day: date) -> None:
        if self._month is None:
            return
        self._day = day
        if day.month != self._month.first.month:
            self.turned.emit(1 if day > self._month.first else -1)
            return
        self._tell()
        self.moved.emit(day)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The day under the pointer."""
        day = self._at(event.position())
        super().mousePressEvent(event)
        if day is not None:
            self._walk(day)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open what is due."""
        super().mouseDoubleClickEvent(event)
        self._open()

    def _open(self) -> None:
        found = self._month.on(self._day) if self._month and self._day else []
        if found:
            self.opened.emit(found[0])

    def event(self, event: QEvent) -> bool:
        """What is due on the day under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            day = self._at(QPointF(event.pos()))
            if day is not None:
                QToolTip.showText(event.globalPos(), self._words(day), self)
                return True
        return super().event(event)

    def _at(self, spot: QPointF) -> date | None:
        if self._month is None:
            return None
        places = range(len(self._month.days))
        found = next((at for at in places if self._cell(at).contains(spot)), None)
        return None if found is None else self._month.days[found]

    def _tell(self) -> None:
        if self._day is not None:
            self.say(self._words(self._day))

    def _words(self, day: date) -> str:
        entries = self._month.on(day) if self._month else []
        off = self._month is not None and day in self._month.off
        parts = [day.isoformat(), _("休息日") if off else "", *(f"{one.title} {one.word}" for one in entries)]
        return "，".join(part for part in parts if part)
