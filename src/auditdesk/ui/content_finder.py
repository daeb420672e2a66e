"""Ctrl+K over the workspace: results of the search as commands that open the page at the exact place."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from auditdesk.domain.errors import AuditDeskError
from auditdesk.services.desk import Desk
from auditdesk.services.searching import ContentSearch, Found, kind_word
from auditdesk.ui.jobs import Job, Jobs
from auditdesk.ui.shell import Shell
from auditdesk.ui.widgets.search import Command

_ICONS = {
    "user": "user", "form": "book-open", "audit": "list-checks", "answer": "check", "finding": "wrench",
    "problem": "triangle-alert", "action": "clipboard-list", "evidence": "paperclip",
    "comment": "message-square", "item": "list-filter", "clause": "scroll-text",
    "plan": "calendar-clock",
}  # fmt: skip


class ContentFinder(QObject):
    """Gives the frame its finder; the list of form items is read in a job, again when forms arrive."""

    def __init__(self, shell: Shell, jobs: Jobs, desk: Desk) -> None:
        super().__init__(shell)
        self._shell = shell
        self._jobs = jobs
        self._search = ContentSearch(desk)
        self._reading: Job | None = None
        shell.set_finder(self.find)
        self._prepare()

    def find(self, text: str) -> list[Command]:
        """Commands for the characters typed so far; nothing once the workspace is locked."""
        try:
            if self._search.stale():
                self._prepare()
            found = self._search.find(text)
        except AuditDeskError:
            return []
        return [self._command(one) for one in found if self._shell.offers(one.page)]

    def ready(self) -> bool:
        """Whether the items of forms are being searched too."""
        return self._reading is None

    def _command(self, one: Found) -> Command:
        note = "・".join(part for part in (kind_word(one.kind), one.note) if part)
        open_there = partial(self._shell.open_page, one.page, one.target)
        return Command(one.title, open_there, note, _ICONS.get(one.kind, "search"))

    def _prepare(self) -> None:
        if self._reading is None:
            self._reading = self._jobs.start(lambda _progress: self._search.prepare())
            self._reading.finished.connect(self._read)

    def _read(self) -> None:
        self._reading = None
