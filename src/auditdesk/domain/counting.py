"""Which answers count: the item is asked, and an answer taken over from the last audit was confirmed.

An item is asked while every condition on its way holds (it may hang on an item that hangs on a third).
What is not asked keeps its answer, but nothing counts it (DESIGN §2).
"""

from __future__ import annotations

from collections.abc import Mapping

from auditdesk.domain.audits import Answer, verdict_label
from auditdesk.domain.checklists import Form, Item
from auditdesk.i18n import _

COPIED, KEPT = "last:", "kept:"
"""Beginnings of `Answer.origin`: taken over from the last audit, and the same after somebody confirmed it;
the month of that audit follows (``last:2026-10``)."""


def applies(item: Item, answers: Mapping[str, Answer]) -> bool:
    """Whether the item's own condition on another answer holds; give it answers that count."""
    if item.condition is None:
        return True
    other = answers.get(item.condition.item)
    given = {other.verdict, *other.choices} if other else set()
    return bool(given & set(item.condition.answers))


def copied(answer: Answer | None) -> bool:
    """Whether the answer was taken over from the last audit and nobody confirmed it yet."""
    return answer is not None and answer.origin.startswith(COPIED)


def copied_month(answer: Answer | None) -> str:
    """The month an answer was taken over from, confirmed or not; empty for all others."""
    origin = answer.origin if answer else ""
    return origin.partition(":")[2] if origin.startswith((COPIED, KEPT)) else ""


def counting(form: Form, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers that count, by item id."""
    confirmed = {name: one for name, one in answers.items() if not copied(one)}
    items = {item.id: item for item in form.items()}
    return {
        name: one
        for name, one in confirmed.items()
        if name not in items or _stopped_at(items[name], items, confirmed) is None
    }


def asked_items(form: Form, answers: Mapping[str, Answer]) -> list[Item]:
    """The items that must be answered, in printed order."""
    confirmed = {name: one for name, one in answers.items() if not copied(one)}
    items = {item.id: item for item in form.items()}
    return [item for item in form.items() if _stopped_at(item, items, confirmed) is None]


def not_asked(form: Form, answers: Mapping[str, Answer]) -> dict[str, str]:
    """Why items are not asked, one sentence by item id."""
    confirmed = {name: one for name, one in answers.items() if not copied(one)}
    items = {item.id: item for item in form.items()}
    return {
        item.id: _reason(stopped, items, confirmed)
        for item in form.items()
        if (stopped := _stopped_at(item, items, confirmed)) is not None
    }


def _stopped_at(item: Item, items: Mapping[str, Item], answers: Mapping[str, Answer]) -> Item | None:
    """The first item on the way up whose condition does not hold; a ring ends where it began."""
    seen: set[str] = set()
    here: Item | None = item
    while here is not None and here.condition is not None and here.id not in seen:
        if not applies(here, answers):
            return here
        seen.add(here.id)
        here = items.get(here.condition.item)
    return None


def _reason(item: Item, items: Mapping[str, Item], answers: Mapping[str, Answer]) -> str:
    condition = item.condition
    if condition is None:
        return ""
    wanted = _("或").join(f"“{_word(one)}”" for one in condition.answers)
    other, answer = items.get(condition.item), answers.get(condition.item)
    title = other.title if other else ""
    if answer is None or not answer.verdict:
        return _(
            "{id} {title} 答为{wanted}时才检查，它还没有作答", id=condition.item, title=title, wanted=wanted
        )
    now = _("、").join(answer.choices) or verdict_label(answer.verdict)
    return _(
        "{id} {title} 答为{wanted}时才检查，现在是“{now}”",
        id=condition.item, title=title, wanted=wanted, now=now,
    )  # fmt: skip


def _word(given: str) -> str:
    """A verdict's word, or the choice itself."""
    return verdict_label(given) if given in ("pass", "fail", "not_applicable", "recorded") else given
