"""Opening a share by where it is: a folder path (also UNC) or any URL that fsspec knows."""

from __future__ import annotations

from pathlib import Path

from auditdesk.domain.errors import ShareError
from auditdesk.i18n import _
from auditdesk.services.ports_sync import ShareFolder
from auditdesk.sync.folder import FolderShare
from auditdesk.sync.remote import RemoteShare


def open_share(location: str) -> ShareFolder:
    """The share at a place; nothing is read yet. Raises `ShareError` for a place of no known kind."""
    if not location.strip():
        raise ShareError(_("请指明共享目录的位置：文件夹路径，或 smb://、s3://、sftp:// 网址。"))
    if "://" in location:
        return RemoteShare(location)
    return FolderShare(location if location.startswith("\\\\") else str(Path(location).expanduser()))
