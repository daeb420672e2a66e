"""台账与案例: the person's entry in the violation ledger, and what the library knows like it (A13, B6)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal

from auditdesk.domain.cases import Case
from auditdesk.domain.findings import FindingState
from auditdesk.domain.ledger import Step, consequence_label, step_label
from auditdesk.i18n import _
from auditdesk.services.cases import make_case
from auditdesk.services.desk import Desk
from auditdesk.services.finding_story import Story
from auditdesk.services.ledger import LedgerFile, enter_finding, take_step
from auditdesk.ui.pages.rectify.ledger_step import StepForm
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.detail import Block
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.text import Elided, Text

Act = Callable[[Callable[[], object]], object]


class LedgerBlock(Block):
    """Steps done, the next one with its owner, and the suggestion by severity and repetition."""

    def __init__(self, desk: Desk, story: Story, act: Act) -> None:
        file = story.ledger
        super().__init__(_("违规台账"), right=Text(_tail(file), "small", "text_3"))
        self._desk, self._act = desk, act
        self.opens = KeyButton(_("看台账"), "link", height=28)
        finding = story.file.finding
        if file is None:
            self.enter = KeyButton(_("登入台账"), height=28)
            self.enter.clicked.connect(lambda: act(lambda: enter_finding(desk, finding.id)))
            if not finding.staff_code:
                self.enter.refuse(_("问题没有涉及客服"))
            elif finding.state in (FindingState.DRAFT, FindingState.WITHDRAWN):
                self.enter.refuse(_("问题还没有认定"))
            self.add(row(Text(_("还没有登入。"), "small", "text_2"), None, self.enter))
            return
        self._show_steps(file)
        if file.next is not None:
            self._add_step(file, file.next)

    def _show_steps(self, file: LedgerFile) -> None:
        words = "　".join(f"{step_label(one.step.value)} {one.done_on[5:]}" for one in file.steps)
        line = row(Text(words, "small", "text_2", wrap=True), self.opens)
        line.setStretch(0, 1)
        self.add(line)
        if file.withdrawn:
            self.add(Text(_("申诉成立，问题已撤销，不再处理。"), "small", "na"))
        elif file.entry.consequence:
            self.add(Text(_("处理：{word}", word=consequence_label(file.entry.consequence)), "small"))
        elif file.suggestion:
            words = _("期内第 {n} 次，建议：{word}", n=file.times, word=consequence_label(file.suggestion))
            self.add(Text(words, "small", "rev"))

    def _add_step(self, file: LedgerFile, step: Step) -> None:
        self.done = KeyButton(_("完成“{step}”", step=step_label(step.value)), height=28)
        self.step = StepForm(self._desk, file, step, self.done)
        self.done.clicked.connect(lambda: self._take(file))
        self.add(self.step)
        self.add(row(Text(self.done.reason(), "small", "text_3", wrap=True), None, self.done))

    def _take(self, file: LedgerFile) -> None:
        given = self.step.given()
        self._act(lambda: take_step(self._desk, file.entry.id, given))


def _tail(file: LedgerFile | None) -> str:
    return f"{file.entry.code}・{file.entry.staff_code}" if file else ""


class CaseBlock(Block):
    """Similar cases, and a new one from this finding.

    Signals:
        opened: the id of a case to see in the library.
    """

    opened = Signal(str)

    def __init__(self, desk: Desk, story: Story, act: Act) -> None:
        super().__init__(_("案例"))
        self._desk, self._story, self._act = desk, story, act
        self.make = KeyButton(_("做成案例"), height=28)
        self.make.clicked.connect(self._make)
        if story.file.finding.state in (FindingState.DRAFT, FindingState.WITHDRAWN):
            self.make.refuse(_("问题还没有认定"))
        for case in story.cases:
            self._add_case(case)
        said = "" if story.cases else _("案例库里还没有相似的案例。")
        self.add(row(Text(said, "small", "text_2"), None, self.make))

    def _add_case(self, case: Case) -> None:
        opens = KeyButton(case.code, "link")
        opens.clicked.connect(lambda: self.opened.emit(case.id))
        title = Elided(case.title, "small")
        line = row(opens, title)
        line.setStretch(1, 1)
        self.add(line)

    def _make(self) -> None:
        made = self._act(lambda: make_case(self._desk, self._story.file.finding.id))
        if isinstance(made, Case):
            self.opened.emit(made.id)
