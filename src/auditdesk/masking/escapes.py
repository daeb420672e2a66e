"""Texts inside texts: percent escapes, character references, JSON escapes, base64 and embedded files.

A copy is made for reading, so letters and digits are written as themselves, where detection can see them;
signs that mean something to a program stay escaped. Embedded files are taken out: nobody looked into them.
"""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import unquote_to_bytes

_PERCENT = re.compile("(?:%[0-9A-Fa-f]{2}){2,}")
_REFERENCE = re.compile("&#(?:([0-9]{1,7})|[xX]([0-9A-Fa-f]{1,6}));")
_CODED = re.compile("\\\\u([0-9A-Fa-f]{4})")
_EMBEDDED = re.compile("(data:[A-Za-z0-9.+/;=-]{0,80};base64,)[A-Za-z0-9+/=_-]+", re.IGNORECASE)
_BASE64 = re.compile("(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{16,}={0,2}")
_HAN = re.compile("[\u3400-\u9fff]")
_WORTH = re.compile("[\u3400-\u9fff]|[0-9]{7}|@")
_BLOB = 2_000
"""Letters of base64; so long a word is a file and no text."""

_STRUCTURE = str.maketrans("\r\n\t\"',;", "       ")
_LAST = 0x110000


def spelled_out(text: str) -> str:
    """The text with what is escaped in it written as letters; other texts come back as they are."""
    if "%" in text:
        text = _PERCENT.sub(_percent, text)
    if "&#" in text:
        text = _REFERENCE.sub(_reference, text)
    if "\\u" in text:
        text = _CODED.sub(lambda match: _letter(int(match[1], 16), match[0]), text)
    if "base64," in text:
        text = _EMBEDDED.sub("\\1", text)
    return _BASE64.sub(_plain, text)


def _percent(match: re.Match[str]) -> str:
    text = _decoded(unquote_to_bytes(match[0]), "gb18030")
    return text if text.isalnum() or _HAN.search(text) else match[0]


def _reference(match: re.Match[str]) -> str:
    return _letter(int(match[1]) if match[1] else int(match[2], 16), match[0])


def _letter(code: int, otherwise: str) -> str:
    letter = chr(code) if code < _LAST else ""
    return letter if letter.isalnum() else otherwise


def _plain(match: re.Match[str]) -> str:
    """A word of base64 as the text in it, if there is one worth reading."""
    word = match[0]
    if len(word) >= _BLOB and not word.isdigit():
        return "…"
    try:
        data = base64.b64decode(word.rstrip("=") + "=" * (-len(word.rstrip("=")) % 4))
    except (binascii.Error, ValueError):
        return word
    text = _decoded(data, "gb2312")
    shown = text.translate(_STRUCTURE)
    return shown if shown.isprintable() and _WORTH.search(shown) else word


def _decoded(data: bytes, other: str) -> str:
    """UTF-8, or the other encoding; empty when it is neither."""
    for encoding in ("utf-8", other):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""
