"""One process at a time holds a workspace (DESIGN §3): a lock of the operating system, which dies with it."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from auditdesk.domain.errors import AuditDeskError, NotFoundError, WorkspaceBusyError
from auditdesk.i18n import _

LOCK_NAME = ".holder"
NOTE_NAME = ".holder.json"


def hold(folder: Path) -> Callable[[], None]:
    """Take the workspace for this process; call the result to let go, twice is harmless.

    Keep the result as long as the workspace is used: the lock goes when nobody refers to it any more.

    The note beside the lock names process, machine and time, for the sentence a second process shows; it
    decides nothing, so one left behind by a crash does no harm.

    Raises:
        WorkspaceBusyError: another process, or another part of this one, holds it.
        NotFoundError: there is no such folder.
        AuditDeskError: the folder cannot be written.
    """
    if not folder.is_dir():
        raise NotFoundError(_("找不到工作区文件夹 {path}。", path=folder), path=folder)
    lock = FileLock(folder / LOCK_NAME, timeout=0, thread_local=False)
    try:
        lock.acquire()
        _write_note(folder / NOTE_NAME)
    except Timeout as error:
        raise WorkspaceBusyError(_sentence(folder), path=folder) from error
    except OSError as error:
        lock.release()
        raise AuditDeskError(
            _(
                "工作区 {path} 不能写入：{why}。请检查文件夹的权限。",
                path=folder,
                why=error.strerror or error,
            ),
            path=folder,
        ) from error

    def release() -> None:
        if lock.is_locked:
            (folder / NOTE_NAME).unlink(missing_ok=True)
            lock.release()

    return release


def is_held(folder: Path) -> bool:
    """Whether somebody holds the workspace now; leaves nothing behind."""
    place = folder / LOCK_NAME
    if not place.exists():
        return False
    try:
        with FileLock(place, timeout=0, thread_local=False):
            return False
    except Timeout:
        return True
    except OSError:
        return False


def _write_note(place: Path) -> None:
    note = {
        "pid": os.getpid(), "host": platform.node(),
        "since": datetime.now().astimezone().isoformat(timespec="seconds"),
    }  # fmt: skip
    place.write_text(json.dumps(note, ensure_ascii=False), encoding="utf-8")


def _sentence(folder: Path) -> str:
    try:
        note = json.loads((folder / NOTE_NAME).read_text(encoding="utf-8"))
        return _(
            "工作区 {path} 正被另一个 AuditDesk 使用（电脑 {host}，进程 {pid}，{since} 起），"
            "请先在那里关闭它。",
            path=folder, host=note["host"], pid=note["pid"], since=note["since"],
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError):
        return _("工作区 {path} 正被另一个 AuditDesk 使用，请先关闭它。", path=folder)
