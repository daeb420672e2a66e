"""设置: sections left, the chosen one right; each is built when it is first chosen."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.ui.habits import Habits
from auditdesk.ui.keys import Key
from auditdesk.ui.page import Page
from auditdesk.ui.pages.preferences.section import Section, SectionView
from auditdesk.ui.pages.preferences.sections import SECTIONS
from auditdesk.ui.pages.registry import Place
from auditdesk.ui.widgets.card import PageHead
from auditdesk.ui.widgets.cells import Cell
from auditdesk.ui.widgets.layouts import column, panel, row
from auditdesk.ui.widgets.tables import Column, TableView

_LIST = 216


class SettingsPage(Page):
    """The frame of the sections; what they do is theirs."""

    def __init__(self, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self._habits = place.habits or Habits(place.program, self)
        self._views: dict[str, SectionView] = {}
        self._current = SECTIONS[0].name

    def title(self) -> str:
        """The page's word."""
        return _("设置")

    def build(self) -> None:
        """List and stack; after a language switch the same section is in front again."""
        self._views = {}
        self.list = TableView(
            [Column("", lambda section: Cell(section.word(), icon=section.icon))], says=_("设置的分类")
        )
        self.list.horizontalHeader().hide()
        self.stack = QStackedWidget()
        self.list.set_rows(list(SECTIONS))
        self.list.current_changed.connect(self._chosen)
        side = panel(column(self.list, gap=0), "surface", "right")
        side.setFixedWidth(_LIST)
        head = panel(column(PageHead(_("设置")), gap=0), line="bottom")
        self.body.addWidget(head)
        whole = row(side, self.stack, gap=0)
        whole.setStretch(1, 1)
        self.body.addLayout(whole, 1)
        self.key("/", lambda: self.view().filter())
        self.show_section(self._current)

    def view(self) -> SectionView:
        """The section in front."""
        return self._view(next(each for each in SECTIONS if each.name == self._current))

    def show_section(self, name: str) -> None:
        """Bring a section to the front by its name; an unknown one changes nothing."""
        for place, section in enumerate(SECTIONS):
            if section.name == name:
                self.list.go_to(place)
                self._chosen(section)

    def activate(self, target: object = None) -> None:
        """Show a section, or ``section/id`` one thing in it."""
        if not isinstance(target, str) or not target:
            self.list.setFocus()
            return
        name, _sep, inner = target.partition("/")
        self.show_section(name)
        if inner:
            self.view().show_target(inner)

    def leave(self) -> None:
        """Nothing secret stays in a field."""
        self.view().leave()

    def refresh(self, changes: ChangeSet | None) -> None:
        """Let the sections that were built read again."""
        if changes is None:
            return  # they have just been built
        for view in self._views.values():
            view.refresh(changes)

    def regions(self) -> list[QWidget]:
        """List and section."""
        return [self.list, self.view()]

    def escape(self) -> bool:
        """Leave a form of the section."""
        return self.view().escape()

    def shortcuts(self) -> list[Key]:
        """Moving between sections, and the section's own keys."""
        return [Key("Up", _("上一类")), Key("Down", _("下一类")), *self.view().shortcuts()]

    def _view(self, section: Section) -> SectionView:
        if section.name not in self._views:
            view = section.build(self._place, self._habits)
            view.changed.connect(self.changed)
            self._views[section.name] = view
            self.stack.addWidget(view)
        return self._views[section.name]

    def _chosen(self, section: Section | None) -> None:
        if section is None:
            return
        if section.name != self._current and self._current in self._views:
            self.view().leave()
        self._current = section.name
        self.stack.setCurrentWidget(self._view(section))
