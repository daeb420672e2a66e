"""Use case: check a body of evidence somebody handed over; it needs no workspace (REQUIREMENTS A7)."""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _
from auditdesk.services.body import SUMS
from auditdesk.services.jobs import Progress, Silent

_LINE = re.compile(r"([0-9a-f]{64})  ([^/\\\0]{1,255})")
_STEP = 1 << 20
_LONGEST_LIST = 8 << 20
"""Bytes of a list of checksums: 20,000 lines of the longest names stay below."""


@dataclass(frozen=True, slots=True)
class BodyCheck:
    """What was found: names of files that are as listed, changed, missing, or not in the list.

    ``seal`` is the SHA-256 of the list itself; ``expected`` the one that somebody was told, or empty.
    """

    intact: tuple[str, ...]
    changed: tuple[str, ...]
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    seal: str
    expected: str = ""

    @property
    def sound(self) -> bool:
        """Whether nothing differs, and the list is the one that was told."""
        return not (self.changed or self.missing or self.extra) and self.sealed

    @property
    def sealed(self) -> bool:
        """Whether the list is the one that was told; true when nobody told one."""
        return self.expected in ("", self.seal)

    def sentences(self) -> list[str]:
        """One line per problem, then the result."""
        lines = [_("{name}：内容与校验值不一致", name=one) for one in self.changed]
        lines += [_("{name}：缺失", name=one) for one in self.missing]
        lines += [_("{name}：不在校验清单里", name=one) for one in self.extra]
        if not self.sealed:
            lines.append(_("校验清单不是导出时的那一份：应为 {told}。", told=self.expected))
        lines.append(_("{n} 个文件完好；校验总值 {seal}", n=len(self.intact), seal=self.seal))
        return lines


def check_body(path: Path, expected: str = "", progress: Progress | None = None) -> BodyCheck:
    """Compare every file of a folder or zip with its list of checksums, and the list with the told digest.

    Files are read in steps: a zip that blows up stops at the size it states.

    Raises:
        BadInputError: it is no body of evidence or cannot be read.
    """
    watch = progress or Silent()
    with _opened(path) as body:
        names = body.names()
        if SUMS not in names:
            raise BadInputError(
                _("{path} 里没有 {name}，不是导出的证据集。", path=path, name=SUMS), path=path
            )
        data = body.list_bytes()
        listed = _listed(data, path)
        watch.start(_("核对证据集"), sum(body.size(name) for name in listed if name in names))
        found = {name: body.digest(name, watch) for name in listed if name in names}
    return BodyCheck(
        tuple(name for name, digest in found.items() if digest == listed[name]),
        tuple(name for name, digest in found.items() if digest != listed[name]),
        tuple(name for name in listed if name not in names),
        tuple(sorted(names - set(listed) - {SUMS})),
        hashlib.sha256(data).hexdigest(), expected.strip().lower(),
    )  # fmt: skip


def _listed(data: bytes, path: Path) -> dict[str, str]:
    try:
        found = [_LINE.fullmatch(line) for line in data.decode().splitlines()]
    except UnicodeDecodeError:
        found = [None]
    if not found or not all(found):
        raise BadInputError(
            _("{path} 的 {name} 不是校验清单，可能被改动过。", path=path, name=SUMS), path=path
        )
    return {line[2]: line[1] for line in found if line}


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> set[str]:
        found = (one for one in self._path.rglob("*") if not one.is_dir() or one.is_symlink())
        return {one.relative_to(self._path).as_posix() for one in found}

    def size(self, name: str) -> int:
        return (self._path / name).lstat().st_size

    def open(self, name: str) -> IO[bytes]:
        return (self._path / name).open("rb")

    def list_bytes(self) -> bytes:
        with self.open(SUMS) as stream:
            return stream.read(_LONGEST_LIST)

    def digest(self, name: str, watch: Progress) -> str:
        if (self._path / name).is_symlink():
            return ""
        return _digest(self, name, watch)


class _Zip(_Folder):
    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        super().__init__(path)
        self._zip = archive

    def names(self) -> set[str]:
        return {one.filename for one in self._zip.infolist() if not one.is_dir()}

    def size(self, name: str) -> int:
        return self._zip.getinfo(name).file_size

    def open(self, name: str) -> IO[bytes]:
        return self._zip.open(name)

    def digest(self, name: str, watch: Progress) -> str:
        try:
            return _digest(self, name, watch)
        except (zipfile.BadZipFile, EOFError, zlib.error):  # a damaged member is a changed file
            return ""


def _digest(body: _Folder, name: str, watch: Progress) -> str:
    digest = hashlib.sha256()
    with body.open(name) as stream:
        while chunk := stream.read(_STEP):
            digest.update(chunk)
            watch.step(len(chunk))
    return digest.hexdigest()


@contextmanager
def _opened(path: Path) -> Iterator[_Folder]:
    try:
        if path.is_dir():
            yield _Folder(path)
            return
        with zipfile.ZipFile(path) as archive:
            yield _Zip(path, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadInputError(_("{path} 不是证据集的 zip 文件，或已损坏。", path=path), path=path) from error
    except OSError as error:
        raise BadInputError(
            _("读不了 {path}：{why}。", path=path, why=error.strerror or error), path=path
        ) from error
