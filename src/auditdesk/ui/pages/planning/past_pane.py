"""往期结果 in the pane: counts of checks made before the program came, entered month by month."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from auditdesk.domain.audits import AuditKind, kind_label
from auditdesk.domain.errors import AuditDeskError, BadInputError
from auditdesk.domain.past import PastResult
from auditdesk.domain.planning import month_after, month_end
from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.services.desk import Desk
from auditdesk.services.past import keep_past, list_past, remove_past
from auditdesk.ui.pages.run.count_field import CountField
from auditdesk.ui.widgets.buttons import KeyButton, KeyCap
from auditdesk.ui.widgets.cells import COMPACT_HEIGHT, HEAD_HEIGHT, Cell
from auditdesk.ui.widgets.detail import Block, DetailPane
from auditdesk.ui.widgets.field import Field
from auditdesk.ui.widgets.inputs import ComboField, LineField
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.tables import Column, TableView
from auditdesk.ui.widgets.text import Text

_MOST = 12


class _Table(TableView):
    """Delete takes a result out."""

    dropped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The key of this table."""
        if event.key() == Qt.Key.Key_Delete:
            self.dropped.emit()
            return
        super().keyPressEvent(event)


class PastPane(DetailPane):
    """A form for one month, and the list of what was entered.

    Signals:
        wrote: a `ChangeSet`.
        closed: back to what the pane showed before.
    """

    wrote = Signal(object)
    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(_("往期结果"), parent)
        self._desk = desk
        self.notice = Notice("ok", "")
        self.kind = ComboField(_("选择类型"))
        self.kind.set_choices([(one.value, kind_label(one)) for one in AuditKind], AuditKind.ROUTINE.value)
        self.month = LineField(hint=_("如 2026-03"), says=_("月份"))
        self.passed, self.failed = CountField(_("合规项数")), CountField(_("不合规项数"))
        self.absent = CountField(_("不适用项数"))
        self.source = LineField(hint=_("如 纸质档案 2026-03"), says=_("来源"))
        self.table = _Table(_columns(), says=_("往期结果"), height=COMPACT_HEIGHT)
        self.table.dropped.connect(self.remove)
        self._lay_out()
        self.read()

    def keep(self) -> None:
        """Keep the month, and go on with the next one."""
        try:
            self._keep()
        except AuditDeskError as error:
            self.notice.say("bad", error.message)

    def remove(self) -> None:
        """Take the row in front out; the record stays."""
        found = self.table.current_row()
        if found is None:
            return
        try:
            remove_past(self._desk, found.id)
        except AuditDeskError as error:
            self.notice.say("bad", error.message)
            return
        self.notice.say("ok", _("已撤下 {title}", title=found.title))
        self._done(found.id)

    def read(self) -> None:
        """Read the list again, newest month first."""
        found = list_past(self._desk)[::-1]
        self.table.set_rows(found, keep=lambda one: one.id)
        self.table.setFixedHeight(HEAD_HEIGHT + 2 + min(max(len(found), 1), _MOST) * COMPACT_HEIGHT)
        self._list.note(_("{n} 个月", n=len(found)) if found else _("还没有补录"))

    def _keep(self) -> None:
        try:
            start = date.fromisoformat(f"{self.month.text().strip()}-01")
        except ValueError as error:
            raise BadInputError(_("月份请写成 2026-03。")) from error
        kind = AuditKind(self.kind.value())
        title = _("{month} {kind}", month=self.month.text().strip(), kind=kind_label(kind))
        result = PastResult(
            "", title, kind, start.isoformat(), month_end(start).isoformat(), self.passed.value(),
            self.failed.value(), self.absent.value(), self.source.text().strip(),
        )  # fmt: skip
        made = keep_past(self._desk, [result])[0]
        rate = f"{made.passed}/{made.counted}"
        self.notice.say("ok", _("已补录 {title} {rate}", title=made.title, rate=rate))
        self.month.setText(f"{month_after(start, 1):%Y-%m}")
        for field in (self.passed, self.failed, self.absent):
            field.clear()
        self.passed.setFocus()
        self._done(made.id)

    def _done(self, entity: str) -> None:
        self.read()
        self.wrote.emit(ChangeSet(frozenset({("past_result", entity)})))

    def _lay_out(self) -> None:
        self.head(
            Text(_("补录往期结果"), "heading"),
            Text(_("开始用本程序之前的检查，只补全合规率趋势，不算自查。"), "small", "text_2", wrap=True),
        )
        first = Block()
        counts = row(Text(_("合规"), "small", "text_3"), self.passed, Text(_("不合规"), "small", "text_3"),
                     self.failed, Text(_("不适用"), "small", "text_3"), self.absent, None, gap=6)  # fmt: skip
        first.add(self.notice)
        for part in (Field(_("类型"), self.kind), Field(_("月份"), self.month)):
            first.add(part)
        first.add(counts)
        first.add(Field(_("来源"), self.source))
        self.add_block(first)
        self._list = Block(_("已补录"))
        self._list.add(self.table)
        self._list.add(row(KeyCap("Delete"), Text(_("撤下"), "small", "text_3"), None))
        self.add_block(self._list)
        back = KeyButton(_("返回"), "quiet")
        back.clicked.connect(self.closed)
        ok = KeyButton(_("补录"), "primary", key="Ctrl+Enter")
        ok.clicked.connect(self.keep)
        self.foot(None, back, ok)


def _columns() -> list[Column]:
    def rate(one: PastResult) -> Cell:
        share = f"{100 * one.passed / one.counted:.1f}%"
        return Cell(share, after=f"{one.passed}/{one.counted}")

    return [
        Column(_("月份"), lambda one: one.period_end[:7], 78),
        Column(_("合规率"), rate, 118),
        Column(_("来源"), lambda one: Cell(one.source, tone="text_2")),
    ]
