"""填入官方表: an audit's results into somebody's own workbook; losses are read first (DESIGN §2)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from auditdesk.domain.audits import Audit
from auditdesk.domain.errors import AuditDeskError, CancelledError
from auditdesk.domain.importing import OfficialFill
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.exporting import write_file
from auditdesk.services.filling import fill_official, plan_official
from auditdesk.services.reading import read_input
from auditdesk.ui.dialogs import Dialogs
from auditdesk.ui.jobs import Jobs, Work, job_row, while_alive
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.detail import Block, DetailPane
from auditdesk.ui.widgets.layouts import clear, column
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.switch import CheckBox
from auditdesk.ui.widgets.text import Text


class OfficialPane(DetailPane):
    """Choose the workbook, read what it loses, agree, and say where the filled copy goes.

    Signals:
        cancelled: back to the audit's summary.
    """

    cancelled = Signal()

    def __init__(
        self, desk: Desk, audit: Audit, jobs: Jobs, dialogs: Dialogs, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("填入官方表"), parent)
        self._desk, self._audit, self._jobs, self._dialogs = desk, audit, jobs, dialogs
        self._name, self._data = "", b""
        self.plan: OfficialFill | None = None
        self.head(
            Text(_("填入官方表"), "heading"),
            Text(f"{audit.code} {audit.title}", "small", "text_2", wrap=True),
        )
        self.notice = Notice("bad", "")
        self._lay_out()
        self._allow()

    def _lay_out(self) -> None:
        choose = KeyButton(_("选择官方工作簿"), icon="file-spreadsheet")
        choose.clicked.connect(self.choose)
        hint = Text(
            _("只填结果、说明和整改各栏；版式、下拉列表、公式和打印区域原样保留，原文件不动。"),
            "small",
            "text_3",
            wrap=True,
        )
        first = Block(_("工作簿"))
        self._jobs_place = column(gap=4)
        for part in (choose, hint, self._jobs_place, self.notice):
            first.add(part)
        self.add_block(first)
        self._told = Block(_("会怎样填"))
        self._lines = column(gap=6)
        self._told.add(self._lines)
        self.agree = CheckBox(_("以上损失已看过，同意"))
        self.agree.toggled.connect(lambda _on: self._allow())
        self._told.add(self.agree)
        self.add_block(self._told)
        self.why = Text("", "small", "text_3", wrap=True)
        away = KeyButton(_("取消"), "quiet")
        away.clicked.connect(self.cancelled)
        self.save = KeyButton(_("另存填好的表"), "primary")
        self.save.clicked.connect(self.write)
        self.foot(self.why, away, self.save)

    def choose(self) -> None:
        """Ask for the workbook and plan its filling; nothing is written."""
        chosen = self._dialogs.open_files(_("官方工作簿"), "Excel (*.xlsx *.xlsm)", many=False)
        if chosen:
            self.look_at(chosen[0])

    def look_at(self, path: Path) -> None:
        """Say what filling one workbook would write and lose."""
        desk, audit_id = self._desk, self._audit.id

        def work(_watch: object) -> tuple[str, bytes, OfficialFill]:
            data = read_input(path)
            return path.name, data, plan_official(desk, audit_id, data, path.name)

        self.notice.say("bad", "")
        self._run(work, self._planned, path.name)

    def write(self) -> None:
        """Ask where the filled copy goes, and write it there."""
        if self.plan is None or not self.save.isEnabled():
            return
        name = PurePath(self._name)
        suggested = f"{name.stem} {self._audit.code}{name.suffix}"
        target = self._dialogs.save_file(_("另存填好的表"), suggested, f"Excel (*{name.suffix})")
        if target is None:
            return
        desk, audit_id, data = self._desk, self._audit.id, self._data
        agreed = self.agree.isChecked()
        self._run(
            lambda _watch: write_file(target, fill_official(desk, audit_id, data, str(name), agreed=agreed)),
            lambda path: self.notice.say("ok", _("已导出 {path}", path=path)),
            str(name),
        )

    def _planned(self, found: tuple[str, bytes, OfficialFill]) -> None:
        self._name, self._data, self.plan = found
        self.agree.setChecked(False)
        self._allow()

    def _allow(self) -> None:
        """Show the plan, and let it be written once every loss is agreed to."""
        plan = self.plan
        clear(self._lines)
        self._told.setVisible(plan is not None)
        if plan is None:
            self._rest(_("先选官方工作簿"))
            return
        self._lines.addWidget(Text(_("填 {n} 个单元格", n=plan.cells), "small"))
        for loss in plan.losses:
            self._lines.addWidget(Notice("rev", loss))
        if plan.unmatched:
            ids = _("、").join(plan.unmatched)
            left = Text(_("官方表里没有这些检查项：{ids}", ids=ids), "small", "text_2", wrap=True)
            self._lines.addWidget(left)
        self.agree.setVisible(bool(plan.losses))
        refused = plan.losses and not self.agree.isChecked()
        self._rest(_("先看过并同意上面的损失") if refused else "" if plan.cells else _("没有可填的结果"))

    def _rest(self, reason: str) -> None:
        self.why.setText(reason)
        if reason:
            self.save.refuse(reason)
        else:
            self.save.allow()

    def _run(self, work: Work, done: Callable[[Any], object], words: str) -> None:
        job = self._jobs.start(work, done=while_alive(self, done), failed=while_alive(self, self._failed))
        line = job_row(job, words)
        self._jobs_place.addWidget(line)
        job.finished.connect(line.deleteLater)

    def _failed(self, error: AuditDeskError) -> None:
        if not isinstance(error, CancelledError):
            self.notice.say("bad", error.message)
