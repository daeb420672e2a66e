"""日历: the month's due audits as a grid and as a list below it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from auditdesk.domain.audits import kind_label
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.ui.jobs import Jobs, while_alive
from auditdesk.ui.pages.planning.month_grid import MonthGrid
from auditdesk.ui.pages.planning.reading import Entry, Month, neighbour, place_of, read_month
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.cells import COMPACT_HEIGHT, Cell
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.tables import Column, TableView
from auditdesk.ui.widgets.text import Text


class CalendarView(QWidget):
    """One month at a time.

    Signals:
        chosen: the `Entry` in front, None for a day without one.
        opened: an `Entry` on Enter or double click.
    """

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, desk: Desk, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._jobs = desk, jobs
        self.first = date.fromisoformat(desk.today()).replace(day=1)
        self.month: Month | None = None
        self._wanted = ""
        self.grid = MonthGrid()
        self.grid.moved.connect(self._day)
        self.grid.turned.connect(self.turn)
        self.grid.opened.connect(self.opened)
        self.table = TableView(_columns(), says=_("本月到期"), height=COMPACT_HEIGHT)
        self.table.current_changed.connect(self._row)
        self.table.opened.connect(self.opened)
        self._name = Text("", "heading")
        self._note = Text("", "small", "rev")
        before = KeyButton("", "quiet", icon="chevron-left", height=28, says=_("上一月"))
        after = KeyButton("", "quiet", icon="chevron-right", height=28, says=_("下一月"))
        today = KeyButton(_("今天"), height=28)
        before.clicked.connect(lambda: self.turn(-1))
        after.clicked.connect(lambda: self.turn(1))
        today.clicked.connect(self.go_today)
        head = row(before, self._name, after, 4, today, 8, self._note, None, margins=(16, 6, 16, 6))
        layout = column(head, gap=0)
        layout.addWidget(self.grid, 1)
        layout.addWidget(self.table)
        self.table.setFixedHeight(34 + 4 * COMPACT_HEIGHT)
        self.setLayout(layout)

    def read(self) -> None:
        """Read the shown month again in a job."""
        first, shown = self.first, while_alive(self, self.show_month)
        self._jobs.start(lambda _progress: read_month(self._desk, first), done=shown)

    def turn(self, by: int) -> None:
        """Another month."""
        self.first = neighbour(self.first, by)
        self.read()

    def go_today(self) -> None:
        """The month of today."""
        self.first = date.fromisoformat(self._desk.today()).replace(day=1)
        self.read()

    def go_to(self, day: date, key: str) -> None:
        """The month of a day, with the entry in front."""
        self.first, self._wanted = day.replace(day=1), key
        self.read()

    def show_month(self, month: Month) -> None:
        """Show what was read; a month that was left meanwhile is dropped."""
        if month.first != self.first:
            return
        self.month = month
        self._name.setText(_("{year}年{month}月", year=month.first.year, month=month.first.month))
        self._note.setText("" if month.certain else _("当年放假安排未公布，按周末推算"))
        place = place_of(month.entries, self._wanted)
        self.grid.set_month(month, month.entries[place].day if place >= 0 else None)
        self.table.set_rows(month.entries, keep=lambda one: one.key)
        if place >= 0:
            self.table.go_to(place)
            self._wanted = ""
        self.chosen.emit(self.current())

    def current(self) -> Entry | None:
        """The entry in front: the list's row when it is on the marked day, else the day's first one."""
        row_ = self.table.current_row()
        day = self.grid.day()
        if row_ is not None and row_.day == day:
            return row_  # type: ignore[no-any-return]  # rows are what was given
        found = self.month.on(day) if self.month is not None and day is not None else []
        return found[0] if found else None

    def _day(self, day: date) -> None:
        found = self.month.on(day) if self.month is not None else []
        if found and self.month is not None:
            self.table.go_to(self.month.entries.index(found[0]))
        self.chosen.emit(found[0] if found else None)

    def _row(self, entry: Entry | None) -> None:
        if entry is not None:
            self.grid.go_to(entry.day)
            self.chosen.emit(entry)


def _columns() -> list[Column]:
    def kind(entry: Entry) -> str:
        if entry.audit is not None:
            return kind_label(entry.audit.kind)
        return kind_label(entry.row.due.plan.kind) if entry.row else ""

    return [
        Column(_("日期"), lambda one: f"{one.day:%m-%d}", 72),
        Column(_("事项"), lambda one: one.title),
        Column(_("类型"), kind, 136, spare=True),
        Column(_("计划"), lambda one: one.row.due.plan.code if one.row else "–", 72),
        Column(_("状态"), lambda one: Cell(one.word, tone=one.tone), 110),
    ]
