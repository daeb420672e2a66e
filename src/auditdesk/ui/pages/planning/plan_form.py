"""The form of a plan in the pane: kind, rhythm, due day, scope, team, materials; the next due days below."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from auditdesk.domain.audits import AuditKind, kind_label
from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.occasions import occasion_of
from auditdesk.domain.planning import (
    MONTHS,
    Every,
    Plan,
    check_plan,
    cycles,
    due_of,
    dues,
    every_label,
)
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.forms import list_forms
from auditdesk.services.people import list_users
from auditdesk.services.planning import add_plan, change_plan
from auditdesk.ui.pages.planning.materials_editor import MaterialsEditor, listed
from auditdesk.ui.pages.planning.team_editor import TeamEditor
from auditdesk.ui.pages.run.count_field import CountField
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.detail import Block, DetailPane
from auditdesk.ui.widgets.field import Field
from auditdesk.ui.widgets.inputs import ComboField, DateField, LineField, TextField
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.switch import Switch
from auditdesk.ui.widgets.text import Text

_LAST = 31
_PREVIEW = 4
_AFTER = 12


class PlanForm(DetailPane):
    """A new plan, or one to change.

    Signals:
        saved: the `Plan` as it is kept now.
        cancelled: back to what the pane showed before.
    """

    saved = Signal(object)
    cancelled = Signal()

    def __init__(self, desk: Desk, plan: Plan | None = None, parent: QWidget | None = None) -> None:
        super().__init__(_("计划"), parent)
        self._desk, self._plan = desk, plan
        kind = plan.kind if plan else AuditKind.ROUTINE
        self.kind = ComboField(_("选择类型"))
        self.kind.set_choices([(one.value, kind_label(one)) for one in AuditKind], kind.value)
        self.name = LineField(hint=_("如 {月}月例行自查"))
        self.form_field = ComboField(_("选择清单"))
        self.every = ComboField(_("选择周期"))
        self.every.set_choices([(one.value, every_label(one)) for one in Every])
        self.starts = DateField(plan.starts_on if plan else f"{desk.today()[:7]}-01")
        self.ends = LineField(hint=_("空着不结束，或写 2027-06-30"))
        self.day, self.after, self.moved = ComboField(), ComboField(), ComboField()
        self.lead = CountField(_("提前几个工作日开始"), most=120)
        self.channels = LineField(hint=_("电话、在线、现场"))
        self.goal, self.scope = TextField(lines=2, most=4), TextField(lines=2, most=4)
        self.team = TeamEditor(list_users(desk))
        self.materials = MaterialsEditor()
        self.active = Switch(_("启用"), checked=plan.active if plan else True)
        self.notice = Notice("bad", "")
        self.preview = Text("", "small", "text_2", wrap=True)
        self._fill_choices()
        self._show(plan or self._usual(kind))
        self._lay_out()
        self._listen()
        self._tell()

    def plan(self) -> Plan:
        """What is filled in; raises `BadInputError` for a day that is none."""
        base = self._plan or Plan("", "", "", AuditKind.ROUTINE, "", Every.MONTHLY, "")
        return replace(
            base, title=self.name.text().strip(), kind=AuditKind(self.kind.value()),
            form=self.form_field.value(), every=Every(self.every.value()), starts_on=self.starts.value(),
            ends_on=self.ends.text().strip(), due_day=int(self.day.value()),
            due_after=int(self.after.value()),
            earlier=self.moved.value() == "earlier", lead_days=self.lead.value(),
            channels=listed(self.channels.text()), goal=self.goal.text().strip(),
            scope=self.scope.text().strip(), team=self.team.team(), materials=self.materials.materials(),
            active=self.active.isChecked(),
        )  # fmt: skip

    def save(self) -> None:
        """Keep the plan, or say what is wrong."""
        try:
            wanted = self.plan()
            if self._plan is None:
                kept = add_plan(self._desk, wanted)
            else:
                kept = change_plan(self._desk, self._plan.id, **_changes(self._plan, wanted))
        except AuditDeskError as error:
            self.notice.say("bad", error.message)
            return
        self.saved.emit(kept)

    def _usual(self, kind: AuditKind) -> Plan:
        """A plan with everything the kind begins with (REQUIREMENTS A1)."""
        usual = occasion_of(kind)
        months = MONTHS[usual.every]
        return Plan(
            "", "", usual.title, kind, usual.form, usual.every, f"{self._desk.today()[:7]}-01",
            due_day=20, due_after=max(0, months - 1), lead_days=usual.lead_days, channels=usual.channels,
            goal=usual.goal, scope=usual.scope, materials=usual.materials,
        )  # fmt: skip

    def _fill_choices(self) -> None:
        titles = {form.id: form.title for form in list_forms(self._desk)}
        self.form_field.set_choices(sorted(titles.items(), key=lambda pair: pair[1]))
        days = [(str(day), _("{n} 日", n=day)) for day in range(1, _LAST)] + [(str(_LAST), _("月末"))]
        self.day.set_choices(days)
        after = [("0", _("期间第 1 个月")), ("1", _("期间第 2 个月"))]
        after += [(str(n), _("期间起第 {n} 个月", n=n + 1)) for n in range(2, _AFTER + 1)]
        self.after.set_choices(after)
        self.moved.set_choices([("earlier", _("遇休息日提前")), ("later", _("遇休息日顺延"))])

    def _show(self, plan: Plan) -> None:
        self.name.setText(plan.title)
        self.form_field.set_value(plan.form)
        self.every.set_value(plan.every.value)
        self.starts.set_value(plan.starts_on)
        self.ends.setText(plan.ends_on)
        self.day.set_value(str(plan.due_day))
        self.after.set_value(str(plan.due_after))
        self.moved.set_value("earlier" if plan.earlier else "later")
        self.lead.setText(str(plan.lead_days))
        self.channels.setText(_("、").join(plan.channels))
        self.goal.set_text(plan.goal)
        self.scope.set_text(plan.scope)
        self.team.set_team(plan.team)
        self.materials.set_materials(plan.materials)

    def _lay_out(self) -> None:
        title = self._plan.code if self._plan else _("新建计划")
        self.head(row(Text(title, "heading"), None, *([self.active] if self._plan else [])))
        first = Block()
        for part in (
            self.notice, Field(_("类型"), self.kind), Field(_("名称"), self.name),
            Field(_("清单"), self.form_field),
        ):  # fmt: skip
            first.add(part)
        self.add_block(first)
        rhythm = Block(_("周期与期限"))
        lines: tuple[QWidget, ...] = (
            Field(_("周期"), self.every), Field(_("开始"), self.starts), Field(_("结束"), self.ends),
            Field(_("完成月"), self.after), Field(_("完成日"), _beside(self.day, self.moved)),
            Field(_("提前"), _beside(self.lead, Text(_("个工作日开始"), "small", "text_3"))), self.preview,
        )  # fmt: skip
        for line in lines:
            rhythm.add(line)
        self.add_block(rhythm)
        scope = Block(_("范围与目标"))
        for word, field in ((_("渠道"), self.channels), (_("范围"), self.scope), (_("目标"), self.goal)):
            scope.add(Field(word, field))
        self.add_block(scope)
        for word, editor in ((_("小组分工"), self.team), (_("资料"), self.materials)):
            block = Block(word)
            block.add(editor)
            self.add_block(block)
        cancel = KeyButton(_("取消"), "quiet")
        cancel.clicked.connect(self.cancelled)
        ok = KeyButton(_("保存计划"), "primary", key="Ctrl+Enter")
        ok.clicked.connect(self.save)
        self.foot(None, cancel, ok)

    def _listen(self) -> None:
        self.kind.picked.connect(lambda kind: self._show(self._usual(AuditKind(kind))))
        for field in (self.kind, self.every, self.day, self.after, self.moved):
            field.picked.connect(lambda _value: self._tell())
        for line in (self.name, self.ends, self.lead):
            line.edited.connect(lambda _text: self._tell())
        self.starts.edited.connect(lambda _text: self._tell())

    def _tell(self) -> None:
        """The next due days of what is filled in, or why there are none."""
        try:
            plan = self.plan()
            check_plan(plan)
        except AuditDeskError as error:
            self.preview.setText(error.message)
            self.preview.set_tone("rev")
            return
        calendar, today = self._desk.calendar(), date.fromisoformat(self._desk.today())
        found = dues(plan, calendar, today, today + timedelta(days=800))[:_PREVIEW]
        if not found:
            found = [due_of(plan, calendar, *one) for one in islice(cycles(plan), _PREVIEW)]
        days = _("、").join(each.due.isoformat() for each in found)
        self.preview.setText(_("完成日：{days}", days=days))
        self.preview.set_tone("text_2")


def _changes(before: Plan, after: Plan) -> dict[str, object]:
    names = (
        "title", "kind", "form", "every", "starts_on", "ends_on", "due_day", "due_after", "earlier",
        "lead_days", "channels", "goal", "scope", "team", "materials", "active",
    )  # fmt: skip
    return {name: getattr(after, name) for name in names if getattr(after, name) != getattr(before, name)}


def _beside(first: QWidget, second: QWidget) -> QWidget:
    both = QWidget()
    line = row(first, second, gap=6)
    line.setStretchFactor(second, 1)
    both.setLayout(line)
    return both
