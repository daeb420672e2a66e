"""Section 3 and 4 of the snapshot: findings in full, problems, register, owners."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from auditdesk.domain.checklists import Clause, Item, Severity
from auditdesk.domain.errors import BadInputError, DamagedError
from auditdesk.domain.evidence import Evidence, clock
from auditdesk.domain.findings import Action, ActionState, Finding, FindingState, Problem, is_overdue
from auditdesk.domain.fixlist import AuditFile
from auditdesk.domain.people import User
from auditdesk.domain.snapshot import (
    ActionLine,
    ChainStep,
    EvidencePiece,
    FindingDetail,
    Labelled,
    OwnerCount,
    ProblemBar,
    RegisterGroup,
    RegisterRow,
    RowState,
    VerificationLine,
)
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.evidence import marks_of, open_piece, shown_copy

_ORDER = {Severity.CRITICAL: 0, Severity.MAJOR: 1, Severity.MINOR: 2}
_PICTURE_LIMIT = 64 * 1024 * 1024
UNGROUPED = "P0"


@dataclass(slots=True)
class FindingContext:
    """What the finding pages are computed from; collects the pictures on the way."""

    desk: Desk
    file: AuditFile
    people: Mapping[str, User]
    pictures: dict[str, bytes] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the problems once."""
        with self.desk.begin() as work:
            self.problems = {one.id: one for one in work.find(Problem)}

    def item(self, finding: Finding) -> Item | None:
        """The finding's item in the audit's form version."""
        return self.file.form.item(finding.item_id)

    def actions(self, finding: Finding) -> list[Action]:
        """The finding's measures."""
        return [one for one in self.file.actions if one.finding_id == finding.id]

    def class_name(self, finding: Finding) -> str:
        """违规类别 as a path of both levels."""
        return self.desk.taxonomy().label(finding.violation_class)


def row_state(context: FindingContext, finding: Finding) -> RowState:
    """State on the day of freezing."""
    if finding.state is FindingState.CLOSED:
        return RowState.CLOSED
    if is_overdue(finding, context.file.today):
        return RowState.OVERDUE
    if finding.state is FindingState.TO_VERIFY:
        return RowState.TO_VERIFY
    begun = {ActionState.IN_PROGRESS, ActionState.DONE}
    states = {one.state for one in context.actions(finding)}
    return RowState.IN_PROGRESS if states & begun else RowState.NOT_STARTED


def details(context: FindingContext) -> tuple[FindingDetail, ...]:
    """All findings, worst first."""
    ordered = sorted(context.file.findings, key=lambda one: (_ORDER[one.severity], one.code))
    return tuple(_detail(context, finding) for finding in ordered)


def _detail(context: FindingContext, finding: Finding) -> FindingDetail:
    item = context.item(finding)
    problem = context.problems.get(finding.problem_id)
    same = sum(one.problem_id == finding.problem_id for one in context.file.findings)
    return FindingDetail(
        code=finding.code, title=finding.title or (item.title if item else finding.code),
        severity=finding.severity.value, state=row_state(context, finding), item_id=finding.item_id,
        item_title=item.title if item else "", item_veto=bool(item and item.veto),
        occurred=finding.occurred_at, found=_found(context, finding), customer=finding.customer,
        staff=finding.staff_code, impact=_("触发单项否决") if item and item.veto else "",
        violation_class=context.class_name(finding),
        problem=_problem_text(problem, same),
        clauses=tuple(_citation(clause) for clause in item.basis) if item else (),
        review=_review(context, finding), consequence=finding.consequence, chain=_chain(context, finding),
        description=finding.description, evidence=_evidence(context, finding), causes=_causes(finding),
        cause_note=finding.interview,
        actions=tuple(_action(context, finding, one) for one in context.actions(finding)),
        deadline_note=_deadline_note(context, finding), verifications=_verifications(context, finding),
    )  # fmt: skip


def _problem_text(problem: Problem | None, same: int) -> str:
    if problem is None:
        return ""
    return _("{code} {title}（{n} 项）", code=problem.code, title=problem.title, n=same)


def _citation(clause: Clause) -> str:
    name = clause.document if clause.document.startswith("《") else f"《{clause.document}》"
    return " ".join(filter(None, (name, clause.version, clause.clause)))


def _name(context: FindingContext, user_id: str) -> str:
    return context.people[user_id].name if user_id in context.people else ""


def _found(context: FindingContext, finding: Finding) -> str:
    return " ".join(filter(None, (finding.found_on, _name(context, finding.created_by))))


def _review(context: FindingContext, finding: Finding) -> str:
    answer = context.file.answers.get(finding.item_id)
    if answer is None or answer.review != "confirmed":
        return ""
    return _("{day} {name}，成立", day=answer.review_at[:10], name=_name(context, answer.review_by))


def _chain(context: FindingContext, finding: Finding) -> tuple[ChainStep, ...]:
    answer = context.file.answers.get(finding.item_id)
    actions = context.actions(finding)
    done = bool(actions) and all(one.state is ActionState.DONE for one in actions)
    reviewed = answer is not None and answer.review == "confirmed"
    return (
        ChainStep(_("发现"), finding.found_on),
        ChainStep(_("复核成立"), answer.review_at[:10] if answer and reviewed else "", reviewed),
        ChainStep(_("措施确定"), actions[0].created_at[:10] if actions else "", bool(actions)),
        ChainStep(_("措施完成"), max(one.done_on for one in actions) if done else "", done),
        ChainStep(_("验证通过，关闭"), finding.closed_on, finding.state is FindingState.CLOSED),
    )


def _causes(finding: Finding) -> tuple[Labelled, ...]:
    rows = [Labelled(label, text) for label, text in finding.five_w]
    return tuple(rows) or ((Labelled(_("原因"), finding.cause),) if finding.cause else ())


def _action(context: FindingContext, finding: Finding, action: Action) -> ActionLine:
    title = next((user.title for user in context.people.values() if user.name == action.owner), "")
    days = _("{n} 个工作日", n=finding.deadline_days) if finding.deadline_days else ""
    return ActionLine(action.measure, action.owner, title, action.due, days, action.done_on)


def _deadline_note(context: FindingContext, finding: Finding) -> str:
    """First day counted, worked weekends and holidays skipped (REPORT §9)."""
    if not finding.deadline or not finding.found_on:
        return ""
    calendar = context.desk.calendar()
    start, end = date.fromisoformat(finding.found_on), date.fromisoformat(finding.deadline)
    skipped = sum(start < day <= end for day in calendar.holidays)
    worked = sum(start < day <= end for day in calendar.workdays)
    text = _("期限自 {day} 次日起算", day=finding.found_on)
    if worked:
        text += _("，计入调休上班 {n} 天", n=worked)
    if skipped:
        text += _("，扣除法定节假日 {n} 天", n=skipped)
    if finding.extension_by:
        text += _(
            "；延期至 {day}，{name}批准", day=finding.extension, name=_name(context, finding.extension_by)
        )
    return text + _("。")


def _verifications(context: FindingContext, finding: Finding) -> tuple[VerificationLine, ...]:
    rows = []
    for check in context.file.verifications:
        if check.finding_id != finding.id:
            continue
        sample = _("总体 {p} 例中随机抽取 {n} 例", p=check.population, n=check.sample_size)
        if check.seed:
            sample += _("，种子 {seed}", seed=check.seed)
        word = _("通过") if check.result == "passed" else _("不通过")
        user = context.people.get(check.verified_by_id)
        rows.append(
            VerificationLine(
                sample, check.verified_by, f"{check.passed} / {check.sample_size} {word}", check.verified_on,
                user.title if user else "", _("要求 {n} 例", n=check.required),
            )
        )  # fmt: skip
    return tuple(rows)


def _evidence(context: FindingContext, finding: Finding) -> tuple[EvidencePiece, ...]:
    ids = dict.fromkeys(
        [*context.file.links.get(finding.id, ()), *context.file.links.get(finding.item_id, ())]
    )
    pieces = []
    for evidence_id in ids:
        piece = context.file.evidence.get(evidence_id)
        if piece is not None and not piece.destroyed_at and not piece.derived_from:
            pieces.append(_piece(context, piece))
    return tuple(pieces)


def _piece(context: FindingContext, piece: Evidence) -> EvidencePiece:
    """A piece with its masked picture; nothing unmasked is ever read for the page."""
    with context.desk.begin() as work:
        shown = shown_copy(work, piece)
    marks = _("　").join(
        f"{clock(one.start_seconds)} {one.label}" for one in marks_of(context.desk, piece.id)
    )
    note = _("　").join(filter(None, (shown.mask_summary if shown else _("未脱敏，不展示"), marks)))
    digest, size = "", (0, 0)
    if shown is not None and shown.media_type.startswith("image/"):
        digest, size = _picture(context, shown)
    return EvidencePiece(
        piece.code, _kind(piece), note, piece.sha256.upper(),
        shown.sha256.upper() if shown and shown.id != piece.id else "", digest, size[0], size[1],
    )  # fmt: skip


def _kind(piece: Evidence) -> str:
    family = piece.media_type.split("/")[0]
    words = {"image": _("截图"), "audio": _("录音"), "video": _("录像"), "text": _("文字记录")}
    return words.get(family, _("文件"))


def _picture(context: FindingContext, shown: Evidence) -> tuple[str, tuple[int, int]]:
    if shown.size > _PICTURE_LIMIT:
        raise BadInputError(_("证据 {code} 的图片太大，放不进报告。", code=shown.code))
    try:
        with open_piece(context.desk, shown) as stream:
            made = context.desk.tools.reports().picture(stream.read())
    except DamagedError as error:
        raise DamagedError(_("报告不能生成：{why}", why=error.message)) from error
    digest = sha256(made.data).hexdigest().upper()
    context.pictures[digest] = made.data
    return digest, (made.width, made.height)


def _grouped(context: FindingContext) -> list[tuple[str, str, list[Finding]]]:
    """Code, title and findings per problem, most frequent first; ungrouped findings go by class."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in context.file.findings:
        problem = context.problems.get(finding.problem_id)
        key = (problem.code, problem.title) if problem else ("", context.class_name(finding) or finding.title)
        groups.setdefault(key, []).append(finding)
    ordered = sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [(code or f"P{n}", title, rows) for n, ((code, title), rows) in enumerate(ordered, start=1)]


def problem_bars(context: FindingContext) -> tuple[ProblemBar, ...]:
    """The Pareto chart's bars with running totals."""
    bars, running = [], 0
    for number, (_code, title, rows) in enumerate(_grouped(context), start=1):
        running += len(rows)
        bars.append(ProblemBar(f"P{number}", title, len(rows), running))
    return tuple(bars)


def register(context: FindingContext) -> tuple[RegisterGroup, ...]:
    """整改台账 by problem."""
    return tuple(
        RegisterGroup(
            f"P{number}", title, context.class_name(rows[0]),
            tuple(_register_row(context, one) for one in rows),
            sum(one.state is FindingState.CLOSED for one in rows),
        )
        for number, (_code, title, rows) in enumerate(_grouped(context), start=1)
    )  # fmt: skip


def _register_row(context: FindingContext, finding: Finding) -> RegisterRow:
    measures = _("；").join(one.measure for one in context.actions(finding))
    days = _("{n} 个工作日", n=finding.deadline_days) if finding.deadline_days else ""
    notes = []
    if finding.closed_on:
        notes.append(_("{day} 验证通过", day=finding.closed_on))
    if finding.extension_by:
        who = _name(context, finding.extension_by)
        notes.append(_("延期至 {day}（{name}批准）", day=finding.extension, name=who))
    return RegisterRow(
        finding.code, finding.severity.value, finding.description or finding.title, measures, finding.owner,
        finding.deadline, days, row_state(context, finding), tuple(notes),
    )  # fmt: skip


def owners(context: FindingContext) -> tuple[OwnerCount, ...]:
    """Findings per owner."""
    states = [(one.owner or "–", row_state(context, one)) for one in context.file.findings]
    totals = Counter(owner for owner, _state in states)
    return tuple(
        OwnerCount(
            owner, count, states.count((owner, RowState.CLOSED)), states.count((owner, RowState.OVERDUE))
        )
        for owner, count in totals.most_common()
    )
