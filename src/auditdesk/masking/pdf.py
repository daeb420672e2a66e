"""PDF: read with pypdfium2, painted on pixels, rebuilt with a text layer of masked text only (DESIGN §5).

A black rectangle over a page leaves every secret in the text layer, so the copy shares nothing with the
original: pages are grey JPEG at 150 dpi, links, forms, attachments and properties are gone.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageDraw

from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _
from auditdesk.masking import ocr
from auditdesk.masking.painting import GREY, paint
from auditdesk.masking.pdftext import TextLayer
from auditdesk.masking.pictures import PictureMasker
from auditdesk.masking.regions import Box, Line, MaskedPage, mask_lines
from auditdesk.masking.results import MOST_PAGES, Draft
from auditdesk.masking.text import Masker
from auditdesk.services.jobs import Progress

_DPI = 150
_POINTS = 72
_QUALITY = 55
_MOST_PAGE_PIXELS = 30_000_000
_SMALL_PICTURE = 24
"""Points; smaller pictures are bullets and lines, not screenshots."""
_PASSWORD = 4
"""FPDF_ERR_PASSWORD."""


def mask_pdf(data: bytes, name: str, masker: Masker, progress: Progress, pictures: PictureMasker) -> Draft:
    """A masked copy of a PDF.

    Raises:
        BadInputError: damaged, with a password, or too many pages.
        MissingExtraError: scanned pages, and the extra ``ocr`` is not installed.
    """
    notes = [_("副本由页面图像重建：链接、书签、表单、附件和属性已去除。")]
    copy = pikepdf.new()
    layer = TextLayer(copy)
    with _open(data, name) as source:
        if len(source) > MOST_PAGES:
            raise BadInputError(_("{name} 超过 {most} 页，请先拆分。", name=name, most=MOST_PAGES))
        progress.start(_("脱敏 PDF"), len(source))
        for number in range(len(source)):
            page = source[number]
            painted, masked, size = _page(page, number + 1, masker, pictures, notes)
            _append(copy, layer, painted, masked, size)
            page.close()
            progress.step()
    out = io.BytesIO()
    layer.finish()
    copy.save(out, deterministic_id=True)
    made = out.getvalue()
    residue = [
        left for number, text in enumerate(_page_texts(made, name), start=1)
        for left in masker.left(_("第 {n} 页", n=number), [text])
    ]  # fmt: skip
    return Draft(made, "application/pdf", ".pdf", residue, list(dict.fromkeys(notes)))


def _open(data: bytes, name: str) -> pypdfium2.PdfDocument:
    try:
        source = pypdfium2.PdfDocument(data)
        if source.get_formtype():
            source.init_forms()
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error) or getattr(error, "err_code", 0) == _PASSWORD:
            raise BadInputError(_("{name} 有密码，请先去掉密码。", name=name)) from error
        raise BadInputError(_("{name} 已损坏，打不开。", name=name)) from error
    return source


def _page(
    page: pypdfium2.PdfPage, number: int, masker: Masker, pictures: PictureMasker, notes: list[str]
) -> tuple[Image.Image, MaskedPage, tuple[float, float]]:
    """Pixels, masked lines (boxes in pixels) and size in points of one page."""
    width, height = page.get_size()
    scale = min(_DPI / _POINTS, (_MOST_PAGE_PIXELS / max(1.0, width * height)) ** 0.5)
    shown: Image.Image = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
    lines = list(_lines(page, scale, shown.height))
    images = _image_boxes(page, scale, shown.height)
    if ocr.available() and (images or not lines):
        return *_with_ocr(shown, lines, masker, pictures), (width, height)
    if images and not lines:
        pictures.painted(shown, masker)  # raises the sentence about the missing extra
    if images:
        notes.append(_("第 {n} 页的图片没有文字识别组件无法检查，已换成灰块。", n=number))
        draw = ImageDraw.Draw(shown)
        for box in images:
            draw.rectangle(box, fill=GREY)
    masked = mask_lines(lines, masker)
    return paint(shown, masked.patches), masked, (width, height)


def _with_ocr(
    shown: Image.Image, lines: list[Line], masker: Masker, pictures: PictureMasker
) -> tuple[Image.Image, MaskedPage]:
    """First the text layer, then OCR over what is painted already; a scan's text becomes the layer."""
    first = mask_lines(lines, masker)
    painted, second = pictures.painted(paint(shown, first.patches), masker)
    return painted, first if first.lines else second


def _lines(page: pypdfium2.PdfPage, scale: float, pixels: int) -> Iterator[Line]:
    """Lines of the text layer with a box per character; pdfium ends lines with CR LF of its own."""
    text_page = page.get_textpage()
    letters: list[str] = []
    boxes: list[Box] = []
    for index in range(text_page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        letter = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"  # noqa: PLR2004 - Unicode's own limits
        if letter in "\r\n":
            if letters:
                yield Line("".join(letters), tuple(boxes))
            letters, boxes = [], []
            continue
        left, bottom, right, top = text_page.get_charbox(index, loose=True)
        letters.append(letter)
        boxes.append((left * scale, pixels - top * scale, right * scale, pixels - bottom * scale))
    if letters:
        yield Line("".join(letters), tuple(boxes))
    text_page.close()


def _image_boxes(page: pypdfium2.PdfPage, scale: float, pixels: int) -> list[Box]:
    found: list[Box] = []
    for item in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=4):
        left, bottom, right, top = item.get_bounds()
        if right - left > _SMALL_PICTURE and top - bottom > _SMALL_PICTURE:
            found.append((left * scale, pixels - top * scale, right * scale, pixels - bottom * scale))
    return found


def _append(
    copy: pikepdf.Pdf, layer: TextLayer, picture: Image.Image, masked: MaskedPage, size: tuple[float, float]
) -> None:
    """One page: the picture, and its masked lines as invisible text."""
    out = io.BytesIO()
    grey = picture.convert("L")
    grey.save(out, "JPEG", quality=_QUALITY, optimize=True)
    image = pikepdf.Stream(copy, out.getvalue())
    image.update(
        pikepdf.Dictionary(
            Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=grey.width, Height=grey.height,
            ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
        )
    )  # fmt: skip
    page = copy.add_blank_page(page_size=size)
    page.Resources = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary(Im0=copy.make_indirect(image)), Font=pikepdf.Dictionary(F0=layer.font)
    )
    drawn = f"q {size[0]:.2f} 0 0 {size[1]:.2f} 0 0 cm /Im0 Do Q\n".encode()
    page.Contents = pikepdf.Stream(copy, drawn + layer.lines(masked.lines, size, grey.size))


def _page_texts(data: bytes, name: str) -> Iterator[str]:
    with _open(data, name) as made:
        for number in range(len(made)):
            yield made[number].get_textpage().get_text_bounded()
