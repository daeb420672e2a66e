"""What the frame shows beside the pages, read in the background: at once, and after every change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

from auditdesk.services.desk import Desk
from auditdesk.services.waiting import Waiting, count_waiting
from auditdesk.ui.jobs import Jobs
from auditdesk.ui.shell import Shell

_REST = 800
"""Milliseconds of quiet after a change before it is read again."""
T = TypeVar("T")


class Watch(QObject, Generic[T]):
    """Lives as long as the window: ``read`` on the worker, ``show`` on the window's thread."""

    def __init__(self, shell: Shell, jobs: Jobs, read: Callable[[], T], show: Callable[[T], object]) -> None:
        super().__init__(shell)
        self._shell = shell
        self._jobs = jobs
        self._read, self._show = read, show
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REST)
        self._timer.timeout.connect(self.look)
        shell.written.connect(self._soon)
        shell.language_changed.connect(self._soon)
        self.look()

    def stop(self) -> None:
        """The workspace closes: nothing is read any more."""
        self._timer.stop()
        self._shell.written.disconnect(self._soon)
        self._shell.language_changed.disconnect(self._soon)

    def look(self) -> None:
        """Read and show."""
        self._jobs.start(lambda _progress: self._read(), done=self._show)

    def _soon(self, _why: object) -> None:
        self._timer.start()


def watch_counts(shell: Shell, jobs: Jobs, desk: Desk) -> Watch[Waiting]:
    """The numbers in the rail, there before any page was opened."""

    def show(waiting: Waiting) -> None:
        for name, count in asdict(waiting).items():
            shell.set_count(name, count)

    return Watch(shell, jobs, lambda: count_waiting(desk), show)
