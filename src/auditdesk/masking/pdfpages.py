"""One page of a PDF as it is seen: pixels, lines of its text layer with boxes, and what no text tells.

Boxes go through pdfium's own mapping from page to pixels: turned pages and pages with a crop box would be
painted in the wrong place otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from auditdesk.domain.maskplan import Box
from auditdesk.masking.painting import GREY, blank, paint
from auditdesk.masking.regions import Line, Patch

_SMALL_PICTURE = 24
"""Points; smaller pictures are bullets and lines, not screenshots."""

_DEEPEST = 8
_LETTER_CURVES = 10
_LETTER_PATHS = 6
"""So many paths with so many segments may be letters drawn as outlines."""

_UNREADABLE = "\ufffd"
_PRIVATE = range(0xE000, 0xF900)
_SURROGATES = range(0xD800, 0xE000)


@dataclass(frozen=True, slots=True)
class Seen:
    """One page.

    Attributes:
        picture: the page as a reader sees it, RGB.
        lines: its text layer, boxes in pixels of ``picture``.
        pictures: whether it shows pictures.
        outlines: whether it shows shapes that may be letters.
        unreadable: boxes of letters that have no meaning in the text layer.
    """

    picture: Image.Image
    lines: tuple[Line, ...]
    pictures: bool
    outlines: bool
    unreadable: tuple[Box, ...]

    @property
    def needs_eyes(self) -> bool:
        """Whether the text layer does not tell everything that can be seen."""
        return self.pictures or self.outlines or bool(self.unreadable)


def look(page: pypdfium2.PdfPage, scale: float) -> Seen:
    """A flattened page, rendered with ``scale`` pixels to the point."""
    bitmap = page.render(scale=scale, may_draw_forms=False, draw_annots=False)
    place = bitmap.get_posconv(page)
    letters = list(_letters(page, place))
    return Seen(
        bitmap.to_pil().convert("RGB"), tuple(_lines(letters)), any(_pictures(page)), _has_outlines(page),
        tuple(box for letter, box in letters if _no_meaning(letter)),
    )  # fmt: skip


def without_pictures(page: pypdfium2.PdfPage, seen: Seen, scale: float) -> Image.Image:
    """The page with grey fields instead of pictures and unreadable letters; all grey if it has no text."""
    if not seen.lines or seen.outlines:
        return blank(seen.picture.size)
    grey = pypdfium2.PdfBitmap.from_pil(Image.new("RGB", (2, 2), GREY))
    for picture in _pictures(page):
        picture.set_bitmap(grey)
    shown = page.render(scale=scale, may_draw_forms=False, draw_annots=False).to_pil().convert("RGB")
    return paint(shown, [Patch(box, "") for box in seen.unreadable])


def _letters(page: pypdfium2.PdfPage, place: pypdfium2.PdfPosConv) -> Iterator[tuple[str, Box]]:
    text = page.get_textpage()
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        readable = 0 < code < 0x110000 and code not in _SURROGATES  # noqa: PLR2004 - Unicode's own limit
        left, bottom, right, top = text.get_charbox(index, loose=True)
        first, second = place.to_bitmap(left, bottom), place.to_bitmap(right, top)
        yield (
            chr(code) if readable else _UNREADABLE,
            (
                min(first[0], second[0]), min(first[1], second[1]),
                max(first[0], second[0]), max(first[1], second[1]),
            ),
        )  # fmt: skip
    text.close()


def _lines(letters: list[tuple[str, Box]]) -> Iterator[Line]:
    """Lines with a box per character; pdfium ends lines with CR LF of its own."""
    text: list[str] = []
    boxes: list[Box] = []
    for letter, box in [*letters, ("\n", (0.0, 0.0, 0.0, 0.0))]:
        if letter not in "\r\n":
            text.append(letter)
            boxes.append(box)
        elif text:
            yield Line("".join(text), tuple(boxes))
            text, boxes = [], []


def _no_meaning(letter: str) -> bool:
    return letter == _UNREADABLE or ord(letter) in _PRIVATE


def _pictures(page: pypdfium2.PdfPage) -> Iterator[pypdfium2.PdfImage]:
    """Pictures of a page, in forms too; the size of a nested one is not known, so it counts."""
    for item in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=_DEEPEST):
        left, bottom, right, top = item.get_bounds()
        if item.level or (right - left > _SMALL_PICTURE and top - bottom > _SMALL_PICTURE):
            yield item


def _has_outlines(page: pypdfium2.PdfPage) -> bool:
    letters = 0
    for item in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=_DEEPEST):
        letters += pdfium.FPDFPath_CountSegments(item) >= _LETTER_CURVES
        if letters >= _LETTER_PATHS:
            return True
    return False
