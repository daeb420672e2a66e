"""The frame of the window: rail, top bar, page stack, and the keys that work everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from auditdesk.i18n import _, use_language
from auditdesk.services.changes import ChangeSet
from auditdesk.ui.help import KeyOverlay
from auditdesk.ui.keys import bind, caret_in_text
from auditdesk.ui.page import Page
from auditdesk.ui.widgets.rail import Rail, RailEntry
from auditdesk.ui.widgets.search import Command, CommandPopup, Finder
from auditdesk.ui.widgets.topbar import TopBar

NARROW_UNDER = 1200
"""Below this width the rail shrinks to icons."""

PAGES = (
    "dashboard",
    "audits",
    "findings",
    "evidence",
    "records",
    "masking",
    "reports",
    "library",
    "sync",
    "settings",
)
"""The ten pages in rail order; Ctrl+1 … Ctrl+9, Ctrl+0."""
_BOTTOM = ("sync", "settings")
_ICONS = {
    "dashboard": "layout-dashboard",
    "audits": "list-checks",
    "findings": "wrench",
    "evidence": "paperclip",
    "records": "chart-line",
    "masking": "eye-off",
    "reports": "file-check-2",
    "library": "book-open",
    "sync": "refresh-cw",
    "settings": "settings",
}


def page_word(name: str) -> str:
    """The word of a page, translated."""
    words = {
        "dashboard": _("工作台"),
        "audits": _("自查"),
        "findings": _("问题整改"),
        "evidence": _("证据"),
        "records": _("数据"),
        "masking": _("脱敏"),
        "reports": _("报告"),
        "library": _("清单与依据"),
        "sync": _("同步"),
        "settings": _("设置"),
    }
    return words[name]


def page_key(name: str) -> str:
    """The key that opens a page."""
    return f"Ctrl+{(PAGES.index(name) + 1) % 10}"


class Shell(QMainWindow):
    """Holds pages and nothing else; pages are made when first opened.

    Signals:
        lock_wanted: Ctrl+L or the lock; the application locks the workspace and closes this window.
        page_shown: the name of the page that came to the front.
        language_changed: after `use_language`; texts outside of pages fetch themselves again.
        written: a `ChangeSet` that a page wrote, after every page has heard of it.
    """

    lock_wanted = Signal()
    page_shown = Signal(str)
    language_changed = Signal(str)
    written = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._makers: dict[str, Callable[[], Page]] = {}
        self._pages: dict[str, Page] = {}
        self._counts: dict[str, tuple[int, bool]] = {}
        self._person = ("", "")
        self._site = ""
        self._site_entries: Callable[[], list[tuple[str, str, Callable[[], object]]]] = list
        self._sync = ("", "cloud-off", "")
        self._status = ("", "")
        self._current = ""
        self._overlay: KeyOverlay | None = None
        self._finder: Finder = lambda _text: []
        self.stack = QStackedWidget()
        self.setMinimumSize(800, 520)
        self.resize(1366, 768)
        self._frame()
        self._bind_keys()

    def add_page(self, name: str, make: Callable[[], Page]) -> None:
        """Offer a page of `PAGES`; ``make`` is called when it is first opened."""
        self.add_pages({name: make})

    def add_pages(self, makers: Mapping[str, Callable[[], Page]]) -> None:
        """Offer several; the frame is built once for all of them."""
        self._makers.update(makers)
        self._frame()

    def offers(self, name: str) -> bool:
        """Whether there is such a page."""
        return name in self._makers

    def open_page(self, name: str, target: object = None) -> None:
        """Bring a page to the front and show ``target`` on it; a page that was not added is ignored."""
        page = self._page(name)
        if page is None:
            return
        before = self.current_page()
        if before is not None and before is not page:
            before.leave()
        self._current = name
        page.ensure_built()
        self.stack.setCurrentWidget(page)
        self.rail.show_current(name)
        self.setWindowTitle(" · ".join(part for part in (page.title(), self._site, "AuditDesk") if part))
        page.activate(target)
        self.page_shown.emit(name)

    def current_page(self) -> Page | None:
        """The page in front."""
        return self._pages.get(self._current)

    def apply_changes(self, changes: ChangeSet | None) -> None:
        """Let every built page read again what was touched (None: everything)."""
        for page in self._pages.values():
            if page.built():
                page.refresh(changes)
        self.written.emit(changes)

    def set_person(self, name: str, role: str) -> None:
        """Who is at work."""
        self._person = (name, role)
        self.top.set_person(name, role)

    def set_site(
        self, name: str, entries: Callable[[], list[tuple[str, str, Callable[[], object]]]] = list
    ) -> None:
        """The workspace's site and what its menu offers: (word, icon, act)."""
        self._site, self._site_entries = name, entries
        self.top.site.set_name(name)
        self.top.site.set_entries(entries)

    def set_sync(self, words: str, icon: str = "cloud-off", tone: str = "") -> None:
        """The sync state in the top bar; empty hides it."""
        self._sync = (words, icon, tone)
        self.top.set_sync(words, icon, tone)

    def set_status(self, secure: str, backup: str) -> None:
        """The rail's foot, e.g. ``本机已加密`` and ``备份 今天 08:12``."""
        self._status = (secure, backup)
        self.rail.set_status(secure, backup)

    def set_count(self, name: str, count: int, *, urgent: bool = False) -> None:
        """The number behind a page in the rail."""
        self._counts[name] = (count, urgent)
        self.rail.set_count(name, count, urgent=urgent)

    def set_finder(self, finder: Finder) -> None:
        """Where Ctrl+K searches; commands of the window come after its results."""
        self._finder = finder

    def use_language(self, language: str) -> None:
        """Switch at run time: the frame and every built page are built again."""
        use_language(language)
        self._frame()
        for page in self._pages.values():
            page.rebuild()
        if self._current:
            self.open_page(self._current)
        self.language_changed.emit(language)

    def open_search(self) -> None:
        """Ctrl+K."""
        box = self.top.search
        popup = CommandPopup(self._find, self)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.open_at(box.mapToGlobal(QPoint(0, 0)), max(box.width(), 480))

    def show_keys(self) -> None:
        """F1: the keys of this page; again closes."""
        if self._close_overlay():
            return
        page = self.current_page()
        own = page.shortcuts() if page is not None else []
        self._overlay = KeyOverlay(page_word(self._current) if self._current else "", own, self)
        self._overlay.closed.connect(self._close_overlay)
        self._overlay.show()
        self._overlay.setFocus(Qt.FocusReason.PopupFocusReason)

    def next_region(self, step: int = 1) -> None:
        """F6: the page's regions in order, then the rail."""
        page = self.current_page()
        regions = [each for each in (page.regions() if page is not None else []) if each.isVisible()]
        focus = QApplication.focusWidget()
        inside = [place for place, each in enumerate(regions) if focus is not None and _holds(each, focus)]
        place = inside[0] + step if inside else (0 if step > 0 else len(regions) - 1)
        if 0 <= place < len(regions):
            _enter(regions[place])
        else:
            self.rail.take_focus()

    def escape(self) -> None:
        """Close the key overview; else leave the field, then the pane, then the page."""
        if self._close_overlay():
            return
        focus = QApplication.focusWidget()
        if focus is not None and caret_in_text(focus):
            focus.clearFocus()
            return
        page = self.current_page()
        if page is None or not page.escape():
            self.rail.take_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shrink the rail to icons when there is less room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = self.width() < NARROW_UNDER
        self.rail.set_narrow(narrow=narrow)
        self.top.set_narrow(narrow=narrow)

    def _page(self, name: str) -> Page | None:
        if name not in self._pages and name in self._makers:
            page = self._makers[name]()
            page.go.connect(self.open_page)
            page.counted.connect(lambda count: self.set_count(name, count))
            page.changed.connect(self.apply_changes)
            self._pages[name] = page
            self.stack.addWidget(page)
        return self._pages.get(name)

    def _frame(self) -> None:
        """Build rail and top bar around the stack; again after a language switch."""
        offered = [name for name in PAGES if name in self._makers]
        entries = [RailEntry(name, page_word(name), _ICONS[name], page_key(name)) for name in offered]
        upper = [entry for entry in entries if entry.name not in _BOTTOM]
        self.rail = Rail(upper, [entry for entry in entries if entry.name in _BOTTOM])
        self.top = TopBar()
        self.rail.chosen.connect(self.open_page)
        self.top.search_wanted.connect(self.open_search)
        self.top.sync_wanted.connect(lambda: self.open_page("sync"))
        self.top.lock_wanted.connect(self.lock_wanted)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top)
        right.addWidget(self.stack, 1)
        centre = QWidget()
        frame = QHBoxLayout(centre)
        frame.setContentsMargins(0, 0, 0, 0)
        frame.setSpacing(0)
        frame.addWidget(self.rail)
        frame.addLayout(right, 1)
        self.setCentralWidget(centre)
        if self.isVisible():  # else they are shown with the window
            centre.show()
            self.stack.show()
        self._refill()

    def _refill(self) -> None:
        self.set_person(*self._person)
        self.set_site(self._site, self._site_entries)
        self.set_sync(*self._sync)
        self.set_status(self._status[0] or _("本机已加密"), self._status[1])
        for name, (count, urgent) in self._counts.items():
            self.set_count(name, count, urgent=urgent)
        self._fit()

    def _bind_keys(self) -> None:
        for name in PAGES:
            bind(self, page_key(name), partial(self.open_page, name))
        bind(self, "Ctrl+K", self.open_search)
        bind(self, "Ctrl+L", self.lock_wanted.emit)
        bind(self, "F1", self.show_keys)
        bind(self, "F6", self.next_region)
        bind(self, "Shift+F6", lambda: self.next_region(-1))
        bind(self, "F8", self._next_check)
        bind(self, "Esc", self.escape)

    def _next_check(self) -> None:
        page = self.current_page()
        if page is None or not page.next_check():
            QApplication.beep()

    def _close_overlay(self) -> bool:
        if self._overlay is None:
            return False
        self._overlay.hide()
        self._overlay.deleteLater()
        self._overlay = None
        return True

    def _find(self, text: str) -> list[Command]:
        found = self._finder(text) if text else []
        own = [
            Command(page_word(name), partial(self.open_page, name), _("页面"), _ICONS[name], page_key(name))
            for name in PAGES
            if name in self._makers
        ]
        own.append(Command(_("立即锁定"), self.lock_wanted.emit, _("命令"), "lock", "Ctrl+L"))
        own.append(Command(_("快捷键"), self.show_keys, _("命令"), "keyboard", "F1"))
        return found + [command for command in own if text.lower() in command.word.lower()]


def _holds(region: QWidget, widget: QWidget) -> bool:
    return region is widget or region.isAncestorOf(widget)


def _enter(region: QWidget) -> None:
    """Focus a region, or the first thing in it that takes keys."""
    reason = Qt.FocusReason.TabFocusReason
    if region.focusPolicy() & Qt.FocusPolicy.TabFocus:
        region.setFocus(reason)
        return
    for child in region.findChildren(QWidget):
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible() and child.isEnabled():
            child.setFocus(reason)
            return
