"""The closed loop by commands: problems, draws, appeals, extensions, ledger, cases, reminders, exports."""

import json

import openpyxl
import pytest
from tests.factories import PASSPHRASE, SECOND, make_program
from tests.loop_kit import Room

from auditdesk.cli.app import run
from auditdesk.domain.people import Role, User


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("learning")
    room = Room(folder)
    room.opened.add_user(User("f" * 32, "1002", "许佳宁", Role.REVIEWER), SECOND)
    audit = room.audit()
    findings = [room.ready(audit, item) for item in ("1.1", "1.2")]
    findings += [room.finding(audit, "2.1", staff_code="客服B21")]
    room.close()
    return folder, [one.code for one in findings], audit.code


@pytest.fixture
def call(place, monkeypatch, capsys):
    program = make_program(place[0] / "home")
    monkeypatch.setenv("AUDITDESK_WORKSPACE", str(place[0] / "space"))

    def _call(*words, code=0, user="1001", plain=False):
        monkeypatch.setenv("AUDITDESK_PASSPHRASE", PASSPHRASE if user == "1001" else SECOND)
        capsys.readouterr()
        tail = [] if plain else ["--json"]
        assert run([*map(str, words), "--user", user, *tail], lambda: program) == code
        out = capsys.readouterr()
        return out.out if plain else json.loads(out.out) if out.out else out.err

    return _call


def test_a_drawn_sample_closes_record_by_record(call, place, tmp_path):
    code = place[1][0]
    ids = tmp_path / "记录.txt"
    ids.write_text("\n".join(f"LY-{n:03d}" for n in range(40)), encoding="utf-8")
    assert "先用 finding draw" in call("finding", "judge", code, "--fits", "LY-001", code=1)
    sample = call("finding", "draw", code, "--ids", ids, "--seed", "20261117")
    assert (sample["population"], len(sample["ids"]), sample["seed"]) == (40, 10, "20261117")
    assert "不在这次抽出" in call("finding", "judge", code, "--fits", "LY-999", code=2)
    words = [word for record in sample["ids"] for word in ("--fits", record)]
    assert "还有 10 条未核" in call("finding", "verify", code, code=1)
    assert len(call("finding", "judge", code, *words)["marks"]) == 10
    check = call("finding", "verify", code)
    assert (check["result"], check["sample_ids"]) == ("passed", sample["ids"])


def test_counts_on_paper_and_a_failed_check(call, place):
    code = place[1][1]
    assert "不完整" in call(
        "finding", "verify", code, "--population", 40, "--sample", 5, "--passed", 5, code=2
    )
    failed = call(
        "finding",
        "verify",
        code,
        "--population",
        40,
        "--sample",
        10,
        "--passed",
        9,
        "--note",
        "一条没问",
        code=1,
    )
    assert (failed["result"], failed["note"]) == ("failed", "一条没问")
    assert call("finding", "show", code)["state"] == "open"


def test_extensions_and_appeals_by_two_people(call, place):
    code = place[1][2]
    assert (
        call("finding", "ask-extension", code, "--to", "2026-12-31", "--reason", "供应商推迟")["decision"]
        == ""
    )
    assert "以外" in call("finding", "decide-extension", code, "--approve", code=2)
    done = call("finding", "decide-extension", code, "--approve", user="1002")
    assert (done["decision"], done["until"]) == ("approved", "2026-12-31")
    assert "没有等批准" in call("finding", "decide-extension", code, "--refuse", user="1002", code=1)
    assert "没有等复议" in call("finding", "decide", code, "--outcome", "upheld", "--reason", "x", code=1)
    appeal = call("finding", "appeal", code, "--reason", "客户已说出姓名")
    assert appeal["raised_by"] == "客服B21"
    decided = call(
        "finding",
        "decide",
        code,
        "--outcome",
        "changed",
        "--severity",
        "major",
        "--reason",
        "听录音",
        user="1002",
    )
    assert decided["first_decision"] == "违规操作 › 违反流程・一般"
    assert decided["second_decision"] == "违规操作 › 违反流程・较大；听录音"
    assert [one["outcome"] for one in call("finding", "appeal")] == ["changed"]
    assert code in call("finding", "appeal", plain=True)


def test_a_problem_has_cause_method_and_figures(call, place, tmp_path):
    call("finding", "group", *place[1], "--problem", "双要素核验不全")
    changed = call(
        "finding", "problem", "双要素核验不全", "--cause", "可以跳过", "--kind", "process", "--answer", "why",
        "系统不强制", "--method", "pdca", "--metric", "核验率", "--baseline", "80%", "--target", "100%",
        "--current", "95%", "--owner", "丁一帆", "--due", "2026-12-31",
    )  # fmt: skip
    assert (changed["phase"], changed["way_gone"], changed["repeats"]) == ("plan", 0.75, 1)
    assert changed["five_w"] == [["why", "系统不强制"]]
    assert call("finding", "problem", "首响超时", "--new")["findings"] == []
    assert len(call("finding", "problem")) == 2
    assert "75%" in call("finding", "problem", plain=True)
    out = tmp_path / "追踪.xlsx"
    call("finding", "problem", "--export", out)
    cells = [cell.value for row in openpyxl.load_workbook(out).active.iter_rows() for cell in row]
    assert {"双要素核验不全", "PDCA", "核验率"} <= set(cells)


def test_rates_top_repeats_and_what_is_due(call, place):
    rates = call("finding", "rates", "--months", 3)
    assert [one["month"] for one in rates["months"]] == ["2026-09", "2026-10", "2026-11"]
    assert rates["target"] == 0.95
    (top,) = call("finding", "top")
    assert (top["title"], top["count"]) == ("双要素核验不全", 3)
    assert "3 项" in call("finding", "top", plain=True)
    assert call("finding", "repeats", place[1][2], code=1) == []
    call("action", "add", place[1][2], "补做演练", "--days", 2)
    (due,) = call("action", "due")
    assert (due["kind"], due["left"], due["level"]) == ("action", 2, "")
    assert "补做演练" in call("action", "due", plain=True)


def test_the_ledger_by_commands(call, place, tmp_path):
    entry = call("ledger", "enter", place[1][2])
    assert (entry["staff_code"], entry["next"]) == ("客服B21", "investigated")
    code = entry["code"]
    assert "下一步" in call("ledger", "step", code, "archived", "--owner", "甲", code=1)
    for step, words in (
        ("investigated", ()), ("decided", ()), ("notified", ()), ("consequence", ("--consequence", "fine")), ("archived", ()),
    ):  # fmt: skip
        done = call("ledger", "step", code, step, "--owner", "许佳宁", *words, user="1002")
    assert (done["consequence"], done["next"]) == ("fine", "")
    assert call("ledger", "commend", "客服B21", "主动回访")["kind"] == "commendation"
    assert "代号" in call("ledger", "commend", "王小明", "主动回访", code=2)
    assert len(call("ledger", "list", "--staff", "客服B21")) == 2
    assert call("ledger", "list", "--counts")[0]["commendations"] == 1
    shown = call("ledger", "show", code, plain=True)
    assert "归档" in shown
    assert "已归档" in shown
    out = tmp_path / "台账.xlsx"
    call("ledger", "export", out)
    assert out.stat().st_size > 1000


def test_cases_by_commands(call, place, tmp_path):
    assert "手机号" in call("case", "make", "--title", "标题", "--story", "电话 13800138000", code=2)
    made = call(
        "case", "make", "--finding", place[1][2], "--question", "怎么办？", "--lesson", "两个要素都核对"
    )
    code = made["code"]
    assert "B21" not in json.dumps(made, ensure_ascii=False)
    assert call("case", "edit", code, "--title", "未核对姓名")["title"] == "未核对姓名"
    assert call("case", "publish", code, user="1002")["state"] == "published"
    assert [one["code"] for one in call("case", "list", "--like", place[1][2])] == [code]
    assert call("case", "list", "--search", "没有这个词") == []
    assert "讨论题：怎么办？" in call("case", "show", code, plain=True)
    call("case", "export", tmp_path / "案例.xlsx")
    assert call("case", "withdraw", code)["state"] == "draft"


def test_exports_over_all_audits(call, place, tmp_path):
    for kind in ("finding", "action"):
        out = tmp_path / f"{kind}.xlsx"
        call(kind, "export", out)
        cells = [cell.value for row in openpyxl.load_workbook(out).active.iter_rows() for cell in row]
        assert set(place[1]) <= set(cells)
        assert "一次导出一次自查" in call(kind, "export", place[2], place[2], out, code=2)
