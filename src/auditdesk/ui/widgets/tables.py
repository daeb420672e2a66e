"""Tables over plain row values: give columns and rows, get keys, check boxes, sorting and focus right.

columns = [Column("编号", lambda row: Cell(row.code, bold=True), width=76), …]
table = TableView(columns); table.set_rows(findings); table.current_changed.connect(show)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.widgets.cells import (
    EDGE,
    HEAD_HEIGHT,
    PAD,
    ROW_HEIGHT,
    CellDelegate,
)
from auditdesk.ui.widgets.painting import focus_ring, hairline, line_text
from auditdesk.ui.widgets.row_model import Column, RowModel, cell_data, check_column, shown
from auditdesk.ui.widgets.switch import CHECK, paint_check

__all__ = [
    "Column", "Head", "RowModel", "TableView", "cell_data", "check_column", "fit_columns", "prepare", "shown",
]  # fmt: skip

LEAST = 140
"""What the column that takes the rest needs before spare columns may stay."""


class Head(QHeaderView):
    """Quiet heads: 12 px ``text-3``, a hairline, a box that checks all rows in a check column.

    Signals:
        check_all: the user wants all rows checked or none.
    """

    check_all = Signal(bool)

    def __init__(self, columns: Sequence[Column], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns = list(columns)
        self.all_checked = False
        self.some_checked = False
        self.setFixedHeight(HEAD_HEIGHT)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(36)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint one head."""
        table = tokens()
        area = QRectF(rect)
        painter.fillRect(area, table.surface)
        bottom = area.bottom() - 0.5
        hairline(painter, QPointF(area.left(), bottom), QPointF(area.right(), bottom), table.border)
        column = self._columns[section]
        first, last = section == 0, section == len(self._columns) - 1
        room = area.adjusted(EDGE if first else PAD, 0, -(EDGE if last else PAD), -1)
        if column.check:
            spot = QRectF(room.left(), round(area.center().y() - CHECK / 2), CHECK, CHECK)
            paint_check(painter, spot, checked=self.all_checked, partly=self.some_checked)
            return
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        words = column.title
        if self.isSortIndicatorShown() and self.sortIndicatorSection() == section and column.order:
            words += " ↑" if self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder else " ↓"
        line_text(painter, room, words, colour=table.text_3, size=12, align=side)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The box of a check column checks all or none."""
        section = self.logicalIndexAt(event.position().toPoint())
        if 0 <= section < len(self._columns) and self._columns[section].check:
            self.check_all.emit(not self.all_checked)
            return
        super().mouseReleaseEvent(event)


def prepare(view: QAbstractItemView) -> None:
    """What tables, trees and lists of the kit have in common."""
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setMouseTracking(True)
    view.setFrameShape(QAbstractItemView.Shape.NoFrame)
    view.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
    view.setTabKeyNavigation(False)


def fit_columns(head: QHeaderView, columns: Sequence[Column]) -> None:
    """Give columns their widths; the one without a width takes the rest."""
    head.setStretchLastSection(False)
    for place, column in enumerate(columns):
        stretch = QHeaderView.ResizeMode.Stretch
        head.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive if column.width else stretch)
        if column.width:
            head.resizeSection(place, column.width)


class TableView(QTableView):
    """A list of rows: ↑ ↓ Home End move and select, Enter opens, Space and letters belong to the page.

    Signals:
        current_changed: the row value under the cursor, or None.
        opened: the row value on Enter or double click.
        checks_changed: the list of checked row values.
    """

    current_changed = Signal(object)
    opened = Signal(object)
    checks_changed = Signal(list)

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        says: str = "",
        height: int = ROW_HEIGHT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._by_keyboard = True
        self.rows_model = RowModel(columns, self)
        self._head = Head(columns, self)
        self.setHorizontalHeader(self._head)
        self.setModel(self.rows_model)
        prepare(self)
        self.setAccessibleName(says)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setItemDelegate(CellDelegate(self, height=height))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(height)
        fit_columns(self._head, columns)
        self._head.sectionClicked.connect(self._sort)
        self._head.check_all.connect(lambda checked: self.rows_model.check_all(checked=checked))
        self.rows_model.checks_changed.connect(self._checks)
        self.doubleClicked.connect(lambda index: self.opened.emit(self.rows_model.row_value(index.row())))
        self.selectionModel().currentRowChanged.connect(self._moved)

    def set_rows(
        self, rows: Sequence[Any], *, keep: Callable[[Any], Any] | None = None, keep_checks: bool = False
    ) -> None:
        """Show rows in the order the user sorted by.

        With ``keep`` (a row to its identity) the current row stays current, and with ``keep_checks`` the
        checked rows stay checked.
        """
        before, checked = self.current_row(), self.checked_rows() if keep_checks else []
        rows = self._in_order(rows)
        self.rows_model.set_rows(rows)
        if keep is not None and checked:
            self.rows_model.check_rows({keep(row) for row in checked}, keep)
        if not rows:
            self.current_changed.emit(None)
            return
        place = 0
        if keep is not None and before is not None:
            same = [at for at, row in enumerate(rows) if keep(row) == keep(before)]
            place = same[0] if same else 0
        self.go_to(place)

    def _in_order(self, rows: Sequence[Any]) -> Sequence[Any]:
        """Rows as the arrow in the head promises."""
        section = self._head.sortIndicatorSection()
        columns = self.rows_model.columns
        if not self._head.isSortIndicatorShown() or not 0 <= section < len(columns):
            return rows
        key, falling = columns[section].order, Qt.SortOrder.DescendingOrder
        return rows if key is None else sorted(
            rows, key=key, reverse=self._head.sortIndicatorOrder() == falling
        )  # fmt: skip

    def current_row(self) -> Any:  # noqa: ANN401 -- rows are whatever the page gave
        """The row value under the cursor, or None."""
        index = self.currentIndex()
        return self.rows_model.row_value(index.row()) if index.isValid() else None

    def checked_rows(self) -> list[Any]:
        """The rows chosen for bulk work."""
        return self.rows_model.checked_rows()

    def go_to(self, place: int) -> None:
        """Make a row current and bring it into sight."""
        self.setCurrentIndex(self.rows_model.index(place, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Spare columns come and go with the room."""
        columns = self.rows_model.columns
        tight = self.width() - sum(column.width for column in columns) < LEAST
        for place, column in enumerate(columns):
            if column.spare:
                self.setColumnHidden(place, tight)
        super().resizeEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Letters are the page's keys, not a search."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End go to the first and last row; Enter opens; Space is left to the page."""
        self._by_keyboard = True
        key, last = event.key(), self.rows_model.rowCount() - 1
        plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
        if self._checks_by_key(event):
            return
        if plain and key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.current_row() is not None:
            self.opened.emit(self.current_row())
        elif plain and last >= 0 and key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            self.go_to(0 if key == Qt.Key.Key_Home else last)
        elif plain and key in {Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right}:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _checks_by_key(self, event: QKeyEvent) -> bool:
        """Ctrl+Space checks the row, Ctrl+A all or none, Shift with ↑ ↓ goes on checking."""
        place, model, key = self.currentIndex().row(), self.rows_model, Qt.Key(event.key())
        if place < 0 or not any(column.check for column in model.columns):
            return False
        moves = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() == Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_Space:
            model.toggle(place)
        elif event.modifiers() == Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_A:
            model.check_all(checked=not self._head.all_checked)
        elif event.modifiers() == Qt.KeyboardModifier.ShiftModifier and key in moves:
            model.add_check(place)
            self.go_to(max(0, min(model.rowCount() - 1, place + moves[key])))
            model.add_check(self.currentIndex().row())
        else:
            return False
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The ring rests while the mouse is used."""
        self._by_keyboard = False
        super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, then the frame of the row with focus."""
        super().paintEvent(event)
        index = self.currentIndex()
        if not (self.hasFocus() and self._by_keyboard and index.isValid()):
            return
        area = self.visualRect(index)
        area.setLeft(0)
        area.setWidth(self.viewport().width())
        painter = QPainter(self.viewport())
        focus_ring(painter, area.adjusted(0, 0, 0, -1), radius=0)
        painter.end()

    def _moved(self, current: QModelIndex) -> None:
        self.current_changed.emit(self.rows_model.row_value(current.row()) if current.isValid() else None)

    def _sort(self, section: int) -> None:
        if self.rows_model.columns[section].order is None:
            return
        descending = self._head.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
        again = self._head.isSortIndicatorShown() and self._head.sortIndicatorSection() == section
        order = Qt.SortOrder.DescendingOrder if again and not descending else Qt.SortOrder.AscendingOrder
        self._head.setSortIndicatorShown(True)
        self._head.setSortIndicator(section, order)
        self.rows_model.sort(section, order)

    def _checks(self) -> None:
        chosen, rows = len(self.rows_model.checked_rows()), self.rows_model.rowCount()
        self._head.all_checked = bool(rows) and chosen == rows
        self._head.some_checked = 0 < chosen < rows
        self._head.viewport().update()
        self.checks_changed.emit(self.rows_model.checked_rows())
