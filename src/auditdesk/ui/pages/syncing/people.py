"""电脑: the laptops of the site, shutting one out, and inviting another."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from auditdesk.domain.people import Role, role_label
from auditdesk.i18n import _
from auditdesk.services.sharing_laptops import Laptop
from auditdesk.ui.pages.syncing.invite import InviteCard
from auditdesk.ui.pages.syncing.reading import SyncFile
from auditdesk.ui.theme.glyphs import State
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import Card
from auditdesk.ui.widgets.cells import COMPACT_HEIGHT, Cell
from auditdesk.ui.widgets.layouts import column, scrolled
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.tables import Column, TableView

_ROWS = 5


class PeoplePane(QWidget):
    """The list above, the form below.

    Signals:
        revoke_wanted: the `Laptop` to shut out.
    """

    revoke_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.revoke = KeyButton(_("停用这台"), height=28)
        self.revoke.clicked.connect(self._ask)
        self.card = Card(_("电脑"), "", self.revoke)
        self.table = TableView(_columns(), says=_("电脑"), height=COMPACT_HEIGHT)
        self.table.setMinimumHeight((_ROWS + 1) * COMPACT_HEIGHT + 8)
        self.table.current_changed.connect(lambda _row: self._look())
        self.notice = Notice("bad", "")
        self.card.add(self.table, 1)
        self.invite = InviteCard()
        holder = QWidget()
        holder.setLayout(column(self.card, self.notice, self.invite, None, gap=12))
        layout = column(gap=0)
        layout.addWidget(scrolled(holder), 1)
        self.setLayout(layout)
        self._manages = False

    def show_file(self, file: SyncFile) -> None:
        """Show laptops and users."""
        self._manages = file.manages
        self.table.set_rows(file.laptops, keep=lambda one: one.device)
        self.card.set_count(str(sum(not one.revoked for one in file.laptops)))
        self.invite.show_file(file)
        self._look()

    def _look(self) -> None:
        chosen: Laptop | None = self.table.current_row()
        if not self._manages:
            self.revoke.refuse(_("只有管理员能停用"))
        elif chosen is None or chosen.here or chosen.revoked:
            self.revoke.refuse(_("选一台在用的别的电脑"))
        else:
            self.revoke.allow()

    def _ask(self) -> None:
        chosen = self.table.current_row()
        if chosen is not None:
            self.revoke_wanted.emit(chosen)


def _columns() -> list[Column]:
    def state(one: Laptop) -> Cell:
        if one.revoked:
            return Cell(_("已停用"), "text_3", state=State.NA)
        return Cell(_("本机") if one.here else _("在用"), state=State.OK)

    def person(one: Laptop) -> Cell:
        return Cell(one.user, after=role_label(Role(one.role)), chip=_("可邀请") if one.admin else "")

    return [
        Column(_("号"), lambda one: Cell(str(one.number), bold=True), 56),
        Column(_("使用人"), person),
        Column(
            _("读到"), lambda one: Cell(_("段 {n}", n=one.sequence) if one.sequence else "–"), 84, right=True
        ),
        Column(_("状态"), state, 110),
    ]
