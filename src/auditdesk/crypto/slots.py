"""Key slots: adding, opening, changing and removing the ways into a workspace (DESIGN §4)."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

import msgspec

from auditdesk.crypto import kdf as argon
from auditdesk.crypto.header import Header, Slot, SlotKind, StoredKdf, timestamp
from auditdesk.crypto.kdf import KdfParameters
from auditdesk.crypto.keys import KEY_SIZE, derive
from auditdesk.crypto.recovery import RecoveryCode
from auditdesk.crypto.sealing import open_bytes, seal_bytes
from auditdesk.domain.errors import DamagedError, NotAllowedError, NotFoundError, WrongPassphraseError
from auditdesk.domain.people import Role
from auditdesk.i18n import _

_SLOT_ID_BYTES = 8


@dataclass(frozen=True, slots=True)
class SlotUser:
    """Whom a passphrase slot belongs to; readable before unlocking, so no name."""

    user_id: str
    staff_no: str
    role: Role


@dataclass(frozen=True, slots=True)
class Opened:
    """What a slot gave: the 32-byte workspace key and, from a passphrase slot, the user's identity."""

    workspace_key: bytes = field(repr=False)
    identity: bytes = field(repr=False)
    slot: Slot = field(repr=False)


def add_passphrase_slot(
    header: Header,
    workspace_key: bytes,
    identity: bytes,
    passphrase: str,
    user: SlotUser,
    *,
    device_secret: bytes | None,
    params: KdfParameters | None = None,
    created: str = "",
) -> Header:
    """A header with a slot for ``user``; a slot the user already had is replaced.

    Args:
        header: as loaded; its seal must be right.
        workspace_key: 32 bytes.
        identity: the user's private identity (`UserIdentity.to_bytes`), wrapped beside the key.
        passphrase: any text; its strength is judged elsewhere.
        user: owner of the slot.
        device_secret: second factor from the system's keyring; None makes a slot for the passphrase alone.
        params: Argon2id costs, `KdfParameters` by default.
        created: ISO time, the present by default.

    Raises:
        DamagedError: the header was changed outside the program.
    """
    header.check_seal(workspace_key)
    params = params or KdfParameters()
    params.check()
    slot = Slot(
        id=os.urandom(_SLOT_ID_BYTES).hex(), kind=SlotKind.PASSPHRASE, user_id=user.user_id,
        staff_no=user.staff_no, role=user.role,
        kdf=StoredKdf(params.memory_kib, params.iterations, params.lanes),
        salt=os.urandom(argon.SALT_SIZE), wrapped_key=b"", wrapped_identity=b"",
        device_bound=device_secret is not None, created=created or timestamp(), last_unlock="",
    )  # fmt: skip
    stretched = argon.stretch(passphrase, slot.salt, params, secret=device_secret)
    slot = _wrap(slot, header.workspace_id, stretched, workspace_key, identity)
    others = [one for one in header.slots if not _belongs_to(one, user.user_id)]
    return msgspec.structs.replace(header, slots=(*others, slot)).sealed(workspace_key)


def _belongs_to(slot: Slot, user: str) -> bool:
    return slot.kind is SlotKind.PASSPHRASE and user in (slot.user_id, slot.staff_no)


def _wrap(slot: Slot, workspace_id: str, stretched: bytes, workspace_key: bytes, identity: bytes) -> Slot:
    if len(workspace_key) != KEY_SIZE:
        raise ValueError("the workspace key has 32 bytes")
    aad = slot.associated_data(workspace_id)
    return msgspec.structs.replace(
        slot,
        wrapped_key=seal_bytes(derive(stretched, "slot key"), workspace_key, aad),
        wrapped_identity=seal_bytes(derive(stretched, "slot identity"), identity, aad) if identity else b"",
    )


def _unwrap(header: Header, slot: Slot, stretched: bytes) -> Opened | None:
    """What the slot holds, None when the key does not fit; raises `DamagedError` for a changed header."""
    aad = slot.associated_data(header.workspace_id)
    try:
        workspace_key = open_bytes(derive(stretched, "slot key"), slot.wrapped_key, aad)
    except DamagedError:
        return None
    header.check_seal(workspace_key)
    identity = b""
    if slot.wrapped_identity:
        identity = open_bytes(derive(stretched, "slot identity"), slot.wrapped_identity, aad)
    return Opened(workspace_key, identity, slot)


def open_with_passphrase(
    header: Header, passphrase: str, *, user: str | None, device_secret: bytes | None
) -> Opened:
    """Open a user's slot; takes the time of one key derivation per slot tried.

    Args:
        header: as loaded.
        passphrase: as typed.
        user: user id or staff number; None tries every user, the last one who unlocked first.
        device_secret: from this machine's keyring, if there is one.

    Raises:
        WrongPassphraseError: nothing opened; says no more than that.
        NotFoundError: every slot in question needs a device secret, and this machine has none.
        DamagedError: the passphrase is right, but the header was changed outside the program.
    """
    candidates = [slot for slot in header.passphrase_slots if not user or _belongs_to(slot, user)]
    usable = [slot for slot in candidates if device_secret is not None or not slot.device_bound]
    if candidates and not usable:
        raise NotFoundError(
            _(
                "这台电脑的系统钥匙串里没有本工作区的本机密钥，光有口令打不开；请用恢复件打开，再重新绑定这台电脑。"
            )
        )
    for slot in usable:
        if slot.kdf is None:
            continue
        secret = device_secret if slot.device_bound else None
        stretched = argon.stretch(passphrase, slot.salt, slot.kdf.parameters(), secret=secret)
        opened = _unwrap(header, slot, stretched)
        if opened is not None:
            return opened
    raise WrongPassphraseError(_("口令不对，或者用户选错了；工作区没有打开。"))


def rewrap_passphrase(
    header: Header,
    opened: Opened,
    passphrase: str,
    *,
    device_secret: bytes | None,
    params: KdfParameters | None = None,
) -> Header:
    """Give the slot that was opened a new passphrase or second factor; the data stays as it is.

    Raises:
        DamagedError: the header was changed outside the program.
    """
    old = opened.slot
    user = SlotUser(old.user_id, old.staff_no, old.role)
    return add_passphrase_slot(
        header, opened.workspace_key, opened.identity, passphrase, user,
        device_secret=device_secret, params=params,
    )  # fmt: skip


def add_recovery_slot(
    header: Header, workspace_key: bytes, *, created: str = ""
) -> tuple[Header, RecoveryCode]:
    """A header with a new recovery slot, and the code for the paper; a former code opens nothing any more.

    Raises:
        DamagedError: the header was changed outside the program.
    """
    header.check_seal(workspace_key)
    code = RecoveryCode.generate()
    slot = Slot(
        id=os.urandom(_SLOT_ID_BYTES).hex(), kind=SlotKind.RECOVERY, user_id="", staff_no="",
        role=Role.ADMIN, kdf=None, salt=os.urandom(argon.SALT_SIZE), wrapped_key=b"", wrapped_identity=b"",
        device_bound=False, created=created or timestamp(), last_unlock="",
    )  # fmt: skip
    slot = _wrap(slot, header.workspace_id, _recovery_key(code, slot), workspace_key, b"")
    others = [one for one in header.slots if one.kind is not SlotKind.RECOVERY]
    return msgspec.structs.replace(header, slots=(*others, slot)).sealed(workspace_key), code


def _recovery_key(code: RecoveryCode, slot: Slot) -> bytes:
    """160 random bits cannot be guessed: no slow function is needed."""
    return derive(code.secret, "recovery slot", salt=slot.salt)


def open_with_recovery(header: Header, code_text: str) -> Opened:
    """Open with the code on the recovery kit; there is no identity in it, the user gets a new one.

    Raises:
        BadInputError: names the group that was copied wrongly.
        WrongPassphraseError: the code is well formed, but of another workspace or withdrawn.
        DamagedError: the code is right, but the header was changed outside the program.
    """
    code = RecoveryCode.parse(code_text)
    for slot in header.recovery_slots:
        opened = _unwrap(header, slot, _recovery_key(code, slot))
        if opened is not None:
            return opened
    raise WrongPassphraseError(_("这份恢复件打不开这个工作区：它属于别的工作区，或者已经作废。"))


def remove_slot(header: Header, workspace_key: bytes, slot_id: str) -> Header:
    """A header without this slot; raises `NotFoundError`, or `NotAllowedError` for the last slot."""
    header.check_seal(workspace_key)
    gone = header.slot(slot_id)
    if len(header.slots) == 1:
        raise NotAllowedError(_("这是工作区最后一个钥匙位，删掉以后谁也打不开；请先加一个新的。"))
    slots = tuple(slot for slot in header.slots if slot.id != gone.id)
    return msgspec.structs.replace(header, slots=slots).sealed(workspace_key)


def update_slot(
    header: Header,
    workspace_key: bytes,
    slot_id: str,
    *,
    role: Role | None = None,
    staff_no: str | None = None,
    last_unlock: str | None = None,
) -> Header:
    """A header whose slot shows a new role, staff number or time of last unlock (ISO); wrapped keys stay."""
    header.check_seal(workspace_key)
    old = header.slot(slot_id)
    new = msgspec.structs.replace(
        old,
        role=old.role if role is None else role,
        staff_no=old.staff_no if staff_no is None else staff_no,
        last_unlock=old.last_unlock if last_unlock is None else last_unlock,
    )
    slots = tuple(new if slot.id == slot_id else slot for slot in header.slots)
    return msgspec.structs.replace(header, slots=slots).sealed(workspace_key)
