"""Use cases on forms: find, import, publish; a running audit keeps the text of its version."""

from __future__ import annotations

from dataclasses import replace

from auditdesk.domain.checklists import Form, FormState, problems_of
from auditdesk.domain.errors import BadInputError, NotFoundError
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Right
from auditdesk.domain.records import FormText
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.ports import UnitOfWork


def list_forms(desk: Desk) -> list[Form]:
    """Built-in packs and the workspace's own forms, newest version of each last."""
    with desk.begin() as work:
        own = [form_of(desk, record) for record in work.find(FormText)]
    known = {form.key for form in own}
    return [form for form in desk.tools.forms().builtin() if form.key not in known] + own


def form_of(desk: Desk, record: FormText) -> Form:
    """A stored version; the record's state holds, so that superseding leaves the text alone."""
    form = desk.tools.forms().load(record.text, record.id, draft=True)
    return replace(form, state=FormState(record.state))


def find_form(desk: Desk, name: str) -> Form:
    """A form by ``id@version`` or by id (then its newest published version).

    Raises:
        NotFoundError: no form has this name.
    """
    candidates = [form for form in list_forms(desk) if name in (form.key, form.id)]
    if not candidates:
        raise NotFoundError(_("没有清单“{name}”，用 form list 看有哪些。", name=name))
    published = [form for form in candidates if form.state is FormState.PUBLISHED]
    older = [form for form in candidates if form.state is FormState.SUPERSEDED]
    return max(published or older or candidates, key=lambda form: version_order(form.version))


def keep_form(desk: Desk, work: UnitOfWork, form: Form) -> None:
    """Store a form version's text in the workspace, once; part of the caller's transaction.

    Its time is the day of its revision record: two laptops that keep the same version write the same.
    """
    if work.get(FormText, form.key) is None:
        work.save(form_record(desk, form, max((one.date for one in form.revisions), default="")))


def form_record(desk: Desk, form: Form, created_at: str = "") -> FormText:
    """The record that keeps a form version."""
    text = desk.tools.forms().dump(form)
    made = created_at or desk.now()
    return FormText(form.key, form.id, form.version, form.title, form.state.value, text, made)


def import_form(desk: Desk, form: Form) -> Form:
    """Take a form into the workspace as published; the same id and version must not exist yet.

    Raises:
        BadInputError: the form has problems or its version is taken.
    """
    desk.may(Right.MANAGE_FORMS)
    problems = problems_of(form)
    if problems:
        raise BadInputError(problems[0])
    if any(other.key == form.key for other in list_forms(desk)):
        raise BadInputError(_("清单 {key} 已经有了；要改内容请先提高版本号。", key=form.key))
    published = replace(form, state=FormState.PUBLISHED)
    with desk.begin() as work:
        keep_form(desk, work, published)
        work.note(JournalNote("form.import", published.key))
        work.commit()
    return published


def version_order(version: str) -> tuple[tuple[int, str], ...]:
    """Order versions by their numbers (1.10 after 1.9)."""
    return tuple((int(part) if part.isdigit() else -1, part) for part in version.split("."))
