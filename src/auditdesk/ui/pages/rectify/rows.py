"""Rows of the page 问题整改: a finding with what its line shows, and the three ways to group them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from auditdesk.domain.closure import repeat_count
from auditdesk.domain.findings import (
    SETTLED,
    Action,
    Finding,
    FindingState,
    Problem,
    finding_state_label,
    is_overdue,
)
from auditdesk.domain.records import FormText
from auditdesk.domain.taxonomy import Taxonomy
from auditdesk.i18n import _
from auditdesk.services.appealing import list_appeals
from auditdesk.services.audits import list_audits
from auditdesk.services.closing import repeated_ids
from auditdesk.services.desk import Desk
from auditdesk.services.forms import form_of
from auditdesk.services.rectifying import list_findings, list_problems
from auditdesk.ui.pages.run.days import short_day
from auditdesk.ui.theme.glyphs import State
from auditdesk.ui.widgets.cells import Cell
from auditdesk.ui.widgets.tables import Column, check_column
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
    """A finding, its problem, and the working days left (None without a deadline or when settled).

    Attributes:
        repeated: the last audit had it already.
        veto: its item is a veto item.
        appeal: ISO day by which an open appeal must be decided, empty without one.
        hay: what the filter looks in, lower case.
        closed: whether the row is done and stands back.
    """

    finding: Finding
    problem: Problem | None
    left: int | None
    today: str
    repeated: bool = False
    veto: bool = False
    appeal: str = ""
    hay: str = ""
    closed: bool = False

    @property
    def words(self) -> str:
        """The fact in one line."""
        text = self.finding.description or self.finding.title
        return " ".join(part for part in (self.finding.staff_code, text) if part).replace("\n", " ")


def read_rows(desk: Desk, vetoes: VetoItems | None = None) -> list[FindingRow]:
    """All findings, oldest code first; ten thousand take about a second, so long lists are read in a job."""
    problems = {one.id: one for one in list_problems(desk)}
    findings = list_findings(desk)
    repeated = repeated_ids(desk, findings)
    veto = (vetoes or VetoItems(desk)).read()
    appeals = {one.finding_id: one.deadline for one in list_appeals(desk, open_only=True)}
    measures = _measures(desk)
    calendar, today = desk.calendar(), desk.today()
    days: dict[str, int] = {}
    rows = []
    for finding in findings:
        due = finding.deadline if finding.state not in SETTLED else ""
        if due and due not in days:
            days[due] = calendar.working_days_between(date.fromisoformat(today), date.fromisoformat(due))
        problem = problems.get(finding.problem_id)
        hay = _hay(finding, problem, measures.get(finding.id, ""))
        rows.append(
            FindingRow(
                finding, problem, days.get(due), today, finding.id in repeated,
                (finding.audit_id, finding.item_id) in veto, appeals.get(finding.id, ""), hay,
                finding.state in SETTLED,
            )
        )  # fmt: skip
    return rows


class VetoItems:
    """The veto items of form versions; reading a form takes long and a version never changes."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: dict[str, frozenset[str]] = {}

    def read(self) -> set[tuple[str, str]]:
        """Audit and item ids of the veto items of all audits."""
        audits = list_audits(self._desk)
        missing = {audit.form_key for audit in audits} - set(self._known)
        if missing:
            with self._desk.begin() as work:
                kept = work.find(FormText, id=sorted(missing))
            for record in kept:
                items = form_of(self._desk, record).items()
                self._known[record.id] = frozenset(item.id for item in items if item.veto)
        return {(audit.id, item) for audit in audits for item in self._known.get(audit.form_key, ())}


def _measures(desk: Desk) -> dict[str, str]:
    texts: dict[str, str] = {}
    with desk.begin() as work:
        for action in work.find(Action):
            texts[action.finding_id] = f"{texts.get(action.finding_id, '')} {action.measure}"
    return texts


def _hay(finding: Finding, problem: Problem | None, measures: str) -> str:
    parts = (
        finding.code, finding.staff_code, finding.description, finding.title, finding.owner, finding.cause,
        finding.item_id, problem.title if problem else "", measures,
    )  # fmt: skip
    return " ".join(parts).lower()


def fitting(rows: Iterable[FindingRow], text: str) -> list[FindingRow]:
    """Rows in whose line or fields every word of the filter occurs."""
    words = text.lower().split()
    return [row for row in rows if all(word in row.hay for word in words)] if words else list(rows)


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
    kind = veto = ""
    if by == PROBLEM and key[0] == 0:
        kind = taxonomy.label(rows[0].finding.violation_class) if rows[0].finding.violation_class else ""
        veto = _("单项否决") if any(row.veto for row in rows) else ""
        again = repeat_count(row.finding for row in rows)
        note = _("{note}，重复 {n} 次", note=note, n=again) if again else note
    return Group(f"{by}:{key[0]}:{key[1]}", key[1], rows, kind, note, veto)


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
    """Check box, code, fact, state, owner, deadline, working days left."""
    return [
        check_column(),
        Column(_("编号"), lambda row: Cell(row.finding.code, tone=_quiet(row), bold=not row.closed), 84),
        Column(_("事实"), _fact),
        Column(_("状态"), _state, 110),
        Column(_("责任人"), _owner, 72),
        Column(_("期限"), lambda row: Cell(short_day(row.finding.deadline, row.today), tone=_quiet(row)), 66),
        Column(_("剩余工作日"), remaining, 92, right=True),
    ]


def _fact(row: FindingRow) -> Cell:
    """The fact; an open appeal or what was there last time stands behind it."""
    chip = ""
    if row.appeal:
        chip = _("申诉中 {day}", day=short_day(row.appeal, row.today))
    elif row.repeated and not row.closed:
        chip = _("上次也有")
    return Cell(row.words, tone=_quiet(row), chip=chip, chip_tone=_chip_tone(row))


def _chip_tone(row: FindingRow) -> str:
    if not row.appeal:
        return ""
    return "bad" if row.appeal < row.today else "rev"


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
