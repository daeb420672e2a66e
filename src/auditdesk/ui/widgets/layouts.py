"""Rows and columns in one call, with the 4 px grid's usual gaps."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

W = TypeVar("W", bound=QWidget)
Content = QWidget | QLayout | int | None
"""A widget, a layout, a fixed gap in pixels, or None for a stretch."""


def _fill(layout: QBoxLayout, content: tuple[Content, ...]) -> None:
    for part in content:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(part)
        elif isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)


def row(*content: Content, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Side by side, vertically centred; margins are left, top, right, bottom."""
    layout = QHBoxLayout()
    layout.setSpacing(gap)
    layout.setContentsMargins(*margins)
    _fill(layout, content)
    return layout


def column(*content: Content, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QVBoxLayout:
    """One below the other; margins are left, top, right, bottom."""
    layout = QVBoxLayout()
    layout.setSpacing(gap)
    layout.setContentsMargins(*margins)
    _fill(layout, content)
    return layout


def panel(layout: QLayout, ground: str = "", line: str = "") -> QFrame:
    """A frame around a layout, on a ground (``bg surface rail sunken``), with a hairline at one side."""
    frame = QFrame()
    if ground:
        frame.setProperty("ground", ground)
    if line:
        frame.setProperty("line", line)
    frame.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    frame.setLayout(layout)
    return frame


def scrolled(content: QWidget) -> QScrollArea:
    """The region that gives way when there is less room; vertical scrolling only."""
    return scrolled_in(None, lambda _parent: content)[0]


def scrolled_in(parent: QWidget | None, make: Callable[[QWidget], W]) -> tuple[QScrollArea, W]:
    """As `scrolled`, but ``make`` builds the content where it will stay.

    A style sheet looks at every widget below one that changes its parent, so large contents are not moved.
    """
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.viewport().setAutoFillBackground(False)
    content = make(area.viewport())
    content.setProperty("clear", "true")
    area.setWidget(content)
    content.setAutoFillBackground(False)
    return area, content


def clear(layout: QLayout) -> None:
    """Empty a layout and delete what was in it."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)
