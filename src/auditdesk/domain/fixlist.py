"""The things-to-fix list (待办检查): what keeps an audit from being signed (DESIGN §2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from auditdesk.domain.audits import Answer, Audit, Duty, ReviewDecision, Verdict
from auditdesk.domain.checklists import Form, Item
from auditdesk.domain.counting import asked_items, copied, copied_month, counting
from auditdesk.domain.evidence import Evidence, MaskState
from auditdesk.domain.findings import (
    Action,
    Finding,
    FindingState,
    Verification,
    counted,
    missing_of,
    overdue_blocks,
)
from auditdesk.domain.people import User
from auditdesk.i18n import _

SIGNERS = 2


class Rule(StrEnum):
    """The checks, in the order they are listed."""

    UNANSWERED = "unanswered"
    NO_FINDING = "no_finding"
    FINDING_INCOMPLETE = "finding_incomplete"
    NO_EVIDENCE = "no_evidence"
    NA_REASON = "na_reason"
    NA_SHARE = "na_share"
    NOTE_MISSING = "note_missing"
    SAMPLE_SHORT = "sample_short"
    UNMASKED = "unmasked"
    NOT_ARRIVED = "not_arrived"
    RETURNED = "returned"
    UNREVIEWED = "unreviewed"
    SELF_REVIEW = "self_review"
    OVERDUE = "overdue"
    SELF_VERIFIED = "self_verified"
    SIGNATORIES = "signatories"


@dataclass(frozen=True, slots=True)
class Todo:
    """One row: what is missing, where to jump, whether it blocks signing."""

    rule: Rule
    text: str
    target_kind: str
    target_id: str
    blocking: bool = True


@dataclass(frozen=True, slots=True)
class AuditFile:
    """Everything the list looks at; evidence ids by target id (item id or finding id)."""

    audit: Audit
    form: Form
    answers: Mapping[str, Answer]
    findings: Sequence[Finding]
    actions: Sequence[Action]
    verifications: Sequence[Verification]
    evidence: Mapping[str, Evidence]
    links: Mapping[str, Sequence[str]]
    today: str
    missing_blobs: frozenset[str] = field(default_factory=frozenset)


def without_withdrawn(file: AuditFile) -> AuditFile:
    """The audit as statistics see it: findings withdrawn after an appeal do not count."""
    return replace(file, findings=counted(file.findings))


def things_to_fix(file: AuditFile) -> tuple[Todo, ...]:
    """All open rows, in the order of `Rule`."""
    rows = [
        *_answer_rows(file), *_na_share(file), *_finding_rows(file), *_evidence_rows(file), *_signers(file)
    ]  # fmt: skip
    order = list(Rule)
    return tuple(sorted(rows, key=lambda row: order.index(row.rule)))


def _answer_rows(file: AuditFile) -> Iterator[Todo]:
    with_finding = {finding.item_id for finding in file.findings}
    for item in asked_items(file.form, file.answers):
        answer = file.answers.get(item.id)
        if copied(answer):
            month = copied_month(answer)
            text = _("{id} 沿用 {month} 的结果，还没有确认", id=item.id, month=month)
            yield _row(Rule.UNANSWERED, text, item)
            continue
        if answer is None or not answer.verdict:
            yield _row(Rule.UNANSWERED, _("{id} {title}：还没有作答", id=item.id, title=item.title), item)
            continue
        yield from _verdict_rows(file, item, answer, has_finding=item.id in with_finding)
        yield from _review_rows(item, answer)


def _verdict_rows(file: AuditFile, item: Item, answer: Answer, *, has_finding: bool) -> Iterator[Todo]:
    failed = answer.verdict == Verdict.FAIL
    if failed and not has_finding:
        yield _row(Rule.NO_FINDING, _("{id} 判为不合规，还没有立问题", id=item.id), item)
    if answer.verdict == Verdict.NOT_APPLICABLE and not answer.note.strip():
        yield _row(Rule.NA_REASON, _("{id} 不适用，还没有写理由", id=item.id), item)
    elif answer.verdict in item.note_on and not answer.note.strip():
        yield _row(Rule.NOTE_MISSING, _("{id} 还没有写说明", id=item.id), item)
    if answer.verdict in item.evidence_on and not file.links.get(item.id):
        yield _row(Rule.NO_EVIDENCE, _("{id} 还没有证据", id=item.id), item)
    if answer.verdict in (Verdict.PASS, Verdict.FAIL) and answer.samples_checked < item.sample_size:
        text = _(
            "{id} 样本 {n} / {all}，还差 {rest}", id=item.id, n=answer.samples_checked,
            all=item.sample_size, rest=item.sample_size - answer.samples_checked,
        )  # fmt: skip
        yield _row(Rule.SAMPLE_SHORT, text, item)


def _review_rows(item: Item, answer: Answer) -> Iterator[Todo]:
    if answer.review == ReviewDecision.RETURNED:
        yield _row(Rule.RETURNED, _("{id} 复核退回，等待补正", id=item.id), item)
    elif answer.review != ReviewDecision.CONFIRMED:
        yield _row(Rule.UNREVIEWED, _("{id} 还没有复核", id=item.id), item)
    elif answer.review_by == answer.answered_by:
        yield _row(Rule.SELF_REVIEW, _("{id} 的复核人就是答题人，请换人复核", id=item.id), item)


def _na_share(file: AuditFile) -> Iterator[Todo]:
    total = len(asked_items(file.form, file.answers))
    live = counting(file.form, file.answers)
    declared = sum(answer.verdict == Verdict.NOT_APPLICABLE for answer in live.values())
    if total and declared / total > file.form.na_share_limit:
        limit = f"{file.form.na_share_limit:.0%}"
        text = _("不适用 {n} / {all} 项，超过上限 {limit}", n=declared, all=total, limit=limit)
        yield Todo(Rule.NA_SHARE, text, "audit", file.audit.id)


def _finding_rows(file: AuditFile) -> Iterator[Todo]:
    owners = {action.finding_id: {action.owner_id} - {""} for action in file.actions}
    for finding in counted(file.findings):
        missing = missing_of(finding)
        if missing:
            text = _("{code} 还缺：{what}", code=finding.code, what=_("、").join(missing))
            yield Todo(Rule.FINDING_INCOMPLETE, text, "finding", finding.id)
        elif finding.state is FindingState.DRAFT:
            text = _("{code} 还是草稿", code=finding.code)
            yield Todo(Rule.FINDING_INCOMPLETE, text, "finding", finding.id)
        if overdue_blocks(finding, file.today):
            text = _("{code} 已逾期（期限 {day}），没有批准的延期", code=finding.code, day=finding.deadline)
            yield Todo(Rule.OVERDUE, text, "finding", finding.id)
    for check in file.verifications:
        if check.verified_by_id in owners.get(check.finding_id, set()):
            yield Todo(Rule.SELF_VERIFIED, _("验证人就是整改责任人，请换人验证"), "finding", check.finding_id)


def _evidence_rows(file: AuditFile) -> Iterator[Todo]:
    cited = {evidence_id for ids in file.links.values() for evidence_id in ids}
    masked = {
        piece.derived_from
        for piece in file.evidence.values()
        if piece.derived_from and piece.mask_state is MaskState.MASKED
    }
    for evidence_id in sorted(cited):
        piece = file.evidence.get(evidence_id)
        if piece is None or piece.destroyed_at:
            continue
        safe = piece.mask_state in (MaskState.MASKED, MaskState.NOT_NEEDED) or piece.id in masked
        if not safe:
            text = _("{code} {name} 已被引用，还没有脱敏", code=piece.code, name=piece.name)
            yield Todo(Rule.UNMASKED, text, "evidence", piece.id)
        if piece.id in file.missing_blobs:
            text = _("{code} {name} 的文件还没有到达本机", code=piece.code, name=piece.name)
            yield Todo(Rule.NOT_ARRIVED, text, "evidence", piece.id)


def named_signers(audit: Audit) -> frozenset[str]:
    """User ids (names of people without one) of those named to sign, in the team or on the audit."""
    team = {member.user_id or member.name for member in audit.team if Duty.SIGN in member.duties}
    return frozenset(team | set(audit.signers))


def is_signer(audit: Audit, user: User) -> bool:
    """Whether the person is one of those who sign: named on the audit itself, else in the team."""
    if audit.signers:
        return user.id in audit.signers
    return bool({user.id, user.name} & named_signers(audit))


def _signers(file: AuditFile) -> Iterator[Todo]:
    named = named_signers(file.audit)
    if len(named) < SIGNERS:
        text = _("签名人 {n} / 2，请在自查小组里指定", n=len(named))
        yield Todo(Rule.SIGNATORIES, text, "audit", file.audit.id)


def _row(rule: Rule, text: str, item: Item) -> Todo:
    return Todo(rule, text, "item", item.id)
