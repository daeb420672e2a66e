"""Life of a controlled text, a form version or a document: draft → three reviews → published → superseded.

REQUIREMENTS A12, D1, D2. A subject is named ``form:id@version`` or ``document:id@version``. Where a text
stands in review follows from the decisions, so that reviewers on two laptops need not meet: `standing`.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from auditdesk.domain.checklists import FormState
from auditdesk.i18n import _

FORM, DOCUMENT = "form", "document"
STAGES = (FormState.FIRST_REVIEW, FormState.SECOND_REVIEW, FormState.FINAL_REVIEW)
REMIND_DAYS = 30
"""A review that is due within so many days is announced."""


class Decision(StrEnum):
    """What a participant says; empty while nothing is said."""

    PENDING = ""
    PASSED = "passed"
    PASSED_WITH_NOTE = "passed_with_note"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Approval:
    """One participant's part in one stage; ``id`` is ``subject/round/stage/user`` so that laptops meet."""

    id: str
    subject: str
    round: int
    stage: str
    user_id: str
    name: str
    department: str = ""
    due: str = ""
    decision: Decision = Decision.PENDING
    note: str = ""
    asked_at: str = ""
    decided_at: str = ""
    reminded_at: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """How a version came about: who wrote it, why, from which version, what it changes.

    ``id`` is the subject. ``round`` counts submissions: decisions of an earlier round do not count for a
    text that was returned.
    """

    id: str
    author_id: str = ""
    author: str = ""
    reason: str = ""
    based_on: str = ""
    round: int = 0
    created_at: str = ""
    submitted_at: str = ""
    planned_on: str = ""
    published_at: str = ""
    published_by: str = ""
    changes: str = ""
    returned_note: str = ""


@dataclass(frozen=True, slots=True)
class Handling:
    """Whether a comment was dealt with; ``id`` is the comment's."""

    id: str
    handled: bool = False
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody asked to review in a stage; department as in D2 (客服, 法务, 质量, 人事, 信息)."""

    stage: FormState
    user_id: str
    name: str
    department: str = ""


def subject_of(kind: str, key: str) -> str:
    """The name under which approvals and comments of a version are kept."""
    return f"{kind}:{key}"


def approval_id(subject: str, round_: int, stage: FormState, user_id: str) -> str:
    """The id of a participant's part."""
    return f"{subject}/{round_}/{stage.value}/{user_id}"


def of_round(approvals: Iterable[Approval], round_: int) -> list[Approval]:
    """Parts of the submission that counts, by stage and then in the order they were asked."""
    order = {stage.value: place for place, stage in enumerate(STAGES)}
    return sorted(
        (one for one in approvals if one.round == round_),
        key=lambda one: (order.get(one.stage, len(order)), one.asked_at, one.id),
    )


def standing(state: FormState, approvals: Iterable[Approval]) -> FormState:
    """Where a text stands, given the parts of its present round.

    A return in any reached stage makes it a draft again; a stage that everybody passed gives way to the
    next; after the last one it waits in FINAL_REVIEW to be published.
    """
    if state not in STAGES:
        return state
    parts = list(approvals)
    for stage in STAGES:
        mine = [one for one in parts if one.stage == stage]
        if any(one.decision is Decision.RETURNED for one in mine):
            return FormState.DRAFT
        if not mine or any(one.decision is Decision.PENDING for one in mine):
            return stage
    return FormState.FINAL_REVIEW


def ready_to_publish(state: FormState, approvals: Iterable[Approval]) -> bool:
    """Whether every stage was passed by everybody asked."""
    parts = list(approvals)
    if state not in STAGES or standing(state, parts) is not FormState.FINAL_REVIEW:
        return False
    final = [one for one in parts if one.stage == FormState.FINAL_REVIEW]
    return bool(final) and all(one.decision not in (Decision.PENDING, Decision.RETURNED) for one in final)


def waiting(state: FormState, approvals: Iterable[Approval]) -> list[Approval]:
    """Parts of the present stage that are still undecided."""
    parts = list(approvals)
    now = standing(state, parts)
    return [one for one in parts if one.stage == now and one.decision is Decision.PENDING]


def months_later(day: str, months: int) -> str:
    """The same day of a later month, or its last day when it is shorter; ISO text."""
    start = date.fromisoformat(day[:10])
    total = start.year * 12 + start.month - 1 + months
    year, month = divmod(total, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last)).isoformat()


def days_between(start: str, end: str) -> int:
    """Calendar days from one ISO day to another; negative when it lies before."""
    return (date.fromisoformat(end[:10]) - date.fromisoformat(start[:10])).days


def form_state_label(state: FormState) -> str:
    """The word on screens."""
    return {
        FormState.DRAFT: _("草稿"), FormState.FIRST_REVIEW: _("初审"), FormState.SECOND_REVIEW: _("复审"),
        FormState.FINAL_REVIEW: _("终审"), FormState.PUBLISHED: _("在用"),
        FormState.SUPERSEDED: _("已替代"),
    }[state]  # fmt: skip


def decision_label(decision: Decision) -> str:
    """The word on screens."""
    return {
        Decision.PENDING: _("待审"), Decision.PASSED: _("通过"),
        Decision.PASSED_WITH_NOTE: _("有意见通过"), Decision.RETURNED: _("退回"),
    }[decision]  # fmt: skip
