"""Pieces as tiles; only those in sight ask for a picture."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPainterPath
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from auditdesk.domain.evidence import Evidence
from auditdesk.i18n import _
from auditdesk.services.evidence_shelf import ShelfRow
from auditdesk.ui.pages.evidence.thumbs import Thumbnails
from auditdesk.ui.pages.evidence.words import kind_icon, mask_words, use_words
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import SMALL, TINY
from auditdesk.ui.theme.glyphs import paint_state
from auditdesk.ui.theme.icons import paint_icon
from auditdesk.ui.widgets.cells import Index
from auditdesk.ui.widgets.painting import box, focus_ring, line_text
from auditdesk.ui.widgets.tables import prepare

_ROW = Qt.ItemDataRole.UserRole + 6
_WIDTH, _PICTURE, _HEIGHT, _GAP = 152, 86, 128, 12


class _Tiles(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[ShelfRow] = []

    def show(self, rows: Sequence[ShelfRow]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == _ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.piece.name
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            word = mask_words(row.piece, copied=row.copied)[0]
            return "，".join(filter(None, (row.piece.code, row.piece.name, word, use_words(row))))
        return None


class _TileDelegate(QStyledItemDelegate):
    def __init__(self, thumbs: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbs = thumbs

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(_WIDTH + _GAP, _HEIGHT + _GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: ShelfRow = index.data(_ROW)
        table = tokens()
        whole = QRectF(option.rect.left() + _GAP / 2, option.rect.top() + _GAP / 2, _WIDTH, _HEIGHT)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            box(painter, whole.adjusted(-4, -4, 4, 4), radius=8, fill=table.selected)
        area = QRectF(whole.left(), whole.top(), _WIDTH, _PICTURE)
        edge = table.accent if chosen else table.border_2
        box(painter, area, radius=6, fill=table.sunken, edge=edge)
        picture = self._thumbs.picture(shown_of(row)) if row.here else None
        if picture is not None:
            _paint_picture(painter, area.adjusted(1, 1, -1, -1), picture)
        else:
            self._paint_icon(painter, area, row)
        self._paint_words(painter, whole, row)
        if chosen and option.state & QStyle.StateFlag.State_HasFocus:
            focus_ring(painter, area, radius=6)

    def _paint_icon(self, painter: QPainter, area: QRectF, row: ShelfRow) -> None:
        spot = QRectF(0, 0, 24, 24)
        spot.moveCenter(area.center())
        paint_icon(painter, spot, kind_icon(row.piece), tokens().text_3)
        if not row.here:
            words = QRectF(area.left(), area.bottom() - 22, area.width(), 18)
            told = _("已销毁") if row.piece.destroyed_at else _("尚未到达")
            line_text(
                painter, words, told, colour=tokens().text_3, size=TINY, align=Qt.AlignmentFlag.AlignHCenter
            )

    def _paint_words(self, painter: QPainter, whole: QRectF, row: ShelfRow) -> None:
        table = tokens()
        name = QRectF(whole.left(), whole.top() + _PICTURE + 4, _WIDTH, 18)
        line_text(painter, name, row.piece.name, colour=table.text, size=SMALL)
        below = QRectF(whole.left(), name.bottom(), _WIDTH - 18, 16)
        words = "  ".join(filter(None, (row.piece.code, use_words(row))))
        line_text(painter, below, words, colour=table.text_3, size=TINY)
        state = mask_words(row.piece, copied=row.copied)[1]
        paint_state(painter, QRectF(whole.right() - 13, below.top() + 2, 12, 12), state, table)


def _paint_picture(painter: QPainter, area: QRectF, picture: QImage) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    outline = QPainterPath()
    outline.addRoundedRect(area, 5, 5)
    painter.setClipPath(outline)
    size = QSize(picture.size()).scaled(area.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
    spot = QRectF(0, 0, size.width(), size.height())
    spot.moveCenter(area.center())
    painter.drawImage(spot, picture)
    painter.restore()


def shown_of(row: ShelfRow) -> Evidence:
    """A picture with personal data is shown by its masked copy; everything else by itself."""
    return row.shown if row.shown is not None and row.piece.media_type.startswith("image/") else row.piece


class EvidenceGrid(QListView):
    """Tiles that wrap; Ctrl and Shift choose several, Ctrl+Space too; Enter opens, the rest is the page's.

    Signals:
        current_changed: the row under the cursor, or None.
        opened: the row on Enter or double click.
        chosen_changed: several were chosen.
    """

    current_changed = Signal(object)
    opened = Signal(object)
    chosen_changed = Signal()

    def __init__(self, thumbs: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Tiles(self)
        self.setModel(self._model)
        prepare(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setAccessibleName(_("证据（网格）"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setUniformItemSizes(True)
        self.setGridSize(QSize(_WIDTH + _GAP, _HEIGHT + _GAP))
        self.setItemDelegate(_TileDelegate(thumbs, self))
        self.setDragEnabled(False)
        self.setAcceptDrops(False)  # the page takes drops
        thumbs.ready.connect(lambda _key: self.viewport().update())
        self.selectionModel().currentChanged.connect(self._moved)
        self.selectionModel().selectionChanged.connect(lambda *_each: self.chosen_changed.emit())
        self.doubleClicked.connect(lambda index: self.opened.emit(self._model.rows[index.row()]))

    def set_rows(self, rows: Sequence[ShelfRow]) -> None:
        """Show rows; the current piece stays current."""
        before, chosen = self.current_row(), {row.piece.id for row in self.chosen_rows()}
        self._model.show(rows)
        if rows:
            ids = [row.piece.id for row in rows]
            self.go_to(ids.index(before.piece.id) if before and before.piece.id in ids else 0)
            if len(chosen) > 1:
                self._choose([place for place, one in enumerate(ids) if one in chosen])
        else:
            self.current_changed.emit(None)

    def rows(self) -> list[ShelfRow]:
        """All rows in shown order."""
        return list(self._model.rows)

    def choose_current(self) -> None:
        """Choose the tile under the cursor alone."""
        index = self.currentIndex()
        if index.isValid():
            self.selectionModel().select(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def current_row(self) -> ShelfRow | None:
        """The row under the cursor."""
        index = self.currentIndex()
        return self._model.rows[index.row()] if index.isValid() else None

    def chosen_rows(self) -> list[ShelfRow]:
        """All chosen rows in shown order."""
        return [self._model.rows[place] for place in sorted(one.row() for one in self.selectedIndexes())]

    def go_to(self, place: int) -> None:
        """Make a tile current and bring it into sight."""
        index = self._model.index(place, 0)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def _choose(self, places: Sequence[int]) -> None:
        """Choose tiles besides the current one."""
        chosen = QItemSelection()
        for place in places:
            index = self._model.index(place, 0)
            chosen.select(index, index)
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.Select)

    def keyboardSearch(self, _search: str) -> None:
        """Letters are the page's keys."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; Space is left to the page."""
        row = self.current_row()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and row is not None:
            self.opened.emit(row)
        elif event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _moved(self, current: QModelIndex) -> None:
        self.current_changed.emit(self._model.rows[current.row()] if current.isValid() else None)
