"""``workspace.json``: the public header with the key slots (DESIGN §3, §4).

Everything in it can be read by anybody and is sealed with a MAC under the workspace key: a header that was
changed in any field opens nothing, and says so.
"""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import msgspec

from auditdesk.crypto.durable import storage_errors, write_durably
from auditdesk.crypto.kdf import KdfParameters
from auditdesk.crypto.keys import derive, mac
from auditdesk.domain.errors import DamagedError, NewerFormatError, NotFoundError
from auditdesk.domain.people import Role
from auditdesk.i18n import _

FORMAT = 1
BACKUP_SUFFIX = ".bak"
_LARGEST = 1024 * 1024


class SlotKind(StrEnum):
    """What opens a slot."""

    PASSPHRASE = "passphrase"
    RECOVERY = "recovery"


class StoredKdf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Argon2id costs as stored; every field is required, so that none is guessed."""

    memory_kib: int
    iterations: int
    lanes: int

    def parameters(self) -> KdfParameters:
        """The costs to use."""
        return KdfParameters(self.memory_kib, self.iterations, self.lanes)


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One way in: the workspace key, and a user's identity, wrapped.

    ``kdf`` is null and user fields are empty in a recovery slot. Times are ISO texts. ``user_id``, salt,
    costs and ``device_bound`` are associated data of the wrapping; every field is under the header's seal.
    """

    id: str
    kind: SlotKind
    user_id: str
    staff_no: str
    role: Role
    kdf: StoredKdf | None
    salt: bytes
    wrapped_key: bytes
    wrapped_identity: bytes
    device_bound: bool
    created: str
    last_unlock: str

    def associated_data(self, workspace_id: str) -> bytes:
        """What the wrapped bytes are bound to."""
        kdf = self.kdf and (self.kdf.memory_kib, self.kdf.iterations, self.kdf.lanes)
        return msgspec.json.encode(
            (workspace_id, self.id, self.kind, self.user_id, kdf, self.salt, self.device_bound)
        )


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole file. ``seal`` is empty only until the first slot is added."""

    format: int
    workspace_id: str
    site_name: str
    created: str
    slots: tuple[Slot, ...] = ()
    seal: bytes = b""

    def slot(self, slot_id: str) -> Slot:
        """The slot with this id; raises `NotFoundError`."""
        for slot in self.slots:
            if slot.id == slot_id:
                return slot
        raise NotFoundError(_("没有编号为 {slot} 的钥匙位。", slot=slot_id))

    @property
    def passphrase_slots(self) -> tuple[Slot, ...]:
        """Slots of users, the last used first."""
        slots = [slot for slot in self.slots if slot.kind is SlotKind.PASSPHRASE]
        return tuple(sorted(slots, key=lambda slot: slot.last_unlock, reverse=True))

    @property
    def recovery_slots(self) -> tuple[Slot, ...]:
        """Slots that a recovery code opens."""
        return tuple(slot for slot in self.slots if slot.kind is SlotKind.RECOVERY)

    def sealed(self, workspace_key: bytes) -> Header:
        """The same header with a fresh seal."""
        return msgspec.structs.replace(self, seal=self._mac(workspace_key))

    def check_seal(self, workspace_key: bytes) -> None:
        """Raise `DamagedError` unless every field is as somebody with the workspace key wrote it."""
        if (self.slots or self.seal) and not hmac.compare_digest(self.seal, self._mac(workspace_key)):
            raise DamagedError(
                _("workspace.json 在程序之外被改动过，没有打开；请用旁边的 workspace.json.bak 恢复它。")
            )

    def _mac(self, workspace_key: bytes) -> bytes:
        unsealed = msgspec.structs.replace(self, seal=b"")
        return mac(derive(workspace_key, "header seal"), msgspec.json.encode(unsealed))


class _AnyFormat(msgspec.Struct):
    format: int


def timestamp() -> str:
    """The present in UTC as ISO text, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def create_header(site_name: str, workspace_id: str, *, created: str = "") -> Header:
    """A header without slots; ``created`` is an ISO time, the present by default."""
    return Header(
        format=FORMAT, workspace_id=workspace_id, site_name=site_name, created=created or timestamp()
    )


def load_header(path: Path) -> Header:
    """Read a header file and check its form; whether it is authentic shows when a slot opens.

    Raises:
        NotFoundError: there is no such file.
        NewerFormatError: a newer program wrote it.
        DamagedError: it is no header of this format.
    """
    if not path.is_file():
        raise NotFoundError(_("{path} 不存在：这个文件夹不是工作区，请检查位置。", path=path), path=path)
    with storage_errors(path):
        data = path.read_bytes()
    try:
        if len(data) > _LARGEST:
            raise _damaged(path)
        version = msgspec.json.decode(data, type=_AnyFormat).format
        if version > FORMAT:
            raise NewerFormatError(
                _("{path} 由更新的程序写入（格式 {version}），请先升级本程序；文件没有改动。",
                  path=path, version=version),
                path=path,
            )  # fmt: skip
        header = msgspec.json.decode(data, type=Header)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _damaged(path) from error
    _check(header, path)
    return header


def _damaged(path: Path) -> DamagedError:
    return DamagedError(
        _("{path} 已损坏，读不出工作区的钥匙；请用同一文件夹里的 workspace.json.bak 或备份恢复。", path=path),
        path=path,
    )


def _check(header: Header, path: Path) -> None:
    ids = {slot.id for slot in header.slots}
    if header.format != FORMAT or not header.workspace_id or len(ids) != len(header.slots):
        raise _damaged(path)
    for slot in header.slots:
        if (slot.kdf is None) != (slot.kind is SlotKind.RECOVERY):
            raise _damaged(path)
        if slot.kdf is not None:
            slot.kdf.parameters().check()


def save_header(path: Path, header: Header) -> None:
    """Replace the file in one step and keep the former one as ``workspace.json.bak``.

    The copy is replaced as well when the new header lacks a wrapped key of the old one: after a passphrase
    was changed or a slot removed, nothing on disk may open with what was revoked.
    """
    data = msgspec.json.format(msgspec.json.encode(header), indent=1)
    backup = path.with_name(path.name + BACKUP_SUFFIX)
    try:
        former: Header | None = load_header(path)
    except (NotFoundError, DamagedError, NewerFormatError):
        former = None
    kept = {slot.wrapped_key for slot in header.slots}
    if former is not None and all(slot.wrapped_key in kept for slot in former.slots):
        write_durably(backup, msgspec.json.format(msgspec.json.encode(former), indent=1))
        write_durably(path, data)
    else:
        write_durably(path, data)
        write_durably(backup, data)
