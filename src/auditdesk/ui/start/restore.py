"""The way back from a backup: which backup, where to, and a job that checks every file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from auditdesk.domain.errors import AuditDeskError
from auditdesk.i18n import _
from auditdesk.services.program import Program, WorkspaceSummary
from auditdesk.ui.dialogs import Dialogs
from auditdesk.ui.jobs import JobProgress, Jobs, job_row
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.field import Field
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.text import Text


class RestoreForm(QWidget):
    """Copies a backup into a new folder; the damaged one stays as it is.

    Signals:
        restored: the `WorkspaceSummary` of the new folder.
        back: 返回.
    """

    restored = Signal(object)
    back = Signal()

    def __init__(self, program: Program, jobs: Jobs, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._program = program
        self._jobs = jobs
        self._dialogs = dialogs
        self.backup = LineField(hint=_("备份文件夹"))
        self.target = LineField(hint=_("新的空文件夹"))
        self.notice = Notice("bad", "")
        self.button = KeyButton(_("核对并恢复"), "primary", key="Ctrl+Enter", height=40)
        self.button.clicked.connect(self.restore)
        back = KeyButton(_("返回"), "quiet", key="Alt+Left", icon="arrow-left")
        back.clicked.connect(self.back)
        self._rows = column(gap=0)
        words = _("恢复到一个新文件夹，每个文件都核对；原来的文件夹不动。")
        self.setLayout(
            column(
                Text(_("从备份恢复"), "title"),
                Text(words, "small", "text_3", wrap=True),
                8,
                Field(_("备份"), self.backup, above=True, after=self._chooser(self.backup, _("选择备份"))),
                Field(_("恢复到"), self.target, above=True, after=self._chooser(self.target, _("选择位置"))),
                self.button,
                self._rows,
                self.notice,
                row(back, None),
            )
        )

    def _chooser(self, field: LineField, title: str) -> KeyButton:
        button = KeyButton(title, "link")

        def ask() -> None:
            folder = self._dialogs.open_folder(title)
            if folder is not None:
                field.setText(str(folder))

        button.clicked.connect(ask)
        return button

    def restore(self) -> None:
        """Start the job; its row appears below the button."""
        if not self.backup.text().strip() or not self.target.text().strip():
            self.notice.say("rev", _("请选好备份和要恢复到的文件夹。"))
            return
        backup, target = Path(self.backup.text().strip()), Path(self.target.text().strip())
        self.notice.say("bad", "")
        self.button.refuse(_("正在恢复"))

        def work(progress: JobProgress) -> WorkspaceSummary:
            return self._program.restore(backup, target, progress)

        job = self._jobs.start(work, done=self._done, failed=self._failed)
        shown = job_row(job, _("恢复备份"))
        job.finished.connect(shown.deleteLater)
        self._rows.addWidget(shown)

    def _done(self, summary: WorkspaceSummary) -> None:
        self.button.allow()
        self.restored.emit(summary)

    def _failed(self, error: AuditDeskError) -> None:
        self.button.allow()
        self.notice.say("bad", error.message)
