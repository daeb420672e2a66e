"""Text in and out of cells: no text of ours ever becomes a formula, and it comes back unchanged."""

from __future__ import annotations

import re
from datetime import date, datetime, time

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST = 32_000
_GUARD = "'"
_EXACT = 1e15
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def safe_text(text: str) -> str:
    """The text as it may stand in a cell.

    A leading sign that spreadsheets read as a formula gets an apostrophe (it survives saving as CSV, which
    a cell's text format does not); characters XML forbids go; more than 32,000 characters are cut with ``…``.
    """
    clean = _ILLEGAL.sub("", text.replace("\r\n", "\n"))
    if len(clean) > LONGEST:
        clean = clean[: LONGEST - 1] + "…"
    if clean.startswith(FORMULA_STARTS) or (clean.startswith(_GUARD) and _is_guarded(clean)):
        return _GUARD + clean
    return clean


def plain_text(value: object) -> str:
    """A cell's value as text: the apostrophe of `safe_text` gone, whole numbers without ``.0``, ISO dates."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, (date, time)):
        return value.isoformat()
    text = "" if value is None else str(value)
    text = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    return text[1:].strip() if text.startswith(_GUARD) and _is_guarded(text) else text


def _is_guarded(text: str) -> bool:
    """Apostrophes, then a sign that would begin a formula."""
    return text.lstrip(_GUARD).startswith(FORMULA_STARTS)
