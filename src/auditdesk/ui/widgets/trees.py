"""Grouped lists: problems with their findings, sections with their items; group rows span the whole width."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QTreeView, QWidget

from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import SMALL
from auditdesk.ui.theme.glyphs import paint_state
from auditdesk.ui.theme.icons import paint_icon
from auditdesk.ui.widgets.cells import COMPACT_HEIGHT, GROUP_HEIGHT, ROW_HEIGHT, CellDelegate, Index
from auditdesk.ui.widgets.chip import chip_width, paint_chip
from auditdesk.ui.widgets.group_model import GROUP_ROLE, Group, GroupModel
from auditdesk.ui.widgets.painting import box, focus_ring, hairline, line_text, text_width
from auditdesk.ui.widgets.tables import Column, Head, fit_columns, prepare

_STRIP_HEIGHT = 51
_ONE_ROW = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
_MANY = 400
"""From so many rows on all rows get one height, and groups beyond so many open rows begin folded: the
view measures every open row after each change, which must keep up with typing over 10,000 rows."""

__all__ = ["Group", "GroupedTree"]


class _TreeDelegate(CellDelegate):
    """Cells of rows; heights of groups, which the view paints itself."""

    def __init__(self, view: GroupedTree, *, height: int, outline: bool) -> None:
        super().__init__(view, height=height, outline=outline)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Groups are 32 high, or 51 with a strip of glyphs below the title while folded."""
        group = index.data(GROUP_ROLE)
        if not isinstance(group, Group):
            return super().sizeHint(option, index)
        if self._view.uniformRowHeights():
            return QSize(0, ROW_HEIGHT)
        strip = bool(group.strip) and not self._view.isExpanded(_plain(index).siblingAtColumn(0))
        return QSize(0, _STRIP_HEIGHT if strip else GROUP_HEIGHT)


def _plain(index: Index) -> QModelIndex:
    if isinstance(index, QModelIndex):
        return index
    return index.model().index(index.row(), index.column(), index.parent())


class GroupedTree(QTreeView):
    """Rows in groups: ↑ ↓ move, ← → fold, Enter opens; ``outline=True`` is the compact checklist outline.

    Signals:
        current_changed: the row value under the cursor; None on a group.
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
        outline: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._outline = outline
        self._by_keyboard = True
        self._model = GroupModel(columns, self)
        self._folded: set[str] = set()
        self._opened: set[str] = set()
        self._head = Head(columns, self)
        self.setHeader(self._head)
        self.setModel(self._model)
        prepare(self)
        self.setAccessibleName(says)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setExpandsOnDoubleClick(False)
        self.setHeaderHidden(outline)
        self.setItemDelegate(
            _TreeDelegate(self, height=COMPACT_HEIGHT if outline else ROW_HEIGHT, outline=outline)
        )
        fit_columns(self._head, columns)
        self._head.setSectionsMovable(False)
        self._head.check_all.connect(self._check_all)
        self._model.dataChanged.connect(self._checks)
        self.clicked.connect(self._clicked)
        self.doubleClicked.connect(self._open)
        self.selectionModel().currentChanged.connect(self._moved)
        self.expanded.connect(lambda index: self._fold(index, folded=False))
        self.collapsed.connect(lambda index: self._fold(index, folded=True))

    def set_groups(
        self, groups: Sequence[Group], *, keep: Callable[[Any], Any] | None = None, folded: bool = False
    ) -> None:
        """Show groups. Folding is kept by `Group.key`; ``keep`` keeps the current row by its identity.

        Of very many rows only the first groups begin unfolded.

        ``folded`` folds groups that were not shown before.
        """
        known = {group.key for group in self._model.groups}
        before = self.current_row()
        if folded:
            self._folded |= {group.key for group in groups} - known
        self._model.show(groups)
        self.setUniformRowHeights(sum(len(group.rows) for group in groups) > _MANY)
        self.blockSignals(True)  # noqa: FBT003 -- Qt takes it by position
        left = _MANY
        for place, group in enumerate(groups):
            fits = place == 0 or len(group.rows) <= left or group.key in self._opened
            shown = fits and group.key not in self._folded
            left -= len(group.rows) if shown else 0
            self.setExpanded(self._model.index(place, 0), shown)
        self.blockSignals(False)  # noqa: FBT003 -- Qt takes it by position
        self.scheduleDelayedItemsLayout()
        self._restore(before, keep)
        self._checks()

    def refresh_rows(self, groups: Sequence[Group]) -> bool:
        """Show new values of the same rows, keeping cursor, selection and folding.

        Returns:
            False when the groups or their sizes differ from what is shown; nothing was done then.
        """
        shape = [(group.key, len(group.rows)) for group in groups]
        if shape != [(group.key, len(group.rows)) for group in self._model.groups]:
            return False
        self._model.groups = list(groups)
        self.viewport().update()
        return True

    def shown_groups(self) -> list[Group]:
        """The groups as given."""
        return list(self._model.groups)

    def chosen_rows(self) -> list[Any]:
        """The selected row values, in shown order; several only with extended selection."""
        places = sorted(
            (index.parent().row(), index.row())
            for index in self.selectionModel().selectedRows(0)
            if index.parent().isValid()
        )
        return [self._model.groups[at].rows[row] for at, row in places]

    def current_row(self) -> Any:  # noqa: ANN401 -- rows are whatever the page gave
        """The row value under the cursor, or None."""
        return self._model.row_value(self.currentIndex())

    def checked_rows(self) -> list[Any]:
        """The rows chosen for bulk work, in shown order."""
        groups = self._model.groups
        return [groups[at].rows[row] for at, row in sorted(self._model.checked)]

    def go_to(self, wanted: Callable[[Any], bool]) -> bool:
        """Make the first row current for which ``wanted`` holds, unfolding its group; False when none."""
        for at, group in enumerate(self._model.groups):
            for place, row in enumerate(group.rows):
                if wanted(row):
                    parent = self._model.index(at, 0)
                    self.setExpanded(parent, True)  # noqa: FBT003 -- Qt takes it by position
                    self.selectionModel().setCurrentIndex(self._model.index(place, 0, parent), _ONE_ROW)
                    return True
        return False

    def step(self, by: int = 1) -> bool:
        """Go to the next (or previous) row across groups; False at the end."""
        rows = [row for group in self._model.groups for row in group.rows]
        here = self.current_row()
        places = [place for place, row in enumerate(rows) if row is here]
        place = (places[0] if places else -1) + by
        if not 0 <= place < len(rows):
            return False
        wanted = rows[place]
        return self.go_to(lambda row: row is wanted)

    def keyboardSearch(self, _search: str) -> None:
        """Letters are the page's keys, not a search."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens a row and folds a group; Space is left to the page."""
        self._by_keyboard = True
        plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
        if plain and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open(self.currentIndex())
        elif plain and event.key() == Qt.Key.Key_Space:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The ring rests while the mouse is used."""
        self._by_keyboard = False
        super().mousePressEvent(event)

    def drawBranches(self, _painter: QPainter, _rect: QRect, _index: Index) -> None:
        """No branch lines: groups are bars, rows stand below them."""

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a group over the whole width, a row cell by cell, and the focus frame."""
        plain = _plain(index)
        group = self._model.group(plain)
        if group is None:
            super().drawRow(painter, option, index)
        else:
            self._draw_group(painter, option, plain, group)
        here = self.currentIndex()
        current = here.isValid() and here.row() == plain.row() and here.parent() == plain.parent()
        if current and self._outline and group is None:
            box(
                painter, QRectF(0, option.rect.top(), 3, option.rect.height()), radius=0, fill=tokens().accent
            )
        if current and self.hasFocus() and self._by_keyboard:
            area = QRect(0, option.rect.top(), self.viewport().width(), option.rect.height() - 1)
            focus_ring(painter, area, radius=0)

    def _draw_group(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex, group: Group
    ) -> None:
        table = tokens()
        area = QRectF(0, option.rect.top(), self.viewport().width(), option.rect.height())
        ground = table.surface if self._outline else table.sunken
        if option.state & QStyle.StateFlag.State_Selected:
            ground = table.selected
        painter.fillRect(area, ground)
        edge = area.bottom() - 0.5
        hairline(painter, QPointF(0, edge), QPointF(area.right(), edge), table.border)
        line = QRectF(area.left(), area.top(), area.width(), min(area.height(), float(GROUP_HEIGHT)))
        arrow = "chevron-down" if self.isExpanded(index) else "chevron-right"
        paint_icon(painter, QRectF(16, round(line.center().y() - 7), 14, 14), arrow, table.text_2)
        self._draw_title(painter, line, group)
        if group.strip and not self.isExpanded(index):
            pitch = min(17.0, (area.width() - 48) / len(group.strip))
            size = min(12.0, pitch - 2)
            spots = QRectF(32, line.bottom() + 4 - size / 2, size, size)
            for state, returned in group.strip:
                paint_state(painter, spots, state, table, returned=returned)
                spots.translate(pitch, 0)

    def _draw_title(self, painter: QPainter, line: QRectF, group: Group) -> None:
        table = tokens()
        note = text_width(group.note, SMALL)
        right = QRectF(line.left(), line.top(), line.width() - 16, line.height())
        line_text(
            painter, right, group.note, colour=table.text_3, size=SMALL, align=Qt.AlignmentFlag.AlignRight
        )
        left, end = 38.0 if not self._outline else 32.0, line.right() - 24 - note
        room = QRectF(left, line.top(), max(0.0, end - left), line.height())
        left += line_text(painter, room, group.title, colour=table.text, bold=True) + 8
        if group.veto and left + 40 < end:
            width = chip_width(group.veto, "circle-x", solid=True)
            paint_chip(
                painter, QRectF(left, line.center().y() - 10, width, 20), group.veto, "solid", "circle-x"
            )
            left += width + 8
        room = QRectF(left, line.top(), max(0.0, end - left), line.height())
        line_text(painter, room, group.kind, colour=table.text_3, size=SMALL)

    def _restore(self, before: object, keep: Callable[[Any], Any] | None) -> None:
        if (
            keep is not None
            and before is not None
            and self.go_to(lambda row: bool(keep(row) == keep(before)))
        ):
            return
        first = next(
            (group for group in self._model.groups if group.rows and group.key not in self._folded), None
        )
        if first is None:
            self.current_changed.emit(None)
            return
        wanted = first.rows[0]
        self.go_to(lambda row: row is wanted)

    def _fold(self, index: QModelIndex, *, folded: bool) -> None:
        group = self._model.group(index)
        if group is None:
            return
        (self._folded.add if folded else self._folded.discard)(group.key)
        (self._opened.discard if folded else self._opened.add)(group.key)
        self.scheduleDelayedItemsLayout()

    def _clicked(self, index: QModelIndex) -> None:
        if self._model.group(index) is not None:
            first = index.siblingAtColumn(0)
            self.setExpanded(first, not self.isExpanded(first))

    def _open(self, index: QModelIndex) -> None:
        if self._model.group(index) is not None:
            self._clicked(index)
        elif index.isValid():
            self.opened.emit(self._model.row_value(index))

    def _moved(self, current: QModelIndex) -> None:
        self.current_changed.emit(self._model.row_value(current))

    def _check_all(self, checked: bool) -> None:  # noqa: FBT001 -- a signal's argument
        groups = self._model.groups
        every = {(at, row) for at, group in enumerate(groups) for row in range(len(group.rows))}
        self._model.checked = every if checked else set()
        self.viewport().update()
        self._checks()

    def _checks(self) -> None:
        chosen = len(self._model.checked)
        total = sum(len(group.rows) for group in self._model.groups)
        self._head.all_checked = bool(total) and chosen == total
        self._head.some_checked = 0 < chosen < total
        self._head.viewport().update()
        self.checks_changed.emit(self.checked_rows())
