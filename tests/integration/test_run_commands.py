import json

import pytest
from tests.factories import PASSPHRASE, make_program

from auditdesk.cli.app import run

FORM = "customer-service-self-check"


@pytest.fixture(scope="module")
def call(tmp_path_factory):
    folder = tmp_path_factory.mktemp("commands")
    program = make_program(folder / "home")
    patch = pytest.MonkeyPatch()
    patch.setenv("AUDITDESK_WORKSPACE", str(folder / "ws"))
    patch.setenv("AUDITDESK_PASSPHRASE", PASSPHRASE)

    def _call(capsys, *words, code=0):
        capsys.readouterr()
        assert run([*map(str, words), "--json"], lambda: program) == code
        out = capsys.readouterr()
        return json.loads(out.out) if out.out else out.err

    yield _call
    patch.undo()


def test_several_items_the_last_audit_and_the_way_back(call, capsys):
    def do(*words, **more):
        return call(capsys, *words, **more)

    do("workspace", "init", "--name", "嘉岭分中心", "--user", "韩立群")
    old = do("audit", "new", "--form", FORM, "--from", "2026-09-01", "--to", "2026-09-28")["code"]
    both = do("audit", "answer", old, "1.1", "1.2", "4.3", "--result", "fail", "--note", "两条不符")
    assert [one["answer"]["item_id"] for one in both["answers"]] == ["1.1", "1.2", "4.3"]
    assert all(one["finding"] for one in both["answers"])
    assert do("audit", "answer", old, "1.1", "1.2", "--result", "pass")["answers"][0]["finding"] is None
    assert "没有检查项" in do("audit", "answer", old, "2.2", "99.9", "--result", "pass", code=2)
    wrong = do("audit", "answer", old, "2.2", "--deduct", "二:没有复述", code=2)
    assert "分值:原因" in wrong
    assert "不按分值" in do("audit", "answer", old, "2.2", "--deduct", "2:没有复述", code=2)

    fresh = do("audit", "new", "--form", FORM, "--from", "2026-10-01", "--to", "2026-10-28")["code"]
    looked = do("audit", "copy-last", fresh, "--dry-run")
    assert (looked["copied"], looked["applied"]) == (["1.1", "1.2"], False)
    assert {one["item_id"]: one["reason"] for one in looked["left"]}["4.3"] == "上次不合规，须重新检查"
    assert do("audit", "copy-last", fresh)["applied"]
    score = do("audit", "score", fresh)
    assert (score["value"], score["denominator"]) == (None, 0)
    assert "沿用 2026-09" in json.dumps(do("audit", "fix-list", fresh, code=1), ensure_ascii=False)
    do("audit", "answer", fresh, "1.1", "--result", "pass")
    do("audit", "answer", fresh, "1.2", "--result", "na", "--note", "本期没有外呼")
    score = do("audit", "score", fresh)
    assert score["value"] == 100.0
    assert score["sections"][0]["arithmetic"].endswith("= 100.0%")
    assert [(one["item_id"], one["reason"]) for one in score["na_items"]] == [("1.2", "本期没有外呼")]
    assert "没有被退回" in do("audit", "resubmit", fresh, "1.1", code=1)
