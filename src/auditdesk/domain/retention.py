"""How long evidence is kept, and its destruction by two people (DESIGN §4; REQUIREMENTS C10, E1)."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from auditdesk.domain.evidence import Evidence, MaskState
from auditdesk.i18n import _

LONGEST_MONTHS = 1_200


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """One line of ``resources/rules/retention.yaml``.

    Attributes:
        tags: the piece has one of these; empty: any.
        media: its media type begins with one of these; empty: any.
        personal: whether it may hold personal data; None: either.
        keep_months: it must be kept at least so long.
        expire_months: after so long destruction is due; 0 is never.
        basis: source of the rule.
    """

    id: str
    title: str
    keep_months: int = 0
    expire_months: int = 0
    tags: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    personal: bool | None = None
    basis: str = ""

    def applies(self, piece: Evidence) -> bool:
        """Whether the rule speaks of this piece."""
        return (
            (not self.tags or not set(self.tags).isdisjoint(piece.tags))
            and (not self.media or piece.media_type.startswith(self.media))
            and (self.personal is None or self.personal is may_hold_personal_data(piece))
        )


@dataclass(frozen=True, slots=True)
class RetentionRules:
    """All rules of a file, in order."""

    rules: tuple[RetentionRule, ...]
    version: str = ""

    def with_choices(self, choices: Sequence[RetentionChoice]) -> RetentionRules:
        """The rules with the site's own months in place of the shipped ones."""
        own: Mapping[str, RetentionChoice] = {one.id: one for one in choices}
        return replace(self, rules=tuple(_chosen(rule, own.get(rule.id)) for rule in self.rules))


@dataclass(frozen=True, slots=True)
class RetentionChoice:
    """The site's own months for a rule; ``id`` is the rule's id, so two laptops meet on one record."""

    id: str
    keep_months: int
    expire_months: int
    changed_by: str = ""
    changed_at: str = ""
    reason: str = ""


class DestructionState(StrEnum):
    """已提出, 已批准, 已驳回, 已销毁."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Destruction:
    """The destruction record of one piece: it stays when the bytes are gone (DESIGN §4).

    ``sha256`` and ``size`` are copied when it is proposed, so that the record stands on its own.
    ``reason`` is masked before it is stored.
    """

    id: str
    evidence_id: str
    code: str
    sha256: str
    size: int
    reason: str
    proposed_by: str
    proposed_at: str
    state: DestructionState = DestructionState.PROPOSED
    decided_by: str = ""
    decided_at: str = ""
    decision: str = ""
    done_by: str = ""
    done_at: str = ""

    @property
    def open(self) -> bool:
        """Whether somebody still has to act."""
        return self.state in (DestructionState.PROPOSED, DestructionState.APPROVED)


@dataclass(frozen=True, slots=True)
class Retention:
    """What the rules say of a piece; dates are ISO days, empty when there is none.

    ``titles`` name the rules that apply.
    """

    keep_until: str = ""
    expires_on: str = ""
    titles: tuple[str, ...] = ()

    def kept(self, today: str) -> bool:
        """Whether it must still be kept today."""
        return bool(self.keep_until) and today < self.keep_until

    def due(self, today: str) -> bool:
        """Whether its destruction is due."""
        return bool(self.expires_on) and self.expires_on <= today and not self.kept(today)


def may_hold_personal_data(piece: Evidence) -> bool:
    """An original that nobody has masked or cleared, or a copy not yet confirmed."""
    return piece.mask_state not in (MaskState.MASKED, MaskState.NOT_NEEDED)


def retention_of(piece: Evidence, rules: RetentionRules) -> Retention:
    """The longest keep and the shortest expiry of all rules that apply; keeping wins.

    Months count from the capture when that is a day, else from the day it was added. A day set by a person
    (``expires_on`` of the piece) takes the place of the computed expiry and holds the piece until then, e.g.
    for a dispute; going back to the rules lifts the hold.
    """
    fitting = [rule for rule in rules.rules if rule.applies(piece)]
    begin = _begin(piece)
    if not fitting or begin is None:
        return Retention(piece.expires_on, piece.expires_on)
    keep = max(rule.keep_months for rule in fitting)
    expiries = [rule.expire_months for rule in fitting if rule.expire_months]
    keep_until = _after(begin, keep) if keep else ""
    expires_on = piece.expires_on or (_after(begin, min(expiries)) if expiries else "")
    if expires_on and keep_until:
        expires_on = max(expires_on, keep_until)
    keep_until = max(keep_until, piece.expires_on)
    return Retention(keep_until, expires_on, tuple(rule.title for rule in fitting))


def problems_of_retention(rules: RetentionRules) -> list[str]:
    """What makes a rules file unusable, one sentence each; empty when it is sound."""
    found = []
    seen: set[str] = set()
    for rule in rules.rules:
        if not rule.id or not rule.title or rule.id in seen:
            found.append(_("保存期限规则“{name}”缺少编号或名称，或编号重复。", name=rule.id or rule.title))
        problem = problem_of_months(rule.keep_months, rule.expire_months)
        if problem:
            found.append(f"{rule.title}：{problem}")
        seen.add(rule.id)
    return found


def problem_of_months(keep: int, expire: int) -> str:
    """Why two lengths cannot stand together, or an empty string."""
    if not (0 <= keep <= LONGEST_MONTHS and 0 <= expire <= LONGEST_MONTHS):
        return _("月数要在 0 到 {most} 之间。", most=LONGEST_MONTHS)
    if expire and expire < keep:
        return _("到期的月数不能少于至少保存的月数。")
    return ""


def state_label(state: DestructionState) -> str:
    """The word on screens."""
    return {
        DestructionState.PROPOSED: _("待批准"), DestructionState.APPROVED: _("已批准"),
        DestructionState.REFUSED: _("已驳回"), DestructionState.DONE: _("已销毁"),
    }[state]  # fmt: skip


def _chosen(rule: RetentionRule, choice: RetentionChoice | None) -> RetentionRule:
    if choice is None:
        return rule
    return replace(rule, keep_months=choice.keep_months, expire_months=choice.expire_months)


def _begin(piece: Evidence) -> date | None:
    for text in (piece.captured_at[:10], piece.added_at[:10]):
        try:
            return date.fromisoformat(text)
        except ValueError:
            continue
    return None


@lru_cache(maxsize=4096)
def _after(begin: date, months: int) -> str:
    """The same day so many months later, the month's last day when it has no such day."""
    year, month = divmod(begin.year * 12 + begin.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(begin.day, last)).isoformat()
