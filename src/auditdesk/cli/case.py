"""``auditdesk case``: the training case library (REQUIREMENTS A13, B7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

import click

from auditdesk.cli.terminal import Terminal, pass_terminal, table, write_new
from auditdesk.domain.cases import TEXTS, Case, case_state_label, text_label
from auditdesk.i18n import _
from auditdesk.services import cases
from auditdesk.services.rectifying import find_finding


@click.group()
def case() -> None:
    """Training cases without personal data."""


@case.command("list")
@click.option("--search", default="")
@click.option("--like", "finding_name", default="", help="Published cases like this finding.")
@pass_terminal
def list_(terminal: Terminal, search: str, finding_name: str) -> None:
    """List cases."""
    with terminal.open() as opened:
        if finding_name:
            one = find_finding(opened.desk, finding_name).finding
            found = [each for each, _score in cases.similar_cases(opened.desk, one)]
        else:
            found = cases.list_cases(opened.desk, search)
    rows = [(one.code, one.title, case_state_label(one.state)) for one in found]
    terminal.emit([asdict(one) for one in found], table(rows) or [_("没有案例。")])


def _show(terminal: Terminal, one: Case) -> None:
    lines = [f"{one.code} {case_state_label(one.state)}"]
    lines += [f"{text_label(name)}：{getattr(one, name)}" for name in TEXTS]
    terminal.emit(asdict(one), lines)


@case.command()
@click.argument("code")
@pass_terminal
def show(terminal: Terminal, code: str) -> None:
    """Show a case."""
    with terminal.open() as opened:
        _show(terminal, cases.find_case(opened.desk, code))


def _text_options(command: Callable[..., None]) -> Callable[..., None]:
    """One option per text of a case."""
    for option in ("--question", "--class", "--lesson", "--story", "--title"):
        name = "violation_class" if option == "--class" else option[2:]
        command = click.option(option, name)(command)
    return command


def _given(texts: Mapping[str, str | None]) -> dict[str, str]:
    return {key: value for key, value in texts.items() if value is not None}


@case.command()
@click.option("--finding", "finding_name", default="", help="Half fill it from a finding.")
@_text_options
@pass_terminal
def make(terminal: Terminal, /, finding_name: str, **texts: str | None) -> None:
    """Make a draft; refused while personal data is left in it."""
    with terminal.open() as opened:
        source = find_finding(opened.desk, finding_name).finding.id if finding_name else ""
        _show(terminal, cases.make_case(opened.desk, source, **_given(texts)))


@case.command()
@click.argument("code")
@_text_options
@pass_terminal
def edit(terminal: Terminal, /, code: str, **texts: str | None) -> None:
    """Change a draft."""
    with terminal.open() as opened:
        _show(
            terminal, cases.change_case(opened.desk, cases.find_case(opened.desk, code).id, **_given(texts))
        )


@case.command()
@click.argument("code")
@pass_terminal
def publish(terminal: Terminal, code: str) -> None:
    """Publish a case for training."""
    with terminal.open() as opened:
        _show(terminal, cases.publish_case(opened.desk, cases.find_case(opened.desk, code).id))


@case.command()
@click.argument("code")
@pass_terminal
def withdraw(terminal: Terminal, code: str) -> None:
    """Make a published case a draft again."""
    with terminal.open() as opened:
        _show(terminal, cases.withdraw_case(opened.desk, cases.find_case(opened.desk, code).id))


@case.command("export")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@pass_terminal
def export(terminal: Terminal, out: Path) -> None:
    """Export the published cases as a workbook."""
    with terminal.open() as opened:
        write_new(out, cases.cases_workbook(opened.desk))
    terminal.emit({"file": str(out)}, [_("已导出 {path}", path=out)])
