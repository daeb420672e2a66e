"""Use cases on later days: one asks, another decides (DESIGN §2, §4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from auditdesk.domain.errors import BadInputError, NotAllowedError, NotReadyError
from auditdesk.domain.extensions import APPROVED, REFUSED, Extension
from auditdesk.domain.findings import SETTLED, Action, Finding, effective_deadline
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Right
from auditdesk.i18n import _
from auditdesk.services.audits import open_audit
from auditdesk.services.desk import Desk, new_id
from auditdesk.services.ports import UnitOfWork


def ask_extension(desk: Desk, finding_id: str, new_day: str, reason: str) -> Extension:
    """Ask for a later day; nothing moves until somebody else approves it.

    Raises:
        BadInputError: the day is not later than the deadline, or there is no reason.
        NotReadyError: the finding is settled, or a request already waits.
    """
    desk.may(Right.RECTIFY)
    with desk.begin() as work:
        finding = _extendable(work, finding_id, new_day, reason)
        if waiting(work, finding_id):
            raise NotReadyError(_("{code} 已有一份延期申请在等批准。", code=finding.code))
        asked = _request(desk, finding, new_day, reason)
        work.save(asked)
        work.note(JournalNote("finding.ask-extension", finding.code, (("to", new_day),)))
        work.commit()
    return asked


def decide_extension(desk: Desk, extension_id: str, *, approve: bool, note: str = "") -> Extension:
    """Approve or refuse a request.

    Raises:
        NotAllowedError: the user asked for it or is responsible for the finding or a measure.
        NotReadyError: it is decided already.
    """
    desk.may(Right.REVIEW)
    with desk.begin() as work:
        asked = work.require(Extension, extension_id)
        finding = work.require(Finding, asked.finding_id)
        open_audit(work, finding.audit_id)
        if asked.decision:
            raise NotReadyError(_("{code} 的这份延期申请已经有结论。", code=finding.code))
        _refuse_interested(desk, work, finding, asked)
        decided = replace(
            asked, decision=APPROVED if approve else REFUSED, decided_by=desk.user.id, decided_at=desk.now(),
            note=desk.tools.masking().mask_note(note) if note else "",
        )  # fmt: skip
        work.save(decided)
        if approve:
            work.save(replace(finding, extension=asked.until, extension_by=desk.user.id))
        details = (("to", asked.until), ("result", decided.decision))
        work.note(JournalNote("finding.extend", finding.code, details))
        work.commit()
    return decided


def extend_deadline(desk: Desk, finding_id: str, new_day: str, reason: str) -> Finding:
    """Ask and approve in one step, by somebody who is not responsible: a waiting request is decided by it.

    The finding stays overdue but no longer blocks signing.
    """
    desk.may(Right.REVIEW)
    with desk.begin() as work:
        finding = _extendable(work, finding_id, new_day, reason)
        asked = waiting(work, finding_id) or replace(_request(desk, finding, new_day, reason), asked_by="")
        _refuse_interested(desk, work, finding, asked)
        extended = replace(finding, extension=new_day, extension_by=desk.user.id)
        decided = replace(
            asked, until=new_day, decision=APPROVED, decided_by=desk.user.id, decided_at=desk.now()
        )
        work.save(extended, decided)
        work.note(JournalNote("finding.extend", finding.code, (("to", new_day),)))
        work.commit()
    return extended


def extensions_of(desk: Desk, finding_id: str) -> list[Extension]:
    """All requests for a finding, oldest first."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        return work.find(Extension, finding_id=finding_id)


def waiting(work: UnitOfWork, finding_id: str) -> Extension | None:
    """The request that is not decided."""
    return next(iter(work.find(Extension, finding_id=finding_id, decision="")), None)


def _request(desk: Desk, finding: Finding, new_day: str, reason: str) -> Extension:
    reason = desk.tools.masking().mask_note(reason)
    return Extension(new_id(), finding.id, new_day, reason, desk.user.id, desk.now())


def _extendable(work: UnitOfWork, finding_id: str, new_day: str, reason: str) -> Finding:
    finding = work.require(Finding, finding_id)
    open_audit(work, finding.audit_id)
    if finding.state in SETTLED:
        raise NotReadyError(_("{code} 已经了结，不用延期。", code=finding.code))
    try:
        sound = date.fromisoformat(new_day).isoformat() == new_day
    except ValueError:
        sound = False
    if not sound:
        raise BadInputError(_("“{day}”不是日期，请写成 2026-11-30。", day=new_day))
    if new_day <= effective_deadline(finding) or not reason.strip():
        raise BadInputError(
            _("延期要晚于原期限 {day}，并写明理由。", day=effective_deadline(finding) or _("（没有期限）"))
        )
    return finding


def _refuse_interested(desk: Desk, work: UnitOfWork, finding: Finding, asked: Extension) -> None:
    """Who asks or is responsible does not approve."""
    actions = work.find(Action, finding_id=finding.id)
    own = finding.owner == desk.user.name or any(
        desk.user.id == action.owner_id or action.owner == desk.user.name for action in actions
    )
    if own or asked.asked_by == desk.user.id:
        raise NotAllowedError(_("{code} 的延期要由申请人和责任人以外的人批准。", code=finding.code))
