from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from auditdesk.domain.audits import Answer, Verdict
from auditdesk.domain.checklists import (
    AnswerType,
    Clause,
    Condition,
    Form,
    Item,
    ScoringMethod,
    Section,
    Threshold,
)
from auditdesk.domain.scoring import grade_of, judge, one_decimal, score_audit

VERDICTS = ("pass", "fail", "not_applicable", "")


def item(number, **fields):
    return Item(f"1.{number}", f"项 {number}", "看", "应当", **fields)


def form(*items, **fields):
    return Form("f", "1", "表", (Section("1", "甲", tuple(items)),), **fields)


def answers(items, verdicts):
    return {
        one.id: Answer(f"a/{one.id}", "a", one.id, one.text_hash, verdict)
        for one, verdict in zip(items, verdicts, strict=True)
        if verdict
    }


audits = st.lists(
    st.tuples(st.sampled_from(VERDICTS), st.floats(0.5, 5), st.booleans()), min_size=1, max_size=30
)


@given(audits, st.sampled_from(list(ScoringMethod)))
def test_result_stays_in_bounds_and_counts_everything_once(rows, method):
    items = [item(n, weight=weight, veto=veto) for n, (_v, weight, veto) in enumerate(rows)]
    score = score_audit(form(*items, scoring=method), answers(items, [row[0] for row in rows]))
    assert score.tally.total == len(rows)
    assert score.value is None or 0 <= score.value <= 100 + 1e-9
    assert (score.value is None) == (score.tally.denominator == 0)
    assert abs(sum(part.earned for part in score.sections) - score.earned) < 1e-6


@given(audits, st.sampled_from(list(ScoringMethod)))
def test_not_applicable_items_change_nothing(rows, method):
    items = [item(n, weight=weight) for n, (_v, weight, _veto) in enumerate(rows)]
    verdicts = [row[0] for row in rows]
    more = [*items, item("x", weight=99.0)]
    before = score_audit(form(*items, scoring=method), answers(items, verdicts))
    after = score_audit(form(*more, scoring=method), answers(more, [*verdicts, "not_applicable"]))
    assert after.value == before.value
    assert after.tally.rate == before.tally.rate


@given(audits)
def test_a_failed_veto_item_caps_and_spoils_the_grade(rows):
    items = [
        item(n, weight=weight, basis=(Clause("制度", "第 1 条"),)) for n, (_v, weight, _x) in enumerate(rows)
    ]
    items[0] = replace(items[0], veto=True)
    verdicts = ["fail", *[row[0] for row in rows[1:]]]
    score = score_audit(form(*items, scoring=ScoringMethod.WEIGHTED), answers(items, verdicts))
    assert score.value is not None
    assert score.value <= 59.0
    assert score.grade == "不合格"
    assert score.vetoes[0].clause == "制度 第 1 条"


def test_arithmetic_is_shown_as_printed():
    items = [item(n) for n in range(25)]
    score = score_audit(form(*items), answers(items, ["pass"] * 21 + ["fail"] * 4))
    assert score.arithmetic == "21 合规 ÷ 25 适用 = 84.0%"
    assert one_decimal(82.25) == "82.3"
    assert [grade_of(value) for value in (95, 94.9, 80, 60, 59.9)] == [
        "优秀",
        "合格",
        "合格",
        "基本合格",
        "不合格",
    ]


def test_values_are_judged_by_their_type():
    number = item(1, answer_type=AnswerType.NUMBER, threshold=Threshold("%", at_least=95))
    assert judge(number, value="95") == Verdict.PASS
    assert judge(number, value="94.99") == Verdict.FAIL
    assert judge(item(1, answer_type=AnswerType.SCORE), value="60") == Verdict.PASS
    points = item(1, answer_type=AnswerType.POINTS, max_points=10)
    assert judge(points, value="5.9") == Verdict.FAIL
    choice = item(1, answer_type=AnswerType.CHOICE, choices=("甲", "乙"), passing_choices=("甲",))
    assert judge(choice, choices=("乙",)) == Verdict.FAIL
    assert judge(item(1, answer_type=AnswerType.TEXT), value="好") == Verdict.RECORDED


def test_an_item_whose_condition_does_not_hold_is_not_applicable():
    first, second = item(1), item(2, condition=Condition("1.1", ("fail",)))
    given_answers = answers([first, second], ["pass", "fail"])
    assert score_audit(form(first, second), given_answers).tally.not_applicable == 1


def test_dimension_scores_count_by_degree():
    items = [
        item(1, answer_type=AnswerType.SCORE, weight=30, dimension="倾听"),
        item(2, answer_type=AnswerType.SCORE, weight=70, dimension="解决"),
    ]
    graded = {
        one.id: replace(answers([one], ["pass"])[one.id], value=value)
        for one, value in zip(items, ("50", "90"), strict=True)
    }
    score = score_audit(form(*items, scoring=ScoringMethod.DIMENSIONS), graded)
    assert score.value == 78
