"""The sheet under every page: grid, running head, foot with digest and QR, numbers known only at the end.

What only the finished document knows (the number of pages, where a section begins) is drawn as forms that
pages refer to and that are filled when the document is saved; one pass is enough.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from auditdesk.domain.snapshot import Identity
from auditdesk.report import palette
from auditdesk.report.fonts import BOLD, REGULAR, drawable, fitted, width_of
from auditdesk.report.palette import INK, INK_2
from auditdesk.report.qr import draw_qr, page_payload
from auditdesk.report.typography import hex_groups

QR_SIZE = 11 * mm
COVER, PORTRAIT, LANDSCAPE = "cover", "portrait", "landscape"
_TOTAL_FORM = "total-pages"
_SWEEP = 16
"""Pages between two sweeps of memory."""


@dataclass(slots=True)
class Placement:
    """What the finished document knows: pages of headings by key, page count, places of the signatures.

    ``fields`` holds (page, (left, bottom, right, top)) of each signature field, in points on the page.
    """

    page_of: dict[str, int] = field(default_factory=dict)
    pages: int = 0
    fields: list[tuple[int, tuple[float, float, float, float]]] = field(default_factory=list)


LateDrawing = Callable[[Canvas, Placement], None]


class ReportCanvas(Canvas):
    """A canvas with forms that are drawn at the end."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - passed through to reportlab
        super().__init__(*args, **kwargs)
        self.placement = Placement()
        self._late: dict[str, LateDrawing] = {}

    def later(self, name: str, drawing: LateDrawing) -> None:
        """Draw here, in the present coordinates, once the document is complete."""
        self._late.setdefault(name, drawing)
        self.doForm(name)

    def save(self) -> None:
        """Fill the late forms and end the document."""
        self.placement.pages = self.getPageNumber() - 1
        for name, drawing in self._late.items():
            self.beginForm(name, -600, -900, 900, 900)
            drawing(self, self.placement)
            self.endForm()
        super().save()


def line_of_text(
    canvas: Canvas, x: float, y: float, text: str, size: float, *, bold: bool = False, align: str = "left"
) -> float:
    """One line of text on its baseline in the present fill colour; gives its width."""
    shown, _missing = drawable(text)
    canvas.setFont(BOLD if bold else REGULAR, size)
    width = width_of(shown, size, bold=bold)
    shift = {"left": 0.0, "right": width, "center": width / 2}[align]
    canvas.drawString(x - shift, y, shown)
    return width


@dataclass(frozen=True, slots=True)
class Sheet:
    """Draws head and foot for one report; ``digest`` is the frozen snapshot's."""

    identity: Identity
    digest: str

    def draw(self, canvas: Canvas, doc: Any) -> None:  # noqa: ANN401 - reportlab's callback
        """Called by reportlab when a page begins."""
        template: str = doc.pageTemplate.id
        wide = template == LANDSCAPE
        height = (palette.LANDSCAPE if wide else palette.PORTRAIT)[1]
        left = palette.WIDE_LEFT if wide else palette.LEFT
        right = left + (palette.WIDE_WIDTH if wide else palette.WIDTH)
        head = height - (54.0 if wide else 42.8)
        rule = height - (191.5 if wide else 275) * mm
        self._head(canvas, left, right, head, cover=template == COVER)
        self._foot(canvas, left, right, rule)

    def _head(self, canvas: Canvas, left: float, right: float, y: float, *, cover: bool) -> None:
        about = self.identity
        word = about.classification
        frame = width_of(word, 7.5, bold=True) + 12 if word else 0.0
        if word:
            canvas.setStrokeColor(INK)
            canvas.setFillColor(INK)
            canvas.setLineWidth(0.8)
            canvas.rect(right - frame, y - 3.9, frame, 15, stroke=1, fill=0)
            line_of_text(canvas, right - 6, y + 0.9, word, 7.5, bold=True, align="right")
        canvas.setFillColor(INK_2)
        text = f"{about.title}　{about.site}"
        if cover:
            text = f"报告编号 {about.report_id}　第 {about.revision} 版"
        line_of_text(canvas, left, y, fitted(text, 7.5, right - left - frame - 12), 7.5)

    def _foot(self, canvas: Canvas, left: float, right: float, rule: float) -> None:
        about = self.identity
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(0.5)
        canvas.line(left, rule, right, rule)
        y = rule - 14
        canvas.setFillColor(INK)
        shown = fitted(about.report_id, 7.5, 200, bold=True)
        used = line_of_text(canvas, left, y, shown, 7.5, bold=True)
        canvas.setFillColor(INK_2)
        line_of_text(canvas, left + used + 7.5, y, f"第 {about.revision} 版", 7.5)
        used = line_of_text(canvas, left, y - 12, "快照摘要 ", 7.5)
        canvas.setFillColor(INK)
        used += line_of_text(canvas, left + used, y - 12, hex_groups(self.digest[:16]), 7.5, bold=True)
        canvas.setFillColor(INK_2)
        line_of_text(canvas, left + used + 7.5, y - 12, "与文件、签名页核对一致方为有效", 7.5)
        page = canvas.getPageNumber()
        self._page_number(canvas, right - 45.0, y - 1.2, page)
        payload = page_payload(about.report_id, about.revision, self.digest, page)
        draw_qr(canvas, payload, right - QR_SIZE, rule - 1.6 * mm - QR_SIZE, QR_SIZE)

    @staticmethod
    def _page_number(canvas: Canvas, right: float, y: float, page: int) -> None:
        tail = right - width_of("　共 00 页", 8.5)
        canvas.setFillColor(INK)
        x = tail - width_of(" 页", 8.5)
        line_of_text(canvas, x, y, " 页", 8.5)
        x -= line_of_text(canvas, x, y, str(page), 12, bold=True, align="right")
        line_of_text(canvas, x, y, "第 ", 8.5, align="right")
        canvas.saveState()
        canvas.translate(tail, y)
        if isinstance(canvas, ReportCanvas):
            canvas.later(_TOTAL_FORM, _draw_total)
        canvas.restoreState()


def _draw_total(canvas: Canvas, placement: Placement) -> None:
    canvas.setFillColor(INK)
    line_of_text(canvas, 0, 0, f"　共 {placement.pages} 页", 8.5)


def page_templates(sheet: Sheet) -> list[PageTemplate]:
    """Cover, portrait and landscape pages with one frame each, without padding."""
    tall = palette.PORTRAIT[1]
    frame = (palette.LEFT, tall - palette.BOTTOM, palette.WIDTH, palette.BOTTOM - palette.TOP)
    wide = palette.LANDSCAPE[1]
    wide_frame = (
        palette.WIDE_LEFT,
        wide - palette.WIDE_BOTTOM,
        palette.WIDE_WIDTH,
        palette.WIDE_BOTTOM - palette.WIDE_TOP,
    )
    made = []
    for name, box, size in (
        (COVER, frame, palette.PORTRAIT),
        (PORTRAIT, frame, palette.PORTRAIT),
        (LANDSCAPE, wide_frame, palette.LANDSCAPE),
    ):
        body = Frame(*box, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0, id=name)
        made.append(PageTemplate(id=name, frames=[body], onPage=sheet.draw, pagesize=size))
    return made


class ReportDocument(BaseDocTemplate):
    """A document on our sheets whose progress is told page by page."""

    def __init__(self, target: Any, sheet: Sheet, step: Callable[[int], None]) -> None:  # noqa: ANN401
        about = sheet.identity
        super().__init__(
            target,
            pagesize=palette.PORTRAIT,
            title=drawable(about.title)[0],
            author=about.organisation,
            subject=about.report_id,
            creator="AuditDesk",
            initialFontName=REGULAR,
            invariant=1,
            lang="zh-CN",
            pageCompression=1,
        )
        self.addPageTemplates(page_templates(sheet))
        self._step = step
        self.placement = Placement()

    def handle_documentBegin(self) -> None:  # noqa: N802 - reportlab's name
        """Keep hold of the places that the canvas gathers."""
        super().handle_documentBegin()
        canvas = self.canv
        if isinstance(canvas, ReportCanvas):
            self.placement = canvas.placement

    def afterPage(self) -> None:  # noqa: N802 - reportlab's name
        """Tell progress; a cancel raised there ends the build."""
        if self.page % _SWEEP == 0:
            gc.collect()  # laid out pages refer to each other in circles; dead ones would pile up to 130 MB
        self._step(1)
