"""The frame's view of the share: the chip in the top bar and the rail's count, after every change."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer

from auditdesk.domain.sharing import ShareStatus
from auditdesk.services.desk import Desk
from auditdesk.services.program import OpenWorkspace
from auditdesk.services.sharing import alarms, status
from auditdesk.services.sharing_conflicts import conflicts
from auditdesk.ui.jobs import Jobs
from auditdesk.ui.pages.syncing.words import state_words
from auditdesk.ui.shell import Shell

_REST = 800
"""Milliseconds of quiet after a change before the queue is counted again."""
_HALTS = frozenset({"format", "clone"})


@dataclass(frozen=True, slots=True)
class Glance:
    """What the frame shows of the share."""

    status: ShareStatus
    urgent: int
    halted: bool
    now: str


def glance(desk: Desk, workspace: OpenWorkspace) -> Glance:
    """Read it; the network is not touched. ``urgent`` counts entities in conflict and open alarms."""
    found = status(desk, workspace.share_tools(), probe=False)
    open_ = alarms(desk)
    entities = {(one.kind, one.entity) for one in conflicts(desk)}
    halted = any(one.kind in _HALTS for one in open_)
    return Glance(found, len(entities) + len(open_), halted, desk.now())


class SyncWatch(QObject):
    """Lives as long as the window."""

    def __init__(self, shell: Shell, jobs: Jobs, workspace: OpenWorkspace) -> None:
        super().__init__(shell)
        self._shell = shell
        self._jobs = jobs
        self._workspace = workspace
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

    def _soon(self, _why: object) -> None:
        self._timer.start()

    def look(self) -> None:
        """Read and show."""
        desk = self._workspace.desk
        self._jobs.start(lambda _progress: glance(desk, self._workspace), done=self._show)

    def _show(self, seen: Glance) -> None:
        words, icon, tone = state_words(seen.status, seen.now, halted=seen.halted)
        self._shell.set_sync(words, icon, tone)
        self._shell.set_count("sync", seen.urgent, urgent=bool(seen.urgent))
