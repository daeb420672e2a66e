"""Steps of a draft, what is wrong with it, and fields as people type them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditdesk.assets import resource
from auditdesk.domain import editing
from auditdesk.domain.checklists import (
    AnswerType,
    Clause,
    Condition,
    Form,
    FormState,
    Item,
    Section,
    Severity,
    Threshold,
)
from auditdesk.domain.drafting import MOST_STEPS, History, taken_over, troubles_of
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.field_text import (
    FORM_FIELDS,
    ITEM_FIELDS,
    SECTION_FIELDS,
    citations_of,
    condition_of,
    flag_of,
    lines_of,
    number_of,
    read_field,
    share_of,
    threshold_of,
    whole_of,
)
from auditdesk.packs.taxonomy import load_taxonomy


def item(number, **fields):
    made = Item(
        number, "项", "查", "准", "抽查", title_en="Item", basis=(Clause("手册", "1"),),
        violation_class="attitude.delay",
    )  # fmt: skip
    return replace(made, **fields)


FORM = Form(
    "f", "1.1", "清单",
    (Section("1", "甲", (item("1.1"), item("1.2"))), Section("2", "乙", (item("2.1"),))),
)  # fmt: skip
TAXONOMY = load_taxonomy(resource("rules", "violations.yaml"))


def titled(text):
    return replace(FORM, title=text)


def test_typing_in_one_field_is_one_step_until_it_rests():
    history = History(FORM)
    for text in ("门", "门店", "门店表"):
        assert history.push(titled(text), "form title")
    assert history.undo() == FORM
    assert not history.can_undo
    assert history.redo().title == "门店表"
    history.rest()
    history.push(titled("门店表二"), "form title")
    assert history.undo().title == "门店表"
    assert not history.push(history.form)


def test_a_new_step_forgets_what_was_taken_back():
    history = History(FORM)
    history.push(titled("甲"))
    history.undo()
    history.push(titled("乙"))
    assert not history.can_redo
    assert history.redo().title == "乙"


@given(st.lists(st.sampled_from(["push", "undo", "redo"]), max_size=40))
def test_undo_and_redo_walk_along_one_line(moves):
    history, line, at = History(FORM), [FORM], 0
    for number, move in enumerate(moves):
        if move == "push":
            made = titled(str(number))
            history.push(made)
            line[at + 1 :] = [made]
            at += 1
        else:
            at = max(0, at - 1) if move == "undo" else min(len(line) - 1, at + 1)
            (history.undo if move == "undo" else history.redo)()
        assert history.form == line[at]
        assert (history.can_undo, history.can_redo) == (at > 0, at < len(line) - 1)


def test_old_steps_are_forgotten():
    history = History(FORM)
    for number in range(MOST_STEPS + 50):
        history.push(titled(str(number)))
    while history.can_undo:
        history.undo()
    assert history.form.title == "50"


def test_troubles_name_their_place_and_whether_they_forbid_review():
    assert troubles_of(FORM, TAXONOMY) == []
    sections = (
        Section("1", "甲", (item("1.1", check=""), item("1.2", answer_type=AnswerType.NUMBER))),
        Section("2", "乙", ()),
    )
    found = troubles_of(replace(FORM, sections=sections), TAXONOMY)
    assert [(one.item, one.section, one.blocks) for one in found] == [
        ("1.1", "", True), ("", "2", False), ("1.2", "", False),
    ]  # fmt: skip
    assert "检查内容" in found[0].text
    assert "限值" in found[2].text
    odd = item("1.1", violation_class="x", weight=0, choices=("甲",), passing_choices=("乙",), basis=())
    texts = " ".join(one.text for one in troubles_of(with_first(odd), TAXONOMY))
    for word in ("分类表", "大于 0", "依据"):
        assert word in texts
    assert "合规选项" not in texts
    choice = replace(odd, answer_type=AnswerType.CHOICE)
    assert any("合规选项" in one.text for one in troubles_of(with_first(choice), TAXONOMY))


def with_first(one):
    return replace(FORM, sections=(Section("1", "甲", (one,)),))


def test_items_step_over_the_edge_of_their_section():
    form = editing.step_item(FORM, "1.2", 1)
    assert [[one.id for one in section.items] for section in form.sections] == [["1.1"], ["1.2", "2.1"]]
    assert editing.step_item(form, "1.2", -1) == FORM
    assert editing.step_item(FORM, "1.1", -1) == FORM
    assert editing.step_item(FORM, "2.1", 1) == FORM
    assert [one.id for one in editing.step_section(FORM, "2", -1).sections] == ["2", "1"]
    assert editing.step_section(FORM, "2", 1) == FORM


@given(st.lists(st.tuples(st.sampled_from(["1.1", "1.2", "2.1"]), st.sampled_from([-1, 1])), max_size=12))
def test_stepping_never_loses_an_item(steps):
    form = FORM
    for number, by in steps:
        form = editing.step_item(form, number, by)
    assert sorted(one.id for one in form.items()) == ["1.1", "1.2", "2.1"]


def test_a_copy_stands_behind_its_item_with_a_free_number():
    form, number = editing.duplicate_item(FORM, "1.1")
    assert number == "1.3"
    assert [one.id for one in form.sections[0].items] == ["1.1", "1.3", "1.2"]
    assert form.item("1.3").text_hash == form.item("1.1").text_hash


def test_a_file_is_taken_over_but_for_its_names():
    found = replace(FORM, version="9", title="新清单", state=FormState.PUBLISHED, sections=FORM.sections[:1])
    draft = replace(FORM, state=FormState.DRAFT)
    taken = taken_over(draft, found)
    assert (taken.version, taken.state, taken.title) == ("1.1", FormState.DRAFT, "新清单")
    assert len(taken.sections) == 1
    with pytest.raises(BadInputError, match="g"):
        taken_over(draft, replace(found, id="g"))


def test_fields_are_read_as_people_type_them():
    assert (number_of(" 1,200.5 "), whole_of("3"), whole_of("")) == (1200.5, 3, 0)
    assert (share_of("90%"), share_of("0.9"), share_of("12.5％")) == (0.9, 0.9, 0.125)
    assert lines_of("甲; 乙；丙\n\n丁") == ("甲", "乙", "丙", "丁")
    assert (flag_of("是"), flag_of("false")) == (True, False)
    assert threshold_of(">= 95 %") == Threshold("%", 95.0, None)
    assert threshold_of("≥ 1 ≤ 30 秒") == Threshold("秒", 1.0, 30.0)
    assert threshold_of("  ") is None
    assert condition_of("4.2 = fail; not_applicable") == Condition("4.2", ("fail", "not_applicable"))
    assert condition_of("") is None
    assert citations_of("手册 | 第 3 条 | V4.2 | 用统一话术\n规范|2") == (
        Clause("手册", "第 3 条", "V4.2", "用统一话术"), Clause("规范", "2"),
    )  # fmt: skip
    assert read_field(ITEM_FIELDS, "severity", "major") is Severity.MAJOR
    assert read_field(FORM_FIELDS, "target_rate", "95%") == 0.95


@pytest.mark.parametrize(
    ("fields", "name", "text", "word"),
    [
        (ITEM_FIELDS, "weight", "多", "不是数字"),
        (ITEM_FIELDS, "weight", "inf", "不是数字"),
        (ITEM_FIELDS, "sample_size", "1.5", "整数"),
        (ITEM_FIELDS, "sample_size", "-1", "整数"),
        (ITEM_FIELDS, "severity", "huge", "critical"),
        (ITEM_FIELDS, "veto", "maybe", "true"),
        (ITEM_FIELDS, "threshold", "95", ">="),
        (ITEM_FIELDS, "condition", "4.2", "="),
        (ITEM_FIELDS, "basis", "手册", "条款"),
        (SECTION_FIELDS, "weight", "1", "没有字段"),
    ],
)
def test_what_cannot_be_read_is_told_with_the_way_out(fields, name, text, word):
    with pytest.raises(BadInputError, match=word):
        read_field(fields, name, text)


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_every_number_typed_is_read_back(value):
    assert number_of(repr(value)) == value
