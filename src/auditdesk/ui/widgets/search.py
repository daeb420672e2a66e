"""Ctrl+K: one field for everything that has a name, and for everything that can be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QEvent, QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from auditdesk.i18n import _
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import SMALL
from auditdesk.ui.theme.icons import paint_icon
from auditdesk.ui.widgets.cells import Index
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.layouts import column
from auditdesk.ui.widgets.painting import FocusMixin, box, cap_width, focus_ring, line_text, paint_cap
from auditdesk.ui.widgets.tables import prepare
from auditdesk.ui.widgets.text import Text

_COMMAND = Qt.ItemDataRole.UserRole + 3
_ROW = 36
_MOST = 10


@dataclass(frozen=True, slots=True)
class Command:
    """One line of the list: something to open or to do.

    Attributes:
        word: what it is.
        note: where it is or what kind, quiet.
        icon: outline before it.
        key: its own key, if there is one.
        run: opens or does it.
    """

    word: str
    run: Callable[[], object]
    note: str = ""
    icon: str = "search"
    key: str = ""


Finder = Callable[[str], list[Command]]
"""Text typed so far to what is offered; called on every keystroke, so it must be quick (< 50 ms)."""


class _Commands(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.commands: list[Command] = []

    def show(self, commands: list[Command]) -> None:
        self.beginResetModel()
        self.commands = commands
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.commands)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        command = self.commands[index.row()]
        if role == _COMMAND:
            return command
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return f"{command.word} {command.note}".strip()
        return None


class _CommandDelegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(200, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        command: Command = index.data(_COMMAND)
        table = tokens()
        area = QRectF(option.rect).adjusted(4, 1, -4, -1)
        if option.state & QStyle.StateFlag.State_Selected:
            box(painter, area, radius=4, fill=table.selected)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            box(painter, area, radius=4, fill=table.hover)
        middle = area.center().y()
        paint_icon(painter, QRectF(area.left() + 8, round(middle - 8), 16, 16), command.icon, table.text_2)
        cap = cap_width(command.key)
        right = area.right() - 8 - (cap + 8 if cap else 0)
        left = area.left() + 32
        took = line_text(
            painter, QRectF(left, area.top(), right - left, area.height()), command.word, colour=table.text
        )
        left += took + 10
        room = QRectF(left, area.top(), max(0.0, right - left), area.height())
        line_text(painter, room, command.note, colour=table.text_3, size=SMALL)
        paint_cap(painter, area.right() - 8 - cap, middle, command.key)


class CommandPopup(QFrame):
    """The open list: type to narrow, ↑ ↓ choose, Enter opens, Esc closes."""

    def __init__(self, finder: Finder, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("popup", "true")
        self._finder = finder
        self.field = LineField(hint=_("搜索检查项、问题、证据、条款"), lead="search", says=_("搜索和命令"))
        self._list = QListView()
        self._model = _Commands(self)
        self._list.setModel(self._model)
        prepare(self._list)
        self._list.setItemDelegate(_CommandDelegate(self._list))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setAccessibleName(_("结果"))
        self._nothing = Text("", "small", "text_3", wrap=True)
        self.setLayout(column(self.field, self._list, self._nothing, gap=6, margins=(8, 8, 8, 8)))
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._narrow)
        self._list.clicked.connect(lambda _index: self.run_current())

    def open_at(self, place: QPoint, width: int) -> None:
        """Show the list with an empty field."""
        self.setFixedWidth(width)
        self.field.clear()
        self._narrow("")
        self.move(place)
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def offered(self) -> list[Command]:
        """What is in the list now."""
        return list(self._model.commands)

    def run_current(self) -> None:
        """Close and open or do the chosen line."""
        index = self._list.currentIndex()
        self.hide()
        if index.isValid():
            self._model.commands[index.row()].run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys move in the list while the caret stays in the field."""
        if (
            watched is not self.field
            or not isinstance(event, QKeyEvent)
            or event.type() != QEvent.Type.KeyPress
        ):
            return super().eventFilter(watched, event)
        moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: _MOST, Qt.Key.Key_PageUp: -_MOST}
        key = Qt.Key(event.key())
        if key in moves:
            last = self._model.rowCount() - 1
            place = max(0, min(last, self._list.currentIndex().row() + moves[key]))
            self._list.setCurrentIndex(self._model.index(place, 0))
            return True
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.run_current()
            return True
        if key == Qt.Key.Key_Escape:
            self.hide()
            return True
        return super().eventFilter(watched, event)

    def _narrow(self, text: str) -> None:
        commands = self._finder(text.strip())
        self._model.show(commands)
        rows = min(_MOST, len(commands))
        self._list.setVisible(bool(commands))
        self._list.setFixedHeight(rows * _ROW)
        self._nothing.setVisible(not commands)
        self._nothing.setText(_("没有找到“{text}”。试试编号或客服代号。", text=text))
        if commands:
            self._list.setCurrentIndex(self._model.index(0, 0))
        self.adjustSize()


class SearchBox(FocusMixin, QWidget):
    """The closed field in the top bar; a click, Enter or Ctrl+K opens the list.

    Signals:
        opened: the user wants the list.
    """

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = _("搜索检查项、问题、证据、条款")
        self.setAccessibleName(_("搜索和命令"))
        self.setAccessibleDescription("Ctrl+K")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(380)

    def sizeHint(self) -> QSize:
        """380 × 32; it gives way down to its icon and key."""
        return QSize(380, 32)

    def minimumSizeHint(self) -> QSize:
        """Icon and a few characters."""
        return QSize(120, 32)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint box, icon, hint and caps."""
        table = tokens()
        painter = QPainter(self)
        box(painter, self.rect(), radius=6, fill=table.bg, edge=table.border_2)
        middle = self.height() / 2
        paint_icon(painter, QRectF(10, round(middle - 8), 16, 16), "search", table.text_3)
        right = float(self.width() - 8)
        for cap in ("K", "Ctrl"):
            right -= cap_width(cap)
            paint_cap(painter, right, middle, cap)
            right -= 8
        line_text(
            painter, QRectF(34, 0, max(0.0, right - 34), self.height()), self._hint, colour=table.text_3
        )
        if self.ring_visible():
            focus_ring(painter, self.rect(), radius=6)
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open by mouse."""
        super().mouseReleaseEvent(event)
        self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by key."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.opened.emit()
            return
        super().keyPressEvent(event)
