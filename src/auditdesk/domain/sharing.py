"""Values of the share: who may write, what a segment says of itself, what a sync did (SYNC.md)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from auditdesk.domain.operations import Operation

_DEVICE = re.compile(r"[0-9a-f]{2,32}")
NO_HASH = "0" * 64
"""What the first link of a chain names as its predecessor."""


@dataclass(frozen=True, slots=True)
class DeviceRecord:
    """A laptop in the roster. Keys are hex; ``admin`` devices may write roster entries."""

    id: str
    user: str
    role: str
    signing: str
    agreement: str
    admin: bool = False


@dataclass(frozen=True, slots=True)
class Revocation:
    """A device whose segments after ``last_sequence`` nobody reads (SYNC rule 10)."""

    device: str
    last_sequence: int


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """An epoch key sealed (hex) to one device's agreement key."""

    epoch: int
    device: str
    sealed: str


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One link of the signed roster chain; ``previous`` is SHA-256 (hex) of the file before."""

    number: int
    workspace: str
    previous: str
    signer: str
    at: str
    devices: tuple[DeviceRecord, ...] = ()
    revocations: tuple[Revocation, ...] = ()
    keys: tuple[WrappedKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Roster:
    """What the chain up to ``number`` says; ``sha256`` is of the last file."""

    number: int = 0
    sha256: str = NO_HASH
    devices: tuple[DeviceRecord, ...] = ()
    revocations: tuple[Revocation, ...] = ()
    keys: tuple[WrappedKey, ...] = ()

    def device(self, device: str) -> DeviceRecord | None:
        """The record of a device, None when it was never entered."""
        return next((one for one in self.devices if one.id == device), None)

    def cut_off(self, device: str) -> int | None:
        """Last sequence number read from a revoked device, None for one in good standing."""
        return next((one.last_sequence for one in self.revocations if one.device == device), None)

    def active(self) -> tuple[DeviceRecord, ...]:
        """Devices that are not revoked."""
        return tuple(one for one in self.devices if self.cut_off(one.id) is None)

    def admin(self, device: str) -> DeviceRecord | None:
        """The device if it may write roster entries now."""
        found = self.device(device)
        return found if found and found.admin and self.cut_off(device) is None else None

    @property
    def epoch(self) -> int:
        """The newest epoch; new segments use its key."""
        return max((one.epoch for one in self.keys), default=0)

    def extended(self, entry: RosterEntry, sha256: str) -> Roster:
        """The roster with one more link. Raises ``ValueError`` when it does not fit the chain."""
        known = {one.id for one in self.devices}
        fits = entry.number == self.number + 1 and entry.previous == self.sha256
        named = all(_DEVICE.fullmatch(one.id) and one.id not in known for one in entry.devices)
        if not fits or not named:
            raise ValueError("the entry does not continue the chain")
        gone = {one.device for one in self.revocations}
        fresh = tuple(one for one in entry.revocations if one.device not in gone)
        return replace(
            self, number=entry.number, sha256=sha256, devices=(*self.devices, *entry.devices),
            revocations=(*self.revocations, *fresh), keys=(*self.keys, *entry.keys),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class KnownHead:
    """How far the writer of a segment had read another device."""

    device: str
    sequence: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BlobNote:
    """A blob of a segment: SHA-256 of clear bytes and of ciphertext (its name), ciphertext size, epoch."""

    sha256: str
    id: str
    size: int
    epoch: int


@dataclass(frozen=True, slots=True)
class SegmentHeader:
    """The public part of a segment; hashes are hex, ``first`` and ``last`` operation ids."""

    workspace: str
    device: str
    sequence: int
    previous: str
    first: str
    last: str
    epoch: int
    heads_sha256: str
    blobs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentBody:
    """The encrypted part: operations, heads learned since the segment before, blobs by clear digest."""

    operations: tuple[Operation, ...]
    heads: tuple[KnownHead, ...] = ()
    blobs: tuple[BlobNote, ...] = ()


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What one sync did: segments sent and received, blobs, open conflicts, open alarms, state hash."""

    sent: int
    received: int
    conflicts: int
    alarms: tuple[str, ...]
    state_hash: str
    blobs_sent: int = 0
    blobs_received: int = 0
    touched: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class WaitingSegment:
    """A segment not on the share yet; ``sequence`` 0 stands for changes that are not frozen."""

    sequence: int
    counts: Mapping[str, int]
    size: int


@dataclass(frozen=True, slots=True)
class WaitingBlob:
    """Evidence bytes still to send or to fetch; sizes in bytes of clear content."""

    code: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class ShareStatus:
    """The sync page's facts. ``reachable`` is None when it was not asked.

    ``last_problem`` is why the last sync, tried at ``last_try``, did not come through.
    """

    location: str
    joined: bool
    reachable: bool | None = None
    problem: str = ""
    last_success: str = ""
    last_sent: int = 0
    last_received: int = 0
    segments: tuple[WaitingSegment, ...] = ()
    outgoing: tuple[WaitingBlob, ...] = ()
    missing: tuple[WaitingBlob, ...] = ()
    published: int = 0
    last_try: str = ""
    last_problem: str = ""

    @property
    def waiting(self) -> int:
        """Changes and files that wait to be sent."""
        return sum(sum(one.counts.values()) for one in self.segments) + len(self.outgoing)


@dataclass(frozen=True, slots=True)
class BrokenFile:
    """A file of the share that does not hold, and why."""

    name: str
    problem: str


@dataclass(frozen=True, slots=True)
class ShareCheck:
    """Result of reading the whole share."""

    files: int
    broken: tuple[BrokenFile, ...] = ()


def heads_digest(heads: Mapping[str, tuple[int, str]]) -> str:
    """SHA-256 (hex) of a known-heads vector: sequence number and hash by device."""
    text = json.dumps(sorted((device, *head) for device, head in heads.items()))
    return hashlib.sha256(text.encode()).hexdigest()


def segment_name(device: str, sequence: int) -> str:
    """Path of a segment below the share's root."""
    return f"seg/{device}/{sequence:012d}"


def head_name(device: str, sequence: int, sha256: str) -> str:
    """Path of the empty marker that announces a segment."""
    return f"head/{device}-{sequence:012d}-{sha256[:16]}"


def blob_name(blob: str) -> str:
    """Path of a blob by the SHA-256 (hex) of its ciphertext."""
    return f"blob/{blob[:2]}/{blob}"


def roster_name(number: int) -> str:
    """Path of a roster entry."""
    return f"roster/{number:06d}"


def parse_head(name: str) -> tuple[str, int, str] | None:
    """Device, sequence number and hash prefix of a marker's file name; None for anything else."""
    device, _dash, rest = name.partition("-")
    number, _dash, prefix = rest.partition("-")
    if len(number) != 12 or not number.isdecimal() or len(prefix) != 16 or not device:  # noqa: PLR2004
        return None
    return device, int(number), prefix
