"""The two-level model behind `GroupedTree`: groups and their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import QWidget

from auditdesk.ui.theme.glyphs import State, state_word
from auditdesk.ui.widgets.cells import Index
from auditdesk.ui.widgets.row_model import Column, cell_data, column_title

GROUP_ROLE = Qt.ItemDataRole.UserRole + 4
"""Model role under which a `Group` is found on group rows."""
_NOTHING = Qt.ItemFlag.NoItemFlags
_CHOSEN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_CHECKS = _CHOSEN | Qt.ItemFlag.ItemIsUserCheckable


@dataclass(frozen=True, slots=True)
class Group:
    """One group and its rows.

    Attributes:
        key: identity, so that folding is remembered when rows are set again.
        title: bold.
        rows: the row values.
        kind: quiet words after the title, e.g. the class.
        note: words at the right end, e.g. ``3 项，重复 1 次``.
        veto: words of a solid chip.
        strip: glyphs shown while folded, with whether each was returned (outline of a checklist).
    """

    key: str
    title: str
    rows: Sequence[Any]
    kind: str = ""
    note: str = ""
    veto: str = ""
    strip: tuple[tuple[State, bool], ...] = ()

    def spoken(self) -> str:
        """For screen readers."""
        states = [state_word(state) for state, _returned in self.strip]
        counts = "，".join(f"{word} {states.count(word)}" for word in dict.fromkeys(states))
        return "，".join(part for part in (self.title, self.veto, self.kind, self.note, counts) if part)


class GroupModel(QAbstractItemModel):
    """Two levels: groups have internal id 0, rows the number of their group plus one."""

    def __init__(self, columns: Sequence[Column], parent: QWidget) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self._checks = [column.check for column in self.columns]
        self.groups: list[Group] = []
        self.checked: set[tuple[int, int]] = set()

    def show(self, groups: Sequence[Group]) -> None:
        """Show groups; check marks are taken off."""
        self.beginResetModel()
        self.groups = list(groups)
        self.checked.clear()
        self.endResetModel()

    def index(self, row: int, column: int, parent: Index | None = None) -> QModelIndex:
        """Groups at the top, rows below them."""
        inner = parent is not None and parent.isValid()
        count = len(self.groups[parent.row()].rows) if inner and parent is not None else len(self.groups)
        if not (0 <= row < count and 0 <= column < len(self.columns)):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if inner and parent is not None else 0)

    def parent(self, child: Index | None = None) -> QModelIndex:  # type: ignore[override]  # QObject.parent shares the name
        """The group of a row."""
        if child is None or not child.isValid() or child.internalId() == 0:
            return QModelIndex()
        return self.createIndex(child.internalId() - 1, 0, 0)

    def rowCount(self, parent: Index | None = None) -> int:
        """Number of groups, or of rows in a group."""
        if parent is None or not parent.isValid():
            return len(self.groups)
        return len(self.groups[parent.row()].rows) if parent.internalId() == 0 and parent.column() == 0 else 0

    def columnCount(self, _parent: Index | None = None) -> int:
        """Number of columns."""
        return len(self.columns)

    def row_value(self, index: Index) -> Any:  # noqa: ANN401 -- rows are whatever the page gave
        """The value behind a row; None on a group."""
        if not index.isValid() or index.internalId() == 0:
            return None
        return self.groups[index.internalId() - 1].rows[index.row()]

    def group(self, index: Index) -> Group | None:
        """The group at a group row; None on a row."""
        return self.groups[index.row()] if index.isValid() and index.internalId() == 0 else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Cell values of rows, words of groups."""
        if not index.isValid():
            return None
        group = self.group(index)
        if group is not None:
            first = index.column() == 0
            if role == GROUP_ROLE:
                return group
            if role == Qt.ItemDataRole.AccessibleTextRole and first:
                return group.spoken()
            return group.title if role == Qt.ItemDataRole.DisplayRole and first else None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.CheckStateRole and column.check:
            place = (index.internalId() - 1, index.row())
            return Qt.CheckState.Checked if place in self.checked else Qt.CheckState.Unchecked
        return cell_data(column, self.row_value(index), role)

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Only check boxes of rows can be set."""
        if role != Qt.ItemDataRole.CheckStateRole or index.internalId() == 0:
            return False
        place = (index.internalId() - 1, index.row())
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self.checked.add(place)
        else:
            self.checked.discard(place)
        self.dataChanged.emit(index, index, [role])
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Check cells of rows can be checked. Qt asks this of every row when the current one changes."""
        if not index.isValid():
            return _NOTHING
        return _CHECKS if self._checks[index.column()] and index.internalId() else _CHOSEN

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Titles of the columns."""
        return column_title(self.columns, section, orientation, role)
