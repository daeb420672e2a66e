"""Use cases on the life of a form: new, new revision, draft, publish, what is due (REQUIREMENTS A12)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from auditdesk.domain.carrying import FormDiff, change_words, compare_forms
from auditdesk.domain.checklists import Form, FormState, Revision, Section, problems_of
from auditdesk.domain.editing import next_version
from auditdesk.domain.errors import BadInputError, NotFoundError, NotReadyError
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.life import (
    FORM,
    REMIND_DAYS,
    STAGES,
    Course,
    days_between,
    form_state_label,
    months_later,
    subject_of,
)
from auditdesk.domain.people import Right
from auditdesk.domain.records import FormText
from auditdesk.i18n import _
from auditdesk.services import approving, commenting
from auditdesk.services.desk import Desk, new_id
from auditdesk.services.forms import find_form, form_record, keep_form, list_forms, version_order
from auditdesk.services.ports import UnitOfWork

_ID = re.compile(r"[a-z0-9][a-z0-9._-]*")
_BUSY = (FormState.DRAFT, *STAGES)


@dataclass(frozen=True, slots=True)
class DueForm:
    """A form whose review falls due: since when its version holds, when it is due, days left (may be < 0)."""

    form: Form
    since: str
    due: str
    left: int


def form_subject(key: str) -> str:
    """Under which approvals and comments of a form version are kept."""
    return subject_of(FORM, key)


def new_form(desk: Desk, title: str, *, form_id: str = "", title_en: str = "", reason: str = "") -> Form:
    """Begin a form: a draft ``1.0`` with one empty section.

    Raises:
        BadInputError: no title, or the id is taken or not made of small letters, figures and hyphens.
    """
    desk.may(Right.MANAGE_FORMS)
    name = form_id or f"form-{new_id()[:8]}"
    if not title.strip():
        raise BadInputError(_("清单要有名称。"))
    if not _ID.fullmatch(name):
        raise BadInputError(_("清单编号“{id}”只能用小写字母、数字和 . _ -。", id=name))
    if any(form.id == name for form in list_forms(desk)):
        raise BadInputError(_("清单编号 {id} 已经有了，请换一个，或为它新建修订。", id=name))
    section = Section("1", _("第一类"), ())
    form = Form(name, "1.0", title.strip(), (section,), title_en=title_en.strip(), state=FormState.DRAFT)
    return _begin(desk, form, "", reason or _("首次编制"))


def new_revision(desk: Desk, name: str, reason: str, *, version: str = "") -> Form:
    """A draft copy of the form in force, with the next version.

    Raises:
        BadInputError: no reason, or the version is taken.
        NotReadyError: the form has a draft or a version in review already.
    """
    desk.may(Right.MANAGE_FORMS)
    if not reason.strip():
        raise BadInputError(_("请写明修订的理由。"))
    base = find_form(desk, name)
    versions = [form for form in list_forms(desk) if form.id == base.id]
    busy = next((form for form in versions if form.state in _BUSY), None)
    if busy is not None:
        raise NotReadyError(
            _("{key} 还是“{state}”，请先完成或作废它。", key=busy.key, state=form_state_label(busy.state))
        )
    number = version or next_version(base.version)
    while not version and any(form.version == number for form in versions):
        number = next_version(number)
    if any(form.version == number for form in versions):
        raise BadInputError(_("{id} 已经有版本 {version}，请换一个。", id=base.id, version=number))
    return _begin(desk, replace(base, version=number, state=FormState.DRAFT), base.key, reason)


def _begin(desk: Desk, form: Form, based_on: str, reason: str) -> Form:
    subject = form_subject(form.key)
    course = Course(subject, desk.user.id, desk.user.name, reason.strip(), based_on, created_at=desk.now())
    with desk.begin() as work:
        if based_on:
            keep_form(desk, work, find_form(desk, based_on))
        work.save(form_record(desk, form), course)
        work.note(JournalNote("form.draft", form.key))
        work.commit()
    return form


def save_draft(desk: Desk, form: Form) -> Form:
    """Keep a draft as it is now; it may be incomplete, but never ambiguous.

    Raises:
        NotFoundError: there is no such draft.
        NotReadyError: the version is no draft any more.
        BadInputError: a number stands twice.
    """
    desk.may(Right.MANAGE_FORMS)
    for numbers in ([one.id for one in form.items()], [one.id for one in form.sections]):
        twice = sorted({number for number in numbers if numbers.count(number) > 1})
        if twice:
            raise BadInputError(_("编号 {id} 重复，没有保存。", id=twice[0]))
    with desk.begin() as work:
        stored = work.get(FormText, form.key)
        if stored is None:
            raise NotFoundError(_("没有草稿 {key}，请先新建修订。", key=form.key))
        state = approving.read_review(work, form_subject(form.key)).state
        if state is not FormState.DRAFT:
            raise NotReadyError(
                _(
                    "{key} 现在是“{state}”，不能改；要改请先退回草稿。",
                    key=form.key,
                    state=form_state_label(state),
                )
            )
        draft = replace(form, state=FormState.DRAFT)
        work.save(form_record(desk, draft, stored.created_at))
        work.note(JournalNote("form.save", form.key))
        work.commit()
    return draft


def submit_form(desk: Desk, key: str, submission: approving.Submission) -> approving.ReviewFile:
    """Hand a draft in for its first review; its changes are computed from the comparison.

    Raises:
        BadInputError: the form is not sound yet, or a stage has nobody.
    """
    desk.may(Right.MANAGE_FORMS)
    form = find_form(desk, key)
    problems = problems_of(form)
    if problems:
        raise BadInputError(_("还不能提交：{why}", why=problems[0]))
    return approving.submit(desk, form_subject(form.key), submission, changes_of(desk, form))


def changes_of(desk: Desk, form: Form) -> str:
    """What a version changes against the one it is based on, in words."""
    difference = difference_of(desk, form)
    return change_words(difference) if difference else _("首次发布")


def difference_of(desk: Desk, form: Form) -> FormDiff | None:
    """The comparison with the version it is based on."""
    base = base_of(desk, form)
    return compare_forms(base, form) if base else None


def base_of(desk: Desk, form: Form) -> Form | None:
    """The version a form is compared with: the one it came from, else the newest older one."""
    with desk.begin() as work:
        course = work.get(Course, form_subject(form.key))
    if course is not None and course.based_on:
        return find_form(desk, course.based_on)
    older = [
        one
        for one in list_forms(desk)
        if one.id == form.id and version_order(one.version) < version_order(form.version)
    ]
    return max(older, key=lambda one: version_order(one.version), default=None)


def publish_form(desk: Desk, key: str) -> Form:
    """Publish a version that passed all reviews; the one in force before is superseded.

    Raises:
        NotReadyError: a review is open, or comments are not dealt with.
    """
    desk.may(Right.MANAGE_FORMS)
    form = find_form(desk, key)
    changes = changes_of(desk, form)
    before = [one for one in list_forms(desk) if one.id == form.id and one.state is FormState.PUBLISHED]
    subject = form_subject(form.key)
    with desk.begin() as work:
        course = approving_course(work, subject, [item.id for item in form.items()])
        line = Revision(form.version, desk.today(), course.author, course.reason, changes)
        published = replace(form, state=FormState.PUBLISHED, revisions=(*form.revisions, line))
        work.save(form_record(desk, published, course.created_at))
        work.save(replace(course, published_at=desk.now(), published_by=desk.user.id, changes=changes))
        for one in before:
            keep_form(desk, work, one)
            approving.put_state(work, form_subject(one.key), FormState.SUPERSEDED)
        work.note(
            JournalNote("form.publish", form.key, (("supersedes", " ".join(one.key for one in before)),))
        )
        work.commit()
    return published


def retire_form(desk: Desk, key: str, reason: str) -> Form:
    """Take the version in force out of use: running audits stay on it, new ones cannot begin with it.

    Raises:
        BadInputError: no reason.
        NotReadyError: it is not in force.
    """
    desk.may(Right.MANAGE_FORMS)
    if not reason.strip():
        raise BadInputError(_("请写明停用的理由。"))
    form = find_form(desk, key)
    if form.state is not FormState.PUBLISHED:
        raise NotReadyError(
            _("{key} 现在是“{state}”，没有在用。", key=form.key, state=form_state_label(form.state))
        )
    why = desk.tools.masking().mask_note(reason.strip())
    line = Revision(form.version, desk.today(), desk.user.name, why, _("停用"))
    retired = replace(form, state=FormState.SUPERSEDED, revisions=(*form.revisions, line))
    with desk.begin() as work:
        stored = work.get(FormText, form.key)
        work.save(form_record(desk, retired, stored.created_at if stored else ""))
        work.note(JournalNote("form.retire", form.key))
        work.commit()
    return retired


def approving_course(work: UnitOfWork, subject: str, places: Iterable[str]) -> Course:
    """The course of a version that may be published now.

    Raises:
        NotReadyError: somebody has still to decide, or comments are open.
    """
    file = approving.read_review(work, subject)
    if not file.ready:
        names = _("、").join(one.name for one in file.waiting())
        raise NotReadyError(
            _(
                "还不能发布：现在是“{state}”，待审 {names}。",
                state=form_state_label(file.state),
                names=names or "—",
            )
        )
    left = commenting.open_remarks(commenting.remarks(work, subject, places))
    if left:
        raise NotReadyError(_("还有 {n} 条意见没有处理，不能发布。", n=len(left)))
    return file.course


def due_forms(desk: Desk, within: int = REMIND_DAYS) -> list[DueForm]:
    """Published forms whose review is due within so many days, most urgent first (半年一次, A12)."""
    desk.may(Right.VIEW)
    today, found = desk.today(), []
    for form in list_forms(desk):
        since = in_force_since(form)
        if form.state is not FormState.PUBLISHED or not since:
            continue
        due = months_later(since, form.review_months)
        left = days_between(today, due)
        if left <= within:
            found.append(DueForm(form, since, due, left))
    return sorted(found, key=lambda one: (one.left, one.form.key))


def in_force_since(form: Form) -> str:
    """The day of the last line of the revision record, empty when there is none."""
    return max((one.date for one in form.revisions), default="")
