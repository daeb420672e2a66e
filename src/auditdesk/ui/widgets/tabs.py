"""Tabs with an underline, e.g. 问题 / 复核 / 历史."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QSizePolicy, QTabBar, QWidget


class Tabs(QTabBar):
    """Tabs by value; put a `QStackedWidget` below and switch it on `chosen`.

    Signals:
        chosen: the value of the tab the user chose (also by ← and →).
    """

    chosen = Signal(str)

    def __init__(
        self,
        tabs: Sequence[tuple[str, str]],
        *,
        says: str = "",
        close: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("close", close)  # less room between tabs, for panes
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setAccessibleName(says)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._values = [value for value, _word in tabs]
        for _value, word in tabs:
            self.addTab(word)
        self.currentChanged.connect(lambda place: self.chosen.emit(self._values[place]))

    def tabSizeHint(self, index: int) -> QSize:
        """Room for the bold word, so that choosing a tab moves nothing and never calls for scroll buttons."""
        size = super().tabSizeHint(index)
        if index == self.currentIndex():
            return size
        bold = QFont(self.font())
        bold.setBold(True)
        text = self.tabText(index)
        more = QFontMetrics(bold).horizontalAdvance(text) - self.fontMetrics().horizontalAdvance(text)
        return QSize(size.width() + max(0, more), size.height())

    def value(self) -> str:
        """The value of the tab in front."""
        return self._values[self.currentIndex()]

    def set_value(self, value: str) -> None:
        """Bring a tab to the front without a signal."""
        self.blockSignals(True)  # noqa: FBT003 -- Qt takes it by position
        self.setCurrentIndex(self._values.index(value))
        self.blockSignals(False)  # noqa: FBT003 -- Qt takes it by position
        self.update()

    def set_word(self, value: str, word: str) -> None:
        """Change a tab's words, e.g. its count."""
        self.setTabText(self._values.index(value), word)
        self.updateGeometry()
