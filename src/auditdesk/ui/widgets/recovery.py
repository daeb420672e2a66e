"""Typed boxes for one group of a recovery code: typing jumps on, a match turns into dots."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from auditdesk.i18n import _
from auditdesk.ui.widgets.text import restyle

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""No 0, 1, I, O: what paper makes easy to confuse."""


class RecoveryBoxes(QWidget):
    """One group of characters.

    Signals:
        changed: the characters so far.
        completed: all characters, once every box is filled.
        overflowed: what a paste held beyond this group, for the next one.
    """

    changed = Signal(str)
    completed = Signal(str)
    overflowed = Signal(str)

    def __init__(self, length: int = 5, *, says: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(says)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self._boxes = [self._box(place, says) for place in range(length)]
        for each in self._boxes:
            layout.addWidget(each)
        layout.addStretch(1)
        self.setFocusProxy(self._boxes[0])
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """The characters so far."""
        return "".join(each.text() for each in self._boxes)

    def missing(self) -> int:
        """How many boxes are empty."""
        return sum(not each.text() for each in self._boxes)

    def fill(self, text: str) -> str:
        """Type a text into the boxes from the first empty one; returns what found no room."""
        rest = "".join(char for char in text.upper() if char in ALPHABET)
        for each in self._boxes:
            if rest and not each.text():
                each.setText(rest[0])
                rest = rest[1:]
        self._tell()
        return rest

    def forget(self) -> None:
        """Empty boxes, ready to type."""
        for each in self._boxes:
            each.setText("")
            each.setReadOnly(False)
            each.setEchoMode(QLineEdit.EchoMode.Normal)
            restyle(each, "state", "")

    def accept(self) -> None:
        """The group matches: dots in green, no more typing."""
        for each in self._boxes:
            each.setEchoMode(QLineEdit.EchoMode.Password)
            each.setReadOnly(True)
            restyle(each, "state", "ok")

    def refuse(self) -> None:
        """The group does not match: red borders, caret in the first box."""
        for each in self._boxes:
            restyle(each, "state", "wrong")
        self._boxes[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self._boxes[0].selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of a single box."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        place = next(at for at, each in enumerate(self._boxes) if each is watched)
        if self._boxes[place].isReadOnly():
            return super().eventFilter(watched, event)
        if event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
            return True
        return self._key(place, event) or super().eventFilter(watched, event)

    def _key(self, place: int, event: QKeyEvent) -> bool:
        here = self._boxes[place]
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        key = Qt.Key(event.key())
        if key in moves:
            self._go(place + moves[key])
        elif key == Qt.Key.Key_Backspace:
            target = here if here.text() or place == 0 else self._boxes[place - 1]
            target.setText("")
            restyle(target, "state", "")
            target.setFocus(Qt.FocusReason.OtherFocusReason)
            self._tell()
        elif len(event.text()) == 1 and event.text().isprintable() and not _command(event):
            if event.text().upper() in ALPHABET:
                here.setText(event.text().upper())
                self._go(place + 1)
                self._tell()
        else:
            return False
        return True

    def _box(self, place: int, says: str) -> QLineEdit:
        made = QLineEdit()
        made.setProperty("box", "true")
        made.setFixedSize(30, 36)
        made.setMaxLength(1)
        made.setAlignment(Qt.AlignmentFlag.AlignCenter)
        made.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        made.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        made.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        made.setAccessibleName(_("{group} 第 {place} 位", group=says, place=place + 1))
        made.installEventFilter(self)
        return made

    def _go(self, place: int) -> None:
        if 0 <= place < len(self._boxes):
            self._boxes[place].setFocus(Qt.FocusReason.OtherFocusReason)
            self._boxes[place].selectAll()

    def _paste(self) -> None:
        rest = self.fill(QGuiApplication.clipboard().text())
        if rest:
            self.overflowed.emit(rest)

    def _tell(self) -> None:
        for each in self._boxes:
            if each.property("state") == "wrong":
                restyle(each, "state", "")
        self.changed.emit(self.text())
        if not self.missing():
            self.completed.emit(self.text())


def _command(event: QKeyEvent) -> bool:
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    return bool(event.modifiers() & modifiers)
