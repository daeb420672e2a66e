"""The item card: everything needed to judge, in reading order."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from auditdesk.domain.audits import Verdict
from auditdesk.domain.checklists import Clause, Item, severity_label
from auditdesk.domain.counting import copied, copied_month
from auditdesk.i18n import _
from auditdesk.services.answering import Entry
from auditdesk.ui.dialogs import Dialogs
from auditdesk.ui.jobs import Jobs
from auditdesk.ui.keys import bind
from auditdesk.ui.pages.run.answer_box import AnswerBox
from auditdesk.ui.pages.run.autosave import AutoSave
from auditdesk.ui.pages.run.item_evidence import ItemEvidence
from auditdesk.ui.pages.run.item_notices import ItemNotices
from auditdesk.ui.pages.run.run_file import RunFile, review_state
from auditdesk.ui.pages.run.samples import SampleBox
from auditdesk.ui.theme.glyphs import State, state_word
from auditdesk.ui.widgets.buttons import KeyCap
from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.either import EitherWay
from auditdesk.ui.widgets.inputs import TextField, mark_input
from auditdesk.ui.widgets.layouts import column, panel, row, scrolled
from auditdesk.ui.widgets.text import Icon, Text

_TITLE_ROOM = 180
"""A title of eight characters stays in one line beside the chips."""

_CHIPS = {
    State.REVIEW: ("rev", "clock"),
    State.RETURNED: ("rev", "undo-2"),
    State.REVIEWED: ("na", "check-check"),
}


class ItemCard(QWidget):
    """Content, standard, method, samples, answer, note, evidence, clause of the current item."""

    def __init__(self, run: RunFile, jobs: Jobs, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._id = Text(role="heading", tone="accent")
        self._title = Text(role="heading", wrap=True)
        self._weight, self._severity, self._review = Chip(""), Chip(""), Chip("", "rev")
        self._origin = Chip("", icon="history")
        self._veto_chip = Chip(_("单项否决"), "solid", icon="circle-x")
        self._facts = {name: Text(wrap=True) for name in ("check", "standard", "method")}
        self.samples = SampleBox()
        self.answer = AnswerBox(run.desk.today())
        self.told = ItemNotices(run)
        self.veto = self.told.veto
        self._note_label = Text(role="small", tone="text_2")
        self.note = TextField(lines=2, most=6, says=_("说明"))
        self.note_save = AutoSave(self.note, self._save_note)
        self.saved = Text(role="small", tone="text_3")
        self._shown = ""
        self.evidence = ItemEvidence(run, jobs, dialogs, self)
        self._clauses = QVBoxLayout()
        self._clauses.setSpacing(8)
        self._lay_out()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Show the current item."""
        item, answer = self._run.item, self._run.answer()
        fresh = item.id != self._shown
        if fresh:
            self._show_text(item)
        self.samples.show_item(item, answer)
        self.answer.show_item(item, answer, asked=item.id not in self._run.not_asked)
        self.told.refresh()
        text = answer.note if answer else ""
        if fresh:
            self.note_save.force(text)
        else:
            self.note_save.show(text)
        self._show_state(item)
        self.evidence.refresh()
        self._shown = item.id

    def _lay_out(self) -> None:
        self._title.setSizePolicy(
            self._title.sizePolicy().horizontalPolicy(), self._title.sizePolicy().verticalPolicy()
        )
        chips = (self._veto_chip, self._weight, self._severity, self._origin, self._review)
        titled = row(self._id, self._title)
        titled.setStretchFactor(self._title, 1)
        titled.setAlignment(self._id, Qt.AlignmentFlag.AlignTop)
        self._head = EitherWay(titled, row(*chips, None), room=_TITLE_ROOM, gap=8)
        facts = QGridLayout()
        facts.setHorizontalSpacing(12)
        facts.setVerticalSpacing(4)
        words = {"check": _("内容"), "standard": _("标准"), "method": _("方式")}
        for line, (name, text) in enumerate(self._facts.items()):
            label = Text(words[name], tone="text_3")
            label.setMinimumWidth(40)
            facts.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
            facts.addWidget(text, line, 1)
        facts.setColumnStretch(1, 1)
        note = column(row(self._note_label, None, self.saved, KeyCap("N")), self.note, gap=4)
        content = QWidget()
        content.setLayout(
            column(
                self._head, facts, self.samples, self.told.above, self.answer, self.told, note, self.evidence,
                self._clauses, None, gap=12, margins=(20, 12, 20, 12),
            )
        )  # fmt: skip
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(content))

    def _connect(self) -> None:
        self.answer.entered.connect(self._enter)
        self.samples.entered.connect(self._run.record)
        bind(self, "N", lambda: self.note.setFocus(Qt.FocusReason.ShortcutFocusReason))
        self._run.leaving.connect(self.note_save.flush)
        self._run.moved.connect(self.refresh)
        self._run.changed.connect(self.refresh)

    def fill_down(self) -> None:
        """Ctrl+D: the same answer and note as the item above, then on to the next."""
        self.note_save.flush()
        if self._run.fill_down():
            self._run.step(1)

    def _enter(self, entry: Entry) -> None:
        self.note_save.flush()
        self._run.record(entry)
        if entry.verdict == Verdict.NOT_APPLICABLE and not self.note.text():
            self.note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _save_note(self, text: str) -> None:
        self._run.record(Entry(note=text), self._shown)

    def _show_text(self, item: Item) -> None:
        self._id.setText(item.id)
        self._title.setText(item.title)
        self._weight.set_chip(_("权重 {n}", n=f"{item.weight:g}"))
        self._severity.set_chip(_("严重度 {word}", word=severity_label(item.severity)))
        self._veto_chip.setVisible(item.veto)
        for name, text in self._facts.items():
            text.setText(getattr(item, name) or "—")
        while (part := self._clauses.takeAt(0)) is not None:
            if (widget := part.widget()) is not None:
                widget.deleteLater()
        for clause in item.basis:
            self._clauses.addWidget(_clause_box(clause))

    def _show_state(self, item: Item) -> None:
        answer = self._run.answer()
        verdict = answer.verdict if answer else ""
        state = review_state(answer)
        at = self._run.saved_at
        self.saved.setText(_("已自动保存 {time}", time=at) if at else "")
        month = copied_month(answer)
        self._origin.setVisible(bool(month))
        self._origin.set_chip(_("沿用 {month}", month=month), "rev" if copied(answer) else "", "history")
        self._review.setVisible(state is not None)
        if state is not None:
            self._review.set_chip(state_word(state), *_CHIPS[state])
        self._head.turn()
        needed = verdict in item.note_on
        self._note_label.setText(_("说明（{word}时必填）", word=_word(verdict)) if needed else _("说明"))
        empty = needed and not (answer.note if answer else "").strip()
        mark_input(self.note, "missing" if empty else "")
        self.note.setPlaceholderText(_("还缺说明") if empty else "")


def _word(verdict: str) -> str:
    return state_word(State.NA) if verdict == Verdict.NOT_APPLICABLE else state_word(State.BAD)


def _clause_box(clause: Clause) -> QWidget:
    """The clause an item rests on, quoted where the form quotes it."""
    name = " ".join(part for part in (clause.document, clause.version) if part)
    title = Text(_("{name}，{clause}", name=name, clause=clause.clause), tone="accent", wrap=True)
    head = row(Icon("scroll-text", "accent"), title, gap=6)
    head.setStretchFactor(title, 1)
    box = column(head, gap=2, margins=(12, 6, 12, 6))
    if clause.quote:
        box.addWidget(Text(_("“{text}”", text=clause.quote), tone="text_2", wrap=True))
    return panel(box, "sunken")
