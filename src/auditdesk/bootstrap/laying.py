"""Lay down and open a workspace folder; the device id comes from the key or from the invitation."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from auditdesk.crypto.identity import verify
from auditdesk.crypto.keys import WorkspaceKeys, derive
from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _
from auditdesk.services.ports import Clock, UnitOfWork
from auditdesk.store.database import Store

_DEVICE_BYTES = 6
_DEVICE_SETTING = "device"


def device_of(workspace_key: bytes) -> str:
    """The founding laptop's device id (hex): every laptop has a workspace key of its own."""
    return derive(workspace_key, "device id", length=_DEVICE_BYTES).hex()


def create_store(
    folder: Path, key: bytes, device: str, user: str, clock: Clock, fill: Callable[[UnitOfWork], None]
) -> None:
    """Make both databases and let ``fill`` write the first transaction."""
    keys = WorkspaceKeys.derive(key)
    store = Store.create(
        folder, keys.store, keys.journal, device=device, user=user, clock=clock, check_seal=verify
    )
    try:
        with store.begin() as work:
            work.set_setting(_DEVICE_SETTING, device)
            fill(work)
            work.commit()
    finally:
        store.close()


def open_store(folder: Path, key: bytes, user: str, clock: Clock) -> Store:
    """Open both databases under the device id that was settled when they were made."""
    store = _open_as(device_of(key), folder, key, user, clock)
    try:
        with store.begin() as work:
            device = work.setting(_DEVICE_SETTING, store.device)
    except BaseException:
        store.close()
        raise
    if device == store.device:
        return store
    store.close()
    return _open_as(device, folder, key, user, clock)


def _open_as(device: str, folder: Path, key: bytes, user: str, clock: Clock) -> Store:
    keys = WorkspaceKeys.derive(key)
    return Store.open(
        folder, keys.store, keys.journal, device=device, user=user, clock=clock, check_seal=verify
    )


def refuse_used(folder: Path) -> None:
    """Raise `BadInputError` unless the folder is new or empty."""
    if folder.is_file():
        raise BadInputError(_("{path} 是文件，不是文件夹。", path=folder), path=folder)
    if folder.exists() and any(folder.iterdir()):
        raise BadInputError(
            _("{path} 不是空文件夹，请换一个位置，或打开里面已有的工作区。", path=folder), path=folder
        )


def make_folder(folder: Path) -> None:
    """Make the workspace folder, readable by this user alone."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "blobs").mkdir()
        (folder / "exchange").mkdir()
        if os.name == "posix":
            folder.chmod(0o700)
    except OSError as error:
        raise BadInputError(
            _("不能在 {path} 建工作区：{why}。", path=folder, why=error.strerror or error), path=folder
        ) from error
