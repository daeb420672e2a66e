"""Words of the tab 依据: entries, facts, clauses side by side, citations as lines."""

from __future__ import annotations

from collections.abc import Sequence

from auditdesk.domain.basis import (
    Citation,
    ClauseText,
    Document,
    Standing,
    kind_label,
    standing_label,
)
from auditdesk.domain.checklists import FormState
from auditdesk.domain.life import STAGES, form_state_label
from auditdesk.domain.text_diff import Change, Piece, side, word_diff
from auditdesk.i18n import _
from auditdesk.services.library import DocumentLine
from auditdesk.ui.pages.library_parts.diff_rows import DiffRow, Fate, Line
from auditdesk.ui.pages.library_parts.entries import Entry


def line_key(line: DocumentLine) -> str:
    """What names an entry: the document id, or the title of one that is only cited."""
    return line.versions[0].document_id if line.versions else f"?{line.title}"


def document_entries(lines: Sequence[DocumentLine]) -> list[Entry]:
    """One entry a document; those only cited say so."""
    return [_entry(line) for line in lines]


def _entry(line: DocumentLine) -> Entry:
    shown, current = line.shown, line.current
    citing = _("{n} 项引用", n=line.citing)
    if shown is None:
        return Entry(line_key(line), line.title, _("未登记"), citing, below_tone="rev")
    chip, tone = "", "na"
    if line.flagged:
        chip, tone = _("须重审 {n}", n=line.flagged), "rev"
    elif shown.state in (FormState.DRAFT, *STAGES):
        chip = f"{shown.version} {form_state_label(shown.state)}"
        tone = "na" if shown.state is FormState.DRAFT else "rev"
    known = current or shown
    word = form_state_label(known.state)
    return Entry(line_key(line), line.title, f"{known.version} {word}", citing, chip, tone)


def clause_rows(old: Document | None, new: Document) -> list[DiffRow]:
    """Clauses of two versions; without an older one all stand as they are."""
    before = {one.clause: one.text for one in old.clauses} if old else {}
    after = {one.clause: one.text for one in new.clauses}
    if old is None:
        return [DiffRow(number, Fate.SAME, (), _line(text, Change.SAME)) for number, text in after.items()]
    numbers = [*after, *(number for number in before if number not in after)]
    return [_row(number, before.get(number), after.get(number)) for number in numbers]


def _row(number: str, old: str | None, new: str | None) -> DiffRow:
    if old is None:
        return DiffRow(number, Fate.ADDED, (), _line(new or "", Change.NEW))
    if new is None:
        return DiffRow(number, Fate.REMOVED, _line(old, Change.GONE), ())
    if old == new:
        return DiffRow(number, Fate.SAME, _line(old, Change.SAME), _line(new, Change.SAME))
    pieces = word_diff(old, new)
    return DiffRow(
        number, Fate.CHANGED, (Line(side(pieces, Change.NEW)),), (Line(side(pieces, Change.GONE)),)
    )


def _line(text: str, change: Change) -> tuple[Line, ...]:
    return (Line((Piece(change, text or _("（未录文字）")),)),)


def facts(document: Document, review_due: str) -> str:
    """Kind, scope, effective day, next review."""
    parts = (
        kind_label(document.kind),
        document.owner,
        document.scope,
        _("{day} 生效", day=document.effective_on) if document.effective_on else _("生效日期未定"),
        _("下次复审 {day}", day=review_due) if review_due else "",
    )
    return "・".join(part for part in parts if part)


def citation_words(one: Citation) -> tuple[str, str]:
    """A citation in one line, and the tone of how it stands."""
    version = one.clause.version or _("未注版本")
    form = f"{one.form_title} {one.form_key.partition('@')[2]}" if one.form_title else one.form_key
    place = f"{form}  {one.item_id}"
    word = _("已重审") if one.checked else standing_label(one.standing)
    fine = one.checked or one.standing is Standing.CURRENT
    return f"{place}  {version} {one.clause.clause}  {word}", "text_2" if fine else "rev"


def clauses_text(clauses: Sequence[ClauseText]) -> str:
    """Clauses as a person types them: number, a vertical line, words."""
    return "\n".join(f"{one.clause} | {one.text}" for one in clauses)


def read_clauses(text: str) -> tuple[ClauseText, ...]:
    """The reverse of `clauses_text`; empty lines are skipped, a line without mark is a number alone."""
    rows = (line.partition("|") for line in text.splitlines() if line.strip())
    return tuple(ClauseText(number.strip(), words.strip()) for number, _mark, words in rows)
