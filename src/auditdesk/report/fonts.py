"""The one family of the pages, embedded; Helvetica must not slip in, or the archive form is broken."""

from __future__ import annotations

from functools import cache

from reportlab import rl_config
from reportlab.graphics import shapes
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from auditdesk.assets import resource
from auditdesk.domain.errors import DamagedError
from auditdesk.i18n import _

REGULAR = "NotoSansSC"
BOLD = "NotoSansSC-Bold"
MISSING = "〓"
_FILES = {REGULAR: "NotoSansSC-Regular.ttf", BOLD: "NotoSansSC-Bold.ttf"}


@cache
def register_fonts() -> frozenset[int]:
    """Make both weights known to reportlab, once a process; gives the code points they can draw.

    Raises:
        DamagedError: a font file is missing or unreadable.
    """
    known: list[set[int]] = []
    for name, file in _FILES.items():
        path = resource("fonts", file)
        try:
            font = TTFont(name, str(path))
        except Exception as error:  # reportlab raises its own and struct's errors for a broken font
            raise DamagedError(
                _("字体文件“{file}”缺失或损坏，请重新安装程序。", file=path.name), path=path
            ) from error
        pdfmetrics.registerFont(font)
        known.append(set(font.face.charToGlyph))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
    rl_config.useA85 = 0  # pictures stay byte for byte what the snapshot names
    rl_config.canvas_basefontname = REGULAR
    shapes.STATE_DEFAULTS["fontName"] = REGULAR
    return frozenset(set.intersection(*known))


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Width in points of a line of text."""
    return float(pdfmetrics.stringWidth(text, BOLD if bold else REGULAR, size))


def fitted(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """The text, cut with … when it is wider than ``room`` points."""
    if width_of(text, size, bold=bold) <= room:
        return text
    while text and width_of(text + "…", size, bold=bold) > room:
        text = text[:-1]
    return text + "…"


def drawable(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with every character the fonts lack as 〓, and those characters (rare ones in names)."""
    known = register_fonts()
    missing = tuple(c for c in dict.fromkeys(text) if ord(c) not in known and c not in "\n\t")
    for character in missing:
        text = text.replace(character, MISSING)
    return text, missing
