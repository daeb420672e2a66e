"""The pane of one finding tells the story: fact, cause, measures, deadline, verification, history."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from auditdesk.domain.checklists import severity_label
from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.findings import (
    SETTLED,
    Action,
    ActionState,
    FindingState,
    finding_state_label,
    missing_of,
)
from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.services.desk import Desk
from auditdesk.services.evidence import list_evidence
from auditdesk.services.finding_story import Story, story
from auditdesk.services.people import names
from auditdesk.services.rectifying import FindingFile, add_action, change_finding, find_finding, move_action
from auditdesk.services.searching import LEDGER
from auditdesk.services.verifying import conclude
from auditdesk.ui.pages.rectify.blocks import deadline, history, measures
from auditdesk.ui.pages.rectify.cause import CauseBlock, PlanBlock
from auditdesk.ui.pages.rectify.learned import CaseBlock, LedgerBlock
from auditdesk.ui.pages.rectify.new_finding import NewFinding
from auditdesk.ui.pages.rectify.objections import AppealBlock, ExtensionBlock
from auditdesk.ui.pages.rectify.rows import FindingRow
from auditdesk.ui.pages.rectify.verify import VerifyBlock
from auditdesk.ui.pages.run.autosave import AutoSave
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.detail import Block, DetailPane
from auditdesk.ui.widgets.inputs import TextField
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.text import Text

T = TypeVar("T")
_TONES = {"draft": "na", "open": "rev", "to_verify": "accent", "closed": "ok", "withdrawn": "na"}
TOUCHED = ("finding", "action", "problem", "draw", "verification", "appeal", "extension", "ledger_entry")


class FindingPane(DetailPane):
    """One finding, or the form of a new one.

    Signals:
        wrote: a `ChangeSet`; the page reads again.
        noted: a `ChangeSet` for other pages; this one shows it already.
        opened: audit id and item id joined by ``/``, to see the item.
        go: another page and what to show there.
        begun: the id of a finding made by hand; empty when the form was cancelled.
    """

    wrote = Signal(object)
    noted = Signal(object)
    opened = Signal(str)
    go = Signal(str, object)
    begun = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(_("问题详情"), parent)
        self._desk = desk
        self._names = names(desk)
        self._file: FindingFile | None = None
        self._saves: list[AutoSave] = []
        self.notice = Notice("bad", "")
        self.verify: VerifyBlock | None = None
        self.close_button: KeyButton | None = None
        self.back_button: KeyButton | None = None
        self.form: NewFinding | None = None

    def show_row(self, each: FindingRow | None, position: str = "") -> None:
        """Show a finding; None empties the pane."""
        self._clear()
        if each is None:
            self.head(Text(_("选一个问题看详情"), tone="text_3"))
            self.foot(None)
            return
        told = story(self._desk, each.finding.id)
        self._file = told.file
        self._show_head(told, position, veto=each.veto)
        self.notice = Notice("bad", "")
        self.notice.hide()
        self.add_block(self.notice)
        self._add_blocks(told, each)
        self._show_foot(told.file)

    def show_new(self) -> None:
        """The form for a finding by hand."""
        self._clear()
        self._file = None
        self.head(Text(_("新建问题"), "heading"))
        self.form = NewFinding(self._desk)
        self.form.made.connect(self.begun)
        self.form.cancelled.connect(lambda: self.begun.emit(""))
        self.add_block(self.form)
        self.foot(None)

    def _clear(self) -> None:
        self.flush()
        self.clear_blocks()
        self._saves = []
        self.verify = self.close_button = self.back_button = self.form = None

    def _add_blocks(self, told: Story, each: FindingRow) -> None:
        """From the fact to what others can learn from it."""
        finding = told.file.finding
        settled = finding.state in SETTLED
        self.add_block(self._text_block(_("事实"), "description", finding.description))
        self.cause = CauseBlock(self._desk, told, self._attempt, self._save_field)
        self._saves += self.cause.saves
        self.add_block(self.cause)
        self.add_block(measures(told.file, self._add_measure, self._move))
        self.add_block(deadline(self._desk, each))
        if not settled:
            self.verify = VerifyBlock(self._desk, told, self._attempt, self._quietly)
            self.verify.played.connect(self._play)
            self.verify.drawn.connect(self._to_slots)
            self.add_block(self.verify)
        self.add_block(history(told, self._names))
        if told.problem is not None:
            self.plan = PlanBlock(self._desk, told, self._attempt)
            self._saves += self.plan.saves
            self.add_block(self.plan)
        if finding.deadline and (not settled or told.extensions):
            self.extension = ExtensionBlock(self._desk, told, self._attempt, self._names)
            self.add_block(self.extension)
        self.appeal = AppealBlock(self._desk, told, self._attempt)
        self.ledger = LedgerBlock(self._desk, told, self._attempt)
        if told.ledger is not None:
            target = f"{LEDGER}:{told.ledger.entry.id}"
            self.ledger.opens.clicked.connect(lambda: self.go.emit("findings", target))
        self.cases = CaseBlock(self._desk, told, self._attempt)
        self.cases.opened.connect(lambda case: self.go.emit("library", case))
        for block in (self.appeal, self.ledger, self.cases):
            self.add_block(block)

    def flush(self) -> None:
        """Save texts that are still waiting."""
        for save in self._saves:
            save.flush()

    def judge(self) -> None:
        """Write the verification: all fitting closes the finding, otherwise it goes back."""
        block = self.verify
        if block is not None and block.draw_id():
            self._attempt(lambda: conclude(self._desk, block.draw_id(), block.note_field.text().strip()))

    def _show_head(self, told: Story, position: str, *, veto: bool) -> None:
        finding = told.file.finding
        chips: list[QWidget] = [
            Text(finding.code, "strong", "accent"),
            Chip(finding_state_label(finding.state), _TONES[finding.state.value]),
            Chip(severity_label(finding.severity)),
        ]
        if veto:
            chips.append(Chip(_("单项否决"), "solid", icon="circle-x"))
        facts = [f"{told.file.audit.title} {finding.item_id}", finding.staff_code]
        facts.append(finding.occurred_at[5:16].replace("T", " "))
        links = []
        if told.recording is not None:
            piece, start = told.recording
            clock = f"{int(start) // 3600:02d}:{int(start) // 60 % 60:02d}:{int(start) % 60:02d}"
            target = f"{piece}@{start}"
            links.append(self._link(_("录音 {at}", at=clock), lambda: self.go.emit("evidence", target)))
        place = f"{finding.audit_id}/{finding.item_id}"
        links.append(self._link(_("看检查项"), lambda: self.opened.emit(place)))
        words = "・".join(part for part in facts if part)
        lines: list[QWidget] = [Text(finding.title or finding.description, "heading", wrap=True)]
        if told.repeats:
            first = told.repeats[0]
            said = _("上次自查也有：{code}（{why}）", code=first.finding.code, why=_("、").join(first.why))
            lines.append(Text(said, "small", "rev", wrap=True))
        self.head(
            row(*chips, None, Text(position, "small", "text_3")), *lines,
            row(Text(words, "small", "text_2", wrap=True), None, *links),
        )  # fmt: skip

    def _link(self, words: str, act: Callable[[], object]) -> KeyButton:
        button = KeyButton(words, "link")
        button.clicked.connect(act)
        return button

    def _text_block(self, title: str, name: str, text: str) -> Block:
        block = Block(title)
        field = TextField(text, lines=1, most=6, says=title)
        settled = self._file is not None and self._file.finding.state in SETTLED
        field.setReadOnly(settled)
        if self._file is not None and not settled:
            self._saves.append(AutoSave(field, lambda value: self._save_field(name, value)))
        block.add(field)
        return block

    def _save_field(self, name: str, value: object) -> None:
        """Typing must not rebuild the pane under the caret, so the page is told without a new read of it."""
        if self._file is None:
            return
        finding_id = self._file.finding.id
        try:
            change_finding(self._desk, finding_id, **{name: value})
        except AuditDeskError as error:
            self.notice.say("bad", error.message)
            return
        self._file = find_finding(self._desk, finding_id)

    def _show_foot(self, file: FindingFile) -> None:
        block, finding = self.verify, file.finding
        if block is None:
            gone = finding.state is FindingState.WITHDRAWN
            said = _("申诉成立，已撤销") if gone else _("{day} 已关闭", day=finding.closed_on)
            self.foot(Text(said, "small", "text_3"))
            return
        reason = Text("", "small", "text_3", wrap=True)
        back = KeyButton(_("退回整改"))
        close = KeyButton(_("通过并关闭"), "primary", key="Ctrl+Enter")
        back.clicked.connect(self.judge)
        close.clicked.connect(self.judge)
        self.back_button, self.close_button = back, close

        def look() -> None:
            now = self._file or file
            missing = missing_of(now.finding)
            words = _("还缺 {n} 项：{what}", n=len(missing), what=_("、").join(missing)) if missing else ""
            why = words or block.refusal()
            reason.setText(why)
            _allow(close, why)
            rests = block.unfit() or ("" if block.failed() else _("新样本没有不符的，不需要退回"))
            _allow(back, rests)

        block.judged.connect(look)
        look()
        self.foot(reason, back, close)

    def _to_slots(self) -> None:
        """After drawing, Z and X judge at once: the caret must not be left in some field."""
        if self.verify is not None:
            self.verify.slots.setFocus()

    def _play(self, record: str) -> None:
        """A record is heard where its recording lies in the evidence, if it was brought there."""
        found = next((one for one in list_evidence(self._desk) if record in one.name), None)
        if found is None:
            self.notice.say("na", _("{record} 不在证据里，请在录音系统里听。", record=record))
        else:
            self.go.emit("evidence", found.id)

    def _add_measure(self, text: str) -> None:
        file = self._file
        if file is not None and text:
            self._attempt(lambda: add_action(self._desk, file.finding.id, text))

    def _move(self, action: Action, state: ActionState) -> None:
        self._attempt(lambda: move_action(self._desk, action.id, state))

    def _attempt(self, act: Callable[[], T]) -> T | None:
        self.flush()
        result = self._run(act)
        if result is not None:
            self.wrote.emit(self._changes())
        return result

    def _quietly(self, act: Callable[[], T]) -> T | None:
        result = self._run(act)
        if result is not None:
            self.noted.emit(self._changes())
        return result

    def _run(self, act: Callable[[], T]) -> T | None:
        try:
            return act()
        except AuditDeskError as error:
            self.notice.say("bad", error.message)
            return None

    def _changes(self) -> ChangeSet:
        name = self._file.finding.id if self._file is not None else ""
        return ChangeSet(frozenset((kind, name) for kind in TOUCHED))


def _allow(button: KeyButton, why: str) -> None:
    if why:
        button.refuse(why)
    else:
        button.allow()
