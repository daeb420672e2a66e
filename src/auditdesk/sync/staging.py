"""Ciphertext on its way: blobs to send and blobs half fetched, in the workspace's ``exchange`` folder.

Only ciphertext lies there. What is lost there is made or fetched again.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from auditdesk.domain.errors import AuditDeskError, DamagedError
from auditdesk.domain.sharing import blob_name
from auditdesk.i18n import _
from auditdesk.services.ports_sync import ShareCrypto, ShareFolder
from auditdesk.sync.names import checked

_STEP = 1024 * 1024


class _Hashing:
    """A file that is written and hashed at once."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self.digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        self.size += len(data)
        return self._target.write(data)


@dataclass(frozen=True, slots=True)
class ExchangeFolder:
    """Fulfils `services.ports_sync.Staging` below one folder."""

    folder: Path
    crypto: ShareCrypto

    def seal(self, source: BinaryIO, key: bytes, sha256: str) -> tuple[str, int]:
        """Encrypt clear bytes for the share; name (SHA-256 hex) and size of the ciphertext.

        The same bytes under the same key give the same ciphertext, so a retry resumes.
        """
        part = self._place("out", f"{sha256[:32]}.part")
        with _local_errors(part):
            part.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                target = _Hashing(file)
                self.crypto.encrypt(source, target, self._key(key), sha256)
            name = target.digest.hexdigest()
            part.replace(self._place("out", name))
        return name, target.size

    def outgoing(self, blob: str) -> BinaryIO | None:
        """The ciphertext of a blob to send, None when it is not here any more."""
        path = self._place("out", blob)
        with _local_errors(path):
            return path.open("rb") if path.is_file() else None

    def sent(self, blob: str) -> None:
        """The blob is on the share; its ciphertext here may go."""
        path = self._place("out", blob)
        with _local_errors(path):
            path.unlink(missing_ok=True)

    def fetch(self, share: ShareFolder, blob: str, progress: Callable[[int], None]) -> None:
        """Bring a blob's ciphertext here, going on after what is here already.

        Raises:
            MissingOnShareError: the share does not have it.
            DamagedError: what arrived is not what its name says; it is thrown away.
        """
        path = self._place("in", blob)
        with _local_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("ab") as file:
                offset = file.tell()
                progress(offset)
                while data := share.read_part(blob_name(blob), offset, _STEP):
                    file.write(data)
                    offset += len(data)
                    progress(len(data))
                    if len(data) < _STEP:
                        break
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != blob:
            self.fetched(blob)
            raise DamagedError(_("共享目录里的证据文件 {name} 内容不对，没有采用。", name=blob[:16]))

    def open_fetched(self, blob: str, key: bytes) -> BinaryIO:
        """Clear bytes of a fetched blob; raises `DamagedError`."""
        path = self._place("in", blob)
        with _local_errors(path):
            return self.crypto.open_blob(path.open("rb"), self._key(key), path)

    def fetched(self, blob: str) -> None:
        """The blob is in the workspace; its ciphertext here may go."""
        path = self._place("in", blob)
        with _local_errors(path):
            path.unlink(missing_ok=True)

    def keep(self, name: str, data: bytes) -> None:
        """Keep a copy of a checked small file of the share, to heal it with."""
        path = self.folder / "kept" / checked(name)
        part = path.with_name(f"{path.name}.part")
        with _local_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(data)
            part.replace(path)

    def kept(self, name: str) -> bytes | None:
        """The kept copy, None when there is none."""
        path = self.folder / "kept" / checked(name)
        with _local_errors(path):
            return path.read_bytes() if path.is_file() else None

    def _place(self, way: str, name: str) -> Path:
        return self.folder / way / name

    def _key(self, epoch_key: bytes) -> bytes:
        return self.crypto.derive(epoch_key, "share blob")


@contextmanager
def _local_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            message = _("本机磁盘空间不足，{path} 没有写完；请腾出空间后再同步。", path=path)
        else:
            reason = error.strerror or os.strerror(error.errno or 0)
            message = _("读写 {path} 时系统报错：{reason}。", path=path, reason=reason)
        raise AuditDeskError(message, path=path) from error
