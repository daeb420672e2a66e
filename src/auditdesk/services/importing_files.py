"""Use case: add files and whole folders at once, with a line of outcome for each (DESIGN §5)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from auditdesk.domain.errors import AuditDeskError, BadInputError, CancelledError
from auditdesk.domain.people import Right
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.evidence import NewEvidence, add_evidence
from auditdesk.services.jobs import Progress, Silent
from auditdesk.services.reading import open_input

MOST_FILES = 20_000


class ImportOutcome(StrEnum):
    """新增, 已有相同内容, 没有接收, 已取消."""

    ADDED = "added"
    KNOWN = "known"
    REFUSED = "refused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ImportRow:
    """What became of one file; ``name`` is its path inside the chosen folder, ``reason`` a sentence."""

    name: str
    outcome: ImportOutcome
    evidence_id: str = ""
    code: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """All lines in the order of the files."""

    rows: tuple[ImportRow, ...]

    def ids(self) -> tuple[str, ...]:
        """Pieces that are there now, new or known, each once."""
        return tuple(dict.fromkeys(row.evidence_id for row in self.rows if row.evidence_id))

    def count(self, outcome: ImportOutcome) -> int:
        """How many lines came out so."""
        return sum(row.outcome is outcome for row in self.rows)

    def sentence(self) -> str:
        """``新增 3，已有 1，没有接收 2``; parts that are 0 are left out."""
        words = {
            ImportOutcome.ADDED: _("新增 {n}", n=self.count(ImportOutcome.ADDED)),
            ImportOutcome.KNOWN: _("已有相同内容 {n}", n=self.count(ImportOutcome.KNOWN)),
            ImportOutcome.REFUSED: _("没有接收 {n}", n=self.count(ImportOutcome.REFUSED)),
            ImportOutcome.CANCELLED: _("取消后剩下 {n}", n=self.count(ImportOutcome.CANCELLED)),
        }
        return _("，").join(word for outcome, word in words.items() if self.count(outcome))


class _Whole:
    """Passes bytes on to one bar over all files; stages of single files do not reset it."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def start(self, label: str, total: int) -> None:
        """A file begins: only a look whether the user cancelled."""
        del label, total
        self._progress.step(0)

    def step(self, amount: int = 1) -> None:
        """Bytes are done."""
        self._progress.step(amount)


def import_paths(
    desk: Desk, paths: Sequence[Path], *, source: str = "", tags: Sequence[str] = (),
    progress: Progress | None = None,
) -> ImportResult:  # fmt: skip
    """Add files; folders with everything below them. One that fails is named, the others go on.

    A cancel keeps what is done and lists the rest as cancelled. Hidden files, links and Office lock files
    are not followed; the last two are told.

    Raises:
        BadInputError: more than 20,000 files.
        NotAllowedError: the role may not add evidence.
    """
    desk.may(Right.EVIDENCE)
    watch = progress or Silent()
    files = list(_files(paths))
    if len(files) > MOST_FILES:
        raise BadInputError(
            _("一次最多导入 {most} 个文件，这里有 {n} 个，请分几次导入。", most=MOST_FILES, n=len(files))
        )
    watch.start(_("添加 {n} 个文件", n=len(files)), sum(_size(path) for path, _name in files))
    rows: list[ImportRow] = []
    for place, (path, name) in enumerate(files):
        try:
            rows.append(_add(desk, path, name, source, tuple(tags), _Whole(watch)))
        except CancelledError:
            rows += [ImportRow(left, ImportOutcome.CANCELLED) for _path, left in files[place:]]
            break
    return ImportResult(tuple(rows))


def _add(desk: Desk, path: Path, name: str, source: str, tags: tuple[str, ...], watch: Progress) -> ImportRow:
    if path.is_symlink():
        return ImportRow(
            name, ImportOutcome.REFUSED, reason=_("{name} 是链接，请选它指向的文件。", name=name)
        )
    try:
        with open_input(path) as (stream, size):
            folder = name.rpartition("/")[0]
            new = NewEvidence(stream, path.name, size, source or folder, tags=tags)
            done = add_evidence(desk, new, progress=watch)
    except CancelledError:
        raise
    except AuditDeskError as error:
        return ImportRow(name, ImportOutcome.REFUSED, reason=error.message.replace(str(path), path.name))
    outcome = ImportOutcome.KNOWN if done.known else ImportOutcome.ADDED
    return ImportRow(name, outcome, done.piece.id, done.piece.code)


def _files(paths: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """Files with the name they are told by, folders in order of names, hidden ones left out."""
    for path in paths:
        if path.is_symlink() or not path.is_dir():
            yield path, path.name
            continue
        for folder, names, files in os.walk(path):
            names[:] = sorted(name for name in names if not name.startswith("."))
            for name in sorted(files):
                if not name.startswith("."):
                    found = Path(folder) / name
                    yield found, found.relative_to(path.parent).as_posix()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # told when it is opened
        return 0
