"""Folding a text for matching while every character keeps its place.

Full-width letters and digits become ASCII and spoken digits (幺三八, over radio also 洞拐勾; 壹叁捌 as on
cheques) become digits, one for one, so that
offsets stay. Only invisible characters are taken out; then `Folded.original` maps offsets back.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

_UNSEEN = (
    0xAD,
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2065),
    *range(0x2066, 0x206A),
    0xFEFF,
    *range(0x300, 0x370),
    0x115F,
    0x1160,
    0x180E,
    0x20E3,
    0x3164,
    *range(0xFE00, 0xFE10),
    *range(0xE0000, 0xE0080),
)
_UNSEEN_LETTERS = "".join(map(chr, _UNSEEN))
_INVISIBLE = re.compile(f"[{_UNSEEN_LETTERS}]")
_WIDE_LETTER = (
    f"[{_UNSEEN_LETTERS}"
    "０-９Ａ-Ｚａ-ｚ＠．－＋＿‐-―−﹣⁃\u00a0\u2000-\u200a\u202f\u3000٠-٩۰-۹\U0001d7ce-\U0001d7ff]"
)
_WIDE = re.compile(f"{_WIDE_LETTER}{_WIDE_LETTER}*")  # the scan is fast for a set, slow for a repeated set
_TAKEN_OUT = "\ufdd0"
"""Shows after the one pass that there was something invisible; no character of Unicode."""
_ZEROS = (0x0660, 0x06F0, *range(0x1D7CE, 0x1D800, 10))
"""Arabic and mathematical digits begin here, ten each."""
_NARROW: dict[int, int | str] = {
    code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code).isalnum() or chr(code) in "＠．－＋＿"
}
_NARROW |= {ord(dash): "-" for dash in "‐‑‒–—―−﹣⁃"}
_NARROW |= dict.fromkeys((160, 8239, 12288, *range(8192, 8203)), " ")
_NARROW |= {zero + digit: str(digit) for zero in _ZEROS for digit in range(10)}
_NARROW |= dict.fromkeys(_UNSEEN, _TAKEN_OUT)
_SPOKEN_DIGIT = (  # the first syllable of a place name after a number is no digit: …八一四川省
    "(?:[幺零〇一洞拐勾壹贰叁肆伍陆柒捌玖]|二(?![连道])|三(?![亚明门河台水原江])|四(?![川平会子])|五(?![常莲河峰指])"
    "|六(?![安盘合枝])"
    "|七(?![台星里])|八(?![宿步公道])|九(?![江龙寨台原]))"
)
_SPOKEN = re.compile(
    f"[幺零〇一二三四五六七八九壹]"
    f"(?=[- 0-9幺零〇一二三四五六七八九洞拐勾壹贰叁肆伍陆柒捌玖])"
    f"(?:{_SPOKEN_DIGIT}{{3,}}|(?:[ -]?(?:{_SPOKEN_DIGIT}|[0-9])){{6,}})"
    f"(?:{_SPOKEN_DIGIT}|[0-9])*"
)
_DIGITS = str.maketrans(
    "幺零〇一二三四五六七八九洞拐勾壹贰叁肆伍陆柒捌玖", "100123456789" + "079" + "123456789"
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and, if characters were taken out, where they stood.

    Attributes:
        text: what patterns are matched against.
        gaps: for every character taken out its place in the folded text, ascending; empty while offsets are
            equal.
    """

    text: str
    gaps: tuple[int, ...] = ()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original text of a folded, not empty ``[start, end)``."""
        if not self.gaps:
            return start, end
        return start + bisect_right(self.gaps, start), end + bisect_left(self.gaps, end)


def fold(text: str) -> Folded:
    """Fold a text; costs little when it holds nothing to fold."""
    gaps: tuple[int, ...] = ()
    narrow = _WIDE.sub(_narrow, text)
    if _TAKEN_OUT in narrow:
        gaps = tuple(match.start() - taken for taken, match in enumerate(_INVISIBLE.finditer(text)))
        narrow = _WIDE.sub(_narrow, _INVISIBLE.sub("", text))
    return Folded(_SPOKEN.sub(_digits, narrow), gaps)


def _narrow(match: re.Match[str]) -> str:
    return match[0].translate(_NARROW)


def _digits(match: re.Match[str]) -> str:
    return match[0].translate(_DIGITS)
