"""Pictures made ready for the page: bounded in size, without metadata, as JPEG."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _

LONGEST_EDGE = 1200
_MOST_PIXELS = 80_000_000
_QUALITY = 82


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A JPEG and its size in pixels."""

    data: bytes
    width: int
    height: int


def page_picture(untrusted_image: bytes) -> PagePicture:
    """A JPEG of at most 1,200 px, upright, on white, without EXIF; raises `BadInputError`."""
    try:
        with Image.open(BytesIO(untrusted_image)) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise BadInputError(_("图片像素太多，放不进报告，请先缩小。"))
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadInputError(_("图片无法读取，不能放进报告。")) from error
    upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE), Image.Resampling.LANCZOS)
    flat = Image.new("RGB", upright.size, "white")
    flat.paste(upright, mask=upright.getchannel("A"))
    target = BytesIO()
    flat.save(target, "JPEG", quality=_QUALITY, optimize=True)
    return PagePicture(target.getvalue(), flat.width, flat.height)
