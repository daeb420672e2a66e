"""换口令: old, new, again, with the strength in place; the key derivation runs in a job."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from auditdesk.domain.errors import AuditDeskError
from auditdesk.i18n import _
from auditdesk.ui.jobs import while_alive
from auditdesk.ui.pages.registry import Place
from auditdesk.ui.start.parts import StrengthLine
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import Card
from auditdesk.ui.widgets.field import Field
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.passphrase import PassphraseEdit
from auditdesk.ui.widgets.text import Text

_WIDEST = 420


class PassphraseCard(Card):
    """Changes the passphrase of the person at work."""

    def __init__(self, place: Place) -> None:
        super().__init__(_("换口令"))
        self._place = place
        self.old = PassphraseEdit(says=_("现在的口令"))
        self.new = PassphraseEdit(says=_("新口令"))
        self.again = PassphraseEdit(says=_("再输一次新口令"))
        self.strength = StrengthLine()
        self.strength.show_strength(None)
        self.notice = Notice("ok", "")
        self.button = KeyButton(_("换口令"), icon="key-round")
        self._old = Field(_("现在的口令"), self.old, above=True)
        self._new = Field(_("新口令"), self.new, above=True)
        self._again = Field(_("再输一次新口令"), self.again, above=True)
        self.new.textEdited.connect(self._judge)
        self.old.textEdited.connect(lambda _text: self._old.clear())
        self.again.textEdited.connect(lambda _text: self._again.clear())
        self.again.entered.connect(self.change)
        self.button.clicked.connect(self.change)
        holder = QWidget()
        holder.setMaximumWidth(_WIDEST)
        holder.setLayout(column(self._old, self._new, self.strength, self._again, row(self.button, None)))
        hint = Text(_("只换自己的口令；数据不重新加密，恢复件继续有效。"), "small", "text_3", wrap=True)
        self.add_padded(hint, self.notice, holder)

    def change(self) -> None:
        """Check the three fields and change in a job."""
        self.notice.say("ok", "")
        if not self.button.isEnabled() or not self._complete():
            return
        old, new = self.old.take(), self.new.take()
        self.again.forget()
        self.strength.show_strength(None)
        self.button.refuse(_("正在换口令"))
        workspace = self._place.workspace
        job = self._place.jobs.start(
            lambda _progress: workspace.change_passphrase(old, new),
            done=while_alive(self, self._done),
            failed=while_alive(self, self._failed),
        )
        job.finished.connect(self.button.allow)

    def forget(self) -> None:
        """Nothing typed stays behind."""
        for field in (self.old, self.new, self.again):
            field.forget()
        self.strength.show_strength(None)

    def _complete(self) -> bool:
        if not self.old.text():
            self._old.missing(_("还缺：现在的口令"))
            return False
        found = self._place.program.strength(self.new.text(), self._words())
        if not found.enough:
            self._new.missing(found.sentence)
            return False
        if self.new.text() != self.again.text():
            self._again.wrong(_("两次输入的口令不一致。"))
            return False
        return True

    def _words(self) -> list[str]:
        desk = self._place.desk
        return [desk.user.name, desk.user.staff_no, desk.workspace.site_name]

    def _judge(self, text: str) -> None:
        self._new.clear()
        self.strength.show_strength(self._place.program.strength(text, self._words()) if text else None)

    def _done(self, _nothing: object) -> None:
        self.notice.say("ok", _("口令已换，旧口令不再有效。"))

    def _failed(self, error: AuditDeskError) -> None:
        self.notice.say("bad", error.message)
