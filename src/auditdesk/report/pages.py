"""Comparing the pages of two files: their text, their pictures, and how they look.

Text alone would miss a white box drawn over a figure, so pages are also drawn small and compared.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageChops

from auditdesk.domain.errors import DamagedError
from auditdesk.i18n import _

_SCALE = 0.6
_NOTICEABLE = 80
_PICTURE = pdfium_c.FPDF_PAGEOBJ_IMAGE


@dataclass(frozen=True, slots=True)
class PageLook:
    """A page's size, text, digests of its pictures' pixels, and a small grey drawing of it."""

    size: tuple[int, int]
    text: str
    pictures: tuple[str, ...]
    drawing: Image.Image

    def like(self, other: PageLook) -> bool:
        """Whether both show the same; a few differing grey values at edges do not count."""
        if (self.size, self.text, self.pictures) != (other.size, other.text, other.pictures):
            return False
        worst = ImageChops.difference(self.drawing, other.drawing).getextrema()
        return float(worst[1]) < _NOTICEABLE  # type: ignore[arg-type]  # one grey band gives one pair


def page_looks(untrusted_pdf: bytes) -> list[PageLook]:
    """Every page without what is laid over it (signatures, links); raises `DamagedError`."""
    try:
        document = pdfium.PdfDocument(untrusted_pdf)
    except pdfium.PdfiumError as error:
        raise DamagedError(_("PDF 已损坏，页面打不开。")) from error
    try:
        return [_look(document[number]) for number in range(len(document))]
    except pdfium.PdfiumError as error:
        raise DamagedError(_("PDF 已损坏，页面打不开。")) from error
    finally:
        document.close()


def _look(page: pdfium.PdfPage) -> PageLook:
    wide, high = page.get_size()
    text = page.get_textpage().get_text_bounded()
    pictures = tuple(sorted(_pixels(one) for one in page.get_objects(filter=[_PICTURE])))
    bitmap = page.render(scale=_SCALE, grayscale=True, draw_annots=False, may_draw_forms=False)
    return PageLook((round(wide), round(high)), text, pictures, bitmap.to_pil().convert("L"))


def _pixels(picture: pdfium.PdfImage) -> str:
    bitmap = picture.get_bitmap(render=False)
    return hashlib.sha256(bitmap.to_pil().convert("RGB").tobytes()).hexdigest()
