"""01 解锁: choose a workspace, passphrase, second factor, and a way back for each way of being locked out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.people import role_label
from auditdesk.i18n import _
from auditdesk.services.program import OpenWorkspace, Program, WorkspaceSummary
from auditdesk.ui.dialogs import Dialogs
from auditdesk.ui.jobs import JobProgress, Jobs
from auditdesk.ui.start.join import JoinForm
from auditdesk.ui.start.parts import WorkspaceRow, brand, quiet_line, second_factor_box
from auditdesk.ui.start.recover import RecoverForm
from auditdesk.ui.start.restore import RestoreForm
from auditdesk.ui.widgets.buttons import KeyButton, KeyCap
from auditdesk.ui.widgets.field import Field
from auditdesk.ui.widgets.inputs import ComboField
from auditdesk.ui.widgets.layouts import clear, column, panel, row, scrolled
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.passphrase import PassphraseEdit
from auditdesk.ui.widgets.text import Elided, Rule, Text

_SIDE, _SIDE_LEAST, _FORM = 500, 360, 400


class UnlockForm(QWidget):
    """User, passphrase, second factor and the button; the key derivation runs in a job.

    Signals:
        opened: the `OpenWorkspace`.
        recover_wanted, restore_wanted: the ways back.
        moved: ↑ or ↓ in an empty passphrase field: -1 or 1.
    """

    opened = Signal(object)
    recover_wanted = Signal()
    restore_wanted = Signal()
    moved = Signal(int)

    def __init__(self, program: Program, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._program = program
        self._jobs = jobs
        self._summary: WorkspaceSummary | None = None
        self._busy = False
        self.title = Text("", "title")
        self.place = Elided("", tone="text_3")
        self.user = ComboField(says=_("用户"), height=36)
        self.passphrase = PassphraseEdit(says=_("口令"))
        self.button = KeyButton(_("解锁"), "primary", key="Enter", binds=False, height=40)
        self.notice = Notice("rev", "")
        self.passphrase.entered.connect(self.unlock)
        self.button.clicked.connect(self.unlock)
        self._lay_out()

    def _lay_out(self) -> None:
        user = Field(_("用户"), self.user, above=True, after=Text(_("姓名在解锁后显示"), "small", "text_3"))
        hint = Text(_("校验约 1 秒"), "small", "text_3")
        words = Field(_("口令"), self.passphrase, above=True, after=hint)
        factor = column(
            Text(_("第二因素"), "small", "text_2"), second_factor_box(self._program.second_factor()), gap=4
        )
        layout = column(self.title, self.place, 16, user, 8, words, 8, factor, 8, self.button, self.notice)
        layout.addSpacing(16)
        layout.addWidget(Text(_("打不开？"), "small", "text_3"))
        for question, answer, signal in (
            (_("忘记口令，或换了电脑："), _("用恢复件打开"), self.recover_wanted),
            (_("文件损坏："), _("从备份恢复"), self.restore_wanted),
        ):
            link = KeyButton(answer, "link")
            link.clicked.connect(signal)
            layout.addWidget(Rule())
            layout.addLayout(row(Text(question), link, None, gap=2, margins=(0, 4, 0, 4)))
        layout.addWidget(Rule())
        self.setLayout(layout)

    def show_workspace(self, summary: WorkspaceSummary) -> None:
        """Ask for this workspace's passphrase."""
        self._summary = summary
        self.title.setText(_("解锁{name}", name=summary.site_name))
        self.place.set_text(str(summary.folder))
        people = [
            (slot.user_id, _("工号 {number}", number=slot.staff_no) + f"\t{role_label(slot.role)}")
            for slot in summary.slots
        ]
        self.user.set_choices(people, people[0][0] if people else "")
        bound = any(slot.device_bound for slot in summary.slots)
        lost = bound and not self._program.second_factor()
        self.notice.say("rev", _("口令要配合本机密钥，这台电脑上没有：请用恢复件打开。") if lost else "")
        self.passphrase.forget()
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def unlock(self) -> None:
        """Check the passphrase on the worker thread."""
        if self._summary is None or self._busy:
            return
        if not self.passphrase.text():
            self.notice.say("rev", _("请输入口令。"))
            self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        folder, user, given = self._summary.folder, self.user.value(), self.passphrase.take()
        self._set_busy(busy=True)

        def work(_progress: JobProgress) -> OpenWorkspace:
            return self._program.open(folder, given, user)

        self._jobs.start(work, done=self._done, failed=self._failed)

    def _done(self, workspace: OpenWorkspace) -> None:
        self._set_busy(busy=False)
        self.notice.say("rev", "")
        self.opened.emit(workspace)

    def _failed(self, error: AuditDeskError) -> None:
        self._set_busy(busy=False)
        self.notice.say("bad", error.message)
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        if busy:
            self.notice.say("rev", "")
            self.button.set_label(_("正在校验口令…"))
            self.button.refuse(_("正在校验口令"))
        else:
            self.button.set_label(_("解锁"))
            self.button.allow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑ ↓ that the passphrase field did not use change the workspace while it is empty."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if key in steps and not self.passphrase.text():
            self.moved.emit(steps[key])
            return
        super().keyPressEvent(event)


class UnlockScreen(QWidget):
    """The list of known workspaces at the left, the form of the chosen one at the right.

    Signals:
        opened: the `OpenWorkspace`.
        new_wanted: the user wants to make a workspace.
        joined: this laptop joined one; the `OpenWorkspace` and the `RecoveryKit` to print.
    """

    opened = Signal(object)
    new_wanted = Signal()
    joined = Signal(object, object)

    def __init__(self, program: Program, jobs: Jobs, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._program = program
        self._dialogs = dialogs
        self.rows: list[WorkspaceRow] = []
        self.form = UnlockForm(program, jobs)
        self.recover = RecoverForm(program, jobs)
        self.restore = RestoreForm(program, jobs, dialogs)
        self.join = JoinForm(program, jobs, dialogs)
        self.say = Notice("bad", "")
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self._right = QStackedWidget()
        for form in (self.form, self.recover, self.restore, self.join):
            self._right.addWidget(self._centred(form))
        self.form.opened.connect(self.opened)
        self.form.moved.connect(self._step)
        self.form.recover_wanted.connect(lambda: self._turn_to(self.recover))
        self.form.restore_wanted.connect(lambda: self._turn_to(self.restore))
        self.recover.opened.connect(self.opened)
        self.recover.back.connect(lambda: self._turn_to(self.form))
        self.restore.back.connect(lambda: self._turn_to(self.form))
        self.restore.restored.connect(self._restored)
        self.join.joined.connect(self.joined)
        self.join.back.connect(self._left_join)
        whole = row(self._side(), panel(self._foot(), "surface"), gap=0)
        whole.setStretch(0, 37)
        whole.setStretch(1, 63)
        self.setLayout(whole)

    def _centred(self, form: QWidget) -> QWidget:
        form.setFixedWidth(_FORM)
        holder = QWidget()
        holder.setLayout(column(None, row(None, form, None, margins=(16, 24, 16, 0)), None, None))
        return scrolled(holder)

    def _foot(self) -> QVBoxLayout:
        foot = row(Text("AuditDesk", "small", "text_3"), None, margins=(24, 8, 24, 12))
        layout = column(gap=0)
        layout.addWidget(self._right, 1)
        layout.addLayout(foot)
        return layout

    def _side(self) -> QWidget:
        new = KeyButton(_("新建工作区"), key="Ctrl+N", icon="plus")
        new.clicked.connect(self.new_wanted)
        folder = KeyButton(_("打开文件夹"), key="Ctrl+O", icon="folder-open")
        folder.clicked.connect(self.open_folder)
        joining = KeyButton(_("加入已有工作区"), "link")
        joining.clicked.connect(self.show_join)
        title = row(Text(_("选择工作区"), "title"), None, KeyCap("Up"), KeyCap("Down"), gap=4)
        places = QWidget()
        places.setLayout(column(self._list, None, gap=0))
        layout = column(brand(), 32, title, 8, gap=0, margins=(32, 28, 32, 24))
        layout.addWidget(scrolled(places), 1)
        layout.addWidget(self.say)
        layout.addLayout(row(new, folder, None))
        layout.addSpacing(12)
        layout.addLayout(row(Text(_("有邀请文件？"), "small", "text_3"), joining, None, gap=4))
        layout.addSpacing(24)
        layout.addWidget(Rule())
        layout.addSpacing(12)
        layout.addLayout(quiet_line("shield-check", _("解锁前，只看得到名称和位置"), "ok"))
        layout.addSpacing(6)
        layout.addLayout(quiet_line("cloud-off", _("解锁和工作都不需要网络")))
        side = panel(layout, "rail", "right")
        side.setMinimumWidth(_SIDE_LEAST)
        side.setMaximumWidth(_SIDE)
        return side

    def show_known(self, found: Sequence[WorkspaceSummary], chosen: Path | None = None) -> None:
        """List workspaces and ask for the first free one, or for ``chosen``."""
        clear(self._list)
        self.rows = [WorkspaceRow(summary) for summary in found]
        for each in self.rows:
            each.clicked.connect(lambda _checked=False, entry=each: self.choose(entry))
            self._list.addWidget(each)
        free = [each for each in self.rows if not each.summary.busy]
        wanted = [each for each in free if chosen is not None and each.summary.folder == chosen]
        self.form.setEnabled(bool(free))
        if free:
            self.choose((wanted or free)[0])

    def choose(self, entry: WorkspaceRow) -> None:
        """Ask for this workspace's passphrase."""
        entry.setChecked(True)
        self.say.say("bad", "")
        self.form.show_workspace(entry.summary)
        self.recover.show_workspace(entry.summary)
        self._turn_to(self.form)

    def open_folder(self) -> None:
        """Add a workspace that is not in the list."""
        folder = self._dialogs.open_folder(_("打开工作区文件夹"))
        if folder is not None:
            self.add_folder(folder)

    def add_folder(self, folder: Path) -> None:
        """List a workspace by its folder; a folder without one is said in place."""
        try:
            summary = self._program.summary(folder)
        except AuditDeskError as error:
            self.say.say("bad", error.message)
            return
        others = [each.summary for each in self.rows if each.summary.folder != summary.folder]
        self.show_known([summary, *others], summary.folder)

    def show_join(self) -> None:
        """Ask for an invitation."""
        self._turn_to(self.join)
        self.join.file.setFocus()

    def _left_join(self) -> None:
        """Back to the chosen workspace; without any, to making one."""
        if self.rows:
            self._turn_to(self.form)
        else:
            self.new_wanted.emit()

    def _restored(self, summary: WorkspaceSummary) -> None:
        self.add_folder(summary.folder)

    def _turn_to(self, form: QWidget) -> None:
        self._right.setCurrentIndex((self.form, self.recover, self.restore, self.join).index(form))

    def _step(self, by: int) -> None:
        free = [each for each in self.rows if not each.summary.busy]
        at = next((place for place, each in enumerate(free) if each.isChecked()), 0)
        if 0 <= at + by < len(free):
            self.choose(free[at + by])
