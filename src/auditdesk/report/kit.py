"""The recovery kit on paper: one A4 page with the code in groups, a QR code, how to use it (DESIGN §4)."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from auditdesk.i18n import _
from auditdesk.report.fonts import REGULAR, fitted, register_fonts
from auditdesk.report.palette import ALERT, INK, LINE
from auditdesk.report.qr import draw_qr
from auditdesk.report.sheet import line_of_text

_LEFT, _RIGHT = 30 * mm, 180 * mm
_QR = 36 * mm
_PER_ROW = 4


def build_recovery_kit(
    site: str, workspace_code: str, created: str, groups: Sequence[str], qr_text: str
) -> bytes:
    """The page as PDF bytes.

    Args:
        site: name of the site.
        workspace_code: short printed number of the workspace.
        created: ISO time of making.
        groups: the code's groups, as typed.
        qr_text: what the QR code holds; upper-case letters, digits and ``-:`` only.
    """
    register_fonts()
    target = BytesIO()
    page = Canvas(
        target, pagesize=A4, invariant=1, lang="zh-CN",
        initialFontName=REGULAR,  # type: ignore[arg-type]  # the stubs say float
    )  # fmt: skip
    page.setTitle(_("恢复件"))
    page.setFillColor(INK)
    top = A4[1] - 30 * mm
    _head(page, top, site, workspace_code, created)
    draw_qr(page, qr_text, _RIGHT - _QR, top - _QR + 6 * mm, _QR)
    y = _groups(page, top - 48 * mm, groups)
    y = _steps(page, y - 14 * mm)
    _warning(page, y - 8 * mm)
    _signatures(page)
    page.save()
    return target.getvalue()


def _text(page: Canvas, x: float, y: float, text: str, size: float, *, bold: bool = False) -> None:
    line_of_text(page, x, y, text, size, bold=bold)


def _head(page: Canvas, top: float, site: str, code: str, created: str) -> None:
    _text(page, _LEFT, top, _("恢复件"), 22, bold=True)
    rows = ((_("工作区"), site), (_("编号"), code), (_("制作"), created[:16].replace("T", " ")))
    for number, (label, value) in enumerate(rows):
        y = top - (10 + 6 * number) * mm
        _text(page, _LEFT, y, label, 10)
        _text(page, _LEFT + 20 * mm, y, fitted(value, 10, _RIGHT - _LEFT - _QR - 24 * mm), 10)
    page.setLineWidth(1)
    page.line(_LEFT, top - 36 * mm, _RIGHT, top - 36 * mm)


def _groups(page: Canvas, y: float, groups: Sequence[str]) -> float:
    _text(page, _LEFT, y, _("恢复密钥"), 13, bold=True)
    _text(page, _LEFT + 24 * mm, y, _("{n} 组，每组 5 位；没有 0、1、I、O", n=len(groups)), 9)
    width, height, gap = 34.5 * mm, 14 * mm, 4 * mm
    top = y - 5 * mm
    for number, group in enumerate(groups):
        row, column = divmod(number, _PER_ROW)
        x, bottom = _LEFT + column * (width + gap), top - height - row * (height + gap)
        page.setStrokeColor(LINE)
        page.roundRect(x, bottom, width, height, 2 * mm)
        _text(page, x + 2 * mm, bottom + height - 4 * mm, str(number + 1), 7)
        _text(page, x + 6.5 * mm, bottom + 3.6 * mm, group, 18, bold=True)
    page.setStrokeColor(INK)
    rows = -(-len(groups) // _PER_ROW)
    return top - rows * (height + gap)


def _steps(page: Canvas, y: float) -> float:
    _text(page, _LEFT, y, _("怎么用"), 13, bold=True)
    steps = (
        _("1. 装好 AuditDesk，打开工作区文件夹或它的备份"), _("2. 在解锁页选“用恢复件打开”"),
        _("3. 扫二维码，或输入 8 组密钥"), _("4. 设新口令；旧口令随即失效，数据不变"),
    )  # fmt: skip
    for number, step in enumerate(steps, start=1):
        _text(page, _LEFT, y - 7 * mm * number, step, 10.5)
    return y - 7 * mm * len(steps)


def _warning(page: Canvas, y: float) -> None:
    page.setStrokeColor(ALERT)
    page.setFillColor(ALERT)
    page.setLineWidth(1.2)
    page.rect(_LEFT, y - 16 * mm, _RIGHT - _LEFT, 16 * mm)
    _text(
        page, _LEFT + 4 * mm, y - 6.5 * mm, _("拿到这张纸的人就能打开工作区，请放进保险柜，和电脑分开。"), 10
    )
    _text(page, _LEFT + 4 * mm, y - 12.5 * mm, _("遗失请立即在“设置，密钥”里作废重做。"), 10)
    page.setFillColor(INK)
    page.setStrokeColor(INK)


def _signatures(page: Canvas) -> None:
    page.setLineWidth(0.6)
    for x, label in ((_LEFT, _("制作人签字")), (_LEFT + 80 * mm, _("保管人签字"))):
        page.line(x, 40 * mm, x + 68 * mm, 40 * mm)
        _text(page, x, 34 * mm, label, 9.5)
