"""What a replica keeps about its share, in settings of the encrypted store; the session of one sync."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import msgspec

from auditdesk.domain.errors import NotReadyError
from auditdesk.domain.operations import Alarm
from auditdesk.domain.sharing import NO_HASH, BlobNote, Roster
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.jobs import Progress, Silent
from auditdesk.services.ports import UnitOfWork
from auditdesk.services.ports_sync import DeviceIdentity, ShareFolder, ShareTools, Staging

_MEMBERSHIP, _MEMORY, _LOCK = "share", "share.memory", "share.lock"


@dataclass(frozen=True, slots=True)
class Membership:
    """How this laptop belongs to a share; byte strings are hex.

    Attributes:
        location: folder path or URL.
        root: public signing key of the founder; everything is trusted from there.
        keys: this laptop's private keys.
        nonce: tells this laptop from a clone of its invitation; empty for the founder.
        receipt_sent: whether the share knows that the invitation was used.
        epochs: keys by epoch number.
        roster: the chain as far as it was checked.
    """

    location: str
    root: str
    keys: str = field(repr=False)
    nonce: str = ""
    receipt_sent: bool = True
    epochs: Mapping[int, str] = field(default_factory=dict, repr=False)
    roster: Roster = field(default_factory=Roster)

    def key(self, epoch: int) -> bytes | None:
        """The key of an epoch, None for one this laptop was not given."""
        found = self.epochs.get(epoch)
        return bytes.fromhex(found) if found else None


@dataclass(frozen=True, slots=True)
class Memory:
    """What was seen of the share so far.

    Attributes:
        heads: highest sequence number per device, own or reported by others.
        told: sequence numbers that own segments reported.
        frozen: last own sequence number, ``frozen_sha256`` that segment's hash.
        published: last own sequence number on the share.
        wanted: blobs by clear SHA-256 that were announced, but have not arrived.
        last_problem: why the last sync, tried at ``last_try``, did not come through; empty when it did.
    """

    heads: Mapping[str, int] = field(default_factory=dict)
    told: Mapping[str, int] = field(default_factory=dict)
    frozen: int = 0
    frozen_sha256: str = NO_HASH
    published: int = 0
    wanted: Mapping[str, BlobNote] = field(default_factory=dict)
    last_success: str = ""
    last_sent: int = 0
    last_received: int = 0
    last_try: str = ""
    last_problem: str = ""

    def seen(self, device: str, sequence: int) -> Memory:
        """The memory after a device was seen at a sequence number."""
        if sequence <= self.heads.get(device, 0):
            return self
        return replace(self, heads={**self.heads, device: sequence})


def find_membership(work: UnitOfWork) -> Membership | None:
    """How this workspace belongs to a share, None when it does not."""
    text = work.setting(_MEMBERSHIP)
    return msgspec.json.decode(text, type=Membership) if text else None


def membership(work: UnitOfWork) -> Membership:
    """The same; raises `NotReadyError` when there is no share yet."""
    found = find_membership(work)
    if found is None:
        raise NotReadyError(_("这个工作区还没有共享目录，请先用 share init 建立，或用邀请加入。"))
    return found


def encode_membership(member: Membership) -> tuple[str, str]:
    """Name and value of the setting that keeps it."""
    return _MEMBERSHIP, msgspec.json.encode(member).decode()


def keep_membership(work: UnitOfWork, member: Membership) -> None:
    """Remember it in this transaction."""
    work.set_setting(*encode_membership(member))


def memory(work: UnitOfWork) -> Memory:
    """What was seen of the share so far."""
    text = work.setting(_MEMORY)
    return msgspec.json.decode(text, type=Memory) if text else Memory()


def memory_to_change(work: UnitOfWork) -> Memory:
    """The same, as the one writer: what is read now cannot be changed by somebody else before the commit."""
    work.set_setting(_LOCK, "")
    return memory(work)


def keep_memory(work: UnitOfWork, value: Memory) -> None:
    """Remember it in this transaction."""
    work.set_setting(_MEMORY, msgspec.json.encode(value).decode())


@dataclass(slots=True)
class Session:
    """One visit to the share; `member` is replaced as the roster grows."""

    desk: Desk
    tools: ShareTools
    share: ShareFolder
    staging: Staging
    member: Membership
    identity: DeviceIdentity = field(repr=False)
    progress: Progress

    @property
    def device(self) -> str:
        """This laptop's id."""
        return self.desk.workspace.device

    def keep(self, member: Membership) -> None:
        """Replace and remember the membership."""
        with self.desk.begin() as work:
            keep_membership(work, member)
            work.commit()
        self.member = member


def open_session(
    desk: Desk, tools: ShareTools, progress: Progress | None = None, *, member: Membership | None = None,
    at: str = "",
) -> Session:  # fmt: skip
    """Visit the share, or a folder ``at`` another place; raises `NotReadyError` when there is none."""
    if member is None:
        with desk.begin() as work:
            member = membership(work)
    return Session(
        desk, tools, tools.folder(at or member.location), tools.staging(desk.workspace.folder / "exchange"),
        member, tools.crypto.load_keys(bytes.fromhex(member.keys)), progress or Silent(),
    )  # fmt: skip


def raise_alarm(desk: Desk, kind: str, device: str, message: str, mark: str = "") -> None:
    """Remember an alarm (SYNC rule 6); while one with the same kind, device and mark is open, nothing new.

    Args:
        desk: the open workspace.
        kind: short word, e.g. ``rollback``.
        device: the device concerned, empty for the share itself.
        message: the sentence for the person.
        mark: tells apart alarms of one kind and device, e.g. a sequence number.
    """
    name = f"{kind}:{device}:{mark}"
    with desk.begin() as work:
        same = [one for one in work.replica.alarms(open_only=False) if one.id.split("#")[0] == name]
        if any(not one.settled_at for one in same):
            return
        work.replica.raise_alarm(Alarm(f"{name}#{len(same)}", kind, device, message, desk.now()))
        work.commit()


def settle_alarms(desk: Desk, device: str, *kinds: str) -> None:
    """Close open alarms of a device: what they were about holds no more."""
    with desk.begin() as work:
        found = [one for one in work.replica.alarms() if one.device == device and one.kind in kinds]
        for alarm in found:
            work.replica.raise_alarm(replace(alarm, settled_at=desk.now()))
        if found:
            work.commit()
