"""Tables over plain row values: give columns and rows, get keys, check boxes, sorting and focus right.

columns = [Column("编号", lambda row: Cell(row.code, bold=True), width=76), …]
table = TableView(columns); table.set_rows(findings); table.current_changed.connect(show)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from auditdesk.i18n import _
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.widgets.cells import (
    CELL_ROLE,
    EDGE,
    HEAD_HEIGHT,
    PAD,
    ROW_HEIGHT,
    Cell,
    CellDelegate,
    Index,
)
from auditdesk.ui.widgets.painting import focus_ring, hairline, line_text
from auditdesk.ui.widgets.switch import CHECK, paint_check

LEAST = 140
"""What the column that takes the rest needs before spare columns may stay."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column over rows of any type.

    Attributes:
        title: the head; empty for a check column.
        cell: a row to what is shown; plain text is fine.
        width: pixels; 0 takes what is left over (one column at most should).
        right: figures and dates stand right.
        order: a row to what sorting compares; without it the column cannot be sorted.
        check: a check box for bulk work; ``cell`` is not asked then.
        spare: goes where the column that takes what is left would get less than `LEAST` pixels.
    """

    title: str
    cell: Callable[[Any], Cell | str]
    width: int = 0
    right: bool = False
    order: Callable[[Any], Any] | None = None
    check: bool = False
    spare: bool = False


def check_column() -> Column:
    """The column of check boxes for bulk work; make it the first."""
    return Column("", lambda _row: "", width=EDGE + CHECK + PAD, check=True)


def shown(column: Column, row: object) -> Cell:
    """The cell of a row, whatever the column gave."""
    cell = column.cell(row)
    return cell if isinstance(cell, Cell) else Cell(cell)


def cell_data(column: Column, row: object, role: int) -> object:
    """Model data of one cell for all roles that read the cell."""
    if role == CELL_ROLE:
        return None if column.check else shown(column, row)
    if role == Qt.ItemDataRole.DisplayRole:
        return None if column.check else shown(column, row).text
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return _("选择这一行") if column.check else shown(column, row).spoken()
    if role == Qt.ItemDataRole.TextAlignmentRole:
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter)
    return None


class RowModel(QAbstractTableModel):
    """A sequence of row values behind a table; rows are asked for only when painted.

    Signals:
        checks_changed: the set of checked rows changed.
    """

    checks_changed = Signal()

    def __init__(self, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self._rows: list[Any] = []
        self._checked: set[int] = set()

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows; check marks are taken off."""
        self.beginResetModel()
        self._rows = list(rows)
        self._checked.clear()
        self.endResetModel()
        self.checks_changed.emit()

    def rows(self) -> list[Any]:
        """The rows in shown order."""
        return list(self._rows)

    def row_value(self, place: int) -> Any:  # noqa: ANN401 -- rows are whatever the page gave
        """The value behind a row."""
        return self._rows[place]

    def checked_rows(self) -> list[Any]:
        """The rows chosen for bulk work, in shown order."""
        return [self._rows[place] for place in sorted(self._checked)]

    def check_all(self, *, checked: bool) -> None:
        """Choose every row or none."""
        self._checked = set(range(len(self._rows))) if checked else set()
        if self._rows:
            last = self.index(len(self._rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last, [Qt.ItemDataRole.CheckStateRole])
        self.checks_changed.emit()

    def rowCount(self, parent: Index | None = None) -> int:
        """Number of rows."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Cell values, words for screen readers, check states."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.CheckStateRole and column.check:
            marked = index.row() in self._checked
            return Qt.CheckState.Checked if marked else Qt.CheckState.Unchecked
        return cell_data(column, self._rows[index.row()], role)

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Only check boxes can be set."""
        if role != Qt.ItemDataRole.CheckStateRole or not self.columns[index.column()].check:
            return False
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self._checked.add(index.row())
        else:
            self._checked.discard(index.row())
        self.dataChanged.emit(index, index, [role])
        self.checks_changed.emit()
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be chosen; check cells checked; nothing is edited in place."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.columns[index.column()].check:
            return base | Qt.ItemFlag.ItemIsUserCheckable
        return base

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Titles of the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column's `Column.order`; equal rows keep their order."""
        if not 0 <= column < len(self.columns) or self.columns[column].order is None:
            return
        key = self.columns[column].order
        checked = {id(self._rows[place]) for place in self._checked}
        self.layoutAboutToBeChanged.emit()
        self._rows.sort(key=key, reverse=order == Qt.SortOrder.DescendingOrder)
        self._checked = {place for place, row in enumerate(self._rows) if id(row) in checked}
        self.layoutChanged.emit()


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

    def set_rows(self, rows: Sequence[Any], *, keep: Callable[[Any], Any] | None = None) -> None:
        """Show rows; with ``keep`` (a row to its identity) the current row stays current."""
        before = self.current_row()
        self.rows_model.set_rows(rows)
        if not rows:
            self.current_changed.emit(None)
            return
        place = 0
        if keep is not None and before is not None:
            same = [at for at, row in enumerate(rows) if keep(row) == keep(before)]
            place = same[0] if same else 0
        self.go_to(place)

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
        if plain and key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.current_row() is not None:
            self.opened.emit(self.current_row())
        elif plain and last >= 0 and key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            self.go_to(0 if key == Qt.Key.Key_Home else last)
        elif plain and key in {Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right}:
            event.ignore()
        else:
            super().keyPressEvent(event)

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
