"""Signed files of the share: one frame for segments, roster entries, the format file and receipts.

::

    "ADSH" · kind u8 · version u8 · header length u32 · body length u32      (big-endian, 14 bytes)
    header · body · Ed25519 signature over everything before it, 64 bytes

Both lengths are part of what is signed and must fill the file exactly, so that no byte can be flipped,
cut or added.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from auditdesk.domain.errors import DamagedError, NewerFormatError
from auditdesk.i18n import _

MAGIC = b"ADSH"
VERSION = 1
SIGNATURE_SIZE = 64
_FRAME = struct.Struct(">4sBBII")

Verify = Callable[[bytes, bytes, bytes], bool]


class FileKind(IntEnum):
    """What a signed file is; part of what is signed, so one can never pass for another."""

    SEGMENT = 1
    ROSTER = 2
    FORMAT = 3
    RECEIPT = 4


@dataclass(frozen=True, slots=True)
class Envelope:
    """The parts of a signed file."""

    kind: FileKind
    version: int
    header: bytes
    body: bytes
    signature: bytes

    @property
    def associated(self) -> bytes:
        """Associated data for encrypting the body: all of the frame but the body's length."""
        return MAGIC + bytes([self.kind, self.version]) + self.header

    @property
    def signed(self) -> bytes:
        """The bytes that the signature is about."""
        sizes = (len(self.header), len(self.body))
        return _FRAME.pack(MAGIC, self.kind, self.version, *sizes) + self.header + self.body


def associated(kind: FileKind, header: bytes) -> bytes:
    """Associated data of a file about to be written."""
    return Envelope(kind, VERSION, header, b"", b"").associated


def pack(kind: FileKind, header: bytes, body: bytes, sign: Callable[[bytes], bytes]) -> bytes:
    """A signed file."""
    signed = Envelope(kind, VERSION, header, body, b"").signed
    return signed + sign(signed)


def parse(untrusted: bytes, kind: FileKind) -> Envelope:
    """Split a file without checking its signature; raises `DamagedError` for other files."""
    if len(untrusted) < _FRAME.size + SIGNATURE_SIZE:
        raise _damaged()
    magic, found, version, header_size, body_size = _FRAME.unpack_from(untrusted)
    whole = _FRAME.size + header_size + body_size + SIGNATURE_SIZE
    if magic != MAGIC or found != kind or whole != len(untrusted):
        raise _damaged()
    start = _FRAME.size + header_size
    return Envelope(
        kind, version, untrusted[_FRAME.size : start], untrusted[start : start + body_size],
        untrusted[-SIGNATURE_SIZE:],
    )  # fmt: skip


def opened(untrusted: bytes, kind: FileKind, public_key: bytes, verify: Verify) -> Envelope:
    """Split a file and check its signature.

    Raises:
        DamagedError: another kind, another signer, or any byte differs.
        NewerFormatError: rightly signed, but of a version this program does not know.
    """
    found = parse(untrusted, kind)
    if not verify(public_key, found.signature, found.signed):
        raise _damaged()
    if found.version != VERSION:
        raise NewerFormatError(
            _("共享目录里有版本 {version} 的文件，请先更新本程序；这里什么都没有改。", version=found.version)
        )
    return found


def _damaged() -> DamagedError:
    return DamagedError(_("文件不完整、被改动，或者不是登记过的电脑签的。"))
