"""The window: unlock or first use, then the frame with its pages, and back when it is locked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QObject, QTranslator
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from auditdesk.domain.people import role_label
from auditdesk.i18n import _, language
from auditdesk.services.health import last_backup
from auditdesk.services.locking import lock_minutes
from auditdesk.services.program import OpenWorkspace, Program, RecoveryKit
from auditdesk.ui.content_finder import ContentFinder
from auditdesk.ui.dialogs import Dialogs, WindowDialogs
from auditdesk.ui.habits import Habits
from auditdesk.ui.jobs import Jobs
from auditdesk.ui.pages.registry import Place, offers
from auditdesk.ui.pages.syncing.watch import watch_share
from auditdesk.ui.shell import Shell
from auditdesk.ui.start.first_run import FirstRun
from auditdesk.ui.start.idle import IdleWatch
from auditdesk.ui.start.unlock import UnlockScreen
from auditdesk.ui.theme.style import Theme
from auditdesk.ui.watching import watch_counts

_HOME = "dashboard"


class StartWindow(QMainWindow):
    """Holds the unlock screen and, when asked for, first use."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = QStackedWidget()
        self.setCentralWidget(self.stack)
        self.setWindowTitle("AuditDesk")
        self.setMinimumSize(800, 520)
        self.resize(1366, 768)


class Session:
    """One unlocked workspace with its window, jobs and pages."""

    def __init__(
        self, workspace: OpenWorkspace, program: Program, dialogs: Callable[[QWidget], Dialogs],
        habits: Habits,
    ) -> None:  # fmt: skip
        self.workspace = workspace
        self.shell = Shell()
        self.jobs = Jobs(self.shell)
        desk = workspace.desk
        place = Place(desk, self.jobs, dialogs(self.shell), workspace, program, habits)
        self.shell.add_pages({offer.name: partial(offer.build, place) for offer in offers()})
        self.tell()
        self.shell.language_changed.connect(self.tell)
        self.shell.written.connect(self.tell)
        habits.language_wanted.connect(self.shell.use_language)
        self.shell.open_page(_HOME)
        self.watches = (
            watch_counts(self.shell, self.jobs, desk),
            watch_share(self.shell, self.jobs, workspace),
        )
        self.finder = ContentFinder(self.shell, self.jobs, desk)
        self.idle = IdleWatch(self.shell, lock_minutes(desk))
        habits.lock_wanted_after.connect(self.idle.use_minutes)

    def tell(self, _why: object = None) -> None:
        """Person, site and the rail's foot, in the language in use."""
        desk = self.workspace.desk
        self.shell.set_person(desk.user.name, role_label(desk.user.role))
        self.shell.set_site(desk.workspace.site_name, self._site_entries)
        self.shell.set_status(_("本机已加密"), self._last_backup())

    def _last_backup(self) -> str:
        """Words for the rail's foot: when the last backup was made, or that there is none."""
        desk = self.workspace.desk
        at = last_backup(desk)
        if not at:
            return _("还没有备份")
        day = _("今天") if at[:10] == desk.today() else at[5:10]
        return _("备份 {day} {time}", day=day, time=at[11:16])

    def _site_entries(self) -> list[tuple[str, str, Callable[[], object]]]:
        return [(_("锁定，换一个工作区"), "lock", self.shell.lock_wanted.emit)]

    def close(self) -> None:
        """Stop jobs first, so that nothing works on a closed store; then seal and close."""
        page = self.shell.current_page()
        if page is not None:
            page.leave()
        for watch in self.watches:
            watch.stop()
        self.shell.hide()
        self.jobs.close()
        self.workspace.close()
        self.shell.deleteLater()


class Application(QObject):
    """Moves between the start window and the session; at most one of them is shown.

    Args:
        program: what the front end gets of the rest.
        dialogs: makes the dialogs of a window; tests give scripted ones.
    """

    def __init__(
        self,
        program: Program,
        dialogs: Callable[[QWidget], Dialogs] = WindowDialogs,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._program = program
        self.habits = Habits(program, self)
        self._dialogs = dialogs
        self.jobs = Jobs(self)
        self.window = StartWindow()
        self.first_run: FirstRun | None = None
        self.session: Session | None = None
        self.unlock = self._make_unlock()

    def _make_unlock(self) -> UnlockScreen:
        screen = UnlockScreen(self._program, self.jobs, self._dialogs(self.window))
        self.window.stack.addWidget(screen)
        screen.opened.connect(self._opened)
        screen.new_wanted.connect(self.show_first_run)
        screen.joined.connect(self._joined)
        return screen

    def _respeak(self) -> None:
        """The start screens were built in another language."""
        before, self.unlock = self.unlock, self._make_unlock()
        self.window.stack.removeWidget(before)
        before.deleteLater()

    def start(self, folder: Path | None = None) -> None:
        """Show the unlock screen when a workspace is known or named, otherwise first use."""
        known = self._program.known()
        self.unlock.show_known(known, folder)
        if folder is not None and all(summary.folder != folder for summary in known):
            self.unlock.add_folder(folder)
        if not known and folder is None:
            self.show_first_run()
        self.window.show()

    def show_first_run(self) -> None:
        """Make a workspace."""
        self._drop_first_run()
        screen = FirstRun(self._program, self.jobs, self._dialogs(self.window))
        screen.opened.connect(self._opened)
        screen.left.connect(self._show_unlock)
        screen.join_wanted.connect(self._show_join)
        self.first_run = screen
        self.window.stack.addWidget(screen)
        self.window.stack.setCurrentWidget(screen)

    def lock(self) -> None:
        """Close the workspace and ask for the passphrase again."""
        if self.session is None:
            return
        session, self.session = self.session, None
        folder = session.workspace.desk.workspace.folder
        _same_place(session.shell, self.window)
        self.window.show()
        session.close()
        self._show_unlock(folder)

    def shutdown(self) -> None:
        """The program ends: nothing stays open."""
        if self.session is not None:
            session, self.session = self.session, None
            session.close()
        self.jobs.close()
        self._drop_first_run()
        self.window.deleteLater()

    def _show_unlock(self, folder: Path | None = None) -> None:
        self._drop_first_run()
        self.unlock.show_known(self._program.known(), folder)
        self.window.stack.setCurrentWidget(self.unlock)

    def _joined(self, workspace: OpenWorkspace, kit: RecoveryKit) -> None:
        self.show_first_run()
        if self.first_run is not None:
            self.first_run.show_joined(workspace, kit)

    def _show_join(self) -> None:
        self._show_unlock()
        self.unlock.show_join()

    def _opened(self, workspace: OpenWorkspace) -> None:
        self.session = Session(workspace, self._program, self._dialogs, self.habits)
        shell = self.session.shell
        shell.lock_wanted.connect(self.lock)
        shell.language_changed.connect(self._respeak)
        _same_place(self.window, shell)
        shell.show()
        self.session.idle.idle.connect(self._idle)
        self.window.hide()
        self._drop_first_run()

    def _idle(self) -> None:
        """Lock, unless a job still runs: it would be cancelled; the watch fires again later."""
        if self.session is not None and not self.session.jobs.busy():
            self.lock()

    def _drop_first_run(self) -> None:
        if self.first_run is None:
            return
        screen, self.first_run = self.first_run, None
        screen.abandon()
        self.window.stack.removeWidget(screen)
        screen.deleteLater()


def run(argv: list[str], program: Program) -> int:
    """Open the window and work until it is closed.

    Args:
        argv: ``--workspace FOLDER`` or nothing.
        program: the composition root's services.
    """
    app = QApplication.instance() or QApplication(["auditdesk"])
    if not isinstance(app, QApplication):
        return 2
    app.setApplicationName("AuditDesk")
    Theme(app)
    application = Application(program, parent=app)
    application.habits.apply()
    speak(app)
    application.start(_named_folder(argv))
    try:
        return app.exec()
    finally:
        application.shutdown()


def speak(app: QApplication) -> bool:
    """Let Qt's own dialogs speak the language in use; False when Qt ships no texts for it."""
    texts = QTranslator(app)
    found = texts.load(f"qtbase_{language()}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return found and app.installTranslator(texts)


def _same_place(before: QWidget, after: QWidget) -> None:
    """One window takes the place of the other."""
    after.setGeometry(before.geometry())
    after.setWindowState(before.windowState())


def _named_folder(argv: list[str]) -> Path | None:
    if "--workspace" in argv[:-1]:
        return Path(argv[argv.index("--workspace") + 1]).expanduser().resolve()
    return None
