"""The page 同步 over two real workspaces and a share in a folder."""

from __future__ import annotations

import shutil
from dataclasses import replace
from io import BytesIO

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from tests.factories import SECOND, make_program, make_workspace
from tests.hands import show_page
from tests.sharing_kit import get, save

from auditdesk.domain.evidence import Evidence
from auditdesk.domain.findings import Finding, FindingState
from auditdesk.domain.people import Role, User
from auditdesk.services.desk import new_id
from auditdesk.services.sharing import status, sync_now
from auditdesk.services.sharing_conflicts import Choice
from auditdesk.services.sharing_enrol import invite
from auditdesk.services.sharing_laptops import laptops
from auditdesk.services.sharing_roster import init_share
from auditdesk.services.sharing_settling import Decision, questions, settle_all
from auditdesk.services.sharing_state import raise_alarm
from auditdesk.ui.pages.registry import Place
from auditdesk.ui.pages.sync import SyncPage
from auditdesk.ui.widgets.buttons import KeyButton

FINDING = Finding(
    "f1", "WT-1101", "a1", "4.3", description="首次响应超时", title="客服B21", cause_kinds=("流程",)
)


@pytest.fixture
def share(tmp_path):
    folder = tmp_path / "share"
    folder.mkdir()
    return folder


@pytest.fixture
def one(tmp_path):
    with make_workspace(make_program(tmp_path / "home-one"), tmp_path / "one") as opened:
        yield opened


def sync(space):
    return sync_now(space.desk, space.share_tools())


@pytest.fixture
def two(tmp_path, one, share):
    init_share(one.desk, one.share_tools(), str(share))
    file = tmp_path / "a.adinvite"
    user = User(new_id(), "1042", "沈知夏", Role.AUDITOR)
    code = invite(one.desk, one.share_tools(), user, file)
    with make_program(tmp_path / "home-two").join(tmp_path / "two", file, code, SECOND) as opened:
        save(one, FINDING)
        sync(one)
        sync(opened)
        sync(one)
        yield opened


@pytest.fixture
def conflict(one, two):
    save(one, replace(FINDING, cause="话术卡里没有更新", deadline="2026-11-20", owner="马晓蕾"))
    save(
        two,
        replace(
            FINDING, cause="话术卡里无人复训", deadline="2026-11-25", state=FindingState.OPEN, owner="方予安"
        ),
    )
    sync(two)
    sync(one)


@pytest.fixture
def page_of(qtbot, theme, dialogs, jobs):
    def make(space):
        made = SyncPage(Place(space.desk, jobs, dialogs, space, None))
        made.changed.connect(made.refresh)
        show_page(qtbot, made)
        qtbot.waitUntil(lambda: made._file is not None)
        made.activate()
        qtbot.waitUntil(lambda: not jobs.busy())
        return made

    return make


def press(qtbot, widget, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(widget, key, modifier)
    QApplication.processEvents()


def link(widget, word):
    QApplication.processEvents()
    return next(each for each in widget.findChildren(KeyButton) if each.text() == word and each.isVisible())


def test_a_conflict_is_settled_by_keys_and_both_laptops_agree(qtbot, one, two, conflict, page_of, jobs):
    page = page_of(one)
    pane = page.conflict
    assert page.right.currentWidget() is pane
    assert [block.label for block in pane.blocks] == ["原因", "责任人", "期限"]
    assert "11-20 星期五" in pane.blocks[2].mine.accessibleName()
    qtbot.waitUntil(page.isActiveWindow)
    press(qtbot, page, Qt.Key.Key_4)
    edit = pane.blocks[0].edit
    assert edit.hasFocus()
    assert edit.text() == "话术卡里没有更新；无人复训"
    press(qtbot, edit, Qt.Key.Key_1)
    assert "1" in edit.text()
    edit.set_text("话术卡里没有更新，也无人复训")
    press(qtbot, edit, Qt.Key.Key_Escape)
    pane.setFocus()
    press(qtbot, pane, Qt.Key.Key_Down)
    press(qtbot, page, Qt.Key.Key_3)
    assert not pane.apply.isEnabled()
    press(qtbot, page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert questions(one.desk)
    press(qtbot, pane, Qt.Key.Key_Down)
    press(qtbot, page, Qt.Key.Key_4)
    assert pane.blocks[2].decision() is None, "a day cannot be edited"
    press(qtbot, page, Qt.Key.Key_2)
    assert [block.outcome() for block in pane.blocks] == [
        "手工合并，14 字",
        "马晓蕾；方予安（两者）",
        "11-25 星期三（对方）",
    ]
    assert pane.apply.text() == "应用 3 / 3"
    press(qtbot, page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not questions(one.desk) and not jobs.busy())
    assert page.right.currentWidget() is page.people
    assert "冲突已解决" in page.notice.text()
    sync(one)
    sync(two)
    for space in (one, two):
        found = get(space, Finding, "f1")
        assert found.cause == "话术卡里没有更新，也无人复训"
        assert (found.owner, found.deadline) == ("马晓蕾；方予安", "2026-11-25")


def test_differing_words_are_marked_escaped_and_the_side_left_is_quiet(one, two, page_of):
    save(one, replace(FINDING, cause="先核对 <b>姓名</b>"))
    save(two, replace(FINDING, cause="先核对 <b>工号</b>"))
    sync(two)
    sync(one)
    block = page_of(one).conflict.blocks[0]
    assert "&lt;b&gt;" in block.mine.text()
    assert "<b>" not in block.mine.text()
    assert block.mine.text().count("background-color") == 1
    block.mine.clicked.emit()
    assert (block.mine.state(), block.theirs.state()) == ("taken", "left")
    assert "underline" in block.theirs.text()


def test_what_merged_by_itself_and_who_wrote_when_is_told(one, two, conflict, page_of):
    pane = page_of(one).conflict
    words = {
        each.accessibleName() or each.text() for each in pane.findChildren(object) if hasattr(each, "text")
    }
    assert "状态 进行中" in words
    assert any("沈知夏，2 号电脑" in word for word in words)
    assert any("韩立群，本机" in word for word in words)
    assert "另 1 个字段已自动合并" in words


def test_later_goes_to_the_next_and_choices_survive_a_refresh(one, two, conflict, page_of, qtbot, jobs):
    page = page_of(one)
    page.conflict.blocks[0].ways._buttons[0].click()
    save(one, replace(FINDING, id="f9", code="WT-1109"))
    page.refresh(None)
    qtbot.waitUntil(lambda: not jobs.busy())
    assert page.conflict.blocks[0].decision() is not None
    page.conflict.put_off.click()
    assert page.right.currentWidget() is page.people
    assert page.escape()
    assert page.right.currentWidget() is page.conflict


def test_the_queue_the_broken_leg_and_the_retry(one, two, page_of, share, tmp_path, qtbot, jobs):
    blob = one.desk.blobs.add(BytesIO(b"x" * 5000))
    save(one, Evidence("e1", "E-1", "录音.wav", "audio/wav", blob.size, blob.sha256, "u", "2026-11-02"))
    page = page_of(one)
    assert [row.text for row in page.waiting.table.rows_model.rows()] == ["新变更：证据 1", "E-1 录音.wav"]
    assert page.way.picture.way().reached
    assert page.way.picture.way().receipts == "尚无回执"
    shutil.move(share, tmp_path / "away")
    page.sync_button.click()
    assert not page.sync_button.isEnabled()
    qtbot.waitUntil(lambda: page.sync_button.isEnabled() and not jobs.busy())
    assert page.way.picture.way().reached is False
    assert "连不上" in page.way.line.text()
    assert page.way.waits()
    assert "再试" in page.way.when.text()
    assert status(one.desk, one.share_tools(), probe=False).waiting == 2
    shutil.move(tmp_path / "away", share)
    page.way.retry.emit()
    qtbot.waitUntil(lambda: not page.work.busy and not jobs.busy())
    assert not page.way.waits()
    assert page.waiting.table.isHidden()
    assert page.way.picture.way().reached


def test_a_sync_can_be_cancelled_and_says_so(one, two, page_of, qtbot, jobs):
    save(one, replace(FINDING, id="f3"))
    page = page_of(one)
    rows = []
    page.work.began.connect(rows.append)
    page.sync()
    rows[0].cancelled.emit()
    qtbot.waitUntil(lambda: not page.work.busy and not jobs.busy())
    assert "已取消" in page.notice.text()
    assert not page.way.waits()


def test_an_alarm_is_told_and_healed(one, two, page_of, share, qtbot, jobs):
    device = two.desk.workspace.device
    save(two, replace(FINDING, id="f5", code="WT-1105"))
    sync(two)
    sync(one)
    for folder, pattern in (("head", f"{device}-*"), (f"seg/{device}", "*")):
        for path in (share / folder).glob(pattern):
            path.unlink()
    sync(one)
    page = page_of(one)
    (alarm,) = page._file.open_alarms()
    assert alarm.kind == "rollback"
    said = [
        each.accessibleName() for each in page.alarms.findChildren(object) if hasattr(each, "accessibleName")
    ]
    assert any("2 号电脑（沈知夏） 应有段" in words for words in said)
    link(page.alarms, "用本机副本补回").click()
    qtbot.waitUntil(lambda: not jobs.busy())
    assert "补回了" in page.notice.text()
    assert page._file.open_alarms() == []
    assert list((share / f"seg/{device}").iterdir())
    link(page.alarms, "历史 1").click()
    assert link(page.alarms, "回到未处理")


def test_another_place_of_the_share_and_an_alarm_put_away(
    one, two, page_of, share, tmp_path, dialogs, qtbot, jobs
):
    shutil.move(share, tmp_path / "moved")
    share.mkdir()
    page = page_of(one)
    page.sync()
    qtbot.waitUntil(lambda: not page.work.busy and not jobs.busy())
    dialogs.folders = [tmp_path / "moved"]
    link(page.alarms, "共享目录换了位置").click()
    qtbot.waitUntil(lambda: not jobs.busy() and not page.work.busy)
    assert page._file.status.location == str(tmp_path / "moved")
    assert page._file.open_alarms() == []


def test_without_a_share_one_is_set_up_in_place(one, page_of, share, dialogs, qtbot, jobs):
    page = page_of(one)
    assert page._stack.currentWidget() is page.setup
    assert page.sync_button.isHidden()
    page.setup.button.click()
    assert "还缺" in page.setup.place.accessibleDescription()
    dialogs.folders = [share]
    link(page.setup, "选择文件夹").click()
    page.setup.button.click()
    qtbot.waitUntil(lambda: not jobs.busy())
    assert (share / "format").exists()
    assert page._stack.currentWidget() is page._whole
    assert page._file.status.last_success
    assert page.people.table.rows_model.rowCount() == 1


def test_inviting_shows_the_code_once_and_says_what_an_old_laptop_keeps(
    one, two, page_of, tmp_path, dialogs, qtbot, jobs
):
    page = page_of(one)
    card = page.people.invite
    card.button.click()
    assert "姓名和工号" in card.notice.text()
    card.who.set_value(two.desk.user.id)
    card.who.picked.emit(two.desk.user.id)
    assert "2 号电脑" in card.known.text()
    file = tmp_path / "b.adinvite"
    dialogs.targets = [None, file]
    card.button.click()
    assert not jobs.busy()
    card.button.click()
    qtbot.waitUntil(lambda: not jobs.busy())
    assert file.exists()
    code = card.code.text()
    assert len(code.split("-")) == 4
    page.leave()
    assert card.code.text() == ""
    assert "已遮盖" in card.code_words.text()
    assert [laptop.user for laptop in laptops(one.desk)] == ["韩立群", "沈知夏", "沈知夏"]


def test_a_laptop_is_shut_out_after_asking(one, two, page_of, dialogs, qtbot, jobs):
    page = page_of(one)
    page.people_button.click()
    page.people.table.go_to(0)
    assert not page.people.revoke.isEnabled()
    page.people.table.go_to(1)
    dialogs.confirms = [False, True]
    page.people.revoke.click()
    assert not jobs.busy()
    page.people.revoke.click()
    qtbot.waitUntil(lambda: not jobs.busy())
    assert laptops(one.desk)[1].revoked
    assert "已停用" in page.people.notice.text()


def test_a_laptop_that_is_no_administrator_says_why_it_cannot_invite(two, page_of):
    page = page_of(two)
    assert not page.people.invite.button.isEnabled()
    assert "只有管理员" in page.people.invite.notice.text()
    assert not page.people.revoke.isEnabled()


def test_changes_travel_on_a_stick(one, two, page_of, tmp_path, dialogs, qtbot, jobs):
    save(two, replace(FINDING, id="f7", code="WT-1107"))
    stick = tmp_path / "stick"
    stick.mkdir()
    dialogs.folders = [stick, stick]
    giving = page_of(two)
    giving.stick_button.click()
    giving.stick.out.click()
    qtbot.waitUntil(lambda: not jobs.busy())
    assert "已写到" in giving.stick.notice.text()
    taking = page_of(one)
    told = []
    taking.changed.connect(told.append)
    taking.stick_button.click()
    taking.stick.take.click()
    qtbot.waitUntil(lambda: not jobs.busy())
    assert "读入" in taking.stick.notice.text()
    assert get(one, Finding, "f7").code == "WT-1107"
    assert ("finding", "f7") in set().union(*(changes.touched for changes in told))


def test_a_restored_backup_goes_on_after_a_person_agrees(one, two, page_of, dialogs, qtbot, jobs):
    raise_alarm(one.desk, "clone", one.desk.workspace.device, "两台电脑同用一个身份")
    page = page_of(one)
    dialogs.confirms = [False, True]
    link(page.alarms, "本机恢复过备份，接着用").click()
    assert not jobs.busy()
    link(page.alarms, "本机恢复过备份，接着用").click()
    qtbot.waitUntil(lambda: not jobs.busy())
    assert "可以继续同步" in page.notice.text()
    assert page._file.open_alarms() == []


def test_a_lost_share_is_rebuilt_only_when_a_person_says_so(one, two, page_of, share, dialogs, qtbot, jobs):
    shutil.rmtree(share)
    share.mkdir()
    page = page_of(one)
    page.sync()
    qtbot.waitUntil(lambda: not page.work.busy and not jobs.busy())
    dialogs.confirms = [False, True]
    link(page.alarms, "从本机重建").click()
    assert not list(share.iterdir())
    link(page.alarms, "从本机重建").click()
    qtbot.waitUntil(lambda: not jobs.busy())
    assert "补回了" in page.notice.text()
    page.sync()
    qtbot.waitUntil(lambda: not page.work.busy and not jobs.busy())
    assert page._file.open_alarms() == []
    assert page._file.status.last_problem == ""


def test_an_alarm_goes_to_the_history(one, two, page_of, qtbot, jobs):
    raise_alarm(one.desk, "clock", two.desk.workspace.device, "快 31 小时")
    page = page_of(one)
    link(page.alarms, "知道了").click()
    qtbot.waitUntil(lambda: not jobs.busy())
    assert page._file.open_alarms() == []
    assert len(page._file.alarms) == 1


def test_what_somebody_else_settled_meanwhile_is_said(one, two, conflict, page_of, qtbot, jobs):
    page = page_of(one)
    for block in page.conflict.blocks:
        block.choose(Choice.MINE)
    (question,) = questions(one.desk)
    settle_all(one.desk, [Decision(each.id, Choice.THEIRS) for each in question.fields])
    page.conflict.finish()
    qtbot.waitUntil(lambda: not jobs.busy())
    assert "可能已经由别人解决" in page.notice.text()
    assert get(one, Finding, "f1").owner == "方予安"


def test_the_page_tells_its_keys_and_regions(one, two, conflict, page_of):
    page = page_of(one)
    assert {"Ctrl+R", "1", "2", "3", "4", "Ctrl+Enter"} <= {each.key for each in page.shortcuts()}
    assert page.regions()[-1] is page.conflict
    assert page.title() == "同步"
    assert not page.escape()
    page.rebuild()
    assert page.conflict.blocks == []
