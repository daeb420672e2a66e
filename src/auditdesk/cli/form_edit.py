"""``auditdesk form``: changing a draft piece by piece, its problems, and taking a form out of use."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from auditdesk.cli.form import form, named
from auditdesk.cli.form_life import version_data
from auditdesk.cli.terminal import Terminal, pass_terminal, write_new
from auditdesk.domain.checklists import Form
from auditdesk.i18n import _
from auditdesk.services import form_editing, form_life
from auditdesk.services.desk import Desk


def _told(desk: Desk, terminal: Terminal, made: Form, **more: str) -> None:
    """What was saved, and how much forbids submission."""
    blocking = sum(one.blocks for one in form_editing.troubles(desk, made.key))
    data = {**version_data(made), "problems": blocking, **more}
    words = _("已保存 {key}：{n} 项，须改正 {m} 处", key=made.key, n=data["items"], m=blocking)
    terminal.emit(data, [words])


@form.command("edit-set")
@click.argument("key")
@click.argument("place")
@click.argument("field")
@click.argument("value")
@pass_terminal
def edit_set(terminal: Terminal, key: str, place: str, field: str, value: str) -> None:
    """Set FIELD of PLACE in the draft KEY: an item's number, section:N, or form.

    Lists are divided by semicolons; a citation is "document | clause | version"; a threshold is ">= 95 %".
    """
    with terminal.open() as opened:
        _told(opened.desk, terminal, form_editing.set_field(opened.desk, key, place, field, value))


@form.command("edit-add")
@click.argument("key")
@click.argument("title")
@click.option("--section", default="", help="Section of the new item; without it TITLE is a new section.")
@click.option("--check", default="", help="What is checked.")
@pass_terminal
def edit_add(terminal: Terminal, key: str, title: str, section: str, check: str) -> None:
    """Add an item or a section to the draft KEY."""
    with terminal.open() as opened:
        if section:
            made, number = form_editing.add_item(opened.desk, key, section, title, check)
        else:
            made, number = form_editing.add_section(opened.desk, key, title)
        _told(opened.desk, terminal, made, added=number)


@form.command("edit-move")
@click.argument("key")
@click.argument("item")
@click.argument("section")
@click.option("--at", type=click.IntRange(1), default=None, help="Place in the section, from 1.")
@pass_terminal
def edit_move(terminal: Terminal, key: str, item: str, section: str, at: int | None) -> None:
    """Move ITEM of the draft KEY to SECTION; its number stays."""
    with terminal.open() as opened:
        _told(opened.desk, terminal, form_editing.move(opened.desk, key, item, section, at))


@form.command("edit-remove")
@click.argument("key")
@click.argument("place")
@pass_terminal
def edit_remove(terminal: Terminal, key: str, place: str) -> None:
    """Take PLACE (an item's number or section:N) out of the draft KEY."""
    with terminal.open() as opened:
        _told(opened.desk, terminal, form_editing.remove(opened.desk, key, place))


@form.command("print")
@click.argument("name")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@pass_terminal
def print_(terminal: Terminal, name: str, out: Path) -> None:
    """Write NAME as a blank paper form OUT.pdf (A4 landscape) to fill in by hand."""
    one = named(terminal, name)
    data = terminal.program.reports().blank_form(one, terminal.program.forms().paper())
    write_new(out, data)
    terminal.emit({"file": str(out), "form": one.key}, [_("已写好 {path}", path=out)])


@form.command()
@click.argument("key")
@pass_terminal
def problems(terminal: Terminal, key: str) -> int:
    """List what is wrong with KEY; exit 1 when something forbids handing it in."""
    with terminal.open() as opened:
        found = form_editing.troubles(opened.desk, key)
    lines = [f"{'x' if one.blocks else '!'} {one.text}" for one in found]
    terminal.emit([asdict(one) for one in found], lines or [_("没有发现问题。")])
    return 1 if any(one.blocks for one in found) else 0


@form.command()
@click.argument("key")
@click.option("--reason", required=True)
@pass_terminal
def retire(terminal: Terminal, key: str, reason: str) -> None:
    """Take the version in force out of use; running audits stay on it."""
    with terminal.open() as opened:
        made = form_life.retire_form(opened.desk, key, reason)
    terminal.emit(version_data(made), [_("已停用 {key}", key=made.key)])
