"""The tab 结果: the score with its arithmetic per section and dimension, the veto, and what left the sum."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.result import LeftOut, Result, ResultLine, explain, method_label
from auditdesk.domain.scoring import one_decimal
from auditdesk.i18n import _
from auditdesk.ui.pages.run.run_file import RunFile
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.layouts import clear, column, row, scrolled
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.text import Rule, Text


class ResultPane(QWidget):
    """Reads the audit as it stands; only built while it is in front.

    Signals:
        item_wanted: the number of an item to go to.
    """

    item_wanted = Signal(str)

    def __init__(self, run: RunFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self._lines = column(gap=8, margins=(16, 12, 16, 12))
        content = QWidget()
        content.setLayout(self._lines)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(content))
        run.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Compute and show; a pane behind another waits until it is shown."""
        if not self.isVisible():
            return
        self.show_result(explain(self._run.file.form, self._run.file.answers))

    def show_result(self, found: Result) -> None:
        """Head, sums, what left them."""
        clear(self._lines)
        self._head(found)
        self._sums(_("按分类"), found.sections, numbered=True)
        if found.dimensions:
            self._sums(_("按维度"), found.dimensions, numbered=False)
        words = found.na_words + (_("，超过上限") if found.na_over else "")
        self._left(words, found.not_applicable, "bad" if found.na_over else "text_2")
        if found.not_asked:
            words = _("条件不成立 {n} 项，不检查不计分", n=len(found.not_asked))
            self._left(words, found.not_asked, "text_2")
        self._lines.addStretch(1)

    def _head(self, found: Result) -> None:
        score = found.score
        value = "–" if score.value is None else one_decimal(score.value)
        self._lines.addLayout(
            row(Text(value, "title"), Text(score.grade, "strong", "bad" if score.vetoes else "text"), None,
                Chip(method_label(score.method)))
        )  # fmt: skip
        for step in found.total[:-1]:
            if any(hit.item_id in step.split() for hit in score.vetoes):
                self._lines.addWidget(Notice("veto", step))
            else:
                self._lines.addWidget(Text(step, tone="text_2", wrap=True))

    def _sums(self, title: str, lines: Sequence[ResultLine], *, numbered: bool) -> None:
        self._lines.addWidget(Rule())
        self._lines.addWidget(Text(title, "small-strong", "text_2"))
        for line in lines:
            name = f"{line.id} {line.title}" if numbered else line.title
            value = "–" if line.value is None else f"{one_decimal(line.value)}%"
            first = row(Text(name, wrap=True), Text(value, "strong"))
            first.setStretch(0, 1)
            self._lines.addLayout(column(first, Text(line.arithmetic, "small", "text_3", wrap=True), gap=0))

    def _left(self, title: str, items: Sequence[LeftOut], tone: str) -> None:
        self._lines.addWidget(Rule())
        self._lines.addWidget(Text(title, "small-strong", tone, wrap=True))
        for one in items:
            link = KeyButton(one.item_id, "link", says=_("打开 {id}", id=one.item_id))
            link.clicked.connect(lambda _checked=False, it=one.item_id: self.item_wanted.emit(it))
            why = one.reason or _("还没有写理由")
            words = Text(_("{title}：{reason}", title=one.title, reason=why), "small", "text_2", wrap=True)
            line = row(link, words)
            line.setStretch(1, 1)
            self._lines.addLayout(line)
