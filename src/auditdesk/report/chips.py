"""Chips: a word with a mark in a shape; the word is always there, the shape differs for every meaning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable

from auditdesk.domain.audits import Verdict
from auditdesk.domain.checklists import Severity
from auditdesk.domain.snapshot import RowState
from auditdesk.report import marks
from auditdesk.report.fonts import width_of
from auditdesk.report.palette import ALERT, INK, INK_2, INK_3, WHITE
from auditdesk.report.sheet import line_of_text

HEIGHT = 11.5
_TEXT = 7.5

MarkDrawing = Callable[[Canvas, float, float, Color], None]

STATE_WORDS = {
    RowState.CLOSED: "已关闭",
    RowState.TO_VERIFY: "待验证",
    RowState.IN_PROGRESS: "进行中",
    RowState.NOT_STARTED: "未完成",
    RowState.OVERDUE: "逾期",
}
SEVERITY_WORDS = {
    Severity.CRITICAL.value: "重大",
    Severity.MAJOR.value: "较大",
    Severity.MINOR.value: "一般",
}
VERDICT_WORDS = {
    Verdict.PASS.value: "合规",
    Verdict.FAIL.value: "不合规",
    Verdict.NOT_APPLICABLE.value: "不适用",
    Verdict.RECORDED.value: "已填",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """How a chip is framed: ``pill`` (round ends), ``square`` or ``none``; ``edge`` 0 means no outline."""

    form: str = "none"
    edge: float = 0.0
    dashed: bool = False
    fill: Color | None = None
    stroke: Color = INK
    text: Color = INK
    bold: bool = False
    wide: float = 0.0


def _tick(canvas: Canvas, x: float, y: float, color: Color) -> None:
    marks.tick(canvas, x, y, 6.6, color)


def _cross(canvas: Canvas, x: float, y: float, color: Color) -> None:
    marks.cross(canvas, x, y, 7.2, color)


def _dash(canvas: Canvas, x: float, y: float, color: Color) -> None:
    marks.dash(canvas, x, y, 6.5, color)


def _ring(canvas: Canvas, x: float, y: float, color: Color) -> None:
    marks.ring(canvas, x, y, 7, color)


def _half(canvas: Canvas, x: float, y: float, color: Color) -> None:
    marks.pie(canvas, x, y, 7, 2, color)


def _three_quarters(canvas: Canvas, x: float, y: float, color: Color) -> None:
    marks.pie(canvas, x, y, 7, 3, color)


def _warning(canvas: Canvas, x: float, y: float, color: Color) -> None:
    marks.warning(canvas, x, y, 8, color, WHITE if color is not WHITE else ALERT)


PLAIN_TICK = (Shape(), _tick)
PLAIN_RING = (Shape(bold=True), _ring)
ALERT_CROSS = (Shape("square", fill=ALERT, text=WHITE, bold=True, wide=1.5), _cross)
VETO_BLOCK = (Shape("square", fill=ALERT, text=WHITE, bold=True, wide=4), _warning)
VETO_WORDS = (Shape(text=ALERT, bold=True), _warning)
NOT_APPLICABLE = (Shape("square", 0.6, dashed=True, stroke=INK_3, text=INK_2), _dash)
_STATES: dict[RowState, tuple[Shape, MarkDrawing]] = {
    RowState.CLOSED: (Shape("pill", fill=INK, text=WHITE, wide=1), _tick),
    RowState.TO_VERIFY: (Shape("pill", 0.6), _three_quarters),
    RowState.IN_PROGRESS: (Shape("pill", 0.6), _half),
    RowState.NOT_STARTED: (Shape("pill", 0.6, dashed=True), _ring),
    RowState.OVERDUE: (Shape("square", 1.6, stroke=ALERT, text=ALERT, bold=True), _warning),
}
_VERDICTS: dict[str, tuple[Shape, MarkDrawing]] = {
    Verdict.PASS.value: PLAIN_TICK,
    Verdict.FAIL.value: ALERT_CROSS,
    Verdict.NOT_APPLICABLE.value: NOT_APPLICABLE,
}


class Chip(Flowable):
    """A chip of its own width; ``align`` places it in the width it is given."""

    def __init__(self, word: str, shape: Shape, mark: MarkDrawing | None, *, align: str = "left") -> None:
        super().__init__()
        self.word, self.shape, self.mark, self.align = word, shape, mark, align
        self.padding = 0.0 if shape.form == "none" else 5.0 + shape.wide
        self.own = 2 * self.padding + (11.0 if mark else 0.0) + width_of(word, _TEXT, bold=shape.bold)

    def wrap(self, available: float, _height: float) -> tuple[float, float]:
        """Takes the width offered, one chip high."""
        self.width = max(available, self.own) if self.align == "right" else self.own
        self.height = HEIGHT
        return self.width, self.height

    def draw(self) -> None:
        """Draw frame, mark and word."""
        draw_chip(self.canv, (self.width - self.own) if self.align == "right" else 0.0, 0.0, self)


def draw_chip(canvas: Canvas, x: float, y: float, chip: Chip) -> float:
    """Draw a chip with its lower left corner at (x, y); gives its width."""
    shape = chip.shape
    canvas.saveState()
    _draw_frame(canvas, x, y, chip.own, shape)
    text = x + chip.padding
    if chip.mark:
        chip.mark(canvas, text + 4, y + HEIGHT / 2, shape.text)
        text += 11.0
    canvas.setFillColor(shape.text)
    line_of_text(canvas, text, y + 3.1, chip.word, _TEXT, bold=shape.bold)
    canvas.restoreState()
    return chip.own


def _draw_frame(canvas: Canvas, x: float, y: float, width: float, shape: Shape) -> None:
    if shape.form == "none":
        return
    canvas.setStrokeColor(shape.stroke)
    canvas.setLineWidth(shape.edge or 0.5)
    if shape.dashed:
        canvas.setDash(2, 1.4)
    inset = shape.edge / 2
    if shape.fill is not None:
        canvas.setFillColor(shape.fill)
    radius = HEIGHT / 2 - inset if shape.form == "pill" else 0.0
    box = (x + inset, y + inset, width - 2 * inset, HEIGHT - 2 * inset)
    canvas.roundRect(*box, radius, stroke=int(shape.edge > 0), fill=int(shape.fill is not None))
    canvas.setDash()


def state_chip(state: RowState) -> Chip:
    """The chip of a finding's state."""
    return Chip(STATE_WORDS[state], *_STATES[state])


def state_mark(state: RowState) -> tuple[Shape, MarkDrawing]:
    """Shape and mark of a state, for finding cells."""
    return _STATES[state]


def verdict_chip(verdict: str) -> Chip:
    """合规, 不合规, 不适用; other answers as their word alone."""
    shape, mark = _VERDICTS.get(verdict, (Shape(), None))
    return Chip(VERDICT_WORDS.get(verdict, "未答"), shape, mark)


def veto_chip(*, block: bool = False) -> Chip:
    """单项否决, as a solid block or as bold words."""
    return Chip("单项否决", *(VETO_BLOCK if block else VETO_WORDS))


def met_chip(met: bool | None, yes: str = "达标", no: str = "未达标") -> Chip:  # noqa: FBT001 - a value shown
    """A tick, a dark block, or 样本不足 when there were too few cases."""
    if met is None:
        return Chip("样本不足", Shape(text=INK_3), _dash)
    return Chip(yes, *PLAIN_TICK) if met else Chip(no, *ALERT_CROSS)


def received_chip(received: bool) -> Chip:  # noqa: FBT001 - a value shown
    """已收到 with a tick, 未收到 with an empty circle."""
    return (
        Chip("已收到", *PLAIN_TICK, align="right") if received else Chip("未收到", *PLAIN_RING, align="right")
    )


class SeverityMark(Flowable):
    """Three rising bars and the word."""

    def __init__(self, severity: str) -> None:
        super().__init__()
        self.severity = severity
        self.word = SEVERITY_WORDS.get(severity, severity)

    def wrap(self, _available: float, _height: float) -> tuple[float, float]:
        """One line high."""
        self.width, self.height = 14.2 + width_of(self.word, _TEXT), HEIGHT
        return self.width, self.height

    def draw(self) -> None:
        """Draw bars, then the word."""
        marks.severity_bars(self.canv, 0, 2.6, self.severity)
        self.canv.setFillColor(INK)
        line_of_text(self.canv, 14.2, 2.9, self.word, _TEXT)
