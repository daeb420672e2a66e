"""Inviting a person's laptop: whom, the file, and the one-time code, shown once."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from auditdesk.domain.people import Role, User, role_label
from auditdesk.i18n import _
from auditdesk.services.desk import new_id
from auditdesk.services.sharing_enrol import VALID_DAYS
from auditdesk.ui.pages.syncing.reading import SyncFile
from auditdesk.ui.theme.fonts import mono
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import Card
from auditdesk.ui.widgets.field import Field
from auditdesk.ui.widgets.inputs import ComboField, LineField
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.switch import CheckBox
from auditdesk.ui.widgets.text import Text

_NEW = "new"


class InviteCard(Card):
    """A form in place.

    Signals:
        wanted: the `User` (known or new) and whether the laptop may invite others.
    """

    wanted = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("邀请一台电脑"), parent=parent)
        self._file: SyncFile | None = None
        self.who = ComboField(_("选择用户"), says=_("给谁用"))
        self.name = LineField(hint=_("姓名"))
        self.staff_no = LineField(hint=_("工号"))
        self.role = ComboField(says=_("角色"))
        self.role.set_choices([(one.value, role_label(one)) for one in Role], Role.AUDITOR.value)
        self.admin = CheckBox(_("这台电脑也能邀请和停用别的电脑"))
        self.known = Notice("rev", "")
        self.notice = Notice("bad", "")
        self.code = Text("", "title")
        self.code.setFont(mono(20))
        self.code_words = Text("", "small", "text_2", wrap=True)
        self.button = KeyButton(_("写出邀请文件"), icon="send")
        self.button.clicked.connect(self._ask)
        self.who.picked.connect(lambda _value: self._look())
        self._new = row(
            Field(_("姓名"), self.name, above=True), Field(_("工号"), self.staff_no, above=True),
            Field(_("角色"), self.role, above=True),
        )  # fmt: skip
        self._holder = QWidget()
        self._holder.setLayout(self._new)
        words = _("邀请文件和一次性口令分开交给对方；对方在首页选“加入已有工作区”。")
        self.add_padded(
            Text(words, "small", "text_3", wrap=True), Field(_("给谁用"), self.who, above=True), self._holder,
            self.known, self.admin, row(self.button, None), self.notice,
            column(self.code_words, self.code, gap=2),
        )  # fmt: skip
        self._show_code("", "")

    def show_file(self, file: SyncFile) -> None:
        """Offer the users; who is not an administrator sees why not."""
        self._file = file
        before = self.who.value()
        people = [(one.id, f"{one.name}\t{one.staff_no}") for one in file.users if one.active]
        self.who.set_choices([*people, (_NEW, _("新用户…"))], before or _NEW)
        if file.manages:
            self.button.allow()
        else:
            self.button.refuse(_("只有管理员能邀请"))
            self.notice.say("na", _("只有管理员能邀请和停用电脑。"))
        self._look()

    def show_code(self, path: str, code: str) -> None:
        """The invitation was written; the code is on screen until the page is left."""
        self.notice.say("ok", _("邀请文件已写到 {path}。", path=path))
        self._show_code(
            code,
            _("一次性口令，只显示这一次（{days} 天内有效），请记下，不要和文件一起发：", days=VALID_DAYS),
        )

    def forget(self) -> None:
        """Cover the code: it is shown once."""
        if self.code.text():
            self._show_code("", _("口令已遮盖，不能再看；没记下就重新邀请。"))

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever looks elsewhere has seen it."""
        super().hideEvent(event)
        self.forget()

    def _show_code(self, code: str, words: str) -> None:
        self.code.setText(code)
        self.code.setVisible(bool(code))
        self.code_words.setText(words)
        self.code_words.setVisible(bool(words))

    def _look(self) -> None:
        self._holder.setVisible(self.who.value() == _NEW)
        self.known.say("rev", self._held())

    def _held(self) -> str:
        """Says that an invited person's other laptops keep working, with the identity they have."""
        if self._file is None:
            return ""
        own = [one for one in self._file.laptops if one.user_id == self.who.value() and not one.revoked]
        if not own:
            return ""
        numbers = "、".join(str(one.number) for one in own)
        return _(
            "此人已有 {numbers} 号电脑。新邀请会签发新的身份，旧电脑照样能用；不再用的，请在上面停用。",
            numbers=numbers,
        )

    def _ask(self) -> None:
        if self._file is None:
            return
        chosen = next((one for one in self._file.users if one.id == self.who.value()), None)
        if chosen is None:
            chosen = self._new_user(self._file)
        if chosen is not None:
            self.notice.say("bad", "")
            self.wanted.emit(chosen, self.admin.isChecked())

    def _new_user(self, file: SyncFile) -> User | None:
        name, number = self.name.text().strip(), self.staff_no.text().strip()
        if not name or not number:
            self.notice.say("rev", _("请填写新用户的姓名和工号。"))
            return None
        if any(one.staff_no == number for one in file.users):
            self.notice.say("bad", _("工号 {number} 已经有人用了，请在上面选这位用户。", number=number))
            return None
        return User(new_id(), number, name, Role(self.role.value()), created_at=file.now)
