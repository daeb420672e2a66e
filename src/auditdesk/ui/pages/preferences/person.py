"""The two panes of 用户与角色: one person, whose fields save themselves, and the form for a new one."""

from __future__ import annotations

from PySide6.QtCore import Signal

from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.people import Right, Role, User, may, role_label
from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.services.people import NewUser, add_person, change_person, find_user
from auditdesk.services.program import CertificateInfo
from auditdesk.ui.jobs import while_alive
from auditdesk.ui.pages.registry import Place
from auditdesk.ui.start.parts import StrengthLine
from auditdesk.ui.widgets.avatar import Avatar
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.detail import Block, DetailPane
from auditdesk.ui.widgets.field import Field
from auditdesk.ui.widgets.inputs import ComboField, LineField
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.passphrase import PassphraseEdit
from auditdesk.ui.widgets.switch import Switch
from auditdesk.ui.widgets.text import Text


def _roles() -> list[tuple[str, str]]:
    return [(role.value, role_label(role)) for role in Role]


class PersonPane(DetailPane):
    """One person of the workspace.

    Signals:
        changed: a `ChangeSet` after a field was saved.
    """

    changed = Signal(object)

    def __init__(self, place: Place) -> None:
        super().__init__(_("用户详情"))
        self._place = place
        self._user: User | None = None
        self._shown: tuple[User, CertificateInfo | None] | None = None

    def show_person(self, user: User, certificate: CertificateInfo | None, *, damaged: bool) -> None:
        """Show a person; fields rest, with the reason, when they may not be changed."""
        if (user, certificate) == self._shown:
            return  # building again would take the caret away
        self._user, self._shown = user, (user, certificate)
        self.clear_blocks()
        state = Chip(_("在用"), "ok") if user.active else Chip(_("停用"), "na")
        lines = column(Text(user.name, "heading"), Text(user.staff_no, "small", "text_3"), gap=0)
        self.head(row(Avatar(user.name[:1]), lines, None, state, gap=10))
        self.notice = Notice("bad", "")
        self.notice.hide()
        self.add_block(self.notice)
        self.add_block(self._fields(user))
        self.add_block(_certificate_block(certificate, damaged=damaged))

    def _why_not(self, user: User) -> tuple[str, str]:
        """Why the whole, and why role and activity may not be changed; empty when they may."""
        if not may(self._place.desk.user, Right.MANAGE_USERS):
            return (_("只有管理员能修改用户。"),) * 2
        if user.id == self._place.desk.user.id:
            return "", _("自己的角色和停用，请另一位管理员来改。")
        return "", ""

    def _fields(self, user: User) -> Block:
        whole, some = self._why_not(user)
        self.role = ComboField(says=_("角色"))
        self.role.set_choices(_roles(), user.role.value)
        self.title = LineField(user.title, says=_("职务"))
        self.department = LineField(user.department, says=_("部门"))
        self.active = Switch(checked=user.active, says=_("在用"))
        self.role.setEnabled(not some)
        self.active.setEnabled(not some)
        self.title.setReadOnly(bool(whole))
        self.department.setReadOnly(bool(whole))
        self.role.picked.connect(lambda value: self._save(role=Role(value)))
        self.title.editingFinished.connect(lambda: self._save(title=self.title.text()))
        self.department.editingFinished.connect(lambda: self._save(department=self.department.text()))
        self.active.toggled.connect(lambda on: self._save(active=on))
        block = Block(_("角色和职务"))
        for label, control in ((_("角色"), self.role), (_("职务"), self.title), (_("部门"), self.department)):
            block.add(Field(label, control))
        stopped = Text(_("停用的人不能再解锁，做过的记录都保留"), "small", "text_3", wrap=True)
        line = row(Field(_("在用"), self.active), stopped, gap=12)
        line.setStretch(1, 1)
        block.add(line)
        if some:
            block.add(Text(some, "small", "rev", wrap=True))
        return block

    def _save(
        self, *, role: Role | None = None, title: str | None = None, department: str | None = None,
        active: bool | None = None,
    ) -> None:  # fmt: skip
        user = self._user
        if user is None or not may(self._place.desk.user, Right.MANAGE_USERS):
            return
        try:
            after = change_person(
                self._place.workspace, user.id, role=role, title=title, department=department, active=active
            )
        except AuditDeskError as error:
            self._put_back(error.message)
            return
        self.notice.say("bad", "")
        if after != user:
            self._user = after
            if active is None and self._shown is not None:
                self._shown = (after, self._shown[1])
            self.changed.emit(ChangeSet(frozenset({("user", after.id)})))

    def _put_back(self, sentence: str) -> None:
        """The controls show what is stored, and the notice why."""
        assert self._user is not None
        stored = find_user(self._place.desk, self._user.id)
        self.role.set_value(stored.role.value)
        self.active.blockSignals(True)  # noqa: FBT003 -- Qt takes it by position
        self.active.setChecked(stored.active)
        self.active.blockSignals(False)  # noqa: FBT003 -- Qt takes it by position
        self.notice.say("bad", sentence)


def _certificate_block(found: CertificateInfo | None, *, damaged: bool) -> Block:
    block = Block(_("签名证书"))
    if damaged:
        block.add(Text(_("证书读不出来，请用恢复件重新签发。"), tone="bad", wrap=True))
    elif found is None:
        block.add(Text(_("没有证书，不能签署报告。"), tone="text_3", wrap=True))
    else:
        facts = (
            (_("签发"), found.issuer), (_("有效期"), f"{found.valid_from} – {found.valid_to}"),
            (_("指纹"), found.fingerprint),
        )  # fmt: skip
        for label, value in facts:
            word = Text(label, "small", "text_3")
            word.setFixedWidth(60)
            block.add(row(word, Text(value, "small", "text_2", wrap=True), None, gap=10))
    return block


class NewPersonPane(DetailPane):
    """Number, name, role, title and a first passphrase.

    Signals:
        added: the new `User`.
        cancelled: the form is to be closed.
    """

    added = Signal(object)
    cancelled = Signal()

    def __init__(self, place: Place) -> None:
        super().__init__(_("添加用户"))
        self._place = place
        self.staff_no = LineField(says=_("工号"))
        self.name = LineField(says=_("姓名"))
        self.role = ComboField(says=_("角色"))
        self.role.set_choices(_roles(), Role.AUDITOR.value)
        self.title = LineField(hint=_("如：合规专员"), says=_("职务"))
        self.department = LineField(says=_("部门"))
        self.first = PassphraseEdit(says=_("初始口令"))
        self.second = PassphraseEdit(says=_("再输一次"))
        self.strength = StrengthLine()
        self.strength.show_strength(None)
        self.notice = Notice("bad", "")
        self.button = KeyButton(_("添加"), "primary", key="Ctrl+Enter")
        cancel = KeyButton(_("取消"), "quiet", key="Esc", binds=False)
        self.button.clicked.connect(self.save)
        cancel.clicked.connect(self.cancelled)
        self.first.textEdited.connect(self._judge)
        self.second.entered.connect(self.save)
        self._lay_out()
        self.foot(None, cancel, self.button)

    def _lay_out(self) -> None:
        self.head(Text(_("添加用户"), "heading"))
        self._staff_no = Field(_("工号"), self.staff_no)
        self._name = Field(_("姓名"), self.name)
        self._first = Field(_("初始口令"), self.first, above=True)
        self._second = Field(_("再输一次"), self.second, above=True)
        who = Block()
        for field in (
            self.notice, self._staff_no, self._name, Field(_("角色"), self.role),
            Field(_("职务"), self.title), Field(_("部门"), self.department),
        ):  # fmt: skip
            who.add(field)
        secret = Block(_("初始口令"))
        secret.add(Text(_("当面交给本人，第一次解锁后由本人在“安全”里换掉。"), "small", "text_3", wrap=True))
        for part in (self._first, self.strength, self._second):
            secret.add(part)
        self.add_block(who)
        self.add_block(secret)

    def forget(self) -> None:
        """No passphrase stays in the fields."""
        self.first.forget()
        self.second.forget()
        self.strength.show_strength(None)

    def save(self) -> None:
        """Check the fields in place, then add in a job: the key derivation takes its time."""
        if not self.button.isEnabled() or not self._complete():
            return
        new = NewUser(
            self.staff_no.text(), self.name.text(), Role(self.role.value()), self.first.take(),
            self.title.text(), self.department.text(),
        )  # fmt: skip
        self.second.forget()
        self.strength.show_strength(None)
        self.button.refuse(_("正在添加"))
        workspace = self._place.workspace
        job = self._place.jobs.start(
            lambda _progress: add_person(workspace, new),
            done=while_alive(self, self.added.emit),
            failed=while_alive(self, self._failed),
        )
        job.finished.connect(self.button.allow)

    def _complete(self) -> bool:
        self.notice.say("bad", "")
        for field in (self._staff_no, self._name, self._first, self._second):
            field.clear()
        if not self.staff_no.text().strip():
            self._staff_no.missing(_("还缺：工号"))
            return False
        if not self.name.text().strip():
            self._name.missing(_("还缺：姓名"))
            return False
        found = self._place.program.strength(self.first.text(), self._words())
        if not found.enough:
            self._first.missing(found.sentence)
            return False
        if self.first.text() != self.second.text():
            self._second.wrong(_("两次输入的口令不一致。"))
            return False
        return True

    def _words(self) -> list[str]:
        words = (self.name.text(), self.staff_no.text(), self._place.desk.workspace.site_name)
        return [word for word in words if word]

    def _judge(self, text: str) -> None:
        self._first.clear()
        self.strength.show_strength(self._place.program.strength(text, self._words()) if text else None)

    def _failed(self, error: AuditDeskError) -> None:
        self.notice.say("bad", error.message)
