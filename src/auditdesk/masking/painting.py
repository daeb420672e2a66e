"""Painting over pixels: a padded white field with the stand-in on it. New pixels, never an overlay."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from auditdesk.assets import resource
from auditdesk.masking.regions import Patch

_PADDING = 0.25
"""Of the height of a box: 3 px left a sliver of a glyph (FACTS)."""
_LEAST_PADDING = 4
_EXACT_PADDING = 1
"""Smoothed edges of letters reach this far out of the box that a text layer tells."""

_FILL, _EDGE, _INK = (255, 255, 255), (150, 160, 170), (40, 60, 110)
_LETTER = 0.8
_SMALLEST = 7
GREY = (226, 229, 233)


def paint(picture: Image.Image, patches: Sequence[Patch]) -> Image.Image:
    """A copy of an RGB picture with every patch painted."""
    canvas = picture.convert("RGB")
    draw = ImageDraw.Draw(canvas)
    padded = [(_padded(patch, canvas.size), patch) for patch in patches]
    boxes = [(box, patch) for box, patch in padded if box[0] < box[2] and box[1] < box[3]]
    for box, patch in boxes:
        draw.rectangle(box, fill=_FILL, outline=_FILL if patch.exact else _EDGE)
    for box, patch in boxes:
        if patch.text:
            _write(draw, box, patch.text)
    return canvas


def _padded(patch: Patch, size: tuple[int, int]) -> tuple[int, int, int, int]:
    left, top, right, bottom = patch.box
    padding = _EXACT_PADDING if patch.exact else max(_LEAST_PADDING, (bottom - top) * _PADDING)
    return (
        max(0, int(left - padding - 1)),
        max(0, int(top - padding)),
        min(size[0] - 1, int(right + padding) + 2),
        min(size[1] - 1, int(bottom + padding) + 1),
    )


def _write(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], text: str) -> None:
    """The stand-in, as large as fits; left out where it could not be read."""
    height, width = box[3] - box[1], box[2] - box[0]
    size = height * _LETTER
    font = _font(size)
    length = font.getlength(text)
    if length > width - 4:
        size *= (width - 4) / length
        if size < _SMALLEST:
            return
        font = _font(size)
    draw.text(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), text, fill=_INK, font=font, anchor="mm")


def _font(size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(resource("fonts", "NotoSansSC-Regular.ttf")), max(1.0, size))


def blank(size: tuple[int, int]) -> Image.Image:
    """A grey field instead of a picture nobody could look into."""
    return Image.new("RGB", size, GREY)
