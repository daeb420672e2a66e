import json
from dataclasses import replace
from io import BytesIO

import pytest
from tests.factories import PASSPHRASE, create_workspace, make_program, make_workspace
from tests.sharing_kit import founder, joined, save, sync

from auditdesk.cli.app import run
from auditdesk.domain.errors import BadInputError, NotAllowedError, NotFoundError
from auditdesk.domain.maskrules import MaskRule, RuleKind
from auditdesk.domain.people import Role
from auditdesk.services.evidence import NewEvidence, add_evidence, mask_evidence
from auditdesk.services.rules import (
    add_rule,
    case_file,
    change_rule,
    export_rules,
    find_rule,
    import_rules,
    list_rules,
    switch_rule,
    try_rule,
)
from auditdesk.services.sharing_roster import init_share

METER = MaskRule(
    "", "表号", RuleKind.PATTERN, r"表号[：: ]?(?P<value>M-\d{4,8})", examples=("表号：M-20881",),
    counterexamples=("表号未登记",),
)  # fmt: skip
HOTLINE = MaskRule("", "总机", RuleKind.EXCEPTION, words=("400-555-0123",))


@pytest.fixture
def desk(tmp_path):
    with make_workspace(make_program(tmp_path / "home"), tmp_path / "ws") as opened:
        yield opened.desk


def test_a_rule_is_proved_kept_changed_and_switched_off(desk):
    made = add_rule(desk, METER)
    assert made.id
    assert made.created_by == desk.user.id
    assert find_rule(desk, "表号") == made
    changed = change_rule(desk, replace(made, note="燃气表", created_by="other"))
    assert (changed.note, changed.created_by) == ("燃气表", desk.user.id)
    switch_rule(desk, made.id, active=False)
    assert list_rules(desk, active_only=True) == []
    assert case_file(desk).rules == ()
    switch_rule(desk, made.id, active=True)
    assert [rule.name for rule in case_file(desk, ["林向晚"]).rules] == ["表号"]
    with pytest.raises(NotFoundError):
        find_rule(desk, "没有")


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (replace(METER, pattern=r"表号(\d+)+"), "上限"),
        (replace(METER, examples=("表号：20881",)), "找不到"),
        (replace(METER, counterexamples=("旧表号M-20881作废",)), "反例"),
    ],
)
def test_a_rule_that_does_not_hold_changes_nothing(desk, rule, told):
    with pytest.raises(BadInputError, match=told):
        add_rule(desk, rule)
    assert list_rules(desk) == []


def test_trial_of_an_unsaved_rule(desk):
    trial = try_rule(desk, replace(METER, examples=("没有",)), "新表号M-20881")
    assert [(span.start, span.end) for span in trial.spans] == [(3, 10)]
    assert trial.missed == ("没有",)
    assert not trial.holds
    spared = try_rule(desk, HOTLINE, "请打4005550123或13800001234")
    assert [(span.start, span.end) for span in spared.spans] == [(2, 12)]


def test_who_may_change_rules(desk):
    viewer = replace(desk, user=replace(desk.user, role=Role.VIEWER))
    for forbidden in (lambda: add_rule(viewer, METER), lambda: import_rules(viewer, export_rules(desk))):
        with pytest.raises(NotAllowedError):
            forbidden()
    assert list_rules(viewer) == []


def test_text_travels_to_another_workspace(desk, tmp_path):
    add_rule(desk, METER)
    add_rule(desk, HOTLINE)
    text = export_rules(desk)
    with create_workspace(make_program(tmp_path / "home2"), tmp_path / "ws2") as opened:
        other = opened.desk
        assert import_rules(other, text, dry_run=True).added == ("表号", "总机")
        assert list_rules(other) == []
        import_rules(other, text)
        again = import_rules(other, text)
        assert (again.added, again.changed, again.unchanged) == ((), (), ("表号", "总机"))
        edited = import_rules(other, text.replace('"note": ""', '"note": "改"', 1))
        assert edited.changed == ("表号",)
        with pytest.raises(BadInputError, match="总机"):
            import_rules(other, text.replace("400-555-0123", ""))
        assert len(list_rules(other)) == 2


def test_masked_copies_use_the_rules(desk):
    add_rule(desk, METER)
    add_rule(desk, HOTLINE)
    data = "表号：M-20881，总机400-555-0123，手机13800001234".encode()
    piece = add_evidence(desk, NewEvidence(BytesIO(data), "记录.txt", len(data))).piece
    _copy, masked = mask_evidence(desk, piece.id)
    text = masked.data.decode()
    assert "M-20881" not in text
    assert "400-555-0123" in text
    assert "138****1234" in text


def test_rules_travel_through_the_share(tmp_path):
    folder = tmp_path / "share"
    folder.mkdir()
    laptops = [founder(tmp_path / "one")]
    try:
        first = laptops[0]
        init_share(first.desk, first.tools, str(folder))
        rule = replace(METER, id="r1", words=("表", "表号"))
        save(first, rule)
        sync(first)
        second = joined(tmp_path, first, laptops.append)
        sync(second)
        assert list_rules(second.desk) == [rule]
        save(second, replace(rule, active=False))
        save(first, replace(rule, note="燃气表"))
        for laptop in (first, second, first):
            sync(laptop)
        (merged,) = list_rules(first.desk)
        assert (merged.active, merged.note) == (False, "燃气表")
    finally:
        for laptop in laptops:
            laptop.close()


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


def test_command_line(call, tmp_path):
    call("workspace", "init", "--name", "嘉岭分中心", "--user", "韩立群")
    assert call("rules", "list") == []
    options = ("--keyword", "会员号", "--shortest", 6, "--example", "会员号VIP00012")
    made = call("rules", "add", "会员号", *options)
    assert (made["kind"], made["words"]) == ("keyword", ["会员号"])
    assert "已经有" in call("rules", "add", "会员号", *options, code=2)
    assert "选一种" in call("rules", "add", "都没有", code=2)
    assert call("rules", "test", "会员号", "--text", "会员号是VIP00012")["spans"][0]["start"] == 4
    out = tmp_path / "规则.json"
    call("rules", "export", out)
    assert call("rules", "import", out)["unchanged"] == ["会员号"]
    assert call("rules", "off", "会员号")["active"] is False
    assert call("rules", "off", "会员号", "--on")["active"] is True
    text, people = tmp_path / "a.txt", tmp_path / "people.txt"
    text.write_text("会员号VIP00012，布和来过", encoding="utf-8")
    people.write_text("布和\n", encoding="utf-8")
    found = call("detect", text, "--rules", out, "--people", people, "--no-names")["spans"]
    assert [(one["kind"], one.get("label")) for one in found] == [("CUSTOM", "会员号"), ("PERSON", None)]
    assert all(one["reason"] for one in found)
    masked = call("mask", text, "--out", tmp_path / "out", "--style", "pseudonym", "--people", people)
    assert [(one["kind"], one["count"]) for one in masked[0]["legend"]] == [("PERSON", 1)]
    assert "布和" not in json.dumps(masked, ensure_ascii=False)
