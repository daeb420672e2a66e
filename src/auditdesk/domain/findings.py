"""Findings, problems, actions, verifications: from nonconformity to closing (REQUIREMENTS A7–A10)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from auditdesk.domain.checklists import Severity
from auditdesk.i18n import _


class FindingState(StrEnum):
    """草稿 → 进行中 → 待验证 → 已关闭; overdue is computed, never stored."""

    DRAFT = "draft"
    OPEN = "open"
    TO_VERIFY = "to_verify"
    CLOSED = "closed"


class ActionState(StrEnum):
    """整改结果: 未完成, 进行中, 完成 (REQUIREMENTS A9, A14)."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Finding:
    """One nonconformity. ``staff_code`` is a pseudonym (客服B12); ``customer`` is masked (REQUIREMENTS A7).

    ``deadline`` is the ISO day that ``deadline_days`` Chinese working days after ``found_on`` give;
    ``extension`` is a later day with ``extension_by`` who approved it.
    """

    id: str
    code: str
    audit_id: str
    item_id: str
    description: str = ""
    title: str = ""
    occurred_at: str = ""
    found_on: str = ""
    staff_code: str = ""
    customer: str = ""
    channel: str = ""
    violation_class: str = ""
    severity: Severity = Severity.MINOR
    problem_id: str = ""
    cause: str = ""
    cause_kinds: tuple[str, ...] = ()
    five_w: tuple[tuple[str, str], ...] = ()
    interview: str = ""
    owner: str = ""
    deadline_days: int = 0
    deadline: str = ""
    extension: str = ""
    extension_by: str = ""
    consequence: str = ""
    state: FindingState = FindingState.DRAFT
    closed_on: str = ""
    created_by: str = ""
    created_at: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A group of findings with one cause (高频问题, REQUIREMENTS A9)."""

    id: str
    code: str
    title: str
    violation_class: str = ""
    cause: str = ""
    baseline: str = ""
    target: str = ""
    created_at: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A measure against a finding, with owner and day by which it is due."""

    id: str
    finding_id: str
    measure: str
    owner: str
    owner_id: str = ""
    due: str = ""
    state: ActionState = ActionState.NOT_STARTED
    result: str = ""
    done_on: str = ""
    done_by: str = ""
    created_at: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """A fresh-sample check after the measures (REQUIREMENTS A10); only a passed one closes a finding."""

    id: str
    finding_id: str
    population: int
    sample_size: int
    required: int
    passed: int
    seed: str
    verified_by: str
    verified_by_id: str
    verified_on: str
    result: str
    sample_ids: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Appeal:
    """An objection to a finding; both decisions are kept (REQUIREMENTS B6, C9)."""

    id: str
    finding_id: str
    reason: str
    raised_by: str
    raised_on: str
    deadline: str
    first_decision: str
    second_decision: str = ""
    decided_by: str = ""
    decided_on: str = ""


def finding_state_label(state: FindingState) -> str:
    """The word on screens."""
    return {
        FindingState.DRAFT: _("草稿"), FindingState.OPEN: _("进行中"),
        FindingState.TO_VERIFY: _("待验证"), FindingState.CLOSED: _("已关闭"),
    }[state]  # fmt: skip


def action_state_label(state: ActionState) -> str:
    """整改结果 in the form's own words (REQUIREMENTS A14)."""
    return {
        ActionState.NOT_STARTED: _("未完成"), ActionState.IN_PROGRESS: _("进行中"),
        ActionState.DONE: _("完成"),
    }[state]  # fmt: skip


def missing_of(finding: Finding) -> tuple[str, ...]:
    """What a finding still needs before it leaves 草稿, as words for the amber line."""
    needs = (
        (finding.description, _("描述")),
        (finding.violation_class, _("违规分类")),
        (finding.owner, _("责任人")),
        (finding.deadline, _("期限")),
    )
    return tuple(word for value, word in needs if not value)


def is_overdue(finding: Finding, today: str) -> bool:
    """Whether the deadline has passed while the finding is not closed; an extension moves nothing here."""
    return finding.state is not FindingState.CLOSED and bool(finding.deadline) and finding.deadline < today


def overdue_blocks(finding: Finding, today: str) -> bool:
    """Whether the overdue finding blocks signing: an approved extension that still runs does not."""
    extended = bool(finding.extension_by) and finding.extension >= today
    return is_overdue(finding, today) and not extended
