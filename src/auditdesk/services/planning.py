"""Use cases on recurring plans: keep them, see what is due, start, skip (REQUIREMENTS A1–A4, C6, D8).

A cycle's audit has an id, a code and a pseudonym key that follow from the plan alone. Two laptops that start
the same cycle without knowing of each other therefore write the same audit, and sync finds nothing to settle.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from auditdesk.domain.audits import REQUESTED, Audit, AuditState
from auditdesk.domain.errors import BadInputError, NotFoundError, NotReadyError
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Right
from auditdesk.domain.planning import (
    Due,
    DueState,
    Plan,
    PlanDate,
    audit_code,
    audit_id_of,
    check_plan,
    cycles,
    date_id,
    dues,
    find_due,
    state_of,
    title_of,
)
from auditdesk.i18n import _
from auditdesk.services.audits import earlier_audit
from auditdesk.services.desk import Desk, new_id
from auditdesk.services.forms import find_form, keep_form
from auditdesk.services.ports import UnitOfWork

AHEAD_DAYS = 365
_LOCKED = {"id", "code", "seed", "created_by", "created_at"}


@dataclass(frozen=True, slots=True)
class DueRow:
    """One cycle as it stands: its audit when it was started, and what was decided of it."""

    due: Due
    state: DueState
    title: str
    audit: Audit | None = None
    decision: PlanDate | None = None

    @property
    def waiting(self) -> bool:
        """Whether somebody has to start it (or say why not)."""
        return self.state in (DueState.UPCOMING, DueState.READY, DueState.LATE)


def add_plan(desk: Desk, plan: Plan) -> Plan:
    """Keep a new plan; id, code, seed and authorship are filled in here.

    Raises:
        BadInputError: days, due day or lead are out of range.
        NotFoundError: there is no such form.
    """
    desk.may(Right.PLAN)
    check_plan(plan)
    form = find_form(desk, plan.form)
    with desk.begin() as work:
        number = work.next_number("JH")
        made = replace(
            plan, id=new_id(), code=f"JH{number}{desk.letter()}", form=form.id, seed=secrets.token_hex(32),
            created_by=desk.user.id, created_at=desk.now(),
        )  # fmt: skip
        work.save(made)
        work.note(JournalNote("plan.add", made.code, (("form", form.id),)))
        work.commit()
    return made


def change_plan(desk: Desk, plan_id: str, **fields: object) -> Plan:
    """Change a plan; audits already started stay as they are.

    Raises:
        BadInputError: an unknown field or a value out of range.
        NotFoundError: there is no such plan or form.
    """
    desk.may(Right.PLAN)
    wrong = [name for name in fields if name in _LOCKED or name not in Plan.__dataclass_fields__]
    if wrong:
        raise BadInputError(_("计划没有可改的字段“{name}”。", name=wrong[0]))
    if "form" in fields:
        fields["form"] = find_form(desk, str(fields["form"])).id
    with desk.begin() as work:
        plan = work.require(Plan, plan_id)
        changed = replace(plan, **fields)  # type: ignore[arg-type]  # names were checked above
        check_plan(changed)
        if changed != plan:
            work.save(changed)
            work.note(JournalNote("plan.change", plan.code, (("fields", " ".join(sorted(fields))),)))
            work.commit()
    return changed


def list_plans(desk: Desk, *, active_only: bool = False) -> list[Plan]:
    """Plans by code."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        found = work.find(Plan, order="code")
    return [plan for plan in found if plan.active or not active_only]


def find_plan(desk: Desk, name: str) -> Plan:
    """A plan by code or id; raises `NotFoundError`."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        found = work.find(Plan, code=name) or [plan for plan in [work.get(Plan, name)] if plan]
    if not found:
        raise NotFoundError(_("没有计划“{name}”，用 plan list 看有哪些。", name=name))
    return found[0]


def due_list(desk: Desk, *, days: int = AHEAD_DAYS) -> list[DueRow]:
    """Every cycle of the active plans that is due in the coming days, and every earlier one still open."""
    until = date.fromisoformat(desk.today()) + timedelta(days=days)
    return due_between(desk, date.min, until, open_before=True)


def due_between(desk: Desk, since: date, until: date, *, open_before: bool = False) -> list[DueRow]:
    """Cycles of active plans due in ``since`` … ``until``, by day.

    ``open_before`` leaves out what was done, started or skipped before today.
    """
    desk.may(Right.VIEW)
    today, calendar = date.fromisoformat(desk.today()), desk.calendar()
    rows: list[DueRow] = []
    with desk.begin() as work:
        audits = {audit.id: audit for audit in work.find(Audit)}
        decided = {one.id: one for one in work.find(PlanDate)}
        for plan in work.find(Plan, active=True):
            rows += [_row(due, audits, decided, today) for due in dues(plan, calendar, since, until)]
    if open_before:
        rows = [row for row in rows if row.due.due >= today or row.waiting]
    return sorted(rows, key=lambda row: (row.due.due, row.due.plan.code))


def _row(due: Due, audits: Mapping[str, Audit], decided: Mapping[str, PlanDate], today: date) -> DueRow:
    audit = audits.get(audit_id_of(due.plan.id, due.cycle))
    decision = decided.get(date_id(due.plan.id, due.cycle))
    state = state_of(
        due, today, started=audit is not None, done=audit is not None and audit.state is AuditState.SIGNED,
        skipped=decision is not None and decision.skipped,
    )  # fmt: skip
    return DueRow(due, state, audit.title if audit else title_of(due), audit, decision)


def next_cycle(desk: Desk, plan: Plan) -> str:
    """The first cycle of a plan that nobody started or skipped.

    Raises:
        NotFoundError: none is left.
    """
    with desk.begin() as work:
        for cycle, _start, _end in cycles(plan):
            decision = work.get(PlanDate, date_id(plan.id, cycle))
            skipped = decision is not None and decision.skipped
            if not skipped and work.get(Audit, audit_id_of(plan.id, cycle)) is None:
                return cycle
    raise NotFoundError(_("计划 {code} 没有还没开始的一期了。", code=plan.code))


def row_of(desk: Desk, plan: Plan, cycle: str) -> DueRow:
    """One cycle as it stands; raises `NotFoundError` when the plan has no such cycle."""
    due = find_due(plan, desk.calendar(), cycle)
    if due is None:
        raise NotFoundError(
            _("计划 {code} 没有“{cycle}”这一期，请在日历里看有哪些。", code=plan.code, cycle=cycle)
        )
    with desk.begin() as work:
        audit = work.get(Audit, audit_id_of(plan.id, cycle))
        decision = work.get(PlanDate, date_id(plan.id, cycle))
    audits = {audit.id: audit} if audit else {}
    decided = {decision.id: decision} if decision else {}
    return _row(due, audits, decided, date.fromisoformat(desk.today()))


def start_due(desk: Desk, plan_id: str, cycle: str) -> Audit:
    """Begin the audit of a cycle; one that was started before, here or elsewhere, is given back unchanged.

    Raises:
        NotFoundError: no such plan or cycle.
        NotReadyError: the cycle was skipped, or the plan rests.
    """
    desk.may(Right.PLAN)
    plan = find_plan(desk, plan_id)
    row = row_of(desk, plan, cycle)
    if row.audit is not None:
        return row.audit
    if row.state is DueState.SKIPPED:
        raise NotReadyError(_("这一期已跳过；要做请先恢复。"))
    if not plan.active:
        raise NotReadyError(_("计划 {code} 已停用；要做请先启用。", code=plan.code))
    form = find_form(desk, plan.form)
    with desk.begin() as work:
        audit = _audit_of(work, row.due, form.key, form.id)
        keep_form(desk, work, form)
        work.save(audit)
        work.note(JournalNote("plan.start", audit.code, (("plan", plan.code), ("cycle", cycle))))
        work.commit()
    return audit


def _audit_of(work: UnitOfWork, due: Due, form_key: str, form_id: str) -> Audit:
    """The audit of a cycle: every field follows from the plan, so that two laptops write the same."""
    plan = due.plan
    previous = earlier_audit(work, form_id, plan.kind, due.end.isoformat())
    return Audit(
        id=audit_id_of(plan.id, due.cycle), code=audit_code(due), title=title_of(due), kind=plan.kind,
        form_key=form_key, period_start=due.start.isoformat(), period_end=due.end.isoformat(),
        due=due.due.isoformat(), channels=plan.channels, goal=plan.goal, scope=plan.scope, team=plan.team,
        materials=tuple(replace(one, state=REQUESTED) for one in plan.materials),
        state=AuditState.IN_PROGRESS, previous_id=previous,
        created_by=plan.created_by, created_at=due.begin.isoformat(),
        pseudonym_key=hmac.digest(bytes.fromhex(plan.seed), due.cycle.encode(), "sha256").hex(),
    )  # fmt: skip


def skip_due(desk: Desk, plan_id: str, cycle: str, reason: str) -> PlanDate:
    """Leave a cycle out, with the reason.

    Raises:
        BadInputError: no reason.
        NotFoundError: no such plan or cycle.
        NotReadyError: its audit has begun.
    """
    desk.may(Right.PLAN)
    if not reason.strip():
        raise BadInputError(_("请写明跳过的理由。"))
    plan = find_plan(desk, plan_id)
    if row_of(desk, plan, cycle).audit is not None:
        raise NotReadyError(_("这一期的自查已经开始，不能跳过。"))
    return _decide(desk, plan, cycle, skipped=True, reason=desk.tools.masking().mask_note(reason.strip()))


def unskip_due(desk: Desk, plan_id: str, cycle: str) -> PlanDate:
    """Take a skipped cycle up again; raises `NotReadyError` when it was not skipped."""
    desk.may(Right.PLAN)
    plan = find_plan(desk, plan_id)
    if row_of(desk, plan, cycle).state is not DueState.SKIPPED:
        raise NotReadyError(_("这一期没有跳过，不需要恢复。"))
    return _decide(desk, plan, cycle, skipped=False, reason="")


def _decide(desk: Desk, plan: Plan, cycle: str, *, skipped: bool, reason: str) -> PlanDate:
    decision = PlanDate(date_id(plan.id, cycle), plan.id, cycle, skipped, reason, desk.user.id, desk.now())
    with desk.begin() as work:
        work.save(decision)
        detail = (("cycle", cycle),)
        work.note(
            JournalNote("plan.skip", plan.code, detail) if skipped
            else JournalNote("plan.unskip", plan.code, detail)
        )  # fmt: skip
        work.commit()
    return decision
