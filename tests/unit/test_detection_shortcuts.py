"""What detection leaves out for speed changes nothing: the short way and the plain way agree."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditdesk.domain.spans import Kind, Span, moved_within, resolve
from auditdesk.masking import addressparts, grouping, network, surroundings
from auditdesk.masking.cues import CueFinder
from auditdesk.masking.detector import Detector, _by_text
from auditdesk.masking.literals import begun_by, found_by
from auditdesk.masking.normalise import fold

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
