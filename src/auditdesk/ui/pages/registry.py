"""Which pages there are and how each is made; a page that is not listed here is not in the rail."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass

from auditdesk.services.desk import Desk
from auditdesk.services.program import OpenWorkspace, Program
from auditdesk.ui.dialogs import Dialogs
from auditdesk.ui.habits import Habits
from auditdesk.ui.jobs import Jobs
from auditdesk.ui.page import Page


@dataclass(frozen=True, slots=True)
class Place:
    """What a page may be given: open workspace, its desk, program, the window's jobs, dialogs, habits."""

    desk: Desk
    jobs: Jobs
    dialogs: Dialogs
    workspace: OpenWorkspace
    program: Program
    habits: Habits | None = None


Maker = Callable[[type[Page], Place], Page]


@dataclass(frozen=True, slots=True)
class Offer:
    """A page of `shell.PAGES`: its module and class, imported when it is first opened."""

    name: str
    module: str
    cls: str
    make: Maker

    def present(self) -> bool:
        """Whether the module is part of this installation."""
        return importlib.util.find_spec(self.module) is not None

    def build(self, place: Place) -> Page:
        """Import and make the page."""
        return self.make(getattr(importlib.import_module(self.module), self.cls), place)


def _with_all(cls: Callable[..., Page], place: Place) -> Page:
    return cls(place.desk, place.jobs, place.dialogs)


def _with_place(cls: Callable[..., Page], place: Place) -> Page:
    return cls(place)


def _with_share(cls: Callable[..., Page], place: Place) -> Page:
    return cls(place.desk, place.jobs, place.dialogs, place.workspace.share_tools)


OFFERS = (
    Offer("dashboard", "auditdesk.ui.pages.dashboard", "DashboardPage", _with_share),
    Offer("audits", "auditdesk.ui.pages.audits", "AuditsPage", _with_all),
    Offer("findings", "auditdesk.ui.pages.findings", "FindingsPage", _with_all),
    Offer("evidence", "auditdesk.ui.pages.evidence", "EvidencePage", _with_all),
    Offer("masking", "auditdesk.ui.pages.masking", "MaskingPage", _with_place),
    Offer("reports", "auditdesk.ui.pages.reports", "ReportsPage", _with_place),
    Offer("library", "auditdesk.ui.pages.library", "LibraryPage", _with_place),
    Offer("sync", "auditdesk.ui.pages.sync", "SyncPage", _with_place),
    Offer("settings", "auditdesk.ui.pages.settings", "SettingsPage", _with_place),
)


def offers() -> list[Offer]:
    """The pages of this installation in rail order."""
    return [offer for offer in OFFERS if offer.present()]
