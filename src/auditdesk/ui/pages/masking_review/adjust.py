"""Choosing characters by keyboard: other bounds for a span (B), or a mark where no mouse is (M)."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget

from auditdesk.domain.maskplan import Place
from auditdesk.ui.keys import bind
from auditdesk.ui.pages.masking_review.line_view import LineModel, Selection
from auditdesk.ui.pages.masking_review.session import Session

_CONTEXT = Qt.ShortcutContext.WidgetWithChildrenShortcut


class Adjust(QObject):
    """←/→ move the end, Shift+←/→ the beginning, ↑/↓ the row of a new mark, Enter accepts, Esc gives up.

    Signals:
        shown: the chosen characters changed.
        accepted: Enter; read `bounds` for which of the two it was.
    """

    shown = Signal()
    accepted = Signal()

    def __init__(self, owner: QWidget, lines: LineModel) -> None:
        super().__init__(owner)
        self._lines = lines
        self.bounds = False
        self.active = False
        acts = {
            "Left": lambda: self._move(0, -1), "Right": lambda: self._move(0, 1),
            "Shift+Left": lambda: self._move(-1, 0), "Shift+Right": lambda: self._move(1, 0),
            "Up": lambda: self._row(-1), "Down": lambda: self._row(1),
            "Enter": self.accept, "Esc": self.stop,
        }  # fmt: skip
        self._keys: list[QShortcut] = []
        for key, act in acts.items():
            self._keys += bind(owner, key, act, context=_CONTEXT)
        self._enable(on=False)

    def begin_bounds(self, session: Session, place: Place) -> None:
        """Start from a span."""
        row = session.row_of(place)
        first = session.rows[row].start
        self._lines.selection = Selection(row, place.span.start - first, place.span.end - first)
        self.bounds = True
        self._enable(on=True)

    def chosen(self) -> tuple[int, int] | None:
        """The chosen characters as offsets in their part, while bounds are changed."""
        chosen, session = self._lines.selection, self._lines.session
        if not (self.active and self.bounds) or chosen is None or session is None:
            return None
        first = session.rows[chosen.row].start
        return first + chosen.start, first + chosen.end

    def begin_mark(self, row: int) -> None:
        """Start from the first characters of a row."""
        self._lines.selection = Selection(row, 0, 1)
        self.bounds = False
        self._enable(on=True)

    def accept(self) -> None:
        """Take what is chosen."""
        if self.active:
            self._enable(on=False)
            self.accepted.emit()

    def stop(self) -> None:
        """Change nothing."""
        if self.active:
            self._lines.selection = None
            self._enable(on=False)

    def _enable(self, *, on: bool) -> None:
        self.active = on
        for key in self._keys:
            key.setEnabled(on)
        self.shown.emit()

    def _move(self, start: int, end: int) -> None:
        chosen, session = self._lines.selection, self._lines.session
        if chosen is None or session is None:
            return
        length = session.rows[chosen.row].end - session.rows[chosen.row].start
        first, last = chosen.start + start, chosen.end + end
        if 0 <= first < last <= length:
            self._lines.selection = Selection(chosen.row, first, last)
        self.shown.emit()

    def _row(self, by: int) -> None:
        chosen, session = self._lines.selection, self._lines.session
        if chosen is None or session is None or self.bounds:
            return
        if 0 <= chosen.row + by < len(session.rows):
            self._lines.selection = Selection(chosen.row + by, 0, 1)
        self.shown.emit()
