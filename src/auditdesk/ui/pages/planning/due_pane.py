"""One due audit in the pane: its facts, and starting, skipping with a reason, taking up again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from auditdesk.domain.audits import (
    Audit,
    AuditState,
    duty_label,
    kind_label,
    material_state_label,
    state_label,
)
from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.planning import DueState, PlanDate, due_state_label, every_label
from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.services.desk import Desk
from auditdesk.services.planning import DueRow, row_of, skip_due, start_due, unskip_due
from auditdesk.ui.pages.planning.reading import TONES, Entry
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.detail import Block, DetailPane
from auditdesk.ui.widgets.field import Field
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.text import Text


class DuePane(DetailPane):
    """Shows a cycle of a plan.

    Signals:
        started: the `Audit` of the cycle, begun just now or before.
        note_wanted: the `DueRow` whose kick-off note is to be shown.
        wrote: a `ChangeSet`.
    """

    started = Signal(object)
    note_wanted = Signal(object)
    wrote = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(_("到期的自查"), parent)
        self._desk = desk
        self.row: DueRow | None = None
        self.notice = Notice("bad", "")
        self.reason = LineField(hint=_("跳过的理由，如 系统切换，合并到下月"))
        self._reason_line = Field(_("理由"), self.reason)

    def show_entry(self, entry: Entry | None) -> None:
        """A cycle, an audit planned by hand, or nothing."""
        self.row = entry.row if entry else None
        self._again("")
        if entry is not None and entry.row is None and entry.audit is not None:
            self._show_audit(entry.audit)

    def _show_audit(self, audit: Audit) -> None:
        """An audit that was planned by hand."""
        chip = Chip(state_label(audit.state), "ok" if audit.state is AuditState.SIGNED else "rev")
        self.head(
            row(Text(audit.code, "strong", "accent"), chip, None), Text(audit.title, "heading", wrap=True),
            Text(kind_label(audit.kind), "small", "text_2"),
        )  # fmt: skip
        facts = Block()
        period = _("{a} 至 {b}", a=audit.period_start, b=audit.period_end)
        for word, value in ((_("期间"), period), (_("完成"), audit.due), (_("范围"), audit.scope)):
            if value:
                facts.add(_fact(word, value))
        self.add_block(facts)
        go = KeyButton(_("打开自查"), "primary", key="Ctrl+Enter", icon="play")
        go.clicked.connect(lambda: self.started.emit(audit))
        self.foot(None, go)

    def show_row(self, row_: DueRow) -> None:
        """A cycle."""
        self.row = row_
        self._again("")

    def start(self) -> None:
        """Begin the audit, or open the one that has begun."""
        if self.row is None:
            return
        try:
            audit: Audit = start_due(self._desk, self.row.due.plan.id, self.row.due.cycle)
        except AuditDeskError as error:
            self._again(error.message)
            return
        self.wrote.emit(ChangeSet(frozenset({("audit", audit.id)})))
        self.started.emit(audit)

    def skip(self) -> None:
        """Leave the cycle out; the reason stands in the line above the buttons."""
        if self.row is None:
            return
        if not self.reason.text().strip():
            self._reason_line.missing(_("请写明跳过的理由"))
            self.reason.setFocus()
            return
        self._decide(lambda plan, cycle: skip_due(self._desk, plan, cycle, self.reason.text()))

    def take_up(self) -> None:
        """Take the skipped cycle up again."""
        self._decide(lambda plan, cycle: unskip_due(self._desk, plan, cycle))

    def _decide(self, act: Callable[[str, str], PlanDate]) -> None:
        assert self.row is not None
        plan, cycle = self.row.due.plan, self.row.due.cycle
        try:
            decision = act(plan.id, cycle)
        except AuditDeskError as error:
            self._again(error.message)
            return
        self.row = row_of(self._desk, plan, cycle)
        self._again("")
        self.wrote.emit(ChangeSet(frozenset({("plan_date", decision.id)})))

    def _again(self, problem: str) -> None:
        self.clear_blocks()
        if self.row is None:
            self.head(Text(_("没有选中到期的自查"), "heading"))
            self.foot(None)
            return
        self._fill(self.row)
        self.notice.say("bad", problem)

    def _fill(self, row_: DueRow) -> None:
        due, plan = row_.due, row_.due.plan
        chip = Chip(due_state_label(row_.state), TONES[row_.state])
        self.head(
            row(Text(plan.code, "strong", "accent"), chip, None), Text(row_.title, "heading", wrap=True),
            Text(f"{kind_label(plan.kind)}・{every_label(plan.every)}", "small", "text_2"),
        )  # fmt: skip
        self.notice = Notice("bad", "")
        facts = Block()
        facts.add(self.notice)
        for word, value in (
            (_("期间"), _("{a} 至 {b}", a=due.start, b=due.end)),
            (_("开始"), due.begin.isoformat()),
            (_("完成"), due.due.isoformat() if due.certain else _("{day}（放假安排未公布）", day=due.due)),
            (_("渠道"), _("、").join(plan.channels)),
            (_("范围"), plan.scope),
            (_("目标"), plan.goal),
        ):
            if value:
                facts.add(_fact(word, value))
        self.add_block(facts)
        self._fill_people(row_)
        self._fill_foot(row_)

    def _fill_people(self, row_: DueRow) -> None:
        shown = row_.audit or row_.due.plan
        team = Block(_("自查小组"), "" if shown.team else _("还没有指定"))
        for member in shown.team:
            duties = _("、").join(duty_label(duty) for duty in member.duties)
            team.add(_fact(member.name, duties))
        self.add_block(team)
        materials = Block(_("资料"), "" if shown.materials else _("还没有要资料"))
        for one in shown.materials:
            state = material_state_label(one.state) if row_.audit else ""
            materials.add(_fact(one.name, f"{one.amount} {state}".strip()))
        self.add_block(materials)

    def _fill_foot(self, row_: DueRow) -> None:
        if row_.decision is not None and row_.state is DueState.SKIPPED:
            skipped = Block(_("跳过的理由"))
            skipped.add(Text(row_.decision.reason, wrap=True))
            self.add_block(skipped)
        note = KeyButton(_("启动通知"), icon="file-text")
        note.clicked.connect(lambda: self.note_wanted.emit(row_))
        if row_.state is DueState.SKIPPED:
            again = KeyButton(_("恢复这一期"), "primary", key="Ctrl+Enter")
            again.clicked.connect(self.take_up)
            self.foot(None, note, again)
            return
        if row_.audit is None:
            self.reason = LineField(hint=_("跳过的理由，如 系统切换，合并到下月"))
            self._reason_line = Field(_("理由"), self.reason)
            skipping = Block(_("不做这一期"))
            leave = KeyButton(_("跳过"), height=28)
            leave.clicked.connect(self.skip)
            skipping.add(self._reason_line)
            skipping.add(row(None, leave))
            self.add_block(skipping)
        word = _("打开自查") if row_.audit else _("开始自查")
        go = KeyButton(word, "primary", key="Ctrl+Enter", icon="play")
        go.clicked.connect(self.start)
        self.foot(None, note, go)


def _fact(word: str, value: str) -> QWidget:
    line = QWidget()
    label = Text(word, "small", "text_3")
    label.setFixedWidth(72)
    text = Text(value, wrap=True)
    layout = row(label, text, gap=10)
    layout.setStretchFactor(text, 1)
    line.setLayout(layout)
    return line
