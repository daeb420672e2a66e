"""``auditdesk plan``: recurring audits, what is due, starting and skipping, the kick-off note."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from auditdesk.cli.audit import read_members
from auditdesk.cli.terminal import Terminal, pass_terminal, table, write_new
from auditdesk.domain.audits import AuditKind, MaterialRequest, kind_label
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.occasions import occasion_of
from auditdesk.domain.planning import Every, Plan, due_state_label, every_label
from auditdesk.i18n import _
from auditdesk.services.audits import find_audit
from auditdesk.services.kickoff import audit_note, due_note, note_workbook
from auditdesk.services.planning import (
    AHEAD_DAYS,
    DueRow,
    add_plan,
    change_plan,
    due_list,
    find_plan,
    list_plans,
    next_cycle,
    row_of,
    skip_due,
    start_due,
    unskip_due,
)

_EVERY = click.Choice([every.value for every in Every])
_KIND = click.Choice([kind.value for kind in AuditKind])


@click.group()
def plan() -> None:
    """Recurring audits: plans, due days, kick-off notes."""


@plan.command("list")
@pass_terminal
def list_(terminal: Terminal) -> None:
    """List plans."""
    with terminal.open() as opened:
        plans = list_plans(opened.desk)
    rows = [
        (one.code, one.title, every_label(one.every), kind_label(one.kind), one.form,
         "" if one.active else _("已停用"))
        for one in plans
    ]  # fmt: skip
    terminal.emit([asdict(one) | {"seed": ""} for one in plans], table(rows) or [_("还没有计划。")])


@plan.command()
@click.option("--kind", type=_KIND, default="routine")
@click.option("--title", help="May hold {月} {起月} {季} {年}; by default the kind's own.")
@click.option("--form", help="Form id; by default the kind's own.")
@click.option("--every", type=_EVERY, help="By default the kind's own.")
@click.option("--from", "starts_on", required=True, help="First cycle begins in this month (YYYY-MM-DD).")
@click.option("--to", "ends_on", default="", help="No cycle begins after this day.")
@click.option("--due-day", type=int, default=31, help="Day of the month; 31 is its last day.")
@click.option(
    "--due-after", type=int, default=0, help="Months from the cycle's first month to the due month."
)
@click.option(
    "--later", is_flag=True, help="A due day off moves to the next working day, not to the one before."
)
@click.option("--lead", type=int, help="Working days before the due day on which to begin.")
@click.option("--channel", "channels", multiple=True)
@click.option("--goal")
@click.option("--scope")
@click.option("--material", "materials", multiple=True, help="NAME or NAME:AMOUNT.")
@click.option("--member", "members", multiple=True, help="STAFF_NO:duty,duty.")
@pass_terminal
def add(
    terminal: Terminal, /, *, kind: str, title: str | None, form: str | None, every: str | None,
    starts_on: str, ends_on: str, due_day: int, due_after: int, lead: int | None, channels: tuple[str, ...],
    goal: str | None, scope: str | None, materials: tuple[str, ...], members: tuple[str, ...], later: bool,
) -> None:  # fmt: skip
    """Keep a new plan; what is not given comes from the audit kind (REQUIREMENTS A1)."""
    usual = occasion_of(AuditKind(kind))
    with terminal.open() as opened:
        made = add_plan(opened.desk, Plan(
            "", "", usual.title if title is None else title, AuditKind(kind), form or usual.form,
            Every(every) if every else usual.every, starts_on, ends_on, due_day, due_after, not later,
            usual.lead_days if lead is None else lead, channels or usual.channels,
            usual.goal if goal is None else goal, usual.scope if scope is None else scope,
            read_members(opened.desk, members), _requests(materials) or usual.materials,
        ))  # fmt: skip
        rows = [row for row in due_list(opened.desk) if row.due.plan.id == made.id][:3]
    days = _("、").join(row.due.due.isoformat() for row in rows)
    lines = [_("已建立计划 {code} {title}", code=made.code, title=made.title)]
    lines += [_("接下来的完成日：{days}", days=days)] if days else []
    terminal.emit(asdict(made) | {"seed": "", "due": [row.due.due.isoformat() for row in rows]}, lines)


def _requests(texts: tuple[str, ...]) -> tuple[MaterialRequest, ...]:
    return tuple(MaterialRequest(*text.partition(":")[::2]) for text in texts)


@plan.command()
@click.argument("name")
@click.option("--title")
@click.option("--form")
@click.option("--every", type=_EVERY)
@click.option("--from", "starts_on")
@click.option("--to", "ends_on")
@click.option("--due-day", type=int)
@click.option("--due-after", type=int)
@click.option("--lead", "lead_days", type=int)
@click.option("--goal")
@click.option("--scope")
@click.option("--channel", "channels", multiple=True)
@click.option("--material", "materials", multiple=True, help="NAME or NAME:AMOUNT; all of them anew.")
@click.option("--member", "members", multiple=True, help="STAFF_NO:duty,duty; the whole team anew.")
@click.option("--active/--resting", default=None, help="A resting plan asks for nothing.")
@pass_terminal
def change(
    terminal: Terminal, /, name: str, every: str | None, materials: tuple[str, ...],
    members: tuple[str, ...], **given: object,
) -> None:  # fmt: skip
    """Change a plan; audits already started stay as they are."""
    fields = {field: value for field, value in given.items() if value not in (None, ())}
    if every:
        fields["every"] = Every(every)
    if materials:
        fields["materials"] = _requests(materials)
    if not fields and not members:
        raise BadInputError(_("没有写要改什么，看 plan change --help。"))
    with terminal.open() as opened:
        if members:
            fields["team"] = read_members(opened.desk, members)
        changed = change_plan(opened.desk, find_plan(opened.desk, name).id, **fields)
    terminal.emit(asdict(changed) | {"seed": ""}, [_("已修改 {code}", code=changed.code)])


@plan.command()
@click.option("--days", type=int, default=AHEAD_DAYS, help="How far ahead to look.")
@pass_terminal
def due(terminal: Terminal, days: int) -> None:
    """List what is due, and what should have begun already."""
    with terminal.open() as opened:
        rows = due_list(opened.desk, days=days)
    lines = [
        (row.due.due.isoformat(), row.due.plan.code, row.due.cycle, row.title, due_state_label(row.state),
         "" if row.due.certain else _("当年放假安排未公布"))
        for row in rows
    ]  # fmt: skip
    terminal.emit([_as_data(row) for row in rows], table(lines) or [_("这段时间没有到期的自查。")])


def _as_data(row: DueRow) -> dict[str, object]:
    due = row.due
    return {
        "plan": due.plan.code, "cycle": due.cycle, "title": row.title, "state": row.state.value,
        "period_start": due.start.isoformat(), "period_end": due.end.isoformat(), "due": due.due.isoformat(),
        "begin": due.begin.isoformat(), "certain": due.certain,
        "audit": row.audit.code if row.audit else "",
        "reason": row.decision.reason if row.decision and row.decision.skipped else "",
    }  # fmt: skip


@plan.command()
@click.argument("name")
@click.argument("cycle", default="")
@pass_terminal
def start(terminal: Terminal, name: str, cycle: str) -> None:
    """Begin the audit of a CYCLE (by default the next one); starting twice gives the same audit."""
    with terminal.open() as opened:
        found = find_plan(opened.desk, name)
        audit = start_due(opened.desk, found.id, cycle or next_cycle(opened.desk, found))
    terminal.emit(asdict(audit), [_("已开始 {code} {title}", code=audit.code, title=audit.title)])


@plan.command()
@click.argument("name")
@click.argument("cycle")
@click.option("--reason", required=True)
@pass_terminal
def skip(terminal: Terminal, name: str, cycle: str, reason: str) -> None:
    """Leave a cycle out, with the reason."""
    with terminal.open() as opened:
        decision = skip_due(opened.desk, find_plan(opened.desk, name).id, cycle, reason)
    terminal.emit(asdict(decision), [_("已跳过 {name} {cycle}", name=name, cycle=cycle)])


@plan.command()
@click.argument("name")
@click.argument("cycle")
@pass_terminal
def unskip(terminal: Terminal, name: str, cycle: str) -> None:
    """Take a skipped cycle up again."""
    with terminal.open() as opened:
        decision = unskip_due(opened.desk, find_plan(opened.desk, name).id, cycle)
    terminal.emit(asdict(decision), [_("已恢复 {name} {cycle}", name=name, cycle=cycle)])


@plan.command()
@click.argument("name")
@click.argument("cycle", default="")
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write .xlsx or .txt.")
@pass_terminal
def kickoff(terminal: Terminal, name: str, cycle: str, out: Path | None) -> None:
    """Print the kick-off note of an audit (its code), or of a plan's cycle."""
    with terminal.open() as opened:
        desk = opened.desk
        if name.upper().startswith("JH"):
            found = find_plan(desk, name)
            note = due_note(desk, row_of(desk, found, cycle or next_cycle(desk, found)))
        else:
            note = audit_note(desk, find_audit(desk, name))
        book = note_workbook(desk, note) if out is not None and out.suffix.lower() == ".xlsx" else None
    if out is not None:
        write_new(out, book if book is not None else note.text().encode())
    terminal.emit({**asdict(note), "file": str(out or "")}, [note.text()] if out is None else [str(out)])
