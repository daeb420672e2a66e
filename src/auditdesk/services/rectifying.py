"""Use cases on findings: fill in, group, act, extend, verify by a fresh sample (REQUIREMENTS A7–A10, C7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from auditdesk.domain.audits import Audit, AuditState
from auditdesk.domain.errors import BadInputError, NotFoundError, NotReadyError
from auditdesk.domain.findings import (
    SETTLED,
    Action,
    ActionState,
    Finding,
    FindingState,
    Problem,
    Verification,
    missing_of,
)
from auditdesk.domain.fresh import Population
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Right
from auditdesk.i18n import _
from auditdesk.services.audits import open_audit
from auditdesk.services.desk import Desk, new_id
from auditdesk.services.ports import UnitOfWork
from auditdesk.services.verifying import count_on_paper, drop_draws

_FREE_TEXT = ("description", "title", "cause", "interview", "consequence")
_LOCKED = {
    "id", "code", "audit_id", "state", "closed_on", "created_by", "created_at", "deadline", "extension",
    "extension_by",
}  # fmt: skip
_FIXED_FROM = (AuditState.RECTIFYING, AuditState.READY_TO_SIGN)


@dataclass(frozen=True, slots=True)
class FindingFile:
    """A finding with everything around it."""

    finding: Finding
    audit: Audit
    problem: Problem | None
    actions: tuple[Action, ...]
    verifications: tuple[Verification, ...]


def list_findings(desk: Desk, *, audit_id: str = "", open_only: bool = False) -> list[Finding]:
    """Findings by code; withdrawn drafts belong to no audit and are left out."""
    desk.may(Right.VIEW)
    states = [one for one in FindingState if not open_only or one not in SETTLED]
    with desk.begin() as work:
        found = work.find(Finding, order="code", state=states)
    return [one for one in found if one.audit_id and audit_id in ("", one.audit_id)]


def find_finding(desk: Desk, name: str) -> FindingFile:
    """A finding by code or id with its actions and verifications; raises `NotFoundError`."""
    with desk.begin() as work:
        found = work.find(Finding, code=name) or [one for one in [work.get(Finding, name)] if one]
        found = [one for one in found if one.audit_id]
        if not found:
            raise NotFoundError(_("没有问题“{name}”，用 finding list 看有哪些。", name=name))
        finding = found[0]
        problem = work.get(Problem, finding.problem_id) if finding.problem_id else None
        return FindingFile(
            finding, work.require(Audit, finding.audit_id), problem,
            tuple(work.find(Action, finding_id=finding.id)),
            tuple(work.find(Verification, finding_id=finding.id)),
        )  # fmt: skip


def begin_finding(desk: Desk, audit_id: str, item_id: str, **fields: object) -> Finding:
    """Add a finding to an item by hand (a second one on the same item, say)."""
    desk.may(Right.RECTIFY)
    with desk.begin() as work:
        audit = open_audit(work, audit_id)
        finding = Finding(
            id=new_id(), code=desk.code(work, "WT"), audit_id=audit.id, item_id=item_id,
            found_on=desk.today(), created_by=desk.user.id, created_at=desk.now(),
        )  # fmt: skip
        begun = _opened(_changed(desk, finding, fields))
        work.save(begun)
        work.note(JournalNote("finding.begin", finding.code))
        work.commit()
    return begun


def change_finding(desk: Desk, finding_id: str, **fields: object) -> Finding:
    """Change fields; ``deadline_days`` computes the deadline in Chinese working days.

    A draft becomes 进行中 by itself as soon as nothing is missing. Personal data in free text is masked.

    Raises:
        BadInputError: an unknown field, class or a deadline that is no number of days.
        NotReadyError: the audit is signed, or a deadline would move back while measures run (`extending`).
    """
    desk.may(Right.RECTIFY)
    with desk.begin() as work:
        finding = work.require(Finding, finding_id)
        audit = open_audit(work, finding.audit_id)
        changed = _opened(_changed(desk, finding, fields))
        if finding.deadline and changed.deadline > finding.deadline and audit.state in _FIXED_FROM:
            raise NotReadyError(_("{code} 已进入整改，期限只能申请延期，由另一人批准。", code=finding.code))
        work.save(changed)
        work.note(JournalNote("finding.change", finding.code, (("fields", " ".join(sorted(fields))),)))
        work.commit()
    return changed


def _opened(finding: Finding) -> Finding:
    """A draft with nothing missing is 进行中."""
    if finding.state is FindingState.DRAFT and not missing_of(finding):
        return replace(finding, state=FindingState.OPEN)
    return finding


def _changed(desk: Desk, finding: Finding, fields: dict[str, object]) -> Finding:
    wrong = [name for name in fields if name in _LOCKED or name not in Finding.__dataclass_fields__]
    if wrong:
        raise BadInputError(_("问题没有可改的字段“{name}”。", name=wrong[0]))
    safe = {
        name: desk.tools.masking().mask_note(value)
        if name in _FREE_TEXT and isinstance(value, str)
        else value
        for name, value in fields.items()
    }
    changed = replace(finding, **safe)  # type: ignore[arg-type]  # names were checked above
    if changed.violation_class and desk.taxonomy().find(changed.violation_class) is None:
        raise BadInputError(_("没有违规分类“{name}”。", name=changed.violation_class))
    if "deadline_days" in fields:
        changed = replace(changed, deadline=_deadline(desk, changed))
    return changed


def _deadline(desk: Desk, finding: Finding) -> str:
    """The last day of so many working days after the finding was made."""
    if finding.deadline_days <= 0:
        raise BadInputError(_("期限要写工作日天数，如 15。"))
    start = date.fromisoformat(finding.found_on or desk.today())
    return desk.calendar().add_working_days(start, finding.deadline_days).isoformat()


def group_findings(desk: Desk, finding_ids: Sequence[str], title: str) -> Problem:
    """Put findings under one problem (高频问题), making it when no problem has this title."""
    desk.may(Right.RECTIFY)
    if not title.strip():
        raise BadInputError(_("请给这类问题起个名字。"))
    with desk.begin() as work:
        findings = [work.require(Finding, one) for one in finding_ids]
        known = work.find(Problem, title=title)
        problem = known[0] if known else Problem(
            new_id(), f"P{work.next_number('P')}", title, findings[0].violation_class, created_at=desk.now()
        )  # fmt: skip
        work.save(problem, *[replace(one, problem_id=problem.id) for one in findings])
        work.note(JournalNote("problem.group", problem.code, (("findings", str(len(findings))),)))
        work.commit()
    return problem


def list_problems(desk: Desk) -> list[Problem]:
    """All problems by code."""
    with desk.begin() as work:
        return work.find(Problem, order="code")


def add_action(
    desk: Desk, finding_id: str, measure: str, owner: str = "", *, owner_id: str = "", due: str = "",
    days: int = 0,
) -> Action:  # fmt: skip
    """Add a measure; owner and day default to the finding's; ``days`` are working days from today.

    A finding that waits for verification is 进行中 again, and a sample drawn for it is dropped.
    """
    desk.may(Right.RECTIFY)
    if not measure.strip():
        raise BadInputError(_("请写明整改措施。"))
    with desk.begin() as work:
        finding = _workable(work, finding_id)
        if days:
            due = desk.calendar().add_working_days(date.fromisoformat(desk.today()), days).isoformat()
        action = Action(
            new_id(), finding.id, desk.tools.masking().mask_note(measure), owner or finding.owner,
            owner_id, due or finding.deadline, created_at=desk.now(),
        )  # fmt: skip
        work.save(action)
        _after_action(work, finding)
        work.note(JournalNote("action.add", finding.code))
        work.commit()
    return action


def move_action(desk: Desk, action_id: str, state: ActionState, result: str = "") -> Action:
    """Report progress; when the last measure is done the finding waits for verification."""
    desk.may(Right.RECTIFY)
    with desk.begin() as work:
        action = work.require(Action, action_id)
        finding = _workable(work, action.finding_id)
        done = state is ActionState.DONE
        moved = replace(
            action, state=state, result=desk.tools.masking().mask_note(result) if result else action.result,
            done_on=desk.today() if done else "", done_by=desk.user.id if done else "",
        )  # fmt: skip
        work.save(moved)
        _after_action(work, finding)
        work.note(JournalNote("action.move", finding.code, (("state", state),)))
        work.commit()
    return moved


def _workable(work: UnitOfWork, finding_id: str) -> Finding:
    finding = work.require(Finding, finding_id)
    open_audit(work, finding.audit_id)
    if finding.state in SETTLED:
        raise NotReadyError(_("{code} 已经了结，措施不能再改。", code=finding.code))
    return finding


def _after_action(work: UnitOfWork, finding: Finding) -> None:
    states = {action.state for action in work.find(Action, finding_id=finding.id)}
    if states == {ActionState.DONE} and finding.state is FindingState.OPEN:
        work.save(replace(finding, state=FindingState.TO_VERIFY))
    elif states != {ActionState.DONE} and finding.state is FindingState.TO_VERIFY:
        work.save(replace(finding, state=FindingState.OPEN))
        drop_draws(work, finding.id)


@dataclass(frozen=True, slots=True)
class FreshSample:
    """A sample drawn after the measures: what was checked and how much of it fits."""

    population: int
    sample_size: int
    required: int
    passed: int
    seed: str
    sample_ids: tuple[str, ...] = ()
    note: str = ""


def verify_finding(desk: Desk, finding_id: str, sample: FreshSample) -> Verification:
    """Write a verification that was counted on paper; a pass closes the finding, a fail sends it back.

    The ids are drawn here from a list numbered 1 to ``population`` by the seed, so that they can be
    drawn again; ``sample_ids`` of the sample are not asked. `verifying` judges record by record.

    Raises:
        NotAllowedError: the verifier owns or did one of the measures (DESIGN §4).
        NotReadyError: the measures are not done.
        BadInputError: the sample is incomplete, its counts contradict each other, or less than all shall fit.
    """
    if sample.required < sample.sample_size:
        raise BadInputError(_("新样本要全部符合才能关闭，不能只要求 {n} 条。", n=sample.required))
    return count_on_paper(
        desk, finding_id, Population(count=sample.population, scope=sample.note), seed=sample.seed,
        size=sample.sample_size, passed=sample.passed, note=sample.note,
    )  # fmt: skip
