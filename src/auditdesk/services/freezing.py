"""Freeze an audit into the snapshot that the report prints; every figure is computed here (DESIGN §7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from auditdesk.domain.audits import Answer, Duty, kind_label, verdict_label
from auditdesk.domain.checklists import Item
from auditdesk.domain.checks import checks_of
from auditdesk.domain.counting import counting, not_asked
from auditdesk.domain.findings import Finding, FindingState, action_state_label
from auditdesk.domain.fixlist import AuditFile, without_withdrawn
from auditdesk.domain.occasions import report_title
from auditdesk.domain.people import User
from auditdesk.domain.records import ReportFile
from auditdesk.domain.scoring import Score as AuditScore
from auditdesk.domain.scoring import grade_of, one_decimal, score_audit
from auditdesk.domain.snapshot import (
    AppendixRow,
    AppendixSection,
    CheckLine,
    Comparison,
    ComparisonRow,
    Identity,
    Indicators,
    ItemCell,
    NextStep,
    Ratio,
    ReportSnapshot,
    Result,
    Score,
    SectionResult,
    Signer,
    StateCount,
    VetoLine,
    points_change,
)
from auditdesk.i18n import _
from auditdesk.services.audits import open_file
from auditdesk.services.desk import Desk
from auditdesk.services.freezing_findings import (
    FindingContext,
    details,
    owners,
    problem_bars,
    register,
    row_state,
)
from auditdesk.services.freezing_scope import frozen_scope
from auditdesk.services.people import list_users

SHORT_TITLE = 8
CLOSURE_TARGET = "95"


@dataclass(frozen=True, slots=True)
class Frozen:
    """The snapshot and its pictures by digest (upper-case hex)."""

    snapshot: ReportSnapshot
    pictures: dict[str, bytes]
    file: AuditFile


def freeze(desk: Desk, audit_id: str) -> Frozen:
    """Compute everything the pages print from the audit as it stands."""
    file = without_withdrawn(open_file(desk, audit_id))
    last_id = file.audit.previous_id
    previous = without_withdrawn(open_file(desk, last_id)) if last_id else None
    people = {user.id: user for user in list_users(desk)}
    score = score_audit(file.form, file.answers)
    context = FindingContext(desk, file, people)
    found = details(context)
    bars = problem_bars(context)
    last = desk.journal.last()
    states = Counter(row_state(context, finding) for finding in file.findings)
    snapshot = ReportSnapshot(
        identity=_identity(desk, file),
        result=_result(file, score, previous),
        sections=_sections(file, previous),
        comparison=_comparison(file, previous) if previous else None,
        problems=bars,
        states=tuple(StateCount(state, count) for state, count in sorted(states.items())),
        scope=frozen_scope(file, people),
        findings=found,
        register=register(context),
        owners=owners(context),
        indicators=Indicators(absent=_("本次自查没有导入通话、会话、工单或投诉记录，因此没有可计算的指标。")),
        next_steps=_next_steps(file),
        signers=_signers(file, people),
        journal_number=last.number if last else 0,
        journal_sha256=last.digest.upper() if last else "",
        calendar_version=desk.calendar().version,
        revision_changes=_revision_changes(desk, file),
        appendix=_appendix(file),
        checks=tuple(CheckLine(one.label, one.figure) for one in checks_of(file) if one.passed),
    )
    return Frozen(snapshot, context.pictures, file)


def report_id(file: AuditFile) -> str:
    """BG- and the audit's own number."""
    return file.audit.report_id or file.audit.code.replace("ZC-", "BG-", 1)


def _identity(desk: Desk, file: AuditFile) -> Identity:
    audit, form, info = file.audit, file.form, desk.workspace
    return Identity(
        report_id=report_id(file), revision=audit.revision, organisation=info.organisation or info.site_name,
        site=info.site_name, title=report_title(audit.kind), occasion=audit.title,
        kind=kind_label(audit.kind), classification=_("内部资料　限制传阅"), period_start=audit.period_start,
        period_end=audit.period_end, frozen_at=desk.now(), form_title=form.title, form_version=form.version,
    )  # fmt: skip


def _result(file: AuditFile, score: AuditScore, previous: AuditFile | None) -> Result:
    tally = score.tally
    target = one_decimal(file.form.target_rate * 100).removesuffix(".0")
    due = [one for one in file.findings if one.deadline and one.deadline <= file.today]
    closed = [one for one in file.findings if one.state is FindingState.CLOSED]
    before = score_audit(previous.form, previous.answers).tally if previous else None
    return Result(
        items=tally.total, passed=tally.passed, failed=tally.failed,
        not_applicable=tally.not_applicable, verdict=score.grade,
        good=not score.vetoes and score.value is not None and score.grade in (_("优秀"), _("合格")),
        target=target,
        target_met=None if tally.rate is None else tally.rate >= file.form.target_rate,
        score=_score(file, score), vetoes_defined=score.veto_items,
        vetoes=_vetoes(file, score),
        verdict_without_veto=grade_of(score.uncapped) if score.uncapped is not None and score.vetoes else "",
        findings=len(file.findings), closed=len(closed), due=len(due),
        due_closed=sum(one.state is FindingState.CLOSED for one in due), closure_target=CLOSURE_TARGET,
        previous=Ratio(before.passed, before.denominator) if before else None,
    )  # fmt: skip


def _score(file: AuditFile, score: AuditScore) -> Score | None:
    if score.value is None or score.uncapped is None:
        return None
    label = {
        "pass_rate": _("综合得分（合规率）"), "weighted": _("综合得分（加权）"),
        "points": _("综合得分（扣分）"), "dimensions": _("综合得分（七维度）"),
    }[score.method.value]  # fmt: skip
    lines = [score.arithmetic]
    if score.vetoes:
        lines.append(_("触发单项否决，封顶 {cap}", cap=one_decimal(file.form.veto_cap)))
    uncapped = one_decimal(score.uncapped) if score.capped else ""
    return Score(label, one_decimal(score.value), uncapped, tuple(lines))


def _vetoes(file: AuditFile, score: AuditScore) -> tuple[VetoLine, ...]:
    lines = []
    for hit in score.vetoes:
        answer = file.answers[hit.item_id]
        codes = _("、").join(one.code for one in file.findings if one.item_id == hit.item_id)
        counts = ""
        if answer.samples_checked:
            counts = _("抽查 {n} 例，{bad} 例不符", n=answer.samples_checked, bad=answer.samples_failed)
        text = _("；").join(filter(None, (counts, codes and _("见 {codes}", codes=codes))))
        lines.append(VetoLine(hit.item_id, hit.title, text, hit.clause))
    return tuple(lines)


def _verdict(file: AuditFile, item: Item) -> str:
    live = counting(file.form, file.answers)
    answer = live.get(item.id)
    if answer is None and item.id in not_asked(file.form, file.answers):
        return "not_applicable"
    return answer.verdict if answer else ""


def _sections(file: AuditFile, previous: AuditFile | None) -> tuple[SectionResult, ...]:
    before = score_audit(previous.form, previous.answers).sections if previous else ()
    rates = {part.id: Ratio(part.tally.passed, part.tally.denominator) for part in before}
    parts = score_audit(file.form, file.answers).sections
    return tuple(
        SectionResult(
            section.id, section.title, section.title[:SHORT_TITLE],
            tuple(ItemCell(item.id, _verdict(file, item), item.veto) for item in section.items),
            part.tally.passed, part.tally.failed, part.tally.not_applicable, rates.get(section.id),
        )
        for section, part in zip(file.form.sections, parts, strict=True)
    )  # fmt: skip


def _failed(file: AuditFile) -> set[str]:
    return {item_id for item_id, answer in file.answers.items() if answer.verdict == "fail"}


def _comparison(file: AuditFile, previous: AuditFile) -> Comparison:
    """Against the last audit; only items with unchanged text are compared when the form changed."""
    now, before = score_audit(file.form, file.answers), score_audit(previous.form, previous.answers)
    rate, old = (Ratio(one.tally.passed, one.tally.denominator) for one in (now, before))
    change = points_change(rate, old)
    rows = [
        ComparisonRow(
            _("合规率 %"), old.percent(), rate.percent(), change.lstrip("+−"),
            (change[0] == "+") - (change[0] == "−"), change.startswith("−"),
        ),
        _count_row(_("不合规项"), before.tally.failed, now.tally.failed),
        _count_row(_("问题数"), len(previous.findings), len(file.findings)),
        _count_row(_("触发单项否决"), len(before.vetoes), len(now.vetoes)),
    ]  # fmt: skip
    gone, new = _failed(previous) - _failed(file), _failed(file) - _failed(previous)
    again = sorted(_failed(file) & _failed(previous))
    note = _(
        "不合规项 {before} − {gone} 消除 + {new} 新增 = {now}",
        before=len(_failed(previous)), gone=len(gone), new=len(new), now=len(_failed(file)),
    )  # fmt: skip
    if again:
        note += _("；其中 {n} 项重复发生：{ids}。", n=len(again), ids=_("、").join(again))
    return Comparison(previous.audit.title, tuple(rows), note)


def _count_row(label: str, before: int, now: int) -> ComparisonRow:
    direction = (now > before) - (now < before)
    return ComparisonRow(label, str(before), str(now), str(abs(now - before)), direction, direction > 0)


def _next_steps(file: AuditFile) -> tuple[NextStep, ...]:
    """Own lines (``what|who|when``) first, then what is still open."""
    steps = [NextStep(*[*line.split("|", 2), "", ""][:3]) for line in file.audit.next_steps]
    left = [one for one in file.findings if one.state is not FindingState.CLOSED]
    if left:
        codes = _("、").join(one.code for one in left[:6])
        text = _("跟踪未关闭的 {n} 项问题（{codes}），逐项抽取新样本验证", n=len(left), codes=codes)
        steps.append(NextStep(text, _owner_of(left), _("{day} 前", day=max(one.deadline for one in left))))
    return tuple(steps)


def _owner_of(findings: list[Finding]) -> str:
    return Counter(one.owner or "–" for one in findings).most_common(1)[0][0]


def _signers(file: AuditFile, people: Mapping[str, User]) -> tuple[Signer, ...]:
    chosen = [people[one] for one in file.audit.signers if one in people]
    if chosen:
        return tuple(Signer(user.title or user.name, user.name) for user in chosen)
    team = [one for one in file.audit.team if Duty.SIGN in one.duties]
    in_order = sorted(team, key=lambda one: Duty.LEAD in one.duties)  # who answers for the audit signs last
    return tuple(Signer(one.title, one.name) for one in in_order)


def _revision_changes(desk: Desk, file: AuditFile) -> tuple[str, ...]:
    if file.audit.revision == 1:
        return ()
    with desk.begin() as work:
        old = work.find(ReportFile, audit_id=file.audit.id, revision=file.audit.revision - 1)
    digest = old[-1].snapshot_digest[:16] if old else "–"
    return (_("本版替代第 {n} 版（快照摘要 {digest}）。", n=file.audit.revision - 1, digest=digest),)


def _appendix(file: AuditFile) -> tuple[AppendixSection, ...]:
    by_item: dict[str, list[Finding]] = {}
    for finding in file.findings:
        by_item.setdefault(finding.item_id, []).append(finding)
    return tuple(
        AppendixSection(
            section.id, section.title,
            tuple(
                _appendix_row(file, item, file.answers.get(item.id), by_item.get(item.id, []))
                for item in section.items
            ),
        )
        for section in file.form.sections
    )  # fmt: skip


def _appendix_row(file: AuditFile, item: Item, answer: Answer | None, findings: list[Finding]) -> AppendixRow:
    verdict = _verdict(file, item)
    note = answer.note if answer else ""
    problem = _("；").join(f"{one.code} {one.description or one.title}" for one in findings) or note
    outcomes = [
        action_state_label(action.state)
        for action in file.actions
        if action.finding_id in {one.id for one in findings}
    ]
    return AppendixRow(
        item.id, item.title, item.check, item.standard, item.method, verdict, item.veto, problem,
        _("、").join(dict.fromkeys(one.owner for one in findings if one.owner)),
        _("、").join(dict.fromkeys(one.deadline for one in findings if one.deadline)),
        _("、").join(dict.fromkeys(outcomes)) or ("" if findings else _outcome_free(verdict)),
    )  # fmt: skip


def _outcome_free(verdict: str) -> str:
    return "" if verdict in ("pass", "not_applicable", "recorded") else verdict_label(verdict)
