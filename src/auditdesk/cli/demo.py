"""``auditdesk demo``: the main job end to end on invented data; exits non-zero if anything does not hold."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import click

from auditdesk.cli.demo_story import Story
from auditdesk.cli.terminal import Terminal, pass_terminal
from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _


@click.command()
@click.option("--dir", "folder", type=click.Path(path_type=Path, file_okay=False), help="Where to build it.")
@click.option("--no-window", is_flag=True, help="Do not open the window afterwards.")
@pass_terminal
def demo(terminal: Terminal, folder: Path | None, *, no_window: bool) -> int:
    """Build a realistic sample workspace, do the whole job on it and verify the result."""
    target = folder or Path(tempfile.mkdtemp(prefix="auditdesk-demo-"))
    if target.exists() and any(target.iterdir()):
        raise BadInputError(_("{path} 不是空文件夹，请换一个位置。", path=target), path=target)
    story = Story(terminal.program, target)
    rows: list[dict[str, object]] = []
    for name, step in story.steps():
        begun = time.perf_counter()
        figure = step()
        seconds = time.perf_counter() - begun
        rows.append({"step": name, "result": figure, "seconds": round(seconds, 2)})
        terminal.tell(f"{len(rows):2d}  {name}：{figure}（{seconds:.1f} s）")
    problems = story.problems
    for problem in problems:
        terminal.complain(problem)
    paths = {name: str(path) for name, path in story.made.items()}
    lines = [f"{name}: {path}" for name, path in paths.items()]
    lines.append(_("全部核对通过。") if not problems else _("有 {n} 处没有通过。", n=len(problems)))
    terminal.emit({"ok": not problems, "steps": rows, "paths": paths, "problems": problems}, lines)
    if not problems and not no_window and terminal.can_show_window():
        return terminal.show_window(story.made["workspace"])
    return 1 if problems else 0
