"""Use cases on answers: record, restore, bulk, and the second person's review (REQUIREMENTS A5, A8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from auditdesk.domain.audits import (
    Answer,
    Audit,
    AuditState,
    Comment,
    Deduction,
    ReviewDecision,
    Verdict,
    answer_id,
)
from auditdesk.domain.checklists import AnswerType, Form, Item
from auditdesk.domain.counting import KEPT, asked_items, copied, copied_month, counting
from auditdesk.domain.entering import plain_value, rest_of_points
from auditdesk.domain.errors import BadInputError, NotAllowedError, NotFoundError, NotReadyError
from auditdesk.domain.findings import Finding
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Right
from auditdesk.domain.scoring import judge
from auditdesk.i18n import _
from auditdesk.services.audits import answers_of, audit_form, find_audit, open_audit
from auditdesk.services.desk import Desk, new_id
from auditdesk.services.drafting import begin_draft, withdraw_draft
from auditdesk.services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Entry:
    """What the user enters on one item; None leaves a part as it is."""

    verdict: str | None = None
    value: str | None = None
    choices: tuple[str, ...] | None = None
    note: str | None = None
    sample_marks: tuple[str, ...] | None = None
    samples_checked: int | None = None
    samples_failed: int | None = None
    deductions: tuple[Deduction, ...] | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The answer before and after, the draft finding that a 不合规 began, and one that it no longer needs."""

    before: Answer | None
    after: Answer
    finding: Finding | None = None
    withdrawn: Finding | None = None


def record_answer(desk: Desk, audit_id: str, item_id: str, entry: Entry) -> Recorded:
    """Record an answer; the first one starts the audit, a 不合规 begins a draft finding.

    Personal data in the note is masked before it is stored (REQUIREMENTS A7).

    Raises:
        NotFoundError: no such audit or item.
        BadInputError: the value does not fit the item.
        NotReadyError: the audit is signed.
    """
    return record_answers(desk, audit_id, {item_id: entry})[0]


def record_answers(desk: Desk, audit_id: str, entries: dict[str, Entry]) -> list[Recorded]:
    """Record several answers in one transaction: all or nothing."""
    desk.may(Right.ANSWER)
    audit = find_audit(desk, audit_id)
    form = audit_form(desk, audit)
    with desk.begin() as work:
        audit = _start(work, open_audit(work, audit.id))
        done = [_record(desk, work, audit, _item(form, item_id), entry) for item_id, entry in entries.items()]
        work.note(JournalNote("answer", audit.code, (("items", " ".join(entries)),)))
        work.commit()
    return done


def _start(work: UnitOfWork, audit: Audit) -> Audit:
    if audit.state is not AuditState.PLANNED:
        return audit
    started = replace(audit, state=AuditState.IN_PROGRESS)
    work.save(started)
    return started


def _item(form: Form, item_id: str) -> Item:
    item = form.item(item_id)
    if item is None:
        raise NotFoundError(_("清单 {form} 里没有检查项 {id}。", form=form.title, id=item_id))
    return item


def _record(desk: Desk, work: UnitOfWork, audit: Audit, item: Item, entry: Entry) -> Recorded:
    before = work.get(Answer, answer_id(audit.id, item.id))
    base = before or Answer(answer_id(audit.id, item.id), audit.id, item.id, item.text_hash)
    after = _apply(desk, item, base, entry)
    if after == base and before is not None:
        return Recorded(before, before)
    work.save(after)
    if after.verdict == Verdict.FAIL and not copied(after):
        return Recorded(before, after, begin_draft(desk, work, audit, item))
    failed = before is not None and before.verdict == Verdict.FAIL
    return Recorded(before, after, withdrawn=withdraw_draft(work, audit, item) if failed else None)


def _apply(desk: Desk, item: Item, answer: Answer, entry: Entry) -> Answer:
    changed = replace(answer, **_given(item, entry))  # type: ignore[arg-type]  # the names are spelt out there
    if entry.note is not None:
        changed = replace(changed, note=_masked(desk, entry.note))
    if entry.sample_marks is not None:
        changed = _count_marks(changed)
    if entry.deductions is not None:
        changed = _deducted(desk, item, changed, entry.deductions)
    changed = _judged(item, changed, entry)
    decided = any(part is not None for part in (entry.verdict, entry.value, entry.choices, entry.deductions))
    if _substance(changed) == _substance(answer) and not (copied(answer) and decided):
        return changed
    changed = replace(
        changed, item_hash=item.text_hash, answered_by=desk.user.id, answered_at=desk.now(),
        origin=_origin(answer, changed, entry, decided=decided),
    )  # fmt: skip
    if answer.review == ReviewDecision.RETURNED:
        return changed  # it stays with its author until it is sent back (`resubmit_answers`)
    return replace(changed, review="", review_by="", review_at="", review_asks=())


def _origin(before: Answer, after: Answer, entry: Entry, *, decided: bool) -> str:
    """Another result is a new answer; the same one entered again confirms what was taken over."""
    if (before.verdict, before.value, before.choices) != (after.verdict, after.value, after.choices):
        return entry.origin
    if copied(before) and decided:
        return f"{KEPT}{copied_month(before)}"
    return entry.origin or before.origin


def _given(item: Item, entry: Entry) -> dict[str, object]:
    """What the entry says, in stored form; choosing a value by hand drops the deductions before it."""
    names = ("verdict", "choices", "sample_marks", "samples_checked", "samples_failed")
    given: dict[str, object] = {name: value for name in names if (value := getattr(entry, name)) is not None}
    if entry.value is not None:
        given |= {"value": plain_value(item, entry.value), "deductions": ()}
    return given


def _deducted(desk: Desk, item: Item, answer: Answer, given: tuple[Deduction, ...]) -> Answer:
    if item.answer_type is not AnswerType.POINTS:
        raise BadInputError(_("{id} 不按分值计分，不能写扣分。", id=item.id))
    value = rest_of_points(item, given)
    lines = tuple(Deduction(_masked(desk, one.reason.strip()), one.points) for one in given)
    return replace(answer, deductions=lines, value=value)


def _masked(desk: Desk, text: str) -> str:
    return desk.tools.masking().mask_note(text) if text else ""


def _substance(answer: Answer) -> tuple[object, ...]:
    return (
        answer.verdict, answer.value, answer.choices, answer.note, answer.deductions,
        answer.samples_checked, answer.samples_failed, answer.sample_marks,
    )  # fmt: skip


def _count_marks(answer: Answer) -> Answer:
    """Sample marks are ``id=+`` (fits) or ``id=-`` (does not fit)."""
    checked = [mark for mark in answer.sample_marks if mark.endswith(("=+", "=-"))]
    failed = sum(mark.endswith("=-") for mark in checked)
    return replace(answer, samples_checked=len(checked), samples_failed=failed)


def _judged(item: Item, answer: Answer, entry: Entry) -> Answer:
    """Let the value decide where the item is not answered by hand."""
    if answer.verdict not in {*Verdict, ""}:
        raise BadInputError(_("检查结果只能是合规、不合规或不适用。"))
    if item.answer_type is AnswerType.PASS_FAIL or entry.verdict == Verdict.NOT_APPLICABLE:
        return answer
    if entry.value is None and entry.choices is None and entry.deductions is None:
        return answer
    unknown = set(answer.choices) - set(item.choices)
    if unknown:
        raise BadInputError(_("{id} 没有选项“{choice}”。", id=item.id, choice=min(unknown)))
    try:
        return replace(answer, verdict=judge(item, value=answer.value, choices=answer.choices))
    except ValueError as error:
        raise BadInputError(
            _("{id} 要填数字，“{value}”不是数字。", id=item.id, value=answer.value)
        ) from error


def submit_for_review(desk: Desk, audit_id: str) -> Audit:
    """Hand the audit to the second person once every item that applies is answered."""
    desk.may(Right.ANSWER)
    audit = find_audit(desk, audit_id)
    form = audit_form(desk, audit)
    with desk.begin() as work:
        audit = open_audit(work, audit.id)
        answers = answers_of(work, audit.id)
        done = {item_id for item_id, answer in counting(form, answers).items() if answer.verdict}
        left = [item.id for item in asked_items(form, answers) if item.id not in done]
        if left:
            raise NotReadyError(_("还有 {n} 项没有作答，第一项是 {id}。", n=len(left), id=left[0]))
        if audit.state is not AuditState.IN_PROGRESS:
            raise NotReadyError(_("{code} 不在进行中，不能提交复核。", code=audit.code))
        moved = replace(audit, state=AuditState.UNDER_REVIEW)
        work.save(moved)
        work.note(JournalNote("audit.submit", audit.code))
        work.commit()
    return moved


def review_answer(
    desk: Desk, audit_id: str, item_ids: Sequence[str], decision: ReviewDecision, note: str = "",
    *, asks: Sequence[str] = (),
) -> list[Answer]:  # fmt: skip
    """Confirm or return answers; who answered cannot review (REQUIREMENTS A8).

    When the last answer is confirmed, the audit goes on to 整改中 by itself (DESIGN §2).

    Args:
        desk: the reviewer's.
        audit_id: the audit.
        item_ids: the items.
        decision: 维持 or 退回.
        note: why; masked before it is stored.
        asks: with 退回, values of `Ask` that the author works off.

    Raises:
        NotAllowedError: the reviewer answered one of the items.
        BadInputError: a return without a reason.
    """
    desk.may(Right.REVIEW)
    if decision is ReviewDecision.RETURNED and not note.strip():
        raise BadInputError(_("退回时请写明要补什么。"))
    audit = find_audit(desk, audit_id)
    form = audit_form(desk, audit)
    with desk.begin() as work:
        audit = open_audit(work, audit.id)
        wanted = tuple(asks) if decision is ReviewDecision.RETURNED else ()
        reviewed = [
            replace(_review(desk, work, audit, item_id, decision, note), review_asks=wanted)
            for item_id in item_ids
        ]
        work.save(*reviewed)
        if audit.state is AuditState.UNDER_REVIEW and _all_confirmed(work, audit, form):
            work.save(replace(audit, state=AuditState.RECTIFYING))
        work.note(JournalNote(f"review.{decision}", audit.code, (("items", " ".join(item_ids)),)))
        work.commit()
    return reviewed


def _all_confirmed(work: UnitOfWork, audit: Audit, form: Form) -> bool:
    answers = answers_of(work, audit.id)
    confirmed = {item for item, one in answers.items() if one.review == ReviewDecision.CONFIRMED}
    return all(item.id in confirmed for item in asked_items(form, answers))


def _review(
    desk: Desk, work: UnitOfWork, audit: Audit, item_id: str, decision: ReviewDecision, note: str
) -> Answer:
    answer = work.get(Answer, answer_id(audit.id, item_id))
    if answer is None or not answer.verdict or copied(answer):
        raise NotReadyError(_("{id} 还没有作答，不能复核。", id=item_id))
    if answer.answered_by == desk.user.id:
        raise NotAllowedError(_("{id} 是您自己答的，请由另一人复核。", id=item_id))
    masked = _masked(desk, note)
    if masked:
        work.save(Comment(new_id(), answer.id, masked, desk.user.id, desk.now()))
    return replace(
        answer, review=decision.value, review_by=desk.user.id, review_at=desk.now(), review_note=masked
    )


def resubmit_answers(desk: Desk, audit_id: str, item_ids: Sequence[str], note: str = "") -> list[Answer]:
    """Send returned answers back to the reviewer, with a word about what was done.

    Raises:
        NotReadyError: one of them was not returned.
    """
    desk.may(Right.ANSWER)
    audit = find_audit(desk, audit_id)
    with desk.begin() as work:
        open_audit(work, audit.id)
        sent = [_resubmitted(work, audit, item_id) for item_id in item_ids]
        work.save(*sent)
        masked = _masked(desk, note.strip())
        if masked:
            work.save(*[Comment(new_id(), one.id, masked, desk.user.id, desk.now()) for one in sent])
        work.note(JournalNote("answer.resubmit", audit.code, (("items", " ".join(item_ids)),)))
        work.commit()
    return sent


def _resubmitted(work: UnitOfWork, audit: Audit, item_id: str) -> Answer:
    answer = work.get(Answer, answer_id(audit.id, item_id))
    if answer is None or answer.review != ReviewDecision.RETURNED:
        raise NotReadyError(_("{id} 没有被退回，不需要送回复核。", id=item_id))
    return replace(answer, review="", review_by="", review_at="", review_asks=())
