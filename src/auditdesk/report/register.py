"""Section 4: 整改台账 by problem, cut into pages by us so that counts can be carried over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Spacer, Table
from reportlab.platypus.flowables import Flowable

from auditdesk.domain.snapshot import RegisterGroup, RegisterRow, ReportSnapshot, RowState
from auditdesk.report.chips import STATE_WORDS, SeverityMark, draw_chip, state_chip
from auditdesk.report.findings import detailed_codes
from auditdesk.report.flow import (
    TEXT,
    Cell,
    Command,
    Heading,
    Painted,
    TableSpec,
    code_word,
    group_row,
    register_key,
    spread,
)
from auditdesk.report.paging import cut_rows
from auditdesk.report.palette import ALERT, BOTTOM, INK, INK_2, TOP, WIDTH
from auditdesk.report.sheet import line_of_text
from auditdesk.report.typography import ZhParagraph, para, plain, strong, style

_WIDTHS = (42.0, 124.5, 123.0, 37.0, 58.5, 79.9)
_HEAD = ("编号", "问题", "整改措施", "责任人", "期限", "状态、验证")
_LOOK = style(8, 12)
_MUTED = style(8, 12, color=INK_2)
_FURNITURE = 78.0
"""Caption, table head and legend of a page."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A group row (no ``cells``) or a finding, laid out once to be measured and to stand on its page."""

    group: RegisterGroup
    cells: Sequence[Cell] | None = None
    overdue: bool = False


def register_pages(snapshot: ReportSnapshot) -> list[Flowable]:
    """The pages of section 4."""
    heading = Heading("4", "整改台账")
    total = sum(len(group.rows) for group in snapshot.register)
    if not total:
        return [heading, para("表 4-1：无问题", TEXT), PageBreak()]
    parts: list[Flowable] = [heading, *_counts(snapshot), Spacer(1, 8)]
    used = 26.0 + _height(parts[1:])
    lines = _lines(snapshot)
    full = BOTTOM - TOP - _FURNITURE
    cuts = cut_rows(_heights(lines), [line.cells is None for line in lines], full - used, full)
    before = 0
    for number, cut in enumerate(cuts):
        if number:
            parts.append(PageBreak())
        page = [lines[i] for i in cut.rows]
        again = cut.repeated is not None
        if cut.repeated is not None:
            page.insert(0, lines[cut.repeated])
        reached = before + sum(line.cells is not None for line in page)
        parts += _page(page, snapshot, _Count(before, reached, total), again=again)
        before = reached
    return [*parts, PageBreak()]


@dataclass(frozen=True, slots=True)
class _Count:
    """Findings before this page, up to its end, and in all."""

    before: int
    reached: int
    total: int


def _height(parts: Sequence[Flowable]) -> float:
    return sum(part.wrap(WIDTH, BOTTOM - TOP)[1] for part in parts)


def _counts(snapshot: ReportSnapshot) -> list[Flowable]:
    """By state and by owner, before the first page of rows."""
    counts = [c for c in snapshot.states if c.count]
    states = "　".join(f"{STATE_WORDS[c.state]} {c.count}" for c in counts)
    spec = TableSpec(
        (90, 60, 60, 60, WIDTH - 270), ("责任人", "问题", "已关闭", "逾期", ""), "lrrrl", pad=1.4
    )
    spec.rows = [(o.owner, str(o.total), str(o.closed), str(o.overdue), "") for o in snapshot.owners]
    total = sum(c.count for c in counts)
    line = para(plain(f"共 {total} 项：{states}"), TEXT)
    return [line, Spacer(1, 2), spec.build()] if spec.rows else [line]


def _lines(snapshot: ReportSnapshot) -> list[_Line]:
    detailed = detailed_codes(snapshot)
    spec = _spec()
    lines: list[_Line] = []
    for group in snapshot.register:
        lines.append(_Line(group))
        for row in group.rows:
            cells = spec.dressed(_cells(row, detailed=row.code in detailed))
            lines.append(_Line(group, cells, overdue=row.state is RowState.OVERDUE))
    return lines


def _spec() -> TableSpec:
    return TableSpec(_WIDTHS, _HEAD, gap=4.5, pad=3)


def _heights(lines: Sequence[_Line]) -> list[float]:
    """Heights of all lines, laid out once in a single table."""
    table = _table(lines, again=False)
    table.wrap(WIDTH, 1e6)
    heights: list[float] = getattr(table, "_rowHeights")  # noqa: B009 - reportlab's private name
    return heights[1:]


def _page(lines: Sequence[_Line], snapshot: ReportSnapshot, count: _Count, *, again: bool) -> list[Flowable]:
    last = count.reached == count.total
    stamp = snapshot.identity.frozen_at[:16].replace("T", " ")
    carried = f"；承前页 {count.before} 项" if count.before else ""
    note = f"按问题类别排列；状态截至 {stamp}{carried}"
    name = "表 4-1　整改台账" + ("（续）" if count.before else "")
    closing = f"本页 {count.reached - count.before} 项，累计 {count.reached} / {count.total} 项"
    closing += "" if last else "；转下页"
    parts: list[Flowable] = [
        spread(name, note, WIDTH),
        _table(lines, again=again),
        Spacer(1, 8),
        _legend(closing),
    ]
    if last:
        counts = [c for c in snapshot.states if c.count]
        states = "、".join(f"{STATE_WORDS[c.state]} {c.count}" for c in counts)
        parts.append(para(plain(f"合计 {count.total} 项：{states}。"), style(8, 12)))
    return parts


def _table(lines: Sequence[_Line], *, again: bool) -> Table:
    spec = _spec()
    for number, line in enumerate(lines, start=1):
        if line.cells is not None:
            spec.rows.append(line.cells)
            spec.extra += _overdue(number) if line.overdue else []
            continue
        group_left = _group_words(line.group, again=again and number == 1)
        right = f"{len(line.group.rows)} 项，已关闭 {line.group.closed}"
        spec.rows.append((group_left, "", "", "", "", ZhParagraph(plain(right), style(8, 12, align="right"))))
        spec.extra += [*group_row(number), ("SPAN", (0, number), (-2, number))]
    return spec.build()


def _overdue(row: int) -> list[Command]:
    return [("LINEABOVE", (0, row), (-1, row), 1.4, ALERT), ("LINEBELOW", (0, row), (-1, row), 1.4, ALERT)]


def _group_words(group: RegisterGroup, *, again: bool) -> ZhParagraph:
    name = group.title + ("（续）" if again else "")
    return para(code_word(group.code) + plain(" ") + strong(name) + plain(f"　{group.about}"), _LOOK)


def _cells(row: RegisterRow, *, detailed: bool) -> tuple[Cell, ...]:
    name = f'<a name="{plain(register_key(row.code))}"/>{strong(row.code)}'
    link = f'<a href="#{plain(row.code)}">{name}</a>' if detailed else name
    overdue = row.state is RowState.OVERDUE
    due = para(strong(row.due) if overdue else plain(row.due or "–"), _LOOK)
    notes: list[Flowable] = [state_chip(row.state), Spacer(1, 1.6)]
    for number, note in enumerate(row.notes):
        notes.append(para(strong(note) if overdue and number == 0 else plain(note), _MUTED))
    return (
        [para(link, _LOOK), SeverityMark(row.severity)],
        row.problem,
        row.measure or "–",
        row.owner or "–",
        [due, para(plain(row.due_note), _MUTED)],
        notes,
    )


def _legend(closing: str) -> Painted:
    def paint(canvas: Canvas) -> None:
        canvas.setFillColor(INK)
        x = line_of_text(canvas, 0, 3, "图例", 7.5, bold=True) + 9
        for state in RowState:
            x += draw_chip(canvas, x, 0, state_chip(state)) + 9
        canvas.setFillColor(INK_2)
        line_of_text(canvas, WIDTH, 3, closing, 7.5, align="right")

    return Painted(WIDTH, 13, paint)
