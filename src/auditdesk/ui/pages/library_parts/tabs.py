"""The tabs of the page: what each must offer, and which there are in this installation."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.ui.keys import Key
from auditdesk.ui.pages.registry import Place


class LibraryTab(QObject):
    """One tab: a list for the left column and everything right of it.

    Signals:
        counted: the number on the tab changed.
        wrote: something was written; a `ChangeSet`.
        go: another page's name and what to show there.
        acts_changed: the page's buttons must be asked again (`revise_refusal`).
    """

    counted = Signal(int)
    wrote = Signal(object)
    go = Signal(str, object)
    acts_changed = Signal()

    side: QWidget
    main: QWidget

    def __init__(self, place: Place, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.place = place

    def word(self) -> str:
        """The tab's word, translated."""
        raise NotImplementedError

    def kinds(self) -> frozenset[str]:
        """Kinds of entities whose change makes the tab read again."""
        raise NotImplementedError

    def read(self) -> None:
        """Read again; called on the UI thread, long reading is a job."""
        raise NotImplementedError

    def open(self, target: str) -> bool:
        """Show what the name says; False when it is not of this tab."""
        return bool(target) and False

    def shown_key(self) -> str:
        """The form version in front, for the blank paper form; empty when there is none."""
        return ""

    def new_word(self) -> str:
        """What Ctrl+N does here, on the page's button."""
        return _("新建修订")

    def revise(self) -> None:
        """Ctrl+N."""

    def revise_refusal(self) -> str:
        """Why Ctrl+N rests; empty when it works."""
        return ""

    def new_form(self) -> None:
        """新建清单."""

    def shortcuts(self) -> list[Key]:
        """Keys of what the tab shows now, beyond the page's own."""
        return []

    def escape(self) -> bool:
        """Leave what was opened in the tab; False when nothing is."""
        return False

    def next_check(self) -> bool:
        """F8; False when there is nothing to go to."""
        return False

    def finishing(self) -> bool:
        """Whether the tab itself shows the primary button now."""
        return False

    def bind_keys(self, key: Callable[[str, Callable[[], object]], None]) -> None:
        """Bind the tab's own keys; ``key`` is the page's and lets them act only while the tab is in front."""

    def regions(self) -> list[QWidget]:
        """Where F6 goes inside the tab."""
        return [self.side, self.main]

    def leave(self) -> None:
        """The page goes to the back."""


@dataclass(frozen=True, slots=True)
class TabOffer:
    """A tab's name, module and class; imported only when it is part of this installation."""

    name: str
    module: str
    cls: str

    def present(self) -> bool:
        """Whether the module is there."""
        return importlib.util.find_spec(self.module) is not None

    def make(self, place: Place, parent: QObject) -> LibraryTab:
        """Import and make the tab."""
        made = getattr(importlib.import_module(self.module), self.cls)(place, parent)
        assert isinstance(made, LibraryTab)
        return made


_PARTS = "auditdesk.ui.pages.library_parts"
OFFERS = (
    TabOffer("forms", f"{_PARTS}.forms_tab", "FormsTab"),
    TabOffer("documents", f"{_PARTS}.documents_tab", "DocumentsTab"),
    TabOffer("cases", f"{_PARTS}.cases_tab", "CasesTab"),
)


def tab_offers() -> list[TabOffer]:
    """The tabs of this installation, in order."""
    return [offer for offer in OFFERS if offer.present()]


def touches(changes: ChangeSet | None, tab: LibraryTab) -> bool:
    """Whether a tab must read again."""
    return changes is None or bool(changes.kinds() & tab.kinds())
