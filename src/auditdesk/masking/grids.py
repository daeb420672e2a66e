"""Tables pasted into a text: lines of cells between tabs or bars under a line of headings.

A cell is what its heading says: 施悦 under 姓名 is a person, WO2507110083 under 工单号 an order number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from auditdesk.domain.spans import Kind, Span
from auditdesk.i18n import _
from auditdesk.masking.columns import column_kind, promised
from auditdesk.masking.literals import begun_by, found_by

_BETWEEN = re.compile("[\t|]")
_SEPARATORS = begun_by("\t|", "")
_WHOLE = frozenset((Kind.PERSON, Kind.ADDRESS, Kind.ORDER_NO, Kind.PASSPORT, Kind.DOB, Kind.QQ, Kind.WECHAT))
"""Kinds a heading alone may decide; the others have a form of their own, which is surer."""
_FEWEST = 2


class Grid(NamedTuple):
    """What headings say about the cells under them, and where the headings stand, which are no data."""

    cells: list[Span]
    headings: list[tuple[int, int]]


def read(text: str) -> Grid:
    """The tables of a folded text."""
    grid = Grid([], [])
    if "\t" not in text and "|" not in text:
        return grid
    headings: list[str] = []
    last = -1
    for start, end in _lines(text):
        parts = list(_parts(text, start, end))
        below = headings if start == last + 1 else []
        last = end
        names = [text[start:end] for start, end in parts]
        if sum(column_kind(name) is not None for name in names) >= _FEWEST:
            headings = names
            grid.headings.append((start, end))
            continue
        headings = below
        for heading, (first, stop) in zip(headings, parts, strict=False):
            kind = promised(heading, text[first:stop])
            if kind is not None and kind in _WHOLE:
                grid.cells.append(Span(first, stop, kind, 0.8, _("列名“{heading}”", heading=heading)))
    return grid


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Where the lines with two separators or more stand."""
    end = -1
    for place in sorted(match.start() for match in found_by(_SEPARATORS, text)):
        if place < end:
            continue
        start = text.rfind("\n", 0, place) + 1
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        if _BETWEEN.search(text, place + 1, end):
            yield start, end


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the cells of a line stand, without the spaces around their texts."""
    edges = [start - 1, *(match.start() for match in _BETWEEN.finditer(text, start, end)), end]
    for left, right in pairwise(edges):
        cell = text[left + 1 : right]
        first = left + 1 + len(cell) - len(cell.lstrip())
        yield first, first + len(cell.strip())
