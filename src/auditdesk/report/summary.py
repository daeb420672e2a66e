"""Section 1: the whole result on one page, every figure with its sum (REQUIREMENTS A11)."""

from __future__ import annotations

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import KeepInFrame, PageBreak, Spacer, Table, TableStyle
from reportlab.platypus.flowables import Flowable

from auditdesk.domain.rates import Ratio, points_change
from auditdesk.domain.snapshot import Comparison, ComparisonRow, ReportSnapshot, RowState, StateCount
from auditdesk.report import marks
from auditdesk.report.chips import STATE_WORDS, state_mark
from auditdesk.report.flow import LEAD, NOTE, TEXT, Heading, Painted, TableSpec, side_by_side
from auditdesk.report.fonts import REGULAR, width_of
from auditdesk.report.palette import ALERT, BOTTOM, INK, INK_2, INK_3, LINE, TOP, WHITE, WIDTH
from auditdesk.report.pareto import pareto
from auditdesk.report.section_chart import SHOWN_SECTIONS, section_chart
from auditdesk.report.sheet import line_of_text
from auditdesk.report.typography import para, plain, strong, style, tinted

_RIGHT = 285.0
_RIGHT_WIDTH = WIDTH - _RIGHT
_FIGURE = 143.7
_FIGURE_GAP = 16.9
_NAMED_VETOES = 3
_MOST_STATE_CELLS = 52
_STATE_PITCH = 13.8


def summary_pages(snapshot: ReportSnapshot) -> list[Flowable]:
    """Page 2; more than twelve sections bring a second page with the whole table."""
    body: list[Flowable] = [Heading("1", "总体结论"), Spacer(1, 4)]
    body += [para(line, LEAD) for line in _lead(snapshot)]
    body += [Spacer(1, 8), _figures(snapshot), Spacer(1, 15), _veto(snapshot), Spacer(1, 10)]
    note = "合规率、上期单位为 %" if snapshot.result.previous else "合规率单位为 %"
    body += [Heading("1.1", "各分类结果", level=1, note=note), section_chart(snapshot), Spacer(1, 12)]
    right = [*_comparison(snapshot), Spacer(1, 6), *_states(snapshot)]
    body.append(side_by_side([(_RIGHT, _problems(snapshot)), (_RIGHT_WIDTH, right)]))
    if snapshot.revision_changes:
        changes = "；".join(snapshot.revision_changes)
        body.append(para(plain(f"第 {snapshot.identity.revision} 版修改：{changes}。"), NOTE))
    one_page = KeepInFrame(WIDTH, BOTTOM - TOP - 1, body, mode="shrink")
    pages: list[Flowable] = [one_page, PageBreak()]
    if len(snapshot.sections) > SHOWN_SECTIONS:
        pages += [
            Heading("", "1.1　各分类结果（续）", level=1, key="1.1-all"),
            *_all_sections(snapshot),
            PageBreak(),
        ]
    return pages


def _all_sections(snapshot: ReportSnapshot) -> list[Flowable]:
    spec = TableSpec(
        (26, 210, 57, 57, 57, 57.9), ("", "分类", "合规 / 适用", "合规率", "上期", "变化"), "llrrrr", pad=2.6
    )
    for section in snapshot.sections:
        rate, before = section.rate, section.previous
        spec.rows.append(
            (
                section.number,
                section.title,
                f"{rate.numerator} / {rate.denominator}",
                rate.percent(),
                before.percent() if before else "–",
                points_change(rate, before) if before else "–",
            )
        )
    return [spec.build()]


def _lead(snapshot: ReportSnapshot) -> list[str]:
    result = snapshot.result
    rate = result.rate
    first = f"{result.items} 项检查中 {rate.denominator} 项适用、{rate.numerator} 项合规，"
    first += f"合规率 {rate.percent(result.target)}%" if rate.denominator else "没有可计算的合规率"
    if result.previous:
        change = points_change(rate, result.previous)
        word = {"−": "降低", "+": "提高"}.get(change[:1], "")
        first += f"，较上期{word} {change[1:]} 个百分点。" if word else "，与上期持平。"
    else:
        first += "。首次自查，无上期。"
    verdict = strong(result.verdict) if result.good else tinted(result.verdict, ALERT, bold=True)
    second = ""
    if result.vetoes:
        items = "、".join(v.item_id for v in result.vetoes[:_NAMED_VETOES])
        more = f" 等 {len(result.vetoes)} 项" if len(result.vetoes) > _NAMED_VETOES else " 项"
        capped = f"，综合得分封顶 {result.score.value} 分" if result.score and result.score.uncapped else ""
        second = f"第 {items}{more}触发单项否决{capped}，"
    return [plain(first), plain(second + "本期结论为") + verdict + plain("。")]


def _figures(snapshot: ReportSnapshot) -> Painted:
    height = 84.0

    def paint(canvas: Canvas) -> None:
        for number, draw in enumerate((_rate_figure, _score_figure, _closure_figure)):
            canvas.saveState()
            canvas.translate(number * (_FIGURE + _FIGURE_GAP), height)
            canvas.setStrokeColor(INK)
            canvas.setLineWidth(1.4)
            canvas.line(0, 0, _FIGURE, 0)
            draw(canvas, snapshot)
            canvas.restoreState()

    return Painted(WIDTH, height, paint)


def _figure(canvas: Canvas, title: str, notes: list[str]) -> None:
    canvas.setFillColor(INK)
    line_of_text(canvas, 0, -14.5, title, 8.8, bold=True)
    for number, note in enumerate(notes[:2]):
        canvas.setFillColor(INK if number == 0 else INK_2)
        line_of_text(canvas, 0, -74 - number * 12.2, note, 8.2)


def _big(canvas: Canvas, x: float, text: str, unit: str, *, color: Color = INK) -> None:
    canvas.setFillColor(color)
    used = line_of_text(canvas, x, -51.5, text, 31, bold=True)
    line_of_text(canvas, x + used + 3.5, -51.5, unit, 14, bold=True)


def _rate_figure(canvas: Canvas, snapshot: ReportSnapshot) -> None:
    result, rate = snapshot.result, snapshot.result.rate
    target = ""
    if result.target:
        target = f"，{'达' if result.target_met else '未达'}目标 {result.target}%"
    applicable = f"{result.items} − {result.items - rate.denominator} 不适用 = {rate.denominator}"
    notes = [f"{rate.numerator} 合规 ÷ {rate.denominator} 适用", applicable + target]
    if not rate.denominator:
        notes = ["没有适用的检查项，不作除法", applicable]
    _figure(canvas, "合规率", notes)
    _big(canvas, 0, rate.percent(result.target), "%" if rate.denominator else "")


def _score_figure(canvas: Canvas, snapshot: ReportSnapshot) -> None:
    result = snapshot.result
    if result.score is None:
        hint = f"未触发时为“{result.verdict_without_veto}”" if result.vetoes else "按合规率评定"
        _figure(canvas, "总评", ["单项否决封顶" if result.vetoes else "未触发单项否决", hint])
        _big(canvas, 0, result.verdict, "", color=INK if result.good else ALERT)
        return
    score = result.score
    _figure(canvas, score.label, list(score.arithmetic))
    x = 0.0
    if score.uncapped:
        canvas.setFillColor(INK_3)
        used = line_of_text(canvas, 0, -51.5, score.uncapped, 17)
        canvas.setStrokeColor(INK_3)
        canvas.setLineWidth(1)
        canvas.line(0, -45.5, used, -45.5)
        x = used + 7
    canvas.setFillColor(ALERT if score.uncapped else INK)
    used = line_of_text(canvas, x, -51.5, score.value, 31, bold=True)
    canvas.setFillColor(INK)
    line_of_text(canvas, x + used + 5, -51.5, "分", 14, bold=True)


def _closure_figure(canvas: Canvas, snapshot: ReportSnapshot) -> None:
    result = snapshot.result
    if not result.findings:
        _figure(canvas, "问题关闭率", ["本期未发现问题，不作除法"])
        _big(canvas, 0, "–", "")
        return
    due = Ratio(result.due_closed, result.due)
    second = "尚无到期问题"
    if result.due:
        target = result.closure_target
        word = ""
        if target and due.share is not None:
            word = f"，{'达' if due.share * 100 >= float(target) else '未达'}目标 {target}%"
        second = f"到期 {due.numerator} ÷ {due.denominator} = {due.percent(target)}%{word}"
    _figure(canvas, "问题关闭率", [f"{result.closed} 已关闭 ÷ {result.findings} 问题", second])
    _big(canvas, 0, result.closure.percent(), "%")


def _veto(snapshot: ReportSnapshot) -> Flowable:
    result = snapshot.result
    if not result.vetoes:
        return para(plain(f"单项否决设 {result.vetoes_defined} 项，未触发。"), TEXT)
    look = style(8.8, 14)
    texts = []
    for veto in result.vetoes[:_NAMED_VETOES]:
        clause = f"依据{veto.clause}。" if veto.clause else ""
        texts.append(strong(f"{veto.item_id} {veto.title}：不合规。") + plain(veto.text + clause))
    rest = len(result.vetoes) - _NAMED_VETOES
    tail = f"另 {rest} 项见 3.1。" if rest > 0 else ""
    if result.verdict_without_veto:
        tail += f"未触发时评级为“{result.verdict_without_veto}”。"
    texts[-1] += plain(tail)
    lines = [para(text, look) for text in texts]
    about = f"设 {result.vetoes_defined} 项，触发 {len(result.vetoes)} 项"

    def paint(canvas: Canvas) -> None:
        marks.warning(canvas, 7.5, 40, 15, WHITE, ALERT)
        canvas.setFillColor(WHITE)
        line_of_text(canvas, 0, 15, "单项否决", 12, bold=True)
        line_of_text(canvas, 0, 1, about, 7.5)

    block = Table([[Painted(68, 48, paint), lines]], colWidths=[86, WIDTH - 86], hAlign="LEFT")
    block.setStyle(
        TableStyle(
            [
                ("FONT", (0, 0), (-1, -1), REGULAR, 8, 12),
                ("BACKGROUND", (0, 0), (0, 0), ALERT),
                ("BOX", (0, 0), (-1, -1), 1, ALERT),
                ("VALIGN", (0, 0), (0, 0), "MIDDLE"),
                ("VALIGN", (1, 0), (1, 0), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 9),
                ("RIGHTPADDING", (0, 0), (-1, -1), 8),
                ("TOPPADDING", (0, 0), (-1, -1), 6),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
            ]
        )
    )
    return block


def _problems(snapshot: ReportSnapshot) -> list[Flowable]:
    if not snapshot.problems:
        words = "本期未发现问题。" if not snapshot.result.findings else "问题尚未归类。"
        return [Heading("1.2", "问题集中在哪里", level=1), para(words, TEXT)]
    count = snapshot.problems[-1].running
    note = f"{count} 项问题，{len(snapshot.problems)} 类高频问题"
    return [Heading("1.2", "问题集中在哪里", level=1, note=note), pareto(snapshot.problems)]


def _comparison(snapshot: ReportSnapshot) -> list[Flowable]:
    comparison = snapshot.comparison
    if comparison is None:
        return [Heading("1.3", "与上期比较", level=1, inline=True), para("首次自查，无上期。", TEXT)]
    parts: list[Flowable] = [
        Heading("1.3", "与上期比较", level=1, inline=True, note=comparison.label),
        _comparison_table(comparison),
    ]
    if comparison.note:
        parts += [Spacer(1, 3), para(plain(comparison.note), NOTE)]
    return parts


def _comparison_table(comparison: Comparison) -> Table:
    spec = TableSpec((75, 36, 33, 36), ("", "上期", "本期", "变化"), "lrrr", gap=0)
    spec.rows = [(r.label, r.before, r.now, _change(r)) for r in comparison.rows]
    return spec.build()


def _change(row: ComparisonRow) -> Painted:
    def paint(canvas: Canvas) -> None:
        color = ALERT if row.worse else INK
        canvas.setFillColor(color)
        line_of_text(canvas, 36, 3, row.change, 8, bold=row.worse, align="right")
        left = 36 - width_of(row.change, 8, bold=row.worse) - 6
        marks.arrow(canvas, left, 6, 6.6, row.direction, color)

    return Painted(36, 12, paint)


def _states(snapshot: ReportSnapshot) -> list[Flowable]:
    counts = [c for c in snapshot.states if c.count]
    if not counts:
        return []
    day = snapshot.identity.frozen_at[5:10]
    words = "、".join(f"{STATE_WORDS[c.state]} {c.count}" for c in counts)
    return [
        Heading("1.4", "问题状态", level=1, inline=True, note=f"截至 {day}"),
        _state_cells(counts) if sum(c.count for c in counts) <= _MOST_STATE_CELLS else _state_bar(counts),
        Spacer(1, 3),
        para(plain(words), NOTE),
    ]


def _state_cells(counts: list[StateCount]) -> Painted:
    cells = [count.state for count in counts for _ in range(count.count)]
    a_row = int(_RIGHT_WIDTH // _STATE_PITCH)
    rows = -(-len(cells) // a_row)
    height = rows * _STATE_PITCH

    def paint(canvas: Canvas) -> None:
        for number, state in enumerate(cells):
            x = (number % a_row) * _STATE_PITCH
            y = height - (number // a_row + 1) * _STATE_PITCH + 2.4
            _state_cell(canvas, x, y, 11.4, state)

    return Painted(_RIGHT_WIDTH, height, paint)


def _state_cell(canvas: Canvas, x: float, y: float, width: float, state: RowState) -> None:
    shape, mark = state_mark(state)
    canvas.saveState()
    canvas.setStrokeColor(shape.stroke)
    edge = shape.edge or 0.5
    canvas.setLineWidth(edge)
    if shape.fill is not None:
        canvas.setFillColor(shape.fill)
    if shape.dashed:
        canvas.setDash(2, 1.4)
    fill = int(shape.fill is not None)
    canvas.rect(x + edge / 2, y + edge / 2, width - edge, 11.4 - edge, stroke=1, fill=fill)
    canvas.setDash()
    mark(canvas, x + width / 2, y + 5.7, shape.text)
    canvas.restoreState()


def _state_bar(counts: list[StateCount]) -> Painted:
    total = sum(c.count for c in counts)

    def paint(canvas: Canvas) -> None:
        x = 0.0
        for count in counts:
            width = max(12.0, (_RIGHT_WIDTH - 12 * len(counts)) * count.count / total + 12)
            _state_cell(canvas, x, 10, width, count.state)
            canvas.setFillColor(INK_2)
            line_of_text(canvas, x + width / 2, 1, str(count.count), 7, align="center")
            x += width
        canvas.setStrokeColor(LINE)

    return Painted(_RIGHT_WIDTH, 23, paint)
