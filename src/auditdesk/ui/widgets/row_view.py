"""A list for 100,000 rows of unequal height: only rows in sight are measured, the rest is estimated."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from PySide6.QtCore import QAbstractItemModel, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QCursor, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem, QWidget

from auditdesk.ui.widgets.cells import Index
from auditdesk.ui.widgets.tables import prepare


class RowView(QListView):
    """One column of rows. `QListView` measures every row before it shows the first; this one does not.

    It stays a `QListView` for screen readers, which know that class; all of its layout is replaced.

    The scroll bar counts steps of a fixed number of pixels. Where a row stands is reckoned from the row at
    the top, whose place is certain; estimates decide only how far the bar is. Subclasses give `row_height`
    and, when rows are not all one step high, `row_steps`.
    """

    def __init__(self, step: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step = step
        self._ends: list[int] = []
        self._ready = False
        prepare(self)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Before a model is given there are no rows."""
        self._ready = model is not None
        super().setModel(model)

    def row_height(self, _row: int) -> int:
        """Pixels of a row as it is painted."""
        return self._step

    def row_steps(self) -> Sequence[int]:
        """Estimated steps of all rows, each at least 1."""
        return [1] * self._count()

    def rows_in_sight(self) -> Iterator[tuple[int, int, int]]:
        """Row, top and height of every row that can be seen, downwards."""
        if not self._ends:
            return
        value, bottom = self.verticalScrollBar().value(), self.viewport().height()
        row = min(bisect_right(self._ends, value), len(self._ends) - 1)
        inside = (value - self._start(row)) * self._step
        top = -min(inside, max(0, self.row_height(row) - self._step))
        while row < len(self._ends) and top < bottom:
            height = self.row_height(row)
            yield row, top, height
            top += height
            row += 1

    def visualRect(self, index: Index) -> QRect:
        """Where a row stands in the viewport; empty when it is out of sight."""
        for row, top, height in self.rows_in_sight():
            if row == index.row():
                return QRect(0, top, self.viewport().width(), height)
        return QRect()

    def indexAt(self, spot: QPoint) -> QModelIndex:
        """The row under a point of the viewport."""
        for row, top, height in self.rows_in_sight():
            if top <= spot.y() < top + height:
                return self.model().index(row, 0)
        return QModelIndex()

    def scrollTo(
        self, index: Index, _hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a row into sight, no further than needed."""
        self.executeDelayedItemsLayout()
        row = index.row()
        if not 0 <= row < len(self._ends):
            return
        bar = self.verticalScrollBar()
        for one, top, height in self.rows_in_sight():
            if one == row and top >= 0 and (top + height <= self.viewport().height() or top == 0):
                return
        if self._start(row) <= bar.value():
            bar.setValue(self._start(row))
        else:
            bar.setValue(self._value_with_last(row))

    def updateGeometries(self) -> None:
        """Estimate anew and give the bar its range."""
        self._ends = list(accumulate(self.row_steps())) if self._count() else []
        bar = self.verticalScrollBar()
        bar.setSingleStep(1)
        bar.setPageStep(max(1, self.viewport().height() // self._step - 1))
        bar.setRange(0, self._last_value() if self._ends else 0)
        QAbstractItemView.updateGeometries(self)

    def doItemsLayout(self) -> None:
        """Nothing is measured before it is in sight."""
        QAbstractItemView.doItemsLayout(self)

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """The bar counts steps, not pixels."""
        self.viewport().update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the rows in sight with the delegate."""
        self.executeDelayedItemsLayout()
        painter = QPainter(self.viewport())
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        plain, chosen = option.state, self.selectionModel()
        spot = self.viewport().mapFromGlobal(QCursor.pos())
        hovered = self.indexAt(spot).row() if self.viewport().underMouse() else -1
        for row, top, height in self.rows_in_sight():
            index = self.model().index(row, 0)
            option.rect = QRect(0, top, self.viewport().width(), height)
            option.state = plain
            if chosen.isSelected(index):
                option.state |= QStyle.StateFlag.State_Selected
            if row == hovered:
                option.state |= QStyle.StateFlag.State_MouseOver
            if self.hasFocus() and index == self.currentIndex():
                option.state |= QStyle.StateFlag.State_HasFocus
            self.itemDelegate().paint(painter, option, index)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another height shows another number of rows."""
        QAbstractItemView.resizeEvent(self, event)
        self.updateGeometries()

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """↑ ↓ Home End and pages."""
        act = QAbstractItemView.CursorAction
        page = max(1, self.viewport().height() // max(1, self._step) - 1)
        moves = {
            act.MoveUp: -1, act.MoveDown: 1, act.MovePageUp: -page, act.MovePageDown: page,
            act.MoveHome: -self._count(), act.MoveEnd: self._count(),
        }  # fmt: skip
        row = self.currentIndex().row() + moves.get(action, 0)
        return self.model().index(max(0, min(row, self._count() - 1)), 0)

    def horizontalOffset(self) -> int:
        """Rows are as wide as the view."""
        return 0

    def verticalOffset(self) -> int:
        """By estimate."""
        return self.verticalScrollBar().value() * self._step

    def isIndexHidden(self, _index: Index) -> bool:
        """No row is hidden."""
        return False

    def setSelection(self, _rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """One row at a time: the current one."""
        self.selectionModel().select(self.currentIndex(), command)

    def visualRegionForSelection(self, _selection: object) -> QRegion:
        """Everything in sight is painted anew."""
        return QRegion(self.viewport().rect())

    def _count(self) -> int:
        return self.model().rowCount() if self._ready else 0

    def _start(self, row: int) -> int:
        return self._ends[row - 1] if row else 0

    def _value_with_last(self, row: int) -> int:
        """The bar's value at which a row stands whole at the bottom."""
        room = self.viewport().height() - self.row_height(row)
        first = row
        while first > 0 and room >= self.row_height(first - 1):
            first -= 1
            room -= self.row_height(first)
        return self._start(first)

    def _last_value(self) -> int:
        """The bar's end: the last row at the bottom, its end too when it is higher than the view."""
        last = len(self._ends) - 1
        beyond = max(0, self.row_height(last) - self.viewport().height())
        return self._value_with_last(last) + -(-beyond // self._step)
