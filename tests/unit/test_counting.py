from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditdesk.domain.audits import Answer, Deduction
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
from auditdesk.domain.counting import asked_items, copied, copied_month, counting, not_asked
from auditdesk.domain.entering import limit_words, plain_value, rest_of_points
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.result import explain, method_label
from auditdesk.domain.scoring import score_audit

FIRST = Item("1.1", "外呼业务", "有没有外呼", "如实", answer_type=AnswerType.CHOICE, choices=("有", "没有"))
SECOND = Item("1.2", "外呼告知", "告知身份", "均告知", condition=Condition("1.1", ("有",)))
THIRD = Item("1.3", "告知录音", "告知录音", "均告知", condition=Condition("1.2", ("pass",)))
OTHER = Item("2.1", "台账", "看台账", "齐全", weight=2)
FORM = Form("f", "1", "表", (Section("1", "外呼", (FIRST, SECOND, THIRD)), Section("2", "台账", (OTHER,))))


def given_answer(item, verdict="", **fields):
    return Answer(f"a/{item.id}", "a", item.id, item.text_hash, verdict, **fields)


def answers(*given):
    return {one.item_id: one for one in given}


def test_a_chain_of_conditions_stops_where_the_first_one_does_not_hold():
    none = answers(given_answer(FIRST, "recorded", choices=("没有",)), given_answer(SECOND, "pass"))
    assert [item.id for item in asked_items(FORM, none)] == ["1.1", "2.1"]
    assert set(counting(FORM, none)) == {"1.1"}
    reasons = not_asked(FORM, none)
    assert "“有”" in reasons["1.2"]
    assert "现在是“没有”" in reasons["1.3"]

    some = {**none, "1.1": given_answer(FIRST, "recorded", choices=("有",))}
    assert [item.id for item in asked_items(FORM, some)] == ["1.1", "1.2", "1.3", "2.1"]
    assert not_asked(FORM, {})["1.2"].endswith("它还没有作答")


def test_a_ring_of_conditions_ends():
    one = replace(FIRST, condition=Condition("1.2", ("pass",)))
    two = replace(SECOND, condition=Condition("1.1", ("有",)))
    ring = Form("f", "1", "表", (Section("1", "甲", (one, two)),))
    both = answers(given_answer(one, "recorded", choices=("有",)), given_answer(two, "pass"))
    assert set(counting(ring, both)) == {"1.1", "1.2"}
    assert counting(ring, {}) == {}
    assert len(not_asked(ring, {})) == 2


def test_what_was_taken_over_counts_only_after_it_was_confirmed():
    waiting = given_answer(OTHER, "pass", origin="last:2026-10")
    assert copied(waiting)
    assert not copied(None)
    assert copied_month(waiting) == "2026-10"
    assert copied_month(replace(waiting, origin="excel")) == ""
    assert score_audit(FORM, answers(waiting)).tally.unanswered == 2
    kept = replace(waiting, origin="kept:2026-10")
    assert score_audit(FORM, answers(kept)).tally.passed == 1
    assert copied_month(kept) == "2026-10"


@given(
    st.sampled_from(("pass", "fail", "not_applicable", "")), st.sampled_from(list(ScoringMethod)),
    st.sampled_from(("pass", "fail")),
)  # fmt: skip
def test_an_answer_whose_condition_is_false_changes_no_result(hidden, method, verdict):
    form = replace(FORM, scoring=method)
    base = answers(given_answer(FIRST, "recorded", choices=("没有",)), given_answer(OTHER, verdict))
    more = {**base, "1.2": given_answer(SECOND, hidden), "1.3": given_answer(THIRD, hidden)}
    before, after = explain(form, base), explain(form, more)
    assert after.score.value == before.score.value
    assert after.score.arithmetic == before.score.arithmetic
    assert [one.item_id for one in after.not_asked] == ["1.2", "1.3"]


POINTS = Item("3.1", "服务过程", "听录音", "按扣分表", answer_type=AnswerType.POINTS, max_points=10)


@given(st.lists(st.floats(0.5, 20), max_size=6))
def test_deductions_leave_the_rest_or_are_refused(taken):
    lines = [Deduction("超时", points) for points in taken]
    if sum(taken) <= 10:
        assert float(rest_of_points(POINTS, lines)) == pytest.approx(10 - sum(taken), abs=1e-6)
    else:
        with pytest.raises(BadInputError, match="超过满分 10"):
            rest_of_points(POINTS, lines)


def test_a_deduction_needs_points_and_a_reason():
    with pytest.raises(BadInputError, match="大于 0"):
        rest_of_points(POINTS, [Deduction("超时", 0)])
    with pytest.raises(BadInputError, match="写原因"):
        rest_of_points(POINTS, [Deduction(" ", 1)])


RATE = Item("4.1", "接听率", "看报表", "≥ 95", answer_type=AnswerType.NUMBER,
            threshold=Threshold("%", at_least=95, at_most=100))  # fmt: skip
SCORE = Item("4.2", "问候", "听", "打分", answer_type=AnswerType.SCORE)
DAY = Item("4.3", "培训日", "看记录", "有", answer_type=AnswerType.DATE)
TEXT = Item("4.4", "说明", "问", "写", answer_type=AnswerType.TEXT)


@pytest.mark.parametrize(
    ("item", "typed", "stored"),
    [
        (RATE, " 96.5% ", "96.5"), (RATE, "９６", "96"), (RATE, "1,250", "1250"), (SCORE, "100", "100"),
        (POINTS, "7.50", "7.5"), (DAY, "2026/11/7", "2026-11-07"), (DAY, "2026.1.31", "2026-01-31"),
        (TEXT, " 见附件 ", "见附件"), (RATE, "", ""),
    ],
)  # fmt: skip
def test_values_are_stored_plainly(item, typed, stored):
    assert plain_value(item, typed) == stored


@pytest.mark.parametrize(
    ("item", "typed", "words"),
    [
        (RATE, "很高", "不是数字"), (RATE, "nan", "不是数字"), (RATE, "1e999", "不是数字"),
        (SCORE, "101", "0 到 100"), (SCORE, "-1", "0 到 100"), (POINTS, "10.5", "0 到 10"),
        (DAY, "2026-02-30", "不是日期"), (DAY, "昨天", "不是日期"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_the_item(item, typed, words):
    with pytest.raises(BadInputError, match=words) as caught:
        plain_value(item, typed)
    assert item.id in caught.value.message


def test_limits_in_words():
    assert limit_words(RATE.threshold) == "不低于 95，不高于 100 %"
    assert limit_words(Threshold("秒", at_most=20)) == "不高于 20 秒"
    assert limit_words(None) == ""


def test_the_result_tells_sections_absent_items_and_the_veto():
    veto = replace(OTHER, veto=True, basis=(Clause("保护规定", "第 8 条", "v1.4"),))
    plain = tuple(replace(OTHER, id=f"2.{n}", weight=1) for n in range(2, 9))
    form = Form(
        "f", "1", "表", (Section("1", "甲", plain), Section("2", "乙", (veto,))),
        scoring=ScoringMethod.WEIGHTED, veto_cap=59,
    )  # fmt: skip
    given_ones = [given_answer(one, "pass") for one in plain[:5]]
    absent = given_answer(plain[5], "not_applicable", note="本期没有外呼")
    found = explain(form, answers(*given_ones, absent, given_answer(veto, "fail")))
    assert [line.arithmetic for line in found.sections] == [
        "合规权重 5 ÷ 适用权重 5 = 100.0%", "合规权重 0 ÷ 适用权重 2 = 0.0%",
    ]  # fmt: skip
    assert sum(line.earned for line in found.sections) == found.score.earned
    assert found.not_applicable[0].reason == "本期没有外呼"
    assert found.na_words == "不适用 1 ÷ 8 = 12.5%，上限 10%"
    assert found.na_over
    assert found.total == (
        "合规权重 5 ÷ 适用权重 7 = 71.4%", "单项否决 2.1 台账（保护规定 v1.4 第 8 条）",
        "触发单项否决，封顶 59.0", "得分 59.0，不合格",
    )  # fmt: skip


def test_dimensions_gather_their_items_and_add_up():
    parts = tuple(
        replace(SCORE, id=f"5.{n}", dimension=name, weight=weight)
        for n, (name, weight) in enumerate([("问候", 1.0), ("倾听", 2.0), ("倾听", 1.0)], 1)
    )
    form = Form("f", "1", "表", (Section("5", "七维度", parts),), scoring=ScoringMethod.DIMENSIONS)
    given_ones = [
        given_answer(one, "pass", value=value) for one, value in zip(parts, ("90", "60", "30"), strict=True)
    ]
    found = explain(form, answers(*given_ones))
    assert [(line.title, line.value) for line in found.dimensions] == [("问候", 90.0), ("倾听", 50.0)]
    assert sum(line.earned for line in found.dimensions) == pytest.approx(found.score.earned)
    assert found.score.value == pytest.approx(100 * (0.9 + 1.2 + 0.3) / 4)
    assert method_label(form.scoring) == "分维度"
