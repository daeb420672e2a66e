"""报告: reports of all audits, newest first, with the pages and the result of our own verification."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from auditdesk.domain.audits import Audit, AuditState
from auditdesk.domain.errors import AuditDeskError, CancelledError
from auditdesk.domain.records import ReportFile
from auditdesk.domain.signing import ReportVerification
from auditdesk.i18n import _
from auditdesk.services.audits import list_audits
from auditdesk.services.changes import ChangeSet
from auditdesk.services.desk import Desk
from auditdesk.services.reporting import (
    SIGNATURES,
    BuiltReport,
    build_report,
    list_reports,
    preview_report,
    report_bytes,
    verify_report,
)
from auditdesk.ui.dialogs import Dialogs
from auditdesk.ui.jobs import JobProgress, Jobs, Work, job_row
from auditdesk.ui.keys import Key
from auditdesk.ui.page import Page
from auditdesk.ui.theme.glyphs import State
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import Card, PageHead
from auditdesk.ui.widgets.cells import Cell
from auditdesk.ui.widgets.empty import EmptyState
from auditdesk.ui.widgets.inputs import ComboField
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.pdf import PdfPane
from auditdesk.ui.widgets.tables import Column, TableView

_LIST = 460


@dataclass(frozen=True, slots=True)
class Seen:
    """A report's bytes with what our own verification says; ``proof`` is None for a mere preview."""

    pdf: bytes
    proof: ReportVerification | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """All reports, and the audits by id."""

    reports: list[ReportFile]
    audits: dict[str, Audit]


class ReportsPage(Page):
    """List left, pages right; building, reading and verifying are jobs."""

    def __init__(self, desk: Desk, jobs: Jobs, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._jobs = jobs
        self._dialogs = dialogs
        self._shelf = Shelf([], {})
        self._seen: Seen | None = None
        self._reading = ""

    def title(self) -> str:
        """报告."""
        return _("报告")

    def build(self) -> None:
        """Head with the audit's choice, list, pages."""
        self.audit = ComboField(_("选择自查"), says=_("自查"))
        self.audit.setMinimumWidth(240)
        self.make = KeyButton(_("生成报告"), "primary", key="Ctrl+Enter", icon="file-check-2")
        self.look = KeyButton(_("预览"), key="Ctrl+R", icon="eye")
        self.save = KeyButton(_("另存 PDF"), key="Ctrl+S", icon="download")
        self.print_button = KeyButton(_("打印"), key="Ctrl+P", icon="printer")
        self.make.clicked.connect(self.make_report)
        self.look.clicked.connect(self.preview)
        self.save.clicked.connect(self.save_pdf)
        self.print_button.clicked.connect(self.print_pages)
        actions = (self.audit, self.look, self.save, self.print_button, self.make)
        self.body.addWidget(PageHead(_("报告"), "", *actions))
        self.notice = Notice("bad", "")
        self.proof = Notice("ok", "")
        self._rows = column(gap=0)
        self.table = TableView(self._columns(), says=_("报告"))
        self.table.current_changed.connect(self._read)
        self._empty = EmptyState(
            _("还没有报告。"), _("待办检查都完成后，生成的报告会列在这里；随时可以先预览。")
        )
        shelf = Card(_("全部报告"))
        shelf.add(self._rows)
        shelf.add(self.table, 1)
        shelf.add(self._empty)
        shelf.setFixedWidth(_LIST)
        self.pages = PdfPane()
        right = column(self.proof, gap=8)
        right.addWidget(self.pages, 1)
        self._blank = EmptyState(_("这里显示报告的页面。"), _("在左边选一份报告，或先看预览。"))
        right.addWidget(self._blank, 1)
        self.pages.hide()
        sheet = row(shelf, gap=12)
        sheet.addLayout(right, 1)
        whole = column(self.notice, gap=12, margins=(24, 0, 24, 16))
        whole.addLayout(sheet, 1)
        self.body.addLayout(whole, 1)
        self._allow()

    def activate(self, target: object = None) -> None:
        """Show a report by its id, the newest by default."""
        for place, report in enumerate(self.table.rows_model.rows()):
            if report.id == target:
                self.table.go_to(place)
        self.table.setFocus()

    def leave(self) -> None:
        """Nothing of a report stays on screen memory longer than it is looked at."""
        self._reading = ""

    def refresh(self, changes: ChangeSet | None) -> None:
        """Read the list again."""
        if changes is None or {"audit", "reportfile"} & {kind.lower() for kind in changes.kinds()}:
            self._jobs.start(lambda _progress: read_shelf(self._desk), done=self._show, failed=self._say)

    def regions(self) -> list[QWidget]:
        """The list, the pages."""
        return [self.table, self.pages.view]

    def shortcuts(self) -> list[Key]:
        """Keys of this page."""
        return [
            Key("Ctrl+Enter", _("生成报告")),
            Key("Ctrl+R", _("预览")),
            Key("Ctrl+S", _("另存 PDF")),
            Key("Ctrl+P", _("打印")),
            Key("PgUp", _("上一页")),
            Key("PgDown", _("下一页")),
        ]

    def make_report(self) -> None:
        """Freeze and build; open rows of 待办检查 refuse with the first of them."""
        audit_id = self.audit.value()
        if not audit_id:
            self.notice.say("rev", _("请先选一次自查。"))
            return

        def work(progress: JobProgress) -> BuiltReport:
            return build_report(self._desk, audit_id, progress)

        def done(built: BuiltReport) -> None:
            touched = {("ReportFile", built.record.id), ("Audit", audit_id)}
            self.changed.emit(ChangeSet(frozenset(touched)))

        self._start(work, done, _("生成报告"))

    def preview(self) -> None:
        """The pages as they would be now; nothing is kept."""
        audit_id = self.audit.value()
        if not audit_id:
            self.notice.say("rev", _("请先选一次自查。"))
            return

        def work(progress: JobProgress) -> Seen:
            return Seen(preview_report(self._desk, audit_id, progress))

        self._start(work, self._show_pages, _("预览"))

    def save_pdf(self) -> None:
        """Write the shown report where the user says."""
        report = self.table.current_row()
        if report is None or self._seen is None or self._seen.proof is None:
            return
        target = self._dialogs.save_file(_("另存报告"), report.file_name, "PDF (*.pdf)")
        if target is not None:
            self._write(target, self._seen.pdf)

    def print_pages(self) -> None:
        """Print what is shown."""
        if self._seen is not None:
            self._dialogs.print_document(_("报告"), self.pages.draw_on)

    def _write(self, target: Path, pdf: bytes) -> None:
        try:
            target.write_bytes(pdf)
        except OSError as error:
            self.notice.say("bad", _("写不了 {path}：{why}。", path=target, why=error.strerror or error))
        else:
            self.notice.say("ok", _("已保存到 {path}。", path=target))

    def _start(self, work: Work, done: object, name: str) -> None:
        self.notice.say("bad", "")
        job = self._jobs.start(work, done=done if callable(done) else None, failed=self._say)
        shown = job_row(job, name)
        job.finished.connect(shown.deleteLater)
        self._rows.addWidget(shown)

    def _show(self, shelf: Shelf) -> None:
        self._shelf = shelf
        before = self.audit.value()
        open_ = [one for one in shelf.audits.values() if one.state is not AuditState.SIGNED]
        choices = [(one.id, f"{one.title}\t{one.code}") for one in open_]
        known = [value for value, _word in choices]
        self.audit.set_choices(choices, before if before in known else (known[0] if known else ""))
        self.table.set_rows(shelf.reports, keep=lambda report: report.id)
        self.table.setVisible(bool(shelf.reports))
        self._empty.setVisible(not shelf.reports)
        self.counted.emit(sum(one.signatures < SIGNATURES for one in shelf.reports))
        self._allow()

    def _read(self, report: ReportFile | None) -> None:
        """Bring the current row's pages; a row passed over while reading is not shown."""
        if report is None:
            return
        self._reading = report.sha256

        def work(_progress: JobProgress) -> Seen:
            pdf = report_bytes(self._desk, report)
            return Seen(pdf, verify_report(self._desk, pdf))

        def done(seen: Seen) -> None:
            if self._reading == report.sha256:
                self._show_pages(seen)

        self._jobs.start(work, done=done, failed=self._say)

    def _show_pages(self, seen: Seen) -> None:
        self._seen = seen
        self.pages.show()
        self._blank.hide()
        if not self.pages.show_bytes(seen.pdf):
            self.notice.say("bad", _("报告的页面打不开，文件可能已损坏。"))
        if seen.proof is None:
            self.proof.say("rev", _("预览：没有保存，也没有签名。"))
        else:
            self.proof.say(*proof_words(seen.proof))
        self._allow()

    def _allow(self) -> None:
        kept = self._seen is not None and self._seen.proof is not None
        (self.save.allow if kept else lambda: self.save.refuse(_("还没有可保存的报告")))()
        shown = self._seen is not None
        (self.print_button.allow if shown else lambda: self.print_button.refuse(_("还没有页面")))()
        chosen = bool(self.audit.value())
        for button in (self.make, self.look):
            (button.allow if chosen else lambda each=button: each.refuse(_("没有进行中的自查")))()

    def _say(self, error: AuditDeskError) -> None:
        self.notice.say("rev" if isinstance(error, CancelledError) else "bad", error.message)

    def _columns(self) -> list[Column]:
        def name(report: ReportFile) -> Cell:
            audit = self._shelf.audits.get(report.audit_id)
            return Cell(audit.title if audit else report.file_name, after=f"R{report.revision}")

        def signed(report: ReportFile) -> Cell:
            full = report.signatures >= SIGNATURES
            words = _("签名 {n} / {all}", n=report.signatures, all=SIGNATURES)
            return Cell(words, state=State.CLOSED if full else State.REVIEW)

        return [
            Column(_("报告"), name),
            Column(_("签名"), signed, 120),
            Column(_("生成"), lambda one: Cell(one.built_at[5:10], tone="text_2"), 80, right=True),
        ]


def read_shelf(desk: Desk) -> Shelf:
    """Reports and audits in one go."""
    return Shelf(list_reports(desk), {audit.id: audit for audit in list_audits(desk)})


def proof_words(proof: ReportVerification) -> tuple[str, str]:
    """Tone and sentence of the line over the pages; an unsigned report is no failure."""
    if not proof.signatures and proof.data_matches_pages:
        return "rev", _("还没有签名；数据与页面一致。")
    return ("ok" if proof.valid else "bad"), proof.sentence
