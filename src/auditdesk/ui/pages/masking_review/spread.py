"""A mark made by hand, offered to the other files of the case: sought first, with a count, then marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from auditdesk.domain.spans import Kind
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.mask_elsewhere import Elsewhere, find_elsewhere, mark_elsewhere
from auditdesk.services.mask_queue import Waiting
from auditdesk.ui.jobs import Jobs, job_row
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.layouts import panel, row
from auditdesk.ui.widgets.text import Text


class SpreadBar(QFrame):
    """One line: the question, the search, what was found.

    Signals:
        wanted: seek the text in other files.
        agreed: mark what was found.
    """

    wanted = Signal()
    agreed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Text("", "small", "text_2")
        self.button = KeyButton("", height=28)
        self.button.clicked.connect(self._press)
        self._away = KeyButton(kind="quiet", icon="x", height=28, says=_("不用"))
        self._away.clicked.connect(self.hide)
        self._found = False
        self._job: QWidget | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        bar = row(self.words, self.button, None, self._away, margins=(14, 3, 12, 4))
        self._line = panel(bar, "sunken", "bottom")
        self._layout.addWidget(self._line)
        self.hide()

    def ask(self, here: int, *, others: bool) -> None:
        """A text was marked ``here`` times in this file; ``others`` are there to be searched."""
        words = _("这段文字在本文件出现 {n} 次，全部标记了。", n=here) if here > 1 else _("已标记。")
        self._say(words, _("找其他文件") if others else "", found=False)

    def seeking(self, job: QWidget) -> None:
        """The other files are being read; ``job`` shows how far."""
        self._over()
        self._job = job
        self._layout.insertWidget(0, job)
        self._line.hide()

    def show_found(self, found: Sequence[Elsewhere]) -> None:
        """The count before anything is changed."""
        if not found:
            self._say(_("其他没有确认的文件里没有这段文字。"), "", found=True)
            return
        count = sum(one.count for one in found)
        words = _("其他 {files} 个文件里还有 {n} 处没有遮盖。", files=len(found), n=count)
        self._say(words, _("都标记"), found=True)

    def done(self, files: int) -> None:
        """Marked."""
        self._say(_("{n} 个文件已标记，打开时可以逐处核对。", n=files), "", found=True)

    def _press(self) -> None:
        (self.agreed if self._found else self.wanted).emit()

    def _say(self, words: str, button: str, *, found: bool) -> None:
        self._over()
        self._found = found
        self.words.setText(words)
        self.button.set_label(button)
        self.button.setVisible(bool(button))
        self._line.show()
        self.show()

    def _over(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
            self._job = None


class Spread(QObject):
    """Seeks and marks in jobs.

    Signals:
        changed: a `ChangeSet`; the ids of the files are in ``touched``.
        failed: an `AuditDeskError`.
    """

    changed = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: Desk, jobs: Jobs, bar: SpreadBar) -> None:
        super().__init__(bar)
        self._desk, self._jobs, self.bar = desk, jobs, bar
        self._text, self._kind = "", Kind.CUSTOM
        self._files: Sequence[Waiting] = ()
        self._found: tuple[Elsewhere, ...] = ()
        self._turn = 0
        bar.wanted.connect(self.seek)
        bar.agreed.connect(self.mark)

    @property
    def touched(self) -> list[str]:
        """Files with new marks."""
        return [one.evidence_id for one in self._found]

    def offer(self, text: str, kind: Kind, here: int, files: Sequence[Waiting]) -> None:
        """A text was marked."""
        self._turn += 1
        self._text, self._kind, self._files, self._found = text, kind, files, ()
        self.bar.ask(here, others=any(not one.done for one in files))

    def kind(self, kind: Kind) -> None:
        """The mark got another kind before the others are marked."""
        self._kind = kind

    def forget(self) -> None:
        """Another file is in hand."""
        self._turn += 1
        self._text = ""
        self.bar.hide()

    def seek(self) -> None:
        """Read the other files."""
        turn, text, kind, files = self._turn, self._text, self._kind, self._files
        job = self._jobs.start(
            lambda progress: find_elsewhere(self._desk, text, kind, files, progress),
            done=lambda found: self._sought(turn, found), failed=self._stopped,
        )  # fmt: skip
        self.bar.seeking(job_row(job, _("在其他文件里找这段文字")))

    def mark(self) -> None:
        """Keep the marks of what was found."""
        found = self._found
        self._jobs.start(
            lambda _progress: mark_elsewhere(self._desk, found),
            done=self._marked, failed=self._stopped,
        )  # fmt: skip

    def _sought(self, turn: int, found: tuple[Elsewhere, ...]) -> None:
        if turn == self._turn:
            self._found = found
            self.bar.show_found(found)

    def _marked(self, changes: object) -> None:
        self.bar.done(len(self._found))
        self.changed.emit(changes)

    def _stopped(self, error: object) -> None:
        self.bar.hide()
        self.failed.emit(error)
