import string
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples

from auditdesk.assets import form_file
from auditdesk.domain.checklists import (
    AnswerType,
    Clause,
    Condition,
    Form,
    Item,
    Section,
    Severity,
    Threshold,
)
from auditdesk.domain.errors import BadInputError
from auditdesk.packs.forms import builtin_forms, check_form, dump_form, load_form, load_form_text
from auditdesk.packs.library import FormLibrary

SMALL = """\
id: tiny
version: "1.0"
title: 小清单
sections:
  - id: "1"
    title: 第一类
    items:
      - id: "1.10"
        title: 项目
        check: 看什么
        standard: 怎样算合规
"""


def test_small_form_keeps_text_ids():
    form = load_form_text(SMALL, "tiny.yaml")
    assert [item.id for item in form.items()] == ["1.10"]
    assert form.sections[0].items[0].answer_type is AnswerType.PASS_FAIL


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('"1.10"', "1.10", 8, "引号"),
        ("check: 看什么", "chek: 看什么", 10, "chek"),
        ("        standard: 怎样算合规\n", "", 8, "standard"),
        ("standard: 怎样算合规", "standard: 好\n        severity: 很大", 12, "critical"),
        ("standard: 怎样算合规", "standard: 好\n        weight: 重", 12, "数字"),
        ("standard: 怎样算合规", "standard: 好\n        veto: 1", 12, "true"),
        ("standard: 怎样算合规", "standard: 好\n        source: A7", 12, "列表"),
        ("standard: 怎样算合规", "standard: 好\n        source: [A7, 7]", 12, "引号"),
        ("standard: 怎样算合规", "standard: 好\n        standard: 又", 12, "两次"),
        ("title: 小清单", "title: [小, 清单", 4, "YAML"),
        ("title: 小清单", "title: &a 小清单", 3, "引用"),
        ("title: 小清单", "title: !!python/object:os.system 小", 3, "标签"),
        ("title: 小清单", "title: *a", 3, "YAML"),
    ],
)
def test_error_names_line_and_fix(old, new, line, words):
    with pytest.raises(BadInputError) as caught:
        load_form_text(SMALL.replace(old, new), "tiny.yaml")
    assert "tiny.yaml" in caught.value.message
    assert words in caught.value.message
    if words != "YAML":
        assert f"第 {line} 行" in caught.value.message


def test_duplicate_ids_are_refused():
    twice = SMALL + SMALL[SMALL.index("      - id") :]
    with pytest.raises(BadInputError, match=r"1\.10 重复"):
        load_form_text(twice, "tiny.yaml")


def test_bomb_is_refused_at_once():
    rows = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    with pytest.raises(BadInputError, match="引用"):
        load_form_text("\n".join(rows), "bomb.yaml")
    with pytest.raises(BadInputError, match="嵌套"):
        load_form_text("[" * 100_000, "deep.yaml")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("标题".encode("gb18030"), "UTF-8"),
        (b"", "空"),
        (b"# " + b"x" * (10 * 1024 * 1024), "10 MB"),
        (b"just text", "字段"),
        (b"title: \x00", "字符"),
    ],
)
def test_unusable_files_give_one_sentence(tmp_path, content, words):
    path = tmp_path / "form.yaml"
    path.write_bytes(content)
    with pytest.raises(BadInputError, match=words):
        load_form(path)
    assert len(check_form(path)) >= 1


def test_missing_file(tmp_path):
    with pytest.raises(BadInputError, match=r"gone\.yaml"):
        load_form(tmp_path / "gone.yaml")


def test_check_lists_everything_with_lines(tmp_path):
    path = tmp_path / "form.yaml"
    path.write_text(SMALL.replace('"1.10"', "1.10").replace("title: 项目", "titel: 项目"), encoding="utf-8")
    problems = check_form(path)
    assert len(problems) == 2
    assert "title" in problems[1]
    assert all(problem.startswith("第 ") for problem in problems)
    path.write_text(SMALL + "        violation_class: attitude.lazy\n", encoding="utf-8")
    text = "\n".join(check_form(path))
    for word in ("attitude.lazy", "依据", "检查方式", "英文名"):
        assert word in text


def test_builtin_packs_are_sound():
    forms = builtin_forms()
    assert forms
    assert len({form.id for form in forms}) == len(forms)
    for path in sorted(form_file("checklists").glob("*.yaml")):
        assert check_form(path) == [], path.name
    for form in forms:
        assert load_form_text(dump_form(form), form.id) == form
        assert len({(item.title, item.check) for item in form.items()}) == sum(1 for _ in form.items())


def test_pack_a_is_what_the_screens_tell():
    form = next(one for one in builtin_forms() if one.id == "customer-service-self-check")
    assert 40 <= sum(1 for _ in form.items()) <= 48
    assert [item.id for item in form.items() if item.veto] == ["1.6", "2.1", "2.6", "5.5"]
    assert form.item("4.3").title == "投诉首次响应时限"
    assert form.item("4.3").violation_class == "attitude.delay"
    assert form.item("2.1").severity is Severity.CRITICAL


def test_library_loads_a_text_once():
    library = FormLibrary()
    assert library.load(SMALL, "a") is library.load(SMALL, "b")
    assert library.builtin() is library.builtin()
    assert library.load(library.dump(library.load(SMALL, "a")), "c") == library.load(SMALL, "a")


def test_library_checks_files():
    assert FormLibrary().check(Path("/nowhere/x.yaml"))


texts = st.text(
    st.characters(blacklist_categories=("Cs",), blacklist_characters="\r\x85\u2028\u2029"), max_size=30
)
names = texts.filter(lambda text: text.strip() != "")
numbers = st.floats(0, 1e6, allow_nan=False)
items = st.builds(
    Item,
    id=st.uuids().map(str),
    title=names, check=names, standard=texts, method=texts, sample_size=st.integers(0, 500), title_en=texts,
    weight=numbers, severity=st.sampled_from(Severity), veto=st.booleans(),
    basis=st.lists(st.builds(Clause, texts, texts, texts, texts), max_size=2).map(tuple),
    source=st.lists(texts, max_size=2).map(tuple),
    answer_type=st.sampled_from([AnswerType.PASS_FAIL, AnswerType.NUMBER, AnswerType.TEXT]),
    threshold=st.none() | st.builds(Threshold, texts, st.none() | numbers, st.none() | numbers),
    choices=st.lists(texts, max_size=2).map(tuple),
)  # fmt: skip


@examples(40)
@given(st.lists(items, min_size=1, max_size=4, unique_by=lambda item: item.id), texts, st.booleans())
def test_dump_loads_back_equal(made, title, conditional):
    if conditional:
        condition = Condition(made[0].id, ("pass", "yes", "1.0"))
        made = [*made, Item("last", "t", "c", "s", condition=condition)]
    form = Form("id", "1.0", title, (Section("1", "s", tuple(made)),), revisions=())
    assert load_form_text(dump_form(form), "round") == form


@examples(60)
@given(st.text(st.sampled_from(string.printable + "清单：-\n "), max_size=200))
def test_any_text_loads_or_gives_a_sentence(text):
    told = ""
    try:
        load_form_text(text, "any.yaml")
    except BadInputError as error:
        told = error.message
    assert "any.yaml" in told


def test_annual_audit_draws_from_the_five_packs_without_repeats():
    forms = {form.id: form for form in builtin_forms()}
    annual = forms.pop("annual-compliance-audit")
    drawn = [item.text_hash for item in annual.items()]
    offered = {item.text_hash for form in forms.values() for item in form.items()}
    assert len(forms) == 5
    assert builtin_forms()[-1] == annual
    assert set(drawn) <= offered
    assert len(set(drawn)) == len(drawn)
    assert len({item.title for item in annual.items()}) == len(drawn)
    assert all({item.text_hash for item in form.items()} & set(drawn) for form in forms.values())
    assert all(25 <= sum(1 for _ in form.items()) <= 55 for form in forms.values())


def test_call_centre_pack_holds_the_indicators_of_c1_to_c4_and_c10():
    form = next(one for one in builtin_forms() if one.id == "call-centre-quality")
    limits = {item.title: item.threshold for item in form.items() if item.threshold}
    assert limits["一次解决率"] == Threshold("%", at_least=85)
    assert limits["放弃率"] == Threshold("%", at_most=5)
    assert limits["平均语速"] == Threshold("字", 140, 160)
    assert len({item.dimension for item in form.items() if item.dimension}) == 7
    assert len(form.sections[-1].items) == 22


def test_check_points_at_the_line_of_the_item(tmp_path):
    text = dump_form(builtin_forms()[0])
    path = tmp_path / "pack.yaml"
    path.write_text(text.replace("id: '4.3'", "id: '4.2'", 1), encoding="utf-8")
    line = next(
        n
        for n, each in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "投诉首次响应时限" in each
    )
    (problem,) = [one for one in check_form(path) if "重复" in one]
    assert problem.startswith(f"第 {line - 1} 行")


def test_check_wants_weights_where_they_count(tmp_path):
    form = builtin_forms()[0]
    none = tuple(
        replace(section, items=tuple(replace(item, weight=0.0) for item in section.items))
        for section in form.sections
    )
    path = tmp_path / "pack.yaml"
    path.write_text(dump_form(replace(form, sections=none)), encoding="utf-8")
    assert any("权重合计为 0" in one for one in check_form(path))
