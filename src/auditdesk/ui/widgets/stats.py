"""Key figures with their arithmetic; a rate never stands without numerator and denominator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.text import Rule, Text


@dataclass(frozen=True, slots=True)
class Stat:
    """One key figure.

    Attributes:
        label: what is counted.
        value: the figure as shown, e.g. ``84.0%``.
        unit: quiet words right after it, e.g. ``/ 40 项``.
        arithmetic: words below, as (text, tone) parts, e.g. ``("逾期 1", "bad")``.
        veto: a solid chip beside the figure.
    """

    label: str
    value: str
    unit: str = ""
    arithmetic: Sequence[tuple[str, str]] = ()
    veto: str = ""


class StatStrip(QFrame):
    """Figures side by side in one card, divided by hairlines; a widget (a bar) may stand beside one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(1, 1, 1, 1)
        self._row.setSpacing(0)

    def add(self, stat: Stat, beside: QWidget | None = None, stretch: int = 1) -> None:
        """Append a figure."""
        if self._row.count():
            self._row.addWidget(Rule(upright=True))
        cell = QWidget()
        figure = row(
            Text(stat.value, "title"), *([Text(stat.unit, tone="text_2")] if stat.unit else []), gap=6
        )
        if stat.veto:
            figure.addWidget(Chip(stat.veto, "solid", icon="circle-x"))
        if beside is not None:
            figure.addSpacing(4)
            figure.addWidget(beside, 1)
        else:
            figure.addStretch(1)
        below = row(*[Text(words, "small", tone) for words, tone in stat.arithmetic], None, gap=0)
        cell.setLayout(
            column(Text(stat.label, "small", "text_3"), figure, below, gap=0, margins=(16, 9, 16, 8))
        )
        words = "".join(text for text, _tone in stat.arithmetic)
        cell.setAccessibleName(f"{stat.label} {stat.value} {stat.unit} {words} {stat.veto}".strip())
        self._row.addWidget(cell, stretch)
