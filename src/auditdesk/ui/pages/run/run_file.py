"""The audit being worked through: one read model, one place for writes, undo and redo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from auditdesk.domain.audits import Answer, ReviewDecision, Verdict
from auditdesk.domain.checklists import Item
from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.findings import Finding
from auditdesk.domain.fixlist import AuditFile, Todo, things_to_fix
from auditdesk.domain.scoring import Score, score_audit
from auditdesk.services.answering import Entry, Recorded, record_answer, restore_answer
from auditdesk.services.audits import open_file
from auditdesk.services.changes import ChangeSet
from auditdesk.services.desk import Desk
from auditdesk.ui.theme.glyphs import State

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Step:
    before: Answer
    after: Answer
    note_only: bool


class RunFile(QObject):
    """What the parts of the run view share.

    Signals:
        leaving: the current item is about to change; unsaved text is saved now.
        moved: another item is current.
        changed: something was written or read again.
        failed: a sentence why a step was refused; empty after the next success.
        wrote: a `ChangeSet` for the other pages.
    """

    leaving = Signal()
    moved = Signal()
    changed = Signal()
    failed = Signal(str)
    wrote = Signal(object)

    def __init__(self, desk: Desk, audit_id: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.file: AuditFile = open_file(desk, audit_id)
        self.items: list[Item] = list(self.file.form.items())
        self.item: Item = self.items[0]
        self.score: Score = score_audit(self.file.form, self.file.answers)
        self.todos: tuple[Todo, ...] = things_to_fix(self.file)
        self.saved_at = ""
        self._done: list[_Step] = []
        self._undone: list[_Step] = []

    def reload(self) -> None:
        """Read everything again and tell the parts."""
        self.file = open_file(self.desk, self.file.audit.id)
        self.items = list(self.file.form.items())
        self.item = self.file.form.item(self.item.id) or self.items[0]
        self.score = score_audit(self.file.form, self.file.answers)
        self.todos = things_to_fix(self.file)
        self.changed.emit()

    def answer(self, item_id: str = "") -> Answer | None:
        """The answer of an item (the current one by default)."""
        return self.file.answers.get(item_id or self.item.id)

    def verdict(self, item_id: str = "") -> str:
        """The item's verdict, or an empty string."""
        answer = self.answer(item_id)
        return answer.verdict if answer else ""

    def findings(self) -> list[Finding]:
        """Findings of the current item."""
        return [one for one in self.file.findings if one.item_id == self.item.id]

    def go(self, item_id: str) -> None:
        """Make an item current; an unknown one is ignored."""
        wanted = self.file.form.item(item_id)
        if wanted is None or wanted.id == self.item.id:
            return
        self.leaving.emit()
        self.item = wanted
        self.moved.emit()

    def step(self, by: int) -> bool:
        """Go to the next or previous item in printed order; False at the ends."""
        place = [one.id for one in self.items].index(self.item.id) + by
        if not 0 <= place < len(self.items):
            return False
        self.go(self.items[place].id)
        return True

    def next_open(self) -> bool:
        """Go to the next unanswered item, starting over at the end; False when there is none."""
        here = [one.id for one in self.items].index(self.item.id)
        for one in [*self.items[here + 1 :], *self.items[:here]]:
            if not self.verdict(one.id):
                self.go(one.id)
                return True
        return False

    def attempt(self, act: Callable[[], T], *touched: tuple[str, str]) -> T | None:
        """Run a write; on a refusal tell the sentence and return None."""
        try:
            result = act()
        except AuditDeskError as error:
            self.failed.emit(error.message)
            return None
        self.failed.emit("")
        self.saved_at = self.desk.clock.now().strftime("%H:%M")
        self.reload()
        self.wrote.emit(ChangeSet(frozenset(touched)))
        return result

    def record(self, entry: Entry, item_id: str = "") -> Recorded | None:
        """Record an answer on an item (the current one by default) and remember how to undo it."""
        name = item_id or self.item.id
        audit_id = self.file.audit.id
        done = self.attempt(
            lambda: record_answer(self.desk, audit_id, name, entry), ("answer", f"{audit_id}/{name}")
        )
        if done is not None and done.before != done.after:
            self._remember(_Step(done.before or _blank(done.after), done.after, _only_note(entry)))
        return done

    def undo(self) -> bool:
        """Take the last answer back; False when there is nothing to undo."""
        return self._swap(self._done, self._undone, back=True)

    def redo(self) -> bool:
        """Put back what was undone; False when there is nothing to redo."""
        return self._swap(self._undone, self._done, back=False)

    def can_undo(self) -> bool:
        """Whether an answer of this sitting can be taken back."""
        return bool(self._done)

    def can_redo(self) -> bool:
        """Whether something was undone."""
        return bool(self._undone)

    def _remember(self, step: _Step) -> None:
        """Keystrokes of one note are one step."""
        self._undone.clear()
        last = self._done[-1] if self._done else None
        if last and step.note_only and last.note_only and last.after.id == step.after.id:
            self._done[-1] = replace(last, after=step.after)
        else:
            self._done.append(step)
        self.changed.emit()

    def _swap(self, source: list[_Step], target: list[_Step], *, back: bool) -> bool:
        self.leaving.emit()
        if not source:
            return False
        step = source.pop()
        value = step.before if back else step.after
        target.append(step)
        done = self.attempt(lambda: restore_answer(self.desk, value), ("answer", value.id))
        if done is None:
            source.append(target.pop())
            return False
        self.go(value.item_id)
        return True


def _blank(answer: Answer) -> Answer:
    """The answer as if nothing had been entered yet."""
    return Answer(answer.id, answer.audit_id, answer.item_id, answer.item_hash)


def _only_note(entry: Entry) -> bool:
    return entry.note is not None and entry.verdict is None and entry.sample_marks is None


def state_of(item: Item, answer: Answer | None) -> State:
    """The glyph of an answer; a failed veto item has its own (REQUIREMENTS A5)."""
    verdict = answer.verdict if answer else ""
    if verdict == Verdict.FAIL:
        return State.VETO if item.veto else State.BAD
    return {
        Verdict.PASS.value: State.OK,
        Verdict.RECORDED.value: State.OK,
        Verdict.NOT_APPLICABLE.value: State.NA,
    }.get(verdict, State.EMPTY)


def review_state(answer: Answer | None) -> State | None:
    """The glyph of the second person's decision; None while there is nothing to review."""
    if answer is None or not answer.verdict:
        return None
    return {
        ReviewDecision.CONFIRMED.value: State.REVIEWED,
        ReviewDecision.RETURNED.value: State.RETURNED,
    }.get(answer.review, State.REVIEW)
