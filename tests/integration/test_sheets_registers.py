import io
import random
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from auditdesk.domain.audits import Answer, Audit, AuditKind
from auditdesk.domain.checklists import Form, Item, Section
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.findings import Action, ActionState, Finding, FindingState, Problem, Verification
from auditdesk.packs.taxonomy import load_taxonomy
from auditdesk.sheets.export import export_audit
from auditdesk.sheets.fill import read_filled
from auditdesk.sheets.fill_official import plan_official
from auditdesk.sheets.foreign import read_foreign
from auditdesk.sheets.registers import export_findings, export_register

FORM = Form("demo", "1.0", "示范", (Section("1", "类", (Item("1.1", "项", "查", "准"),)),))
AUDIT = Audit("a1", "ZC-1", "自查", AuditKind.ROUTINE, FORM.key, "2026-10-01", "2026-10-31")
_LATE = Finding("f1", "WT-1", "a1", "1.1", "=超时", owner="韩松", deadline="2026-12-01")
_OTHER = Finding("f2", "WT-2", "a1", "9.9", "另一件", owner="唐予安", deadline="2026-12-02")
FINDINGS = [
    replace(
        _LATE,
        problem_id="p1",
        staff_code="K-017",
        violation_class="attitude.delay",
        state=FindingState.TO_VERIFY,
    ),
    replace(_OTHER, extension="2026-12-09"),
]


def sheet_of(stream):
    sheet = openpyxl.load_workbook(io.BytesIO(stream.getvalue())).active
    return sheet, [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]


def test_list_of_findings():
    stream = io.BytesIO()
    export_findings(FORM, AUDIT, FINDINGS, load_taxonomy(), stream)
    sheet, rows = sheet_of(stream)
    assert rows[0][:3] == ["编号", "检查项", "发生时间"]
    first = dict(zip(rows[0], rows[1], strict=True))
    assert first["检查项"] == "1.1 项"
    assert first["问题描述"] == "'=超时"
    assert first["违规分类"] == "服务态度恶劣 › 故意拖延"
    assert first["状态"] == "待验证"
    assert dict(zip(rows[0], rows[2], strict=True))["期限"] == "2026-12-09"
    assert sheet.print_title_rows == "$3:$3"


def test_register_groups_by_problem_and_shows_verification():
    actions = [
        Action("m1", "f1", "复训", "韩松", due="2026-11-30", state=ActionState.DONE, done_on="2026-11-20"),
        Action("m2", "f1", "改系统", "方予安", state=ActionState.IN_PROGRESS),
    ]
    checks = [
        Verification("v1", "f1", 40, 10, 10, 9, "s", "沈", "u", "2026-11-21", "failed"),
        Verification("v2", "f1", 40, 10, 10, 10, "s", "沈", "u", "2026-11-25", "passed"),
    ]
    stream = io.BytesIO()
    export_register(AUDIT, FINDINGS, [Problem("p1", "P1", "超时未告知")], actions, checks, stream)
    _sheet, rows = sheet_of(stream)
    assert [row[0] for row in rows] == ["编号", "P1　超时未告知", "WT-1", "WT-1", "未归类", "WT-2"]
    assert rows[2][2:8] == ["复训", "韩松", "2026-11-30", "完成", "2026-11-20", "10 / 10 符合，2026-11-25 沈"]
    assert rows[3][4] == "2026-12-01"
    assert rows[5][5] == "未完成"


def test_empty_registers_are_still_sheets():
    stream = io.BytesIO()
    export_register(AUDIT, [], [], [], [], stream)
    assert len(sheet_of(stream)[1]) == 1


def mutated(data, dice):
    """The workbook with bytes of one part changed, cut or doubled."""
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    victim = dice.choice(source.namelist())
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            part = bytearray(source.read(name))
            if name == victim:
                place, kind = dice.randrange(len(part)), dice.random()
                if kind < 0.4:
                    part[place] = dice.randrange(32, 127)
                elif kind < 0.7:
                    del part[place : place + dice.randint(1, 30)]
                else:
                    part[place:place] = part[place : place + dice.randint(1, 40)]
            archive.writestr(name, bytes(part))
    return out.getvalue()


@pytest.mark.parametrize("seed", range(4))
def test_damaged_workbooks_give_a_sentence_or_are_read(seed):
    stream = io.BytesIO()
    answers = {"1.1": Answer("x", "a1", "1.1", FORM.item("1.1").text_hash, "fail", note="注")}
    export_audit(FORM, AUDIT, answers, FINDINGS, [], stream)
    dice = random.Random(seed)
    doors = (
        lambda data: read_filled(io.BytesIO(data), FORM, AUDIT, answers),
        lambda data: read_foreign(io.BytesIO(data), name="x.xlsx"),
        lambda data: plan_official(io.BytesIO(data), FORM, answers, name="x.xlsx"),
    )
    refused = 0
    for _ in range(40):
        data = mutated(stream.getvalue(), dice)
        for door in doors:
            try:
                door(data)
            except BadInputError:
                refused += 1
    assert refused
