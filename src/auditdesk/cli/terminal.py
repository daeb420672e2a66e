"""What every command shares: the open workspace, output on stdout, messages and progress on stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Self

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.filenames import part_name
from auditdesk.i18n import _
from auditdesk.services.program import OpenWorkspace
from auditdesk.services.program import Program as Entry


class Terminal:
    """One run of the command line."""

    def __init__(self, program: Callable[[], Entry], window: Callable[[Path], int] | None = None) -> None:
        self._program = program
        self._window = window
        self._made: Entry | None = None
        self.workspace: Path | None = None
        self.passphrase_file: Path | None = None
        self.user = ""
        self.as_json = False

    @property
    def program(self) -> Entry:
        """The composition root's services, made on first use."""
        if self._made is None:
            self._made = self._program()
        return self._made

    @property
    def folder(self) -> Path:
        """The workspace folder asked for, or the default one."""
        return self.workspace or self.program.default_folder()

    def passphrase(self, prompt: str = "", *, confirm: bool = False) -> str:
        """From ``--passphrase-file``, ``AUDITDESK_PASSPHRASE`` or a prompt, in this order."""
        if self.passphrase_file is not None:
            return read_secret(self.passphrase_file)
        given = os.environ.get("AUDITDESK_PASSPHRASE")
        if given is not None:
            return given
        return ask_secret(prompt or _("口令"), confirm=confirm)

    def open(self) -> OpenWorkspace:
        """Unlock the workspace for a command."""
        return self.program.open(self.folder, self.passphrase(), self.user)

    def emit(self, data: object, lines: Iterable[str] = ()) -> None:
        """The command's result: one JSON document with ``--json``, else the lines."""
        if self.as_json:
            click.echo(json.dumps(msgspec.to_builtins(data), ensure_ascii=False, indent=1))
            return
        for line in lines:
            click.echo(line)

    def tell(self, line: str) -> None:
        """A message for the person, on stderr."""
        click.echo(line, err=True)

    def complain(self, sentence: str) -> None:
        """The one sentence of an error."""
        click.echo(_("错误：{text}", text=sentence), err=True)

    def can_show_window(self) -> bool:
        """Whether a window can be opened here."""
        return self._window is not None

    def show_window(self, folder: Path) -> int:
        """Open the window on a workspace."""
        assert self._window is not None
        return self._window(folder)

    def watch(self) -> AbstractContextManager[Bar]:
        """Progress on stderr, shown only where a person watches."""
        return Bar()


class Bar(AbstractContextManager["Bar"]):
    """A `Progress` on the terminal; Ctrl+C cancels as everywhere."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._rich = Progress(
            TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn(),
            console=console, transient=True, disable=not console.is_terminal,
        )  # fmt: skip
        self._task = self._rich.add_task("", total=None, visible=False)

    def __enter__(self) -> Self:
        """Start drawing."""
        self._rich.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop drawing."""
        self._rich.stop()

    def start(self, label: str, total: int) -> None:
        """A new stage."""
        self._rich.update(self._task, description=label, total=total or None, completed=0, visible=True)

    def step(self, amount: int = 1) -> None:
        """More is done."""
        self._rich.advance(self._task, amount)


def ask_secret(prompt: str, *, confirm: bool = False) -> str:
    """Ask without echo; refuses when there is nobody to ask."""
    if not sys.stdin.isatty():
        raise BadInputError(
            _("需要口令：用 --passphrase-file 指定文件，或设置环境变量 AUDITDESK_PASSPHRASE。")
        )
    answer = click.prompt(prompt, hide_input=True, confirmation_prompt=confirm, err=True)
    return str(answer)


def read_secret(path: Path) -> str:
    """The first line of a passphrase file."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError(_("读不了口令文件 {path}。", path=path), path=path) from error
    lines = text.splitlines()
    if not lines or not lines[0]:
        raise BadInputError(_("口令文件 {path} 是空的。", path=path), path=path)
    return lines[0]


def write_new(path: Path, data: bytes) -> Path:
    """Write a result file beside its place and move it there, so that no half file is ever left.

    Raises:
        BadInputError: the place cannot be written.
    """
    part = path.with_name(part_name(path.name))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):  # the place itself may not exist
            part.unlink()
        raise BadInputError(
            _("写不了 {path}：{why}。", path=path, why=error.strerror or error), path=path
        ) from error
    return path


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as aligned text lines; Han characters count as two columns."""
    if not rows:
        return []
    widths = [max(map(_columns, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - _columns(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


_WIDE_FROM = 0x2E80


def _columns(text: str) -> int:
    return sum(2 if ord(char) >= _WIDE_FROM else 1 for char in text)


pass_terminal = click.make_pass_decorator(Terminal)
