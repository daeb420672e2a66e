"""Checklists: a versioned form with sections and items (DESIGN §2, REQUIREMENTS A14).

An answer belongs to one item text: `Item.text_hash` decides whether it may follow the item into a
newer version of the form.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from auditdesk.i18n import _


class AnswerType(StrEnum):
    """How an item is answered."""

    PASS_FAIL = "pass_fail"
    SCORE = "score"
    POINTS = "points"
    NUMBER = "number"
    CHOICE = "choice"
    MULTI_CHOICE = "multi_choice"
    TEXT = "text"
    DATE = "date"


class Severity(StrEnum):
    """Weight of a nonconformity: 一般, 较大, 重大."""

    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


class FormState(StrEnum):
    """Life of a form or document (REQUIREMENTS A12, D1)."""

    DRAFT = "draft"
    FIRST_REVIEW = "first_review"
    SECOND_REVIEW = "second_review"
    FINAL_REVIEW = "final_review"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class ScoringMethod(StrEnum):
    """The four ways to a result, chosen per form (DESIGN §2)."""

    PASS_RATE = "pass_rate"
    WEIGHTED = "weighted"
    POINTS = "points"
    DIMENSIONS = "dimensions"


@dataclass(frozen=True, slots=True)
class Clause:
    """A citation: document, its version where it has one, and the clause."""

    document: str
    clause: str
    version: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Threshold:
    """Limit of a NUMBER item: ``at_least`` or ``at_most`` (inclusive), in ``unit``."""

    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None

    def met_by(self, value: float) -> bool:
        """Whether an unrounded value keeps the limit."""
        return (self.at_least is None or value >= self.at_least) and (
            self.at_most is None or value <= self.at_most
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """The item applies only when another item was answered with one of these verdicts or choices."""

    item: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One check. ``id`` is the printed number (``4.3``), kept as text; it is unique in its form."""

    id: str
    title: str
    check: str
    standard: str
    method: str = ""
    sample_size: int = 0
    title_en: str = ""
    answer_type: AnswerType = AnswerType.PASS_FAIL
    weight: float = 1.0
    severity: Severity = Severity.MINOR
    veto: bool = False
    violation_class: str = ""
    basis: tuple[Clause, ...] = ()
    source: tuple[str, ...] = ()
    evidence_on: tuple[str, ...] = ("fail",)
    note_on: tuple[str, ...] = ("fail", "not_applicable")
    choices: tuple[str, ...] = ()
    passing_choices: tuple[str, ...] = ()
    max_points: float = 0.0
    pass_score: float = 60.0
    dimension: str = ""
    threshold: Threshold | None = None
    condition: Condition | None = None

    @property
    def text_hash(self) -> str:
        """SHA-256 (hex) over everything that changes the meaning of an answer."""
        limit = self.threshold
        parts: list[object] = [
            self.title, self.check, self.standard, self.method, self.sample_size, self.answer_type.value,
            list(self.choices), list(self.passing_choices), self.max_points, self.pass_score,
            [limit.unit, limit.at_least, limit.at_most] if limit else None,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Section:
    """Items under one heading; ``id`` is the printed number."""

    id: str
    title: str
    items: tuple[Item, ...]
    title_en: str = ""
    source: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    """One line of the revision record: who changed what, when and why (REQUIREMENTS A12)."""

    version: str
    date: str
    author: str
    reason: str
    changes: str


@dataclass(frozen=True, slots=True)
class Form:
    """One version of a checklist. ``id`` names the form through all its versions."""

    id: str
    version: str
    title: str
    sections: tuple[Section, ...]
    title_en: str = ""
    language: str = "zh_CN"
    source: str = ""
    state: FormState = FormState.PUBLISHED
    scoring: ScoringMethod = ScoringMethod.PASS_RATE
    target_rate: float = 0.9
    veto_cap: float = 59.0
    na_share_limit: float = 0.1
    review_months: int = 6
    revisions: tuple[Revision, ...] = ()

    @property
    def key(self) -> str:
        """``id@version``, the name a running audit keeps."""
        return f"{self.id}@{self.version}"

    def items(self) -> Iterator[Item]:
        """All items in printed order."""
        for section in self.sections:
            yield from section.items

    def item(self, item_id: str) -> Item | None:
        """The item with this number, if there is one."""
        return next((item for item in self.items() if item.id == item_id), None)


def severity_label(severity: Severity) -> str:
    """The word on screens and pages."""
    return {Severity.MINOR: _("一般"), Severity.MAJOR: _("较大"), Severity.CRITICAL: _("重大")}[severity]


def problems_of(form: Form) -> list[str]:
    """What makes a form unusable, one sentence each; empty when it is sound."""
    return [text for _place, text in placed_problems(form)]


def placed_problems(form: Form) -> list[tuple[int, str]]:
    """The same with the place of the item concerned, counted from 0 in printed order; -1: the form itself."""
    found: list[tuple[int, str]] = []
    if not form.id or not form.version:
        found.append((-1, _("清单缺少编号或版本，请补上 id 和 version。")))
    if not any(True for _item in form.items()):
        found.append((-1, _("清单里没有检查项，请至少写一项。")))
    if form.scoring in (ScoringMethod.WEIGHTED, ScoringMethod.DIMENSIONS):
        total = sum(item.weight for item in form.items() if item.weight > 0)
        if total <= 0 and any(True for _item in form.items()):
            found.append((-1, _("按权重计分，但权重合计为 0，请填写权重。")))
    known = {item.id for item in form.items()}
    seen: set[str] = set()
    for place, item in enumerate(form.items()):
        texts = _problems_of_item(item)
        if item.id in seen:
            texts.append(_("检查项编号 {id} 重复，请改成不同的编号。", id=item.id))
        seen.add(item.id)
        if item.condition and item.condition.item not in known:
            texts.append(_("检查项 {id} 的条件指向不存在的 {other}。", id=item.id, other=item.condition.item))
        found += [(place, text) for text in texts]
    return found


def _problems_of_item(item: Item) -> list[str]:
    found: list[str] = []
    if not item.id or not item.title or not item.check:
        found.append(_("检查项 {id} 缺少编号、项目名或检查内容。", id=item.id or "?"))
    if item.weight < 0:
        found.append(_("检查项 {id} 的权重不能为负。", id=item.id))
    if item.answer_type in (AnswerType.CHOICE, AnswerType.MULTI_CHOICE) and not item.choices:
        found.append(_("检查项 {id} 是选择题，但没有选项。", id=item.id))
    if item.answer_type is AnswerType.POINTS and item.max_points <= 0:
        found.append(_("检查项 {id} 按分值计分，但没有满分。", id=item.id))
    return found
