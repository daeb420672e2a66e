"""Masked copies of files: the type is decided by content, the work goes to the module of that type."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import BinaryIO

from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _
from auditdesk.masking import textfiles, workbook
from auditdesk.masking.detector import Detector
from auditdesk.masking.results import LARGEST_FILE, Draft, MaskResult
from auditdesk.masking.sniff import FileType, file_type
from auditdesk.masking.styles import Pseudonyms, Style, Styles
from auditdesk.masking.text import Masker, mask_text
from auditdesk.services.jobs import Progress, Silent

_Maker = Callable[[bytes, str, Masker, Progress], Draft]


class FileMasker:
    """Masks files of every supported type with one detector."""

    def __init__(self, detector: Detector) -> None:
        self._detector = detector
        self._makers: dict[FileType, _Maker] = {
            FileType.TEXT: _text,
            FileType.XLSX: workbook.mask_workbook,
        }

    def mask(
        self,
        source: BinaryIO,
        filename: str,
        *,
        style: Styles,
        pseudonyms: Pseudonyms,
        progress: Progress | None = None,
    ) -> MaskResult:
        """A masked copy, re-opened and scanned again; nothing is written to disk.

        Raises:
            BadInputError: the file cannot be read or its type cannot be masked.
            MissingExtraError: pictures need the extra ``ocr``.
            CancelledError: cancelled through ``progress``.
        """
        data = source.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            raise BadInputError(_("{name} 超过 512 MB，请先拆分。", name=filename))
        if not data:
            raise BadInputError(_("{name} 是空文件。", name=filename))
        masker = Masker(self._detector, style, pseudonyms)
        draft = self._makers[file_type(data, filename)](data, filename, masker, progress or Silent())
        stem = PurePath(filename).stem
        kept = PurePath(filename).suffix.lower() if draft.suffix == ".txt" else draft.suffix
        return MaskResult(
            draft.data, self._safe_name(stem, style, pseudonyms) + (kept or draft.suffix), draft.media_type,
            dict(masker.counts), tuple(draft.residue), tuple(draft.notes),
        )  # fmt: skip

    def _safe_name(self, stem: str, style: Styles, pseudonyms: Pseudonyms) -> str:
        """The name of the copy: masked too, with brackets where stars would be forbidden in a file name."""
        chosen = style if style in (Style.PSEUDONYM, Style.REMOVE) else Style.REPLACE
        masked = mask_text(stem, self._detector.detect(stem), chosen, pseudonyms).text
        return masked.strip() or _("脱敏副本")


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
