"""What a bad share, a lost laptop or a wrong clock does: alarms, no changes, and a way on."""

import shutil
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from tests.sharing_kit import Clock, alarms, founder, get, joined, open_laptop, save, sync

from auditdesk.domain.errors import (
    DuplicateIdentityError,
    NotFoundError,
    ShareError,
)
from auditdesk.domain.evidence import Evidence
from auditdesk.domain.findings import Finding
from auditdesk.services.sharing import alarms as all_alarms
from auditdesk.services.sharing import dismiss, move_share, status
from auditdesk.services.sharing_heal import heal, verify_share
from auditdesk.services.sharing_laptops import laptops
from auditdesk.services.sharing_recover import take_up
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


def test_laptops_are_listed_and_alarms_can_be_put_away(tmp_path, first, closing, share):
    second = joined(tmp_path, first, closing)
    device = second.desk.workspace.device
    save(second, FINDING)
    sync(second)
    sync(first)
    assert [(one.user, one.here, one.sequence, one.revoked) for one in laptops(first.desk)] == [
        ("韩立群", True, 1, False), ("沈知夏", False, 1, False),
    ]  # fmt: skip
    (share / "head" / f"{device}-000000000001-{_prefix(share, device)}").unlink()
    sync(first)
    (alarm,) = all_alarms(first.desk)
    dismiss(first.desk, alarm.id)
    assert all_alarms(first.desk) == []
    sync(first)
    (again,) = all_alarms(first.desk)
    assert again.id != alarm.id
    assert len(all_alarms(first.desk, history=True)) == 2
    with pytest.raises(NotFoundError):
        dismiss(first.desk, alarm.id)


def _prefix(share, device):
    (marker,) = (share / "head").glob(f"{device}-*")
    return marker.name.rpartition("-")[2]


def test_a_share_that_moved_is_followed_only_when_it_is_the_same(tmp_path, first, share):
    moved = share.rename(tmp_path / "moved")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ShareError):
        move_share(first.desk, first.tools, str(tmp_path / "empty"))
    assert status(first.desk, first.tools).location == str(share)
    move_share(first.desk, first.tools, str(moved))
    assert sync(first).alarms == ()
    assert status(first.desk, first.tools).location == str(moved)


def test_evidence_destroyed_before_it_arrived_is_wanted_no_more(tmp_path, first, closing, share):
    second = joined(tmp_path, first, closing)
    blob = first.desk.blobs.add(BytesIO(b"bytes"))
    piece = Evidence("e1", "E-1", "a.txt", "text/plain", blob.size, blob.sha256, "u", "2026-11-02")
    save(first, piece)
    sync(first)
    shutil.rmtree(share / "blob")
    sync(second)
    assert alarms(second) == {"blob"}
    save(first, replace(piece, destroyed_at="2026-11-03"))
    sync(first)
    assert sync(second).alarms == ()
    assert status(second.desk, second.tools).missing == ()


def test_a_restored_backup_goes_on_when_a_person_says_so(tmp_path, first, closing):
    second = joined(tmp_path, first, closing)
    save(first, FINDING)
    sync(first)
    device, user = first.desk.workspace.device, first.desk.user
    first.close()
    shutil.copytree(tmp_path / "one", tmp_path / "backup")
    lost = open_laptop(tmp_path / "one", device, user, Clock(), new=False)
    save(lost, replace(FINDING, title="备份之后"))
    sync(lost)
    save(lost, replace(FINDING, id="f2"))
    sync(lost)
    lost.close()
    back = open_laptop(tmp_path / "backup", device, user, Clock(timedelta(hours=2)), new=False)
    closing(back)
    save(back, replace(FINDING, id="f3"))
    with pytest.raises(DuplicateIdentityError):
        sync(back)
    assert take_up(back.desk, back.tools) == 2
    assert get(back, Finding, "f1").title == "备份之后"
    assert sync(back).alarms == ()
    assert sync(second).alarms == ()
    assert get(second, Finding, "f3")
    assert sync(second).state_hash == sync(back).state_hash
    assert verify_share(back.desk, back.tools).broken == ()
    assert take_up(back.desk, back.tools) == 0


def test_a_clone_that_published_itself_cannot_take_up_anothers_chain(tmp_path, first, closing, share):
    first.close()
    shutil.copytree(tmp_path / "one", tmp_path / "clone")
    shutil.copytree(share, tmp_path / "share2")
    device, user = first.desk.workspace.device, first.desk.user
    one = open_laptop(tmp_path / "one", device, user, Clock(), new=False)
    two = open_laptop(tmp_path / "clone", device, user, Clock(), new=False)
    closing(one)
    closing(two)
    move_share(two.desk, two.tools, str(tmp_path / "share2"))
    save(one, FINDING)
    save(two, replace(FINDING, id="f2"))
    sync(one)
    save(one, replace(FINDING, id="f3"))
    sync(one)
    sync(two)
    move_share(two.desk, two.tools, str(share))
    with pytest.raises(ShareError, match="接不上"):
        take_up(two.desk, two.tools)
    assert get(two, Finding, "f3") is None
