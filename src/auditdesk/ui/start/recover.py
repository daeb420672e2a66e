"""The way back with the recovery kit: eight groups from paper, then a new passphrase."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.people import role_label
from auditdesk.i18n import _
from auditdesk.services.program import OpenWorkspace, Program, WorkspaceSummary
from auditdesk.ui.jobs import JobProgress, Jobs
from auditdesk.ui.start.parts import StrengthLine
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.field import Field
from auditdesk.ui.widgets.inputs import ComboField
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.passphrase import PassphraseEdit
from auditdesk.ui.widgets.recovery import RecoveryBoxes
from auditdesk.ui.widgets.text import Text

GROUPS, LENGTH = 8, 5
"""As printed on the kit."""


class RecoverForm(QWidget):
    """Opens a workspace with the recovery code; the old passphrase of that user opens nothing afterwards.

    Signals:
        opened: the `OpenWorkspace`.
        back: 返回.
    """

    opened = Signal(object)
    back = Signal()

    def __init__(self, program: Program, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._program = program
        self._jobs = jobs
        self._summary: WorkspaceSummary | None = None
        self.groups = [RecoveryBoxes(LENGTH, says=_("第 {n} 组", n=at + 1)) for at in range(GROUPS)]
        self.user = ComboField(says=_("用户"), height=36)
        self.first = PassphraseEdit(says=_("新口令"))
        self.second = PassphraseEdit(says=_("再输一次"))
        self.strength = StrengthLine()
        self.notice = Notice("bad", "")
        self.button = KeyButton(_("设新口令并打开"), "primary", key="Ctrl+Enter", height=40)
        for at, group in enumerate(self.groups):
            group.completed.connect(partial(self._next, at))
            group.overflowed.connect(partial(self._overflow, at))
        self.first.textEdited.connect(self._judge)
        self.second.entered.connect(self.recover)
        self.button.clicked.connect(self.recover)
        self._lay_out()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        for at, group in enumerate(self.groups):
            place = column(Text(_("第 {n} 组", n=at + 1), "small", "text_3"), row(group, None), gap=2)
            grid.addLayout(place, at // 2, at % 2)
        back = KeyButton(_("返回"), "quiet", key="Alt+Left", icon="arrow-left")
        back.clicked.connect(self._go_back)
        words = _("照恢复件输入 8 组密钥，可以整段粘贴；不分大小写，没有 0、1、I、O。")
        self.setLayout(
            column(
                Text(_("用恢复件打开"), "title"),
                Text(words, "small", "text_3", wrap=True),
                8,
                grid,
                Field(_("给谁设新口令"), self.user, above=True),
                Field(_("新口令"), self.first, above=True),
                self.strength,
                Field(_("再输一次"), self.second, above=True),
                self.button,
                self.notice,
                row(back, None),
            )
        )
        self.strength.show_strength(None)

    def show_workspace(self, summary: WorkspaceSummary) -> None:
        """Ask for this workspace's recovery code."""
        self._summary = summary
        people = [
            (slot.user_id, _("工号 {number}", number=slot.staff_no) + f"\t{role_label(slot.role)}")
            for slot in summary.slots
        ]
        self.user.set_choices(people, people[0][0] if people else "")
        none = "" if summary.has_recovery else _("这个工作区没有做过恢复件，不能这样打开。")
        self.notice.say("rev", none)
        self.forget()

    def forget(self) -> None:
        """Empty every field."""
        for group in self.groups:
            group.forget()
        self.first.forget()
        self.second.forget()
        self.strength.show_strength(None)

    def recover(self) -> None:
        """Open with the code on the worker thread."""
        if self._summary is None or not self.button.isEnabled():
            return
        if any(group.missing() for group in self.groups):
            self.notice.say("rev", _("恢复密钥还没有输完：8 组，每组 5 位。"))
        elif not self.first.text() or self.first.text() != self.second.text():
            self.notice.say("rev", _("两次输入的新口令不一致。"))
        else:
            self._start(self._summary)

    def _start(self, summary: WorkspaceSummary) -> None:
        code = "-".join(group.text() for group in self.groups)
        folder, user, given = summary.folder, self.user.value(), self.first.take()
        self.second.forget()
        self.strength.show_strength(None)
        self.button.refuse(_("正在打开"))

        def work(_progress: JobProgress) -> OpenWorkspace:
            return self._program.recover(folder, code, given, user)

        self._jobs.start(work, done=self._done, failed=self._failed)

    def _done(self, workspace: OpenWorkspace) -> None:
        self.button.allow()
        self.forget()
        self.opened.emit(workspace)

    def _failed(self, error: AuditDeskError) -> None:
        self.button.allow()
        self.notice.say("bad", error.message)

    def _judge(self, text: str) -> None:
        self.strength.show_strength(self._program.strength(text) if text else None)

    def _next(self, at: int, _text: str) -> None:
        target = self.groups[at + 1] if at + 1 < GROUPS else self.first
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _overflow(self, at: int, rest: str) -> None:
        for group in self.groups[at + 1 :]:
            rest = group.fill(rest)

    def _go_back(self) -> None:
        self.forget()
        self.back.emit()
