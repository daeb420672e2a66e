import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation
from tests.zoo import big_book

from auditdesk.domain.audits import Answer
from auditdesk.domain.checklists import AnswerType, Threshold
from auditdesk.domain.errors import BadInputError, NotReadyError
from auditdesk.domain.findings import Finding, FindingState
from auditdesk.sheets.fill_official import fill_official, plan_official
from auditdesk.sheets.foreign import read_foreign

SAMPLE = Path(__file__).parents[3] / "shared" / "samples" / "OWASP-WSTG-checklist.xlsx"
HEAD = ["编号", "检查内容", "检查标准", "检查结果", "问题描述", "整改责任人", "整改期限", "整改结果", "得分"]


def official(words='"是,否,不适用"', existing=None):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "官方表"
    sheet.append(["某局检查表"])
    sheet.append(HEAD)
    for number in range(1, 4):
        sheet.append(
            [
                str(number),
                f"查{number}",
                f"准{number}",
                existing,
                None,
                None,
                None,
                None,
                f"=LEN(D{number + 2})",
            ]
        )
    sheet["E5"] = "=1+1"
    sheet.merge_cells("A1:I1")
    sheet.print_area = "A1:I5"
    sheet.row_dimensions[3].height = 44
    sheet["D3"].font = openpyxl.styles.Font(bold=True)
    rule = DataValidation(type="list", formula1=words)
    rule.add("D3:D5")
    sheet.add_data_validation(rule)
    options = book.create_sheet("选项")
    for word in ("Pass", "Issues", "N/A"):
        options.append([word])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def answers_for(form):
    verdicts = ["pass", "fail", "not_applicable"]
    return {
        item.id: Answer(
            f"a/{item.id}", "a", item.id, item.text_hash, verdict, note="" if verdict == "pass" else "=注"
        )
        for item, verdict in zip(form.items(), verdicts, strict=True)
    }


def filled(data, answers=None, findings=(), **options):
    form = read_foreign(io.BytesIO(data), name="官方.xlsx").form
    target = io.BytesIO()
    answers = answers_for(form) if answers is None else answers
    plan = fill_official(io.BytesIO(data), form, answers, target, findings, name="官方.xlsx", **options)
    return plan, target.getvalue()


def test_results_in_the_workbooks_own_words_and_everything_else_stays():
    data = official()
    finding = Finding("f", "WT-1", "a", "2", owner="韩松", deadline="2026-12-01", state=FindingState.CLOSED)
    plan, out = filled(data, findings=[finding], agreed=True)
    book = openpyxl.load_workbook(io.BytesIO(out))
    sheet = book["官方表"]
    assert [sheet[f"D{row}"].value for row in (3, 4, 5)] == ["是", "否", "不适用"]
    assert sheet["E4"].value == "'=注"
    assert sheet["E5"].value == "=1+1"
    assert [sheet.cell(4, column).value for column in (6, 7, 8)] == ["韩松", "2026-12-01", "完成"]
    assert sheet["I3"].value == "=LEN(D3)"
    assert sheet["D3"].font.bold
    assert sheet.row_dimensions[3].height == 44
    assert sheet.print_area == "'官方表'!$A$1:$I$5"
    assert sheet.data_validations.dataValidation[0].formula1 == '"是,否,不适用"'
    assert any("公式" in loss for loss in plan.losses)
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(io.BytesIO(out)) as after:
        assert before.namelist() == after.namelist()
        changed = [name for name in before.namelist() if before.read(name) != after.read(name)]
    assert set(changed) <= {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}


def test_losses_are_told_first_and_need_agreement():
    data = official(existing="否")
    form = read_foreign(io.BytesIO(data), name="x.xlsx").form
    plan = plan_official(io.BytesIO(data), form, answers_for(form), name="x.xlsx")
    assert any("D3、D5" in loss for loss in plan.losses)
    target = io.BytesIO()
    with pytest.raises(NotReadyError, match="损失"):
        fill_official(io.BytesIO(data), form, answers_for(form), target, name="x.xlsx")
    assert target.getvalue() == b""


def test_options_from_a_range_and_options_without_a_match():
    _plan, out = filled(official(words="选项!$A$1:$A$3"), agreed=True)
    sheet = openpyxl.load_workbook(io.BytesIO(out))["官方表"]
    assert [sheet[f"D{row}"].value for row in (3, 4, 5)] == ["Pass", "Issues", "N/A"]
    plan, out = filled(official(words='"甲,乙"'), agreed=True)
    assert sum("下拉" in loss for loss in plan.losses) == 3
    assert openpyxl.load_workbook(io.BytesIO(out))["官方表"]["D3"].value is None


def test_one_column_per_verdict_gets_a_tick():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["序号", "检查内容", "检查标准", "检查结果", "", "", "备注"])
    sheet.append(["", "", "", "合规", "不合规", "不适用", ""])
    for number in range(1, 4):
        sheet.append([str(number), f"查{number}", "准"])
    for area in ("A1:A2", "B1:B2", "C1:C2", "D1:F1", "G1:G2"):
        sheet.merge_cells(area)
    stream = io.BytesIO()
    book.save(stream)
    _plan, out = filled(stream.getvalue())
    done = openpyxl.load_workbook(io.BytesIO(out)).active
    assert [[done.cell(row, column).value for column in (4, 5, 6)] for row in (3, 4, 5)] == [
        ["√", None, None], [None, "√", None], [None, None, "√"],
    ]  # fmt: skip
    assert done["G4"].value == "'=注"


def test_signed_foreign_and_unsuitable_workbooks():
    data = official()
    signed = io.BytesIO(data)
    with zipfile.ZipFile(signed, "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", "<x/>")
    form = read_foreign(io.BytesIO(data), name="x.xlsx").form
    plan = plan_official(io.BytesIO(signed.getvalue()), form, {}, name="x.xlsx")
    assert any("签名失效" in loss for loss in plan.losses)
    items = tuple(replace(item, id=f"z{item.id}", check="别的", title="别的") for item in form.items())
    other = replace(form, sections=(replace(form.sections[0], items=items),))
    with pytest.raises(BadInputError, match="没有一行"):
        plan_official(io.BytesIO(data), other, {}, name="x.xlsx")
    with pytest.raises(BadInputError, match="xlsx"):
        plan_official(io.BytesIO("编号,检查内容\n1,查\n".encode()), form, {}, name="x.csv")
    extra = replace(form.sections[0].items[0], id="9", title="多的", check="多的")
    longer = replace(form, sections=(replace(form.sections[0], items=(*form.sections[0].items, extra)),))
    assert plan_official(io.BytesIO(data), longer, {}, name="x.xlsx").unmatched == ("9",)


@pytest.mark.skipif(not SAMPLE.exists(), reason="the public sample is not beside the project")
def test_public_sample_can_be_filled():
    form = read_foreign(SAMPLE).form
    item = next(form.items())
    answers = {item.id: Answer("a", "a", item.id, item.text_hash, "pass", note="done")}
    target = io.BytesIO()
    fill_official(SAMPLE, form, answers, target, agreed=True)
    sheet = openpyxl.load_workbook(target)["Testing Checklist"]
    assert sheet["E6"].value == "Pass"
    assert sheet["F6"].value == "done"
    assert str(sheet["C6"].value).startswith("=HYPERLINK")


def scored(fmt):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["编号", "检查内容", "检查标准", "检查结果"])
    sheet.append(["1", "算一", "不低于 85%", None])
    sheet.append(["2", "评二", "满分 100", None])
    sheet["F1"] = "=SUM(D2:D3)"
    for place in ("D2", "D3"):
        sheet[place].number_format = fmt
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("fmt", "wanted"),
    [("General", [91.5, 88]), ("0.00", [91.5, 88]), ("0.0%", [0.915, "88"]), ("@", ["91.5", "88"])],
)
def test_numbers_stay_numbers_for_the_workbooks_own_formulas(fmt, wanted):
    data = scored(fmt)
    form = read_foreign(io.BytesIO(data), name="分.xlsx").form
    kinds = {"1": {"answer_type": AnswerType.NUMBER, "threshold": Threshold("%", at_least=85)},
             "2": {"answer_type": AnswerType.SCORE}}  # fmt: skip
    items = tuple(replace(item, **kinds[item.id]) for item in form.items())
    form = replace(form, sections=(replace(form.sections[0], items=items),))
    answers = {
        "1": Answer("a/1", "a", "1", items[0].text_hash, "pass", value="91.5"),
        "2": Answer("a/2", "a", "2", items[1].text_hash, "pass", value="88"),
    }
    target = io.BytesIO()
    fill_official(io.BytesIO(data), form, answers, target, name="分.xlsx")
    sheet = openpyxl.load_workbook(target).active
    assert [sheet["D2"].value, sheet["D3"].value] == wanted
    assert sheet["F1"].value == "=SUM(D2:D3)"
    again = plan_official(io.BytesIO(target.getvalue()), form, answers, name="分.xlsx")
    assert not any("覆盖" in loss for loss in again.losses)


def test_rows_and_cells_without_places_are_filled_too():
    data = official()
    source = io.BytesIO(data)
    out = io.BytesIO()
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(out, "w") as after:
        for info in before.infolist():
            text = before.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                text = re.sub(rb'<row r="\d+"', b"<row", text)
            after.writestr(info, text)
    _plan, done = filled(out.getvalue(), agreed=True)
    sheet = openpyxl.load_workbook(io.BytesIO(done))["官方表"]
    assert [sheet[f"D{row}"].value for row in (3, 4, 5)] == ["是", "否", "不适用"]


def test_a_big_workbook_is_filled_whole():
    data = big_book(4)
    form = read_foreign(io.BytesIO(data), name="大.xlsx").form
    answers = {
        item.id: Answer(item.id, "a", item.id, item.text_hash, "pass", note="好") for item in form.items()
    }
    target = io.BytesIO()
    plan = fill_official(io.BytesIO(data), form, answers, target, name="大.xlsx")
    assert (len(plan.writes), plan.losses, plan.unmatched) == (400, (), ())
    again = read_foreign(io.BytesIO(target.getvalue()), name="大.xlsx")
    filled_in = [(item.cells[4], item.cells[5]) for item in again.tables[0].items]
    assert filled_in == [("合规", "好")] * 200


def test_a_strict_workbook_is_told_and_not_broken():
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(official())) as before, zipfile.ZipFile(out, "w") as after:
        for info in before.infolist():
            text = before.read(info)
            if info.filename.startswith(("xl/workbook", "xl/worksheets")):
                text = text.replace(b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                                    b"http://purl.oclc.org/ooxml/spreadsheetml/main")  # fmt: skip
            after.writestr(info, text)
    form = read_foreign(io.BytesIO(official()), name="x.xlsx").form
    with pytest.raises(BadInputError, match="另存为"):
        plan_official(io.BytesIO(out.getvalue()), form, answers_for(form), name="严.xlsx")
