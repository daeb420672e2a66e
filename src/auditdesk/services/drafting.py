"""Draft findings come and go with the answer: a slip of the key leaves no row to fill in or explain.

Nothing is deleted in a replicated store. An untouched draft that is no longer needed is *withdrawn*: it
belongs to no audit, and its ``item_id`` remembers ``audit id/item id``, so that the next 不合规 takes it up
again.
"""

from __future__ import annotations

from dataclasses import replace

from auditdesk.domain.audits import Audit, answer_id
from auditdesk.domain.checklists import Item
from auditdesk.domain.evidence import EvidenceLink
from auditdesk.domain.findings import Action, Finding, FindingState
from auditdesk.domain.journal import JournalNote
from auditdesk.services.desk import Desk, new_id
from auditdesk.services.ports import UnitOfWork


def begin_draft(desk: Desk, work: UnitOfWork, audit: Audit, item: Item) -> Finding | None:
    """A half-filled draft, the withdrawn one if there is one; None when the item has a finding already."""
    if work.count(Finding, audit_id=audit.id, item_id=item.id):
        return None
    waiting = work.find(Finding, audit_id="", item_id=answer_id(audit.id, item.id))
    if waiting:
        finding = replace(waiting[0], audit_id=audit.id, item_id=item.id)
    else:
        finding = Finding(
            id=new_id(), code=desk.code(work, "WT"), audit_id=audit.id, item_id=item.id, title=item.title,
            found_on=desk.today(), violation_class=item.violation_class, severity=item.severity,
            state=FindingState.DRAFT, created_by=desk.user.id, created_at=desk.now(),
        )  # fmt: skip
    work.save(finding)
    return finding


def withdraw_draft(work: UnitOfWork, audit: Audit, item: Item) -> Finding | None:
    """Withdraw the item's draft when nobody wrote anything in it; None when there is none."""
    for finding in work.find(Finding, audit_id=audit.id, item_id=item.id):
        if untouched(work, finding):
            gone = withdrawn(finding)
            work.save(gone)
            work.note(JournalNote("finding.withdraw", finding.code))
            return gone
    return None


def withdrawn(finding: Finding) -> Finding:
    """The finding after withdrawal."""
    return replace(finding, audit_id="", item_id=answer_id(finding.audit_id, finding.item_id))


def reinstated(finding: Finding) -> Finding:
    """A withdrawn finding as it was before."""
    audit_id, _slash, item_id = finding.item_id.partition("/")
    return replace(finding, audit_id=audit_id, item_id=item_id)


def untouched(work: UnitOfWork, finding: Finding) -> bool:
    """Whether a draft still holds only what the item gave it."""
    written = (
        finding.description, finding.occurred_at, finding.staff_code, finding.customer, finding.problem_id,
        finding.cause, finding.cause_kinds, finding.five_w, finding.interview, finding.owner,
        finding.deadline, finding.consequence,
    )  # fmt: skip
    return (
        finding.state is FindingState.DRAFT
        and not any(written)
        and not work.count(Action, finding_id=finding.id)
        and not work.count(EvidenceLink, target_id=finding.id, removed=False)
    )
