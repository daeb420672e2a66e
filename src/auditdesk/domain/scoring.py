"""Scores with their arithmetic (DESIGN §2): pass rate, weighted, points, seven dimensions; veto items cap.

Only answered, applicable items enter a denominator; a value is None while it is empty. Comparisons use
unrounded values, texts round half up to one decimal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from auditdesk.domain.audits import Answer, Verdict
from auditdesk.domain.checklists import AnswerType, Form, Item, ScoringMethod, Section, Threshold
from auditdesk.domain.counting import applies as applies  # noqa: PLC0414 -- asked for here since the first version
from auditdesk.domain.counting import counting
from auditdesk.i18n import _

EXCELLENT, GOOD, FAIR = 95.0, 80.0, 60.0


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of verdicts over some items."""

    passed: int = 0
    failed: int = 0
    not_applicable: int = 0
    recorded: int = 0
    unanswered: int = 0

    @property
    def denominator(self) -> int:
        """Items that count: N/A and merely recorded ones leave it."""
        return self.passed + self.failed

    @property
    def rate(self) -> float | None:
        """Passed share, 0–1, None when nothing counts."""
        return self.passed / self.denominator if self.denominator else None

    @property
    def answered(self) -> int:
        """Items with any finished answer."""
        return self.denominator + self.not_applicable + self.recorded

    @property
    def total(self) -> int:
        """All items."""
        return self.answered + self.unanswered


@dataclass(frozen=True, slots=True)
class SectionScore:
    """One section's counts and share of the result."""

    id: str
    title: str
    tally: Tally
    earned: float
    possible: float


@dataclass(frozen=True, slots=True)
class VetoHit:
    """A failed veto item (单项否决) with the clause that makes it one."""

    item_id: str
    title: str
    clause: str


@dataclass(frozen=True, slots=True)
class Score:
    """A result: ``value`` on 0–100 after a veto cap, ``uncapped`` before it, ``arithmetic`` as printed."""

    method: ScoringMethod
    tally: Tally
    earned: float
    possible: float
    uncapped: float | None
    value: float | None
    arithmetic: str
    vetoes: tuple[VetoHit, ...]
    veto_items: int
    sections: tuple[SectionScore, ...]

    @property
    def capped(self) -> bool:
        """Whether a veto lowered the value."""
        return self.uncapped is not None and self.value is not None and self.value < self.uncapped

    @property
    def grade(self) -> str:
        """The word for the result; a veto makes it 不合格 whatever the rate."""
        if self.value is None:
            return _("未出结果")
        return _("不合格") if self.vetoes else grade_of(self.value)


def grade_of(value: float) -> str:
    """优秀 from 95, 合格 from 80, 基本合格 from 60, else 不合格."""
    if value >= EXCELLENT:
        return _("优秀")
    if value >= GOOD:
        return _("合格")
    return _("基本合格") if value >= FAIR else _("不合格")


def one_decimal(value: float) -> str:
    """Text with one decimal, half up, as people round (82.25 → 82.3)."""
    return str(Decimal(repr(value)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def judge(item: Item, *, value: str = "", choices: tuple[str, ...] = ()) -> str:
    """The verdict that a value or choice means; empty when it means nothing yet.

    Raises:
        ValueError: a number item was given something that is no number.
    """
    if item.answer_type in (AnswerType.CHOICE, AnswerType.MULTI_CHOICE):
        return _judge_choices(item, choices)
    if not value:
        return ""
    limit = item.threshold if item.answer_type is AnswerType.NUMBER else _limit(item)
    if limit is None:
        return Verdict.RECORDED
    return Verdict.PASS if limit.met_by(float(value)) else Verdict.FAIL


def _limit(item: Item) -> Threshold | None:
    """The least value of a graded item; None for items that only record something."""
    if item.answer_type is AnswerType.SCORE:
        return Threshold(at_least=item.pass_score)
    if item.answer_type is AnswerType.POINTS:
        return Threshold(at_least=item.max_points * item.pass_score / 100)
    return None


def _judge_choices(item: Item, choices: tuple[str, ...]) -> str:
    if not choices:
        return ""
    if not item.passing_choices:
        return Verdict.RECORDED
    return Verdict.PASS if set(choices) <= set(item.passing_choices) else Verdict.FAIL


def tally_of(items: Iterable[Item], answers: Mapping[str, Answer]) -> Tally:
    """Count verdicts; an item whose condition does not hold counts as not applicable.

    Args:
        items: the items to count.
        answers: answers by item id.
    """
    counts = dict.fromkeys((*Verdict, ""), 0)
    for item in items:
        answer = answers.get(item.id)
        verdict = answer.verdict if answer else ""
        if not applies(item, answers):
            verdict = Verdict.NOT_APPLICABLE
        counts[verdict] += 1
    return Tally(
        counts[Verdict.PASS], counts[Verdict.FAIL], counts[Verdict.NOT_APPLICABLE],
        counts[Verdict.RECORDED], counts[""],
    )  # fmt: skip


def score_audit(form: Form, answers: Mapping[str, Answer]) -> Score:
    """The result of an audit as it stands.

    Args:
        form: the form version the audit is on.
        answers: answers by item id; those that do not count are left out here (`counting`).
    """
    answers = counting(form, answers)
    sections = tuple(_section_score(form, section, answers) for section in form.sections)
    tally = tally_of(form.items(), answers)
    earned, possible = _total(form, sections, answers)
    uncapped = 100 * earned / possible if possible else None
    vetoes = _vetoes(form, answers)
    value = uncapped if uncapped is None or not vetoes else min(uncapped, form.veto_cap)
    return Score(
        form.scoring, tally, earned, possible, uncapped, value,
        arithmetic(form, tally, earned, possible), vetoes,
        sum(item.veto for item in form.items()), sections,
    )  # fmt: skip


def _section_score(form: Form, section: Section, answers: Mapping[str, Answer]) -> SectionScore:
    shares = [item_share(form, item, answers) for item in section.items]
    earned, possible = sum(one for one, _all in shares), sum(every for _one, every in shares)
    return SectionScore(section.id, section.title, tally_of(section.items, answers), earned, possible)


def _total(
    form: Form, sections: tuple[SectionScore, ...], answers: Mapping[str, Answer]
) -> tuple[float, float]:
    if form.scoring is ScoringMethod.DIMENSIONS:
        return _dimension_total(form, answers)
    return sum(section.earned for section in sections), sum(section.possible for section in sections)


def _dimension_total(form: Form, answers: Mapping[str, Answer]) -> tuple[float, float]:
    """REQUIREMENTS C3: each dimension's mean share times its weight (the sum of its items' weights)."""
    dimensions: dict[str, list[tuple[float, float]]] = {}
    for item in form.items():
        earned, possible = item_share(form, item, answers)
        if possible:
            dimensions.setdefault(item.dimension or item.id, []).append((earned, possible))
    earned = sum(part for shares in dimensions.values() for part, _possible in shares)
    return earned, sum(possible for shares in dimensions.values() for _part, possible in shares)


def item_share(form: Form, item: Item, answers: Mapping[str, Answer]) -> tuple[float, float]:
    """What the item earned of what it could earn; (0, 0) when it does not count.

    Args:
        form: for its scoring method.
        item: one of its items.
        answers: answers that count, by item id.
    """
    answer = answers.get(item.id)
    if answer is None or answer.verdict not in (Verdict.PASS, Verdict.FAIL) or not applies(item, answers):
        return 0.0, 0.0
    full = {
        ScoringMethod.PASS_RATE: 1.0,
        ScoringMethod.POINTS: item.max_points or item.weight,
    }.get(form.scoring, item.weight)
    return full * _degree(form, item, answer), full


def _degree(form: Form, item: Item, answer: Answer) -> float:
    """How well the item was met, 0–1: graded answers count by degree except in a plain pass rate."""
    if form.scoring is not ScoringMethod.PASS_RATE and answer.value:
        if item.answer_type is AnswerType.SCORE:
            return min(max(float(answer.value) / 100, 0.0), 1.0)
        if item.answer_type is AnswerType.POINTS and item.max_points:
            return min(max(float(answer.value) / item.max_points, 0.0), 1.0)
    return 1.0 if answer.verdict == Verdict.PASS else 0.0


def _vetoes(form: Form, answers: Mapping[str, Answer]) -> tuple[VetoHit, ...]:
    hits = []
    for item in form.items():
        answer = answers.get(item.id)
        if item.veto and answer is not None and answer.verdict == Verdict.FAIL and applies(item, answers):
            clause = item.basis[0] if item.basis else None
            text = " ".join(filter(None, (clause.document, clause.version, clause.clause))) if clause else ""
            hits.append(VetoHit(item.id, item.title, text))
    return tuple(hits)


def arithmetic(form: Form, tally: Tally, earned: float, possible: float) -> str:
    """The division as printed, for the whole or a part of the form."""
    if not possible:
        return _("还没有可计分的检查结果")
    result = one_decimal(100 * earned / possible)
    if form.scoring is ScoringMethod.PASS_RATE:
        return _("{n} 合规 ÷ {d} 适用 = {r}%", n=tally.passed, d=tally.denominator, r=result)
    if form.scoring is ScoringMethod.POINTS:
        return _("得分 {n} ÷ 满分 {d} = {r}%", n=f"{earned:g}", d=f"{possible:g}", r=result)
    return _("合规权重 {n} ÷ 适用权重 {d} = {r}%", n=f"{earned:g}", d=f"{possible:g}", r=result)
