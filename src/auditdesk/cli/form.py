"""``auditdesk form``: list, show, import (own packs and foreign checklists), export, diff, check."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from auditdesk.cli.terminal import Terminal, pass_terminal, table, write_new
from auditdesk.domain.carrying import compare_forms
from auditdesk.domain.checklists import Form
from auditdesk.domain.text_diff import Change, word_diff
from auditdesk.i18n import _
from auditdesk.services.forms import find_form, list_forms
from auditdesk.services.reading import read_input

_PACK_ENDINGS = {".yaml", ".yml"}


@click.group()
def form() -> None:
    """Checklists."""


@form.command("list")
@pass_terminal
def list_(terminal: Terminal) -> None:
    """List forms: the built-in packs, and the workspace's own when one is named."""
    forms = _forms(terminal)
    rows = [(one.key, one.title, _("{n} 项", n=_count(one)), one.state.value) for one in forms]
    plain = [
        {
            "id": one.id, "version": one.version, "title": one.title,
            "items": _count(one), "state": one.state.value,
        }
        for one in forms
    ]  # fmt: skip
    terminal.emit(plain, table(rows))


def _forms(terminal: Terminal) -> list[Form]:
    if terminal.workspace is None:
        return list(terminal.program.forms().builtin())
    with terminal.open() as opened:
        return list_forms(opened.desk)


def _count(one: Form) -> int:
    return sum(1 for _item in one.items())


def named(terminal: Terminal, name: str) -> Form:
    """A form by file, or by name among the built-in packs and the workspace's own."""
    path = Path(name)
    if path.suffix in _PACK_ENDINGS:
        return terminal.program.forms().load(read_input(path).decode("utf-8", "replace"), path.name)
    builtin = [one for one in terminal.program.forms().builtin() if name in (one.id, one.key)]
    if builtin and terminal.workspace is None:
        return builtin[-1]
    with terminal.open() as opened:
        return find_form(opened.desk, name)


@form.command()
@click.argument("name")
@pass_terminal
def show(terminal: Terminal, name: str) -> None:
    """Show a form with all items."""
    one = named(terminal, name)
    lines = [f"{one.title}  {one.key}"]
    for section in one.sections:
        lines += ["", f"{section.id} {section.title}"]
        for item in section.items:
            veto = _("（单项否决）") if item.veto else ""
            lines += [f"  {item.id} {item.title}{veto}", f"      {item.check}", f"      {item.standard}"]
    terminal.emit(asdict(one), lines)


@form.command()
@click.argument("name")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@pass_terminal
def export(terminal: Terminal, name: str, out: Path) -> None:
    """Export a form as OUT.xlsx (to fill in) or OUT.yaml (to edit)."""
    one = named(terminal, name)
    if out.suffix.lower() in _PACK_ENDINGS:
        data = terminal.program.forms().dump(one).encode()
    else:
        data = terminal.program.sheets().export_form(one)
    write_new(out, data)
    terminal.emit({"file": str(out), "items": _count(one)}, [_("已导出 {path}", path=out)])


@form.command()
@click.argument("old")
@click.argument("new")
@pass_terminal
def diff(terminal: Terminal, old: str, new: str) -> None:
    """Compare two versions item by item and word by word."""
    difference = compare_forms(named(terminal, old), named(terminal, new))
    changed, added, removed = difference.counts()
    same = len(difference.unchanged)
    counts = {"changed": changed, "added": added, "removed": removed, "unchanged": same}
    lines = [_("改 {changed} 增 {added} 删 {removed} 未变 {unchanged}", **counts)]
    for one in difference.changed:
        lines += [f"~ {one.item_id} {name}: {marked_words(old, new)}" for name, old, new in one.fields]
    lines += [f"+ {item}" for item in difference.added] + [f"- {item}" for item in difference.removed]
    lines += [f"* {name}: {old} → {new}" for name, old, new in difference.details]
    data = asdict(difference)
    for plain, change in zip(data["changed"], difference.changed, strict=True):
        plain["fields"] = [
            {"field": name, "old": old, "new": new, "words": [list(piece) for piece in word_diff(old, new)]}
            for name, old, new in change.fields
        ]
    terminal.emit({**data, "counts": counts}, lines)


def marked_words(old: str, new: str) -> str:
    """A difference on one line: ``[-gone-]`` and ``{+new+}`` as in other tools."""
    marks = {Change.GONE: "[-{}-]", Change.NEW: "{{+{}+}}", Change.SAME: "{}"}
    return "".join(marks[piece.change].format(piece.text) for piece in word_diff(old, new))


@form.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@pass_terminal
def check(terminal: Terminal, file: Path) -> int:
    """Check a pack file: every problem with its line and what to do."""
    problems = terminal.program.forms().check(file)
    terminal.emit({"file": str(file), "problems": problems}, problems or [_("没有发现问题。")])
    return 1 if problems else 0
