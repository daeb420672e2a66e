"""Editing a draft checklist: pure functions from one form to the next (REQUIREMENTS A12).

Numbers (ids) are text that people print and cite, so nothing renumbers by itself: adding and moving
keep every other number, and a new number must be free. Every function raises `BadInputError` with one
sentence and leaves the given form as it was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import TypeVar

from auditdesk.domain.checklists import Form, Item, Section
from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _

T = TypeVar("T")

_META = frozenset(
    {"title", "title_en", "language", "source", "scoring", "target_rate", "veto_cap", "na_share_limit"}
    | {"review_months"}
)
_SECTION = frozenset({"id", "title", "title_en", "source"})
_ITEM = frozenset(one.name for one in fields(Item))
_LAST_NUMBER = re.compile(r"(\d+)(?!.*\d)")
_SHARES = ("target_rate", "na_share_limit")
_LARGEST_CAP = 100


def change_form(form: Form, **changes: object) -> Form:
    """Change title, scoring, limits, review interval …; never id, version, state or revision record."""
    _only(changes, _META)
    changed = replace(form, **changes)  # type: ignore[arg-type]  # names are checked above
    if not changed.title.strip():
        raise BadInputError(_("清单要有名称。"))
    if any(not 0 <= getattr(changed, name) <= 1 for name in _SHARES):
        raise BadInputError(_("目标合规率和不适用占比上限要在 0 到 1 之间。"))
    if not 0 <= changed.veto_cap <= _LARGEST_CAP or changed.review_months < 1:
        raise BadInputError(_("否决封顶分要在 0 到 100 之间，复审间隔至少 1 个月。"))
    return changed


def add_section(
    form: Form, title: str, *, section_id: str = "", title_en: str = "", at: int | None = None
) -> Form:
    """Add an empty section; without a number the next free one, without a place at the end."""
    number = section_id.strip() or next_section_id(form)
    _free(number, [one.id for one in form.sections], _("分类"))
    if not title.strip():
        raise BadInputError(_("分类 {id} 要有名称。", id=number))
    made = Section(number, title.strip(), (), title_en.strip())
    return replace(form, sections=_inserted(form.sections, made, at))


def change_section(form: Form, section_id: str, **changes: object) -> Form:
    """Change a section's number, titles or source; items keep their numbers."""
    _only(changes, _SECTION)
    old = _section(form, section_id)
    new = replace(old, **changes)  # type: ignore[arg-type]  # names are checked above
    if new.id != old.id:
        _free(new.id, [one.id for one in form.sections], _("分类"))
    if not new.title.strip():
        raise BadInputError(_("分类 {id} 要有名称。", id=new.id))
    return _with_section(form, section_id, new)


def move_section(form: Form, section_id: str, at: int) -> Form:
    """Put a section at a place counted from 0; beyond the ends means the end."""
    moved = _section(form, section_id)
    rest = tuple(one for one in form.sections if one.id != section_id)
    return replace(form, sections=_inserted(rest, moved, at))


def remove_section(form: Form, section_id: str) -> Form:
    """Take a section out with its items; refused while items elsewhere depend on one of them."""
    gone = _section(form, section_id)
    smaller = replace(form, sections=tuple(one for one in form.sections if one.id != section_id))
    _nothing_depends(smaller, {item.id for item in gone.items})
    return smaller


def add_item(form: Form, section_id: str, item: Item, at: int | None = None) -> Form:
    """Add an item; an empty number becomes the section's next free one."""
    section = _section(form, section_id)
    made = item if item.id.strip() else replace(item, id=next_item_id(form, section_id))
    _free(made.id, [one.id for one in form.items()], _("检查项"))
    _condition_known(form, made)
    return _with_section(form, section_id, replace(section, items=_inserted(section.items, made, at)))


def change_item(form: Form, item_id: str, **changes: object) -> Form:
    """Change fields of an item; with a new number, conditions of other items follow."""
    _only(changes, _ITEM)
    section, old = _place_of(form, item_id)
    new = replace(old, **changes)  # type: ignore[arg-type]  # names are checked above
    if new.id != old.id:
        _free(new.id, [one.id for one in form.items()], _("检查项"))
    if new.condition != old.condition:
        _condition_known(form, new)
    items = tuple(new if one.id == item_id else one for one in section.items)
    changed = _with_section(form, section.id, replace(section, items=items))
    return changed if new.id == old.id else _followed(changed, old.id, new.id)


def duplicate_item(form: Form, item_id: str) -> tuple[Form, str]:
    """A copy of an item right after it, with the section's next free number; gives that number too."""
    section, item = _place_of(form, item_id)
    number = next_item_id(form, section.id)
    at = section.items.index(item) + 1
    return add_item(form, section.id, replace(item, id=number), at), number


def step_item(form: Form, item_id: str, by: int) -> Form:
    """Move an item up (-1) or down (1), over the edge of its section into the neighbouring one.

    At either end of the form it stays where it is.
    """
    section, item = _place_of(form, item_id)
    at = section.items.index(item) + by
    if 0 <= at < len(section.items):
        return move_item(form, item_id, section.id, at)
    place = form.sections.index(section) + by
    if not 0 <= place < len(form.sections):
        return form
    target = form.sections[place]
    return move_item(form, item_id, target.id, 0 if by > 0 else None)


def step_section(form: Form, section_id: str, by: int) -> Form:
    """Move a section up (-1) or down (1); at either end it stays."""
    at = form.sections.index(_section(form, section_id)) + by
    return move_section(form, section_id, at) if 0 <= at < len(form.sections) else form


def move_item(form: Form, item_id: str, section_id: str, at: int | None = None) -> Form:
    """Put an item at a place of the same or another section; its number stays."""
    section, item = _place_of(form, item_id)
    _section(form, section_id)
    rest = tuple(one for one in section.items if one.id != item_id)
    without = _with_section(form, section.id, replace(section, items=rest))
    target = _section(without, section_id)
    return _with_section(without, section_id, replace(target, items=_inserted(target.items, item, at)))


def remove_item(form: Form, item_id: str) -> Form:
    """Take an item out; refused while another item depends on it."""
    section, _item = _place_of(form, item_id)
    items = tuple(one for one in section.items if one.id != item_id)
    smaller = _with_section(form, section.id, replace(section, items=items))
    _nothing_depends(smaller, {item_id})
    return smaller


def next_item_id(form: Form, section_id: str) -> str:
    """The number after the section's last one: ``4.3`` → ``4.4``, ``4.1`` in an empty section 4."""
    section = _section(form, section_id)
    number = _after(section.items[-1].id) if section.items else f"{section_id}.1"
    return _first_free(number, {item.id for item in form.items()})


def next_section_id(form: Form) -> str:
    """The number after the last section's."""
    number = _after(form.sections[-1].id) if form.sections else "1"
    return _first_free(number, {section.id for section in form.sections})


def next_version(version: str) -> str:
    """``3.2`` → ``3.3``; a version without a number gets ``.1``."""
    return _after(version)


def _after(number: str) -> str:
    found = _LAST_NUMBER.search(number)
    if found is None:
        return f"{number}.1"
    return number[: found.start()] + str(int(found[1]) + 1) + number[found.end() :]


def _first_free(number: str, taken: set[str]) -> str:
    while number in taken:
        number = _after(number)
    return number


def _only(changes: dict[str, object], allowed: frozenset[str]) -> None:
    unknown = sorted(set(changes) - allowed)
    if unknown:
        raise BadInputError(_("字段“{name}”不能在这里修改。", name=unknown[0]))


def _free(number: str, taken: Sequence[str], kind: str) -> None:
    if not number.strip() or number != number.strip():
        raise BadInputError(_("{kind}编号不能为空，也不能带空格。", kind=kind))
    if number in taken:
        raise BadInputError(_("{kind}编号 {id} 已经有了，请换一个。", kind=kind, id=number))


def _inserted(row: tuple[T, ...], one: T, at: int | None) -> tuple[T, ...]:
    place = len(row) if at is None else max(0, min(at, len(row)))
    return (*row[:place], one, *row[place:])


def _section(form: Form, section_id: str) -> Section:
    for section in form.sections:
        if section.id == section_id:
            return section
    raise BadInputError(_("清单里没有分类 {id}。", id=section_id))


def _place_of(form: Form, item_id: str) -> tuple[Section, Item]:
    for section in form.sections:
        for item in section.items:
            if item.id == item_id:
                return section, item
    raise BadInputError(_("清单里没有检查项 {id}。", id=item_id))


def _with_section(form: Form, section_id: str, new: Section) -> Form:
    return replace(form, sections=tuple(new if one.id == section_id else one for one in form.sections))


def _condition_known(form: Form, item: Item) -> None:
    if item.condition is None:
        return
    if item.condition.item == item.id or form.item(item.condition.item) is None:
        raise BadInputError(
            _("检查项 {id} 的条件指向不存在的 {other}。", id=item.id, other=item.condition.item)
        )


def _nothing_depends(form: Form, gone: set[str]) -> None:
    for item in form.items():
        if item.condition is not None and item.condition.item in gone:
            raise BadInputError(
                _(
                    "检查项 {id} 的条件要看 {other}，请先改掉这个条件再删。",
                    id=item.id,
                    other=item.condition.item,
                )
            )


def _followed(form: Form, old: str, new: str) -> Form:
    """Conditions that named the old number name the new one."""

    def follow(item: Item) -> Item:
        if item.condition is None or item.condition.item != old:
            return item
        return replace(item, condition=replace(item.condition, item=new))

    sections = (replace(one, items=tuple(follow(item) for item in one.items)) for one in form.sections)
    return replace(form, sections=tuple(sections))
