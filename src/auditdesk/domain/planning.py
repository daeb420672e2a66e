"""Recurring plans: which audits are due when (REQUIREMENTS A1–A4, C6, D8).

A plan is a chain of *cycles* of whole months. Each cycle is one audit's period and has one due day, moved to
a working day of the Chinese calendar. Cycles are named by their first month, so that every laptop gives the
same name to the same audit whatever was changed about its due day meanwhile.
"""

from __future__ import annotations

import hashlib
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from auditdesk.domain.audits import AuditKind, MaterialRequest, TeamMember
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.workdays import WorkCalendar
from auditdesk.i18n import _

_DAY = timedelta(days=1)
_YEAR = 12
_LAST_DAY = 31
LONGEST_LEAD = 120
LONGEST_LAG = 24
ONCE = "once"
"""The cycle name of a plan that does not recur."""


class Every(StrEnum):
    """How often a plan's audit recurs (REQUIREMENTS A1)."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"
    ONCE = "once"


MONTHS = {Every.MONTHLY: 1, Every.QUARTERLY: 3, Every.HALF_YEARLY: 6, Every.YEARLY: 12, Every.ONCE: 0}
"""Months per cycle; 0 for a plan that does not recur."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What recurs, with everything its audits begin with. Days are ISO texts.

    Attributes:
        title: name of each audit; ``{月}``, ``{起月}``, ``{季}``, ``{年}`` stand for the cycle's.
        form: form id; its newest published version is taken when an audit starts.
        starts_on: its month is the first cycle's first one; without recurrence the period's first day.
        ends_on: no cycle begins after it; without recurrence the period's last day. Empty: no end.
        due_day: day of the month, the last one where the month is shorter.
        due_after: months from the cycle's first month to the month of the due day.
        earlier: a due day off moves to the working day before it, otherwise to the one after it.
        lead_days: working days before the due day on which the audit should begin.
        seed: 32 random bytes (hex); audits derive their pseudonym key from it, equal on every laptop.
    """

    id: str
    code: str
    title: str
    kind: AuditKind
    form: str
    every: Every
    starts_on: str
    ends_on: str = ""
    due_day: int = 31
    due_after: int = 0
    earlier: bool = True
    lead_days: int = 10
    channels: tuple[str, ...] = ()
    goal: str = ""
    scope: str = ""
    team: tuple[TeamMember, ...] = ()
    materials: tuple[MaterialRequest, ...] = ()
    active: bool = True
    seed: str = ""
    created_by: str = ""
    created_at: str = ""


@dataclass(frozen=True, slots=True)
class PlanDate:
    """What a person decided of one cycle; the id is ``plan id/cycle``, the same on every laptop."""

    id: str
    plan_id: str
    cycle: str
    skipped: bool = False
    reason: str = ""
    decided_by: str = ""
    decided_at: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """One cycle of a plan: period, due day, and the working day on which to begin.

    ``certain`` is False when the due day lies in a year whose holidays are not published.
    """

    plan: Plan
    cycle: str
    start: date
    end: date
    due: date
    begin: date
    certain: bool = True


class DueState(StrEnum):
    """Where a cycle stands; computed, never stored."""

    UPCOMING = "upcoming"
    READY = "ready"
    LATE = "late"
    STARTED = "started"
    DONE = "done"
    SKIPPED = "skipped"


def every_label(every: Every) -> str:
    """The word on screens."""
    return {
        Every.MONTHLY: _("每月"), Every.QUARTERLY: _("每季度"), Every.HALF_YEARLY: _("每半年"),
        Every.YEARLY: _("每年"), Every.ONCE: _("一次"),
    }[every]  # fmt: skip


def due_state_label(state: DueState) -> str:
    """The word on screens."""
    return {
        DueState.UPCOMING: _("计划"), DueState.READY: _("可开始"), DueState.LATE: _("逾期未开始"),
        DueState.STARTED: _("已开始"), DueState.DONE: _("已完成"), DueState.SKIPPED: _("已跳过"),
    }[state]  # fmt: skip


def date_id(plan_id: str, cycle: str) -> str:
    """The id of a cycle's `PlanDate`."""
    return f"{plan_id}/{cycle}"


def audit_id_of(plan_id: str, cycle: str) -> str:
    """The id of a cycle's audit: the same on every laptop, so that two starts are one audit."""
    return hashlib.sha256(f"plan/{plan_id}/{cycle}".encode()).hexdigest()[:32]


def check_plan(plan: Plan) -> None:
    """Raise `BadInputError` with the first thing that is wrong with a plan."""
    if not plan.title.strip():
        raise BadInputError(_("请给计划起个名字。"))
    start = _day(plan.starts_on)
    end = _day(plan.ends_on) if plan.ends_on else None
    if end is not None and end < start:
        raise BadInputError(_("计划的结束日期要晚于开始日期。"))
    if plan.every is Every.ONCE and end is None:
        raise BadInputError(_("只做一次的计划要写期间的最后一天。"))
    if not 1 <= plan.due_day <= _LAST_DAY:
        raise BadInputError(_("完成日要在 1 到 31 之间，31 表示月末。"))
    if not 0 <= plan.due_after <= LONGEST_LAG:
        raise BadInputError(_("完成月应在期间开始后 0 到 {most} 个月。", most=LONGEST_LAG))
    if not 0 <= plan.lead_days <= LONGEST_LEAD:
        raise BadInputError(_("提前天数应为 0 到 {most} 个工作日。", most=LONGEST_LEAD))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInputError(_("“{text}”不是日期，请写成 2026-11-20。", text=text)) from error


def month_after(day: date, months: int) -> date:
    """The first day of the month so many months after the one of ``day``."""
    number = day.year * _YEAR + day.month - 1 + months
    return date(number // _YEAR, number % _YEAR + 1, 1)


def month_end(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def working_day(calendar: WorkCalendar, day: date, *, earlier: bool) -> date:
    """The day itself when it is worked, else the next working day in the direction asked for."""
    step = -_DAY if earlier else _DAY
    while not calendar.is_working_day(day):
        day += step
    return day


def working_days_before(calendar: WorkCalendar, day: date, count: int) -> date:
    """The working day ``count`` working days before a day."""
    while count:
        day -= _DAY
        count -= calendar.is_working_day(day)
    return day


def cycles(plan: Plan) -> Iterator[tuple[str, date, date]]:
    """Name, first and last day of each cycle, in order; without end unless the plan has one."""
    first = _day(plan.starts_on)
    end = _day(plan.ends_on) if plan.ends_on else date.max
    months = MONTHS[plan.every]
    if not months:
        yield ONCE, first, end
        return
    start = first.replace(day=1)
    while start <= end and start.year < date.max.year - 2:
        yield f"{start:%Y-%m}", start, month_end(month_after(start, months - 1))
        start = month_after(start, months)


def due_of(plan: Plan, calendar: WorkCalendar, cycle: str, start: date, end: date) -> Due:
    """A cycle with its due day, moved to a working day, and the day to begin."""
    month = month_after(start, plan.due_after)
    nominal = month.replace(day=min(plan.due_day, month_end(month).day))
    due = working_day(calendar, nominal, earlier=plan.earlier)
    begin = working_days_before(calendar, due, plan.lead_days)
    return Due(plan, cycle, start, end, due, begin, calendar.is_certain(nominal))


def dues(plan: Plan, calendar: WorkCalendar, since: date, until: date) -> list[Due]:
    """Cycles whose due day lies in ``since`` … ``until``, both included, in order."""
    found = []
    for cycle, start, end in cycles(plan):
        due = due_of(plan, calendar, cycle, start, end)
        if due.due > until:
            break
        if due.due >= since:
            found.append(due)
    return found


def find_due(plan: Plan, calendar: WorkCalendar, cycle: str) -> Due | None:
    """The cycle with this name, None when the plan has no such one."""
    for name, start, end in cycles(plan):
        if name == cycle:
            return due_of(plan, calendar, name, start, end)
        if name != ONCE and name > cycle:
            break
    return None


def state_of(due: Due, today: date, *, started: bool, done: bool, skipped: bool) -> DueState:
    """Where a cycle stands; an audit that exists counts more than a decision to skip it."""
    if done:
        return DueState.DONE
    if started:
        return DueState.STARTED
    if skipped:
        return DueState.SKIPPED
    if due.due < today:
        return DueState.LATE
    return DueState.READY if due.begin <= today else DueState.UPCOMING


def title_of(due: Due) -> str:
    """The plan's title with the cycle's months and year in the places that name them."""
    quarter = (due.end.month - 1) // 3 + 1
    places = {
        "{月}": str(due.end.month), "{起月}": str(due.start.month), "{季}": str(quarter),
        "{年}": str(due.end.year),
    }  # fmt: skip
    title = due.plan.title
    for place, value in places.items():
        title = title.replace(place, value)
    return title


def shown_title(plan: Plan) -> str:
    """The plan's own title in lists, its places as dots: …月例行自查."""
    title = plan.title
    for place in ("{月}", "{起月}", "{季}", "{年}"):
        title = title.replace(place, "…")
    return title


def audit_code(due: Due) -> str:
    """The readable code of a cycle's audit; one per plan and cycle on every laptop."""
    return f"ZC-{due.end:%y%m}-{due.plan.code}"
