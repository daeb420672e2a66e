"""What masking a file gives back, and the limits that keep a hostile file bounded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auditdesk.domain.spans import Kind
from auditdesk.masking.text import Residue

LARGEST_FILE = 512 * 2**20
"""Bytes of one file that is masked in memory."""

LARGEST_JSON = 64 * 2**20
"""Characters of one JSON document; a tree of it takes some ten times as much in memory."""

LARGEST_REVIEW = 48 * 2**20
"""Bytes of a file whose findings a person reviews one by one."""

MOST_RESIDUE = 1_000
"""Entries of the list of what is left; a file with more is not masked in any sense."""

LARGEST_UNPACKED = 1024 * 2**20
"""Bytes that the parts of one zip container may unpack to."""

LARGEST_RATIO = 200
"""Unpacked to packed bytes of one part above 10 MB; more is a zip bomb."""

MOST_PARTS = 5_000
MOST_PIXELS = 80_000_000
MOST_PAGES = 2_000


@dataclass(frozen=True, slots=True)
class MaskResult:
    """A masked copy of a file.

    Attributes:
        data: bytes of the copy; nothing was written to disk.
        filename: name of the copy, itself masked.
        media_type: content type of the copy.
        counts: replaced values by kind.
        residue: what the re-scan of ``data`` still found.
        notes: what was dropped or could not be seen, each a translated sentence.
    """

    data: bytes
    filename: str
    media_type: str
    counts: Mapping[Kind, int]
    residue: tuple[Residue, ...]
    notes: tuple[str, ...]


@dataclass(slots=True)
class Draft:
    """A copy being made by the module of one file type, before its name and counts are added."""

    data: bytes
    media_type: str
    suffix: str
    residue: list[Residue]
    notes: list[str]
