"""Empty states: left-aligned at the place of the first row, and useful."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.text import Text


class EmptyState(QWidget):
    """One sentence what belongs here, one what to do next, one button with its key."""

    def __init__(
        self, sentence: str, then: str = "", button: KeyButton | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._sentence = Text(sentence, wrap=True)
        self._then = Text(then, tone="text_3", wrap=True)
        layout = column(self._sentence, self._then, gap=4, margins=(16, 12, 16, 12))
        if button is not None:
            layout.addSpacing(8)
            layout.addLayout(row(button, None))
        layout.addStretch(1)
        self.setLayout(layout)
        self._then.setVisible(bool(then))

    def say(self, sentence: str, then: str = "") -> None:
        """Other words, e.g. naming the search that found nothing."""
        self._sentence.setText(sentence)
        self._then.setText(then)
        self._then.setVisible(bool(then))
