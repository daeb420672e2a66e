"""``auditdesk mask`` and ``auditdesk detect``: personal data in files, without a workspace."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from auditdesk.cli.masked_files import Outcome, mask_one, terminated_as_cancelled, told, wanted_files
from auditdesk.cli.terminal import Terminal, pass_terminal, write_new
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.spans import Span, kind_label
from auditdesk.i18n import _
from auditdesk.services.reading import read_input

STYLES = ("keep", "replace", "pseudonym", "remove", "by_kind")


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
@pass_terminal
def mask(terminal: Terminal, files: tuple[Path, ...], out: Path, style: str, report_file: Path | None) -> int:
    """Write masked copies of FILES (and of the files in folders) into a folder.

    Every copy is opened and searched again. Exit 1 when something is left, 2 when a file is refused.
    """
    key = secrets.token_bytes(32)
    outcomes: list[Outcome] = []
    with terminal.watch() as bar, terminated_as_cancelled():
        masking = terminal.program.masking()
        for wanted in wanted_files(files, out):
            outcomes.append(mask_one(masking, wanted, out, key, style, bar))
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
@pass_terminal
def detect(terminal: Terminal, file: Path | None, *, jsonl: bool) -> None:
    """Find personal data in a text file, or in JSON lines on stdin."""
    masking = terminal.program.masking()
    if jsonl:
        for line in _spans_of_lines(masking.detect_many(_texts(sys.stdin))):
            click.echo(line)
        return
    if file is None:
        raise BadInputError(_("请给出文件，或用 --jsonl 从标准输入读。"))
    text = masking.read_text(read_input(file), file.name)
    spans = masking.detect(text)
    lines = [
        f"{kind_label(span.kind)}  {span.start}–{span.end}  {span.score:.2f}  {span.reason}" for span in spans
    ]
    terminal.emit({"spans": [_plain(span) for span in spans]}, lines)


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
    return {"start": span.start, "end": span.end, "kind": span.kind.value, "score": round(span.score, 3)}
