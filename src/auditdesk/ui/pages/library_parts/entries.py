"""The list at the left: two lines an entry, a chip for what is coming, a quiet figure at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import BASE, SMALL
from auditdesk.ui.widgets.cells import row_ground
from auditdesk.ui.widgets.chip import chip_width, paint_chip
from auditdesk.ui.widgets.painting import line_text, text_width

Index = QModelIndex | QPersistentModelIndex
_HEIGHT, _PAD = 55, 14
_ENTRY = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; ``key`` names it, ``chip`` tells the state of what is coming in ``tone``."""

    key: str
    title: str
    below: str = ""
    right: str = ""
    chip: str = ""
    tone: str = "na"
    below_tone: str = "text_3"

    def spoken(self) -> str:
        """For screen readers."""
        return "，".join(part for part in (self.title, self.chip, self.below, self.right) if part)


class _Model(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's signature
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry = self.entries[index.row()]
        if role == _ENTRY:
            return entry
        shown = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
        return entry.spoken() if role in shown else None

    def put(self, entries: Sequence[Entry]) -> None:
        self.beginResetModel()
        self.entries = list(entries)
        self.endResetModel()


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(160, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row_ground(painter, option)
        entry = index.data(_ENTRY)
        if not isinstance(entry, Entry):
            return
        table, area = tokens(), QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(QRectF(area.left(), area.top(), 3, area.height()), table.accent)
        room = area.adjusted(_PAD, 8, -_PAD, -8)
        upper = QRectF(room.left(), room.top(), room.width(), 20)
        lower = QRectF(room.left(), room.top() + 20, room.width(), 18)
        right = upper.right()
        if entry.chip:
            right -= chip_width(entry.chip)
            paint_chip(
                painter, QRectF(right, upper.top(), chip_width(entry.chip), 20), entry.chip, entry.tone
            )
            right -= 8
        upper.setRight(right)
        line_text(painter, upper, entry.title, colour=table.text, size=BASE, bold=chosen)
        if entry.right:
            width = text_width(entry.right, SMALL)
            spot = QRectF(lower.right() - width, lower.top(), width + 1, lower.height())
            line_text(painter, spot, entry.right, colour=table.text_2, size=SMALL)
            lower.setRight(spot.left() - 8)
        line_text(painter, lower, entry.below, colour=table.tone(entry.below_tone), size=SMALL)


class EntryList(QListView):
    """The list.

    Signals:
        chosen: the key of the entry that came to the front, an empty string for none.
    """

    chosen = Signal(str)

    def __init__(self, says: str) -> None:
        super().__init__()
        self._model = _Model(self)
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(says)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.selectionModel().currentChanged.connect(lambda _now, _before: self.chosen.emit(self.key()))

    def key(self) -> str:
        """The key of the current entry."""
        row = self.currentIndex().row()
        return self._model.entries[row].key if 0 <= row < len(self._model.entries) else ""

    def put(self, entries: Sequence[Entry], key: str = "") -> None:
        """Show entries and keep the current one, or go to ``key``; the first by default."""
        wanted = key or self.key()
        self._model.put(entries)
        keys = [entry.key for entry in entries]
        if keys:
            self.go_to(wanted if wanted in keys else keys[0])
        else:
            self.chosen.emit("")

    def go_to(self, key: str) -> bool:
        """Bring an entry to the front; False when it is not there."""
        for row, entry in enumerate(self._model.entries):
            if entry.key == key:
                self.setCurrentIndex(self._model.index(row))
                return True
        return False

    def entries(self) -> list[Entry]:
        """What is listed."""
        return list(self._model.entries)
