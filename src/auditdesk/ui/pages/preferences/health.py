"""环境检查: what ``doctor`` finds on this machine and in this workspace, each with what to do."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.errors import AuditDeskError
from auditdesk.i18n import _
from auditdesk.services.health import check_workspace
from auditdesk.services.program import Check, Level
from auditdesk.ui.habits import Habits
from auditdesk.ui.jobs import JobProgress, job_row
from auditdesk.ui.pages.preferences.section import SectionView
from auditdesk.ui.pages.registry import Place
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import Card
from auditdesk.ui.widgets.layouts import clear, column, row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.text import Icon, Rule, Text

_MARKS = {
    Level.FINE: ("circle-check", "ok"), Level.NOTE: ("info", "rev"), Level.FAULT: ("circle-x", "bad"),
}  # fmt: skip
_NAME = 120
_INDENT = 16 + 10 + _NAME + 10
"""Icon, name and the gaps behind them."""


class HealthView(SectionView):
    """Runs the checks in a job when first shown and on demand."""

    def __init__(self, place: Place, habits: Habits, parent: QWidget | None = None) -> None:
        super().__init__(place, habits, parent)
        self.again = KeyButton(_("重新检查"), key="Ctrl+R", icon="refresh-cw", height=28)
        self.again.clicked.connect(self.run)
        self.notice = Notice("bad", "")
        self._jobs = QVBoxLayout()
        self._machine = Card(_("这台电脑"), "", self.again)
        self._space = Card(_("这个工作区"))
        self._lists = (QVBoxLayout(), QVBoxLayout())
        for card, lines in zip((self._machine, self._space), self._lists, strict=True):
            lines.setSpacing(0)
            card.add(lines)
        self._busy = QWidget()
        self._busy.setLayout(self._jobs)
        self._jobs.setContentsMargins(0, 0, 0, 0)
        self.stack_cards(self.notice, self._busy, self._machine, self._space)
        self.checks: list[Check] = []
        self.run()

    def run(self) -> None:
        """Look again; the old results stay until the new ones are there."""
        self.again.refuse(_("正在检查"))
        job = self.start(self._look, self._show, self._say)
        shown = job_row(job, _("环境检查"))
        job.finished.connect(shown.deleteLater)
        job.finished.connect(self.again.allow)
        job.finished.connect(self._busy.hide)
        self._busy.show()
        self._jobs.addWidget(shown)

    def _look(self, progress: JobProgress) -> tuple[list[Check], list[Check]]:
        program, workspace = self.place.program, self.place.workspace
        summary = program.summary(self.place.desk.workspace.folder)
        return program.doctor(), check_workspace(workspace, summary, progress)

    def _show(self, found: tuple[list[Check], list[Check]]) -> None:
        self.checks = [*found[0], *found[1]]
        for card, lines, checks in zip((self._machine, self._space), self._lists, found, strict=True):
            clear(lines)
            for place, check in enumerate(checks):
                if place:
                    lines.addWidget(Rule())
                lines.addLayout(_line(check))
            faults = sum(not check.fine for check in checks)
            card.set_count(_("{n} 处有问题", n=faults) if faults else _("没有问题"))
        self.notice.say("bad", "")

    def _say(self, error: AuditDeskError) -> None:
        self.notice.say("bad", error.message)


def _line(check: Check) -> QVBoxLayout:
    icon, tone = _MARKS[check.level]
    words = {Level.FINE: _("正常"), Level.NOTE: _("留意"), Level.FAULT: _("出错")}
    name = Text(check.name)
    name.setFixedWidth(_NAME)
    found = Text(check.found, tone="text_2", wrap=True)
    first = row(Icon(icon, tone, says=words[check.level]), name, found, gap=10)
    first.setStretch(2, 1)
    lines = column(first, gap=2, margins=(16, 8, 16, 8))
    if check.advice:
        advice = Text(check.advice, "small", tone if check.level is Level.FAULT else "text_3", wrap=True)
        lines.addLayout(row(_INDENT, advice, gap=0))
    return lines
