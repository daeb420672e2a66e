"""What plans and calendar show, read through the use cases; no Qt, so that it can run in a job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from auditdesk.domain.audits import Audit, AuditState, state_label
from auditdesk.domain.planning import DueState, Plan, due_state_label, month_after, month_end
from auditdesk.services.audits import list_audits
from auditdesk.services.desk import Desk
from auditdesk.services.planning import DueRow, due_between, due_list, list_plans

TONES = {
    DueState.LATE: "bad", DueState.READY: "accent", DueState.STARTED: "rev", DueState.DONE: "ok",
    DueState.SKIPPED: "na", DueState.UPCOMING: "",
}  # fmt: skip
_WEEK = 7
SATURDAY = 5
"""`date.weekday` of the first weekend day."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something due on a day: a plan's cycle, or an audit planned by hand (then ``row`` is None)."""

    day: date
    title: str
    word: str
    tone: str
    row: DueRow | None = None
    audit: Audit | None = None

    @property
    def key(self) -> str:
        """Stable over refreshes."""
        if self.row is not None:
            return f"{self.row.due.plan.id}/{self.row.due.cycle}"
        return self.audit.id if self.audit else self.title


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the calendar in whole weeks from Monday; days off and worked weekends by day."""

    first: date
    days: tuple[date, ...]
    off: frozenset[date]
    worked: frozenset[date]
    entries: tuple[Entry, ...]
    today: date
    certain: bool = True

    def on(self, day: date) -> list[Entry]:
        """What is due on a day."""
        return [entry for entry in self.entries if entry.day == day]


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan with its next cycle that waits, None when there is none in a year."""

    plan: Plan
    next: DueRow | None


def read_month(desk: Desk, first: date) -> Month:
    """The month of ``first`` with everything due in its weeks."""
    first = first.replace(day=1)
    start = first - timedelta(days=first.weekday())
    last = month_end(first)
    end = last + timedelta(days=_WEEK - 1 - last.weekday())
    days = tuple(start + timedelta(days=at) for at in range((end - start).days + 1))
    calendar = desk.calendar()
    worked = {day for day in days if calendar.is_working_day(day)}
    rows = due_between(desk, start, end)
    entries = [_of_row(row) for row in rows]
    known = {row.audit.id for row in rows if row.audit}
    entries += [
        _of_audit(audit) for audit in list_audits(desk)
        if audit.due and audit.id not in known and start.isoformat() <= audit.due <= end.isoformat()
    ]  # fmt: skip
    return Month(
        first, days, frozenset(set(days) - worked),
        frozenset(day for day in worked if day.weekday() >= SATURDAY),
        tuple(sorted(entries, key=lambda one: (one.day, one.title))), date.fromisoformat(desk.today()),
        calendar.is_certain(first),
    )  # fmt: skip


def _of_row(row: DueRow) -> Entry:
    word = state_label(row.audit.state) if row.audit else due_state_label(row.state)
    return Entry(row.due.due, row.title, word, TONES[row.state], row, row.audit)


def _of_audit(audit: Audit) -> Entry:
    tone = "ok" if audit.state is AuditState.SIGNED else "rev"
    return Entry(date.fromisoformat(audit.due), audit.title, state_label(audit.state), tone, None, audit)


def read_plans(desk: Desk) -> list[PlanRow]:
    """Plans by code, active ones first, each with the cycle that comes next."""
    coming: dict[str, DueRow] = {}
    for row in due_list(desk):
        if row.waiting:
            coming.setdefault(row.due.plan.id, row)
    rows = [PlanRow(plan, coming.get(plan.id)) for plan in list_plans(desk)]
    return sorted(rows, key=lambda row: not row.plan.active)


def neighbour(month: date, by: int) -> date:
    """The first day of a month some months away."""
    return month_after(month, by)


def place_of(entries: Sequence[Entry], key: str) -> int:
    """Where an entry stands, -1 when it is not there."""
    return next((at for at, entry in enumerate(entries) if entry.key == key), -1)
