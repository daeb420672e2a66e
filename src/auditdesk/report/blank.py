"""The blank paper form of a checklist: A4 landscape, columns of REQUIREMENTS A14, room to write by hand."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Spacer, Table, TableStyle
from reportlab.platypus.doctemplate import LayoutError
from reportlab.platypus.flowables import Flowable

from auditdesk.domain.checklists import Form, Item
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.paper import PaperKey, PaperLayout, PaperLine, answer_lines, outcome_lines, paper_word
from auditdesk.i18n import _, language
from auditdesk.report.flow import Painted
from auditdesk.report.fonts import REGULAR, drawable, fitted, register_fonts, width_of
from auditdesk.report.palette import INK, INK_2, LANDSCAPE, LINE, TINT_2, WIDE_LEFT, WIDE_WIDTH
from auditdesk.report.sheet import Placement, ReportCanvas, line_of_text
from auditdesk.report.typography import para, plain, strong, style

_TOP, _BOTTOM = 24 * mm, 18 * mm
_TOTAL = "blank-total"


def build_blank_form(form: Form, layout: PaperLayout) -> bytes:
    """The form as PDF bytes; equal input gives equal bytes.

    Raises:
        BadInputError: an item is too long for a page.
    """
    register_fonts()
    target = BytesIO()
    name = form.title_en if language() == "en" and form.title_en else form.title
    document = BaseDocTemplate(
        target, pagesize=LANDSCAPE, title=drawable(name)[0], subject=form.key, creator="AuditDesk",
        initialFontName=REGULAR, invariant=1, lang="zh-CN", pageCompression=1,
    )  # fmt: skip
    frame = Frame(
        WIDE_LEFT, _BOTTOM, WIDE_WIDTH, LANDSCAPE[1] - _TOP - _BOTTOM, leftPadding=0, rightPadding=0,
        topPadding=0, bottomPadding=0,
    )  # fmt: skip
    edge = _Edge(name, form.key)
    document.addPageTemplates([PageTemplate(id="page", frames=[frame], onPage=edge.draw, pagesize=LANDSCAPE)])
    story: list[Flowable] = [
        *_blanks(layout.head), Spacer(1, 3 * mm), _table(form, layout), Spacer(1, 8 * mm),
        *_blanks(layout.signatures),
    ]  # fmt: skip
    try:
        document.build(story, canvasmaker=ReportCanvas)
    except LayoutError as error:
        raise BadInputError(_("清单里有一项的文字长得放不进一页，请先把它缩短。")) from error
    return target.getvalue()


class _Edge:
    """Title above and page numbers below every page."""

    def __init__(self, title: str, key: str) -> None:
        self._title, self._key = title, key

    def draw(self, canvas: Canvas, _doc: Any) -> None:  # noqa: ANN401 -- reportlab's callback
        right, top = WIDE_LEFT + WIDE_WIDTH, LANDSCAPE[1] - 15 * mm
        canvas.setFillColor(INK)
        line_of_text(
            canvas, WIDE_LEFT, top, fitted(self._title, 14, WIDE_WIDTH - 180, bold=True), 14, bold=True
        )
        canvas.setFillColor(INK_2)
        line_of_text(canvas, right, top, self._key, 8, align="right")
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(0.5)
        canvas.line(WIDE_LEFT, _BOTTOM - 4 * mm, right, _BOTTOM - 4 * mm)
        note = _("带 ■ 的为单项否决项；结果、问题和整改手写后录入程序。")
        line_of_text(canvas, WIDE_LEFT, _BOTTOM - 9 * mm, note, 7.5)
        canvas.saveState()
        canvas.translate(right, _BOTTOM - 9 * mm)
        if isinstance(canvas, ReportCanvas):
            canvas.later(f"{_TOTAL}-{canvas.getPageNumber()}", _numbered(canvas.getPageNumber()))
        canvas.restoreState()


def _numbered(page: int) -> Any:  # noqa: ANN401 -- a drawing for later
    def draw(canvas: Canvas, placement: Placement) -> None:
        canvas.setFillColor(INK_2)
        words = _("第 {page} 页　共 {pages} 页", page=page, pages=placement.pages)
        line_of_text(canvas, 0, 0, words, 7.5, align="right")

    return draw


def _blanks(lines: Sequence[PaperLine]) -> list[Flowable]:
    """Words with a line to write on, side by side."""
    if not lines:
        return []
    room = WIDE_WIDTH / len(lines)

    def paint(canvas: Canvas) -> None:
        canvas.setFillColor(INK)
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(0.5)
        for number, line in enumerate(lines):
            left, word = number * room, paper_word(line)
            line_of_text(canvas, left, 4, word, 9)
            canvas.line(left + width_of(word, 9) + 6, 2, left + room - 14, 2)

    return [Painted(WIDE_WIDTH, 9 * mm, paint)]


def _table(form: Form, layout: PaperLayout) -> Table:
    look = style(layout.size, layout.size + 3.4)
    columns = layout.columns
    rows: list[list[Any]] = [[para(strong(paper_word(one)), look) for one in columns]]
    lines: list[tuple[Any, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.4, LINE), ("BOX", (0, 0), (-1, -1), 0.8, INK),
        ("LINEBELOW", (0, "splitlast"), (-1, "splitlast"), 0.8, INK),
        ("VALIGN", (0, 0), (-1, -1), "TOP"), ("BACKGROUND", (0, 0), (-1, 0), TINT_2),
        ("LEFTPADDING", (0, 0), (-1, -1), 3), ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]  # fmt: skip
    for section in form.sections:
        title = section.title_en if language() == "en" and section.title_en else section.title
        place = len(rows)
        rows.append([para(strong(f"{section.id}　{title}"), look), *[""] * (len(columns) - 1)])
        lines += [("SPAN", (0, place), (-1, place)), ("BACKGROUND", (0, place), (-1, place), TINT_2)]
        lines.append(("NOSPLIT", (0, place), (-1, place + 1)))
        rows += [[_cell(one.key, item, layout.size) for one in columns] for item in section.items]
    made = Table(rows, colWidths=[one.width * mm for one in columns], repeatRows=1, hAlign="LEFT")
    made.setStyle(TableStyle(lines))
    return made


def _cell(key: PaperKey, item: Item, size: float) -> Any:  # noqa: ANN401 -- what reportlab's tables hold
    look = style(size, size + 3.4)
    if key is PaperKey.ITEM:
        veto = " ■" if item.veto else ""
        title = item.title_en if language() == "en" and item.title_en else item.title
        return [para(strong(f"{item.id}{veto}　{title}"), look), Spacer(1, 2)]
    if key is PaperKey.RESULT:
        return [para(plain(line), look) for line in answer_lines(item)]
    if key is PaperKey.OUTCOME:
        return [para(plain(line), look) for line in outcome_lines()]
    if key in (PaperKey.CHECK, PaperKey.STANDARD, PaperKey.METHOD):
        return para(plain(getattr(item, key.value) or "–"), look)
    return ""
