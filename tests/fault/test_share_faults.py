"""Whatever happens to the share at whatever moment: nothing is lost, and the next sync goes on."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from tests.sharing_kit import Clock, Maker, founder, new_user, open_laptop

from auditdesk.domain.errors import AuditDeskError, CancelledError, ShareError
from auditdesk.domain.evidence import Evidence
from auditdesk.domain.findings import Finding
from auditdesk.services.sharing import status, sync_now
from auditdesk.services.sharing_enrol import Joining, invite, join
from auditdesk.services.sharing_heal import heal, verify_share
from auditdesk.services.sharing_roster import init_share
from auditdesk.sync.calls import FileCalls
from auditdesk.sync.folder import FolderShare

FINDING = Finding("f1", "WT-1101", "a1", "4.3", description="首次响应超时")
BLOB = random.Random(1).randbytes(150_000)
CALLS = [name for name in vars(FileCalls) if not name.startswith("_")]


class Troubled(FileCalls):
    """Counts every call and lets ``plan`` raise or kill before the one with a certain number."""

    def __init__(self, plan=lambda _number, _name: None):
        self.count = 0
        for name in CALLS:
            setattr(self, name, self._troubled(name, getattr(FileCalls, name), plan))

    def _troubled(self, name, real, plan):
        def call(*given):
            self.count += 1
            plan(self.count, name)
            return real(self, *given)

        return call


class Scene:
    """A copy of the template: a share, and two laptops of which the first has things to send."""

    def __init__(self, root: Path, people) -> None:
        self.root, self.people = root, people
        self.share = root / "share"
        self.laptops = []

    def open(self, name, calls=None, clock=None):
        device, user = self.people[name]
        laptop = open_laptop(
            self.root / name, device, user, clock or Clock(timedelta(hours=1)), new=False,
            open_folder=lambda _place: FolderShare(str(self.share), calls=calls, pause=lambda _s: None),
        )  # fmt: skip
        self.laptops.append(laptop)
        return laptop

    def close(self):
        while self.laptops:
            self.laptops.pop().close()


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    root = tmp_path_factory.mktemp("template")
    (root / "share").mkdir()
    one = founder(root / "one")
    init_share(one.desk, one.tools, str(root / "share"))
    code = invite(one.desk, one.tools, new_user("1042"), root / "a.adinvite")
    clock = Clock()
    two = join(one.tools, Maker(clock), clock, Joining(root / "two", root / "a.adinvite", code, "x"))
    blob = one.desk.blobs.add(BytesIO(BLOB))
    with one.desk.begin() as work:
        work.save(FINDING)
        work.save(Evidence("e1", "E-1", "a.wav", "audio/wav", blob.size, blob.sha256, "u", "2026-11-02"))
        work.commit()
    people = {
        "one": (one.desk.workspace.device, one.desk.user),
        "two": (two.desk.workspace.device, two.desk.user),
    }
    one.close()
    two.close()
    return root, people


@pytest.fixture
def scenes(template, tmp_path):
    made = []

    def make():
        root = tmp_path / f"scene{len(made)}"
        shutil.copytree(template[0], root)
        made.append(Scene(root, template[1]))
        return made[-1]

    yield make
    for scene in made:
        scene.close()
        shutil.rmtree(scene.root)


def sync(laptop):
    return sync_now(laptop.desk, laptop.tools)


def frozen(laptop):
    with laptop.desk.begin() as work:
        return {one.sequence: one.data for one in work.replica.segments()}


def assert_all_arrives(scene, before):
    """After the trouble: the frozen bytes are what is published, and the other laptop gets everything."""
    one, two = scene.open("one"), scene.open("two")
    assert sync(one).alarms == ()
    device = scene.people["one"][0]
    for sequence, data in before.items():
        assert (scene.share / "seg" / device / f"{sequence:012d}").read_bytes() == data
    result = sync(two)
    assert result.alarms == ()
    assert sync(one).state_hash == sync(two).state_hash
    with two.desk.begin() as work:
        piece = work.require(Evidence, "e1")
        assert work.require(Finding, "f1") == FINDING
    with two.desk.blobs.open(two.desk.blobs.name_of(piece.sha256)) as stream:
        assert stream.read() == BLOB
    assert verify_share(two.desk, two.tools).broken == ()
    assert [path for path in (scene.share / "part").rglob("*") if path.is_file()] == []


def calls_of_a_sync(scene):
    calls = Troubled()
    sync(scene.open("one", calls))
    scene.close()
    return calls.count


def error_at(number, code):
    def plan(count, _name):
        if count == number:
            raise OSError(code, "injected")

    return plan


def gone_from(number):
    def plan(count, _name):
        if count >= number:
            raise FileNotFoundError(errno.ENOENT, "gone")

    return plan


def run_troubled(scene, plan):
    laptop = scene.open("one", Troubled(plan))
    try:
        result = sync(laptop)
    except ShareError as error:
        result = error
    before = frozen(laptop)
    scene.close()
    return result, before


def sweep(scenes, plan_at, step, start=0):
    total = calls_of_a_sync(scenes())
    assert total > 20
    for number in range(1 + start, total + 1, step):
        scene = scenes()
        _result, before = run_troubled(scene, plan_at(number))
        assert_all_arrives(scene, before)
        scene.close()


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
def test_an_error_at_a_call_of_a_sync(scenes, code):
    sweep(scenes, lambda number: error_at(number, code), 6, code % 6)


def test_a_share_that_vanishes_at_a_call(scenes):
    sweep(scenes, gone_from, 6, 2)


@pytest.mark.slow
@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EACCES, errno.ETIMEDOUT, errno.ESTALE])
def test_an_error_at_every_call_of_a_sync(scenes, code):
    sweep(scenes, lambda number: error_at(number, code), 1)


@pytest.mark.slow
def test_a_share_that_vanishes_at_every_call(scenes):
    sweep(scenes, gone_from, 1)


def killed_at(scene, number):
    """Sync in a process of its own that is killed before a call; whether it was."""

    def plan(count, _name):
        if count == number:
            os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if not child:
        try:
            sync(scene.open("one", Troubled(plan)))
        finally:
            os._exit(0)
    _pid, result = os.waitpid(child, 0)
    return os.WIFSIGNALED(result)


def kill_sweep(scenes, step):
    total = calls_of_a_sync(scenes())
    for number in range(1, total + 1, step):
        scene = scenes()
        assert killed_at(scene, number)
        laptop = scene.open("one")
        before = frozen(laptop)
        scene.close()
        assert_all_arrives(scene, before)
        scene.close()


def test_killed_at_a_call_of_a_sync(scenes):
    kill_sweep(scenes, 7)


@pytest.mark.slow
def test_killed_at_every_call_of_a_sync(scenes):
    kill_sweep(scenes, 1)


def test_a_reader_that_is_interrupted_goes_on(scenes):
    total = None
    for number in (1, 4, 9, 14, 19, 24):
        scene = scenes()
        sync(scene.open("one"))
        calls = Troubled(gone_from(number))
        reader = scene.open("two", calls)
        try:
            sync(reader)
        except ShareError:
            total = number
        with reader.desk.begin() as work:
            assert len(work.replica.cursors()) <= 1
        scene.close()
        assert_all_arrives(scene, {})
        scene.close()
    assert total


def test_a_cancelled_sync_goes_on(scenes):
    class Cancelling:
        def start(self, label, total):
            pass

        def step(self, amount=1):
            raise CancelledError("stop")

    scene = scenes()
    one = scene.open("one")
    with pytest.raises(CancelledError):
        sync_now(one.desk, one.tools, Cancelling())
    before = frozen(one)
    assert before
    scene.close()
    assert_all_arrives(scene, before)


@pytest.mark.parametrize(("code", "words"), [(errno.ENOSPC, "空间不够"), (errno.EROFS, "没有权限")])
def test_a_full_or_read_only_share_is_told_and_nothing_is_lost(scenes, code, words):
    def plan(_count, name):
        if name in ("create", "write", "link"):
            raise OSError(code, "no")

    scene = scenes()
    result, before = run_troubled(scene, plan)
    assert words in result.message
    assert status(scene.open("one").desk, scene.laptops[0].tools).waiting > 0
    scene.close()
    assert_all_arrives(scene, before)


def test_empty_and_stale_listings_change_nothing(scenes):
    scene = scenes()
    sync(scene.open("one"))
    assert sync(scene.open("two")).received == 1
    state = sync(scene.laptops[-1]).state_hash
    scene.close()

    class Empty(FileCalls):
        def names(self, path):
            return []

    result = sync(scene.open("two", Empty()))
    assert result.state_hash == state
    assert len(result.alarms) >= 2
    scene.close()
    assert sync(scene.open("two")).alarms == ()


def flipped(path, place):
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def files_of(share):
    return [path for path in sorted(share.rglob("*")) if path.is_file() and path.stat().st_size]


def test_a_flipped_byte_of_every_kind_of_file_is_refused_and_healed(scenes):
    scene = scenes()
    one = scene.open("one")
    sync(one)
    chosen = random.Random(3)
    for path in files_of(scene.share):
        kind = path.relative_to(scene.share).parts[0]
        if kind == "ack":
            continue
        whole = path.read_bytes()
        for place in chosen.sample(range(len(whole)), 6):
            flipped(path, place)
            broken = verify_share(one.desk, one.tools).broken
            assert [file.name for file in broken] == [path.relative_to(scene.share).as_posix()]
            path.write_bytes(whole)
        if kind in ("seg", "blob"):
            flipped(path, 40)
            heal(one.desk, one.tools)
            assert path.read_bytes() == whole


def test_a_reader_takes_nothing_from_flipped_files(scenes):
    scene = scenes()
    one = scene.open("one")
    sync(one)
    device = scene.people["one"][0]
    scene.close()
    segment = scene.share / "seg" / device / "000000000002"
    (blob,) = (scene.share / "blob").rglob("*/*")
    for path, kind in ((segment, "damaged"), (blob, "blob")):
        copy = Scene(scene.root.parent / f"flip-{kind}", scene.people)
        shutil.copytree(scene.root, copy.root)
        flipped(copy.share / path.relative_to(scene.share), 100)
        two = copy.open("two")
        assert sync(two).alarms
        with two.desk.begin() as work:
            assert {one.kind for one in work.replica.alarms()} == {kind}
            assert (work.get(Finding, "f1") is None) is (kind == "damaged")
        shown = status(two.desk, two.tools).missing
        assert [piece.code for piece in shown] == ([] if kind == "damaged" else ["E-1"])
        shutil.copy(path, copy.share / path.relative_to(scene.share))
        assert sync(two).alarms == ()
        assert status(two.desk, two.tools).missing == ()
        copy.close()


@pytest.mark.parametrize("name", ["one", "two"])
@pytest.mark.parametrize("offset", [timedelta(days=-20_000), timedelta(days=-1), timedelta(hours=23)])
def test_wrong_clocks_within_a_day_or_in_the_past_do_no_harm(scenes, name, offset):
    scene = scenes()
    wrong = Clock(offset)
    one = scene.open("one", clock=wrong if name == "one" else None)
    two = scene.open("two", clock=wrong if name == "two" else None)
    with one.desk.begin() as work:
        work.save(replace(work.require(Finding, "f1"), title="改过"))
        work.commit()
    sync(one)
    for _round in range(2):
        with two.desk.begin() as work:
            found = work.get(Finding, "f1")
            if found:
                work.save(replace(found, title="再改"))
                work.commit()
        sync(two)
        sync(one)
    behind = offset < timedelta(hours=-20)
    assert any("小时" in alarm for alarm in (*sync(one).alarms, *sync(two).alarms)) is behind
    wrong.offset = timedelta(hours=1)
    for _round in range(2):
        assert sync(one).alarms == ()
        assert sync(two).alarms == ()
    assert sync(one).state_hash == sync(two).state_hash


def test_a_bad_local_disk_is_told_as_such(scenes):
    scene = scenes()
    one = scene.open("one")
    exchange = scene.root / "one" / "exchange"
    shutil.rmtree(exchange)
    exchange.write_bytes(b"")
    with pytest.raises(AuditDeskError):
        sync(one)
    exchange.unlink()
    scene.close()
    assert_all_arrives(scene, {})
