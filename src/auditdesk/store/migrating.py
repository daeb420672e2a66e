"""Alembic, run in-process over a connection of ours; loaded only when a schema has to move."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from auditdesk.domain.errors import NewerFormatError
from auditdesk.i18n import _

_FOLDER = Path(__file__).with_name("migrations")


def configuration(branch: str) -> Config:
    """Alembic's configuration for a branch (``data`` or ``chain``), without any ini file."""
    config = Config()
    config.set_main_option("script_location", _quoted(_FOLDER))
    config.set_main_option("version_locations", _quoted(_FOLDER / branch))
    config.set_main_option("path_separator", "newline")
    return config


def require_known(path: Path, branch: str, revision: str) -> None:
    """Raise `NewerFormatError` unless the revision is one of ours."""
    script = ScriptDirectory.from_config(configuration(branch))
    if revision not in {one.revision for one in script.walk_revisions()}:
        raise NewerFormatError(
            _("{name} 由更新版本的 AuditDesk 写成，请升级本程序再打开；文件没有改动。", name=path.name),
            path=path,
        )


def upgrade(connection: Connection, branch: str) -> None:
    """Run all missing steps inside the caller's transaction, so that a crash leaves the old schema."""
    config = configuration(branch)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _quoted(path: Path) -> str:
    return str(path).replace("%", "%%")
