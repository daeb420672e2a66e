"""A share's refusals in the user's words, and which of them are worth another try (SYNC rule 4)."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from auditdesk.domain.errors import ShareError
from auditdesk.i18n import _

T = TypeVar("T")
PAUSES = (0.05, 0.2, 0.8)
"""Seconds between tries; after the last one the person is told."""

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_RIGHTS = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_GONE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENXIO, errno.ENODEV})
_NETWORK = frozenset(
    {
        errno.ENETDOWN, errno.ENETUNREACH, errno.ENETRESET, errno.ECONNABORTED, errno.ECONNRESET,
        errno.ETIMEDOUT, errno.ECONNREFUSED, errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ENOTCONN,
        errno.EPIPE,
    }
)  # fmt: skip
_BUSY = frozenset({errno.EBUSY, errno.EAGAIN, errno.EINTR})
_WINDOWS_BUSY = frozenset({5, 32, 33})


def transient(error: OSError) -> bool:
    """Whether the same call may succeed a moment later."""
    windows = getattr(error, "winerror", None)
    if windows is not None:
        return windows in _WINDOWS_BUSY or error.errno in _NETWORK
    return error.errno in _BUSY or error.errno in _NETWORK


def sentence(error: OSError, location: str) -> str:
    """What happened and what to do."""
    if error.errno in _FULL:
        return _(
            "共享目录 {place} 的空间不够，没有写完；请腾出空间后再同步，本机数据没有影响。", place=location
        )
    if error.errno in _RIGHTS:
        return _("没有权限读写共享目录 {place}；请找管理员开通，本机数据没有影响。", place=location)
    if error.errno in _GONE or error.errno in _NETWORK:
        return _("连不上共享目录 {place}；照常工作，数据都在本机，连上以后再同步。", place=location)
    reason = error.strerror or type(error).__name__
    return _(
        "读写共享目录 {place} 时系统报错：{reason}；本机数据没有影响，请稍后再同步。",
        place=location, reason=reason,
    )  # fmt: skip


@contextmanager
def share_errors(location: str) -> Iterator[None]:
    """Convert the operating system's errors into `ShareError`."""
    try:
        yield
    except OSError as error:
        raise ShareError(sentence(error, location)) from error


def patiently(call: Callable[[], T], pause: Callable[[float], None] = time.sleep) -> T:
    """The result of ``call``, tried again a few times after transient errors; it must be repeatable."""
    for seconds in PAUSES:
        try:
            return call()
        except OSError as error:
            if not transient(error):
                raise
            pause(seconds)
    return call()
