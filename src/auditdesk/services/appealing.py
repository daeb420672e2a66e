"""Use cases of appeals: raised in time, decided by another person, both decisions kept (B6, C9)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from auditdesk.domain.checklists import Severity, severity_label
from auditdesk.domain.errors import BadInputError, NotAllowedError, NotReadyError
from auditdesk.domain.findings import Appeal, Finding, FindingState, Outcome
from auditdesk.domain.fresh import DROPPED, OPEN, FreshDraw
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.ledger import LedgerEntry, LedgerStep, Step, step_id
from auditdesk.domain.people import Right
from auditdesk.i18n import _
from auditdesk.services.audits import open_audit
from auditdesk.services.desk import Desk, new_id
from auditdesk.services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class SecondDecision:
    """What the second person decides; ``severity`` and ``violation_class`` only when it is changed."""

    outcome: Outcome
    reason: str
    severity: Severity | None = None
    violation_class: str = ""


def raise_appeal(desk: Desk, finding_id: str, reason: str, raised_by: str = "") -> Appeal:
    """Take an appeal in. ``raised_by`` is a staff code, by default the finding's.

    Raises:
        BadInputError: no reason, or nobody it could come from.
        NotReadyError: the time to appeal is over, an appeal is open, or the finding is withdrawn or a draft.
    """
    desk.may(Right.RECTIFY)
    with desk.begin() as work:
        finding = work.require(Finding, finding_id)
        open_audit(work, finding.audit_id)
        mask = desk.tools.masking().mask_note
        by = mask(raised_by.strip() or finding.staff_code)
        if not reason.strip() or not by:
            raise BadInputError(_("请写明申诉理由和申诉人的代号。"))
        _refuse_late(desk, work, finding)
        answer_by = desk.calendar().add_working_days(
            date.fromisoformat(desk.today()), desk.tools.learning().appeal_answer_days
        )
        appeal = Appeal(
            new_id(), finding.id, mask(reason), by, desk.today(), answer_by.isoformat(),
            first_words(desk, finding), first_by=finding.created_by, recorded_by=desk.user.id,
            created_at=desk.now(),
        )  # fmt: skip
        work.save(appeal)
        work.note(JournalNote("appeal.raise", finding.code))
        work.commit()
    return appeal


def first_words(desk: Desk, finding: Finding) -> str:
    """The first decision as a sentence that later changes of the finding cannot touch."""
    label = desk.taxonomy().label(finding.violation_class) if finding.violation_class else _("未分类")
    return _("{label}・{severity}", label=label, severity=severity_label(finding.severity))


def last_day_to_appeal(desk: Desk, work: UnitOfWork, finding: Finding) -> str:
    """The last ISO day on which an appeal is taken: working days from the notice, else from the finding."""
    start = finding.found_on or finding.created_at[:10] or desk.today()
    for entry in work.find(LedgerEntry, finding_id=finding.id):
        told = work.get(LedgerStep, step_id(entry.id, Step.NOTIFIED))
        start = max(start, told.done_on if told else "")
    days = desk.tools.learning().appeal_raise_days
    return desk.calendar().add_working_days(date.fromisoformat(start), days).isoformat()


def _refuse_late(desk: Desk, work: UnitOfWork, finding: Finding) -> None:
    if finding.state in (FindingState.DRAFT, FindingState.WITHDRAWN):
        raise NotReadyError(_("{code} 还是草稿或已撤销，没有可申诉的认定。", code=finding.code))
    if work.find(Appeal, finding_id=finding.id, outcome=""):
        raise NotReadyError(_("{code} 已有一份申诉在等复议。", code=finding.code))
    last = last_day_to_appeal(desk, work, finding)
    if desk.today() > last:
        raise NotReadyError(_("{code} 的申诉期到 {day} 为止，已经过了。", code=finding.code, day=last))


def decide_appeal(desk: Desk, appeal_id: str, second: SecondDecision) -> Appeal:
    """Write the second decision; the first stays as it was.

    Upheld changes nothing; changed gives the finding another class or severity; withdrawn takes it out of the
    statistics, and it stays visible as 已撤销.

    Raises:
        NotAllowedError: the user made the first decision or took the appeal in.
        NotReadyError: it is decided already.
        BadInputError: no reasons, or a change that changes nothing.
    """
    desk.may(Right.REVIEW)
    with desk.begin() as work:
        appeal = work.require(Appeal, appeal_id)
        finding = work.require(Finding, appeal.finding_id)
        open_audit(work, finding.audit_id)
        if appeal.outcome:
            raise NotReadyError(_("{code} 的这份申诉已经复议过。", code=finding.code))
        if desk.user.id in (appeal.first_by, appeal.recorded_by) or desk.user.name == finding.owner:
            raise NotAllowedError(_("{code} 的复议要由原认定人、责任人以外的人做。", code=finding.code))
        if not second.reason.strip():
            raise BadInputError(_("请写明复议的理由。"))
        decided = replace(
            appeal, outcome=second.outcome.value, second_by=desk.user.id, decided_by=desk.user.name,
            decided_on=desk.today(), second_decision=_second_words(desk, finding, second),
        )  # fmt: skip
        work.save(decided, *_effect(desk, work, finding, second))
        work.note(JournalNote("appeal.decide", finding.code, (("result", second.outcome.value),)))
        work.commit()
    return decided


def _second_words(desk: Desk, finding: Finding, second: SecondDecision) -> str:
    reason = desk.tools.masking().mask_note(second.reason)
    if second.outcome is not Outcome.CHANGED:
        return reason
    return _("{words}；{reason}", words=first_words(desk, _rejudged(desk, finding, second)), reason=reason)


def _rejudged(desk: Desk, finding: Finding, second: SecondDecision) -> Finding:
    changed = replace(
        finding, severity=second.severity or finding.severity,
        violation_class=second.violation_class or finding.violation_class,
    )  # fmt: skip
    if desk.taxonomy().find(changed.violation_class) is None:
        raise BadInputError(_("没有违规分类“{name}”。", name=changed.violation_class))
    if changed == finding:
        raise BadInputError(_("改判要改分类或严重程度；没有改动请选“维持认定”。"))
    return changed


def _effect(desk: Desk, work: UnitOfWork, finding: Finding, second: SecondDecision) -> list[object]:
    """The finding, its ledger entries and its open draws after the decision."""
    if second.outcome is Outcome.UPHELD:
        return []
    entries = work.find(LedgerEntry, finding_id=finding.id)
    if second.outcome is Outcome.CHANGED:
        changed = _rejudged(desk, finding, second)
        return [
            changed,
            *(
                replace(one, severity=changed.severity, violation_class=changed.violation_class)
                for one in entries
            ),
        ]
    draws = [one for one in work.find(FreshDraw, finding_id=finding.id) if one.state == OPEN]
    return [
        replace(finding, state=FindingState.WITHDRAWN, closed_on=""),
        *(replace(one, state=DROPPED) for one in draws),
    ]


def list_appeals(desk: Desk, *, open_only: bool = False, finding_id: str = "") -> list[Appeal]:
    """Appeals by deadline."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        found = work.find(Appeal, order="deadline")
    return [one for one in found if finding_id in ("", one.finding_id) and not (open_only and one.outcome)]
