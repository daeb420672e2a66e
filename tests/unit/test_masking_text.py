from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.spans import Kind
from auditdesk.masking.columns import column_kind
from auditdesk.masking.detector import Detector
from auditdesk.masking.jsonl import detect_lines
from auditdesk.masking.rules import load_rules
from auditdesk.masking.styles import BY_KIND, Pseudonyms, Style, mask_value, style_named
from auditdesk.masking.tables import CellMasker, plain_number
from auditdesk.masking.text import Masker, mask_text, residue

DETECTOR = Detector()
VALUES = (
    "13800001234", "138 0000 1234", "幺三八零零零零幺二三四", "110101199003070011", "9900000000000010", "010-55550123",
    "lw88@post.example", "京A00000", "91110000MA0000000H", "192.0.2.17", "02:00:5E:00:53:AF", "我叫林向晚", "林女士",
    "生日1986年12月18日", "微信lin_wan88", "QQ10000123", "订单号GD20261113087", "地址是云溪区桂影路18号3幢502室",
    "护照E00000000", "1380000\n1234", "１３８００００１２３４",
)  # fmt: skip
FILLERS = ("，", "。", "\n", "；", "好的", "请问", " ", "\t", "\u200b", "（", "）", "客户：", "的")
TEXTS = st.lists(st.sampled_from(VALUES + FILLERS * 2), max_size=14).map("".join)


def pseudonyms():
    return Pseudonyms(b"k" * 32)


@examples(200)
@given(TEXTS, st.sampled_from([Style.KEEP, Style.REPLACE, Style.PSEUDONYM]))
def test_nothing_is_found_in_a_masked_text(text, style):
    masked = Masker(DETECTOR, style, pseudonyms()).text(text)
    assert residue(DETECTOR, masked) == ()


@examples(60)
@given(TEXTS)
def test_offsets_map_back(text):
    spans = DETECTOR.detect(text)
    position = 0
    for span in spans:
        assert position <= span.start < span.end <= len(text)
        position = span.end
    masked = mask_text(text, spans, Style.REPLACE, pseudonyms())
    rebuilt, at = [], 0
    for one in masked.replacements:
        assert masked.text[one.start : one.end] == one.text
        rebuilt += [masked.text[at : one.start], text[one.span.start : one.span.end]]
        at = one.end
    assert "".join([*rebuilt, masked.text[at:]]) == text


@examples(40)
@given(st.text(max_size=200))
def test_any_text_is_survived(text):
    for span in DETECTOR.detect(text):
        assert 0 <= span.start < span.end <= len(text)


KEPT = [
    (Kind.PERSON, "张三", "张*"),
    (Kind.PERSON, "张三丰", "张**"),
    (Kind.PERSON, "欧阳锋", "欧阳*"),
    (Kind.PHONE, "13800001234", "138****1234"),
    (Kind.PHONE, "幺三八零零零零幺二三四", "138****1234"),
    (Kind.PHONE, "+86 138 0000 1234", "138****1234"),
    (Kind.PHONE, "1380OOO1234", "138****1234"),
    (Kind.LANDLINE, "010-55550123", "010-****0123"),
    (Kind.LANDLINE, "（0571）55550123", "0571-****0123"),
    (Kind.LANDLINE, "55550123", "****0123"),
    (Kind.ID_CARD, "110101 19900307 1234", "110***********1234"),
    (Kind.BANK_CARD, "9900 0000 0000 0010", "9900********0010"),
    (Kind.PASSPORT, "E00000000", "E*****000"),
    (Kind.PLATE, "苏D·4AB90", "苏D4***0"),
    (Kind.EMAIL, "lw88@post.example", "l***@post.example"),
    (Kind.WECHAT, "lin_wan88", "【微信】"),
    (Kind.ADDRESS, "云溪区桂影路18号", "【地址】"),
    (Kind.ORDER_NO, "GD20261113087", "GD2026*****87"),
    (Kind.IP, "192.0.2.17", "192.0.*.*"),
    (Kind.MAC, "02:00:5E:00:53:AF", "02:00:5E:**:**:**"),
    (Kind.DOB, "1986年12月18日", "1986-**-**"),
    (Kind.QQ, "10000123", "10****23"),
    (Kind.CUSTOM, "1127", "****"),
]


@pytest.mark.parametrize(("kind", "value", "masked"), KEPT)
def test_keep_first_and_last(kind, value, masked):
    assert mask_value(kind, value, Style.KEEP, pseudonyms()) == masked


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("value", ["1", "12", "abc", "张", "１２３４５６７８９０１２３４５６７８"])
def test_keep_never_shows_everything(kind, value):
    assert mask_value(kind, value, Style.KEEP, pseudonyms()) != value


def test_other_styles():
    assert mask_value(Kind.PHONE, "13800001234", Style.REPLACE, pseudonyms()) == "【手机号】"
    assert mask_value(Kind.PHONE, "13800001234", Style.REMOVE, pseudonyms()) == ""
    assert mask_value(Kind.PHONE, "13800001234", BY_KIND, pseudonyms()) == "138****1234"
    assert mask_value(Kind.PERSON, "林向晚", BY_KIND, pseudonyms()).startswith("客户")
    assert style_named("keep") is Style.KEEP
    with pytest.raises(BadInputError, match="blur"):
        style_named("blur")


def test_pseudonyms_do_not_depend_on_writing():
    names = pseudonyms()
    label = names.label(Kind.PHONE, "13800001234")
    for same in (
        "138 0000 1234",
        "幺三八零零零零幺二三四",
        "+86-13800001234",
        "１３８００００１２３４",
        "1380OOO1234",
    ):
        assert names.label(Kind.PHONE, same) == label
    assert names.label(Kind.PHONE, "13800001235") != label
    assert names.label(Kind.PERSON, "林向晚") == names.label(Kind.PERSON, "林向晚女士")
    assert Pseudonyms(b"x" * 32).label(Kind.PHONE, "13800001234") != label
    assert names.legend()[label] == "13800001234"


def test_a_bare_surname_joins_the_only_person_of_that_name():
    text = "我叫林向晚。好的，林女士"
    masked = mask_text(text, DETECTOR.detect(text), Style.PSEUDONYM, pseudonyms()).text
    label = masked.removeprefix("我叫").split("。")[0]
    assert masked.endswith(label)
    both = "我叫林向晚，她叫林晓月。好的，林女士"
    masked = mask_text(both, DETECTOR.detect(both), Style.PSEUDONYM, pseudonyms()).text
    assert not masked.endswith(label)


def test_different_people_never_share_a_label():
    names = pseudonyms()
    labels = {
        names.label(Kind.PERSON, f"林{first}{second}")
        for first in "一二三四五六七八九十"
        for second in "甲乙丙丁戊己庚辛壬癸" * 1
    }
    assert len(labels) == 100


def test_residue_sees_what_is_left_and_not_the_mask():
    text = "138****1234，【地址】，客户A30718，联系电话13800001234"
    assert [span.kind for span in residue(DETECTOR, text)] == [Kind.PHONE]


def test_columns():
    assert column_kind("客户姓名") is Kind.PERSON
    assert column_kind("*联系电话：") is Kind.PHONE
    assert column_kind("客服代号") is None
    assert column_kind("通话时长") is None
    assert plain_number("1.3800001234E+10") == "13800001234"
    assert plain_number("1E+300") == "1E+300"


def test_cells_under_headings():
    masker = Masker(DETECTOR, Style.KEEP, pseudonyms())
    cells = [
        ("姓名", "姓名"),
        ("姓名", "布和"),
        ("姓名", "无"),
        ("手机号", "1.38E+10"),
        ("备注", "布和"),
        ("时长", "12345678"),
    ]
    assert CellMasker(masker).cells(cells) == ["姓名", "布*", "无", "138****0000", "布和", "12345678"]


def test_json_lines():
    lines = ['{"text": "打13800001234"}', '{"text": ""}', '{"text": "中文𠮷13800001234"}']
    made = [json.loads(line) for line in detect_lines(lines, DETECTOR)]
    assert made[0] == {"spans": [{"start": 1, "end": 12, "kind": "PHONE", "score": 0.99}]}
    assert made[1] == {"spans": []}
    assert made[2]["spans"][0]["start"] == 3


@pytest.mark.parametrize("line", ["no json", "[]", '{"text": 3}', "{}"])
def test_json_lines_refuse_with_the_number(line):
    with pytest.raises(BadInputError, match="2"):
        list(detect_lines(['{"text": "a"}', line], DETECTOR))


def test_broken_rules(tmp_path):
    with pytest.raises(BadInputError, match=r"detection\.json"):
        load_rules(tmp_path)
    (tmp_path / "detection.json").write_text("{", encoding="utf-8")
    with pytest.raises(BadInputError, match=r"detection\.json"):
        load_rules(tmp_path)
