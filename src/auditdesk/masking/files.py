"""Masked copies of files: the type is decided by content, the work goes to the module of that type."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import BinaryIO

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.maskplan import Decisions, Part
from auditdesk.i18n import _
from auditdesk.masking import archives, document, mail, pdf, textfiles, workbook
from auditdesk.masking.detector import Detector
from auditdesk.masking.ocr import Reader
from auditdesk.masking.pictures import PictureMasker
from auditdesk.masking.results import LARGEST_FILE, Draft, MaskResult
from auditdesk.masking.sniff import FileType, file_type
from auditdesk.masking.styles import Pseudonyms, Style, Styles
from auditdesk.masking.text import Masker, Residue
from auditdesk.services.jobs import Progress, Silent

_Maker = Callable[[bytes, str, Masker, Progress], Draft]


class FileMasker:
    """Masks files of every supported type with one detector."""

    def __init__(self, detector: Detector, reader: Reader | None = None) -> None:
        self._detector = detector
        self._pictures = PictureMasker(reader or Reader())
        self._makers: dict[FileType, _Maker] = {
            FileType.TEXT: _text,
            FileType.XLSX: workbook.mask_workbook,
            FileType.DOCX: lambda *job: document.mask_document(*job, self._pictures.inside),
            FileType.PDF: lambda *job: pdf.mask_pdf(*job, self._pictures),
            FileType.IMAGE: self._pictures.mask,
            FileType.EMAIL: lambda *job: mail.mask_mail(*job, self._inner(job[2])),
            FileType.ZIP: lambda *job: archives.mask_archive(*job, self._inner(job[2])),
        }

    def mask(
        self,
        source: BinaryIO,
        filename: str,
        *,
        style: Styles,
        pseudonyms: Pseudonyms,
        progress: Progress | None = None,
        decisions: Decisions | None = None,
    ) -> MaskResult:
        """A masked copy, re-opened and scanned again; nothing is written to disk.

        Args:
            source: the file.
            filename: its name.
            style: what is written instead of a value.
            pseudonyms: stand-ins that stay the same.
            progress: told about the steps.
            decisions: what a person decided; None when nobody looked at the file.

        Raises:
            BadInputError: the file cannot be read or its type cannot be masked.
            MissingExtraError: pictures need the extra ``ocr``.
            CancelledError: cancelled through ``progress``.
        """
        data = _whole(source, filename)
        masker = Masker(self._detector, style, pseudonyms, decisions=decisions)
        draft = self._makers[file_type(data, filename)](data, filename, masker, progress or Silent())
        return MaskResult(
            draft.data, masker.file_name(filename, draft.suffix), draft.media_type,
            dict(masker.counts), tuple(draft.residue), tuple(draft.notes),
        )  # fmt: skip

    def plan(
        self, source: BinaryIO, filename: str, progress: Progress | None = None
    ) -> tuple[tuple[Part, ...], tuple[str, ...]]:
        """Every text of a file in the order of masking with what was found in it, and the notes.

        The copy is made and thrown away: what `mask` reads is exactly what a person sees here.

        Raises:
            BadInputError: as `mask`.
        """
        data = _whole(source, filename)
        parts: list[Part] = []
        masker = Masker(self._detector, Style.REPLACE, Pseudonyms(bytes(32)), plan=parts)
        draft = self._makers[file_type(data, filename)](data, filename, masker, progress or Silent())
        return tuple(parts), tuple(draft.notes)

    def _inner(self, masker: Masker) -> mail.Inner:
        """Masks a file inside a file: same detector, style, stand-ins and counts; no archive in an archive."""

        def mask(data: bytes, name: str) -> tuple[bytes, str, list[Residue], list[str]]:
            kind = file_type(data, name) if data else FileType.TEXT
            if kind in (FileType.ZIP, FileType.EMAIL):
                raise BadInputError(_("{name} 是嵌套的压缩包或邮件，请取出后单独脱敏。", name=name))
            draft = self._makers[kind](data, name, masker, Silent())
            return draft.data, masker.file_name(name, draft.suffix), draft.residue, draft.notes

        return mask


def _whole(source: BinaryIO, filename: str) -> bytes:
    data = source.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise BadInputError(_("{name} 超过 512 MB，请先拆分。", name=filename))
    if not data:
        raise BadInputError(_("{name} 是空文件。", name=filename))
    return data


def _text(data: bytes, name: str, masker: Masker, progress: Progress) -> Draft:
    text = textfiles.decode(data, name)
    suffix = PurePath(name).suffix.lower()
    if suffix == ".json" or (
        suffix not in (".txt", ".md", ".log", ".csv") and text.lstrip()[:1] in ("{", "[")
    ):
        try:
            return textfiles.mask_json(text, name, masker, progress)
        except BadInputError:
            if suffix == ".json":
                raise
    if suffix in (".csv", ".tsv") or (
        suffix not in (".txt", ".md", ".log", ".srt", ".vtt") and textfiles.looks_like_csv(text)
    ):
        return textfiles.mask_csv(text, name, masker, progress)
    return textfiles.mask_plain(text, masker, progress)
