"""What the review screen shows before a copy is written: stand-ins of texts, pictures of pages."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from PIL import Image

from auditdesk.domain.maskplan import Value
from auditdesk.domain.spans import Span
from auditdesk.masking.pdf import opened
from auditdesk.masking.pictures import open_picture
from auditdesk.masking.sniff import FileType, file_type
from auditdesk.masking.styles import Pseudonyms, Styles
from auditdesk.masking.text import mask_text

_LONGEST = 2_000
_POINTS = 72
_DPI = 120


def stand_ins(
    texts: Sequence[tuple[str, Sequence[Span]]],
    style: Styles,
    pseudonyms: Pseudonyms,
    typed: Mapping[Value, str],
) -> list[list[str]]:
    """What is written instead of every span of every text, in the order in which the copy is written.

    Names are learnt text by text as in the copy, so that the preview never promises another stand-in.
    """
    return [
        [one.text for one in mask_text(text, spans, style, pseudonyms, typed=typed).replacements]
        for text, spans in texts
    ]


def page_picture(data: bytes, name: str, page: int) -> bytes | None:
    """A page of a PDF or a picture as PNG, at most 2,000 pixels long; None for files without pages.

    Raises:
        BadInputError: damaged, or with a password.
    """
    kind = file_type(data, name)
    if kind is FileType.IMAGE:
        return _png(open_picture(data, name)[0])
    if kind is not FileType.PDF:
        return None
    with opened(data, name) as source:
        if page >= len(source):
            return None
        width, height = source[page].get_size()
        scale = min(_DPI / _POINTS, _LONGEST / max(1.0, width, height))
        return _png(source[page].render(scale=scale).to_pil().convert("RGB"))


def _png(picture: Image.Image) -> bytes:
    shown = picture.copy()
    shown.thumbnail((_LONGEST, _LONGEST))
    out = io.BytesIO()
    shown.save(out, "PNG", compress_level=1)
    return out.getvalue()
