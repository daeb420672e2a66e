"""The desk: an unlocked workspace in one user's hands, given to every use case."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from auditdesk.domain.people import Right, User, require
from auditdesk.domain.taxonomy import Taxonomy
from auditdesk.domain.workdays import WorkCalendar
from auditdesk.services.ports import Blobs, Clock, Journal, UnitOfWork
from auditdesk.services.toolbox import Toolbox


@dataclass(frozen=True, slots=True)
class WorkspaceInfo:
    """What is known of the open workspace. ``ordinal`` counts laptops of the site from 1."""

    id: str
    site_name: str
    folder: Path
    device: str
    organisation: str = ""
    ordinal: int = 1


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a use case may reach; heavy tools are made when first asked for."""

    workspace: WorkspaceInfo
    user: User
    begin: Callable[[], UnitOfWork]
    journal: Journal
    blobs: Blobs
    clock: Clock
    calendar: Callable[[], WorkCalendar]
    taxonomy: Callable[[], Taxonomy]
    tools: Toolbox

    def may(self, right: Right) -> None:
        """Raise `NotAllowedError` unless the user has the right."""
        require(self.user, right)

    def now(self) -> str:
        """The present as ISO text with offset, to the second."""
        return self.clock.now().isoformat(timespec="seconds")

    def today(self) -> str:
        """The present day as ISO text."""
        return self.clock.now().date().isoformat()

    def code(self, work: UnitOfWork, prefix: str) -> str:
        """The next readable code, e.g. ``WT-1107``; laptops after the first add a letter (``WT-1107B``)."""
        month = self.clock.now().strftime("%y%m") if prefix != "WT" else self.clock.now().strftime("%m")
        number = work.next_number(f"{prefix}-{self.clock.now():%Y%m}")
        joint = "" if prefix == "WT" else "-"
        return f"{prefix}-{month}{joint}{number:02d}{self.letter()}"

    def letter(self) -> str:
        """What tells codes of this laptop from those of others: nothing on the first, ``B`` on the second."""
        ordinal = self.workspace.ordinal
        return "" if ordinal == 1 else chr(ord("A") + (ordinal - 1) % 26)


def new_id() -> str:
    """A fresh random id, 32 hex characters."""
    return secrets.token_hex(16)
