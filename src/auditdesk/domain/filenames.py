"""File names that every system takes: safe characters, at most 255 bytes, no reserved names."""

from __future__ import annotations

import unicodedata

LONGEST = 255
_FORBIDDEN = frozenset('<>:"/\\|?*')
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))]
)
_LONGEST_ENDING = 16


def safe_name(text: str, ending: str = "", *, limit: int = LONGEST) -> str:
    """A file name made of ``text`` and ``ending`` (with its dot).

    Control, format (e.g. right-to-left override) and surrogate characters go; characters that Windows
    forbids become ``_``; a formula sign at the start gets one before it, so that lists of names are harmless;
    the text is cut so that the whole has at most ``limit`` bytes in UTF-8.
    """
    stem = _clean(text).strip(" .") or "_"
    tail = _clean(ending).replace(" ", "").rstrip(".")
    if len(tail.encode()) > _LONGEST_ENDING:
        tail = ""
    if stem.split(".")[0].casefold() in _RESERVED or stem.startswith(("=", "+", "-", "@")):
        stem = f"_{stem}"
    room = limit - len(tail.encode())
    stem = stem.encode()[:room].decode(errors="ignore").rstrip(" .")
    return (stem or "_") + tail


def part_name(name: str) -> str:
    """A hidden name beside ``name`` for what is not complete yet; one that is long already is cut for it."""
    return "." + name.encode()[: LONGEST - len("..part")].decode(errors="ignore") + ".part"


def split_ending(name: str) -> tuple[str, str]:
    """A name's stem and its ending with the dot; a long or odd ending counts as part of the stem."""
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem or not ending.isalnum() or len(ending.encode()) >= _LONGEST_ENDING:
        return name, ""
    return stem, f".{ending}"


def _clean(text: str) -> str:
    kept = []
    for char in unicodedata.normalize("NFC", text):
        if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}:
            continue
        kept.append("_" if char in _FORBIDDEN else char)
    return "".join(kept)
