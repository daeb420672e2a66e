"""A labelled input that says in place what is missing or wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from auditdesk.ui.widgets.inputs import mark_input
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.text import Text


class Field(QWidget):
    """Label, input, and a sentence below that appears only when needed.

    In narrow panes the label stands left (60 px, more for longer languages), on wide forms above.
    ``after`` stands right of the label (above) or right of the input (left).
    """

    def __init__(
        self,
        label: str,
        control: QWidget,
        *,
        above: bool = False,
        label_width: int = 60,
        after: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._control = control
        self._label = Text(label, "small", "text_2" if above else "text_3")
        self._below = Text("", "small", "bad", wrap=True)
        self._below.hide()
        self._label.setBuddy(control)
        if not control.accessibleName():
            control.setAccessibleName(label)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        if above:
            grid.addLayout(row(self._label, None, *([after] if after else [])), 0, 0)
            grid.addWidget(control, 1, 0)
            grid.addWidget(self._below, 2, 0)
        else:
            self._place_left(grid, control, label_width, after)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def _place_left(
        self, grid: QGridLayout, control: QWidget, label_width: int, after: QWidget | None
    ) -> None:
        self._label.setFixedWidth(label_width)
        self._label.setWordWrap(True)
        tall = control.sizeHint().height() > 40  # noqa: PLR2004 -- more than one line of input
        at = Qt.AlignmentFlag.AlignTop if tall else Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(self._label, 0, 0, at)
        grid.addWidget(control, 0, 1)
        if after is not None:
            grid.addWidget(after, 0, 2)
        grid.addWidget(self._below, 1, 1)
        grid.setColumnStretch(1, 1)

    def control(self) -> QWidget:
        """The input."""
        return self._control

    def missing(self, words: str = "") -> None:
        """Amber: something belongs here; ``words`` say what."""
        self._say("missing", words, "rev")

    def wrong(self, sentence: str) -> None:
        """Red border and one sentence below."""
        self._say("wrong", sentence, "bad")

    def clear(self) -> None:
        """Neither missing nor wrong."""
        self._say("", "", "bad")

    def _say(self, state: str, words: str, tone: str) -> None:
        mark_input(self._control, state)
        self._below.setText(words)
        self._below.set_tone(tone)
        self._below.setVisible(bool(words))
        self._control.setAccessibleDescription(words)
