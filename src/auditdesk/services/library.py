"""What the page 清单与依据 reads: forms with their newest version, one version in full, documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditdesk.domain.audits import Audit, AuditState
from auditdesk.domain.basis import Citation, Document, published, to_review
from auditdesk.domain.carrying import FormDiff, compare_forms
from auditdesk.domain.checklists import Form, FormState
from auditdesk.domain.life import Approval, subject_of
from auditdesk.domain.people import Right
from auditdesk.services import approving, commenting, documents
from auditdesk.services.approving import ReviewFile
from auditdesk.services.carrying import Carry, preview_carry
from auditdesk.services.commenting import Remark
from auditdesk.services.desk import Desk
from auditdesk.services.documents import DueDocument, Upset, document_subject
from auditdesk.services.form_life import DueForm, base_of, due_forms, form_subject
from auditdesk.services.forms import find_form, list_forms, version_order
from auditdesk.services.ports import UnitOfWork

_RUNNING = (AuditState.PLANNED, AuditState.IN_PROGRESS, AuditState.UNDER_REVIEW)


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form in the list: the version to look at (a draft before the one in force) and the one in force."""

    shown: Form
    state: FormState
    current: Form | None

    @property
    def items(self) -> int:
        """How many items the shown version has."""
        return sum(1 for _item in self.shown.items())


@dataclass(frozen=True, slots=True)
class Shelf:
    """The whole library at a glance."""

    forms: tuple[FormLine, ...]
    due: tuple[DueForm, ...]
    upset: Upset


@dataclass(frozen=True, slots=True)
class FormFile:
    """A version with everything the page shows of it; ``base`` is what it is compared with."""

    form: Form
    base: Form | None
    difference: FormDiff | None
    review: ReviewFile
    mine: Approval | None
    remarks: tuple[Remark, ...]
    carries: tuple[Carry, ...]


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document in the list: registered versions oldest first (none: only cited), and what cites it."""

    title: str
    versions: tuple[Document, ...]
    citing: int
    flagged: int

    @property
    def shown(self) -> Document | None:
        """The version to look at: one on its way, else the one in force, else the newest."""
        over = (FormState.PUBLISHED, FormState.SUPERSEDED)
        coming = [one for one in self.versions if one.state not in over]
        newest = self.versions[-1] if self.versions else None
        return coming[-1] if coming else self.current or newest

    @property
    def current(self) -> Document | None:
        """The version in force."""
        return published(self.versions)


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A document's newest version with its review, comments, citations and reminders."""

    line: DocumentLine
    review: ReviewFile
    mine: Approval | None
    remarks: tuple[Remark, ...]
    citations: tuple[Citation, ...]
    flagged: tuple[Citation, ...]
    audits: tuple[Audit, ...]
    due: DueDocument | None


def read_shelf(desk: Desk) -> Shelf:
    """Every form once, in the order of the packs and then of arrival."""
    desk.may(Right.VIEW)
    groups: dict[str, list[Form]] = {}
    for form in list_forms(desk):
        groups.setdefault(form.id, []).append(form)
    builtin = [form.id for form in desk.tools.forms().builtin()]
    order = {name: place for place, name in enumerate(builtin)}
    names = sorted(groups, key=lambda name: order.get(name, len(order)))
    with desk.begin() as work:
        lines = tuple(_line(work, groups[name]) for name in names)
    return Shelf(lines, tuple(due_forms(desk)), documents.upset(desk))


def _line(work: UnitOfWork, versions: Sequence[Form]) -> FormLine:
    ordered = sorted(versions, key=lambda form: version_order(form.version))
    current = next((form for form in reversed(ordered) if form.state is FormState.PUBLISHED), None)
    coming = [form for form in ordered if form.state not in (FormState.PUBLISHED, FormState.SUPERSEDED)]
    shown = coming[-1] if coming else current or ordered[-1]
    return FormLine(shown, approving.read_review(work, form_subject(shown.key)).state, current)


def read_form(desk: Desk, key: str) -> FormFile:
    """One version with its comparison, review, comments and what it does to running audits."""
    form = find_form(desk, key)
    base = base_of(desk, form)
    subject = form_subject(form.key)
    with desk.begin() as work:
        review = approving.read_review(work, subject)
        places = {item.id for each in (form, base) if each for item in each.items()}
        remarks = tuple(commenting.remarks(work, subject, sorted(places)))
        running = [
            audit
            for audit in work.find(Audit, order="code")
            if audit.state in _RUNNING and audit.form_key.split("@")[0] == form.id
        ]
    carries = tuple(
        preview_carry(desk, audit.id, form.key)
        for audit in running
        if audit.form_key != form.key and form.state is not FormState.SUPERSEDED
    )
    difference = compare_forms(base, form) if base else None
    return FormFile(form, base, difference, review, approving.own_part(desk, review), remarks, carries)


def read_documents(desk: Desk) -> list[DocumentLine]:
    """Registered documents, then those that forms in use only cite (未登记)."""
    groups: dict[str, list[Document]] = {}
    for one in documents.list_documents(desk):
        groups.setdefault(one.document_id, []).append(one)
    cited = documents.cite_check(desk)
    flagged = to_review(cited)

    def count(found: Sequence[Citation], name: str) -> int:
        mine = [one for one in found if one.document is not None and one.document.document_id == name]
        return len({(one.form_key, one.item_id) for one in mine})

    lines = [
        DocumentLine(versions[-1].title, tuple(versions), count(cited, name), count(flagged, name))
        for name, versions in groups.items()
    ]
    missing = documents.unregistered(desk)
    return lines + [DocumentLine(title, (), n, 0) for title, n in missing.items()]


def read_document(desk: Desk, line: DocumentLine) -> DocumentFile:
    """A document's newest version in full; for one that is only cited, its citations."""
    shown = line.shown
    subject = document_subject(shown.id) if shown else subject_of("document", "")
    cited = [one for one in documents.cite_check(desk) if _about(one, line)]
    flagged = to_review(cited)
    keys = {one.form_key for one in flagged}
    with desk.begin() as work:
        review = approving.read_review(work, subject)
        places = [one.clause for one in shown.clauses] if shown else []
        remarks = tuple(commenting.remarks(work, subject, places)) if shown else ()
        audits = tuple(
            one for one in work.find(Audit, order="code")
            if one.state is not AuditState.SIGNED and one.form_key in keys
        )  # fmt: skip
    due = next((one for one in documents.due_documents(desk) if one.document in line.versions), None)
    mine = approving.own_part(desk, review)
    return DocumentFile(line, review, mine, remarks, tuple(cited), tuple(flagged), audits, due)


def _about(citation: Citation, line: DocumentLine) -> bool:
    if not line.versions:
        return citation.document is None and citation.clause.document == line.title
    found = citation.document
    return found is not None and found.document_id == line.versions[0].document_id
