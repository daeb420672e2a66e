"""Brings pages of the original, only while it may be seen, and of the draft onto the canvas."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from auditdesk.services.desk import Desk
from auditdesk.services.mask_review import page_picture
from auditdesk.ui.jobs import Jobs
from auditdesk.ui.pages.masking_review.area import ReviewArea
from auditdesk.ui.pages.masking_review.draft import Draft
from auditdesk.ui.pages.masking_review.session import Session

_KEPT = 12
"""Pages of an original kept in memory while it is open."""


class PageFetcher(QObject):
    """Fetches in jobs; what arrives late, for another page or under a cover is dropped.

    Signals:
        failed: an `AuditDeskError`.
    """

    failed = Signal(object)

    def __init__(self, desk: Desk, jobs: Jobs, area: ReviewArea, draft: Draft) -> None:
        super().__init__(area)
        self._desk = desk
        self._jobs = jobs
        self._area = area
        self._draft = draft
        self._turn = 0
        area.pages.wanted.connect(self.show)
        draft.ready.connect(self._renewed)

    def show(self, page: int, side: str) -> None:
        """Show a page: ``before`` or ``after``."""
        self._turn += 1
        turn, session, masked = self._turn, self._area.session, self._draft.masked
        self._area.pictures.canvas.show_picture(None)
        if session is None or (side == "before" and self._area.watch.covered):
            return
        if side == "before" and page in session.pages:
            self._area.pictures.canvas.show_picture(session.pages[page])
        elif side == "before":
            plan = session.plan
            self._draft.give_way()
            self._jobs.start(
                lambda _progress: page_picture(self._desk, plan, page),
                done=lambda data: self._read(turn, session, page, data), failed=self.failed.emit,
            )  # fmt: skip
        elif masked is not None:
            tool = self._desk.tools.masking()
            self._jobs.start(
                lambda _progress: tool.page_picture(masked.data, masked.name, page),
                done=lambda data: self._fetched(turn, side, data), failed=self.failed.emit,
            )  # fmt: skip

    def _read(self, turn: int, session: Session, page: int, data: bytes | None) -> None:
        """A page of the original; it is at hand when a person turns back."""
        if data is not None:
            if len(session.pages) >= _KEPT:
                session.pages.pop(next(iter(session.pages)))
            session.pages[page] = data
        self._fetched(turn, "before", data)

    def _fetched(self, turn: int, side: str, data: bytes | None) -> None:
        if turn == self._turn and (side == "after" or not self._area.watch.covered):
            self._area.pictures.canvas.show_picture(data)

    def _renewed(self, _masked: object) -> None:
        session, pictures = self._area.session, self._area.pictures
        if session is not None and session.plan.pages and pictures.views.value() == "after":
            self.show(pictures.page, "after")
