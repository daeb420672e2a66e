"""Findings, problems, actions, verifications: from nonconformity to closing (REQUIREMENTS A7–A10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from auditdesk.domain.checklists import Severity
from auditdesk.i18n import _


class FindingState(StrEnum):
    """草稿 → 进行中 → 待验证 → 已关闭, or 已撤销 after an appeal; overdue is computed, never stored."""

    DRAFT = "draft"
    OPEN = "open"
    TO_VERIFY = "to_verify"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


SETTLED = frozenset({FindingState.CLOSED, FindingState.WITHDRAWN})
"""States in which nothing is left to do."""


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
    """A group of findings with one cause (高频问题, REQUIREMENTS A9, C7, E4).

    ``cause_kinds`` are ids of `causes.CauseKind`, ``five_w`` pairs of a question's id and its answer;
    ``method`` and ``phase`` are ids of `causes.METHODS`; ``due`` is an ISO day. ``baseline``, ``target`` and
    ``current`` are figures of ``metric`` as written, e.g. ``80%``.
    """

    id: str
    code: str
    title: str
    violation_class: str = ""
    cause: str = ""
    baseline: str = ""
    target: str = ""
    created_at: str = ""
    cause_kinds: tuple[str, ...] = ()
    five_w: tuple[tuple[str, str], ...] = ()
    method: str = ""
    phase: str = ""
    metric: str = ""
    current: str = ""
    owner: str = ""
    due: str = ""


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
    """A fresh-sample check after the measures (REQUIREMENTS A10); only a passed one closes a finding.

    ``marks`` are ``record=+`` or ``record=-`` when each record was judged on screen; a sample counted
    on paper has none. ``draw_id`` is the `fresh.FreshDraw` behind it.
    """

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
    draw_id: str = ""
    population_sha256: str = ""
    marks: tuple[str, ...] = ()


class Outcome(StrEnum):
    """How an appeal was decided: 维持, 改判, 撤销."""

    UPHELD = "upheld"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Appeal:
    """An objection to a finding; both decisions are kept (REQUIREMENTS B6, C9).

    ``first_decision`` is what the finding said when the appeal came in, ``first_by`` the user who stood
    for it; ``second_decision`` the reasons of the second, by the user ``second_by``; ``outcome`` is
    empty until then.
    ``deadline`` is the ISO day by which the second decision is due.
    """

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
    outcome: str = ""
    first_by: str = ""
    second_by: str = ""
    recorded_by: str = ""
    created_at: str = ""


def finding_state_label(state: FindingState) -> str:
    """The word on screens."""
    return {
        FindingState.DRAFT: _("草稿"), FindingState.OPEN: _("进行中"),
        FindingState.TO_VERIFY: _("待验证"), FindingState.CLOSED: _("已关闭"),
        FindingState.WITHDRAWN: _("已撤销"),
    }[state]  # fmt: skip


def action_state_label(state: ActionState) -> str:
    """整改结果 in the form's own words (REQUIREMENTS A14)."""
    return {
        ActionState.NOT_STARTED: _("未完成"), ActionState.IN_PROGRESS: _("进行中"),
        ActionState.DONE: _("完成"),
    }[state]  # fmt: skip


def outcome_label(outcome: str) -> str:
    """How an appeal ended; 待复议 while it is open, a newer program's word as it is."""
    words = {
        "": _("待复议"), Outcome.UPHELD.value: _("维持认定"), Outcome.CHANGED.value: _("改判"),
        Outcome.WITHDRAWN.value: _("撤销认定"),
    }  # fmt: skip
    return words.get(outcome, outcome)


def counted(findings: Iterable[Finding]) -> list[Finding]:
    """Those that statistics count: a finding withdrawn after an appeal stays visible only."""
    return [one for one in findings if one.state is not FindingState.WITHDRAWN]


def effective_deadline(finding: Finding) -> str:
    """The approved later day if there is one, else the deadline; empty when there is none."""
    return finding.extension if finding.extension_by and finding.extension else finding.deadline


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
    return finding.state not in SETTLED and bool(finding.deadline) and finding.deadline < today


def overdue_blocks(finding: Finding, today: str) -> bool:
    """Whether the overdue finding blocks signing: an approved extension that still runs does not."""
    extended = bool(finding.extension_by) and finding.extension >= today
    return is_overdue(finding, today) and not extended
