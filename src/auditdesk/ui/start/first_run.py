"""10 首次使用: name the workspace, first user and passphrase, recovery kit on paper, then start."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from auditdesk.domain.errors import AuditDeskError
from auditdesk.i18n import _
from auditdesk.services.program import NewWorkspace, OpenWorkspace, Program, RecoveryKit
from auditdesk.ui.dialogs import Dialogs
from auditdesk.ui.jobs import JobProgress, Jobs
from auditdesk.ui.start.kit import KitStep
from auditdesk.ui.start.naming import NamingStep, PassphraseStep
from auditdesk.ui.start.parts import brand, quiet_line
from auditdesk.ui.theme.glyphs import State
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import BottomBar
from auditdesk.ui.widgets.layouts import column, panel, row
from auditdesk.ui.widgets.steps import Step, StepRail
from auditdesk.ui.widgets.text import Text

_SIDE = 264
_NAMING, _PASSPHRASE, _KIT = range(3)


class FirstRun(QWidget):
    """Three steps; the workspace exists from the second one on and is held until `opened`.

    Signals:
        opened: the `OpenWorkspace`; the kit is forgotten by then.
        join_wanted: join an existing workspace instead.
        left: 上一步 on the first step, when there is something to go back to.
    """

    opened = Signal(object)
    left = Signal()
    join_wanted = Signal()

    def __init__(self, program: Program, jobs: Jobs, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._program = program
        self._jobs = jobs
        self._workspace: OpenWorkspace | None = None
        self.naming = NamingStep(program.default_folder(), dialogs)
        self.person = PassphraseStep(program)
        self.kit = KitStep(dialogs)
        self._stack = QStackedWidget()
        for step in (self.naming, self.person, self.kit):
            self._stack.addWidget(step)
        self._rail = StepRail()
        self.back = KeyButton(_("上一步"), key="Alt+Left")
        self.later = KeyButton(_("以后再做"), "quiet")
        self._cost = Text("", "small", "text_3")
        self.next = KeyButton(_("下一步"), "primary", key="Ctrl+Enter")
        self.back.clicked.connect(self.go_back)
        self.next.clicked.connect(self.go_on)
        self.later.clicked.connect(self.finish)
        self.naming.ready.connect(self.go_on)
        self.naming.join_wanted.connect(self.join_wanted)
        self.person.ready.connect(self.go_on)
        self.kit.matched.connect(self._kit_matched)
        self._lay_out()
        self._turn_to(_NAMING)

    def _lay_out(self) -> None:
        side = column(brand(), 24, Text(_("建立工作区，约 3 分钟"), "small", "text_3"), gap=8)
        side.setContentsMargins(24, 24, 16, 24)
        side.addWidget(self._rail)
        side.addStretch(1)
        side.addLayout(quiet_line("cloud-off", _("全程离线，没有账号，没有上传")))
        left = panel(side, "rail", "right")
        left.setFixedWidth(_SIDE)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(panel(column(self._stack, gap=0), "surface"), 1)
        right.addWidget(BottomBar(16, self.back, None, self.later, self._cost, self.next))
        whole = row(left, gap=0)
        whole.addLayout(right, 1)
        self.setLayout(whole)

    def step(self) -> int:
        """The step shown, from 0."""
        return self._stack.currentIndex()

    def go_back(self) -> None:
        """To the step before; the workspace, once made, is not unmade."""
        if self.step() == _PASSPHRASE:
            self._turn_to(_NAMING)
        elif self.step() == _NAMING:
            self.left.emit()

    def go_on(self) -> None:
        """Finish this step; what is missing is said where it is missing."""
        acts: tuple[Callable[[], None], ...] = (self._named, self._create, self.finish)
        if self.next.isEnabled():
            acts[self.step()]()

    def _named(self) -> None:
        if self.naming.complete():
            self._turn_to(_PASSPHRASE)

    def _create(self) -> None:
        if not self.person.complete((self.naming.site.text(),)):
            return
        folder, passphrase = self.naming.place(), self.person.take()
        new = NewWorkspace(
            self.naming.site.text().strip(),
            self.person.name.text().strip(),
            passphrase,
            self.naming.organisation.text().strip(),
            self.person.staff_no.text().strip(),
            self.person.post.text().strip(),
        )
        self.next.refuse(_("正在建立"))
        self.next.set_label(_("正在建立…"))
        self.back.setEnabled(False)

        def work(_progress: JobProgress) -> tuple[OpenWorkspace, RecoveryKit]:
            return self._program.create(folder, new)

        self._jobs.start(work, done=self._created, failed=self._not_created)

    def show_joined(self, workspace: OpenWorkspace, kit: RecoveryKit) -> None:
        """The last step alone: this laptop joined a workspace and its kit is not on paper yet."""
        self.naming.site.setText(workspace.desk.workspace.site_name)
        self.person.name.setText(workspace.desk.user.name)
        self._created((workspace, kit))

    def _created(self, made: tuple[OpenWorkspace, RecoveryKit]) -> None:
        self._workspace, kit = made
        info = self._workspace.desk.workspace
        self.kit.show_kit(kit, info.site_name, Path(info.folder))
        self._turn_to(_KIT)

    def _not_created(self, error: AuditDeskError) -> None:
        self._turn_to(_PASSPHRASE)
        self.person.notice.say("bad", error.message)

    def _kit_matched(self) -> None:
        self.next.allow()
        self._cost.setText("")
        self.later.hide()

    def finish(self) -> None:
        """Go to work; nothing of the kit stays in memory."""
        if self._workspace is None:
            return
        workspace, self._workspace = self._workspace, None
        self.kit.forget()
        self.opened.emit(workspace)

    def abandon(self) -> None:
        """The window closes: let go of a workspace that was made but not handed over."""
        self.kit.forget()
        if self._workspace is not None:
            self._workspace.close()
            self._workspace = None

    def _turn_to(self, step: int) -> None:
        self._stack.setCurrentIndex(step)
        self._rail.set_steps(self._steps(step))
        self.back.setEnabled(step != _KIT)
        self.back.setVisible(step != _KIT)
        self.later.setVisible(step == _KIT)
        self.next.allow()
        self.next.set_label(_("开始使用") if step == _KIT else _("下一步"))
        self._cost.setText("")
        if step == _KIT:
            self._cost.setText(_("没有恢复件，忘了口令就再也打不开"))
            self.next.refuse(_("两组还没有核对"))
        (self.naming.site, self.person.name, self.kit)[step].setFocus()

    def _steps(self, here: int) -> list[Step]:
        keyring = self._program.second_factor()

        def state(at: int) -> State:
            return State.CLOSED if at < here else State.CURRENT if at == here else State.EMPTY

        place = self.naming.site.text() if here else _("名称和位置")
        person = self.person.name.text() if here > _PASSPHRASE else _("姓名、工号、口令")
        factor = keyring or _("这台电脑没有，只靠口令")
        return [
            Step(_("工作区"), place, state(_NAMING)),
            Step(_("用户与口令"), person, state(_PASSPHRASE)),
            Step(_("第二因素"), factor, State.CLOSED if here > _PASSPHRASE and keyring else State.EMPTY),
            Step(_("恢复件"), _("打印，核对，交人保管"), state(_KIT)),
            Step(_("开始使用"), _("选清单、邀请复核员"), State.EMPTY),
        ]
