"""Pictures: new pixels, no EXIF, no hidden layers (DESIGN §5). By OCR, or by hand without it."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence

from PIL import Image, ImageOps, UnidentifiedImageError

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.maskplan import Box
from auditdesk.i18n import _
from auditdesk.masking import ocr
from auditdesk.masking.painting import blank, paint
from auditdesk.masking.regions import MaskedPage, Patch, drawn_patches, mask_lines
from auditdesk.masking.results import MOST_PIXELS, Draft
from auditdesk.masking.text import Masker, Residue
from auditdesk.masking.whereabouts import NOWHERE, Where
from auditdesk.services.jobs import Progress

try:
    from pillow_heif import register_heif_opener
except ImportError:  # optional: without it HEIC pictures are refused with a sentence
    register_heif_opener = None  # type: ignore[assignment]  # stands for the absent function

_FORMATS = {
    "JPEG": ("JPEG", "image/jpeg", ".jpg"),
    "MPO": ("JPEG", "image/jpeg", ".jpg"),
    "WEBP": ("WEBP", "image/webp", ".webp"),
    "HEIF": ("HEIF", "image/heic", ".heic"),
}
_OTHER = ("PNG", "image/png", ".png")
_LONGEST_SIDE = 20_000
_QUALITY = 88


class PictureMasker:
    """Masks pictures with one OCR reader."""

    def __init__(self, reader: ocr.Reader) -> None:
        self._reader = reader

    def mask(self, data: bytes, name: str, masker: Masker, progress: Progress) -> Draft:
        """A masked copy of a picture; without OCR only a person's rectangles are painted.

        Raises:
            BadInputError: damaged, or too large.
            MissingExtraError: the extra ``ocr`` is not installed, and nobody drew or reviewed anything.
        """
        picture, kind, notes = open_picture(data, name)
        progress.start(_("识别图片文字"), 2)
        painted, _page = self.painted(picture, masker, masker.new_page())
        progress.step()
        made = written(painted, kind)
        del picture, painted
        residue = self.left(open_picture(made, name)[0], masker)
        progress.step()
        _format, media_type, suffix = _FORMATS.get(kind, _OTHER)
        notes.append(_("图片的拍摄信息（EXIF）已去除。"))
        if not ocr.available():
            notes.append(_("没有安装文字识别组件 ocr：只遮盖了手工框选的地方，请人工核对。"))
        return Draft(made, media_type, suffix, residue, notes)

    def painted(
        self, picture: Image.Image, masker: Masker, page: int, where: Where = NOWHERE
    ) -> tuple[Image.Image, MaskedPage]:
        """A picture with what OCR, detection and a person found painted over.

        Args:
            picture: upright pixels.
            masker: the masker of the file.
            page: number of the page or picture in the file, from 0.
            where: its place.

        Raises:
            MissingExtraError: the extra ``ocr`` is not installed, and nobody drew or reviewed anything.
        """
        lines = [] if masker.reviewed and not ocr.available() else self._reader.lines(picture)
        found = mask_lines(lines, masker, page, picture.size, where=where)
        return paint(picture, [*found.patches, *drawn_patches(masker, page, picture.size)]), found

    def left(self, picture: Image.Image, masker: Masker, place: str = "") -> list[Residue]:
        """What can still be read in finished pixels; nothing without OCR."""
        if not ocr.available():
            return []
        text = "\n".join(line.text for line in self._reader.lines(picture))
        return masker.left(place or _("图片"), [text])

    def inside(self, data: bytes, name: str, masker: Masker) -> tuple[bytes, str]:
        """A picture inside a document: masked, or a grey field where nobody can look into it; and a note."""
        page = masker.new_page()
        try:
            picture, _kind, _notes = open_picture(data, name)
        except BadInputError:
            return written(blank((64, 64)), "PNG"), _("文档里有无法读取的图片，已换成灰块。")
        kind = "JPEG" if name.lower().endswith((".jpg", ".jpeg")) else "PNG"
        if not ocr.available() and not masker.drawn(page):
            return written(blank(picture.size), kind), _("没有安装文字识别组件 ocr，文档里的图片已换成灰块。")
        return written(self.painted(picture, masker, page)[0], kind), ""


def mask_rectangles(data: bytes, name: str, boxes: Sequence[Box]) -> tuple[bytes, str]:
    """A picture with rectangles painted by hand; needs no OCR.

    Args:
        data: the picture.
        name: its name, for the sentence of an error.
        boxes: left, top, right, bottom in pixels of the upright picture.

    Returns:
        Bytes of the copy and its content type.
    """
    picture, kind, _notes = open_picture(data, name)
    painted = paint(picture, [Patch(box, "") for box in boxes])
    return written(painted, kind), _FORMATS.get(kind, _OTHER)[1]


def open_picture(data: bytes, name: str) -> tuple[Image.Image, str, list[str]]:
    """The upright first frame of a picture in RGB, its format, and notes.

    Raises:
        BadInputError: damaged, unknown, or larger than 80 million pixels.
    """
    if register_heif_opener is not None:
        register_heif_opener()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(data))
            if picture.width * picture.height > MOST_PIXELS or max(picture.size) > _LONGEST_SIDE:
                raise BadInputError(
                    _(
                        "{name} 有 {w}×{h} 像素，太大，请先缩小。",
                        name=name,
                        w=picture.width,
                        h=picture.height,
                    )
                )
            frames = int(getattr(picture, "n_frames", 1))
            upright = ImageOps.exif_transpose(picture)
            flat = _flat(upright)
    except Image.DecompressionBombError as error:
        raise BadInputError(_("{name} 的像素太大，请先缩小。", name=name)) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise BadInputError(_("{name} 不是完好的图片，无法脱敏。", name=name)) from error
    notes = [_("只保留了动图或多页图片的第一页。")] if frames > 1 else []
    return flat, str(picture.format or "PNG"), notes


def _flat(picture: Image.Image) -> Image.Image:
    """RGB on white: what hides behind transparency does not stay in the copy."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        ground = Image.new("RGBA", layer.size, (255, 255, 255, 255))
        return Image.alpha_composite(ground, layer).convert("RGB")
    return picture.convert("RGB")


def written(picture: Image.Image, kind: str) -> bytes:
    """The bytes of pixels alone: no metadata is handed to the encoder."""
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    out = io.BytesIO()
    target = _FORMATS.get(kind, _OTHER)[0]
    clean.save(out, target, **({"quality": _QUALITY} if target != "PNG" else {}))
    return out.getvalue()
