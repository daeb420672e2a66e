"""操作日志: newest first in words, filtered, verified, exported."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.errors import AuditDeskError, CancelledError
from auditdesk.domain.journal import JournalState
from auditdesk.i18n import _
from auditdesk.services.journal import JournalLine, export_lines, read_back, verdict_words, verify_journal
from auditdesk.ui.habits import Habits
from auditdesk.ui.jobs import Job, job_row
from auditdesk.ui.keys import Key
from auditdesk.ui.pages.preferences.section import SectionView
from auditdesk.ui.pages.registry import Place
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import BottomBar
from auditdesk.ui.widgets.cells import COMPACT_HEIGHT, Cell
from auditdesk.ui.widgets.empty import EmptyState
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.layouts import column, panel, row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.tables import Column, TableView
from auditdesk.ui.widgets.text import Text

_PAUSE_MS = 250
_PAGE = 300


class LogView(SectionView):
    """A table over the journal; reading and verifying run in jobs."""

    def __init__(self, place: Place, habits: Habits, parent: QWidget | None = None) -> None:
        super().__init__(place, habits, parent)
        self.field = LineField(hint=_("人员、操作、编号或日期"), lead="funnel")
        self.field.setFixedWidth(260)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.read)
        self.field.textChanged.connect(lambda _text: self._pause.start())
        self.verify_button = KeyButton(_("校验日志"), key="Ctrl+Enter", icon="shield-check")
        self.verify_button.clicked.connect(self.verify)
        self.export_button = KeyButton(_("导出 CSV"), icon="download")
        self.export_button.clicked.connect(self.export)
        self.older = KeyButton(_("更早的"), "link")
        self.older.clicked.connect(self.read_older)
        self.count = Text("", "small", "text_3")
        self.notice = Notice("ok", "")
        self.table = TableView(_columns(), says=_("操作日志"), height=COMPACT_HEIGHT)
        self.empty = EmptyState("")
        self.lines: list[JournalLine] = []
        self._reading: Job | None = None
        self._lay_out()
        self.read()

    def _lay_out(self) -> None:
        bar = row(self.field, None, self.export_button, self.verify_button, margins=(20, 10, 16, 10))
        self.body.addWidget(panel(bar, line="bottom"))
        self._told = QVBoxLayout()
        self._told.setContentsMargins(16, 8, 16, 8)
        self._told.addWidget(self.notice)
        self._told_frame = QWidget()
        self._told_frame.setLayout(self._told)
        self._told_frame.hide()
        self.body.addWidget(self._told_frame)
        self.body.addWidget(self.empty)
        self.empty.hide()
        self.body.addLayout(column(self.table, gap=0), 1)
        self.body.addWidget(BottomBar(self.count, None, self.older))

    def filter(self) -> None:
        """The caret goes into the filter."""
        self.field.setFocus()

    def escape(self) -> bool:
        """Take the filter off."""
        if not self.field.text():
            return False
        self.field.clear()
        return True

    def shortcuts(self) -> list[Key]:
        """Filter and verify."""
        return [Key("/", _("筛选日志")), Key("Ctrl+Enter", _("校验日志"))]

    def read(self) -> None:
        """Newest entries that hold the words of the filter; an older reading is given up."""
        self._start(0, self._show)

    def read_older(self) -> None:
        """Entries before the last one shown."""
        if self.lines:
            self._start(self.lines[-1].number, self._append)

    def _start(self, before: int, done: Callable[[list[JournalLine]], None]) -> None:
        if self._reading is not None:
            self._reading.cancel()
        desk, text = self.place.desk, self.field.text()
        job = self.start(
            lambda progress: read_back(desk, text, before=before, limit=_PAGE, progress=progress),
            done,
            self._say,
        )
        self._reading = job
        job.finished.connect(partial(self._read, job))

    def _read(self, job: Job) -> None:
        if self._reading is job:
            self._reading = None

    def _show(self, lines: list[JournalLine]) -> None:
        self.lines = lines
        self._fill(full=len(lines) == _PAGE)

    def _append(self, lines: list[JournalLine]) -> None:
        place = len(self.lines)
        self.lines = [*self.lines, *lines]
        self._fill(full=len(lines) == _PAGE)
        if lines:
            self.table.go_to(place)

    def _fill(self, *, full: bool) -> None:
        self.table.set_rows(self.lines, keep=lambda one: one.number)
        self.table.setVisible(bool(self.lines))
        self.empty.setVisible(not self.lines)
        self.empty.say(
            _("没有找到“{text}”。", text=self.field.text()), _("试试姓名、工号、编号或 11-17 这样的日期。")
        )
        self.count.setText(_("显示 {n} 条，新的在上", n=len(self.lines)))
        self.older.setVisible(full)
        if self.lines:
            self.export_button.allow()
        else:
            self.export_button.refuse(_("没有可导出的日志"))

    def verify(self) -> None:
        """Walk chain and seals in a job."""
        if not self.verify_button.isEnabled():
            return
        self._tell("ok", "")
        self._told_frame.show()  # for the job's row
        self.verify_button.refuse(_("正在校验"))
        job = self.start(lambda _progress: verify_journal(self.place.desk), self._verified, self._say)
        shown = job_row(job, _("校验日志"))
        job.finished.connect(shown.deleteLater)
        job.finished.connect(self.verify_button.allow)
        self._told.addWidget(shown)

    def _verified(self, state: JournalState) -> None:
        self._tell("ok" if state.intact else "veto", verdict_words(state))

    def export(self) -> None:
        """Write what is shown; staff numbers instead of names."""
        target = self.place.dialogs.save_file(_("导出操作日志"), _("操作日志.csv"), "CSV (*.csv)")
        if target is None:
            return
        try:
            export_lines(self.place.desk, self.lines, target)
        except AuditDeskError as error:
            self._say(error)
            return
        self._tell("ok", _("{n} 条已导出到 {path}，人员写工号不写姓名。", n=len(self.lines), path=target))

    def _tell(self, kind: str, sentence: str) -> None:
        self._told_frame.setVisible(bool(sentence))
        self.notice.say(kind, sentence)

    def _say(self, error: AuditDeskError) -> None:
        if not isinstance(error, CancelledError):
            self._tell("bad", error.message)


def _columns() -> list[Column]:
    return [
        Column(_("序号"), lambda one: Cell(str(one.number), tone="text_3"), 72),
        Column(_("时间"), lambda one: Cell(one.at[:19].replace("T", " "), tone="text_2"), 160),
        Column(_("人员"), lambda one: Cell(one.who or "–", after=one.staff_no), 140),
        Column(
            _("操作"), lambda one: Cell(one.word, tone="bad" if one.action == "unlock.failed" else ""), 150
        ),
        Column(_("对象"), lambda one: Cell(one.subject), 170),
        Column(_("说明"), lambda one: Cell(one.detail, tone="text_3")),
    ]
