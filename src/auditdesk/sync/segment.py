"""The segment format (SYNC rule 2): public header, encrypted operations, signature.

The header is a msgpack array bound as associated data; the body is AES-256-GCM over zlib over JSON.
Hashes of clear content stand only inside the body: outside they would let anybody who has a file
recognise it.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from auditdesk.domain.errors import DamagedError
from auditdesk.domain.operations import FieldChange, Operation
from auditdesk.domain.sharing import BlobNote, KnownHead, SegmentBody, SegmentHeader
from auditdesk.i18n import _
from auditdesk.services.ports_sync import ShareCrypto
from auditdesk.sync import envelope
from auditdesk.sync.envelope import FileKind

LARGEST_BODY = 64 * 1024 * 1024
SCHEMA = 1
_T = TypeVar("_T")


class _Header(msgspec.Struct, array_like=True, frozen=True):
    schema: int
    workspace: bytes
    device: bytes
    sequence: int
    previous: bytes
    first: str
    last: str
    epoch: int
    heads: bytes
    blobs: list[bytes]


_Change = tuple[int, object, list[str], str]


class _Operation(msgspec.Struct, array_like=True, frozen=True):
    id: str
    kind: int
    entity: str
    user: str
    changes: list[_Change]


class _Body(msgspec.Struct, array_like=True, frozen=True):
    operations: list[_Operation]
    heads: list[tuple[str, int, str]]
    blobs: list[tuple[str, str, int, int]]


@dataclass(frozen=True, slots=True)
class SegmentFormat:
    """Fulfils `services.ports_sync.Segments`."""

    crypto: ShareCrypto

    def pack(
        self, header: SegmentHeader, body: SegmentBody, key: bytes, sign: Callable[[bytes], bytes]
    ) -> bytes:
        """The bytes of a segment; they differ from call to call, so freeze them (SYNC rule 1)."""
        public = msgspec.msgpack.encode(_outside(header))
        clear = zlib.compress(msgspec.json.encode(_inside(body)), 9)
        sealed = self.crypto.seal_bytes(self._key(key), clear, envelope.associated(FileKind.SEGMENT, public))
        return envelope.pack(FileKind.SEGMENT, public, sealed, sign)

    def header_of(self, untrusted: bytes, public_key: bytes) -> SegmentHeader:
        """The header after checking the signature; raises `DamagedError`, `NewerFormatError`."""
        found = envelope.opened(untrusted, FileKind.SEGMENT, public_key, self.crypto.verify)
        header = decoded(msgspec.msgpack.Decoder(_Header), found.header)
        return SegmentHeader(
            header.workspace.hex(), header.device.hex(), header.sequence, header.previous.hex(),
            header.first, header.last, header.epoch, header.heads.hex(),
            tuple(blob.hex() for blob in header.blobs),
        )  # fmt: skip

    def body_of(self, untrusted: bytes, key: bytes) -> SegmentBody:
        """Decrypt the body of a segment whose header was checked; raises `DamagedError`."""
        found = envelope.parse(untrusted, FileKind.SEGMENT)
        clear = inflate(self.crypto.open_bytes(self._key(key), found.body, found.associated))
        body = decoded(msgspec.json.Decoder(_Body), clear)
        operations = tuple(
            Operation(
                one.id, one.kind, one.entity, one.user,
                tuple(FieldChange(number, value, tuple(bases), element)
                      for number, value, bases, element in one.changes),
            )
            for one in body.operations
        )  # fmt: skip
        heads = tuple(KnownHead(*head) for head in body.heads)
        return SegmentBody(operations, heads, tuple(BlobNote(*blob) for blob in body.blobs))

    def _key(self, epoch_key: bytes) -> bytes:
        return self.crypto.derive(epoch_key, "segment")


def _outside(header: SegmentHeader) -> _Header:
    return _Header(
        SCHEMA, bytes.fromhex(header.workspace), bytes.fromhex(header.device), header.sequence,
        bytes.fromhex(header.previous), header.first, header.last, header.epoch,
        bytes.fromhex(header.heads_sha256), [bytes.fromhex(blob) for blob in header.blobs],
    )  # fmt: skip


def _inside(body: SegmentBody) -> _Body:
    operations = [
        _Operation(
            one.id, one.kind, one.entity, one.user,
            [(change.field, change.value, list(change.bases), change.element) for change in one.changes],
        )
        for one in body.operations
    ]  # fmt: skip
    heads = [(head.device, head.sequence, head.sha256) for head in body.heads]
    return _Body(operations, heads, [(one.sha256, one.id, one.size, one.epoch) for one in body.blobs])


def inflate(data: bytes, limit: int = LARGEST_BODY) -> bytes:
    """Decompress at most ``limit`` bytes; raises `DamagedError` for more, less or trailing bytes."""
    reader = zlib.decompressobj()
    try:
        clear = reader.decompress(data, limit)
    except zlib.error as error:
        raise DamagedError(_("变更段解压失败，内容已损坏。")) from error
    if not reader.eof or reader.unused_data:
        raise DamagedError(_("变更段解压后超过上限或不完整，没有采用。"))
    return clear


def decoded(decoder: msgspec.msgpack.Decoder[_T] | msgspec.json.Decoder[_T], data: bytes) -> _T:
    """Decode bytes whose signature held; raises `DamagedError` when a signer wrote nonsense."""
    try:
        return decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DamagedError(_("文件的签名没有问题，但内容的格式不对，没有采用。")) from error
