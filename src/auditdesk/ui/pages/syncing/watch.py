"""The frame's view of the share: the chip in the top bar and the rail's count, after every change."""

from __future__ import annotations

from dataclasses import dataclass

from auditdesk.domain.sharing import ShareStatus
from auditdesk.services.desk import Desk
from auditdesk.services.program import OpenWorkspace
from auditdesk.services.sharing import alarms, status
from auditdesk.services.sharing_conflicts import conflicts
from auditdesk.ui.jobs import Jobs
from auditdesk.ui.pages.syncing.words import state_words
from auditdesk.ui.shell import Shell
from auditdesk.ui.watching import Watch

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


def watch_share(shell: Shell, jobs: Jobs, workspace: OpenWorkspace) -> Watch[Glance]:
    """Keeps chip and count true for as long as the window lives."""

    def show(seen: Glance) -> None:
        words, icon, tone = state_words(seen.status, seen.now, halted=seen.halted)
        shell.set_sync(words, icon, tone)
        shell.set_count("sync", seen.urgent, urgent=bool(seen.urgent))

    return Watch(shell, jobs, lambda: glance(workspace.desk, workspace), show)
