from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.zoo import HEAD, PLAIN, TWO, Sheet, animals, big_book, csv_text, items, workbook

from auditdesk.domain.checklists import problems_of
from auditdesk.domain.errors import BadInputError, CancelledError
from auditdesk.domain.importing import Column
from auditdesk.domain.mapping import Reading, SheetChoice, fingerprint, learned, parse_map
from auditdesk.sheets.foreign import open_foreign, read_foreign

ZOO = animals()


def read(data, name="外部清单.xlsx", **options):
    return read_foreign(io.BytesIO(data), name=name, **options)


def outline(preview):
    return [(section.title, [item.id for item in section.items]) for section in preview.form.sections]


@pytest.mark.parametrize("animal", ZOO, ids=lambda one: one.what)
def test_every_layout_of_the_zoo_gives_its_sections_and_items(animal):
    preview = read(animal.data, animal.name)
    assert outline(preview) == animal.sections
    assert not problems_of(preview.form)
    assert preview.item_count == sum(len(ids) for _title, ids in animal.sections)
    if animal.checks:
        assert tuple(item.check for item in preview.form.items()) == animal.checks
    if animal.told:
        assert any(animal.told in warning for warning in preview.warnings), preview.warnings


def test_the_zoo_is_not_empty():
    assert len({one.what for one in ZOO}) == len(ZOO) >= 40


def test_two_rows_of_a_head_give_every_column_its_meaning():
    preview = read(next(one.data for one in ZOO if one.what == "head of two rows, merged"))
    (table,) = preview.tables
    assert table.header_rows == (2,)
    assert {one.index: one.meaning for one in table.seen if one.meaning} == {
        0: Column.ID, 1: Column.TITLE, 2: Column.CHECK, 3: Column.STANDARD, 4: Column.RESULT,
        7: Column.OWNER, 8: Column.DEADLINE,
    }  # fmt: skip
    assert preview.form.title == "客服自查表"


def test_columns_tell_head_meaning_and_first_texts():
    (table,) = read(
        workbook(Sheet([["编号", "检查内容", "合格线"], ["1", "查", "九成"], ["2", "看", "九成"]]))
    ).tables
    assert [(one.index, one.head, one.samples, one.meaning) for one in table.seen] == [
        (0, "编号", ("1", "2"), Column.ID), (1, "检查内容", ("查", "看"), Column.CHECK),
        (2, "合格线", ("九成",), None),
    ]  # fmt: skip
    assert not table.corrected


ODD = workbook(
    Sheet([["一季度"], ["代码", "查什么", "怎样算好"], ["K1", "问候", "有"], ["K2", "等待", "说明"]], name="甲"),
    Sheet([HEAD, *items("9.1")], name="乙"), Sheet([HEAD, *items("8.1")], name="丙", state="hidden"),
)  # fmt: skip


def test_sheets_are_chosen_by_name_also_hidden_ones():
    assert outline(read(ODD)) == [("乙", ["9.1"])]
    preview = read(ODD, reading=Reading(only=("丙",)))
    assert outline(preview) == [("丙", ["8.1"])]
    assert [(one.name, one.hidden, one.taken) for one in preview.offered] == [
        ("甲", False, False), ("乙", False, False), ("丙", True, True),
    ]  # fmt: skip
    with pytest.raises(BadInputError, match="没有工作表“丁”，有：甲、乙、丙"):
        read(ODD, reading=Reading(only=("丁",)))


def test_a_head_nobody_knows_is_pointed_at_and_its_columns_named():
    named = parse_map(["代码=id", "查什么=检查内容", "C=standard"])
    preview = read(ODD, reading=Reading(only=("甲",), header_row=2, named=named))
    assert outline(preview) == [("甲", ["K1", "K2"])]
    assert [(item.check, item.standard) for item in preview.form.items()] == [
        ("问候", "有"),
        ("等待", "说明"),
    ]
    assert preview.form.title == "一季度"
    assert preview.tables[0].corrected
    with pytest.raises(BadInputError, match="没有列“不存在”，表头有：代码、查什么、怎样算好"):
        read(ODD, reading=Reading(only=("甲",), named=parse_map(["不存在=id"])))
    with pytest.raises(BadInputError, match="没有第 9 行，只到第 4 行"):
        read(ODD, reading=Reading(only=("甲",), header_row=9))
    with pytest.raises(BadInputError, match="“甲”第 2 行表头下没有认出检查项"):
        read(ODD, reading=Reading(only=("甲",)))


def test_a_sheet_that_is_taken_without_a_known_head_is_shown_to_be_corrected():
    book = open_foreign(io.BytesIO(ODD), name="x.xlsx")
    choices = {"甲": SheetChoice(wanted=True), "乙": SheetChoice(wanted=False)}
    preview = book.recognise(Reading(choices))
    assert preview.item_count == 0
    assert [one.head for one in preview.tables[0].seen] == ["代码", "查什么", "怎样算好"]
    choices["甲"] = SheetChoice(wanted=True, columns={0: Column.ID, 1: Column.TITLE, 2: Column.CHECK})
    again = book.recognise(Reading(choices))
    assert [(item.id, item.title, item.check) for item in again.form.items()] == [
        ("K1", "问候", "有"), ("K2", "等待", "说明"),
    ]  # fmt: skip
    assert outline(book.recognise()) == [("乙", ["9.1"])], "an earlier word leaves no trace"


def test_a_column_can_be_left_out_and_another_taken():
    data = workbook(Sheet([["编号", "检查内容", "检查标准", "合格线"], ["1", "查", "旧", "新"]]))
    reading = Reading(named={"检查标准": Column.IGNORED, "合格线": Column.STANDARD})
    assert next(read(data, reading=reading).form.items()).standard == "新"
    both = Reading(named={"合格线": Column.STANDARD})
    assert next(read(data, reading=both).form.items()).standard == "旧\n新"


def test_what_was_decided_once_holds_for_the_next_file_of_the_same_layout():
    heads = ["编号", "检查内容", "合格线"]
    first = read(
        workbook(Sheet([heads, ["1", "查", "九成"]])), reading=Reading(named={"合格线": Column.STANDARD})
    )
    kept = learned(first)
    assert list(kept) == [fingerprint(dict(enumerate(heads)))]
    second = read(
        workbook(Sheet([["新表"], ["编 号", "检查内容", "合格线"], ["7", "看", "全部"]])), kept=kept
    )
    assert next(second.form.items()).standard == "全部"
    assert second.tables[0].remembered
    assert any("上次" in warning for warning in second.warnings)
    other = read(workbook(Sheet([[*heads, "得分"], ["7", "看", "全部"]])), kept=kept)
    assert next(other.form.items()).standard == ""
    now = read(workbook(Sheet([heads, ["7", "看", "全部"]])), kept=kept,
               reading=Reading(named={"合格线": Column.METHOD}))  # fmt: skip
    assert next(now.form.items()).method == "全部"


def test_a_second_head_that_differs_is_told():
    rows = [HEAD, *items("1.1"), ["编号", "检查内容", "检查项目", "检查标准"], *items("2.1")]
    assert any("第 3 行的表头与前面不同" in one for one in read(workbook(Sheet(rows))).warnings)


BAD = [
    (b"%PDF-1.7 ...", "清单.xlsx", "清单.xlsx 的内容是PDF 文件，不是表格；请用 Excel 打开后另存为 xlsx，或另选文件。"),
    (b"<html><body><table><tr><td>1</td></tr></table>", "导出.xls", "导出.xls 的内容是网页（HTML），不是表格；请用 Excel 打开后另存为 xlsx，或另选文件。"),
    (b"\x89PNG\r\n\x1a\n", "a.csv", "a.csv 的内容是图片，不是表格；请用 Excel 打开后另存为 xlsx，或另选文件。"),
    (b"", "a.xlsx", "a.xlsx 是空文件。"),
    (b"PK\x03\x04broken", "a.xlsx", "a.xlsx 已损坏或不是 Excel 工作簿，请在 Excel 中打开后另存为 xlsx。"),
    (b"x", "~$a.xlsx", "~$a.xlsx 是 Excel 打开时的临时锁文件，请选择不带 ~$ 的原文件。"),
    ("随便写的一段话".encode(), "a.csv", "a.csv 里没有认出清单：需要一行表头，至少有“检查项目”“检查内容”这样的两列。"),
]  # fmt: skip


def _zip_of(*names):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


def _ole_with(mark):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + mark.encode("utf-16-le") + b"\0" * 600


BAD += [
    (_zip_of("word/document.xml"), "a.xlsx", "a.xlsx 的内容是Word 文档，不是表格；请用 Excel 打开后另存为 xlsx，或另选文件。"),
    (_zip_of("照片.jpg"), "a.xlsx", "a.xlsx 的内容是压缩包，不是表格；请用 Excel 打开后另存为 xlsx，或另选文件。"),
    (_ole_with("EncryptedPackage"), "a.xlsx", "a.xlsx 有打开密码，请在 Excel 中去掉密码后再试。"),
    (_ole_with("EncryptedPackage") + "DRMEncryptedTransform".encode("utf-16-le"), "a.xlsx",
     "a.xlsx 受权限管理（IRM）保护，请由有权限的人另存为不受限的副本。"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "name", "sentence"), BAD, ids=[name + str(n) for n, (_d, name, _s) in enumerate(BAD)]
)
def test_what_is_no_checklist_is_said_exactly(data, name, sentence):
    with pytest.raises(BadInputError) as caught:
        read(data, name)
    assert caught.value.message == sentence


def test_reading_can_be_cancelled_between_sheets():
    class Stopping:
        def start(self, _label, _total):
            return None

        def step(self, _amount=1):
            raise CancelledError("停")

    with pytest.raises(CancelledError):
        open_foreign(io.BytesIO(ODD), name="x.xlsx", progress=Stopping())


words = st.text(st.sampled_from("问候等待核验锁屏归档回访告知abc"), min_size=2, max_size=8)
layouts = st.fixed_dictionaries({
    "above": st.integers(0, 4), "left": st.integers(0, 2), "repeat": st.booleans(), "merged": st.booleans(),
    "sections": st.lists(st.integers(1, 3), min_size=1, max_size=3), "extra": st.booleans(),
    "order": st.permutations(["检查项目", "检查内容", "检查标准", "检查方式"]), "csv": st.sampled_from(["", "utf-8", "gb18030"]),
})  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(layouts, st.data())
def test_any_layout_of_these_parts_gives_what_was_put_in(layout, data):
    """Banner, place, order of columns, repeated heads, section rows and merges in every mixture."""
    order = ["编号", *layout["order"], *(["检查结果"] if layout["extra"] else [])]
    shift = [""] * layout["left"]
    rows = [[*shift, f"某某说明{n}"] for n in range(layout["above"])] + [[*shift, *order]]
    wanted, merges = [], []
    last = chr(ord("A") + len(shift) + len(order) - 1)
    for place, count in enumerate(layout["sections"], 1):
        if place > 1 and layout["repeat"]:
            rows.append([*shift, *order])
        rows.append([*shift, f"分类{place}号"])
        if layout["merged"]:
            merges.append(f"{chr(ord('A') + len(shift))}{len(rows)}:{last}{len(rows)}")
        ids = [f"{place}.{n}" for n in range(1, count + 1)]
        for one in ids:
            texts = {name: f"{name}{data.draw(words)}" for name in layout["order"]}
            rows.append([*shift, one, *(texts.get(name, "") for name in order[1:])])
            wanted.append(
                (
                    f"分类{place}号",
                    one,
                    texts["检查项目"],
                    texts["检查内容"],
                    texts["检查标准"],
                    texts["检查方式"],
                )
            )
    if layout["csv"]:
        preview = read(csv_text([list(map(str, row)) for row in rows]).encode(layout["csv"]), "x.csv")
    else:
        preview = read(workbook(Sheet(rows, merges)), "x.xlsx")
    assert [
        (section.title, item.id, item.title, item.check, item.standard, item.method)
        for section in preview.form.sections
        for item in section.items
    ] == wanted


def test_fifteen_hundred_items_are_all_there():
    preview = read(big_book())
    assert (preview.item_count, preview.section_count) == (1500, 30)
    assert next(iter(preview.form.sections[9].items[9:10])).id == "10.10"
    assert preview.form.item("1.50").check == "检查内容1-50" * 5


def test_plain_rows_of_the_kit_are_what_they_say():
    assert outline(read(workbook(Sheet(PLAIN)))) == TWO


def test_lines_of_an_item_over_several_rows_are_joined():
    preview = read(next(one.data for one in ZOO if one.what == "items over two rows are one item"))
    assert preview.form.item("1.1").standard == "有问候\n报工号"
    assert preview.tables[0].items[0].cells[5] == "见话术"
    assert preview.form.item("1.2").standard == "说明原因"


cells = st.sampled_from(["", "", "甲", "乙丙", "1", "1.1", "1.10", "一、类", "合计", "合规", *HEAD])
grids = st.lists(st.lists(cells, min_size=5, max_size=5), min_size=1, max_size=9)
areas = st.lists(
    st.tuples(st.integers(1, 9), st.integers(1, 5), st.integers(0, 3), st.integers(0, 3)), max_size=4
)
choices = st.builds(
    SheetChoice, st.sampled_from([None, True, False]), st.integers(0, 9),
    st.dictionaries(st.integers(0, 5), st.sampled_from(Column), max_size=4),
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(grids, areas, choices)
def test_any_workbook_under_any_word_gives_a_sound_form_or_a_sentence(grid, merged, choice):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in grid:
        sheet.append(row)
    for top, left, down, right in merged:
        area = openpyxl.worksheet.cell_range.CellRange(
            min_row=top, min_col=left, max_row=top + down, max_col=left + right
        )
        if down + right and all(area.isdisjoint(other) for other in sheet.merged_cells.ranges):
            sheet.merge_cells(area.coord)
    stream = io.BytesIO()
    book.save(stream)
    told = ""
    try:
        preview = open_foreign(io.BytesIO(stream.getvalue()), name="任意.xlsx").recognise(
            Reading({"Sheet": choice})
        )
    except BadInputError as error:
        told = error.message
        assert "没有第" in told
        return
    assert preview.item_count == sum(len(table.items) for table in preview.tables)
    if preview.item_count:
        assert not problems_of(preview.form)
    assert len(preview.offered) == 1
    for table in preview.tables:
        assert all(one.meaning is table.columns.get(one.index) for one in table.seen)
        assert all(table.columns.get(index, meaning) is meaning for index, meaning in choice.columns.items())
