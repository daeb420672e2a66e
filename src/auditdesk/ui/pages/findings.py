"""问题整改: findings in groups, and the pane that leads one to its closing (screen 04)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.findings import SETTLED, Finding, FindingState
from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.services.closing import rates_of
from auditdesk.services.desk import Desk
from auditdesk.services.exporting import write_file
from auditdesk.services.searching import LEDGER
from auditdesk.services.tracking import tracking_workbook
from auditdesk.ui.dialogs import Dialogs
from auditdesk.ui.jobs import Jobs, while_alive
from auditdesk.ui.keys import Key
from auditdesk.ui.page import Page
from auditdesk.ui.pages.rectify.bulk import BulkBar
from auditdesk.ui.pages.rectify.ledger_book import LedgerBook
from auditdesk.ui.pages.rectify.months import open_months
from auditdesk.ui.pages.rectify.pane import TOUCHED, FindingPane
from auditdesk.ui.pages.rectify.rate import RateLine
from auditdesk.ui.pages.rectify.rows import (
    DEADLINE,
    OWNER,
    PROBLEM,
    FindingRow,
    VetoItems,
    columns,
    fitting,
    grouped,
    read_rows,
)
from auditdesk.ui.widgets.buttons import KeyButton, KeyCap
from auditdesk.ui.widgets.card import PageHead
from auditdesk.ui.widgets.empty import EmptyState
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.layouts import panel, row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.segmented import Part, Segmented
from auditdesk.ui.widgets.split import SplitView
from auditdesk.ui.widgets.trees import GroupedTree

_LONG = 800
"""From so many findings on the list is read in a job."""
_PAUSE = 150
"""Milliseconds after the last keystroke before a long list is filtered."""
_RECENT = 30
"""Days that count as lately closed."""


class FindingsPage(Page):
    """Grouped list left, one finding right."""

    def __init__(self, desk: Desk, jobs: Jobs, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self._jobs, self._dialogs = desk, jobs, dialogs
        self._rows: list[FindingRow] = []
        self._places: dict[str, int] = {}
        self._shown = self._wanted = self._meta = ""
        self._vetoes = VetoItems(desk)
        self._told: ChangeSet | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._show)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(lambda: self._picked(self.tree.current_row()))
        self._listing = False

    def title(self) -> str:
        """The page's word."""
        return _("问题整改")

    def build(self) -> None:
        """List and pane."""
        self._shown = ""
        self.sheet = KeyButton(_("改进追踪表"), icon="download")
        self.sheet.clicked.connect(self.export)
        self.new = KeyButton(_("新建问题"), "primary", key="Ctrl+N", icon="plus")
        self.new.clicked.connect(self.begin)
        self.notice = Notice("ok", "")
        self.notice.hide()
        self._build_book()
        acts = (self.sheet, self.new, self.book.sheet, self.book.praise)
        self._page_head = PageHead(self.title(), "", *acts, margins=(24, 12, 16, 12))
        self.bulk = BulkBar(self.desk)
        self.bulk.wanted.connect(self._in_bulk)
        self.tree = GroupedTree(columns(), says=_("问题"))
        self.tree.current_changed.connect(self._picked)
        self.tree.checks_changed.connect(self._checked)
        self.bulk.cleared.connect(self._show)
        opens = KeyButton(_("打开自查"))
        opens.clicked.connect(lambda: self.go.emit("audits", None))
        self.empty = EmptyState("", "", opens)
        self._build_pane()
        left = QWidget()
        layout = QVBoxLayout(left)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self._page_head, self.notice, self._filters(), self.bulk, self.empty):
            layout.addWidget(part)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self.book.list, 1)
        self.panes = QStackedWidget()
        self.panes.addWidget(self.pane)
        self.panes.addWidget(self.book.pane)
        self.split = SplitView(left, self.panes)
        self.split.grow(0)
        self.split.setSizes([720, 446])
        self.body.addWidget(self.split)
        self.key("/", self.filter.setFocus)
        self.key("Ctrl+Down", lambda: self._step(1))
        self.key("Ctrl+Up", lambda: self._step(-1))
        self._look()

    def _build_book(self) -> None:
        """The violation ledger, which takes the places of list, pane and buttons while its view is chosen."""
        self.book = LedgerBook(self.desk, self._jobs, self._dialogs, self)
        self.book.wrote.connect(self._book_wrote)
        self.book.opened.connect(self.activate)
        self.book.said.connect(self.notice.say)
        self.book.read_again.connect(self._look)

    def _build_pane(self) -> None:
        self.pane = FindingPane(self.desk)
        self.pane.wrote.connect(self._wrote)
        self.pane.noted.connect(self._tell)
        self.pane.opened.connect(lambda target: self.go.emit("audits", target))
        self.pane.go.connect(self.go)
        self.pane.begun.connect(self._begun)

    def _filters(self) -> QWidget:
        parts = [Part(PROBLEM, _("按问题")), Part(DEADLINE, _("按期限")), Part(OWNER, _("按责任人"))]
        parts.append(Part(LEDGER, _("台账")))
        self.views = Segmented(parts, PROBLEM, says=_("分组"))
        self.views.chosen.connect(lambda _value: self._turn())
        self.filter = LineField(hint=_("编号、客服、措施"), lead="funnel")
        self.filter.setFixedWidth(172)
        self.filter.setLayout(row(None, KeyCap("/"), margins=(0, 0, 8, 0)))
        self.filter.textChanged.connect(lambda _text: self._typed())
        self.rate = RateLine()
        self.rate.months.clicked.connect(lambda: open_months(self.desk, self._jobs, self.rate, self._say))
        bar = row(self.views, self.filter, None, self.rate, margins=(24, 0, 16, 10))
        return panel(bar, line="bottom")

    def activate(self, target: object = None) -> None:
        """Show a finding by id or code; ``new`` begins one; ``ledger`` or ``ledger:id`` opens the ledger."""
        if not isinstance(target, str) or not target:
            return
        ledger, _colon, entry = target.partition(":")
        self.filter.clear()
        self._choose(LEDGER if ledger == LEDGER else PROBLEM if self._in_book() else self.views.value())
        if ledger == LEDGER:
            self.book.show_entry(entry)
            self.book.table.setFocus()
        elif target == "new":
            self.begin()
        elif not self.tree.go_to(lambda each: target in (each.finding.id, each.finding.code)):
            self._wanted = target

    def leave(self) -> None:
        """Texts that are still waiting are saved."""
        self.pane.flush()

    def refresh(self, changes: ChangeSet | None) -> None:
        """Read again unless the change is about something else; long lists are read in a job."""
        touched = {*TOUCHED, "answer", "audit", "user", "training_case"}
        if changes is not None and (changes is self._told or not changes.kinds() & touched):
            return
        if self._in_book():
            self.book.read()
        self._read()

    def _read(self) -> None:
        with self.desk.begin() as work:
            long = work.count(Finding) > _LONG
        if long:
            take = while_alive(self, self._take)
            self._jobs.start(
                lambda _progress: read_rows(self.desk, self._vetoes), done=take, failed=self._say
            )
        else:
            self._take(read_rows(self.desk, self._vetoes))

    def _take(self, rows: list[FindingRow]) -> None:
        self._rows = rows
        self._places = {each.finding.id: place for place, each in enumerate(rows, start=1)}
        self._shown = ""
        if not self._in_book():
            self._show()
        findings = [each.finding for each in rows]
        left = sum(one.state not in SETTLED for one in findings)
        since = (date.fromisoformat(self.desk.today()) - timedelta(days=_RECENT)).isoformat()
        meta = _(
            "未关闭 {n}・草稿 {draft}・近 {days} 天关闭 {closed}", n=left,
            draft=sum(one.state is FindingState.DRAFT for one in findings), days=_RECENT,
            closed=sum(one.closed_on >= since for one in findings if one.state is FindingState.CLOSED),
        )  # fmt: skip
        self._meta = meta
        self._look()
        self.rate.show_rates(rates_of(self.desk, findings))
        if rows:
            self.sheet.allow()
        else:
            self.sheet.refuse(_("还没有问题"))
        self.counted.emit(left)
        if self._wanted:
            wanted, self._wanted = self._wanted, ""
            self.tree.go_to(lambda each: wanted in (each.finding.id, each.finding.code))

    def shortcuts(self) -> list[Key]:
        """Keys of this page."""
        return [
            Key("Up", _("上一个问题")), Key("Down", _("下一个问题")), Key("Left", _("折叠这一组")),
            Key("Z", _("样本符合")), Key("X", _("样本不符")), Key("Space", _("播放样本")),
            Key("Ctrl+Enter", _("通过并关闭")), Key("Ctrl+Down", _("下一个问题，不离开右栏")),
            Key("Ctrl+N", _("新建问题")), Key("/", _("筛选")),
        ] if not self._in_book() else [
            Key("Up", _("上一个代号")), Key("Down", _("下一个代号")), Key("Ctrl+Enter", _("完成这一步")),
            Key("Ctrl+Down", _("下一个代号，不离开右栏")), Key("Ctrl+N", _("写表扬")), Key("/", _("筛选")),
        ]  # fmt: skip

    def regions(self) -> list[QWidget]:
        """List and pane."""
        return [self.book.table, self.book.pane] if self._in_book() else [self.tree, self.pane]

    def escape(self) -> bool:
        """Leave the new form, then take the check marks off, then the filter."""
        if self._in_book() and self.book.escape():
            return True
        if self.pane.form is not None:
            self._begun("")
        elif self.tree.checked_rows() and not self._in_book():
            self._show()
        elif self.filter.text():
            self.filter.clear()
        else:
            return False
        return True

    def begin(self) -> None:
        """The form of a new finding in the pane."""
        self.pane.show_new()
        self._shown = ""
        assert self.pane.form is not None
        self.pane.form.text.setFocus()

    def _begun(self, finding_id: str) -> None:
        if not finding_id:
            self._shown = ""
            self._picked(self.tree.current_row())
            return
        self._wanted = finding_id
        self._wrote(ChangeSet(frozenset({("finding", finding_id)})))

    def export(self) -> None:
        """改进追踪表 where the user says."""
        name = _("改进追踪表 {day}.xlsx", day=self.desk.today())
        target = self._dialogs.save_file(_("导出改进追踪表"), name, "Excel (*.xlsx)")
        if target is None:
            return
        self.sheet.refuse(_("正在导出"))
        job = self._jobs.start(
            lambda _progress: write_file(target, tracking_workbook(self.desk)),
            done=while_alive(self, lambda path: self.notice.say("ok", _("已导出 {path}", path=path))),
            failed=self._say,
        )
        job.finished.connect(self.sheet.allow)

    def _typed(self) -> None:
        """A long list follows when typing pauses, a short one at once."""
        if len(self._rows) > _LONG:
            self._pause.start()
        else:
            self._show()

    def _in_book(self) -> bool:
        return self.views.value() == LEDGER

    def _choose(self, view: str) -> None:
        """Another way to look; nothing happens when it is chosen already."""
        if view != self.views.value():
            self.views.set_value(view)
            self._turn()

    def _turn(self) -> None:
        """The user chose another way to look: the ledger is read when it comes to the front."""
        self.pane.flush()
        self._look()
        if self._in_book():
            self.book.filter(self.filter.text())
            self.book.read()
        else:
            self._show()

    def _look(self) -> None:
        """Which list, pane and buttons stand there."""
        book = self._in_book()
        mine: tuple[QWidget, ...] = (self.sheet, self.new, self.rate)
        for widget in mine:
            widget.setVisible(not book)
        for other in (self.book.sheet, self.book.praise, self.book.list):
            other.setVisible(book)
        self.panes.setCurrentIndex(1 if book else 0)
        if book:
            self.tree.hide()
            self.empty.hide()
            self.bulk.hide()
        self.filter.setPlaceholderText(_("编号、代号、事由") if book else _("编号、客服、措施"))
        self._page_head.set_head(self.title(), self.book.meta() if book else self._meta)

    def _step(self, by: int) -> None:
        (self.book if self._in_book() else self.tree).step(by)

    def _book_wrote(self, changes: ChangeSet) -> None:
        """The ledger shows it already; the findings behind it read it again."""
        self._read()
        self._tell(changes)

    def _show(self) -> None:
        text = self.filter.text()
        if self._in_book():
            self.book.filter(text)
            return
        kept = fitting(self._rows, text)
        groups = grouped(kept, self.views.value(), self.desk.taxonomy())
        self._listing = len(self._rows) > _LONG
        self.tree.set_groups(groups, keep=lambda each: each.finding.id)
        self._listing = False
        self.tree.setVisible(bool(kept))
        self.empty.setVisible(not kept)
        if self._rows:
            self.empty.say(_("没有找到“{text}”。", text=text), _("试试编号或客服代号。"))
        else:
            self.empty.say(_("没有未关闭的问题。"), _("判为不合规的检查项会在这里成为问题。"))
        if self.tree.current_row() is None and groups:
            first = groups[0].rows[0]
            self.tree.go_to(lambda each: each is first)
        if len(self._rows) > _LONG:
            self._rest.start()  # the list is painted first
        else:
            self._picked(self.tree.current_row())

    def _picked(self, each: FindingRow | None) -> None:
        """Rebuilding the pane takes the caret away, so the same finding is shown only once per read."""
        if self._listing:
            return
        name = each.finding.id if each else ""
        if name and name == self._shown:
            return
        if each is None and fitting(self._rows[:1], self.filter.text()):
            return
        self._shown = name
        place = self._places.get(name, 0)
        self.pane.show_row(each, f"{place} / {len(self._rows)}" if place else "")

    def _checked(self, rows: list[FindingRow]) -> None:
        self.bulk.show_checked([each.finding for each in rows])

    def _in_bulk(self, work: Callable[[], object]) -> None:
        """Change the checked findings in a job: each change is a write of its own."""
        job = self._jobs.start(
            lambda _progress: work(),
            done=while_alive(self, lambda _done: self._wrote(ChangeSet(frozenset({("finding", "")})))),
            failed=partial(self._bulk_failed),
        )
        self.bulk.setEnabled(False)
        job.finished.connect(partial(self.bulk.setEnabled, True))  # noqa: FBT003 -- Qt takes it by position

    def _bulk_failed(self, error: AuditDeskError) -> None:
        self._say(error)
        self.refresh(None)

    def _say(self, error: AuditDeskError) -> None:
        self.notice.say("bad", error.message)

    def _wrote(self, changes: ChangeSet) -> None:
        self.refresh(changes)
        self._tell(changes)

    def _tell(self, changes: ChangeSet) -> None:
        """Tell other pages; the window tells this one too, which shows it already."""
        self._told = changes
        self.changed.emit(changes)
