"""What 工作台 shows, read through the use cases in one go; no Qt, so that it can run in a job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from auditdesk.domain.audits import Answer, Audit, AuditState, ReviewDecision, answer_id
from auditdesk.domain.evidence import MaskState
from auditdesk.domain.findings import Finding, FindingState, is_overdue
from auditdesk.domain.fixlist import AuditFile, Todo, things_to_fix
from auditdesk.domain.scoring import Score, applies, score_audit
from auditdesk.i18n import _
from auditdesk.services.audits import audit_form, list_audits, open_file
from auditdesk.services.desk import Desk
from auditdesk.services.evidence import list_evidence
from auditdesk.services.rectifying import list_findings
from auditdesk.services.reporting import SIGNATURES, list_reports

_PERIODS = 12
_WEEK = 7


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
class Period:
    """One point of the trend: passed and counted items of an audit."""

    label: str
    passed: int
    counted: int
    running: bool


@dataclass(frozen=True, slots=True)
class DueGroup:
    """Open findings by due date: 已逾期, 今天, 本周, 下周, 以后, 未定."""

    word: str
    tone: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the page; ``file`` is the audit in hand, None when there is none."""

    today: str
    file: AuditFile | None = None
    score: Score | None = None
    todos: Sequence[Todo] = ()
    next_item: str = ""
    days_left: int | None = None
    tasks: Sequence[Task] = ()
    groups: Sequence[DueGroup] = ()
    periods: Sequence[Period] = ()
    coming: Sequence[Audit] = ()
    findings: Sequence[Finding] = field(default_factory=tuple)
    to_mask: int = 0
    evidence: int = 0


def read_overview(desk: Desk) -> Overview:
    """Read the audit in hand, all open findings, the trend and what comes next."""
    audits = list_audits(desk)
    running = [audit for audit in audits if audit.state is not AuditState.SIGNED]
    current = _in_hand(running)
    file = open_file(desk, current.id) if current else None
    findings = list_findings(desk, open_only=True)
    pieces = [piece for piece in list_evidence(desk) if not piece.destroyed_at]
    to_mask = sum(piece.mask_state is MaskState.PENDING for piece in pieces)
    next_item = _next_item(file) if file else ""
    return Overview(
        today=desk.today(),
        file=file,
        score=score_audit(file.form, file.answers) if file else None,
        todos=things_to_fix(file) if file else (),
        next_item=next_item,
        days_left=_days(desk, current.due) if current and current.due else None,
        tasks=_tasks(desk, file, next_item, findings, to_mask),
        groups=_groups(findings, desk.today()),
        periods=_periods(desk, audits, current),
        coming=sorted(running, key=lambda audit: audit.due or audit.period_end)[:6],
        findings=findings,
        to_mask=to_mask,
        evidence=len(pieces),
    )


def _in_hand(running: Sequence[Audit]) -> Audit | None:
    """The audit that is worked on: being answered first, then whatever has begun, then the next plan."""
    order = (AuditState.IN_PROGRESS, AuditState.UNDER_REVIEW, AuditState.RECTIFYING)
    ranks = {state: rank for rank, state in enumerate((*order, AuditState.READY_TO_SIGN, AuditState.PLANNED))}
    found = sorted(running, key=lambda audit: (ranks[audit.state], audit.due or audit.period_end))
    return found[0] if found else None


def _next_item(file: AuditFile) -> str:
    for item in file.form.items():
        answer = file.answers.get(item.id)
        if applies(item, file.answers) and (answer is None or not answer.verdict):
            return item.id
    return ""


def _days(desk: Desk, due: str) -> int:
    """Working days until a day, negative when it has passed."""
    today, end = date.fromisoformat(desk.today()), date.fromisoformat(due)
    calendar = desk.calendar()
    if end < today:
        return -calendar.working_days_between(end, today)
    return calendar.working_days_between(today, end)


def _tasks(
    desk: Desk, file: AuditFile | None, next_item: str, findings: Sequence[Finding], to_mask: int
) -> list[Task]:
    """In order of urgency: the audit in hand, what is returned, due, overdue, waiting, and drafts."""
    rows: list[Task] = []
    if file is not None:
        rows += _audit_tasks(file, next_item)
    rows += _finding_tasks(desk, findings)
    if to_mask:
        words = _("确认脱敏：{n} 个文件", n=to_mask)
        rows.append(Task("eye-off", words, _("复扫有待定处"), "", "", "evidence"))
    titles = {audit.id: audit.title for audit in list_audits(desk)}
    for report in list_reports(desk):
        if report.signatures < SIGNATURES and titles.get(report.audit_id):
            words = _(
                "{title}报告：等待第 {n} 个签名", title=titles[report.audit_id], n=report.signatures + 1
            )
            rows.append(Task("signature", words, report.file_name, "", "", "reports", report.id))
            break
    return rows


def _audit_tasks(file: AuditFile, next_item: str) -> list[Task]:
    audit, rows = file.audit, []
    if next_item:
        item = next(item for item in file.form.items() if item.id == next_item)
        left = sum(todo.rule == "unanswered" for todo in things_to_fix(file))
        words = _("继续自查：{id} {title}", id=item.id, title=item.title)
        note = _("{title}・剩 {n} 项", title=audit.title, n=left)
        target = answer_id(audit.id, item.id)
        rows.append(Task("list-checks", words, note, short_day(audit.due), "", "audits", target))
    returned = [each for each in file.answers.values() if each.review == ReviewDecision.RETURNED]
    if returned:
        ids = _("、").join(sorted(each.item_id for each in returned))
        words = _("处理复核退回：{ids}", ids=ids)
        at = max(each.review_at for each in returned)[:10]
        target = answer_id(audit.id, min(each.item_id for each in returned))
        rows.append(Task("corner-down-right", words, short_day(at), _("今天"), "rev", "audits", target))
    return rows


def _finding_tasks(desk: Desk, findings: Sequence[Finding]) -> list[Task]:
    today = desk.today()
    late = sorted((one for one in findings if is_overdue(one, today)), key=lambda one: one.deadline)
    rows = []
    for one in late[:3]:
        words = _("催办 {code} {title}", code=one.code, title=one.title or one.description)
        note = _("责任人 {name}", name=one.owner or "–")
        over = _("逾期 {n} 工作日", n=-_days(desk, one.deadline))
        rows.append(Task("bell", words, note, over, "bad", "findings", one.id))
    waiting = [one for one in findings if one.state is FindingState.TO_VERIFY]
    if waiting:
        words = _("验证 {codes}", codes=_codes(waiting))
        rows.append(Task("shuffle", words, _("抽整改后的新样本"), "", "", "findings", waiting[0].id))
    due = [one for one in findings if one.deadline == today and one.state is FindingState.OPEN]
    if due:
        words = _("今天到期 {codes}", codes=_codes(due))
        rows.append(Task("clock", words, "", _("今天到期"), "rev", "findings", due[0].id))
    drafts = [one for one in findings if one.state is FindingState.DRAFT]
    if drafts:
        words = _("补全草稿 {codes}", codes=_codes(drafts))
        rows.append(Task("pen-line", words, _("{n} 项", n=len(drafts)), "", "", "findings", drafts[0].id))
    return rows


def _codes(findings: Sequence[Finding]) -> str:
    shown = _("、").join(one.code for one in findings[:3])
    rest = len(findings) - 3
    return _("{shown} 等 {n} 项", shown=shown, n=len(findings)) if rest > 0 else shown


def _groups(findings: Sequence[Finding], today: str) -> list[DueGroup]:
    """By calendar week from Monday to Sunday."""
    day = date.fromisoformat(today)
    sunday = day + timedelta(days=_WEEK - day.isoweekday())
    ends = (sunday.isoformat(), (sunday + timedelta(days=_WEEK)).isoformat())
    words = ((_("已逾期"), "bad"), (_("今天"), "rev"), (_("本周"), ""), (_("下周"), ""), (_("以后"), ""),
             (_("未定"), "rev"))  # fmt: skip
    sorted_: list[list[Finding]] = [[] for _word in words]
    for one in sorted(findings, key=lambda each: (each.deadline, each.code)):
        sorted_[_place(one.deadline, today, ends)].append(one)
    return [
        DueGroup(word, tone, tuple(ones)) for (word, tone), ones in zip(words, sorted_, strict=True) if ones
    ]


def _place(deadline: str, today: str, ends: tuple[str, str]) -> int:
    if not deadline:
        return 5
    if deadline <= today:
        return 0 if deadline < today else 1
    return 2 + sum(deadline > end for end in ends)


def _periods(desk: Desk, audits: Sequence[Audit], current: Audit | None) -> list[Period]:
    """The last audits of the kind in hand, oldest first."""
    kind = current.kind if current else audits[0].kind if audits else None
    same = sorted((one for one in audits if one.kind is kind), key=lambda one: one.period_end)[-_PERIODS:]
    found = []
    for audit in same:
        with desk.begin() as work:
            answers = {answer.item_id: answer for answer in work.find(Answer, audit_id=audit.id)}
        tally = score_audit(audit_form(desk, audit), answers).tally
        label = _("{month}月", month=int(audit.period_end[5:7]))
        live = audit.state in (AuditState.PLANNED, AuditState.IN_PROGRESS)
        found.append(Period(label, tally.passed, tally.denominator, live))
    return found


def short_day(day: str) -> str:
    """``MM-DD`` of an ISO day, empty for none."""
    return day[5:10]
