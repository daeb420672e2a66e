"""The few file calls that a share is used through: one door, so that every one can be counted or fail."""

from __future__ import annotations

import os

_BINARY = getattr(os, "O_BINARY", 0)


class FileCalls:
    """The operating system's calls; raise ``OSError`` as they come."""

    def create(self, path: str) -> int:
        """Open a new file for reading and writing; raises ``FileExistsError``."""
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, 0o660)

    def reopen(self, path: str) -> int:
        """Open an existing file for reading and writing."""
        return os.open(path, os.O_RDWR | _BINARY)

    def open(self, path: str) -> int:
        """Open an existing file for reading."""
        return os.open(path, os.O_RDONLY | _BINARY)

    def read(self, file: int, size: int) -> bytes:
        """Up to ``size`` bytes from the position; empty at the end."""
        return os.read(file, size)

    def write(self, file: int, data: memoryview) -> int:
        """Write at the position; may write less than all."""
        return os.write(file, data)

    def seek(self, file: int, offset: int) -> None:
        """Move the position."""
        os.lseek(file, offset, os.SEEK_SET)

    def truncate(self, file: int, size: int) -> None:
        """Cut the file."""
        os.ftruncate(file, size)

    def sync(self, file: int) -> None:
        """Flush to the other side's disk."""
        os.fsync(file)

    def close(self, file: int) -> None:
        """Close; network file systems may report a lost write here."""
        os.close(file)

    def link(self, old: str, new: str) -> None:
        """Give a file a second name, never replacing one: on Windows a rename, which has that property."""
        if os.name == "nt":
            os.rename(old, new)  # noqa: PTH104  # strings throughout: UNC paths must not be normalised
        else:
            os.link(old, new)

    def rename(self, old: str, new: str) -> None:
        """Rename, where links are not supported."""
        os.rename(old, new)  # noqa: PTH104

    def unlink(self, path: str) -> None:
        """Remove a name."""
        os.unlink(path)  # noqa: PTH108

    def make(self, path: str) -> None:
        """Make a folder; its parent must exist."""
        os.mkdir(path)  # noqa: PTH102

    def names(self, path: str) -> list[str]:
        """Names in a folder."""
        return os.listdir(path)  # noqa: PTH208

    def size(self, path: str) -> int:
        """Bytes of a file, any number for a folder."""
        return os.stat(path).st_size  # noqa: PTH116
