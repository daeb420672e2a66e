import io
import time
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples

from auditdesk.domain.audits import Answer, Audit, AuditKind, answer_id
from auditdesk.domain.checklists import AnswerType, Form, Item, Section, Threshold
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.findings import Action, ActionState, Finding, FindingState
from auditdesk.domain.importing import ChangeKind
from auditdesk.sheets.export import columns, export_audit, export_form
from auditdesk.sheets.fill import read_filled
from auditdesk.sheets.hidden import SHEET

FORM = Form(
    "demo", "1.0", "示范清单",
    (
        Section("1", "第一类", (
            Item("1.1", "统一话术", "看话术", "用话术", "抽查 5 条"),
            Item("1.10", "十项", "看十", "合十"),
            Item("1.2", "关闭率", "算", "≥95%", answer_type=AnswerType.NUMBER, threshold=Threshold("%", 95)),
        )),
        Section("2", "第二类", (
            Item("2.1", "等级", "评", "好", answer_type=AnswerType.CHOICE, choices=("好", "差"),
                 passing_choices=("好",)),
            Item("2.2", "否决", "查", "无", veto=True),
            Item("2.3", "得分", "打分", "60", answer_type=AnswerType.SCORE),
            Item("2.4", "原因", "多选", "x", answer_type=AnswerType.MULTI_CHOICE,
                 choices=("人", "机", "料,1")),
        )),
    ),
)  # fmt: skip
AUDIT = Audit("a1", "ZC-2611-01", "11月例行自查", AuditKind.ROUTINE, FORM.key, "2026-10-26", "2026-11-15")


def answer(number, verdict="", **fields):
    item = FORM.item(number)
    return Answer(
        answer_id("a1", number),
        "a1",
        number,
        item.text_hash,
        verdict,
        answered_at="2026-11-16T09:00:00+08:00",
        **fields,
    )


ANSWERS = {
    "1.1": answer("1.1", "pass"),
    "1.2": answer("1.2", "fail", value="91.5", note='=HYPERLINK("http://x")'),
    "2.1": answer("2.1", "fail", choices=("差",), note="-见记录"),
}


def exported(answers=ANSWERS, findings=(), actions=(), form=FORM, audit=AUDIT):
    stream = io.BytesIO()
    export_audit(form, audit, answers, findings, actions, stream, exported_at="2026-11-16T10:00:00+08:00")
    return stream.getvalue()


def edited(data, change):
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book.worksheets[0])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def row_of(sheet, number):
    return next(row[0].row for row in sheet.iter_rows() if str(row[0].value).startswith(f"{number} "))


def preview(data, answers=ANSWERS, form=FORM, audit=AUDIT):
    return read_filled(io.BytesIO(data), form, audit, answers, name="表.xlsx")


def by_id(result):
    return {row.item_id: row for row in result.rows}


def test_layout_is_what_a14_asks():
    sheet = openpyxl.load_workbook(io.BytesIO(exported())).worksheets[0]
    assert [cell.value for cell in sheet[3]] == [
        "检查项目", "检查内容", "检查标准", "检查方式", "检查结果",
        "问题描述", "整改责任人", "整改期限", "整改结果",
    ]  # fmt: skip
    assert list(columns()) == [cell.value for cell in sheet[3]]
    assert sheet.freeze_panes == "B4"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.page_setup.orientation == "landscape"
    assert str(sheet.page_setup.paperSize) == "9"
    assert "&P" in sheet.oddFooter.center.text
    assert "&N" in sheet.oddFooter.center.text
    assert sheet["A4"].value == "1　第一类"
    assert "单项否决" in sheet[f"A{row_of(sheet, '2.2')}"].value
    lists = {
        rule.formula1: str(rule.sqref)
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }
    assert f"E{row_of(sheet, '1.1')}" in lists['"合规,不合规,不适用"']
    assert f"E{row_of(sheet, '2.1')}" in lists['"好,差,不适用"']
    assert f"I{row_of(sheet, '1.1')}" in lists['"完成,进行中,未完成"']


def test_hidden_sheet_is_very_hidden():
    book = openpyxl.load_workbook(io.BytesIO(exported()))
    assert book[SHEET].sheet_state == "veryHidden"
    assert FORM.item("1.1").text_hash in "".join(str(row[0].value) for row in book[SHEET].iter_rows())


def test_no_text_becomes_a_formula():
    nasty = ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "＝1", "'=1", "\n-1"]
    items = tuple(Item(str(n), text, text, text, text) for n, text in enumerate(nasty))
    form = replace(FORM, title="=cmd()", sections=(Section("=9", "=类", items),))
    answers = {
        item.id: Answer(item.id, "a1", item.id, item.text_hash, "fail", note=item.title) for item in items
    }
    data = exported(answers, form=form, audit=replace(AUDIT, title="=A1"))
    for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not str(cell.value or "x").startswith(("=", "+", "-", "@", "\t", "\r"))
    result = preview(data, answers, form=form)
    assert {row.kind for row in result.rows} == {ChangeKind.SAME}


def test_untouched_workbook_changes_nothing():
    result = preview(exported())
    assert {row.kind for row in result.rows} == {ChangeKind.SAME}
    assert len(result.rows) == 7
    assert result.applicable
    assert result.exported_at.startswith("2026-11-16")


def test_filled_moved_and_deleted_rows():
    def change(sheet):
        sheet.cell(row_of(sheet, "1.10"), 5).value = "不适用"
        sheet.cell(row_of(sheet, "1.10"), 6).value = "本期未开展"
        sheet.cell(row_of(sheet, "1.2"), 5).value = 96
        sheet.cell(row_of(sheet, "2.2"), 5).value = "√"
        sheet.cell(row_of(sheet, "2.3"), 5).value = "５９"
        sheet.cell(row_of(sheet, "2.4"), 5).value = "人；料,1"
        moved = [cell.value for cell in sheet[row_of(sheet, "1.10")]]
        sheet.delete_rows(row_of(sheet, "1.10"))
        sheet.delete_rows(row_of(sheet, "1.1"))
        sheet.append([])
        sheet.append(moved)

    rows = by_id(preview(edited(exported(), change)))
    assert (rows["1.10"].kind, rows["1.10"].verdict, rows["1.10"].note) == (
        "new",
        "not_applicable",
        "本期未开展",
    )
    assert (rows["1.2"].kind, rows["1.2"].verdict, rows["1.2"].value) == ("changed", "pass", "96")
    assert rows["1.2"].old_value == "91.5"
    assert rows["1.2"].note == ANSWERS["1.2"].note
    assert "91.5" in rows["1.2"].text
    assert rows["2.2"].verdict == "pass"
    assert (rows["2.3"].value, rows["2.3"].verdict) == ("59", "fail")
    assert rows["2.4"].choices == ("人", "料,1")
    assert (rows["1.1"].excel_row, rows["1.1"].kind, rows["1.1"].verdict) == (0, "same", "pass")


def test_emptied_cells_leave_the_answer():
    def change(sheet):
        sheet.cell(row_of(sheet, "1.2"), 5).value = None
        sheet.cell(row_of(sheet, "1.2"), 6).value = "  "

    assert by_id(preview(edited(exported(), change)))["1.2"].kind is ChangeKind.SAME


def test_newer_local_answer_is_a_conflict_only_where_the_row_was_filled():
    here = {
        **ANSWERS,
        "1.1": replace(ANSWERS["1.1"], verdict="fail", answered_at="2026-11-17T09:00:00+08:00"),
        "1.10": answer("1.10", "pass"),
        "2.2": answer("2.2", "fail"),
    }

    def change(sheet):
        sheet.cell(row_of(sheet, "1.1"), 5).value = "不适用"
        sheet.cell(row_of(sheet, "1.10"), 5).value = "合规"

    rows = by_id(preview(edited(exported(), change), here))
    assert rows["1.1"].kind is ChangeKind.CONFLICT
    assert (rows["1.1"].old_verdict, rows["1.1"].verdict) == ("fail", "not_applicable")
    assert "2026-11-17" in rows["1.1"].reason
    assert rows["1.10"].kind is ChangeKind.SAME
    assert (rows["2.2"].kind, rows["2.2"].verdict) == ("same", "fail")
    assert not preview(edited(exported(), change), here).applicable


@pytest.mark.parametrize(
    ("number", "value", "word"),
    [
        ("1.1", "大概合规", "看不懂"), ("1.2", "很多", "不是数字"),
        ("1.2", "nan", "不是数字"), ("2.1", "中", "可选"),
        ("2.1", "好；差", "可选"), ("2.3", 101, "100"), ("2.4", "人；法", "可选"),
    ],
)  # fmt: skip
def test_wrong_values_are_invalid(number, value, word):
    def change(sheet):
        sheet.cell(row_of(sheet, number), 5).value = value

    row = by_id(preview(edited(exported(), change)))[number]
    assert row.kind is ChangeKind.INVALID
    assert word in row.reason
    assert row.excel_row > 3


def test_doubled_and_foreign_rows():
    def change(sheet):
        sheet.append([cell.value for cell in sheet[row_of(sheet, "1.1")]])
        sheet.append(["9.9 新项", "", "", "", "合规"])
        sheet.append(["备注：以上为初稿"])

    result = preview(edited(exported(), change))
    assert [row.kind for row in result.rows if row.item_id == "1.1"] == [ChangeKind.SAME, ChangeKind.INVALID]
    assert [row.title for row in result.of(ChangeKind.UNKNOWN)] == ["9.9 新项"]


def test_rectification_columns_come_from_findings_and_are_watched():
    finding = Finding(
        "f1", "WT-1101", "a1", "1.1", "超时", owner="唐予安", deadline="2026-12-08", state=FindingState.OPEN
    )
    closed = replace(
        finding, id="f2", code="WT-1102", state=FindingState.CLOSED, deadline="2026-12-01", owner="韩松"
    )
    action = Action("m1", "f1", "复训", "唐予安", state=ActionState.DONE)
    data = exported(findings=[finding, closed], actions=[action])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    row = [cell.value for cell in sheet[row_of(sheet, "1.1")]]
    assert row[5] == "WT-1101 超时\nWT-1102 超时"
    assert row[6:9] == ["唐予安、韩松", "2026-12-01 至 2026-12-08", "进行中"]
    assert not preview(data).warnings

    def change(sheet):
        sheet.cell(row_of(sheet, "1.1"), 9).value = "完成"

    assert "问题整改" in preview(edited(data, change)).warnings[0]


def test_workbooks_that_do_not_belong():
    blank = io.BytesIO()
    export_form(FORM, blank)
    foreign = io.BytesIO()
    openpyxl.Workbook().save(foreign)
    cases = [
        (exported(audit=replace(AUDIT, id="other", code="ZC-9")), "ZC-9"),
        (exported(form=replace(FORM, version="0.9")), "demo@0.9"),
        (blank.getvalue(), "空白"),
        (foreign.getvalue(), "不是本程序"),
        (edited(exported(), lambda sheet: sheet.delete_rows(3)), "表头"),
        (b"", "空文件"),
        (b"hello", "不是 Excel"),
        (exported()[:2000], "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "DRMEncryptedTransform".encode("utf-16-le"),
            "IRM",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "损坏"),
    ]
    for data, word in cases:
        with pytest.raises(BadInputError, match=word):
            preview(data)
    with pytest.raises(BadInputError, match="锁文件"):
        read_filled(io.BytesIO(exported()), FORM, AUDIT, {}, name="~$表.xlsx")


def test_changed_item_text_stops_the_row():
    first = FORM.sections[0]
    items = (replace(first.items[0], standard="另一标准"), *first.items[1:])
    changed = replace(FORM, sections=(replace(first, items=items), FORM.sections[1]))
    assert by_id(preview(exported(), form=changed))["1.1"].kind is ChangeKind.INVALID


def test_zip_bomb_is_refused_quickly():
    def bomb(lie):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", "<x/>")
            with archive.open("xl/worksheets/sheet1.xml", "w") as part:
                for _ in range(410):
                    part.write(b"\0" * (1 << 20))
        data = bytearray(stream.getvalue())
        if lie:
            place = data.rfind(b"PK\x01\x02")
            data[place + 24 : place + 28] = (1000).to_bytes(4, "little")
        return bytes(data)

    for lie in (False, True):
        data = bomb(lie)
        start = time.process_time()
        with pytest.raises(BadInputError, match="过大"):
            preview(data)
        assert time.process_time() - start < 5


def test_missing_file_and_locked_folder(tmp_path):
    for path in (tmp_path / "gone.xlsx", tmp_path):
        with pytest.raises(BadInputError, match="打不开"):
            read_filled(path, FORM, AUDIT, {})


VERDICTS = st.sampled_from(["", "pass", "fail", "not_applicable"])
NOTES = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=40)


@examples(25)
@given(st.lists(NOTES, min_size=3, max_size=3), st.lists(VERDICTS, min_size=3, max_size=3))
def test_any_notes_come_back_as_they_went(notes, verdicts):
    ids = ("1.1", "1.10", "2.2")
    answers = {
        n: answer(n, verdict, note=note) for n, verdict, note in zip(ids, verdicts, notes, strict=True)
    }
    assert {row.kind for row in preview(exported(answers), answers).rows} == {ChangeKind.SAME}
    moved = {n: replace(one, note=one.note + "改") for n, one in answers.items()}
    rows = by_id(preview(exported(moved), moved))
    assert all(rows[n].note == moved[n].note for n in ids)


def test_workbook_of_another_language_is_understood(monkeypatch):
    english = {"合规": "Conforms", "不合规": "Does not conform", "不适用": "Inapplicable", "检查项目": "Item"}
    with monkeypatch.context() as patch:
        patch.setattr("auditdesk.sheets.export._", lambda text, **_values: english.get(text, text))
        patch.setattr("auditdesk.domain.audits._", lambda text, **_values: english.get(text, text))
        data = exported()
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert sheet["A3"].value == "Item"
    assert sheet.cell(row_of(sheet, "1.1"), 5).value == "Conforms"

    def change(sheet):
        sheet.cell(row_of(sheet, "2.2"), 5).value = "Does not conform"

    rows = by_id(preview(edited(data, change)))
    assert rows["1.1"].kind is ChangeKind.SAME
    assert rows["2.2"].verdict == "fail"
