"""Runs 全部自动脱敏: rows as they come, going on after a cancel, the table as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.mask_batch import Batch, Outcome, mask_all
from auditdesk.services.mask_queue import Waiting
from auditdesk.services.mask_table import export_outcomes
from auditdesk.ui.dialogs import Dialogs
from auditdesk.ui.jobs import Jobs
from auditdesk.ui.pages.masking_review.batch import BatchView


class BatchWork(QObject):
    """One batch at a time; what a cancel left is remembered until another batch starts.

    Signals:
        done: a `Batch` ended, cancelled or not.
        began: a batch runs and its table is to be shown.
        failed: an `AuditDeskError`.
        said: a sentence for the page's notice: (kind, words).
    """

    done = Signal(object)
    began = Signal()
    failed = Signal(object)
    said = Signal(str, str)
    _told = Signal(object)

    def __init__(self, desk: Desk, jobs: Jobs, dialogs: Dialogs, view: BatchView) -> None:
        super().__init__(view)
        self._desk, self._jobs, self._dialogs, self._view = desk, jobs, dialogs, view
        self._left: Sequence[Waiting] = ()
        self._before: tuple[Outcome, ...] = ()
        self._style = ""
        self._told.connect(view.add)
        view.resumed.connect(self.go_on)
        view.export_wanted.connect(self.export)

    def start(self, files: Sequence[Waiting], style: str) -> None:
        """Mask these files."""
        self._before, self._style = (), style
        self._run(files)

    def go_on(self) -> None:
        """The files that were not reached before the cancel; the rows so far stay."""
        self._run(self._left)

    def export(self) -> None:
        """Write the table where the user says."""
        target = self._dialogs.save_file(_("导出脱敏结果"), "masking.csv", _("表格 (*.csv)"))
        if target is None:
            return
        rows = self._view.rows()
        self._jobs.start(
            lambda _progress: export_outcomes(self._desk, rows, target),
            done=lambda path: self.said.emit("ok", _("已导出 {path}", path=path)), failed=self.failed.emit,
        )  # fmt: skip

    def _run(self, files: Sequence[Waiting]) -> None:
        before, count = self._before, len(self._before) + len(files)
        job = self._jobs.start(
            lambda progress: mask_all(self._desk, files, self._style, progress, self._told.emit),
            done=lambda batch: self._ended(batch, files), failed=self.failed.emit,
        )  # fmt: skip
        self._view.follow(job, count, before)
        self.began.emit()

    def _ended(self, batch: Batch, files: Sequence[Waiting]) -> None:
        reached = {one.piece.id for one in batch.rows}
        count = len(self._before) + len(files)
        self._left = [one for one in files if one.piece.id not in reached]
        self._before = (*self._before, *batch.rows)
        self._view.show_batch(replace(batch, rows=self._before), count)
        self.done.emit(batch)
