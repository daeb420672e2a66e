"""问题集中在哪里: bars by count, the first three solid, and the running share in its own panel."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from auditdesk.domain.rates import Ratio
from auditdesk.domain.snapshot import ProblemBar
from auditdesk.report import marks
from auditdesk.report.flow import Painted
from auditdesk.report.fonts import fitted
from auditdesk.report.palette import ACCENT, INK, INK_2, INK_3, WHITE
from auditdesk.report.sheet import line_of_text

WIDTH = 264.0
_ROW = 18.0
_BARS = 106.0
_LONGEST = 60.5
_SHOWN = 7
_SOLID = 3
_VITAL = 80


def pareto(problems: tuple[ProblemBar, ...]) -> Painted:
    """The chart; beyond seven problems the first six and the others as one bar."""
    bars = _shown(problems)
    total = problems[-1].running
    height = 17 + _ROW * len(bars) + 17

    def paint(canvas: Canvas) -> None:
        top = height - 17
        canvas.setFillColor(INK)
        line_of_text(canvas, 0, top + 6, "高频问题", 8, bold=True)
        line_of_text(canvas, _BARS, top + 6, "问题数", 8, bold=True)
        line_of_text(canvas, WIDTH, top + 6, "累计占比 %", 8, bold=True, align="right")
        bottom = top - _ROW * len(bars)
        _frame(canvas, top, bottom)
        most = max(bar.count for bar in bars)
        points = []
        for number, bar in enumerate(bars):
            middle = top - number * _ROW - _ROW / 2
            _bar(canvas, middle, bar, number, most, total)
            points.append((_place(Ratio(bar.running, total)), middle))
        if len(points) > 1:
            marks.polyline(canvas, points, 0.8, INK)
        for point, bar in zip(points, bars, strict=True):
            solid = bar.running <= bars[min(_SOLID, len(bars)) - 1].running
            canvas.setStrokeColor(INK)
            canvas.setLineWidth(0.8)
            canvas.setFillColor(INK if solid else WHITE)
            canvas.circle(*point, 1.6, stroke=1, fill=1)
        vital = Ratio(bars[min(_SOLID, len(bars)) - 1].running, total)
        canvas.setFillColor(INK_2)
        note = f"实心为前三类，合计 {vital.numerator} 项，占 {vital.percent()}%"
        line_of_text(canvas, 0, bottom - 9, note, 7.5)

    return Painted(WIDTH, height, paint)


def _shown(problems: tuple[ProblemBar, ...]) -> list[ProblemBar]:
    if len(problems) <= _SHOWN:
        return list(problems)
    rest = problems[_SHOWN - 1 :]
    others = ProblemBar("", f"其他 {len(rest)} 类", sum(p.count for p in rest), rest[-1].running)
    return [*problems[: _SHOWN - 1], others]


def _place(ratio: Ratio) -> float:
    """Where a running share stands across the panel."""
    return 184.5 + 0.527 * float((ratio.share or 0) * 100)


def _frame(canvas: Canvas, top: float, bottom: float) -> None:
    canvas.setStrokeColor(INK_3)
    canvas.setLineWidth(0.9)
    canvas.line(0, top, WIDTH, top)
    canvas.line(0, bottom, WIDTH, bottom)
    x = _place(Ratio(_VITAL, 100))
    canvas.setLineWidth(0.6)
    canvas.setDash(2, 1.6)
    canvas.line(x, top, x, bottom)
    canvas.setDash()
    canvas.setFillColor(INK_2)
    line_of_text(canvas, x, bottom - 9, str(_VITAL), 7, align="center")


def _bar(canvas: Canvas, middle: float, bar: ProblemBar, number: int, most: int, total: int) -> None:
    base = middle - 3
    canvas.setFillColor(ACCENT)
    used = line_of_text(canvas, 0, base, bar.code, 8, bold=True) + 3 if bar.code else 0.0
    canvas.setFillColor(INK)
    line_of_text(canvas, used, base, fitted(bar.title, 8, _BARS - used - 5), 8)
    length = max(2.0, _LONGEST * bar.count / most)
    if number < _SOLID:
        canvas.setFillColor(INK_2)
        canvas.rect(_BARS, middle - 4.7, length, 9.4, stroke=0, fill=1)
    else:
        marks.hatch(canvas, _BARS, middle - 4.7, length, 9.4)
    canvas.setFillColor(INK)
    line_of_text(canvas, _BARS + length + 4, base, str(bar.count), 8, bold=True)
    share = Ratio(bar.running, total).percent()
    line_of_text(canvas, WIDTH, base, share, 8, bold=number == _SOLID - 1, align="right")
