"""What a section of 设置 is, and the rows and cards they share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.errors import AuditDeskError
from auditdesk.services.changes import ChangeSet
from auditdesk.ui.habits import Habits
from auditdesk.ui.jobs import Job, Work, while_alive
from auditdesk.ui.keys import Key
from auditdesk.ui.pages.registry import Place
from auditdesk.ui.widgets.layouts import column, row, scrolled
from auditdesk.ui.widgets.text import Text

T = TypeVar("T")
_WIDEST = 760
_MARGINS = (24, 16, 24, 24)
_ALMOST_ALL = 100
"""Stretch of the cards against the empty rest, up to their widest."""


class SectionView(QWidget):
    """The right side of 设置; built when its section is first chosen.

    Signals:
        changed: a `ChangeSet` for every page of the window.
    """

    changed = Signal(object)

    def __init__(self, place: Place, habits: Habits, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = place
        self.habits = habits
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)

    def refresh(self, changes: ChangeSet | None) -> None:
        """Read again what ``changes`` touched; None means everything."""

    def show_target(self, target: str) -> None:
        """Show one thing of the section, by its id."""

    def start(
        self, work: Work, done: Callable[[T], object], failed: Callable[[AuditDeskError], object]
    ) -> Job:
        """Start a job whose results are dropped when the section is gone by then."""
        return self.place.jobs.start(work, done=while_alive(self, done), failed=while_alive(self, failed))

    def filter(self) -> None:
        """Put the caret into the section's filter, if it has one."""

    def leave(self) -> None:
        """Another section or page comes to the front: cover secrets, stop looking."""

    def escape(self) -> bool:
        """Leave a form; False when there is nothing to leave."""
        return False

    def shortcuts(self) -> list[Key]:
        """The section's keys for the F1 overview."""
        return []

    def stack_cards(self, *cards: QWidget) -> None:
        """The whole section is cards."""
        self.body.addWidget(cards_area(*cards), 1)


def cards_area(*cards: QWidget) -> QWidget:
    """Cards below each other at a readable width, scrolling when there is less room."""
    holder = QWidget()
    holder.setLayout(column(*cards, None, gap=12))
    holder.setMaximumWidth(_WIDEST)
    line = row(holder, None, margins=_MARGINS)
    line.setStretch(0, _ALMOST_ALL)
    outer = QWidget()
    outer.setLayout(line)
    return scrolled(outer)


@dataclass(frozen=True, slots=True)
class Section:
    """One line of the list; ``word`` is asked again after a language switch."""

    name: str
    word: Callable[[], str]
    icon: str
    build: Callable[[Place, Habits], SectionView]


def setting(title: str, note: str, control: QWidget) -> QWidget:
    """One setting: words left, control right."""
    words = column(Text(title), gap=0)
    if note:
        words.addWidget(Text(note, "small", "text_3", wrap=True))
    line = row(words, 16, control, margins=(16, 8, 16, 8))
    line.setStretch(0, 1)
    made = QWidget()
    made.setLayout(line)
    if not control.accessibleName():
        control.setAccessibleName(title)
    return made
