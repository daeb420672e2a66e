"""A passphrase field that forgets itself: hidden, cleared on take and on hide, never suggested or copied."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFocusEvent, QHideEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from auditdesk.i18n import _
from auditdesk.ui.theme.icons import icon

_SHOWN_FOR_MS = 10_000


class PassphraseEdit(QLineEdit):
    """Dots, with a button that reveals for ten seconds.

    Signals:
        entered: Enter was pressed and there is something to take.
    """

    entered = Signal()

    def __init__(self, hint: str = "", *, says: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setAccessibleName(says or _("口令"))
        self.setEchoMode(QLineEdit.EchoMode.Password)
        hints = Qt.InputMethodHint
        self.setInputMethodHints(hints.ImhSensitiveData | hints.ImhNoPredictiveText | hints.ImhHiddenText)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setDragEnabled(False)
        self.setProperty("tall", "true")
        self._eye = QAction(icon("eye"), _("显示口令"), self)
        self._eye.triggered.connect(lambda _checked=False: self.reveal(shown=not self.revealed()))
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_FOR_MS)
        self._timer.timeout.connect(lambda: self.reveal(shown=False))

    def take(self) -> str:
        """The passphrase; the field is empty afterwards and has nothing to undo."""
        taken = self.text()
        self.forget()
        return taken

    def forget(self) -> None:
        """Clear text and undo history, hide again."""
        self.setText("")
        self.reveal(shown=False)

    def revealed(self) -> bool:
        """Whether the characters are shown now."""
        return self.echoMode() == QLineEdit.EchoMode.Normal

    def reveal(self, *, shown: bool) -> None:
        """Show the characters for ten seconds, or hide them."""
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self._eye.setIcon(icon("eye-off" if shown else "eye"))
        self._eye.setText(_("隐藏口令") if shown else _("显示口令"))
        (self._timer.start if shown else self._timer.stop)()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy and cut do nothing, also while revealed; Enter gives the signal."""
        if event.matches(QKeySequence.StandardKey.Copy) or event.matches(QKeySequence.StandardKey.Cut):
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self.text():
                self.entered.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the characters when the caret leaves."""
        super().focusOutEvent(event)
        self.reveal(shown=False)

    def hideEvent(self, event: QHideEvent) -> None:
        """A form that goes away takes nothing with it."""
        super().hideEvent(event)
        self.forget()
