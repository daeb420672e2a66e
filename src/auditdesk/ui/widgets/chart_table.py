"""What painted charts have in common: a cell under the keyboard, read aloud, and 以表格显示."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QContextMenuEvent
from PySide6.QtWidgets import QFrame, QMenu, QWidget

from auditdesk.i18n import _
from auditdesk.ui.widgets.layouts import column
from auditdesk.ui.widgets.painting import FocusMixin
from auditdesk.ui.widgets.tables import Column, TableView


class ChartTable(QFrame):
    """The chart's figures as a real table, for screen readers and for copying by eye."""

    def __init__(self, heads: Sequence[str], rows: Sequence[Sequence[str]], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("popup", "true")
        columns = [
            Column(head, itemgetter(place), width=84 if place else 0, right=bool(place))
            for place, head in enumerate(heads)
        ]
        self.table = TableView(columns, says=parent.accessibleName())
        self.table.set_rows(rows)
        self.setLayout(column(self.table, margins=(8, 8, 8, 8)))
        self.resize(min(960, 140 + 84 * (len(heads) - 1)), min(480, 60 + 36 * len(rows)))


class Chart(FocusMixin, QWidget):
    """Base of painted charts; subclasses give `table` and call `say` when the current cell moves."""

    def __init__(self, says: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(says)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.setMouseTracking(True)

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Heads and rows of the same figures."""
        return [], []

    def say(self, words: str) -> None:
        """Read the current cell aloud."""
        self.setAccessibleDescription(words)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def show_table(self) -> ChartTable:
        """以表格显示: open the figures as a table below the chart."""
        heads, rows = self.table()
        popup = ChartTable(heads, rows, self)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.move(self.mapToGlobal(QPoint(0, 24)))
        popup.show()
        popup.table.setFocus(Qt.FocusReason.PopupFocusReason)
        return popup

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Right click or the menu key offer the table."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("以表格显示")).triggered.connect(lambda _checked=False: self.show_table())
        menu.popup(event.globalPos())
