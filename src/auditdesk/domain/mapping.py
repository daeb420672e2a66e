"""How a foreign checklist is to be read: a person's corrections, and what is kept of them (DESIGN §2)."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.importing import Column, ForeignPreview, column_label
from auditdesk.i18n import _

Columns = Mapping[int, Column]
"""Meaning by column, counted from 0."""
_ALPHABET = 26


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """Corrections for one sheet.

    Attributes:
        wanted: take the sheet or leave it out; None goes by what was recognised.
        header_row: the head's row as Excel counts; 0 goes by what was recognised.
        columns: meanings that replace the recognised ones; `Column.IGNORED` leaves a column out.
    """

    wanted: bool | None = None
    header_row: int = 0
    columns: Columns = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """All corrections for a file.

    Attributes:
        sheets: by sheet name.
        only: when given, these sheets and no others.
        header_row: for every sheet without a row of its own; 0 goes by what was recognised.
        named: meanings by head text or column letter, on whatever sheet has such a column.
    """

    sheets: Mapping[str, SheetChoice] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    header_row: int = 0
    named: Mapping[str, Column] = field(default_factory=dict)

    def choice(self, sheet: str) -> SheetChoice:
        """What holds for one sheet."""
        own = self.sheets.get(sheet, SheetChoice())
        wanted = sheet in self.only if self.only and own.wanted is None else own.wanted
        return replace(own, wanted=wanted, header_row=own.header_row or self.header_row)

    def with_choice(self, sheet: str, choice: SheetChoice) -> Reading:
        """The same with other corrections for one sheet."""
        return replace(self, sheets={**self.sheets, sheet: choice})

    def meaning(self, index: int, head: str) -> Column | None:
        """What `named` says of a column; the head's text goes before the letter."""
        by_name = {plain_head(name): column for name, column in self.named.items()}
        found = by_name.get(plain_head(head)) if head else None
        return found or by_name.get(plain_head(letter(index)))

    def __bool__(self) -> bool:
        """Whether anything is corrected."""
        return bool(self.sheets or self.only or self.header_row or self.named)


def letter(index: int) -> str:
    """Excel's letter of a column counted from 0 (0 is ``A``, 26 is ``AA``)."""
    text, rest = "", index + 1
    while rest:
        rest, digit = divmod(rest - 1, _ALPHABET)
        text = chr(ord("A") + digit) + text
    return text


def plain_head(text: str) -> str:
    """A head's text without differences of width, case and white space."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def fingerprint(heads: Mapping[int, str]) -> str:
    """SHA-256 (hex) over the heads in their places; the same layout has the same one whatever it holds."""
    placed = [[index, plain_head(text)] for index, text in sorted(heads.items()) if text.strip()]
    return hashlib.sha256(json.dumps(placed, ensure_ascii=False).encode()).hexdigest()


def parse_map(words: Iterable[str]) -> dict[str, Column]:
    """``合格线=standard`` or ``C=检查标准`` as a person writes it.

    Raises:
        BadInputError: no equals sign, no column, or no such meaning.
    """
    known = {column.value: column for column in Column}
    known |= {plain_head(column_label(column)): column for column in Column}
    made: dict[str, Column] = {}
    for word in words:
        name, mark, meaning = word.rpartition("=")
        column = known.get(plain_head(meaning))
        if not mark or not name.strip() or column is None:
            options = _("、").join(f"{one.value}（{column_label(one)}）" for one in Column)
            raise BadInputError(
                _("“{word}”看不懂，请写成“列名=含义”，含义可用：{options}。", word=word, options=options)
            )
        made[name.strip()] = column
    return made


def learned(preview: ForeignPreview) -> dict[str, dict[int, Column]]:
    """What a person corrected, by `fingerprint`: columns with a head only, to be read so the next time."""
    return {
        fingerprint(table.headers): {
            one.index: one.meaning or Column.IGNORED for one in table.seen if one.head
        }
        for table in preview.tables
        if table.corrected
    }
