"""新建问题: a finding by hand, on an item of an audit that is not signed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal

from auditdesk.domain.audits import AuditState
from auditdesk.domain.errors import AuditDeskError
from auditdesk.i18n import _
from auditdesk.services.audits import audit_form, find_audit, list_audits
from auditdesk.services.desk import Desk
from auditdesk.services.people import list_users
from auditdesk.services.rectifying import begin_finding
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.detail import Block
from auditdesk.ui.widgets.field import Field
from auditdesk.ui.widgets.inputs import ComboField, LineField, TextField
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.text import Text

_DAYS = (3, 5, 10, 15, 20, 30)


class NewFinding(Block):
    """The form; what is missing may be filled in later, then the finding is a draft.

    Signals:
        made: the id of the new finding.
        cancelled: nothing was made.
    """

    made = Signal(str)
    cancelled = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.notice = Notice("bad", "")
        self.notice.hide()
        self.audit = ComboField(_("选择自查"))
        self.item = ComboField(_("选择检查项"))
        self.text = TextField("", _("发生了什么"), lines=3, most=8, says=_("事实"))
        self.staff = LineField(hint=_("客服代号，如 客服B12"), says=_("涉及客服"))
        self.kind = ComboField(_("选择违规分类"))
        self.owner = ComboField(_("选择责任人"))
        self.days = ComboField(_("选择期限"))
        self._fill()
        for label, field in (
            (_("自查"), self.audit), (_("检查项"), self.item), (_("事实"), self.text),
            (_("涉及客服"), self.staff), (_("违规分类"), self.kind), (_("责任人"), self.owner),
            (_("期限"), self.days),
        ):  # fmt: skip
            self.add(Field(label, field))
        self.save = KeyButton(_("建立问题"), "primary", key="Ctrl+Enter")
        self.save.clicked.connect(self.begin)
        cancel = KeyButton(_("取消"))
        cancel.clicked.connect(self.cancelled)
        self.add(self.notice)
        self.add(row(None, cancel, self.save))
        self.audit.picked.connect(self._items)

    def _fill(self) -> None:
        audits = [one for one in list_audits(self._desk) if one.state is not AuditState.SIGNED]
        self.audit.set_choices([(one.id, f"{one.title}\t{one.code}") for one in audits])
        taxonomy = self._desk.taxonomy()
        self.kind.set_choices([(one.id, taxonomy.label(one.id)) for one in taxonomy.classes()])
        self.owner.set_choices([(one.name, one.name) for one in list_users(self._desk) if one.active])
        self.days.set_choices([(str(one), _("{n} 工作日", n=one)) for one in _DAYS])
        if audits:
            self.audit.set_value(audits[0].id)
            self._items(audits[0].id)
        else:
            self.add(Text(_("没有可以登记问题的自查，请先新建自查。"), "small", "rev", wrap=True))

    def _items(self, audit_id: str) -> None:
        form = audit_form(self._desk, find_audit(self._desk, audit_id))
        self.item.set_choices([(one.id, f"{one.id} {one.title}") for one in form.items()])

    def begin(self) -> None:
        """Make the finding with what is filled in."""
        if not self.audit.value() or not self.item.value() or not self.text.text().strip():
            self.notice.say("rev", _("请选自查和检查项，并写下事实。"))
            return
        fields: dict[str, object] = {"description": self.text.text().strip()}
        optional: tuple[tuple[str, str, Callable[[str], object]], ...] = (
            ("staff_code", self.staff.text().strip(), str), ("violation_class", self.kind.value(), str),
            ("owner", self.owner.value(), str), ("deadline_days", self.days.value(), int),
        )  # fmt: skip
        fields |= {name: make(value) for name, value, make in optional if value}
        try:
            made = begin_finding(self._desk, self.audit.value(), self.item.value(), **fields)
        except AuditDeskError as error:
            self.notice.say("bad", error.message)
            return
        self.made.emit(made.id)
