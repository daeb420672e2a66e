"""自查: the list of audits, a pane to plan one, and the run view of the one that is open (screen 03)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from auditdesk.domain.audits import RECEIVED, Audit, AuditState, duty_label, kind_label, state_label
from auditdesk.domain.checklists import ScoringMethod
from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.scoring import Score, one_decimal
from auditdesk.i18n import _
from auditdesk.services.audits import list_audits, score
from auditdesk.services.changes import ChangeSet
from auditdesk.services.desk import Desk
from auditdesk.ui.dialogs import Dialogs, WindowDialogs
from auditdesk.ui.jobs import Jobs
from auditdesk.ui.keys import Key
from auditdesk.ui.page import Page
from auditdesk.ui.pages.importing.official import OfficialPane
from auditdesk.ui.pages.planning.pane_stack import PaneStack
from auditdesk.ui.pages.planning.planner import KINDS, Planner
from auditdesk.ui.pages.run.new_audit import NewAuditPane
from auditdesk.ui.pages.run.run_file import RunFile
from auditdesk.ui.pages.run.undo_stack import UndoStack
from auditdesk.ui.pages.run.view import RunView
from auditdesk.ui.theme.glyphs import State
from auditdesk.ui.widgets.bars import ProgressStrip
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import PageHead
from auditdesk.ui.widgets.cells import Cell
from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.detail import Block, DetailPane
from auditdesk.ui.widgets.empty import EmptyState
from auditdesk.ui.widgets.layouts import column, panel, row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.split import SplitView
from auditdesk.ui.widgets.tables import Column, TableView
from auditdesk.ui.widgets.tabs import Tabs
from auditdesk.ui.widgets.text import Text

_GLYPHS = {
    AuditState.PLANNED: State.NOT_STARTED,
    AuditState.IN_PROGRESS: State.RUNNING,
    AuditState.UNDER_REVIEW: State.REVIEW,
    AuditState.RECTIFYING: State.RUNNING,
    AuditState.READY_TO_SIGN: State.TO_VERIFY,
    AuditState.SIGNED: State.CLOSED,
}

_TABS = ("audits", "plans", "calendar")


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An audit with its result as it stands."""

    audit: Audit
    score: Score


class AuditsPage(Page):
    """List left, detail right; opening an audit takes the whole page until one goes back."""

    def __init__(
        self,
        desk: Desk,
        jobs: Jobs | None = None,
        dialogs: Dialogs | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self._jobs = jobs if jobs is not None else Jobs(self)
        self._dialogs: Dialogs = dialogs if dialogs is not None else WindowDialogs(self)
        self.run_view: RunView | None = None
        self._steps: dict[str, UndoStack] = {}
        self._writing = False

    def title(self) -> str:
        """The page's word."""
        return _("自查")

    def build(self) -> None:
        """The list and its pane."""
        self.stack = QStackedWidget()
        self.new_button = KeyButton(_("新建自查"), "primary", key="Ctrl+N", icon="plus")
        self.new_button.clicked.connect(self.make_new)
        self._page_head = PageHead(_("自查"), "", self.new_button)
        self.notice = Notice("bad", "")
        self.table = TableView(_columns(), says=_("自查"))
        self.table.current_changed.connect(self._show_summary)
        self.table.opened.connect(lambda each: self.open_audit(each.audit.id))
        self._empty = EmptyState(
            _("还没有自查。"), _("选一份清单、定好期间和小组，就可以开始逐项检查。"), _opener(self)
        )
        self.pane = PaneStack()
        self.summary = DetailPane(_("自查详情"))
        self.pane.add_base("audits", self.summary)
        self._build_planner()
        self._list = QWidget()
        left = QWidget()
        inner = QVBoxLayout(left)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        for part in (self._page_head, panel(row(self.tabs, None, margins=(16, 0, 16, 0)), line="bottom")):
            inner.addWidget(part)
        inner.addWidget(self.notice)
        inner.addWidget(self.faces, 1)
        self.split = SplitView(left, self.pane)
        self.split.grow(0)
        self.split.setSizes([760, 400])
        outer = QVBoxLayout(self._list)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.split)
        self.stack.addWidget(self._list)
        self.body.addWidget(self.stack)
        self.run_view = None

    def _build_planner(self) -> None:
        """The tabs, and what stands below each of them."""
        self.tabs = Tabs(
            [("audits", _("自查")), ("plans", _("周期计划")), ("calendar", _("日历"))], says=_("自查与计划")
        )
        self.tabs.chosen.connect(self._front)
        self.planner = Planner(self.desk, self._jobs, self._dialogs, self.pane, self)
        self.planner.front.connect(self.show_tab)
        self.planner.opened.connect(self.open_audit)
        self.planner.wrote.connect(self._planned_ahead)
        self.planner.said.connect(lambda words: self.notice.say("bad", words))
        lists = QWidget()
        below = column(self._empty, gap=0)
        below.addWidget(self.table, 1)
        lists.setLayout(below)
        self.faces = QStackedWidget()
        for face in (lists, self.planner.plans, self.planner.calendar):
            self.faces.addWidget(face)

    def show_tab(self, name: str) -> None:
        """Bring a tab to the front: ``audits``, ``plans``, ``calendar``."""
        self.close_audit()
        self.tabs.set_value(name)
        self._front(name)

    def _front(self, name: str) -> None:
        self.notice.say("bad", "")
        self.faces.setCurrentIndex(_TABS.index(name))
        self.pane.use_base(name)
        word = _("新建计划") if name == "plans" else _("新建自查")
        self.new_button.set_label(word)

    def make_new(self) -> None:
        """Ctrl+N: a plan on the tab of plans, else an audit."""
        if self.run_view is None and self.tabs.value() == "plans":
            self.planner.new_plan()
        else:
            self.plan_new()

    def _planned_ahead(self, changes: ChangeSet) -> None:
        self.refresh(ChangeSet())
        self._wrote(changes)

    def activate(self, target: object = None) -> None:
        """Show an audit (its id, or ``audit/item``), or what `Planner.open` and ``new`` name."""
        if not isinstance(target, str) or not target:
            if self.run_view is None and self.tabs.value() == _TABS[0]:
                self.table.setFocus()
            return
        if target == "new":
            self.plan_new()
            return
        if self.planner.open(target):
            return
        audit_id, _sep, item_id = target.partition("/")
        self.open_audit(audit_id, item_id)

    def leave(self) -> None:
        """Texts that are still waiting are saved."""
        if self.run_view is not None:
            self.run_view.flush()

    def refresh(self, changes: ChangeSet | None) -> None:
        """Read the list again; the open audit too unless the change came from it.

        Answers do not touch the list while an audit covers it: scoring every audit on each key press is
        noticed. `close_audit` reads it again.
        """
        covered = self.run_view is not None and changes is not None and "audit" not in changes.kinds()
        if not covered:
            self._read_list()
        if changes is None or changes.kinds() & KINDS:
            self.planner.read()
        if self.run_view is not None and not self._writing and (changes is None or changes.touched):
            self.run_view.run.reload()

    def _read_list(self) -> None:
        rows = [AuditRow(audit, score(self.desk, audit.id)) for audit in list_audits(self.desk)]
        self.table.set_rows(rows, keep=lambda each: each.audit.id)
        self.table.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        running = sum(each.audit.state is not AuditState.SIGNED for each in rows)
        self._page_head.set_head(_("自查"), _("未完成 {n}・共 {all}", n=running, all=len(rows)))
        self.counted.emit(running)

    def open_audit(self, audit_id: str, item_id: str = "") -> None:
        """Take up an audit at an item, by default at the first unanswered one."""
        view = self.run_view
        if view is None or view.run.file.audit.id != audit_id:
            try:
                run = RunFile(self.desk, audit_id, self._steps.setdefault(audit_id, UndoStack()))
            except AuditDeskError as error:
                self.notice.say("bad", error.message)
                return
            self.close_audit()
            if not item_id and run.verdict():
                run.next_open()
            view = RunView(run, self._jobs, self._dialogs)
            view.closed.connect(self.close_audit)
            view.go.connect(self.go)
            run.wrote.connect(self._wrote)
            self.run_view = view
            self.stack.addWidget(view)
        if item_id:
            view.run.go(item_id)
        self.notice.say("bad", "")
        self.stack.setCurrentWidget(view)
        view.outline.tree.setFocus()

    def close_audit(self) -> None:
        """Back to the list."""
        view, self.run_view = self.run_view, None
        if view is not None:
            view.flush()
            self.stack.removeWidget(view)
            view.hide()
            view.deleteLater()
            self.refresh(ChangeSet())

    def plan_new(self) -> None:
        """Open the pane 新建自查."""
        self.show_tab("audits")
        form = NewAuditPane(self.desk)
        form.planned.connect(self._planned)
        form.cancelled.connect(self.pane.pop)
        self.pane.push(form)
        form.name.setFocus()

    def fill_official(self, audit: Audit) -> None:
        """Open the pane 填入官方表 beside the list."""
        pane = OfficialPane(self.desk, audit, self._jobs, self._dialogs)
        pane.cancelled.connect(self.pane.pop)
        self.pane.close_forms()
        self.pane.push(pane)

    def shortcuts(self) -> list[Key]:
        """Keys of the run view and the list."""
        return [
            Key("1", _("合规")), Key("2", _("不合规，立问题")), Key("3", _("不适用，写理由")),
            Key("U", _("下个未答")), Key("Z", _("样本符合")), Key("X", _("样本不符")),
            Key("N", _("说明")), Key("E", _("添加证据")), Key("F8", _("待办检查，再按到下一条")),
            Key("A", _("填数值和选择的项：不适用")), Key("Y", _("确认沿用上次的结果")),
            Key("Enter", _("到答题框")), Key("Ctrl+D", _("照抄上一项的结果和说明")),
            Key("Ctrl+B", _("批量作答或复核")), Key("/", _("搜索检查项")),
            Key("Ctrl+Enter", _("完成问题并继续")), Key("Ctrl+Z", _("撤销")), Key("Ctrl+Y", _("重做")),
            Key("Ctrl+N", _("新建自查")),
        ]  # fmt: skip

    def regions(self) -> list[QWidget]:
        """List and pane, or outline, card and pane."""
        if self.run_view is not None:
            return [self.run_view.outline.tree, self.run_view.card, self.run_view.pane]
        return [self.table, self.pane]

    def escape(self) -> bool:
        """Leave the bulk band, then the search, then the form or the audit."""
        if self.run_view is not None and self.run_view.step_back():
            return True
        if self.run_view is not None:
            self.close_audit()
            self.table.setFocus()
            return True
        return self.pane.pop()

    def next_check(self) -> bool:
        """F8 in the run view."""
        return self.run_view is not None and self.run_view.next_check()

    def _wrote(self, changes: ChangeSet) -> None:
        """Tell the other pages; the open audit read itself again already."""
        self._writing = True
        self.changed.emit(changes)
        self._writing = False

    def _planned(self, audit: Audit) -> None:
        self.pane.close_forms()
        self.refresh(ChangeSet())
        self.changed.emit(ChangeSet(frozenset({("audit", audit.id)})))
        self.open_audit(audit.id)

    def _show_summary(self, each: AuditRow | None) -> None:
        self.summary.setVisible(each is not None)
        self.summary.clear_blocks()
        if each is None:
            return
        audit, tally = each.audit, each.score.tally
        chips = row(Text(audit.code, "strong", "accent"), Chip(state_label(audit.state), "na"), None)
        period = _("期间 {start} 至 {end}", start=audit.period_start, end=audit.period_end)
        self.summary.head(chips, Text(audit.title, "heading", wrap=True), Text(period, "small", "text_2"))
        progress = Block(_("进度"))
        bar = ProgressStrip()
        bar.set_counts(tally.passed + tally.recorded, tally.failed, tally.not_applicable, tally.total)
        progress.add(bar)
        rate = _("合规率 {n}÷{d} = {rate}", n=tally.passed, d=tally.denominator, rate=_rate(each.score))
        progress.add(Text(rate, "small", "text_2"))
        if each.score.method is not ScoringMethod.PASS_RATE and each.score.value is not None:
            result = _("得分 {value}，{grade}", value=one_decimal(each.score.value), grade=each.score.grade)
            progress.add(Text(result, "small", "bad" if each.score.vetoes else "text_2"))
        self.summary.add_block(progress)
        team = Block(_("自查小组"), "" if audit.team else _("还没有指定"))
        for member in audit.team:
            duties = _("、").join(duty_label(duty) for duty in member.duties)
            team.add(row(Text(member.name), Text(duties, "small", "text_3"), None))
        self.summary.add_block(team)
        if audit.materials:
            got = sum(one.state == RECEIVED for one in audit.materials)
            self.summary.add_block(Block(_("资料"), _("已收 {n} / {all}", n=got, all=len(audit.materials))))
        prepare = KeyButton(_("小组与资料"))
        prepare.clicked.connect(lambda: self.planner.prepare(audit.id))
        opens = KeyButton(_("打开自查"), key="Ctrl+Enter")
        opens.clicked.connect(lambda: self.open_audit(audit.id))
        official = KeyButton(_("填入官方表"))
        official.clicked.connect(lambda: self.fill_official(audit))
        hand_in = Block(_("交回"), _("把结果填进上级下发的工作簿"))
        hand_in.add(row(official, None))
        self.summary.add_block(hand_in)
        self.summary.foot(None, prepare, opens)


def _opener(page: AuditsPage) -> KeyButton:
    button = KeyButton(_("新建自查"), key="Ctrl+N", binds=False)
    button.clicked.connect(page.plan_new)
    return button


def _rate(score: Score) -> str:
    """合规 ÷（合规 + 不合规）, whatever the form's scoring is: the same figure as on the dashboard."""
    return "–" if score.tally.rate is None else f"{one_decimal(100 * score.tally.rate)}%"


def _columns() -> list[Column]:
    return [
        Column(
            _("编号"), lambda each: Cell(each.audit.code, bold=True), 116, order=lambda each: each.audit.code
        ),
        Column(_("名称"), lambda each: each.audit.title),
        Column(_("类型"), lambda each: kind_label(each.audit.kind), 136, spare=True),
        Column(
            _("状态"),
            lambda each: Cell(state_label(each.audit.state), state=_GLYPHS[each.audit.state]),
            110,
            order=lambda each: list(AuditState).index(each.audit.state),
        ),
        Column(
            _("进度"), lambda each: f"{each.score.tally.answered}/{each.score.tally.total}", 70, right=True
        ),
        Column(_("合规率"), lambda each: _rate(each.score), 80, right=True),
        Column(_("完成日"), lambda each: each.audit.due, 100, right=True, order=lambda each: each.audit.due),
    ]
