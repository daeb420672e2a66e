"""启动通知 in the pane: read, copy, print, export."""

from __future__ import annotations

from html import escape
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QGuiApplication, QTextDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QGridLayout, QWidget

from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.kickoff import KickoffNote, NotePart
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.exporting import write_file
from auditdesk.services.kickoff import note_workbook
from auditdesk.ui.dialogs import Dialogs
from auditdesk.ui.jobs import Jobs, while_alive
from auditdesk.ui.theme.fonts import font
from auditdesk.ui.theme.tokens import INK
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.detail import Block, DetailPane
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.text import Text

_POINTS = 10.0


class NotePane(DetailPane):
    """Shows a note.

    Signals:
        closed: back to what the pane showed before.
    """

    closed = Signal()

    def __init__(
        self, desk: Desk, jobs: Jobs, dialogs: Dialogs, note: KickoffNote, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("启动通知"), parent)
        self._desk, self._jobs, self._dialogs, self.note = desk, jobs, dialogs, note
        self.notice = Notice("ok", "")
        self.head(Text(note.title, "heading", wrap=True))
        first = Block()
        first.add(self.notice)
        first.add(Text(note.opening, wrap=True))
        self.add_block(first)
        for part in note.parts:
            block = Block(part.title)
            block.add(_grid(part))
            self.add_block(block)
        back = KeyButton("", "quiet", icon="arrow-left", says=_("返回"))
        back.clicked.connect(self.closed)
        copy = KeyButton("", icon="copy", says=_("复制"))
        copy.clicked.connect(self.copy)
        paper = KeyButton(_("打印"), key="Ctrl+P")
        paper.clicked.connect(self.print_note)
        export = KeyButton(_("导出"), "primary", key="Ctrl+Enter", icon="download")
        export.clicked.connect(self.export)
        self.foot(back, copy, paper, export)

    def copy(self) -> None:
        """Put the text on the clipboard; it holds no customer's data."""
        QGuiApplication.clipboard().setText(self.note.text())
        self.notice.say("ok", _("已复制，可以贴进邮件或消息。"))

    def print_note(self) -> None:
        """Choose a printer and print."""
        if self._dialogs.print_document(self.note.title, lambda printer: draw_note(self.note, printer)):
            self.notice.say("ok", _("已送去打印。"))

    def export(self) -> None:
        """Save as a workbook or as text, by the ending."""
        filters = _("Excel (*.xlsx);;文本 (*.txt)")
        target = self._dialogs.save_file(_("导出启动通知"), f"{self.note.title}.xlsx", filters)
        if target is None:
            return
        note = self.note
        self._jobs.start(
            lambda _progress: write_file(
                target,
                note.text().encode() if target.suffix.lower() == ".txt" else note_workbook(self._desk, note),
            ),
            done=while_alive(self, self._saved), failed=while_alive(self, self._say),
        )  # fmt: skip

    def _saved(self, path: Path) -> None:
        self.notice.say("ok", _("已保存到 {path}。", path=path))

    def _say(self, error: AuditDeskError) -> None:
        self.notice.say("bad", error.message)


def _grid(part: NotePart) -> QWidget:
    inside = QWidget()
    grid = QGridLayout(inside)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(10)
    for line, cells in enumerate(part.rows):
        first = Text(cells[0], "small", "text_3", wrap=True)
        first.setFixedWidth(112)
        grid.addWidget(first, line, 0)
        grid.addWidget(Text("　".join(cell for cell in cells[1:] if cell), wrap=True), line, 1)
    grid.setColumnStretch(1, 1)
    return inside


def draw_note(note: KickoffNote, printer: QPrinter) -> None:
    """Print the note on paper."""
    document = QTextDocument()
    face = QFont(font())
    face.setPointSizeF(_POINTS)
    document.setDefaultFont(face)
    document.setHtml(note_html(note))
    document.print_(printer)


def note_html(note: KickoffNote) -> str:
    """The note as headings and tables; texts are escaped."""
    parts = []
    for part in note.parts:
        heads = "".join(f'<th align="left">{escape(head)}</th>' for head in part.heads)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>" for cells in part.rows
        )
        rows = f"<tr>{heads}</tr>{body}"
        table = f'<table border="1" cellspacing="0" cellpadding="4" width="100%">{rows}</table>'
        parts.append(f"<h3>{escape(part.title)}</h3>{table}")
    opening = f"<h2>{escape(note.title)}</h2><p>{escape(note.opening)}</p>"
    return f'<div style="color:{INK}">{opening}{"".join(parts)}</div>'
