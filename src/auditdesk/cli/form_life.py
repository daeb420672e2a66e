"""``auditdesk form``: the life of a version: new, revise, edit, submit, review, publish, due, comment."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from auditdesk.cli.approvals import (
    decisions,
    proven_user,
    remark_rows,
    review_data,
    review_lines,
    submission_options,
)
from auditdesk.cli.form_import import form
from auditdesk.cli.terminal import Terminal, pass_terminal, table
from auditdesk.domain.checklists import Form
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.life import REMIND_DAYS, Decision
from auditdesk.i18n import _
from auditdesk.services import approving, commenting, form_life
from auditdesk.services.desk import Desk
from auditdesk.services.forms import find_form
from auditdesk.services.reading import read_input


def version_data(one: Form) -> dict[str, object]:
    """What the commands print of a version."""
    items = sum(1 for _item in one.items())
    return {"form": one.key, "id": one.id, "version": one.version, "state": one.state.value, "items": items}


@form.command()
@click.argument("title")
@click.option("--id", "form_id", default="", help="Small letters, figures and hyphens.")
@click.option("--title-en", default="")
@click.option("--reason", default="")
@pass_terminal
def new(terminal: Terminal, title: str, form_id: str, title_en: str, reason: str) -> None:
    """Begin a form as a draft with one empty section."""
    with terminal.open() as opened:
        made = form_life.new_form(opened.desk, title, form_id=form_id, title_en=title_en, reason=reason)
    terminal.emit(version_data(made), [_("已建立草稿 {key}", key=made.key)])


@form.command()
@click.argument("name")
@click.option("--reason", required=True)
@click.option("--version", default="", help="The next number by default.")
@pass_terminal
def revise(terminal: Terminal, name: str, reason: str, version: str) -> None:
    """Make a draft copy of the version in force."""
    with terminal.open() as opened:
        made = form_life.new_revision(opened.desk, name, reason, version=version)
    terminal.emit(version_data(made), [_("已建立草稿 {key}", key=made.key)])


@form.command()
@click.argument("key")
@click.argument("file", type=click.Path(path_type=Path))
@pass_terminal
def edit(terminal: Terminal, key: str, file: Path) -> None:
    """Replace the text of the draft KEY by an edited FILE.yaml (from `form export`)."""
    text = read_input(file).decode("utf-8", "replace")
    loaded = terminal.program.forms().load(text, file.name, draft=True)
    with terminal.open() as opened:
        draft = find_form(opened.desk, key)
        if loaded.key != draft.key:
            raise BadInputError(
                _(
                    "{file} 是 {found}，草稿是 {key}，请核对编号和版本。",
                    file=file.name,
                    found=loaded.key,
                    key=key,
                ),
                path=file,
            )
        saved = form_life.save_draft(opened.desk, loaded)
        changes = form_life.changes_of(opened.desk, saved)
    terminal.emit({**version_data(saved), "changes": changes}, [_("已保存 {key}", key=saved.key), changes])


@form.command()
@click.argument("key")
@submission_options
@pass_terminal
def submit(terminal: Terminal, key: str, reviewers: tuple[str, ...], due: str, planned_on: str) -> None:
    """Hand the draft KEY in for its first review."""
    with terminal.open() as opened:
        subject = _subject(opened.desk, key)
        submission = decisions(opened.desk, subject, reviewers, due, planned_on)
        file = form_life.submit_form(opened.desk, key, submission)
    terminal.emit(review_data(file), review_lines(file))


@form.command()
@click.argument("key")
@click.option("--pass", "word", flag_value="passed", default=True)
@click.option("--return", "word", flag_value="returned", help="Back to draft; needs --note.")
@click.option("--note", default="", help="With a pass: passed with comments.")
@pass_terminal
def review(terminal: Terminal, key: str, word: str, note: str) -> None:
    """Give this user's decision on KEY in its present stage."""
    decision = Decision(word)
    if decision is Decision.PASSED and note.strip():
        decision = Decision.PASSED_WITH_NOTE
    with terminal.open() as opened:
        subject = _subject(opened.desk, key)
        proven = proven_user(terminal, opened, subject)
        file = approving.decide(opened.desk, subject, decision, note, proven=proven)
    terminal.emit(review_data(file), review_lines(file))


@form.command()
@click.argument("key")
@pass_terminal
def status(terminal: Terminal, key: str) -> None:
    """Show where KEY stands: stages, people, comments."""
    with terminal.open() as opened:
        one = find_form(opened.desk, key)
        subject = form_life.form_subject(one.key)
        with opened.desk.begin() as work:
            file = approving.read_review(work, subject)
            remarks = commenting.remarks(work, subject, [item.id for item in one.items()])
    data = {**review_data(file), "comments": [asdict(one) for one in remarks]}
    terminal.emit(data, [*review_lines(file), *table(remark_rows(remarks))])


@form.command()
@click.argument("key")
@pass_terminal
def publish(terminal: Terminal, key: str) -> None:
    """Publish KEY after all reviews; the version in force before is superseded."""
    with terminal.open() as opened:
        made = form_life.publish_form(opened.desk, key)
    terminal.emit(
        version_data(made), [_("已发布 {key}：{what}", key=made.key, what=made.revisions[-1].changes)]
    )


@form.command()
@click.argument("key")
@click.option("--reason", default="", help="Take a version in review back to draft.")
@click.option("--discard", is_flag=True, help="Give a draft up.")
@pass_terminal
def withdraw(terminal: Terminal, key: str, reason: str, *, discard: bool) -> None:
    """Take KEY back to draft, or give the draft up."""
    with terminal.open() as opened:
        if discard:
            approving.discard(opened.desk, _subject(opened.desk, key))
        else:
            approving.withdraw(opened.desk, _subject(opened.desk, key), reason)
        one = find_form(opened.desk, key)
    terminal.emit(
        version_data(one), [_("{key} 已作废", key=key) if discard else _("{key} 已退回草稿", key=key)]
    )


@form.command()
@click.argument("key")
@click.argument("text")
@click.option("--item", default="", help="Number of the item the comment is about.")
@pass_terminal
def comment(terminal: Terminal, key: str, text: str, item: str) -> None:
    """Comment on KEY or on one of its items."""
    with terminal.open() as opened:
        one = find_form(opened.desk, key)
        if item and one.item(item) is None:
            raise BadInputError(_("{key} 里没有检查项 {id}。", key=one.key, id=item))
        made = commenting.add_comment(opened.desk, form_life.form_subject(one.key), text, item)
    terminal.emit(asdict(made), [_("已记下意见 {id}", id=made.id)])


@form.command()
@click.argument("comment_id")
@click.option("--reply", "text", default="")
@click.option("--reopen", is_flag=True)
@pass_terminal
def handle(terminal: Terminal, comment_id: str, text: str, *, reopen: bool) -> None:
    """Mark a comment as dealt with, answer it, or open it again."""
    with terminal.open() as opened:
        if text:
            commenting.reply(opened.desk, comment_id, text)
        made = commenting.handle(opened.desk, comment_id, handled=not reopen)
    terminal.emit(asdict(made), [_("意见已重开") if reopen else _("意见已处理")])


@form.command()
@click.option("--within", default=REMIND_DAYS, show_default=True, help="Days ahead.")
@pass_terminal
def due(terminal: Terminal, within: int) -> int:
    """List forms whose half-yearly review falls due; exit 1 when one is overdue."""
    with terminal.open() as opened:
        found = form_life.due_forms(opened.desk, within)
    rows = [(one.form.key, one.form.title, one.due, _("剩 {n} 天", n=one.left)) for one in found]
    data = [{"form": one.form.key, "since": one.since, "due": one.due, "left": one.left} for one in found]
    terminal.emit(data, table(rows) or [_("没有到期的清单。")])
    return 1 if any(one.left < 0 for one in found) else 0


def _subject(desk: Desk, key: str) -> str:
    return form_life.form_subject(find_form(desk, key).key)
