"""Monthly trends as small multiples; a line's axis may start above zero, its ends are printed."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.pdfgen.canvas import Canvas

from auditdesk.domain.snapshot import Trend
from auditdesk.report import marks
from auditdesk.report.flow import Painted
from auditdesk.report.fonts import fitted
from auditdesk.report.palette import ALERT, INK, INK_2, LINE, TINT_2, WHITE, WIDTH
from auditdesk.report.sheet import line_of_text

_PITCH = 159.0
_PLOT_LEFT = 16.5
_PLOT_WIDTH = 107.0
_PLOT_HEIGHT = 76.5
_BASE = 17.0
_HEIGHT = 128.0


def trend_row(trends: Sequence[Trend]) -> Painted:
    """Up to three charts beside each other."""

    def paint(canvas: Canvas) -> None:
        for number, trend in enumerate(trends):
            canvas.saveState()
            canvas.translate(number * _PITCH, 0)
            _chart(canvas, trend)
            canvas.restoreState()

    return Painted(WIDTH, _HEIGHT, paint)


def _chart(canvas: Canvas, trend: Trend) -> None:
    room = WIDTH - 2 * _PITCH - 4
    canvas.setFillColor(INK)
    line_of_text(canvas, 0, _HEIGHT - 9, fitted(trend.title, 8, room, bold=True), 8, bold=True)
    canvas.setFillColor(INK_2)
    line_of_text(canvas, 0, _HEIGHT - 19.5, fitted(trend.note, 7.2, room), 7.2)
    low, high = float(trend.low), float(trend.high)
    step = _PLOT_WIDTH / max(1, len(trend.points))

    def place(value: float) -> float:
        return _BASE + _PLOT_HEIGHT * (value - low) / ((high - low) or 1)

    for number, point in enumerate(trend.points):
        if point.audited:
            canvas.setFillColor(TINT_2)
            canvas.rect(_PLOT_LEFT + number * step, _BASE, step, _PLOT_HEIGHT, stroke=0, fill=1)
        canvas.setFillColor(INK_2)
        line_of_text(canvas, _PLOT_LEFT + (number + 0.5) * step, _BASE - 10, point.label, 7, align="center")
    _axis(canvas, trend, (low, (low + high) / 2, high))
    limit = place(float(trend.threshold))
    canvas.setStrokeColor(ALERT)
    canvas.setLineWidth(0.9)
    canvas.setDash(3, 2)
    canvas.line(_PLOT_LEFT, limit, _PLOT_LEFT + _PLOT_WIDTH, limit)
    canvas.setDash()
    dots = [
        (_PLOT_LEFT + (number + 0.5) * step, place(float(point.value)), point.met)
        for number, point in enumerate(trend.points)
        if point.value
    ]
    _line(canvas, dots)
    if dots:
        canvas.setFillColor(INK)
        last = next(point.value for point in reversed(trend.points) if point.value)
        line_of_text(canvas, _PLOT_LEFT + _PLOT_WIDTH + 3, dots[-1][1] - 2.6, last, 8, bold=True)


def _axis(canvas: Canvas, trend: Trend, values: tuple[float, float, float]) -> None:
    middle = f"{values[1]:.2f}".rstrip("0").rstrip(".")
    for number, text in enumerate((trend.low, middle, trend.high)):
        y = _BASE + _PLOT_HEIGHT * number / 2
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.4)
        canvas.line(_PLOT_LEFT, y, _PLOT_LEFT + _PLOT_WIDTH, y)
        canvas.setFillColor(INK_2)
        line_of_text(canvas, _PLOT_LEFT - 3, y - 2.4, text, 7, align="right")


def _line(canvas: Canvas, dots: Sequence[tuple[float, float, bool]]) -> None:
    if len(dots) > 1:
        marks.polyline(canvas, [(x, y) for x, y, _met in dots], 1, INK)
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.9)
    for x, y, met in dots:
        canvas.setFillColor(INK if met else WHITE)
        canvas.circle(x, y, 2, stroke=1, fill=1)
