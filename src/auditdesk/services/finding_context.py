"""What stands around a finding while it is written: problems with counts, the same person, the same cause."""

from __future__ import annotations

from dataclasses import dataclass

from auditdesk.domain.findings import Finding, Problem
from auditdesk.domain.people import Right
from auditdesk.services.desk import Desk

_MONTHS = 3


@dataclass(frozen=True, slots=True)
class FindingContext:
    """Read for one finding.

    Attributes:
        problems: every problem with the number of its findings, most first.
        siblings: other findings of the same problem, newest first.
        staff_count: this is the how-manieth finding of the same pseudonym in the quarter; 0 without one.
    """

    problems: tuple[tuple[Problem, int], ...]
    siblings: tuple[Finding, ...]
    staff_count: int


def read_context(desk: Desk, finding: Finding) -> FindingContext:
    """Problems, siblings and the count of the person's findings."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        problems = work.find(Problem, order="code")
        grouped = {one.id: work.count(Finding, problem_id=one.id) for one in problems}
        same = work.find(Finding, problem_id=finding.problem_id) if finding.problem_id else []
        of_person = work.find(Finding, staff_code=finding.staff_code) if finding.staff_code else []
    others = [one for one in same if one.id != finding.id and one.audit_id]
    siblings = sorted(others, key=lambda one: one.found_on, reverse=True)
    ranked = sorted(((one, grouped[one.id]) for one in problems), key=lambda pair: -pair[1])
    return FindingContext(tuple(ranked), tuple(siblings), _turn_in_quarter(finding, of_person))


def quarter_of(day: str) -> str:
    """``2026Q4`` of an ISO day; empty for an empty one."""
    return f"{day[:4]}Q{(int(day[5:7]) - 1) // _MONTHS + 1}" if len(day) >= len("2026-01") else ""


def _turn_in_quarter(finding: Finding, of_person: list[Finding]) -> int:
    """Findings of the person in the quarter up to this one, by the day it happened, then by code."""
    if not finding.staff_code:
        return 0
    quarter = quarter_of(_day(finding))
    mine = (_day(finding), finding.code)
    return sum(
        1
        for one in of_person
        if one.audit_id and quarter_of(_day(one)) == quarter and (_day(one), one.code) <= mine
    )


def _day(finding: Finding) -> str:
    return (finding.occurred_at or finding.found_on)[:10]
