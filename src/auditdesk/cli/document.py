"""``auditdesk document``: the basis library: list, show, add, revise, submit, review, publish, cite-check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from io import BytesIO
from pathlib import Path

import click

from auditdesk.cli.approvals import (
    decisions,
    proven_user,
    review_data,
    review_lines,
    submission_options,
)
from auditdesk.cli.terminal import Terminal, pass_terminal, table
from auditdesk.domain.basis import (
    Citation,
    ClauseText,
    Document,
    DocumentKind,
    kind_label,
    standing_label,
    to_review,
)
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.life import Decision, form_state_label
from auditdesk.i18n import _
from auditdesk.services import approving, commenting
from auditdesk.services import documents as library
from auditdesk.services.documents import Upset, document_subject, find_document
from auditdesk.services.forms import find_form
from auditdesk.services.reading import read_input


@click.group()
def document() -> None:
    """The basis library: controlled documents that checklists cite."""


@document.command("list")
@pass_terminal
def list_(terminal: Terminal) -> None:
    """List documents, those cited but not registered, and what must be read again."""
    with terminal.open() as opened:
        found = library.list_documents(opened.desk)
        missing = library.unregistered(opened.desk)
        upset = library.upset(opened.desk)
    rows = [
        (one.id, one.title, kind_label(one.kind), form_state_label(one.state), one.effective_on, one.owner)
        for one in found
    ]
    rows += [("–", title, "", _("未登记"), "", _("{n} 项引用", n=n)) for title, n in missing.items()]
    data = {
        "documents": [asdict(one) for one in found], "unregistered": missing,
        "to_review": _cited(upset.citations), "audits": [one.code for one in upset.audits],
    }  # fmt: skip
    terminal.emit(data, [*table(rows), *_upset_lines(upset)])


def _cited(found: Sequence[Citation]) -> list[dict[str, object]]:
    return [
        {
            "form": one.form_key, "item": one.item_id, "document": one.clause.document,
            "clause": one.clause.clause, "version": one.clause.version, "standing": one.standing.value,
            "current": one.document.id if one.document else "", "checked": one.checked,
        }
        for one in found
    ]  # fmt: skip


def _upset_lines(upset: Upset) -> list[str]:
    if not upset.citations:
        return []
    items = _("、").join(dict.fromkeys(f"{one.form_key} {one.item_id}" for one in upset.citations))
    lines = [_("须重审 {n} 项：{items}", n=len(upset.citations), items=items)]
    if upset.audits:
        lines.append(_("涉及进行中：{codes}", codes=_("、").join(one.code for one in upset.audits)))
    return lines


@document.command()
@click.argument("name")
@pass_terminal
def show(terminal: Terminal, name: str) -> None:
    """Show a document with its clauses, citations, approvals and comments."""
    with terminal.open() as opened:
        one = find_document(opened.desk, name)
        subject = document_subject(one.id)
        with opened.desk.begin() as work:
            file = approving.read_review(work, subject)
            remarks = commenting.remarks(work, subject, [clause.clause for clause in one.clauses])
        mine = [
            each
            for each in library.cite_check(opened.desk)
            if each.document is not None and each.document.document_id == one.document_id
        ]
    head = _("{title} {version}，{state}，{day} 生效", title=one.title, version=one.version,
             state=form_state_label(one.state), day=one.effective_on or "–")  # fmt: skip
    clauses = [f"  {clause.clause}  {clause.text}" for clause in one.clauses]
    cited = [f"  {each.form_key} {each.item_id}  {standing_label(each.standing)}" for each in mine]
    data = {
        **asdict(one), "review": review_data(file), "citations": _cited(mine),
        "comments": [asdict(each) for each in remarks],
    }  # fmt: skip
    terminal.emit(data, [head, *clauses, *review_lines(file), *cited])


def _clauses(lines: Sequence[str]) -> tuple[ClauseText, ...]:
    pairs = [text.partition("=") for text in lines]
    wrong = [number for number, equals, _text in pairs if not equals or not number.strip()]
    if wrong:
        raise BadInputError(_("条款“{text}”要写成 条款号=内容。", text=wrong[0]))
    return tuple(ClauseText(number.strip(), text.strip()) for number, _equals, text in pairs)


@document.command()
@click.argument("document_id")
@click.option("--title", required=True)
@click.option("--version", "number", required=True)
@click.option("--kind", type=click.Choice([kind.value for kind in DocumentKind]), default="norm")
@click.option("--owner", default="")
@click.option("--scope", default="")
@click.option("--effective", default="", help="YYYY-MM-DD.")
@click.option("--review-months", default=6, show_default=True)
@click.option("--clause", "clauses", multiple=True, help="NUMBER=TEXT, any number of times.")
@click.option("--file", type=click.Path(path_type=Path), help="Kept encrypted with the version.")
@click.option("--reason", default="")
@pass_terminal
def add(
    terminal: Terminal, document_id: str, title: str, number: str, kind: str, owner: str, scope: str,
    effective: str, review_months: int, clauses: tuple[str, ...], file: Path | None, reason: str,
) -> None:  # fmt: skip
    """Register a document's first version as a draft."""
    made = Document(
        "", document_id, number, title, DocumentKind(kind), owner, scope, effective_on=effective,
        review_months=review_months, clauses=_clauses(clauses),
    )  # fmt: skip
    data = read_input(file) if file else b""
    with terminal.open() as opened:
        made = library.add_document(opened.desk, made, reason)
        if file:
            made = library.attach_file(opened.desk, made.id, BytesIO(data), file.name, len(data))
    terminal.emit(asdict(made), [_("已登记草稿 {key}", key=made.id)])


@document.command()
@click.argument("name")
@click.option("--reason", required=True)
@click.option("--version", "number", default="")
@click.option("--effective", default="", help="YYYY-MM-DD.")
@click.option("--clause", "clauses", multiple=True, help="NUMBER=TEXT: replaces all clauses.")
@click.option("--file", type=click.Path(path_type=Path))
@pass_terminal
def revise(
    terminal: Terminal, name: str, reason: str, number: str, effective: str, clauses: tuple[str, ...],
    file: Path | None,
) -> None:  # fmt: skip
    """Make a draft copy of the version in force."""
    changes: dict[str, object] = {"effective_on": effective} if effective else {}
    if clauses:
        changes["clauses"] = _clauses(clauses)
    data = read_input(file) if file else b""
    with terminal.open() as opened:
        made = library.revise_document(opened.desk, name, reason, number)
        if changes:
            made = library.change_document(opened.desk, made.id, **changes)
        if file:
            made = library.attach_file(opened.desk, made.id, BytesIO(data), file.name, len(data))
    terminal.emit(asdict(made), [_("已建立草稿 {key}", key=made.id)])


@document.command()
@click.argument("key")
@submission_options
@pass_terminal
def submit(terminal: Terminal, key: str, reviewers: tuple[str, ...], due: str, planned_on: str) -> None:
    """Hand the draft KEY in for its first review."""
    with terminal.open() as opened:
        one = find_document(opened.desk, key)
        submission = decisions(opened.desk, document_subject(one.id), reviewers, due, planned_on)
        file = library.submit_document(opened.desk, one.id, submission)
    terminal.emit(review_data(file), review_lines(file))


@document.command()
@click.argument("key")
@click.option("--return", "returned", is_flag=True, help="Back to draft; needs --note.")
@click.option("--note", default="", help="With a pass: passed with comments.")
@pass_terminal
def review(terminal: Terminal, key: str, note: str, *, returned: bool) -> None:
    """Give this user's decision on KEY in its present stage."""
    passed = Decision.PASSED_WITH_NOTE if note.strip() else Decision.PASSED
    with terminal.open() as opened:
        subject = document_subject(find_document(opened.desk, key).id)
        proven = proven_user(terminal, opened, subject)
        decision = Decision.RETURNED if returned else passed
        file = approving.decide(opened.desk, subject, decision, note, proven=proven)
    terminal.emit(review_data(file), review_lines(file))


@document.command()
@click.argument("key")
@pass_terminal
def publish(terminal: Terminal, key: str) -> None:
    """Publish KEY; says which items and open audits must be read again."""
    with terminal.open() as opened:
        made, upset = library.publish_document(opened.desk, key)
    data = {
        **asdict(made), "to_review": _cited(upset.citations), "audits": [one.code for one in upset.audits],
    }  # fmt: skip
    terminal.emit(data, [_("已发布 {key}", key=made.id), *_upset_lines(upset)])


@document.command("cite-check")
@click.argument("name", default="")
@click.option("--keep", default="", help="ITEM number that was read again and may stay; needs --note.")
@click.option("--note", default="")
@pass_terminal
def cite_check(terminal: Terminal, name: str, keep: str, note: str) -> int:
    """Resolve citations of the forms in use (or of one form); exit 1 while something must be read again."""
    with terminal.open() as opened:
        forms = [find_form(opened.desk, name)] if name else None
        if keep:
            todo = [one for one in to_review(library.cite_check(opened.desk, forms)) if one.item_id == keep]
            if not todo:
                raise BadInputError(_("检查项 {id} 没有须重审的依据。", id=keep))
            for one in todo:
                library.recheck(opened.desk, one, note)
        found = library.cite_check(opened.desk, forms)
    left = to_review(found)
    rows = [
        (each.form_key, each.item_id, each.clause.document, each.clause.version, each.clause.clause,
         standing_label(each.standing))
        for each in found
    ]  # fmt: skip
    terminal.emit(_cited(found), [*table(rows), _("须重审 {n} 项", n=len(left))])
    return 1 if left else 0
