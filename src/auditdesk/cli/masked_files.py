"""The files of ``auditdesk mask``: finding them, writing copies beside their place, telling what was done."""

from __future__ import annotations

import hashlib
import os
import secrets
import signal
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO, NoReturn

from auditdesk.domain.errors import AuditDeskError, BadInputError
from auditdesk.domain.maskrules import NO_CASE, CaseFile
from auditdesk.domain.spans import kind_label
from auditdesk.i18n import _
from auditdesk.services.jobs import Progress
from auditdesk.services.reading import open_input
from auditdesk.services.toolbox import MaskedFile, Masking

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to mask, and the folder it was found under (empty for files named one by one)."""

    path: Path
    folder: PurePath


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file; ``safe_name`` is its own name without personal data."""

    path: Path
    safe_name: str
    error: str = ""
    target: Path | None = None
    masked: MaskedFile | None = None
    size_in: int = 0
    sha256_in: str = ""
    size_out: int = 0
    sha256_out: str = ""

    @property
    def code(self) -> int:
        """2 refused, 1 something is left, 0 done."""
        return 2 if self.error else int(bool(self.masked and self.masked.residue))

    def record(self) -> dict[str, object]:
        """The outcome for ``--json``."""
        if self.masked is None:
            return {"file": str(self.path), "error": self.error}
        counts = self.masked.counts
        return {
            "file": str(self.path), "out": str(self.target),
            "counts": {kind.value: count for kind, count in counts.items()},
            "summary": _("、").join(f"{kind_label(kind)} {count}" for kind, count in counts.items()),
            "residue": [
                {"kind": one.kind.value, "place": one.place, "hint": one.hint} for one in self.masked.left
            ],
            "notes": list(self.masked.notes),
            "legend": [
                {"label": one.label, "kind": one.kind.value, "count": one.count} for one in self.masked.legend
            ],
            "media_type": self.masked.media_type,
            "size_in": self.size_in, "sha256_in": self.sha256_in,
            "size_out": self.size_out, "sha256_out": self.sha256_out,
        }  # fmt: skip

    def report(self, out: Path) -> dict[str, object]:
        """The outcome for a report that is handed on: no name of an original in it."""
        record = self.record() | {"file": self.safe_name}
        if self.target is not None:
            record["out"] = self.target.relative_to(out).as_posix()
        if self.error:
            record["error"] = self.error.replace(str(self.path), self.safe_name).replace(
                self.path.name, self.safe_name
            )
        return record


def wanted_files(paths: Sequence[Path], out: Path) -> Iterator[Wanted]:
    """The files named, and those in folders named; not hidden ones, links and what lies in ``out``."""
    for path in paths:
        if not path.is_dir():
            yield Wanted(path, PurePath())
            continue
        for folder, folders, names in os.walk(path):
            here = Path(folder)
            folders[:] = sorted(
                one for one in folders if not one.startswith(".") and not _same(here / one, out)
            )
            for name in sorted(names):
                if not name.startswith((".", "~$")) and not (here / name).is_symlink():
                    yield Wanted(here / name, PurePath(path.name) / here.relative_to(path))


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def mask_one(
    masking: Masking, wanted: Wanted, out: Path, key: bytes, style: str, progress: Progress,
    case: CaseFile = NO_CASE,
) -> Outcome:  # fmt: skip
    """A masked copy of one file under ``out``; a refusal is an outcome, not an error."""
    path = wanted.path
    safe = masking.mask_name(path.name, key=key, style=style)
    try:
        with open_input(path) as (stream, size), _part_file(out) as (part, sink):
            before = os.fstat(stream.fileno())
            _size, digest = _measured(stream)
            stream.seek(0)
            masked = masking.mask_file_to(
                stream, path.name, sink, key=key, style=style, progress=progress, case=case
            )
            _unchanged(path, before)
            folders = [masking.mask_name(name, key=key, style=style) for name in wanted.folder.parts]
            size_out, digest_out = _measured(sink)
            sink.close()
            target = _moved(part, out.joinpath(*folders) / masked.name)
    except AuditDeskError as error:
        return Outcome(path, safe, error.message)
    except OSError as error:
        return Outcome(path, safe, _("写不了 {path}：{why}。", path=out, why=error.strerror or error))
    return Outcome(path, safe, "", target, masked, size, digest, size_out, digest_out)


@contextmanager
def _part_file(out: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A file for a copy in the making; whatever happens, only a finished one stays."""
    out.mkdir(parents=True, exist_ok=True)
    part = out / f".{secrets.token_hex(8)}.part"
    try:
        with part.open("w+b") as sink:
            yield part, sink
    finally:
        part.unlink(missing_ok=True)


def _unchanged(path: Path, before: os.stat_result) -> None:
    """Refuse a file that somebody wrote to while it was read."""
    after = path.stat()
    if (after.st_size, after.st_mtime_ns, after.st_ino) != (
        before.st_size,
        before.st_mtime_ns,
        before.st_ino,
    ):
        raise BadInputError(_("{path} 在读取时被改动，请等它写完再试。", path=path), path=path)


def _measured(stream: BinaryIO) -> tuple[int, str]:
    """Size and SHA-256 of an open file from its beginning."""
    stream.seek(0)
    digest = hashlib.sha256()
    size = 0
    while block := stream.read(_BLOCK):
        digest.update(block)
        size += len(block)
    return size, digest.hexdigest()


def _moved(part: Path, wanted: Path) -> Path:
    """Move a finished copy to its name, or to one with a number when two masked names are the same."""
    wanted.parent.mkdir(parents=True, exist_ok=True)
    target, number = wanted, 2
    while target.exists():
        target = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
        number += 1
    part.replace(target)
    return target


@contextmanager
def terminated_as_cancelled() -> Iterator[None]:
    """Let a polite end from outside (SIGTERM) clean up as Ctrl+C does."""
    before = signal.signal(signal.SIGTERM, _cancel)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _cancel(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def told(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """One line per file."""
    for one in outcomes:
        record = one.record()
        if one.masked is None:
            yield _("{file}：未处理，{reason}", file=one.path, reason=one.error)
        else:
            yield f"{one.path} → {one.target} {record['summary']}"
            for left in one.masked.left:
                yield _(
                    "  可能遗留：{kind} {hint}（{place}）",
                    kind=kind_label(left.kind),
                    hint=left.hint,
                    place=left.place,
                )
