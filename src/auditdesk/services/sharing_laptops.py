"""The laptops of a site, and what people call them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auditdesk.domain.operations import Cursor
from auditdesk.domain.people import Right, User
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.sharing_state import find_membership, memory


@dataclass(frozen=True, slots=True)
class Laptop:
    """A laptop of the site: whose, whether it may change the roster, how far it was read, if shut out.

    ``number`` counts the roster from 1; laptops have no names, and their ids say nothing to people.
    """

    number: int
    device: str
    user_id: str
    user: str
    role: str
    admin: bool
    here: bool
    sequence: int
    revoked: bool


def laptops(desk: Desk) -> list[Laptop]:
    """All laptops of the roster in the order they were entered; empty without a share."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        member, cursors, own = find_membership(work), work.replica.cursors(), memory(work).published
        names = {user.id: user.name for user in work.find(User)}
    if member is None:
        return []
    here = desk.workspace.device
    return [
        Laptop(
            number, one.id, one.user, names.get(one.user, one.user), one.role, one.admin, one.id == here,
            own if one.id == here else _read_to(cursors.get(one.id)),
            member.roster.cut_off(one.id) is not None,
        )
        for number, one in enumerate(member.roster.devices, start=1)
    ]  # fmt: skip


def _read_to(cursor: Cursor | None) -> int:
    return cursor.sequence if cursor else 0


def laptop_words(desk: Desk) -> dict[str, str]:
    """What each laptop of the roster is called, by device id: 本机, 2 号电脑（沈知夏）."""
    return {one.device: laptop_word(one) for one in laptops(desk)}


def laptop_word(laptop: Laptop) -> str:
    """The word for one laptop."""
    if laptop.here:
        return _("本机")
    return _("{number} 号电脑（{user}）", number=laptop.number, user=laptop.user)


def said(message: str, words: Mapping[str, str]) -> str:
    """A sentence of an alarm with the laptops' words in place of their ids."""
    for device, word in words.items():
        message = message.replace(device, word)
    return message
