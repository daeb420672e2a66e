from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditdesk.bootstrap.remembered import Remembered
from auditdesk.domain.checklists import Form
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.importing import Column, ForeignPreview, ForeignSheet, SeenColumn, column_label
from auditdesk.domain.mapping import Reading, SheetChoice, fingerprint, learned, letter, parse_map
from auditdesk.services.importing_forms import named_form


def test_letters_are_excels():
    assert [letter(index) for index in (0, 25, 26, 27, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


@given(st.integers(0, 20_000))
def test_a_letter_says_its_column(index):
    number = 0
    for char in letter(index):
        number = number * 26 + ord(char) - ord("A") + 1
    assert number == index + 1


@pytest.mark.parametrize(
    ("word", "name", "column"),
    [
        ("合格线=standard", "合格线", Column.STANDARD), ("C=检查标准", "C", Column.STANDARD),
        (" a = b =问题 描述", "a = b", Column.NOTE), ("D=IGNORED", "D", Column.IGNORED),
    ],
)  # fmt: skip
def test_words_of_the_command_line(word, name, column):
    assert parse_map([word]) == {name: column}


@pytest.mark.parametrize("word", ["合格线", "=standard", "C=", "C=好", ""])
def test_words_that_say_nothing_are_refused_with_the_options(word):
    with pytest.raises(BadInputError, match="检查标准") as caught:
        parse_map([word])
    assert f"“{word}”" in caught.value.message


@pytest.mark.parametrize("column", Column)
def test_every_meaning_can_be_given_by_code_and_by_word(column):
    assert parse_map([f"A={column.value}"]) == parse_map([f"A={column_label(column)}"]) == {"A": column}


def test_a_name_is_a_head_before_it_is_a_letter():
    reading = Reading(named={"B": Column.CHECK, "合 格线": Column.STANDARD})
    assert reading.meaning(0, "B") is Column.CHECK
    assert reading.meaning(1, "别的") is Column.CHECK
    assert reading.meaning(7, "合格线") is Column.STANDARD
    assert reading.meaning(7, "") is None
    assert not Reading()
    assert reading


def test_choices_of_one_sheet_stand_over_those_of_all():
    reading = Reading({"甲": SheetChoice(header_row=2)}, only=("甲",), header_row=4)
    assert (reading.choice("甲").wanted, reading.choice("甲").header_row) == (True, 2)
    assert (reading.choice("乙").wanted, reading.choice("乙").header_row) == (False, 4)
    after = reading.with_choice("乙", SheetChoice(wanted=True))
    assert after.choice("乙").wanted
    assert reading.choice("乙").wanted is False, "the first stays as it was"


heads = st.dictionaries(st.integers(0, 20), st.text(min_size=1, max_size=6), max_size=6)


@given(heads)
def test_a_layout_is_known_by_its_heads_whatever_their_spelling(found):
    spaced = {index: f" {text} ".upper() if text.isascii() else f"{text} " for index, text in found.items()}
    assert fingerprint(found) == fingerprint(spaced)
    moved = {index + 1: text for index, text in found.items()}
    assert fingerprint(found) != fingerprint(moved) or not any(text.strip() for text in found.values())


def preview_of(*, corrected):
    seen = (
        SeenColumn(0, "编号", (), Column.ID),
        SeenColumn(1, "线", (), Column.STANDARD),
        SeenColumn(2, "", ()),
    )
    table = ForeignSheet("表", (1,), {0: "编号", 1: "线"}, {}, (), seen, corrected=corrected)
    return ForeignPreview(("表",), (), Form("旧", "1.0", "旧", ()), (table,))


def test_only_corrected_layouts_are_learned_and_columns_without_a_head_are_not():
    assert learned(preview_of(corrected=False)) == {}
    known = learned(preview_of(corrected=True))
    assert known == {fingerprint({0: "编号", 1: "线"}): {0: Column.ID, 1: Column.STANDARD}}


def test_layouts_are_kept_on_this_machine_without_any_of_their_texts(tmp_path):
    kept = Remembered(tmp_path)
    assert kept.mappings() == {}
    kept.keep_mappings({})
    assert not (tmp_path / "mappings.json").exists()
    kept.keep_mappings(learned(preview_of(corrected=True)))
    kept.keep_mappings({"b": {3: Column.NOTE}})
    assert Remembered(tmp_path).mappings()["b"] == {3: Column.NOTE}
    assert len(kept.mappings()) == 2
    assert "线" not in (tmp_path / "mappings.json").read_text(encoding="utf-8")
    for number in range(205):
        kept.keep_mappings({f"n{number}": {0: Column.ID}})
    assert len(kept.mappings()) == 200
    assert "b" not in kept.mappings()


@pytest.mark.parametrize("text", ["", "[]", '{"a": 3}', '{"a": {"x": "id", "1": "no such"}}', "{"])
def test_an_odd_file_of_layouts_is_as_none(tmp_path, text):
    (tmp_path / "mappings.json").write_text(text, encoding="utf-8")
    assert not any(Remembered(tmp_path).mappings().values())


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "home").write_text("a file, no folder", encoding="utf-8")
    with pytest.raises(BadInputError, match="设置存不到"):
        Remembered(tmp_path / "home").keep_mappings({"a": {0: Column.ID}})


def test_a_title_gives_foreign_forms_their_id_and_leaves_packs_theirs():
    foreign = named_form(preview_of(corrected=False), "门店 检查", "2.0")
    assert (foreign.key, foreign.title) == ("门店-检查@2.0", "门店 检查")
    pack = ForeignPreview((), (), Form("a-pack", "1.0", "旧", ()))
    assert named_form(pack, "新").key == "a-pack@1.0"
    assert named_form(pack).title == "旧"
    assert json.dumps(foreign.id, ensure_ascii=False)
