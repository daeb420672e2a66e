"""02 工作台: what to do now, where one stands with arithmetic, what is due when, what comes next."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from auditdesk.domain.errors import AuditDeskError
from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.services.desk import Desk
from auditdesk.ui.dialogs import Dialogs
from auditdesk.ui.jobs import Jobs
from auditdesk.ui.keys import Key
from auditdesk.ui.page import Page
from auditdesk.ui.pages.dashboard_cards import (
    audit_stat,
    coming_card,
    due_card,
    evidence_stat,
    findings_stat,
    rate_stat,
    review_stat,
    task_columns,
    todo_card,
)
from auditdesk.ui.pages.overview import Overview, Task, read_overview
from auditdesk.ui.widgets.buttons import KeyButton, KeyCap
from auditdesk.ui.widgets.card import Card, PageHead
from auditdesk.ui.widgets.empty import EmptyState
from auditdesk.ui.widgets.layouts import clear, column, row, scrolled
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.stats import StatStrip
from auditdesk.ui.widgets.tables import TableView
from auditdesk.ui.widgets.text import Text
from auditdesk.ui.widgets.trend import Point, TrendChart

_NUMBERED = 9
_TARGET = 90.0


class DashboardPage(Page):
    """Read in a job after every change; rows jump to the page where the work is done."""

    def __init__(self, desk: Desk, jobs: Jobs, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._jobs = jobs
        self._dialogs = dialogs
        self.shown: Overview | None = None
        for number in range(1, _NUMBERED + 1):
            self.key(str(number), partial(self._open_numbered, number))

    def title(self) -> str:
        """工作台."""
        return _("工作台")

    def build(self) -> None:
        """Head, figures, today and trend, three cards below."""
        self.resume = KeyButton(_("新建自查"), "primary", key="Ctrl+Enter", icon="play")
        self.resume.clicked.connect(self.go_on)
        self.new = KeyButton(_("新建自查"), key="Ctrl+N", icon="plus")
        self.new.clicked.connect(lambda: self.go.emit("audits", "new"))
        self.body.addWidget(PageHead(_("工作台"), self._day(), self.new, self.resume))
        self.notice = Notice("bad", "")
        self._strip = row(gap=0)
        self.table = TableView(task_columns(), says=_("今天"))
        self.table.horizontalHeader().hide()
        self.table.opened.connect(self.open_task)
        self._today = Card(_("今天"), "", KeyCap("Up"), KeyCap("Down"), Text(_("选择"), "small", "text_3"),
                           KeyCap("Enter"), Text(_("打开"), "small", "text_3"))  # fmt: skip
        self._nothing = EmptyState(
            _("没有要做的事。"), _("计划一次自查，作答、整改和签名会按紧急程度列在这里。")
        )
        self._today.add(self.table, 1)
        self._today.add(self._nothing)
        self._nothing.hide()  # until the first reading says so
        self.trend = TrendChart(_("合规率趋势"))
        self._trend = Card(_("合规率趋势"), _("近 12 次"))
        self._trend.add_padded(self.trend)
        self._trend.hide()
        upper = row(self._today, self._trend, gap=12)
        upper.setStretch(0, 59)
        upper.setStretch(1, 41)
        self._cards = row(gap=12)
        inner = QWidget()
        layout = column(self.notice, self._strip, gap=12, margins=(24, 0, 24, 16))
        layout.addLayout(upper, 3)
        layout.addLayout(self._cards, 2)
        inner.setLayout(layout)
        self._today.setMinimumHeight(260)
        self.body.addWidget(scrolled(inner), 1)

    def activate(self, target: object = None) -> None:
        """The first row is what to do now."""
        del target
        self.table.setFocus()

    def refresh(self, changes: ChangeSet | None) -> None:
        """Read everything again in a job; the page keeps what it shows meanwhile."""
        del changes
        self._jobs.start(
            lambda _progress: read_overview(self._desk), done=self.show_overview, failed=self._say
        )

    def regions(self) -> list[QWidget]:
        """今天, the trend."""
        return [self.table, self.trend]

    def shortcuts(self) -> list[Key]:
        """Keys of this page."""
        return [
            Key("Ctrl+Enter", _("继续自查")),
            Key("Ctrl+N", _("新建自查")),
            Key("Up", _("上一件")),
            Key("Down", _("下一件")),
            Key("Enter", _("打开这一件")),
            Key("1", _("打开第 1 件，到 9")),
        ]

    def show_overview(self, seen: Overview) -> None:
        """Fill the page."""
        self.shown = seen
        self.notice.say("bad", "")
        self._head(seen)
        self._figures(seen)
        tasks = list(enumerate(seen.tasks, start=1))
        self.table.set_rows(tasks, keep=lambda each: each[1].text)
        self.table.setVisible(bool(tasks))
        self._nothing.setVisible(not tasks)
        self._today.set_count(_("{n} 件", n=len(tasks)) if tasks else "")
        self._show_trend(seen)
        clear(self._cards)
        for card in (due_card(seen, self.go.emit), todo_card(seen, self.go.emit), coming_card(seen)):
            self._cards.addWidget(card, 1)
        self.counted.emit(0)

    def open_task(self, entry: tuple[int, Task]) -> None:
        """Jump to where the work is done."""
        task = entry[1]
        self.go.emit(task.page, task.target)

    def go_on(self) -> None:
        """Ctrl+Enter: the first row, or a new audit when there is nothing to go on with."""
        if self.shown is not None and self.shown.tasks:
            self.open_task((1, self.shown.tasks[0]))
        else:
            self.go.emit("audits", "new")

    def _open_numbered(self, number: int) -> None:
        if self.shown is not None and number <= len(self.shown.tasks):
            self.open_task((number, self.shown.tasks[number - 1]))

    def _head(self, seen: Overview) -> None:
        self.new.setVisible(bool(seen.tasks))
        if seen.next_item:
            self.resume.set_label(_("继续自查 {id}", id=seen.next_item), "play")
        elif seen.tasks:
            self.resume.set_label(_("打开第一件"), "play")
        else:
            self.resume.set_label(_("新建自查"), "plus")

    def _figures(self, seen: Overview) -> None:
        clear(self._strip)
        strip = StatStrip()
        if seen.file is not None and seen.score is not None:
            strip.add(*audit_stat(seen), 5)
            strip.add(rate_stat(seen.score), None, 5)
        strip.add(findings_stat(seen), None, 4)
        if seen.file is not None:
            strip.add(review_stat(seen.file), None, 4)
        strip.add(evidence_stat(seen), None, 4)
        self._strip.addWidget(strip)

    def _show_trend(self, seen: Overview) -> None:
        points = [
            Point(
                each.label,
                100 * each.passed / each.counted if each.counted else None,
                f"{each.passed}/{each.counted}",
                running=each.running,
            )
            for each in seen.periods
        ]
        self.trend.set_points(points, _TARGET)
        self._trend.setVisible(any(point.value is not None for point in points))

    def _say(self, error: AuditDeskError) -> None:
        self.notice.say("bad", error.message)

    def _day(self) -> str:
        day = date.fromisoformat(self._desk.today())
        words = (_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日"))
        return _(
            "{month}月{day}日 星期{weekday}・第 {week} 周",
            month=day.month,
            day=day.day,
            weekday=words[day.weekday()],
            week=day.isocalendar().week,
        )
