"""The custody trail of a piece in words, and the tree of its copies (REQUIREMENTS A7, C11)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from auditdesk.domain.evidence import Evidence
from auditdesk.domain.journal import JournalEntry
from auditdesk.i18n import _

_MOMENT = 5.0
"""Seconds within which a record and a journal entry are one step."""


@dataclass(frozen=True, slots=True)
class CustodyLine:
    """One step: ISO moment, who (a name, or an id nobody here knows), what in words, the reason given.

    ``entry`` is the number in this laptop's journal, 0 for a step known only from what was synced.
    ``where`` is the laptop it was done on, in words.
    """

    at: str
    who: str
    what: str
    reason: str = ""
    entry: int = 0
    where: str = ""

    def sentence(self) -> str:
        """One line for a list or a text file."""
        moment = self.at[:16].replace("T", " ")
        told = (moment, self.who, self.what, self.reason and f"（{self.reason}）", self.where)
        return " ".join(filter(None, told))


@dataclass(frozen=True, slots=True)
class CustodyFact:
    """A step that records themselves tell, whichever laptop it was done on: such as a link or a mark.

    ``action`` is that of the journal; ``target`` and ``about`` are details of it.
    """

    at: str
    user: str
    action: str
    about: str = ""
    target: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """A piece with the copies made from it, oldest first."""

    piece: Evidence
    copies: tuple[Branch, ...] = ()


def _action_word(action: str) -> str:
    """An action of a newer program stands as its id."""
    return {
        "evidence.add": _("添加"), "evidence.again": _("再次收到相同内容"), "evidence.note": _("写备注"),
        "evidence.trail": _("导出保管记录"), "evidence.crop": _("裁剪生成"),
        "evidence.cite": _("关联引用"), "evidence.uncite": _("取消关联"),
        "evidence.mark": _("加标记"), "evidence.unmark": _("删除标记"), "evidence.open": _("打开查看"),
        "evidence.reveal": _("查看未脱敏原件"), "evidence.mask": _("生成脱敏副本"),
        "evidence.accept": _("确认脱敏结果"), "evidence.export": _("导出"), "evidence.tag": _("改标签"),
        "evidence.propose": _("提出销毁"), "evidence.approve": _("批准销毁"),
        "evidence.refuse": _("驳回销毁"), "evidence.destroy": _("销毁"), "evidence.expiry": _("改保存期限"),
        "evidence.copy": _("由原件脱敏生成"),
    }.get(action, action)  # fmt: skip


def step_words(entry: JournalEntry, targets: Mapping[str, str] | None = None) -> str:
    """What a journal entry on a piece says; ``targets`` tells uses in words by their ids."""
    detail = dict(entry.detail)
    about = detail.get("copy") or detail.get("original") or detail.get("tags") or detail.get("day") or ""
    return _words(entry.action, about or detail.get("at", ""), detail.get("target", ""), targets or {})


def _words(action: str, about: str, target: str, targets: Mapping[str, str]) -> str:
    if target:
        about = targets.get(target) or (target.rpartition("/")[2] if "/" in target else "")
    return f"{_action_word(action)} {about}".strip()


@dataclass(frozen=True, slots=True)
class Told:
    """Words for ids: users, laptops by device id (all others: ``elsewhere``), uses by target id."""

    names: Mapping[str, str]
    laptops: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, str] = field(default_factory=dict)
    elsewhere: str = ""


def trail(
    piece: Evidence, entries: Iterable[JournalEntry], told: Told, facts: Iterable[CustodyFact] = ()
) -> tuple[CustodyLine, ...]:
    """The steps in order of time.

    What happened on another laptop is not in this journal; it is told from ``facts``, adding and destruction
    from the piece itself, so that every trail has a beginning. A fact that the journal has is told once.
    """
    entries = list(entries)
    lines = [
        CustodyLine(
            one.at, told.names.get(one.user, one.user), step_words(one, told.targets),
            dict(one.detail).get("reason", ""), one.number, told.laptops.get(one.device, ""),
        )
        for one in entries
    ]  # fmt: skip
    known = list(facts)
    actions = {entry.action for entry in entries} | {fact.action for fact in known}
    known += _own_facts(piece, actions)
    lines += [
        CustodyLine(
            one.at, told.names.get(one.user, one.user),
            _words(one.action, one.about, one.target, told.targets), one.reason, 0, told.elsewhere,
        )
        for one in known if not any(_same(one, entry) for entry in entries)
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: (_instant(line.at), line.entry)))


def _own_facts(piece: Evidence, actions: set[str]) -> list[CustodyFact]:
    found = []
    if actions.isdisjoint({"evidence.add", "evidence.copy"}):
        action = "evidence.copy" if piece.derived_from else "evidence.add"
        found.append(CustodyFact(piece.added_at, piece.added_by, action))
    if piece.destroyed_at and "evidence.destroy" not in actions:
        found.append(CustodyFact(piece.destroyed_at, "", "evidence.destroy"))
    return found


def _same(fact: CustodyFact, entry: JournalEntry) -> bool:
    """Whether a journal entry is the same step; the journal's clock runs a moment later."""
    return fact.action == entry.action and abs(_instant(fact.at) - _instant(entry.at)) <= _MOMENT


def _instant(at: str) -> float:
    """Seconds since the epoch, so that laptops in other time zones stand in the right order."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return 0.0
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


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
