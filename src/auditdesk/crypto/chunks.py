"""The blob format: a header and sealed chunks, in the manner of the STREAM construction (DESIGN §5).

::

    header, 44 bytes   "ADBLOB" · version u16 · chunk size u32 · salt 32        (big-endian)
    chunk i            AES-256-GCM(chunk size clear bytes; the last chunk may hold fewer) · tag 16

File key and nonce prefix come from HKDF-SHA256(key, salt); a nonce is prefix (7) | i (4) | 1 for the last
chunk (1), and the header is associated data of every chunk. So no byte can be flipped, cut, added or moved.
The last chunk's associated data also holds a *binding*, e.g. the blob's name: a whole blob put in the
place of another is refused when it is opened.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from auditdesk.crypto.keys import derive, mac
from auditdesk.domain.errors import BadInputError, DamagedError
from auditdesk.i18n import _

MAGIC = b"ADBLOB"
VERSION = 1
CHUNK_SIZE = 64 * 1024
SMALLEST_CHUNK = 16
LARGEST_CHUNK = 4 * 1024 * 1024
SALT_SIZE = 32
TAG_SIZE = 16
_PREFIX_SIZE = 7
_LAYOUT = struct.Struct(">6sHI32s")
HEADER_SIZE = _LAYOUT.size


@dataclass(frozen=True, slots=True)
class StreamDigest:
    """What a pass over a stream found: SHA-256 (hex) and size of the clear bytes, size when encrypted."""

    sha256: str
    size: int
    stored_size: int


@dataclass(frozen=True, slots=True)
class BlobHeader:
    """The public part of a blob. ``chunk_size`` is in bytes of plaintext."""

    salt: bytes
    chunk_size: int = CHUNK_SIZE

    def pack(self) -> bytes:
        """The 44 bytes at the start of the file."""
        if len(self.salt) != SALT_SIZE or not SMALLEST_CHUNK <= self.chunk_size <= LARGEST_CHUNK:
            raise ValueError("salt or chunk size out of range")
        return _LAYOUT.pack(MAGIC, VERSION, self.chunk_size, self.salt)

    @classmethod
    def unpack(cls, data: bytes) -> BlobHeader:
        """Read the header; raises `DamagedError` when it is none, or of a version unknown here."""
        if len(data) != HEADER_SIZE:
            raise DamagedError(_("加密文件不完整：连文件头都不够长，请从备份恢复。"))
        magic, version, chunk_size, salt = _LAYOUT.unpack(data)
        if magic != MAGIC or not SMALLEST_CHUNK <= chunk_size <= LARGEST_CHUNK:
            raise DamagedError(_("加密文件的文件头不对，文件已损坏，请从备份恢复。"))
        if version != VERSION:
            raise DamagedError(
                _(
                    "加密文件的格式版本是 {version}，这个程序不认识：文件已损坏，或由更新的程序写入。",
                    version=version,
                )
            )
        return cls(salt, chunk_size)


class ChunkCipher:
    """Seals and opens the chunks of one blob."""

    def __init__(self, key: bytes, header: BlobHeader) -> None:
        self.header = header
        self._public = header.pack()
        material = derive(key, "blob file", salt=header.salt, length=32 + _PREFIX_SIZE)
        self._aead = AESGCM(material[:32])
        self._prefix = material[32:]

    def _nonce(self, index: int, *, final: bool) -> bytes:
        return self._prefix + index.to_bytes(4, "big") + bytes([final])

    def seal(self, index: int, data: bytes, *, final: bool, binding: bytes = b"") -> bytes:
        """Ciphertext and tag of chunk ``index``; a stream holds at most 2**32 chunks (256 TiB)."""
        return self._aead.encrypt(self._nonce(index, final=final), data, self._public + binding)

    def open(self, index: int, sealed: bytes, *, final: bool, binding: bytes = b"") -> bytes:
        """Plaintext of chunk ``index``; raises `DamagedError` when a bit is not as it was written."""
        try:
            return self._aead.decrypt(self._nonce(index, final=final), sealed, self._public + binding)
        except (InvalidTag, ValueError) as error:
            raise DamagedError(_("加密文件被改动或已损坏，请从备份恢复。")) from error


def read_exactly(source: BinaryIO, size: int) -> bytes:
    """Up to ``size`` bytes, fewer only at the end; raises `BadInputError` when the source fails."""
    try:
        data = source.read(size)
        while data and len(data) < size:
            more = source.read(size - len(data))
            if not more:
                break
            data += more
    except OSError as error:
        raise BadInputError(
            _("来源文件读到一半读不下去了：{reason}。什么都没有保存。", reason=error.strerror or error)
        ) from error
    return data


def content_salt(key: bytes, sha256: str) -> bytes:
    """The salt for encrypting content deterministically: the same bytes under the same key give one file.

    Args:
        key: the key that `encrypt_stream` will get.
        sha256: hex digest of the clear bytes; it must be the true one, see `encrypt_stream`.
    """
    return mac(derive(key, "blob content salt"), bytes.fromhex(sha256))


def encrypt_stream(
    source: BinaryIO,
    target: BinaryIO,
    key: bytes,
    salt: bytes,
    progress: Callable[[int], None] | None = None,
    *,
    chunk_size: int = CHUNK_SIZE,
    bind: Callable[[bytes], bytes] | None = None,
) -> StreamDigest:
    """Encrypt ``source`` to its end into ``target``, holding two chunks in memory.

    Never use one salt with one key for two different contents (the nonces would repeat): draw 32 random
    bytes, or use `content_salt`.

    Args:
        source: clear bytes from its present position.
        target: written in order, never read.
        key: 32 bytes.
        salt: 32 bytes, stored in the header.
        progress: told the number of clear bytes of each step; what it raises ends the work.
        chunk_size: clear bytes of a chunk.
        bind: gives the binding of the last chunk from the SHA-256 digest of the clear bytes.
    """
    cipher = ChunkCipher(key, BlobHeader(salt, chunk_size))
    digest = hashlib.sha256()
    size, index = 0, 0
    stored = target.write(cipher.header.pack())
    chunk = read_exactly(source, chunk_size)
    while True:
        following = read_exactly(source, chunk_size) if len(chunk) == chunk_size else b""
        digest.update(chunk)
        binding = bind(digest.digest()) if bind and not following else b""
        stored += target.write(cipher.seal(index, chunk, final=not following, binding=binding))
        size += len(chunk)
        if progress:
            progress(len(chunk))
        if not following:
            return StreamDigest(digest.hexdigest(), size, stored)
        chunk, index = following, index + 1


def decrypt_stream(
    source: BinaryIO,
    target: BinaryIO | None,
    key: bytes,
    progress: Callable[[int], None] | None = None,
    *,
    binding: bytes = b"",
) -> StreamDigest:
    """Decrypt a whole blob; chunks are written as they prove intact, so discard ``target`` on an error.

    Without a target it only checks.

    Raises:
        DamagedError: a byte is missing, added or changed, or the key or binding is another one.
    """
    cipher = ChunkCipher(key, BlobHeader.unpack(read_exactly(source, HEADER_SIZE)))
    sealed_size = cipher.header.chunk_size + TAG_SIZE
    digest = hashlib.sha256()
    size, stored, index = 0, HEADER_SIZE, 0
    sealed = read_exactly(source, sealed_size)
    while True:
        following = read_exactly(source, sealed_size)
        final = not following
        chunk = cipher.open(index, sealed, final=final, binding=binding if final else b"")
        digest.update(chunk)
        if target is not None:
            target.write(chunk)
        size, stored = size + len(chunk), stored + len(sealed)
        if progress:
            progress(len(chunk))
        if final:
            return StreamDigest(digest.hexdigest(), size, stored)
        sealed, index = following, index + 1
