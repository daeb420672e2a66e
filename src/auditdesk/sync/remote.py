"""A share behind any URL that fsspec knows: smb://, s3://, sftp://, webdav:// … (SYNC).

Without links, hard or otherwise, a name is looked up before it is given, and read back afterwards. An
upload that broke starts again: not every store can append.
"""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO

import fsspec

from auditdesk.domain.errors import AuditDeskError, MissingExtraError, ShareError
from auditdesk.i18n import _
from auditdesk.services.ports_sync import MissingOnShareError, NameTakenError
from auditdesk.sync.faults import patiently, share_errors
from auditdesk.sync.folder import CHUNK, taken, too_large
from auditdesk.sync.names import checked, checked_folder, ours, part_name


class RemoteShare:
    """Fulfils `services.ports_sync.ShareFolder` on a URL."""

    def __init__(self, url: str, *, pause: Callable[[float], None] = time.sleep) -> None:
        self._url = url
        self._pause = pause
        with self._errors():
            self._files, self._root = _connect(url)

    @property
    def location(self) -> str:
        """The URL, without a password in it."""
        scheme, mark, rest = self._url.partition("://")
        return scheme + mark + rest.rpartition("@")[2]

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            with share_errors(self.location):
                yield
        except AuditDeskError:
            raise
        except Exception as error:  # every backend library raises kinds of its own, none of them ours
            reason = type(error).__name__
            raise ShareError(
                _("访问共享目录 {place} 时出错：{reason}；本机数据没有影响，请稍后再同步。",
                  place=self.location, reason=reason)
            ) from error  # fmt: skip

    def _path(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{checked(name)}"

    def listing(self, folder: str) -> list[str]:
        """File names in a folder, sorted; empty when the folder does not exist."""
        path = f"{self._root.rstrip('/')}/{checked_folder(folder)}"

        def names() -> list[str]:
            self._files.invalidate_cache()
            try:
                found = self._files.ls(path, detail=False)
            except FileNotFoundError:
                return []
            return ours([str(one).rstrip("/").rpartition("/")[2] for one in found])

        with self._errors():
            return patiently(names, self._pause)

    def size(self, name: str) -> int | None:
        """Bytes of a file, None when it does not exist."""
        path = self._path(name)

        def measure() -> int | None:
            self._files.invalidate_cache()
            try:
                return int(self._files.size(path))
            except FileNotFoundError:
                return None

        with self._errors():
            return patiently(measure, self._pause)

    def read(self, name: str, limit: int) -> bytes:
        """A whole file; raises `MissingOnShareError`, and `ShareError` above ``limit`` bytes."""
        data = self.read_part(name, 0, limit + 1)
        if len(data) > limit:
            raise too_large(name, limit)
        return data

    def read_part(self, name: str, offset: int, size: int) -> bytes:
        """Up to ``size`` bytes at ``offset``; fewer at the end. Raises `MissingOnShareError`."""
        whole = self.size(name)
        if whole is None:
            raise MissingOnShareError(_("共享目录里没有 {name}。", name=name))
        end = min(offset + size, whole)
        if offset >= end:
            return b""
        path = self._path(name)
        with self._errors():
            return bytes(patiently(lambda: self._files.cat_file(path, offset, end), self._pause))

    def publish(self, name: str, data: bytes, owner: str) -> bool:
        """Write a file whole, once; see the port."""
        digest = hashlib.sha256(data).hexdigest()
        return self.upload(name, lambda: io.BytesIO(data), digest, owner, lambda _amount: None)

    def upload(
        self, name: str, source: Callable[[], BinaryIO], sha256: str, owner: str,
        progress: Callable[[int], None],
    ) -> bool:  # fmt: skip
        """Like `publish` for a long file; see the port."""
        part, final = self._path(part_name(owner, sha256)), self._path(name)

        def attempt() -> bool:
            if self._same(final, name, sha256):
                return False
            with source() as stream:
                self._write(part, stream, progress)
            if self._digest(part) != sha256:
                self._files.rm_file(part)
                raise OSError(_("写进去的内容读回来不一样"))
            self._make_parent(final)
            self._files.mv(part, final)
            return True

        with self._errors():
            return patiently(attempt, self._pause)

    def _same(self, path: str, name: str, sha256: str) -> bool:
        """Whether the place holds these bytes; False when it is free, `NameTakenError` for others."""
        self._files.invalidate_cache()
        try:
            found = self._digest(path)
        except FileNotFoundError:
            return False
        if found != sha256:
            raise NameTakenError(taken(name))
        return True

    def _write(self, path: str, stream: BinaryIO, progress: Callable[[int], None]) -> None:
        self._make_parent(path)
        with self._files.open(path, "wb") as target:
            while data := stream.read(CHUNK):
                target.write(data)
                progress(len(data))

    def _make_parent(self, path: str) -> None:
        with suppress(FileExistsError):
            self._files.makedirs(path.rpartition("/")[0], exist_ok=True)

    def _digest(self, path: str) -> str:
        digest = hashlib.sha256()
        with self._files.open(path, "rb") as file:
            while data := file.read(CHUNK):
                digest.update(data)
        return digest.hexdigest()

    def mark(self, name: str) -> None:
        """Create an empty file; fine when it is there."""
        path = self._path(name)

        def make() -> None:
            self._make_parent(path)
            self._files.pipe_file(path, b"")

        with self._errors():
            patiently(make, self._pause)

    def discard(self, name: str) -> None:
        """Remove a file that is proven not to hold what its name says; only healing does that."""
        path = self._path(name)

        def remove() -> None:
            with suppress(FileNotFoundError):
                self._files.rm_file(path)

        with self._errors():
            patiently(remove, self._pause)


def _connect(url: str) -> tuple[Any, str]:
    """File system and root path of a URL; raises `MissingExtraError` for a protocol not installed."""
    try:
        files, root = fsspec.core.url_to_fs(url)
    except ImportError as error:
        raise MissingExtraError(
            _(
                "访问 {url} 需要的组件没有安装：{name}。",
                url=url.partition("://")[0],
                name=error.name or error,
            )
        ) from error
    except ValueError as error:
        raise ShareError(_("不认识共享目录的网址 {url}。", url=url.partition("://")[0])) from error
    return files, str(root)
