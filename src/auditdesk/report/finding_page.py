"""One finding in full: head, facts, process chain, description, evidence, causes, actions, verification."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import FrameBreak, KeepTogether, Spacer, Table, TableStyle
from reportlab.platypus.flowables import Flowable

from auditdesk.domain.snapshot import ChainStep, FindingDetail, Labelled
from auditdesk.report import marks
from auditdesk.report.chips import SEVERITY_WORDS, draw_chip, state_chip
from auditdesk.report.flow import NOTE, Painted, TableSpec, mark_place, register_key, rule
from auditdesk.report.fonts import REGULAR, fitted, width_of
from auditdesk.report.palette import INK, INK_2, INK_3, LINE, SIDE_HEAD, WHITE, WIDTH
from auditdesk.report.sheet import line_of_text
from auditdesk.report.typography import ZhParagraph, para, plain, strong, style
from auditdesk.report.waveform import PICTURE_WIDTH, PictureShelf, evidence_block, small_evidence

_BODY = WIDTH - SIDE_HEAD
_PAIR = (182.8, 46.5)
_CHAIN_STEP = 80.2


@dataclass(frozen=True, slots=True)
class FindingBlocks:
    """A finding in pieces: each list stays whole on a page, the description may split."""

    head: list[Flowable]
    before: list[list[Flowable]]
    description: ZhParagraph | None
    after: list[list[Flowable]]


def finding_blocks(detail: FindingDetail, shelf: PictureShelf, *, linked: bool) -> FindingBlocks:
    """The pieces of a finding, in the order of the page; ``linked`` when the register lists it."""
    after = []
    for number in range(0, len(detail.evidence), 2):
        columns = [evidence_block(piece, shelf) for piece in detail.evidence[number : number + 2]]
        after.append(_side("证据" if number == 0 else "证据\n（续）", [_two_columns(columns)]))
    if detail.causes:
        after.append(_side("原因\n5W1H" if len(detail.causes) > 1 else "原因", _causes(detail)))
    actions = _actions(detail)
    if actions:
        after.append(_side("整改\n与验证", actions))
    return FindingBlocks(
        head=[_head(detail, linked=linked), *_facts(detail)],
        before=[_side("进程", [_chain(detail.chain)])] if detail.chain else [],
        description=_description(detail.description) if detail.description else None,
        after=after,
    )


def compact_finding(detail: FindingDetail, shelf: PictureShelf, *, linked: bool) -> list[Flowable]:
    """A finding in about half a page: no chain, small pictures, only the reason of 5W1H."""
    parts: list[Flowable] = [_head(detail, linked=linked), *_facts(detail, leading=12.6)]
    if detail.description:
        text = ZhParagraph(plain(detail.description), style(8.8, 13.6, left=SIDE_HEAD), bulletText="描述")
        parts += [rule(), Spacer(1, 5), text, Spacer(1, 5)]
    if detail.evidence:
        parts += _side("证据", [small_evidence(piece, shelf, _BODY) for piece in detail.evidence], air=5)
    reason = _reason(detail)
    if reason:
        parts += _side("原因", [para(plain(reason), style(8.4, 13))], air=5)
    actions = _actions(detail)
    return [*parts, *_side("整改\n与验证", actions, air=5)] if actions else parts


def _reason(detail: FindingDetail) -> str:
    why = next((cause.text for cause in detail.causes if cause.label in ("何因", "原因")), "")
    return "。".join(part.rstrip("。") for part in (why, detail.cause_note) if part)


class Whole(KeepTogether):
    """A block that stays whole; on a new page number and title are said again."""

    def __init__(self, block: list[Flowable], detail: FindingDetail) -> None:
        super().__init__(block)
        self._detail = detail

    def split(self, aW: float, aH: float) -> list[Flowable]:  # noqa: N803 - reportlab's names
        """The pieces for here, or a new page with the repeated title first."""
        pieces: list[Flowable] = super().split(aW, aH)
        if pieces and isinstance(pieces[0], type(FrameBreak)):
            pieces.insert(1, _continued_head(self._detail))
        return pieces


class Running(Flowable):
    """The description: may split with two lines on each side, and repeats the title on the next page."""

    def __init__(self, text: Flowable, detail: FindingDetail, *, ruled: bool = True) -> None:
        super().__init__()
        self._text, self._detail, self._ruled = text, detail, ruled

    def wrap(self, available: float, _height: float) -> tuple[float, float]:
        """Asks for more than any page has, so that `split` decides."""
        return available, 0xFFFFFF

    def split(self, availWidth: float, availHeight: float) -> list[Flowable]:  # noqa: N803 - reportlab's
        """What fits here, and the rest under the repeated title."""
        air = 14.0
        start: list[Flowable] = [rule(), Spacer(1, 7)] if self._ruled else []
        _w, height = self._text.wrap(availWidth, availHeight)
        if height + air + 1 <= availHeight:
            return [*start, self._text, Spacer(1, 7)]
        halves = self._text.split(availWidth, availHeight - air) if availHeight > air else []
        again: list[Flowable] = [FrameBreak(), _continued_head(self._detail)]
        if len(halves) == 2:  # noqa: PLR2004 - a part for here and a part for the next page
            return [*start, halves[0], *again, Running(halves[1], self._detail, ruled=False)]
        return [*again, Running(self._text, self._detail, ruled=self._ruled)]


def _head(detail: FindingDetail, *, linked: bool) -> Painted:
    height = 30.0

    def paint(canvas: Canvas) -> None:
        mark_place(canvas, detail.code, f"{detail.code}　{detail.title}", 2)
        if linked:
            canvas.linkRect("", register_key(detail.code), (0, 6, SIDE_HEAD, 24), relative=1, thickness=0)
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(1.4)
        canvas.line(0, height, WIDTH, height)
        canvas.setFillColor(INK)
        line_of_text(canvas, 0, 10, detail.code, 12.5, bold=True)
        chip = state_chip(detail.state)
        x = WIDTH - chip.own
        draw_chip(canvas, x, 7, chip)
        word = SEVERITY_WORDS.get(detail.severity, detail.severity)
        x -= 6 + width_of(word, 7.5)
        canvas.setFillColor(INK)
        line_of_text(canvas, x, 10, word, 7.5)
        marks.severity_bars(canvas, x - 14.5, 9.6, detail.severity)
        start = max(SIDE_HEAD, width_of(detail.code, 12.5, bold=True) + 9)
        canvas.setFillColor(INK)
        title = fitted(detail.title, 12.5, x - start - 24, bold=True)
        line_of_text(canvas, start, 10, title, 12.5, bold=True)
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.35)
        canvas.line(0, 0.5, WIDTH, 0.5)

    return Painted(WIDTH, height, paint)


def _continued_head(detail: FindingDetail) -> Painted:
    """Number and title again, with （续）, on a page that goes on with a finding."""

    def paint(canvas: Canvas) -> None:
        canvas.setFillColor(INK)
        line_of_text(
            canvas,
            0,
            5,
            fitted(f"{detail.code}　{detail.title}（续）", 9.5, WIDTH, bold=True),
            9.5,
            bold=True,
        )

    return Painted(WIDTH, 20, paint)


def _facts(detail: FindingDetail, *, leading: float = 15) -> list[Flowable]:
    veto = "（单项否决）" if detail.item_veto else ""
    left = [
        ("检查项", strong(detail.item_id) + plain(f" {detail.item_title}{veto}")),
        *((name, plain(text)) for name, text in (
            ("发生", detail.occurred), ("发现", detail.found), ("客户", detail.customer),
            ("当事人", detail.staff), ("影响", detail.impact),
        ) if text),
    ]  # fmt: skip
    right = [
        *((name, plain(text)) for name, text in (
            ("违规类别", detail.violation_class), ("高频问题", detail.problem),
            ("依据条款", "\n".join(detail.clauses)), ("复核", detail.review),
            ("违规处理", detail.consequence),
        ) if text),
    ]  # fmt: skip
    table = Table(
        [[_label_column(left, 166, leading), _label_column(right, 173, leading)]],
        colWidths=[236.8, WIDTH - 236.8],
        hAlign="LEFT",
    )
    table.setStyle(_bare())
    return [Spacer(1, 5), table, Spacer(1, 4)]


def _bare() -> TableStyle:
    return TableStyle(
        [
            ("FONT", (0, 0), (-1, -1), REGULAR, 8, 12),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ]
    )


def _label_column(rows: Sequence[tuple[str, str]], value: float, leading: float) -> Flowable:
    if not rows:
        return Spacer(1, 1)
    size = 8.8 if leading > 14 else 8.4  # noqa: PLR2004 - the roomy setting
    muted, look = style(size, leading, color=INK_2), style(size, leading)
    table = Table(
        [[para(plain(name), muted), para(text, look)] for name, text in rows],
        colWidths=[SIDE_HEAD, value],
        hAlign="LEFT",
    )
    table.setStyle(_bare())
    return table


def _side(word: str, content: list[Flowable], *, air: float = 7) -> list[Flowable]:
    """A ruled block with a side head at the left."""
    first, _line, second = word.partition("\n")
    heads: list[Flowable] = [para(strong(first), style(9.2, 14))]
    if second:
        small = second == "5W1H"
        look = style(7.5, 13, color=INK_2) if small else style(9.2, 14)
        heads.append(para(plain(second) if small else strong(second), look))
    table = Table([[heads, content]], colWidths=[SIDE_HEAD, _BODY], hAlign="LEFT")
    table.setStyle(_bare())
    return [rule(), Spacer(1, air), table, Spacer(1, air)]


def _description(text: str) -> ZhParagraph:
    """The description may run over pages, so its side head is a bullet, not a table column."""
    return ZhParagraph(plain(text), style(9.2, 15, left=SIDE_HEAD, bullet=9.2), bulletText="描述")


def _chain(steps: Sequence[ChainStep]) -> Painted:
    pitch = min(_CHAIN_STEP, (_BODY - 60) / max(1, len(steps) - 1))

    def paint(canvas: Canvas) -> None:
        y = 25.0
        for number, step in enumerate(steps):
            x = 7 + number * pitch
            if number:
                canvas.setStrokeColor(INK)
                canvas.setLineWidth(1.6 if step.done else 0.8)
                if not step.done:
                    canvas.setDash(2, 1.6)
                canvas.line(x - pitch + 4.5, y, x - 4.5, y)
                canvas.setDash()
            _node(canvas, x, y, done=step.done)
            canvas.setFillColor(INK if step.done else INK_2)
            line_of_text(canvas, x - 3, y - 13.5, fitted(step.label, 8, pitch - 2, bold=True), 8, bold=True)
            canvas.setFillColor(INK_2)
            line_of_text(canvas, x - 3, y - 23, step.day or "–", 7.5)

    return Painted(_BODY, 31, paint)


def _node(canvas: Canvas, x: float, y: float, *, done: bool) -> None:
    canvas.setStrokeColor(INK)
    canvas.setFillColor(INK if done else WHITE)
    canvas.setLineWidth(0.8)
    if not done:
        canvas.setDash(2, 1.4)
    canvas.circle(x, y, 4.3, stroke=1, fill=1)
    canvas.setDash()
    if done:
        marks.tick(canvas, x, y, 4.6, WHITE)


def _two_columns(columns: Sequence[list[Flowable]]) -> Table:
    cells = [*columns, []] if len(columns) == 1 else list(columns)
    table = Table([cells], colWidths=[_BODY - PICTURE_WIDTH - 0.5, PICTURE_WIDTH + 0.5], hAlign="LEFT")
    table.setStyle(_bare())
    return table


def _causes(detail: FindingDetail) -> list[Flowable]:
    rows = []
    for number in range(0, len(detail.causes), 2):
        pair = detail.causes[number : number + 2]
        rows.append([cell for cause in pair for cell in _cause(cause)] + ["", ""] * (2 - len(pair)))
    table = Table(rows, colWidths=[31, 182, 31, _BODY - 244], hAlign="LEFT")
    table.setStyle(_bare())
    content: list[Flowable] = [table]
    if detail.cause_note:
        content += [Spacer(1, 1.5), para(plain(detail.cause_note), NOTE)]
    return content


def _cause(cause: Labelled) -> tuple[Flowable, Flowable]:
    look = style(8.8, 16)
    return para(strong(cause.label), look), para(plain(cause.text), look)


def _actions(detail: FindingDetail) -> list[Flowable]:
    content: list[Flowable] = []
    widths = (204, 69, 88, _BODY - 361)
    if detail.actions:
        spec = TableSpec(widths, ("措施", "责任人", "期限", "完成"), "lllr", size=8.4, leading=13)
        for line in detail.actions:
            owner = f"{line.owner}\n{line.owner_title}".strip()
            due = f"{line.due}\n{line.due_note}".strip()
            spec.rows.append((line.measure, owner, due or "–", line.done or "–"))
        content.append(spec.build())
        if detail.deadline_note:
            content += [Spacer(1, 1.5), para(plain(detail.deadline_note), NOTE)]
        content.append(Spacer(1, 4))
    if detail.verifications:
        spec = TableSpec(widths, ("验证（新样本）", "验证人", "结果", "日期"), "lllr", size=8.4, leading=13)
        for check in detail.verifications:
            who = f"{check.verifier}\n{check.verifier_title}".strip()
            result = para(strong(check.result), style(8.4, 13))
            need = para(plain(check.requirement), style(8.4, 13, color=INK_2))
            spec.rows.append((check.sample, who, [result, need], check.day))
        content.append(spec.build())
    elif detail.actions:
        content.append(para("尚未验证。", style(7.5, 11.5, color=INK_3)))
    return content
