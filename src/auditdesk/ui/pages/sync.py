"""同步: where changes are, what waits, alarms with their ways out, and conflicts settled field by field."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.operations import Alarm
from auditdesk.domain.people import User
from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.services.sharing import reach
from auditdesk.services.sharing_conflicts import Choice
from auditdesk.services.sharing_laptops import Laptop
from auditdesk.services.sharing_settling import Decision, Question
from auditdesk.ui.keys import Key
from auditdesk.ui.page import Page
from auditdesk.ui.pages.registry import Place
from auditdesk.ui.pages.syncing.alarms import AlarmCard
from auditdesk.ui.pages.syncing.conflict import ConflictPane
from auditdesk.ui.pages.syncing.field import KEYS
from auditdesk.ui.pages.syncing.people import PeoplePane
from auditdesk.ui.pages.syncing.reading import SyncFile, read_sync
from auditdesk.ui.pages.syncing.setup import SetUpPane
from auditdesk.ui.pages.syncing.stick import StickPane
from auditdesk.ui.pages.syncing.waiting import WaitingCard
from auditdesk.ui.pages.syncing.ways import WayCard
from auditdesk.ui.pages.syncing.words import success_words
from auditdesk.ui.pages.syncing.work import SyncWork, can_retry
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import PageHead
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.notice import Notice

_LEFT, _RIGHT = 43, 57


class SyncPage(Page):
    """Left what is on its way, right the conflict in hand, the laptops, or the stick."""

    def __init__(self, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self._file: SyncFile | None = None
        self._reached: tuple[bool | None, str] = (None, "")
        self._at = 0
        self._wanted = ""
        self.work = SyncWork(place, self)
        self.work.changed.connect(self.changed)
        self.work.synced.connect(self._synced)
        self.work.began.connect(self._show_job)

    def title(self) -> str:
        """同步."""
        return _("同步")

    def build(self) -> None:
        """Head, left column, right panes; or the set-up while there is no share."""
        self.people_button = KeyButton(_("电脑"), icon="laptop")
        self.stick_button = KeyButton(_("U 盘带走"), icon="usb")
        self.sync_button = KeyButton(_("立即同步"), "primary", key="Ctrl+R", icon="refresh-cw")
        self.people_button.clicked.connect(lambda: self._turn_to("people"))
        self.stick_button.clicked.connect(lambda: self._turn_to("stick"))
        self.sync_button.clicked.connect(self.sync)
        self.head = PageHead(_("同步"), "", self.people_button, self.stick_button, self.sync_button)
        self.notice = Notice("bad", "")
        self.way, self.waiting, self.alarms = WayCard(), WaitingCard(), AlarmCard()
        self.conflict, self.people, self.stick = ConflictPane(), PeoplePane(), StickPane()
        self.setup = SetUpPane()
        self.right = QStackedWidget()
        for pane in (self.conflict, self.people, self.stick):
            self.right.addWidget(pane)
        self._lay_out()
        self.body.addWidget(self.head)
        self.body.addWidget(self._stack, 1)
        for button in (self.people_button, self.stick_button, self.sync_button):
            button.hide()
        self._connect()

    def _lay_out(self) -> None:
        left = column(self.way, gap=12)
        left.addWidget(self.waiting, 6)
        left.addWidget(self.alarms, 5)
        halves = row(gap=12)
        halves.addLayout(left, _LEFT)
        halves.addWidget(self.right, _RIGHT)
        self._whole = QWidget()
        whole = column(self.notice, gap=12, margins=(16, 0, 16, 16))
        whole.addLayout(halves, 1)
        self._whole.setLayout(whole)
        self._stack = QStackedWidget()
        self._stack.addWidget(QWidget())
        self._stack.addWidget(self._whole)
        self._stack.addWidget(self.setup)

    def _connect(self) -> None:
        say = self.notice.say
        self.way.retry.connect(self.sync)
        self.alarms.wanted.connect(self._way_out)
        self.conflict.applied.connect(self._apply)
        self.conflict.later.connect(self._later)
        self.stick.left.connect(lambda: self._turn_to(""))
        self.stick.out_wanted.connect(self._carry_out)
        self.stick.in_wanted.connect(self._carry_in)
        self.people.revoke_wanted.connect(self._revoke)
        self.people.invite.wanted.connect(self._invite)
        self.setup.choose_wanted.connect(self._choose_place)
        self.setup.wanted.connect(lambda place: self.work.found(place, self.setup.notice.say))
        for choice, key in KEYS.items():
            self.key(key, partial(self._choose, choice))
        say("bad", "")

    def activate(self, target: object = None) -> None:
        """Ask whether the share is there; ``target`` ``people`` or ``stick`` opens that pane."""
        self._turn_to(target if isinstance(target, str) else "")
        if self._file is not None:
            self._ask_share(self._file)

    def leave(self) -> None:
        """A code is shown once."""
        self.people.invite.forget()

    def refresh(self, changes: ChangeSet | None) -> None:
        """Read again: what anybody writes is a change to send."""
        if changes is None or changes.touched:
            tools = self._place.workspace.share_tools
            self._place.jobs.start(
                lambda _progress: read_sync(self._place.desk, tools()), done=self._show, failed=self._failed
            )

    def regions(self) -> list[QWidget]:
        """The queue, the alarms, the pane."""
        pane = self.right.currentWidget()
        return [self.waiting.table, self.alarms, *([pane] if pane is not None else [])]

    def shortcuts(self) -> list[Key]:
        """Keys of this page."""
        return [
            Key("Ctrl+R", _("立即同步")), Key("Up", _("上一个字段")), Key("Down", _("下一个字段")),
            Key("1", _("我的")), Key("2", _("对方")), Key("3", _("两者保留")), Key("4", _("编辑")),
            Key("Ctrl+Enter", _("应用，全部字段选好以后")),
        ]  # fmt: skip

    def escape(self) -> bool:
        """From laptops or stick back to the conflicts."""
        if not self._wanted:
            return False
        self._turn_to("")
        return True

    def sync(self) -> None:
        """立即同步."""
        if self._file is None or not self._file.status.joined or self.work.busy:
            return
        self.way.stop_trying()
        self.notice.say("bad", "")
        self.sync_button.refuse(_("正在同步"))
        self.work.sync()

    def _synced(self, error: AuditDeskError | None) -> None:
        self.sync_button.allow()
        self._reached = (None, "")
        if error is not None:
            if can_retry(error):
                self.way.try_later()  # the card of the path says why
            else:
                self.notice.say("rev", error.message)

    def _show(self, file: SyncFile) -> None:
        first = self._file is None or self._file.status.location != file.status.location
        self._file = file
        joined = file.status.joined
        self._stack.setCurrentIndex(1 if joined else 2)
        for button in (self.people_button, self.stick_button, self.sync_button):
            button.setVisible(joined)
        if not joined:
            self.head.set_head(_("同步"), _("还没有共享目录"))
            self.setup.show_rights(manages=file.manages)
            return
        self.head.set_head(_("同步"), success_words(file.status, file.now))
        active = sum(not one.revoked for one in file.laptops)
        self.people_button.set_label(_("电脑 {n}", n=active))
        self.way.show_state(file.status, *self._reached, file.now)
        self.waiting.show_status(file.status)
        self.alarms.show_file(file)
        self.people.show_file(file)
        self._show_conflict()
        if first:
            self._ask_share(file)

    def _ask_share(self, file: SyncFile) -> None:
        """Off the writer's thread: a network that is away may take long to say so; no store is touched."""
        if not file.status.joined:
            return
        tools, location = self._place.workspace.share_tools(), file.status.location

        def done(answer: tuple[bool, str]) -> None:
            self._reached = answer
            if self._file is not None:
                self.way.show_state(self._file.status, *answer, self._file.now)

        self._place.jobs.start(lambda _progress: reach(tools, location), done=done, pictures=True)

    def _show_conflict(self) -> None:
        file = self._file
        if file is None:
            return
        if file.questions:
            self._at %= len(file.questions)
            self.conflict.show_question(file, file.questions[self._at], self._at)
        self._turn_to(self._wanted)

    def _turn_to(self, pane: str) -> None:
        """``people``, ``stick``, or empty for the conflicts, which without any are the laptops."""
        self._wanted = pane if pane in {"people", "stick"} else ""
        conflicts = self._file is not None and bool(self._file.questions)
        panes = {"people": self.people, "stick": self.stick, "": self.conflict if conflicts else self.people}
        if self.right.currentWidget() is not panes[self._wanted]:
            self.right.setCurrentWidget(panes[self._wanted])
        if self.right.currentWidget() is self.conflict and self.isVisible() and not self._writing():
            self.conflict.setFocus()

    def _writing(self) -> bool:
        """Whether the caret stands somewhere on the page."""
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def _choose(self, choice: Choice) -> None:
        if self.right.currentWidget() is self.conflict:
            self.conflict.choose(choice)

    def _apply(self, question: Question, decisions: list[Decision]) -> None:
        self.work.settle(question, decisions, self.notice.say)

    def _later(self) -> None:
        if self._file is not None and len(self._file.questions) > 1:
            self._at += 1
            self._show_conflict()
        else:
            self._turn_to("people")

    def _way_out(self, way: str, alarm: Alarm) -> None:
        say = self.notice.say
        if way == "heal":
            self.work.heal(say)
        elif way == "dismiss":
            self.work.dismiss(alarm, say)
        elif way == "move":
            folder = self._place.dialogs.open_folder(_("共享目录现在的位置"))
            if folder is not None:
                self.work.move(folder, say)
        elif way == "rebuild" and self._agreed_to_rebuild():
            self.work.heal(say, rebuild=True)
        elif way == "take_up" and self._agreed_to_take_up():
            self.work.take_up(say)

    def _agreed_to_rebuild(self) -> bool:
        return self._place.dialogs.confirm_destructive(
            _("从本机重建共享目录？"),
            _("只有确定原来的共享目录已经丢了才重建；如果只是连错了位置，会多出第二个共享目录。"),
            _("从本机重建"),
        )

    def _agreed_to_take_up(self) -> bool:
        return self._place.dialogs.confirm_destructive(
            _("没有别的电脑在用这个身份？"),
            _("只有这台电脑恢复过备份、而且没有复制出第二台时才能接着用；两台同用一个身份会互相覆盖。"),
            _("接着用"),
        )

    def _carry_out(self) -> None:
        folder = self._place.dialogs.open_folder(_("写到 U 盘的哪个文件夹"))
        if folder is not None:
            self.work.carry_out(folder, self.stick.notice.say)

    def _carry_in(self) -> None:
        folder = self._place.dialogs.open_folder(_("从 U 盘的哪个文件夹读入"))
        if folder is not None:
            self.work.carry_in(folder, self.stick.notice.say)

    def _revoke(self, laptop: Laptop) -> None:
        agreed = self._place.dialogs.confirm_destructive(
            _("停用 {n} 号电脑（{user}）？", n=laptop.number, user=laptop.user),
            _("它已送出的变更都保留；以后送来的不再读，也读不了新的内容。停用不能撤回，只能重新邀请。"),
            _("停用这台"),
        )
        if agreed:
            self.work.revoke(laptop, self.people.notice.say)

    def _invite(self, user: User, admin: bool) -> None:  # noqa: FBT001 -- a signal's argument
        name = f"AuditDesk-{user.staff_no}.adinvite"
        file = self._place.dialogs.save_file(_("邀请文件"), name, _("邀请文件 (*.adinvite)"))
        card = self.people.invite
        if file is not None:
            self.work.invite(user, file, card.show_code, card.notice.say, admin=admin)

    def _choose_place(self) -> None:
        folder = self._place.dialogs.open_folder(_("选择共享目录"))
        if folder is not None:
            self.setup.place.setText(str(folder))

    def _show_job(self, job: QWidget) -> None:
        joined = self._file is not None and self._file.status.joined
        (self.way if joined else self.setup).add_row(job)

    def _failed(self, error: AuditDeskError) -> None:
        self.notice.say("bad", error.message)
