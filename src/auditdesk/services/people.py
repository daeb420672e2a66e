"""Use cases on the people of a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from auditdesk.domain.errors import BadInputError, NotAllowedError, NotFoundError
from auditdesk.domain.people import Role, User
from auditdesk.i18n import _
from auditdesk.services.desk import Desk, new_id
from auditdesk.services.program import OpenWorkspace


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


@dataclass(frozen=True, slots=True)
class NewUser:
    """What adding a person asks for; the passphrase is the first one, changed by its owner later."""

    staff_no: str
    name: str
    role: Role
    passphrase: str
    title: str = ""
    department: str = ""


def add_person(workspace: OpenWorkspace, new: NewUser) -> User:
    """Add a person with slot, keys and certificate; takes the time of one key derivation.

    Raises:
        NotAllowedError: only an administrator may, on the laptop that issues certificates.
        BadInputError: number or name is empty, the number taken, the passphrase too weak.
    """
    staff_no, name = new.staff_no.strip(), new.name.strip()
    if not staff_no or not name:
        raise BadInputError(_("请填写工号和姓名。"))
    user = User(new_id(), staff_no, name, new.role, new.title.strip(), new.department.strip())
    return workspace.add_user(user, new.passphrase)


def change_person(
    workspace: OpenWorkspace, user_id: str, *, role: Role | None = None, title: str | None = None,
    department: str | None = None, active: bool | None = None,
) -> User:  # fmt: skip
    """Change what is given and leave the rest; equal values change nothing.

    Raises:
        NotFoundError: no such user.
        NotAllowedError: only an administrator may, not on the own role, and one administrator must be left.
    """
    before = find_user(workspace.desk, user_id)
    after = replace(
        before,
        role=before.role if role is None else role,
        title=before.title if title is None else title.strip(),
        department=before.department if department is None else department.strip(),
        active=before.active if active is None else active,
    )
    return before if after == before else workspace.change_user(after)


def require_admin_left(users: Sequence[User], changed: User) -> None:
    """Raise `NotAllowedError` when the change would leave nobody who may manage users."""
    after = [changed if user.id == changed.id else user for user in users]
    if not any(user.active and user.role is Role.ADMIN for user in after):
        raise NotAllowedError(_("这是最后一位在用的管理员，先让另一个人当管理员再改。"))
