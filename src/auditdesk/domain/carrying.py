"""Comparing two versions of a form, and carrying answers over (DESIGN §2, REQUIREMENTS A12).

An answer follows its item only where the text hash is unchanged; everything else is listed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

from auditdesk.domain.audits import Answer
from auditdesk.domain.checklists import Form, Item
from auditdesk.i18n import _

CARRIED = "carried"


class FieldChange(NamedTuple):
    """One field of an item in both versions; ``field`` is its code name (``standard``)."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ItemChange:
    """An item in both versions with the fields that differ.

    ``asks_again`` tells that the meaning changed, so that an answer does not follow; a changed weight
    or title in English alone does not ask again.
    """

    item_id: str
    fields: tuple[FieldChange, ...]
    asks_again: bool


@dataclass(frozen=True, slots=True)
class FormDiff:
    """Item numbers of two versions, each in exactly one group, in printed order.

    ``moved`` are unchanged items that stand in another section; ``details`` what changed in the form
    itself (title, scoring …) and in its section titles (``section 4``).
    """

    unchanged: tuple[str, ...]
    changed: tuple[ItemChange, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    moved: tuple[str, ...] = ()
    details: tuple[FieldChange, ...] = ()

    def counts(self) -> tuple[int, int, int]:
        """Changed, added, removed."""
        return len(self.changed), len(self.added), len(self.removed)


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """An answer that does not follow: its item is gone, or asks something else now (``new`` tells)."""

    answer: Answer
    old: Item | None
    new: Item | None


def compare_forms(old: Form, new: Form) -> FormDiff:
    """What changed from one version to the other, by item number."""
    before = {item.id: item for item in old.items()}
    after = {item.id: item for item in new.items()}
    both = [number for number in after if number in before]
    was, now = _homes(old), _homes(new)
    return FormDiff(
        unchanged=tuple(number for number in both if before[number] == after[number]),
        changed=tuple(_change(before[one], after[one]) for one in both if before[one] != after[one]),
        added=tuple(number for number in after if number not in before),
        removed=tuple(number for number in before if number not in after),
        moved=tuple(one for one in both if before[one] == after[one] and was[one] != now[one]),
        details=(*_meta_changes(old, new), *_section_changes(old, new)),
    )


def _homes(form: Form) -> dict[str, str]:
    return {item.id: section.id for section in form.sections for item in section.items}


def home(form: Form, item_id: str) -> str:
    """The number of the section an item stands in, empty when it is not there."""
    for section in form.sections:
        if any(item.id == item_id for item in section.items):
            return section.id
    return ""


def change_words(difference: FormDiff) -> str:
    """What a version changes, as its revision record says it (REQUIREMENTS A12)."""
    groups = (
        (_("改"), [one.item_id for one in difference.changed]),
        (_("增"), difference.added),
        (_("删"), difference.removed),
    )
    parts = [
        _("{word} {n}（{items}）", word=word, n=len(items), items=_("、").join(items))
        for word, items in groups
        if items
    ]
    if difference.details:
        parts.append(_("清单说明 {n} 处", n=len(difference.details)))
    return _("，").join(parts) or _("文字未变")


def carry_answers(
    old: Form, new: Form, answers: Iterable[Answer]
) -> tuple[tuple[Answer, ...], tuple[LeftBehind, ...]]:
    """Answers that follow into the new version (marked `CARRIED`), and those that do not.

    An answer given to yet another text of the item (``item_hash`` differs) stays behind as well.
    """
    kept: list[Answer] = []
    listed: list[LeftBehind] = []
    for answer in answers:
        item = new.item(answer.item_id)
        if item is not None and item.text_hash == answer.item_hash:
            kept.append(replace(answer, origin=CARRIED))
        else:
            listed.append(LeftBehind(answer, old.item(answer.item_id), item))
    return tuple(kept), tuple(listed)


_LIFE = frozenset({"sections", "version", "state", "revisions"})


def _meta_changes(old: Form, new: Form) -> list[FieldChange]:
    return [
        FieldChange(one.name, _text(getattr(old, one.name)), _text(getattr(new, one.name)))
        for one in fields(Form)
        if one.name not in _LIFE and getattr(old, one.name) != getattr(new, one.name)
    ]


def _section_changes(old: Form, new: Form) -> list[FieldChange]:
    before = {one.id: one.title for one in old.sections}
    after = {one.id: one.title for one in new.sections}
    numbers = list(dict.fromkeys([*before, *after]))
    return [
        FieldChange(f"section {number}", before.get(number, ""), after.get(number, ""))
        for number in numbers
        if before.get(number) != after.get(number)
    ]


def _change(old: Item, new: Item) -> ItemChange:
    differing = tuple(
        FieldChange(one.name, _text(getattr(old, one.name)), _text(getattr(new, one.name)))
        for one in fields(Item)
        if getattr(old, one.name) != getattr(new, one.name)
    )
    return ItemChange(new.id, differing, asks_again=old.text_hash != new.text_hash)


def _text(value: object) -> str:
    """A field's value as people compare it."""
    if isinstance(value, tuple):
        return "\n".join(_text(one) for one in value)
    if value is None:
        return ""
    names = getattr(value, "__dataclass_fields__", None)
    if names:
        return " ".join(text for text in (_text(getattr(value, name)) for name in names) if text)
    return str(getattr(value, "value", value))
