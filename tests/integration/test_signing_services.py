from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.signing_kit import AUDITOR, FIRST, MEASURES, SECOND, SECRETS, Site, certificate_file

from auditdesk.cli.app import run
from auditdesk.domain.audits import AuditState
from auditdesk.domain.checks import _ORDER, checks_of
from auditdesk.domain.errors import BadInputError, DamagedError, NotAllowedError, NotFoundError, NotReadyError
from auditdesk.domain.fixlist import Rule
from auditdesk.domain.people import Role, User
from auditdesk.services.audits import change_audit, find_audit, open_file
from auditdesk.services.report_view import audit_checks, check_file, open_report, take_signed, trust_authority
from auditdesk.services.reporting import BuiltReport, build_report, list_reports, report_bytes, sign_report
from auditdesk.services.sharing import sync_now
from auditdesk.services.sharing_enrol import invite
from auditdesk.services.sharing_roster import init_share
from auditdesk.services.toolbox import KeyFile

GUEST = "远山 竹影 mo8 qing-tian 3071"


@pytest.fixture
def site(tmp_path, told):
    return Site.in_folder(tmp_path, told, built=True)


@pytest.fixture
def space(site):
    with site.opened(AUDITOR) as workspace:
        yield workspace


@pytest.fixture
def built(space):
    record = list_reports(space.desk)[0]
    return BuiltReport(record, report_bytes(space.desk, record))


def sign(space, pdf, staff_no):
    return sign_report(space.desk, pdf, *space.identity_of(staff_no, SECRETS[staff_no]))


def test_the_snapshot_freezes_the_checks_that_passed(site, space, built):
    view = open_report(space.desk, built.record)
    file = open_file(space.desk, site.audit_id)
    items = sum(1 for _item in file.form.items())
    wanted = {item.id for item in file.form.items() if item.sample_size}
    sampled = sum(one in wanted and answer.samples_checked > 0 for one, answer in file.answers.items())
    assert {one.label: one.figure for one in view.snapshot.checks} == {
        "检查项均已作答": f"{items} / {items}",
        "不合规均立问题，有分类、责任人、期限": "3 / 3",
        "抽样数量达到要求": f"{sampled} / {sampled}",
        "不适用有理由，比例不超 10%": f"2 / {items}",
        "要求的证据和说明已齐": "3 / 3",
        "引用的证据均已脱敏、在本机": "4 / 4",
        "复核完成，复核人不是答题人": f"{items} / {items}",
        "验证人不是责任人": "3 / 3",
        "没有逾期措施": "0",
        "两位签名人已指定": "2 / 2",
    }  # fmt: skip
    assert [(seat.number, seat.name, seat.signature) for seat in view.seats] == [
        (1, site.person(FIRST).name, None),
        (2, site.person(SECOND).name, None),
    ]
    assert [user.staff_no for user in view.signers] == [FIRST, SECOND]
    assert not view.blocking
    assert not view.outdated
    assert len(view.code) == len(view.code[0]) == 37


def test_two_people_sign_and_the_audit_is_locked(site, space, built):
    once = sign(space, built.pdf, FIRST)
    view = open_report(space.desk, once.record)
    assert [bool(seat.signature) for seat in view.seats] == [True, False]
    first = view.seats[0].signature
    assert (first.signer, first.trusted, len(first.fingerprint)) == (site.person(FIRST).name, True, 64)
    assert view.next_seat.name == site.person(SECOND).name
    assert [user.staff_no for user in view.signers] == [SECOND]
    with pytest.raises(NotAllowedError, match="已经签过"):
        sign(space, once.pdf, FIRST)
    twice = sign(space, once.pdf, SECOND)
    assert twice.record.state == "signed"
    assert find_audit(space.desk, site.audit_id).state is AuditState.SIGNED
    assert open_report(space.desk, twice.record).next_seat is None
    with pytest.raises(NotReadyError, match="已有 2 处签名"):
        sign(space, twice.pdf, SECOND)


def test_who_is_not_named_is_refused_and_nothing_changes(space, built):
    with pytest.raises(NotAllowedError, match="不是这份报告指定的签名人"):
        sign(space, built.pdf, AUDITOR)
    assert list_reports(space.desk)[0].signatures == 0


def test_the_named_signers_of_the_audit_outrank_the_team(site, space, built):
    people = (site.person(AUDITOR).id, site.person(MEASURES).id)
    change_audit(space.desk, site.audit_id, signers=people)
    with pytest.raises(NotAllowedError):
        sign(space, built.pdf, FIRST)
    assert sign(space, built.pdf, AUDITOR).record.signatures == 1


def test_an_older_report_of_the_audit_is_not_signed(site, space, built):
    newer = build_report(space.desk, site.audit_id)
    if newer.record.built_at == built.record.built_at:
        with space.desk.begin() as work:
            work.save(replace(newer.record, built_at="2099-01-01T00:00:00+00:00"))
            work.commit()
    with pytest.raises(NotReadyError, match="新的一份"):
        sign(space, built.pdf, FIRST)
    older = next(one for one in list_reports(space.desk) if one.id == built.record.id)
    assert open_report(space.desk, older).outdated


def test_a_row_that_comes_up_after_the_snapshot_keeps_the_report_from_being_signed(site, space, built):
    change_audit(space.desk, site.audit_id, team=())
    view = open_report(space.desk, built.record)
    assert [row.target_id for row in view.blocking] == [site.audit_id]
    assert view.snapshot.checks[-1].figure == "2 / 2", "the frozen ones stay"
    check = audit_checks(space.desk, site.audit_id)[-1]
    assert (check.figure, check.passed) == ("0 / 2", False)


def test_a_certificate_file_signs_for_its_owner_once_the_issuer_is_known(site, space, built):
    first = site.person(FIRST)
    data, root = certificate_file(first.name, "花厅")
    with pytest.raises(BadInputError, match="PKCS#12"):
        sign_report(space.desk, built.pdf, first, KeyFile(data, "错的"))
    with pytest.raises(NotAllowedError, match="不受信任"):
        sign_report(space.desk, built.pdf, first, KeyFile(data, "花厅"))
    with pytest.raises(NotAllowedError, match="须由本人签名"):
        sign_report(space.desk, built.pdf, site.person(SECOND), KeyFile(data, "花厅"))
    with pytest.raises(NotAllowedError):
        trust_authority(space.desk, root)
    assert list_reports(space.desk)[0].signatures == 0
    space.close()
    with site.opened(SECOND) as admin:
        assert trust_authority(admin.desk, root) == "某某电子认证"
        assert trust_authority(admin.desk, root) == "某某电子认证"
        with pytest.raises(BadInputError):
            trust_authority(admin.desk, b"no certificate")
        signed = sign_report(admin.desk, built.pdf, first, KeyFile(data, "花厅"))
        view = open_report(admin.desk, signed.record)
    assert view.proof.valid
    assert view.seats[0].signature.issuer == "某某电子认证"


def test_a_signed_file_comes_back(site, space, built, tmp_path):
    once = sign(space, built.pdf, FIRST)
    record = once.record
    twice = sign(space, once.pdf, SECOND).pdf
    with space.desk.begin() as work:  # as if the second had signed elsewhere
        audit = find_audit(space.desk, site.audit_id)
        work.save(record, replace(audit, state=AuditState.READY_TO_SIGN))
        work.commit()
    assert check_file(space.desk, twice).brings == 1
    with pytest.raises(BadInputError, match="更多的签名"):
        take_signed(space.desk, once.pdf)
    with pytest.raises(DamagedError):
        take_signed(space.desk, twice + b"%")
    taken = take_signed(space.desk, twice)
    assert (taken.record.signatures, taken.record.state) == (2, "signed")
    assert find_audit(space.desk, site.audit_id).state is AuditState.SIGNED
    assert report_bytes(space.desk, taken.record) == twice


def test_a_report_of_another_workspace_is_verified_but_not_taken(space, tmp_path_factory):
    other = Site.in_folder(tmp_path_factory.mktemp("other"), tmp_path_factory.mktemp("told-elsewhere"))
    with other.opened(AUDITOR) as away:
        pdf = build_report(away.desk, other.audit_id).pdf
        pdf = sign(away, pdf, FIRST).pdf
    found = check_file(space.desk, pdf)
    assert found.record is None
    assert not found.proof.valid
    assert "不是受信任机构" in found.proof.sentence
    with pytest.raises(NotFoundError):
        take_signed(space.desk, pdf)


def test_every_rule_of_the_list_stands_in_exactly_one_check(site, space):
    assert sorted(rule for rules in _ORDER for rule in rules) == sorted(Rule)
    file = open_file(space.desk, site.audit_id)
    empty = replace(file, answers={}, findings=(), links={}, verifications=())
    checks = {one.label: one for one in checks_of(empty)}
    items = sum(1 for _item in file.form.items())
    assert checks["检查项均已作答"].figure == f"0 / {items}"
    assert len(checks["检查项均已作答"].open) == items > 0
    assert "复核完成，复核人不是答题人" not in checks


@pytest.fixture
def call(site, monkeypatch, capsys):
    monkeypatch.setenv("AUDITDESK_WORKSPACE", str(site.story.made["workspace"]))

    def _call(*words, by=AUDITOR, code=0):
        monkeypatch.setenv("AUDITDESK_PASSPHRASE", SECRETS[by])
        capsys.readouterr()
        assert run([*map(str, words), "--json"], lambda: site.program) == code
        out = capsys.readouterr()
        return json.loads(out.out) if out.out else out.err

    return _call


def test_the_command_line_signs_with_a_certificate_file_and_takes_reports_back(site, call, tmp_path):
    data, root = certificate_file(site.person(FIRST).name, "花厅")
    (tmp_path / "first.p12").write_bytes(data)
    (tmp_path / "root.cer").write_bytes(root)
    (tmp_path / "password").write_text("花厅", encoding="utf-8")
    pdf = tmp_path / "report.pdf"
    call("report", "build", site.audit_id, "-o", pdf)
    key = ("--p12", tmp_path / "first.p12", "--p12-password-file", tmp_path / "password")
    assert "不受信任" in call("report", "sign", pdf, "--as", FIRST, *key, code=2)
    assert "不能做这一步" in call("report", "trust", tmp_path / "root.cer", code=2)
    assert call("report", "trust", tmp_path / "root.cer", by=SECOND)["authority"] == "某某电子认证"
    assert call("report", "sign", pdf, "--as", FIRST, *key)["signatures"] == 1
    found = call("report", "verify", pdf)
    assert [one["issuer"] for one in found["signatures"]] == ["某某电子认证"]
    assert "更多的签名" in call("report", "receive", pdf, code=2)
    assert call("report", "sign", pdf, "--as", SECOND, by=SECOND)["signatures"] == 2


def test_the_second_signer_signs_on_another_laptop_and_it_travels_back(site, tmp_path):
    share, ticket = tmp_path / "share", tmp_path / "invitation.adi"
    share.mkdir()
    guest = User("c" * 32, "1066", "苏砚秋", Role.REVIEWER, "区域客服主管")
    with site.opened(SECOND) as workspace:
        desk, tools = workspace.desk, workspace.share_tools()
        init_share(desk, tools, str(share))
        code = invite(desk, tools, guest, ticket)
        change_audit(desk, site.audit_id, signers=(site.person(FIRST).id, guest.id))
        once = sign(workspace, report_bytes(desk, list_reports(desk)[0]), FIRST)
        sync_now(desk, tools)
    with site.program.join(tmp_path / "second", ticket, code, GUEST) as workspace:
        desk, tools = workspace.desk, workspace.share_tools()
        sync_now(desk, tools)
        (record,) = list_reports(desk)
        view = open_report(desk, record)
        assert view.pdf == once.pdf
        assert view.proof.valid
        assert [user.name for user in view.signers] == [guest.name]
        signed = sign_report(desk, view.pdf, *workspace.identity_of(guest.id, GUEST))
        assert signed.record.state == "signed"
        sync_now(desk, tools)
    with site.opened(SECOND) as workspace:
        sync_now(workspace.desk, workspace.share_tools())
        (record,) = list_reports(workspace.desk)
        view = open_report(workspace.desk, record)
        assert view.pdf == signed.pdf
        assert view.proof.valid
        assert [seat.name for seat in view.seats] == [site.person(FIRST).name, guest.name]
        assert view.audit.state is AuditState.SIGNED
