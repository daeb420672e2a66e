import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples

from auditdesk.domain.checklists import problems_of
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.importing import Column
from auditdesk.packs.forms import builtin_forms, load_form_text
from auditdesk.packs.library import FormLibrary
from auditdesk.sheets.export import export_form
from auditdesk.sheets.foreign import read_foreign

SAMPLE = Path(__file__).parents[3] / "shared" / "samples" / "OWASP-WSTG-checklist.xlsx"
HEAD = ["编号", "检查项目", "检查内容", "检查标准", "检查结果", "备注"]


def book_of(*sheets, merges=(), formats=()):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"表{number}")
        for row in rows:
            sheet.append(row)
        for area in merges:
            sheet.merge_cells(area)
        for place, shape in formats:
            sheet[place].number_format = shape
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(data, name="外部清单.xlsx"):
    return read_foreign(io.BytesIO(data), name=name)


def outline(preview):
    return [(section.title, [item.id for item in section.items]) for section in preview.form.sections]


def test_heads_repeated_per_section_from_b5_with_links():
    rows = [[], ["", "某某测试清单"], [], []]
    for section, code, count in (("信息收集", "INFO", 3), ("会话管理", "SESS", 2)):
        rows.append(["", section, "Test Name", "Objectives", "Status", "Notes"])
        rows += [
            [
                "",
                f"T-{code}-0{n}",
                f'=HYPERLINK("https://example.com/{n}", "测试 ""{n}""")',
                f"- 目标 {n}",
                "Not Started",
            ]
            for n in range(1, count + 1)
        ]
        rows.append([])
    other = [["№", "OTG", "Vulnerability Name", "Risk"], [1, "T-INFO-01", "=VLOOKUP(1,A:B,2)", "High"]]
    preview = read(book_of(rows, other))
    assert (preview.item_count, preview.section_count) == (5, 2)
    assert outline(preview) == [
        ("信息收集", ["T-INFO-01", "T-INFO-02", "T-INFO-03"]), ("会话管理", ["T-SESS-01", "T-SESS-02"]),
    ]  # fmt: skip
    assert preview.form.sections[0].items[0].title == '测试 "1"'
    assert preview.form.sections[0].items[0].check == "- 目标 1"
    assert preview.form.title == "某某测试清单"
    assert preview.skipped_sheets == ("表2",)
    assert preview.tables[0].header_rows == (5, 10)


@pytest.mark.skipif(not SAMPLE.exists(), reason="the public sample is not beside the project")
def test_public_sample_gives_its_113_items():
    preview = read_foreign(SAMPLE)
    assert preview.item_count == 113
    assert preview.section_count == 12
    assert preview.form.sections[0].items[0].id == "WSTG-INFO-01"
    assert not problems_of(preview.form)


def test_banner_sections_as_rows_notes_and_totals():
    rows = [
        ["客户服务检查表"], ["检查单位：", "", "日期："], HEAD,
        ["一、服务规范"],
        ["1.1", "问候", "听录音", "有问候", "合规"],
        ["1.10", "结束语", "听录音", "有结束语"],
        ["二、信息安全"],
        ["2.1", "核验", "查操作", "双要素", "不合规", "缺一"],
        ["合计", "", "3"],
        ["备注：本表一式两份"],
    ]  # fmt: skip
    preview = read(book_of(rows, merges=["A1:F1", "A4:F4", "A7:F7"]))
    assert outline(preview) == [("服务规范", ["1.1", "1.10"]), ("信息安全", ["2.1"])]
    assert preview.form.title == "客户服务检查表"
    item = preview.form.item("2.1")
    assert (item.title, item.check, item.standard) == ("核验", "查操作", "双要素")
    assert any("9、10" in warning for warning in preview.warnings)


def test_section_numbers_as_rows_with_two_cells():
    rows = [
        HEAD,
        ["1", "服务规范"],
        ["1.1", "问候", "听", "有"],
        ["1.2", "只有题目"],
        ["2", "安全"],
        ["2.1", "核验", "查", "双"],
    ]
    assert outline(read(book_of(rows))) == [("服务规范", ["1.1", "1.2"]), ("安全", ["2.1"])]


def test_section_column_merged_or_left_blank():
    rows = [
        ["类别", "检查内容", "检查标准"],
        ["规范", "问候", "有"], [None, "结束语", "有"], ["安全", "核验", "双"], [None, "锁屏", "锁"],
    ]  # fmt: skip
    wanted = [("规范", ["1.1", "1.2"]), ("安全", ["2.1", "2.2"])]
    assert outline(read(book_of(rows))) == wanted
    assert outline(read(book_of(rows, merges=["A2:A3", "A4:A5"]))) == wanted


def test_merged_titles_are_sections():
    rows = [
        ["检查项目", "检查内容", "检查标准"],
        ["规范", "问候", "有"],
        [None, "结束语", "有"],
        ["安全", "核验", "双"],
        [None, "锁屏", "锁"],
    ]
    preview = read(book_of(rows, merges=["A2:A3", "A4:A5"]))
    assert [section.title for section in preview.form.sections] == ["规范", "安全"]
    assert [item.title for item in preview.form.items()] == ["问候", "结束语", "核验", "锁屏"]


def test_head_of_two_rows():
    rows = [
        ["序号", "检查内容", "检查标准", "检查结果", "", ""], ["", "", "", "合规", "不合规", "不适用"],
        ["1", "问候", "有", "√"], ["2", "核验", "双"],
    ]  # fmt: skip
    preview = read(book_of(rows, merges=["A1:A2", "B1:B2", "C1:C2", "D1:F1"]))
    assert [item.check for item in preview.form.items()] == ["问候", "核验"]


def test_numbers_as_ids_keep_their_zeros():
    rows = [HEAD, *[[float(f"1.{n}"), "题", f"查{n}", "准"] for n in range(1, 12)]]
    assert [item.id for item in read(book_of(rows)).form.items()] == [f"1.{n}" for n in range(1, 12)]
    shown = book_of([HEAD, [1.1, "题", "查", "准"]], formats=[("A2", "0.00")])
    assert read(shown).form.sections[0].items[0].id == "1.10"


def test_repeated_and_empty_ids_are_told():
    rows = [
        HEAD,
        ["甲"],
        [1, "a", "b", "c"],
        [2, "a2", "b", "c"],
        ["乙"],
        [1, "d", "e", "f"],
        ["", "g", "h", "i"],
    ]
    preview = read(book_of(rows))
    ids = [item.id for item in preview.form.items()]
    assert ids == ["1", "2", "2.1", "2.2"]
    assert not problems_of(preview.form)
    assert any("重复" in warning for warning in preview.warnings)
    assert any("没有编号" in warning for warning in preview.warnings)


def test_english_and_several_sheets():
    one = [
        ["Section", "ID", "Requirement", "Criteria", "Weight", "Severity"],
        ["A", "A-1", "Do", "Done", 2, "High"],
    ]
    two = [["No.", "Question", "Yes/No"], [1, "Is it so?", "yes"]]
    preview = read(book_of(one, two))
    assert preview.sheets == ("表1", "表2")
    assert (preview.item_count, preview.section_count) == (2, 2)
    assert preview.form.item("A-1").weight == 2.0
    assert preview.form.item("A-1").severity == "critical"
    assert preview.form.item("1").check == "Is it so?"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_in_the_usual_encodings(encoding, mark):
    rows = [HEAD, ["1.10", "问候", '"逐条听\n录音"', "有"], ["1.2", "核验", "查操作", "双要素"]]
    data = "\r\n".join(mark.join(row) for row in rows).encode(encoding)
    preview = read(data, "清单.csv")
    assert [item.id for item in preview.form.items()] == ["1.10", "1.2"]
    assert preview.form.item("1.10").check == "逐条听\n录音"
    assert preview.form.title == "清单"


def test_columns_can_be_chosen_by_hand():
    preview = read(book_of([["编号", "检查内容", "合格线"], ["1", "查", "九成"]]))
    assert preview.form.item("1").standard == ""
    assert "合格线" in "".join(preview.warnings)
    item = (
        read(book_of([["编号", "检查内容", "方式"], ["1", "查", "九成"]]))
        .to_form({"表1": {2: Column.STANDARD}}, title="新")
        .item("1")
    )
    assert (item.standard, item.method) == ("九成", "")


@pytest.mark.parametrize(
    ("data", "name", "word"),
    [
        (b"\x00\x01\x02", "a.csv", "不是表格"), (b"", "a.csv", "空文件"),
        ("随便写的".encode(), "a.txt", "没有认出"),
        (b"PK\x03\x04rest", "a.xlsx", "损坏"), (b"a,b\n" * 200_001, "a.csv", "行数过多"),
        (b'"' + b"x" * 200_000, "a.csv", "CSV"), (b"\x89PNG\r\n\xff\xff", "a.png", "不是表格"),
    ],
)  # fmt: skip
def test_unusable_files_give_one_sentence(data, name, word):
    with pytest.raises(BadInputError, match=word):
        read(data, name)


@pytest.mark.parametrize("form", builtin_forms(), ids=lambda form: form.id)
def test_our_packs_survive_excel_without_loss(form):
    stream = io.BytesIO()
    export_form(form, stream)
    preview = read(stream.getvalue())
    assert preview.form == form
    assert not preview.warnings
    assert load_form_text(FormLibrary().dump(preview.form), "again") == form


def test_edits_in_our_blank_form_are_taken():
    form = builtin_forms()[0]
    stream = io.BytesIO()
    export_form(form, stream)
    book = openpyxl.load_workbook(io.BytesIO(stream.getvalue()))
    sheet = book.worksheets[0]
    rows = {str(row[0].value).split()[0]: row[0].row for row in sheet.iter_rows(min_row=4) if row[1].value}
    first, second = list(rows)[:2]
    sheet.cell(rows[first], 3).value = "新的标准"
    sheet.delete_rows(rows[second])
    out = io.BytesIO()
    book.save(out)
    preview = read(out.getvalue())
    assert preview.form.item(first) == replace(form.item(first), standard="新的标准")
    assert preview.form.item(second) is None
    assert preview.warnings


def test_led_titles_give_ids_when_the_hidden_sheet_is_gone():
    form = builtin_forms()[0]
    stream = io.BytesIO()
    export_form(form, stream)
    book = openpyxl.load_workbook(io.BytesIO(stream.getvalue()))
    del book["auditdesk"]
    out = io.BytesIO()
    book.save(out)
    preview = read(out.getvalue())
    assert [item.id for item in preview.form.items()] == [item.id for item in form.items()]
    assert [section.title for section in preview.form.sections] == [
        section.title for section in form.sections
    ]


cells = st.one_of(
    st.none(), st.text(max_size=8), st.integers(-5, 99), st.sampled_from([*HEAD, "1.1", "一、甲", "合计"])
)


@examples(40)
@given(st.lists(st.lists(cells, max_size=6), max_size=12))
def test_any_csv_gives_a_sound_form_or_a_sentence(rows):
    text = "\n".join(
        ",".join('"' + str("" if one is None else one).replace('"', '""') + '"' for one in row)
        for row in rows
    )
    try:
        preview = read(text.encode("utf-8", "ignore") or b" ", "任意.csv")
    except BadInputError as error:
        told = error.message
    else:
        told = ""
        assert not problems_of(preview.form)
        assert preview.item_count == sum(len(table.items) for table in preview.tables)
    assert told or preview.item_count


def test_rows_added_to_our_blank_form_become_items_and_repeated_ones_are_told():
    form = builtin_forms()[0]
    stream = io.BytesIO()
    export_form(form, stream)
    book = openpyxl.load_workbook(io.BytesIO(stream.getvalue()))
    sheet = book.worksheets[0]
    rows = {str(row[0].value).split()[0]: row[0].row for row in sheet.iter_rows(min_row=4) if row[1].value}
    first = [sheet.cell(rows["1.1"], column).value for column in range(1, 5)]
    sheet.insert_rows(rows["1.2"], 3)
    for column, value in enumerate(("1.9 方言服务", "听方言通话", "听懂并复述", "抽查 5 条"), 1):
        sheet.cell(rows["1.2"], column).value = value
    for column, value in enumerate(("没有编号的新项", "看一看", "有", "观察"), 1):
        sheet.cell(rows["1.2"] + 1, column).value = value
    for column, value in enumerate(first, 1):
        sheet.cell(rows["1.2"] + 2, column).value = value
    out = io.BytesIO()
    book.save(out)
    preview = read(out.getvalue())
    numbers = [item.id for item in preview.form.sections[0].items]
    assert numbers == ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "1.8", "1.9", "1.10"]
    assert (preview.form.item("1.9").title, preview.form.item("1.9").standard) == ("方言服务", "听懂并复述")
    assert preview.form.item("1.10").title == "没有编号的新项"
    assert preview.form.item("2.1") == form.item("2.1")
    assert preview.form.state == "draft"
    assert any("新增 2 项：1.9、1.10" in warning for warning in preview.warnings)
    assert any("编号 1.1 有两行" in warning for warning in preview.warnings)
