"""``auditdesk journal`` and ``auditdesk doctor``: what was done, and whether everything is sound."""

from __future__ import annotations

from dataclasses import asdict

import click

from auditdesk.cli.terminal import Terminal, pass_terminal, table
from auditdesk.i18n import _
from auditdesk.services.people import names


@click.group()
def journal() -> None:
    """The tamper-evident journal."""


@journal.command()
@click.option("--after", default=0)
@click.option("--limit", default=200)
@pass_terminal
def show(terminal: Terminal, after: int, limit: int) -> None:
    """Show entries."""
    with terminal.open() as opened:
        entries = opened.desk.journal.entries(after=after, limit=limit)
        known = names(opened.desk)
    rows = [
        (str(one.number), one.at, known.get(one.user, one.user or "–"), one.action, one.subject)
        for one in entries
    ]
    terminal.emit([asdict(one) for one in entries], table(rows))


@journal.command()
@pass_terminal
def verify(terminal: Terminal) -> int:
    """Walk the chain and the seals; exit 1 at the first broken entry."""
    with terminal.open() as opened:
        state = opened.desk.journal.verify()
    plain = {**asdict(state), "intact": state.intact}
    line = (
        _("{n} 条日志连续完整，已封签到第 {sealed} 条。", n=state.entries, sealed=state.sealed)
        if state.intact
        else _("第 {n} 条日志有问题：{what}", n=state.broken_at, what=state.problem)
    )
    terminal.emit(plain, [line])
    return 0 if state.intact else 1


@click.command()
@pass_terminal
def doctor(terminal: Terminal) -> int:
    """Check environment, keyring, fonts and models; with a workspace also its stores."""
    checks = terminal.program.doctor()
    if terminal.workspace is not None:
        with terminal.open() as opened:
            problems = opened.check()
        checks.append((_("工作区"), not problems, _("；").join(problems) or _("完好")))
    rows = [("✓" if fine else "!", name, sentence) for name, fine, sentence in checks]
    plain = [{"name": name, "ok": fine, "message": sentence} for name, fine, sentence in checks]
    terminal.emit(plain, table(rows))
    return 0 if all(fine for _name, fine, _sentence in checks) else 1
