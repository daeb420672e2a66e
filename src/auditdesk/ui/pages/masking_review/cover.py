"""The original is covered until a reason is given, and again after five minutes, on F9 and on leaving."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QFrame, QWidget

from auditdesk.domain.errors import AuditDeskError
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.mask_review import Reveal, reveal
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.text import Icon, Text

_SECOND = 1000


class Cover(QFrame):
    """Lies over a view: says that the original is covered and takes the reason.

    Signals:
        given: the reason, on Enter or the button.
    """

    given = Signal(str)

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setProperty("popup", "true")
        self.reason = LineField(_("脱敏核对"), _("理由，例如：脱敏核对"), says=_("揭开原文的理由"))
        self.button = KeyButton(_("揭开"), key="Enter", binds=False, icon="eye")
        self.button.clicked.connect(self._give)
        self.reason.returnPressed.connect(self._give)
        self._problem = Text("", "small", "bad", wrap=True)
        self._problem.hide()
        line = row(self.reason, self.button)
        line.setStretchFactor(self.reason, 1)
        words = Text(_("原文遮盖着。写明理由可以看 5 分钟，理由记入操作日志。"), "small", "text_2", wrap=True)
        self._body = column(
            row(Icon("eye-off", "text_2"), Text(_("原文已遮盖"), "strong"), None), words, line, self._problem,
            gap=6, margins=(14, 10, 14, 12),
        )  # fmt: skip
        self.setLayout(self._body)
        self._over = over
        over.installEventFilter(self)
        self._place()

    def complain(self, sentence: str) -> None:
        """Why it was not uncovered."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the place in the middle of the view."""
        if watched is self._over and event.type() in {QEvent.Type.Resize, QEvent.Type.Show}:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        width = min(300, max(180, self._over.width() - 24))
        height = self._body.totalHeightForWidth(width)
        self.setGeometry((self._over.width() - width) // 2, 48, width, max(height, 110))

    def _give(self) -> None:
        self.given.emit(self.reason.text())


class RevealWatch(QObject):
    """Knows whether the original of the current file may be seen, and counts down.

    Signals:
        changed: covered or uncovered.
        ticked: remaining words ``04:12``.
    """

    changed = Signal()
    ticked = Signal(str)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.now: Reveal | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_SECOND)
        self._timer.timeout.connect(self._tick)

    @property
    def covered(self) -> bool:
        """Whether the original must not be shown."""
        return self.now is None

    def uncover(self, evidence_id: str, reason: str) -> str:
        """Journal the reason and show the original; returns a sentence when it is refused."""
        try:
            self.now = reveal(self._desk, evidence_id, reason)
        except AuditDeskError as error:
            return error.message
        self._timer.start()
        self.changed.emit()
        self._tick()
        return ""

    def cover(self) -> None:
        """Cover at once."""
        if self.now is not None:
            self.now = None
            self._timer.stop()
            self.changed.emit()

    def _tick(self) -> None:
        if self.now is None:
            return
        left = int((self.now.until - self._desk.clock.now()).total_seconds())
        if left <= 0:
            self.cover()
            return
        self.ticked.emit(f"{left // 60:02d}:{left % 60:02d}")
