"""The jobs of the page 同步: each has a row and 取消, says what came of it, tells the other pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from auditdesk.domain.errors import AuditDeskError, CancelledError, DuplicateIdentityError, ShareError
from auditdesk.domain.operations import Alarm
from auditdesk.domain.people import User
from auditdesk.domain.sharing import SyncResult
from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.services.jobs import Progress
from auditdesk.services.ports_sync import ShareTools
from auditdesk.services.sharing import dismiss, move_share, sync_now
from auditdesk.services.sharing_carry import carry_in, carry_out
from auditdesk.services.sharing_conflicts import Choice
from auditdesk.services.sharing_enrol import invite, revoke
from auditdesk.services.sharing_heal import heal
from auditdesk.services.sharing_laptops import Laptop
from auditdesk.services.sharing_receive import Received
from auditdesk.services.sharing_recover import take_up
from auditdesk.services.sharing_roster import init_share
from auditdesk.services.sharing_settling import Decision, Question, settle_all
from auditdesk.ui.jobs import job_row
from auditdesk.ui.pages.registry import Place
from auditdesk.ui.widgets.bars import JobRow

SHARE = ("share", "")
"""What the change set of an act on the share itself names."""
Say = Callable[[str, str], object]
Task = Callable[[ShareTools, Progress], object]


class SyncWork(QObject):
    """Starts the acts.

    Signals:
        began: the `JobRow` of a job; whoever shows it removes it when the job ends (it deletes itself).
        changed: the `ChangeSet` of what was done.
        synced: a sync ended: None, or the `AuditDeskError` that stopped it.
    """

    began = Signal(object)
    changed = Signal(object)
    synced = Signal(object)

    def __init__(self, place: Place, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self._desk = place.desk
        self.busy = False

    def sync(self) -> None:
        """立即同步; one at a time."""
        if self.busy:
            return
        self.busy = True

        def done(result: SyncResult) -> None:
            self.busy = False
            self.changed.emit(ChangeSet(result.touched | {SHARE}))
            self.synced.emit(None)

        def failed(error: AuditDeskError) -> None:
            self.busy = False
            self.changed.emit(ChangeSet(frozenset({SHARE})))
            self.synced.emit(error)

        self._run(_("同步"), lambda tools, bar: sync_now(self._desk, tools, bar), done, failed)

    def settle(self, question: Question, decisions: list[Decision], say: Say) -> None:
        """Apply what was chosen."""

        def done(_result: object) -> None:
            edited = sum(one.choice is Choice.EDIT for one in decisions)
            self.changed.emit(ChangeSet(frozenset({(question.kind, question.entity), SHARE})))
            words = _("冲突已解决：{n} 个字段，其中手工合并 {edited} 个。", n=len(decisions), edited=edited)
            say("ok", words)

        self._run("", lambda _tools, _bar: settle_all(self._desk, decisions), done, _saying(say))

    def found(self, location: str, say: Say) -> None:
        """Set the share up and sync once, so that it holds what is here."""

        def work(tools: ShareTools, bar: Progress) -> SyncResult:
            init_share(self._desk, tools, location)
            return sync_now(self._desk, tools, bar)

        def done(_result: object) -> None:
            self.changed.emit(ChangeSet(frozenset({SHARE})))

        self._run(_("建立共享目录"), work, done, _saying(say))

    def heal(self, say: Say, *, rebuild: bool = False) -> None:
        """用本机副本补回, or start anew in an empty folder."""

        def done(put: object) -> None:
            say("ok", _("补回了 {n} 个文件。", n=put) if put else _("共享目录里不缺本机有的文件。"))
            self.changed.emit(ChangeSet(frozenset({SHARE})))

        name = _("从本机重建") if rebuild else _("用本机副本补回")
        self._run(name, lambda tools, bar: heal(self._desk, tools, bar, rebuild=rebuild), done, _saying(say))

    def take_up(self, say: Say) -> None:
        """Go on after a restored backup."""

        def done(count: object) -> None:
            say("ok", _("找回本机发布过的 {n} 段，可以继续同步。", n=count))
            self.changed.emit(ChangeSet(frozenset({SHARE})))

        self._run(
            _("找回本机发布过的变更"), lambda tools, bar: take_up(self._desk, tools, bar), done, _saying(say)
        )

    def move(self, folder: Path, say: Say) -> None:
        """The same share is in another place; then sync."""

        def done(_result: object) -> None:
            say("ok", _("共享目录的位置改为 {place}。", place=folder))
            self.sync()

        self._run("", lambda tools, _bar: move_share(self._desk, tools, str(folder)), done, _saying(say))

    def dismiss(self, alarm: Alarm, say: Say) -> None:
        """知道了."""

        def done(_result: object) -> None:
            self.changed.emit(ChangeSet(frozenset({SHARE})))

        self._run("", lambda _tools, _bar: dismiss(self._desk, alarm.id), done, _saying(say))

    def carry_out(self, folder: Path, say: Say) -> None:
        """Write to a stick."""

        def done(count: object) -> None:
            say("ok", _("已写到 {place}，含本机的 {n} 段。可以拔下 U 盘。", place=folder, n=count))
            self.changed.emit(ChangeSet(frozenset({SHARE})))

        self._run(
            _("写到 U 盘"),
            lambda tools, bar: carry_out(self._desk, tools, str(folder), bar),
            done,
            _saying(say),
        )

    def carry_in(self, folder: Path, say: Say) -> None:
        """Read from a stick."""

        def done(received: Received) -> None:
            news = _("读入 {n} 段。", n=received.segments)
            say("ok", news if received.segments else _("没有本机还没读过的变更。"))
            self.changed.emit(ChangeSet(received.touched | {SHARE}))

        self._run(
            _("从 U 盘读入"),
            lambda tools, bar: carry_in(self._desk, tools, str(folder), bar),
            done,
            _saying(say),
        )

    def invite(
        self, user: User, file: Path, shown: Callable[[str, str], object], say: Say, *, admin: bool
    ) -> None:
        """Write an invitation; ``shown`` gets its path and the one-time code."""

        def done(code: str) -> None:
            shown(str(file), code)
            self.changed.emit(ChangeSet(frozenset({("user", user.id), SHARE})))

        self._run(
            _("写邀请文件"),
            lambda tools, bar: invite(self._desk, tools, user, file, admin=admin, progress=bar),
            done, _saying(say),
        )  # fmt: skip

    def revoke(self, laptop: Laptop, say: Say) -> None:
        """Shut a laptop out."""

        def done(_result: object) -> None:
            say("ok", _("{n} 号电脑已停用，它以后送来的变更不再读。", n=laptop.number))
            self.changed.emit(ChangeSet(frozenset({SHARE})))

        self._run(
            _("停用电脑"), lambda tools, bar: revoke(self._desk, tools, laptop.device, progress=bar), done,
            _saying(say),
        )  # fmt: skip

    def _run(
        self, name: str, work: Task, done: Callable[..., object], failed: Callable[[AuditDeskError], object]
    ) -> None:
        """Start a job; with a name it gets a row."""
        workspace = self._place.workspace
        job = self._place.jobs.start(
            lambda progress: work(workspace.share_tools(), progress), done=done, failed=failed
        )
        if name:
            shown: JobRow = job_row(job, name)
            job.finished.connect(shown.deleteLater)
            self.began.emit(shown)


def can_retry(error: AuditDeskError) -> bool:
    """Whether trying again by itself may help: the share was away or busy, nobody has to decide anything."""
    return isinstance(error, ShareError) and not isinstance(error, DuplicateIdentityError)


def _saying(say: Say) -> Callable[[AuditDeskError], object]:
    return lambda error: say("rev" if isinstance(error, CancelledError) else "bad", error.message)
