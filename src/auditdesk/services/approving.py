"""The way of a form or document version through three reviews (REQUIREMENTS A12, D1, D2).

Anybody who was asked may decide, whatever the role; who wrote the text may not. Submitting and publishing
need MANAGE_FORMS: controlled texts have a single writer by role.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from auditdesk.domain.basis import Document
from auditdesk.domain.checklists import FormState
from auditdesk.domain.errors import BadInputError, NotAllowedError, NotFoundError, NotReadyError
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.life import (
    FORM,
    STAGES,
    Approval,
    Course,
    Decision,
    Participant,
    approval_id,
    form_state_label,
    of_round,
    ready_to_publish,
    standing,
    waiting,
)
from auditdesk.domain.people import RIGHTS, Right, Role, User
from auditdesk.domain.records import FormText
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Submission:
    """Who is asked in which stage, until when (ISO day), and when it shall be published."""

    participants: tuple[Participant, ...]
    due: str = ""
    planned_on: str = ""


@dataclass(frozen=True, slots=True)
class ReviewFile:
    """Where a version stands: its course, the parts of the present round, and those of earlier rounds."""

    subject: str
    state: FormState
    course: Course
    approvals: tuple[Approval, ...]
    earlier: tuple[Approval, ...]
    ready: bool

    def waiting(self) -> list[Approval]:
        """Undecided parts of the present stage."""
        return waiting(self.state, self.approvals)


def read_review(work: UnitOfWork, subject: str) -> ReviewFile:
    """Where a version stands; a version without a course (built-in, imported) has an empty one."""
    course = work.get(Course, subject) or Course(subject)
    every = work.find(Approval, subject=subject)
    now = tuple(of_round(every, course.round))
    stored = stored_state(work, subject)
    earlier = tuple(one for one in every if one.round != course.round)
    return ReviewFile(subject, standing(stored, now), course, now, earlier, ready_to_publish(stored, now))


def stored_state(work: UnitOfWork, subject: str) -> FormState:
    """The state as it was last written; a text that is not stored is a built-in, published one."""
    record = _record(work, subject)
    return FormState(record.state) if record is not None else FormState.PUBLISHED


def put_state(work: UnitOfWork, subject: str, state: FormState) -> None:
    """Write the state of a stored version."""
    record = _record(work, subject)
    if record is None:
        raise NotFoundError(_("没有 {subject}。", subject=subject.partition(":")[2]))
    if isinstance(record, FormText):
        work.save(replace(record, state=state.value))
    else:
        work.save(replace(record, state=state))


def _record(work: UnitOfWork, subject: str) -> FormText | Document | None:
    kind, _colon, key = subject.partition(":")
    return work.get(FormText, key) if kind == FORM else work.get(Document, key)


def submit(desk: Desk, subject: str, submission: Submission, changes: str) -> ReviewFile:
    """Hand a draft to its reviewers: the first stage begins.

    Raises:
        NotReadyError: it is no draft.
        BadInputError: a stage has nobody, or the author reviews.
    """
    desk.may(Right.MANAGE_FORMS)
    with desk.begin() as work:
        file = read_review(work, subject)
        if file.state is not FormState.DRAFT:
            raise NotReadyError(
                _("现在是“{state}”，只有草稿能提交审批。", state=form_state_label(file.state))
            )
        course = replace(
            file.course, round=file.course.round + 1, submitted_at=desk.now(), returned_note="",
            planned_on=submission.planned_on, changes=changes,
        )  # fmt: skip
        _check_participants(course, submission.participants)
        work.save(course)
        work.save(*(_asked(desk, course, one, submission.due) for one in submission.participants))
        put_state(work, subject, FormState.FIRST_REVIEW)
        work.note(JournalNote("library.submit", subject, (("round", str(course.round)),)))
        work.commit()
        return read_review(work, subject)


def _check_participants(course: Course, participants: Sequence[Participant]) -> None:
    for stage in STAGES:
        if not any(one.stage is stage for one in participants):
            raise BadInputError(_("请为{stage}指定至少一位参与人。", stage=form_state_label(stage)))
    for one in participants:
        if one.user_id == course.author_id:
            raise BadInputError(_("{name} 是编制人，不能审批自己的稿件。", name=one.name))


def _asked(desk: Desk, course: Course, one: Participant, due: str) -> Approval:
    return Approval(
        approval_id(course.id, course.round, one.stage, one.user_id), course.id, course.round,
        one.stage.value, one.user_id, one.name, one.department, due, asked_at=desk.now(),
    )  # fmt: skip


def decide(
    desk: Desk, subject: str, decision: Decision, note: str = "", *, proven: User | None = None
) -> ReviewFile:
    """Say 通过, 有意见通过 or 退回 for this user's part in the present stage.

    Args:
        desk: whose user decides.
        subject: the version.
        decision: not PENDING.
        note: required unless it is a plain pass; personal data in it is masked.
        proven: for 终审, the user whose passphrase was asked just now.

    Raises:
        NotReadyError: not in review.
        NotAllowedError: not asked in this stage, the author, or no passphrase on 终审.
        BadInputError: a note is missing.
    """
    desk.may(Right.VIEW)
    if decision is Decision.PENDING:
        raise BadInputError(_("请选择通过、有意见通过或退回。"))
    if decision is not Decision.PASSED and not note.strip():
        raise BadInputError(_("请写明意见或退回的理由。"))
    masked = desk.tools.masking().mask_note(note) if note.strip() else ""
    with desk.begin() as work:
        file = read_review(work, subject)
        part = _own_part(desk, file)
        if part.stage == FormState.FINAL_REVIEW and (proven is None or proven.id != desk.user.id):
            raise NotAllowedError(_("终审要再输入一次本人口令。"))
        work.save(replace(part, decision=decision, note=masked, decided_at=desk.now()))
        after = read_review(work, subject)
        if decision is Decision.RETURNED:
            work.save(replace(file.course, returned_note=masked))
        put_state(work, subject, after.state)
        detail = (("stage", part.stage), ("decision", decision.value))
        work.note(JournalNote("library.decide", subject, detail))
        work.commit()
        return read_review(work, subject)


def own_part(desk: Desk, file: ReviewFile) -> Approval | None:
    """This user's undecided part in the present stage."""
    return next((one for one in file.waiting() if one.user_id == desk.user.id), None)


def _own_part(desk: Desk, file: ReviewFile) -> Approval:
    if file.state not in STAGES:
        raise NotReadyError(_("现在是“{state}”，不在审批中。", state=form_state_label(file.state)))
    if file.course.author_id == desk.user.id:
        raise NotAllowedError(_("编制人不能审批自己的稿件，请由别人审。"))
    part = own_part(desk, file)
    if part is None:
        names = _("、").join(one.name for one in file.waiting())
        stage = form_state_label(file.state)
        if names:
            raise NotAllowedError(_("{stage}等的是 {names}，您不在其中。", stage=stage, names=names))
        raise NotReadyError(_("{stage}都已通过，等发布。", stage=stage))
    return part


def withdraw(desk: Desk, subject: str, reason: str) -> ReviewFile:
    """The writer takes a text in review back to draft; decisions so far are kept as an earlier round."""
    desk.may(Right.MANAGE_FORMS)
    if not reason.strip():
        raise BadInputError(_("请写明撤回的理由。"))
    with desk.begin() as work:
        file = read_review(work, subject)
        if file.state not in STAGES:
            raise NotReadyError(_("现在是“{state}”，不在审批中。", state=form_state_label(file.state)))
        work.save(replace(file.course, round=file.course.round + 1, returned_note=reason.strip()))
        put_state(work, subject, FormState.DRAFT)
        work.note(JournalNote("library.withdraw", subject))
        work.commit()
        return read_review(work, subject)


def discard(desk: Desk, subject: str) -> None:
    """Give a draft up: its text is kept, it counts as superseded and makes room for a new revision.

    Raises:
        NotFoundError: there is no such version.
        NotReadyError: it is no draft.
    """
    desk.may(Right.MANAGE_FORMS)
    with desk.begin() as work:
        if read_review(work, subject).state is not FormState.DRAFT:
            raise NotReadyError(_("{key} 不是草稿，不能作废。", key=subject.partition(":")[2]))
        put_state(work, subject, FormState.SUPERSEDED)
        work.note(JournalNote("library.discard", subject))
        work.commit()


def remind(desk: Desk, subject: str) -> list[Approval]:
    """Note that those still undecided were reminded; their to-do list shows it. Gives the people reminded."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        reminded = [replace(one, reminded_at=desk.now()) for one in read_review(work, subject).waiting()]
        if reminded:
            work.save(*reminded)
            work.note(JournalNote("library.remind", subject, (("people", str(len(reminded))),)))
            work.commit()
    return reminded


def my_reviews(desk: Desk) -> list[Approval]:
    """What waits for this user's decision, in the order it was asked."""
    with desk.begin() as work:
        asked = work.find(Approval, user_id=desk.user.id, decision=Decision.PENDING)
        return [
            one for one in asked if one.id in {each.id for each in read_review(work, one.subject).waiting()}
        ]


def suggested(desk: Desk, subject: str, based_on: str) -> tuple[Participant, ...]:
    """Whom to ask: the people of the last round or of the version before, else by role."""
    with desk.begin() as work:
        users = {user.id: user for user in work.find(User, order="staff_no") if user.active}
        for name in filter(None, (subject, based_on)):
            last = work.find(Approval, subject=name)
            newest = max((one.round for one in last), default=0)
            again = [
                Participant(FormState(one.stage), one.user_id, one.name, one.department)
                for one in of_round(last, newest)
                if one.user_id in users and one.user_id != desk.user.id
            ]
            if {one.stage for one in again} == set(STAGES):
                return tuple(again)
    others = [user for user in users.values() if user.id != desk.user.id and user.role is not Role.VIEWER]
    return tuple(
        Participant(stage, user.id, user.name, user.department or user.title)
        for stage in STAGES
        for user in others
        if _suits(user, stage)
    )


def _suits(user: User, stage: FormState) -> bool:
    rights = RIGHTS[user.role]
    if stage is FormState.FINAL_REVIEW:
        return Right.MANAGE_FORMS in rights
    return Right.REVIEW in rights or stage is FormState.SECOND_REVIEW
