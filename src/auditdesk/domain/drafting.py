"""A draft while it is written: its steps for undo and redo, and everything that is still wrong with it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from auditdesk.domain.audits import Verdict
from auditdesk.domain.checklists import AnswerType, Form, Item, placed_problems
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.taxonomy import Taxonomy
from auditdesk.i18n import _

MOST_STEPS = 200
"""Steps kept for undo; older ones are forgotten."""
_CHOICES = (AnswerType.CHOICE, AnswerType.MULTI_CHOICE)
_VERDICTS = frozenset(verdict.value for verdict in Verdict)


class History:
    """Forms one after another. Typing in one field is one step: equal marks in a row are merged."""

    def __init__(self, form: Form) -> None:
        self._steps = [form]
        self._at = 0
        self._mark = ""

    @property
    def form(self) -> Form:
        """The form as it is now."""
        return self._steps[self._at]

    @property
    def can_undo(self) -> bool:
        """Whether there is a step back."""
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back."""
        return self._at < len(self._steps) - 1

    def push(self, form: Form, mark: str = "") -> bool:
        """A new step; what was taken back is forgotten. False when nothing differs."""
        if form == self.form:
            return False
        del self._steps[self._at + 1 :]
        if mark and mark == self._mark and self._at:
            self._steps[self._at] = form
        else:
            self._steps.append(form)
            del self._steps[: max(0, len(self._steps) - MOST_STEPS)]
        self._at = len(self._steps) - 1
        self._mark = mark
        return True

    def rest(self) -> None:
        """The next change is a step of its own, also in the same field."""
        self._mark = ""

    def undo(self) -> Form:
        """One step back; at the beginning nothing changes."""
        return self._go(-1)

    def redo(self) -> Form:
        """One step forward again."""
        return self._go(1)

    def _go(self, by: int) -> Form:
        self._at = max(0, min(len(self._steps) - 1, self._at + by))
        self._mark = ""
        return self.form


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing to mend: the item concerned (empty: ``section`` or the form); does it block review."""

    text: str
    item: str = ""
    section: str = ""
    blocks: bool = True


def troubles_of(form: Form, taxonomy: Taxonomy) -> list[Trouble]:
    """Everything wrong with a draft: what forbids submission first, each in printed order."""
    items = list(form.items())
    found = [
        Trouble(text, item=items[place].id if place >= 0 else "") for place, text in placed_problems(form)
    ]
    found += [
        Trouble(_("分类 {id} 里没有检查项，请补上或删去。", id=section.id), section=section.id, blocks=False)
        for section in form.sections
        if not section.items
    ]
    for item in items:
        found += [Trouble(text, item.id, blocks=False) for text in shortcomings(item, taxonomy)]
    return found


def shortcomings(item: Item, taxonomy: Taxonomy) -> Iterator[str]:
    """What a published item should have beyond what makes a form usable, one sentence each."""
    for wrong, say in _tests(item, taxonomy):
        if wrong:
            yield say()


def _tests(item: Item, taxonomy: Taxonomy) -> list[tuple[bool, Callable[[], str]]]:
    number = item.id
    return [
        (not item.standard, lambda: _("检查项 {id} 没有检查标准，请写明怎样算合规。", id=number)),
        (not item.method, lambda: _("检查项 {id} 没有检查方式，请写明怎样查、查多少。", id=number)),
        (not item.title_en, lambda: _("检查项 {id} 没有英文名（title_en），请补上。", id=number)),
        (not item.basis, lambda: _("检查项 {id} 没有依据条款（basis），请补上。", id=number)),
        (any(not clause.document or not clause.clause for clause in item.basis),
         lambda: _("检查项 {id} 的依据要写明文件名和条款。", id=number)),
        (taxonomy.find(item.violation_class) is None,
         lambda: _("检查项 {id} 的违规分类“{name}”不在分类表里，请改用已有编号。",
                   id=number, name=item.violation_class)),
        (not math.isfinite(item.weight) or item.weight <= 0,
         lambda: _("检查项 {id} 的权重要大于 0。", id=number)),
        (not set(item.evidence_on + item.note_on) <= _VERDICTS,
         lambda: _("检查项 {id} 的 evidence_on、note_on 只能用 {words}。",
                   id=number, words=_("、").join(sorted(_VERDICTS)))),
        (item.answer_type is AnswerType.NUMBER and item.threshold is None,
         lambda: _("检查项 {id} 填数字，但没有限值（threshold），请写明。", id=number)),
        (item.answer_type in _CHOICES and not set(item.passing_choices) <= set(item.choices),
         lambda: _("检查项 {id} 的合规选项不在选项里。", id=number)),
    ]  # fmt: skip


def taken_over(draft: Form, found: Form) -> Form:
    """A draft with everything from another form but what names it: id, version, state, revision record.

    Raises:
        BadInputError: the other form is of another checklist.
    """
    if found.id != draft.id:
        raise BadInputError(
            _("文件里的清单编号是 {found}，草稿是 {id}，请核对文件。", found=found.id, id=draft.id)
        )
    return replace(
        found, version=draft.version, state=draft.state, revisions=draft.revisions, language=draft.language
    )
