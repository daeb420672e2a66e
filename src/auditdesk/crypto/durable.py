"""Writing that survives a power cut, and the system's refusals in the user's words."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from auditdesk.domain.errors import AuditDeskError
from auditdesk.i18n import _

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Convert the operating system's refusals around ``path`` into `AuditDeskError`."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            message = _("磁盘空间不足，{path} 没有写完，已经撤回；请腾出空间后重试。", path=path)
        elif isinstance(error, PermissionError):
            message = _("没有权限读写 {path}，或者它正被别的程序占用；请关闭占用它的程序后重试。", path=path)
        else:
            message = _("读写 {path} 时系统报错：{reason}。", path=path, reason=error.strerror or error)
        raise AuditDeskError(message, path=path) from error


def sync_folder(folder: Path) -> None:
    """Make a rename inside ``folder`` durable; where the system cannot (Windows, SMB) it is left to it."""
    if os.name == "nt":
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_durably(path: Path, data: bytes) -> None:
    """Write beside, flush, fsync, replace: after a crash ``path`` holds the old bytes or the new ones.

    Raises:
        AuditDeskError: the disk is full or refuses; ``path`` is unchanged.
    """
    part = path.with_name(f".part-{path.name}-{os.urandom(6).hex()}")
    with storage_errors(path):
        try:
            with part.open("xb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    sync_folder(path.parent)
