"""Use cases on the people of a workspace."""

from __future__ import annotations

from auditdesk.domain.errors import NotFoundError
from auditdesk.domain.people import User
from auditdesk.i18n import _
from auditdesk.services.desk import Desk


def list_users(desk: Desk) -> list[User]:
    """All users by staff number."""
    with desk.begin() as work:
        return work.find(User, order="staff_no")


def find_user(desk: Desk, name: str) -> User:
    """A user by id, staff number or name; raises `NotFoundError`."""
    for user in list_users(desk):
        if name in (user.id, user.staff_no, user.name):
            return user
    raise NotFoundError(_("没有用户“{name}”，用 workspace users list 看有哪些。", name=name))


def names(desk: Desk) -> dict[str, str]:
    """User names by id."""
    return {user.id: user.name for user in list_users(desk)}
