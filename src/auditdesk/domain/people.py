"""Users, roles and what each role may do (DESIGN §4, REQUIREMENTS A3, C11)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from auditdesk.domain.errors import NotAllowedError
from auditdesk.i18n import _


class Role(StrEnum):
    """The five roles: 管理员, 负责人, 自查员, 复核员, 查看."""

    ADMIN = "admin"
    LEAD = "lead"
    AUDITOR = "auditor"
    REVIEWER = "reviewer"
    VIEWER = "viewer"


class Right(StrEnum):
    """What a service asks for before it acts."""

    VIEW = "view"
    MANAGE_USERS = "manage_users"
    BACKUP = "backup"
    MANAGE_FORMS = "manage_forms"
    PLAN = "plan"
    ANSWER = "answer"
    REVIEW = "review"
    RECTIFY = "rectify"
    VERIFY = "verify"
    EVIDENCE = "evidence"
    REVEAL = "reveal"
    DESTROY = "destroy"
    REPORT = "report"
    SIGN = "sign"
    SYNC = "sync"


_WORK = frozenset({Right.VIEW, Right.EVIDENCE, Right.RECTIFY, Right.SYNC, Right.BACKUP})

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.ADMIN: frozenset(Right),
    Role.LEAD: _WORK
    | {Right.MANAGE_FORMS, Right.PLAN, Right.ANSWER, Right.REVIEW, Right.VERIFY, Right.REVEAL}
    | {Right.REPORT, Right.SIGN},
    Role.AUDITOR: _WORK | {Right.PLAN, Right.ANSWER, Right.VERIFY, Right.REVEAL, Right.REPORT, Right.SIGN},
    Role.REVIEWER: _WORK | {Right.REVIEW, Right.VERIFY, Right.REVEAL, Right.REPORT, Right.SIGN},
    Role.VIEWER: frozenset({Right.VIEW}),
}


@dataclass(frozen=True, slots=True)
class User:
    """A person of the workspace. ``public_key`` is the raw Ed25519 key (hex) that signs the journal."""

    id: str
    staff_no: str
    name: str
    role: Role
    title: str = ""
    department: str = ""
    public_key: str = ""
    certificate: str = ""
    active: bool = True
    created_at: str = ""


def role_label(role: Role) -> str:
    """The word on screens."""
    return {
        Role.ADMIN: _("管理员"), Role.LEAD: _("负责人"), Role.AUDITOR: _("自查员"),
        Role.REVIEWER: _("复核员"), Role.VIEWER: _("查看"),
    }[role]  # fmt: skip


def require(user: User, right: Right) -> None:
    """Raise `NotAllowedError` unless the user is active and the role has the right."""
    if not user.active or right not in RIGHTS[user.role]:
        raise NotAllowedError(
            _(
                "{name}的角色是{role}，不能做这一步，请找有权限的人。",
                name=user.name,
                role=role_label(user.role),
            )
        )
