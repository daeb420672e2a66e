"""The result explained: each sum of the score, by section and dimension, what left it and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auditdesk.domain.audits import Answer, Verdict
from auditdesk.domain.checklists import Form, Item, ScoringMethod
from auditdesk.domain.counting import asked_items, counting, not_asked
from auditdesk.domain.scoring import Score, Tally, arithmetic, item_share, one_decimal, score_audit, tally_of
from auditdesk.i18n import _


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One part of the result; ``value`` on 0–100, None while nothing in it counts."""

    id: str
    title: str
    tally: Tally
    earned: float
    possible: float
    value: float | None
    arithmetic: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An item that is not in the sum, with the reason."""

    item_id: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Result:
    """The score with all that led to it.

    Attributes:
        sections: per section.
        dimensions: per dimension; empty unless the form is scored by dimensions.
        not_applicable: items answered 不适用, with their reasons.
        not_asked: items whose condition does not hold.
        na_share: share of 不适用 among the asked items, 0–1.
        na_words: that share with its limit, as printed.
        total: the steps to the result, one sentence each: sum, veto, grade.
    """

    score: Score
    sections: tuple[ResultLine, ...]
    dimensions: tuple[ResultLine, ...]
    not_applicable: tuple[LeftOut, ...]
    not_asked: tuple[LeftOut, ...]
    na_share: float
    na_over: bool
    na_words: str
    total: tuple[str, ...]


def method_label(method: ScoringMethod) -> str:
    """The word on screens."""
    return {
        ScoringMethod.PASS_RATE: _("合规率"), ScoringMethod.WEIGHTED: _("加权"),
        ScoringMethod.POINTS: _("分值扣分"), ScoringMethod.DIMENSIONS: _("分维度"),
    }[method]  # fmt: skip


def explain(form: Form, answers: Mapping[str, Answer]) -> Result:
    """The result of an audit as it stands, with its arithmetic.

    Args:
        form: the form version the audit is on.
        answers: all answers by item id.
    """
    score = score_audit(form, answers)
    live = counting(form, answers)
    asked = asked_items(form, answers)
    absent = [item for item in asked if _verdict(item, live) == Verdict.NOT_APPLICABLE]
    share = len(absent) / len(asked) if asked else 0.0
    reasons = not_asked(form, answers)
    return Result(
        score,
        tuple(_line(form, one.id, one.title, one.items, live) for one in form.sections),
        _dimensions(form, live),
        tuple(LeftOut(item.id, item.title, live[item.id].note) for item in absent),
        tuple(LeftOut(item.id, item.title, reasons[item.id]) for item in form.items() if item.id in reasons),
        share, share > form.na_share_limit,
        _("不适用 {n} ÷ {all} = {share}%，上限 {limit}%", n=len(absent), all=len(asked),
          share=one_decimal(100 * share), limit=f"{100 * form.na_share_limit:g}"),
        _total(form, score),
    )  # fmt: skip


def _verdict(item: Item, answers: Mapping[str, Answer]) -> str:
    answer = answers.get(item.id)
    return answer.verdict if answer else ""


def _line(
    form: Form, name: str, title: str, items: tuple[Item, ...], answers: Mapping[str, Answer]
) -> ResultLine:
    shares = [item_share(form, item, answers) for item in items]
    earned, possible = sum(one for one, _all in shares), sum(every for _one, every in shares)
    tally = tally_of(items, answers)
    return ResultLine(
        name, title, tally, earned, possible, 100 * earned / possible if possible else None,
        arithmetic(form, tally, earned, possible),
    )  # fmt: skip


def _dimensions(form: Form, answers: Mapping[str, Answer]) -> tuple[ResultLine, ...]:
    """REQUIREMENTS C3: items of one dimension together; an item without one stands for itself."""
    if form.scoring is not ScoringMethod.DIMENSIONS:
        return ()
    groups: dict[str, list[Item]] = {}
    for item in form.items():
        groups.setdefault(item.dimension or item.id, []).append(item)
    return tuple(
        _line(form, name, items[0].title if len(items) == 1 else name, tuple(items), answers)
        for name, items in groups.items()
    )


def _total(form: Form, score: Score) -> tuple[str, ...]:
    steps = [score.arithmetic]
    steps += [
        _("单项否决 {id} {title}（{clause}）", id=hit.item_id, title=hit.title, clause=hit.clause)
        for hit in score.vetoes
    ]
    if score.vetoes and score.capped:
        steps.append(_("触发单项否决，封顶 {cap}", cap=one_decimal(form.veto_cap)))
    value = "–" if score.value is None else one_decimal(score.value)
    return (*steps, _("得分 {value}，{grade}", value=value, grade=score.grade))
