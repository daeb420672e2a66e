"""加入已有工作区: an invitation file, its one-time code, where the workspace shall lie, a passphrase."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from auditdesk.domain.errors import AuditDeskError
from auditdesk.i18n import _
from auditdesk.services.program import OpenWorkspace, Program, RecoveryKit
from auditdesk.ui.dialogs import Dialogs
from auditdesk.ui.jobs import JobProgress, Jobs
from auditdesk.ui.start.parts import StrengthLine
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.field import Field
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.passphrase import PassphraseEdit
from auditdesk.ui.widgets.text import Text


class JoinForm(QWidget):
    """Makes this laptop's workspace; the administrator who invited need not be there.

    Signals:
        joined: the `OpenWorkspace` and the `RecoveryKit` of this laptop, to be printed before work begins.
        back: 返回.
    """

    joined = Signal(object, object)
    back = Signal()

    def __init__(self, program: Program, jobs: Jobs, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._program = program
        self._jobs = jobs
        self._dialogs = dialogs
        self.file = LineField(hint=_("管理员给的 .adinvite 文件"), says=_("邀请文件"))
        self.code = LineField(hint="XXXXX-XXXXX-XXXXX-XXXXX", says=_("一次性口令"))
        self.folder = LineField(str(program.default_folder()), says=_("位置"))
        self.share = LineField(hint=_("和邀请人看到的位置一样就不用填"), says=_("共享目录的位置"))
        self.first = PassphraseEdit(says=_("新口令"))
        self.second = PassphraseEdit(says=_("再输一次"))
        self.strength = StrengthLine()
        self.notice = Notice("bad", "")
        self.button = KeyButton(_("加入"), "primary", key="Ctrl+Enter", height=40)
        self.button.clicked.connect(self.join)
        self.second.entered.connect(self.join)
        self.first.textEdited.connect(self._judge)
        choose, place = self._link(_("选择文件"), self._file), self._link(_("选择位置"), self._folder)
        self._fields: dict[QLineEdit, Field] = {
            self.file: Field(_("邀请文件"), self.file, above=True, after=choose),
            self.code: Field(_("一次性口令"), self.code, above=True),
            self.folder: Field(_("位置"), self.folder, above=True, after=place),
            self.first: Field(_("新口令"), self.first, above=True),
            self.second: Field(_("再输一次"), self.second, above=True),
        }
        self._lay_out()

    def _lay_out(self) -> None:
        back = KeyButton(_("返回"), "quiet", key="Alt+Left", icon="arrow-left")
        back.clicked.connect(self._go_back)
        words = _("口令是这台电脑自己的，别人不知道；第一次会取回全部变更，可能要几分钟。")
        place = Text(_("可不填"), "small", "text_3")
        fields = list(self._fields.values())
        self.setLayout(
            column(
                Text(_("加入已有工作区"), "title"),
                Text(words, "small", "text_3", wrap=True),
                4,
                *fields[:3],
                Field(_("共享目录在这台电脑上的位置"), self.share, above=True, after=place),
                fields[3],
                self.strength,
                fields[4],
                self.button,
                self.notice,
                row(back, None),
            )
        )
        self.strength.show_strength(None)

    def _link(self, word: str, act: object) -> KeyButton:
        link = KeyButton(word, "link")
        link.clicked.connect(act)
        return link

    def _file(self) -> None:
        found = self._dialogs.open_files(_("选择邀请文件"), _("邀请文件 (*.adinvite)"), many=False)
        if found:
            self.file.setText(str(found[0]))

    def _folder(self) -> None:
        folder = self._dialogs.open_folder(_("选择位置"))
        if folder is not None:
            self.folder.setText(str(folder))

    def forget(self) -> None:
        """Empty what is secret."""
        self.code.clear()
        self.first.forget()
        self.second.forget()
        self.strength.show_strength(None)

    def join(self) -> None:
        """Join on the worker thread, once nothing is missing."""
        if self.button.isEnabled() and self._complete():
            self._start()

    def _complete(self) -> bool:
        self.notice.say("bad", "")
        for field in self._fields.values():
            field.clear()
        needs = {
            self.file: _("还缺：邀请文件"), self.code: _("还缺：一次性口令"), self.folder: _("还缺：位置"),
        }  # fmt: skip
        for line, words in needs.items():
            if not line.text().strip():
                self._fields[line].missing(words)
                line.setFocus()
                return False
        found = self._program.strength(self.first.text())
        if not found.enough:
            self._fields[self.first].missing(found.sentence)
            return False
        if self.first.text() != self.second.text():
            self._fields[self.second].wrong(_("两次输入的口令不一致。"))
            return False
        return True

    def _start(self) -> None:
        file, folder = (Path(one.text().strip()).expanduser() for one in (self.file, self.folder))
        code, share, given = self.code.text().strip(), self.share.text().strip(), self.first.take()
        self.second.forget()
        self.strength.show_strength(None)
        self.button.set_label(_("正在加入，取回变更…"))
        self.button.refuse(_("正在加入"))

        def work(_progress: JobProgress) -> tuple[OpenWorkspace, RecoveryKit]:
            workspace = self._program.join(folder, file, code, given, share)
            try:
                return workspace, workspace.new_recovery_kit()
            except AuditDeskError:
                workspace.close()
                raise

        self._jobs.start(work, done=self._done, failed=self._failed)

    def _done(self, made: tuple[OpenWorkspace, RecoveryKit]) -> None:
        self._rest()
        self.forget()
        self.joined.emit(*made)

    def _failed(self, error: AuditDeskError) -> None:
        self._rest()
        self.notice.say("bad", error.message)

    def _rest(self) -> None:
        self.button.set_label(_("加入"))
        self.button.allow()

    def _judge(self, text: str) -> None:
        self.strength.show_strength(self._program.strength(text) if text else None)

    def _go_back(self) -> None:
        self.forget()
        self.back.emit()
