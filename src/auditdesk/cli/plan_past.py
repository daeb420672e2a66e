"""``auditdesk plan past``: results of checks made before the site worked with the program."""

from __future__ import annotations

from dataclasses import asdict

import click

from auditdesk.cli.plan import plan
from auditdesk.cli.terminal import Terminal, pass_terminal, table
from auditdesk.domain.audits import AuditKind
from auditdesk.domain.past import PastResult
from auditdesk.i18n import _
from auditdesk.services.past import keep_past, list_past, remove_past


@plan.group()
def past() -> None:
    """Earlier results that keep the trend whole."""


@past.command("list")
@pass_terminal
def list_(terminal: Terminal) -> None:
    """List earlier results."""
    with terminal.open() as opened:
        found = list_past(opened.desk)
    rows = [
        (one.id[:8], one.period_end, one.title, f"{one.passed}/{one.counted}", one.source) for one in found
    ]
    terminal.emit([asdict(one) for one in found], table(rows) or [_("没有补录的往期结果。")])


@past.command()
@click.option("--title", required=True)
@click.option("--kind", type=click.Choice([kind.value for kind in AuditKind]), default="routine")
@click.option("--from", "start", required=True, help="First day of the period, YYYY-MM-DD.")
@click.option("--to", "end", required=True, help="Last day of the period, YYYY-MM-DD.")
@click.option("--passed", type=int, required=True)
@click.option("--failed", type=int, required=True)
@click.option("--not-applicable", type=int, default=0)
@click.option("--source", required=True, help="Where the figures come from.")
@pass_terminal
def add(
    terminal: Terminal, title: str, kind: str, start: str, end: str, passed: int, failed: int,
    not_applicable: int, source: str,
) -> None:  # fmt: skip
    """Keep an earlier result."""
    result = PastResult("", title, AuditKind(kind), start, end, passed, failed, not_applicable, source)
    with terminal.open() as opened:
        made = keep_past(opened.desk, [result])[0]
    terminal.emit(
        asdict(made),
        [_("已补录 {title} {passed}/{counted}", title=title, passed=passed, counted=made.counted)],
    )


@past.command()
@click.argument("name")
@pass_terminal
def remove(terminal: Terminal, name: str) -> None:
    """Take a wrongly entered result out; NAME is the start of its id."""
    with terminal.open() as opened:
        found = [one.id for one in list_past(opened.desk) if one.id.startswith(name)]
        removed = remove_past(opened.desk, found[0] if len(found) == 1 else name)
    terminal.emit(asdict(removed), [_("已撤下 {title}", title=removed.title)])
