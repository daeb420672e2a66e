"""Use cases on the text of a draft checklist, one change at a time (for the command line).

A place is an item's number, ``section:`` and a section's number, or ``form``.
"""

from __future__ import annotations

from collections.abc import Callable

from auditdesk.domain import editing
from auditdesk.domain.checklists import Form, Item
from auditdesk.domain.drafting import Trouble, troubles_of
from auditdesk.domain.field_text import FORM_FIELDS, ITEM_FIELDS, SECTION_FIELDS, read_field
from auditdesk.domain.people import Right
from auditdesk.services.desk import Desk
from auditdesk.services.form_life import save_draft
from auditdesk.services.forms import find_form

FORM, SECTION = "form", "section:"


def set_field(desk: Desk, key: str, place: str, name: str, text: str) -> Form:
    """Change one field of an item, a section or the form itself, given as people type it.

    Raises:
        BadInputError: the field or its text is wrong; nothing changed.
        NotReadyError: the version is no draft.
    """

    def act(form: Form) -> Form:
        if place == FORM:
            return editing.change_form(form, **{name: read_field(FORM_FIELDS, name, text)})
        if place.startswith(SECTION):
            number = place.removeprefix(SECTION)
            return editing.change_section(form, number, **{name: read_field(SECTION_FIELDS, name, text)})
        return editing.change_item(form, place, **{name: read_field(ITEM_FIELDS, name, text)})

    return edit_draft(desk, key, act)


def add_item(desk: Desk, key: str, section: str, title: str, check: str) -> tuple[Form, str]:
    """Add an item at the end of a section; gives its number."""
    number = editing.next_item_id(find_form(desk, key), section)
    made = Item(number, title, check, "")
    return edit_draft(desk, key, lambda form: editing.add_item(form, section, made)), number


def add_section(desk: Desk, key: str, title: str) -> tuple[Form, str]:
    """Add a section at the end; gives its number."""
    number = editing.next_section_id(find_form(desk, key))
    return edit_draft(desk, key, lambda form: editing.add_section(form, title, section_id=number)), number


def move(desk: Desk, key: str, item: str, section: str, at: int | None) -> Form:
    """Put an item at a place (from 1) of a section; without a place at its end."""
    return edit_draft(
        desk, key, lambda form: editing.move_item(form, item, section, None if at is None else at - 1)
    )


def remove(desk: Desk, key: str, place: str) -> Form:
    """Take an item or a section with its items out."""
    if place.startswith(SECTION):
        return edit_draft(desk, key, lambda form: editing.remove_section(form, place.removeprefix(SECTION)))
    return edit_draft(desk, key, lambda form: editing.remove_item(form, place))


def edit_draft(desk: Desk, key: str, act: Callable[[Form], Form]) -> Form:
    """Change a draft and keep it; raises what the change and `save_draft` raise."""
    desk.may(Right.MANAGE_FORMS)
    return save_draft(desk, act(find_form(desk, key)))


def troubles(desk: Desk, key: str) -> list[Trouble]:
    """What is wrong with a version: what forbids submission first."""
    desk.may(Right.VIEW)
    return troubles_of(find_form(desk, key), desk.taxonomy())
