"""The state glyphs: each differs in outline, so that nothing depends on hue alone."""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from auditdesk.i18n import _
from auditdesk.ui.theme.appearance import tokens as current
from auditdesk.ui.theme.tokens import Tokens

_UNIT = 16.0
"""Glyphs are drawn on a 16 × 16 grid and scaled to the rectangle asked for."""


class State(StrEnum):
    """What a glyph says; the word for it is `state_word`."""

    OK = "ok"
    BAD = "bad"
    NA = "na"
    VETO = "veto"
    EMPTY = "empty"
    REVIEW = "review"
    RETURNED = "returned"
    REVIEWED = "reviewed"
    DRAFT = "draft"
    NOT_STARTED = "not_started"
    RUNNING = "running"
    TO_VERIFY = "to_verify"
    CLOSED = "closed"
    WARNING = "warning"
    CURRENT = "current"


def state_word(state: State) -> str:
    """The word that goes with a glyph, for the text beside it and for screen readers."""
    words = {
        State.OK: _("合规"),
        State.BAD: _("不合规"),
        State.NA: _("不适用"),
        State.VETO: _("单项否决"),
        State.EMPTY: _("未答"),
        State.REVIEW: _("待复核"),
        State.RETURNED: _("复核退回"),
        State.REVIEWED: _("已复核"),
        State.DRAFT: _("草稿"),
        State.NOT_STARTED: _("未开始"),
        State.RUNNING: _("进行中"),
        State.TO_VERIFY: _("待验证"),
        State.CLOSED: _("已关闭"),
        State.WARNING: _("警告"),
        State.CURRENT: _("当前步骤"),
    }
    return words[state]


def _pen(colour: str, width: float) -> QPen:
    cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    return QPen(QColor(colour), width, Qt.PenStyle.SolidLine, cap, join)


def _lines(painter: QPainter, colour: str, width: float, *strokes: tuple[tuple[float, float], ...]) -> None:
    painter.setPen(_pen(colour, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for stroke in strokes:
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in stroke]))


def _fill(painter: QPainter, colour: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))


def _disc(painter: QPainter, colour: str) -> None:
    _fill(painter, colour)
    painter.drawEllipse(QRectF(1, 1, 14, 14))


def _ring(painter: QPainter, colour: str, width: float = 1.5) -> None:
    painter.setPen(_pen(colour, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QRectF(1.75, 1.75, 12.5, 12.5))


_TICK = ((4.7, 8.3), (7.0, 10.6), (11.3, 5.8))
_CROSS = (((5.4, 5.4), (10.6, 10.6)), ((10.6, 5.4), (5.4, 10.6)))


def _ok(painter: QPainter, table: Tokens) -> None:
    _disc(painter, table.ok.solid)
    _lines(painter, table.ok.on_solid, 2.0, _TICK)


def _bad(painter: QPainter, table: Tokens) -> None:
    _fill(painter, table.bad.solid)
    painter.drawRoundedRect(QRectF(1.2, 1.2, 13.6, 13.6), 3, 3)
    _lines(painter, table.bad.on_solid, 2.0, *_CROSS)


def _na(painter: QPainter, table: Tokens) -> None:
    _disc(painter, table.na.solid)
    _lines(painter, table.na.on_solid, 2.0, ((4.8, 8), (11.2, 8)))


def _veto(painter: QPainter, table: Tokens) -> None:
    corners = [
        QPointF(8 + 7.6 * math.cos(angle), 8 + 7.6 * math.sin(angle))
        for angle in (math.pi / 8 + step * math.pi / 4 for step in range(8))
    ]
    _fill(painter, table.veto.solid)
    painter.drawPolygon(QPolygonF(corners))
    _lines(painter, table.veto.on_solid, 2.0, *_CROSS)


def _empty(painter: QPainter, table: Tokens) -> None:
    _ring(painter, table.control)


def _review(painter: QPainter, table: Tokens) -> None:
    _ring(painter, table.rev.text, 1.7)
    _lines(painter, table.rev.text, 1.7, ((8, 4.8), (8, 8.3), (10.4, 9.6)))


def _returned(painter: QPainter, table: Tokens) -> None:
    _disc(painter, table.rev.solid)
    _lines(painter, table.rev.on_solid, 1.8, ((11.4, 8), (4.8, 8)), ((7.4, 5.2), (4.6, 8), (7.4, 10.8)))


def _reviewed(painter: QPainter, table: Tokens) -> None:
    strokes = (((1.2, 8.6), (4.2, 11.6), (10.2, 4.8)), ((8.2, 11.0), (8.9, 11.6), (14.9, 4.8)))
    _lines(painter, table.text_3, 1.5, *strokes)


def _draft(painter: QPainter, table: Tokens) -> None:
    pen = _pen(table.text_3, 1.5)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([1.9, 1.37])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QRectF(1.75, 1.75, 12.5, 12.5))


def _part(painter: QPainter, colour: str, quarters: int) -> None:
    _ring(painter, colour, 1.7)
    pie = QPainterPath(QPointF(8, 8))
    pie.arcTo(QRectF(3.6, 3.6, 8.8, 8.8), 90, -90 * quarters)
    pie.closeSubpath()
    _fill(painter, colour)
    painter.drawPath(pie)


def _running(painter: QPainter, table: Tokens) -> None:
    _part(painter, table.rev.text, 2)


def _to_verify(painter: QPainter, table: Tokens) -> None:
    _part(painter, table.accent, 3)


def _warning(painter: QPainter, table: Tokens) -> None:
    painter.setPen(_pen(table.rev.solid, 1.6))
    painter.setBrush(QColor(table.rev.solid))
    painter.drawPolygon(QPolygonF([QPointF(8, 2.2), QPointF(14.6, 13.6), QPointF(1.4, 13.6)]))
    _lines(painter, table.rev.on_solid, 1.7, ((8, 6.4), (8, 9.4)), ((8, 11.8), (8, 11.9)))


def _current(painter: QPainter, table: Tokens) -> None:
    _ring(painter, table.accent, 2.0)
    _fill(painter, table.accent)
    painter.drawEllipse(QRectF(4.6, 4.6, 6.8, 6.8))


_PAINTERS: dict[State, Callable[[QPainter, Tokens], None]] = {
    State.OK: _ok,
    State.BAD: _bad,
    State.NA: _na,
    State.VETO: _veto,
    State.EMPTY: _empty,
    State.REVIEW: _review,
    State.RETURNED: _returned,
    State.REVIEWED: _reviewed,
    State.DRAFT: _draft,
    State.NOT_STARTED: _empty,
    State.RUNNING: _running,
    State.TO_VERIFY: _to_verify,
    State.CLOSED: _ok,
    State.WARNING: _warning,
    State.CURRENT: _current,
}


def paint_state(
    painter: QPainter, rect: QRect | QRectF, state: State, table: Tokens, *, returned: bool = False
) -> None:
    """Paint a glyph centred in ``rect``: 12 px in strips, 14 px in lists, 18–20 px in steps.

    ``returned`` adds the amber corner dot of an answer that came back from review.
    """
    area = QRectF(rect)
    side = min(area.width(), area.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(area.center().x() - side / 2, area.center().y() - side / 2)
    painter.scale(side / _UNIT, side / _UNIT)
    _PAINTERS[state](painter, table)
    if returned:
        painter.setPen(QPen(QColor(table.surface), 1.6))
        painter.setBrush(QColor(table.rev.solid))
        painter.drawEllipse(QRectF(9.8, -2.6, 8, 8))
    painter.restore()


class StateGlyph(QWidget):
    """One glyph in a layout; its word is the accessible name."""

    def __init__(self, state: State, side: int = 14, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._state = state
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_state(state)

    def state(self) -> State:
        """What is shown."""
        return self._state

    def set_state(self, state: State) -> None:
        """Show another state and say its word."""
        self._state = state
        self.setAccessibleName(state_word(state))
        self.setToolTip(state_word(state))
        self.update()

    def sizeHint(self) -> QSize:
        """The glyph's square."""
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the glyph."""
        painter = QPainter(self)
        paint_state(painter, self.rect(), self._state, current())
        painter.end()
