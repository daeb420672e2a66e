"""Schema versions: where a database stands, and what must happen before it can be used."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine

from auditdesk.domain.errors import DamagedError
from auditdesk.i18n import _
from auditdesk.store import copying
from auditdesk.store.engine import WRITER

HEADS = {"data": "r0011", "chain": "r0001"}
"""The newest revision of each branch of `auditdesk.store.migrations`, so that opening needs no Alembic."""


def bring_up(engine: Engine, path: Path, key: bytes, branch: str) -> None:
    """Make a new database's tables, or take an older one to the newest schema after a checked backup.

    Args:
        engine: over the database.
        path: its file.
        key: its raw key.
        branch: a key of `HEADS`.

    Raises:
        NewerFormatError: a newer program wrote it; nothing is touched.
        DamagedError: it holds tables but no version, or the backup before a migration does not hold.
    """
    with engine.connect() as connection:
        empty, current = _version(connection)
    if current == HEADS[branch]:
        return
    if not empty and not current:
        raise DamagedError(_("{name} 不是本程序的数据库，没有改动。", name=path.name), path=path)
    from auditdesk.store import migrating  # noqa: PLC0415 - Alembic takes 0.3 s and is rarely needed

    if not empty:
        migrating.require_known(path, branch, current)
        target = path.with_name(f"{path.name}.before-{HEADS[branch]}")
        target.unlink(missing_ok=True)
        copying.copy(path, target, key)
    with engine.connect() as connection:
        connection.execution_options(**{WRITER: True})
        with connection.begin():
            migrating.upgrade(connection, branch)


def _version(connection: Connection) -> tuple[bool, str]:
    """Whether the file has no tables yet, and its revision, empty when it names none."""
    tables = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    if "alembic_version" not in tables:
        return not tables, ""
    return False, str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")
