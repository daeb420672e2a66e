"""Use cases on the basis library: register, revise, publish documents; resolve citations (D1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import PurePath
from typing import BinaryIO

from auditdesk.domain.audits import Audit, AuditState
from auditdesk.domain.basis import (
    Citation,
    Document,
    Recheck,
    citations,
    cited_titles,
    plain_title,
    problems_of_document,
    recheck_id,
    to_review,
    version_order,
)
from auditdesk.domain.checklists import Form, FormState
from auditdesk.domain.editing import next_version
from auditdesk.domain.errors import BadInputError, NotFoundError, NotReadyError
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.life import (
    DOCUMENT,
    REMIND_DAYS,
    STAGES,
    Course,
    days_between,
    form_state_label,
    months_later,
    subject_of,
)
from auditdesk.domain.people import Right
from auditdesk.i18n import _
from auditdesk.services import approving
from auditdesk.services.desk import Desk
from auditdesk.services.evidence import NewEvidence, add_evidence
from auditdesk.services.form_life import approving_course, in_force_since
from auditdesk.services.forms import list_forms

_FIXED = frozenset({"id", "document_id", "version", "state", "sha256", "size", "media_type", "file_name"})
_BUSY = (FormState.DRAFT, *STAGES)


@dataclass(frozen=True, slots=True)
class DueDocument:
    """A document in force whose review falls due (ISO day), with the days left."""

    document: Document
    due: str
    left: int


@dataclass(frozen=True, slots=True)
class Upset:
    """须重审: what the documents' new versions upset in the form versions in use."""

    citations: tuple[Citation, ...]
    audits: tuple[Audit, ...]


def document_subject(key: str) -> str:
    """Under which approvals and comments of a document version are kept."""
    return subject_of(DOCUMENT, key)


def list_documents(desk: Desk) -> list[Document]:
    """All versions, by document and version."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        found = work.find(Document)
    return sorted(found, key=lambda one: (one.document_id, version_order(one.version), one.version))


def find_document(desk: Desk, name: str) -> Document:
    """A version by ``id@version``; by id or title the version in force, else the newest.

    Raises:
        NotFoundError: no document has this name.
    """
    every = list_documents(desk)
    found = [one for one in every if name == one.id] or [
        one for one in every if name == one.document_id or plain_title(name) == plain_title(one.title)
    ]
    if not found:
        raise NotFoundError(_("没有依据“{name}”，用 document list 看有哪些。", name=name))
    return next((one for one in reversed(found) if one.state is FormState.PUBLISHED), found[-1])


def add_document(desk: Desk, document: Document, reason: str = "") -> Document:
    """Register a document's first version as a draft; its id follows from document id and version.

    Raises:
        BadInputError: id, title or version is missing, or the document is known already.
    """
    desk.may(Right.MANAGE_FORMS)
    if not document.document_id.strip() or not document.title.strip() or not document.version.strip():
        raise BadInputError(_("请填写文件编号、名称和版本。"))
    same = [one for one in list_documents(desk) if one.document_id == document.document_id]
    if same:
        raise BadInputError(_("文件 {id} 已经登记，请为它新建修订。", id=document.document_id))
    return _begin(desk, document, "", reason or _("首次登记"))


def revise_document(desk: Desk, name: str, reason: str, version: str = "") -> Document:
    """A draft copy of the version in force, with the next version and no effective day.

    Raises:
        BadInputError: no reason, or the version is taken.
        NotReadyError: a draft or a version in review is open.
    """
    desk.may(Right.MANAGE_FORMS)
    if not reason.strip():
        raise BadInputError(_("请写明修订的理由。"))
    base = find_document(desk, name)
    versions = [one for one in list_documents(desk) if one.document_id == base.document_id]
    busy = next((one for one in versions if one.state in _BUSY), None)
    if busy is not None:
        raise NotReadyError(
            _("{key} 还是“{state}”，请先完成它。", key=busy.id, state=form_state_label(busy.state))
        )
    number = version or next_version(base.version)
    while not version and any(one.version == number for one in versions):
        number = next_version(number)
    if any(one.version == number for one in versions):
        raise BadInputError(_("{id} 已经有版本 {version}，请换一个。", id=base.document_id, version=number))
    return _begin(desk, replace(base, version=number, effective_on=""), base.id, reason)


def _begin(desk: Desk, document: Document, based_on: str, reason: str) -> Document:
    key = f"{document.document_id}@{document.version}"
    made = replace(document, id=key, state=FormState.DRAFT, created_at=desk.now())
    course = Course(
        document_subject(key), desk.user.id, desk.user.name, reason.strip(), based_on, created_at=desk.now()
    )
    with desk.begin() as work:
        work.save(made, course)
        work.note(JournalNote("document.draft", key))
        work.commit()
    return made


def change_document(desk: Desk, key: str, **changes: object) -> Document:
    """Change a draft: title, kind, owner, scope, effective day, review interval, clauses.

    Raises:
        NotReadyError: it is no draft any more.
        BadInputError: the field cannot be changed.
    """
    desk.may(Right.MANAGE_FORMS)
    wrong = sorted(set(changes) & _FIXED)
    if wrong:
        raise BadInputError(_("字段“{name}”不能在这里修改。", name=wrong[0]))
    return _save(desk, key, changes)


def attach_file(desk: Desk, key: str, stream: BinaryIO, name: str, size: int) -> Document:
    """Keep the document's file, encrypted like any evidence, with a draft."""
    desk.may(Right.MANAGE_FORMS)
    new = NewEvidence(stream, PurePath(name).name, size, source=_("依据库"), tags=(_("依据"),))
    piece = add_evidence(desk, new).piece
    fields = {"file_name": piece.name, "media_type": piece.media_type, "size": size, "sha256": piece.sha256}
    return _save(desk, key, fields)


def document_file(desk: Desk, document: Document) -> BinaryIO:
    """The kept file's clear bytes; raises `NotFoundError` when none was kept or it is not here yet."""
    desk.may(Right.VIEW)
    name = desk.blobs.name_of(document.sha256) if document.sha256 else ""
    if not name or not desk.blobs.exists(name):
        raise NotFoundError(_("{key} 没有保存文件，或文件还没有同步到本机。", key=document.id))
    with desk.blobs.open(name) as stream:
        return BytesIO(stream.read())


def _save(desk: Desk, key: str, changes: dict[str, object]) -> Document:
    with desk.begin() as work:
        stored = work.require(Document, key)
        state = approving.read_review(work, document_subject(key)).state
        if state is not FormState.DRAFT:
            word = form_state_label(state)
            raise NotReadyError(_("{key} 现在是“{state}”，不能改；要改请新建修订。", key=key, state=word))
        # back in draft by a decision that another laptop wrote
        changed = replace(stored, state=FormState.DRAFT, **changes)  # type: ignore[arg-type]  # checked by replace
        work.save(changed)
        work.note(JournalNote("document.save", key))
        work.commit()
    return changed


def submit_document(desk: Desk, key: str, submission: approving.Submission) -> approving.ReviewFile:
    """Hand a draft in for its first review; raises `BadInputError` while something is missing."""
    document = find_document(desk, key)
    problems = problems_of_document(document)
    if problems:
        raise BadInputError(_("还不能提交：{why}", why=problems[0]))
    return approving.submit(desk, document_subject(document.id), submission, clause_changes(desk, document))


def clause_changes(desk: Desk, document: Document) -> str:
    """What a version changes in its clauses, for the revision record."""
    with desk.begin() as work:
        course = work.get(Course, document_subject(document.id))
        base = work.get(Document, course.based_on) if course and course.based_on else None
    if base is None:
        return _("首次登记")
    old = {one.clause: one.text for one in base.clauses}
    new = {one.clause: one.text for one in document.clauses}
    groups = (
        (_("改"), [one for one in new if one in old and new[one] != old[one]]),
        (_("增"), [one for one in new if one not in old]),
        (_("删"), [one for one in old if one not in new]),
    )
    parts = [
        _("{word} {n}（{items}）", word=word, n=len(items), items=_("、").join(items))
        for word, items in groups
        if items
    ]
    return _("，").join(parts) or _("条款文字未变")


def publish_document(desk: Desk, key: str) -> tuple[Document, Upset]:
    """Publish a version that passed all reviews; tells which items and open audits must be read again.

    Raises:
        NotReadyError: a review is open, or comments are not dealt with.
    """
    desk.may(Right.MANAGE_FORMS)
    document = find_document(desk, key)
    changes = clause_changes(desk, document)
    subject = document_subject(document.id)
    with desk.begin() as work:
        course = approving_course(work, subject, [one.clause for one in document.clauses])
        older = work.find(Document, document_id=document.document_id, state=FormState.PUBLISHED)
        published = replace(work.require(Document, document.id), state=FormState.PUBLISHED)
        work.save(published, *(replace(one, state=FormState.SUPERSEDED) for one in older))
        work.save(replace(course, published_at=desk.now(), published_by=desk.user.id, changes=changes))
        work.note(JournalNote("document.publish", document.id))
        work.commit()
    return published, upset(desk, document.document_id)


def cite_check(desk: Desk, forms: Sequence[Form] | None = None) -> list[Citation]:
    """Every citation of the forms in force (or of those given) and how it stands."""
    desk.may(Right.VIEW)
    chosen = forms if forms is not None else forms_in_use(desk)
    with desk.begin() as work:
        documents, rechecks = work.find(Document), work.find(Recheck)
    return [
        one
        for form in chosen
        for one in citations(form, documents, rechecks, written_on=in_force_since(form))
    ]


def forms_in_use(desk: Desk) -> list[Form]:
    """Published forms and the versions that open audits stay on."""
    with desk.begin() as work:
        keys = {audit.form_key for audit in work.find(Audit) if audit.state is not AuditState.SIGNED}
    return [form for form in list_forms(desk) if form.state is FormState.PUBLISHED or form.key in keys]


def upset(desk: Desk, document_id: str = "") -> Upset:
    """What must be read again, of one document or of all, and the open audits concerned."""
    found = [
        one
        for one in to_review(cite_check(desk))
        if not document_id or (one.document is not None and one.document.document_id == document_id)
    ]
    keys = {one.form_key for one in found}
    with desk.begin() as work:
        audits = [one for one in work.find(Audit, order="code") if one.state is not AuditState.SIGNED]
    return Upset(tuple(found), tuple(one for one in audits if one.form_key in keys))


def recheck(desk: Desk, citation: Citation, note: str) -> Recheck:
    """Record that an item was read against the new version and may stay as it is.

    Raises:
        BadInputError: no reason was given, or the document is not registered.
    """
    desk.may(Right.MANAGE_FORMS)
    if citation.document is None:
        raise BadInputError(_("“{title}”还没有登记，无从重审。", title=citation.clause.document))
    if not note.strip():
        raise BadInputError(_("请写明为什么不用修改。"))
    key = recheck_id(citation.form_key, citation.item_id, citation.document)
    item = f"{citation.form_key}#{citation.item_id}"
    masked = desk.tools.masking().mask_note(note.strip())
    made = Recheck(key, item, citation.document.id, masked, desk.user.id, desk.now())
    with desk.begin() as work:
        work.save(made)
        work.note(JournalNote("document.recheck", item, (("document", citation.document.id),)))
        work.commit()
    return made


def unregistered(desk: Desk) -> dict[str, int]:
    """未登记: titles that forms in use cite but the library does not hold, with the number of items."""
    known = {plain_title(name) for one in list_documents(desk) for name in (one.title, one.document_id)}
    counts = cited_titles(forms_in_use(desk))
    return {title: n for title, n in sorted(counts.items()) if plain_title(title) not in known}


def due_documents(desk: Desk, within: int = REMIND_DAYS) -> list[DueDocument]:
    """Documents in force whose review is due within so many days, most urgent first."""
    found = []
    for one in list_documents(desk):
        if one.state is FormState.PUBLISHED and one.effective_on:
            due = months_later(one.effective_on, one.review_months)
            left = days_between(desk.today(), due)
            if left <= within:
                found.append(DueDocument(one, due, left))
    return sorted(found, key=lambda each: (each.left, each.document.id))


def revision_record(desk: Desk, versions: Sequence[Document]) -> list[tuple[str, str, str]]:
    """Version, day of publication, and why and what, newest first (D1: content, date, reviewer, reason)."""
    record = []
    with desk.begin() as work:
        for one in reversed(versions):
            course = work.get(Course, document_subject(one.id))
            if course is not None and course.published_at:
                said = dict.fromkeys((course.author, course.reason, course.changes))
                words = _("，").join(filter(None, said))
                record.append((one.version, course.published_at[:10], words))
    return record
