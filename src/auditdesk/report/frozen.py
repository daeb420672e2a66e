"""The snapshot as bytes: canonical JSON, so that equal snapshots have equal digests on every laptop."""

from __future__ import annotations

import hashlib

import msgspec

from auditdesk.domain.errors import DamagedError
from auditdesk.domain.snapshot import ReportSnapshot
from auditdesk.i18n import _


def snapshot_bytes(snapshot: ReportSnapshot) -> bytes:
    """UTF-8 JSON without spaces, fields in the order of their names."""
    return msgspec.json.encode(snapshot, order="sorted")


def snapshot_digest(data: bytes) -> str:
    """快照摘要: SHA-256 of the snapshot's bytes, upper-case hex."""
    return hashlib.sha256(data).hexdigest().upper()


def read_snapshot(data: bytes) -> ReportSnapshot:
    """Undo `snapshot_bytes`.

    Raises:
        DamagedError: the bytes are no snapshot, or not in canonical form.
    """
    try:
        snapshot = msgspec.json.decode(data, type=ReportSnapshot)
    except (msgspec.DecodeError, ValueError) as error:
        raise DamagedError(_("报告内嵌的快照无法读取，文件已损坏或不是本程序生成的。")) from error
    if snapshot_bytes(snapshot) != data:
        raise DamagedError(_("报告内嵌的快照不是规范形式，文件已被改动。"))
    return snapshot
