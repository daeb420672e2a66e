from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from auditdesk.domain.text_diff import Change, Piece, tokens_of, word_diff

TEXTS = st.text(st.sampled_from("工单在通话结束后 24小时内归档，10.5% abc"), max_size=40)


def changed(old, new):
    return [(piece.change.value, piece.text) for piece in word_diff(old, new) if piece.change != Change.SAME]


def test_numbers_and_words_are_one_token():
    assert tokens_of("98.5%在30s内，v1.2 first-time") == [
        "98.5%", "在", "30", "s", "内", "，", "v", "1.2", " ", "first-time",
    ]  # fmt: skip


def test_a_number_changes_as_a_whole():
    assert changed("首次响应不超过 24 小时", "首次响应不超过 12 小时") == [("-", "24"), ("+", "12")]


def test_an_addition_stands_alone():
    old, new = "新客服上岗前培训不少于 4 周", "新客服上岗前培训不少于 4 周，并通过禁区知识测验（80 分）"
    assert changed(old, new) == [("+", "，并通过禁区知识测验（80 分）")]


def test_phrases_are_not_cut_into_letters():
    old = "再加证件号或手机号后四位"
    new = "再加证件号后四位或短信验证码，两项都须留有记录"
    assert len(word_diff(old, new)) <= 4


def test_equal_texts_are_one_piece():
    assert word_diff("同", "同") == (Piece(Change.SAME, "同"),)
    assert word_diff("", "") == ()


@given(TEXTS, TEXTS)
def test_both_sides_can_be_read_back(old, new):
    pieces = word_diff(old, new)
    assert "".join(one.text for one in pieces if one.change != Change.NEW) == old
    assert "".join(one.text for one in pieces if one.change != Change.GONE) == new
    assert all(one.text for one in pieces)
    if old == new:
        assert all(one.change == Change.SAME for one in pieces)
