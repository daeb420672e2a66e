from __future__ import annotations

import io
import random
from dataclasses import replace

import openpyxl
import pytest
from tests.factories import make_program, make_workspace

from auditdesk.domain.audits import Audit, AuditKind
from auditdesk.domain.carrying import CARRIED
from auditdesk.domain.checklists import AnswerType, Item
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.importing import ChangeKind
from auditdesk.packs.forms import builtin_forms, dump_form, load_form_text
from auditdesk.services.answering import Entry, record_answers
from auditdesk.services.audits import AuditPlan, find_audit, open_file, plan_audit, score
from auditdesk.services.carrying import archived_answers, carry_audit, preview_carry
from auditdesk.services.filling import apply_fill, export_audit, preview_fill
from auditdesk.services.forms import find_form, import_form
from auditdesk.sheets.export import export_audit as write_audit
from auditdesk.sheets.fill import read_filled

FORMS = {form.id: form for form in builtin_forms()}
WIDTH, RESULT, NOTE = 9, 5, 6
NASTY = (
    "=1+1",
    "+86 不是公式",
    "-见记录",
    "@人",
    "第一行\n第二行",
    "'引号",
    "“全角”，。",
    "  前后有空格  ",
    "0012",
)


def cell_of(item: Item, chance: random.Random) -> tuple[str | float, dict[str, object]]:
    """What is typed into 检查结果, and the parts of the answer it must become."""
    if item.answer_type is AnswerType.SCORE:
        value = chance.randint(0, 100)
        verdict = "pass" if value >= item.pass_score else "fail"
        return value, {"value": str(value), "verdict": verdict}
    if item.answer_type is AnswerType.NUMBER:
        value = round(chance.uniform(0, 200), 1)
        verdict = "pass" if item.threshold.met_by(value) else "fail"
        return value, {"value": f"{value:g}", "verdict": verdict}
    word = chance.choice(["合规", "不合规", "不适用", "√", "×", "N/A", "符合"])
    verdicts = {"合规": "pass", "√": "pass", "符合": "pass", "不合规": "fail", "×": "fail"}
    return word, {"verdict": verdicts.get(word, "not_applicable"), "value": ""}


def filled_in(data: bytes, form, chance: random.Random):
    """The workbook as somebody fills it elsewhere: rows in another order, headings anywhere, some left empty."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    rows = [[cell.value for cell in row[:WIDTH]] for row in sheet.iter_rows(min_row=4)]
    for area in list(sheet.merged_cells.ranges):
        if area.min_row > 3:
            sheet.unmerge_cells(str(area))
    wanted = {}
    for row in rows:
        item = form.item(str(row[0]).split()[0]) if row[1] else None
        if item is None or chance.random() < 0.15:
            continue
        row[RESULT - 1], parts = cell_of(item, chance)
        note = chance.choice(NASTY) if chance.random() < 0.6 else ""
        row[NOTE - 1] = f"'{note}" if note.startswith("=") else note or None
        wanted[item.id] = {**parts, "note": note.strip()}
    chance.shuffle(rows)
    for number, row in enumerate(rows, 4):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.value = value
            if isinstance(value, str) and value.startswith("="):
                cell.data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue(), wanted


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
@pytest.mark.parametrize("seed", [1, 2])
def test_every_pack_comes_back_field_by_field_in_any_order_of_rows(form, seed):
    audit = Audit("a1", "ZC-2611-01", "十一月", AuditKind.ROUTINE, form.key, "2026-11-01", "2026-11-20")
    stream = io.BytesIO()
    write_audit(form, audit, {}, (), (), stream, exported_at="2026-11-20T10:00:00+08:00")
    data, wanted = filled_in(stream.getvalue(), form, random.Random(seed))
    preview = read_filled(io.BytesIO(data), form, audit, {}, name="回.xlsx")
    assert preview.applicable, [row.text for row in preview.rows if row.reason]
    found = {row.item_id: row for row in preview.rows}
    assert set(found) == {item.id for item in form.items()}
    for number, row in found.items():
        parts = wanted.get(number)
        if parts is None:
            assert row.kind is ChangeKind.SAME, number
            continue
        assert row.kind is ChangeKind.NEW, number
        assert {name: getattr(row, name) for name in parts} == parts, number


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("round")
    with make_workspace(make_program(folder / "home"), folder / "space") as opened:
        yield opened.desk


def planned(desk, form_id):
    return plan_audit(desk, AuditPlan(form_id, form_id, AuditKind.ROUTINE, "2026-11-01", "2026-11-20"))


def test_a_filled_workbook_becomes_the_answers_and_goes_out_the_same(desk):
    audit = planned(desk, "call-centre-quality")
    form = FORMS["call-centre-quality"]
    data, wanted = filled_in(export_audit(desk, audit.id), form, random.Random(7))
    assert open_file(desk, audit.id).answers == {}, "a look changes nothing"
    done = apply_fill(desk, audit.id, preview_fill(desk, audit.id, data, "回.xlsx"))
    assert len(done) == len(wanted) > 30
    answers = open_file(desk, audit.id).answers
    assert set(answers) == set(wanted)
    for number, parts in wanted.items():
        answer = answers[number]
        assert {name: getattr(answer, name) for name in parts} == parts, number
        assert (answer.origin, answer.item_hash) == ("excel", form.item(number).text_hash)
        assert answer.answered_by == desk.user.id
    again = preview_fill(desk, audit.id, export_audit(desk, audit.id), "再.xlsx")
    assert {row.kind for row in again.rows} == {ChangeKind.SAME}
    once_more = preview_fill(desk, audit.id, data, "回.xlsx")
    assert {row.kind for row in once_more.rows} == {ChangeKind.SAME}


def changed_book(desk, audit_id, change):
    book = openpyxl.load_workbook(io.BytesIO(export_audit(desk, audit_id)))
    sheet = book.worksheets[0]
    rows = {str(row[0].value).split()[0]: row[0].row for row in sheet.iter_rows(min_row=4) if row[1].value}
    change(sheet, rows)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def typed(**cells):
    def change(sheet, rows):
        for place, value in cells.items():
            column, number = place.split("_", 1)
            sheet[f"{column}{rows[number.replace('_', '.')]}"] = value

    return change


def repeated(sheet, rows):
    for column in range(1, WIDTH + 1):
        sheet.cell(sheet.max_row + (column == 1), column).value = sheet.cell(rows["1.1"], column).value


def strange(sheet, rows):
    sheet.cell(rows["1.1"], 1).value = "9.9 别的检查项"
    sheet.cell(rows["1.1"], RESULT).value = "合规"


REFUSED = [
    (typed(E_1_1="大概行"), "第 5 行不能导入：检查结果“大概行”看不懂，请填合规、不合规或不适用；共 1 行有问题，什么都没有写入。"),
    (typed(E_8_2="约九成"), "“约九成”不是数字；"),
    (repeated, "与第 5 行重复，请删去一行；"),
    (strange, "“9.9 别的检查项”不是清单里的检查项，请核对编号或删去这一行；"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "sentence"), REFUSED, ids=["word", "number", "twice", "stranger"])
def test_rows_that_cannot_be_taken_are_told_and_nothing_is_written(desk, change, sentence):
    audit = planned(desk, "customer-service-self-check")
    both = changed_book(
        desk, audit.id, lambda sheet, rows: (typed(E_2_2="合规")(sheet, rows), change(sheet, rows))
    )
    preview = preview_fill(desk, audit.id, both, "回.xlsx")
    assert not preview.applicable
    assert preview.of(ChangeKind.NEW), "a good row is there as well"
    with pytest.raises(BadInputError) as caught:
        apply_fill(desk, audit.id, preview)
    assert sentence in caught.value.message
    assert "什么都没有写入" in caught.value.message
    assert open_file(desk, audit.id).answers == {}


def test_rows_that_are_gone_leave_their_answers_and_headings_may_be_typed_over(desk):
    audit = planned(desk, "customer-service-self-check")
    record_answers(desk, audit.id, {"1.1": Entry("pass"), "1.2": Entry("fail", note="一处")})

    def change(sheet, rows):
        sheet["A4"] = "随便写的分类"
        sheet[f"E{rows['1.3']}"] = "合规"
        sheet.delete_rows(rows["1.1"], 2)

    preview = preview_fill(desk, audit.id, changed_book(desk, audit.id, change), "回.xlsx")
    gone = [row for row in preview.rows if row.excel_row == 0]
    assert [(row.item_id, row.kind, row.reason) for row in gone] == [
        (number, ChangeKind.SAME, "表中没有这一行，保持原样。") for number in ("1.1", "1.2")
    ]
    assert [one.after.item_id for one in apply_fill(desk, audit.id, preview)] == ["1.3"]
    answers = open_file(desk, audit.id).answers
    assert {number: answer.verdict for number, answer in answers.items()} == {
        "1.1": "pass",
        "1.2": "fail",
        "1.3": "pass",
    }


def test_a_workbook_of_another_audit_or_none_is_refused_by_name(desk):
    first, second = planned(desk, "forbidden-zones"), planned(desk, "forbidden-zones")
    with pytest.raises(BadInputError) as caught:
        preview_fill(desk, second.id, export_audit(desk, first.id), "甲.xlsx")
    assert caught.value.message == f"甲.xlsx 属于自查 {first.code}，不是 {second.code}，请选择对应的文件。"
    blank = desk.tools.sheets().export_form(FORMS["forbidden-zones"])
    with pytest.raises(BadInputError) as caught:
        preview_fill(desk, first.id, blank, "空.xlsx")
    assert caught.value.message == "空.xlsx 是空白清单，不属于任何自查，请先从自查中导出再填写。"
    own = openpyxl.Workbook()
    stream = io.BytesIO()
    own.save(stream)
    with pytest.raises(BadInputError) as caught:
        preview_fill(desk, first.id, stream.getvalue(), "别.xlsx")
    assert caught.value.message == "别.xlsx 不是本程序导出的自查表，请用“导入外部清单”或重新导出后填写。"


def upgraded():
    """Pack A as its office would revise it: one text changed, one item gone, one new, one only reweighted."""
    form = FORMS["customer-service-self-check"]
    text = dump_form(form)
    form = load_form_text(text.replace("version: '1.0'", "version: '1.1'", 1), "a-1.1.yaml")
    sections = []
    for section in form.sections:
        items = [one for one in section.items if one.id != "1.7"]
        items = [
            replace(one, standard=one.standard + "抽样另加节假日。") if one.id == "1.2" else one
            for one in items
        ]
        items = [replace(one, weight=one.weight + 1) if one.id == "1.3" else one for one in items]
        if section.id == "1":
            items.append(
                Item("1.9", "方言服务", "听方言客户的通话是否听懂并复述。", "听懂并复述。", "抽查 5 条", 5)
            )
        sections.append(replace(section, items=tuple(items)))
    return replace(form, sections=tuple(sections))


def test_a_pack_is_upgraded_in_the_middle_of_an_audit(desk):
    audit = planned(desk, "customer-service-self-check@1.0")
    form = find_form(desk, "customer-service-self-check@1.0")
    numbers = [item.id for item in form.items()][:20]
    record_answers(desk, audit.id, {
        number: Entry("fail" if number == "1.7" else "pass", note=f"记 {number}", samples_checked=form.item(number).sample_size)
        for number in numbers
    })  # fmt: skip
    before = open_file(desk, audit.id).answers
    old_book = export_audit(desk, audit.id)
    new = import_form(desk, upgraded())
    carry = preview_carry(desk, audit.id, "1.1")
    assert open_file(desk, audit.id).form.version == "1.0", "a running audit stays on its version"
    assert [one.item_id for one in carry.carried] == [
        number for number in numbers if number not in ("1.2", "1.7")
    ]
    assert [one.answer.item_id for one in carry.again] == ["1.2"]
    assert [one.answer.item_id for one in carry.archived] == ["1.7"]
    assert carry.added == ("1.9",)
    assert len(carry.findings) == 1
    carry_audit(desk, audit.id, "1.1")
    file = open_file(desk, audit.id)
    assert find_audit(desk, audit.id).form_key == new.key
    for number in numbers:
        if number in ("1.2", "1.7"):
            continue
        assert file.answers[number] == replace(before[number], origin=CARRIED), number
    assert not file.answers["1.2"].verdict
    assert [one.item_id for one in archived_answers(desk, audit.id)[form.key]] == ["1.2", "1.7"]
    assert [finding.item_id for finding in file.findings] == ["1.7"], "the finding stays in the register"
    tally = score(desk, audit.id).tally
    assert tally.unanswered == sum(1 for _ in new.items()) - 18
    with pytest.raises(BadInputError) as caught:
        preview_fill(desk, audit.id, old_book, "旧.xlsx")
    assert caught.value.message == (
        "旧.xlsx 用的是清单 customer-service-self-check@1.0，自查现在用 customer-service-self-check@1.1，请重新导出后填写。"
    )
    fresh = changed_book(desk, audit.id, typed(E_1_2="合规", E_1_9="不合规"))
    done = apply_fill(desk, audit.id, preview_fill(desk, audit.id, fresh, "新.xlsx"))
    assert sorted(one.after.item_id for one in done) == ["1.2", "1.9"]
    with pytest.raises(BadInputError) as caught:
        preview_carry(desk, audit.id, "forbidden-zones@1.0")
    assert "是另一份清单" in caught.value.message


def test_a_pack_under_a_taken_or_wrong_id_is_refused_whole(desk):
    with pytest.raises(BadInputError) as caught:
        import_form(desk, FORMS["forbidden-zones"])
    assert caught.value.message == "清单 forbidden-zones@1.0 已经有了；要改内容请先提高版本号。"
    twice = dump_form(FORMS["forbidden-zones"]).replace("id: '1.2'", "id: '1.1'", 1)
    with pytest.raises(BadInputError) as caught:
        load_form_text(twice, "b.yaml")
    assert caught.value.message == "b.yaml：检查项编号 1.1 重复，请改成不同的编号。"
    number = dump_form(FORMS["forbidden-zones"]).replace("id: '1.2'", "id: 1.2", 1)
    with pytest.raises(BadInputError, match='应为文字，请给它加引号，如 "1.10"'):
        load_form_text(number, "b.yaml")
