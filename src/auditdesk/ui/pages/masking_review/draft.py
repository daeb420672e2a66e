"""The copy as it would be written, made again after every decision: the re-scan speaks of real output."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from auditdesk.domain.errors import AuditDeskError, CancelledError
from auditdesk.services.desk import Desk
from auditdesk.services.mask_review import draft_copy
from auditdesk.services.toolbox import MaskedFile
from auditdesk.ui.jobs import Job, Jobs
from auditdesk.ui.pages.masking_review.session import Session

_PAUSE = 350
"""Milliseconds without a decision before the copy is made again."""


class Draft(QObject):
    """Follows one session at a time.

    Signals:
        ready: a `MaskedFile` of the present decisions.
        failed: a sentence.
        stale: the decisions changed; what was shown no longer holds.
    """

    ready = Signal(object)
    failed = Signal(str)
    stale = Signal()

    def __init__(self, desk: Desk, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._jobs = jobs
        self._session: Session | None = None
        self._job: Job | None = None
        self._turn = 0
        self.masked: MaskedFile | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._start)

    def follow(self, session: Session | None) -> None:
        """Another file, or none."""
        self._session = session
        self.renew()

    def renew(self) -> None:
        """The decisions changed."""
        self._turn += 1
        self.masked = None
        self.stop()
        self.stale.emit()
        if self._session is not None:
            self._timer.start()

    def give_way(self) -> None:
        """Something a person waits for goes first: a copy that is being made is begun again behind it."""
        if self._job is not None and self._job.running:
            self.stop()
            self._timer.start()

    def stop(self) -> None:
        """Nothing more is made until `renew`."""
        self._timer.stop()
        if self._job is not None and self._job.running:
            self._job.cancel()
        self._job = None

    def _start(self) -> None:
        session, turn = self._session, self._turn
        if session is None:
            return
        plan, decisions, style = session.plan, session.decisions.now, session.style
        self._job = self._jobs.start(
            lambda progress: draft_copy(self._desk, plan, decisions, style, progress),
            done=lambda masked: self._made(turn, masked),
            failed=lambda error: self._said(turn, error),
        )

    def _made(self, turn: int, masked: MaskedFile) -> None:
        if turn == self._turn:
            self.masked = masked
            self.ready.emit(masked)

    def _said(self, turn: int, error: AuditDeskError) -> None:
        if turn == self._turn and not isinstance(error, CancelledError):
            self.failed.emit(error.message)
