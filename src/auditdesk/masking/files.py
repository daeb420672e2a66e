"""Masked copies of files: the type is decided by content, the work goes to the module of that type."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.maskplan import Decisions, Part
from auditdesk.i18n import _
from auditdesk.masking import archives, document, mail, pdf, textfiles, workbook
from auditdesk.masking.decoding import decode
from auditdesk.masking.detector import Detector
from auditdesk.masking.filenames import copy_name
from auditdesk.masking.ocr import Reader
from auditdesk.masking.packages import harmless
from auditdesk.masking.pictures import PictureMasker
from auditdesk.masking.results import LARGEST_FILE, LARGEST_REVIEW, Draft, MaskResult
from auditdesk.masking.sniff import FileType, file_type
from auditdesk.masking.styles import Pseudonyms, Style, Styles
from auditdesk.masking.text import Masker, Residue
from auditdesk.masking.webpages import seen_text
from auditdesk.services.jobs import Progress, Silent

_HEAD = 1 << 16
_DEEPEST = 3
_STUMBLES = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)
"""What parsers of libraries raise on content nobody foresaw; one bad file must not end a batch."""

_Maker = Callable[[bytes, str, Masker, Progress], Draft]


class FileMasker:
    """Masks files of every supported type with one detector."""

    def __init__(self, detector: Detector, reader: Reader | None = None) -> None:
        self._detector = detector
        self._pictures = PictureMasker(reader or Reader())
        self._makers: dict[FileType, _Maker] = {
            FileType.TEXT: textfiles.mask_text_file,
            FileType.HTML: _page,
            FileType.XLSX: workbook.mask_workbook,
            FileType.DOCX: lambda *job: document.mask_document(*job, self._pictures.inside),
            FileType.PDF: lambda *job: pdf.mask_pdf(*job, self._pictures),
            FileType.IMAGE: self._pictures.mask,
            FileType.EMAIL: lambda *job: mail.mask_mail(*job, self._within(job[0], job[2])),
            FileType.ZIP: lambda *job: archives.mask_archive(*job, self._within(job[0], job[2])),
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
        draft = self._made(data, filename, masker, progress or Silent())
        return MaskResult(
            draft.data, copy_name(masker, filename, draft.suffix), draft.media_type,
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
        data = _whole(source, filename, LARGEST_REVIEW)
        parts: list[Part] = []
        masker = Masker(self._detector, Style.REPLACE, Pseudonyms(bytes(32)), plan=parts)
        draft = self._made(data, filename, masker, progress or Silent())
        return masker.cleaned(parts), tuple(draft.notes)

    def _made(self, data: bytes, name: str, masker: Masker, progress: Progress) -> Draft:
        """A draft; what the libraries that read foreign files stumble over becomes a sentence."""
        try:
            return self._makers[file_type(data, name)](data, name, masker, progress)
        except _STUMBLES as error:
            raise BadInputError(
                _("{name} 的内容不合格式，无法脱敏（{what}）。", name=name, what=_where(error))
            ) from error

    def mask_to(
        self,
        source: BinaryIO,
        filename: str,
        sink: BinaryIO,
        *,
        style: Styles,
        pseudonyms: Pseudonyms,
        progress: Progress | None = None,
    ) -> MaskResult:
        """As `mask`, but the copy goes into a sink; text and csv of any size pass in flat memory.

        Args:
            source: the file; it can be rewound.
            filename: its name.
            sink: empty, can be read and rewound; what it holds after an error is to be thrown away.
            style: what is written instead of a value.
            pseudonyms: stand-ins that stay the same.
            progress: told about the steps.
        """
        head = source.read(_HEAD)
        source.seek(0)
        if head.startswith(b"PK") or not head or file_type(head, filename) is not FileType.TEXT:
            result = self.mask(source, filename, style=style, pseudonyms=pseudonyms, progress=progress)
            sink.write(result.data)
            return replace(result, data=b"")
        masker = Masker(self._detector, style, pseudonyms)
        made = textfiles.mask_text_stream(source, filename, masker, progress or Silent(), sink)
        return MaskResult(
            b"", copy_name(masker, filename, made.suffix), made.media_type, dict(masker.counts),
            tuple(made.residue), tuple(made.notes),
        )  # fmt: skip

    def _within(self, data: bytes, masker: Masker) -> mail.Inner:
        """Masks the files in an archive or a mail, which may unpack in proportion to its size."""
        return self._inner(masker, [harmless(len(data))])

    def _inner(self, masker: Masker, room: list[int], depth: int = 1) -> mail.Inner:
        """Masks a file inside a file: same detector, style, stand-ins and counts.

        Archives and mails are opened down to the third level; ``room`` is what all levels may unpack.
        """

        def mask(data: bytes, name: str) -> tuple[bytes, str, list[Residue], list[str]]:
            room[0] -= len(data)
            if room[0] < 0:
                raise BadInputError(_("{name} 解开后太大，拒绝处理。", name=name))
            kind = file_type(data, name) if data else FileType.TEXT
            if kind in (FileType.ZIP, FileType.EMAIL):
                if depth >= _DEEPEST:
                    raise BadInputError(_("{name} 嵌套太深，请取出后单独脱敏。", name=name))
                nested = archives.mask_archive if kind is FileType.ZIP else mail.mask_mail
                draft = nested(data, name, masker, Silent(), self._inner(masker, room, depth + 1))
            else:
                draft = self._made(data, name, masker, Silent())
            return draft.data, copy_name(masker, name, draft.suffix), draft.residue, draft.notes

        return mask


def _whole(source: BinaryIO, filename: str, most: int = LARGEST_FILE) -> bytes:
    data = source.read(most + 1)
    if len(data) > most:
        raise BadInputError(_("{name} 超过 {n} MB，请先拆分。", name=filename, n=most >> 20))
    if not data:
        raise BadInputError(_("{name} 是空文件。", name=filename))
    return data


def _page(data: bytes, name: str, masker: Masker, progress: Progress) -> Draft:
    """A web page as the text it shows."""
    text = seen_text(decode(data, name)).encode("utf-8", "replace")
    draft = textfiles.mask_text_file(text, "page.txt", masker, progress)
    draft.notes.append(_("网页只保留了看得见的文字。"))
    return draft


def _where(error: Exception) -> str:
    """What was raised and where in this program, so that a fault of ours is not taken for the file's."""
    place = error.__traceback__
    told = type(error).__name__
    while place is not None:
        code = place.tb_frame.f_code
        if Path(code.co_filename).parent == Path(__file__).parent:
            told = f"{type(error).__name__}, {Path(code.co_filename).name}:{place.tb_lineno}"
        place = place.tb_next
    return told
