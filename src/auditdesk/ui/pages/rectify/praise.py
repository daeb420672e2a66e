"""写表扬: a commendation by hand (REQUIREMENTS B4)."""

from __future__ import annotations

from PySide6.QtCore import Signal

from auditdesk.domain.errors import AuditDeskError
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.ledger import commend
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.detail import Block
from auditdesk.ui.widgets.field import Field
from auditdesk.ui.widgets.inputs import DateField, LineField, TextField
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.text import Text


class NewPraise(Block):
    """Who, for what, on which day.

    Signals:
        made: the id of the new entry.
        cancelled: nothing was made.
    """

    made = Signal(str)
    cancelled = Signal()

    def __init__(self, desk: Desk, staff_code: str = "") -> None:
        super().__init__()
        self._desk = desk
        self.staff = LineField(staff_code, _("客服代号，如 客服B12"), says=_("客服代号"))
        self.text = TextField("", _("做得好的事"), lines=3, most=8, says=_("事由"))
        self.day = DateField(desk.today(), says=_("日期"))
        self.notice = Notice("bad", "")
        self.notice.hide()
        for label, field in (
            (_("客服代号"), self.staff), (_("事由"), self.text), (_("日期"), self.day),
        ):  # fmt: skip
            self.add(Field(label, field))
        self.add(
            Text(
                _("只记代号；事由里的姓名、电话会自动遮住。表扬不算重复违规。"), "small", "text_3", wrap=True
            )
        )
        self.save = KeyButton(_("记入台账"), "primary", key="Ctrl+Enter")
        self.save.clicked.connect(self.begin)
        cancel = KeyButton(_("取消"))
        cancel.clicked.connect(self.cancelled)
        self.add(self.notice)
        self.add(row(None, cancel, self.save))

    def begin(self) -> None:
        """Write it; what is wrong is said in place and nothing is lost."""
        try:
            made = commend(self._desk, self.staff.text(), self.text.text().strip(), self.day.value())
        except AuditDeskError as error:
            self.notice.say("bad", error.message)
            return
        self.made.emit(made.entry.id)
