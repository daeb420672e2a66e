"""What 工作台 shows, read through the use cases in one go; no Qt, so that it can run in a job."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from auditdesk.domain.audits import Audit, AuditKind, AuditState, state_label
from auditdesk.domain.findings import Finding
from auditdesk.domain.fixlist import AuditFile, Todo, things_to_fix
from auditdesk.domain.people import Right, may
from auditdesk.domain.planning import DueState, due_state_label
from auditdesk.domain.scoring import Score, score_audit
from auditdesk.domain.sharing import ShareStatus
from auditdesk.i18n import _
from auditdesk.services.audits import list_audits, open_file
from auditdesk.services.desk import Desk
from auditdesk.services.documents import due_documents
from auditdesk.services.form_life import due_forms
from auditdesk.services.mask_queue import read_queue
from auditdesk.services.planning import DueRow, due_list
from auditdesk.services.ports_sync import ShareTools
from auditdesk.services.rectifying import list_findings
from auditdesk.services.reminding import reminders
from auditdesk.services.sharing import status
from auditdesk.services.sharing_conflicts import conflicts
from auditdesk.services.trend import TrendPoint, trend
from auditdesk.ui.pages.overview_library import library_tasks
from auditdesk.ui.pages.overview_reminders import reminder_tasks
from auditdesk.ui.pages.overview_tasks import Situation, Task, next_item_of, read_tasks, working_days_to

_WEEK = 7
_COMING = 8


@dataclass(frozen=True, slots=True)
class DueGroup:
    """Open findings by due date: 已逾期, 今天, 本周, 下周, 以后, 未定."""

    word: str
    tone: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Coming:
    """A line of 接下来: an audit, a cycle of a plan, or a review that falls due."""

    title: str
    state: str
    tone: str
    day: str
    page: str
    target: object


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the page.

    ``file`` is the audit in hand, None when there is none; ``last`` is the newest signed one.
    """

    today: str
    now: str = ""
    file: AuditFile | None = None
    score: Score | None = None
    last: AuditFile | None = None
    last_score: Score | None = None
    todos: Sequence[Todo] = ()
    next_item: str = ""
    days_left: int | None = None
    tasks: Sequence[Task] = ()
    groups: Sequence[DueGroup] = ()
    points: Sequence[TrendPoint] = ()
    kind: AuditKind = AuditKind.ROUTINE
    coming: Sequence[Coming] = ()
    next_due: DueRow | None = None
    findings: Sequence[Finding] = field(default_factory=tuple)
    share: ShareStatus | None = None

    @property
    def shown(self) -> tuple[AuditFile, Score] | None:
        """The audit whose figures stand in the strip: the one in hand, else the last signed one."""
        if self.file is not None and self.score is not None:
            return self.file, self.score
        if self.last is not None and self.last_score is not None:
            return self.last, self.last_score
        return None


def read_overview(desk: Desk, tools: Callable[[], ShareTools] | None = None) -> Overview:
    """Read the audit in hand, open findings, the trend, what comes next and what waits for the share."""
    audits = list_audits(desk)
    current = _in_hand([audit for audit in audits if audit.state is not AuditState.SIGNED])
    file = open_file(desk, current.id) if current else None
    last = _last_signed(audits) if current is None else None
    last_file = open_file(desk, last.id) if last else None
    findings = list_findings(desk, open_only=True)
    due = due_list(desk)
    todos = things_to_fix(file) if file else ()
    queue = read_queue(desk) if may(desk.user, Right.EVIDENCE) else None
    waiting = [one for one in queue.files if not one.done] if queue else []
    library = tuple(library_tasks(desk))
    titles = {one.id: one.title or one.description for one in findings}
    loop = tuple(reminder_tasks(desk, reminders(desk), titles))
    situation = Situation(file, todos, findings, tuple(due), len(waiting), conflicts(desk), library, loop)
    kind = (current or last or Audit("", "", "", AuditKind.ROUTINE, "", "", "")).kind
    return Overview(
        today=desk.today(), now=desk.now(), file=file,
        score=score_audit(file.form, file.answers) if file else None, last=last_file,
        last_score=score_audit(last_file.form, last_file.answers) if last_file else None, todos=todos,
        next_item=next_item_of(file) if file else "",
        days_left=working_days_to(desk, current.due) if current and current.due else None,
        tasks=read_tasks(desk, situation), groups=_groups(findings, desk.today()),
        points=trend(desk, kind), kind=kind, coming=_coming(desk, audits, due),
        next_due=next((row for row in due if row.waiting), None), findings=findings,
        share=status(desk, tools(), probe=False) if tools else None,
    )  # fmt: skip


def _in_hand(running: Sequence[Audit]) -> Audit | None:
    """The audit that is worked on: being answered first, then whatever has begun, then the next plan."""
    order = (AuditState.IN_PROGRESS, AuditState.UNDER_REVIEW, AuditState.RECTIFYING)
    ranks = {state: rank for rank, state in enumerate((*order, AuditState.READY_TO_SIGN, AuditState.PLANNED))}
    found = sorted(running, key=lambda audit: (ranks[audit.state], audit.due or audit.period_end))
    return found[0] if found else None


def _last_signed(audits: Sequence[Audit]) -> Audit | None:
    signed = [audit for audit in audits if audit.state is AuditState.SIGNED]
    return max(signed, key=lambda audit: (audit.period_end, audit.created_at), default=None)


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


def _coming(desk: Desk, audits: Sequence[Audit], due: Sequence[DueRow]) -> list[Coming]:
    """Unsigned audits, cycles to start and reviews of forms and documents, by day."""
    lines = [
        Coming(
            audit.title, state_label(audit.state), "" if audit.state is AuditState.PLANNED else "accent",
            audit.due or audit.period_end, "audits", audit.id,
        )
        for audit in audits if audit.state is not AuditState.SIGNED
    ]  # fmt: skip
    tones = {DueState.LATE: "bad", DueState.READY: "accent"}
    lines += [
        Coming(row.title, due_state_label(row.state), tones.get(row.state, "plain"),
               row.due.due.isoformat(), "audits", f"due:{row.due.plan.id}/{row.due.cycle}")
        for row in due if row.waiting
    ]  # fmt: skip
    return sorted([*lines, *_reviews(desk)], key=lambda line: line.day)[:_COMING]


def _reviews(desk: Desk) -> list[Coming]:
    """Forms and documents whose review falls due, one line each kind: they often come together."""
    word, lines = _("到期复审"), []
    forms, documents = due_forms(desk), due_documents(desk)
    if forms:
        first = f"{forms[0].form.title} {forms[0].form.version}"
        title = first if len(forms) == 1 else _("清单 {n} 份：{first} 等", n=len(forms), first=first)
        lines.append(Coming(title, word, "rev", forms[0].due, "library", forms[0].form.key))
    if documents:
        first = documents[0].document.title
        title = first if len(documents) == 1 else _("依据 {n} 份：{first} 等", n=len(documents), first=first)
        lines.append(Coming(title, word, "rev", documents[0].due, "library", documents[0].document.id))
    return lines
