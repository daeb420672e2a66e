"""报告: all reports and what the next one needs; one report with its pages and signatures (mockups 07)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from auditdesk.domain.errors import AuditDeskError, CancelledError
from auditdesk.domain.fixlist import Todo
from auditdesk.domain.people import User
from auditdesk.domain.records import ReportFile
from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.services.exporting import write_file
from auditdesk.services.reading import read_input
from auditdesk.services.report_view import (
    FileCheck,
    ReportView,
    audit_checks,
    check_file,
    open_report,
    take_signed,
)
from auditdesk.services.reporting import BuiltReport, build_report, preview_report, sign_report
from auditdesk.services.toolbox import KeyFile
from auditdesk.ui.jobs import JobProgress, Work, job_row
from auditdesk.ui.keys import Key
from auditdesk.ui.page import Page
from auditdesk.ui.pages.registry import Place
from auditdesk.ui.pages.reporting.detail import ReportDetail
from auditdesk.ui.pages.reporting.shelf import Shelf, ShelfView, read_shelf
from auditdesk.ui.pages.reporting.words import proof_words
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.layouts import column
from auditdesk.ui.widgets.notice import Notice

_LARGEST_PDF, _LARGEST_KEY = 256 << 20, 1 << 20
_KINDS = {"audit", "answer", "finding", "action", "evidence", "report", "reportfile", "user"}
_TARGETS = {"item": "audits", "audit": "audits", "finding": "findings", "evidence": "evidence"}


class ReportsPage(Page):
    """The list, and one report or preview in its place; every look and every write is a job."""

    def __init__(self, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self._wanted = ""
        self._untrusted_pdf = b""

    def title(self) -> str:
        """报告."""
        return _("报告")

    def build(self) -> None:
        """List and detail in one place, a line for what was verified or went wrong above."""
        self.take = KeyButton(_("收下签名"), "link")
        self.take.clicked.connect(self.take_in)
        self.notice = Notice("bad", "", self.take)
        self.shelf = ShelfView()
        self.detail = ReportDetail()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.shelf)
        self.stack.addWidget(self.detail)
        self.running = column(gap=0)
        self.body.addWidget(self.notice)
        self.body.addLayout(self.running)
        self.body.addWidget(self.stack, 1)
        self.setAcceptDrops(True)
        self._connect()
        self._say("bad", "")

    def _connect(self) -> None:
        shelf, detail = self.shelf, self.detail
        shelf.opened.connect(self.open_report)
        shelf.chosen.connect(self._read_checks)
        shelf.make_wanted.connect(self.make_report)
        shelf.preview_wanted.connect(self.preview)
        shelf.file_wanted.connect(self.choose_file)
        detail.sign_wanted.connect(self.sign)
        detail.key_wanted.connect(self.choose_key)
        detail.export_wanted.connect(self.save_pdf)
        detail.sync_wanted.connect(lambda: self.go.emit("sync", None))
        detail.head.back.connect(self.escape)
        detail.head.check_wanted.connect(self.verify_again)
        detail.head.save_wanted.connect(self.save_pdf)
        detail.head.print_wanted.connect(self.print_pages)
        for part in (shelf, detail):
            part.jumped.connect(self._jump)

    def activate(self, target: object = None) -> None:
        """Show a report by its id, or the report of an audit by the audit's id."""
        for report in self.shelf.table.rows_model.rows():
            if isinstance(target, str) and target in (report.id, report.audit_id):
                self.open_report(report)
                return
        if isinstance(target, str) and target:
            self._wanted = target  # the list is still being read
        self.shelf.table.setFocus()

    def leave(self) -> None:
        """No passphrase stays in the field."""
        self.detail.forget()

    def refresh(self, changes: ChangeSet | None) -> None:
        """Read the list again, and the report that is open."""
        if changes is None or not changes.kinds() or self._concerns(changes):
            self._place.jobs.start(
                lambda _progress: read_shelf(self._place.desk), done=self._show_shelf, failed=self._fail
            )

    @staticmethod
    def _concerns(changes: ChangeSet) -> bool:
        kinds = {kind.lower() for kind in changes.kinds()}
        return bool(
            kinds & {"audit", "answer", "finding", "action", "evidence", "report", "reportfile", "user"}
        )

    def regions(self) -> list[QWidget]:
        """List and pane, or pages and signing."""
        if self.stack.currentWidget() is self.shelf:
            return [self.shelf.table, self.shelf.audit]
        signing = self.detail.signing
        return [self.detail.pages.view, *([signing.secret] if signing else [])]

    def shortcuts(self) -> list[Key]:
        """Keys of this page."""
        return [
            Key("Ctrl+Enter", _("生成报告；在一份报告里：由下一位签名人签名")),
            Key("Ctrl+R", _("预览")),
            Key("Ctrl+O", _("验证任意 PDF")),
            Key("Ctrl+S", _("另存 PDF")),
            Key("Ctrl+P", _("打印")),
            Key("PgUp", _("上一页")),
            Key("PgDown", _("下一页")),
            Key("Ctrl++", _("放大")),
            Key("Ctrl+-", _("缩小")),
            Key("F8", _("待办检查的下一项")),
        ]

    def escape(self) -> bool:
        """From a report back to the list."""
        if self.stack.currentWidget() is self.shelf:
            return False
        self._wanted = ""
        self.detail.forget()
        self.stack.setCurrentWidget(self.shelf)
        self._say("bad", "")
        self.shelf.table.setFocus()
        return True

    def next_check(self) -> bool:
        """F8: the first row that keeps the report from being built or signed."""
        if self.stack.currentWidget() is self.detail:
            return self.detail.side.checks.jump_first()
        return self.shelf.open_todo()

    def open_report(self, report: ReportFile | None) -> None:
        """Bring a report's pages and proof; one passed over while reading is not shown."""
        if report is None:
            return
        self._wanted = report.id

        def done(view: ReportView) -> None:
            if self._wanted == view.record.id:
                self._show_view(view)

        self._start(lambda _progress: open_report(self._place.desk, report), done, _("打开报告"))

    def preview(self, audit_id: str) -> None:
        """The pages as they would be now; nothing is kept."""
        desk, title = self._place.desk, self.shelf.audit.currentText()

        def work(progress: JobProgress) -> tuple[bytes, Any]:
            return preview_report(desk, audit_id, progress), audit_checks(desk, audit_id)

        def done(found: tuple[bytes, Any]) -> None:
            self._wanted = ""
            self.stack.setCurrentWidget(self.detail)
            if not self.detail.show_preview(title, *found):
                self._say("bad", _("预览的页面打不开。"))

        self._start(work, done, _("预览"))

    def verify_again(self) -> None:
        """Read the open report anew and say in one line what holds."""
        view = self.detail.view
        if view is not None:
            self._check(view.pdf, view.record.file_name)

    def choose_file(self) -> None:
        """Verify a PDF from anywhere."""
        for path in self._place.dialogs.open_files(_("验证报告文件"), "PDF (*.pdf)", many=False):
            self.verify_path(path)

    def verify_path(self, path: Path) -> None:
        """Say in one line what holds of a file; offer its signatures when it brings new ones."""
        try:
            untrusted_pdf = read_input(path, _LARGEST_PDF)
        except AuditDeskError as error:
            self._fail(error)
            return
        self._check(untrusted_pdf, path.name)

    def _check(self, untrusted_pdf: bytes, name: str) -> None:
        def done(found: FileCheck) -> None:
            tone, sentence = proof_words(found.proof)
            self._say(tone, _("{name}：{sentence}", name=name, sentence=sentence))
            self._untrusted_pdf = untrusted_pdf if found.brings and found.proof.valid else b""
            self.take.setVisible(bool(self._untrusted_pdf))

        self._start(lambda _progress: check_file(self._place.desk, untrusted_pdf), done, _("验证"))

    def make_report(self, audit_id: str) -> None:
        """Freeze and build, then show it; open rows were shown beside the button."""
        if not audit_id or not self.shelf.make.isEnabled():
            return
        self._start(
            lambda progress: build_report(self._place.desk, audit_id, progress), self._written, _("生成报告")
        )

    def sign(self, signer: User, key: Path | None, secret: str) -> None:
        """Sign the open report as this person; what goes wrong is said on the card."""
        view, place = self.detail.view, self._place
        if view is None:
            return

        def work(progress: JobProgress) -> BuiltReport:
            if key is None:
                person, identity = place.workspace.identity_of(signer.id, secret)
                return sign_report(place.desk, view.pdf, person, identity, progress)
            file = KeyFile(read_input(key, _LARGEST_KEY), secret)
            return sign_report(place.desk, view.pdf, signer, file, progress)

        self._start(work, self._written, _("签名"), failed=lambda error: self.detail.say(error.message))

    def choose_key(self) -> None:
        """Choose a certificate file; without one the workspace's identity stays."""
        kinds = _("证书文件") + " (*.p12 *.pfx)"
        chosen = self._place.dialogs.open_files(_("选择证书文件（PKCS#12）"), kinds, many=False)
        if self.detail.signing is not None:
            self.detail.signing.use_key(chosen[0] if chosen else None)

    def take_in(self) -> None:
        """Take the signatures of the verified file."""
        untrusted_pdf, self._untrusted_pdf = self._untrusted_pdf, b""
        if untrusted_pdf:
            self._start(
                lambda _progress: take_signed(self._place.desk, untrusted_pdf), self._written, _("收下签名")
            )

    def save_pdf(self) -> None:
        """Write the open report where the user says: a copy, or the package for the next signer."""
        view = self.detail.view
        if view is None:
            return
        target = self._place.dialogs.save_file(_("另存报告"), view.record.file_name, "PDF (*.pdf)")
        if target is None:
            return
        words = _("已保存到 {path}。", path=target)
        if view.next_seat is not None:
            words += _("对方签好后，把文件拖到本页收下签名。")
        self._start(
            lambda _progress: write_file(target, view.pdf), lambda _path: self._say("ok", words), _("另存")
        )

    def print_pages(self) -> None:
        """Print what is shown."""
        if self.detail.pdf:
            self._place.dialogs.print_document(_("报告"), self.detail.pages.draw_on)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A PDF may be dropped anywhere on the page."""
        if _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Verify the dropped PDF."""
        for path in _dropped(event)[:1]:
            event.acceptProposedAction()
            self.verify_path(path)

    def _start(
        self, work: Work, done: Callable[[Any], object], name: str,
        failed: Callable[[AuditDeskError], object] | None = None,
    ) -> None:  # fmt: skip
        self._say("bad", "")
        job = self._place.jobs.start(work, done=done, failed=failed or self._fail)
        shown = job_row(job, name)
        job.finished.connect(shown.deleteLater)
        self.running.addWidget(shown)

    def _written(self, built: BuiltReport) -> None:
        """Something was built, signed or taken in: tell every page, then show it."""
        self._wanted = built.record.id
        touched = {("ReportFile", built.record.id), ("Audit", built.record.audit_id)}
        self.changed.emit(ChangeSet(frozenset(touched)))

    def _show_shelf(self, shelf: Shelf) -> None:
        self.shelf.show_shelf(shelf)
        self.counted.emit(shelf.waiting)
        wanted = next((one for one in shelf.reports if self._wanted in (one.id, one.audit_id)), None)
        if wanted is not None:
            self.open_report(wanted)

    def _read_checks(self, audit_id: str) -> None:
        desk = self._place.desk

        def work(_progress: JobProgress) -> tuple[Any, str]:
            return audit_checks(desk, audit_id), desk.now()

        self._place.jobs.start(
            work, done=lambda found: self.shelf.show_checks(audit_id, *found), failed=self._fail
        )

    def _show_view(self, view: ReportView) -> None:
        self.stack.setCurrentWidget(self.detail)
        if not self.detail.show_report(view):
            self._say("bad", _("报告的页面打不开，文件可能已损坏。"))

    def _jump(self, todo: Todo) -> None:
        target = todo.target_id
        if todo.target_kind == "item":
            view = self.detail.view if self.stack.currentWidget() is self.detail else None
            audit_id = view.audit.id if view else self.shelf.audit.value()
            target = f"{audit_id}/{todo.target_id}"
        self.go.emit(_TARGETS.get(todo.target_kind, "audits"), target)

    def _say(self, tone: str, sentence: str) -> None:
        self.take.hide()
        self.notice.say(tone, sentence)

    def _fail(self, error: AuditDeskError) -> None:
        self._say("rev" if isinstance(error, CancelledError) else "bad", error.message)


def _dropped(event: QDropEvent) -> list[Path]:
    """Local PDF files of a drag; QDragEnterEvent is a QDropEvent too."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() == ".pdf"]
