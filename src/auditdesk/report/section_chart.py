"""各分类结果: one row a section, one cell an item, with 合规 / 适用, rate, last rate and change."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.pdfgen.canvas import Canvas

from auditdesk.domain.rates import Ratio, points_change
from auditdesk.domain.snapshot import ReportSnapshot, SectionResult
from auditdesk.report import marks
from auditdesk.report.flow import Painted
from auditdesk.report.fonts import fitted, width_of
from auditdesk.report.item_cells import draw_legend, draw_named_cell, draw_share
from auditdesk.report.palette import ACCENT, ALERT, INK, INK_2, LINE, WIDTH
from auditdesk.report.sheet import line_of_text

ROW = 18.0
SHOWN_SECTIONS = 12
_WORST = 10
_CELLS = 118.5
_CELLS_WIDTH = 168.0
_RIGHTS = (318.0, 361.5, 399.7, WIDTH)
_PITCH = 21.75
_MOST_CELLS = 18


def section_chart(snapshot: ReportSnapshot, *, every: bool = False) -> Painted:
    """The chart; beyond twelve sections the ten worst and the rest in one line, unless ``every``."""
    sections = list(snapshot.sections)
    rest: list[SectionResult] = []
    if len(sections) > SHOWN_SECTIONS and not every:
        ordered = sorted(sections, key=lambda s: s.rate.share if s.rate.share is not None else 2)
        worst = {s.number for s in ordered[:_WORST]}
        rest = [s for s in sections if s.number not in worst]
        sections = [s for s in sections if s.number in worst]
    rows = len(sections) + bool(rest)
    height = 15 + ROW * rows + ROW + 18

    def paint(canvas: Canvas) -> None:
        y = height - 15
        _head(canvas, y, height)
        for section in sections:
            _row(canvas, y, section)
            y -= ROW
        if rest:
            _rest(canvas, y, rest)
            y -= ROW
        _total(canvas, y, snapshot)
        draw_legend(canvas, 0, 2)
        canvas.setFillColor(INK_2)
        if snapshot.result.previous:
            line_of_text(canvas, WIDTH, 3.2, "变化按未舍入的合规率计算", 7.5, align="right")

    return Painted(WIDTH, height, paint)


def _head(canvas: Canvas, y: float, top: float) -> None:
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(1)
    canvas.line(0, top, WIDTH, top)
    canvas.setLineWidth(0.5)
    canvas.line(0, y, WIDTH, y)
    canvas.setFillColor(INK)
    line_of_text(canvas, 0, y + 5, "分类", 8, bold=True)
    line_of_text(canvas, _CELLS, y + 5, "检查项（一格一项）", 8, bold=True)
    for right, word in zip(_RIGHTS, ("合规 / 适用", "合规率", "上期", "变化（百分点）"), strict=True):
        line_of_text(canvas, right, y + 5, word, 8, bold=True, align="right")


def _row(canvas: Canvas, top: float, section: SectionResult) -> None:
    base = top - 12.3
    canvas.setFillColor(ACCENT)
    used = line_of_text(canvas, 0, base, section.number, 8, bold=True)
    canvas.setFillColor(INK)
    line_of_text(canvas, used + 5, base, fitted(section.title, 8, _CELLS - used - 12), 8)
    if len(section.items) > _MOST_CELLS:
        draw_share(canvas, _CELLS, top - 14.4, _CELLS_WIDTH, 11.5, section)
    else:
        pitch = min(_PITCH, _CELLS_WIDTH / max(1, len(section.items)))
        for number, item in enumerate(section.items):
            draw_named_cell(canvas, _CELLS + number * pitch, top - 14.6, pitch - 3.4, 11.4, item)
    _figures(canvas, base, section.rate, section.previous)
    _hairline(canvas, top - ROW)


def _rest(canvas: Canvas, top: float, rest: Sequence[SectionResult]) -> None:
    passed = sum(s.passed for s in rest)
    failed = sum(s.failed for s in rest)
    canvas.setFillColor(INK)
    line_of_text(canvas, 0, top - 12.3, f"其余 {len(rest)} 类，全表见续页", 8)
    _figures(canvas, top - 12.3, Ratio(passed, passed + failed), None)
    _hairline(canvas, top - ROW)


def _figures(canvas: Canvas, base: float, rate: Ratio, before: Ratio | None, *, bold: bool = False) -> None:
    canvas.setFillColor(INK)
    shares = f"{rate.numerator} / {rate.denominator}"
    line_of_text(canvas, _RIGHTS[0], base, shares, 8, bold=bold, align="right")
    line_of_text(canvas, _RIGHTS[1], base, rate.percent(), 8, bold=bold, align="right")
    canvas.setFillColor(INK_2)
    line_of_text(canvas, _RIGHTS[2], base, before.percent() if before else "–", 8, align="right")
    change = points_change(rate, before) if before else "–"
    direction = -1 if change.startswith("−") else 1 if change.startswith("+") else 0
    color = ALERT if direction < 0 else INK
    canvas.setFillColor(color if before else INK_2)
    strong = direction < 0 or bold
    shown = change.lstrip("+−")
    line_of_text(canvas, _RIGHTS[3], base, shown, 8, bold=strong, align="right")
    left = _RIGHTS[3] - width_of(shown, 8, bold=strong) - 7
    marks.arrow(canvas, left, base + 3.1, 6.6, direction, color)


def _hairline(canvas: Canvas, y: float) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.35)
    canvas.line(0, y, WIDTH, y)


def _total(canvas: Canvas, top: float, snapshot: ReportSnapshot) -> None:
    result = snapshot.result
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.5)
    canvas.line(0, top, WIDTH, top)
    canvas.setFillColor(INK)
    base = top - 12.3
    line_of_text(canvas, 0, base, "合计", 8, bold=True)
    counts = (
        f"{result.items} 项：合规 {result.passed}，不合规 {result.failed}，不适用 {result.not_applicable}"
    )
    other = result.items - result.passed - result.failed - result.not_applicable
    counts += f"，不评判 {other}" if other else ""
    line_of_text(canvas, _CELLS, base, fitted(counts, 8, _CELLS_WIDTH), 8)
    _figures(canvas, base, result.rate, result.previous, bold=True)
    canvas.setLineWidth(1)
    canvas.setStrokeColor(INK)
    canvas.line(0, top - ROW, WIDTH, top - ROW)
