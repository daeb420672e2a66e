"""The list of reports, and beside it what is still open before the next one can be built."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from auditdesk.domain.audits import Audit, AuditState
from auditdesk.domain.checks import Check
from auditdesk.domain.records import ReportFile
from auditdesk.i18n import _
from auditdesk.services.audits import list_audits
from auditdesk.services.desk import Desk
from auditdesk.services.reporting import SIGNATURES, list_reports
from auditdesk.services.waiting import unsigned_reports
from auditdesk.ui.pages.reporting.checks import ChecksBlock
from auditdesk.ui.pages.reporting.words import short_moment
from auditdesk.ui.theme.glyphs import State
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import PageHead
from auditdesk.ui.widgets.cells import Cell
from auditdesk.ui.widgets.detail import DetailPane
from auditdesk.ui.widgets.empty import EmptyState
from auditdesk.ui.widgets.inputs import ComboField
from auditdesk.ui.widgets.layouts import column, panel
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.split import SplitView
from auditdesk.ui.widgets.tables import Column, TableView
from auditdesk.ui.widgets.text import Text


@dataclass(frozen=True, slots=True)
class Shelf:
    """All reports newest first, the audits by id, and the newest report of each audit."""

    reports: list[ReportFile]
    audits: dict[str, Audit]
    newest: frozenset[str]

    @property
    def waiting(self) -> int:
        """Reports that still wait for a signature and were not replaced."""
        return unsigned_reports(self.reports)


def read_shelf(desk: Desk) -> Shelf:
    """Reports and audits in one go."""
    reports = list_reports(desk)
    first: dict[str, str] = {}
    for one in reports:
        first.setdefault(one.audit_id, one.id)
    return Shelf(reports, {audit.id: audit for audit in list_audits(desk)}, frozenset(first.values()))


class ShelfView(QWidget):
    """List left; right the audit a report may be built of, with its checks.

    Signals:
        opened: the `ReportFile` to show.
        chosen: id of the audit whose checks are wanted.
        make_wanted, preview_wanted: id of the audit.
        file_wanted: a PDF is to be verified.
        jumped: a `Todo`.
    """

    opened = Signal(object)
    chosen = Signal(str)
    make_wanted = Signal(str)
    preview_wanted = Signal(str)
    file_wanted = Signal()
    jumped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shelf = Shelf([], {}, frozenset())
        self.verify = KeyButton(_("验证文件…"), key="Ctrl+O", icon="shield-check")
        self.verify.clicked.connect(self.file_wanted)
        self._head = PageHead(_("报告"), "", self.verify)
        self.table = TableView(self._columns(), says=_("全部报告"))
        self.table.opened.connect(self.opened)
        self.table.clicked.connect(lambda _index: self.opened.emit(self.table.current_row()))
        self._empty = EmptyState(
            _("还没有报告。"),
            _("右边的待办检查都通过后，生成的报告会列在这里；随时可以先预览。别处来的 PDF 可拖到这里验证。"),
        )
        listed = panel(column(self.table, self._empty, gap=0), "surface", "top")
        split = SplitView(listed, self._make_pane())
        split.grow(0)
        split.setSizes([780, 380])
        layout = column(self._head, split, gap=0)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def _make_pane(self) -> QWidget:
        self.audit = ComboField(_("选择自查"), says=_("自查"))
        self.audit.picked.connect(self.chosen)
        self.checks = ChecksBlock()
        self.checks.jumped.connect(self.jumped)
        self.reason = Notice("rev", "")
        self.look = KeyButton(_("预览"), key="Ctrl+R", icon="eye")
        self.look.clicked.connect(lambda: self.preview_wanted.emit(self.audit.value()))
        self.make = KeyButton(_("生成报告"), "primary", key="Ctrl+Enter", icon="file-check-2")
        self.make.clicked.connect(lambda: self.make_wanted.emit(self.audit.value()))
        pane = DetailPane(_("生成新报告"))
        pane.head(Text(_("生成新报告"), "heading"), self.audit)
        pane.add_block(self.checks)
        holder = QWidget()
        holder.setLayout(column(self.reason, margins=(16, 8, 12, 8)))
        pane.add_block(holder)
        pane.foot(None, self.look, self.make)
        return pane

    def show_shelf(self, shelf: Shelf) -> None:
        """Fill list and choice; asks for the checks of the chosen audit."""
        self._shelf = shelf
        self.table.set_rows(shelf.reports, keep=lambda report: report.id)
        self.table.setVisible(bool(shelf.reports))
        self._empty.setVisible(not shelf.reports)
        self._head.set_head(_("报告"), _("待签 {n}・共 {all}", n=shelf.waiting, all=len(shelf.reports)))
        open_ = [one for one in shelf.audits.values() if one.state is not AuditState.SIGNED]
        choices = [(one.id, f"{one.title}\t{one.code}") for one in open_]
        before, known = self.audit.value(), [value for value, _word in choices]
        self.audit.set_choices(choices, before if before in known else (known[0] if known else ""))
        self.checks.setVisible(bool(known))
        if known:
            self.chosen.emit(self.audit.value())
        else:
            self._allow(0, _("没有进行中的自查"))

    def show_checks(self, audit_id: str, checks: Sequence[Check], moment: str) -> None:
        """What the chosen audit still needs; answers for another audit are dropped."""
        if audit_id != self.audit.value():
            return
        self.checks.show_live(checks, short_moment(moment))
        left = sum(row.blocking for check in checks for row in check.open)
        self._allow(left, _("还有 {n} 项待办，全部完成后才能生成；点一项即可前往。", n=left))

    def open_todo(self) -> bool:
        """Jump to the first open row; False when there is none."""
        return self.checks.jump_first()

    def _allow(self, left: int, why: str) -> None:
        chosen = bool(self.audit.value())
        ready = chosen and not left
        self.reason.say("rev", "" if ready else why)
        (self.make.allow if ready else lambda: self.make.refuse(why))()
        (self.look.allow if chosen else lambda: self.look.refuse(why))()

    def _columns(self) -> list[Column]:
        def name(report: ReportFile) -> Cell:
            audit = self._shelf.audits.get(report.audit_id)
            quiet = "" if report.id in self._shelf.newest else "text_3"
            return Cell(audit.title if audit else report.file_name, tone=quiet or "text")

        def signed(report: ReportFile) -> Cell:
            words = _("签名 {n} / {all}", n=report.signatures, all=max(SIGNATURES, report.signatures))
            if report.signed_all:
                return Cell(_("已签名归档"), state=State.CLOSED)
            if report.id not in self._shelf.newest:
                return Cell(_("已有新的一份"), state=State.NA, tone="text_3")
            return Cell(words, state=State.REVIEW)

        def code(report: ReportFile) -> Cell:
            return Cell(report.file_name.rpartition("-R")[0] or report.file_name, tone="text_2")

        return [
            Column(_("编号"), code, 130),
            Column(_("自查"), name),
            Column(_("版次"), lambda one: Cell(f"R{one.revision}", tone="text_2"), 60),
            Column(_("签名"), signed, 140),
            Column(_("快照摘要"), lambda one: Cell(one.snapshot_digest[:8], tone="text_2"), 100),
            Column(_("生成"), lambda one: Cell(short_moment(one.built_at), tone="text_2"), 110, right=True),
        ]
