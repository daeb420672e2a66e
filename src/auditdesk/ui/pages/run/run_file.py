"""The audit being worked through: one read model, one place for writes, undo and redo."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from auditdesk.domain.audits import Answer, ReviewDecision, Verdict
from auditdesk.domain.checklists import Item
from auditdesk.domain.counting import copied, counting, not_asked
from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.findings import Action, Finding
from auditdesk.domain.fixlist import AuditFile, Todo, things_to_fix
from auditdesk.domain.scoring import Score, score_audit
from auditdesk.i18n import _
from auditdesk.services.answering import Entry, Recorded, record_answers
from auditdesk.services.audits import open_file
from auditdesk.services.changes import ChangeSet
from auditdesk.services.desk import Desk
from auditdesk.services.drafting import reinstated
from auditdesk.services.earlier import Earlier, earlier_audit
from auditdesk.services.undoing import Change, Record, Step, read_records, redo_step, undo_step
from auditdesk.ui.pages.run.undo_stack import UndoStack
from auditdesk.ui.theme.glyphs import State

T = TypeVar("T")


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

    def __init__(
        self, desk: Desk, audit_id: str, steps: UndoStack | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.steps = steps if steps is not None else UndoStack()
        self.file: AuditFile = open_file(desk, audit_id)
        self.items: list[Item] = list(self.file.form.items())
        self.item: Item = self.items[0]
        self.earlier: Earlier | None = earlier_audit(desk, audit_id)
        self.saved_at = ""
        self._judge()

    def reload(self) -> None:
        """Read everything again and tell the parts."""
        self.file = open_file(self.desk, self.file.audit.id)
        self.items = list(self.file.form.items())
        self.item = self.file.form.item(self.item.id) or self.items[0]
        self._judge()
        self.changed.emit()

    def _judge(self) -> None:
        form, answers = self.file.form, self.file.answers
        self.score: Score = score_audit(form, answers)
        self.todos: tuple[Todo, ...] = things_to_fix(self.file)
        self.live: dict[str, Answer] = counting(form, answers)
        self.not_asked: dict[str, str] = not_asked(form, answers)

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
            if self.is_open(one.id):
                self.go(one.id)
                return True
        return False

    def is_open(self, item_id: str) -> bool:
        """Whether the item is asked and has no answer that counts."""
        answer = self.live.get(item_id)
        return item_id not in self.not_asked and not (answer and answer.verdict)

    def attempt(self, act: Callable[[], T], *touched: tuple[str, str]) -> T | None:
        """Run a write that cannot be taken back; on a refusal tell the sentence and return None."""
        return self._run(act, touched, lambda _result: None)

    def record(self, entry: Entry, item_id: str = "") -> Recorded | None:
        """Record an answer on an item (the current one by default) and remember how to undo it."""
        name = item_id or self.item.id
        merge = f"note/{name}" if _only_note(entry) else ""
        done = self.record_all({name: entry}, merge=merge)
        return done[0] if done else None

    def record_all(
        self, entries: dict[str, Entry], *, title: str = "", merge: str = ""
    ) -> list[Recorded] | None:
        """Record several answers as one step; all or nothing."""
        audit_id = self.file.audit.id
        touched = {("answer", f"{audit_id}/{name}") for name in entries}
        return self.write(
            lambda: record_answers(self.desk, audit_id, entries), touched, title=title, merge=merge
        )

    def fill_down(self) -> bool:
        """Give the current item the answer and note of the asked item above; False when there is none."""
        here = [one.id for one in self.items].index(self.item.id)
        above = next((one for one in reversed(self.items[:here]) if one.id not in self.not_asked), None)
        answer = self.live.get(above.id) if above is not None else None
        if above is None or answer is None or not answer.verdict:
            self.failed.emit(_("上一项还没有作答，没有可以照抄的结果。"))
            return False
        alike = (above.answer_type, above.choices, above.max_points) == (
            self.item.answer_type, self.item.choices, self.item.max_points
        )  # fmt: skip
        entry = same_entry(answer)
        if not alike:
            self.failed.emit(_("{above} 和 {here} 的答法不同，不能照抄。", above=above.id, here=self.item.id))
            return False
        title = _("照抄 {id}", id=above.id)
        return self.record_all({self.item.id: entry}, title=title) is not None

    def write(
        self,
        act: Callable[[], list[Recorded]],
        touched: Iterable[tuple[str, str]],
        *,
        title: str = "",
        merge: str = "",
    ) -> list[Recorded] | None:
        """Run a write of answers and remember it as one step."""

        def remember(done: list[Recorded]) -> None:
            changes = tuple(change for one in done for change in _changes(one))
            item_id = done[0].after.item_id if done else self.item.id
            self._remember(changes, item_id, title, merge)

        return self._run(act, tuple(touched), remember)

    def edit(
        self, cls: type[Record], name: str, act: Callable[[], T], *, title: str = "", merge: str = ""
    ) -> T | None:
        """Run a write on one finding or measure (``name`` is empty when it makes one) and remember it."""
        before = read_records(self.desk, [(cls, name)] if name else [])

        def remember(result: T) -> None:
            key = result.id if not name and isinstance(result, Finding | Action) else name
            after = read_records(self.desk, [(cls, key)]).get(key)
            if after is not None and after != before.get(key):
                self._remember((Change(before.get(key), after),), self.item.id, title, merge)

        return self._run(act, (("finding", name),), remember)

    def undo(self) -> bool:
        """Take the last step back; False when there is nothing to undo."""
        return self._swap(self.steps.last_done, undo_step, self.steps.undone)

    def redo(self) -> bool:
        """Put back what was undone; False when there is nothing to redo."""
        return self._swap(self.steps.last_undone, redo_step, self.steps.redone)

    def can_undo(self) -> bool:
        """Whether a step of this sitting can be taken back."""
        return self.steps.last_done() is not None

    def can_redo(self) -> bool:
        """Whether something was undone."""
        return self.steps.last_undone() is not None

    def _run(
        self, act: Callable[[], T], touched: Iterable[tuple[str, str]], remember: Callable[[T], None]
    ) -> T | None:
        try:
            result = act()
        except AuditDeskError as error:
            self.failed.emit(error.message)
            return None
        remember(result)
        self.failed.emit("")
        self.saved_at = self.desk.clock.now().strftime("%H:%M")
        self.reload()
        self.wrote.emit(ChangeSet(frozenset(touched)))
        return result

    def _remember(self, changes: tuple[Change, ...], item_id: str, title: str, merge: str) -> None:
        if changes:
            self.steps.add(Step(self.file.audit.id, item_id, changes, title), merge)

    def _swap(
        self,
        wanted: Callable[[], Step | None],
        act: Callable[[Desk, Step], Step],
        swapped: Callable[[Step], None],
    ) -> bool:
        self.leaving.emit()
        step = wanted()
        if step is None:
            return False
        touched = [(_KINDS[type(change.after)], change.after.id) for change in step.changes]
        done = self._run(lambda: act(self.desk, step), touched, swapped)
        if done is not None:
            self.go(step.item_id)
        return done is not None


_KINDS: dict[type[Record], str] = {Answer: "answer", Finding: "finding", Action: "action"}


def same_entry(answer: Answer) -> Entry:
    """The entry that gives another item of the same kind this answer and note."""
    if answer.verdict == Verdict.NOT_APPLICABLE or not (answer.value or answer.choices or answer.deductions):
        return Entry(verdict=answer.verdict, note=answer.note)
    if answer.deductions:
        return Entry(deductions=answer.deductions, note=answer.note)
    return Entry(value=answer.value or None, choices=answer.choices or None, note=answer.note)


def _changes(done: Recorded) -> list[Change]:
    """What one recorded answer changed, for undo."""
    changes = [] if done.before == done.after else [Change(done.before, done.after)]
    if done.finding is not None:
        changes.append(Change(None, done.finding))
    if done.withdrawn is not None:
        changes.append(Change(reinstated(done.withdrawn), done.withdrawn))
    return changes


def _only_note(entry: Entry) -> bool:
    return entry.note is not None and entry.verdict is None and entry.sample_marks is None


def state_of(item: Item, answer: Answer | None) -> State:
    """The glyph of an answer; a failed veto item has its own (REQUIREMENTS A5)."""
    verdict = answer.verdict if answer and not copied(answer) else ""
    if verdict == Verdict.FAIL:
        return State.VETO if item.veto else State.BAD
    return {
        Verdict.PASS.value: State.OK,
        Verdict.RECORDED.value: State.OK,
        Verdict.NOT_APPLICABLE.value: State.NA,
    }.get(verdict, State.EMPTY)


def review_state(answer: Answer | None) -> State | None:
    """The glyph of the second person's decision; None while there is nothing to review."""
    if answer is None or not answer.verdict or copied(answer):
        return None
    return {
        ReviewDecision.CONFIRMED.value: State.REVIEWED,
        ReviewDecision.RETURNED.value: State.RETURNED,
    }.get(answer.review, State.REVIEW)
