from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples

from auditdesk.report.breaking import LINE_END, NOT_AT_END, NOT_AT_START, Breaker

ALPHABET = "客户，。（）“”WT-1 \u3000%" + LINE_END


def broken(text: str, room: list[float], size: float = 10.0) -> list[str]:
    """Lines of letters all ten points wide."""
    breaker = Breaker(text, [10.0] * len(text))
    return [text[slice(*line.span)] for line in breaker.lines(room, size)]


@examples(150)
@given(st.text(st.sampled_from(ALPHABET), min_size=1, max_size=80), st.integers(1, 20))
def test_every_letter_stands_once_in_order_and_no_line_is_too_wide(text, letters):
    breaker = Breaker(text, [10.0] * len(text))
    lines = breaker.lines([10.0 * letters], 10)
    shown = "".join(text[slice(*line.span)] for line in lines)
    assert shown == text.replace(LINE_END, "")
    for line in lines:
        indented = text[slice(*line.span)][:1] in (" ", "\u3000")  # what stands behind an indent stays there
        assert indented or breaker.seen_width(line.span) <= 10.0 * letters
    assert sum(line.broken for line in lines) >= text.rstrip(LINE_END).count(LINE_END)
    for before, after in pairwise(line for line in lines if line.pieces):
        assert before.span[1] <= after.span[0]


def test_marks_keep_their_side_and_words_stay_whole():
    assert broken("客户来电，申请变更", [40]) == ["客户来", "电，申请", "变更"]
    assert broken("客户来（电）", [40]) == ["客户来", "（电）"]
    assert broken("见 WT-11 附件", [50]) == ["见 ", "WT-11 ", "附件"]
    for line in broken("“甲”（乙）、《丙》。" * 9, [60])[1:]:
        assert line[0] not in NOT_AT_START
        assert line[-1] not in NOT_AT_END


def test_the_first_line_may_be_narrower_and_a_lone_last_letter_gets_a_neighbour():
    assert broken("一二三四五六", [20, 40]) == ["一二", "三四五六"]
    assert broken("一二三四五", [40]) == ["一二三", "四五"]
    assert broken(f"一二三四{LINE_END}五", [40]) == ["一二三四", "五"], "what <br/> parted stays so"


def test_spaces_hang_over_the_edge_and_nothing_is_no_line_of_pieces():
    assert broken("一二　　　三四", [20]) == ["一二　　　", "三四"]
    assert broken("", [20]) == [""]
