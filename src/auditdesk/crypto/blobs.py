"""The store of evidence files: encrypted, addressed by content, never rewritten (DESIGN §5)."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from auditdesk.crypto.blob_reader import BlobReader
from auditdesk.crypto.chunks import (
    CHUNK_SIZE,
    HEADER_SIZE,
    SALT_SIZE,
    StreamDigest,
    content_salt,
    decrypt_stream,
    encrypt_stream,
)
from auditdesk.crypto.durable import storage_errors, sync_folder
from auditdesk.crypto.keys import KEY_SIZE, derive, mac
from auditdesk.domain.errors import BadInputError, DamagedError
from auditdesk.i18n import _
from auditdesk.services import ports

__all__ = [
    "BlobReader",
    "BlobRef",
    "BlobStore",
    "StreamDigest",
    "content_salt",
    "decrypt_stream",
    "encrypt_stream",
]

_NAME = re.compile(r"[0-9a-f]{64}")
_PART = ".part-"


@dataclass(frozen=True, slots=True)
class BlobRef(ports.BlobRef):
    """A stored blob; ``stored_size`` is the number of bytes on disk."""

    stored_size: int = 0


class BlobStore:
    """Blobs below the folder ``root`` (the workspace's ``blobs``) under one 32-byte key.

    A name is HMAC-SHA256 over the content's SHA-256, so names tell nothing without the key, and equal
    content has one name. ``chunk_size`` is for tests; readers take it from each blob's header.
    """

    def __init__(self, root: Path, key: bytes, *, chunk_size: int = CHUNK_SIZE) -> None:
        if len(key) != KEY_SIZE:
            raise ValueError("the blob key has 32 bytes")
        self.root = root
        self._key = key
        self._naming_key = derive(key, "blob names")
        self._chunk_size = chunk_size

    def __repr__(self) -> str:
        return f"BlobStore({self.root})"

    def name_of(self, sha256: str) -> str:
        """Name of the blob whose clear bytes have this SHA-256 (hex); it need not be here."""
        return self._bind(bytes.fromhex(sha256)).hex()

    def _bind(self, digest: bytes) -> bytes:
        return mac(self._naming_key, digest)

    def stored_path(self, name: str) -> Path:
        """Where the ciphertext lies or would lie; raises `DamagedError` for what is no name."""
        if not _NAME.fullmatch(name):
            raise DamagedError(_("“{name}”不是证据文件的编号，数据可能被改动过，请从备份恢复。", name=name))
        return self.root / name[:2] / name

    def exists(self, name: str) -> bool:
        """Whether the blob is here; says nothing about its being intact."""
        return self.stored_path(name).is_file()

    def names(self) -> Iterator[str]:
        """Names of all blobs present, in order; what does not belong here is passed over."""
        for folder in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
            for name in sorted(entry.name for entry in os.scandir(folder)):
                if _NAME.fullmatch(name) and name[:2] == folder.name:
                    yield name

    def add(self, source: BinaryIO, *, progress: Callable[[int], None] | None = None) -> BlobRef:
        """Encrypt and store ``source`` from its position to its end.

        Equal content is stored once: an intact blob is left as it is, a damaged one is replaced.

        Args:
            source: clear bytes; only read.
            progress: told the number of bytes of each step; what it raises undoes the work.

        Raises:
            AuditDeskError: the disk is full or refuses, or the source cannot be read; nothing is left behind.
        """
        part = self.root / f"{_PART}{os.urandom(12).hex()}"
        with storage_errors(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            try:
                digest = self._write(source, part, progress)
                name = self.name_of(digest.sha256)
                self._keep(part, name)
            finally:
                part.unlink(missing_ok=True)
            stored_size = self.stored_path(name).stat().st_size
        return BlobRef(name, digest.sha256, digest.size, stored_size)

    def _write(self, source: BinaryIO, part: Path, progress: Callable[[int], None] | None) -> StreamDigest:
        with part.open("xb") as target:
            digest = encrypt_stream(
                source, target, self._key, os.urandom(SALT_SIZE), progress,
                chunk_size=self._chunk_size, bind=self._bind,
            )  # fmt: skip
            target.flush()
            os.fsync(target.fileno())
        return digest

    def _keep(self, part: Path, name: str) -> None:
        path = self.stored_path(name)
        if self._opens(name):
            return
        path.parent.mkdir(exist_ok=True)
        part.replace(path)
        sync_folder(path.parent)
        sync_folder(self.root)

    def _opens(self, name: str) -> bool:
        try:
            self.open(name).close()
        except DamagedError:
            return False
        return True

    def _open_file(self, name: str) -> BinaryIO:
        path = self.stored_path(name)
        with storage_errors(path):
            try:
                return path.open("rb", buffering=0)
            except FileNotFoundError as error:
                raise DamagedError(
                    _("证据文件不在了：{path}。请从备份恢复，或等它从共享目录同步过来。", path=path),
                    path=path,
                ) from error

    def open(self, name: str) -> BlobReader:
        """The clear bytes with random access.

        Raises:
            DamagedError: the blob is missing or not as it was written.
            AuditDeskError: the system refuses to read it; that says nothing about the blob.
        """
        path = self.stored_path(name)
        return BlobReader(self._open_file(name), self._key, binding=bytes.fromhex(name), path=path)

    def read_all(self, name: str, limit: int) -> bytes:
        """All clear bytes; raises `BadInputError` above ``limit`` bytes, `DamagedError`."""
        with self.open(name) as reader:
            if reader.size > limit:
                raise BadInputError(
                    _("文件有 {size} 字节，超过这里能读的 {limit} 字节。", size=reader.size, limit=limit)
                )
            return reader.read()

    def verify(self, name: str, *, sha256: str, progress: Callable[[int], None] | None = None) -> None:
        """Read every byte and compare the digest (hex); raises `DamagedError` when anything differs."""
        path = self.stored_path(name)
        with self._open_file(name) as file:
            try:
                found = decrypt_stream(file, None, self._key, progress, binding=bytes.fromhex(name))
            except (DamagedError, BadInputError) as error:
                raise DamagedError(
                    _("{reason}（{path}）", reason=error.message, path=path), path=path
                ) from error
        if found.sha256 != sha256.lower():
            raise DamagedError(
                _("证据文件 {path} 的内容与登记的 SHA-256 不一致，请从备份恢复。", path=path), path=path
            )

    def delete(self, name: str) -> None:
        """Destroy the blob: its salt is overwritten, then the file removed. Already gone is fine."""
        path = self.stored_path(name)
        grave = self.root / f"{_PART}{os.urandom(12).hex()}"
        with storage_errors(path):
            try:
                path.replace(grave)
            except FileNotFoundError:
                return
            with grave.open("r+b") as file:
                file.write(bytes(HEADER_SIZE))
                file.flush()
                os.fsync(file.fileno())
            grave.unlink()
        sync_folder(path.parent)

    def remove_leftovers(self) -> int:
        """Delete what a killed process left half-written; call while nobody else adds. Returns how many."""
        leftovers = list(self.root.glob(f"{_PART}*"))
        with storage_errors(self.root):
            for path in leftovers:
                path.unlink(missing_ok=True)
        return len(leftovers)
