"""The rows of 今天 in order of urgency, each with the page and target that open it; no Qt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from auditdesk.domain.audits import ReviewDecision, answer_id
from auditdesk.domain.findings import Finding, FindingState
from auditdesk.domain.fixlist import AuditFile, Rule, Todo
from auditdesk.domain.planning import DueState
from auditdesk.domain.scoring import applies
from auditdesk.domain.wording import field_word
from auditdesk.i18n import _
from auditdesk.services.audits import list_audits
from auditdesk.services.desk import Desk
from auditdesk.services.people import names
from auditdesk.services.planning import DueRow
from auditdesk.services.reporting import SIGNATURES, list_reports
from auditdesk.services.sharing_conflicts import ConflictView

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Task:
    """One row of 今天: what to do, and the page and target that open it."""

    icon: str
    text: str
    note: str
    due: str
    tone: str
    page: str
    target: object = None


@dataclass(frozen=True, slots=True)
class Situation:
    """What the rows are made of; ``to_mask`` counts files whose masking waits for a person.

    ``library`` are the rows of 清单与依据, ``reminders`` those of the closed loop, ready to show.
    """

    file: AuditFile | None
    todos: Sequence[Todo]
    findings: Sequence[Finding]
    due: Sequence[DueRow]
    to_mask: int
    conflicts: Sequence[ConflictView]
    library: Sequence[Task] = ()
    reminders: Sequence[Task] = ()


def read_tasks(desk: Desk, seen: Situation) -> list[Task]:
    """In order of urgency: the audit in hand, what is returned, due, overdue, waiting, and drafts."""
    rows: list[Task] = []
    if seen.file is not None:
        rows += _audit_tasks(desk, seen.file, seen.todos)
    rows += _verify_tasks(desk, seen.findings)
    rows += seen.reminders
    rows += _plan_tasks(desk, seen.due)
    if seen.to_mask:
        words = _("确认脱敏：{n} 个文件", n=seen.to_mask)
        rows.append(Task("eye-off", words, _("原件还没有确认"), "", "", "masking"))
    rows += _conflict_tasks(desk, seen.conflicts)
    rows += seen.library
    rows += _signature_tasks(desk)
    rows += _draft_tasks(seen.findings)
    if seen.file is not None:
        rows += _material_tasks(seen.file)
    return rows


def next_item_of(file: AuditFile) -> str:
    """The first item that applies and has no verdict, empty when all have one."""
    for item in file.form.items():
        answer = file.answers.get(item.id)
        if applies(item, file.answers) and (answer is None or not answer.verdict):
            return item.id
    return ""


def working_days_to(desk: Desk, due: str) -> int:
    """Working days until a day, negative when it has passed."""
    return desk.calendar().working_days_between(date.fromisoformat(desk.today()), date.fromisoformat(due))


def short_day(day: str) -> str:
    """``MM-DD`` of an ISO day, empty for none."""
    return day[5:10]


def _audit_tasks(desk: Desk, file: AuditFile, todos: Sequence[Todo]) -> Iterator[Task]:
    audit, next_item = file.audit, next_item_of(file)
    if next_item:
        item = next(item for item in file.form.items() if item.id == next_item)
        left = sum(todo.rule is Rule.UNANSWERED for todo in todos)
        words = _("继续自查：{id} {title}", id=item.id, title=item.title)
        note = _("{title}・剩 {n} 项", title=audit.title, n=left)
        target = answer_id(audit.id, item.id)
        late = bool(audit.due) and audit.due < desk.today()
        yield Task("list-checks", words, note, short_day(audit.due), "bad" if late else "", "audits", target)
    returned = [each for each in file.answers.values() if each.review == ReviewDecision.RETURNED]
    if returned:
        ids = _("、").join(sorted(each.item_id for each in returned))
        words = _("处理复核退回：{ids}", ids=ids)
        last = max(returned, key=lambda each: each.review_at)
        who = names(desk).get(last.review_by, "")
        note = _("{name}・{when}", name=who, when=f"{short_day(last.review_at)} {last.review_at[11:16]}")
        target = answer_id(audit.id, min(each.item_id for each in returned))
        yield Task("corner-down-right", words, note, _("今天"), "rev", "audits", target)


def _verify_tasks(desk: Desk, findings: Sequence[Finding]) -> Iterator[Task]:
    today = desk.today()
    waiting = [one for one in findings if one.state is FindingState.TO_VERIFY]
    waiting.sort(key=lambda one: (one.deadline, one.code))
    if waiting:
        words, now = (
            _("验证 {codes}", codes=codes_of([one.code for one in waiting])),
            waiting[0].deadline <= today,
        )
        due = _("今天到期") if now else short_day(waiting[0].deadline)
        note = _("抽整改后的新样本")
        yield Task("shuffle", words, note, due, "rev" if now else "", "findings", waiting[0].id)


def _draft_tasks(findings: Sequence[Finding]) -> Iterator[Task]:
    drafts = [one for one in findings if one.state is FindingState.DRAFT]
    if drafts:
        words = _("补全草稿 {codes}", codes=codes_of([one.code for one in drafts]))
        yield Task("pen-line", words, _("{n} 项", n=len(drafts)), "", "", "findings", drafts[0].id)


def _plan_tasks(desk: Desk, due: Sequence[DueRow]) -> Iterator[Task]:
    """Cycles whose day to begin has come, those that are late first."""
    ready = [row for row in due if row.state in (DueState.LATE, DueState.READY)]
    for row in ready[:_SHOWN]:
        words, day = _("开始自查：{title}", title=row.title), row.due.due.isoformat()
        left = working_days_to(desk, day)
        note = _(
            "按计划 {code}，宜 {day} 起", code=row.due.plan.code, day=short_day(row.due.begin.isoformat())
        )
        late = row.state is DueState.LATE
        shown = _("逾期 {n} 工作日", n=-left) if late else short_day(day)
        target = f"due:{row.due.plan.id}/{row.due.cycle}"
        yield Task("calendar-clock", words, note, shown, "bad" if late else "", "audits", target)


def _conflict_tasks(desk: Desk, found: Sequence[ConflictView]) -> Iterator[Task]:
    entities = {(one.kind, one.entity) for one in found}
    if not found:
        return
    first = found[0]
    words = _("处理冲突：{title} {field}", title=first.title, field=field_word(first.kind, first.field))
    if len(entities) > 1:
        words = _("处理冲突：{n} 处", n=len(entities))
    people = names(desk)
    writers = [people.get(side.user, side.user) for side in (first.mine, *first.theirs)]
    note = _("{names} 写得不同", names=_("、").join(dict.fromkeys(writers)))
    yield Task("git-pull-request-arrow", words, note, "–", "", "sync", None)


def _signature_tasks(desk: Desk) -> Iterator[Task]:
    audits = {audit.id: audit for audit in list_audits(desk)}
    newest = {one.audit_id: one for one in reversed(list_reports(desk))}
    for report in newest.values():
        audit = audits.get(report.audit_id)
        if report.signatures < SIGNATURES and audit is not None:
            words = _("{title}报告：等待第 {n} 个签名", title=audit.title, n=report.signatures + 1)
            day = short_day(audit.due)
            yield Task("signature", words, report.file_name, day, "", "reports", report.id)


def _material_tasks(file: AuditFile) -> Iterator[Task]:
    open_ = [one.name for one in file.audit.materials if one.state != "received"]
    if open_:
        words = _("催交资料：{names}", names=_("、").join(open_[:_SHOWN]))
        note = _("{n} / {all} 项未到", n=len(open_), all=len(file.audit.materials))
        yield Task("folder-open", words, note, "", "", "audits", f"prepare:{file.audit.id}")


def codes_of(codes: Sequence[str]) -> str:
    """The first codes, and how many there are when that is not all."""
    shown = _("、").join(codes[:_SHOWN])
    return _("{shown} 等 {n} 项", shown=shown, n=len(codes)) if len(codes) > _SHOWN else shown
