"""The very-hidden sheet of our workbooks: what they were made from, so that a filled one can be compared.

Row 1 is a head in JSON, the rows below are one JSON text each: an exported item, or a piece of the form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import python_calamine
from openpyxl.workbook import Workbook

from auditdesk.domain.checklists import Form
from auditdesk.sheets.opening import sheet_values

SHEET = "auditdesk"
FORMAT = "auditdesk-sheet/1"
_PIECE = 16_000


@dataclass(frozen=True, slots=True)
class ExportedItem:
    """What a row said when it was exported: cell texts, the answer's parts and when it was given."""

    id: str
    text_hash: str
    label: str
    result: str = ""
    note: str = ""
    rectification: tuple[str, ...] = ()
    verdict: str = ""
    value: str = ""
    choices: tuple[str, ...] = ()
    answer_note: str = ""
    answered_at: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """Which form version and audit the workbook belongs to; ``audit_id`` is empty for a blank form.

    ``columns`` and ``words`` (合规, 不合规, 不适用) are what it says in the language it was exported in.
    """

    format: str
    form_id: str
    form_version: str
    audit_id: str = ""
    audit_code: str = ""
    exported_at: str = ""
    columns: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hidden:
    """Everything in the very-hidden sheet; ``form`` is the whole form, for an import without loss."""

    head: Head
    items: tuple[ExportedItem, ...] = ()
    form: Form | None = None


def write_hidden(book: Workbook, head: Head, items: Sequence[ExportedItem], form: Form | None = None) -> None:
    """Add the very-hidden sheet."""
    sheet = book.create_sheet(SHEET)
    sheet.sheet_state = "veryHidden"
    whole = msgspec.json.encode(form).decode() if form else ""
    pieces = [whole[start : start + _PIECE] for start in range(0, len(whole), _PIECE)]
    sheet.append([msgspec.json.encode(head).decode()])
    for item in items:
        sheet.append(["item:" + msgspec.json.encode(item).decode()])
    for piece in pieces:
        sheet.append(["form:" + piece])


def read_hidden(book: python_calamine.CalamineWorkbook, name: str) -> Hidden | None:
    """The very-hidden sheet's content; None when the workbook is not ours or it was tampered with.

    Raises:
        BadInputError: the file ``name`` is damaged there.
    """
    if SHEET not in book.sheet_names:
        return None
    values, _merges = sheet_values(book, SHEET, name)
    lines = [str(row[0]) for row in values if row]
    try:
        head = msgspec.json.decode(lines[0], type=Head)
        items = tuple(
            msgspec.json.decode(line[5:], type=ExportedItem) for line in lines[1:] if line.startswith("item:")
        )
        whole = "".join(line[5:] for line in lines[1:] if line.startswith("form:"))
        form = msgspec.json.decode(whole, type=Form) if whole else None
    except (msgspec.MsgspecError, IndexError):
        return None
    return Hidden(head, items, form) if head.format == FORMAT else None
