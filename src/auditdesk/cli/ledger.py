"""``auditdesk ledger``: the violation ledger by staff code (REQUIREMENTS B4, B6)."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from auditdesk.cli.terminal import Terminal, pass_terminal, table, write_new
from auditdesk.domain.checklists import severity_label
from auditdesk.domain.ledger import Consequence, Step, consequence_label, entry_kind_label, step_label
from auditdesk.i18n import _
from auditdesk.services import ledger as book
from auditdesk.services.ledger import LedgerFile, StepInput
from auditdesk.services.rectifying import find_finding


@click.group()
def ledger() -> None:
    """The violation ledger: staff codes, steps, consequences."""


@ledger.command("list")
@click.option("--staff", default="", help="One staff code only.")
@click.option("--counts", is_flag=True, help="Counts by person instead of entries.")
@pass_terminal
def list_(terminal: Terminal, staff: str, *, counts: bool) -> None:
    """List the ledger."""
    with terminal.open() as opened:
        if counts:
            found = book.staff_counts(opened.desk)
            rows = [
                (
                    one.staff_code, _("违规 {n} 次", n=one.violations),
                    "，".join(f"{severity_label(sort)} {n}" for sort, n in one.by_severity),
                    _("表扬 {n} 次", n=one.commendations) if one.commendations else "",
                )
                for one in found
            ]  # fmt: skip
            terminal.emit([asdict(one) for one in found], table(rows) or [_("违规台账是空的。")])
            return
        files = book.list_entries(opened.desk, staff)
    terminal.emit(
        [_data(one) for one in files], table([_row(one) for one in files]) or [_("违规台账是空的。")]
    )


def _row(file: LedgerFile) -> tuple[str, ...]:
    one, following = file.entry, file.next
    waits = _("下一步 {step}", step=step_label(following.value)) if following else _("已归档")
    return (
        one.code, one.staff_code, entry_kind_label(one.kind), one.occurred_on, severity_label(one.severity),
        _("第 {n} 次", n=file.times) if file.times else "", consequence_label(one.consequence),
        _("申诉撤销") if file.withdrawn else waits,
    )  # fmt: skip


def _data(file: LedgerFile) -> dict[str, object]:
    return {
        **asdict(file.entry), "steps": [asdict(one) for one in file.steps], "times": file.times,
        "suggestion": file.suggestion, "next": file.next.value if file.next else "",
        "withdrawn": file.withdrawn,
    }  # fmt: skip


def _show(terminal: Terminal, file: LedgerFile) -> None:
    lines = table([_row(file)])
    if file.suggestion:
        lines.append(_("按程度和次数建议：{word}", word=consequence_label(file.suggestion)))
    rows = [(step_label(one.step.value), one.done_on, one.owner, one.note) for one in file.steps]
    terminal.emit(_data(file), [*lines, *table(rows)])


@ledger.command()
@click.argument("code")
@pass_terminal
def show(terminal: Terminal, code: str) -> None:
    """Show an entry with its steps."""
    with terminal.open() as opened:
        _show(terminal, book.find_entry(opened.desk, code))


@ledger.command()
@click.argument("finding_name")
@click.option("--owner", default="")
@pass_terminal
def enter(terminal: Terminal, finding_name: str, owner: str) -> None:
    """Take a confirmed finding into the ledger."""
    with terminal.open() as opened:
        one = find_finding(opened.desk, finding_name).finding
        _show(terminal, book.enter_finding(opened.desk, one.id, owner))


@ledger.command()
@click.argument("staff")
@click.argument("summary")
@click.option("--on", "day", default="")
@pass_terminal
def commend(terminal: Terminal, staff: str, summary: str, day: str) -> None:
    """Write a commendation."""
    with terminal.open() as opened:
        _show(terminal, book.commend(opened.desk, staff, summary, day))


@ledger.command()
@click.argument("code")
@click.argument("step_name", type=click.Choice([one.value for one in Step][1:]))
@click.option("--owner", required=True, help="Who is responsible for the step.")
@click.option("--on", "day", default="", help="ISO day; default: today.")
@click.option("--note", default="")
@click.option("--consequence", default="", type=click.Choice(["", *[one.value for one in Consequence]]))
@pass_terminal
def step(
    terminal: Terminal, code: str, step_name: str, owner: str, day: str, note: str, consequence: str
) -> None:
    """Do the next step of an entry."""
    given = StepInput(Step(step_name), owner, day, note, consequence)
    with terminal.open() as opened:
        entry = book.find_entry(opened.desk, code).entry
        _show(terminal, book.take_step(opened.desk, entry.id, given))


@ledger.command("export")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@pass_terminal
def export(terminal: Terminal, out: Path) -> None:
    """Export the ledger as a workbook."""
    with terminal.open() as opened:
        write_new(out, book.ledger_workbook(opened.desk))
    terminal.emit({"file": str(out)}, [_("已导出 {path}", path=out)])
