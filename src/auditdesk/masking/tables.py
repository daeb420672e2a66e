"""Rows of cells: the heading of a column is the keyword of its cells, and often their kind.

Used for csv and for worksheets. A cell of a name column is a person however unusual the name is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from auditdesk.domain.spans import Kind, Span
from auditdesk.i18n import _
from auditdesk.masking.columns import is_label, promised
from auditdesk.masking.text import Masker
from auditdesk.masking.whereabouts import NOWHERE, Where

_SCIENTIFIC = re.compile("[+-]?\\d(?:\\.\\d+)?[Ee]\\+?(\\d{1,2})")
_MOST_COVERED = 0.6


def without_labels(text: str, spans: Sequence[Span]) -> list[Span]:
    """Spans of a text whose cells are parted by tabs, without headings: 姓名 does not announce 电话."""
    return [span for span in spans if span.kind is not Kind.PERSON or not is_label(_cell_around(text, span))]


def _cell_around(text: str, span: Span) -> str:
    start = max(text.rfind("\t", 0, span.start), text.rfind("\n", 0, span.start)) + 1
    ends = [at for at in (text.find("\t", span.end), text.find("\n", span.end)) if at >= 0]
    return text[start : min(ends, default=len(text))]


def plain_number(text: str) -> str:
    """Digits of a number that a spreadsheet wrote in scientific form (1.38E+10), else the text itself."""
    match = _SCIENTIFIC.fullmatch(text.strip())
    if match is None or int(match[1]) > 20:  # noqa: PLR2004 - longer than any number a person has
        return text
    try:
        return str(int(Decimal(text.strip())))
    except (InvalidOperation, ValueError):
        return text


def _first_places(cells: Sequence[tuple[str, str]], places: Sequence[str]) -> dict[tuple[str, str], Where]:
    """Where every cell stands first, and how often in all."""
    if not places:
        return {}
    times = Counter(cells)
    first: dict[tuple[str, str], str] = {}
    for cell, place in zip(cells, places, strict=True):
        first.setdefault(cell, place)
    return {
        cell: Where(_("{place} 等 {n} 处", place=place, n=times[cell]) if times[cell] > 1 else place)
        for cell, place in first.items()
    }


class CellMasker:
    """Masks cells under their headings; equal cells are detected once."""

    def __init__(self, masker: Masker) -> None:
        self._masker = masker

    def place(self, words: str, heading: str) -> str:
        """A row's words with the heading of its column; empty unless somebody reviews.

        What is no known heading, or is personal itself, is not told.
        """
        if not self._masker.planning:
            return ""
        known = bool(heading) and is_label(heading) and self._masker.told(heading) == heading
        return f"{words} {heading}" if known else words

    @property
    def planning(self) -> bool:
        """Whether places are wanted."""
        return self._masker.planning

    def cells(self, cells: Sequence[tuple[str, str]], places: Sequence[str] = ()) -> list[str]:
        """Masked texts of ``(heading, text)`` cells; ``places`` is empty or one for each."""
        wanted = list(dict.fromkeys(cells))
        where = _first_places(cells, places) if self.planning else {}
        asked = [
            f"{heading}：{plain_number(text)}" if heading else plain_number(text) for heading, text in wanted
        ]
        found = self._masker.find(asked)
        spans = {
            cell: self._masker.decided(
                plain_number(cell[1]), self._inside(cell, found_here), where=where.get(cell, NOWHERE)
            )
            for cell, found_here in zip(wanted, found, strict=True)
        }
        return [
            self._masker.apply(plain_number(cell[1]) if spans[cell] else cell[1], spans[cell])
            for cell in cells
        ]

    def spans(self, cells: Sequence[tuple[str, str]]) -> list[tuple[Span, ...]]:
        """What is personal in ``(heading, text)`` cells; offsets in the texts as they stand."""
        found = self._masker.find([f"{heading}：{text}" for heading, text in cells])
        return [self._inside(cell, spans) for cell, spans in zip(cells, found, strict=True)]

    def _inside(self, cell: tuple[str, str], found: Sequence[Span]) -> tuple[Span, ...]:
        """Spans of the cell itself, or the whole cell where its column leaves no doubt."""
        heading, text = cell
        shown = plain_number(text)
        offset = len(heading) + 1 if heading else 0
        spans = tuple(
            span._replace(start=max(span.start, offset) - offset, end=span.end - offset)
            for span in found
            if span.end > offset
        )
        if is_label(text):
            return tuple(span for span in spans if span.kind is not Kind.PERSON)
        kind = promised(heading, shown)
        if kind is None:
            return spans
        if sum(span.end - span.start for span in spans) > _MOST_COVERED * len(shown.strip()):
            return spans
        return (Span(0, len(shown), kind, 0.8, _("列名“{heading}”", heading=heading)),)
