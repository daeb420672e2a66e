"""The pane of one staff code in the violation ledger: its entries, one with its six steps (B4, B6)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from auditdesk.domain.checklists import severity_label
from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.ledger import (
    EntryKind,
    LedgerStep,
    Step,
    consequence_label,
    entry_kind_label,
    step_label,
)
from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.services.desk import Desk
from auditdesk.services.ledger import LedgerFile, take_step
from auditdesk.services.ledger_staff import StaffFile
from auditdesk.ui.pages.rectify.ledger_step import StepForm
from auditdesk.ui.pages.rectify.praise import NewPraise
from auditdesk.ui.pages.run.days import short_day
from auditdesk.ui.theme.glyphs import State, StateGlyph
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.detail import Block, DetailPane
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.painting import text_width
from auditdesk.ui.widgets.text import Elided, Text


class LedgerPane(DetailPane):
    """One person's entries, or the form of a commendation.

    Signals:
        wrote: a `ChangeSet`; the ledger reads again.
        praised: the id of a new commendation; empty when the form was cancelled.
        opened: the id of the finding behind an entry.
    """

    wrote = Signal(object)
    praised = Signal(str)
    opened = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(_("台账详情"), parent)
        self._desk = desk
        self._person: StaffFile | None = None
        self._position = ""
        self.notice = Notice("bad", "")
        self.step: StepForm | None = None
        self.praise: NewPraise | None = None
        self.chosen = ""
        """The id of the entry that shows its steps."""

    def show_person(self, person: StaffFile | None, position: str = "", entry_id: str = "") -> None:
        """Show a person with the wanted entry open, else the oldest that waits, else the newest."""
        self._clear()
        self._person, self._position = person, position
        if person is None:
            self.chosen = ""
            self.head(Text(_("选一个代号看记录"), tone="text_3"))
            self.foot(None)
            return
        files = {file.entry.id: file for file in person.files}
        shown = files.get(entry_id) or person.waiting or person.files[0]
        self.chosen = shown.entry.id
        self._show_head(person, position)
        self.notice = Notice("bad", "")
        self.notice.hide()
        self.add_block(self.notice)
        for file in person.files:
            self.add_block(self._entry(file, whole=file is shown))
        self._show_foot(shown)

    def show_praise(self, staff_code: str = "") -> None:
        """The form of a commendation."""
        self._clear()
        self.chosen = ""
        self.head(Text(_("写表扬"), "heading"))
        self.praise = NewPraise(self._desk, staff_code)
        self.praise.made.connect(self.praised)
        self.praise.cancelled.connect(lambda: self.praised.emit(""))
        self.add_block(self.praise)
        self.foot(None)
        (self.praise.text if staff_code else self.praise.staff).setFocus()

    def _clear(self) -> None:
        self.clear_blocks()
        self.step = self.praise = None

    def _show_head(self, person: StaffFile, position: str) -> None:
        months = self._desk.tools.learning().period_months
        chips: list[QWidget] = [Text(person.staff_code, "heading")]
        if person.repeats:
            chips.append(Chip(_("重复 {n} 次", n=person.repeats), "bad"))
        if person.gravest is not None:
            chips.append(Chip(_("最重：{word}", word=severity_label(person.gravest))))
        words = _("近 {months} 个月违规 {n} 次", months=months, n=person.violations)
        if person.commendations:
            words = _("{words}，表扬 {n} 次", words=words, n=person.commendations)
        self.head(row(*chips, None, Text(position, "small", "text_3")), Text(words, "small", "text_2"))

    def _entry(self, file: LedgerFile, *, whole: bool) -> Block:
        entry, today = file.entry, self._desk.today()
        right = Text(short_day(entry.occurred_on, today), "small", "text_3")
        block = Block(f"{entry.code}　{entry_kind_label(entry.kind)}", _times(file), right)
        block.setAccessibleName(f"{entry.code} {entry.summary}")
        block.add(Text(entry.summary, wrap=True) if whole else Elided(entry.summary, "small", "text_2"))
        if not whole:
            opens = KeyButton(_("看步骤"), "link", height=28)
            opens.setAccessibleName(_("看 {code} 的步骤", code=entry.code))
            opens.clicked.connect(partial(self._open, entry.id))
            block.add(row(*_standing(file), None, opens))
            return block
        if entry.kind is EntryKind.VIOLATION:
            label = self._desk.taxonomy().label(entry.violation_class) if entry.violation_class else ""
            facts = "・".join(part for part in (label, severity_label(entry.severity)) if part)
            tail = []
            if entry.finding_id:
                link = KeyButton(_("看问题"), "link", height=28)
                link.clicked.connect(lambda: self.opened.emit(entry.finding_id))
                tail = [link]
            block.add(row(Text(facts, "small", "text_2", wrap=True), None, *tail))
        block.add(row(*_standing(file), None))
        self._add_steps(block, file)
        return block

    def _add_steps(self, block: Block, file: LedgerFile) -> None:
        done = {one.step: one for one in file.steps}
        for step in Step:
            block.add(self._line(step, done.get(step), current=step is file.next))
            if step is file.next:
                button = KeyButton(
                    _("完成“{step}”", step=step_label(step.value)), "primary", key="Ctrl+Enter"
                )
                self.step = StepForm(self._desk, file, step, button)
                self.step.words.returnPressed.connect(button.click)
                button.clicked.connect(partial(self._take, file.entry.id))
                inset = row(self.step, margins=(24, 0, 0, 4))
                block.add(inset)

    def _line(self, step: Step, done: LedgerStep | None, *, current: bool) -> QWidget:
        """Glyph, word, day, owner, what was said."""
        glyph = StateGlyph(State.CLOSED if done else State.CURRENT if current else State.EMPTY)
        word = Text(step_label(step.value), "strong" if current else "body", "accent" if current else "text")
        word.setMinimumWidth(_word_width())
        line = QWidget()
        parts: list[QWidget | int | None] = [glyph, word]
        said = ""
        if done is not None:
            day = Text(short_day(done.done_on, self._desk.today()), "small", "text_2")
            day.setMinimumWidth(42)
            said = f"{done.owner}　{done.note}".strip()
            parts += [day, Elided(said, "small", "text_2")]
        line.setLayout(row(*parts, None) if done is None else row(*parts))
        if done is not None:
            line.layout().setStretch(3, 1)  # type: ignore[union-attr]  # the row was set just now
        when = done.done_on if done else _("现在") if current else _("还没有到")
        line.setAccessibleName(f"{step_label(step.value)} {when} {said}".strip())
        return line

    def _show_foot(self, file: LedgerFile) -> None:
        if self.step is None:
            gone = _("申诉成立，问题已撤销，不再处理。")
            self.foot(Text(gone if file.withdrawn else _("已归档"), "small", "text_3"))
            return
        reason = Text(self.step.done.reason(), "small", "text_3", wrap=True)
        self.foot(reason, self.step.done)

    def _open(self, entry_id: str, *_checked: object) -> None:
        self.show_person(self._person, self._position, entry_id)

    def _take(self, entry_id: str, *_checked: object) -> None:
        if self.step is None:
            return
        given = self.step.given()
        try:
            take_step(self._desk, entry_id, given)
        except AuditDeskError as error:
            self.notice.say("bad", error.message)
            return
        self.wrote.emit(ChangeSet(frozenset({("ledger_entry", entry_id)})))

    def keep_focus(self) -> None:
        """After a step the caret stands in the next one, so that a row of steps needs no mouse."""
        if self.step is not None:
            self.step.words.setFocus(Qt.FocusReason.OtherFocusReason)


def _word_width() -> int:
    """The widest word of a step, so that the days stand below each other in every language."""
    return round(max(text_width(step_label(one.value), bold=True) for one in Step)) + 8


def _times(file: LedgerFile) -> str:
    return _("期内第 {n} 次", n=file.times) if file.times else ""


def _standing(file: LedgerFile) -> list[QWidget]:
    """Consequence or suggestion, or that an appeal took it back."""
    if file.withdrawn:
        return [Chip(_("申诉撤销"), "na")]
    if file.entry.consequence:
        tone = "ok" if file.entry.kind is EntryKind.COMMENDATION else ""
        return [Chip(_("处理：{word}", word=consequence_label(file.entry.consequence)), tone)]
    if file.suggestion:
        return [Chip(_("建议：{word}", word=consequence_label(file.suggestion)), "rev")]
    return [Text(_("处理未定"), "small", "text_3")]
