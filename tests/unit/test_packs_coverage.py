"""The six packs read as an auditor would: every row of the requirements, every item whole, nothing asked twice."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from auditdesk.domain.checklists import AnswerType, Threshold
from auditdesk.packs.forms import builtin_forms

ROWS = [
    f"{letter}{n}"
    for letter, last in (("A", 14), ("B", 7), ("C", 13), ("D", 8), ("E", 6))
    for n in range(1, last + 1)
]
NOT_FOR_ITEMS = {
    "A1": "occasions: the kind of an audit decides scope, forms and title",
    "A3": "the team and its division of labour are part of every audit",
    "A4": "material requests are kept with the audit, requested, received, outstanding",
    "A5": "how items are checked: every item has a method and a number of samples",
    "A8": "interview and second review are steps every finding and answer goes through",
}
FORMS = {form.id: form for form in builtin_forms()}
SINGLE = [form for form in FORMS.values() if form.id != "annual-compliance-audit"]
C = FORMS["call-centre-quality"]
ANNUAL = FORMS["annual-compliance-audit"]


def cited(form):
    return {row for item in form.items() for row in item.source}


def test_every_row_a_checklist_can_cover_is_covered():
    covered = set().union(*map(cited, FORMS.values()))
    assert set(ROWS) - covered == set(NOT_FOR_ITEMS)
    assert covered <= set(ROWS)
    assert cited(ANNUAL) == covered, "the annual audit asks about everything the others ask about"


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_rows_that_heads_promise_are_cited_by_items(form):
    for section in form.sections:
        rows = {row for item in section.items for row in item.source}
        assert set(section.source) <= rows, (section.id, set(section.source) - rows)
    if form.source.startswith("REQUIREMENTS "):
        assert promised(form.source) <= cited(form)


def promised(text):
    """Rows named in a head's words; ``B1–B7`` means all between, a letter alone promises none in particular."""
    rows = set(re.findall(r"[A-E]\d+", text))
    for letter, first, last in re.findall(r"([A-E])(\d+)–[A-E](\d+)", text):
        rows |= {f"{letter}{n}" for n in range(int(first), int(last) + 1)}
    return rows


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_every_item_is_whole(form):
    assert form.title_en
    for section in form.sections:
        assert section.title_en
        for item in section.items:
            place = f"{form.id} {item.id}"
            assert item.title_en, place
            assert item.source, place
            assert item.basis, place
            assert all(clause.document and clause.clause for clause in item.basis), place
            assert item.standard.endswith(("。", "）")), place
            assert len(item.check) >= 12, place
            counted = item.sample_size > 0 or "全量" in item.method
            assert counted, f"{place}: {item.method}"
            assert not item.veto or item.severity == "critical", place


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_numbers_of_items_belong_to_their_section(form):
    for section in form.sections:
        assert [item.id for item in section.items] == [
            f"{section.id}.{n}" for n in range(1, len(section.items) + 1)
        ]


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_the_revision_record_counts_right(form):
    words = form.revisions[-1].changes
    total = sum(1 for _ in form.items())
    veto = sum(item.veto for item in form.items())
    if form is ANNUAL:
        assert f"{len(form.sections)} 类 {total} 项" in words
    else:
        assert words.startswith(f"{chinese(len(form.sections))}类{chinese(total)}项")
        assert "单项否决" not in words or f"单项否决{chinese(veto)}项".replace("否决二", "否决两") in words


def chinese(number):
    digits = "零一二三四五六七八九十"
    if number <= 10:
        return digits[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")


INDICATORS = {
    "一次解决率": Threshold("%", at_least=85), "平均处理时长（服务）": Threshold("秒", at_most=90),
    "平均处理时长（销售）": Threshold("秒", at_most=130), "20 秒接通率": Threshold("%", at_least=95),
    "放弃率": Threshold("%", at_most=5), "员工满意率": Threshold("%", at_least=65),
    "月流失率": Threshold("%", at_most=3), "人均年培训学时": Threshold("小时", at_least=60),
    "新客服岗前培训周数": Threshold("周", at_least=4), "知识库月更新率": Threshold("%", at_least=10),
    "话术合规率": Threshold("%", at_least=98), "平均语速": Threshold("字", 140, 160),
    "一级质检覆盖率": Threshold("%", at_least=100), "问题月度关闭率": Threshold("%", at_least=95),
    "质检占绩效比重": Threshold("%", at_least=40),
}  # fmt: skip


def test_indicators_of_the_call_centre_have_the_thresholds_of_the_rules():
    limits = {item.title: item.threshold for item in C.items() if item.threshold}
    assert INDICATORS.items() <= limits.items()
    numbers = [item for item in C.items() if item.answer_type is AnswerType.NUMBER]
    assert all(item.threshold for item in numbers)
    assert {item.title for item in numbers} == set(limits)


def test_seven_dimensions_have_a_standard_for_every_band():
    scored = [item for item in C.items() if item.dimension]
    assert [item.dimension for item in scored] == [
        "greeting", "listening", "tone", "empathy", "knowledge", "solving", "closing",
    ]  # fmt: skip
    for item in scored:
        assert item.answer_type is AnswerType.SCORE
        assert all(band in item.standard for band in ("90 分以上", "75–89", "60–74", "60 以下"))
        assert 60 <= item.pass_score <= 100


def test_the_compliance_list_has_its_twenty_two_indicators():
    last = C.sections[-1]
    assert len(last.items) == 22
    assert {row for item in last.items for row in item.source} >= {"C10", "C11", "C12", "C13"}


def test_the_annual_audit_takes_each_item_from_one_pack_word_by_word():
    offered = {item.text_hash: item for form in SINGLE for item in form.items()}
    for item in ANNUAL.items():
        origin = offered[item.text_hash]
        for name in (
            "title_en",
            "weight",
            "severity",
            "veto",
            "violation_class",
            "basis",
            "dimension",
            "threshold",
        ):
            assert getattr(item, name) == getattr(origin, name), (item.id, name)
    assert max(Counter(item.title for item in ANNUAL.items()).values()) == 1
    assert ANNUAL.review_months == 12


def test_vetoes_of_the_packs_are_not_lost_in_the_annual_audit():
    """Where two packs veto the same misdeed the annual audit takes one of them, of the same class."""
    kept = {item.violation_class for item in ANNUAL.items() if item.veto}
    assert {item.violation_class for form in SINGLE for item in form.items() if item.veto} == kept


def test_one_clause_is_not_two_things():
    """A clause of a company rule that several packs cite belongs to one class of violations or to a general rule."""
    by_clause = {}
    for form in SINGLE:
        for item in form.items():
            for clause in item.basis:
                if clause.document == "客服服务禁区管理制度":
                    by_clause.setdefault(clause.clause, set()).add(item.violation_class.split(".")[0])
    general = {"第 5.1 条"}
    assert {name: found for name, found in by_clause.items() if len(found) > 1 and name not in general} == {}
