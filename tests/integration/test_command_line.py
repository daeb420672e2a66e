import json

import openpyxl
import pytest
from tests.factories import PASSPHRASE, SECOND, make_program

from auditdesk.cli.app import globals_first, run


@pytest.fixture
def call(tmp_path, monkeypatch, capsys):
    program = make_program(tmp_path / "home")
    monkeypatch.setenv("AUDITDESK_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("AUDITDESK_WORKSPACE", str(tmp_path / "ws"))

    def _call(*words, code=0):
        capsys.readouterr()
        assert run([*map(str, words), "--json"], lambda: program) == code
        out = capsys.readouterr()
        return json.loads(out.out) if out.out else out.err

    return _call


@pytest.fixture
def audit(call):
    call("workspace", "init", "--name", "嘉岭分中心", "--user", "韩立群")
    made = call(
        "audit", "new", "--form", "customer-service-self-check", "--from", "2026-10-26", "--to", "2026-11-15"
    )
    return made["code"]


def test_global_options_stand_anywhere():
    words = ["audit", "list", "--json", "--workspace", "W", "--user=1001"]
    assert globals_first(words) == ["--json", "--workspace", "W", "--user=1001", "audit", "list"]
    kept = ["workspace", "init", "--name", "站", "--user", "人"]
    assert globals_first(kept) == kept
    assert globals_first(["a", "--", "--json"]) == ["a", "--", "--json"]


def test_answers_score_and_fix_list(call, audit):
    call("audit", "answer", audit, "1.1", "--result", "pass", "--samples", 20)
    failed = call("audit", "answer", audit, "4.3", "--result", "不合规", "--note", "回拨 13800001234")
    assert failed["finding"].startswith("WT-")
    assert failed["answer"]["note"] == "回拨 138****1234"
    score = call("audit", "score", audit)
    assert (score["numerator"], score["denominator"], score["rate"]) == (1, 2, 0.5)
    rows = call("audit", "fix-list", audit, code=1)
    assert {"no_evidence", "finding_incomplete", "unanswered"} <= {row["rule"] for row in rows}
    assert "没有检查项" in call("audit", "answer", audit, "99.1", "--result", "pass", code=2)


def test_a_filled_workbook_comes_back_or_changes_nothing(call, audit, tmp_path):
    path = tmp_path / "自查 表.xlsx"
    call("audit", "export", audit, path)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    head = next(row for row in sheet.iter_rows() if any(cell.value == "检查结果" for cell in row))
    column = next(cell.column for cell in head if cell.value == "检查结果")
    filled = 0
    for row in range(head[0].row + 1, sheet.max_row + 1):
        label = str(sheet.cell(row, 1).value or "")
        if label[:3] in ("1.1", "1.2"):
            sheet.cell(row, column).value = "合规"
            filled += 1
    book.save(path)
    assert filled == 2
    preview = call("audit", "fill", audit, path, "--dry-run")
    assert preview["applied"] == 0
    assert call("audit", "fill", audit, path)["applied"] == 2
    assert call("audit", "score", audit)["numerator"] == 2


def test_evidence_goes_to_the_inbox_and_damage_is_told(call, audit, tmp_path):
    file = tmp_path / "会话.txt"
    file.write_text("客户电话 13800001234", encoding="utf-8")
    (added,) = call("evidence", "add", file)
    assert added["known"] is False
    assert call("evidence", "add", file)[0]["known"] is True
    assert call("evidence", "verify")["damaged"] == []
    empty = tmp_path / "empty.txt"
    empty.touch()
    assert "空文件" in call("evidence", "add", empty, code=2)
    assert "找不到" in call("evidence", "add", tmp_path / "nothing.png", code=2)
    assert "理由" in call("evidence", "export", added["code"], tmp_path / "out.txt", code=2)
    call("evidence", "export", added["code"], tmp_path / "out.txt", "--reason", "复核原件")
    assert (tmp_path / "out.txt").read_bytes() == file.read_bytes()
    blob = next((tmp_path / "ws" / "blobs").glob("??/*"))
    data = bytearray(blob.read_bytes())
    data[-1] ^= 1
    blob.write_bytes(data)
    assert call("evidence", "verify", code=1)["damaged"][0]["code"] == added["code"]


def test_nobody_reviews_own_answers(call, audit, monkeypatch):
    call("audit", "answer", audit, "1.1", "--result", "pass", "--samples", 20)
    assert "另一人" in call("audit", "review", audit, "1.1", code=2)


def test_users_sign_in_by_staff_number(call, audit, tmp_path, monkeypatch):
    secret = tmp_path / "secret.txt"
    secret.write_text(SECOND + "\n", encoding="utf-8")
    call(
        "workspace", "users", "add", "--name", "罗成岳", "--staff-no", "1017", "--role", "reviewer",
        "--new-passphrase-file", secret,
    )  # fmt: skip
    monkeypatch.setenv("AUDITDESK_PASSPHRASE", SECOND)
    call("audit", "list", "--user", "1017")
    denied = call("audit", "answer", audit, "1.1", "--result", "pass", "--user", "1017", code=2)
    assert "复核员" in denied
    assert call("journal", "verify", "--user", "1017")["intact"]
    monkeypatch.setenv("AUDITDESK_PASSPHRASE", "wrong")
    assert "口令不对" in call("audit", "list", code=2)


def test_forms_are_listed_checked_and_compared(call, tmp_path, monkeypatch):
    monkeypatch.delenv("AUDITDESK_WORKSPACE")
    assert any(one["items"] >= 40 for one in call("form", "list"))
    out = tmp_path / "form.yaml"
    call("form", "export", "customer-service-self-check", out)
    text = out.read_text(encoding="utf-8")
    assert call("form", "check", out)["problems"] == []
    changed = tmp_path / "changed.yaml"
    changed.write_text(
        text.replace("1.0", "1.1", 1).replace("投诉首次响应时限", "首次响应时限"), encoding="utf-8"
    )
    difference = call("form", "diff", out, changed)
    assert [one["item_id"] for one in difference["changed"]] == ["4.3"]
    out.write_text(text.replace("id: '4.3'", "id: '4.2'", 1), encoding="utf-8")
    assert call("form", "check", out, code=1)["problems"]


def test_an_official_workbook_is_filled_only_after_its_losses_were_agreed_to(call, audit, tmp_path):
    call("audit", "answer", audit, "4.3", "--result", "fail", "--note", "首响 31.4 小时")
    book = openpyxl.Workbook()
    book.active.append(["某局检查表"])
    book.active.append(["编号", "检查内容", "检查标准", "检查结果", "问题描述"])
    shown = call("form", "show", "customer-service-self-check")
    item = next(one for part in shown["sections"] for one in part["items"] if one["id"] == "4.3")
    book.active.append(["4.3", item["check"], item["standard"], "旧结果", None])
    official, out = tmp_path / "官方 表.xlsx", tmp_path / "填好.xlsx"
    book.save(official)
    plan = call("audit", "fill-official", audit, official, out, "--dry-run", code=1)
    assert plan["losses"]
    assert "会有损失" in call("audit", "fill-official", audit, official, out, code=1)
    assert not out.exists()
    assert call("audit", "fill-official", audit, official, out, "--agree")["cells"] >= 2
    filled = openpyxl.load_workbook(out).active
    assert [filled["D3"].value, filled["E3"].value] == ["不合规", "首响 31.4 小时"]


def test_findings_and_the_register_are_exported(call, audit, tmp_path):
    code = call("audit", "answer", audit, "4.3", "--result", "fail", "--note", "首响 31.4 小时")["finding"]
    call("action", "add", code, "=周末值班派单")
    for kind in ("finding", "action"):
        out = tmp_path / f"{kind}.xlsx"
        call(kind, "export", audit, out)
        texts = [cell.value for row in openpyxl.load_workbook(out).active.iter_rows() for cell in row]
        assert code in texts
        assert not any(str(text).startswith("=") for text in texts)


def test_the_masking_plan_tells_why_but_not_what(call, audit, tmp_path):
    path = tmp_path / "会话.txt"
    path.write_text("客户：我叫林向晚，手机13800001234\n", encoding="utf-8")
    (piece,) = call("evidence", "add", path)
    plan = call("evidence", "mask-plan", piece["code"])
    assert [(one["kind"], one["decision"]) for one in plan] == [("PERSON", "mask"), ("PHONE", "mask")]
    assert all(one["reason"] for one in plan)
    assert {one["where"] for one in plan} == {"第 1 行"}
    assert "13800001234" not in json.dumps(plan, ensure_ascii=False)
    copy = call("evidence", "mask", piece["code"], "--style", "by_kind")
    assert copy["mask_state"] == "masked"


def test_a_foreign_checklist_is_previewed_corrected_and_imported(call, tmp_path):
    path, second = tmp_path / "外部.csv", tmp_path / "外部二.csv"
    path.write_text("编号,检查内容,合格线\n1.10,问候,九成\n", encoding="utf-8")
    second.write_text("编号,检查内容,合格线\n2.1,核验,全部\n", encoding="gb18030")
    seen = call("form", "import", path, "--dry-run")
    assert (seen["item_count"], seen["section_count"], seen["sheets"]) == (1, 1, ["外部"])
    assert not seen["imported"]
    (table,) = seen["tables"]
    assert (table["sheet"], table["header_rows"], table["items"]) == ("外部", [1], 1)
    assert [(one["column"], one["header"], one["meaning"], one["samples"]) for one in table["columns"]] == [
        ("A", "编号", "id", ["1.10"]), ("B", "检查内容", "check", ["问候"]), ("C", "合格线", None, ["九成"]),
    ]  # fmt: skip
    assert table["samples"] == [{"row": 2, "section": "", "cells": {"A": "1.10", "B": "问候"}}]
    assert any("合格线" in warning for warning in seen["warnings"])
    call("workspace", "init", "--name", "站", "--user", "韩立群")
    assert "含义可用" in call("form", "import", path, "--map", "合格线=好", code=2)
    assert "没有列" in call("form", "import", path, "--map", "别的=standard", code=2)
    assert len(call("form", "list")) == 6, "nothing half-imported"
    done = call("form", "import", path, "--map", "合格线=standard", "--title", "门店清单")
    assert (done["form"], done["imported"]) == ("门店清单@1.0", True)
    form = call("form", "show", "门店清单")
    assert form["sections"][0]["items"][0]["standard"] == "九成"
    assert "已经有了" in call("form", "import", path, "--title", "门店清单", code=2)
    again = call("form", "import", second, "--title", "门店清单", "--version", "1.1")
    assert again["tables"][0]["remembered"]
    assert again["form"] == "门店清单@1.1"
    assert call("form", "show", "门店清单@1.1")["sections"][0]["items"][0]["standard"] == "全部"
