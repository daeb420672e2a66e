"""全部自动脱敏: progress with cancel, then one row per file with counts, what is left, and its state."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from auditdesk.domain.evidence import MaskState
from auditdesk.i18n import _
from auditdesk.services.mask_batch import Batch, Outcome
from auditdesk.ui.jobs import Job, job_row
from auditdesk.ui.pages.evidence.words import kind_icon
from auditdesk.ui.theme.glyphs import State
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.cells import Cell
from auditdesk.ui.widgets.layouts import panel, row
from auditdesk.ui.widgets.tables import Column, TableView
from auditdesk.ui.widgets.text import Text


class BatchView(QWidget):
    """Takes the place of the working area while a batch runs and until its table is closed.

    Signals:
        opened: the `Evidence` of a row, to review it.
        closed: back to the review.
        resumed: go on with the files that a cancelled batch left.
        export_wanted: write the rows as a table.
    """

    opened = Signal(object)
    closed = Signal()
    resumed = Signal()
    export_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._head = Text("", "strong")
        self._close = KeyButton(_("回到核对"), key="Esc", binds=False, height=28)
        self._close.clicked.connect(self.closed)
        self.resume = KeyButton(_("继续"), height=28, says=_("继续没有处理的文件"))
        self.resume.clicked.connect(self.resumed)
        self.export = KeyButton(_("导出表格"), "quiet", icon="download", height=28)
        self.export.clicked.connect(self.export_wanted)
        self.table = TableView(_columns(), says=_("自动脱敏的结果"))
        self.table.opened.connect(lambda one: self.opened.emit(one.piece))
        self._rows: list[Outcome] = []
        self._job: QFrame | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        bar = row(self._head, None, self.resume, self.export, self._close, margins=(16, 5, 12, 6))
        self._layout.addWidget(panel(bar, "surface", "bottom"))
        self._layout.addWidget(self.table, 1)

    def rows(self) -> list[Outcome]:
        """The rows in shown order."""
        return self.table.rows_model.rows()

    def add(self, one: Outcome) -> None:
        """A file is done while the others go on."""
        self._rows.append(one)
        self.table.set_rows(self._rows, keep=lambda each: each.piece.id)

    def follow(self, job: Job, count: int, before: Sequence[Outcome] = ()) -> None:
        """Show a running batch; ``before`` are rows of an earlier part of it."""
        self._rows = list(before)
        self.table.set_rows(self._rows)
        for button in (self.resume, self.export):
            button.hide()
        self._head.setText(_("自动脱敏 {n} 个文件", n=count))
        shown = job_row(job, _("自动脱敏 {n} 个文件", n=count))
        self._job = panel(row(shown), "surface", "bottom")
        self._layout.insertWidget(1, self._job)
        job.finished.connect(self._over)

    def show_batch(self, batch: Batch, count: int) -> None:
        """Show the result of ``count`` files; what needs a person stands first."""
        self._rows = sorted(batch.rows, key=_order)
        self.table.set_rows(self._rows)
        done = sum(one.state is MaskState.MASKED for one in batch.rows)
        waits = sum(one.state is MaskState.PENDING for one in batch.rows)
        failed = sum(bool(one.problem) for one in batch.rows)
        words = _("已脱敏 {done}，待确认 {waits}，没有完成 {failed}", done=done, waits=waits, failed=failed)
        self.resume.setVisible(batch.cancelled and count > len(batch.rows))
        self.export.setVisible(bool(batch.rows))
        if batch.cancelled:
            words += _("；已取消，还有 {n} 个文件没有处理", n=count - len(batch.rows))
        self._head.setText(words)
        self.table.setFocus()

    def words(self) -> str:
        """The head's words."""
        return self._head.text()

    def _over(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
            self._job = None


def _order(one: Outcome) -> int:
    if one.problem:
        return 0
    return 1 if one.state is MaskState.PENDING else 2


def _columns() -> list[Column]:
    return [
        Column(_("编号"), lambda one: Cell(one.piece.code, bold=True), 130, order=lambda one: one.piece.code),
        Column(_("文件"), lambda one: Cell(one.piece.name, icon=kind_icon(one.piece)),
               order=lambda one: one.piece.name),
        Column(_("已脱敏"), lambda one: _count(one.masked, one), 90, right=True,
               order=lambda one: one.masked),
        Column(_("待定"), lambda one: _count(one.undecided, one), 80, right=True,
               order=lambda one: one.undecided),
        Column(_("复扫残留"), lambda one: _count(len(one.residue), one), 90, right=True,
               order=lambda one: len(one.residue)),
        Column(_("状态"), _state, 320, order=_order),
    ]  # fmt: skip


def _count(count: int, one: Outcome) -> Cell:
    return Cell("" if one.problem else str(count))


def _state(one: Outcome) -> Cell:
    if one.problem:
        return Cell(one.problem, state=State.BAD)
    if one.state is MaskState.PENDING:
        return Cell(_("待确认，按 Enter 打开核对"), state=State.REVIEW, tone="rev")
    return Cell(_("已脱敏"), state=State.OK)
