"""Section 5: indicators against their thresholds, heat map, monthly trends (REQUIREMENTS C2, C5)."""

from __future__ import annotations

from reportlab.platypus import KeepTogether, PageBreak, Spacer
from reportlab.platypus.flowables import Flowable

from auditdesk.domain.snapshot import IndicatorRow, ReportSnapshot
from auditdesk.report.chips import met_chip
from auditdesk.report.flow import TEXT, Command, Heading, TableSpec
from auditdesk.report.heat import heat_map
from auditdesk.report.palette import INK_3
from auditdesk.report.trend import trend_row
from auditdesk.report.typography import ZhParagraph, para, plain, style

_WIDTHS = (129, 37, 41.5, 40, 34, 38.5, 35, 60, 49.9)
_HEAD = ("指标", "依据", "分子", "分母", "数值", "阈值", "差距", "　结论", "关联问题")
_TRENDS_A_ROW = 3


def indicator_pages(snapshot: ReportSnapshot) -> list[Flowable]:
    """The pages of section 5; without data the reason."""
    data = snapshot.indicators
    parts: list[Flowable] = [Heading("5", "指标")]
    if not data.rows:
        why = data.absent or "本期没有导入记录。"
        return [*parts, para(plain(f"无数据。{why}"), TEXT), PageBreak()]
    met = sum(row.met is True for row in data.rows)
    missed = sum(row.met is False for row in data.rows)
    few = len(data.rows) - met - missed
    note = f"{len(data.rows)} 项指标，达标 {met} 项，未达标 {missed} 项"
    note += f"，样本不足 {few} 项" if few else ""
    parts += [Heading("5.1", "达标情况", level=1, note=f"{note}；数值由导入记录计算，单位除注明外为 %")]
    parts += [_table(data.rows), Spacer(1, 9)]
    if data.heat_map:
        heat = data.heat_map
        block: list[Flowable] = [Heading("5.2", heat.title, level=1, note=heat.note), heat_map(heat)]
        if heat.sentence:
            block += [Spacer(1, 2), para(plain(heat.sentence), TEXT)]
        parts += [KeepTogether(block), Spacer(1, 7)]
    if data.trends:
        number = "5.3" if data.heat_map else "5.2"
        rows = [data.trends[i : i + _TRENDS_A_ROW] for i in range(0, len(data.trends), _TRENDS_A_ROW)]
        heading = Heading(number, "月度趋势", level=1, note=data.trend_note)
        parts.append(KeepTogether([heading, trend_row(rows[0])]))
        parts += [trend_row(row) for row in rows[1:]]
    return [*parts, PageBreak()]


def _table(rows: tuple[IndicatorRow, ...]) -> Flowable:
    spec = TableSpec(_WIDTHS, _HEAD, "llrrrrrll", gap=4, pad=1.75)
    for row in rows:
        spec.rows.append(_cells(row))
    spec.extra = _paddings()
    return spec.build()


def _paddings() -> list[Command]:
    return [
        ("LEFTPADDING", (7, 0), (7, -1), 8),
        ("RIGHTPADDING", (6, 0), (7, -1), 0),
        ("LEFTPADDING", (8, 0), (8, -1), 4),
    ]


def _cells(row: IndicatorRow) -> tuple[str | Flowable, ...]:
    missed = row.met is False
    name = ZhParagraph(plain(row.name), style(8, 12, bold=missed))
    value_color = {"color": INK_3} if row.met is None else {}
    value = ZhParagraph(plain(row.value or "–"), style(8, 12, bold=missed, align="right", **value_color))
    return (
        name,
        row.basis or "–",
        f"{row.numerator:,}",
        f"{row.denominator:,}",
        value,
        row.threshold or "–",
        row.gap or "–",
        met_chip(row.met),
        row.related or "–",
    )
