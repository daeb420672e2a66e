"""In the place of the texts: a file that is being read, or why one cannot be read and what to do."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.i18n import _
from auditdesk.ui.jobs import Job, job_row
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.text import Text


class FileState(QWidget):
    """Shown while no file is open in the working area.

    Signals:
        again: read the file once more.
        evidence_wanted: show the file on the page 证据.
    """

    again = Signal()
    evidence_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job: QWidget | None = None
        self.words = Text("", "strong", wrap=True)
        self._then = Text("", tone="text_3", wrap=True)
        self._again = KeyButton(_("再读一次"), height=28)
        self._again.clicked.connect(self.again)
        self._evidence = KeyButton(_("到证据页看"), height=28)
        self._evidence.clicked.connect(self.evidence_wanted)
        self._buttons = QWidget()
        self._buttons.setLayout(row(self._again, self._evidence, None))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        body = QWidget()
        body.setLayout(column(self.words, self._then, self._buttons, gap=6, margins=(16, 14, 16, 12)))
        self._layout.addWidget(body)
        self._layout.addStretch(1)
        self.nothing()

    def nothing(self) -> None:
        """No file."""
        self._say("", "")

    def reading(self, job: Job, name: str) -> None:
        """A file is being read: its progress, with 取消."""
        self._say("", "")
        self._job = job_row(job, _("正在识别 {name}", name=name))
        self._layout.insertWidget(0, self._job)
        job.finished.connect(self._over)

    def failed(self, sentence: str) -> None:
        """It cannot be read."""
        self._say(sentence, _("它不能自动脱敏。请换一份能打开的重新添加，或者取出内容另存后再添加。"))

    def cancelled(self) -> None:
        """A person stopped it."""
        self._say(_("已取消识别。"), _("没有写出任何内容；可以再读一次，或者先看别的文件。"))

    def _say(self, words: str, then: str) -> None:
        self._over()
        self.words.setText(words)
        self._then.setText(then)
        for widget in (self.words, self._then, self._buttons):
            widget.setVisible(bool(words))

    def _over(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
            self._job = None
