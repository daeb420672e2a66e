"""The blank paper form: all items with boxes to tick and room to write, drawn onto a printer."""

from __future__ import annotations

from html import escape

from PySide6.QtGui import QFont, QTextDocument
from PySide6.QtPrintSupport import QPrinter

from auditdesk.domain.checklists import Form, Item
from auditdesk.i18n import _
from auditdesk.ui.theme.fonts import font
from auditdesk.ui.theme.tokens import INK

_POINTS = 9.0


def draw_blank(form: Form, printer: QPrinter) -> None:
    """Print the form on paper; rows are never cut by a table head, pages are numbered by Qt."""
    document = QTextDocument()
    face = QFont(font())
    face.setPointSizeF(_POINTS)
    document.setDefaultFont(face)
    document.setHtml(blank_html(form))
    document.print_(printer)


def blank_html(form: Form) -> str:
    """The form as a table; texts are escaped."""
    heads = (_("编号"), _("检查项目与内容"), _("检查标准"), _("检查方式"), _("检查结果"), _("问题描述"))
    widths = (6, 28, 24, 16, 12, 14)
    head = "".join(
        f'<th width="{width}%" align="left">{escape(word)}</th>'
        for word, width in zip(heads, widths, strict=True)
    )
    body = "".join(
        f'<tr><td colspan="6"><b>{escape(section.id)} {escape(section.title)}</b></td></tr>'
        + "".join(_row(item) for item in section.items)
        for section in form.sections
    )
    signed = escape(_("自查人：____________　复核人：____________　日期：____________"))
    return (
        f'<div style="color:{INK}"><h2>{escape(form.title)}</h2><p>{escape(form.key)}</p>'
        f'<table border="1" cellspacing="0" cellpadding="3" width="100%"><thead><tr>{head}</tr></thead>'
        f"{body}</table><p>{signed}</p></div>"
    )


def _row(item: Item) -> str:
    veto = _("（单项否决）") if item.veto else ""
    boxes = "<br>".join(f"□ {escape(word)}" for word in (_("合规"), _("不合规"), _("不适用")))
    cells = (
        escape(item.id), f"<b>{escape(item.title + veto)}</b><br>{escape(item.check)}", escape(item.standard),
        escape(item.method), boxes, "&nbsp;",
    )  # fmt: skip
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
