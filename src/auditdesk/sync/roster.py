"""Signed files about the share itself: format, roster entries, receipts (SYNC, Layout).

They are readable without a key, so they hold random ids, roles and public keys, never names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from auditdesk.domain.sharing import RosterEntry
from auditdesk.services.ports_sync import ShareCrypto, ShareFormat
from auditdesk.sync import envelope
from auditdesk.sync.envelope import FileKind
from auditdesk.sync.segment import decoded


@dataclass(frozen=True, slots=True)
class RosterFormat:
    """Fulfils `services.ports_sync.Rosters`."""

    crypto: ShareCrypto

    def pack_format(self, value: ShareFormat, sign: Callable[[bytes], bytes]) -> bytes:
        """The file ``format``."""
        return envelope.pack(FileKind.FORMAT, msgspec.json.encode(value), b"", sign)

    def read_format(self, untrusted: bytes, root: bytes) -> ShareFormat:
        """Check and read it; raises `DamagedError`."""
        found = envelope.opened(untrusted, FileKind.FORMAT, root, self.crypto.verify)
        return decoded(msgspec.json.Decoder(ShareFormat), found.header)

    def pack_entry(self, entry: RosterEntry, sign: Callable[[bytes], bytes]) -> bytes:
        """A roster file."""
        return envelope.pack(FileKind.ROSTER, msgspec.json.encode(entry), b"", sign)

    def signer_of(self, untrusted: bytes) -> str:
        """Device that says it signed a roster file; raises `DamagedError`."""
        found = envelope.parse(untrusted, FileKind.ROSTER)
        return decoded(msgspec.json.Decoder(RosterEntry), found.header).signer

    def read_entry(self, untrusted: bytes, public_key: bytes) -> RosterEntry:
        """Check and read a roster file; raises `DamagedError`."""
        found = envelope.opened(untrusted, FileKind.ROSTER, public_key, self.crypto.verify)
        return decoded(msgspec.json.Decoder(RosterEntry), found.header)

    def pack_receipt(self, device: str, nonce: str, sign: Callable[[bytes], bytes]) -> bytes:
        """The file that says an invitation was used; deterministic for one nonce."""
        return envelope.pack(FileKind.RECEIPT, msgspec.json.encode([device, nonce]), b"", sign)
