"""Excel from the page: write the audit out, read a filled workbook back after a look at every row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.filenames import safe_name
from auditdesk.domain.importing import ChangeKind, FillPreview, FillRow, kind_label
from auditdesk.i18n import _
from auditdesk.services.exporting import write_file
from auditdesk.services.filling import apply_fill, export_audit, preview_fill
from auditdesk.services.reading import read_input
from auditdesk.ui.dialogs import Dialogs
from auditdesk.ui.jobs import Job, Jobs, Work, job_row, while_alive
from auditdesk.ui.pages.run.run_file import RunFile
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.cells import Cell
from auditdesk.ui.widgets.layouts import column, panel, row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.tables import Column, TableView
from auditdesk.ui.widgets.text import Text

_TONES = {
    ChangeKind.INVALID: "bad", ChangeKind.UNKNOWN: "bad", ChangeKind.CONFLICT: "bad",
    ChangeKind.CHANGED: "accent", ChangeKind.NEW: "ok",
}  # fmt: skip
"""Kinds that are listed, in this order."""


class ExcelPane(QWidget):
    """Both ways; reading back writes everything or nothing, and is one step of undo.

    Signals:
        item_wanted: the number of an item to go to.
        closed: the pane was left.
    """

    item_wanted = Signal(str)
    closed = Signal()

    def __init__(self, run: RunFile, jobs: Jobs, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run, self._jobs, self._dialogs = run, jobs, dialogs
        self.preview: FillPreview | None = None
        self.out = KeyButton(_("导出 Excel"), icon="download")
        self.take = KeyButton(_("读回填好的 Excel"), icon="upload")
        self.apply = KeyButton(_("全部写入"), "primary")
        self.said = Notice("na", "")
        self.table = TableView(
            [
                Column(_("行"), lambda each: str(each.excel_row or "–"), 44, right=True),
                Column(_("编号"), lambda each: Cell(each.item_id, bold=True), 52),
                Column(_("改动"), lambda each: Cell(each.text, tone=_TONES.get(each.kind, "text_3"))),
            ],
            says=_("逐行预览"),
        )
        self.table.hide()
        self.table.opened.connect(lambda each: self.item_wanted.emit(each.item_id))
        close = KeyButton(kind="quiet", icon="x", height=28, says=_("关闭 Excel"))
        close.clicked.connect(self.closed)
        self.out.clicked.connect(self.export)
        self.take.clicked.connect(self.read_back)
        self.apply.clicked.connect(self.write)
        hint = Text(
            _("导出的表可在任何电脑上填。读回时先逐行预览，要么全部写入，要么一行不写；导出后在这里改过的答案不会被悄悄盖掉。"),
            "small", "text_3", wrap=True,
        )  # fmt: skip
        self._jobs_place = column(gap=4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row(Text("Excel", "strong"), None, close, margins=(16, 8, 12, 4)))
        buttons = column(row(self.out, None), row(self.take, None), hint, gap=8, margins=(16, 4, 16, 8))
        layout.addLayout(buttons)
        layout.addLayout(self._jobs_place)
        layout.addWidget(self.said)
        layout.addWidget(self.table, 1)
        layout.addStretch(0)
        self._foot = panel(row(None, self.apply, margins=(16, 9, 16, 10)), line="top")
        self._foot.hide()
        layout.addWidget(self._foot)

    def export(self) -> None:
        """Ask where, write there."""
        audit = self._run.file.audit
        name = safe_name(f"{audit.code} {audit.title}", ".xlsx")
        target = self._dialogs.save_file(_("导出 Excel"), name, "Excel (*.xlsx)")
        if target is None:
            return
        desk = self._run.desk
        self._start(
            lambda _watch: write_file(target, export_audit(desk, audit.id)),
            lambda _path: self.said.say("ok", _("已导出 {path}", path=target)), _("导出 Excel"),
        )  # fmt: skip

    def read_back(self) -> None:
        """Ask for a workbook and show what it would change."""
        chosen = self._dialogs.open_files(_("填好的 Excel"), "Excel (*.xlsx)", many=False)
        if chosen:
            self.look_at(chosen[0])

    def look_at(self, path: Path) -> None:
        """Preview one workbook; nothing is written."""
        self._run.leaving.emit()
        desk, audit_id = self._run.desk, self._run.file.audit.id
        self._start(
            lambda _watch: preview_fill(desk, audit_id, read_input(path), path.name), self.show_preview,
            path.name,
        )  # fmt: skip

    def show_preview(self, preview: FillPreview) -> None:
        """Rows that change something first, refused ones before all."""
        self.preview = preview
        order = list(_TONES)
        rows: list[FillRow] = [one for kind in order for one in preview.of(kind)]
        self.table.set_rows(rows)
        self.table.setVisible(bool(rows))
        ready = preview.of(ChangeKind.NEW, ChangeKind.CHANGED)
        counts = _("，").join(
            f"{kind_label(kind)} {len(preview.of(kind))}" for kind in (*reversed(order), ChangeKind.SAME)
            if preview.of(kind)
        )  # fmt: skip
        warned = "".join(f"{one} " for one in preview.warnings)
        self._foot.setVisible(bool(ready) and preview.applicable)
        self.apply.set_label(_("全部写入 {n} 项", n=len(ready)))
        if not preview.applicable:
            words = _("{name} 有不能导入的行，什么都不会写入。改好表再读一次。{counts}",
                      name=preview.name, counts=counts)  # fmt: skip
            self.said.say("bad", f"{warned}{words}")
        elif ready:
            self.said.say("rev", f"{warned}{preview.name}：{counts}")
        else:
            self.said.say("na", _("{name} 和这里的结果相同，没有要写入的。", name=preview.name))

    def write(self) -> None:
        """Write all rows of the preview as one step."""
        preview, run = self.preview, self._run
        if preview is None:
            return
        audit_id = run.file.audit.id
        rows = preview.of(ChangeKind.NEW, ChangeKind.CHANGED)
        touched = [("answer", f"{audit_id}/{one.item_id}") for one in rows]
        title = _("读回 {name}", name=preview.name)
        done = run.write(lambda: apply_fill(run.desk, audit_id, preview), touched, title=title)
        if done is not None:
            self.preview = None
            self._foot.hide()
            self.table.hide()
            self.said.say("ok", _("已写入 {n} 项，可以用 Ctrl+Z 一次撤销。", n=len(done)))

    def _start(self, work: Work, done: Callable[[Any], object], words: str) -> None:
        job: Job = self._jobs.start(
            work, done=while_alive(self, done), failed=while_alive(self, self._failed)
        )
        line = job_row(job, words)
        self._jobs_place.addWidget(line)
        job.finished.connect(line.deleteLater)

    def _failed(self, error: AuditDeskError) -> None:
        self.said.say("bad", error.message)
