from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from reportlab.platypus import BaseDocTemplate  # noqa: F401 - reportlab's own start-up order
from reportlab.platypus.paragraph import cleanBlockQuotedText
from reportlab.platypus.paraparser import ParaParser
from tests.examples import examples

from auditdesk.report.breaking import NOT_AT_END, NOT_AT_START
from auditdesk.report.flow import TableSpec
from auditdesk.report.fonts import drawable, fitted, register_fonts, width_of
from auditdesk.report.palette import ALERT
from auditdesk.report.typography import (
    ZhParagraph,
    hex_groups,
    plain,
    strong,
    style,
)

register_fonts()
LOOK = style(9.5, 16)
PIECES = st.lists(
    st.sampled_from(
        ["客户", "来电", "申请变更", "（证据①②）", "，", "。", "“已经给您办好了”", "《客户服务手册》", "WT-11", "2025-10-16", " ",
         "59.0", "%", "！", "、", "14:06", "auditdesk report verify", "31 ÷ 38", "138****2746", "\u3000", "—", "…"]
    ),
    min_size=4, max_size=60,
)  # fmt: skip


def lines_of(text: str, width: float, markup: str | None = None) -> list[str]:
    paragraph = ZhParagraph(plain(text) if markup is None else markup, LOOK)
    paragraph.wrap(width, 10_000)
    return ["".join(word.text for word in line.words) for line in paragraph.blPara.lines]


def widest(pattern: re.Pattern[str], text: str) -> float:
    """Width of the widest match in points; nothing narrower than it can be kept whole."""
    return max((width_of(found.rstrip(), 9.5) for found in pattern.findall(text)), default=0.0)


OPENING, CLOSING = re.escape("".join(NOT_AT_END)), re.escape("".join(NOT_AT_START))
MARKED = re.compile(rf"[{OPENING}\s]*[^{CLOSING}\s]?[{CLOSING}\s]*")
WORDS = re.compile(rf"(?:[{OPENING}]\s*)*\S?(?:\s*[{CLOSING}])*[!-~]+(?:\s*[{CLOSING}]+[!-~]*)*")


@examples(100)
@given(PIECES, st.integers(40, 460))
def test_lines_keep_the_chinese_rules_and_lose_nothing(pieces, width):
    text = "".join(pieces).strip() or "无"
    lines = lines_of(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width_of(line.rstrip(), 9.5) <= width + 0.01 for line in lines), lines
    if widest(WORDS, text) <= width:
        for before, after in pairwise(lines):
            glued = before[-1:].isascii() and before[-1:].isalnum() and after[0].isascii()
            assert not (glued and after[0].isalnum()), (before, after)
    if widest(MARKED, text) <= width:
        for line in lines[1:]:
            assert line.lstrip()[:1] not in NOT_AT_START or not line.strip(), lines
        for line in lines[:-1]:
            assert line.rstrip()[-1:] not in NOT_AT_END or not line.strip(), lines


def test_marks_beside_a_line_end_are_neither_lost_nor_moved():
    assert lines_of("甲\n，乙（\n丙", 200) == ["甲", "，乙（", "丙"]


def test_a_mark_behind_a_space_stays_with_its_word_and_fits():
    for width in range(30, 120):
        for line in lines_of("客户来电 ，（ 已经办好", width):
            assert width_of(line.rstrip(), 9.5) <= width + 0.01
            assert line.lstrip()[:1] != "，"
            assert line.rstrip()[-1:] != "（"


def test_a_word_wider_than_the_column_starts_on_its_own_line_and_keeps_its_marks():
    assert lines_of("见附件（WT-2610-000148），共2件", 60)[0] == "见附件"
    for width in range(32, 60):
        for line in lines_of("见附件（WT-2610-000148），共2件", width):
            assert not line.startswith(("）", "，", "-"))
            assert not line.endswith("（")


def test_the_neighbour_given_to_a_last_character_fits_beside_it():
    for width in range(48, 70):
        lines = lines_of("甲乙丙 WT-12345678 丁", width)
        assert all(width_of(line.rstrip(), 9.5) <= width + 0.01 for line in lines), (width, lines)


def test_ids_dates_and_numbers_are_never_broken():
    text = "见 WT-11、WT-12 与 2025-10-16 的 59.0 分记录，" * 12
    for width in range(80, 300, 7):
        for line in lines_of(text, width):
            assert not line.startswith(("-", ".", "1-", "0-")), line


def test_no_last_line_of_one_character():
    for count in range(20, 60):
        lines = lines_of("客" * count, 200)
        assert len(lines) == 1 or len(lines[-1]) > 1


def test_wide_spaces_and_line_ends_survive_fonts_and_splits():
    markup = strong("合规率") + plain("　按未舍入的值\n第二行") + strong("粗") * 40 + plain("尾" * 120)
    paragraph = ZhParagraph(markup, LOOK)
    _width, height = paragraph.wrap(150, 10_000)
    first, second = paragraph.split(150, height / 2)
    text = ""
    for part in (first, second):
        part.wrap(150, 10_000)
        text += "".join(word.text for line in part.blPara.lines for word in line.words)
    assert text == "合规率　按未舍入的值第二行" + "粗" * 40 + "尾" * 120
    first.wrap(150, 10_000)
    assert first.blPara.lines[0].lineBreak or first.blPara.lines[1].lineBreak


@examples(60)
@given(st.text(st.sampled_from("客户 \t\n，（WT-11）.>\"'\u3000\u00a0"), min_size=1), st.booleans())
def test_text_without_markup_reads_as_the_parser_would_read_it(text, bold):
    look = style(9.5, 16, bold=bold, color=ALERT)
    _style, read, _bullet = ParaParser().parse(cleanBlockQuotedText(text), look)
    made = ZhParagraph(text, look).frags
    assert [vars(frag) for frag in made] == [vars(frag) for frag in read or made]


def test_a_cell_laid_out_once_may_stand_in_two_tables():
    spec = TableSpec((60, 60), ("甲", "乙"), "lr")
    row = spec.dressed(("客户来电申请变更" * 3, "–"))
    heights = []
    for _table in range(2):
        spec.rows = [row]
        heights.append(spec.build().wrap(120, 1e6)[1])
    assert spec.dressed(row) == row
    assert heights[0] == heights[1] > 12 * 4


def test_untrusted_text_is_escaped_and_missing_glyphs_become_a_sign():
    assert plain("<b>&</b>") == "&lt;b&gt;&amp;&lt;/b&gt;"
    shown, missing = drawable("𠮷野家")
    assert shown == "〓野家"
    assert missing == ("𠮷",)


def test_short_text_is_left_alone_and_long_text_is_cut():
    assert fitted("合规", 8, 100) == "合规"
    cut = fitted("客户服务流程合规性自查报告", 8, 60)
    assert cut.endswith("…")
    assert width_of(cut, 8) <= 60


def test_digests_stand_in_groups():
    assert hex_groups("9f2c71b4e05a3d88") == "9F2C 71B4 E05A 3D88"
    assert hex_groups("9f2c71b4e05a3d88", 2) == "9F2C 71B4 …"
