"""The comparison in the middle: only what changed, or everything; N and P jump, Space unfolds the rest."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from auditdesk.i18n import _
from auditdesk.ui.pages.library_parts.diff_rows import DiffRow, Fate, changed_rows, fate_tone, fate_word
from auditdesk.ui.pages.library_parts.word_cells import cell_height, paint_lines
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import SMALL
from auditdesk.ui.theme.icons import paint_icon
from auditdesk.ui.widgets.painting import hairline, line_text, paint_cap, text_width

Index = QModelIndex | QPersistentModelIndex
_ROW = Qt.ItemDataRole.UserRole + 1
NUMBER, OLD, NEW = 0, 1, 2
NUMBER_WIDTH, _PAD = 52, 12


class _Model(QAbstractTableModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[DiffRow] = []
        self.heads = ["", "", ""]
        self.folded = True

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's signature
        return 0 if parent.isValid() else 3

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == _ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(row, index.column())
        return None

    def _words(self, row: DiffRow, column: int) -> str:
        if row.fate is Fate.FOLD:
            return _("{n} 项文字未变", n=row.item_id) if column == NUMBER else ""
        if column == NUMBER:
            return f"{row.item_id} {fate_word(row.fate)}".strip()
        return "\n".join(line.text() for line in (row.old if column == OLD else row.new))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.heads[section]
        return None


class _Delegate(QStyledItemDelegate):
    """Number with the word of its fate, old text, new text; a missing side is sunken."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        row = index.data(_ROW)
        if row.fate is Fate.FOLD:
            return QSize(10, 36)
        if index.column() == NUMBER:
            return QSize(NUMBER_WIDTH, 56 if row.differs else 40)
        lines = row.old if index.column() == OLD else row.new
        width = self._view.columnWidth(index.column()) - 2 * _PAD
        return QSize(80, round(cell_height(lines, width)) + 18)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, table, area = index.data(_ROW), tokens(), QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(area, table.hover if chosen else table.surface)
        if row.fate is Fate.FOLD:
            self._fold(painter, area, index)
        elif index.column() == NUMBER:
            self._number(painter, area, row, chosen=chosen)
        else:
            lines = row.old if index.column() == OLD else row.new
            if not lines and row.differs:
                painter.fillRect(area, table.sunken)
            paint_lines(painter, area.adjusted(_PAD, 9, -_PAD, -9), lines)
        bottom = area.bottom() - 0.5
        hairline(painter, QPointF(area.left(), bottom), QPointF(area.right(), bottom), table.border)
        if index.column() != NEW and row.fate is not Fate.FOLD:
            right = area.right() - 0.5
            hairline(painter, QPointF(right, area.top()), QPointF(right, area.bottom()), table.border)

    def _number(self, painter: QPainter, area: QRectF, row: DiffRow, *, chosen: bool) -> None:
        table = tokens()
        if chosen:
            painter.fillRect(QRectF(area.left(), area.top(), 3, area.height()), table.accent)
        ink = table.accent if chosen else table.text
        number = QRectF(area.left() + 14, area.top() + 9, area.width() - 16, 20)
        line_text(painter, number, row.item_id or "—", colour=ink, bold=True)
        word = QRectF(number.left(), number.bottom(), number.width(), 18)
        line_text(painter, word, fate_word(row.fate), colour=table.tone(fate_tone(row.fate)), size=SMALL)

    def _fold(self, painter: QPainter, area: QRectF, index: Index) -> None:
        table, middle = tokens(), area.center().y()
        model = index.model()
        assert isinstance(model, _Model)
        if index.column() == NUMBER:
            icon = "chevron-right" if model.folded else "chevron-down"
            paint_icon(painter, QRectF(area.left() + 14, middle - 7, 14, 14), icon, table.text_2)
            words = model.data(index)
            room = QRectF(area.left() + 36, area.top(), 300, area.height())
            line_text(painter, room, str(words), colour=table.text_2, size=SMALL)
        if index.column() == NEW:
            word = _("展开") if model.folded else _("收起")
            left = area.right() - 16 - text_width(word, SMALL)
            line_text(
                painter, QRectF(left, area.top(), 80, area.height()), word, colour=table.text_2, size=SMALL
            )
            paint_cap(painter, left - 42, middle, "Space")


class CompareView(QTableView):
    """Two versions on the same rows.

    Signals:
        chosen: the number of the item in front.
    """

    chosen = Signal(str)

    def __init__(self, says: str = "", number_width: int = NUMBER_WIDTH) -> None:
        super().__init__()
        self._model = _Model(self)
        self._all: list[DiffRow] = []
        self._only_changes = True
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(says or _("版本比较"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(NUMBER, QHeaderView.ResizeMode.Fixed)
        self.setColumnWidth(NUMBER, number_width)
        self._fit = QTimer(self)
        self._fit.setSingleShot(True)
        self._fit.timeout.connect(self.resizeRowsToContents)
        head.sectionResized.connect(lambda *_sizes: self._fit.start())
        self.selectionModel().currentRowChanged.connect(lambda *_rows: self.chosen.emit(self.item_id()))

    def put(self, rows: list[DiffRow], old_head: str, new_head: str) -> None:
        """Show a comparison; without an old head there is only one version, and all of it is shown."""
        before = self.item_id()
        self._all = rows
        self._model.heads = [_("项"), old_head, new_head]
        self.setColumnHidden(OLD, not old_head)
        self._model.folded = True
        self._show(before)

    def show_changes(self, *, only: bool) -> None:
        """只看变化, or 全部."""
        self._only_changes = only
        self._show(self.item_id())

    def item_id(self) -> str:
        """The number of the item in front; empty on the fold line."""
        row = self.currentIndex().row()
        found = self._model.rows[row] if 0 <= row < len(self._model.rows) else None
        return found.item_id if found is not None and found.fate is not Fate.FOLD else ""

    def step(self, by: int) -> bool:
        """To the next (1) or previous (-1) change; False when there is none."""
        place = self.currentIndex().row() + by
        while 0 <= place < len(self._model.rows):
            if self._model.rows[place].differs:
                self._to(place)
                return True
            place += by
        return False

    def go_to(self, item_id: str) -> bool:
        """Bring an item to the front."""
        for place, row in enumerate(self._model.rows):
            if row.item_id == item_id and row.fate is not Fate.FOLD:
                self._to(place)
                return True
        return False

    def fold(self) -> None:
        """Space: unfold or fold the unchanged."""
        if any(row.fate is Fate.FOLD for row in self._model.rows):
            self._model.folded = not self._model.folded
            self._show(self.item_id())

    def rows(self) -> list[DiffRow]:
        """What is listed now."""
        return list(self._model.rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other widths, other heights."""
        super().resizeEvent(event)
        self._fit.start()

    def _to(self, place: int) -> None:
        index = self._model.index(place, NUMBER)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def _show(self, keep: str) -> None:
        single = self.isColumnHidden(OLD)
        whole = single or not self._only_changes
        rows = list(self._all) if whole else changed_rows(self._all, folded=self._model.folded)
        self._model.beginResetModel()
        self._model.rows = rows
        self._model.endResetModel()
        self.clearSpans()
        for place, row in enumerate(rows):
            if row.fate is Fate.FOLD:
                self.setSpan(place, NUMBER, 1, 2)  # its words need both columns
        self._fit.start()
        if not (keep and self.go_to(keep)) and rows:
            self._to(0)
