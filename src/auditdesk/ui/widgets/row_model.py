"""Row values behind tables: columns, cells for painting and screen readers, sorting, check marks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, Qt, Signal
from PySide6.QtWidgets import QWidget

from auditdesk.i18n import _
from auditdesk.ui.widgets.cells import CELL_ROLE, EDGE, PAD, Cell, Index
from auditdesk.ui.widgets.switch import CHECK


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


def column_title(columns: Sequence[Column], section: int, orientation: Qt.Orientation, role: int) -> object:
    """What a model answers about its heads: the title of a column, nothing else."""
    if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
        return columns[section].title
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
        self._check(set(range(len(self._rows))) if checked else set())

    def check_rows(self, chosen: Collection[Any], identity: Callable[[Any], Any]) -> None:
        """Choose the rows whose identity is among ``chosen``, and no others."""
        self._check({place for place, row in enumerate(self._rows) if identity(row) in chosen})

    def toggle(self, place: int) -> None:
        """Choose a row for bulk work, or not any more."""
        self._check(self._checked ^ {place})

    def add_check(self, place: int) -> None:
        """Choose a row besides the others."""
        self._check(self._checked | {place})

    def _check(self, places: set[int]) -> None:
        self._checked = places
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
        return column_title(self.columns, section, orientation, role)

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
