"""导入清单: choose or drop a file, correct how it was read, look at the result, take it in (DESIGN §2)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from auditdesk.domain.errors import AuditDeskError, CancelledError
from auditdesk.domain.importing import Column, ForeignPreview
from auditdesk.domain.mapping import Reading
from auditdesk.i18n import _
from auditdesk.services.importing_forms import no_items
from auditdesk.ui.jobs import Job, JobProgress, Work, job_row, while_alive
from auditdesk.ui.keys import Key, bind
from auditdesk.ui.pages.importing.result import ResultView
from auditdesk.ui.pages.importing.session import ImportSession
from auditdesk.ui.pages.importing.side import ColumnsBlock, SheetsBlock
from auditdesk.ui.pages.registry import Place
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import BottomBar, PageHead
from auditdesk.ui.widgets.evidence import DropZone
from auditdesk.ui.widgets.inputs import ComboField
from auditdesk.ui.widgets.layouts import column, panel, row, scrolled
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.split import SplitView
from auditdesk.ui.widgets.text import Rule, Text

T = TypeVar("T")
_SIDE = 372


class ImportView(QWidget):
    """Takes the place of a page while a checklist is imported; nothing is written before 导入.

    Signals:
        closed: the person leaves without importing.
        imported: the key of the form that is there now.
    """

    closed = Signal()
    imported = Signal(str)

    def __init__(self, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self._job: Job | None = None
        self.session: ImportSession | None = None
        self.setAccessibleName(_("导入清单"))
        layout = column(gap=0)
        layout.addWidget(self._build_head())
        self.notice = Notice("bad", "")
        layout.addWidget(self.notice)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._build_start())
        self.stack.addWidget(self._build_work())
        layout.addWidget(self.stack, 1)
        self._progress = column(gap=0)
        layout.addLayout(self._progress)
        layout.addWidget(self._build_foot())
        self.setLayout(layout)
        bind(self, "Ctrl+O", self.choose)
        self._allow()

    def _build_head(self) -> QWidget:
        self.other = KeyButton(_("选择文件"), key="Ctrl+O", binds=False, icon="folder-open")
        self.other.clicked.connect(self.choose)
        self._head = PageHead(_("导入清单"), "", self.other, margins=(20, 10, 16, 10))
        return panel(row(self._head), ground="surface", line="bottom")

    def _build_start(self) -> QWidget:
        self.zone = DropZone(_("把 Excel、CSV 或 YAML 清单拖到这里，或按 Enter 选择文件"))
        self.zone.setAccessibleName(_("清单文件：拖到这里、粘贴或选择"))
        self.zone.files_given.connect(lambda paths: self.open(paths[0]))
        self.zone.choose_wanted.connect(self.choose)
        self.zone.watch(self)
        words = Text(
            _("认得标题行、重复或两行的表头、合并单元格、分类行、隐藏的工作表；导入前逐列核对。"),
            "small",
            "text_3",
            wrap=True,
        )
        page = QWidget()
        page.setLayout(column(self.zone, words, None, gap=10, margins=(24, 20, 24, 20)))
        return page

    def _build_work(self) -> QWidget:
        self.sheets = SheetsBlock()
        self.sheets.toggled.connect(self._toggle)
        self.which = ComboField(says=_("要核对的工作表"), height=28)
        self.which.picked.connect(lambda _name: self._show_columns())
        self.columns = ColumnsBlock()
        self.columns.header_given.connect(self._give_header)
        self.columns.meaning_given.connect(self._give_meaning)
        inside = QWidget()
        self._choice = panel(row(self.which, margins=(20, 8, 20, 0)))
        inside.setLayout(column(self.sheets, Rule(), self._choice, self.columns, None, gap=0))
        self.side = panel(row(scrolled(inside)), ground="surface")
        self.result = ResultView()
        self.split = SplitView(self.side, self.result)
        self.split.grow(1)
        self.split.setSizes([_SIDE, 1000 - _SIDE])
        return self.split

    def _build_foot(self) -> QWidget:
        self.counts = Text("", "strong")
        self.why = Text("", "small", "text_3")
        self.away = KeyButton(_("取消"), key="Esc", binds=False)
        self.away.clicked.connect(self.closed)
        self.take = KeyButton(_("导入"), "primary", key="Ctrl+Enter", binds=False)
        self.take.clicked.connect(self.finish)
        return BottomBar(self.counts, self.why, None, self.away, self.take)

    def regions(self) -> list[QWidget]:
        """Sheets and columns, then the result."""
        return [self.which, self.result.tree] if self.session else [self.zone]

    def shortcuts(self) -> list[Key]:
        """Keys for the F1 overview."""
        return [Key("Ctrl+O", _("选择文件")), Key("Ctrl+Enter", _("导入")), Key("Esc", _("取消"))]

    def choose(self) -> None:
        """Ask for a file."""
        found = self._place.dialogs.open_files(
            _("导入清单"), _("清单 (*.xlsx *.xlsm *.xls *.csv *.txt *.yaml *.yml)"), many=False
        )
        if found:
            self.open(found[0])

    def open(self, path: Path) -> None:
        """Read a file in a job; the one before stays until it is read."""
        self.stop()

        def work(progress: JobProgress) -> ImportSession:
            return ImportSession.opened(self._place.desk, self._place.program, path, progress)

        self.notice.say("bad", "")
        self._run(work, self._opened, _("读取 {name}", name=path.name))

    def stop(self) -> None:
        """Give up what is running."""
        if self._job is not None and self._job.running:
            self._job.cancel()

    def finish(self) -> None:
        """导入, when there is something to import."""
        session = self.session
        if session is None or not self.take.isEnabled():
            return
        title = self.result.title.text().strip()
        self.take.refuse(_("正在导入"))

        def work(progress: JobProgress) -> str:
            progress.step(0)
            return session.take(title)

        self._run(work, self.imported.emit, _("导入 {name}", name=session.name))

    def _run(self, work: Work, done: Callable[[T], object], name: str) -> None:
        job = self._place.jobs.start(
            work, done=while_alive(self, done), failed=while_alive(self, self._failed)
        )
        line = job_row(job, name)
        self._progress.addWidget(line)
        job.finished.connect(partial(self._end, line))
        self._job = job

    def _end(self, line: QWidget, *_nothing: object) -> None:
        line.hide()
        line.deleteLater()

    def _opened(self, session: ImportSession) -> None:
        self.session = session
        self._head.set_head(_("导入清单"), session.name)
        self.stack.setCurrentIndex(1)
        self.result.title.setText(session.preview.form.title)
        self._show()
        self.result.tree.setFocus()

    def _show(self) -> None:
        """Everything from the session's preview."""
        assert self.session is not None
        preview = self.session.preview
        self.sheets.put(preview)
        self.sheets.setVisible(len(preview.offered) > 0)
        names = [table.name for table in preview.tables]
        now = self.which.value()
        self.which.set_choices([(name, name) for name in names], now if now in names else "".join(names[:1]))
        self._choice.setVisible(len(names) > 1)
        self.side.setVisible(bool(preview.offered or names))  # a form of our own needs no meanings
        self._show_columns()
        self.result.put(preview)
        self._allow()

    def _show_columns(self) -> None:
        assert self.session is not None
        table = self.session.table(self.which.value())
        self.columns.setVisible(table is not None)
        self.columns.put(table)

    def _toggle(self, sheet: str, wanted: bool) -> None:  # noqa: FBT001 -- Qt's signal
        assert self.session is not None
        self._correct(self.session.with_sheet(sheet, wanted=wanted))

    def _give_header(self, line: int) -> None:
        assert self.session is not None
        self._correct(self.session.with_header(self.which.value(), line))

    def _give_meaning(self, index: int, value: str) -> None:
        assert self.session is not None
        self._correct(self.session.with_meaning(self.which.value(), index, Column(value)))

    def _correct(self, reading: Reading) -> None:
        """Recognise again; a later correction overtakes an earlier one."""
        session = self.session
        assert session is not None

        def work(_progress: JobProgress) -> ForeignPreview:
            return session.recognise(reading)

        def done(preview: ForeignPreview) -> None:
            if session.asked is reading and self.session is session:
                session.use(reading, preview)
                self._show()

        self._place.jobs.start(
            work, done=while_alive(self, done), failed=while_alive(self, self._not_corrected)
        )

    def _not_corrected(self, error: AuditDeskError) -> None:
        if self.session is not None:
            self.session.give_up()
        if not isinstance(error, CancelledError):
            self.columns.refuse_header(error.message)

    def _failed(self, error: AuditDeskError) -> None:
        if not isinstance(error, CancelledError):
            self.notice.say("bad", error.message)
        self._allow()

    def _allow(self) -> None:
        """导入 is possible when there are items; the reason stands beside it otherwise."""
        preview = self.session.preview if self.session else None
        self.counts.setText(
            _("{n} 项，{m} 个分类", n=preview.item_count, m=preview.section_count) if preview else ""
        )
        reason = _("先选一个文件") if preview is None else "" if preview.item_count else no_items(preview)
        self.why.setText(reason)
        if reason:
            self.take.refuse(reason)
        else:
            self.take.allow()
