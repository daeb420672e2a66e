"""The sync state in the frame, words of the queue, and joining through the start screen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from tests.factories import PASSPHRASE, SECOND, make_program, make_workspace
from tests.sharing_kit import save

from auditdesk.domain.findings import Finding
from auditdesk.domain.people import Role, User
from auditdesk.domain.sharing import ShareStatus, WaitingSegment
from auditdesk.services.desk import new_id
from auditdesk.services.sharing import sync_now
from auditdesk.services.sharing_enrol import invite
from auditdesk.services.sharing_roster import init_share
from auditdesk.services.sharing_state import raise_alarm
from auditdesk.ui.application import Application
from auditdesk.ui.pages.syncing.words import (
    amount,
    millis_moment,
    moment,
    segment_words,
    state_words,
    unsent_words,
)

NOW = "2026-11-12T10:42:00+08:00"
JOINED = ShareStatus("Z:/share", joined=True)


def test_moments_and_sizes():
    assert moment("2026-11-12T08:12:30+08:00", NOW) == "今天 08:12"
    assert moment("2026-11-11T18:06:00+08:00", NOW) == "昨天 18:06"
    assert moment("2026-11-02T09:40:00+08:00", NOW) == "11-02 09:40"
    assert moment("2025-11-02T09:40:00+08:00", NOW) == "2025-11-02 09:40"
    assert moment("", NOW) == ""
    assert millis_moment(1_794_450_000_000, NOW) == "今天 10:20"
    assert millis_moment(1 << 60, NOW) == ""
    assert [amount(size) for size in (12, 2355, 101_085_000)] == ["12 B", "2.3 KB", "96.4 MB"]


def test_the_queue_in_words():
    first = WaitingSegment(410, {"answer": 9, "finding": 1}, 2300)
    assert segment_words(first) == "段 410：检查结果 9，问题 1"
    assert segment_words(WaitingSegment(0, {}, 0)) == "新变更：操作记录"
    assert unsent_words(replace(JOINED, segments=(first, replace(first, sequence=412)))) == "待送段 410–412"
    assert unsent_words(replace(JOINED, segments=(replace(first, sequence=0),))) == "待送 10 项"
    assert unsent_words(replace(JOINED, published=409)) == "已送到段 409"
    assert unsent_words(JOINED) == "没有要送的"


def test_the_chip_of_the_top_bar():
    done = replace(JOINED, last_success="2026-11-12T10:40:00+08:00")
    waiting = replace(done, segments=(WaitingSegment(0, {"answer": 23}, 0),))
    assert state_words(ShareStatus("", joined=False), NOW)[0] == ""
    assert state_words(JOINED, NOW)[0] == "还没有同步过"
    assert state_words(done, NOW) == ("已同步 10:40", "cloud-check", "ok")
    assert state_words(waiting, NOW)[0] == "待同步 23 项"
    broken = replace(waiting, last_problem="连不上")
    assert state_words(broken, NOW)[0] == "离线・待同步 23 项"
    assert state_words(broken, NOW, halted=True)[0] == "同步停住・待同步 23 项"


@pytest.fixture
def application(tmp_path, theme, dialogs, qtbot):
    made = Application(make_program(tmp_path / "home-two"), lambda _window: dialogs)
    yield made
    made.shutdown()


@pytest.fixture
def invitation(tmp_path):
    share = tmp_path / "share"
    share.mkdir()
    with make_workspace(make_program(tmp_path / "home-one"), tmp_path / "one") as one:
        init_share(one.desk, one.share_tools(), str(share))
        save(one, Finding("f1", "WT-1101", "a1", "4.3"))
        user = User(new_id(), "1042", "沈知夏", Role.AUDITOR)
        file = tmp_path / "a.adinvite"
        yield file, invite(one.desk, one.share_tools(), user, file), share


def test_joining_from_first_use(application, invitation, dialogs, tmp_path, qtbot):
    file, code, _share = invitation
    application.start()
    application.first_run.naming.join_wanted.emit()
    form = application.unlock.join
    assert application.window.stack.currentWidget() is application.unlock
    assert form.isVisible()
    form.join()
    assert "还缺" in form.file.accessibleDescription()
    dialogs.files, dialogs.folders = [[file]], [tmp_path / "two"]
    form._file()
    form._folder()
    form.code.setText("AAAAA-BBBBB-CCCCC-DDDDD")
    form.first.setText(SECOND)
    form.second.setText(PASSPHRASE)
    form.join()
    assert "不一致" in form.second.accessibleDescription()
    form.second.setText(SECOND)
    form.join()
    qtbot.waitUntil(form.button.isEnabled)
    assert "邀请码" in form.notice.text()
    assert form.first.text() == ""
    form.code.setText(code)
    form.first.setText(SECOND)
    form.second.setText(SECOND)
    qtbot.keyClick(form.second, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: application.first_run is not None, timeout=15_000)
    assert form.code.text() == ""
    assert application.session is None
    assert application.first_run.step() == 2
    application.first_run.later.click()
    desk = application.session.workspace.desk
    assert desk.user.name == "沈知夏"
    with desk.begin() as work:
        assert work.get(Finding, "f1").code == "WT-1101"
    shell = application.session.shell
    qtbot.waitUntil(lambda: "已同步" in shell._sync[0])
    raise_alarm(desk, "clock", "", "校时")
    save(application.session.workspace, Finding("f2", "WT-1102", "a1", "4.3"))
    shell.apply_changes(None)
    qtbot.waitUntil(lambda: shell._sync[0] == "待同步 1 项")
    assert shell._counts["sync"] == (1, True)
    application.session.workspace.desk.journal.last()
    sync_now(desk, application.session.workspace.share_tools())
    shell.apply_changes(None)
    qtbot.waitUntil(lambda: "已同步" in shell._sync[0])


def test_leaving_the_join_form_goes_back_to_first_use(application, qtbot):
    application.start()
    application.first_run.naming.join_wanted.emit()
    application.unlock.join.code.setText("AAAAA")
    application.unlock.join._go_back()
    assert application.unlock.join.code.text() == ""
    assert application.window.stack.currentWidget() is application.first_run
