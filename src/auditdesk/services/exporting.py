"""Use case: write clear bytes of evidence to a place outside the workspace, on a person's word only."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.evidence import Evidence
from auditdesk.domain.filenames import part_name, safe_name, split_ending
from auditdesk.domain.journal import JournalNote
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.evidence import open_original
from auditdesk.services.jobs import Progress

_STEP = 1 << 20


def export_evidence(desk: Desk, piece: Evidence, out: Path, reason: str, progress: Progress) -> Path:
    """Write a piece to a file or into a folder; never over an existing file.

    Raises:
        BadInputError: no reason for an unmasked original, the target exists or cannot be written.
        DamagedError: the piece is damaged; no file is left.
    """
    target = out
    try:
        if out.is_dir():
            target = out / safe_name(*split_ending(piece.name))
        taken = target.exists()
    except OSError as error:
        raise _cannot(target, error) from error
    if taken:
        raise BadInputError(_("{path} 已经存在，请换个名字。", path=target), path=target)
    part = target.with_name(part_name(target.name))
    progress.start(piece.name, piece.size)
    try:
        with open_original(desk, piece.id, reason) as source, part.open("xb") as sink:
            while chunk := source.read(_STEP):
                sink.write(chunk)
                progress.step(len(chunk))
        part.replace(target)
    except OSError as error:
        raise _cannot(target, error) from error
    finally:
        with suppress(OSError):  # the place itself may not exist
            part.unlink()
    desk.journal.append(desk.user.id, JournalNote("evidence.export", piece.code))
    return target


def write_file(target: Path, data: bytes) -> Path:
    """Write a result where the user chose: beside it first, then in its place, so no half file is ever left.

    Raises:
        BadInputError: the place cannot be written.
    """
    part = target.with_name(part_name(target.name))
    try:
        part.write_bytes(data)
        part.replace(target)
    except OSError as error:
        with suppress(OSError):  # the place itself may not exist
            part.unlink()
        raise _cannot(target, error) from error
    return target


def _cannot(target: Path, error: OSError) -> BadInputError:
    return BadInputError(_("写不了 {path}：{why}。", path=target, why=error.strerror or error), path=target)
