"""Appendices: the whole checklist in the columns of the form (REQUIREMENTS A14), and notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.platypus import NextPageTemplate, PageBreak, Spacer, Table
from reportlab.platypus.flowables import Flowable

from auditdesk.domain.audits import Verdict
from auditdesk.domain.snapshot import AppendixRow, AppendixSection, ReportSnapshot, SectionResult
from auditdesk.report.chips import verdict_chip, veto_chip
from auditdesk.report.flow import NOTE, TEXT, Cell, Heading, TableSpec, group_row, label_rows, spread
from auditdesk.report.paging import cut_rows
from auditdesk.report.palette import WIDE_BOTTOM, WIDE_TOP, WIDE_WIDTH
from auditdesk.report.sheet import PORTRAIT
from auditdesk.report.typography import ZhParagraph, para, plain, strong, style

_WIDTHS = (109.5, 102.0, 136.5, 69.0, 54.0, 90.0, 54.0, 63.0, 67.5)
_HEAD = (
    "检查项目", "检查内容", "检查标准", "检查方式", "检查结果",
    "问题描述", "整改责任人", "整改期限", "整改结果",
)  # fmt: skip
_LOOK = style(7.8, 11.2)
_ITEM = style(7.8, 11.2, left=18.5)
_CAPTION = 36.0


@dataclass(frozen=True, slots=True)
class _Line:
    """A group row (no ``cells``) or an item, laid out once to be measured and to stand on its page."""

    section: AppendixSection
    cells: Sequence[Cell] | None


def checklist_pages(snapshot: ReportSnapshot) -> list[Flowable]:
    """Appendix A on landscape pages."""
    lines = _lines(snapshot)
    total = sum(line.cells is not None for line in lines)
    heading = Heading("附录 A", "检查清单", level=0, key="A", inline=True)
    parts: list[Flowable] = [heading]
    if not lines:
        parts.append(para("清单没有检查项。", TEXT))
    results = {section.number: section for section in snapshot.sections}
    full = WIDE_BOTTOM - WIDE_TOP - _CAPTION
    cuts = cut_rows(_heights(lines, results), [line.cells is None for line in lines], full - 30, full)
    about = snapshot.identity
    before = 0
    for number, cut in enumerate(cuts):
        page = [lines[i] for i in cut.rows]
        if cut.repeated is not None:
            page.insert(0, lines[cut.repeated])
        reached = before + sum(line.cells is not None for line in page)
        note = f"{about.form_title} {about.form_version} 版　"
        note += f"表 A-1，第 {before + 1} 至 {reached} 项，共 {total} 项"
        name = "附录 A　检查清单" + ("（续）" if number else "")
        if number:
            parts.append(PageBreak())
        parts.append(spread(name if number else "表 A-1", note, WIDE_WIDTH))
        parts.append(_table(page, results, again=cut.repeated is not None))
        before = reached
    return [*parts, NextPageTemplate(PORTRAIT), PageBreak()]


def _lines(snapshot: ReportSnapshot) -> list[_Line]:
    spec = _spec()
    lines: list[_Line] = []
    for section in snapshot.appendix:
        lines += [_Line(section, None), *(_Line(section, spec.dressed(_cells(row))) for row in section.rows)]
    return lines


def _spec() -> TableSpec:
    return TableSpec(_WIDTHS, _HEAD, size=7.8, leading=11.2, gap=6, pad=3)


def _heights(lines: Sequence[_Line], results: dict[str, SectionResult]) -> list[float]:
    if not lines:
        return []
    table = _table(lines, results, again=False)
    table.wrap(WIDE_WIDTH, 1e6)
    heights: list[float] = getattr(table, "_rowHeights")  # noqa: B009 - reportlab's private name
    return heights[1:]


def _table(lines: Sequence[_Line], results: dict[str, SectionResult], *, again: bool) -> Table:
    spec = _spec()
    for number, line in enumerate(lines, start=1):
        if line.cells is not None:
            spec.rows.append(line.cells)
            continue
        name = f"{line.section.number}　{line.section.title}" + ("（续）" if again and number == 1 else "")
        counts = _counts(line.section, results.get(line.section.number))
        right = ZhParagraph(plain(counts), style(7.8, 11.2, align="right"))
        spec.rows.append((para(strong(name), _LOOK), "", "", right, "", "", "", "", ""))
        spec.extra += [
            *group_row(number),
            ("SPAN", (0, number), (2, number)),
            ("SPAN", (3, number), (-1, number)),
            ("RIGHTPADDING", (3, number), (3, number), 5),
        ]
    return spec.build()


def _counts(section: AppendixSection, result: SectionResult | None) -> str:
    text = f"{len(section.rows)} 项"
    if result is None:
        return text
    rate = result.rate
    text += f"：合规 {result.passed}，不合规 {result.failed}，不适用 {result.not_applicable}"
    if rate.denominator:
        text += f"；合规率 {rate.numerator} ÷ {rate.denominator} = {rate.percent()}%"
    return text


def _cells(row: AppendixRow) -> tuple[Cell, ...]:
    item: list[Flowable] = [ZhParagraph(plain(row.item), _ITEM, bulletText=row.id)]
    if row.veto:
        item.append(_indented_veto())
    answered = row.verdict or ""
    failed = row.verdict == Verdict.FAIL.value
    blank = "–" if not failed else "未填"
    return (
        item,
        row.content or "–",
        row.standard or "–",
        row.method or "–",
        verdict_chip(answered),
        row.problem or blank,
        row.owner or blank,
        row.due or blank,
        row.outcome or blank,
    )


def _indented_veto() -> Flowable:
    table = Table([[veto_chip()]], colWidths=[80], hAlign="LEFT")
    table.setStyle(
        [
            ("LEFTPADDING", (0, 0), (-1, -1), 18),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
            ("FONT", (0, 0), (-1, -1), _LOOK.fontName, 7.8),
        ]
    )
    return table


def notes_pages(snapshot: ReportSnapshot, missing: Sequence[str]) -> list[Flowable]:
    """Appendix B: terms, pseudonyms, calendar, characters the fonts lack (shown as 〓)."""
    parts: list[Flowable] = [Heading("附录 B", "名词、口径与图例", level=0, key="B", inline=True)]
    rows = [(one.label, one.text) for one in snapshot.glossary] or list(_TERMS)
    parts += [Heading("", "B.1　名词与口径", level=1, key="B.1"), label_rows(rows, label=92), Spacer(1, 9)]
    if snapshot.pseudonyms:
        pseudonyms = [(one.label, one.text) for one in snapshot.pseudonyms]
        parts += [
            Heading("", "B.2　化名", level=1, key="B.2"),
            label_rows(pseudonyms, label=92),
            Spacer(1, 9),
        ]
    calendar = snapshot.calendar_version or "未使用工作日历"
    parts += [Heading("", "B.3　工作日历", level=1, key="B.3"), para(plain(calendar), TEXT)]
    if missing:
        codes = "、".join(f"〓 = U+{ord(c):04X}" for c in missing)
        parts += [Spacer(1, 9), Heading("", "B.4　字库缺字", level=1, key="B.4"), para(codes, TEXT)]
        parts.append(para("缺字按编码在内嵌 snapshot.json 中完整保存。", NOTE))
    return parts


_TERMS = (
    ("合规率", "合规项数 ÷ 适用项数，不适用不计入分母；保留一位小数，与目标、阈值比较用未舍入的值。"),
    ("单项否决", "任一否决项不合规，总评按所列条款封顶，不因其他项得分而改变。"),
    ("变化（百分点）", "本期与上期未舍入合规率之差。"),
    ("问题关闭", "措施完成后抽取新样本验证通过，方为已关闭；逾期指过了期限仍未关闭，经批准延期的仍列逾期。"),
    ("工作日", "期限自次日起算，按附录 B.3 的日历计入调休上班、扣除法定节假日。"),
    ("快照摘要", "冻结数据的 SHA-256，取十六进制大写；页脚印前 16 位。"),
)  # fmt: skip
