"""Numbers written so that a plain pattern misses them, and texts made to make a pattern slow."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples

from auditdesk.domain.spans import Kind
from auditdesk.masking.detector import Detector
from auditdesk.masking.normalise import fold

DETECTOR = Detector()
SIZE = 60_000
SLOWEST = 0.04  # MB a second of processor time; a quadratic step falls below it at once


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("打１３８００００１２３４吧", "１３８００００１２３４"), ("打1\u200b3800001234吧", "1\u200b3800001234"),
        ("打138\u200d0000\u20601234吧", "138\u200d0000\u20601234"), ("打\u202d13800001234\u202c吧", "13800001234"),
        ("打\u202e43210000831\u202c吧", "43210000831"), ("打138O0OO1234吧", "138O0OO1234"), ("打1380ooo1234吧", "1380ooo1234"),
        ("打幺三八零零零零幺二三四吧", "幺三八零零零零幺二三四"), ("打幺三八洞洞洞洞幺拐勾四吧", "幺三八洞洞洞洞幺拐勾四"),
        ("打壹叁捌零零零零壹贰叁肆吧", "壹叁捌零零零零壹贰叁肆"), ("打𝟏𝟑𝟖𝟎𝟎𝟎𝟎𝟏𝟐𝟑𝟒吧", "𝟏𝟑𝟖𝟎𝟎𝟎𝟎𝟏𝟐𝟑𝟒"),
        ("打۱۳۸۰۰۰۰۱۲۳۴吧", "۱۳۸۰۰۰۰۱۲۳۴"), ("打138-0000-1234吧", "138-0000-1234"), ("打138–0000–1234吧", "138–0000–1234"),
        ("打¹³⁸⁰⁰⁰⁰¹²³⁴吧", "¹³⁸⁰⁰⁰⁰¹²³⁴"), ("打①③⑧一一一一①②③④吧", "①③⑧一一一一①②③④"),
        ("打138\u00a00000\u30001234吧", "138\u00a00000\u30001234"), ("打1380000\n1234吧", "1380000\n1234"),
        ("打1380000\r\n1234吧", "1380000\r\n1234"), ("打+86 13800001234吧", "+86 13800001234"),
    ],
)  # fmt: skip
def test_written_otherwise_it_is_still_a_phone_number(text, value):
    assert [(text[s.start : s.end], s.kind) for s in DETECTOR.detect(text)] == [(value, Kind.PHONE)]


@pytest.mark.parametrize(
    "text", ["一下子两三个", "三三两两来了七八个", "九一八事变", "五六十岁", "二〇二六年十一月", "洞洞拐拐"]
)
def test_words_of_number_are_left_alone(text):
    assert DETECTOR.detect(text) == ()


@examples(100)
@given(
    st.text(alphabet="王我的号：，\n１幺", max_size=6),
    st.lists(st.sampled_from(["\u200b", "\u200e", "\ufeff", "\u2060", ""]), min_size=12, max_size=12),
    st.text(alphabet="吧。x\u200b", max_size=4),
)
def test_whatever_is_hidden_between_the_digits_the_span_slices_back(before, hidden, after):
    number = "".join(mark + digit for mark, digit in zip(hidden, "13800001234", strict=False))
    text = f"{before}电话{number}。{after}"
    spans = [span for span in DETECTOR.detect(text) if span.kind is Kind.PHONE]
    assert [fold(text[span.start : span.end]).text for span in spans] == ["13800001234"]
    assert not text[spans[0].start].isspace()
    assert text[spans[0].end - 1] == "4"


HOSTILE = (
    "1", "1 ", "1-", "1.", "13800001234 ", "13800001234", "110101199003070011", "幺三八零", "一 ", "1号", "路1号", "路与", "张",
    "张先生", "阿·", "王小明、", "a@", "a@a.", "a:", "::", "1\u200b", "\u200b", "身份证号", "地址是", "地址（", "1\n", "1234567\r\n", "王*",
    "A", "A1", "北京市朝阳区", " ", "\n", "生日", "王您好", "_1", "京A", "联系人：", "13800001234、", "3栋2单元", "（", "+86 ", "\u202e1", "我是", "姓张，",
    "客户：", "1. 王", "\t王明", "收，", "Aa ", "AA/", "Dear ", "阿里", "——", "芳芳", "【】", "请王明去", "姓名\n", "，男", "·A",
)  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_repetition_takes_time_in_proportion(piece):
    text = piece * (SIZE // len(piece))
    begin = time.process_time()
    DETECTOR.detect(text)
    assert len(text.encode()) / 1e6 / (time.process_time() - begin + 1e-6) > SLOWEST


@examples(25)
@given(st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=4).map("".join))
def test_hostile_mixtures_too(piece):
    text = piece * (SIZE // len(piece))
    begin = time.process_time()
    DETECTOR.detect(text)
    assert len(text.encode()) / 1e6 / (time.process_time() - begin + 1e-6) > SLOWEST


@pytest.mark.slow
def test_five_megabytes_of_digits_in_one_line():
    text = "1380000123" * 500_000
    begin = time.process_time()
    DETECTOR.detect(text)
    assert time.process_time() - begin < 60
