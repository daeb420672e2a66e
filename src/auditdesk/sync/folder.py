"""A share that is a folder: local, USB, or a network drive (SYNC rules 3–5).

Writing is exclusive-create in ``part/``, write, flush, read back, then a second name that never replaces
one. A broken upload goes on where it ended, after what is there was compared.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

from auditdesk.domain.errors import ShareError
from auditdesk.i18n import _
from auditdesk.services.ports_sync import MissingOnShareError, NameTakenError
from auditdesk.sync.calls import FileCalls
from auditdesk.sync.faults import patiently, share_errors
from auditdesk.sync.names import checked, checked_folder, ours, part_name

CHUNK = 1024 * 1024
_NO_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOTTY, errno.ENOENT})
_NO_LINK = frozenset(
    {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV, errno.EINVAL}
)


def _nothing(_amount: int) -> None:
    """Progress nobody watches."""


class FolderShare:
    """Fulfils `services.ports_sync.ShareFolder` on a path, which must exist: it is never created here."""

    def __init__(
        self, root: str, *, calls: FileCalls | None = None, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._root = root
        self._calls = calls or FileCalls()
        self._pause = pause

    @property
    def location(self) -> str:
        """The path."""
        return self._root

    def _path(self, name: str) -> str:
        return self._below(checked(name))

    def _below(self, name: str) -> str:
        return os.path.join(self._root, *name.split("/"))  # noqa: PTH118  # UNC paths stay as given

    def _require_root(self) -> None:
        """Tell a missing file from a missing share: raises ``OSError`` when the folder is gone."""
        self._calls.size(self._root)

    def listing(self, folder: str) -> list[str]:
        """File names in a folder, sorted; empty when the folder does not exist."""
        path = self._below(checked_folder(folder))

        def names() -> list[str]:
            try:
                return ours(self._calls.names(path))
            except FileNotFoundError:
                self._require_root()
                return []

        with share_errors(self._root):
            return patiently(names, self._pause)

    def size(self, name: str) -> int | None:
        """Bytes of a file, None when it does not exist."""

        def measure() -> int | None:
            try:
                return self._calls.size(self._path(name))
            except FileNotFoundError:
                self._require_root()
                return None

        with share_errors(self._root):
            return patiently(measure, self._pause)

    def read(self, name: str, limit: int) -> bytes:
        """A whole file; raises `MissingOnShareError`, and `ShareError` above ``limit`` bytes."""
        data = self.read_part(name, 0, limit + 1)
        if len(data) > limit:
            raise too_large(name, limit)
        return data

    def read_part(self, name: str, offset: int, size: int) -> bytes:
        """Up to ``size`` bytes at ``offset``; fewer at the end. Raises `MissingOnShareError`."""

        def read() -> bytes | None:
            try:
                with self._opened(self._calls.open(self._path(name))) as file:
                    if offset:
                        self._calls.seek(file, offset)
                    return self._read(file, size)
            except FileNotFoundError:
                self._require_root()
                return None

        with share_errors(self._root):
            data = patiently(read, self._pause)
        if data is None:
            raise MissingOnShareError(_("共享目录里没有 {name}。", name=name))
        return data

    @contextmanager
    def _opened(self, file: int) -> Iterator[int]:
        try:
            yield file
        except BaseException:
            with suppress(OSError):
                self._calls.close(file)
            raise
        self._calls.close(file)

    def _read(self, file: int, size: int) -> bytes:
        """Exactly ``size`` bytes unless the file ends before."""
        data = bytearray()
        while len(data) < size:
            more = self._calls.read(file, min(size - len(data), CHUNK))
            if not more:
                break
            data += more
        return bytes(data)

    def publish(self, name: str, data: bytes, owner: str) -> bool:
        """Write a file whole, once; see the port."""
        digest = hashlib.sha256(data).hexdigest()
        return self._publish(name, lambda: io.BytesIO(data), digest, owner, _nothing)

    def upload(
        self, name: str, source: Callable[[], BinaryIO], sha256: str, owner: str,
        progress: Callable[[int], None],
    ) -> bool:  # fmt: skip
        """Like `publish` for a long file, going on where a broken upload ended; see the port."""
        if self.size(name) is not None:
            with share_errors(self._root):
                self._compare(name, sha256)
                with suppress(FileNotFoundError):
                    self._calls.unlink(self._path(part_name(owner, sha256)))
            return False
        return self._publish(name, source, sha256, owner, progress)

    def _publish(
        self, name: str, source: Callable[[], BinaryIO], sha256: str, owner: str,
        progress: Callable[[int], None],
    ) -> bool:  # fmt: skip
        part = part_name(owner, sha256)

        def attempt() -> bool:
            with source() as stream:
                self._fill(part, stream, progress)
            if self._digest(part) != sha256:
                self._calls.unlink(self._path(part))
                raise OSError(errno.EIO, _("写进去的内容读回来不一样"))
            return self._place(part, name, sha256)

        with share_errors(self._root):
            return patiently(attempt, self._pause)

    def _fill(self, part: str, stream: BinaryIO, progress: Callable[[int], None]) -> None:
        """Write the part, or go on with the one that is there."""
        try:
            file = self._create(part)
            found = False
        except FileExistsError:
            file = self._calls.reopen(self._path(part))
            found = True
        with self._opened(file):
            rest = self._skip_equal(file, stream, progress) if found else b""
            while rest or (rest := stream.read(CHUNK)):
                self._write(file, rest)
                progress(len(rest))
                rest = b""
            try:
                self._calls.sync(file)
            except OSError as error:
                if error.errno not in _NO_SYNC:
                    raise

    def _create(self, name: str) -> int:
        try:
            return self._calls.create(self._path(name))
        except FileNotFoundError:
            self._make_folder_of(name)
            return self._calls.create(self._path(name))

    def _make_folder_of(self, name: str) -> None:
        """Make the folders between the root, which must be there, and a file."""
        self._require_root()
        folders = name.split("/")[:-1]
        for count in range(1, len(folders) + 1):
            with suppress(FileExistsError):
                self._calls.make(self._below("/".join(folders[:count])))

    def _skip_equal(self, file: int, stream: BinaryIO, progress: Callable[[int], None]) -> bytes:
        """Compare a part with the source chunk by chunk, cut it at the first difference.

        Returns the bytes of the source that were read, but are not in the part; the file's position and
        end are where they belong.
        """
        kept = 0
        while wanted := stream.read(CHUNK):
            if self._read(file, len(wanted)) != wanted:
                self._calls.seek(file, kept)
                self._calls.truncate(file, kept)
                return wanted
            kept += len(wanted)
            progress(len(wanted))
        self._calls.truncate(file, kept)
        return b""

    def _write(self, file: int, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[self._calls.write(file, view) :]

    def _digest(self, name: str) -> str:
        digest = hashlib.sha256()
        with self._opened(self._calls.open(self._path(name))) as file:
            while data := self._calls.read(file, CHUNK):
                digest.update(data)
        return digest.hexdigest()

    def _place(self, part: str, name: str, sha256: str) -> bool:
        """Give the part its final name; False when the same bytes had it already."""
        try:
            self._link(part, name)
        except FileNotFoundError:
            self._make_folder_of(name)
            self._link(part, name)
        except FileExistsError:
            same = self._digest(name) == sha256
            self._calls.unlink(self._path(part))
            if not same:
                raise NameTakenError(taken(name)) from None
            return False
        with suppress(FileNotFoundError):
            self._calls.unlink(self._path(part))
        return True

    def _link(self, part: str, name: str) -> None:
        try:
            self._calls.link(self._path(part), self._path(name))
        except OSError as error:
            if error.errno not in _NO_LINK:
                raise
            self._rename(self._path(part), self._path(name))

    def _rename(self, part: str, final: str) -> None:
        """Where links do not exist (FAT, some servers): look first, then rename.

        Between both another writer could take the name; only roster entries have two writers, and those
        are read back by whoever wrote them.
        """
        try:
            self._calls.size(final)
        except FileNotFoundError:
            self._calls.rename(part, final)
        else:
            raise FileExistsError(errno.EEXIST, final)

    def _compare(self, name: str, sha256: str) -> None:
        if patiently(lambda: self._digest(name), self._pause) != sha256:
            raise NameTakenError(taken(name))

    def mark(self, name: str) -> None:
        """Create an empty file; fine when it is there."""

        def make() -> None:
            with suppress(FileExistsError):
                self._calls.close(self._create(name))

        with share_errors(self._root):
            patiently(make, self._pause)

    def discard(self, name: str) -> None:
        """Remove a file that is proven not to hold what its name says; only healing does that."""

        def remove() -> None:
            with suppress(FileNotFoundError):
                self._calls.unlink(self._path(name))

        with share_errors(self._root):
            patiently(remove, self._pause)


def taken(name: str) -> str:
    """The sentence of a name that holds other bytes."""
    return _("共享目录里的 {name} 已经有别的内容：有人换过文件，或者两台电脑用了同一个身份。", name=name)


def too_large(name: str, limit: int) -> ShareError:
    """The refusal of a file that no program of ours wrote."""
    return ShareError(
        _("共享目录里的 {name} 大得不正常，超过 {limit} 字节，没有读取。", name=name, limit=limit)
    )
