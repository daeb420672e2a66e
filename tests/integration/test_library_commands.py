from __future__ import annotations

import json

import pytest
from tests.factories import PASSPHRASE, SECOND, make_program
from tests.library_kit import PACK

from auditdesk.cli.app import run

KEY = f"{PACK}@1.1"


@pytest.fixture
def call(tmp_path, monkeypatch, capsys):
    program = make_program(tmp_path / "home")
    monkeypatch.setenv("AUDITDESK_WORKSPACE", str(tmp_path / "ws"))

    def _call(*words, code=0, user="1001", plain=False):
        monkeypatch.setenv("AUDITDESK_PASSPHRASE", PASSPHRASE if user == "1001" else SECOND)
        capsys.readouterr()
        argv = [*map(str, words), *([] if plain else ["--json"])]
        argv += ["--user", user] if words[:2] != ("workspace", "init") else []
        assert run(argv, lambda: program) == code
        out = capsys.readouterr()
        return out.out if plain and code == 0 else json.loads(out.out) if out.out else out.err

    return _call


@pytest.fixture
def site(call, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text(SECOND + "\n", encoding="utf-8")
    call("workspace", "init", "--name", "嘉岭分中心", "--user", "韩立群")
    for number, name, role in (("1017", "罗成岳", "reviewer"), ("1002", "许佳宁", "lead")):
        call("workspace", "users", "add", "--name", name, "--staff-no", number, "--role", role,
             "--new-passphrase-file", secret)  # fmt: skip
    return tmp_path


ASKED = ("--reviewer", "first:1017:质量", "--reviewer", "second:1017:法务", "--reviewer", "final:1002")


def test_a_form_is_revised_reviewed_published_and_the_audit_carried(call, site):
    audit = call("audit", "new", "--form", PACK, "--from", "2026-10-26", "--to", "2026-11-15")["code"]
    for item in ("1.1", "2.1", "4.3"):
        call("audit", "answer", audit, item, "--result", "pass", "--samples", 30)
    draft = call("form", "revise", PACK, "--reason", "半年修订")
    assert (draft["form"], draft["state"]) == (KEY, "draft")
    path = site / "draft.yaml"
    call("form", "export", KEY, path)
    text = path.read_text(encoding="utf-8")
    assert "24 小时" in text
    path.write_text(text.replace("24 小时", "12 小时"), encoding="utf-8")
    edited = call("form", "edit", KEY, path)
    assert "4.3" in edited["changes"]
    difference = call("form", "diff", f"{PACK}@1.0", KEY)
    assert difference["counts"]["changed"] == len(difference["changed"]) > 0
    change = next(one for one in difference["changed"] if one["item_id"] == "4.3")
    standard = next(one for one in change["fields"] if one["field"] == "standard")
    assert ["-", "24"] in standard["words"]
    assert ["+", "12"] in standard["words"]
    assert "[-24-]{+12+}" in call("form", "diff", f"{PACK}@1.0", KEY, plain=True)

    assert call("form", "submit", KEY, *ASKED, "--due", "2026-11-20")["state"] == "first_review"
    assert "不能改" in call("form", "edit", KEY, path, code=1)
    comment = call("form", "comment", KEY, "12 小时须写进规范 3.2 条", "--item", "4.3", user="1017")
    assert "没有检查项" in call("form", "comment", KEY, "x", "--item", "99", code=2)
    assert call("form", "review", KEY, user="1017")["state"] == "second_review"
    assert call("form", "review", KEY, "--note", "见意见", user="1017")["state"] == "final_review"
    assert "审批自己" in call("form", "review", KEY, code=2)
    done = call("form", "review", KEY, user="1002")
    assert done["ready"]
    assert "1 条意见" in call("form", "publish", KEY, code=1)
    call("form", "handle", comment["id"], "--reply", "已写进")
    status = call("form", "status", KEY)
    assert [one["handled"] for one in status["comments"]] == [True]
    assert call("form", "publish", KEY)["state"] == "published"

    before = call("audit", "carry", audit, "1.1", "--dry-run")
    assert (before["carried"], before["again"], before["applied"]) == (["1.1", "2.1"], ["4.3"], False)
    assert call("audit", "show", audit)["form_key"] == f"{PACK}@1.0"
    assert call("audit", "carry", audit, "1.1")["applied"]
    after = call("audit", "show", audit)
    assert after["form_key"] == KEY
    assert {one["item_id"] for one in after["answers"] if one["verdict"]} == {"1.1", "2.1"}
    assert [one["item"] for one in call("audit", "archived", audit)[f"{PACK}@1.0"]] == ["4.3"]
    assert call("journal", "verify")["intact"]


def test_a_return_needs_a_reason_and_gives_the_draft_back(call, site):
    call("form", "revise", PACK, "--reason", "半年修订")
    call("form", "submit", KEY, *ASKED)
    assert "理由" in call("form", "review", KEY, "--return", code=2, user="1017")
    back = call("form", "review", KEY, "--return", "--note", "依据不足", user="1017")
    assert (back["state"], back["course"]["returned_note"]) == ("draft", "依据不足")
    assert "阶段" in call("form", "submit", KEY, "--reviewer", "third:1017", code=2)
    call("form", "submit", KEY, *ASKED)
    assert call("form", "withdraw", KEY, "--reason", "再改")["state"] == "draft"
    assert call("form", "withdraw", KEY, "--discard")["state"] == "superseded"
    assert call("form", "new", "门店巡检", "--id", "shop-check")["state"] == "draft"
    due = call("form", "due")
    assert PACK in {one["form"].split("@")[0] for one in due}


def test_documents_are_registered_published_and_upset_items(call, site):
    listed = call("document", "list")
    assert listed["documents"] == []
    assert listed["unregistered"]["客户服务手册"] > 0
    file = site / "手册.txt"
    file.write_text("第 3.1 条 使用统一话术", encoding="utf-8")
    made = call("document", "add", "handbook", "--title", "客户服务手册", "--version", "V4.2", "--kind",
                "handbook", "--owner", "客服部", "--effective", "2026-05-01", "--file", file)  # fmt: skip
    assert (made["id"], made["file_name"]) == ("handbook@V4.2", "手册.txt")

    def publish(key):
        call("document", "submit", key, *ASKED)
        for user in ("1017", "1017", "1002"):
            call("document", "review", key, user=user)
        return call("document", "publish", key)

    assert publish("handbook@V4.2")["to_review"] == []
    assert call("document", "cite-check", PACK)
    call("document", "revise", "handbook", "--reason", "半年修订", "--effective", "2026-12-01")
    upset = publish("handbook@V4.3")["to_review"]
    assert upset
    shown = call("document", "show", "handbook")
    assert {one["standing"] for one in shown["citations"]} == {"outdated"}
    left = call("document", "cite-check", PACK, code=1)
    item = next(one["item"] for one in left if one["standing"] == "outdated")
    assert "为什么" in call("document", "cite-check", PACK, "--keep", item, code=2)
    again = call("document", "cite-check", PACK, "--keep", item, "--note", "文字未变", code=1)
    assert all(one["checked"] for one in again if one["item"] == item and one["standing"] == "outdated")
    wrong = call("document", "revise", "handbook", "--reason", "x", "--clause", "没有等号", code=2)
    assert "条款号" in wrong
    assert "V4.3" in call("document", "list", plain=True)


def test_a_draft_is_changed_piece_by_piece_and_a_form_goes_out_of_use(call, site):
    made = call("form", "new", "门店自查表", "--id", "shop")
    key = made["form"]
    assert call("form", "problems", key, code=1)[0]["blocks"]
    assert call("form", "edit-add", key, "门头", "--section", "1", "--check", "看门头")["added"] == "1.1"
    assert call("form", "edit-add", key, "话术")["added"] == "2"
    call("form", "edit-add", key, "称呼", "--section", "2", "--check", "听称呼")
    for place, field, value in (
        ("1.1", "standard", "完好"), ("1.1", "weight", "2"), ("1.1", "basis", "门店规范 | 第 2 条"),
        ("section:2", "title_en", "Scripts"), ("form", "target_rate", "95%"),
    ):  # fmt: skip
        assert call("form", "edit-set", key, place, field, value)["problems"] == 0
    assert "不是数字" in call("form", "edit-set", key, "1.1", "weight", "重", code=2)
    call("form", "edit-move", key, "2.1", "1", "--at", "1")
    shown = call("form", "show", key)
    assert [item["id"] for item in shown["sections"][0]["items"]] == ["2.1", "1.1"]
    assert shown["target_rate"] == 0.95
    call("form", "edit-remove", key, "section:2")
    call("form", "edit-remove", key, "2.1")
    problems = call("form", "problems", key)
    assert not any(one["blocks"] for one in problems)
    assert "没有在用" in call("form", "retire", key, "--reason", "不用了", code=1)
    assert call("form", "retire", PACK, "--reason", "并入年度清单")["state"] == "superseded"
    assert "已停用" in call(
        "audit", "new", "--form", PACK, "--from", "2026-11-01", "--to", "2026-11-02", code=1
    )
