"""Two strips of small boxes: state glyphs of a section, working days up to a deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import TINY
from auditdesk.ui.theme.glyphs import State, paint_state, state_word
from auditdesk.ui.widgets.painting import box, line_text


class GlyphStrip(QWidget):
    """State glyphs side by side, 12 px, with a corner dot for a returned answer."""

    def __init__(self, states: Sequence[tuple[State, bool]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._states: list[tuple[State, bool]] = []
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_states(states)

    def set_states(self, states: Sequence[tuple[State, bool]]) -> None:
        """Show (state, returned) pairs."""
        self._states = list(states)
        words = [state_word(state) for state, _returned in self._states]
        counts = [f"{word} {words.count(word)}" for word in dict.fromkeys(words)]
        self.setAccessibleName("，".join(counts))
        self.setToolTip("，".join(counts))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """17 px a glyph."""
        return QSize(max(0, 17 * len(self._states)), 18)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the glyphs."""
        painter = QPainter(self)
        spot = QRectF(0, (self.height() - 12) / 2, 12, 12)
        for state, returned in self._states:
            paint_state(painter, spot, state, tokens(), returned=returned)
            spot.translate(17, 0)
        painter.end()


@dataclass(frozen=True, slots=True)
class Workday:
    """One working day: its label (``17``), whether a week or holiday gap precedes it, and its tone.

    Tones: ``accent`` for days gone by within the term, empty for days to come, ``rev`` for today when it is
    the deadline, ``bad`` for days overdue.
    """

    label: str
    gap: bool = False
    tone: str = "accent"


class WorkdayStrip(QWidget):
    """A deadline as boxes, one a working day; the deadline itself is solid."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._days: list[Workday] = []
        self._deadline = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_days(self, days: Sequence[Workday], deadline: int, says: str) -> None:
        """Show days; ``deadline`` is the place of the last day of the term; ``says`` tells it in words."""
        self._days, self._deadline = list(days), deadline
        self.setAccessibleName(says)
        self.setToolTip(says)
        self.update()

    def sizeHint(self) -> QSize:
        """A pane's width."""
        return QSize(320, 18)

    def minimumSizeHint(self) -> QSize:
        """Boxes get narrower before they vanish."""
        return QSize(160, 18)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the boxes."""
        if not self._days:
            return
        table = tokens()
        gaps = sum(day.gap for day in self._days) * 6
        width = min(24.0, (self.width() - gaps) / len(self._days) - 2)
        painter = QPainter(self)
        left = 0.0
        for place, day in enumerate(self._days):
            left += 6 if day.gap else 0
            area = QRectF(left, 1, width, 16)
            status = table.status(day.tone) if day.tone else None
            solid = place == self._deadline and status is not None
            fill = table.sunken if status is None else status.solid if solid else status.tint
            ink = table.text_3 if status is None else status.on_solid if solid else table.text_2
            box(
                painter,
                area,
                radius=3,
                fill=fill,
                edge=table.border if table.high_contrast and not solid else "",
            )
            line_text(
                painter,
                area,
                day.label,
                colour=ink,
                size=TINY,
                bold=solid,
                align=Qt.AlignmentFlag.AlignHCenter,
            )
            left += width + 2
        painter.end()
