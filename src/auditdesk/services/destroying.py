"""Use cases on retention and destruction: proposed, approved by another person, done (DESIGN §4).

The entity and a destruction record stay; only the bytes go.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from auditdesk.domain.audits import Audit, AuditState
from auditdesk.domain.errors import BadInputError, NotAllowedError, NotFoundError, NotReadyError
from auditdesk.domain.evidence import Evidence, EvidenceLink
from auditdesk.domain.findings import Finding
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Right
from auditdesk.domain.retention import (
    Destruction,
    DestructionState,
    Retention,
    RetentionChoice,
    RetentionRule,
    RetentionRules,
    problem_of_months,
    retention_of,
)
from auditdesk.i18n import _
from auditdesk.services.desk import Desk, new_id
from auditdesk.services.ports import UnitOfWork

_CHUNK = 500


def rules_in(desk: Desk, work: UnitOfWork) -> RetentionRules:
    """The rules in force: as shipped, with the site's own months."""
    return desk.tools.retention().with_choices(work.find(RetentionChoice))


def retention_rules(desk: Desk) -> tuple[RetentionRule, ...]:
    """The rules in force, in order."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        return rules_in(desk, work).rules


def change_rule(desk: Desk, rule_id: str, keep: int, expire: int, reason: str) -> RetentionRule:
    """Set the site's own months for a rule.

    Raises:
        NotFoundError: there is no such rule.
        BadInputError: the months contradict each other, or no reason is given.
    """
    desk.may(Right.DESTROY)
    why = _reason(desk, reason, _("改保存期限要写明理由。"))
    problem = problem_of_months(keep, expire)
    if problem:
        raise BadInputError(problem)
    with desk.begin() as work:
        rule = next((one for one in rules_in(desk, work).rules if one.id == rule_id), None)
        if rule is None:
            raise NotFoundError(_("没有保存期限规则“{name}”，用 evidence retention 看有哪些。", name=rule_id))
        work.save(RetentionChoice(rule_id, keep, expire, desk.user.id, desk.now(), why))
        detail = (("keep", str(keep)), ("expire", str(expire)), ("reason", why))
        work.note(JournalNote("retention.change", rule_id, detail))
        work.commit()
    return replace(rule, keep_months=keep, expire_months=expire)


def change_expiry(desk: Desk, evidence_id: str, day: str, reason: str) -> Evidence:
    """Set the day a piece expires by hand, e.g. for a dispute; an empty day goes back to the rules.

    Raises:
        BadInputError: no date, no reason, or earlier than it must be kept.
    """
    desk.may(Right.EVIDENCE)
    why = _reason(desk, reason, _("改保存期限要写明理由。"))
    with desk.begin() as work:
        piece = work.require(Evidence, evidence_id)
        if day:
            _check_day(day, retention_of(replace(piece, expires_on=""), rules_in(desk, work)))
        piece = replace(piece, expires_on=day)
        work.save(piece)
        work.note(JournalNote("evidence.expiry", piece.code, (("day", day), ("reason", why))))
        work.commit()
    return piece


def _check_day(day: str, kept: Retention) -> None:
    try:
        date.fromisoformat(day)
    except ValueError as error:
        raise BadInputError(_("“{day}”不是日期，请写成 2026-12-31。", day=day)) from error
    if kept.keep_until and day < kept.keep_until:
        raise BadInputError(
            _("按“{rule}”至少保存到 {day}，不能更早。", rule=_("、").join(kept.titles), day=kept.keep_until)
        )


def retention_for(desk: Desk, piece: Evidence) -> Retention:
    """What the rules say of one piece."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        return retention_of(piece, rules_in(desk, work))


def records_of(desk: Desk, evidence_id: str) -> list[Destruction]:
    """All destruction records of a piece, newest first."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        return _records(work, evidence_id)


def list_destructions(desk: Desk) -> list[Destruction]:
    """Every destruction record, newest first."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        return sorted(work.find(Destruction), key=lambda one: one.proposed_at, reverse=True)


def refusal_of(desk: Desk, evidence_id: str) -> str:
    """Why a piece may not be destroyed now, as a sentence; empty when it may."""
    with desk.begin() as work:
        return _refusal(desk, work, work.require(Evidence, evidence_id))


def propose_destruction(desk: Desk, evidence_id: str, reason: str) -> Destruction:
    """First step: say why a piece should be destroyed.

    Raises:
        BadInputError: no reason.
        NotReadyError: it is under retention, cited by an unsigned audit, destroyed, or proposed already.
    """
    desk.may(Right.EVIDENCE)
    why = _reason(desk, reason, _("提出销毁要写明理由，会留在销毁记录里。"))
    with desk.begin() as work:
        piece = work.require(Evidence, evidence_id)
        _require_destroyable(desk, work, piece)
        if any(one.open for one in _records(work, piece.id)):
            raise NotReadyError(_("{code} 已经提出过销毁，等待批准或执行。", code=piece.code))
        record = Destruction(
            new_id(), piece.id, piece.code, piece.sha256, piece.size, why, desk.user.id, desk.now()
        )
        work.save(record)
        work.note(JournalNote("evidence.propose", piece.code, (("reason", why),)))
        work.commit()
    return record


def decide_destruction(desk: Desk, evidence_id: str, *, approve: bool, decision: str = "") -> Destruction:
    """Second step, by another person: approve or refuse.

    Raises:
        NotAllowedError: the same person proposed it, or the role lacks the right.
        NotReadyError: nothing waits, or the piece may not be destroyed any more.
        BadInputError: refusing without a reason.
    """
    desk.may(Right.DESTROY)
    if not approve and not decision.strip():
        raise BadInputError(_("驳回要写明理由。"))
    with desk.begin() as work:
        piece = work.require(Evidence, evidence_id)
        record = _waiting(work, piece, DestructionState.PROPOSED)
        if record.proposed_by == desk.user.id:
            raise NotAllowedError(_("{code} 的销毁是您提出的，要由另一个人批准。", code=piece.code))
        if approve:
            _require_destroyable(desk, work, piece)
        words = desk.tools.masking().mask_note(decision.strip())
        record = replace(
            record, state=DestructionState.APPROVED if approve else DestructionState.REFUSED,
            decided_by=desk.user.id, decided_at=desk.now(), decision=words,
        )  # fmt: skip
        work.save(record)
        action = "evidence.approve" if approve else "evidence.refuse"
        work.note(JournalNote(action, piece.code, (("reason", words),) if words else ()))
        work.commit()
    return record


def carry_out_destruction(desk: Desk, evidence_id: str) -> Destruction:
    """Last step: the bytes go, entity and record stay; everything is checked again first.

    The bytes stay as long as another living piece has the same content. Structured personal data in the
    file's name is masked.

    Raises:
        NotReadyError: it is not approved, or may not be destroyed any more.
    """
    desk.may(Right.DESTROY)
    with desk.begin() as work:
        piece = work.require(Evidence, evidence_id)
        record = _waiting(work, piece, DestructionState.APPROVED)
        _require_destroyable(desk, work, piece)
        now = desk.now()
        name = desk.tools.masking().mask_note(piece.name)
        work.save(replace(piece, destroyed_at=now, name=name))
        record = replace(record, state=DestructionState.DONE, done_by=desk.user.id, done_at=now)
        work.save(record)
        shared = work.count(Evidence, sha256=piece.sha256, destroyed_at="")
        work.note(JournalNote("evidence.destroy", piece.code, (("sha256", piece.sha256),)))
        work.commit()
    if not shared:
        desk.blobs.delete(desk.blobs.name_of(piece.sha256))
    return record


def remove_after_sync(desk: Desk, touched: Iterable[tuple[str, str]]) -> int:
    """Delete the bytes of pieces that another laptop destroyed; ``touched`` are pairs of kind and id."""
    pairs = list(touched)
    chosen = [entity for kind, entity in pairs if kind == "evidence"]
    with desk.begin() as work:
        records = (work.get(Destruction, entity) for kind, entity in pairs if kind == "destruction")
        chosen += [record.evidence_id for record in records if record is not None]
    return remove_destroyed(desk, dict.fromkeys(chosen)) if chosen else 0


def remove_destroyed(desk: Desk, evidence_ids: Iterable[str]) -> int:
    """Delete bytes that should be gone; returns how many files went.

    Only with a record of two different people who agreed: a bare date is no destruction.
    """
    gone, wanted = 0, list(evidence_ids)
    with desk.begin() as work:
        parts = (wanted[begin : begin + _CHUNK] for begin in range(0, len(wanted), _CHUNK))
        for piece in (one for part in parts for one in work.find(Evidence, id=part)):
            name = desk.blobs.name_of(piece.sha256)
            agreed = any(
                one.state is DestructionState.DONE and one.decided_by not in ("", one.proposed_by)
                for one in _records(work, piece.id)
            )
            alive = work.count(Evidence, sha256=piece.sha256, destroyed_at="")
            if piece.destroyed_at and agreed and not alive and desk.blobs.exists(name):
                desk.blobs.delete(name)
                gone += 1
    return gone


def _reason(desk: Desk, reason: str, missing: str) -> str:
    if not reason.strip():
        raise BadInputError(missing)
    return desk.tools.masking().mask_note(reason.strip())


def _records(work: UnitOfWork, evidence_id: str) -> list[Destruction]:
    found = work.find(Destruction, evidence_id=evidence_id)
    return sorted(found, key=lambda one: one.proposed_at, reverse=True)


def _waiting(work: UnitOfWork, piece: Evidence, state: DestructionState) -> Destruction:
    found = [one for one in _records(work, piece.id) if one.state is state]
    if not found:
        sentence = (
            _("{code} 没有等待批准的销毁申请，请先提出。", code=piece.code)
            if state is DestructionState.PROPOSED
            else _("{code} 的销毁还没有由另一个人批准，不能执行。", code=piece.code)
        )
        raise NotReadyError(sentence)
    return found[0]


def _require_destroyable(desk: Desk, work: UnitOfWork, piece: Evidence) -> None:
    why = _refusal(desk, work, piece)
    if why:
        raise NotReadyError(why)


def _refusal(desk: Desk, work: UnitOfWork, piece: Evidence) -> str:
    if piece.destroyed_at:
        return _("{code} 已在 {day} 销毁。", code=piece.code, day=piece.destroyed_at[:10])
    kept = retention_of(piece, rules_in(desk, work))
    if piece.expires_on and kept.kept(desk.today()):
        return _(
            "{code} 由人指定保存到 {day}，到期或改回规则后才能销毁。",
            code=piece.code, day=kept.keep_until,
        )  # fmt: skip
    if kept.kept(desk.today()):
        return _(
            "{code} 按“{rule}”要保存到 {day}，到期前不能销毁。",
            code=piece.code, rule=_("、").join(kept.titles), day=kept.keep_until,
        )  # fmt: skip
    for audit in _citing(work, piece):
        if audit.state is not AuditState.SIGNED:
            return _(
                "{code} 正被还没有签名的“{audit}”引用，签名后或取消关联后才能销毁。",
                code=piece.code, audit=audit.title,
            )  # fmt: skip
    return ""


def _citing(work: UnitOfWork, piece: Evidence) -> list[Audit]:
    """Audits that use the piece, or the original it was made from: their report shows the copy."""
    ids = [one for one in (piece.id, piece.derived_from) if one]
    links = work.find(EvidenceLink, evidence_id=ids, removed=False)
    audits: dict[str, Audit] = {}
    for link in links:
        finding = work.get(Finding, link.target_id) if link.target_kind == "finding" else None
        audit_id = finding.audit_id if finding else link.target_id.partition("/")[0]
        audit = work.get(Audit, audit_id)
        if audit is not None:
            audits[audit.id] = audit
    return list(audits.values())
