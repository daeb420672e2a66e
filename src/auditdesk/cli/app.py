"""Entry of the command line: global options anywhere, commands loaded when named, errors to exit codes."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from auditdesk.cli.terminal import Terminal
from auditdesk.domain.errors import AuditDeskError
from auditdesk.i18n import _, preferred_language, use_language
from auditdesk.services.program import Program

COMMANDS = {
    "workspace": "auditdesk.cli.workspace:workspace",
    "form": "auditdesk.cli.form_edit:form",
    "document": "auditdesk.cli.document:document",
    "audit": "auditdesk.cli.audit_run:audit",
    "plan": "auditdesk.cli.plan_past:plan",
    "finding": "auditdesk.cli.finding_loop:finding",
    "action": "auditdesk.cli.finding:action",
    "ledger": "auditdesk.cli.ledger:ledger",
    "case": "auditdesk.cli.case:case",
    "evidence": "auditdesk.cli.evidence:evidence",
    "mask": "auditdesk.cli.masking:mask",
    "detect": "auditdesk.cli.masking:detect",
    "rules": "auditdesk.cli.rules:rules",
    "report": "auditdesk.cli.report:report",
    "share": "auditdesk.cli.share:share",
    "journal": "auditdesk.cli.journal:journal",
    "doctor": "auditdesk.cli.journal:doctor",
    "demo": "auditdesk.cli.demo:demo",
}
_WITH_VALUE = ("--workspace", "--passphrase-file", "--user", "--lang")
_FLAGS = ("--json",)
_KEEPS_OWN_USER = ("init",)


class LazyGroup(click.Group):
    """A group whose commands are imported when they are named, so that ``--version`` stays quick."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """All command names in the order of the manual."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--workspace", type=click.Path(path_type=Path), envvar="AUDITDESK_WORKSPACE")
@click.option("--passphrase-file", type=click.Path(path_type=Path))
@click.option("--user", default="", envvar="AUDITDESK_USER")
@click.option("--lang", default="")
@click.option("--json", "as_json", is_flag=True)
@click.version_option(package_name="auditdesk", message="AuditDesk %(version)s")
@click.pass_context
def root(
    ctx: click.Context, workspace: Path | None, passphrase_file: Path | None, user: str, lang: str,
    *, as_json: bool,
) -> None:  # fmt: skip
    """AuditDesk: offline, encrypted self-checks of customer service."""
    if lang:
        use_language(preferred_language({"AUDITDESK_LANG": lang}))
    terminal = ctx.ensure_object(Terminal)
    terminal.workspace, terminal.passphrase_file = workspace, passphrase_file
    terminal.user, terminal.as_json = user, as_json


def run(
    argv: Sequence[str], program: Callable[[], Program], window: Callable[[Path], int] | None = None
) -> int:
    """Run one command line and return its exit code (0 done, 1 the answer is "no", 2 bad input).

    Args:
        argv: the words after the program's name.
        program: makes the services when a command needs them.
        window: opens the window on a workspace; None where there is no display.
    """
    terminal = Terminal(program, window)
    try:
        code = root.main(globals_first(argv), prog_name="auditdesk", obj=terminal, standalone_mode=False)
    except click.ClickException as error:
        error.show(sys.stderr)
        return 2
    except click.Abort:
        terminal.complain(_("已中断，没有改动。"))
        return 1
    except AuditDeskError as error:
        terminal.complain(error.message)
        return error.exit_code
    return code if isinstance(code, int) else 0


def globals_first(argv: Sequence[str]) -> list[str]:
    """Move global options in front of the command, wherever they stand (DESIGN §9)."""
    front: list[str] = []
    rest: list[str] = []
    words = iter(argv)
    for word in words:
        name, equals, _value = word.partition("=")
        own = name == "--user" and any(command in rest for command in _KEEPS_OWN_USER)
        if word == "--":
            rest += [word, *words]
        elif word in _FLAGS or (name in _WITH_VALUE and equals and not own):
            front.append(word)
        elif word in _WITH_VALUE and not own:
            front += [word, *[value for value in [next(words, None)] if value is not None]]
        else:
            rest.append(word)
    return front + rest
