"""Two parts in one line where there is room, else one below the other."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLayout, QWidget

from auditdesk.ui.widgets.layouts import row

_WAYS = QBoxLayout.Direction


class EitherWay(QWidget):
    """Keeps a pane from cutting its right end when it gets narrow.

    Args:
        first: gives way within the line, down to ``room`` pixels (its minimum if that is more).
        second: keeps its whole width; it goes below where both do not fit.
        room: what the first part needs to be readable beside the second.
    """

    def __init__(self, first: QLayout, second: QLayout, *, room: int = 0, gap: int = 12) -> None:
        super().__init__()
        self._first, self._second, self._room = first, second, room
        self._line = row(first, second, gap=gap)
        self._line.setStretch(0, 1)
        self.setLayout(self._line)

    def beside(self) -> bool:
        """Whether both stand in one line."""
        return self._line.direction() == _WAYS.LeftToRight

    def turn(self) -> None:
        """Decide again, e.g. after words of a part changed."""
        for part in (self._first, self._second):
            part.invalidate()  # words or visibility of what is in it may just have changed
        first = max(self._room, self._first.minimumSize().width())
        needed = first + self._line.spacing() + self._second.sizeHint().width()
        way = _WAYS.LeftToRight if needed <= self.width() else _WAYS.TopToBottom
        if way != self._line.direction():
            self._line.setDirection(way)

    def minimumSizeHint(self) -> QSize:
        """Either part alone must fit."""
        widest = max(self._first.minimumSize().width(), self._second.minimumSize().width())
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Decide with the room there is."""
        super().resizeEvent(event)
        self.turn()
