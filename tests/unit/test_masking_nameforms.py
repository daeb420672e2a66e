"""The parts persons are found with: forms of names, how far words before them are trusted, Latin names."""

from __future__ import annotations

import pytest

from auditdesk.domain.spans import Kind, Span
from auditdesk.masking.gate import Gate
from auditdesk.masking.latinnames import LatinNames
from auditdesk.masking.nameforms import NameForms, apart
from auditdesk.masking.namereading import NameReader, Trust
from auditdesk.masking.rules import load_rules

RULES = load_rules()
FORMS = NameForms(RULES)
LATIN = LatinNames(RULES)
READER = NameReader(FORMS, LATIN)


@pytest.mark.parametrize("name", ["贺知秋", "欧阳小北", "司徒健", "薛雪", "黄金凤"])
def test_plausible(name):
    assert FORMS.plausible(name)


@pytest.mark.parametrize(
    "name", ["高兴", "金额", "李经理", "张电话", "来吵架", "王的了", "安全带", "陈", "司马", "康师傅"]
)
def test_implausible(name):
    assert not FORMS.plausible(name)


def test_a_word_is_a_name_where_names_are_asked_for():
    assert not FORMS.plausible("高兴")
    assert FORMS.plausible("高兴", announced=True)


@pytest.mark.parametrize(
    ("name", "typical"), [("芳芳", True), ("翠花", True), ("阿秀", True), ("手机", False), ("谢谢", False)]
)
def test_typical_without_a_surname(name, typical):
    assert FORMS.typical(name) is typical


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("阿依努尔的护照", 4),
        ("额尔敦巴图来电", 5),
        ("扎西罗布，", 4),
        ("呼和浩特市", 0),
        ("手机号", 0),
        ("达瓦。", 2),
    ],
)
def test_names_of_other_peoples(text, size):
    assert FORMS.foreign(text, 0) == size


@pytest.mark.parametrize(
    ("text", "loose", "size"),
    [
        ("林依弟。", False, 3),
        ("朱海根渔船", False, 3),
        ("金鼎轩酒店", False, 0),
        ("司徒健工行卡", False, 3),
        ("逯婷科二", True, 2),
    ],
)
def test_surname_and_letters_of_given_names(text, loose, size):
    assert FORMS.given(text, 0, loose=loose) == size


def test_words_bound_names():
    assert FORMS.parted("抢修平师傅", 2)
    assert not FORMS.parted("高兴", 1)
    assert FORMS.followed("朱海根渔船", 3)
    assert FORMS.crossed("提前", 1)
    assert apart("，李", 1)
    assert not apart("老李", 1)


@pytest.mark.parametrize(
    ("text", "trust", "size"),
    [
        ("翠花多收钱", Trust.ROLE, 2),
        ("翠花多收钱", Trust.LITTLE, 0),
        ("小冯全部复述", Trust.ROLE, 2),
        ("小区停电", Trust.ROLE, 0),
        ("查理，", Trust.LITTLE, 2),
        ("晚风，", Trust.FIELD, 2),
        ("晚风，", Trust.LITTLE, 0),
        ("Kevin没来", Trust.ROLE, 5),
        ("", Trust.FIELD, 0),
    ],
)
def test_how_far_the_word_before_is_trusted(text, trust, size):
    assert READER.at(text, 0, trust) == size


@pytest.mark.parametrize(
    ("text", "announced", "size"),
    [("Sophie Tan called", True, 10), ("Monday morning", True, 0), ("Ms. Chow,", False, 8), ("ZHAO/YIFEI", False, 10),
     ("AND/OR", False, 0), ("Calvin Klein", True, 0)],
)  # fmt: skip
def test_latin_names(text, announced, size):
    assert LATIN.length(text, 0, announced=announced) == size


def test_the_gate_lets_through_where_a_name_may_begin():
    gate = Gate(FORMS, RULES)
    text = "听说陆甯昨晚来过，孟婆汤没货，石家庄没货，芳芳走了，马上退款"
    texts = [clause.text for clause in gate.clauses(text, ())]
    assert texts[0] == "听说陆甯昨晚来过"
    assert "芳芳走了" in texts
    assert "石家庄没货" not in texts
    assert "马上退款" not in texts
    known = [Span(2, 4, Kind.PERSON, 0.9, "")]
    assert "听说陆甯昨晚来过" not in [clause.text for clause in gate.clauses(text, known)]
