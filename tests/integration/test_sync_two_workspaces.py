import shutil
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from tests.sharing_kit import Clock, Maker, alarms, founder, get, joined, new_user, save, sync

from auditdesk.domain.basis import Document
from auditdesk.domain.errors import (
    BadInputError,
    DuplicateIdentityError,
    NotAllowedError,
    NotReadyError,
    ShareError,
)
from auditdesk.domain.evidence import Evidence
from auditdesk.domain.findings import Finding
from auditdesk.domain.people import User
from auditdesk.domain.records import ReportFile
from auditdesk.services.sharing import status, sync_now
from auditdesk.services.sharing_carry import carry_in, carry_out
from auditdesk.services.sharing_conflicts import Choice, conflicts, resolve
from auditdesk.services.sharing_enrol import Joining, invite, join, revoke
from auditdesk.services.sharing_heal import verify_share
from auditdesk.services.sharing_roster import init_share

FINDING = Finding("f1", "WT-1101", "a1", "4.3", description="首次响应超时")


@pytest.fixture
def share(tmp_path):
    folder = tmp_path / "share"
    folder.mkdir()
    return folder


@pytest.fixture
def closing():
    laptops = []
    yield laptops.append
    for laptop in laptops:
        laptop.close()


@pytest.fixture
def first(tmp_path, share, closing):
    laptop = founder(tmp_path / "one")
    closing(laptop)
    init_share(laptop.desk, laptop.tools, str(share))
    return laptop


def test_without_a_share_a_sentence(tmp_path, closing):
    laptop = founder(tmp_path / "one")
    closing(laptop)
    assert not status(laptop.desk, laptop.tools).joined
    with pytest.raises(NotReadyError):
        sync(laptop)


def test_two_laptops_reach_one_state(tmp_path, first, closing):
    second = joined(tmp_path, first, closing)
    save(first, FINDING)
    save(second, replace(FINDING, id="f2", description="未回访"))
    sync(first)
    sync(second)
    ours, theirs = sync(first), sync(second)
    assert ours.state_hash == theirs.state_hash
    assert ours.alarms == theirs.alarms == ()
    assert get(first, Finding, "f2").description == "未回访"
    assert get(second, Finding, "f1") == FINDING
    assert get(second, User, second.desk.user.id).name == "沈知夏"
    assert not verify_share(first.desk, first.tools).broken


def test_evidence_arrives_with_its_bytes(tmp_path, first, closing):
    second = joined(tmp_path, first, closing)
    data = bytes(range(256)) * 2000
    blob = first.desk.blobs.add(BytesIO(data))
    save(first, Evidence("e1", "E-1", "录音.wav", "audio/wav", blob.size, blob.sha256, "u", "2026-11-02"))
    waiting = status(first.desk, first.tools)
    assert [one.code for one in waiting.outgoing] == ["E-1"]
    assert waiting.segments[-1].counts["evidence"] == 1
    assert sync(first).blobs_sent == 1
    assert sync(second).blobs_received == 1
    with second.desk.blobs.open(second.desk.blobs.name_of(blob.sha256)) as stream:
        assert stream.read() == data
    assert status(first.desk, first.tools).outgoing == ()
    assert not [*tmp_path.glob("*/exchange/in/*"), *tmp_path.glob("*/exchange/out/*")]


def test_invitations_work_once_with_their_code_and_for_a_while(tmp_path, first, closing):
    file = tmp_path / "a.adinvite"
    code = invite(first.desk, first.tools, new_user("1042"), file)
    assert "沈知夏".encode() not in file.read_bytes()
    with pytest.raises(BadInputError):
        invite(first.desk, first.tools, new_user("1043"), file)

    def attempt(name, code, clock=None):
        clock = clock or Clock()
        return join(first.tools, Maker(clock), clock, Joining(tmp_path / name, file, code, "x"))

    with pytest.raises(BadInputError, match="邀请码"):
        attempt("two", "AAAAA-BBBBB-CCCCC-DDDDD")
    with pytest.raises(BadInputError, match="过期"):
        attempt("two", code, Clock(timedelta(days=15)))
    assert not (tmp_path / "two").exists()
    closing(attempt("two", code.lower().replace("-", " ")))
    with pytest.raises(BadInputError, match="用过"):
        attempt("three", code)
    assert not (tmp_path / "three").exists()


def test_two_laptops_joining_at_once_with_one_invitation(tmp_path, first, closing, share):
    file = tmp_path / "a.adinvite"
    code = invite(first.desk, first.tools, new_user("1042"), file)
    clock = Clock()
    moved = tmp_path / "elsewhere"
    shutil.copytree(share, moved)
    closing(join(first.tools, Maker(clock), clock, Joining(tmp_path / "two", file, code, "x", str(moved))))
    (receipt,) = (moved / "ack").iterdir()

    class Late(Maker):
        def create_replica(self, *given):
            shutil.copytree(moved / "ack", share / "ack")
            return super().create_replica(*given)

    with pytest.raises(DuplicateIdentityError):
        join(first.tools, Late(clock), clock, Joining(tmp_path / "three", file, code, "x"))
    assert (share / "ack" / receipt.name).read_bytes() == receipt.read_bytes()


def test_a_conflict_is_kept_shown_and_settled_everywhere(tmp_path, first, closing):
    second = joined(tmp_path, first, closing)
    save(first, FINDING)
    sync(first)
    sync(second)
    save(first, replace(FINDING, description="话术改为以实测为准", deadline="2026-11-20"))
    save(second, replace(FINDING, description="班会宣导一次", deadline="2026-11-25"))
    sync(first)
    assert sync(second).conflicts == 2
    assert sync(first).conflicts == 2
    dates, texts = sorted(conflicts(first.desk), key=lambda one: len(one.choices))
    assert texts.mine.value == "话术改为以实测为准"
    assert [side.value for side in texts.theirs] == ["班会宣导一次"]
    assert texts.choices == tuple(Choice)
    assert dates.choices == (Choice.MINE, Choice.THEIRS)
    with pytest.raises(BadInputError):
        resolve(first.desk, dates.id, Choice.BOTH)
    resolve(first.desk, texts.id, Choice.BOTH)
    resolve(first.desk, dates.id, Choice.THEIRS)
    assert sync(first).conflicts == 0
    assert sync(second).conflicts == 0
    assert get(second, Finding, "f1").description == "话术改为以实测为准；班会宣导一次"
    assert get(second, Finding, "f1").deadline == "2026-11-25"
    assert sync(first).state_hash == sync(second).state_hash


def test_a_revoked_laptop_is_neither_heard_nor_told(tmp_path, first, closing):
    second = joined(tmp_path, first, closing)
    save(second, FINDING)
    sync(second)
    revoke(first.desk, first.tools, second.desk.workspace.device)
    assert get(first, Finding, "f1")
    save(first, replace(FINDING, id="f2"))
    sync(first)
    with pytest.raises(ShareError, match="停用"):
        sync(second)
    assert get(second, Finding, "f2") is None
    third = joined(tmp_path, first, closing, "three")
    assert sync(third).state_hash == sync(first).state_hash


def test_only_administrators_extend_the_roster(tmp_path, first, closing):
    second = joined(tmp_path, first, closing)
    with pytest.raises(NotAllowedError):
        invite(second.desk, second.tools, new_user("1050"), tmp_path / "no.adinvite")


def test_nothing_readable_is_on_the_share(tmp_path, first, closing, share):
    second = joined(tmp_path, first, closing)
    save(second, FINDING)
    sync(second)
    for path in share.rglob("*"):
        assert len(str(path.relative_to(share))) < 120
        if path.is_file():
            data = path.read_bytes()
            assert not [
                word for word in ("响应", "WT-1101", "沈知夏", "韩立群", "1042") if word.encode() in data
            ]


def test_a_stick_carries_what_no_network_does(tmp_path, first, closing, share):
    second = joined(tmp_path, first, closing)
    stick, stick_two = tmp_path / "stick", tmp_path / "stick2"
    stick.mkdir()
    stick_two.mkdir()
    share.rename(tmp_path / "away")
    blob = second.desk.blobs.add(BytesIO(b"bytes"))
    save(second, FINDING)
    save(second, Evidence("e1", "E-1", "a.txt", "text/plain", blob.size, blob.sha256, "u", "2026-11-02"))
    with pytest.raises(ShareError):
        sync(second)
    assert carry_out(second.desk, second.tools, str(stick)) == 1
    assert carry_in(first.desk, first.tools, str(stick)).segments == 1
    assert get(first, Finding, "f1")
    assert first.desk.blobs.exists(first.desk.blobs.name_of(blob.sha256))
    carry_out(first.desk, first.tools, str(stick_two))
    with pytest.raises(ShareError):
        carry_in(first.desk, first.tools, str(tmp_path / "two"))
    (tmp_path / "away").rename(share)
    assert alarms(first) == {"format"}
    assert status(second.desk, second.tools).location == str(share)
    assert sync(second).sent == 1
    assert sync(first).alarms == ()
    assert sync(second).state_hash == sync(first).state_hash


def test_signed_reports_travel_too(tmp_path, first, closing):
    second = joined(tmp_path, first, closing)
    blob = first.desk.blobs.add(BytesIO(b"%PDF-1.7 signed"))
    save(first, ReportFile("r1", "a1", 1, "报告.pdf", blob.sha256, "D", signatures=2))
    assert [one.name for one in status(first.desk, first.tools).outgoing] == ["报告.pdf"]
    sync(first)
    assert sync(second).blobs_received == 1
    with second.desk.blobs.open(second.desk.blobs.name_of(blob.sha256)) as stream:
        assert stream.read() == b"%PDF-1.7 signed"


def test_files_of_basis_documents_travel_too(tmp_path, first, closing):
    second = joined(tmp_path, first, closing)
    blob = first.desk.blobs.add(BytesIO(b"%PDF-1.7 norm"))
    document = Document(
        "norm@2.1",
        "norm",
        "2.1",
        "投诉处理操作规范",
        file_name="规范.pdf",
        size=blob.size,
        sha256=blob.sha256,
    )
    save(first, document)
    assert [one.name for one in status(first.desk, first.tools).outgoing] == ["规范.pdf"]
    sync(first)
    assert sync(second).blobs_received == 1
    with second.desk.blobs.open(second.desk.blobs.name_of(blob.sha256)) as stream:
        assert stream.read() == b"%PDF-1.7 norm"


def test_large_texts_are_spread_over_segments(tmp_path, first, closing, monkeypatch):
    second = joined(tmp_path, first, closing)
    monkeypatch.setattr("auditdesk.services.sharing_publish.SEGMENT_CHARACTERS", 3000)
    save(first, *(replace(FINDING, id=f"f{number}", description="长" * 1000) for number in range(7)))
    assert sync(first).sent == 4
    assert sync(second).received == 4
    assert sync(second).state_hash == sync(first).state_hash


def test_two_syncs_at_once_do_not_send_twice(tmp_path, first, closing):
    second = joined(tmp_path, first, closing)
    save(first, FINDING)
    interrupted = []

    def meanwhile(label, total):
        if not interrupted:
            interrupted.append(True)
            sync(first)

    class Watching:
        start = staticmethod(meanwhile)

        def step(self, amount=1):
            pass

    sync_now(first.desk, first.tools, Watching())
    assert sync(second).received == 1
    assert sync(second).state_hash == sync(first).state_hash
