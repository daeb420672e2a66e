"""The store's door for foreign errors: SQLite's codes become sentences to act on (STYLE habit 6)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2

from auditdesk.domain.errors import AuditDeskError, DamagedError, WorkspaceBusyError
from auditdesk.i18n import _

_BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 5, 6, 8, 10, 11, 13, 14, 26


_WORDS = {
    "disk is full": _FULL, "disk I/O error": _IOERR, "database is locked": _LOCKED, "malformed": _CORRUPT,
    "not a database": _NOTADB, "unable to open": _CANTOPEN, "readonly": _READONLY,
}  # fmt: skip
"""What SQLite says where the driver keeps no code, as its backup does."""


def _code(error: dbapi2.Error) -> int | None:
    """SQLite's result code of an error."""
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(code, int):
        return code
    return next((number for words, number in _WORDS.items() if words in str(error)), None)


def damaged(path: Path) -> DamagedError:
    """The error for a database that cannot be read with its key."""
    return DamagedError(
        _("数据库 {name} 打不开：文件已损坏，或密钥不是它的。请用备份恢复。", name=path.name), path=path
    )


def converted(error: BaseException, path: Path) -> AuditDeskError | None:
    """The sentence for a driver error whose cause lies outside the program, None for a bug."""
    code = _code(error) if isinstance(error, dbapi2.Error) else None
    if code is None:
        return None
    name = path.name
    match code & 0xFF:
        case _ if code & 0xFF in (_BUSY, _LOCKED):
            return WorkspaceBusyError(_("{name} 正被另一个程序占用，请关闭它后再试。", name=name), path=path)
        case _ if code & 0xFF in (_CORRUPT, _NOTADB):
            return damaged(path)
        case _ if code & 0xFF == _FULL:
            return AuditDeskError(
                _("磁盘已满，{name} 没有写入，什么都没有改变；请腾出空间后再试。", name=name), path=path
            )
        case _ if code & 0xFF in (_READONLY, _CANTOPEN, _IOERR):
            return AuditDeskError(
                _("{name} 读写失败，什么都没有改变；请检查磁盘和文件夹的权限。", name=name), path=path
            )
        case _:
            return None


@contextmanager
def door(path: Path) -> Iterator[None]:
    """Convert errors of driver calls that do not pass through the engine; bugs pass as they are."""
    try:
        yield
    except dbapi2.Error as error:
        told = converted(error, path)
        if told is None:
            raise
        raise told from error
