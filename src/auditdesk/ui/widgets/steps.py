"""Steps below each other, joined by a line: first run, the path of an approval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.glyphs import State, paint_state, state_word
from auditdesk.ui.widgets.layouts import clear, column, row
from auditdesk.ui.widgets.text import Text

_GLYPH, _INDENT = 20, 34


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Attributes:
        name: bold and accent when it is the current one.
        note: quiet words below.
        state: usually CLOSED, CURRENT or EMPTY.
        right: quiet words at the right end, e.g. a date.
    """

    name: str
    note: str = ""
    state: State = State.EMPTY
    right: str = ""


class _StepRow(QWidget):
    def __init__(self, step: Step, *, last: bool, extra: QWidget | None) -> None:
        super().__init__()
        self._state = step.state
        self._last = last
        here = step.state == State.CURRENT
        name = Text(step.name, "strong" if here else "body", "accent" if here else "text")
        lines = column(
            row(name, None, Text(step.right, "small", "text_3")), gap=0, margins=(_INDENT, 0, 0, 18)
        )
        if step.note:
            lines.addWidget(Text(step.note, "small", "text_3", wrap=True))
        if extra is not None:
            lines.addWidget(extra)
        self.setLayout(lines)
        self.setAccessibleName(
            "，".join(part for part in (step.name, state_word(step.state), step.note) if part)
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        table = tokens()
        painter = QPainter(self)
        if not self._last:
            painter.setPen(QPen(QColor(table.border_2), 2))
            painter.drawLine(QPointF(_GLYPH / 2, 25), QPointF(_GLYPH / 2, self.height() - 4))
        if self._state != State.CURRENT:
            painter.setBrush(QColor(table.surface))
        paint_state(painter, QRectF(0, 0, _GLYPH, _GLYPH), self._state, table)
        painter.end()


class StepRail(QWidget):
    """Steps with 20 px glyphs; ``extras`` puts a widget below a step, by its place."""

    def __init__(self, steps: Sequence[Step] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all = QVBoxLayout(self)
        self._all.setContentsMargins(0, 0, 0, 0)
        self._all.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.set_steps(steps)

    def set_steps(self, steps: Sequence[Step], extras: dict[int, QWidget] | None = None) -> None:
        """Show steps from the top."""
        clear(self._all)
        for place, step in enumerate(steps):
            extra = (extras or {}).get(place)
            self._all.addWidget(_StepRow(step, last=place == len(steps) - 1, extra=extra))

    def minimumSizeHint(self) -> QSize:
        """Glyph and a few characters."""
        return QSize(160, super().minimumSizeHint().height())
