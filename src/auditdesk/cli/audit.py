"""``auditdesk audit``: plan, answer, review, fill from Excel, score, things to fix, close, reopen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from auditdesk.cli.terminal import Terminal, pass_terminal, table, write_new
from auditdesk.domain.audits import (
    AuditKind,
    AuditState,
    Duty,
    TeamMember,
    state_label,
    verdict_label,
)
from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _
from auditdesk.services.answering import submit_for_review
from auditdesk.services.audits import (
    AuditPlan,
    find_audit,
    fix_list,
    list_audits,
    move_audit,
    open_file,
    plan_audit,
    reopen_audit,
)
from auditdesk.services.desk import Desk
from auditdesk.services.filling import apply_fill, export_audit, fill_official, plan_official, preview_fill
from auditdesk.services.people import list_users
from auditdesk.services.reading import read_input


@click.group()
def audit() -> None:
    """Self-checks and audits."""


@audit.command()
@click.option("--form", "form_name", default="", help="By default the form of the audit kind.")
@click.option("--title", default="")
@click.option("--kind", type=click.Choice([kind.value for kind in AuditKind]), default="routine")
@click.option("--from", "start", required=True, help="First day of the period, YYYY-MM-DD.")
@click.option("--to", "end", required=True, help="Last day of the period, YYYY-MM-DD.")
@click.option("--due", default="")
@click.option("--channel", "channels", multiple=True)
@click.option("--goal", default="")
@click.option("--scope", default="")
@click.option(
    "--member", "members", multiple=True, help="STAFF_NO:duty,duty (lead answer review verify sign)."
)
@pass_terminal
def new(
    terminal: Terminal, form_name: str, title: str, kind: str, start: str, end: str, due: str,
    channels: tuple[str, ...], goal: str, scope: str, members: tuple[str, ...],
) -> None:  # fmt: skip
    """Plan an audit."""
    with terminal.open() as opened:
        team = read_members(opened.desk, members)
        plan = AuditPlan(form_name, title, AuditKind(kind), start, end, due, channels, goal, scope, team)
        made = plan_audit(opened.desk, plan)
    terminal.emit(asdict(made), [_("已建立 {code} {title}", code=made.code, title=made.title)])


def read_members(desk: Desk, texts: Sequence[str]) -> tuple[TeamMember, ...]:
    """Members from ``STAFF_NO:duty,duty``; raises `BadInputError` for unknown people or duties."""
    people = {user.staff_no: user for user in list_users(desk)}
    team = []
    for text in texts:
        number, _colon, duties = text.partition(":")
        if number not in people:
            raise BadInputError(_("没有工号为 {number} 的用户。", number=number))
        person = people[number]
        team.append(TeamMember(person.name, person.title, _duties(duties), user_id=person.id))
    return tuple(team)


def _duties(text: str) -> tuple[Duty, ...]:
    try:
        return tuple(Duty(word) for word in filter(None, text.split(",")))
    except ValueError as error:
        names = " ".join(duty.value for duty in Duty)
        raise BadInputError(_("分工“{text}”不认识，可用：{names}。", text=text, names=names)) from error


@audit.command("list")
@pass_terminal
def list_(terminal: Terminal) -> None:
    """List audits."""
    with terminal.open() as opened:
        audits = list_audits(opened.desk)
    rows = [
        (one.code, one.title, f"{one.period_start} – {one.period_end}", state_label(one.state))
        for one in audits
    ]
    terminal.emit([asdict(one) for one in audits], table(rows))


@audit.command()
@click.argument("name")
@pass_terminal
def show(terminal: Terminal, name: str) -> None:
    """Show an audit with all answers."""
    with terminal.open() as opened:
        file = open_file(opened.desk, name)
    lines = [f"{file.audit.code} {file.audit.title}  {state_label(file.audit.state)}"]
    for section in file.form.sections:
        lines += ["", f"{section.id} {section.title}"]
        for item in section.items:
            answer = file.answers.get(item.id)
            lines.append(f"  {item.id} {item.title}: {verdict_label(answer.verdict if answer else '')}")
            if answer and answer.note:
                lines.append(f"      {answer.note}")
    answers = [asdict(answer) for answer in file.answers.values()]
    terminal.emit({**asdict(file.audit), "answers": answers}, lines)


@audit.command()
@click.argument("name")
@pass_terminal
def submit(terminal: Terminal, name: str) -> None:
    """Hand the audit in for review."""
    with terminal.open() as opened:
        moved = submit_for_review(opened.desk, name)
    terminal.emit({"code": moved.code, "state": moved.state.value}, [state_label(moved.state)])


@audit.command("fix-list")
@click.argument("name")
@pass_terminal
def fix_list_(terminal: Terminal, name: str) -> int:
    """List what keeps the audit from being signed; exit 1 while there is something."""
    with terminal.open() as opened:
        rows = fix_list(opened.desk, name)
    terminal.emit([asdict(row) for row in rows], [row.text for row in rows] or [_("没有待办，可以签名。")])
    return 1 if rows else 0


@audit.command()
@click.argument("name")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@pass_terminal
def export(terminal: Terminal, name: str, out: Path) -> None:
    """Export the audit as a workbook that can be filled in and read back."""
    with terminal.open() as opened:
        data = export_audit(opened.desk, name)
    write_new(out, data)
    terminal.emit({"file": str(out)}, [_("已导出 {path}", path=out)])


@audit.command()
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True)
@pass_terminal
def fill(terminal: Terminal, name: str, file: Path, *, dry_run: bool) -> int:
    """Read a filled workbook back: all rows or none."""
    data = read_input(file)
    with terminal.open() as opened:
        preview = preview_fill(opened.desk, name, data, file.name)
        changed = [] if dry_run else apply_fill(opened.desk, name, preview)
    lines = [f"{row.excel_row}: {row.item_id} {row.text}" for row in preview.rows if row.kind != "same"]
    done = _("没有写入（--dry-run）") if dry_run else _("已写入 {n} 项", n=len(changed))
    terminal.emit({"rows": [asdict(row) for row in preview.rows], "applied": len(changed)}, [*lines, done])
    return 0


@audit.command()
@click.argument("name")
@click.option(
    "--to", "target", type=click.Choice([state.value for state in AuditState]), default="ready_to_sign"
)
@pass_terminal
def close(terminal: Terminal, name: str, target: str) -> None:
    """Move the audit through the closed loop (rectifying, ready_to_sign …)."""
    with terminal.open() as opened:
        moved = move_audit(opened.desk, find_audit(opened.desk, name).id, AuditState(target))
    terminal.emit({"code": moved.code, "state": moved.state.value}, [state_label(moved.state)])


@audit.command()
@click.argument("name")
@click.option("--reason", required=True)
@pass_terminal
def reopen(terminal: Terminal, name: str, reason: str) -> None:
    """Start the next revision of a signed audit."""
    with terminal.open() as opened:
        opened_audit = reopen_audit(opened.desk, find_audit(opened.desk, name).id, reason)
    terminal.emit(
        {"code": opened_audit.code, "revision": opened_audit.revision},
        [_("{code} 第 {n} 版", code=opened_audit.code, n=opened_audit.revision)],
    )


@audit.command("fill-official")
@click.argument("name")
@click.argument("official", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--agree", is_flag=True, help="Accept what filling loses.")
@click.option("--dry-run", is_flag=True, help="Only say what would be written and lost.")
@pass_terminal
def fill_official_(
    terminal: Terminal, name: str, official: Path, out: Path, *, agree: bool, dry_run: bool
) -> int:
    """Fill the results into somebody's official workbook; its layout, rules and formulas stay."""
    data = read_input(official)
    with terminal.open() as opened:
        plan = plan_official(opened.desk, name, data, official.name)
        filled = b"" if dry_run else fill_official(opened.desk, name, data, official.name, agreed=agree)
    if not dry_run:
        write_new(out, filled)
    done = _("没有写入（--dry-run）") if dry_run else _("已导出 {path}", path=out)
    left = [_("官方表里没有这些检查项：{ids}", ids=_("、").join(plan.unmatched))] if plan.unmatched else []
    lines = [_("填 {n} 个单元格", n=plan.cells), *plan.losses, *left, done]
    terminal.emit({**asdict(plan), "file": "" if dry_run else str(out)}, lines)
    return 1 if dry_run and plan.losses else 0
