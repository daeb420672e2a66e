"""The compliance rate by month, from audits and from results kept of earlier checks (REQUIREMENTS C5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from auditdesk.domain.audits import Audit, AuditKind, AuditState
from auditdesk.domain.checklists import Form
from auditdesk.domain.past import PastResult
from auditdesk.domain.people import Right
from auditdesk.domain.planning import month_after
from auditdesk.domain.scoring import score_audit
from auditdesk.services.audits import answers_of
from auditdesk.services.desk import Desk
from auditdesk.services.forms import find_form

MONTHS = 12
_RUNNING = (AuditState.PLANNED, AuditState.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One month. ``counted`` 0 means that nothing was checked.

    Attributes:
        month: ``2026-11``.
        passed: items 合规.
        counted: items 合规 and 不合规.
        running: an audit of the month is still being answered.
        answered: answered items of running audits, of ``total``.
        past: at least a part comes from results kept of earlier checks.
    """

    month: str
    passed: int = 0
    counted: int = 0
    running: bool = False
    answered: int = 0
    total: int = 0
    past: bool = False


def trend(desk: Desk, kind: AuditKind, months: int = MONTHS) -> list[TrendPoint]:
    """The last months of audits of one kind, oldest first, ending with this month or a later audit's.

    A month with an audit of this workspace leaves earlier results of the same month out.
    """
    desk.may(Right.VIEW)
    last = desk.today()[:7]
    with desk.begin() as work:
        audits = work.find(Audit, kind=kind, order="period_end")
        past = work.find(PastResult, kind=kind, removed=False)
    last = max([last, *(audit.period_end[:7] for audit in audits)])
    first = month_after(date.fromisoformat(f"{last}-01"), 1 - months).isoformat()[:7]
    wanted = [audit for audit in audits if first <= audit.period_end[:7]]
    points = {point.month: point for point in _of_past(past)}
    points |= {point.month: point for point in _of_audits(desk, wanted)}
    names = [month_after(date.fromisoformat(f"{first}-01"), at).isoformat()[:7] for at in range(months)]
    return [points.get(name, TrendPoint(name)) for name in names]


def _of_past(results: Sequence[PastResult]) -> list[TrendPoint]:
    months: dict[str, TrendPoint] = {}
    for one in results:
        name = one.period_end[:7]
        sofar = months.get(name, TrendPoint(name))
        months[name] = TrendPoint(name, sofar.passed + one.passed, sofar.counted + one.counted, past=True)
    return list(months.values())


def _of_audits(desk: Desk, audits: Sequence[Audit]) -> list[TrendPoint]:
    months: dict[str, TrendPoint] = {}
    forms: dict[str, Form] = {}
    for audit in audits:
        form = forms.get(audit.form_key) or find_form(desk, audit.form_key)
        forms[audit.form_key] = form
        with desk.begin() as work:
            tally = score_audit(form, answers_of(work, audit.id)).tally
        name = audit.period_end[:7]
        sofar, live = months.get(name, TrendPoint(name)), audit.state in _RUNNING
        months[name] = TrendPoint(
            name, sofar.passed + tally.passed, sofar.counted + tally.denominator, sofar.running or live,
            sofar.answered + (tally.answered if live else 0), sofar.total + (tally.total if live else 0),
        )  # fmt: skip
    return list(months.values())
