"""``auditdesk finding`` and ``auditdesk action``: from nonconformity to closing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import click

from auditdesk.cli.terminal import Terminal, pass_terminal, table, write_new
from auditdesk.domain.checklists import Severity, severity_label
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.findings import ActionState, Finding, action_state_label, finding_state_label
from auditdesk.domain.learning_rules import level_label
from auditdesk.i18n import _
from auditdesk.services.audits import find_audit
from auditdesk.services.desk import Desk
from auditdesk.services.evidence import find_evidence, link_to_finding
from auditdesk.services.extending import extend_deadline
from auditdesk.services.filling import findings_workbook, register_workbook
from auditdesk.services.rectifying import (
    add_action,
    change_finding,
    find_finding,
    group_findings,
    list_findings,
    move_action,
)
from auditdesk.services.reminding import reminders
from auditdesk.services.tracking import findings_of_all, register_of_all


@click.group()
def finding() -> None:
    """Problems found."""


@finding.command("list")
@click.option("--audit", "audit_name", default="")
@click.option("--open", "open_only", is_flag=True)
@pass_terminal
def list_(terminal: Terminal, audit_name: str, *, open_only: bool) -> None:
    """List findings."""
    with terminal.open() as opened:
        audit_id = find_audit(opened.desk, audit_name).id if audit_name else ""
        found = list_findings(opened.desk, audit_id=audit_id, open_only=open_only)
    terminal.emit([asdict(one) for one in found], table([_row(one) for one in found]))


def _row(one: Finding) -> tuple[str, ...]:
    return (
        one.code, one.item_id, one.title, severity_label(one.severity),
        finding_state_label(one.state), one.owner or "–", one.deadline or "–",
    )  # fmt: skip


@finding.command()
@click.argument("name")
@pass_terminal
def show(terminal: Terminal, name: str) -> None:
    """Show a finding with measures and verifications."""
    with terminal.open() as opened:
        file = find_finding(opened.desk, name)
    one = file.finding
    lines = [*table([_row(one)]), one.description]
    lines += [
        f"  {act.id[:8]} {act.measure} {act.owner} {act.due} {action_state_label(act.state)}"
        for act in file.actions
    ]
    lines += [
        f"  {check.passed}/{check.sample_size} {check.result} {check.verified_by}"
        for check in file.verifications
    ]
    terminal.emit(
        {**asdict(one), "actions": [asdict(act) for act in file.actions],
         "verifications": [asdict(check) for check in file.verifications]},
        lines,
    )  # fmt: skip


@finding.command()
@click.argument("name")
@click.option("--description")
@click.option("--title")
@click.option("--class", "violation_class")
@click.option("--severity", type=click.Choice([one.value for one in Severity]))
@click.option("--occurred")
@click.option("--staff", "staff_code")
@click.option("--customer")
@click.option("--cause")
@click.option("--owner")
@click.option("--days", "deadline_days", type=int, help="Deadline in working days.")
@click.option("--evidence", "pieces", multiple=True, help="Cite a piece of evidence.")
@pass_terminal
def edit(
    terminal: Terminal, /, name: str, pieces: tuple[str, ...], occurred: str | None,
    severity: str | None, **texts: object,
) -> None:  # fmt: skip
    """Fill in a finding."""
    fields = {key: value for key, value in texts.items() if value is not None}
    if occurred is not None:
        fields["occurred_at"] = occurred
    if severity is not None:
        fields["severity"] = Severity(severity)
    with terminal.open() as opened:
        one = find_finding(opened.desk, name).finding
        one = change_finding(opened.desk, one.id, **fields) if fields else one
        for piece in pieces:
            link_to_finding(opened.desk, find_evidence(opened.desk, piece).id, one.id)
    terminal.emit(asdict(one), table([_row(one)]))


@finding.command()
@click.argument("names", nargs=-1, required=True)
@click.option("--problem", required=True)
@pass_terminal
def group(terminal: Terminal, names: tuple[str, ...], problem: str) -> None:
    """Group findings under one problem."""
    with terminal.open() as opened:
        ids = [find_finding(opened.desk, name).finding.id for name in names]
        made = group_findings(opened.desk, ids, problem)
    terminal.emit(asdict(made), [f"{made.code} {made.title}"])


@finding.command()
@click.argument("name")
@click.option("--to", "day", required=True)
@click.option("--reason", required=True)
@pass_terminal
def extend(terminal: Terminal, name: str, day: str, reason: str) -> None:
    """Approve a later deadline."""
    with terminal.open() as opened:
        one = extend_deadline(opened.desk, find_finding(opened.desk, name).finding.id, day, reason)
    terminal.emit(asdict(one), [_("{code} 延期至 {day}", code=one.code, day=one.extension)])


@click.group()
def action() -> None:
    """Measures against findings."""


@action.command("add")
@click.argument("finding_name")
@click.argument("measure")
@click.option("--owner", default="")
@click.option("--due", default="")
@click.option("--days", type=int, default=0, help="Due in so many working days from today.")
@pass_terminal
def action_add(terminal: Terminal, finding_name: str, measure: str, owner: str, due: str, days: int) -> None:
    """Add a measure."""
    with terminal.open() as opened:
        one = find_finding(opened.desk, finding_name).finding
        made = add_action(opened.desk, one.id, measure, owner, due=due, days=days)
    terminal.emit(asdict(made), [_("已添加措施 {id}", id=made.id[:8])])


@action.command("list")
@click.argument("finding_name")
@pass_terminal
def action_list(terminal: Terminal, finding_name: str) -> None:
    """List the measures of a finding."""
    with terminal.open() as opened:
        acts = find_finding(opened.desk, finding_name).actions
    rows = [(act.id, act.measure, act.owner, act.due, action_state_label(act.state)) for act in acts]
    terminal.emit([asdict(act) for act in acts], table(rows))


@action.command("done")
@click.argument("finding_name")
@click.option("--action", "action_id", default="", help="Beginning of a measure's id; default: all.")
@click.option("--result", default="")
@pass_terminal
def action_done(terminal: Terminal, finding_name: str, action_id: str, result: str) -> None:
    """Report measures as done."""
    with terminal.open() as opened:
        acts = [
            act for act in find_finding(opened.desk, finding_name).actions if act.id.startswith(action_id)
        ]
        done = [move_action(opened.desk, act.id, ActionState.DONE, result) for act in acts]
    terminal.emit([asdict(act) for act in done], [_("已完成 {n} 条措施", n=len(done))])


@action.command("due")
@click.option("--within", type=int, help="Working days ahead; default as in the rules.")
@pass_terminal
def action_due(terminal: Terminal, within: int | None) -> int:
    """List what is due or overdue and whose matter it is; exit 1 when something is overdue."""
    with terminal.open() as opened:
        found = reminders(opened.desk, within)
    rows = [
        (one.code, one.text, one.owner or "–", one.due, str(one.left), level_label(one.level))
        for one in found
    ]
    terminal.emit([asdict(one) for one in found], table(rows) or [_("近期没有到期的事。")])
    return 1 if any(one.level for one in found) else 0


@finding.command("export")
@click.argument("names", nargs=-1, required=True, metavar="[AUDIT] OUT.xlsx")
@pass_terminal
def finding_export(terminal: Terminal, names: tuple[str, ...]) -> None:
    """Export the findings of one audit, or of all, as a workbook."""
    _export(terminal, names, findings_workbook, findings_of_all)


@action.command("export")
@click.argument("names", nargs=-1, required=True, metavar="[AUDIT] OUT.xlsx")
@pass_terminal
def action_export(terminal: Terminal, names: tuple[str, ...]) -> None:
    """Export the rectification register of one audit, or of all, as a workbook."""
    _export(terminal, names, register_workbook, register_of_all)


def _export(
    terminal: Terminal, names: tuple[str, ...], of_audit: Callable[[Desk, str], bytes],
    of_all: Callable[[Desk], bytes],
) -> None:  # fmt: skip
    *audits, out = names
    if len(audits) > 1:
        raise BadInputError(_("一次导出一次自查：先写自查编号，再写文件名。"))
    with terminal.open() as opened:
        data = of_audit(opened.desk, audits[0]) if audits else of_all(opened.desk)
    path = write_new(Path(out), data)
    terminal.emit({"file": str(path)}, [_("已导出 {path}", path=path)])
