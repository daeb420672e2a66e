"""Random access to the clear bytes of a blob, chunk by chunk."""

from __future__ import annotations

import io
import os
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from auditdesk.crypto.chunks import HEADER_SIZE, TAG_SIZE, BlobHeader, ChunkCipher, read_exactly
from auditdesk.domain.errors import BadInputError, DamagedError
from auditdesk.i18n import _


class _RawBlob(io.RawIOBase):
    """Decrypts the chunk under the position and keeps the last one."""

    def __init__(self, file: BinaryIO, key: bytes, binding: bytes, path: Path) -> None:
        super().__init__()
        self._file = file
        self._binding = binding
        self._path = path
        self._position = 0
        self._cached_index = -1
        self._cached = b""
        with ExitStack() as on_failure:
            on_failure.callback(self.close)
            self._cipher = self._read_header(key)
            self._count, self.size = self._measure(file.seek(0, os.SEEK_END))
            self._chunk(self._count - 1)
            on_failure.pop_all()

    def _damaged(self, reason: str) -> DamagedError:
        return DamagedError(_("{reason}（{path}）", reason=reason, path=self._path), path=self._path)

    def _read_header(self, key: bytes) -> ChunkCipher:
        try:
            return ChunkCipher(key, BlobHeader.unpack(read_exactly(self._file, HEADER_SIZE)))
        except (DamagedError, BadInputError) as error:
            raise self._damaged(error.message) from error

    def _measure(self, stored_size: int) -> tuple[int, int]:
        """Number of chunks and clear size; every length that no writer makes is refused."""
        full = self._cipher.header.chunk_size + TAG_SIZE
        count, rest = divmod(stored_size - HEADER_SIZE, full)
        last = rest or full
        count += 1 if rest else 0
        if count < 1 or last < TAG_SIZE:
            raise self._damaged(_("加密文件的长度不对，被截断或加长过，请从备份恢复。"))
        return count, stored_size - HEADER_SIZE - count * TAG_SIZE

    def _chunk(self, index: int) -> bytes:
        if index != self._cached_index:
            full = self._cipher.header.chunk_size + TAG_SIZE
            final = index == self._count - 1
            try:
                self._file.seek(HEADER_SIZE + index * full)
                sealed = read_exactly(self._file, full)
                binding = self._binding if final else b""
                self._cached = self._cipher.open(index, sealed, final=final, binding=binding)
            except (DamagedError, BadInputError, OSError) as error:
                raise self._damaged(_("加密文件被改动、读不出来或已损坏，请从备份恢复。")) from error
            self._cached_index = index
        return self._cached

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """Position in the clear bytes."""
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move in the clear bytes; beyond the end reads nothing."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self.size}[whence]
        if start + offset < 0:
            raise ValueError("negative seek position")
        self._position = start + offset
        return self._position

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # no Buffer type in 3.11
        """Fill from the chunk under the position; 0 at the end."""
        if self._position >= self.size:
            return 0
        index, offset = divmod(self._position, self._cipher.header.chunk_size)
        piece = memoryview(self._chunk(index))[offset : offset + len(buffer)]
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def readall(self) -> bytes:
        """The rest, in one allocation."""
        rest = bytearray(max(0, self.size - self._position))
        view, filled = memoryview(rest), 0
        while filled < len(rest):
            filled += self.readinto(view[filled:])
        return bytes(rest)

    def close(self) -> None:
        """Close the file below and forget the clear bytes."""
        if not self.closed:
            self._cached, self._cached_index = b"", -1
            self._file.close()
        super().close()


class BlobReader(io.BufferedReader):
    """The clear bytes of a blob as a seekable binary file; ``size`` is their number.

    The last chunk is authenticated at once, every other one when it is read; whatever was flipped, cut,
    added or exchanged raises `DamagedError`.
    """

    def __init__(self, file: BinaryIO, key: bytes, *, binding: bytes, path: Path) -> None:
        raw = _RawBlob(file, key, binding, path)
        super().__init__(raw, buffer_size=64 * 1024)
        self.size = raw.size
