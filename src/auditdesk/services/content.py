"""What a file is, told by its bytes and only then by its name (DESIGN §5)."""

from __future__ import annotations

import mimetypes

import puremagic

_TEXT_PROBE = 4096
_WRITTEN = frozenset(("application/json", "message/rfc822"))
_CONTROL = frozenset(range(0x20)) - frozenset(b"\t\n\r\f\x1b")


def media_type_of(head: bytes, name: str) -> str:
    """The media type; the name decides only between text kinds and inside zip containers.

    Args:
        head: the first bytes of the file.
        name: its name, for the ending.
    """
    guessed = mimetypes.guess_type(name)[0] or ""
    found = _by_brand(head, name) or _by_magic(head)
    if found == "application/zip" and guessed.startswith("application/vnd.openxmlformats"):
        return guessed
    if found:
        return found
    if _is_text(head[:_TEXT_PROBE]):
        return guessed if guessed.startswith("text/") or guessed in _WRITTEN else "text/plain"
    return guessed or "application/octet-stream"


# puremagic names some kinds in more than one way; these are the names used everywhere else.
_USUAL = {
    "audio/wave": "audio/wav", "audio/x-wav": "audio/wav", "image/x-ms-bmp": "image/bmp",
    "application/ogg": "audio/ogg",
}  # fmt: skip
_ZIP = b"PK\x03\x04"


_BRANDS = {
    b"heic": "image/heic", b"heix": "image/heic", b"heim": "image/heic", b"hevc": "image/heic",
    b"mif1": "image/heic", b"msf1": "image/heic", b"avif": "image/avif", b"avis": "image/avif",
    b"M4A ": "audio/mp4", b"M4B ": "audio/mp4", b"qt  ": "video/quicktime",
}  # fmt: skip


def _by_brand(head: bytes, name: str) -> str:
    """Pictures of telephones, sound and films share one container; its brand tells them apart.

    Recorders write sound under the brand of films: then the name decides.
    """
    if head[4:8] != b"ftyp":
        return ""
    sound = name.lower().endswith((".m4a", ".m4b", ".aac", ".mp3"))
    return _BRANDS.get(head[8:12], "audio/mp4" if sound else "video/mp4")


def _by_magic(head: bytes) -> str:
    if head.startswith(_ZIP):
        return "application/zip"
    if head.startswith(b"#!AMR"):
        return "audio/amr"
    if _is_text(head[:_TEXT_PROBE]) and not head.startswith(b"%PDF-"):
        return ""
    try:
        matches = puremagic.magic_string(head)
    except puremagic.PureError:
        return ""
    best = next((match.mime_type for match in matches if match.mime_type), "")
    return _USUAL.get(best, best)


def _is_text(head: bytes) -> bool:
    return not _CONTROL.intersection(head)
