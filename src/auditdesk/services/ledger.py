"""Use cases on the violation ledger 违规台账: from a confirmed finding to the archived entry (B4, B6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from auditdesk.domain.checklists import Severity, severity_label
from auditdesk.domain.errors import BadInputError, NotFoundError, NotReadyError
from auditdesk.domain.findings import Appeal, Finding, FindingState
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.ledger import (
    PUNISHING,
    Consequence,
    EntryKind,
    LedgerEntry,
    LedgerStep,
    Step,
    check_step,
    consequence_label,
    count_in_period,
    entry_kind_label,
    first_day,
    next_step,
    require_pseudonym,
    step_id,
    step_label,
)
from auditdesk.domain.people import Right
from auditdesk.i18n import _
from auditdesk.services.desk import Desk, new_id
from auditdesk.services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """An entry with its steps in order.

    Attributes:
        times: which violation of this person within the period it is; 0 for a commendation.
        suggestion: the consequence that severity and repetition suggest; empty when none.
        withdrawn: an appeal took the finding back: the entry counts for nothing.
    """

    entry: LedgerEntry
    steps: tuple[LedgerStep, ...]
    times: int
    suggestion: str
    withdrawn: bool = False

    @property
    def next(self) -> Step | None:
        """The step that comes now."""
        return None if self.withdrawn else next_step(self.steps)


@dataclass(frozen=True, slots=True)
class StepInput:
    """A step as done: who is responsible, on which ISO day (today by default), with what."""

    step: Step
    owner: str
    on: str = ""
    note: str = ""
    consequence: str = ""


def enter_finding(desk: Desk, finding_id: str, owner: str = "") -> LedgerFile:
    """Take a confirmed finding into the ledger; its first step 发现 is done by it.

    Raises:
        NotReadyError: it is a draft, withdrawn, or in the ledger already.
        BadInputError: it has no staff code, or one that may be a name.
    """
    desk.may(Right.RECTIFY)
    with desk.begin() as work:
        finding = work.require(Finding, finding_id)
        if finding.state in (FindingState.DRAFT, FindingState.WITHDRAWN):
            raise NotReadyError(_("{code} 还没有认定，不能进违规台账。", code=finding.code))
        if work.find(LedgerEntry, finding_id=finding.id):
            raise NotReadyError(_("{code} 已经在违规台账里。", code=finding.code))
        occurred = (finding.occurred_at or finding.found_on or desk.today())[:10]
        entry = LedgerEntry(
            new_id(), desk.code(work, "TZ"), require_pseudonym(finding.staff_code),
            finding_id=finding.id, violation_class=finding.violation_class, severity=finding.severity,
            occurred_on=occurred, summary=finding.title or finding.description,
            created_by=desk.user.id, created_at=desk.now(),
        )  # fmt: skip
        found_on = max(occurred, finding.found_on or desk.today())
        _begin(work, entry, owner or desk.user.name, found_on, desk.user.id)
        work.commit()
    return find_entry(desk, entry.id)


def commend(desk: Desk, staff_code: str, summary: str, on: str = "") -> LedgerFile:
    """Write a commendation (表扬); it counts for no repetition."""
    desk.may(Right.RECTIFY)
    if not summary.strip():
        raise BadInputError(_("请写明为什么表扬。"))
    with desk.begin() as work:
        entry = LedgerEntry(
            new_id(), desk.code(work, "TZ"), require_pseudonym(staff_code), EntryKind.COMMENDATION,
            occurred_on=_day(on, desk.today()), summary=desk.tools.masking().mask_note(summary),
            consequence=Consequence.PRAISE.value, created_by=desk.user.id, created_at=desk.now(),
        )  # fmt: skip
        _begin(work, entry, desk.user.name, entry.occurred_on, desk.user.id)
        work.commit()
    return find_entry(desk, entry.id)


def _begin(work: UnitOfWork, entry: LedgerEntry, owner: str, on: str, by: str) -> None:
    step = LedgerStep(step_id(entry.id, Step.FOUND), entry.id, Step.FOUND, owner, on, done_by=by)
    work.save(entry, step)
    work.note(JournalNote("ledger.enter", entry.code, (("choice", entry.kind.value),)))


def right_of(step: Step) -> Right:
    """What one needs to do a step: deciding and the consequence are a second person's matter (B6)."""
    return Right.REVIEW if step in (Step.DECIDED, Step.CONSEQUENCE) else Right.RECTIFY


def take_step(desk: Desk, entry_id: str, given: StepInput) -> LedgerFile:
    """Do the next step; 处理 needs a consequence and waits for an open appeal.

    Raises:
        NotReadyError: another step is next, or the appeal is not decided.
        BadInputError: no owner, a day before the last step or in the future, a consequence that does not fit.
        NotAllowedError: deciding and the consequence need the right to review.
    """
    desk.may(right_of(given.step))
    on = _day(given.on, desk.today())
    if not given.owner.strip() or on > desk.today():
        raise BadInputError(_("每一步要有负责人，日期不能晚于今天。"))
    with desk.begin() as work:
        entry = work.require(LedgerEntry, entry_id)
        file = _one(desk, work, entry)
        if file.withdrawn:
            raise NotReadyError(_("{code} 的问题已因申诉撤销，不再处理。", code=entry.code))
        check_step(entry, file.steps, given.step, on)
        changed = entry
        if given.step is Step.CONSEQUENCE:
            _refuse_pending(work, entry)
            changed = replace(entry, consequence=_consequence(entry, given.consequence))
        note = desk.tools.masking().mask_note(given.note) if given.note else ""
        name = step_id(entry.id, given.step)
        work.save(changed, LedgerStep(name, entry.id, given.step, given.owner, on, note, desk.user.id))
        work.note(JournalNote("ledger.step", entry.code, (("state", given.step.value),)))
        work.commit()
    return find_entry(desk, entry.id)


def _refuse_pending(work: UnitOfWork, entry: LedgerEntry) -> None:
    if entry.finding_id and work.find(Appeal, finding_id=entry.finding_id, outcome=""):
        raise NotReadyError(_("{code} 有申诉在等复议，复议后再定处理。", code=entry.code))


def _consequence(entry: LedgerEntry, wanted: str) -> str:
    allowed = {Consequence.PRAISE} if entry.kind is EntryKind.COMMENDATION else {Consequence.NONE, *PUNISHING}
    if wanted not in {one.value for one in allowed}:
        names = _("、").join(sorted(consequence_label(one.value) for one in allowed))
        raise BadInputError(_("处理结果要从这些里选：{names}。", names=names))
    return wanted


def _day(text: str, default: str) -> str:
    try:
        return date.fromisoformat(text or default).isoformat()
    except ValueError as error:
        raise BadInputError(_("“{day}”不是日期，请写成 2026-11-30。", day=text)) from error


def find_entry(desk: Desk, name: str) -> LedgerFile:
    """An entry by code or id; raises `NotFoundError`."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        found = work.find(LedgerEntry, code=name) or [one for one in [work.get(LedgerEntry, name)] if one]
        if not found:
            raise NotFoundError(_("违规台账里没有“{name}”，用 ledger list 看有哪些。", name=name))
        return _one(desk, work, found[0])


def list_entries(desk: Desk, staff_code: str = "") -> list[LedgerFile]:
    """The ledger, newest first, of one person or of all."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        entries = [
            one for one in work.find(LedgerEntry, order="-occurred_on") if staff_code in ("", one.staff_code)
        ]
        steps = work.find(LedgerStep)
        return _files(desk, work, entries, steps)


def _one(desk: Desk, work: UnitOfWork, entry: LedgerEntry) -> LedgerFile:
    same = work.find(LedgerEntry, staff_code=entry.staff_code)
    files = _files(desk, work, same, work.find(LedgerStep, entry_id=entry.id))
    return next(file for file in files if file.entry.id == entry.id)


def _files(
    desk: Desk, work: UnitOfWork, entries: Sequence[LedgerEntry], steps: Iterable[LedgerStep]
) -> list[LedgerFile]:
    """Entries with their steps and counts; ``entries`` must hold all of each person in them."""
    rules = desk.tools.learning()
    gone = {one.id for one in work.find(Finding, state=FindingState.WITHDRAWN)}
    done: dict[str, list[LedgerStep]] = {}
    for step in steps:
        done.setdefault(step.entry_id, []).append(step)
    people: dict[str, list[LedgerEntry]] = {}
    for one in entries:
        if one.finding_id not in gone:
            people.setdefault(one.staff_code, []).append(one)
    files = []
    for one in entries:
        own = tuple(sorted(done.get(one.id, []), key=lambda step: list(Step).index(step.step)))
        if one.kind is EntryKind.COMMENDATION:
            files.append(LedgerFile(one, own, 0, Consequence.PRAISE.value))
            continue
        withdrawn = one.finding_id in gone
        times = count_in_period(people.get(one.staff_code, []), one, rules.period_months)
        suggestion = "" if withdrawn else rules.suggested(one.severity, times)
        files.append(LedgerFile(one, own, 0 if withdrawn else times, suggestion, withdrawn))
    return files


@dataclass(frozen=True, slots=True)
class StaffCount:
    """One person's violations within the period."""

    staff_code: str
    violations: int
    by_severity: tuple[tuple[Severity, int], ...]
    repeated_classes: tuple[str, ...]
    commendations: int


def staff_counts(desk: Desk) -> list[StaffCount]:
    """Violations and commendations within the period, most violations first."""
    since = first_day(desk.today(), desk.tools.learning().period_months)
    rows = [one for one in list_entries(desk) if one.entry.occurred_on >= since and not one.withdrawn]
    codes = sorted({one.entry.staff_code for one in rows})
    counts = [_count(code, [one.entry for one in rows if one.entry.staff_code == code]) for code in codes]
    return sorted(counts, key=lambda one: (-one.violations, one.staff_code))


def _count(code: str, entries: list[LedgerEntry]) -> StaffCount:
    bad = [one for one in entries if one.kind is EntryKind.VIOLATION]
    severity = Counter(one.severity for one in bad)
    classes = Counter(one.violation_class for one in bad if one.violation_class)
    again = tuple(sorted(name for name, number in classes.items() if number > 1))
    ordered = tuple((one, severity[one]) for one in Severity if severity[one])
    return StaffCount(code, len(bad), ordered, again, len(entries) - len(bad))


def ledger_workbook(desk: Desk) -> bytes:
    """违规台账 as a workbook, codes only."""
    desk.may(Right.VIEW)
    heads = [
        (_("编号"), 14.0), (_("客服代号"), 11.0), (_("类型"), 8.0), (_("发生日期"), 12.0),
        (_("违规分类"), 24.0), (_("严重程度"), 9.0), (_("事由"), 36.0), (_("期内第几次"), 10.0),
        (_("建议处理"), 10.0), (_("处理"), 10.0),
        *((step_label(step.value), 20.0) for step in Step),
    ]  # fmt: skip
    label = desk.taxonomy().label
    rows = []
    for file in list_entries(desk):
        one = file.entry
        steps = {each.step: f"{each.done_on} {each.owner} {each.note}".strip() for each in file.steps}
        state = _("申诉撤销") if file.withdrawn else consequence_label(one.consequence)
        rows.append((
            one.code, one.staff_code, entry_kind_label(one.kind), one.occurred_on,
            label(one.violation_class) if one.violation_class else "", severity_label(one.severity),
            one.summary, str(file.times or ""),
            consequence_label(file.suggestion) if file.suggestion else "", state,
            *(steps.get(step, "") for step in Step),
        ))  # fmt: skip
    title = _("违规台账")
    line = f"{desk.workspace.site_name}　{desk.today()}"
    data = desk.tools.sheets().write_table(title, [title, line], heads, rows)
    desk.journal.append(desk.user.id, JournalNote("ledger.export", "", (("entries", str(len(rows))),)))
    return data
