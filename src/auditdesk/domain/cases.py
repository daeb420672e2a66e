"""The training case library 案例: typical problems without anything personal (REQUIREMENTS A13, B7)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from auditdesk.domain.findings import Finding
from auditdesk.i18n import _

_SAME_CLASS, _SAME_GROUP = 0.4, 0.15
_LEAST = 0.15


class CaseState(StrEnum):
    """草稿 or 已发布."""

    DRAFT = "draft"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Case:
    """One case. ``question`` is what a trainee is asked; ``finding_id`` where it came from, maybe empty."""

    id: str
    code: str
    title: str
    story: str = ""
    lesson: str = ""
    violation_class: str = ""
    question: str = ""
    state: CaseState = CaseState.DRAFT
    finding_id: str = ""
    created_by: str = ""
    created_at: str = ""
    published_by: str = ""
    published_at: str = ""


TEXTS = ("title", "story", "lesson", "question")
"""The fields in which no personal data may stand."""


def case_state_label(state: CaseState) -> str:
    """The word on screens."""
    return {CaseState.DRAFT: _("草稿"), CaseState.PUBLISHED: _("已发布")}[state]


def text_label(name: str) -> str:
    """What a text of a case is called."""
    words = {"title": _("标题"), "story": _("经过"), "lesson": _("教训"), "question": _("讨论题")}
    return words.get(name, name)


def missing_in(case: Case) -> tuple[str, ...]:
    """What a case still needs before it can be published, as words."""
    wanted = (*TEXTS, "violation_class")
    return tuple(
        text_label(name) if name in TEXTS else _("违规分类")
        for name in wanted
        if not getattr(case, name).strip()
    )


def bigrams(text: str) -> frozenset[str]:
    """Neighbouring pairs of letters and Han characters, folded; shared ones tell how alike texts are."""
    plain = "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())
    return frozenset(plain[place : place + 2] for place in range(len(plain) - 1))


def likeness(left: frozenset[str], right: frozenset[str]) -> float:
    """Shared pairs over the smaller set, 0 to 1: a short finding inside a long story is alike."""
    smaller = min(len(left), len(right))
    return len(left & right) / smaller if smaller else 0.0


def similar(finding: Finding, cases: Iterable[Case], most: int = 3) -> list[tuple[Case, float]]:
    """Published cases nearest to a finding, with their score; those with little in common are left out."""
    words = bigrams(f"{finding.title}{finding.description}{finding.cause}")
    scored = [(case, _score(finding, words, case)) for case in cases if case.state is CaseState.PUBLISHED]
    near: Sequence[tuple[Case, float]] = [pair for pair in scored if pair[1] >= _LEAST]
    return sorted(near, key=lambda pair: (-pair[1], pair[0].code))[:most]


def _score(finding: Finding, words: frozenset[str], case: Case) -> float:
    shared = likeness(words, bigrams(f"{case.title}{case.story}{case.lesson}"))
    ours, theirs = finding.violation_class, case.violation_class
    if ours and ours == theirs:
        return shared + _SAME_CLASS
    if ours and ours.split(".", maxsplit=1)[0] == theirs.split(".", maxsplit=1)[0]:
        return shared + _SAME_GROUP
    return shared
