"""Heat map of weekdays by hours; below the threshold a cell is dark with bold white figures."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from auditdesk.domain.snapshot import HeatCell, HeatMap
from auditdesk.report.flow import Painted
from auditdesk.report.fonts import fitted, width_of
from auditdesk.report.palette import (
    ALERT,
    FIRST_MISSING_STEP,
    HEAT,
    INK,
    INK_2,
    INK_3,
    LINE,
    WHITE,
    WIDTH,
)
from auditdesk.report.sheet import line_of_text

_ROW = 16.2
_LABELS = 25.0
_TOTALS = 61.0
_HEAD = 15.0
_LEGEND = 19.0


def heat_map(heat: HeatMap) -> Painted:
    """The drawing, with totals and legend."""
    height = _HEAD + _ROW * (len(heat.rows) + 1) + 4 + _LEGEND
    pitch = (WIDTH - _LABELS - _TOTALS) / max(1, len(heat.hours))

    def paint(canvas: Canvas) -> None:
        top = height - _HEAD
        _head(canvas, heat, top, pitch)
        for number, row in enumerate(heat.rows):
            y = top - 2 - (number + 1) * _ROW
            canvas.setFillColor(INK)
            line_of_text(canvas, 0, y + 5, row.label, 8)
            for column, cell in enumerate(row.cells):
                _cell(canvas, _LABELS + column * pitch, y, pitch, cell)
            _total(canvas, WIDTH - 33.4, y, row.total, below=row.below)
        _bottom(canvas, heat, top - 2 - len(heat.rows) * _ROW, pitch)
        _legend(canvas, heat)

    return Painted(WIDTH, height, paint)


def _head(canvas: Canvas, heat: HeatMap, top: float, pitch: float) -> None:
    canvas.setFillColor(INK_2)
    line_of_text(canvas, 0, top + 4, "时段", 7.5)
    for column, hour in enumerate(heat.hours):
        line_of_text(canvas, _LABELS + (column + 0.5) * pitch, top + 4, hour, 7.2, align="center")
    canvas.setFillColor(INK)
    line_of_text(canvas, WIDTH - 33.4, top + 4, "全日", 8, bold=True, align="center")
    canvas.setStrokeColor(INK_3)
    canvas.setLineWidth(0.8)
    canvas.line(0, top, WIDTH, top)


def _cell(canvas: Canvas, x: float, y: float, pitch: float, cell: HeatCell) -> None:
    canvas.setLineWidth(0.35)
    canvas.setStrokeColor(LINE)
    level = cell.level if cell.value else 0
    canvas.setFillColor(HEAT[level])
    canvas.rect(x + 0.6, y + 0.8, pitch - 1.2, _ROW - 1.6, stroke=1, fill=1)
    if not cell.value:
        return
    missed = level >= FIRST_MISSING_STEP
    canvas.setFillColor(WHITE if missed else INK)
    line_of_text(canvas, x + pitch / 2, y + 5.2, cell.value, 7.2, bold=missed, align="center")


def _total(canvas: Canvas, x: float, y: float, text: str, *, below: bool, bold: bool = False) -> None:
    if below:
        canvas.setStrokeColor(ALERT)
        canvas.setLineWidth(1)
        canvas.rect(x - 13.5, y + 2, 27, _ROW - 4, stroke=1, fill=0)
    canvas.setFillColor(ALERT if below else INK)
    line_of_text(canvas, x, y + 5, text or "–", 8.2 if bold else 7.5, bold=below or bold, align="center")


def _bottom(canvas: Canvas, heat: HeatMap, top: float, pitch: float) -> None:
    canvas.setStrokeColor(INK_3)
    canvas.setLineWidth(0.8)
    canvas.line(0, top - 1, WIDTH, top - 1)
    y = top - 1 - _ROW
    canvas.line(0, y - 1, WIDTH, y - 1)
    canvas.setFillColor(INK)
    line_of_text(canvas, 0, y + 5, heat.totals.label, 8, bold=True)
    for column, cell in enumerate(heat.totals.cells):
        below = bool(cell.value) and cell.level >= FIRST_MISSING_STEP
        _total(canvas, _LABELS + (column + 0.5) * pitch, y, cell.value, below=below)
    _total(canvas, WIDTH - 33.4, y, heat.totals.total, below=heat.totals.below, bold=True)


def _legend(canvas: Canvas, heat: HeatMap) -> None:
    x, y = _LABELS, 4.0
    for level, word in enumerate(heat.steps):
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.5)
        canvas.setFillColor(HEAT[level])
        canvas.rect(x, y, 15, 7.5, stroke=1, fill=1)
        canvas.setFillColor(INK_2)
        x += 19 + line_of_text(canvas, x + 19, y + 0.8, word, 7.5) + 13
    canvas.setFillColor(INK_2)
    note = fitted(heat.legend, 7.5, WIDTH - x)
    line_of_text(canvas, max(x, WIDTH - width_of(note, 7.5)), y + 0.8, note, 7.5)
