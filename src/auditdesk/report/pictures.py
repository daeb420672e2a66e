"""Evidence pictures for the page: bounded, upright, without metadata (REPORT, Pictures)."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _

LONGEST_EDGE = 1200
_MOST_PIXELS = 80_000_000
_QUALITY = 85


def page_picture(untrusted: bytes) -> tuple[bytes, int, int]:
    """JPEG bytes, width and height in pixels.

    Raises:
        BadInputError: no picture, damaged, or larger than 80 megapixels.
    """
    try:
        with Image.open(BytesIO(untrusted)) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise BadInputError(
                    _("图片有 {w}×{h} 像素，太大了，请缩小后再用。", w=opened.width, h=opened.height)
                )
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise BadInputError(_("图片打不开：文件已损坏或不是图片。")) from error
    upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    target = BytesIO()
    upright.save(target, "JPEG", quality=_QUALITY, optimize=True)
    return target.getvalue(), upright.width, upright.height
