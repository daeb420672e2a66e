"""清单与依据: checklists and the documents they rest on, their versions and reviews (screen 09)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.people import Right, may
from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.services.printing import blank_paper
from auditdesk.ui.keys import Key, caret_in_text
from auditdesk.ui.page import Page
from auditdesk.ui.pages.importing.view import ImportView
from auditdesk.ui.pages.library_parts.tabs import LibraryTab, tab_offers, touches
from auditdesk.ui.pages.registry import Place
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import PageHead
from auditdesk.ui.widgets.layouts import column, panel, row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.pdf import draw_pdf
from auditdesk.ui.widgets.split import SplitView
from auditdesk.ui.widgets.tabs import Tabs

_SIDE = 216


class LibraryPage(Page):
    """Tabs over the list at the left; each tab brings what stands right of it."""

    def __init__(self, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self.tabs: dict[str, LibraryTab] = {}
        self.importing: ImportView | None = None
        self._keys: dict[str, dict[str, Callable[[], object]]] = {}

    def title(self) -> str:
        """清单与依据."""
        return _("清单与依据")

    def build(self) -> None:
        """Head, tabs, and a stack for each side of the split."""
        self.importing = None
        self.tabs = {offer.name: offer.make(self._place, self) for offer in tab_offers()}
        self.take = KeyButton(_("导入 Excel"), icon="file-spreadsheet")
        self.take.clicked.connect(self.choose_file)
        self.print_button = KeyButton(_("打印空白表"), icon="printer")
        self.print_button.clicked.connect(self.print_blank)
        self.new = KeyButton(_("新建修订"), "primary", key="Ctrl+N", icon="plus")
        self.new.clicked.connect(lambda: self.tab().revise())
        self.new_form = KeyButton(_("新建清单"), icon="plus")
        self.new_form.clicked.connect(lambda: self.tab().new_form())
        buttons = (self.take, self.print_button, self.new_form, self.new)
        head = PageHead(self.title(), "", *buttons, margins=(20, 10, 16, 10))
        self.head = panel(row(head), ground="surface", line="bottom")
        self.body.addWidget(self.head)
        self.notice = Notice("na", "")
        self.notice.hide()
        self.body.addWidget(self.notice)
        self.bar = Tabs([(name, tab.word()) for name, tab in self.tabs.items()], says=self.title())
        self.bar.setUsesScrollButtons(False)
        self.bar.chosen.connect(self._front)
        self.sides, self.mains = QStackedWidget(), QStackedWidget()
        for name, tab in self.tabs.items():
            self._add(name, tab)
        left = QWidget()
        layout = column(panel(row(self.bar, None, margins=(6, 2, 6, 0)), line="bottom"), gap=0)
        layout.addWidget(self.sides, 1)
        left.setLayout(layout)
        self.split = SplitView(left, self.mains)
        self.split.grow(1)
        self.split.setSizes([_SIDE, 950])
        self.body.addWidget(self.split, 1)
        for key in ("N", "P", "Space", "C", "Ctrl+Enter"):
            self.key(key, partial(self._press, key))
        self._front(self.bar.value())

    def _add(self, name: str, tab: LibraryTab) -> None:
        self.sides.addWidget(tab.side)
        self.mains.addWidget(tab.main)
        tab.counted.connect(partial(self._count, name))
        tab.wrote.connect(self._wrote)
        tab.go.connect(self.go)
        tab.acts_changed.connect(self._allow)
        self._keys[name] = {}
        tab.bind_keys(self._keys[name].__setitem__)

    def _count(self, name: str, n: int) -> None:
        word = _("清单 {n}", n=n) if name == "forms" else f"{self.tabs[name].word()} {n}"
        self.bar.set_word(name, word)

    def tab(self) -> LibraryTab:
        """The tab in front."""
        return self.tabs[self.bar.value()]

    def activate(self, target: object = None) -> None:
        """Show a form or a document by its name."""
        if not isinstance(target, str) or not target:
            self.tab().read()  # answers of running audits may have moved on
            self._take_focus()
            return
        self.close_import()
        for name, tab in self.tabs.items():
            if tab.open(target):
                self.bar.set_value(name)
                self._front(name)
                return

    def _take_focus(self) -> None:
        """The list, so that the arrows work at once; a caret or an open import stays where it is."""
        focus = QApplication.focusWidget()
        if self.importing is None and (focus is None or not caret_in_text(focus)):
            next(iter(self.tab().regions()), self.bar).setFocus()

    def leave(self) -> None:
        """Passphrases are forgotten."""
        for tab in self.tabs.values():
            tab.leave()

    def refresh(self, changes: ChangeSet | None) -> None:
        """Read again what was touched."""
        for tab in self.tabs.values():
            if touches(changes, tab):
                tab.read()

    def regions(self) -> list[QWidget]:
        """Tabs, then the tab's own; the parts of the import view while it is open."""
        return self.importing.regions() if self.importing else [self.bar, *self.tab().regions()]

    def next_check(self) -> bool:
        """F8."""
        return self.tab().next_check()

    def shortcuts(self) -> list[Key]:
        """Keys of this page, or of the import view while it is open."""
        if self.importing is not None:
            return self.importing.shortcuts()
        return [
            Key("N", _("下一处变化")), Key("P", _("上一处变化")), Key("Space", _("展开未变的项")),
            Key("C", _("写意见")), Key("Ctrl+Enter", _("通过这一步")), Key("Ctrl+N", _("新建修订")),
            Key("Ctrl+E", _("编辑草稿")), *self.tab().shortcuts(),
        ]  # fmt: skip

    def choose_file(self) -> None:
        """导入 Excel: the import view takes the page's place until it is done or left."""
        self.close_import()
        view = ImportView(self._place)
        view.closed.connect(self.close_import)
        view.imported.connect(self._imported)
        self.importing = view
        for part in (self.head, self.notice, self.split):
            part.hide()
        self.body.addWidget(view, 1)
        view.show()
        view.choose()

    def close_import(self) -> None:
        """Back to the lists; what was not imported is forgotten."""
        view, self.importing = self.importing, None
        if view is None:
            return
        view.stop()
        self.body.removeWidget(view)
        view.hide()
        view.deleteLater()
        self.head.show()
        self.split.show()

    def _imported(self, key: str) -> None:
        self.close_import()
        self.notice.say("ok", _("已导入为 {key}。", key=key))
        self._wrote(ChangeSet(frozenset({("form", key)})))

    def print_blank(self) -> None:
        """Print the version in front as a paper form."""
        name = self.tab().shown_key()
        if not name:
            return

        def done(paper: tuple[str, bytes]) -> None:
            title, pdf = paper
            self._place.dialogs.print_document(title, partial(draw_pdf, pdf))

        self._place.jobs.start(
            lambda _progress: blank_paper(self._place.desk, name), done=done, failed=self._say
        )

    def _front(self, name: str) -> None:
        tab = self.tabs[name]
        self.sides.setCurrentWidget(tab.side)
        self.mains.setCurrentWidget(tab.main)
        self._allow()

    def escape(self) -> bool:
        """Leave the import view, or what the tab has open."""
        if self.importing is None:
            return self.tab().escape()
        self.close_import()
        return True

    def _press(self, key: str) -> None:
        if self.importing is not None:
            if key == "Ctrl+Enter":
                self.importing.finish()
            return
        act = self._keys[self.bar.value()].get(key)
        if act is not None:
            act()

    def _allow(self) -> None:
        tab = self.tab()
        why = tab.revise_refusal()
        self.new.set_label(tab.new_word())
        self.new.set_kind("secondary" if tab.finishing() else "primary")
        if why:
            self.new.refuse(why)
        else:
            self.new.allow()
        forms = self.bar.value() == "forms"
        for button in (self.take, self.print_button, self.new_form):
            button.setVisible(forms)
        if may(self._place.desk.user, Right.MANAGE_FORMS):
            self.take.allow()
        else:
            self.take.refuse(_("只有负责人和管理员能导入清单"))

    def _say(self, error: AuditDeskError) -> None:
        self.notice.say("bad", error.message)

    def _wrote(self, changes: ChangeSet) -> None:
        self.refresh(changes)
        self.changed.emit(changes)
