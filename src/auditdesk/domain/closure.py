"""Figures over findings: closure rate of a month, its TOP-3, what was there in the last audit (C7, E4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from auditdesk.domain.findings import Finding, FindingState, Problem, counted, effective_deadline
from auditdesk.i18n import _


@dataclass(frozen=True, slots=True)
class MonthRate:
    """How many of the findings due in a month (``2026-11``) were closed in time."""

    month: str
    closed: int
    due: int

    @property
    def rate(self) -> float | None:
        """Share closed in time; None when nothing was due."""
        return self.closed / self.due if self.due else None


@dataclass(frozen=True, slots=True)
class TopProblem:
    """A problem (or, without one, a violation class) with its number of findings in a month."""

    title: str
    problem_id: str
    violation_class: str
    count: int
    staff: int


def month_rate(findings: Iterable[Finding], month: str, today: str) -> MonthRate:
    """Closed in time / due, with the approved later day as the deadline where there is one.

    Of the running month only what is due already counts, so that the rate is not low on the first day:
    findings whose day has passed, and those due today that are closed.
    """
    due = [one for one in counted(findings) if effective_deadline(one)[:7] == month]
    past = [
        one
        for one in due
        if effective_deadline(one) < today
        or (effective_deadline(one) == today and one.state is FindingState.CLOSED)
    ]
    return MonthRate(month, sum(closed_in_time(one) for one in past), len(past))


def closed_in_time(finding: Finding) -> bool:
    """Whether the finding was closed by its (approved) deadline."""
    return finding.state is FindingState.CLOSED and finding.closed_on <= effective_deadline(finding)


def months_back(today: str, number: int) -> list[str]:
    """The last ``number`` months up to today's, oldest first."""
    year, month = int(today[:4]), int(today[5:7])
    places = [year * 12 + month - 1 - back for back in range(number - 1, -1, -1)]
    return [f"{place // 12:04d}-{place % 12 + 1:02d}" for place in places]


def top_problems(
    findings: Iterable[Finding], problems: Mapping[str, Problem], month: str, most: int = 3
) -> list[TopProblem]:
    """The most frequent problems among the findings made in a month; equal counts by title."""
    made = [one for one in counted(findings) if _found_on(one)[:7] == month]
    groups: dict[tuple[str, str], list[Finding]] = {}
    for one in made:
        key = (one.problem_id, "") if one.problem_id in problems else ("", one.violation_class)
        groups.setdefault(key, []).append(one)
    tops = [
        TopProblem(
            problems[problem_id].title if problem_id else class_id, problem_id,
            class_id or problems[problem_id].violation_class, len(rows),
            len({one.staff_code for one in rows if one.staff_code}),
        )
        for (problem_id, class_id), rows in groups.items()
        if problem_id or class_id
    ]  # fmt: skip
    return sorted(tops, key=lambda top: (-top.count, top.title))[:most]


def _found_on(finding: Finding) -> str:
    return finding.found_on or finding.created_at[:10]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A finding of the last audit that the present one repeats, and in what they agree."""

    finding: Finding
    why: tuple[str, ...]


class LastAudit:
    """The findings of the audit before, ready to be asked many times."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._by: dict[tuple[str, str], list[Finding]] = {}
        for one in counted(findings):
            for key in _keys(one):
                self._by.setdefault(key, []).append(one)

    def repeats(self, finding: Finding) -> list[Repeat]:
        """What was there last time: same item, same problem, or same person with the same class."""
        whys: dict[str, tuple[Finding, list[str]]] = {}
        words = {"item": _("同一检查项"), "problem": _("同一问题"), "staff": _("同一客服同类违规")}
        for key in _keys(finding):
            for one in self._by.get(key, []):
                whys.setdefault(one.id, (one, []))[1].append(words[key[0]])
        return [Repeat(one, tuple(why)) for one, why in whys.values()]


def _keys(finding: Finding) -> list[tuple[str, str]]:
    keys = [("item", finding.item_id)]
    if finding.problem_id:
        keys.append(("problem", finding.problem_id))
    if finding.staff_code and finding.violation_class:
        keys.append(("staff", f"{finding.staff_code}\n{finding.violation_class}"))
    return keys


def repeat_count(findings: Iterable[Finding]) -> int:
    """How often a person stands in a group again: 3 findings of 2 people are 1 repetition (screen 04)."""
    codes = [one.staff_code for one in counted(findings) if one.staff_code]
    return len(codes) - len(set(codes))
