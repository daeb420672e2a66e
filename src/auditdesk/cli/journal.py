"""``auditdesk journal`` and ``auditdesk doctor``: what was done, and whether everything is sound."""

from __future__ import annotations

from dataclasses import asdict

import click

from auditdesk.cli.terminal import Terminal, pass_terminal, table
from auditdesk.domain.journal_words import action_word
from auditdesk.services.health import check_workspace
from auditdesk.services.journal import verdict_words, verify_journal
from auditdesk.services.people import names
from auditdesk.services.program import Level


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
        (str(one.number), one.at, known.get(one.user, one.user or "–"), action_word(one.action), one.subject)
        for one in entries
    ]
    terminal.emit([asdict(one) for one in entries], table(rows))


@journal.command()
@pass_terminal
def verify(terminal: Terminal) -> int:
    """Walk the chain and the seals; exit 1 at the first broken entry."""
    with terminal.open() as opened:
        state = verify_journal(opened.desk)
    terminal.emit({**asdict(state), "intact": state.intact}, [verdict_words(state)])
    return 0 if state.intact else 1


@click.command()
@pass_terminal
def doctor(terminal: Terminal) -> int:
    """Check environment, keyring, fonts and models; with a workspace also its stores."""
    checks = terminal.program.doctor()
    if terminal.workspace is not None:
        summary = terminal.program.summary(terminal.folder)
        with terminal.open() as opened, terminal.watch() as bar:
            checks += check_workspace(opened, summary, bar)
    marks = {Level.FINE: "✓", Level.NOTE: "·", Level.FAULT: "!"}
    rows = [(marks[one.level], one.name, f"{one.found} {one.advice}".strip()) for one in checks]
    plain = [
        {"name": one.name, "ok": one.fine, "level": one.level, "message": one.found, "advice": one.advice}
        for one in checks
    ]
    terminal.emit(plain, table(rows))
    return 0 if all(one.fine for one in checks) else 1
