"""用户与角色: everybody of the workspace left, one person or the form for a new one right."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QStackedWidget, QWidget

from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.people import Right, User, may, role_label
from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.services.people import list_users
from auditdesk.services.program import CertificateInfo
from auditdesk.ui.habits import Habits
from auditdesk.ui.keys import Key
from auditdesk.ui.pages.preferences.person import NewPersonPane, PersonPane
from auditdesk.ui.pages.preferences.section import SectionView
from auditdesk.ui.pages.registry import Place
from auditdesk.ui.theme.glyphs import State
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.cells import Cell
from auditdesk.ui.widgets.layouts import column, panel, row
from auditdesk.ui.widgets.split import SplitView
from auditdesk.ui.widgets.tables import Column, TableView
from auditdesk.ui.widgets.text import Text

_BAR = 52


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A user with what the certificate says; ``damaged`` when it cannot be read."""

    user: User
    certificate: CertificateInfo | None
    damaged: bool = False


class PeopleView(SectionView):
    """List and pane; everybody may look, an administrator may change."""

    def __init__(self, place: Place, habits: Habits, parent: QWidget | None = None) -> None:
        super().__init__(place, habits, parent)
        self.new_button = KeyButton(_("添加用户"), "primary", key="Ctrl+N", icon="plus")
        self.new_button.clicked.connect(self.add)
        self.count = Text("", tone="text_3")
        if not may(place.desk.user, Right.MANAGE_USERS):
            self.new_button.refuse(_("只有管理员能添加用户"))
            self.count.setText(_("只有管理员能添加和修改用户"))
        self.table = TableView(_columns(), says=_("用户"))
        self.pane = PersonPane(place)
        self.pane.changed.connect(self._wrote)
        self._right = QStackedWidget()
        self._right.addWidget(self.pane)
        self.form: NewPersonPane | None = None
        self.table.current_changed.connect(self._picked)
        left = QWidget()
        bar = row(self.count, None, self.new_button, margins=(20, 10, 16, 10))
        top = panel(bar, line="bottom")
        top.setFixedHeight(_BAR)
        layout = column(top, self.table, gap=0)
        layout.setStretch(1, 1)
        left.setLayout(layout)
        split = SplitView(left, self._right)
        split.grow(0)
        split.setSizes([560, 380])
        self.body.addWidget(split, 1)
        self.refresh(None)

    def refresh(self, changes: ChangeSet | None) -> None:
        """Read everybody again."""
        if changes is not None and "user" not in changes.kinds():
            return
        rows = [_row(self.place, user) for user in list_users(self.place.desk)]
        self.table.set_rows(rows, keep=lambda each: each.user.id)
        if may(self.place.desk.user, Right.MANAGE_USERS):
            active = sum(each.user.active for each in rows)
            self.count.setText(_("在用 {n}・共 {all}", n=active, all=len(rows)))

    def show_target(self, target: str) -> None:
        """Show a person by id or staff number."""
        for place, each in enumerate(self.table.rows_model.rows()):
            if target in (each.user.id, each.user.staff_no):
                self.close_form()
                self.table.go_to(place)
                self.table.setFocus()

    def add(self) -> None:
        """Open the form for a new person."""
        if self.form is not None:
            return
        self.form = NewPersonPane(self.place)
        self.form.added.connect(self._added)
        self.form.cancelled.connect(self.close_form)
        self._right.addWidget(self.form)
        self._right.setCurrentWidget(self.form)
        self.form.staff_no.setFocus()
        self.new_button.hide()  # the form's own button is the primary one now

    def close_form(self) -> None:
        """Back to the person in the list."""
        form, self.form = self.form, None
        if form is not None:
            form.forget()
            self._right.removeWidget(form)
            form.hide()
            form.deleteLater()
            self.new_button.show()

    def leave(self) -> None:
        """A passphrase typed for somebody is not left on screen."""
        if self.form is not None:
            self.form.forget()

    def escape(self) -> bool:
        """Close the form."""
        if self.form is None:
            return False
        self.close_form()
        self.table.setFocus()
        return True

    def shortcuts(self) -> list[Key]:
        """The key for a new person."""
        return [Key("Ctrl+N", _("添加用户")), Key("Ctrl+Enter", _("保存新用户"))]

    def _picked(self, each: PersonRow | None) -> None:
        if each is not None:
            self.pane.show_person(each.user, each.certificate, damaged=each.damaged)

    def _added(self, user: User) -> None:
        self.close_form()
        self._wrote(ChangeSet(frozenset({("user", user.id)})))
        self.show_target(user.id)

    def _wrote(self, changes: ChangeSet) -> None:
        self.refresh(changes)
        self.changed.emit(changes)


def _row(place: Place, user: User) -> PersonRow:
    try:
        return PersonRow(user, place.workspace.certificate_of(user))
    except AuditDeskError:
        return PersonRow(user, None, damaged=True)


def _certificate_cell(each: PersonRow) -> Cell:
    if each.damaged:
        return Cell(_("读不出来"), tone="bad")
    if each.certificate is None:
        return Cell(_("没有"), tone="text_3")
    return Cell(_("到 {day}", day=each.certificate.valid_to), tone="text_2")


def _columns() -> list[Column]:
    states = {True: (State.OK, _("在用"), ""), False: (State.NA, _("停用"), "text_3")}

    def state(each: PersonRow) -> Cell:
        glyph, word, tone = states[each.user.active]
        return Cell(word, state=glyph, tone=tone)

    return [
        Column(_("工号"), lambda each: Cell(each.user.staff_no, bold=True), 80, order=_number),
        Column(_("姓名"), lambda each: each.user.name, 120),
        Column(_("角色"), lambda each: role_label(each.user.role), 90, order=lambda each: each.user.role),
        Column(_("职务"), lambda each: Cell(each.user.title, tone="text_2")),
        Column(_("状态"), state, 86, order=lambda each: not each.user.active),
        Column(_("签名证书"), _certificate_cell, 120),
    ]  # fmt: skip


def _number(each: PersonRow) -> str:
    return each.user.staff_no
