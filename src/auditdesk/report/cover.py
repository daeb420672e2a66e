"""Page 1: whose report, what came out, what is inside, and the digest that ties paper to file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import NextPageTemplate, PageBreak
from reportlab.platypus.flowables import Flowable

from auditdesk.domain.snapshot import ReportSnapshot
from auditdesk.report import palette
from auditdesk.report.chips import draw_chip, veto_chip
from auditdesk.report.flow import Painted, label_rows
from auditdesk.report.fonts import width_of
from auditdesk.report.item_cells import draw_legend, draw_strip
from auditdesk.report.palette import ACCENT, ALERT, INK, INK_2, LINE, WIDTH
from auditdesk.report.sheet import PORTRAIT, LateDrawing, Placement, ReportCanvas, line_of_text
from auditdesk.report.typography import para, plain, strong, style

_HALF = 250.0
_RIGHT = 278.0
_RIGHT_WIDTH = WIDTH - _RIGHT
_NAMED_VETOES = 2


def _at(from_top: float) -> float:
    """Height in the content box for a distance in points from the top of the sheet."""
    return palette.BOTTOM - from_top


@dataclass(frozen=True, slots=True)
class ContentsLine:
    """One line of 目次; ``key`` is the bookmark of the heading."""

    number: str
    title: str
    key: str


def cover_page(snapshot: ReportSnapshot, digest: str, contents: Sequence[ContentsLine]) -> list[Flowable]:
    """The flowables of the cover; page numbers are filled in at the end."""

    def paint(canvas: Canvas) -> None:
        _names(canvas, snapshot)
        draw_strip(canvas, 0, _at(389.3), WIDTH, snapshot.sections)
        draw_legend(canvas, 0, _at(436))
        _facts(canvas, snapshot)
        _outcome(canvas, snapshot)
        _contents(canvas, contents)
        _digest(canvas, digest)

    return [
        Painted(WIDTH, palette.BOTTOM - palette.TOP - 0.1, paint),
        NextPageTemplate(PORTRAIT),
        PageBreak(),
    ]


def _names(canvas: Canvas, snapshot: ReportSnapshot) -> None:
    about = snapshot.identity
    canvas.setFillColor(INK)
    line_of_text(canvas, 0, _at(124.5), about.organisation, 13, bold=True)
    line_of_text(canvas, 0, _at(144.8), about.site, 13)
    canvas.setFillColor(ACCENT)
    line_of_text(canvas, 0, _at(218), about.occasion, 11.5, bold=True)
    canvas.setFillColor(INK)
    lines, size = title_lines(about.title)
    for number, line in enumerate(lines):
        line_of_text(canvas, -1, _at(268.5 + number * 49.5), line, size, bold=True)


def title_lines(title: str) -> tuple[list[str], float]:
    """The title on one or two lines of like length, and the size that lets them fit."""
    size = 37.0
    if width_of(title, size, bold=True) <= WIDTH:
        return [title], size
    cut = len(title) // 2
    while cut > 1 and title[cut - 1].isascii() and title[cut].isascii():
        cut -= 1
    lines = [title[:cut].rstrip(), title[cut:].lstrip()]
    widest = max(width_of(line, 1, bold=True) for line in lines)
    return lines, min(size, WIDTH / widest)


def _heavy_rule(canvas: Canvas, x: float, width: float, y: float) -> None:
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(2.4)
    canvas.line(x, y, x + width, y)


def _facts(canvas: Canvas, snapshot: ReportSnapshot) -> None:
    about = snapshot.identity
    items = f"{len(snapshot.sections)} 类 {snapshot.result.items} 项"
    rows = [
        ("自查期间", f"{about.period_start} 至 {about.period_end}"),
        ("自查类型", about.kind),
        ("适用清单", f"{about.form_title}\n{about.form_version} 版，{items}"),
        ("数据冻结", f"{frozen_text(about.frozen_at)}"),
        ("报送", about.recipients or "–"),
    ]
    made = label_rows(rows, width=_HALF, size=8.8, pad=3.6, framed=False)
    _w, height = made.wrap(_HALF, 300)
    _heavy_rule(canvas, 0, _HALF, _at(469.5))
    made.drawOn(canvas, 0, _at(473.5) - height)
    if isinstance(canvas, ReportCanvas):
        canvas.saveState()
        canvas.translate(0, _at(473.5) - height - 13.4)
        canvas.later("cover-signatures", _signature_row(len(snapshot.signers) or 2))
        canvas.restoreState()


def _signature_row(count: int) -> LateDrawing:
    def draw(canvas: Canvas, placement: Placement) -> None:
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.35)
        canvas.line(0, 13.4, _HALF, 13.4)
        canvas.setFillColor(INK_2)
        line_of_text(canvas, 0, 0.6, "电子签名", 8.8)
        canvas.setFillColor(INK)
        page = placement.page_of.get("6.2", 0)
        line_of_text(canvas, 66, 0.6, f"{count} 处，见第 {page} 页；签名前不生效", 8.8)

    return draw


def frozen_text(frozen_at: str) -> str:
    """``2026-11-16 15:20:05（UTC+8）`` from an ISO time with offset."""
    day, _t, rest = frozen_at.partition("T")
    clock, offset = rest[:8], rest[8:]
    if not offset or offset == "Z":
        return f"{day} {clock}（UTC）".strip()
    hours, _colon, minutes = offset[1:].partition(":")
    extra = f":{minutes}" if minutes not in ("", "00") else ""
    return f"{day} {clock}（UTC{offset[0]}{int(hours)}{extra}）"


def _outcome(canvas: Canvas, snapshot: ReportSnapshot) -> None:
    result = snapshot.result
    _heavy_rule(canvas, _RIGHT, _RIGHT_WIDTH, _at(469.5))
    canvas.setFillColor(INK_2)
    line_of_text(canvas, _RIGHT, _at(487.5), "总体结论", 8.8)
    canvas.setFillColor(INK if result.good else ALERT)
    used = line_of_text(canvas, _RIGHT, _at(523.5), result.verdict, 31, bold=True)
    if result.vetoes:
        draw_chip(canvas, _RIGHT + used + 9, _at(516), veto_chip(block=True))
    y = 529.5
    for label, text in _outcome_rows(snapshot):
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.35)
        canvas.line(_RIGHT, _at(y), WIDTH, _at(y))
        canvas.setFillColor(INK_2)
        line_of_text(canvas, _RIGHT, _at(y + 13.9), label, 8.8)
        made = para(text, style(8.8, 13, align="right"))
        _w, height = made.wrap(_RIGHT_WIDTH - 44, 60)
        made.drawOn(canvas, _RIGHT + 44, _at(y + 4.2 + height))
        y += 7.7 + height
    canvas.setStrokeColor(LINE)
    canvas.line(_RIGHT, _at(y), WIDTH, _at(y))


def _outcome_rows(snapshot: ReportSnapshot) -> list[tuple[str, str]]:
    result, rate = snapshot.result, snapshot.result.rate
    share = f"{rate.numerator} ÷ {rate.denominator} = {rate.percent(result.target)}%"
    rows = [("合规率", strong(share if rate.denominator else "– 无适用项"))]
    if result.score:
        score = result.score
        before = plain(f"{score.uncapped}，封顶后 ") if score.uncapped else ""
        rows.append(("综合得分", before + strong(score.value)))
    if result.vetoes:
        names = "、".join(f"{v.item_id} {v.title}" for v in result.vetoes[:_NAMED_VETOES])
        more = f" 等 {len(result.vetoes)} 项" if len(result.vetoes) > _NAMED_VETOES else ""
        rows.append(("触发否决", strong(names + more)))
    closed = f"{result.findings} 项中 "
    rows.append(
        ("问题关闭", plain(closed) + strong(str(result.closed)) + plain(" 项"))
        if result.findings
        else ("问题关闭", plain("无问题"))
    )
    return rows


def _contents(canvas: Canvas, contents: Sequence[ContentsLine]) -> None:
    canvas.setFillColor(INK)
    line_of_text(canvas, 0, _at(642.5), "目次", 8.8, bold=True)
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.8)
    canvas.line(0, _at(649), _HALF, _at(649))
    y = _at(663)
    for line in contents:
        canvas.setFillColor(ACCENT)
        line_of_text(canvas, 0, y, line.number, 8.8, bold=True)
        canvas.setFillColor(INK)
        used = 16 + line_of_text(canvas, 16, y, line.title, 8.8)
        canvas.linkRect("", line.key, (0, y - 3, _HALF, y + 10), relative=1, thickness=0)
        if isinstance(canvas, ReportCanvas):
            canvas.saveState()
            canvas.translate(0, y)
            canvas.later(f"contents-{line.key}", _contents_page(line.key, used + 4))
            canvas.restoreState()
        y -= 14.8


def _contents_page(key: str, start: float) -> LateDrawing:
    def draw(canvas: Canvas, placement: Placement) -> None:
        number = str(placement.page_of.get(key, 0))
        canvas.setFillColor(INK)
        used = line_of_text(canvas, _HALF, 0, number, 8.8, align="right")
        canvas.setStrokeColor(INK_2)
        canvas.setLineWidth(0.5)
        canvas.setDash(0.6, 1.5)
        canvas.line(start, -0.5, _HALF - used - 5, -0.5)
        canvas.setDash()

    return draw


def _digest(canvas: Canvas, digest: str) -> None:
    canvas.setFillColor(INK)
    line_of_text(canvas, _RIGHT, _at(642.5), "快照摘要　SHA-256", 8.8, bold=True)
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.8)
    canvas.line(_RIGHT, _at(649), WIDTH, _at(649))
    for number in range(16):
        group = digest[4 * number : 4 * number + 4]
        x = _RIGHT + (number % 4) * 39.8
        line_of_text(canvas, x, _at(667.5 + (number // 4) * 18.4), group, 11)
    if isinstance(canvas, ReportCanvas):
        canvas.saveState()
        canvas.translate(_RIGHT, _at(739.5))
        canvas.later("cover-verify", _verify_note)
        canvas.restoreState()


def _verify_note(canvas: Canvas, placement: Placement) -> None:
    canvas.setFillColor(INK_2)
    line_of_text(canvas, 0, 0, "本报告由冻结快照生成，页脚印其前 16 位。", 7.5)
    line_of_text(canvas, 0, -11.3, f"核验方法见第 {placement.page_of.get('6.4', 0)} 页。", 7.5)
