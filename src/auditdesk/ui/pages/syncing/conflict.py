"""冲突: one entity, field by field; the result is spelled out before it is applied, both originals stay."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from auditdesk.domain.wording import entity_word, field_word, value_word
from auditdesk.i18n import _
from auditdesk.services.sharing_conflicts import Choice, Side
from auditdesk.services.sharing_settling import Decision, Merged, Origin, Question
from auditdesk.ui.keys import bind
from auditdesk.ui.pages.syncing.field import FieldBlock
from auditdesk.ui.pages.syncing.reading import SyncFile
from auditdesk.ui.pages.syncing.words import millis_moment
from auditdesk.ui.widgets.avatar import Avatar
from auditdesk.ui.widgets.buttons import KeyButton, KeyCap
from auditdesk.ui.widgets.layouts import clear, column, panel, row, scrolled
from auditdesk.ui.widgets.text import Elided, Icon, Rule, Text

_SHOWN_MERGED = 6


class ConflictPane(QFrame):
    """The question in hand.

    Signals:
        applied: the `Question` and its list of `Decision`; the page writes them.
        later: 以后再说.
    """

    applied = Signal(object, object)
    later = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.setAccessibleName(_("冲突"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for key, by in (("Up", -1), ("Down", 1)):
            bind(self, key, partial(self.step, by), context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.question: Question | None = None
        self.blocks: list[FieldBlock] = []
        self._at = 0
        self._shown: tuple[Question, int, int] | None = None
        self._people: dict[str, str] = {}
        self._head = row(gap=8, margins=(16, 0, 12, 0))
        self._sides = row(gap=8, margins=(16, 0, 16, 0))
        self._fields = QVBoxLayout()
        self._fields.setSpacing(0)
        self._outcome = QVBoxLayout()
        self._merged = QVBoxLayout()
        for layout in (self._outcome, self._merged):
            layout.setSpacing(2)
            layout.setContentsMargins(16, 10, 16, 12)
        self.apply = KeyButton(_("应用"), "primary", key="Ctrl+Enter")
        self.put_off = KeyButton(_("以后再说"))
        self.apply.clicked.connect(self.finish)
        self.put_off.clicked.connect(self.later)
        self._lay_out()

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.setSpacing(0)
        for layout, height in ((self._head, 48), (self._sides, 40)):
            bar = QWidget()
            bar.setLayout(layout)
            bar.setFixedHeight(height)
            whole.addWidget(bar)
            whole.addWidget(Rule())
        holder = QWidget()
        holder.setLayout(column(self._fields, None, gap=0))
        self._area = scrolled(holder)
        whole.addWidget(self._area, 1)
        halves = row(gap=0)
        halves.addLayout(self._outcome, 1)
        halves.addWidget(Rule(upright=True))
        halves.addLayout(self._merged, 1)
        whole.addWidget(panel(halves, "sunken", "top"))
        kept = Elided(_("两份原值都留在历史里，可再改"), "small", "text_2")
        foot = row(
            Icon("history", "text_3"), kept, None, KeyCap("Up"), KeyCap("Down"),
            Text(_("换字段"), "small", "text_3"), self.put_off, self.apply, margins=(16, 9, 12, 10),
        )  # fmt: skip
        whole.addWidget(panel(foot, line="top"))

    def show_question(self, file: SyncFile, question: Question, place: int) -> None:
        """Show one; what was already chosen in the same question stays, the same one is left alone."""
        shown = (question, place, len(file.questions))
        if shown == self._shown:
            return
        self._shown = shown
        before = [(one.view, one.decision()) for one in self.blocks]
        at = self._at if self.question is not None and self.question.entity == question.entity else 0
        self.question, self._people = question, {**question.names, **file.names()}
        self._show_head(question, place, len(file.questions))
        self._show_sides(file, question)
        clear(self._fields)
        self.blocks = [FieldBlock(view, self._people, file.now[:10]) for view in question.fields]
        for place_, block in enumerate(self.blocks):
            block.decided.connect(self._look)
            block.reached.connect(lambda at=place_: self.go_to(at, focus=False))
            self._fields.addWidget(block)
            self._fields.addWidget(Rule())
            _restore(block, next((found for view, found in before if view == block.view), None))
        self._show_merged(question.merged)
        self.go_to(min(at, len(self.blocks) - 1), focus=False)
        self._look()

    def go_to(self, place: int, *, focus: bool = True) -> None:
        """Make a field current; ``focus`` takes the caret out of another field's text."""
        if not 0 <= place < len(self.blocks):
            return
        self._at = place
        for at, block in enumerate(self.blocks):
            block.set_current(current=at == place)
            if focus and at != place and block.edit.hasFocus():
                block.edit.clearFocus()
        self._area.ensureWidgetVisible(self.blocks[place])

    def step(self, by: int) -> None:
        """↑ and ↓."""
        self.go_to(self._at + by)

    def choose(self, choice: Choice) -> None:
        """1–4 for the current field."""
        if self.blocks:
            block = self.blocks[self._at]
            block.choose(choice)
            self._reveal(block)

    def _reveal(self, block: FieldBlock) -> None:
        """Bring a block into sight once it has grown by the text of 编辑."""
        holder = self._area.widget()
        if holder is not None and (layout := holder.layout()) is not None:
            layout.activate()
            holder.adjustSize()
        self._area.ensureWidgetVisible(block, 0, 8)

    def finish(self) -> None:
        """Ctrl+Enter: hand over the decisions when every field has one."""
        decisions = self._decisions()
        if self.question is not None and len(decisions) == len(self.blocks):
            self.applied.emit(self.question, decisions)

    def _decisions(self) -> list[Decision]:
        return [found for block in self.blocks if (found := block.decision()) is not None]

    def _show_head(self, question: Question, place: int, all_: int) -> None:
        clear(self._head)
        self._head.addWidget(Text(_("冲突"), "heading"))
        self._head.addWidget(Text(f"{place + 1} / {all_}", tone="text_3"))
        self._head.addWidget(Text(question.code or entity_word(question.kind), "strong", "accent"))
        name = question.title or (entity_word(question.kind) if question.code else "")
        self._head.addWidget(Elided(name), 1)
        if question.merged:
            self._head.addWidget(Icon("check", "ok"))
            words = _("另 {n} 个字段已自动合并", n=len(question.merged))
            self._head.addWidget(Text(words, "small", "ok"))

    def _show_sides(self, file: SyncFile, question: Question) -> None:
        clear(self._sides)
        newest = max((one.theirs[0] for one in question.fields), key=lambda side: side.millis)
        mine = max((one.mine for one in question.fields), key=lambda side: side.millis)
        for word, side, other in ((_("我的"), mine, False), (_("对方"), newest, True)):
            half = row(Avatar(self._people.get(side.user, side.user), other=other), Text(word, "strong"))
            half.addWidget(Elided(self._written(file, side), "small", "text_3"), 1)
            self._sides.addLayout(half, 1)

    def _written(self, file: SyncFile, side: Side) -> str:
        who = self._people.get(side.user, _("未知用户"))
        laptop = next((one for one in file.laptops if one.device == side.device), None)
        place = "" if laptop is None else _("本机") if laptop.here else _("{n} 号电脑", n=laptop.number)
        return "，".join(part for part in (who, place, millis_moment(side.millis, file.now)) if part)

    def _show_merged(self, merged: Sequence[Merged]) -> None:
        assert self.question is not None
        clear(self._merged)
        note = _("只有一边改过，或两边相同")
        self._merged.addLayout(row(Text(_("已自动合并"), "strong"), Text(note, "small", "text_3"), None))
        words = {Origin.THEIRS: _("对方改"), Origin.MINE: _("我的改"), Origin.BOTH: _("两边一致")}
        kind = self.question.kind
        for one in merged[:_SHOWN_MERGED]:
            value = value_word(kind, one.field, one.value, self._people)
            line = Elided(f"{field_word(kind, one.field)} {value}", "small")
            self._merged.addLayout(_pair(words[one.origin], line))
        if len(merged) > _SHOWN_MERGED:
            more = _("还有 {n} 个字段", n=len(merged) - _SHOWN_MERGED)
            self._merged.addWidget(Text(more, "small", "text_3"))
        if not merged:
            self._merged.addWidget(Text(_("没有别的字段要合并"), "small", "text_3"))
        self._merged.addStretch(1)

    def _look(self) -> None:
        """Spell out what will be written, and whether it can be."""
        clear(self._outcome)
        self._outcome.addWidget(Text(_("将写入"), "strong"))
        for block in self.blocks:
            tone = "text" if block.decision() else "rev"
            self._outcome.addLayout(_pair(block.label, Elided(block.outcome(), "small", tone)))
        self._outcome.addStretch(1)
        done, all_ = len(self._decisions()), len(self.blocks)
        self.apply.set_label(_("应用 {done} / {all}", done=done, all=all_))
        if done == all_:
            self.apply.allow()
        else:
            self.apply.refuse(_("还有 {n} 个字段没选", n=all_ - done))


def _pair(label: str, value: QWidget) -> QVBoxLayout:
    """A quiet label of fixed width and a value."""
    head = Text(label, "small", "text_3")
    head.setFixedWidth(64)
    line = row(head, gap=4)
    line.addWidget(value, 1)
    return column(line, gap=0)


def _restore(block: FieldBlock, found: Decision | None) -> None:
    if found is None:
        return
    if found.text:
        block.edit.set_text(found.text)
    block.choose(found.choice, write=False)
