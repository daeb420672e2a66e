import json

import pytest
from tests.factories import PASSPHRASE, SECOND, make_program

from auditdesk.cli.app import run


@pytest.fixture
def program(tmp_path):
    return make_program(tmp_path / "home")


@pytest.fixture
def call(tmp_path, monkeypatch, capsys, program):
    monkeypatch.setenv("AUDITDESK_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("AUDITDESK_WORKSPACE", str(tmp_path / "ws"))

    def _call(*words, code=0, plain=False):
        capsys.readouterr()
        assert run([*map(str, words), *([] if plain else ["--json"])], lambda: program) == code
        out = capsys.readouterr()
        return out.out if plain else json.loads(out.out) if out.out else out.err

    _call("workspace", "init", "--name", "嘉岭分中心", "--user", "韩立群")
    return _call


@pytest.fixture
def secret(tmp_path):
    place = tmp_path / "secret.txt"
    place.write_text(SECOND + "\n", encoding="utf-8")
    return place


def test_users_are_added_changed_and_stopped(call, secret, monkeypatch):
    words = ("--name", "罗成岳", "--staff-no", "1017", "--role", "reviewer", "--new-passphrase-file", secret)
    assert call("workspace", "users", "add", *words)["active"]
    changed = call("workspace", "users", "change", "1017", "--role", "lead", "--title", "质检主管")
    assert (changed["role"], changed["title"], changed["active"]) == ("lead", "质检主管", True)
    assert not call("workspace", "users", "change", "罗成岳", "--inactive")["active"]
    assert "自己" in call("workspace", "users", "change", "1001", "--role", "viewer", code=2)
    assert "没有用户" in call("workspace", "users", "change", "9999", "--active", code=2)
    assert [one["active"] for one in call("workspace", "users", "list")] == [True, False]
    monkeypatch.setenv("AUDITDESK_PASSPHRASE", SECOND)
    assert "停用" in call("workspace", "users", "list", "--user", "1017", code=2)
    assert "添加用户" in _with(monkeypatch, call, "journal", "show")


def _with(monkeypatch, call, *words):
    monkeypatch.setenv("AUDITDESK_PASSPHRASE", PASSPHRASE)
    return call(*words, plain=True)


def test_the_lock_is_set_within_its_limits(call):
    assert call("workspace", "lock-after", "5") == {"minutes": 5}
    call("workspace", "lock-after", "90", code=2)


def test_a_new_recovery_kit_is_written_or_told(call, tmp_path, monkeypatch):
    kit = tmp_path / "kit.pdf"
    assert call("workspace", "recovery-kit", kit) == {"recovery_kit": str(kit)}
    assert kit.read_bytes().startswith(b"%PDF")
    assert "已经存在" in call("workspace", "recovery-kit", kit, code=2)
    blocked = tmp_path / "file"
    blocked.write_text("x", encoding="utf-8")
    told = call("workspace", "recovery-kit", blocked / "kit.pdf", code=2)
    assert "恢复密钥只显示这一次" in told
    code = tmp_path / "code.txt"
    code.write_text(told.split("：")[1].split()[0], encoding="utf-8")
    monkeypatch.setenv("AUDITDESK_PASSPHRASE", SECOND)
    assert call("workspace", "recover", "--code-file", code)["recovered"]


def test_doctor_covers_machine_and_workspace(call, tmp_path):
    checks = call("doctor", "--workspace", tmp_path / "ws")
    names = [one["name"] for one in checks]
    assert {"第二因素", "字体", "人名识别", "图片文字识别", "数据库", "操作日志", "备份"} <= set(names)
    assert all(one["ok"] for one in checks)
    assert all(one["advice"] for one in checks if one["level"] != "fine")


def test_doctor_says_no_when_the_journal_was_cut(call, program, tmp_path):
    with (
        program.open(tmp_path / "ws", PASSPHRASE) as opened,
        opened._held.store.journal._connect() as connection,
    ):
        connection.exec_driver_sql("DROP TRIGGER entries_no_update")
        connection.exec_driver_sql("UPDATE entries SET subject = 'x' WHERE number = 1")
        connection.commit()
    checks = call("doctor", "--workspace", tmp_path / "ws", code=1)
    broken = next(one for one in checks if not one["ok"])
    assert broken["name"] == "操作日志"
    assert "第 1 条" in broken["message"]
    assert call("journal", "verify", code=1)["broken_at"] == 1
