import shutil
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from tests.sharing_kit import Clock, Maker, founder, new_user, open_laptop

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
from auditdesk.services.sharing import status, sync_now
from auditdesk.services.sharing_conflicts import Choice, conflicts, resolve
from auditdesk.services.sharing_enrol import Joining, invite, join, revoke
from auditdesk.services.sharing_heal import heal, verify_share
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


def joined(tmp_path, first, closing, name="two", clock=None):
    file = tmp_path / f"{name}.adinvite"
    code = invite(first.desk, first.tools, new_user("1042"), file)
    clock = clock or Clock()
    asked = Joining(tmp_path / name, file, code, "passphrase")
    laptop = join(first.tools, Maker(clock), clock, asked)
    closing(laptop)
    return laptop


def sync(laptop):
    return sync_now(laptop.desk, laptop.tools)


def save(laptop, *entities):
    with laptop.desk.begin() as work:
        work.save(*entities)
        work.commit()


def get(laptop, cls, entity):
    with laptop.desk.begin() as work:
        return work.get(cls, entity)


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


def alarms(laptop):
    with laptop.desk.begin() as work:
        return {one.kind for one in work.replica.alarms()}


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


def test_an_empty_folder_in_place_of_the_share_changes_nothing(tmp_path, first, closing, share):
    save(first, FINDING)
    sync(first)
    away = share.rename(tmp_path / "away")
    with pytest.raises(ShareError, match="连不上"):
        sync(first)
    assert not share.exists()
    assert not status(first.desk, first.tools).reachable
    share.mkdir()
    result = sync(first)
    assert (result.sent, result.received) == (0, 0)
    assert alarms(first) == {"format"}
    assert list(share.iterdir()) == []
    with pytest.raises(ShareError):
        heal(first.desk, first.tools)
    share.rmdir()
    away.rename(share)
    assert sync(first).alarms == ()


def test_a_lost_share_is_rebuilt_from_what_a_laptop_has(tmp_path, first, closing, share):
    second = joined(tmp_path, first, closing)
    save(second, FINDING)
    blob = second.desk.blobs.add(BytesIO(b"bytes"))
    save(second, Evidence("e1", "E-1", "a.txt", "text/plain", blob.size, blob.sha256, "u", "2026-11-02"))
    sync(second)
    sync(first)
    shutil.rmtree(share)
    share.mkdir()
    assert heal(first.desk, first.tools, rebuild=True) > 0
    assert sync(first).alarms == ()
    assert sync(second).alarms == ()
    heal(second.desk, second.tools)
    third = joined(tmp_path, first, closing, "three")
    assert sync(third).state_hash == sync(first).state_hash == sync(second).state_hash
    assert third.desk.blobs.exists(third.desk.blobs.name_of(blob.sha256))


def test_a_rolled_back_share_alarms_and_is_healed(tmp_path, first, closing, share):
    second = joined(tmp_path, first, closing)
    save(second, FINDING)
    sync(second)
    sync(first)
    before = get(first, Finding, "f1")
    device = second.desk.workspace.device
    old = shutil.copytree(share, tmp_path / "old")
    save(second, replace(FINDING, title="改"))
    sync(second)
    assert sync(first).alarms == ()
    shutil.rmtree(share)
    shutil.copytree(old, share)
    assert any(device in one and "少了段" in one for one in sync(first).alarms)
    assert sync(second).alarms
    assert get(first, Finding, "f1") == replace(before, title="改")
    assert heal(first.desk, first.tools) == 1
    assert sync(first).alarms == ()
    assert sync(second).alarms == ()
    assert (share / "seg" / device / "000000000002").is_file()


def test_withheld_segments_are_noticed_through_others(tmp_path, first, closing, share):
    second = joined(tmp_path, first, closing)
    third = joined(tmp_path, first, closing, "three")
    save(second, FINDING)
    sync(second)
    sync(third)
    save(third, replace(FINDING, id="f3"))
    sync(third)
    device = second.desk.workspace.device
    hidden = [*(share / "head").glob(f"{device}-*"), *(share / "seg" / device).iterdir()]
    for path in hidden:
        path.rename(tmp_path / path.name)
    result = sync(first)
    assert any(device in one for one in result.alarms)
    assert get(first, Finding, "f3")


def test_a_missing_segment_stops_its_device_only(tmp_path, first, closing, share):
    second = joined(tmp_path, first, closing)
    third = joined(tmp_path, first, closing, "three")
    save(second, FINDING)
    save(third, replace(FINDING, id="f3"))
    sync(second)
    sync(third)
    segment = share / "seg" / second.desk.workspace.device / "000000000001"
    kept = segment.read_bytes()
    segment.unlink()
    sync(first)
    assert alarms(first) == {"missing"}
    assert get(first, Finding, "f1") is None
    assert get(first, Finding, "f3")
    segment.write_bytes(kept)
    assert sync(first).alarms == ()
    assert get(first, Finding, "f1")


def test_a_cloned_disk_stops_before_it_overwrites(tmp_path, first, closing, share):
    second = joined(tmp_path, first, closing)
    second.close()
    shutil.copytree(tmp_path / "two", tmp_path / "clone")
    device, user = second.desk.workspace.device, second.desk.user
    one = open_laptop(tmp_path / "two", device, user, Clock(), new=False)
    two = open_laptop(tmp_path / "clone", device, user, Clock(timedelta(minutes=5)), new=False)
    closing(one)
    closing(two)
    save(one, FINDING)
    save(two, replace(FINDING, id="f2"))
    sync(one)
    published = (share / "seg" / device / "000000000001").read_bytes()
    with pytest.raises(DuplicateIdentityError):
        sync(two)
    assert alarms(two) == {"clone"}
    assert (share / "seg" / device / "000000000001").read_bytes() == published
    assert get(two, Finding, "f2")
    (share / "head" / f"{first.desk.workspace.device}-000000000099-{'0' * 16}").touch()
    sync(first)
    assert alarms(first) == {"forged"}


def test_a_clock_a_day_ahead_is_quarantined_until_it_is_right(tmp_path, first, closing):
    second = joined(tmp_path, first, closing)
    second.clock.offset = timedelta(hours=31)
    save(second, FINDING)
    sync(second)
    assert "31 小时" in sync(first).alarms[0]
    assert get(first, Finding, "f1") is None
    first.clock.offset = timedelta(hours=8)
    assert sync(first).alarms == ()
    assert get(first, Finding, "f1")


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


def test_a_replaced_roster_is_refused(tmp_path, first, closing, share):
    second = joined(tmp_path, first, closing)
    stranger = founder(tmp_path / "stranger", "bb00000000bb")
    closing(stranger)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    init_share(stranger.desk, stranger.tools, str(elsewhere))
    (share / "roster" / "000003").write_bytes((elsewhere / "roster" / "000001").read_bytes())
    sync(second)
    assert alarms(second) == {"roster"}
    shutil.copy(elsewhere / "format", share / "format")
    sync(second)
    assert "format" in alarms(second)
    with pytest.raises(ShareError):
        init_share(founder_at(tmp_path, closing).desk, first.tools, str(share))


def founder_at(tmp_path, closing):
    laptop = founder(tmp_path / "other", "cc00000000cc")
    closing(laptop)
    return laptop


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
