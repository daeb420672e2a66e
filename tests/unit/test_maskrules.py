from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.maskrules import CaseFile, MaskRule, RuleKind, RuleStyle, ValueShape, problems_of_rule
from auditdesk.domain.patterns import MOST_WAYS, problem_of_pattern
from auditdesk.domain.spans import Kind
from auditdesk.masking.detector import Detector
from auditdesk.masking.styles import Pseudonyms, Style
from auditdesk.masking.text import Masker, mask_text
from auditdesk.services.rules_text import read_rules, write_rules

DETECTOR = Detector()
CARD = MaskRule(
    "1", "会员号", RuleKind.KEYWORD, words=("会员", "会员卡"), shape=ValueShape.CODE, shortest=6, longest=12,
    style=RuleStyle.KEEP, keep_first=2, keep_last=2, examples=("会员号：VIP0001234",),
)  # fmt: skip
METER = MaskRule(
    "2", "表号", RuleKind.PATTERN, r"表号[：: ]?(?P<value>M-\d{4,8})", examples=("表号：M-20881",),
    counterexamples=("表号未登记",),
)  # fmt: skip
HOTLINE = MaskRule("3", "总机", RuleKind.EXCEPTION, words=("400-555-0123", "云溪客服中心"))


@pytest.mark.parametrize(
    "pattern",
    [r"\d{4}", r"[A-Z]{2,4}-?\d{6,10}", r"(?<=工号)\d{4}", r"(?:甲|乙)方\d{1,3}", r"(?:ab){3}", r"[+*?]{1,3}x", r"\+86"],
)  # fmt: skip
def test_bounded_patterns_are_fine(pattern):
    assert problem_of_pattern(pattern) == ""


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("", "空"), ("(", "写错"), (r"\d+", "上限"), ("a*", "上限"), (r"\d{3,}", "上限"), (r"(a{1,3}){1,9}", "重复的分组"),
        (r"(?:a|a){1,20}", "重复的分组"), (r"((a?)){2,9}", "重复的分组"), (r"(\d)\1", "引用"), (r"(?P<a>x)(?P=a)", "不支持"),
        (r"\d{1,300}", "太多次"), ("a{1,50}" * 6, "匹配方式太多"), ("(a|b)" * 20, "匹配方式太多"), ("a?", "空文字"), ("x" * 400, "太长"),
        (r"(?i)abc", "不支持"), (r"a{2,3}?b{1,99}+c*", "上限"),
    ],
)  # fmt: skip
def test_dangerous_patterns_are_refused_with_a_sentence(pattern, told):
    assert told in problem_of_pattern(pattern)


PIECES = st.sampled_from(
    ["a", "[ab]", r"\d", "(?:a|b)", "(a)", "(a{1,3})", "(?:a?b)", "{1,9}", "{2,4}", "?", "+", "|", "{3}", "(", ")"]
)  # fmt: skip


@examples(100)
@given(st.lists(PIECES, min_size=1, max_size=8).map("".join))
def test_whatever_is_accepted_runs_in_bounded_time(pattern):
    if problem_of_pattern(pattern):
        return
    compiled = re.compile(pattern)
    begin = time.process_time()
    for hostile in ("a" * 3_000, "ab" * 1_500, "1" * 3_000 + "!", "a" * 3_000 + "b"):
        compiled.findall(hostile)
    assert time.process_time() - begin < MOST_WAYS / 1_000


def test_rules_find_and_say_which_rule():
    detector = DETECTOR.with_case(CaseFile((CARD, METER)))
    text = "我的会员卡是VIP0001234，表号：M-20881"
    spans = detector.detect(text)
    assert [(text[s.start : s.end], s.kind, s.label) for s in spans] == [
        ("VIP0001234", Kind.CUSTOM, "会员号"),
        ("M-20881", Kind.CUSTOM, "表号"),
    ]
    assert "会员号" in spans[0].reason
    masked = Masker(detector, Style.REPLACE, Pseudonyms(b"k" * 32)).text(text)
    assert masked == "我的会员卡是VI******34，表号：【表号】"
    masked = Masker(detector, Style.PSEUDONYM, Pseudonyms(b"k" * 32)).text(text)
    assert re.search("表号：表号[A-Z][0-9]{5}$", masked)
    assert DETECTOR.detect(text) == ()


def test_switched_off_rules_do_nothing():
    assert DETECTOR.with_case(CaseFile((replace(CARD, active=False),))).detect("会员号：VIP0001234") == ()


def test_exceptions_spare_a_value_however_it_is_spaced():
    detector = DETECTOR.with_case(CaseFile((HOTLINE,)))
    for hotline in ("400-555-0123", "4005550123", "４００ 555 0123"):
        assert detector.detect(f"请拨打{hotline}") == ()
    assert detector.detect("请拨打400-555-0124")


def test_confirmed_people_are_found_everywhere():
    case = CaseFile(people=("布和", "相里一", "欧阳小敏"))
    detector = DETECTOR.with_case(case)
    text = "刚才布和来过；相女士说欧阳经理不在"
    names = [text[span.start : span.end] for span in detector.detect(text) if span.kind is Kind.PERSON]
    assert names == ["布和", "相女士", "欧阳经理"]
    assert "布和" not in [text[span.start : span.end] for span in DETECTOR.detect(text)]


def test_a_bare_surname_shares_the_pseudonym_of_the_confirmed_person():
    detector = DETECTOR.with_case(CaseFile(people=("林向晚",)))
    pseudonyms = Pseudonyms(b"k" * 32)
    pseudonyms.learn(("林向晚",))
    text = "林女士来电"
    masked = mask_text(text, detector.detect(text), Style.PSEUDONYM, pseudonyms).text
    assert masked.removesuffix("来电") == pseudonyms.label(Kind.PERSON, "林向晚")


def test_a_wrong_rule_is_named():
    with pytest.raises(BadInputError, match="慢规则"):
        DETECTOR.with_case(CaseFile((MaskRule("9", "慢规则", RuleKind.PATTERN, r"(\d+)+"),)))


@pytest.mark.parametrize(
    "rule",
    [
        replace(CARD, name=" "), replace(CARD, words=()), replace(CARD, words=("",)), replace(CARD, shortest=9, longest=3),
        replace(CARD, keep_first=-1), replace(CARD, examples=()), replace(METER, pattern="a+"), replace(HOTLINE, words=("长" * 99,)),
    ],
)  # fmt: skip
def test_wrong_rules(rule):
    assert len(problems_of_rule(rule)) == 1


def test_names_are_unique():
    assert problems_of_rule(replace(METER, name="会员号"), [CARD]) != []
    assert problems_of_rule(CARD, [CARD]) == []


def test_text_comes_back_equal():
    rules = [CARD, METER, HOTLINE, replace(METER, name="表二", active=False, note="试用")]
    bare = [replace(rule, id="") for rule in rules]
    assert read_rules(write_rules(rules)) == bare


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "JSON"), ("[]", "不是识别规则文件"), ('{"rules": []}', "不是识别规则文件"), ("[" * 100_000, "套得太深"),
        ('{"auditdesk_rules": 2, "rules": []}', "版本"), ('{\n "rules": x}', "第 2 行第 11 列"), ('{"auditdesk_rules": 1, "rules": [3]}', "第 1 条"),
        ('{"auditdesk_rules": 1, "rules": [{"name": "x", "kind": "magic"}]}', "kind"),
        ('{"auditdesk_rules": 1, "rules": [{"name": 3}]}', "name"),
        ('{"auditdesk_rules": 1, "rules": [{"name": "x", "words": "y"}]}', "words"),
        ('{"auditdesk_rules": 1, "rules": [{"name": "x", "shortest": "4"}]}', "shortest"),
        ('{"auditdesk_rules": 1, "rules": [{"name": "x", "active": 1}]}', "active"),
        ('{"auditdesk_rules": 1, "rules": [{"name": "x", "pattern": "a+", "examples": ["a"]}]}', "上限"),
        ("[" * 100_000, "JSON"),
    ],
)  # fmt: skip
def test_wrong_texts_name_the_rule(text, told):
    with pytest.raises(BadInputError, match=told):
        read_rules(text)


def test_the_same_name_twice():
    with pytest.raises(BadInputError, match="重复"):
        read_rules(write_rules([CARD, replace(CARD, id="x")]))
