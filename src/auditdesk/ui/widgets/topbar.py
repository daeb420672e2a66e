"""The top bar: site, search, sync state, lock, who is at work."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QSizePolicy, QWidget

from auditdesk.i18n import _
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.icons import icon, paint_icon
from auditdesk.ui.widgets.avatar import Avatar
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.painting import FocusMixin, box, focus_ring, line_text, text_width
from auditdesk.ui.widgets.search import SearchBox
from auditdesk.ui.widgets.text import Elided

HEIGHT = 48


class MenuButton(FocusMixin, QPushButton):
    """Icon, bold name, arrow; opens a menu below."""

    def __init__(self, name: str, icon_name: str, says: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon_name
        self._says = says
        self._entries: Callable[[], list[tuple[str, str, Callable[[], object]]]] = list
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_name(name)
        self.clicked.connect(self._open)

    def set_name(self, name: str) -> None:
        """The name shown."""
        self.setText(name)
        self.setAccessibleName(f"{self._says}：{name}")
        self.updateGeometry()

    def set_entries(self, entries: Callable[[], list[tuple[str, str, Callable[[], object]]]]) -> None:
        """What the menu offers when it opens: (word, icon, act); an empty word is a line."""
        self._entries = entries

    def sizeHint(self) -> QSize:
        """Icon, name and arrow."""
        return QSize(max(250, round(text_width(self.text(), bold=True)) + 64), 32)

    def minimumSizeHint(self) -> QSize:
        """A few characters of the name."""
        return QSize(110, 32)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the parts and the ring."""
        table = tokens()
        painter = QPainter(self)
        if self.underMouse() or self.isDown():
            box(painter, self.rect(), radius=6, fill=table.hover)
        middle = self.height() / 2
        paint_icon(painter, QRectF(8, round(middle - 8), 16, 16), self._icon, table.text_2)
        room = QRectF(32, 0, self.width() - 32 - 30, self.height())
        took = line_text(painter, room, self.text(), colour=table.text, bold=True)
        paint_icon(painter, QRectF(32 + took + 8, round(middle - 7), 14, 14), "chevron-down", table.text_2)
        if self.ring_visible():
            focus_ring(painter, self.rect(), radius=6)
        painter.end()

    def _open(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for word, icon_name, act in self._entries():
            if word:
                menu.addAction(icon(icon_name), word).triggered.connect(lambda _checked=False, run=act: run())
            else:
                menu.addSeparator()
        if not menu.isEmpty():
            menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))


class TopBar(QFrame):
    """48 px; the search gives way first.

    Signals:
        search_wanted, sync_wanted, lock_wanted: the user asked for it here.
    """

    search_wanted = Signal()
    sync_wanted = Signal()
    lock_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setProperty("line", "bottom")
        self.setFixedHeight(HEIGHT)
        self.site = MenuButton("", "building-2", _("站点"))
        self.search = SearchBox()
        self._sync = Chip("", icon="cloud-off", opens=True, height=24)
        self._lock = KeyButton(kind="quiet", icon="lock", key="Ctrl+L", binds=False, says=_("立即锁定"))
        self._avatar = Avatar("")
        self._person = Elided("")
        self._role = Elided("", "small", "text_3")
        right = row(None, self._sync, 4, self._lock, 4, self._avatar, self._person, self._role)
        bar = row(gap=12, margins=(12, 0, 16, 1))
        bar.addWidget(self.site, 0)
        bar.addWidget(self.search, 3)
        bar.addLayout(right, 2)
        self.setLayout(bar)
        self.search.opened.connect(self.search_wanted)
        self._sync.opened.connect(self.sync_wanted)
        self._lock.clicked.connect(self.lock_wanted)
        self._sync.hide()

    def set_person(self, name: str, role: str) -> None:
        """Who is at work, and in which role."""
        self._avatar.set_name(name)
        self._person.set_text(name)
        self._role.set_text(role)

    def set_sync(self, words: str, icon_name: str = "cloud-off", tone: str = "") -> None:
        """The sync state in words, e.g. ``离线・待同步 23 项``; empty hides it."""
        self._sync.set_chip(words, tone, icon_name)
        self._sync.setVisible(bool(words))

    def set_narrow(self, *, narrow: bool) -> None:
        """Without room the role and the name go; the avatar keeps saying who."""
        self._role.setVisible(not narrow)
        self._person.setVisible(not narrow)
