"""Names of copies: masked, allowed on every system, and short enough to be written.

Name limits: 255 bytes a component (ext4, APFS) of which room is left for a number and for a part file;
characters and device names that Windows refuses.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from auditdesk.i18n import _
from auditdesk.masking.text import Masker

_LONGEST = 225
_FORBIDDEN = re.compile('[\x00-\x1f\x7f<>:"/\\\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]')
_DEVICES = re.compile("(?:con|prn|aux|nul|com\\d|lpt\\d)", re.IGNORECASE)
_LONG_NUMBER = re.compile("[0-9]{11,}")
_SUFFIX = re.compile("\\.[a-z0-9]{1,5}")
_TEXT_SUFFIXES = frozenset((".txt", ".md", ".log", ".srt", ".vtt"))


def safe_name(masker: Masker, name: str) -> str:
    """The name of a file or folder that is only told, with its own suffix if that is one."""
    suffix = PurePath(base_name(name)).suffix.lower()
    return copy_name(masker, name, suffix if _SUFFIX.fullmatch(suffix) else "")


def base_name(name: str) -> str:
    """The last component of a name from anywhere, whichever way its slashes lean."""
    return name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def copy_name(masker: Masker, name: str, suffix: str) -> str:
    """The name of a masked copy; stars are forbidden in names, so values become their kind in brackets."""
    path = PurePath(base_name(name))
    stem = masker.name(path.stem if path.suffix else path.name)
    stem = _FORBIDDEN.sub("", _LONG_NUMBER.sub("…", stem)).strip(" .")
    if _DEVICES.fullmatch(stem):
        stem = f"{stem}_"
    kept = path.suffix.lower() if suffix == ".txt" and path.suffix.lower() in _TEXT_SUFFIXES else suffix
    return (_shortened(stem) or _("脱敏副本")) + kept


def _shortened(stem: str) -> str:
    return stem.encode("utf-8", "replace")[:_LONGEST].decode("utf-8", "ignore").strip()
