"""Use cases on the figures of the closed loop: monthly rates, TOP-3, repeats of the last audit (C7, E4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from auditdesk.domain.audits import Audit
from auditdesk.domain.closure import (
    LastAudit,
    MonthRate,
    Repeat,
    TopProblem,
    month_rate,
    months_back,
    top_problems,
)
from auditdesk.domain.findings import Finding, Problem
from auditdesk.domain.people import Right
from auditdesk.services.desk import Desk
from auditdesk.services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Rates:
    """Closure rates by month, oldest first, and the target share."""

    months: tuple[MonthRate, ...]
    target: float


def closure_rates(desk: Desk, months: int = 6) -> Rates:
    """The rates of the last months up to the running one."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        findings = [one for one in work.find(Finding) if one.audit_id]
    return rates_of(desk, findings, months)


def rates_of(desk: Desk, findings: Iterable[Finding], months: int = 1) -> Rates:
    """The rates over findings that are read already."""
    rows, today = list(findings), desk.today()
    made = tuple(month_rate(rows, month, today) for month in months_back(today, months))
    return Rates(made, desk.tools.learning().closure_target)


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """A month: its closure rate and its most frequent problems."""

    rate: MonthRate
    top: tuple[TopProblem, ...]


def month_figures(desk: Desk, months: int = 12) -> tuple[list[MonthFigures], float]:
    """The last months, newest first, and the target share (C7); 10,000 findings take about a second."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        findings = [one for one in work.find(Finding) if one.audit_id]
        problems = {one.id: one for one in work.find(Problem)}
    rates = rates_of(desk, findings, months)
    made = [MonthFigures(rate, tuple(top_problems(findings, problems, rate.month))) for rate in rates.months]
    return made[::-1], rates.target


def monthly_top(desk: Desk, month: str = "", most: int = 3) -> list[TopProblem]:
    """The most frequent problems among the findings of a month (the running one by default)."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        findings = [one for one in work.find(Finding) if one.audit_id]
        problems = {one.id: one for one in work.find(Problem)}
    return top_problems(findings, problems, month or desk.today()[:7], most)


def repeats_of(desk: Desk, finding: Finding) -> list[Repeat]:
    """What of the finding was there in the last audit of the same kind and form already."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        audit = work.require(Audit, finding.audit_id)
        return _last(work, audit).repeats(finding)


def repeated_ids(desk: Desk, findings: Iterable[Finding]) -> set[str]:
    """Ids of those findings that repeat one of the audit before theirs."""
    rows = list(findings)
    with desk.begin() as work:
        audits = {audit.id: audit for audit in work.find(Audit)}
        known = {one: _last(work, audits[one]) for one in {row.audit_id for row in rows} if one in audits}
    return {row.id for row in rows if row.audit_id in known and known[row.audit_id].repeats(row)}


def _last(work: UnitOfWork, audit: Audit) -> LastAudit:
    return LastAudit(work.find(Finding, audit_id=audit.previous_id) if audit.previous_id else ())
