"""PDF: read with pypdfium2, painted on pixels, rebuilt with a text layer of masked text only (DESIGN §5).

A black rectangle over a page leaves every secret in the text layer, so the copy shares nothing with the
original: pages are JPEG at 150 dpi, links, forms, attachments and properties are gone. What stands in form
fields and remarks is drawn into the page first, so that it is found like other text.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from auditdesk.domain.errors import BadInputError, MissingExtraError
from auditdesk.i18n import _
from auditdesk.masking import ocr
from auditdesk.masking.painting import paint
from auditdesk.masking.pdfguard import refuse_bombs
from auditdesk.masking.pdfpages import Seen, look, without_pictures
from auditdesk.masking.pdftext import TextLayer
from auditdesk.masking.pictures import PictureMasker
from auditdesk.masking.regions import MaskedPage, drawn_patches, mask_lines
from auditdesk.masking.results import MOST_PAGES, Draft
from auditdesk.masking.text import Masker, Residue
from auditdesk.masking.whereabouts import Where
from auditdesk.services.jobs import Progress

_DPI = 150
_POINTS = 72
_MOST_PAGE_PIXELS = 12_000_000
_LONGEST_PICTURE = 20_000
_SHORTEST_SIDE, _LONGEST_SIDE = 3.0, 14_400.0
"""Points of a page (ISO 32000-1, annex C)."""

_PASSWORD = 4
"""FPDF_ERR_PASSWORD."""

_PAGE_BYTES = 180_000
"""Aim for one page: ten stay under 2 MB."""

_QUALITIES = ((60, 1.0), (45, 1.0), (40, 0.8), (35, 0.65))
"""JPEG quality and size, tried in this order until a page is small enough."""

_COLOURFUL = 40
_PEEK = (160, 160)


def mask_pdf(data: bytes, name: str, masker: Masker, progress: Progress, pictures: PictureMasker) -> Draft:
    """A masked copy of a PDF.

    Raises:
        BadInputError: damaged, with a password, or too many pages.
        MissingExtraError: every page is a scan, and the extra ``ocr`` is not installed.
    """
    refuse_bombs(data, name)
    work = _Copy(masker, pictures)
    with opened(data, name) as source:
        if len(source) > MOST_PAGES:
            raise BadInputError(_("{name} 超过 {most} 页，请先拆分。", name=name, most=MOST_PAGES))
        progress.start(_("脱敏 PDF"), len(source))
        for number in range(len(source)):
            with _damage_told(name):
                work.add(source, number)
            progress.step()
        if work.blind == len(source) and not masker.reviewed:
            raise MissingExtraError(
                _(
                    "{name} 是扫描件，没有安装文字识别组件 ocr，无法自动脱敏；可以手工框选要遮盖的地方。",
                    name=name,
                )
            )
    made = work.finished()
    residue = [
        left for number, text in enumerate(_page_texts(made, name), start=1)
        for left in masker.left(_("第 {n} 页", n=number), [text])
    ]  # fmt: skip
    return Draft(made, "application/pdf", ".pdf", [*residue, *work.residue], list(dict.fromkeys(work.notes)))


class _Copy:
    """The copy of a PDF while its pages are made."""

    def __init__(self, masker: Masker, pictures: PictureMasker) -> None:
        self.notes = [_("副本由页面图像重建：链接、书签、表单、附件和属性已去除。")]
        self.residue: list[Residue] = []
        self.blind = 0
        self._masker = masker
        self._pictures = pictures
        self._pdf = pikepdf.new()
        self._layer = TextLayer(self._pdf)

    def add(self, source: pypdfium2.PdfDocument, number: int) -> None:
        """Mask one page of the source and append it."""
        page = source[number]
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
        page.close()
        page = source[number]
        width, height = page.get_size()
        scale = min(
            _DPI / _POINTS, (_MOST_PAGE_PIXELS / max(1.0, width * height)) ** 0.5,
            _LONGEST_PICTURE / max(width, height, 1.0),
        )  # fmt: skip
        seen = look(page, scale)
        where = Where(_("第 {n} 页", n=number + 1))
        number = self._masker.new_page()
        if ocr.available() and seen.needs_eyes:
            painted, masked = self._with_ocr(seen, number, where)
        else:
            painted, masked = self._by_text(page, seen, scale, number, where)
        page.close()
        fit = min(1.0, _LONGEST_SIDE / max(width, height))
        size = (max(_SHORTEST_SIDE, width * fit), max(_SHORTEST_SIDE, height * fit))
        self._append(painted, masked, size)

    def _with_ocr(self, seen: Seen, number: int, where: Where) -> tuple[Image.Image, MaskedPage]:
        """First the text layer, then OCR over what is painted already; a scan's text becomes the layer."""
        size = seen.picture.size
        first = mask_lines(seen.lines, self._masker, number, size, exact=True, where=where)
        shown = paint(seen.picture, first.patches)
        painted, second = self._pictures.painted(shown, self._masker, number, where)
        self.residue += self._pictures.left(painted, self._masker, _("第 {n} 页", n=number + 1))
        return painted, first if first.lines else second

    def _by_text(
        self, page: pypdfium2.PdfPage, seen: Seen, scale: float, number: int, where: Where
    ) -> tuple[Image.Image, MaskedPage]:
        """By the text layer alone; what cannot be read becomes grey unless a person drew on the page."""
        drawn = drawn_patches(self._masker, number, seen.picture.size)
        size = seen.picture.size
        masked = mask_lines(seen.lines, self._masker, number, size, exact=True, where=where)
        shown = seen.picture
        if seen.needs_eyes and not drawn:
            self.blind += not seen.lines
            self.notes.append(
                _("第 {n} 页的图片或图形没有文字识别组件 ocr 无法检查，已换成灰块。", n=number + 1)
            )
            shown = without_pictures(page, seen, scale)
        elif seen.needs_eyes:
            self.notes.append(_("第 {n} 页的图片没有识别文字，只遮盖了手工框选的地方。", n=number + 1))
        return paint(shown, [*masked.patches, *drawn]), masked

    def _append(self, picture: Image.Image, masked: MaskedPage, size: tuple[float, float]) -> None:
        """One page: the picture, and its masked lines as invisible text."""
        data, pixels, colour = _jpeg(picture)
        image = pikepdf.Stream(self._pdf, data)
        image.update(
            pikepdf.Dictionary(
                Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=pixels[0], Height=pixels[1],
                ColorSpace=pikepdf.Name.DeviceRGB if colour else pikepdf.Name.DeviceGray, BitsPerComponent=8,
                Filter=pikepdf.Name.DCTDecode,
            )
        )  # fmt: skip
        page = self._pdf.add_blank_page(page_size=size)
        page.Resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(Im0=self._pdf.make_indirect(image)),
            Font=pikepdf.Dictionary(F0=self._layer.font),
        )
        drawn = f"q {size[0]:.2f} 0 0 {size[1]:.2f} 0 0 cm /Im0 Do Q\n".encode()
        page.Contents = pikepdf.Stream(self._pdf, drawn + self._layer.lines(masked.lines, size, picture.size))

    def finished(self) -> bytes:
        """The bytes of the copy."""
        out = io.BytesIO()
        self._layer.finish()
        self._pdf.save(out, deterministic_id=True)
        return out.getvalue()


def opened(data: bytes, name: str) -> pypdfium2.PdfDocument:
    """A PDF ready for reading; raises `BadInputError` when it is damaged or has a password."""
    try:
        source = pypdfium2.PdfDocument(data)
        if source.get_formtype():
            source.init_forms()
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error) or getattr(error, "err_code", 0) == _PASSWORD:
            raise BadInputError(_("{name} 有密码，请先去掉密码。", name=name)) from error
        raise BadInputError(_("{name} 已损坏，打不开。", name=name)) from error
    return source


@contextmanager
def _damage_told(name: str) -> Iterator[None]:
    """Damage that shows only when a page is read."""
    try:
        yield
    except pypdfium2.PdfiumError as error:
        raise BadInputError(_("{name} 已损坏，打不开。", name=name)) from error


def _jpeg(picture: Image.Image) -> tuple[bytes, tuple[int, int], bool]:
    """Bytes, pixels and whether it has colours; smaller and rougher until it fits the aim."""
    colour = _colourful(picture)
    shown = picture if colour else picture.convert("L")
    data, size = b"", shown.size
    for quality, share in _QUALITIES:
        part = shown if share == 1.0 else shown.resize(
            (max(1, int(shown.width * share)), max(1, int(shown.height * share)))
        )  # fmt: skip
        out = io.BytesIO()
        part.save(out, "JPEG", quality=quality, optimize=True)
        data, size = out.getvalue(), part.size
        if len(data) <= _PAGE_BYTES:
            break
    return data, size, colour


def _colourful(picture: Image.Image) -> bool:
    """Whether a page has more than shades of grey."""
    saturation = picture.resize(_PEEK).convert("HSV").getchannel("S")
    return sum(saturation.histogram()[_COLOURFUL:]) > _PEEK[0] * _PEEK[1] // 100


def _page_texts(data: bytes, name: str) -> Iterator[str]:
    with opened(data, name) as made:
        for number in range(len(made)):
            yield made[number].get_textpage().get_text_bounded()
