"""How a file is done: its copy confirmed, its residue accepted, or declared free of personal data."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from auditdesk.domain.errors import AuditDeskError, CancelledError
from auditdesk.domain.evidence import MaskState
from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.services.desk import Desk
from auditdesk.services.evidence import set_mask_state
from auditdesk.services.mask_review import Confirmed, accept_residue, confirm
from auditdesk.ui.jobs import Jobs
from auditdesk.ui.pages.masking_review.area import ReviewArea
from auditdesk.ui.pages.masking_review.draft import Draft


class Ending(QObject):
    """Writes; the page decides what comes next.

    Signals:
        finished: a `ChangeSet`; the file is done.
        kept: a `ChangeSet`; the copy was written, but something is left in it.
        moved: `busy` or `confirmed` changed.
        said: a sentence for the page's notice: (kind, words).
    """

    finished = Signal(object)
    kept = Signal(object)
    moved = Signal()
    said = Signal(str, str)

    def __init__(self, desk: Desk, jobs: Jobs, area: ReviewArea, draft: Draft) -> None:
        super().__init__(area)
        self._desk, self._jobs, self._area, self._draft = desk, jobs, area, draft
        self.busy = False
        self.confirmed: Confirmed | None = None
        area.residue.accepted.connect(self.accept)

    def forget(self) -> None:
        """Another file or another decision: the copy that was written no longer counts."""
        self.confirmed = None

    def confirm(self) -> None:
        """Ctrl+Enter: write the copy, then the next file."""
        session = self._area.session
        if session is None or self.busy or session.left:
            return
        self.busy = True
        self._draft.stop()
        self.moved.emit()
        plan, decisions, style = session.plan, session.decisions.now, session.style
        self._jobs.start(
            lambda progress: confirm(self._desk, plan, decisions, style, progress),
            done=self._written, failed=self._failed,
        )  # fmt: skip

    def declare_clean(self) -> None:
        """Nothing personal in this file: the original itself may be shown."""
        session = self._area.session
        if session is None or session.places or self._area.watch.now is None:
            self.said.emit("rev", _("先按 F9 揭开原文看过，再声明无需脱敏。"))
            return
        reason = self._area.watch.now.reason
        try:
            piece = set_mask_state(self._desk, session.plan.piece.id, MaskState.NOT_NEEDED, reason)
        except AuditDeskError as error:
            self._failed(error)
            return
        self.finished.emit(ChangeSet(frozenset({("evidence", piece.id)})))

    def accept(self, reason: str) -> None:
        """What the re-scan found in a confirmed copy was looked at and may stay."""
        if self.confirmed is None or self._area.watch.now is None:
            self.said.emit("rev", _("先按 F9 揭开原文核对残留，再接受。"))
            return
        try:
            piece = accept_residue(self._desk, self.confirmed.copy, reason)
        except AuditDeskError as error:
            self._failed(error)
            return
        self.confirmed = None
        self.finished.emit(ChangeSet(frozenset({("evidence", piece.id)})))

    def _written(self, done: Confirmed) -> None:
        self.busy = False
        if not done.masked.residue:
            self.finished.emit(done.changes)
            return
        self.confirmed = done
        self._area.proof.show_draft(done.masked, 0)
        self._area.residue.show_copy(done.masked, confirmed=True)
        words = _("副本写好了，复扫还发现 {n} 处。标记后再确认，或核对后接受。", n=len(done.masked.residue))
        self.said.emit("rev", words)
        self.kept.emit(done.changes)
        self.moved.emit()

    def _failed(self, error: AuditDeskError) -> None:
        self.busy = False
        self.said.emit("rev" if isinstance(error, CancelledError) else "bad", error.message)
        self.moved.emit()
