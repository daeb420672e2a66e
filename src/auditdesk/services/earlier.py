"""Use cases on the last audit of the same form: what failed there, and taking its answers over.

An answer is taken over only where the item's text is unchanged, says where it comes from, and counts only
after somebody confirmed it on the spot (DESIGN §2).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from auditdesk.domain.audits import Answer, Audit, AuditState, Verdict, answer_id
from auditdesk.domain.checklists import Form, Item
from auditdesk.domain.counting import COPIED, asked_items, counting
from auditdesk.domain.errors import NotReadyError
from auditdesk.domain.findings import Finding
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Right
from auditdesk.i18n import _
from auditdesk.services.answering import Recorded
from auditdesk.services.audits import answers_of, audit_form, find_audit, open_audit
from auditdesk.services.desk import Desk
from auditdesk.services.forms import find_form
from auditdesk.services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Earlier:
    """The last audit: its form version, the answers that counted, its findings by item."""

    audit: Audit
    form: Form
    answers: dict[str, Answer]
    findings: dict[str, list[Finding]]

    @property
    def month(self) -> str:
        """The month it ended in, ``2026-10``."""
        return self.audit.period_end[:7]

    def failed(self, item: Item) -> bool:
        """Whether the same item, with the same text, failed."""
        answer = self.answers.get(item.id)
        return answer is not None and answer.verdict == Verdict.FAIL and answer.item_hash == item.text_hash


@dataclass(frozen=True, slots=True)
class NotCopied:
    """An item that stays open, with the reason."""

    item_id: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Copy:
    """What taking over would write, and what it cannot."""

    audit: Audit
    source: Audit
    month: str
    answers: tuple[Answer, ...]
    left: tuple[NotCopied, ...]


def earlier_audit(desk: Desk, audit_id: str) -> Earlier | None:
    """The audit of the same form that ended last before this one began; None when there is none."""
    desk.may(Right.VIEW)
    audit = find_audit(desk, audit_id)
    with desk.begin() as work:
        source = _source(work, audit)
        if source is None:
            return None
        answers = answers_of(work, source.id)
        findings = work.find(Finding, audit_id=source.id, order="code")
    form = find_form(desk, source.form_key)
    by_item: dict[str, list[Finding]] = {}
    for finding in findings:
        by_item.setdefault(finding.item_id, []).append(finding)
    return Earlier(source, form, counting(form, answers), by_item)


def preview_copy(desk: Desk, audit_id: str) -> Copy:
    """What taking the last audit's answers over would do; nothing is written.

    Raises:
        NotReadyError: there is no earlier audit of this form.
    """
    audit = find_audit(desk, audit_id)
    earlier = earlier_audit(desk, audit.id)
    if earlier is None:
        raise NotReadyError(_("{code} 之前没有用同一份清单做过自查，没有可沿用的结果。", code=audit.code))
    form = audit_form(desk, audit)
    with desk.begin() as work:
        here = answers_of(work, audit.id)
    copied: list[Answer] = []
    left: list[NotCopied] = []
    for item in asked_items(form, here):
        if item.id in here and here[item.id].verdict:
            continue
        reason = _refusal(item, earlier)
        if reason:
            left.append(NotCopied(item.id, item.title, reason))
        else:
            copied.append(_copy(desk, audit, item, earlier))
    return Copy(audit, earlier.audit, earlier.month, tuple(copied), tuple(left))


def copy_last(desk: Desk, audit_id: str) -> tuple[Copy, list[Recorded]]:
    """Take over what `preview_copy` tells, in one transaction; answered items stay as they are."""
    desk.may(Right.ANSWER)
    copy = preview_copy(desk, audit_id)
    with desk.begin() as work:
        audit = open_audit(work, copy.audit.id)
        before = answers_of(work, audit.id)
        if audit.state is AuditState.PLANNED:
            work.save(replace(audit, state=AuditState.IN_PROGRESS))
        work.save(*copy.answers)
        detail = (("from", copy.source.code), ("items", str(len(copy.answers))))
        work.note(JournalNote("answer.copy-last", audit.code, detail))
        work.commit()
    return copy, [Recorded(before.get(one.item_id), one) for one in copy.answers]


def _source(work: UnitOfWork, audit: Audit) -> Audit | None:
    """The audit named when this one was planned, else the last of the form family that ended before."""
    named = work.get(Audit, audit.previous_id) if audit.previous_id else None
    family = audit.form_key.split("@")[0]
    if named is not None and named.form_key.split("@")[0] == family:
        return named
    earlier = [
        one
        for one in work.find(Audit, order="period_end")
        if one.form_key.split("@")[0] == family and one.period_end < audit.period_start and one.id != audit.id
    ]
    return earlier[-1] if earlier else None


def _refusal(item: Item, earlier: Earlier) -> str:
    """Why an item's answer cannot be taken over; empty when it can."""
    answer = earlier.answers.get(item.id)
    if answer is None or not answer.verdict:
        return _("上次没有结果") if earlier.form.item(item.id) else _("上次的清单里没有这一项")
    if answer.item_hash != item.text_hash:
        return _("检查项的文字改过，须重新检查")
    if answer.verdict == Verdict.FAIL:
        return _("上次不合规，须重新检查")
    return ""


def _copy(desk: Desk, audit: Audit, item: Item, earlier: Earlier) -> Answer:
    """Result and note; samples and evidence belong to their own period."""
    old = earlier.answers[item.id]
    return Answer(
        answer_id(audit.id, item.id), audit.id, item.id, item.text_hash, old.verdict, old.value, old.choices,
        old.note, answered_by=desk.user.id, answered_at=desk.now(), origin=f"{COPIED}{earlier.month}",
        deductions=old.deductions,
    )  # fmt: skip
