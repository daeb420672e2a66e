"""The left rail: pages with icon, word and count; icons only when the window is narrow."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
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
from auditdesk.ui.theme.fonts import BASE, SMALL
from auditdesk.ui.theme.icons import paint_icon
from auditdesk.ui.widgets.buttons import KeyCap
from auditdesk.ui.widgets.cells import Index
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.painting import box, focus_ring, line_text, text_width
from auditdesk.ui.widgets.tables import prepare
from auditdesk.ui.widgets.text import Elided, Icon, Rule, Text

WIDE, NARROW = 200, 48
_PITCH = 38
_ENTRY = Qt.ItemDataRole.UserRole + 2


@dataclass(slots=True)
class RailEntry:
    """One page in the rail; ``urgent`` prints the count amber and bold."""

    name: str
    word: str
    icon: str
    key: str = ""
    count: int = 0
    urgent: bool = False


class _Entries(QAbstractListModel):
    def __init__(self, entries: list[RailEntry], parent: QWidget) -> None:
        super().__init__(parent)
        self.entries = entries

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entries[index.row()]
        if role == _ENTRY:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.word
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{entry.word}  {entry.key}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{entry.word}，{entry.count}" if entry.count else entry.word
        return None


class _EntryDelegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(NARROW, _PITCH)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: RailEntry = index.data(_ENTRY)
        table = tokens()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        narrow = option.rect.width() < WIDE / 2
        area = QRectF(option.rect).adjusted(4 if narrow else 8, 1, -4 if narrow else -9, -1)
        ink = table.text if chosen else table.text_2
        if chosen and table.high_contrast:
            box(painter, area, radius=6, fill=table.accent)
            ink = table.on_accent
        elif chosen:
            box(painter, area, radius=6, fill=table.surface, edge=table.border)
            box(
                painter,
                QRectF(area.left(), area.top() + 9, 3, area.height() - 18),
                radius=1.5,
                fill=table.accent,
            )
        elif option.state & QStyle.StateFlag.State_MouseOver:
            box(painter, area, radius=6, fill=table.hover)
        mark = ink if table.high_contrast or not chosen else table.accent
        left = area.center().x() - 9 if narrow else 18.0
        paint_icon(painter, QRectF(round(left), round(area.center().y() - 9), 18, 18), entry.icon, mark)
        if not narrow:
            self._paint_words(painter, area, entry, ink, chosen=chosen)
        if (
            option.state & QStyle.StateFlag.State_HasFocus
            and option.state & QStyle.StateFlag.State_KeyboardFocusChange
        ):
            focus_ring(painter, area, radius=6)

    def _paint_words(
        self, painter: QPainter, area: QRectF, entry: RailEntry, ink: str, *, chosen: bool
    ) -> None:
        count = str(entry.count) if entry.count else ""
        room = QRectF(48, area.top(), area.right() - 48 - text_width(count) - 16, area.height())
        line_text(painter, room, entry.word, colour=ink, size=BASE, bold=chosen)
        table = tokens()
        quiet = ink if table.high_contrast else table.text_3
        tone = table.rev.text if entry.urgent and not (table.high_contrast and chosen) else quiet
        right = QRectF(area.left(), area.top(), area.width() - 9, area.height())
        align = Qt.AlignmentFlag.AlignRight
        line_text(painter, right, count, colour=tone, size=SMALL, bold=entry.urgent, align=align)


class RailList(QListView):
    """One group of entries; ↑ ↓ move and open.

    Signals:
        chosen: the entry's name.
    """

    chosen = Signal(str)

    def __init__(self, entries: list[RailEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Entries(entries, self)
        self.setModel(self._model)
        prepare(self)
        self.setItemDelegate(_EntryDelegate(self))
        self.setProperty("ground", "rail")
        self.setStyleSheet("background: transparent;")
        self.setAccessibleName(_("页面"))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(_PITCH)
        self.clicked.connect(lambda index: self.chosen.emit(entries[index.row()].name))

    def sizeHint(self) -> QSize:
        """All entries."""
        return QSize(NARROW, _PITCH * len(self._model.entries))

    def show_current(self, name: str) -> None:
        """Mark an entry, or none when it is in the other list."""
        names = [entry.name for entry in self._model.entries]
        if name in names:
            self.setCurrentIndex(self._model.index(names.index(name), 0))
        else:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())

    def set_count(self, name: str, count: int, *, urgent: bool) -> None:
        """The number behind a word."""
        for place, entry in enumerate(self._model.entries):
            if entry.name == name:
                entry.count, entry.urgent = count, urgent
                at = self._model.index(place, 0)
                self._model.dataChanged.emit(at, at)

    def keyboardSearch(self, _search: str) -> None:
        """Letters are the page's keys."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move and open at once; Enter and → are the same."""
        before = self.currentIndex()
        super().keyPressEvent(event)
        after = self.currentIndex()
        if after.isValid() and after != before:
            self.chosen.emit(self._model.entries[after.row()].name)


class Rail(QFrame):
    """Name of the program, the pages, and below whether the laptop is encrypted and backed up.

    Signals:
        chosen: the name of the page to open.
    """

    chosen = Signal(str)

    def __init__(self, top: list[RailEntry], bottom: list[RailEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "rail")
        self.setProperty("line", "right")
        self._lists = (RailList(top), RailList(bottom))
        self._name = Text("AuditDesk", "heading")
        self._secure = Elided(_("本机已加密"), "small", "text_2")
        self._backup = Elided("", "small", "text_2")
        self._foot = QWidget()
        cap = KeyCap("F1")
        backup = row(Icon("history", "text_3", 14), self._backup, None, cap, gap=6, margins=(8, 0, 8, 0))
        secure = row(Icon("shield-check", "ok", 14), self._secure, None, gap=6, margins=(8, 0, 8, 0))
        lines = column(Rule(), 7, secure, backup, gap=2, margins=(10, 0, 10, 9))
        self._foot.setLayout(lines)
        self._mark = AppMark()
        head = row(self._mark, self._name, None, gap=10, margins=(16, 0, 8, 0))
        bar = QWidget()
        bar.setLayout(head)
        bar.setFixedHeight(48)
        all_ = column(bar, 7, gap=0, margins=(0, 0, 1, 0))
        all_.addWidget(self._lists[0])
        all_.addStretch(1)
        all_.addWidget(self._lists[1])
        all_.addSpacing(6)
        all_.addWidget(self._foot)
        self.setLayout(all_)
        self._head = head
        for each in self._lists:
            each.chosen.connect(self.chosen)
        self.set_narrow(narrow=False)

    def show_current(self, name: str) -> None:
        """Mark the page shown."""
        for each in self._lists:
            each.show_current(name)

    def set_count(self, name: str, count: int, *, urgent: bool = False) -> None:
        """The number behind a page's word."""
        for each in self._lists:
            each.set_count(name, count, urgent=urgent)

    def set_status(self, secure: str, backup: str) -> None:
        """The two status lines at the foot."""
        self._secure.set_text(secure)
        self._backup.set_text(backup)

    def set_narrow(self, *, narrow: bool) -> None:
        """200 px, or 48 px with icons only."""
        self.setFixedWidth(NARROW if narrow else WIDE)
        self._name.setVisible(not narrow)
        self._foot.setVisible(not narrow)
        self._head.setContentsMargins(13 if narrow else 16, 0, 8, 0)

    def take_focus(self) -> None:
        """Put the keyboard on the current entry."""
        for each in self._lists:
            if each.currentIndex().isValid():
                each.setFocus(Qt.FocusReason.ShortcutFocusReason)


class AppMark(QWidget):
    """The program's sign: a ticked list on a rounded square."""

    def __init__(self, side: int = 22, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """The square."""
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint square, lines and tick."""
        table = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self._side / 22, self._side / 22)
        box(painter, QRectF(0, 0, 22, 22), radius=5, fill=table.accent)
        pen = painter.pen()
        pen.setColor(QColor(table.on_accent))
        pen.setWidthF(2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(5, 7, 14, 7)
        painter.drawLine(5, 12, 9, 12)
        painter.drawPolyline([*_points((9, 14), (11.5, 16.5), (17, 11))])
        painter.end()


def _points(*places: tuple[float, float]) -> list[QPointF]:
    return [QPointF(x, y) for x, y in places]
