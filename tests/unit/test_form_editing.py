from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples

from auditdesk.domain import editing
from auditdesk.domain.carrying import compare_forms
from auditdesk.domain.checklists import Condition, Form, Item, Section
from auditdesk.domain.errors import BadInputError


def item(number, **fields):
    return replace(Item(number, "项", "查", "准"), **fields)


FORM = Form(
    "f", "3.2", "清单",
    (
        Section("1", "甲", (item("1.1"), item("1.2", condition=Condition("1.1", ("fail",))))),
        Section("2", "乙", (item("2.1"),)),
    ),
)  # fmt: skip


def ids(form):
    return [one.id for one in form.items()]


def test_sections_come_move_change_and_go():
    form = editing.add_section(FORM, "丙", title_en="Third")
    assert [one.id for one in form.sections] == ["1", "2", "3"]
    form = editing.move_section(form, "3", 0)
    assert [one.id for one in form.sections] == ["3", "1", "2"]
    form = editing.change_section(form, "3", id="0", title="总则", title_en="General")
    assert (form.sections[0].id, form.sections[0].title_en) == ("0", "General")
    assert editing.remove_section(form, "0").sections == FORM.sections
    assert FORM.sections[0].title == "甲"


def test_items_come_move_change_and_go():
    form = editing.add_item(FORM, "1", item("", title="新"), at=0)
    assert ids(form) == ["1.3", "1.1", "1.2", "2.1"]
    form = editing.move_item(form, "1.3", "2")
    assert ids(form) == ["1.1", "1.2", "2.1", "1.3"]
    before = form.item("2.1").text_hash
    form = editing.change_item(form, "2.1", weight=3.0, title_en="English")
    assert form.item("2.1").text_hash == before
    assert editing.change_item(form, "2.1", standard="另一个").item("2.1").text_hash != before
    assert ids(editing.remove_item(form, "1.3")) == ids(FORM)


def test_conditions_follow_a_new_number_and_keep_their_item():
    form = editing.change_item(FORM, "1.1", id="1.9")
    assert form.item("1.2").condition.item == "1.9"
    for refused in (
        lambda: editing.remove_item(FORM, "1.1"),
        lambda: editing.change_item(FORM, "2.1", condition=Condition("9.9", ("fail",))),
        lambda: editing.change_item(FORM, "2.1", condition=Condition("2.1", ("fail",))),
    ):
        with pytest.raises(BadInputError, match="条件"):
            refused()
    assert ids(editing.remove_section(FORM, "1")) == ["2.1"]
    away = editing.move_item(FORM, "1.2", "2")
    with pytest.raises(BadInputError, match="条件"):
        editing.remove_section(away, "1")


@pytest.mark.parametrize(
    "act",
    [
        lambda: editing.add_item(FORM, "1", item("2.1")),
        lambda: editing.add_item(FORM, "7", item("7.1")),
        lambda: editing.change_item(FORM, "2.1", id=" "),
        lambda: editing.change_item(FORM, "2.1", nothing=1),
        lambda: editing.change_section(FORM, "1", items=()),
        lambda: editing.add_section(FORM, "丙", section_id="1"),
        lambda: editing.add_section(FORM, " "),
        lambda: editing.change_form(FORM, version="9"),
        lambda: editing.change_form(FORM, title=" "),
        lambda: editing.change_form(FORM, target_rate=1.2),
        lambda: editing.change_form(FORM, review_months=0),
        lambda: editing.remove_item(FORM, "9.9"),
    ],
)
def test_what_cannot_be_is_refused(act):
    with pytest.raises(BadInputError):
        act()


def test_meta_fields_and_numbers():
    form = editing.change_form(FORM, title="新名", title_en="New", review_months=12)
    assert (form.title, form.title_en, form.review_months) == ("新名", "New", 12)
    assert editing.next_version("3.2") == "3.3"
    assert editing.next_version("1.9") == "1.10"
    assert editing.next_version("试行") == "试行.1"
    empty = editing.add_section(FORM, "丙")
    assert editing.next_item_id(empty, "3") == "3.1"
    assert editing.next_section_id(Form("f", "1", "清单", ())) == "1"


STEP = st.tuples(
    st.sampled_from(["add", "move", "remove", "rename", "text", "section", "swap", "drop"]),
    st.integers(0, 9), st.integers(0, 9), st.text("一二12. ", max_size=4),
)  # fmt: skip


def walk(form, step):
    what, first, second, text = step
    numbers, sections = ids(form), [one.id for one in form.sections]
    one = numbers[first % len(numbers)] if numbers else "-"
    section = sections[second % len(sections)] if sections else "-"
    acts = {
        "add": lambda: editing.add_item(form, section, item(text), at=first),
        "move": lambda: editing.move_item(form, one, section, first),
        "remove": lambda: editing.remove_item(form, one),
        "rename": lambda: editing.change_item(form, one, id=text),
        "text": lambda: editing.change_item(form, one, standard=text),
        "section": lambda: editing.add_section(form, text, at=first),
        "swap": lambda: editing.move_section(form, section, first),
        "drop": lambda: editing.remove_section(form, section),
    }
    try:
        return acts[what]()
    except BadInputError:
        return form


@examples(60)
@given(st.lists(STEP, max_size=12))
def test_numbers_stay_unique_and_hashes_follow_only_texts(steps):
    form = FORM
    for step in steps:
        before = {one.id: one.text_hash for one in form.items()}
        form = walk(form, step)
        assert len(set(ids(form))) == len(ids(form))
        assert len({one.id for one in form.sections}) == len(form.sections)
        assert all(one.id.strip() == one.id != "" for one in form.items())
        assert all(one.condition is None or form.item(one.condition.item) for one in form.items())
        if step[0] not in ("text", "rename", "add"):
            assert all(before[one.id] == one.text_hash for one in form.items())
    difference = compare_forms(form, form)
    assert difference.counts() == (0, 0, 0)
    assert not difference.details
