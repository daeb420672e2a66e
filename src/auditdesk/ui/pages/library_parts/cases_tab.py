"""案例: training cases left, the one in front at the right, to read, write, publish (A13, B7)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QSignalBlocker
from PySide6.QtWidgets import QWidget

from auditdesk.domain.cases import Case, CaseState, case_state_label, missing_in
from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.people import Right, may
from auditdesk.i18n import _
from auditdesk.services.cases import (
    cases_workbook,
    change_case,
    list_cases,
    make_case,
    publish_case,
    withdraw_case,
)
from auditdesk.services.changes import ChangeSet
from auditdesk.services.exporting import write_file
from auditdesk.ui.jobs import while_alive
from auditdesk.ui.pages.library_parts.case_view import CaseView
from auditdesk.ui.pages.library_parts.entries import Entry, EntryList
from auditdesk.ui.pages.library_parts.tabs import LibraryTab
from auditdesk.ui.pages.registry import Place
from auditdesk.ui.widgets.empty import EmptyState
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.layouts import column, panel, row

_SHORT = 14


class CasesTab(LibraryTab):
    """The tab of the training case library."""

    def __init__(self, place: Place, parent: QObject | None = None) -> None:
        super().__init__(place, parent)
        self.cases: list[Case] = []
        self._wanted = ""
        self.filter = LineField(hint=_("标题、经过、教训"), lead="search", says=_("找案例"))
        self.filter.textChanged.connect(lambda _text: self._list())
        self.list = EntryList(_("案例"))
        self.list.chosen.connect(lambda _key: self._front())
        self.empty = EmptyState("", "")
        self.side = QWidget()
        inside = column(panel(row(self.filter, margins=(10, 8, 10, 8)), line="bottom"), self.empty, gap=0)
        inside.addWidget(self.list, 1)
        self.side.setLayout(inside)
        self.view = CaseView(place.desk)
        self.view.typed.connect(self._typed)
        self.view.publish.clicked.connect(self.publish)
        self.view.withdraw.clicked.connect(partial(self._do, withdraw_case))
        self.view.export.clicked.connect(self.export)
        self.view.opened.connect(lambda finding: self.go.emit("findings", finding))
        self.main = self.view

    def word(self) -> str:
        """案例."""
        return _("案例")

    def kinds(self) -> frozenset[str]:
        """Cases."""
        return frozenset({"training_case"})

    def read(self) -> None:
        """Read all cases; they are few and short."""
        self.cases = list_cases(self.place.desk)
        self.counted.emit(len(self.cases))
        self._list()

    def open(self, target: str) -> bool:
        """A case by id or code."""
        found = next((one for one in self.cases if target in (one.id, one.code)), None)
        if found is None:
            return False
        self.filter.clear()
        return self.list.go_to(found.id)

    def new_word(self) -> str:
        """What Ctrl+N does here."""
        return _("新建案例")

    def revise(self) -> None:
        """A new draft without a finding."""
        if self.revise_refusal():
            return

        def made(case: Case) -> None:
            self._wanted = case.id
            self._wrote(case)
            self.view.focus_title()

        self._start(lambda: make_case(self.place.desk, title=_("新案例")), made)

    def revise_refusal(self) -> str:
        """Viewers write nothing."""
        return "" if may(self.place.desk.user, Right.RECTIFY) else _("您的角色只能查看案例")

    def finishing(self) -> bool:
        """Whether 发布 is the primary button now."""
        shown = self.view.case
        return shown is not None and shown.state is CaseState.DRAFT and not missing_in(shown)

    def bind_keys(self, key: Callable[[str, Callable[[], object]], None]) -> None:
        """The finishing key."""
        key("Ctrl+Enter", self.view.publish.click)

    def regions(self) -> list[QWidget]:
        """List and case."""
        return [self.list, self.view]

    def leave(self) -> None:
        """Save what waits."""
        self.view.flush()

    def publish(self) -> None:
        """Publish the case in front; the detector looks once more, so it is a job."""
        self.view.flush()
        self._do(publish_case)

    def export(self) -> None:
        """The published cases as a workbook where the user says."""
        name = _("培训案例 {day}.xlsx", day=self.place.desk.today())
        target = self.place.dialogs.save_file(_("导出案例"), name, "Excel (*.xlsx)")
        if target is not None:
            said = _("已导出 {path}", path=target)
            self._start(
                lambda: write_file(target, cases_workbook(self.place.desk)),
                lambda _path: self.view.notice.say("ok", said),
            )

    def _do(self, act: object) -> None:
        shown = self.view.case
        if shown is not None and callable(act):
            self._start(lambda: act(self.place.desk, shown.id), self._wrote)

    def _typed(self, case_id: str, name: str, text: str) -> None:
        """Looking for personal data may take a second; what is refused stays in the field, unsaved."""

        def refused(error: AuditDeskError) -> None:
            self.view.refused(case_id, name, text, error.message)

        self.place.jobs.start(
            lambda _progress: change_case(self.place.desk, case_id, **{name: text}),
            done=while_alive(self, self._saved), failed=while_alive(self, refused),
        )  # fmt: skip

    def _saved(self, case: Case) -> None:
        """Typing must not rebuild the view under the caret."""
        self.cases = [case if one.id == case.id else one for one in self.cases]
        self.view.saved(case)
        with QSignalBlocker(self.list):
            self.list.put(self._entries(), case.id)
        self.acts_changed.emit()

    def _wrote(self, case: Case) -> None:
        self._wanted = self._wanted or case.id
        self.view.case = None
        self.wrote.emit(ChangeSet(frozenset({("training_case", case.id)})))

    def _start(self, work: object, done: object) -> None:
        assert callable(work)
        assert callable(done)
        self.place.jobs.start(
            lambda _progress: work(), done=while_alive(self, done), failed=while_alive(self, self._say)
        )

    def _say(self, error: AuditDeskError) -> None:
        self.view.notice.say("bad", error.message)

    def _list(self) -> None:
        with QSignalBlocker(self.list):
            self.list.put(self._entries(), self._wanted)
        self._wanted = ""
        text = self.filter.text().strip()
        self.empty.setVisible(not self.list.entries())
        if text and self.cases:
            self.empty.say(_("没有找到“{text}”。", text=text), _("试试两个字的词。"))
        else:
            self.empty.say(_("还没有案例。"), _("在问题整改里点“做成案例”，或按 Ctrl+N 写一个。"))
        self._front()

    def _entries(self) -> list[Entry]:
        text = self.filter.text().strip().casefold()
        label = self.place.desk.taxonomy().label
        found = []
        for one in self.cases:
            hay = f"{one.code} {one.title} {one.story} {one.lesson} {one.question}".casefold()
            if text and text not in hay:
                continue
            draft = one.state is CaseState.DRAFT
            kind = label(one.violation_class).split(" › ")[-1] if one.violation_class else _("未分类")
            chip = case_state_label(one.state) if draft else ""
            found.append(Entry(one.id, one.title[:_SHORT], f"{one.code}・{kind}", "", chip, "rev"))
        return found

    def _front(self) -> None:
        key = self.list.key()
        self.view.show_case(next((one for one in self.cases if one.id == key), None))
        self.acts_changed.emit()
