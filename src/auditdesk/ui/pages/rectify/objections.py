"""延期与申诉: later days and appeals, both decided by somebody else, both decisions kept (B6, C9)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QSizePolicy

from auditdesk.domain.checklists import Severity, severity_label
from auditdesk.domain.extensions import Extension, decision_label
from auditdesk.domain.findings import (
    SETTLED,
    Appeal,
    FindingState,
    Outcome,
    effective_deadline,
    outcome_label,
)
from auditdesk.domain.people import Right, may
from auditdesk.i18n import _
from auditdesk.services.appealing import SecondDecision, decide_appeal, raise_appeal
from auditdesk.services.desk import Desk
from auditdesk.services.extending import ask_extension, decide_extension
from auditdesk.services.finding_story import Story
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.detail import Block
from auditdesk.ui.widgets.inputs import ComboField, DateField, LineField
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.segmented import Part, Segmented
from auditdesk.ui.widgets.text import Text

Act = Callable[[Callable[[], object]], object]
_TONES = {
    "": "rev",
    "approved": "ok",
    "refused": "bad",
    "upheld": "text_2",
    "changed": "rev",
    "withdrawn": "na",
}


class ExtensionBlock(Block):
    """Ask for a later day; whoever may, decides."""

    def __init__(self, desk: Desk, story: Story, act: Act, names: dict[str, str]) -> None:
        super().__init__(_("延期"))
        self._desk, self._finding, self._act = desk, story.file.finding, act
        waiting = [one for one in story.extensions if not one.decision]
        for one in story.extensions:
            words = _("至 {day}：{reason}", day=one.until, reason=one.reason)
            self.add(Text(words, "small", wrap=True))
            who = names.get(one.decided_by or one.asked_by, "")
            state = " ".join(part for part in (decision_label(one.decision), who, one.note) if part)
            self.add(Text(state, "small", _TONES.get(one.decision, "text_2")))
        if waiting:
            self._add_decision(waiting[0])
        elif self._finding.state not in SETTLED:
            self._add_request()

    def _add_request(self) -> None:
        self.day = DateField(effective_deadline(self._finding) or self._desk.today(), says=_("延期到"))
        self.reason = LineField(hint=_("为什么要延期"), says=_("延期理由"))
        self.ask = KeyButton(_("申请延期"), height=28)
        self.ask.clicked.connect(
            lambda: self._act(
                lambda: ask_extension(
                    self._desk, self._finding.id, self.day.value(), self.reason.text().strip()
                )
            )
        )
        self.add(self.reason)
        self.add(row(self.day, None, self.ask, gap=6))

    def _add_decision(self, asked: Extension) -> None:
        self.approve, self.refuse = KeyButton(_("批准"), height=28), KeyButton(_("不批准"), height=28)
        self.approve.clicked.connect(
            lambda: self._act(lambda: decide_extension(self._desk, asked.id, approve=True))
        )
        self.refuse.clicked.connect(
            lambda: self._act(lambda: decide_extension(self._desk, asked.id, approve=False))
        )
        for button in (self.approve, self.refuse):
            if asked.asked_by == self._desk.user.id or not may(self._desk.user, Right.REVIEW):
                button.refuse(_("要由申请人和责任人以外、能复核的人批准"))
        self.add(row(None, self.refuse, self.approve))


class AppealBlock(Block):
    """First and second decision side by side; a new appeal while there is time."""

    def __init__(self, desk: Desk, story: Story, act: Act) -> None:
        until = Text(_("申诉期到 {day}", day=story.appeal_until[5:]), "small", "text_3")
        super().__init__(_("申诉"), right=until)
        self._desk, self._finding, self._act = desk, story.file.finding, act
        self._until = story.appeal_until
        for appeal in story.appeals:
            self._show(appeal)
        waiting = [one for one in story.appeals if not one.outcome]
        if waiting:
            self._add_decision(waiting[0])
        elif self._finding.state not in (FindingState.WITHDRAWN, FindingState.DRAFT):
            self._add_request()

    def _show(self, appeal: Appeal) -> None:
        head = _(
            "{day} {who}：{reason}", day=appeal.raised_on[5:], who=appeal.raised_by, reason=appeal.reason
        )
        self.add(Text(head, "small", wrap=True))
        self.add(Text(_("初次：{words}", words=appeal.first_decision), "small", "text_2", wrap=True))
        if appeal.outcome:
            words = _(
                "复议 {day} {who}：{outcome}。{words}", day=appeal.decided_on[5:], who=appeal.decided_by,
                outcome=outcome_label(appeal.outcome), words=appeal.second_decision,
            )  # fmt: skip
            self.add(Text(words, "small", _TONES.get(appeal.outcome, "text_2"), wrap=True))
        else:
            late = appeal.deadline < self._desk.today()
            words = _("待复议，{day} 前", day=appeal.deadline[5:])
            self.add(Text(words, "small", "bad" if late else "rev"))

    def _add_request(self) -> None:
        self.reason = LineField(hint=_("申诉理由"), says=_("申诉理由"))
        self.send = KeyButton(_("登记申诉"), height=28)
        self.send.clicked.connect(
            lambda: self._act(lambda: raise_appeal(self._desk, self._finding.id, self.reason.text().strip()))
        )
        if self._desk.today() > self._until:
            self.reason.setEnabled(False)
            self.send.refuse(_("申诉期已过"))
        self.add(row(self.reason, self.send, gap=6))

    def _add_decision(self, appeal: Appeal) -> None:
        parts = [Part(one.value, outcome_label(one.value)) for one in Outcome]
        self.outcome = Segmented(parts, Outcome.UPHELD.value, says=_("复议结果"))
        self.severity = Segmented(
            [Part(one.value, severity_label(one)) for one in Severity], self._finding.severity.value,
            says=_("严重程度"),
        )  # fmt: skip
        taxonomy = self._desk.taxonomy()
        self.kind = ComboField(_("违规分类"), says=_("违规分类"), height=28)
        self.kind.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.kind.set_choices(
            [(one.id, taxonomy.label(one.id)) for one in taxonomy.classes()], self._finding.violation_class
        )
        self.why = LineField(hint=_("复议理由"), says=_("复议理由"))
        self.decide = KeyButton(_("作出复议"), height=28)
        self.decide.clicked.connect(lambda: self._decide(appeal))
        mine = self._desk.user.id in (appeal.first_by, appeal.recorded_by)
        if mine or not may(self._desk.user, Right.REVIEW):
            self.decide.refuse(_("要由原认定人、登记人和责任人以外、能复核的人复议"))
        changed = (self.severity, self.kind)
        for widget in changed:
            widget.hide()
        self.outcome.chosen.connect(
            lambda value: [widget.setVisible(value == Outcome.CHANGED.value) for widget in changed]
        )
        self.add(row(self.outcome, None))
        self.add(row(self.severity, None))
        self.add(self.kind)
        self.add(self.why)
        self.add(row(None, self.decide))

    def _decide(self, appeal: Appeal) -> None:
        outcome = Outcome(self.outcome.value())
        changed = outcome is Outcome.CHANGED
        second = SecondDecision(
            outcome, self.why.text().strip(), Severity(self.severity.value()) if changed else None,
            self.kind.value() if changed else "",
        )  # fmt: skip
        self._act(lambda: decide_appeal(self._desk, appeal.id, second))
