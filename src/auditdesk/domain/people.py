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


def right_label(right: Right) -> str:
    """What a right allows, in the words of screens."""
    return {
        Right.VIEW: _("查看自查、问题和报告"), Right.MANAGE_USERS: _("管理用户、锁定时间和恢复件"),
        Right.BACKUP: _("备份"), Right.MANAGE_FORMS: _("导入和修订清单"), Right.PLAN: _("新建自查"),
        Right.ANSWER: _("填写检查结果"), Right.REVIEW: _("复核别人的结果"),
        Right.RECTIFY: _("登记问题和措施"), Right.VERIFY: _("验证并关闭问题"),
        Right.EVIDENCE: _("添加和脱敏证据"), Right.REVEAL: _("说明理由后看未脱敏原件"),
        Right.DESTROY: _("销毁到期证据"), Right.REPORT: _("生成报告"),
        Right.SIGN: _("签署报告"), Right.SYNC: _("同步"),
    }[right]  # fmt: skip


def may(user: User, right: Right) -> bool:
    """Whether `require` would let the user through."""
    return user.active and right in RIGHTS[user.role]


def require(user: User, right: Right) -> None:
    """Raise `NotAllowedError` unless the user is active and the role has the right."""
    if not may(user, right):
        raise NotAllowedError(
            _(
                "{name}的角色是{role}，不能做这一步，请找有权限的人。",
                name=user.name,
                role=role_label(user.role),
            )
        )
