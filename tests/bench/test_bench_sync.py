"""Cost of sending changes against the store's size: bytes and calls on the share (DESIGN §10, SYNC)."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from tests.sharing_kit import Clock, Maker, founder, new_user

from auditdesk.domain.findings import Finding
from auditdesk.services.sharing import sync_now
from auditdesk.services.sharing_enrol import Joining, invite, join
from auditdesk.services.sharing_roster import init_share
from auditdesk.sync.calls import FileCalls
from auditdesk.sync.folder import FolderShare

NAMED = ("create", "reopen", "open", "link", "rename", "unlink", "make", "names", "size", "truncate")


class Counted(FileCalls):
    """Counts operations on names, all calls, and bytes either way."""

    def __init__(self):
        self.reset()

    def reset(self):
        self.operations = self.calls = self.written = self.taken = 0

    def __getattribute__(self, name):
        if name in vars(FileCalls) and not name.startswith("_"):
            self.calls += 1
            self.operations += name in NAMED
        return super().__getattribute__(name)

    def write(self, file, data):
        done = super().write(file, data)
        self.written += done
        return done

    def read(self, file, size):
        data = super().read(file, size)
        self.taken += len(data)
        return data


def report(line):
    print(line)  # measurements are read by people


@pytest.fixture
def site(tmp_path):
    share = tmp_path / "share"
    share.mkdir()
    calls = Counted()

    def open_folder(_place):
        return FolderShare(str(share), calls=calls)

    one = founder(tmp_path / "one", open_folder=open_folder)
    init_share(one.desk, one.tools, str(share))
    clock = Clock()
    code = invite(one.desk, one.tools, new_user("1042"), tmp_path / "a.adinvite")
    asked = Joining(tmp_path / "two", tmp_path / "a.adinvite", code, "x")
    two = join(one.tools, Maker(clock, open_folder), clock, asked)
    yield one, two, calls
    one.close()
    two.close()


def finding(number):
    return Finding(
        f"{number:032x}", f"WT-{number}", "a" * 32, "4.3", description=f"第{number}次来电等待过久，未按时回访"
    )


def change(laptop, numbers, text):
    with laptop.desk.begin() as work:
        work.save(*(replace(finding(number), title=text) for number in numbers))
        work.commit()


def measured(laptop, calls):
    calls.reset()
    began = time.perf_counter()
    result = sync_now(laptop.desk, laptop.tools)
    seconds = time.perf_counter() - began
    return result, calls.operations, calls.calls, calls.written, seconds


def test_one_field_costs_little_whatever_the_size_of_the_store(site):
    one, two, calls = site
    change(one, range(300), "甲")
    sync_now(one.desk, one.tools)
    sync_now(two.desk, two.tools)
    change(one, [7], "乙")
    _result, operations, _calls, written, _seconds = measured(one, calls)
    assert operations <= 12
    assert written <= 1024
    _result, operations, _calls, written, _seconds = measured(one, calls)
    assert (operations, written) == (3, 0)


@pytest.mark.slow
@pytest.mark.bench
def test_cost_of_changes(site):
    one, two, calls = site
    for number, text in ((1, "甲"), (100, "乙"), (10_000, "丙"), (1, "丁")):
        change(one, range(number), text)
        _result, operations, every, written, seconds = measured(one, calls)
        report(
            f"{number:>6} changes: {written} B, {operations} operations on names ({every} calls), "
            f"{seconds * 1000:.0f} ms"
        )
    _result, operations, every, _written, seconds = measured(two, calls)
    report(f"a reader of all of it: {operations} operations ({every} calls), {seconds * 1000:.0f} ms")
    _result, operations, every, _written, seconds = measured(two, calls)
    report(f"nothing new: {operations} operations ({every} calls), {seconds * 1000:.0f} ms")
