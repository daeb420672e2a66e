"""Section 6: next steps, signature fields, digests of what is inside, how to verify.

Nothing printed here says that the report is signed: pages are frozen before anybody signs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import KeepTogether, NextPageTemplate, PageBreak, Spacer
from reportlab.platypus.flowables import Flowable

from auditdesk.domain.snapshot import ReportSnapshot, Signer
from auditdesk.report.cover import frozen_text
from auditdesk.report.flow import NOTE, TEXT, Heading, Painted, TableSpec, label_rows, side_by_side
from auditdesk.report.palette import ACCENT, INK, INK_2, INK_3, WIDTH
from auditdesk.report.qr import draw_qr, report_payload
from auditdesk.report.sheet import LANDSCAPE, Placement, ReportCanvas, line_of_text
from auditdesk.report.typography import hex_groups, para, plain, strong, style

FIELD_SIZE = (227.0, 160.0)
FIELD_GAP = 10.5
LEAST_SIGNERS = 2
_QR = 30 * mm
_ROLES = ("合规专员", "客户服务主管")


def expected_signers(snapshot: ReportSnapshot) -> tuple[Signer, ...]:
    """Who is to sign, at least two (REQUIREMENTS A11); roles stand in when nobody is named yet."""
    named = snapshot.signers
    return named + tuple(Signer(role, "") for role in _ROLES[len(named) :])


def closing_pages(snapshot: ReportSnapshot, digest: str, files: Mapping[str, bytes]) -> list[Flowable]:
    """The pages of section 6; ``files`` are the attachments with their bytes."""
    parts: list[Flowable] = [Heading("6", "后续安排、签名与核验"), Heading("6.1", "后续安排", level=1)]
    parts.append(_next_steps(snapshot))
    signers = expected_signers(snapshot)
    block: list[Flowable] = [
        Spacer(1, 10),
        Heading("6.2", "签名", level=1, note=lambda placement: _statement(placement, len(files))),
        _fields(signers),
        Spacer(1, 9),
        _paper(signers),
        Spacer(1, 9),
        Heading("6.3", "数据与日志", level=1),
        _data(snapshot, digest, files),
        Spacer(1, 9),
        Heading("6.4", "如何核验", level=1),
        _verify(snapshot, digest),
    ]
    return [*parts, KeepTogether(block), NextPageTemplate(LANDSCAPE), PageBreak()]


def _statement(placement: Placement, files: int) -> str:
    read = f"签名人声明：本人已阅全文 {placement.pages} 页及 {files} 个附件，"
    return read + "确认内容与冻结数据一致，并对本人职责范围内的结论负责。"


def _next_steps(snapshot: ReportSnapshot) -> Flowable:
    if not snapshot.next_steps:
        return para("无。", TEXT)
    spec = TableSpec((280, 100, WIDTH - 380), ("事项", "责任人", "时间"), "llr")
    spec.rows = [(step.text, step.owner or "–", step.when or "–") for step in snapshot.next_steps]
    return spec.build()


def _fields(signers: Sequence[Signer]) -> Painted:
    wide, high = FIELD_SIZE
    rows = -(-len(signers) // 2)
    height = rows * high + (rows - 1) * FIELD_GAP

    def paint(canvas: Canvas) -> None:
        for number, signer in enumerate(signers):
            x = (number % 2) * (wide + FIELD_GAP)
            y = height - (number // 2) * (high + FIELD_GAP) - high
            _empty_field(canvas, x, y, number + 1, signer)
            if isinstance(canvas, ReportCanvas):
                left, bottom = canvas.absolutePosition(x, y)
                box = (left, bottom, left + wide, bottom + high)
                canvas.placement.fields.append((canvas.getPageNumber(), box))

    return Painted(WIDTH, height, paint)


def _empty_field(canvas: Canvas, x: float, y: float, number: int, signer: Signer) -> None:
    wide, high = FIELD_SIZE
    canvas.setStrokeColor(INK_3)
    canvas.setLineWidth(0.7)
    canvas.setDash(3, 2)
    canvas.rect(x + 0.5, y + 0.5, wide - 1, high - 1, stroke=1, fill=0)
    canvas.setDash()
    canvas.setFillColor(INK_2)
    middle = x + wide / 2
    line_of_text(canvas, middle, y + high / 2 + 2, f"第 {number} 签　待签名", 9.5, align="center")
    who = "　".join(filter(None, (signer.role, signer.name)))
    line_of_text(canvas, middle, y + high / 2 - 14, who, 8, align="center")


def _paper(signers: Sequence[Signer]) -> Painted:
    height = 34.0 + 27.0 * len(signers[:4])

    def paint(canvas: Canvas) -> None:
        canvas.setFillColor(INK)
        line_of_text(canvas, 0, height - 9, "纸质件归档签署", 8.8, bold=True)
        y = height - 37
        for signer in signers[:4]:
            canvas.setFillColor(INK)
            line_of_text(canvas, 0, y, signer.role, 8.8)
            canvas.setStrokeColor(INK)
            canvas.setLineWidth(0.7)
            canvas.line(77, y - 3, 234, y - 3)
            line_of_text(canvas, 239.5, y, "日期", 8.8)
            canvas.line(261.5, y - 3, 340, y - 3)
            y -= 27
        canvas.setFillColor(INK_2)
        note = "手签后在各页骑缝处盖章。纸质件与电子签名文件不一致的，以电子签名文件为准。"
        line_of_text(canvas, 0, 2, note, 7.5)
        canvas.setStrokeColor(INK_3)
        canvas.setDash(2.5, 2)
        canvas.rect(368.5, 0, WIDTH - 368.9, height - 3, stroke=1, fill=0)
        canvas.setDash()
        line_of_text(canvas, 368.5 + (WIDTH - 368.5) / 2, height / 2 - 3, "单位公章", 7.5, align="center")

    return Painted(WIDTH, height, paint)


def _data(snapshot: ReportSnapshot, digest: str, files: Mapping[str, bytes]) -> Flowable:
    frozen = f"冻结于 {frozen_text(snapshot.identity.frozen_at)}，全部页面由该快照生成"
    inside = "\n".join(
        f"{name}　{_size(len(data))}　{hex_groups(hashlib.sha256(data).hexdigest(), 4)}"
        for name, data in files.items()
    )
    head = "–"
    if snapshot.journal_sha256:
        head = f"第 {snapshot.journal_number:,} 条　SHA-256　{hex_groups(snapshot.journal_sha256, 6)}"
    rows = [
        ("快照摘要", f"SHA-256　{hex_groups(digest)}\n{frozen}"),
        ("内嵌附件", inside),
        ("操作日志链头", head),
    ]
    return label_rows(rows, size=8, pad=2.2)


def _size(count: int) -> str:
    return f"{max(1, round(count / 1024)):,} KB"


def _verify(snapshot: ReportSnapshot, digest: str) -> Flowable:
    about = snapshot.identity
    payload = report_payload(
        about.report_id, about.revision, digest, snapshot.journal_number, snapshot.journal_sha256
    )

    def paint(canvas: Canvas) -> None:
        draw_qr(canvas, payload, 0, 0, _QR)

    return side_by_side([(102, [Painted(_QR, _QR + 3, paint)]), (WIDTH - 102, _steps())])


def _steps() -> list[Flowable]:
    look = style(8.8, 13.6, left=14)
    steps = (
        strong("核对文件")
        + plain("　在程序“报告”页打开本文件，或运行 ")
        + strong("auditdesk report verify")
        + plain("。一行给出签名人、签后有无改动、内嵌数据与页面是否一致。"),
        strong("核对纸张")
        + plain("　扫描页脚二维码，报告编号、版次、页码、摘要前 16 位应与该页印刷内容及电子文件一致；")
        + plain("缺页、换页即可发现。"),
        strong("核对来源")
        + plain("　比对证书指纹与总部公布值。一般阅读器的签名面板可作参考，但可能看不出签后追加的改动，")
        + plain("以第 1 项为准。"),
    )  # fmt: skip
    made: list[Flowable] = []
    for number, step in enumerate(steps, start=1):
        bullet = f'<bullet color="#{ACCENT.hexval()[2:]}">{number}</bullet>'
        made += [para(bullet + step, look), Spacer(1, 3)]
    return [*made, para("", NOTE)]


__all__ = ["FIELD_SIZE", "INK", "closing_pages", "expected_signers"]
