"""Pictures of every page with the sample data, in both languages and themes: ``python -m tests.screens``."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from tests.fakes import MemoryDeviceSecrets

from auditdesk.bootstrap.workspaces import WorkspaceProgram
from auditdesk.cli import demo_data
from auditdesk.cli.demo_story import FORM, Story
from auditdesk.crypto.kdf import KdfParameters
from auditdesk.domain.findings import FindingState
from auditdesk.i18n import LANGUAGES, use_language
from auditdesk.services.desk import Desk
from auditdesk.services.rectifying import list_findings
from auditdesk.ui.application import Application
from auditdesk.ui.dialogs import ScriptedDialogs
from auditdesk.ui.pages.registry import offers
from auditdesk.ui.theme.style import Theme

SIZE = (1366, 768)
THEMES = ("light", "dark")


def settle(milliseconds: int = 1500) -> None:
    """Let jobs finish and the page paint."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def render(out: Path, *, steps: int = 99) -> list[Path]:
    """Build the sample up to a step and save a picture per page, language and theme."""
    out.mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="auditdesk-screens-"))
    program = WorkspaceProgram(
        home=home, kdf=KdfParameters.for_tests(), device_secrets=MemoryDeviceSecrets(present=True)
    )
    story = Story(program, home / "demo")
    for _number, (_name, step) in zip(range(steps), story.steps(), strict=False):
        step()
    story.leave()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    made: list[Path] = []
    for language in LANGUAGES:
        use_language(language)
        for name in THEMES:
            theme = Theme(app)
            theme.use(name)
            made += pages(program, story, out, f"{language}-{name}")
    return made


def pages(program: WorkspaceProgram, story: Story, out: Path, suffix: str) -> list[Path]:
    """Start screen and every page of the frame."""
    application = Application(program, lambda _window: ScriptedDialogs())
    application.window.resize(*SIZE)
    application.start()
    settle()
    made = [grab(application.window, out / f"unlock-{suffix}.png")]
    workspace = program.open(story.made["workspace"], demo_data.PASSPHRASES["1042"], "1042")
    application._opened(workspace)
    assert application.session is not None
    shell = application.session.shell
    shell.resize(*SIZE)
    for name, page, target in telling(story, workspace.desk):
        shell.open_page(page, target)
        settle()
        made.append(grab(shell, out / f"{name}-{suffix}.png"))
    application.shutdown()
    settle(50)
    return made


def telling(story: Story, desk: Desk) -> list[tuple[str, str, str | None]]:
    """Picture, page and what is open on it, so that each picture can be laid beside its mock-up."""
    running, done = story.year.audit_id, story.audit_id
    findings = list_findings(desk, audit_id=running) if running else []
    due = next((one.id for one in findings if one.state is FindingState.TO_VERIFY), None)
    open_on = {
        "audits": f"{running}/4.3" if running else done or None,
        "findings": due,
        "reports": done or None,
        "library": FORM,
    }
    pictures = [(offer.name, offer.name, open_on.get(offer.name)) for offer in offers()]
    plans = [(f"audits-{tab}", "audits", tab) for tab in ("plans", "calendar")]
    return pictures + (plans if running else [])


def grab(widget: object, path: Path) -> Path:
    """Save what the widget shows."""
    assert widget.grab().save(str(path))
    return path


if __name__ == "__main__":
    for picture in render(Path(sys.argv[1]), steps=int(sys.argv[2]) if len(sys.argv) > 2 else 99):
        sys.stdout.write(f"{picture}\n")
