"""Section 2: scope, team and separation of duties, basis, materials, method, sampling statement."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Spacer, Table
from reportlab.platypus.flowables import Flowable

from auditdesk.domain.snapshot import ReportSnapshot, Sampling, SamplingRow, Scope
from auditdesk.report.chips import met_chip, received_chip
from auditdesk.report.flow import NOTE, TEXT, Heading, Painted, TableSpec, label_rows, side_by_side
from auditdesk.report.palette import INK, WIDTH
from auditdesk.report.typography import hex_groups, para, plain

_DENSE = 1.15
_HALF = 260.0
_LEFT_TABLE = 242.0


def scope_pages(snapshot: ReportSnapshot) -> list[Flowable]:
    """The pages of section 2."""
    scope = snapshot.scope
    parts: list[Flowable] = [Heading("2", "范围、组织、依据与抽样")]
    parts += [Heading("2.1", "范围与目标", level=1)]
    rows = [(line.label, line.text) for line in scope.lines] or [("业务期间", _period(snapshot))]
    parts += [label_rows(rows, pad=1.6), Spacer(1, 7)]
    parts += [Heading("2.2", "自查小组与职责分离", level=1), _team(scope), Spacer(1, 3)]
    parts += [para(plain(scope.separation), NOTE), Spacer(1, 7)]
    parts += [_basis_and_materials(scope), Spacer(1, 7)]
    parts += [Heading("2.5", "方法", level=1), para(plain(scope.method or "–"), TEXT), Spacer(1, 5)]
    parts += [Heading("2.6", "抽样声明", level=1)]
    parts += _sampling(scope.sampling) if scope.sampling else [_none(scope)]
    return [*parts, PageBreak()]


def _period(snapshot: ReportSnapshot) -> str:
    return f"{snapshot.identity.period_start} 至 {snapshot.identity.period_end}"


def _none(scope: Scope) -> Flowable:
    return para(plain(scope.not_sampled or "未抽样，均为全量。"), TEXT)


def _dot(shown: bool) -> Painted:  # noqa: FBT001 - a cell's value
    def paint(canvas: Canvas) -> None:
        if shown:
            canvas.setFillColor(INK)
            canvas.circle(15, 6, 2.4, stroke=0, fill=1)

    return Painted(30, 12, paint)


def _team(scope: Scope) -> Flowable:
    if not scope.team:
        return para("–", TEXT)
    duties = ("作答", "复核", "验证", "签名")
    spec = TableSpec((43, 91.5, 197, 33.4, 33.4, 33.4, 33.2), ("姓名", "岗位", "分工", *duties), pad=_DENSE)
    spec.aligns = "lllcccc"
    spec.gap = 3
    spec.rows = [
        (m.name, m.title, m.task, _dot(m.answers), _dot(m.reviews), _dot(m.verifies), _dot(m.signs))
        for m in scope.team
    ]
    return spec.build()


def _basis_and_materials(scope: Scope) -> Table:
    basis = TableSpec((128, 81, 33), ("名称", "版本、生效日", "引用项"), "llr", pad=_DENSE, gap=4)
    basis.rows = [(b.name, b.version or "–", str(b.cited)) for b in scope.basis] or [("–", "–", "–")]
    period = f"（{scope.materials_period}）" if scope.materials_period else ""
    materials = TableSpec((94, 60, 50.9), (f"资料{period}", "数量", "状态"), "llr", pad=_DENSE, gap=4)
    materials.rows = [(m.name, m.amount or "–", received_chip(m.received)) for m in scope.materials]
    materials.rows = materials.rows or [("–", "–", "–")]
    return side_by_side(
        [
            (_HALF, [Heading("2.3", "依据", level=1), basis.build()]),
            (WIDTH - _HALF, [Heading("2.4", "资料", level=1, inline=True), materials.build()]),
        ]
    )


def _number(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"


def _sampling(sampling: Sampling) -> list[Flowable]:
    head = ("层（渠道）", "总体", "高峰", "非高峰", "特殊场景", "抽取", "最低要求", "结论")
    spec = TableSpec((98, 48, 37, 52, 66, 38, 66, 59.9), head, "lrrrrrrr", pad=_DENSE, gap=0)
    spec.rows = [_stratum(row) for row in sampling.rows]
    spec.rows.append((*_stratum(sampling.total)[:6], sampling.total.minimum, ""))
    spec.total = True
    rows = [
        ("规则", sampling.rule),
        ("随机种子", f"{sampling.seed}　同一总体与种子可复算出同一组样本"),
        ("总体摘要", f"SHA-256　{hex_groups(sampling.population_sha256)}"),
        ("抽中编号摘要", f"SHA-256　{hex_groups(sampling.drawn_sha256)}"),
    ]
    notes = label_rows(rows, size=8, pad=0.9, framed=False)
    return [spec.build(), Spacer(1, 4), notes]


def _stratum(row: SamplingRow) -> tuple[str | Flowable, ...]:
    chip = met_chip(row.met, "满足", "不满足")
    chip.align = "right"
    return (
        row.stratum,
        f"{row.population:,}",
        _number(row.peak),
        _number(row.off_peak),
        _number(row.special),
        f"{row.drawn:,}",
        row.minimum,
        chip,
    )
