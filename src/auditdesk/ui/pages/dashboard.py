"""02 工作台: what to do now, where one stands with arithmetic, what is due when, what comes next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtWidgets import QStackedWidget, QWidget

from auditdesk.domain.audits import kind_label
from auditdesk.domain.errors import AuditDeskError
from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.services.desk import Desk
from auditdesk.services.ports_sync import ShareTools
from auditdesk.ui.dialogs import Dialogs
from auditdesk.ui.jobs import Jobs
from auditdesk.ui.keys import Key
from auditdesk.ui.page import Page
from auditdesk.ui.pages.dashboard_cards import ComingCard, due_card, section_bars, share_card, task_columns
from auditdesk.ui.pages.dashboard_stats import figures
from auditdesk.ui.pages.overview import Overview, read_overview
from auditdesk.ui.pages.overview_tasks import Task
from auditdesk.ui.widgets.buttons import KeyButton, KeyCap
from auditdesk.ui.widgets.card import Card, PageHead
from auditdesk.ui.widgets.empty import EmptyState
from auditdesk.ui.widgets.layouts import clear, column, row, scrolled
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.segmented import Part, Segmented
from auditdesk.ui.widgets.tables import TableView
from auditdesk.ui.widgets.text import Text
from auditdesk.ui.widgets.trend import Point, TrendChart

_NUMBERED = 9


class DashboardPage(Page):
    """Read in a job after every change; rows jump to the page where the work is done."""

    def __init__(
        self,
        desk: Desk,
        jobs: Jobs,
        dialogs: Dialogs,
        tools: Callable[[], ShareTools] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tools = tools
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
                           KeyCap("Enter"), Text(_("打开"), "small", "text_3"), KeyCap("1"),
                           Text("–", "small", "text_3"), KeyCap(str(_NUMBERED)),
                           Text(_("直达"), "small", "text_3"))  # fmt: skip
        self._nothing = EmptyState(
            _("没有要做的事。"), _("计划一次自查，作答、整改和签名会按紧急程度列在这里。")
        )
        self._today.add(self.table, 1)
        self._today.add(self._nothing)
        self._nothing.hide()  # until the first reading says so
        self._build_trend()
        upper = row(self._today, self._trend, gap=12)
        upper.setStretch(0, 59)
        upper.setStretch(1, 41)
        self._cards = row(gap=12)
        inner = QWidget()
        layout = column(self.notice, self._strip, gap=12, margins=(24, 0, 24, 16))
        layout.addLayout(upper, 29)
        layout.addLayout(self._cards, 24)
        inner.setLayout(layout)
        self._today.setMinimumHeight(260)
        self.body.addWidget(scrolled(inner), 1)

    def _build_trend(self) -> None:
        self.trend = TrendChart(_("合规率趋势"))
        self.views = Segmented(
            [Part("all", _("合计")), Part("sections", _("按分类"))], "all", says=_("合规率的看法")
        )
        self.views.chosen.connect(lambda name: self._faces.setCurrentIndex(int(name == "sections")))
        self._trend: Card = Card(_("合规率趋势"), "", self.views)
        self._faces: QStackedWidget = QStackedWidget()
        self._faces.addWidget(self.trend)
        self._sections = QWidget()
        self._sections.setLayout(column(margins=(0, 0, 0, 0)))
        self._faces.addWidget(self._sections)
        self._legend = Text("", "small", "text_3")
        inside = column(self._faces, row(8, self._legend), gap=2, margins=(8, 8, 8, 8))
        self._trend.add(inside)
        self._trend.hide()

    def activate(self, target: object = None) -> None:
        """The first row is what to do now."""
        del target
        self.table.setFocus()

    def refresh(self, changes: ChangeSet | None) -> None:
        """Read everything again in a job; the page keeps what it shows meanwhile."""
        del changes
        self._jobs.start(
            lambda _progress: read_overview(self._desk, self._tools),
            done=self.show_overview,
            failed=self._say,
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
        for card, share in (
            (due_card(seen, self.go.emit), 42),
            (share_card(seen, self.go.emit), 33),
            (ComingCard(seen, self.go.emit), 34),
        ):
            self._cards.addWidget(card, share)
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
        self._strip.addWidget(figures(seen))

    def _show_trend(self, seen: Overview) -> None:
        points = [
            Point(
                _("{month}月", month=int(each.month[5:])),
                100 * each.passed / each.counted if each.counted else None,
                f"{each.passed}/{each.counted}" if each.counted else "",
                running=each.running,
            )
            for each in seen.points
        ]
        form = seen.shown[0].form if seen.shown else None
        self.trend.set_points(points, 100 * form.target_rate if form else None)
        self._trend.set_count(_("近 12 个月・{kind}", kind=kind_label(seen.kind)))
        self._trend.setVisible(any(point.value is not None for point in points))
        live = next((each for each in seen.points if each.running and each.total), None)
        words = _("合规 ÷（合规 + 不合规）")
        if live is not None:
            words += _("　○ 进行中，{n}/{all} 项已答", n=live.answered, all=live.total)
        if any(each.past for each in seen.points):
            words += _("　含补录的往期结果")
        self._legend.setText(words)
        inner = self._sections.layout()
        assert inner is not None
        clear(inner)
        self.views.setVisible(seen.shown is not None)
        if seen.shown is not None:
            inner.addWidget(section_bars(seen.shown[1]))

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
