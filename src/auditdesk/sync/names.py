"""Which names a share may hold: short, lower case, the same on every system (SYNC, Layout)."""

from __future__ import annotations

import re

_PATH = re.compile(r"format|(?:roster|seg|head|blob|part|snap|ack)(?:/[0-9a-f][0-9a-f.-]*){1,2}")
_NAME = re.compile(r"[0-9a-f][0-9a-f.-]*")
_FOLDER = re.compile(r"(?:roster|seg|head|blob|part|snap|ack)(?:/[0-9a-f][0-9a-f-]*)?")
LONGEST = 120


def checked(name: str) -> str:
    """The name itself; a ``ValueError`` here is a bug, or a signer that wrote a path into an id."""
    if not _PATH.fullmatch(name) or ".." in name or len(name) >= LONGEST:
        raise ValueError(f"not a name of the share: {name!r}")
    return name


def checked_folder(name: str) -> str:
    """The same for folders."""
    if not _FOLDER.fullmatch(name):
        raise ValueError(f"not a folder of the share: {name!r}")
    return name


def ours(names: list[str]) -> list[str]:
    """Names that this program writes, sorted; what file servers and systems leave about is passed over."""
    return sorted(name for name in names if _NAME.fullmatch(name))


def part_name(owner: str, sha256: str) -> str:
    """Where an unfinished upload lies: the same place at the next try, so that it can go on."""
    return f"part/{owner}/{sha256}.0"
