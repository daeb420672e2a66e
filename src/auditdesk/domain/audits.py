"""Audits, answers and reviews: one run of a form over a scope and a period (DESIGN §1, §2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from auditdesk.domain.errors import NotReadyError
from auditdesk.i18n import _


class AuditKind(StrEnum):
    """Occasions for a check (REQUIREMENTS A1)."""

    ROUTINE = "routine"
    PRE_LAUNCH = "pre_launch"
    REGULATOR = "regulator"
    COMPLAINTS = "complaints"
    ANNUAL = "annual"


class AuditState(StrEnum):
    """The closed loop (DESIGN §2)."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    UNDER_REVIEW = "under_review"
    RECTIFYING = "rectifying"
    READY_TO_SIGN = "ready_to_sign"
    SIGNED = "signed"


class Verdict(StrEnum):
    """What an answer says about the item: 合规, 不合规, 不适用; RECORDED for items that are not judged."""

    PASS = "pass"
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"
    RECORDED = "recorded"


class ReviewDecision(StrEnum):
    """The second person's decision (REQUIREMENTS A8): 维持, 退回."""

    CONFIRMED = "confirmed"
    RETURNED = "returned"


class Duty(StrEnum):
    """Division of labour inside the team (REQUIREMENTS A3)."""

    LEAD = "lead"
    ANSWER = "answer"
    REVIEW = "review"
    VERIFY = "verify"
    SIGN = "sign"
    ADVISE = "advise"


@dataclass(frozen=True, slots=True)
class TeamMember:
    """One line of the team table; ``user_id`` is empty for people without an account."""

    name: str
    title: str
    duties: tuple[Duty, ...]
    task: str = ""
    user_id: str = ""


@dataclass(frozen=True, slots=True)
class MaterialRequest:
    """A document asked for in preparation (REQUIREMENTS A4); state: requested, received, outstanding."""

    name: str
    amount: str = ""
    state: str = "requested"


@dataclass(frozen=True, slots=True)
class SampleDraw:
    """A reproducible sample (REQUIREMENTS A6): rule, seed, population digest and drawn ids."""

    stratum: str
    population: int
    drawn: int
    minimum: int = 20
    peak: int = 0
    off_peak: int = 0
    special: int = 0
    seed: str = ""
    population_sha256: str = ""
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """One run of a form. Dates are ISO days; ``form_key`` is `Form.key` of the version it stays on.

    ``pseudonym_key`` (hex) keeps one person one pseudonym on every laptop of the site (DESIGN §5).
    """

    id: str
    code: str
    title: str
    kind: AuditKind
    form_key: str
    period_start: str
    period_end: str
    due: str = ""
    channels: tuple[str, ...] = ()
    goal: str = ""
    scope: str = ""
    team: tuple[TeamMember, ...] = ()
    materials: tuple[MaterialRequest, ...] = ()
    samples: tuple[SampleDraw, ...] = ()
    signers: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()
    state: AuditState = AuditState.PLANNED
    revision: int = 1
    previous_id: str = ""
    created_by: str = ""
    created_at: str = ""
    report_id: str = ""
    pseudonym_key: str = ""


@dataclass(frozen=True, slots=True)
class Deduction:
    """One line of a POINTS item: what was taken off, and why (masked)."""

    reason: str
    points: float


class Ask(StrEnum):
    """What a reviewer asks for when an answer is returned (REQUIREMENTS A8)."""

    NOTE = "note"
    EVIDENCE = "evidence"
    MARK = "mark"
    SAMPLES = "samples"
    VERDICT = "verdict"


@dataclass(frozen=True, slots=True)
class Answer:
    """The result on one item; ``id`` is ``audit id/item id`` so that two laptops meet on one record.

    ``verdict`` is empty while an answer is unfinished (only a note, say). ``value`` holds score, points,
    number, text, date; ``choices`` the chosen options. ``origin`` tells a carried-over or imported answer.
    With ``deductions`` the value is what they leave of the points. ``review_asks`` are values of `Ask`.
    """

    id: str
    audit_id: str
    item_id: str
    item_hash: str
    verdict: str = ""
    value: str = ""
    choices: tuple[str, ...] = ()
    note: str = ""
    samples_checked: int = 0
    samples_failed: int = 0
    sample_marks: tuple[str, ...] = ()
    answered_by: str = ""
    answered_at: str = ""
    origin: str = ""
    review: str = ""
    review_by: str = ""
    review_at: str = ""
    review_note: str = ""
    deductions: tuple[Deduction, ...] = ()
    review_asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark on an answer, finding or form item; add-only."""

    id: str
    about: str
    text: str
    author: str
    created_at: str


MOVES: dict[AuditState, frozenset[AuditState]] = {
    AuditState.PLANNED: frozenset({AuditState.IN_PROGRESS}),
    AuditState.IN_PROGRESS: frozenset({AuditState.UNDER_REVIEW}),
    AuditState.UNDER_REVIEW: frozenset({AuditState.IN_PROGRESS, AuditState.RECTIFYING}),
    AuditState.RECTIFYING: frozenset({AuditState.UNDER_REVIEW, AuditState.READY_TO_SIGN}),
    AuditState.READY_TO_SIGN: frozenset({AuditState.RECTIFYING, AuditState.SIGNED}),
    AuditState.SIGNED: frozenset(),
}


def answer_id(audit_id: str, item_id: str) -> str:
    """The id of an item's answer in an audit."""
    return f"{audit_id}/{item_id}"


def state_label(state: AuditState) -> str:
    """The word on screens."""
    return {
        AuditState.PLANNED: _("计划"), AuditState.IN_PROGRESS: _("进行中"),
        AuditState.UNDER_REVIEW: _("复核中"), AuditState.RECTIFYING: _("整改中"),
        AuditState.READY_TO_SIGN: _("待签名"), AuditState.SIGNED: _("已签名"),
    }[state]  # fmt: skip


def kind_label(kind: AuditKind) -> str:
    """The word on screens and in report titles (REQUIREMENTS A1)."""
    return {
        AuditKind.ROUTINE: _("例行自查"), AuditKind.PRE_LAUNCH: _("新服务上线前自查"),
        AuditKind.REGULATOR: _("监管检查前自查"), AuditKind.COMPLAINTS: _("投诉复盘"),
        AuditKind.ANNUAL: _("年度合规审计"),
    }[kind]  # fmt: skip


def duty_label(duty: Duty) -> str:
    """The word on screens and pages."""
    return {
        Duty.LEAD: _("负责"), Duty.ANSWER: _("作答"), Duty.REVIEW: _("复核"),
        Duty.VERIFY: _("验证"), Duty.SIGN: _("签名"), Duty.ADVISE: _("协助"),
    }[duty]  # fmt: skip


REQUESTED, RECEIVED, OUTSTANDING = "requested", "received", "outstanding"
"""States of a material request; a press of the key goes round them."""


def material_state_label(state: str) -> str:
    """The word on screens (REQUIREMENTS A4); a state of a newer program stands as it is."""
    words = {REQUESTED: _("已要"), RECEIVED: _("已收"), OUTSTANDING: _("未到")}
    return words.get(state, state)


def next_material_state(state: str) -> str:
    """已要 → 已收 → 未到 → 已要."""
    return {REQUESTED: RECEIVED, RECEIVED: OUTSTANDING}.get(state, REQUESTED)


def verdict_label(verdict: str) -> str:
    """The word on screens and in Excel; 未答 for an unfinished answer."""
    return {
        Verdict.PASS.value: _("合规"), Verdict.FAIL.value: _("不合规"),
        Verdict.NOT_APPLICABLE.value: _("不适用"), Verdict.RECORDED.value: _("已填"),
    }.get(verdict, _("未答"))  # fmt: skip


def ask_label(ask: str) -> str:
    """The word on chips; an ask of a newer program is shown as it is."""
    return {
        Ask.NOTE.value: _("补说明"), Ask.EVIDENCE.value: _("补证据"), Ask.MARK.value: _("改标记"),
        Ask.SAMPLES.value: _("重查样本"), Ask.VERDICT.value: _("重新判定"),
    }.get(ask, ask)  # fmt: skip


def check_move(current: AuditState, target: AuditState) -> None:
    """Raise `NotReadyError` when the loop has no such step."""
    if target not in MOVES[current]:
        raise NotReadyError(
            _("自查现在是“{now}”，不能直接变为“{then}”。", now=state_label(current), then=state_label(target))
        )
