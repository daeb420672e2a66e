"""Sheets of a workbook, members of an archive, attachments of a mail: where each begins; no Qt."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from auditdesk.domain.maskplan import Part
from auditdesk.i18n import _
from auditdesk.ui.pages.masking_review.rows import Row


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of rows with one name.

    Attributes:
        name: shown; without anything personal.
        row: its first row.
    """

    name: str
    row: int


def sections_of(parts: Sequence[Part], rows: Sequence[Row]) -> list[Section]:
    """The sections of a file in reading order; none for a file of one piece."""
    made: list[Section] = []
    name: str | None = None
    for number, row in enumerate(rows):
        if parts[row.part].section != name:
            name = parts[row.part].section
            made.append(Section(name or _("文件本身"), number))
    return made if any(part.section for part in parts) and len(made) > 1 else []


def rows_in(sections: Sequence[Section], number: int, rows: int) -> range:
    """The rows of a section of a file with so many rows."""
    last = sections[number + 1].row if number + 1 < len(sections) else rows
    return range(sections[number].row, last)


def section_at(sections: Sequence[Section], row: int) -> int:
    """The number of the section a row belongs to."""
    return max(0, bisect_right(sections, row, key=lambda one: one.row) - 1)
