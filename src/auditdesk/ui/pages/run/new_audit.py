"""The form 新建自查 in the detail pane: form, title, kind, period, due, team."""

from __future__ import annotations

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from auditdesk.domain.audits import Audit, AuditKind, Duty, TeamMember, duty_label, kind_label
from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.occasions import occasion_of
from auditdesk.i18n import _
from auditdesk.services.audits import AuditPlan, plan_audit
from auditdesk.services.desk import Desk
from auditdesk.services.forms import list_forms
from auditdesk.services.people import list_users
from auditdesk.ui.pages.planning.materials_editor import MaterialsEditor, listed
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.detail import Block, DetailPane
from auditdesk.ui.widgets.field import Field
from auditdesk.ui.widgets.inputs import ComboField, DateField, LineField, TextField
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.switch import CheckBox
from auditdesk.ui.widgets.text import Text

_DUTIES = (Duty.LEAD, Duty.ANSWER, Duty.REVIEW, Duty.VERIFY, Duty.SIGN)


class NewAuditPane(DetailPane):
    """Asks what planning needs.

    Signals:
        planned: the new `Audit`.
        cancelled: back to the list.
    """

    planned = Signal(object)
    cancelled = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(_("新建自查"), parent)
        self._desk = desk
        today = QDate.fromString(desk.today(), "yyyy-MM-dd")
        self.form_field = ComboField(_("选择清单"))
        forms = list_forms(desk)
        words = [(one.key, f"{one.title}\t{one.version}") for one in reversed(forms)]
        self.form_field.set_choices(words)
        self._newest = {one.id: one.key for one in forms}
        self.name = LineField(hint=_("如 2026年11月例行自查；空着时自动命名"))
        self.kind = ComboField(_("选择类型"))
        self.kind.set_choices([(one.value, kind_label(one)) for one in AuditKind], AuditKind.ROUTINE.value)
        self.start = DateField(QDate(today.year(), today.month(), 1).toString("yyyy-MM-dd"))
        self.end = DateField(desk.today())
        self.due = DateField(today.addDays(14).toString("yyyy-MM-dd"))
        self.channels = LineField(hint=_("电话、在线、现场"))
        self.scope, self.goal = TextField(lines=2, most=4), TextField(lines=2, most=4)
        self.materials = MaterialsEditor()
        self.notice = Notice("bad", "")
        self._boxes: dict[str, dict[Duty, CheckBox]] = {}
        self._users = [user for user in list_users(desk) if user.active]
        self._lay_out()
        self._take_usual(self.kind.value())
        self.kind.picked.connect(self._take_usual)

    def _take_usual(self, kind: str) -> None:
        """The kind decides what the audit begins with; all of it can be changed (REQUIREMENTS A1)."""
        usual = occasion_of(AuditKind(kind))
        self.form_field.set_value(self._newest.get(usual.form, ""))
        self.channels.setText(_("、").join(usual.channels))
        self.scope.set_text(usual.scope)
        self.goal.set_text(usual.goal)
        self.materials.set_materials(usual.materials)

    def plan(self) -> AuditPlan:
        """What is filled in."""
        return AuditPlan(
            self.form_field.value(), self.name.text().strip(), AuditKind(self.kind.value()),
            self.start.value(), self.end.value(), self.due.value(), listed(self.channels.text()),
            self.goal.text().strip(), self.scope.text().strip(), tuple(self._team()),
            self.materials.materials(),
        )  # fmt: skip

    def save(self) -> None:
        """Plan the audit, or say what is missing."""
        if not self.form_field.value():
            self._form_line.missing(_("请选择清单"))
            return
        try:
            audit: Audit = plan_audit(self._desk, self.plan())
        except AuditDeskError as error:
            self.notice.say("bad", error.message)
            return
        self.planned.emit(audit)

    def _lay_out(self) -> None:
        self.head(Text(_("新建自查"), "heading"))
        self._form_line = Field(_("清单"), self.form_field)
        self.form_field.picked.connect(lambda _value: self._form_line.clear())
        first = Block()
        for part in (
            self.notice,
            self._form_line,
            Field(_("名称"), self.name),
            Field(_("类型"), self.kind),
            Field(_("期间"), _pair(self.start, self.end)),
            Field(_("完成日"), self.due),
        ):
            first.add(part)
        self.add_block(first)
        team = Block(_("自查小组"), _("两位签名人要在这里指定"))
        team.add(self._team_grid())
        self.add_block(team)
        scope = Block(_("范围与目标"))
        for word, field in ((_("渠道"), self.channels), (_("范围"), self.scope), (_("目标"), self.goal)):
            scope.add(Field(word, field))
        self.add_block(scope)
        materials = Block(_("资料"), _("开始后可以逐项登记收到没有"))
        materials.add(self.materials)
        self.add_block(materials)
        cancel = KeyButton(_("取消"), "quiet")
        cancel.clicked.connect(self.cancelled)
        self.ok = KeyButton(_("建立并开始"), "primary", key="Ctrl+Enter")
        self.ok.clicked.connect(self.save)
        self.foot(None, cancel, self.ok)

    def _team_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        for place, duty in enumerate(_DUTIES):
            grid.addWidget(Text(duty_label(duty), "small", "text_3"), 0, place + 1)
        for line, user in enumerate(self._users, 1):
            grid.addWidget(Text(user.name), line, 0)
            self._boxes[user.id] = {}
            for place, duty in enumerate(_DUTIES):
                mine = user.id == self._desk.user.id and duty in (Duty.LEAD, Duty.ANSWER)
                box = CheckBox("", checked=mine)
                box.setAccessibleName(f"{user.name} {duty_label(duty)}")
                grid.addWidget(box, line, place + 1)
                self._boxes[user.id][duty] = box
        grid.setColumnStretch(0, 1)
        return grid

    def _team(self) -> list[TeamMember]:
        members = []
        for user in self._users:
            duties = tuple(duty for duty, box in self._boxes[user.id].items() if box.isChecked())
            if duties:
                members.append(TeamMember(user.name, user.title, duties, user_id=user.id))
        return members


def _pair(start: QWidget, end: QWidget) -> QWidget:
    both = QWidget()
    line = row(start, Text(_("至"), "small", "text_3"), end, gap=6)
    line.setStretchFactor(start, 1)
    line.setStretchFactor(end, 1)
    both.setLayout(line)
    return both
