"""What detection leaves out for speed changes nothing: the short way and the plain way agree."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditdesk.domain.spans import Kind, Span, moved_within, resolve
from auditdesk.masking import (
    addressparts,
    gate,
    grouping,
    handover,
    latinnames,
    nameedges,
    network,
    surroundings,
)
from auditdesk.masking.cues import CueFinder
from auditdesk.masking.detector import Detector, _by_text
from auditdesk.masking.gate import Gate
from auditdesk.masking.latinnames import LatinNames
from auditdesk.masking.literals import (
    Beginnings,
    Sought,
    beginnings,
    begun_by,
    first_letters,
    found_by,
)
from auditdesk.masking.nameforms import HAN, NameForms
from auditdesk.masking.normalise import fold
from auditdesk.masking.persons import PersonFinder
from auditdesk.masking.rules import load_rules

ENDS = st.tuples(st.integers(0, 40), st.integers(1, 9), st.sampled_from([0.6, 0.8, 0.9]))
SPANS = st.lists(ENDS.map(lambda one: Span(one[0], one[0] + one[1], Kind.PHONE, one[2], "因")), max_size=14)


@given(SPANS)
def test_of_overlapping_spans_the_stronger_stay(spans):
    kept = resolve(spans)
    assert all(one.end <= two.start for one, two in zip(kept, kept[1:], strict=False))
    assert set(kept) <= set(spans)
    for span in set(spans) - set(kept):
        rivals = [one for one in spans if one.start < span.end and span.start < one.end and one != span]
        assert any((one.score, one.end - one.start) >= (span.score, span.end - span.start) for one in rivals)


@given(SPANS, st.integers(0, 20), st.integers(20, 50))
def test_spans_are_counted_from_the_start_of_their_text(spans, start, end):
    moved = moved_within(spans, start, end)
    inside = [one for one in spans if one.start >= start and one.end <= end]
    assert [one._replace(start=one.start + start, end=one.end + start) for one in moved] == inside
    assert all(type(one) is Span for one in moved)


@given(st.from_regex("[0-9][0-9 .-]{0,24}[0-9Xx]", fullmatch=True))
def test_digits_in_groups_are_joined(piece):
    digits, groups = grouping.compact(piece)
    assert digits == piece.translate(grouping.SEPARATORS)
    assert sum(groups) == sum(letter.isdigit() for letter in piece)


@given(st.from_regex(surroundings._TAIL_WORD, fullmatch=True))
def test_a_name_that_follows_begins_with_a_known_letter(words):
    assert words[0] in surroundings.TAIL_LETTERS


@given(st.from_regex(f"{addressparts._SPOT}|{addressparts._AREA}", fullmatch=True))
def test_an_ending_of_a_place_begins_with_a_known_letter(ending):
    assert ending[0] in addressparts._ENDING_LETTERS or (ending[0].isascii() and ending[0].isalnum())


@given(st.from_regex(f"{addressparts._AREA}|{addressparts._SOFT.pattern}", fullmatch=True))
def test_a_clause_that_goes_on_an_address_holds_a_known_letter(place):
    assert set(place) & set(addressparts._BESIDE_OR_AREA)
    assert set(addressparts._BESIDE_OR_AREA) >= addressparts._BESIDE_LETTERS


@given(st.from_regex(re.compile(network._DATE, re.ASCII), fullmatch=True))
def test_a_date_begins_and_ends_with_a_known_letter(day):
    assert network._ANNOUNCED_DATE.match(f"：{day}")
    assert network._BORN.search(f"{day}生人")
    assert network._BORN.search(f"{day}出生")


def test_patterns_of_single_letters_find_what_the_set_finds():
    text = "男1990年3月2日，住在花园小区，女，送到翠湖苑"
    rest = "(.)"
    together = [match.span() for match in re.finditer(f"[男女住送]{rest}", text)]
    assert sorted(match.span() for match in found_by(begun_by("男女住送", rest), text)) == together


def test_spans_go_to_the_text_they_lie_in():
    batch = ["甲13812345678", "", "乙", "13912345678丙"]
    spans = [Span(1, 12, Kind.PHONE, 0.9, "因"), Span(22, 33, Kind.PHONE, 0.9, "因")]
    found = _by_text(spans, batch)
    assert [[batch[at][one.start : one.end] for one in each] for at, each in enumerate(found)] == [
        ["13812345678"], [], [], ["13912345678"],
    ]  # fmt: skip
    assert _by_text([], batch) == [()] * 4


@pytest.mark.parametrize(
    ("text", "folded", "gaps"),
    [
        ("手机１３８\u200b００", "手机13800", (5,)),
        ("\ufeff\u2060甲", "甲", (0, 0)),
        ("没有\ufdd0看不见的", "没有\ufdd0看不见的", ()),
        ("也有\ufdd0看不\u00ad见的", "也有\ufdd0看不见的", (5,)),
        ("\u200e１\u200f\u200f２", "12", (0, 1, 1)),
        ("😀\U0001d7d3\U000e0041１", "😀51", (2,)),
    ],
)
def test_only_invisible_characters_are_taken_out(text, folded, gaps):
    found = fold(text)
    assert found.text == folded
    assert found.gaps == gaps
    assert len(found.text) + len(gaps) == len(text)


def test_announcements_alone_are_read_as_with_titles_and_names():
    words, text = {"phone": ["手机", "电话"]}, "王先生手机是1，联系人李四电话2"
    alone = CueFinder(words, (), ()).read(text)
    all_words = CueFinder(words, ("先生",), ("联系人",)).read(text)
    assert alone.ends_of("phone") == all_words.ends_of("phone") == [5, 15]
    assert (alone.titles, alone.names) == ([], [])
    assert (all_words.titles, all_words.names) == ([(1, "先生")], [(11, "联系人")])


def test_many_texts_are_found_as_one_by_one():
    texts = [
        "电话0755-8675 4321（转3）",
        "没有",
        "",
        "138 0000 1234，这个是我的微信",
        "住幸福路12号（东门）3栋",
        "回拨１３８\u200b00001234",
    ]
    detector = Detector()
    assert detector.detect_many(texts) == [detector.detect(text) for text in texts]
    assert [bool(found) for found in detector.detect_many(texts)] == [True, False, False, True, True, True]


DATA = Path(__file__).parents[1] / "data"
RULES = load_rules()
FORMS = NameForms(RULES)
SOUGHT = {
    "behind": handover._BEHIND,
    "handed": handover._HANDED,
    "roles": PersonFinder(RULES, FORMS)._role,
    "foreign": FORMS._foreign_sought,
    "gate": Gate(FORMS, RULES)._foreign,
    "titled": LatinNames(RULES)._titled_sought,
}
PIECES = (
    *"收代亲签的家，,、（(您你 男女妻李明：:。\n请转交给妈爸本人在1358岁·/",
    *(
        "你好",
        "阿不都",
        "古丽",
        "欧阳",
        "客户",
        "客户经理",
        "工程师",
        "之女",
        "来电",
        "（回族）",
        "手机",
        "跟进",
        "家长",
        "是我妈",
    ),
    *(
        "Ms",
        "Mr.",
        "Dr ",
        "Ada",
        "Wong Ka",
        "ZHAO",
        "YIFEI",
        "Aaa·Bbb",
        "ab",
        "同学",
        "身份证号",
        "去",
        "安排",
        "名下",
    ),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@pytest.mark.parametrize("name", SOUGHT)
@given(TEXTS)
def test_a_sought_pattern_finds_what_it_finds_everywhere(name, text):
    sought = SOUGHT[name]
    plain = [match.span() for match in re.finditer(sought.plain, text)]
    assert [(match.start(), match.end("whole")) for match in sought.finditer(text)] == plain


@pytest.mark.parametrize("name", SOUGHT)
def test_a_sought_pattern_finds_as_much_in_invented_conversations(name):
    sought = SOUGHT[name]
    lines = [
        line for file in sorted(DATA.glob("wording_*.jsonl")) for line in file.read_text("utf-8").splitlines()
    ]
    text = "\n".join(json.loads(line)["text"] for line in lines)
    plain = [match.span() for match in re.finditer(sought.plain, text)]
    assert [(match.start(), match.end("whole")) for match in sought.finditer(text)] == plain
    assert plain or name == "titled"


def test_sought_words_of_one_letter_stand_before_anything():
    sought = Sought("妻|妻子|客户", beginnings(("妻", "妻子", "客户")))
    assert beginnings(("妻", "妻子", "客户")) == Beginnings("妻客", "子户", "妻")
    assert [match["whole"] for match in sought.finditer("妻，客户，客，妻子")] == ["妻", "客户", "妻"]


def test_what_a_choice_begins_with():
    assert first_letters("甲乙|[丙丁]戊|己[庚辛]|壬") == frozenset("甲丙丁己壬")


@given(st.text(alphabet="就是好的，家我李1、 \n在说确认等人", max_size=6))
def test_a_name_is_bounded_by_the_same_words_in_the_plain_way(text):
    plain = re.compile(f"[^{HAN}]|$|{nameedges._HARD_WORDS}")
    assert [nameedges.bounded(text, at) for at in range(len(text) + 1)] == [
        plain.match(text, at) is not None for at in range(len(text) + 1)
    ]


@given(st.lists(st.sampled_from(("李明", "。", "，，", "好" * 59, "很", "\n", "1")), max_size=9).map("".join))
def test_the_clause_around_a_place_is_one_of_all_clauses(text):
    plain = [match.span() for match in gate._CLAUSE.finditer(text)]
    found, end = [], 0
    for place in range(len(text)):
        clause = gate._clause(text, end, place) if place >= end else None
        if clause is not None:
            found.append(clause.span())
            end = clause.end()
    assert found == plain


@pytest.mark.parametrize(("mark", "form"), [("_SLASH", "_SLASHED"), ("_DOT", "_DOTTED")])
@given(st.text(alphabet="AbBC·•/1 。", max_size=24))
def test_names_around_a_mark_are_those_of_the_whole_text(mark, form, text):
    plain = getattr(latinnames, form)
    found = latinnames._around(getattr(latinnames, mark), plain, text)
    assert [match.span() for match in found] == [match.span() for match in plain.finditer(text)]
