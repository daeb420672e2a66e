"""One cell an item: pale when it complies, dark with its id when it does not (cover strip, section chart)."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.pdfgen.canvas import Canvas

from auditdesk.domain.audits import Verdict
from auditdesk.domain.snapshot import ItemCell, SectionResult
from auditdesk.report.fonts import fitted
from auditdesk.report.palette import ALERT, INK, INK_2, INK_3, LINE, TINT, WHITE
from auditdesk.report.sheet import line_of_text

_ROOM_FOR_ID = 14.0
_LEGEND = (
    (Verdict.PASS, False, "合规"),
    (Verdict.FAIL, False, "不合规"),
    (Verdict.FAIL, True, "不合规且为单项否决项"),
    (Verdict.NOT_APPLICABLE, False, "不适用（不计入分母）"),
)


def is_dark(item: ItemCell) -> bool:
    """Whether the item fails: the dark cells are what the eye shall find."""
    return item.verdict == Verdict.FAIL.value


def draw_cell(canvas: Canvas, x: float, y: float, width: float, height: float, item: ItemCell) -> None:
    """The cell without its id."""
    canvas.saveState()
    canvas.setLineWidth(0.5)
    if is_dark(item):
        canvas.setFillColor(ALERT)
        canvas.rect(x, y, width, height, stroke=0, fill=1)
        if item.veto:
            canvas.setStrokeColor(INK)
            canvas.setLineWidth(1.3)
            canvas.rect(x - 2.15, y - 2.15, width + 4.3, height + 4.3, stroke=1, fill=0)
    elif item.verdict == Verdict.PASS.value:
        canvas.setFillColor(TINT)
        canvas.rect(x, y, width, height, stroke=0, fill=1)
    else:
        canvas.setStrokeColor(INK_3)
        canvas.setDash(1.6, 1.2)
        canvas.rect(x + 0.25, y + 0.25, width - 0.5, height - 0.5, stroke=1, fill=0)
        canvas.setDash()
        if item.verdict == Verdict.NOT_APPLICABLE.value:
            canvas.line(x + 1, y + 1, x + width - 1, y + height - 1)
    canvas.restoreState()


def draw_named_cell(canvas: Canvas, x: float, y: float, width: float, height: float, item: ItemCell) -> None:
    """The cell with its id inside when there is room."""
    draw_cell(canvas, x, y, width, height, item)
    if width < _ROOM_FOR_ID:
        return
    dark = is_dark(item)
    canvas.setFillColor(WHITE if dark else INK_2 if item.verdict == Verdict.PASS.value else INK_3)
    shown = fitted(item.id, 6.6, width, bold=dark)
    line_of_text(canvas, x + width / 2, y + height / 2 - 2.4, shown, 6.6, bold=dark, align="center")


def draw_share(
    canvas: Canvas, x: float, y: float, width: float, height: float, section: SectionResult
) -> None:
    """One bar for a section with too many items: pale, dark, dashed in proportion."""
    total = max(1, section.passed + section.failed + section.not_applicable)
    parts = (
        (Verdict.PASS, section.passed),
        (Verdict.FAIL, section.failed),
        (Verdict.NOT_APPLICABLE, section.not_applicable),
    )
    for verdict, count in parts:
        if count:
            share = width * count / total
            draw_cell(canvas, x, y, share, height, ItemCell("", verdict.value))
            x += share


def draw_legend(canvas: Canvas, x: float, y: float) -> None:
    """The four kinds of cell with their words, on one line."""
    for verdict, veto, word in _LEGEND:
        if veto:
            x += 3
        draw_cell(canvas, x, y, 13.5, 7.8, ItemCell("", verdict.value, veto=veto))
        canvas.setFillColor(INK_2)
        x += 18.5 + line_of_text(canvas, x + 18.5, y + 1.2, word, 7.5) + 15


def draw_strip(canvas: Canvas, x: float, y: float, width: float, sections: Sequence[SectionResult]) -> None:
    """All items of the audit in one strip (cover); y is the lower edge of the cells, 33 pt high."""
    count = sum(len(s.items) for s in sections)
    gap = 6.8 if len(sections) <= 12 else 3.4  # noqa: PLR2004 - sections that fit with air
    pitch = (width - gap * (len(sections) - 1)) / max(1, count)
    for section in sections:
        own = pitch * len(section.items)
        if pitch < 2:  # noqa: PLR2004 - thinner bars cannot be told apart
            draw_share(canvas, x, y, own - 0.5, 33, section)
        else:
            _bars(canvas, x, y, pitch, section.items)
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(1.1)
        canvas.setStrokeColor(INK_3)
        canvas.line(x, y - 15.7, x + own - 0.8, y - 15.7)
        canvas.setFillColor(INK_2)
        label = f"{section.number}　{section.short_title}"
        shown = label if fitted(label, 7, own + gap) == label else fitted(section.number, 7, own + gap)
        line_of_text(canvas, x, y - 25.7, shown, 7)
        x += own + gap


def _bars(canvas: Canvas, x: float, y: float, pitch: float, items: Sequence[ItemCell]) -> None:
    free = -1.0
    for item in items:
        air = 1.1 if pitch > 5 else 0.4  # noqa: PLR2004 - bars wide enough for a gap
        if not item.veto or not is_dark(item):
            draw_cell(canvas, x, y, pitch - air, 33, item)
        if is_dark(item) and (x >= free or item.veto):
            canvas.setFillColor(ALERT)
            line_of_text(canvas, x + (pitch - air) / 2, y - 10.5, item.id, 7, bold=True, align="center")
            free = x + _ROOM_FOR_ID
        x += pitch
    start = x - pitch * len(items)
    for number, item in enumerate(items):
        if item.veto and is_dark(item):
            air = 1.1 if pitch > 5 else 0.4  # noqa: PLR2004 - as above
            draw_cell(canvas, start + number * pitch, y, pitch - air, 33, item)
