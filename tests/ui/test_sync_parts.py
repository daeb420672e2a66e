"""Parts of the page 同步 on values alone: no workspace, no share."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from auditdesk.domain.errors import BadInputError, CancelledError, DuplicateIdentityError, ShareError
from auditdesk.domain.operations import Alarm
from auditdesk.domain.people import Role, User
from auditdesk.domain.sharing import ShareStatus, WaitingBlob, WaitingSegment
from auditdesk.i18n import _
from auditdesk.services.sharing_conflicts import Choice, ConflictView, Side
from auditdesk.services.sharing_laptops import Laptop
from auditdesk.services.sharing_settling import Merged, Origin, Question
from auditdesk.ui.pages.syncing.alarms import GRAVE, AlarmCard, alarm_word
from auditdesk.ui.pages.syncing.conflict import ConflictPane
from auditdesk.ui.pages.syncing.field import FieldBlock, choice_word
from auditdesk.ui.pages.syncing.invite import InviteCard
from auditdesk.ui.pages.syncing.path import PathPicture, Way
from auditdesk.ui.pages.syncing.people import PeoplePane
from auditdesk.ui.pages.syncing.reading import SyncFile
from auditdesk.ui.pages.syncing.setup import SetUpPane
from auditdesk.ui.pages.syncing.waiting import WaitingCard, parcels
from auditdesk.ui.pages.syncing.ways import WayCard
from auditdesk.ui.pages.syncing.work import can_retry
from auditdesk.ui.widgets.buttons import KeyButton

NOW = "2026-11-12T10:42:00+08:00"
MINE = Side("停用旧话术", "u1", "aa", 1_794_450_000_000)
THEIRS = Side("停用旧话术，班会宣导", "u2", "bb", 1_794_450_060_000)
THIRD = Side("换发话术卡", "u9", "cc", 1_794_440_000_000)
ALL = (Choice.MINE, Choice.THEIRS, Choice.BOTH, Choice.EDIT)
TEXT = ConflictView("finding:f1:cause", "finding", "f1", "cause", "客服B21", MINE, (THEIRS,), ALL)
DAY = replace(
    TEXT, id="finding:f1:deadline", field="deadline", choices=ALL[:2], mine=replace(MINE, value="2026-11-20"),
    theirs=(replace(THEIRS, value="2025-12-01"),),
)  # fmt: skip
TAGS = replace(
    TEXT, id="audit:a1:signers", kind="audit", field="signers", choices=ALL[:3],
    mine=replace(MINE, value=["丁一帆"]), theirs=(replace(THEIRS, value=["丁一帆", "马晓蕾"]),),
)  # fmt: skip
PEOPLE = {"u1": "韩立群", "u2": "沈知夏"}
LAPTOPS = [
    Laptop(1, "aa", "u1", "韩立群", "admin", admin=True, here=True, sequence=4, revoked=False),
    Laptop(2, "bb", "u2", "沈知夏", "auditor", admin=False, here=False, sequence=3, revoked=False),
    Laptop(3, "cc", "u3", "丁一帆", "auditor", admin=False, here=False, sequence=0, revoked=True),
]
USERS = [
    User("u1", "1001", "韩立群", Role.ADMIN), User("u2", "1042", "沈知夏", Role.AUDITOR),
    User("u3", "1050", "丁一帆", Role.AUDITOR, active=False),
]  # fmt: skip
JOINED = ShareStatus("Z:/share", joined=True)


def file_with(**given):
    base = {
        "status": JOINED, "questions": [], "alarms": [], "laptops": LAPTOPS, "users": USERS, "now": NOW,
        "manages": True,
    }  # fmt: skip
    return SyncFile(**(base | given))


@pytest.fixture
def shown(qtbot, theme):
    def show(widget, width=640, height=480):
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        return widget

    return show


def words_of(widget):
    QApplication.processEvents()
    found = [each for each in widget.findChildren(QWidget) if each.isVisibleTo(widget)]
    return [each.text() for each in found if callable(getattr(each, "text", None))]


def buttons(widget):
    QApplication.processEvents()
    return [each.text() for each in widget.findChildren(KeyButton) if each.isVisible()]


class TestFieldBlock:
    def test_every_way_out_changes_the_boxes_and_the_outcome(self, shown):
        block = shown(FieldBlock(TEXT, PEOPLE, NOW[:10]))
        assert block.decision() is None
        assert block.outcome() == "还没选"
        states = {}
        for choice in ALL:
            block.choose(choice)
            states[choice] = (block.mine.state(), block.theirs.state(), block.edit.isVisible())
        assert states == {
            Choice.MINE: ("taken", "left", False),
            Choice.THEIRS: ("left", "taken", False),
            Choice.BOTH: ("taken", "taken", False),
            Choice.EDIT: ("left", "left", True),
        }

    def test_editing_starts_from_mine_and_the_news_of_the_other(self, shown):
        block = shown(FieldBlock(TEXT, PEOPLE, NOW[:10]))
        block.choose(Choice.EDIT)
        assert block.edit.text() == "停用旧话术；，班会宣导"
        block.edit.set_text("  ")
        assert block.decision() is None
        block.edit.set_text("自己写的")
        block.choose(Choice.MINE)
        block.choose(Choice.EDIT)
        assert block.decision().text == "自己写的"

    def test_texts_without_a_common_beginning_are_put_one_after_the_other(self, shown):
        view = replace(TEXT, theirs=(replace(THEIRS, value="换发话术卡"),))
        block = shown(FieldBlock(view, PEOPLE, NOW[:10]))
        block.choose(Choice.EDIT)
        assert block.edit.text() == "停用旧话术；换发话术卡"

    def test_days_have_weekdays_and_offer_no_joining(self, shown):
        block = shown(FieldBlock(DAY, PEOPLE, NOW[:10]))
        assert block.mine.accessibleName() == "我的：11-20 星期五"
        assert block.theirs.accessibleName() == "对方：2025-12-01 星期一"
        block.choose(Choice.BOTH)
        assert block.decision() is None
        block.choose(Choice.THEIRS)
        assert block.outcome() == "2025-12-01 星期一（对方）"

    def test_lists_are_joined_member_by_member(self, shown):
        block = shown(FieldBlock(TAGS, PEOPLE, NOW[:10]))
        block.choose(Choice.BOTH)
        assert block.outcome() == "丁一帆、马晓蕾（两者）"

    def test_a_third_value_is_named(self, shown):
        view = replace(TEXT, theirs=(THEIRS, THIRD))
        block = shown(FieldBlock(view, PEOPLE, NOW[:10]))
        assert "还有：换发话术卡" in words_of(block)
        assert "3 台电脑都改过，右边是最新的" in words_of(block)
        block.choose(Choice.BOTH)
        assert block.outcome() == "停用旧话术；停用旧话术，班会宣导；换发话术卡（两者）"

    def test_arrows_stay_with_the_caret(self, shown):
        block = shown(FieldBlock(TEXT, PEOPLE, NOW[:10]))

        def taken(key):
            event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
            event.ignore()
            return block.eventFilter(block.edit, event) and event.isAccepted()

        assert taken(Qt.Key.Key_Up)
        assert taken(Qt.Key.Key_Down)
        assert not taken(Qt.Key.Key_F6)

    def test_the_marks_follow_the_theme(self, shown, theme):
        block = shown(FieldBlock(TEXT, PEOPLE, NOW[:10]))
        light = block.theirs.text()
        theme.use("dark")
        assert block.theirs.text() != light
        theme.use("light")
        assert block.theirs.text() == light


class TestConflictPane:
    QUESTION = Question(
        "finding", "f1", "WT-1101", "客服B21", (TEXT, DAY),
        tuple(Merged(name, "x", Origin.MINE) for name in
              ("owner", "severity", "state", "channel", "customer", "title", "interview")),
    )  # fmt: skip

    @pytest.fixture
    def pane(self, shown):
        pane = shown(ConflictPane())
        pane.show_question(file_with(questions=[self.QUESTION]), self.QUESTION, 0)
        return pane

    def test_finishing_waits_for_every_field(self, pane):
        told = []
        pane.applied.connect(lambda question, decisions: told.append((question, decisions)))
        pane.finish()
        pane.choose(Choice.BOTH)
        assert pane.apply.reason() == "还有 1 个字段没选"
        pane.finish()
        assert told == []
        pane.step(1)
        pane.choose(Choice.MINE)
        pane.finish()
        ((question, decisions),) = told
        assert question is self.QUESTION
        assert [(one.conflict, one.choice) for one in decisions] == [
            (TEXT.id, Choice.BOTH), (DAY.id, Choice.MINE),
        ]  # fmt: skip

    def test_stepping_stops_at_both_ends(self, pane):
        pane.step(-1)
        pane.choose(Choice.MINE)
        assert pane.blocks[0].decision() is not None
        pane.step(1)
        pane.step(1)
        pane.choose(Choice.MINE)
        assert pane.blocks[1].decision() is not None

    def test_long_merges_are_cut_with_their_number(self, pane):
        assert "另 7 个字段已自动合并" in words_of(pane)
        assert "还有 1 个字段" in words_of(pane)

    def test_the_same_question_again_leaves_the_fields_alone_and_a_changed_one_keeps_choices(self, pane):
        pane.choose(Choice.THEIRS)
        before = pane.blocks[0]
        file = file_with(questions=[self.QUESTION])
        pane.show_question(file, self.QUESTION, 0)
        assert pane.blocks[0] is before
        changed = replace(
            self.QUESTION, fields=(TEXT, replace(DAY, theirs=(replace(THEIRS, value="2026-12-02"),)))
        )
        pane.show_question(file_with(questions=[changed]), changed, 0)
        assert pane.blocks[0].decision().choice is Choice.THEIRS
        assert pane.blocks[1].decision() is None

    def test_unknown_people_and_laptops_are_no_blanks(self, shown):
        question = replace(
            self.QUESTION, fields=(replace(TEXT, theirs=(THIRD,)),), code="", title="", merged=()
        )
        pane = shown(ConflictPane())
        pane.show_question(file_with(questions=[question], laptops=[]), question, 0)
        words = words_of(pane)
        assert "未知用户，今天 07:33" in words
        assert words.count("问题") == 1
        assert "没有别的字段要合并" in words


class TestAlarmCard:
    def test_every_kind_has_a_word_and_a_way_out(self, shown):
        kinds = (
            "format",
            "roster",
            "rollback",
            "clone",
            "forged",
            "damaged",
            "missing",
            "clock",
            "epoch",
            "cutoff",
            "blob",
        )
        assert len({alarm_word(kind) for kind in kinds}) == len(kinds)
        assert alarm_word("of a newer program") == "共享目录异常"
        for kind in kinds:
            card = shown(AlarmCard())
            card.show_file(file_with(alarms=[Alarm(f"{kind}:bb:1#0", kind, "bb", "bb 出错了", NOW)]))
            found = buttons(card)
            assert found[-1] == "知道了"
            assert (len(found) > 1) is (kind not in {"clock", "epoch", "cutoff"})
            assert "2 号电脑（沈知夏） 出错了" in words_of(card)
            assert (card.grave.text() == "1") is (kind in GRAVE)

    def test_history_and_back_and_who_asked_for_what(self, shown):
        card = shown(AlarmCard())
        old = Alarm(
            "clock:bb:1#0", "clock", "bb", "旧的", "2026-11-11T09:00:00+08:00", "2026-11-11T10:00:00+08:00"
        )
        new = Alarm("format::#0", "format", "", "新的", NOW)
        card.show_file(file_with(alarms=[old, new]))
        told = []
        card.wanted.connect(lambda way, alarm: told.append((way, alarm.id)))
        for word in ("共享目录换了位置", "从本机重建", "知道了"):
            next(each for each in card.findChildren(KeyButton) if each.text() == word).click()
        assert [way for way, _alarm in told] == ["move", "rebuild", "dismiss"]
        card.turn()
        assert "昨天 10:00 已处理" in words_of(card)
        assert "新的" not in words_of(card)
        card.turn()
        assert card.history.text() == "历史 1"

    def test_no_alarm_is_said(self, shown):
        card = shown(AlarmCard())
        card.show_file(file_with())
        assert any("没有未处理的警报" in words for words in words_of(card))
        assert not card.history.isVisible()
        assert not card.grave.isVisible()


class TestQueue:
    STATUS = replace(
        JOINED,
        segments=(WaitingSegment(410, {"answer": 9}, 2300), WaitingSegment(0, {}, 0)),
        outgoing=(WaitingBlob("E-2", "录音.wav", 9000), WaitingBlob("E-1", "截图.PNG", 100)),
        missing=(WaitingBlob("E-3", "台账.xlsx", 50),),
    )

    def test_small_files_first_and_what_has_not_come_last(self):
        rows = parcels(self.STATUS)
        assert [row.text for row in rows] == [
            "段 410：检查结果 9",
            "新变更：操作记录",
            "E-1 截图.PNG",
            "E-2 录音.wav",
            "E-3 台账.xlsx",
        ]
        assert [row.icon for row in rows][1:] == ["scroll-text", "image", "audio-lines", "file-spreadsheet"]
        assert [row.state for row in rows] == ["已定稿", "同步时定稿", "等待", "等待", "还没到"]

    def test_the_head_counts_what_goes_out_only(self, shown):
        card = shown(WaitingCard())
        card.show_status(self.STATUS)
        assert "11 项，11.1 KB" in words_of(card)
        card.show_status(JOINED)
        assert card.table.isHidden()


class TestPath:
    def test_the_broken_leg_is_told_without_colour(self, shown, theme):
        picture = shown(PathPicture(), 460, 90)
        pictures = set()
        for reached in (True, False, None):
            picture.show_way(Way("待送 3 项", "尚无回执", reached, pending=True))
            pictures.add(picture.accessibleName())
            assert not picture.grab().isNull()
        assert len(pictures) == 3
        assert any("连不上" in words for words in pictures)

    def test_the_card_falls_back_to_the_last_sync_until_the_share_was_asked(self, shown):
        card = shown(WayCard())
        failed = replace(
            JOINED, last_problem="连不上 Z:/share", last_try=NOW, last_success="2026-11-11T18:06:00+08:00"
        )
        card.show_state(failed, None, "", NOW)
        assert card.picture.way().reached is False
        assert card.line.text() == "连不上 Z:/share"
        card.show_state(failed, True, "", NOW)
        assert card.picture.way().reached
        assert card.line.text() == "现在连得上；今天 10:42 那次没成：连不上 Z:/share"
        card.show_state(JOINED, None, "", NOW)
        assert card.picture.way().reached is None
        assert card.line.text() == "Z:/share"

    def test_a_retry_is_announced_and_comes_once(self, shown, qtbot):
        card = shown(WayCard())
        came = []
        card.retry.connect(lambda: came.append(1))
        card._timer.setInterval(10)
        card.try_later()
        assert "再试" in card.when.text()
        qtbot.waitUntil(lambda: bool(came))
        QTest.qWait(60)
        assert came == [1]
        assert card.when.text() == ""
        card.try_later()
        card.stop_trying()
        QTest.qWait(60)
        assert came == [1]

    def test_only_a_share_that_is_away_is_tried_again(self):
        assert can_retry(ShareError("连不上"))
        assert not can_retry(DuplicateIdentityError("同一身份"))
        assert not can_retry(CancelledError("已取消"))
        assert not can_retry(BadInputError("不对"))


class TestPeople:
    def test_only_other_laptops_in_use_can_be_shut_out(self, shown):
        pane = shown(PeoplePane())
        pane.show_file(file_with())
        allowed = []
        for place in range(3):
            pane.table.go_to(place)
            allowed.append(pane.revoke.isEnabled())
        assert allowed == [False, True, False]
        pane.show_file(file_with(manages=False))
        pane.table.go_to(1)
        assert not pane.revoke.isEnabled()

    def test_a_new_user_needs_name_and_an_own_number(self, shown):
        card = shown(InviteCard())
        card.show_file(file_with())
        told = []
        card.wanted.connect(lambda user, admin: told.append((user, admin)))
        assert [card.who.itemText(at) for at in range(card.who.count())] == [
            "韩立群  1001",
            "沈知夏  1042",
            "新用户…",
        ]
        card.name.setText("马晓蕾")
        card.staff_no.setText("1042")
        card.button.click()
        assert "已经有人用了" in card.notice.text()
        card.staff_no.setText("1060")
        card.role.set_value(Role.REVIEWER.value)
        card.admin.setChecked(True)
        card.button.click()
        ((user, admin),) = told
        assert (user.name, user.staff_no, user.role, admin) == ("马晓蕾", "1060", Role.REVIEWER, True)

    def test_the_code_is_covered_when_one_looks_elsewhere(self, shown):
        card = shown(InviteCard())
        card.show_file(file_with())
        card.show_code("b.adinvite", "AAAAA-BBBBB")
        assert card.code.isVisible()
        card.hide()
        assert card.code.text() == ""
        card.forget()
        assert "已遮盖" in card.code_words.text()

    def test_who_may_not_set_up_sees_why(self, shown):
        pane = shown(SetUpPane())
        told = []
        pane.wanted.connect(told.append)
        pane.show_rights(manages=False)
        pane.place.setText("Z:/x")
        pane._ask()
        assert told == []
        assert "只有管理员" in pane.notice.text()
        pane.show_rights(manages=True)
        pane._ask()
        assert told == ["Z:/x"]


def test_choices_have_words():
    assert [choice_word(one) for one in ALL] == [_("我的"), _("对方"), _("两者保留"), _("编辑")]
