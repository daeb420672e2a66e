"""Building blocks of the pages: headings in the margin, three-line tables, label rows, keeping together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle
from reportlab.platypus.flowables import Flowable

from auditdesk.report.fonts import REGULAR, drawable, width_of
from auditdesk.report.palette import ACCENT, INK, INK_2, INK_3, LINE, NUMBER_GAP, TINT_2, WIDTH
from auditdesk.report.sheet import LateDrawing, Placement, ReportCanvas, line_of_text
from auditdesk.report.typography import ZhParagraph, para, plain, style, tinted

Command = tuple[Any, ...]
Note = str | Callable[[Placement], str]
Cell = str | Flowable | Sequence[Flowable]

TEXT = style(9.5, 16)
LEAD = style(10.5, 17)
NOTE = style(7.5, 11.5, color=INK_2)
LABEL = style(8.5, 13.5, color=INK_2)
VALUE = style(8.5, 13.5)


class Heading(Flowable):
    """A title whose number hangs left of the text edge; makes the bookmark and the outline entry.

    ``key`` is the bookmark; ``level`` 0 for sections, 1 for 1.1. ``note`` may depend on what only the
    finished document knows. ``inline`` puts the number in line (right half of a page, landscape pages).
    """

    def __init__(
        self, number: str, title: str, *, level: int = 0, key: str = "", note: Note = "", inline: bool = False
    ) -> None:
        super().__init__()
        self.keepWithNext = 1
        self.number, self.title, self.level = number, title, level
        self.key = key or number
        self.note, self.inline = note, inline
        self.size = 17.0 if level == 0 else 11.0
        self.leading = 22.0 if level == 0 else 16.0

    def wrap(self, available: float, _height: float) -> tuple[float, float]:
        """One line, plus a little air below."""
        self.width, self.height = available, self.leading + 4
        return self.width, self.height

    def draw(self) -> None:
        """Draw number, title and note, and register the place."""
        canvas = self.canv
        base = self.height - self.size * 1.12
        x = 0.0
        canvas.setFillColor(ACCENT)
        if self.inline:
            x = line_of_text(canvas, 0, base, self.number, self.size, bold=True) + 8
        elif self.number:
            line_of_text(canvas, -NUMBER_GAP, base, self.number, self.size, bold=True, align="right")
        canvas.setFillColor(INK)
        x += line_of_text(canvas, x, base, self.title, self.size, bold=True)
        if self.note:
            self._draw_note(canvas, x + 6, base)
        mark_place(canvas, self.key, f"{self.number}　{self.title}".strip("　"), self.level)

    def _draw_note(self, canvas: Canvas, x: float, base: float) -> None:
        note = self.note
        if isinstance(note, str):
            canvas.setFillColor(INK_2)
            line_of_text(canvas, x, base, note, 7.5)
        elif isinstance(canvas, ReportCanvas):
            canvas.saveState()
            canvas.translate(x, base)
            canvas.later(f"note-{self.key}", _late_note(note))
            canvas.restoreState()


def _late_note(note: Callable[[Placement], str]) -> LateDrawing:
    def draw(canvas: Canvas, placement: Placement) -> None:
        canvas.setFillColor(INK_2)
        line_of_text(canvas, 0, 0, note(placement), 7.5)

    return draw


def register_key(code: str) -> str:
    """Bookmark of a finding's line in the register."""
    return f"register-{code}"


def mark_place(canvas: Canvas, key: str, title: str, level: int) -> None:
    """Bookmark this spot, add it to the outline, and remember its page for the contents."""
    canvas.bookmarkHorizontal(key, 0, 24)
    canvas.addOutlineEntry(drawable(title)[0], key, level, closed=level > 0)
    if isinstance(canvas, ReportCanvas):
        canvas.placement.page_of.setdefault(key, canvas.getPageNumber())


class Painted(Flowable):
    """A flowable that is one drawing of a fixed size, its origin at the lower left."""

    def __init__(self, width: float, height: float, paint: Callable[[Canvas], None]) -> None:
        super().__init__()
        self.width, self.height, self._paint = width, height, paint

    def wrap(self, _available: float, _height: float) -> tuple[float, float]:
        """Its fixed size."""
        return self.width, self.height

    def draw(self) -> None:
        """Paint."""
        self._paint(self.canv)


def rule(width: float = WIDTH, thickness: float = 0.35, color: Color = LINE) -> Painted:
    """A horizontal line in the flow."""

    def paint(canvas: Canvas) -> None:
        canvas.setStrokeColor(color)
        canvas.setLineWidth(thickness)
        canvas.line(0, 0, width, 0)

    return Painted(width, thickness, paint)


@dataclass(slots=True)
class TableSpec:
    """A three-line table: strings become paragraphs in their column's alignment; ``None`` rows are not used.

    ``extra`` are reportlab table commands with row 0 being the head. ``pad`` is above and below a cell.
    """

    widths: Sequence[float]
    head: Sequence[str] = ()
    aligns: str = ""
    rows: list[Sequence[Cell]] = field(default_factory=list)
    size: float = 8.0
    leading: float = 12.0
    pad: float = 2.4
    gap: float = 6.0
    repeat: int = 1
    extra: list[Command] = field(default_factory=list)
    total: bool = False
    closing: bool = True

    def build(self) -> Table:
        """The finished table, flush left."""
        data: list[list[Cell]] = []
        if self.head:
            data.append([self._cell(text, i, bold=True) for i, text in enumerate(self.head)])
        for number, row in enumerate(self.rows):
            data.append(self.dressed(row, bold=self.total and number == len(self.rows) - 1))
        made = Table(
            data,
            colWidths=list(self.widths),
            repeatRows=self.repeat if self.head else 0,
            hAlign="LEFT",
            splitInRow=1,
        )
        made.setStyle(TableStyle([*self._lines(len(data)), *self.extra]))
        return made

    def dressed(self, row: Sequence[Cell], *, bold: bool = False) -> list[Cell]:
        """The row with its strings as paragraphs; laid out once, it may stand in several tables."""
        return [self._cell(value, i, bold=bold) for i, value in enumerate(row)]

    def _align(self, column: int) -> str:
        letter = self.aligns[column] if column < len(self.aligns) else "l"
        return {"l": "left", "r": "right", "c": "center"}[letter]

    def _cell(self, value: Cell, column: int, *, bold: bool) -> Cell:
        if not isinstance(value, str):
            return value
        color = INK_3 if value == "–" else INK
        look = style(self.size, self.leading, bold=bold, align=self._align(column), color=color)
        return ZhParagraph(plain(value), look)

    def _lines(self, count: int) -> list[Command]:
        first = 1 if self.head else 0
        lines: list[Command] = [
            ("FONT", (0, 0), (-1, -1), REGULAR, self.size, self.leading),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-2, -1), self.gap),
            ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), self.pad),
            ("BOTTOMPADDING", (0, 0), (-1, -1), self.pad),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEABOVE", (0, 0), (-1, 0), 1, INK),
        ]
        if count > first + 1:
            lines.append(("LINEBELOW", (0, first), (-1, -2), 0.35, LINE))
        if self.closing:
            lines.append(("LINEBELOW", (0, "splitlast"), (-1, "splitlast"), 1, INK))
            lines.append(("LINEBELOW", (0, -1), (-1, -1), 1, INK))
        if self.head:
            lines.append(("VALIGN", (0, 0), (-1, 0), "BOTTOM"))
            lines.append(("LINEBELOW", (0, 0), (-1, 0), 0.5, INK))
        if self.total and count > 1:
            lines.append(("LINEABOVE", (0, -1), (-1, -1), 0.5, INK))
        return lines


def label_rows(
    rows: Sequence[tuple[str, Cell]],
    *,
    width: float = WIDTH,
    label: float = 66.0,
    pad: float = 2.2,
    size: float = 8.5,
    framed: bool = True,
) -> Table:
    """Label–value rows with hairlines between; framed by 1 pt lines."""
    muted, look = style(size, size + 4.6, color=INK_2), style(size, size + 4.6)
    data = [
        [ZhParagraph(plain(name), muted), para(plain(value), look) if isinstance(value, str) else value]
        for name, value in rows
    ]
    made = Table(data, colWidths=[label, width - label], hAlign="LEFT", splitInRow=1)
    lines: list[Command] = [
        ("FONT", (0, 0), (-1, -1), REGULAR, size, size + 4.6),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), pad),
        ("BOTTOMPADDING", (0, 0), (-1, -1), pad),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    if len(data) > 1:
        lines.append(("LINEBELOW", (0, 0), (-1, -2), 0.35, LINE))
    if framed:
        lines += [("LINEABOVE", (0, 0), (-1, 0), 1, INK), ("LINEBELOW", (0, -1), (-1, -1), 1, INK)]
    made.setStyle(TableStyle(lines))
    return made


def side_by_side(columns: Sequence[tuple[float, list[Flowable]]]) -> Table:
    """Blocks beside each other; widths include the gap to the next."""
    made = Table([[content for _w, content in columns]], colWidths=[w for w, _c in columns], hAlign="LEFT")
    made.setStyle(
        TableStyle(
            [
                ("FONT", (0, 0), (-1, -1), REGULAR, 8, 12),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ]
        )
    )
    return made


def group_row(row: int) -> list[Command]:
    """Table commands that make a row a group row."""
    return [
        ("BACKGROUND", (0, row), (-1, row), TINT_2),
        ("LINEABOVE", (0, row), (-1, row), 0.7, INK),
        ("LEFTPADDING", (0, row), (0, row), 5),
        ("RIGHTPADDING", (-1, row), (-1, row), 5),
    ]


def code_word(text: str) -> str:
    """A problem code as markup."""
    return tinted(text, ACCENT, bold=True)


def spread(left: str, right: str, width: float, *, size: float = 7.5) -> Painted:
    """A line with bold text at the left edge and a note at the right."""

    def paint(canvas: Canvas) -> None:
        canvas.setFillColor(INK)
        line_of_text(canvas, 0, 4, left, 8, bold=True)
        canvas.setFillColor(INK_2)
        line_of_text(canvas, width, 4, right, size, align="right")

    return Painted(width, max(16.0, width_of("国", 8)), paint)
