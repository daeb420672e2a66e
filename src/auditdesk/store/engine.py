"""SQLAlchemy on SQLCipher: keyed connections whose key never enters a URL (DESIGN §3, FACTS "Store")."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, QueuePool, create_engine, event
from sqlcipher3 import dbapi2

from auditdesk.domain.errors import NewerFormatError
from auditdesk.i18n import _
from auditdesk.store.faults import converted, door

WRITER = "auditdesk_writer"
_KEY_BYTES = 32
_CACHE_KIB = 64 * 1024
_BUSY_SECONDS = 5.0
_READERS = 8


def connect(path: Path, key: bytes) -> Any:  # noqa: ANN401 - the driver has no types
    """A keyed driver connection in autocommit mode.

    Args:
        path: the database file; made when absent.
        key: raw 256-bit key.

    Raises:
        DamagedError: not a database, or another key's.
        NewerFormatError: the library writes another file format than SQLCipher 4.
    """
    if len(key) != _KEY_BYTES:
        raise ValueError("SQLCipher raw keys have 32 bytes")
    with door(path):
        connection = dbapi2.connect(
            str(path), isolation_level=None, check_same_thread=False, timeout=_BUSY_SECONDS
        )
        try:
            _prepare(connection, key)
        except BaseException:
            connection.close()
            raise
    return connection


def _prepare(connection: Any, key: bytes) -> None:  # noqa: ANN401 - the driver has no types
    """Key first, then a read that proves it, then the settings that write."""
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA cipher_log_level = NONE")
    version = connection.execute("PRAGMA cipher_version").fetchone()[0]
    if not version.startswith("4."):
        raise NewerFormatError(
            _("加密库 SQLCipher {version} 的文件格式不同，请安装与本程序配套的版本。", version=version)
        )
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    connection.execute("PRAGMA journal_mode = WAL").fetchone()
    for setting in (
        "synchronous = FULL", "foreign_keys = ON", "temp_store = MEMORY", "secure_delete = ON",
        f"cache_size = -{_CACHE_KIB}", "trusted_schema = OFF",
    ):  # fmt: skip
        connection.execute(f"PRAGMA {setting}").fetchall()


def make_engine(path: Path, opener: Callable[[], Any]) -> Engine:
    """An engine over ``opener``'s connections that begins transactions itself and tells errors in sentences.

    A connection with the execution option `WRITER` begins immediately: a deferred transaction that starts
    to write beside another one fails at once in spite of the busy timeout.
    """
    engine = create_engine(
        "sqlite+pysqlite://", module=dbapi2, creator=opener, poolclass=QueuePool,
        pool_size=_READERS, max_overflow=-1, pool_use_lifo=True,
    )  # fmt: skip

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writer = connection.get_execution_options().get(WRITER, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")

    @event.listens_for(engine, "handle_error")
    def tell(context: ExceptionContext) -> None:
        told = converted(context.original_exception, path)
        if told is not None:
            raise told from context.original_exception

    return engine
