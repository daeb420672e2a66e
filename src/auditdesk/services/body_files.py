"""Where a body of evidence is written: a folder or a zip beside its place, moved there when complete."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, BinaryIO, Self

from auditdesk.domain.errors import BadInputError, DamagedError
from auditdesk.domain.filenames import part_name
from auditdesk.i18n import _
from auditdesk.services.jobs import Progress

_STEP = 1 << 20


@dataclass(frozen=True, slots=True)
class BodyFile:
    """A file written: name inside the body, SHA-256 (hex) of what was written, size in bytes."""

    name: str
    sha256: str
    size: int


class BodyTarget(AbstractContextManager["BodyTarget"]):
    """Leaving without `finish` removes everything that was written.

    Raises on entering:
        BadInputError: the place exists (an empty folder is fine) or cannot be written.
    """

    def __init__(self, out: Path, *, replace: bool = False) -> None:
        self._out = out
        self._replace = replace
        self._zip: zipfile.ZipFile | None = None
        self._part = out.with_name(part_name(out.name))
        self._names: set[str] = set()

    def __enter__(self) -> Self:
        """Make the place beside."""
        try:
            if self._taken():
                raise BadInputError(_("{path} 已经存在，请换个名字。", path=self._out), path=self._out)
            self._clear()
            if self._out.suffix.lower() == ".zip":
                self._zip = zipfile.ZipFile(self._part, "x", zipfile.ZIP_DEFLATED, allowZip64=True)
            else:
                self._part.mkdir()
        except OSError as error:
            raise self._cannot(error) from error
        return self

    def _taken(self) -> bool:
        if self._out.is_dir():
            return any(self._out.iterdir())
        return self._out.exists() and not (self._replace and self._out.is_file())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove what was not finished; system errors of the block become a sentence."""
        try:
            if self._zip is not None:
                self._zip.close()
        finally:
            self._clear()
        if isinstance(error, OSError):
            raise self._cannot(error) from error

    def copy(self, name: str, source: BinaryIO, sha256: str, progress: Progress) -> BodyFile:
        """Write a file from a stream and compare its digest; a name that is taken gets a number.

        Raises:
            DamagedError: the bytes are not those of ``sha256``.
        """
        name = self._free(name)
        digest, size = hashlib.sha256(), 0
        with ExitStack() as stack:
            sink = stack.enter_context(self._open(name))
            while chunk := source.read(_STEP):
                sink.write(chunk)
                digest.update(chunk)
                size += len(chunk)
                progress.step(len(chunk))
        if digest.hexdigest() != sha256:
            raise DamagedError(_("{name} 的内容与登记的 SHA-256 不一致，没有导出。", name=name))
        return BodyFile(name, digest.hexdigest(), size)

    def write(self, name: str, data: bytes) -> BodyFile:
        """Write a small file."""
        with self._open(name) as sink:
            sink.write(data)
        return BodyFile(name, hashlib.sha256(data).hexdigest(), len(data))

    def finish(self) -> None:
        """Everything is there: move it to its place."""
        if self._zip is not None:
            self._zip.close()
        elif self._out.is_dir():
            self._out.rmdir()
        self._part.replace(self._out)

    def _open(self, name: str) -> IO[bytes]:
        if self._zip is not None:
            return self._zip.open(name, "w", force_zip64=True)
        return (self._part / name).open("xb")

    def _free(self, name: str) -> str:
        """A name nobody has, also where case does not count."""
        stem, dot, ending = name.rpartition(".")
        free, number = name, 2
        while free.casefold() in self._names:
            short = (stem or ending).encode()[:230].decode(errors="ignore")
            free = f"{short} ({number})" + (f".{ending}" if dot and stem else "")
            number += 1
        self._names.add(free.casefold())
        return free

    def _clear(self) -> None:
        if self._part.is_dir():
            shutil.rmtree(self._part)
        else:
            self._part.unlink(missing_ok=True)

    def _cannot(self, error: OSError) -> BadInputError:
        return BadInputError(
            _("写不了 {path}：{why}。", path=self._out, why=error.strerror or error), path=self._out
        )
