"""The share's whole life on the command line, with two laptops."""

import json
import shutil

import pytest
from tests.factories import PASSPHRASE, make_program

from auditdesk.cli.app import run


@pytest.fixture
def at(tmp_path, monkeypatch, capsys):
    """Call a command at one of the laptops: a program and a workspace folder each."""
    programs = {name: make_program(tmp_path / f"home-{name}") for name in ("one", "two", "three")}
    monkeypatch.setenv("AUDITDESK_PASSPHRASE", PASSPHRASE)

    def _call(laptop, *words, code=0):
        monkeypatch.setenv("AUDITDESK_WORKSPACE", str(tmp_path / laptop))
        capsys.readouterr()
        assert run([*map(str, words), "--json"], lambda: programs[laptop]) == code
        out = capsys.readouterr()
        return json.loads(out.out) if out.out else out.err

    return _call


@pytest.fixture
def share(at, tmp_path):
    folder = tmp_path / "share"
    folder.mkdir()
    at("one", "workspace", "init", "--name", "嘉岭分中心", "--user", "韩立群")
    at("one", "share", "init", folder)
    return folder


@pytest.fixture
def invitation(at, share, tmp_path):
    file = tmp_path / "a.adinvite"
    made = at("one", "share", "invite", file, "--staff-no", "1042", "--name", "沈知夏")
    return file, made["code"]


def test_laptops_revoking_and_alarms(at, share, invitation, tmp_path):
    file, code = invitation
    at("two", "share", "join", file, "--code", code)
    here, other = at("one", "share", "laptops")
    assert (here["here"], here["number"], other["user"], other["revoked"]) == (True, 1, "沈知夏", False)
    assert "不能停用自己" in at("one", "share", "revoke", here["device"], code=2)
    at("one", "share", "revoke", other["device"])
    assert at("one", "share", "laptops")[1]["revoked"]
    assert at("one", "share", "alarms") == []
    shutil.move(share, tmp_path / "moved")
    share.mkdir()
    at("one", "share", "sync", code=1)
    (alarm,) = at("one", "share", "alarms", code=1)
    assert alarm["kind"] == "format"
    at("one", "share", "dismiss", alarm["id"])
    assert at("one", "share", "alarms", "--history")[0]["settled_at"]
    at("one", "share", "move", tmp_path / "moved")
    assert at("one", "share", "status")["location"] == str(tmp_path / "moved")
    assert at("one", "share", "take-up") == {"segments": 0}


def test_a_share_mounted_elsewhere_and_a_stick(at, share, invitation, tmp_path):
    file, code = invitation
    shutil.move(share, tmp_path / "mounted")
    assert "位置" in at("two", "share", "join", file, "--code", code, code=2)
    at("two", "share", "join", file, "--code", code, "--location", tmp_path / "mounted")
    words = (
        "audit",
        "new",
        "--form",
        "customer-service-self-check",
        "--from",
        "2026-10-26",
        "--to",
        "2026-11-15",
    )
    made = at("two", *words)
    stick = tmp_path / "stick"
    stick.mkdir()
    assert at("two", "share", "carry-out", stick)["segments"] >= 1
    at("one", "share", "move", tmp_path / "mounted")
    assert at("one", "share", "carry-in", stick)["segments"] >= 1
    assert made["code"] in [one["code"] for one in at("one", "audit", "list")]
