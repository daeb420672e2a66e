"""How pieces are told in lists: icon, kind, size, moment, masking state."""

from __future__ import annotations

from collections.abc import Callable

from auditdesk.domain.evidence import Evidence, MaskState
from auditdesk.i18n import _
from auditdesk.services.evidence_shelf import ShelfRow
from auditdesk.ui.theme.glyphs import State
from auditdesk.ui.widgets.cells import Cell

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheet"
_KINDS = (
    ("audio/", "audio-lines"),
    ("video/", "video"),
    ("image/", "image"),
    ("text/csv", "file-spreadsheet"),
    ("text/", "file-text"),
    (_SHEET, "file-spreadsheet"),
    ("application/vnd.ms-excel", "file-spreadsheet"),
    ("application/pdf", "file-text"),
    ("application/msword", "file-text"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml", "file-text"),
    ("application/json", "file-text"),
    ("message/", "file-text"),
)
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheet application/vnd.ms-excel text/csv"
_TEXTS = (
    "application/pdf text/plain text/markdown text/html text/x- message/ application/json application/rtf "
    "application/msword application/vnd.openxmlformats-officedocument.wordprocessingml"
)
KINDS: tuple[tuple[Callable[[], str], str], ...] = (
    (lambda: _("图片"), "image/"),
    (lambda: _("录音和录像"), "audio/ video/"),
    (lambda: _("文档"), _TEXTS),
    (lambda: _("表格"), _SHEETS),
    (lambda: _("其他"), f"!image/ audio/ video/ {_TEXTS} {_SHEETS}"),
)
"""Kinds to filter by: the word, and media types as `Sieve` takes them."""
_KILO = 1024


def kind_icon(piece: Evidence) -> str:
    """Outline of a kind of file."""
    return next((icon for start, icon in _KINDS if piece.media_type.startswith(start)), "file")


def kind_word(piece: Evidence) -> str:
    """Kind of file in a word."""
    words = {
        "audio-lines": _("录音"), "video": _("录像"), "image": _("图片"),
        "file-spreadsheet": _("表格"), "file-text": _("文档"), "file": _("其他"),
    }  # fmt: skip
    return words[kind_icon(piece)]


def moment(stamp: str) -> str:
    """``MM-DD HH:MM`` of an ISO moment."""
    return stamp[5:16].replace("T", " ")


def size_words(size: int) -> str:
    """A size in B, KB, MB or GB (1,024 each)."""
    if size < _KILO:
        return f"{size} B"
    if size < _KILO**2:
        return f"{size / _KILO:.1f} KB"
    if size < _KILO**3:
        return f"{size / _KILO**2:.1f} MB"
    return f"{size / _KILO**3:.2f} GB"


def mask_words(piece: Evidence, *, copied: bool) -> tuple[str, State, str]:
    """The masking state as word, glyph and tone; an original whose copy exists is done with."""
    if copied and piece.mask_state is MaskState.UNMASKED:
        return _("有副本"), State.CLOSED, "text_3"
    return {
        MaskState.UNMASKED: (_("未脱敏"), State.EMPTY, ""),
        MaskState.PENDING: (_("待确认"), State.REVIEW, "rev"),
        MaskState.MASKED: (_("已脱敏"), State.OK, ""),
        MaskState.NOT_NEEDED: (_("无需脱敏"), State.NA, ""),
    }[piece.mask_state]


def mask_cell(row: ShelfRow) -> Cell:
    """The masking state in a table."""
    if row.piece.destroyed_at:
        return Cell(_("已销毁"), tone="text_3")
    word, state, tone = mask_words(row.piece, copied=row.copied)
    return Cell(word, state=state, tone=tone)


def name_cell(row: ShelfRow) -> Cell:
    """The name, with what stands in its way."""
    tone = "text_3" if row.piece.destroyed_at else ""
    if not row.here and not row.piece.destroyed_at:
        return Cell(row.piece.name, icon=kind_icon(row.piece), chip=_("尚未到达"), chip_tone="na")
    if row.due:
        return Cell(row.piece.name, icon=kind_icon(row.piece), chip=_("到期"), chip_tone="rev")
    return Cell(row.piece.name, icon=kind_icon(row.piece), tone=tone)


def use_words(row: ShelfRow) -> str:
    """Where it is used: the first item and how many more."""
    if not row.places:
        return _("随原件") if row.served else ""
    first = row.places[0].item_id or row.places[0].label
    more = len(row.places) - 1
    return _("{first} 等 {n} 处", first=first, n=more + 1) if more else first
