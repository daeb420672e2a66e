"""Use case: what is due soon, what is overdue and whose matter it has become (REQUIREMENTS A9, C7, B6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from auditdesk.domain.extensions import Extension
from auditdesk.domain.findings import (
    SETTLED,
    Action,
    ActionState,
    Appeal,
    Finding,
    FindingState,
    Problem,
    effective_deadline,
)
from auditdesk.domain.people import Right
from auditdesk.i18n import _
from auditdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to remember.

    Attributes:
        kind: ``action``, ``finding``, ``verify``, ``appeal``, ``extension`` or ``problem``.
        code: code of the finding or problem.
        finding_id: where to go; empty for a problem.
        text: what has to be done.
        owner: who has to do it, as written there; empty when nobody is named.
        due: ISO day.
        left: working days left, negative when overdue.
        level: who has to act (owner, lead, head); empty while it is not overdue.
    """

    kind: str
    code: str
    finding_id: str
    text: str
    owner: str
    due: str
    left: int
    level: str


@dataclass(frozen=True, slots=True)
class _Due:
    kind: str
    code: str
    finding_id: str
    text: str
    owner: str
    due: str


def reminders(desk: Desk, within: int | None = None) -> list[Reminder]:
    """Everything due within so many working days (the rule's by default) or overdue, most urgent first."""
    desk.may(Right.VIEW)
    rules = desk.tools.learning()
    today, calendar = date.fromisoformat(desk.today()), desk.calendar()
    last = calendar.add_working_days(today, rules.remind_days if within is None else within).isoformat()
    found = []
    for one in _all_due(desk):
        if one.due > last:
            continue
        left = calendar.working_days_between(today, date.fromisoformat(one.due))
        overdue = max(1, -left) if one.due < desk.today() else 0
        level = rules.level(overdue) if overdue else ""
        left = -overdue if overdue else left
        found.append(Reminder(one.kind, one.code, one.finding_id, one.text, one.owner, one.due, left, level))
    return sorted(found, key=lambda one: (one.due, one.code, one.kind))


def _all_due(desk: Desk) -> Iterator[_Due]:
    """All open things with a day, from one read."""
    with desk.begin() as work:
        states = [state for state in FindingState if state not in SETTLED]
        findings = {one.id: one for one in work.find(Finding, state=states)}
        actions = work.find(Action, state=[ActionState.NOT_STARTED, ActionState.IN_PROGRESS])
        appeals = work.find(Appeal, outcome="")
        asked = work.find(Extension, decision="")
        problems = work.find(Problem)
    running = {one.problem_id for one in findings.values()}
    yield from _of_findings(findings.values())
    for action in actions:
        finding = findings.get(action.finding_id)
        if finding is not None and action.due:
            due = effective_deadline(finding) if action.due == finding.deadline else action.due
            yield _Due("action", finding.code, finding.id, action.measure, action.owner or finding.owner, due)
    for appeal in appeals:
        if appeal.finding_id in findings and appeal.deadline:
            one = findings[appeal.finding_id]
            yield _Due("appeal", one.code, one.id, _("复议申诉"), "", appeal.deadline)
    for request in asked:
        if request.finding_id in findings:
            one = findings[request.finding_id]
            yield _Due("extension", one.code, one.id, _("批准或退回延期申请"), "", one.deadline)
    for problem in problems:
        if problem.due and problem.id in running:
            text = _("改进“{title}”", title=problem.title)
            yield _Due("problem", problem.code, "", text, problem.owner, problem.due)


def _of_findings(findings: Iterable[Finding]) -> Iterator[_Due]:
    for one in findings:
        due = effective_deadline(one)
        if not due:
            continue
        waits = one.state is FindingState.TO_VERIFY
        text = _("抽新样本验证") if waits else _("完成整改：{text}", text=one.title or one.description)
        yield _Due("verify" if waits else "finding", one.code, one.id, text, "" if waits else one.owner, due)
