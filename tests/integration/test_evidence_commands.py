"""``auditdesk evidence`` as a person types it, two people at one workspace."""

from __future__ import annotations

import json

import pytest
from tests.evidence_kit import wav
from tests.factories import PASSPHRASE, SECOND, make_program

from auditdesk.cli.app import run


@pytest.fixture
def call(tmp_path, monkeypatch, capsys):
    program = make_program(tmp_path / "home")
    monkeypatch.setenv("AUDITDESK_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("AUDITDESK_WORKSPACE", str(tmp_path / "ws"))

    def _call(*words, code=0, plain=False):
        capsys.readouterr()
        assert run([*map(str, words), *([] if plain else ["--json"])], lambda: program) == code
        out = capsys.readouterr()
        if plain:
            return out.out
        return json.loads(out.out) if out.out else out.err

    _call("workspace", "init", "--name", "嘉岭分中心", "--user", "韩立群")
    return _call


@pytest.fixture
def audit(call):
    return call("audit", "new", "--form", "customer-service-self-check", "--from", "2026-10-26", "--to",
                "2026-11-15", "--title", "11月例行自查")["code"]  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    top = tmp_path / "现场"
    top.mkdir()
    (top / "会话.txt").write_text("客户电话 13800138000", encoding="utf-8")
    (top / "录音.wav").write_bytes(wav(0.1))
    (top / "空.txt").touch()
    return top


def test_folders_tags_links_search_and_trail(call, audit, folder):
    rows = call("evidence", "import-folder", folder, "--tag", "现场", code=1)
    assert [row["outcome"] for row in rows] == ["added", "added", "refused"]
    chat, sound = rows[0]["code"], rows[1]["code"]
    assert call("evidence", "tag", chat, sound, "--add", "回访", "--remove", "现场")[1]["tags"] == ["回访"]
    call("evidence", "link", chat, audit, "4.3")
    found = call("evidence", "search", "4.3")
    assert [one["code"] for one in found] == [chat]
    assert found[0]["places"][0]["label"] == "11月例行自查 4.3"
    assert [one["code"] for one in call("evidence", "search", "回访", "--only", "inbox")] == [sound]
    assert len(call("evidence", "search", "--audit", audit)) == 1
    assert call("evidence", "unlink", chat, audit, "4.3")["code"] == chat
    assert "没有关联" in call("evidence", "unlink", chat, audit, "4.3", code=2)
    call("evidence", "mask", chat)
    told = call("evidence", "trail", chat)
    assert [one["what"] for one in told["trail"]][:4] == [
        "添加", "改标签 回访", "关联引用 11月例行自查 4.3", "取消关联 11月例行自查 4.3",
    ]  # fmt: skip
    assert told["tree"]["copies"][0]["code"].startswith(chat)
    assert "韩立群 添加" in call("evidence", "trail", chat, plain=True)


def test_a_body_of_evidence_and_its_refusals(call, audit, folder, tmp_path):
    rows = call("evidence", "import-folder", folder, code=1)
    chat = rows[0]["code"]
    call("evidence", "link", chat, audit, "4.3")
    made = call("evidence", "body", tmp_path / "集.zip", "--audit", audit, code=1)
    assert made["written"] == 0
    call("evidence", "mask", chat)
    made = call("evidence", "body", tmp_path / "集二.zip", "--audit", audit)
    assert made["files"][0]["file"].startswith(f"4.3-{chat}-M1-")
    assert "已经存在" in call("evidence", "body", tmp_path / "集二.zip", code=2)
    assert "理由" in call("evidence", "body", tmp_path / "o", chat, "--originals", code=2)


def test_destruction_takes_two_people(call, folder, tmp_path, monkeypatch):
    secret = tmp_path / "secret.txt"
    secret.write_text(SECOND + "\n", encoding="utf-8")
    call("workspace", "users", "add", "--name", "罗成岳", "--staff-no", "1017", "--role", "admin",
         "--new-passphrase-file", secret)  # fmt: skip
    code = call("evidence", "import-folder", folder, code=1)[0]["code"]
    assert "另一个人" in call("evidence", "destroy", code, "--reason", "期满", code=1)
    assert "另一个人" in call("evidence", "approve-destroy", code, code=2)
    assert "还没有由另一个人批准" in call("evidence", "destroy", code, code=1)
    monkeypatch.setenv("AUDITDESK_PASSPHRASE", SECOND)
    approved = call("evidence", "approve-destroy", code, "--note", "同意", "--user", "1017")
    assert approved["state"] == "approved"
    done = call("evidence", "destroy", code, "--user", "1017")
    assert (done["state"], done["size"] > 0) == ("done", True)
    assert done["proposed_by"] != done["decided_by"] == done["done_by"]
    kept = call("evidence", "retention", "--user", "1017")
    assert [one["state"] for one in kept["destructions"]] == ["done"]
    assert call("evidence", "verify", "--user", "1017")["checked"] == 1
    told = call("evidence", "trail", code, "--user", "1017", plain=True)
    assert "罗成岳 批准销毁" in told
    assert "韩立群 提出销毁 （期满）" in told


def test_proposals_can_be_refused_and_retention_changed(call, folder, tmp_path, monkeypatch):
    code = call("evidence", "import-folder", folder, "--tag", "投诉", code=1)[0]["code"]
    assert "投诉资料" in call("evidence", "propose-destroy", code, "--reason", "不要了", code=1)
    changed = call("evidence", "retention", "--rule", "complaint", "--keep", 0, "--reason", "试点")
    assert changed["rules"][0]["keep_months"] == 0
    assert changed["rules"][0]["expire_months"] == 36
    assert call("evidence", "propose-destroy", code, "--reason", "不要了")["state"] == "proposed"
    secret = tmp_path / "secret.txt"
    secret.write_text(SECOND + "\n", encoding="utf-8")
    call("workspace", "users", "add", "--name", "罗成岳", "--staff-no", "1017", "--role", "admin",
         "--new-passphrase-file", secret)  # fmt: skip
    monkeypatch.setenv("AUDITDESK_PASSPHRASE", SECOND)
    refused = call("evidence", "refuse-destroy", code, "--reason", "还要用", "--user", "1017")
    assert refused["state"] == "refused"
    call(
        "evidence",
        "retention",
        "--piece",
        code,
        "--until",
        "2031-01-01",
        "--reason",
        "诉讼",
        "--user",
        "1017",
    )
    assert call("evidence", "search", code, "--user", "1017")[0]["expires"] == "2031-01-01"


def test_the_report_of_a_check_is_written_as_text_and_json(call, folder, tmp_path):
    call("evidence", "import-folder", folder, code=1)
    found = call("evidence", "verify", "--report", tmp_path / "核对.txt")
    assert (found["checked"], found["damaged"], found["sound"]) == (2, [], True)
    assert "2 / 2 件完好" in (tmp_path / "核对.txt").read_text(encoding="utf-8")
    call("evidence", "verify", "--report", tmp_path / "核对.json")
    assert json.loads((tmp_path / "核对.json").read_text(encoding="utf-8"))["sound"] is True


def test_notes_tags_sieve_moments_and_what_falls_due(call, audit, folder, tmp_path):
    rows = call("evidence", "import-folder", folder, "--tag", "现场", code=1)
    chat, sound = rows[0]["code"], rows[1]["code"]
    call("evidence", "link", chat, audit, "4.3")
    assert "第二段" in call("evidence", "note", chat, "第二段不清")[0]["text"]
    assert len(call("evidence", "note", chat)) == 1
    assert call("evidence", "tags", "--rename", "现场", "门店")[0]["tag"] == "门店"
    assert "没有证据" in call("evidence", "tags", "--rename", "现场", "x", code=2)
    assert [one["code"] for one in call("evidence", "search", "--type", "audio/")] == [sound]
    assert [one["code"] for one in call("evidence", "search", "--audit", audit, "--item", "4.3")] == [chat]
    assert call("evidence", "search", "--until", "2001-01-01") == []
    assert call("evidence", "mark", sound, "00:00:01", "承诺")["start_seconds"] == 1
    assert call("evidence", "mark", sound, "0.5", "开头", "--end", "1")["end_seconds"] == 1
    assert call("evidence", "unmark", sound, "0.5", "--rename", "开场")["label"] == "开场"
    assert call("evidence", "unmark", sound, "0.5")["label"] == ""
    assert "没有标记" in call("evidence", "unmark", sound, "0.5", code=2)
    assert "不是时间" in call("evidence", "mark", sound, "nan", "坏", code=2)
    assert call("evidence", "retention")["due"] == []
    assert len(call("evidence", "retention", "--within", "3650")["due"]) == 2
    out = tmp_path / "保管.txt"
    call("evidence", "trail", chat, "--out", out)
    assert "关联引用" in out.read_text("utf-8-sig")


def test_a_body_told_by_its_seal_is_verified_without_a_workspace(call, audit, folder, tmp_path):
    call("evidence", "import-folder", folder, code=1)
    body = call("evidence", "body", tmp_path / "证据.zip", "--originals", "--reason", "移交")
    found = call("evidence", "verify-body", tmp_path / "证据.zip", "--expect", body["seal"])
    assert found["sound"]
    assert found["seal"] == body["seal"]
    assert not call("evidence", "verify-body", tmp_path / "证据.zip", "--expect", "0" * 64, code=1)["sound"]
    assert "不是证据集" in call("evidence", "verify-body", folder / "会话.txt", code=2)
