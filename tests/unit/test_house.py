"""Rules of the house that no linter knows: documented commands, a core without toolkit, safe doors."""

import ast
import subprocess
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

from auditdesk.cli.app import COMMANDS, LazyGroup, root

TOP = Path(__file__).parents[2]
SOURCE = TOP / "src" / "auditdesk"


@cache
def trees():
    """Every source file and its syntax tree."""
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in SOURCE.rglob("*.py")]


def test_every_command_loads_and_stands_in_the_readme():
    readme = (TOP / "README.md").read_text(encoding="utf-8")
    assert isinstance(root, LazyGroup)
    for name in COMMANDS:
        assert root.get_command(None, name) is not None
        assert f"`{name}`" in readme, name


def test_everything_below_the_window_loads_without_qt():
    code = """
import importlib, pkgutil, sys
class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "shiboken6"):
            raise ImportError(name)
sys.meta_path.insert(0, NoQt())
import auditdesk
for module in pkgutil.walk_packages(auditdesk.__path__, "auditdesk."):
    if not module.name.startswith(("auditdesk.ui", "auditdesk.__main__", "auditdesk.store.migrations")):
        importlib.import_module(module.name)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_version_is_told_before_anything_else_is_loaded():
    code = (
        "import sys; sys.argv = ['auditdesk', '--version']; from auditdesk.__main__ import main; main(); "
        "print(sorted(name for name in sys.modules if name.startswith('auditdesk')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    said, loaded = done.stdout.splitlines()
    assert said == f"AuditDesk {version('auditdesk')}"
    assert loaded == "['auditdesk', 'auditdesk.__main__']"


def test_files_stay_small():
    large = {
        str(path.relative_to(TOP)): lines
        for path in SOURCE.rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not large


def test_temporary_files_and_dialogs_have_one_door():
    allowed = {
        "tempfile": {"cli/demo.py"},
        "QFileDialog": {"ui/dialogs.py"},
        "QMessageBox": {"ui/dialogs.py"},
    }
    for path, tree in trees():
        names = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        for name, places in allowed.items():
            assert name not in names or path.relative_to(SOURCE).as_posix() in places, (path, name)


def test_nothing_global_and_no_star_imports():
    for path, tree in trees():
        for node in ast.walk(tree):
            assert not isinstance(node, ast.Global), path
            assert not (isinstance(node, ast.ImportFrom) and node.names[0].name == "*"), path
