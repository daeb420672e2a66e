"""Backup and restore of a whole workspace: header, both databases and blobs, everything re-read."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from auditdesk.domain.errors import AuditDeskError, BadInputError, DamagedError
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.jobs import Progress
from auditdesk.store.database import Store

MANIFEST = "backup.json"
HEADER_NAME = "workspace.json"
_STEP = 1 << 20


def write_backup(desk: Desk, store: Store, target: Path, progress: Progress) -> Path:
    """Copy everything into a new folder under ``target`` and write the manifest last.

    Raises:
        BadInputError: the place cannot be written or lies inside the workspace.
        CancelledError: cancelled; the half copy is removed.
    """
    source = desk.workspace.folder
    if target.resolve().is_relative_to(source.resolve()):
        raise BadInputError(_("备份不能放在工作区里面，请换一个磁盘或文件夹。"), path=target)
    made = target / f"auditdesk-{desk.workspace.id[:8]}-{desk.clock.now():%Y%m%d-%H%M%S}"
    blobs = [desk.blobs.stored_path(name) for name in desk.blobs.names()]
    progress.start(_("备份"), sum(path.stat().st_size for path in blobs))
    try:
        made.mkdir(parents=True)
        store.backup(made)
        shutil.copyfile(source / HEADER_NAME, made / HEADER_NAME)
        for path in blobs:
            _copy(path, made / path.relative_to(source), progress)
        digests = {
            name.relative_to(made).as_posix(): _digest(name)
            for name in sorted(made.rglob("*"))
            if name.is_file()
        }
        (made / MANIFEST).write_text(json.dumps({"format": 1, "files": digests}, indent=1), encoding="utf-8")
    except BaseException as error:
        shutil.rmtree(made, ignore_errors=True)
        if isinstance(error, OSError):
            raise BadInputError(
                _("备份写不到 {path}：{why}。", path=target, why=error.strerror or error), path=target
            ) from error
        raise
    return made


def check_backup(backup: Path, progress: Progress) -> list[Path]:
    """The backup's files after comparing every digest; raises `DamagedError` naming the first bad one."""
    manifest = backup / MANIFEST
    try:
        listed = json.loads(manifest.read_text(encoding="utf-8"))["files"]
        names = {str(name): str(digest) for name, digest in listed.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInputError(
            _("{path} 不是完整的备份：缺少清单 backup.json 或它已损坏。", path=backup), path=backup
        ) from error
    progress.start(_("核对备份"), len(names))
    files = []
    for name, digest in names.items():
        path = backup / name
        if (
            not path.resolve().is_relative_to(backup.resolve())
            or not path.is_file()
            or _digest(path) != digest
        ):
            raise DamagedError(_("备份里的 {name} 缺失或已损坏，没有恢复。", name=name), path=path)
        files.append(path)
        progress.step()
    return files


def restore_files(backup: Path, folder: Path, progress: Progress) -> None:
    """Copy a checked backup into a new or empty folder.

    Raises:
        BadInputError: the folder is not empty or cannot be written.
        DamagedError: a file of the backup is missing or altered; nothing was written.
    """
    files = check_backup(backup, progress)
    if folder.exists() and any(folder.iterdir()):
        raise BadInputError(_("{path} 不是空文件夹，请换一个位置恢复。", path=folder), path=folder)
    progress.start(_("恢复"), sum(path.stat().st_size for path in files))
    part = folder.with_name(f".{folder.name}.part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        for path in files:
            _copy(path, part / path.relative_to(backup), progress)
        if folder.exists():
            folder.rmdir()
        part.replace(folder)
    except (OSError, AuditDeskError) as error:
        shutil.rmtree(part, ignore_errors=True)
        if isinstance(error, AuditDeskError):
            raise
        raise BadInputError(
            _("恢复写不到 {path}：{why}。", path=folder, why=error.strerror or error), path=folder
        ) from error


def _copy(source: Path, target: Path, progress: Progress) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as reader, target.open("xb") as writer:
        while chunk := reader.read(_STEP):
            writer.write(chunk)
            progress.step(len(chunk))


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
