"""What the use cases of the share need from the outside (SYNC.md); wired by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from auditdesk.domain.errors import ShareError
from auditdesk.domain.operations import Operation
from auditdesk.domain.people import User
from auditdesk.domain.sharing import RosterEntry, SegmentBody, SegmentHeader


class MissingOnShareError(ShareError):
    """The share answers, but has no such file; never taken as a deletion."""


class NameTakenError(ShareError):
    """A write-once name holds other bytes (SYNC rule 4)."""


class ShareFolder(Protocol):
    """A dumb folder of write-once files; names are relative with ``/`` (SYNC, Layout).

    Every method raises `ShareError` with a sentence when the share cannot be reached or refuses.
    """

    @property
    def location(self) -> str:
        """Where it is, for messages."""

    def listing(self, folder: str) -> list[str]:
        """File names in a folder, sorted; empty when the folder does not exist."""

    def read(self, name: str, limit: int) -> bytes:
        """A whole file; raises `MissingOnShareError`, and `ShareError` above ``limit`` bytes."""

    def read_part(self, name: str, offset: int, size: int) -> bytes:
        """Up to ``size`` bytes at ``offset``; fewer at the end. Raises `MissingOnShareError`."""

    def size(self, name: str) -> int | None:
        """Bytes of a file, None when it does not exist."""

    def publish(self, name: str, data: bytes, owner: str) -> bool:
        """Write a file whole, once. Whether it was written now; False when the same bytes were there.

        Args:
            name: the final name.
            data: all bytes.
            owner: device id, names the folder of unfinished uploads.

        Raises:
            NameTakenError: the name holds other bytes.
        """

    def upload(
        self, name: str, source: Callable[[], BinaryIO], sha256: str, owner: str,
        progress: Callable[[int], None],
    ) -> bool:  # fmt: skip
        """Like `publish` for a long file, going on where a broken upload ended.

        Args:
            name: the final name.
            source: opens the bytes from their start.
            sha256: hex digest of the bytes, checked after reading back.
            owner: device id.
            progress: told the bytes of each step, also of those found there already.
        """

    def mark(self, name: str) -> None:
        """Create an empty file; fine when it is there."""

    def discard(self, name: str) -> None:
        """Remove a file that is proven not to hold what its name says; only healing does that."""


class ByteSink(Protocol):
    """Where ciphertext is written."""

    def write(self, data: bytes, /) -> int:
        """Write all."""


class Staging(Protocol):
    """Ciphertext on its way, kept in the workspace's folder so that broken transfers go on."""

    def seal(self, source: BinaryIO, key: bytes, sha256: str) -> tuple[str, int]:
        """Encrypt clear bytes for the share; name (SHA-256 hex) and size of the ciphertext."""

    def outgoing(self, blob: str) -> BinaryIO | None:
        """The ciphertext of a blob to send, None when it is not here any more."""

    def sent(self, blob: str) -> None:
        """The blob is on the share; its ciphertext here may go."""

    def fetch(self, share: ShareFolder, blob: str, progress: Callable[[int], None]) -> None:
        """Bring a blob's ciphertext here; raises `MissingOnShareError`, `DamagedError`."""

    def open_fetched(self, blob: str, key: bytes) -> BinaryIO:
        """Clear bytes of a fetched blob; raises `DamagedError`."""

    def fetched(self, blob: str) -> None:
        """The blob is in the workspace; its ciphertext here may go."""

    def keep(self, name: str, data: bytes) -> None:
        """Keep a copy of a checked small file of the share, to heal it with."""

    def kept(self, name: str) -> bytes | None:
        """The kept copy, None when there is none."""


class DeviceIdentity(Protocol):
    """A laptop's private keys for the share (`crypto.sealing.DeviceKeys`)."""

    @property
    def agreement_public(self) -> bytes:
        """Raw X25519 public key."""

    @property
    def signing_public(self) -> bytes:
        """Raw Ed25519 public key."""

    def sign(self, data: bytes) -> bytes:
        """Ed25519 signature, 64 bytes."""

    def open_sealed(self, sealed: bytes, aad: bytes) -> bytes:
        """What was sealed to this device; raises `DamagedError`."""

    def to_bytes(self) -> bytes:
        """Private keys in clear, only for the encrypted store or a sealed message."""


@dataclass(frozen=True, slots=True)
class ShareCrypto:
    """Cryptographic primitives as functions; refusals are `DamagedError`.

    Attributes:
        new_keys: fresh device keys.
        load_keys: undo ``to_bytes``.
        verify: Ed25519 as (public key, signature, data).
        seal: HPKE as (public key, plaintext, associated data).
        seal_bytes: AES-256-GCM as (key, plaintext, associated data), random nonce in front.
        open_bytes: undo ``seal_bytes``.
        stretch: Argon2id as (code, 16 bytes of salt) to 32 bytes.
        derive: HKDF as (key, purpose) to 32 bytes.
        encrypt: deterministic blob encryption as (clear stream, target, key, SHA-256 hex of the clear bytes).
        open_blob: clear bytes of a blob file as (open file, key, its path).
    """

    new_keys: Callable[[], DeviceIdentity]
    load_keys: Callable[[bytes], DeviceIdentity]
    verify: Callable[[bytes, bytes, bytes], bool]
    seal: Callable[[bytes, bytes, bytes], bytes]
    seal_bytes: Callable[[bytes, bytes, bytes], bytes]
    open_bytes: Callable[[bytes, bytes, bytes], bytes]
    stretch: Callable[[str, bytes], bytes]
    derive: Callable[[bytes, str], bytes]
    encrypt: Callable[[BinaryIO, ByteSink, bytes, str], None]
    open_blob: Callable[[BinaryIO, bytes, Path], BinaryIO]


class Segments(Protocol):
    """The segment format (SYNC rule 2)."""

    def pack(
        self, header: SegmentHeader, body: SegmentBody, key: bytes, sign: Callable[[bytes], bytes]
    ) -> bytes:
        """The bytes of a segment."""

    def header_of(self, untrusted: bytes, public_key: bytes) -> SegmentHeader:
        """The header after checking the signature; raises `DamagedError`, `NewerFormatError`."""

    def body_of(self, untrusted: bytes, key: bytes) -> SegmentBody:
        """Decrypt the body; raises `DamagedError`."""


@dataclass(frozen=True, slots=True)
class ShareFormat:
    """The file ``format``: versions and the founder's public signing key (hex)."""

    workspace: str
    root: str
    version: int = 1
    min_reader: int = 1
    min_writer: int = 1


class Rosters(Protocol):
    """Signed files about the share itself: format, roster entries, receipts of joining."""

    def pack_format(self, value: ShareFormat, sign: Callable[[bytes], bytes]) -> bytes:
        """The file ``format``."""

    def read_format(self, untrusted: bytes, root: bytes) -> ShareFormat:
        """Check and read it; raises `DamagedError`."""

    def pack_entry(self, entry: RosterEntry, sign: Callable[[bytes], bytes]) -> bytes:
        """A roster file."""

    def signer_of(self, untrusted: bytes) -> str:
        """Device that says it signed a roster file; raises `DamagedError`."""

    def read_entry(self, untrusted: bytes, public_key: bytes) -> RosterEntry:
        """Check and read a roster file; raises `DamagedError`."""

    def pack_receipt(self, device: str, nonce: str, sign: Callable[[bytes], bytes]) -> bytes:
        """The file that says an invitation was used; ``nonce`` tells one laptop from its clone."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an invitation file holds; byte strings as hex, times as ISO text.

    ``operations`` make the user known before the first sync.
    """

    workspace: str
    site_name: str
    organisation: str
    location: str
    root: str
    device: str
    device_keys: str
    ordinal: int
    inviter: str
    user: User
    identity: str
    trusted_roots: str
    expires: str
    operations: tuple[Operation, ...] = ()


class Invitations(Protocol):
    """The invitation file format."""

    def pack(self, invitation: Invitation) -> tuple[bytes, str]:
        """The file's bytes and the one-time code that opens it."""

    def open(self, untrusted: bytes, code: str) -> Invitation:
        """Read it.

        Raises:
            BadInputError: it is no invitation, or the code is not the one for it.
        """


@dataclass(frozen=True, slots=True)
class NewReplica:
    """A second laptop's workspace to be made.

    ``settings`` go into its store, ``operations`` are applied (not saved: they are foreign operations)
    with a cursor of ``inviter`` at sequence 0, in the same first transaction.
    """

    workspace: str
    site_name: str
    device: str
    user: User
    inviter: str
    identity: bytes = field(repr=False)
    settings: Mapping[str, str] = field(default_factory=dict, repr=False)
    operations: Sequence[Operation] = ()


@dataclass(frozen=True, slots=True)
class ShareTools:
    """Everything the use cases of the share get.

    Attributes:
        crypto: primitives.
        folder: opens a share by folder path or URL; raises `ShareError`.
        segments: the segment format.
        rosters: the roster format.
        invitations: the invitation format.
        staging: ciphertext on its way, below a workspace's folder.
        issue: a fresh certified identity for a user as (user with public key and certificate, private
            identity bytes); raises `NotAllowedError` where the organisation's authority is not kept.
    """

    crypto: ShareCrypto
    folder: Callable[[str], ShareFolder]
    segments: Segments
    rosters: Rosters
    invitations: Invitations
    staging: Callable[[Path], Staging]
    issue: Callable[[User], tuple[User, bytes]]


ShareToolsFactory = Callable[[Callable[[User], tuple[User, bytes]]], ShareTools]
"""What bootstrap provides: share tools for one open workspace, given how it issues identities."""
