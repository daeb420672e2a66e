"""Numbers of items: what looks like one, numbers inside titles, and ``1.10`` that Excel made 1.1."""

from __future__ import annotations

import re

from auditdesk.domain.importing import ForeignItem
from auditdesk.sheets.grid import Grid

_ID = re.compile(r"[A-Za-z]{0,12}(?:[-._/ ]?[A-Za-z]{1,12})*[-._/ ]?\d+(?:[-._/]\d+)*[a-z]?[.、)]?")
_LONGEST = 60
LED = re.compile(r"(?P<id>\d+(?:[.\-]\d+)+)[\s、.．]+(?P<title>\S.*)", re.DOTALL)
"""A title that begins with its number."""
ORDINAL = re.compile(
    r"^(?:第?[一二三四五六七八九十百]+[章节部分条、.．]+|[（(][一二三四五六七八九十]+[)）]|\d+(?:\.\d+)*(?:[、.．]|\s))\s*"
)
"""What stands before a section's name."""


def looks_like_id(text: str) -> bool:
    """Whether a text could be the number of an item (``1.10``, ``WSTG-INFO-01``)."""
    return len(text) <= _LONGEST and _ID.fullmatch(text) is not None


def restore_zeros(grid: Grid, items: list[ForeignItem], column: int | None) -> None:
    """Excel makes ``1.10`` the number 1.1: after 1.9 it is put right."""
    before = ""
    for place, item in enumerate(items):
        text = item.cells.get(column, "") if column is not None else ""
        if column is not None and (item.row - 1, column) in grid.numeric:
            head, dot, tail = before.rpartition(".")
            following = f"{head}.{int(tail) + 1}" if dot and tail.isdigit() else ""
            if following.endswith("0") and following.rstrip("0").rstrip(".") == text.rstrip("."):
                text = following
                cells = {**item.cells, column: text}
                items[place] = ForeignItem(item.sheet, item.row, item.section, cells)
        before = text
