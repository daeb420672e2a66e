"""``auditdesk audit carry``: take a running audit to a newer version of its form; preview first."""

from __future__ import annotations

import click

from auditdesk.cli.audit import audit
from auditdesk.cli.terminal import Terminal, pass_terminal
from auditdesk.i18n import _
from auditdesk.services.carrying import Carry, archived_answers, carry_audit, preview_carry


@audit.command()
@click.argument("name")
@click.argument("version")
@click.option("--dry-run", is_flag=True, help="Only say what would follow and what would not.")
@pass_terminal
def carry(terminal: Terminal, name: str, version: str, *, dry_run: bool) -> None:
    """Take the audit NAME to VERSION: answers follow where the item's text is the same."""
    act = preview_carry if dry_run else carry_audit
    with terminal.open() as opened:
        done = act(opened.desk, name, version)
    terminal.emit({**_data(done), "applied": not dry_run}, [*_lines(done), _end(dry_run=dry_run)])


@audit.command()
@click.argument("name")
@pass_terminal
def archived(terminal: Terminal, name: str) -> None:
    """Show answers that stayed on earlier versions of the form."""
    with terminal.open() as opened:
        shelves = archived_answers(opened.desk, name)
    rows = [f"{key} {one.item_id} {one.verdict} {one.note}" for key, ones in shelves.items() for one in ones]
    data = {key: [{"item": one.item_id, "verdict": one.verdict, "note": one.note} for one in ones]
            for key, ones in shelves.items()}  # fmt: skip
    terminal.emit(data, rows or [_("没有存档的结果。")])


def _data(done: Carry) -> dict[str, object]:
    return {
        "audit": done.audit.code, "from": done.old.key, "to": done.new.key, "answered": done.answered,
        "carried": [one.item_id for one in done.carried],
        "again": [one.answer.item_id for one in done.again],
        "archived": [one.answer.item_id for one in done.archived],
        "added": list(done.added), "findings_without_item": list(done.findings),
    }  # fmt: skip


def _lines(done: Carry) -> list[str]:
    again = _("、").join(one.answer.item_id for one in done.again)
    gone = _("、").join(one.answer.item_id for one in done.archived)
    lines = [
        _("{old} → {new}，已答 {n} 项", old=done.old.key, new=done.new.key, n=done.answered),
        _("{n} 项文字未变，带过去", n=len(done.carried)),
        _("{n} 项须重答：{items}", n=len(done.again), items=again or "–"),
        _("{n} 项随删除存档：{items}", n=len(done.archived), items=gone or "–"),
        _("{n} 项新增：{items}", n=len(done.added), items=_("、").join(done.added) or "–"),
    ]
    if done.findings:
        codes = _("、").join(done.findings)
        lines.append(_("问题 {codes} 的检查项在新版里没有，问题仍留在台账。", codes=codes))
    return lines


def _end(*, dry_run: bool) -> str:
    return _("没有写入（--dry-run）") if dry_run else _("已换版")
