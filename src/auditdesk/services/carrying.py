"""Use case: take a running audit to a newer version of its form; nothing is lost (DESIGN §2, A12)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from auditdesk.domain.audits import Answer, Audit, AuditState, answer_id, state_label
from auditdesk.domain.carrying import LeftBehind, carry_answers
from auditdesk.domain.checklists import Form, FormState
from auditdesk.domain.errors import BadInputError, NotReadyError
from auditdesk.domain.findings import Finding
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Right
from auditdesk.i18n import _
from auditdesk.services.audits import answers_of, audit_form, find_audit, open_audit
from auditdesk.services.desk import Desk
from auditdesk.services.forms import find_form, keep_form, list_forms

_RUNNING = (AuditState.PLANNED, AuditState.IN_PROGRESS, AuditState.UNDER_REVIEW)


@dataclass(frozen=True, slots=True)
class Carry:
    """What carrying would do; nothing is written yet.

    Attributes:
        audit: as it stands.
        old: its form version.
        new: the version it would go to.
        carried: answers that follow, because their item's text is the same.
        again: answers whose item asks something else now.
        archived: answers whose item is gone.
        added: numbers of new items.
        findings: codes of findings on items that are gone; they stay in the register.
    """

    audit: Audit
    old: Form
    new: Form
    carried: tuple[Answer, ...]
    again: tuple[LeftBehind, ...]
    archived: tuple[LeftBehind, ...]
    added: tuple[str, ...]
    findings: tuple[str, ...]

    @property
    def answered(self) -> int:
        """How many items have an answer now."""
        return len(self.carried) + len(self.again) + len(self.archived)


def preview_carry(desk: Desk, audit_name: str, version: str) -> Carry:
    """What taking an audit to another version would do.

    Args:
        desk: who asks.
        audit_name: code, id or ``latest``.
        version: ``id@version``, or the version alone.

    Raises:
        BadInputError: it is another form, or the audit is on this version already.
    """
    desk.may(Right.VIEW)
    audit = find_audit(desk, audit_name)
    old = audit_form(desk, audit)
    new = find_form(desk, version if "@" in version else f"{old.id}@{version}")
    if new.id != old.id:
        raise BadInputError(
            _("{new} 是另一份清单，{code} 用的是 {old}。", new=new.key, code=audit.code, old=old.key)
        )
    if new.key == old.key:
        raise BadInputError(_("{code} 已经在 {key} 上。", code=audit.code, key=new.key))
    with desk.begin() as work:
        answers = [one for one in answers_of(work, audit.id).values() if not _blank(one)]
        findings = work.find(Finding, audit_id=audit.id, order="code")
    kept, left = carry_answers(old, new, answers)
    known = {item.id for item in old.items()}
    return Carry(
        audit, old, new, kept,
        tuple(one for one in left if one.new is not None),
        tuple(one for one in left if one.new is None),
        tuple(item.id for item in new.items() if item.id not in known),
        tuple(one.code for one in findings if new.item(one.item_id) is None),
    )  # fmt: skip


def carry_audit(desk: Desk, audit_name: str, version: str) -> Carry:
    """Do what `preview_carry` tells: one transaction; answers that stay behind are archived, not dropped.

    Raises:
        NotReadyError: the audit is past its review, or the version is not published.
    """
    desk.may(Right.PLAN)
    carry = preview_carry(desk, audit_name, version)
    _check(carry)
    with desk.begin() as work:
        audit = open_audit(work, carry.audit.id)
        keep_form(desk, work, carry.old)
        keep_form(desk, work, carry.new)
        for one in (*carry.again, *carry.archived):
            work.save(_archive(audit, one.answer))
            work.save(_emptied(one))
        work.save(*carry.carried)
        state = AuditState.IN_PROGRESS if audit.state is AuditState.UNDER_REVIEW else audit.state
        work.save(replace(audit, form_key=carry.new.key, state=state))
        detail = (("from", carry.old.key), ("to", carry.new.key), ("carried", str(len(carry.carried))))
        work.note(JournalNote("audit.carry", audit.code, detail))
        work.commit()
    return carry


def archived_answers(desk: Desk, audit_name: str) -> dict[str, list[Answer]]:
    """Answers left on earlier versions of an audit's form, by form key; they stay readable."""
    desk.may(Right.VIEW)
    audit = find_audit(desk, audit_name)
    form_id = audit.form_key.split("@")[0]
    keys = [form.key for form in list_forms(desk) if form.id == form_id]
    with desk.begin() as work:
        found = {key: work.find(Answer, audit_id=f"{audit.id}@{key}") for key in keys}
    return {key: answers for key, answers in found.items() if answers}


def _check(carry: Carry) -> None:
    if carry.audit.state not in _RUNNING:
        raise NotReadyError(
            _(
                "{code} 现在是“{state}”，不能换版。",
                code=carry.audit.code,
                state=state_label(carry.audit.state),
            )
        )
    if carry.new.state is not FormState.PUBLISHED:
        raise NotReadyError(_("{key} 还没有发布，发布后才能换到它。", key=carry.new.key))


def _blank(answer: Answer) -> bool:
    return not (answer.verdict or answer.value or answer.choices or answer.note or answer.sample_marks)


def _archive(audit: Audit, answer: Answer) -> Answer:
    """A copy under the audit's former version; the audit itself no longer counts it."""
    shelf = f"{audit.id}@{audit.form_key}"
    return replace(answer, id=answer_id(shelf, answer.item_id), audit_id=shelf)


def _emptied(left: LeftBehind) -> Answer:
    """The item is open again, asking what the new text asks."""
    answer = left.answer
    item_hash = left.new.text_hash if left.new else answer.item_hash
    return Answer(answer.id, answer.audit_id, answer.item_id, item_hash)
