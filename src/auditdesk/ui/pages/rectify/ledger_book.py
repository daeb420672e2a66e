"""违规台账 as a view of the page 问题整改: people left, one person's entries in the pane (B4, B6)."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.ledger import LedgerEntry
from auditdesk.domain.people import Right, may
from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.services.desk import Desk
from auditdesk.services.exporting import write_file
from auditdesk.services.ledger import ledger_workbook
from auditdesk.services.ledger_staff import StaffFile, staff_files
from auditdesk.ui.dialogs import Dialogs
from auditdesk.ui.jobs import Jobs, while_alive
from auditdesk.ui.pages.rectify.ledger_pane import LedgerPane
from auditdesk.ui.pages.rectify.ledger_rows import fitting_people, ledger_columns
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.empty import EmptyState
from auditdesk.ui.widgets.layouts import column
from auditdesk.ui.widgets.tables import TableView

LONG = 500
"""From so many entries on the ledger is read in a job."""


class LedgerBook(QObject):
    """List, pane and buttons; the page puts them in its places while the view is chosen.

    Signals:
        wrote: a `ChangeSet` for all pages.
        opened: the id of a finding to see.
        said: kind and words for the page's notice.
        read_again: the ledger was read; its `meta` may be another.
    """

    wrote = Signal(object)
    opened = Signal(str)
    said = Signal(str, str)
    read_again = Signal()

    def __init__(self, desk: Desk, jobs: Jobs, dialogs: Dialogs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._jobs, self._dialogs = desk, jobs, dialogs
        self.people: list[StaffFile] = []
        self._known = False
        self._text = self._wanted = ""
        self.sheet = KeyButton(_("导出台账"), icon="download")
        self.sheet.clicked.connect(self.export)
        self.praise = KeyButton(_("写表扬"), "primary", key="Ctrl+N", icon="plus")
        self.praise.clicked.connect(self.begin)
        self.table = TableView(ledger_columns(desk.today()), says=_("违规台账"))
        self.table.current_changed.connect(lambda _row: self._picked())
        self.empty = EmptyState("", "")
        self.list = QWidget()
        inside = column(self.empty, gap=0)
        inside.addWidget(self.table, 1)
        self.list.setLayout(inside)
        self.pane = LedgerPane(desk)
        self.pane.wrote.connect(self._stepped)
        self.pane.praised.connect(self._praised)
        self.pane.opened.connect(self.opened)
        if not may(desk.user, Right.RECTIFY):
            self.praise.refuse(_("您的角色只能查看台账"))

    def read(self) -> None:
        """Read the ledger again; a long one in a job."""
        with self._desk.begin() as work:
            long = work.count(LedgerEntry) > LONG
        if long:
            self._jobs.start(
                lambda _progress: staff_files(self._desk), done=while_alive(self, self._take),
                failed=while_alive(self, self._failed),
            )  # fmt: skip
        else:
            self._take(staff_files(self._desk))

    def show_entry(self, entry_id: str) -> None:
        """Open the person of an entry with the entry unfolded; an empty id changes nothing."""
        self._wanted = entry_id
        if entry_id:
            self._go_to_wanted()

    def filter(self, text: str) -> None:
        """Show only people who fit."""
        self._text = text
        self._list()

    def begin(self) -> None:
        """The form of a commendation, for the person in front."""
        if not may(self._desk.user, Right.RECTIFY):
            return
        person = self.table.current_row()
        self.pane.show_praise(person.staff_code if person else "")

    def escape(self) -> bool:
        """Leave the form of a commendation; False when none is open."""
        if self.pane.praise is None:
            return False
        self._praised("")
        return True

    def step(self, by: int) -> None:
        """The next or previous person without leaving the pane."""
        place = self.table.currentIndex().row() + by
        if 0 <= place < self.table.rows_model.rowCount():
            self.table.go_to(place)

    def export(self) -> None:
        """违规台账 as a workbook where the user says."""
        name = _("违规台账 {day}.xlsx", day=self._desk.today())
        target = self._dialogs.save_file(_("导出违规台账"), name, "Excel (*.xlsx)")
        if target is None:
            return
        self.sheet.refuse(_("正在导出"))
        job = self._jobs.start(
            lambda _progress: write_file(target, ledger_workbook(self._desk)),
            done=while_alive(self, lambda path: self.said.emit("ok", _("已导出 {path}", path=path))),
            failed=while_alive(self, self._failed),
        )
        job.finished.connect(self.sheet.allow)

    def meta(self) -> str:
        """Words beside the title: people, entries, how many wait for a step."""
        entries = sum(len(one.files) for one in self.people)
        waiting = sum(file.next is not None for one in self.people for file in one.files)
        return _("{people} 人・{n} 条・待处理 {waiting}", people=len(self.people), n=entries, waiting=waiting)

    def _take(self, people: list[StaffFile]) -> None:
        """What is being typed in the pane stays while nothing in the ledger changed."""
        if self._known and people == self.people:
            self._go_to_wanted()
            return
        self.people, self._known = people, True
        if people:
            self.sheet.allow()
        else:
            self.sheet.refuse(_("台账是空的"))
        self.read_again.emit()
        self._list()

    def _list(self) -> None:
        kept = fitting_people(self.people, self._text)
        self.table.set_rows(kept, keep=lambda one: one.staff_code)
        self.table.setVisible(bool(kept))
        self.empty.setVisible(not kept)
        if self.people:
            self.empty.say(_("没有找到“{text}”。", text=self._text), _("试试编号或客服代号。"))
        else:
            self.empty.say(
                _("违规台账是空的。"),
                _("认定的问题在右栏点“登入台账”后按代号列在这里；也可以按 Ctrl+N 写表扬。"),
            )
        self._go_to_wanted()

    def _go_to_wanted(self) -> None:
        rows = self.table.rows_model.rows()
        for place, person in enumerate(rows):
            if self._wanted and any(
                self._wanted in (each.entry.id, each.entry.code) for each in person.files
            ):
                self.table.go_to(place)
                self._picked()
                return
        if not rows:
            self._picked()

    def _picked(self) -> None:
        person = self.table.current_row() if self.table.rows_model.rowCount() else None
        if person is None:
            self.pane.show_person(None)
            return
        wanted = next(
            (each.entry.id for each in person.files if self._wanted in (each.entry.id, each.entry.code)), ""
        )
        self._wanted = "" if wanted else self._wanted
        place = self.table.currentIndex().row() + 1
        self.pane.show_person(person, f"{place} / {self.table.rows_model.rowCount()}", wanted)

    def _stepped(self, changes: ChangeSet) -> None:
        self._wanted = self.pane.chosen
        self.read()
        self.pane.keep_focus()
        self.wrote.emit(changes)

    def _praised(self, entry_id: str) -> None:
        if not entry_id:
            self._picked()
            return
        self._wanted = entry_id
        self.read()
        self.wrote.emit(ChangeSet(frozenset({("ledger_entry", entry_id)})))

    def _failed(self, error: AuditDeskError) -> None:
        self.said.emit("bad", error.message)
