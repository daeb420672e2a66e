"""The custody trail of a piece in words, and the tree of its copies (REQUIREMENTS A7, C11)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from auditdesk.domain.evidence import Evidence
from auditdesk.domain.journal import JournalEntry
from auditdesk.i18n import _


@dataclass(frozen=True, slots=True)
class CustodyLine:
    """One step: ISO moment, who (a name, or an id nobody here knows), what in words, the reason given.

    ``entry`` is the number in this laptop's journal, 0 for a step known only from the piece's own fields.
    """

    at: str
    who: str
    what: str
    reason: str = ""
    entry: int = 0

    def sentence(self) -> str:
        """One line for a list or a text file."""
        moment = self.at[:16].replace("T", " ")
        return " ".join(filter(None, (moment, self.who, self.what, self.reason and f"（{self.reason}）")))


@dataclass(frozen=True, slots=True)
class Branch:
    """A piece with the copies made from it, oldest first."""

    piece: Evidence
    copies: tuple[Branch, ...] = ()


def step_words(entry: JournalEntry) -> str:
    """What a journal entry on a piece says; an action of a newer program stands as its id."""
    known = {
        "evidence.add": _("添加"), "evidence.cite": _("关联引用"), "evidence.uncite": _("取消关联"),
        "evidence.mark": _("加标记"), "evidence.unmark": _("删除标记"), "evidence.open": _("打开查看"),
        "evidence.reveal": _("查看未脱敏原件"), "evidence.mask": _("生成脱敏副本"),
        "evidence.accept": _("确认脱敏结果"), "evidence.export": _("导出"), "evidence.tag": _("改标签"),
        "evidence.propose": _("提出销毁"), "evidence.approve": _("批准销毁"),
        "evidence.refuse": _("驳回销毁"), "evidence.destroy": _("销毁"), "evidence.expiry": _("改保存期限"),
        "evidence.copy": _("由原件脱敏生成"),
    }  # fmt: skip
    detail = dict(entry.detail)
    word = known.get(entry.action, entry.action)
    about = detail.get("copy") or detail.get("original") or detail.get("tags") or detail.get("day") or ""
    if entry.action == "evidence.cite":
        about = detail.get("target", "").rpartition("/")[2] if "/" in detail.get("target", "") else ""
    return f"{word} {about}".strip()


def trail(
    piece: Evidence, entries: Iterable[JournalEntry], names: Mapping[str, str]
) -> tuple[CustodyLine, ...]:
    """The steps in order of time.

    What happened on another laptop is not in this journal; adding and destruction are then told from the
    piece itself, so that every trail has a beginning.
    """
    entries = list(entries)
    lines = [
        CustodyLine(
            one.at, names.get(one.user, one.user), step_words(one), dict(one.detail).get("reason", ""),
            one.number,
        )
        for one in entries
    ]  # fmt: skip
    actions = {one.action for one in entries}
    if actions.isdisjoint({"evidence.add", "evidence.copy"}):
        word = _("由原件脱敏生成") if piece.derived_from else _("添加")
        lines.append(CustodyLine(piece.added_at, names.get(piece.added_by, piece.added_by), word))
    if piece.destroyed_at and "evidence.destroy" not in actions:
        lines.append(CustodyLine(piece.destroyed_at, "", _("销毁")))
    return tuple(sorted(lines, key=lambda line: (line.at, line.entry)))


def tree_of(piece: Evidence, all_pieces: Sequence[Evidence]) -> Branch:
    """The whole tree a piece stands in, from its first original on; a circle is cut."""
    by_id = {one.id: one for one in all_pieces}
    root, seen = piece, {piece.id}
    while root.derived_from in by_id and root.derived_from not in seen:
        root = by_id[root.derived_from]
        seen.add(root.id)
    children: dict[str, list[Evidence]] = {}
    for one in all_pieces:
        if one.derived_from:
            children.setdefault(one.derived_from, []).append(one)
    return _branch(root, children, frozenset())


def _branch(piece: Evidence, children: Mapping[str, Sequence[Evidence]], above: frozenset[str]) -> Branch:
    inside = above | {piece.id}
    copies = sorted(children.get(piece.id, ()), key=lambda one: (one.added_at, one.code))
    return Branch(piece, tuple(_branch(one, children, inside) for one in copies if one.id not in inside))
