"""The right pane: own head, blocks divided by hairlines, a foot that stays in sight."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLayout, QVBoxLayout, QWidget

from auditdesk.ui.widgets.layouts import clear, panel, row, scrolled
from auditdesk.ui.widgets.text import Rule, Text

NARROWEST, WIDEST = 340, 448


class Block(QFrame):
    """One part of the pane: bold head, quiet words, something at the right, then content."""

    def __init__(
        self,
        title: str = "",
        note: str = "",
        right: QWidget | None = None,
        *,
        sunken: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        if sunken:
            self.setProperty("ground", "sunken")
        self._all = QVBoxLayout(self)
        self._all.setContentsMargins(20, 10, 20, 10)
        self._all.setSpacing(6)
        self._note = Text(note, "small", "text_2")
        if title:
            tail = [right] if right is not None else []
            self._all.addLayout(row(Text(title, "strong"), self._note, None, *tail))

    def note(self, text: str, tone: str = "text_2") -> None:
        """The quiet words beside the head."""
        self._note.setText(text)
        self._note.set_tone(tone)

    def add(self, content: QWidget | QLayout) -> None:
        """Put content below."""
        if isinstance(content, QWidget):
            self._all.addWidget(content)
        else:
            self._all.addLayout(content)


class DetailPane(QFrame):
    """340–448 wide, full height: `head`, `add_block`, `foot`.

    The blocks scroll; head and foot keep their places whatever the height.
    """

    def __init__(self, says: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setAccessibleName(says)
        self.setMinimumWidth(NARROWEST)
        self._head = QVBoxLayout()
        self._head.setContentsMargins(20, 14, 16, 10)
        self._head.setSpacing(4)
        self._body = QWidget()
        self._blocks = QVBoxLayout(self._body)
        self._blocks.setContentsMargins(0, 0, 0, 0)
        self._blocks.setSpacing(0)
        self._blocks.addStretch(1)
        self._foot = row(margins=(20, 9, 20, 10))
        all_ = QVBoxLayout(self)
        all_.setContentsMargins(0, 0, 0, 0)
        all_.setSpacing(0)
        all_.addLayout(self._head)
        all_.addWidget(Rule())
        all_.addWidget(scrolled(self._body), 1)
        self._foot_frame = panel(self._foot, line="top")
        self._foot_frame.hide()
        all_.addWidget(self._foot_frame)

    def head(self, *rows: QWidget | QLayout) -> None:
        """Replace the head: id, chips and position in the first row, then title and facts."""
        clear(self._head)
        for part in rows:
            if isinstance(part, QWidget):
                self._head.addWidget(part)
            else:
                self._head.addLayout(part)

    def add_block(self, block: QWidget) -> None:
        """Append a block and a hairline."""
        place = self._blocks.count() - 1
        self._blocks.insertWidget(place, block)
        self._blocks.insertWidget(place + 1, Rule())

    def clear_blocks(self) -> None:
        """Take all blocks out, e.g. when another row is chosen."""
        clear(self._blocks)
        self._blocks.addStretch(1)

    def foot(self, reason: QWidget | None, *buttons: QWidget) -> None:
        """Replace the foot: why the button rests or what was saved at the left, buttons at the right."""
        clear(self._foot)
        if reason is not None:
            self._foot.addWidget(reason)
        self._foot.addStretch(1)
        for button in buttons:
            self._foot.addWidget(button)
        self._foot_frame.setVisible(bool(buttons) or reason is not None)
