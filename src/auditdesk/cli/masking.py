"""``auditdesk mask`` and ``auditdesk detect``: personal data in files, without a workspace."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from auditdesk.cli.masked_files import Outcome, mask_one, terminated_as_cancelled, told, wanted_files
from auditdesk.cli.terminal import Terminal, pass_terminal, write_new
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.maskrules import CaseFile
from auditdesk.domain.spans import Span, kind_label
from auditdesk.i18n import _
from auditdesk.services.reading import read_input
from auditdesk.services.rules_text import read_rules

STYLES = ("keep", "replace", "pseudonym", "remove", "by_kind")
_CASE_OPTIONS = (
    click.option(
        "--rules", "rules_file", type=click.Path(path_type=Path, dir_okay=False),
        help="Own rules as `rules export` writes them.",
    ),
    click.option(
        "--people", "people_file", type=click.Path(path_type=Path, dir_okay=False),
        help="Names confirmed in the case, one a line.",
    ),
)  # fmt: skip


def _case_options(command: Callable[..., object]) -> Callable[..., object]:
    for option in reversed(_CASE_OPTIONS):
        command = option(command)
    return command


def _case(terminal: Terminal, rules_file: Path | None, people_file: Path | None) -> CaseFile:
    """What the two files add to detection; raises `BadInputError`."""
    masking = terminal.program.masking()
    rules = read_rules(masking.read_text(read_input(rules_file), rules_file.name)) if rules_file else []
    people = masking.read_text(read_input(people_file), people_file.name).split() if people_file else []
    return CaseFile(tuple(rules), tuple(people))


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder for copies."
)
@click.option(
    "--style", type=click.Choice(STYLES), default="keep", show_default=True,
    help="keep: first and last characters (138****1234); replace: the kind (【手机号】); pseudonym: the same "
    "stand-in for the same value; remove: nothing; by_kind: stand-ins for names, the rest as keep.",
)  # fmt: skip
@click.option(
    "--report", "report_file", type=click.Path(path_type=Path, dir_okay=False),
    help="JSON with copy, counts, residue, notes, sizes and SHA-256 of every file; no original names in it.",
)  # fmt: skip
@_case_options
@pass_terminal
def mask(
    terminal: Terminal, files: tuple[Path, ...], out: Path, style: str, report_file: Path | None,
    rules_file: Path | None, people_file: Path | None,
) -> int:  # fmt: skip
    """Write masked copies of FILES (and of the files in folders) into a folder.

    Every copy is opened and searched again. Exit 1 when something is left, 2 when a file is refused.
    """
    case = _case(terminal, rules_file, people_file)
    key = secrets.token_bytes(32)
    outcomes: list[Outcome] = []
    with terminal.watch() as bar, terminated_as_cancelled():
        masking = terminal.program.masking()
        for wanted in wanted_files(files, out):
            outcomes.append(mask_one(masking, wanted, out, key, style, bar, case))
            if outcomes[-1].error:
                terminal.complain(f"{wanted.path.name}: {outcomes[-1].error}")
    if not outcomes:
        raise BadInputError(_("文件夹里没有可以处理的文件。"))
    if report_file is not None:
        report = [one.report(out) for one in outcomes]
        write_new(report_file, json.dumps(report, ensure_ascii=False, indent=1).encode())
    terminal.emit([one.record() for one in outcomes], told(outcomes))
    return max(one.code for one in outcomes)


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--jsonl", is_flag=True, help='Lines {"text": …} on stdin, lines {"spans": […]} on stdout.')
@click.option("--names/--no-names", default=True, help="Use the name model where it is installed.")
@_case_options
@pass_terminal
def detect(
    terminal: Terminal,
    file: Path | None,
    rules_file: Path | None,
    people_file: Path | None,
    *,
    jsonl: bool,
    names: bool,
) -> None:
    """Find personal data in a text file, or in JSON lines on stdin."""
    masking = terminal.program.masking()
    case = _case(terminal, rules_file, people_file)
    if names and not masking.knows_names():
        terminal.tell(_("没有安装人名模型：只按规则找姓名，个别写法会漏。"))
    if jsonl:
        for line in _spans_of_lines(masking.detect_many(_texts(sys.stdin), case=case, names=names)):
            click.echo(line)
        return
    if file is None:
        raise BadInputError(_("请给出文件，或用 --jsonl 从标准输入读。"))
    text = masking.read_text(read_input(file), file.name)
    spans = masking.detect(text, case=case, names=names)
    lines = [
        f"{kind_label(span.kind)}  {span.start}–{span.end}  {span.score:.2f}  {span.reason}" for span in spans
    ]
    terminal.emit({"spans": [_plain(span) | {"reason": span.reason} for span in spans]}, lines)


def _texts(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadInputError(_("第 {n} 行不是 JSON。", n=number)) from error
        if not isinstance(record, dict) or not isinstance(record.get("text"), str):
            raise BadInputError(_("第 {n} 行没有文字字段 text。", n=number))
        yield record["text"]


def _spans_of_lines(results: Iterable[tuple[Span, ...]]) -> Iterator[str]:
    for spans in results:
        yield json.dumps({"spans": [_plain(span) for span in spans]}, ensure_ascii=False)


def _plain(span: Span) -> dict[str, object]:
    plain: dict[str, object] = {
        "start": span.start, "end": span.end, "kind": span.kind.value, "score": round(span.score, 3),
    }  # fmt: skip
    return plain | {"label": span.label} if span.label else plain
