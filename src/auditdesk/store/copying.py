"""Copies, checks and checkpoints of encrypted databases."""

from __future__ import annotations

import logging
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from auditdesk.domain.errors import AuditDeskError, BadInputError, DamagedError
from auditdesk.i18n import _
from auditdesk.store.engine import connect, make_engine
from auditdesk.store.faults import door

_log = logging.getLogger(__name__)


def require_file(path: Path) -> None:
    """Raise `DamagedError` unless the database file is there."""
    if not path.is_file():
        raise DamagedError(_("工作区缺少数据库 {name}，请用备份恢复。", name=path.name), path=path)


def problems(engine: Engine, path: Path) -> list[str]:
    """What the cipher's page check, SQLite's own and foreign keys find, as sentences."""
    checks = (
        ("cipher_integrity_check", _("{name} 的加密页损坏：{what}")),
        ("integrity_check", _("{name} 的结构损坏：{what}")),
        ("foreign_key_check", _("{name} 的引用不完整：{what}")),
    )
    found: list[str] = []
    try:
        with engine.connect() as connection:
            for pragma, sentence in checks:
                for row in connection.exec_driver_sql(f"PRAGMA {pragma}"):
                    what = " ".join(map(str, row))
                    if what != "ok":
                        found.append(sentence.format(name=path.name, what=what))
    except DamagedError as error:
        found.append(error.message)
    return found


def copy(source: Path, target: Path, key: bytes) -> Path:
    """A consistent copy under the same key while others read and write, opened again and checked.

    Raises:
        BadInputError: there is a file already; it is left as it is.
        DamagedError: source or copy does not hold; no copy is left.
    """
    if target.exists():
        raise BadInputError(_("{path} 已经存在，请换一个备份位置。", path=target), path=target)
    try:
        with door(source), closing(connect(source, key)) as reading, closing(connect(target, key)) as writing:
            reading.backup(writing)
            writing.execute("PRAGMA journal_mode = DELETE").fetchone()
        engine = make_engine(target, lambda: connect(target, key))
        found = problems(engine, target)
        engine.dispose()
        if found:
            raise DamagedError(
                _("{name} 的副本没有通过核对，已删除：{why}", name=source.name, why=found[0]), path=target
            )
    except AuditDeskError:
        for left in (target, Path(f"{target}-wal"), Path(f"{target}-shm")):
            left.unlink(missing_ok=True)
        raise
    return target


def checkpoint(path: Path, key: bytes) -> None:
    """Empty the write-ahead log into the database and let SQLite refresh its statistics.

    A damaged or full disk, or somebody still reading, is no reason not to close: the log stays and is
    read at the next opening.
    """
    try:
        with door(path), closing(connect(path, key)) as driver:
            driver.execute("PRAGMA busy_timeout = 0")
            driver.execute("PRAGMA optimize").fetchall()
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except AuditDeskError as error:
        _log.info("%s was closed without a checkpoint: %s", path.name, type(error).__name__)
