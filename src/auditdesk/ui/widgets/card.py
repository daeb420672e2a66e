"""Cards, and the head and foot bars of a page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QLayout, QSizePolicy, QVBoxLayout, QWidget

from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.text import Rule, Text, restyle

HEAD = 44


class Card(QFrame):
    """A white box with a head (title 15 bold, quiet count, actions at the right), a body and maybe a foot.

    Signals:
        chosen: the card was clicked or Enter/Space pressed on it (only with ``choosable``).
    """

    chosen = Signal()

    def __init__(
        self,
        title: str = "",
        count: str = "",
        *actions: QWidget,
        choosable: bool = False,
        head: int = HEAD,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._choosable = choosable
        self._all = QVBoxLayout(self)
        self._all.setContentsMargins(1, 1, 1, 4)
        self._all.setSpacing(0)
        self._count = Text(count, tone="text_3")
        if title:
            self.setAccessibleName(title)
            bar = QWidget()
            bar.setLayout(row(Text(title, "heading"), self._count, None, *actions, margins=(16, 0, 12, 0)))
            bar.setFixedHeight(head)
            self._all.addWidget(bar)
            self._all.addWidget(Rule())
        if choosable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_count(self, text: str) -> None:
        """The quiet words beside the title."""
        self._count.setText(text)

    def add(self, content: QWidget | QLayout, stretch: int = 0) -> None:
        """Put content into the body, edge to edge."""
        if isinstance(content, QWidget):
            self._all.addWidget(content, stretch)
        else:
            self._all.addLayout(content, stretch)

    def add_padded(self, *content: QWidget | QLayout, gap: int = 8) -> QVBoxLayout:
        """Put content into the body with the card's padding (16 across, 12 down)."""
        inner = QVBoxLayout()
        inner.setContentsMargins(16, 12, 16, 12)
        inner.setSpacing(gap)
        for part in content:
            if isinstance(part, QWidget):
                inner.addWidget(part)
            else:
                inner.addLayout(part)
        self._all.addLayout(inner)
        return inner

    def fill(self) -> None:
        """Keep the content at the top when the card is taller."""
        self._all.addStretch(1)

    def foot(self, *content: QWidget) -> None:
        """A last line under a hairline."""
        self._all.addWidget(Rule())
        self._all.addLayout(row(*content, None, margins=(16, 6, 12, 6)))

    def set_chosen(self, *, chosen: bool) -> None:
        """The 2 px accent border of the selected card."""
        restyle(self, "chosen", "true" if chosen else "false")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose by click."""
        super().mousePressEvent(event)
        if self._choosable:
            self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by key."""
        if self._choosable and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.chosen.emit()
            return
        super().keyPressEvent(event)


class PageHead(QWidget):
    """Title 20 bold, quiet words beside it, page actions at the right; 48–52 high."""

    def __init__(
        self,
        title: str,
        meta: str = "",
        *actions: QWidget,
        margins: tuple[int, int, int, int] = (24, 12, 24, 12),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title = Text(title, "title")
        self._meta = Text(meta, tone="text_3")
        self._bar = row(self._title, 4, self._meta, None, *actions, gap=8, margins=margins)
        self.setLayout(self._bar)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_head(self, title: str, meta: str = "") -> None:
        """Another title and other words beside it."""
        self._title.setText(title)
        self._meta.setText(meta)


class BottomBar(QFrame):
    """The bar with the finishing buttons; it keeps its height when there is less room."""

    def __init__(self, *content: QWidget | int | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setProperty("line", "top")
        self.setLayout(row(*content, margins=(20, 9, 16, 10)))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
