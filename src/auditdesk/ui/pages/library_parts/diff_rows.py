"""Rows of the comparison: which texts of an item stand side by side, and how each word fared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from auditdesk.domain.carrying import FieldChange, FormDiff, ItemChange
from auditdesk.domain.checklists import Form, Item
from auditdesk.domain.text_diff import Change, Piece, side, word_diff
from auditdesk.i18n import _


class Fate(StrEnum):
    """What became of an item; FOLD is the line that stands for all unchanged ones."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    SAME = "same"
    DETAIL = "detail"
    FOLD = "fold"


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a cell; ``small`` for method and figures, ``note`` for a comment."""

    pieces: tuple[Piece, ...]
    small: bool = False
    note: bool = False

    def text(self) -> str:
        """The words alone."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class DiffRow:
    """One item in both versions; an empty side is one where it does not exist."""

    item_id: str
    fate: Fate
    old: tuple[Line, ...] = ()
    new: tuple[Line, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether N and P stop here."""
        return self.fate not in (Fate.SAME, Fate.FOLD)


_TEXTS = ("title", "check", "standard", "method")


def diff_rows(
    old: Form | None, new: Form, difference: FormDiff | None, notes: Mapping[str, Sequence[str]]
) -> list[DiffRow]:
    """All rows in printed order of the new version; removed items stand where they stood.

    Args:
        old: the version compared with, None when there is none.
        new: the version looked at.
        difference: of both.
        notes: open comments by item number, as they are shown.
    """
    if old is None or difference is None:
        return [DiffRow(item.id, Fate.SAME, (), _plain(item, Change.SAME)) for item in new.items()]
    changed = {one.item_id: one for one in difference.changed}
    before = {item.id: item for item in old.items()}
    rows = []
    for number in _order(old, new):
        row = _row(number, before.get(number), new.item(number), changed.get(number))
        rows.append(_noted(row, notes.get(number, ())))
    return [*(_detail(one) for one in difference.details), *rows]


def changed_rows(rows: Sequence[DiffRow], *, folded: bool) -> list[DiffRow]:
    """Only what changed, and at the end one line for the rest, or the rest itself when unfolded."""
    kept = [row for row in rows if row.differs]
    rest = [row for row in rows if not row.differs]
    if not rest:
        return kept
    fold = DiffRow(str(len(rest)), Fate.FOLD)
    return [*kept, fold] if folded else [*kept, fold, *rest]


def fate_word(fate: Fate) -> str:
    """The word under the item's number."""
    return {
        Fate.CHANGED: _("改"), Fate.ADDED: _("增"), Fate.REMOVED: _("删"), Fate.DETAIL: _("改"),
    }.get(fate, "")  # fmt: skip


def fate_tone(fate: Fate) -> str:
    """The colour of that word."""
    return {Fate.CHANGED: "rev", Fate.DETAIL: "rev", Fate.ADDED: "ok", Fate.REMOVED: "bad"}.get(
        fate, "text_3"
    )


def field_word(name: str) -> str:
    """The name of an item's or form's field on screen."""
    words = {
        "title": _("名称"), "check": _("内容"), "standard": _("标准"), "method": _("方式"),
        "sample_size": _("样本数"), "title_en": _("英文名"), "answer_type": _("答题方式"),
        "weight": _("权重"), "severity": _("严重程度"), "veto": _("单项否决"),
        "violation_class": _("违规分类"), "basis": _("依据"), "source": _("来源"),
        "evidence_on": _("须附证据"), "note_on": _("须写说明"), "choices": _("选项"),
        "passing_choices": _("合规选项"), "max_points": _("满分"), "pass_score": _("合格分"),
        "dimension": _("维度"), "threshold": _("限值"), "condition": _("条件"), "scoring": _("计分方法"),
        "target_rate": _("目标合规率"), "veto_cap": _("否决封顶"), "na_share_limit": _("不适用上限"),
        "review_months": _("复审间隔（月）"), "language": _("语言"),
    }  # fmt: skip
    if name.startswith("section "):
        return _("分类 {id}", id=name.removeprefix("section "))
    return words.get(name, name)


def _order(old: Form, new: Form) -> list[str]:
    """Numbers of the new version with removed ones put after the item they followed."""
    order = [item.id for item in new.items()]
    known, last = set(order), ""
    for item in old.items():
        if item.id not in known:
            place = order.index(last) + 1 if last else 0
            order.insert(place, item.id)
        last = item.id
    return order


def _row(number: str, old: Item | None, new: Item | None, change: ItemChange | None) -> DiffRow:
    if old is None and new is not None:
        return DiffRow(number, Fate.ADDED, (), _plain(new, Change.NEW))
    if new is None and old is not None:
        return DiffRow(number, Fate.REMOVED, _plain(old, Change.GONE), ())
    assert new is not None
    if change is None:
        same = _plain(new, Change.SAME)
        return DiffRow(number, Fate.SAME, same, same)
    lines = [_pair(one) for one in sorted(change.fields, key=_rank)]
    context = () if any(one.field in ("check", "standard") for one in change.fields) else (_title(new),)
    return DiffRow(
        number, Fate.CHANGED,
        (*context, *(before for before, _after in lines if before.pieces)),
        (*context, *(after for _before, after in lines if after.pieces)),
    )  # fmt: skip


def _rank(change: FieldChange) -> tuple[int, str]:
    order = {"check": 0, "standard": 1, "method": 2}
    return order.get(change.field, 3), change.field


def _title(item: Item) -> Line:
    return Line((Piece(Change.SAME, item.title),))


def _pair(change: FieldChange) -> tuple[Line, Line]:
    pieces = word_diff(change.old, change.new)
    label = () if change.field == "check" else (Piece(Change.SAME, f"{field_word(change.field)}："),)
    small = change.field not in _TEXTS[:3]
    before, after = side(pieces, Change.NEW), side(pieces, Change.GONE)
    return (
        Line((*label, *before) if before else (), small),
        Line((*label, *after) if after else (), small),
    )


def _plain(item: Item, change: Change) -> tuple[Line, ...]:
    lines = [Line((Piece(change, item.check),))]
    for name in ("standard", "method"):
        text = getattr(item, name)
        if text:
            lines.append(Line((Piece(Change.SAME, f"{field_word(name)}："), Piece(change, text)), small=True))
    return tuple(lines)


def _detail(change: FieldChange) -> DiffRow:
    old, new = _pair(change)
    return DiffRow("", Fate.DETAIL, (old,) if change.old else (), (new,) if change.new else ())


def _noted(row: DiffRow, notes: Sequence[str]) -> DiffRow:
    if not notes:
        return row
    lines = tuple(Line((Piece(Change.SAME, note),), small=True, note=True) for note in notes)
    return DiffRow(row.item_id, row.fate, row.old, (*row.new, *lines))
