"""Rows of the page 问题整改: a finding with what its line shows, and the three ways to group them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from auditdesk.domain.findings import Finding, FindingState, Problem, finding_state_label, is_overdue
from auditdesk.domain.taxonomy import Taxonomy
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.rectifying import list_findings, list_problems
from auditdesk.ui.pages.run.days import short_day
from auditdesk.ui.theme.glyphs import State
from auditdesk.ui.widgets.cells import Cell
from auditdesk.ui.widgets.tables import Column
from auditdesk.ui.widgets.trees import Group

PROBLEM, DEADLINE, OWNER = "problem", "deadline", "owner"
_GLYPHS = {
    FindingState.DRAFT: State.DRAFT,
    FindingState.OPEN: State.RUNNING,
    FindingState.TO_VERIFY: State.TO_VERIFY,
    FindingState.CLOSED: State.CLOSED,
    FindingState.WITHDRAWN: State.NA,
}
_SOON = 5
"""Working days that count as 本周内."""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding, its problem, and the working days left (None without a deadline or when closed)."""

    finding: Finding
    problem: Problem | None
    left: int | None
    today: str

    @property
    def closed(self) -> bool:
        """Whether the row is done and stands back."""
        return self.finding.state is FindingState.CLOSED

    @property
    def words(self) -> str:
        """The fact in one line."""
        text = self.finding.description or self.finding.title
        return " ".join(part for part in (self.finding.staff_code, text) if part).replace("\n", " ")


def read_rows(desk: Desk) -> list[FindingRow]:
    """All findings, oldest code first."""
    problems = {one.id: one for one in list_problems(desk)}
    calendar, today = desk.calendar(), desk.today()
    rows = []
    for finding in list_findings(desk):
        open_ = finding.state is not FindingState.CLOSED and finding.deadline
        left = (
            calendar.working_days_between(date.fromisoformat(today), date.fromisoformat(finding.deadline))
            if open_
            else None
        )
        rows.append(FindingRow(finding, problems.get(finding.problem_id), left, today))
    return rows


def fits(row: FindingRow, text: str) -> bool:
    """Whether the filter's words occur in what the line or its fields say."""
    finding = row.finding
    problem = row.problem.title if row.problem else ""
    parts = (finding.code, row.words, finding.title, finding.owner, finding.cause, finding.item_id, problem)
    return text.strip().lower() in " ".join(parts).lower()


def grouped(rows: Iterable[FindingRow], by: str, taxonomy: Taxonomy) -> list[Group]:
    """Groups in the order of urgency within each way of grouping."""
    buckets: dict[tuple[int, str], list[FindingRow]] = {}
    for row in rows:
        buckets.setdefault(_bucket(row, by), []).append(row)
    return [_group(by, key, kept, taxonomy) for key, kept in sorted(buckets.items())]


def _bucket(row: FindingRow, by: str) -> tuple[int, str]:
    if by == OWNER:
        return (0 if row.finding.owner else 1, row.finding.owner or _("待指定"))
    if by == PROBLEM:
        return (0, row.problem.title) if row.problem else (1, _("还没有归入问题"))
    if row.closed:
        return (4, _("已关闭"))
    if row.left is None:
        return (3, _("没有期限"))
    if is_overdue(row.finding, row.today):
        return (0, _("逾期"))
    return (1, _("五个工作日内")) if row.left <= _SOON else (2, _("以后"))


def _group(by: str, key: tuple[int, str], rows: list[FindingRow], taxonomy: Taxonomy) -> Group:
    closed = sum(row.closed for row in rows)
    note = _("{n} 项，已关闭 {closed}", n=len(rows), closed=closed) if closed else _("{n} 项", n=len(rows))
    kind = ""
    if by == PROBLEM and key[0] == 0:
        kind = taxonomy.label(rows[0].finding.violation_class)
    return Group(f"{by}:{key[0]}:{key[1]}", key[1], rows, kind, note)


def remaining(row: FindingRow) -> Cell:
    """The last column: only there do overdue and due today stand out."""
    if row.closed or row.left is None:
        return Cell("—", tone="text_3")
    if row.left < 0 or is_overdue(row.finding, row.today):
        return Cell(_("逾期 {n}", n=max(1, -row.left)), tone="bad", bold=True)
    if row.finding.deadline == row.today:
        return Cell(_("今天到期"), tone="rev", bold=True)
    return Cell(str(row.left), tone="text_2")


def columns() -> list[Column]:
    """Code, fact, state, owner, deadline, working days left."""
    return [
        Column(_("编号"), lambda row: Cell(row.finding.code, tone=_quiet(row), bold=not row.closed), 100),
        Column(_("事实"), lambda row: Cell(row.words, tone=_quiet(row))),
        Column(_("状态"), _state, 96),
        Column(_("责任人"), _owner, 84),
        Column(_("期限"), lambda row: Cell(short_day(row.finding.deadline, row.today), tone=_quiet(row)), 76),
        Column(_("剩余工作日"), remaining, 96, right=True),
    ]


def _state(row: FindingRow) -> Cell:
    state = row.finding.state
    tone = "accent" if state is FindingState.TO_VERIFY else _quiet(row)
    return Cell(finding_state_label(state), state=_GLYPHS[state], tone=tone)


def _owner(row: FindingRow) -> Cell:
    if not row.finding.owner:
        return Cell(_("待指定"), tone="rev")
    return Cell(row.finding.owner, tone=_quiet(row))


def _quiet(row: FindingRow) -> str:
    return "text_3" if row.closed else ""
