"""Sample slots: fixed boxes with id, computed value and glyph; dashed while not checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from auditdesk.i18n import _
from auditdesk.ui import keys
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import SMALL, TINY
from auditdesk.ui.theme.glyphs import State, paint_state
from auditdesk.ui.theme.icons import paint_icon
from auditdesk.ui.widgets.cells import Index
from auditdesk.ui.widgets.painting import box, line_text
from auditdesk.ui.widgets.tables import prepare

_SLOT = Qt.ItemDataRole.UserRole + 5
_WIDE, _SMALL = QSize(105, 42), QSize(33, 36)
_GAP = 6


@dataclass(frozen=True, slots=True)
class Slot:
    """One sampled record.

    Attributes:
        key: its id, printed small.
        value: what was computed from the record, e.g. ``首响 31.4 小时``.
        fits: True, False, or None while not checked.
    """

    key: str
    value: str = ""
    fits: bool | None = None

    def spoken(self) -> str:
        """For screen readers."""
        word = _("待查") if self.fits is None else _("符合") if self.fits else _("不符")
        return f"{self.key}，{self.value}，{word}" if self.value else f"{self.key}，{word}"


class _Slots(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.slots: list[Slot] = []

    def show(self, slots: Sequence[Slot]) -> None:
        same = len(slots) == len(self.slots)
        if not same:
            self.beginResetModel()
        self.slots = list(slots)
        if same and slots:
            self.dataChanged.emit(self.index(0, 0), self.index(len(slots) - 1, 0))
        elif not same:
            self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.slots)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        slot = self.slots[index.row()]
        if role == _SLOT:
            return slot
        if role == Qt.ItemDataRole.DisplayRole:
            return slot.key
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            return slot.spoken()
        return None


class _SlotDelegate(QStyledItemDelegate):
    def __init__(self, view: SampleSlots) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return self._view.gridSize()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        slot: Slot = index.data(_SLOT)
        table = tokens()
        area = QRectF(option.rect).adjusted(0, 0, -_GAP, -_GAP)
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        failed = slot.fits is False
        fill = table.bad.tint if failed else table.surface
        edge = table.bad.text if failed and table.high_contrast else "" if failed else table.border_2
        dashed = slot.fits is None and not current
        if current:
            fill = fill if failed else table.surface
            box(painter, area, radius=6, fill=fill, edge=table.accent, width=float(table.focus_width))
        else:
            box(painter, area, radius=6, fill=fill, edge=table.control if dashed else edge, dashed=dashed)
        if self._view.compact:
            self._paint_compact(painter, area, slot, current=current)
        else:
            self._paint_wide(painter, area, slot)

    def _paint_wide(self, painter: QPainter, area: QRectF, slot: Slot) -> None:
        table = tokens()
        failed = slot.fits is False
        glyph = 0 if slot.fits is None else 20
        top = QRectF(area.left() + 9, area.top() + 4, area.width() - 16 - glyph, 16)
        line_text(painter, top, slot.key, colour=table.bad.text if failed else table.text_3, size=TINY)
        below = QRectF(area.left() + 9, area.top() + 20, area.width() - 14, 18)
        value = slot.value or (_("待查") if slot.fits is None else "")
        ink = table.bad.text if failed else table.text_3 if slot.fits is None else table.text
        line_text(painter, below, value, colour=ink, size=SMALL, bold=failed)
        if slot.fits is not None:
            spot = QRectF(area.right() - 21, area.top() + 6, 12, 12)
            paint_state(painter, spot, State.OK if slot.fits else State.BAD, table)

    def _paint_compact(self, painter: QPainter, area: QRectF, slot: Slot, *, current: bool) -> None:
        table = tokens()
        spot = QRectF(area.center().x() - 6, area.top() + 5, 12, 12)
        if slot.fits is not None:
            paint_state(painter, spot, State.OK if slot.fits else State.BAD, table)
        elif current:
            paint_icon(painter, spot, "play", table.accent)
        else:
            paint_state(painter, spot, State.EMPTY, table)
        room = QRectF(area.left(), area.top() + 17, area.width(), 16)
        ink = table.text if current else table.text_2
        line_text(painter, room, slot.key, colour=ink, size=TINY, align=Qt.AlignmentFlag.AlignHCenter)


class SampleSlots(QListView):
    """Arrows move; ``Z`` fits, ``X`` does not, and the next unchecked slot comes up; ``Space`` plays.

    ``Z``, ``X`` and ``Space`` work window-wide while the widget is shown, never inside text fields.

    Signals:
        current_changed: place of the current slot, -1 for none.
        judged: place and whether it fits.
        played: place.
    """

    current_changed = Signal(int)
    judged = Signal(int, bool)
    played = Signal(int)

    def __init__(self, *, compact: bool = False, binds: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.compact = compact
        self._model = _Slots(self)
        self.setModel(self._model)
        prepare(self)
        self.setAccessibleName(_("样本"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setItemDelegate(_SlotDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setStyleSheet("background: transparent;")
        self.selectionModel().currentRowChanged.connect(self._moved)
        if binds:
            keys.bind(self, "Z", lambda: self.judge(fits=True))
            keys.bind(self, "X", lambda: self.judge(fits=False))
            keys.bind(self, "Space", self.play)
        self._fit()

    def set_slots(self, slots: Sequence[Slot], current: int | None = None) -> None:
        """Show slots; without ``current`` the cursor stays, or goes to the first unchecked one."""
        before = self.currentIndex().row()
        self._model.show(slots)
        self._fit()
        place = current if current is not None else before
        if not 0 <= place < len(slots):
            place = self._next_open(0)
        if slots:
            self.go_to(max(0, place))

    def current(self) -> int:
        """Place of the current slot, -1 for none."""
        return self.currentIndex().row()

    def go_to(self, place: int) -> None:
        """Make a slot current."""
        self.setCurrentIndex(self._model.index(place, 0))

    def judge(self, *, fits: bool) -> None:
        """Say of the current slot whether it fits, then go to the next unchecked one."""
        place = self.current()
        if place < 0:
            return
        slot = self._model.slots[place]
        self._model.slots[place] = Slot(slot.key, slot.value, fits)
        at = self._model.index(place, 0)
        self._model.dataChanged.emit(at, at)
        self.judged.emit(place, fits)
        following = self._next_open(place + 1)
        if following >= 0:
            self.go_to(following)

    def play(self) -> None:
        """Play the current slot's record."""
        if self.current() >= 0:
            self.played.emit(self.current())

    def keyboardSearch(self, _search: str) -> None:
        """Letters judge; they do not search."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space belongs to playing."""
        if event.key() == Qt.Key.Key_Space:
            event.ignore()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """As many rows as the width needs."""
        return QSize(_WIDE.width() * 2, self.maximumHeight())

    def minimumSizeHint(self) -> QSize:
        """One slot wide."""
        return QSize(_WIDE.width(), self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Spread the slots over the width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        size = _SMALL if self.compact else _WIDE
        room = max(1, self.width() + _GAP - 2)
        per_row = max(1, room // (size.width() + _GAP))
        if self.compact:
            per_row = max(1, min(per_row, len(self._model.slots) or 1))
        cell = QSize(max(1, (self.width() - 2) // per_row), size.height() + _GAP)
        if self.gridSize() != cell:
            self.setGridSize(cell)
        rows = -(-len(self._model.slots) // per_row)
        self.setFixedHeight(max(1, rows) * cell.height())
        self.verticalScrollBar().setRange(0, 0)

    def _next_open(self, start: int) -> int:
        places = [*range(start, len(self._model.slots)), *range(min(start, len(self._model.slots)))]
        return next((at for at in places if self._model.slots[at].fits is None), -1)

    def _moved(self, current: QModelIndex) -> None:
        self.current_changed.emit(current.row())
