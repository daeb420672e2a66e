"""The base of the ten pages: what the window asks of a page and what a page may ask of the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.services.changes import ChangeSet
from auditdesk.ui.keys import Key, bind
from auditdesk.ui.widgets.layouts import clear


class Page(QWidget):
    """One page. Subclasses override `title`, `build` and whatever else they need.

    Built when first shown, and again when the language changes; so texts are fetched in `build` and need no
    `retranslate`. Pages read through services and refresh from change sets; they never call each other.

    Signals:
        go: another page's name and what to show there (an id or None).
        counted: the number for the rail entry changed.
        changed: the page wrote something; the window passes the `ChangeSet` to every page.
    """

    go = Signal(str, object)
    counted = Signal(int)
    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "bg")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self._built = False

    def title(self) -> str:
        """The page's name, translated; also the window's title."""
        raise NotImplementedError

    def build(self) -> None:
        """Fill ``self.body`` and bind keys; called on an empty layout, again after a language switch."""

    def activate(self, target: object = None) -> None:
        """The page comes to the front; ``target`` is what the caller wants to see there (an id), or None."""

    def leave(self) -> None:
        """The page goes to the back: cover what may be seen only for a while, stop playing."""

    def refresh(self, changes: ChangeSet | None) -> None:
        """Read again what ``changes`` touched; None means everything. Called for built pages only."""

    def shortcuts(self) -> list[Key]:
        """The page's keys for the F1 overview, most used first."""
        return []

    def regions(self) -> list[QWidget]:
        """Where F6 goes, in order: list, item, pane."""
        return []

    def escape(self) -> bool:
        """Leave the pane or the selection; False when there is nothing left to leave."""
        return False

    def next_check(self) -> bool:
        """F8: jump to the next open row of 待办检查; False when the page has none."""
        return False

    def key(self, key: str, act: Callable[[], object]) -> None:
        """Bind a key for as long as the page is shown; call it in `build`, once for each key."""
        bind(self, key, act)

    def built(self) -> bool:
        """Whether `build` has run."""
        return self._built

    def ensure_built(self) -> None:
        """Build on first use."""
        if not self._built:
            self._built = True
            self.build()
            self.refresh(None)

    def rebuild(self) -> None:
        """Build again after a language switch."""
        if self._built:
            for shortcut in self.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly):
                shortcut.setEnabled(False)  # two of one key would silence both
                shortcut.deleteLater()
            clear(self.body)
            self.build()
            self.refresh(None)
