"""A plan in the pane: its rule in words, and its cycles one below the other."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from auditdesk.domain.audits import duty_label, kind_label
from auditdesk.domain.planning import MONTHS, Plan, due_state_label, every_label, shown_title
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.planning import DueRow, due_between
from auditdesk.ui.pages.planning.reading import TONES, PlanRow
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.cells import COMPACT_HEIGHT, Cell
from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.detail import Block, DetailPane
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.tables import Column, TableView
from auditdesk.ui.widgets.text import Text

_BACK, _AHEAD = 200, 430
_LINES = 8


class PlanPane(DetailPane):
    """Shows the plan in front.

    Signals:
        edit_wanted: the `Plan` is to be changed.
        due_wanted: a `DueRow` is to be shown.
    """

    edit_wanted = Signal(object)
    due_wanted = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(_("计划"), parent)
        self._desk = desk

    def show_plan(self, shown: PlanRow | None) -> None:
        """A plan, or nothing."""
        self.clear_blocks()
        if shown is None:
            self.head(Text(_("没有选中计划"), "heading"))
            self.foot(None)
            return
        plan = shown.plan
        chip = Chip(_("启用") if plan.active else _("已停用"), "ok" if plan.active else "na")
        about = f"{kind_label(plan.kind)}・{rule_words(plan)}"
        self.head(
            row(Text(plan.code, "strong", "accent"), chip, None),
            Text(shown_title(plan), "heading", wrap=True), Text(about, "small", "text_2", wrap=True),
        )  # fmt: skip
        self.add_block(self._cycles(plan))
        for word, lines in ((_("小组分工"), _team(plan)), (_("资料"), _materials(plan))):
            block = Block(word, "" if lines else _("还没有"))
            for first, second in lines:
                block.add(row(Text(first), None, Text(second, "small", "text_3")))
            self.add_block(block)
        edit = KeyButton(_("修改计划"), "primary", key="Ctrl+Enter", icon="pencil")
        edit.clicked.connect(lambda: self.edit_wanted.emit(plan))
        self.foot(None, edit)

    def _cycles(self, plan: Plan) -> Block:
        today = date.fromisoformat(self._desk.today())
        window = (today - timedelta(days=_BACK), today + timedelta(days=_AHEAD))
        found = [each for each in due_between(self._desk, *window) if each.due.plan.id == plan.id][:_LINES]
        block = Block(_("各期"), _("回车打开") if found else _("没有要做的一期"))
        if found:
            table = TableView(_columns(), says=_("各期"), height=COMPACT_HEIGHT)
            table.horizontalHeader().hide()
            table.set_rows(found)
            table.setFixedHeight(2 + len(found) * COMPACT_HEIGHT)
            table.opened.connect(self.due_wanted)
            block.add(table)
        return block


def rule_words(plan: Plan) -> str:
    """The rhythm in one line: 每月，期间起第 1 个月 20 日完成，遇休息日提前，提前 10 个工作日开始."""
    day = _("月末") if plan.due_day == 31 else _("{n} 日", n=plan.due_day)  # noqa: PLR2004 -- see Plan.due_day
    late = plan.due_after - max(0, MONTHS[plan.every] - 1)
    when = _("期末当月") if late <= 0 else _("期后第 {n} 个月", n=late)
    moved = _("遇休息日提前") if plan.earlier else _("遇休息日顺延")
    lead = _("提前 {n} 个工作日开始", n=plan.lead_days)
    return _("，").join((every_label(plan.every), f"{when} {day}", moved, lead))


def _team(plan: Plan) -> list[tuple[str, str]]:
    return [(one.name, _("、").join(duty_label(duty) for duty in one.duties)) for one in plan.team]


def _materials(plan: Plan) -> list[tuple[str, str]]:
    return [(one.name, one.amount) for one in plan.materials]


def _columns() -> list[Column]:
    def state(each: DueRow) -> Cell:
        return Cell(due_state_label(each.state), tone=TONES[each.state])

    return [
        Column(_("名称"), lambda each: each.title),
        Column(_("完成日"), lambda each: Cell(each.due.due.isoformat(), tone="text_2"), 96),
        Column(_("状态"), state, 84),
    ]
