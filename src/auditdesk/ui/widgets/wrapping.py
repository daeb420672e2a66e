"""Rows that give way: buttons that go into two rows, hints that leave, so that nothing is ever cut."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from auditdesk.ui.widgets.layouts import row


class TwoRows(QWidget):
    """Equally important widgets side by side while their words fit, else the first above the others."""

    def __init__(self, *widgets: QWidget, gap: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._widgets = widgets
        self._gap = gap
        self._wrapped: bool | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(gap)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._arrange()

    def wrapped(self) -> bool:
        """Whether there are two rows now."""
        return bool(self._wrapped)

    def sizeHint(self) -> QSize:
        """One row's width, the height of what stands."""
        return QSize(self._wide(self._widgets), self._grid.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Two rows' width, the height of what stands."""
        first, rest = self._widgets[:1], self._widgets[1:]
        return QSize(max(self._wide(first), self._wide(rest)), self._grid.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose again between one row and two."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """A label or the key caps changed: choose again."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def _wide(self, widgets: tuple[QWidget, ...]) -> int:
        return sum(one.sizeHint().width() for one in widgets) + self._gap * max(0, len(widgets) - 1)

    def _arrange(self) -> None:
        wrapped = self.width() < self._wide(self._widgets)
        if wrapped == self._wrapped:
            return
        self._wrapped = wrapped
        first, *rest = self._widgets
        self._grid.addWidget(first, 0, 0, 1, len(rest) if wrapped else 1)
        for number, widget in enumerate(rest):
            self._grid.addWidget(widget, *((1, number) if wrapped else (0, number + 1)))
        self.updateGeometry()


class Hints(QWidget):
    """Small pieces of help in a row; those at the end leave when there is no room for all."""

    def __init__(self, *hints: QWidget, gap: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hints = hints
        self._gap = gap
        self.setLayout(row(*hints, None, gap=gap))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        """Room for all hints."""
        sizes = [one.sizeHint() for one in self._hints]
        wide = sum(one.width() for one in sizes) + self._gap * (len(sizes) - 1)
        return QSize(wide, max(one.height() for one in sizes))

    def minimumSizeHint(self) -> QSize:
        """No room at all: whatever else is in the row comes first."""
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many as fit."""
        super().resizeEvent(event)
        left = self.width()
        for hint in self._hints:
            left -= hint.sizeHint().width()
            hint.setVisible(left >= 0)
            left -= self._gap
