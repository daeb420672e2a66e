"""Use cases on audits: plan, read, change, move through the closed loop (DESIGN §2)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from auditdesk.domain.audits import (
    Answer,
    Audit,
    AuditKind,
    AuditState,
    MaterialRequest,
    TeamMember,
    check_move,
    kind_label,
)
from auditdesk.domain.checklists import Form, FormState
from auditdesk.domain.errors import BadInputError, NotAllowedError, NotFoundError, NotReadyError
from auditdesk.domain.evidence import Evidence, EvidenceLink
from auditdesk.domain.findings import Action, Finding, Verification
from auditdesk.domain.fixlist import AuditFile, Todo, things_to_fix
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.occasions import occasion_of
from auditdesk.domain.people import Right
from auditdesk.domain.scoring import Score, score_audit
from auditdesk.i18n import _
from auditdesk.services.desk import Desk, new_id
from auditdesk.services.forms import find_form, keep_form, list_forms
from auditdesk.services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class AuditPlan:
    """What planning asks for; dates are ISO days, ``form`` an id or ``id@version``.

    What is left empty of form, channels, goal and scope comes from the kind (REQUIREMENTS A1).
    """

    form: str
    title: str
    kind: AuditKind
    period_start: str
    period_end: str
    due: str = ""
    channels: tuple[str, ...] = ()
    goal: str = ""
    scope: str = ""
    team: tuple[TeamMember, ...] = ()
    materials: tuple[MaterialRequest, ...] = ()


def plan_audit(desk: Desk, plan: AuditPlan) -> Audit:
    """Create an audit on the form's version of today.

    Raises:
        BadInputError: the period is empty or reversed.
        NotFoundError: there is no such form.
    """
    desk.may(Right.PLAN)
    if not plan.period_start or plan.period_start > plan.period_end:
        raise BadInputError(_("期间的开始日期要早于结束日期。"))
    usual = occasion_of(plan.kind)
    form = find_form(desk, plan.form or usual.form)
    if form.state not in (FormState.PUBLISHED, FormState.SUPERSEDED):
        raise NotReadyError(_("清单 {key} 还没有发布，请选在用的版本。", key=form.key))
    if form.state is FormState.SUPERSEDED and not any(
        one.id == form.id and one.state is FormState.PUBLISHED for one in list_forms(desk)
    ):
        raise NotReadyError(_("清单 {key} 已停用，请选别的清单，或为它新建修订。", key=form.key))
    with desk.begin() as work:
        keep_form(desk, work, form)
        audit = Audit(
            id=new_id(), code=desk.code(work, "ZC"), kind=plan.kind, form_key=form.key,
            title=plan.title or f"{plan.period_end[:7]} {kind_label(plan.kind)}",
            period_start=plan.period_start, period_end=plan.period_end, due=plan.due,
            channels=plan.channels or usual.channels, goal=plan.goal or usual.goal,
            scope=plan.scope or usual.scope, team=plan.team, materials=plan.materials,
            previous_id=earlier_audit(work, form.id, plan.kind, plan.period_end),
            created_by=desk.user.id, created_at=desk.now(), pseudonym_key=secrets.token_hex(32),
        )  # fmt: skip
        work.save(audit)
        work.note(JournalNote("audit.plan", audit.code, (("form", form.key),)))
        work.commit()
    return audit


def earlier_audit(work: UnitOfWork, form_id: str, kind: AuditKind, period_end: str) -> str:
    """Id of the last audit of the same kind and form that ended before a period, empty for none."""
    earlier = [
        audit
        for audit in work.find(Audit, kind=kind, order="period_end")
        if audit.form_key.split("@")[0] == form_id and audit.period_end < period_end
    ]
    return earlier[-1].id if earlier else ""


def list_audits(desk: Desk, *, state: AuditState | None = None) -> list[Audit]:
    """Audits, newest period first."""
    states = [state] if state else list(AuditState)
    with desk.begin() as work:
        return work.find(Audit, order="-period_end", state=states)


def find_audit(desk: Desk, name: str) -> Audit:
    """An audit by code, id, or ``latest``.

    Raises:
        NotFoundError: no audit has this name.
    """
    with desk.begin() as work:
        found = work.find(Audit, code=name) or [audit for audit in [work.get(Audit, name)] if audit]
        if not found and name == "latest":
            found = work.find(Audit, order="-created_at", limit=1)
    if not found:
        raise NotFoundError(_("没有自查“{name}”，用 audit list 看有哪些。", name=name))
    return found[0]


def change_audit(desk: Desk, audit_id: str, **fields: object) -> Audit:
    """Change plan fields (title, due, team, goal, scope, materials, samples, signers, next_steps …).

    Raises:
        NotReadyError: the audit is signed and therefore locked.
    """
    desk.may(Right.PLAN)
    with desk.begin() as work:
        audit = open_audit(work, audit_id)
        changed = replace(audit, **fields)  # type: ignore[arg-type]  # names are checked by replace itself
        work.save(changed)
        work.note(JournalNote("audit.change", audit.code, (("fields", " ".join(sorted(fields))),)))
        work.commit()
    return changed


def open_audit(work: UnitOfWork, audit_id: str) -> Audit:
    """The audit for changing; raises `NotReadyError` when it is signed."""
    audit = work.require(Audit, audit_id)
    if audit.state is AuditState.SIGNED:
        raise NotReadyError(_("{code} 已签名归档，不能再改；要改请先重开，形成新的版次。", code=audit.code))
    return audit


def move_audit(desk: Desk, audit_id: str, target: AuditState) -> Audit:
    """Take the audit to another state of the loop; signing needs an empty blocking list.

    Raises:
        NotReadyError: the loop has no such step or blocking rows are open.
    """
    desk.may(Right.REVIEW if target is AuditState.RECTIFYING else Right.PLAN)
    if target is AuditState.READY_TO_SIGN:
        refuse_while_blocked(fix_list(desk, audit_id))
    with desk.begin() as work:
        audit = work.require(Audit, audit_id)
        check_move(audit.state, target)
        moved = replace(audit, state=target)
        work.save(moved)
        work.note(JournalNote("audit.move", audit.code, (("from", audit.state), ("to", target))))
        work.commit()
    return moved


def refuse_while_blocked(rows: Sequence[Todo]) -> None:
    """Raise `NotReadyError` naming the first blocking row and how many there are."""
    blocking = [row for row in rows if row.blocking]
    if blocking:
        raise NotReadyError(
            _("还有 {n} 项待办没有完成，第一项：{first}。", n=len(blocking), first=blocking[0].text)
        )


def reopen_audit(desk: Desk, audit_id: str, reason: str) -> Audit:
    """Start the next revision of a signed audit; the signed report stays (DESIGN §2)."""
    desk.may(Right.PLAN)
    if not reason.strip():
        raise BadInputError(_("请写明重开的理由。"))
    with desk.begin() as work:
        audit = work.require(Audit, audit_id)
        if audit.state is not AuditState.SIGNED:
            raise NotReadyError(_("{code} 还没有签名，不需要重开。", code=audit.code))
        if desk.user.role == "auditor" and audit.created_by != desk.user.id:
            raise NotAllowedError(_("请由负责人或建立这次自查的人重开。"))
        opened = replace(audit, state=AuditState.RECTIFYING, revision=audit.revision + 1)
        work.save(opened)
        work.note(JournalNote("audit.reopen", audit.code, (("revision", str(opened.revision)),)))
        work.commit()
    return opened


def audit_form(desk: Desk, audit: Audit) -> Form:
    """The form version the audit is on."""
    return find_form(desk, audit.form_key)


def answers_of(work: UnitOfWork, audit_id: str) -> dict[str, Answer]:
    """Answers by item id."""
    return {answer.item_id: answer for answer in work.find(Answer, audit_id=audit_id)}


def open_file(desk: Desk, audit_id: str) -> AuditFile:
    """Everything about an audit in one read: form, answers, findings, actions, evidence."""
    desk.may(Right.VIEW)
    audit = find_audit(desk, audit_id)
    form = audit_form(desk, audit)
    with desk.begin() as work:
        answers = answers_of(work, audit.id)
        findings = work.find(Finding, audit_id=audit.id, order="code")
        ids = [finding.id for finding in findings]
        actions = work.find(Action, finding_id=ids) if ids else []
        checks = work.find(Verification, finding_id=ids) if ids else []
        links = _links(work, audit.id, findings)
        evidence = {piece.id: piece for piece in work.find(Evidence)}
    cited = {evidence[one].sha256: one for ones in links.values() for one in ones if one in evidence}
    missing = frozenset(one for sha, one in cited.items() if not desk.blobs.exists(desk.blobs.name_of(sha)))
    return AuditFile(audit, form, answers, findings, actions, checks, evidence, links, desk.today(), missing)


def _links(work: UnitOfWork, audit_id: str, findings: Sequence[Finding]) -> dict[str, list[str]]:
    """Evidence ids by item id and by finding id; a finding's evidence also serves its item."""
    items = {finding.id: finding.item_id for finding in findings}
    links: dict[str, list[str]] = {}
    for link in work.find(EvidenceLink, removed=False):
        if link.target_kind == "answer" and link.target_id.startswith(f"{audit_id}/"):
            links.setdefault(link.target_id.split("/", 1)[1], []).append(link.evidence_id)
        elif link.target_id in items:
            for target in (link.target_id, items[link.target_id]):
                links.setdefault(target, []).append(link.evidence_id)
    return {target: list(dict.fromkeys(ids)) for target, ids in links.items()}


def fix_list(desk: Desk, audit_id: str) -> tuple[Todo, ...]:
    """待办检查 of the audit as it stands."""
    return things_to_fix(open_file(desk, audit_id))


def score(desk: Desk, audit_id: str) -> Score:
    """The result as it stands, with its arithmetic."""
    audit = find_audit(desk, audit_id)
    with desk.begin() as work:
        answers = answers_of(work, audit.id)
    return score_audit(audit_form(desk, audit), answers)
