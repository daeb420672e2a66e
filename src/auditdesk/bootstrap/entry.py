"""Choose the front end: a command goes to the command line, none opens the window."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

from auditdesk.domain.errors import AuditDeskError
from auditdesk.i18n import _, preferred_language, use_language
from auditdesk.services.program import Program

_WINDOW_OPTIONS = ("--workspace",)


def run(argv: Sequence[str]) -> int:
    """Run the program with these arguments; returns the exit code."""
    use_language(preferred_language())
    if wants_window(argv):
        return open_window(argv)
    front_end = importlib.import_module("auditdesk.cli.app")
    window = (lambda folder: open_window(["--workspace", str(folder)])) if has_display() else None
    return int(front_end.run(list(argv), make_program, window))


def make_program() -> Program:
    """The services behind both front ends."""
    module = importlib.import_module("auditdesk.bootstrap.workspaces")
    program: Program = module.WorkspaceProgram()
    return program


def wants_window(argv: Sequence[str]) -> bool:
    """Whether there is no command: nothing at all, or only a workspace to open."""
    return not argv or (len(argv) == len(_WINDOW_OPTIONS) + 1 and argv[0] in _WINDOW_OPTIONS)


def has_display() -> bool:
    """Whether a window can be shown here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_window(argv: Sequence[str]) -> int:
    """Open the window; on bare Linux missing Qt libraries are named with the line that installs them."""
    try:
        front_end = importlib.import_module("auditdesk.ui.application")
    except ImportError as error:
        sys.stderr.write(missing_libraries(error) + "\n")
        return 2
    if not has_display() and "QT_QPA_PLATFORM" not in os.environ:
        sys.stderr.write(_("这里没有显示器，打不开窗口；用 auditdesk --help 看命令行用法。") + "\n")
        return 2
    try:
        return int(front_end.run(list(argv), make_program()))
    except AuditDeskError as error:
        sys.stderr.write(error.message + "\n")
        return error.exit_code


def missing_libraries(error: ImportError) -> str:
    """One sentence with the exact install line for the libraries Qt needs."""
    line = (
        "apt-get install -y libegl1 libgl1 libxkbcommon0 libfontconfig1 libdbus-1-3 libglib2.0-0 "
        "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0"
    )
    return _("窗口需要的系统库缺失（{what}），请先运行：{line}", what=error, line=line)
