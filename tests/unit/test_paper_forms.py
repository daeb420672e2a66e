"""Blank paper forms: the layout file, what is ticked by hand, and the pages themselves."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2 as pdfium
import pytest
from tests.factories import make_program

from auditdesk.cli.app import run
from auditdesk.domain.checklists import AnswerType, Form, Item, Section, Threshold
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.paper import (
    PaperColumn,
    PaperKey,
    PaperLayout,
    answer_lines,
    outcome_lines,
    paper_word,
    problems_of_layout,
)
from auditdesk.i18n import use_language
from auditdesk.packs.forms import builtin_forms
from auditdesk.packs.paper import load_paper
from auditdesk.report.blank import build_blank_form

ITEM = Item("1.1", "门头", "看门头", "完好", "目测")


def form(*items):
    return Form("shop", "1.0", "门店自查表", (Section("1", "环境", items),), title_en="Shop check")


def texts(pdf):
    document = pdfium.PdfDocument(pdf)
    found = [page.get_textpage().get_text_bounded() for page in document]
    sizes = [page.get_size() for page in document]
    document.close()
    return found, sizes


@pytest.fixture(scope="module")
def layout():
    return load_paper()


@pytest.fixture(scope="module")
def pack(layout):
    one = builtin_forms()[0]
    return one, build_blank_form(one, layout)


def test_the_columns_are_those_of_the_requirement_in_order(layout):
    assert [one.title for one in layout.columns] == [
        "检查项目", "检查内容", "检查标准", "检查方式", "检查结果", "问题描述", "整改责任人", "整改期限",
        "整改结果",
    ]  # fmt: skip
    assert problems_of_layout(layout) == []


def test_every_item_is_printed_once_on_a4_landscape_with_page_numbers(pack):
    one, pdf = pack
    pages, sizes = texts(pdf)
    assert {(round(wide), round(high)) for wide, high in sizes} == {(842, 595)}
    whole = "\n".join(pages)
    for item in one.items():
        assert whole.count(f"{item.id} ") + whole.count(f"{item.id}\u3000") >= 1
    for number, page in enumerate(pages, start=1):
        assert f"第 {number} 页" in page
        assert f"共 {len(pages)} 页" in page
        assert "检查项目" in page
    assert "自查单位" in pages[0]
    assert "复核人" in pages[-1]
    assert "□ 未完成" in whole


def test_the_same_form_gives_the_same_bytes(layout):
    small = form(ITEM, replace(ITEM, id="1.2", veto=True))
    assert build_blank_form(small, layout) == build_blank_form(small, layout)


def test_english_titles_are_used_in_english(layout):
    use_language("en")
    try:
        pages, _sizes = texts(build_blank_form(form(replace(ITEM, title_en="Signboard")), layout))
        assert paper_word(layout.columns[0]) == "Item"
    finally:
        use_language("zh_CN")
    assert "Shop check" in pages[0]
    assert "Signboard" in pages[0]


def test_what_is_ticked_follows_the_way_of_answering():
    def lines(**fields):
        return answer_lines(replace(ITEM, **fields))

    assert lines() == ("□ 合规", "□ 不合规", "□ 不适用")
    assert lines(answer_type=AnswerType.CHOICE, choices=("好", "差"))[:2] == ("□ 好", "□ 差")
    assert "10 分" in lines(answer_type=AnswerType.POINTS, max_points=10.0)[0]
    assert "60" in lines(answer_type=AnswerType.SCORE)[0]
    number = lines(answer_type=AnswerType.NUMBER, threshold=Threshold("%", 95.0, 100.0))
    assert number[:2] == ("＿＿＿ %", "≥ 95 ≤ 100")
    assert lines(answer_type=AnswerType.TEXT) == ("＿＿＿＿＿＿", "□ 不适用")
    assert outcome_lines() == ("□ 完成", "□ 进行中", "□ 未完成")


def test_wrong_layouts_are_told(tmp_path):
    column = PaperColumn(PaperKey.ITEM, "项", 30)
    found = problems_of_layout(PaperLayout((column, column), size=3))
    assert len(found) == 3
    result = replace(column, key=PaperKey.RESULT, width=300)
    assert "毫米" in problems_of_layout(PaperLayout((column, result)))[0]
    assert "大于 0" in problems_of_layout(PaperLayout((column, replace(result, width=0))))[0]
    path = tmp_path / "blank.yaml"
    path.write_text("size: 8\ncolumns:\n  - {key: itm, title: 项, width: 3}\n", encoding="utf-8")
    with pytest.raises(BadInputError, match="第 3 行"):
        load_paper(path)
    path.write_text("size: 8\ncolumns:\n  - {key: item, title: 项, width: 3}\n", encoding="utf-8")
    with pytest.raises(BadInputError, match="两列"):
        load_paper(path)


def test_a_text_longer_than_a_page_is_refused_with_a_sentence(layout):
    with pytest.raises(BadInputError, match="放不进一页"):
        build_blank_form(form(replace(ITEM, check="很长的内容。" * 700)), layout)


def test_the_command_writes_the_paper_form_without_a_workspace(tmp_path, monkeypatch):
    monkeypatch.delenv("AUDITDESK_WORKSPACE", raising=False)
    out = tmp_path / "out.pdf"
    program = make_program(tmp_path / "home")
    assert run(["form", "print", "forbidden-zones", str(out)], lambda: program) == 0
    assert out.read_bytes().startswith(b"%PDF")
    assert run(["form", "print", "none", str(tmp_path / "x.pdf")], lambda: program) == 2
