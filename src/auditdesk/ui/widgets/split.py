"""Regions side by side: a 5 px handle that paints a 1 px line, sizes remembered by the page."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.widgets.painting import hairline


class _Handle(QSplitterHandle):
    """Five pixels to grab, one to see."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line, in accent while the pointer is on it."""
        table = tokens()
        painter = QPainter(self)
        painter.fillRect(self.rect(), table.surface)
        colour = table.accent if self.underMouse() else table.border
        middle = self.rect().center()
        if self.orientation() == Qt.Orientation.Horizontal:
            hairline(painter, QPointF(middle.x(), 0), QPointF(middle.x(), self.height()), colour)
        else:
            hairline(painter, QPointF(0, middle.y()), QPointF(self.width(), middle.y()), colour)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Repaint when the pointer comes and goes."""
        if event.type() in {QEvent.Type.Enter, QEvent.Type.Leave}:
            self.update()
        return super().event(event)


class SplitView(QSplitter):
    """A splitter whose panes cannot vanish."""

    def __init__(self, *panes: QWidget, upright: bool = False, parent: QWidget | None = None) -> None:
        way = Qt.Orientation.Vertical if upright else Qt.Orientation.Horizontal
        super().__init__(way, parent)
        self.setHandleWidth(5)
        self.setChildrenCollapsible(False)
        for pane in panes:
            self.addWidget(pane)

    def createHandle(self) -> QSplitterHandle:
        """Our handle."""
        return _Handle(self.orientation(), self)

    def grow(self, place: int) -> None:
        """Only this pane takes what is left over."""
        for other in range(self.count()):
            self.setStretchFactor(other, 1 if other == place else 0)
