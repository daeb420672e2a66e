"""The field with what will be written for the current span; a person may write something else."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from auditdesk.i18n import _
from auditdesk.services.mask_typing import LONGEST
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.painting import text_width
from auditdesk.ui.widgets.text import restyle

_LEAST, _MOST, _FRAME = 64, 130, 24


class StandInField(LineField):
    """Enter or leaving the field accepts, Esc gives back what stood there.

    Signals:
        typed: the new stand-in; empty means that of the style.
        left: Enter or Esc; the caret goes back to the spans.
    """

    typed = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", _("按样式"), says=_("替换成"), parent=parent)
        self.setProperty("small", "true")
        self.setFixedHeight(28)
        self.setMaxLength(LONGEST)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setToolTip(_("按 R 改写：回车生效，清空就按样式写"))
        self._shown = ""

    def show_words(self, words: str, *, editable: bool) -> None:
        """Show what will be written; kept values cannot be rewritten."""
        self._shown = words
        self.setText(words)
        self.setCursorPosition(0)
        self.setReadOnly(not editable)
        self._mark("")
        self.setFixedWidth(min(_MOST, max(_LEAST, round(text_width(words)) + _FRAME)))

    def begin(self) -> None:
        """R: the caret goes in, everything is chosen."""
        if not self.isReadOnly():
            self.setFixedWidth(_MOST)
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.selectAll()

    def settle(self) -> None:
        """Accept what was typed, if anything was."""
        if self.text() != self._shown and not self.isReadOnly():
            self._shown = self.text()
            self.typed.emit(self.text())

    def refuse(self, words: str) -> None:
        """What was typed cannot stand; the field keeps it to be mended."""
        self._shown = ""
        self.setText(words)
        self._mark("wrong")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter accepts, Esc gives up."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.settle()
            if self.property("state") != "wrong":
                self.left.emit()
            return
        if event.key() == Qt.Key.Key_Escape:
            self.show_words(self._shown, editable=True)
            self.left.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving accepts, as everywhere in the program."""
        super().focusOutEvent(event)
        self.settle()

    def _mark(self, state: str) -> None:
        if self.property("state") != state:
            restyle(self, "state", state)
