"""Parts of the page 清单与依据 by themselves: approval path, participants, comments, the list."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap

from auditdesk.domain.audits import Comment
from auditdesk.domain.checklists import FormState
from auditdesk.domain.life import STAGES, Approval, Course, Decision, Participant
from auditdesk.domain.people import Role, User
from auditdesk.domain.text_diff import word_diff
from auditdesk.services.approving import ReviewFile
from auditdesk.services.commenting import Remark
from auditdesk.ui.pages.library_parts.approval_path import approval_path, people
from auditdesk.ui.pages.library_parts.asking import AskingBlock
from auditdesk.ui.pages.library_parts.compare import CompareView
from auditdesk.ui.pages.library_parts.diff_rows import DiffRow, Fate, Line
from auditdesk.ui.pages.library_parts.entries import Entry, EntryList
from auditdesk.ui.pages.library_parts.remarks_block import RemarksBlock
from auditdesk.ui.pages.library_parts.review_pane import ReviewPane, Shown
from auditdesk.ui.pages.library_parts.tabs import OFFERS, tab_offers
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.text import Elided, Text

TODAY = "2026-11-17"
ME = User("u1", "1042", "沈知夏", Role.LEAD)
OTHER = User("u2", "1017", "罗成岳", Role.REVIEWER, department="质量")
COURSE = Course(
    "form:f@3.3", "u9", "韩立群", "半年修订", "f@3.2", 1, "2026-11-02T09:00:00", planned_on="2026-11-30"
)


def part(stage, user, decision=Decision.PENDING, **fields):
    return Approval(
        f"form:f@3.3/1/{stage.value}/{user}", "form:f@3.3", 1, stage.value, user, f"人{user}", "法务",
        "2026-11-20", decision, asked_at="2026-11-03", decided_at="2026-11-09T10:00:00" if decision else "",
        **fields,
    )  # fmt: skip


def review(state, approvals=(), *, ready=False, course=COURSE):
    return ReviewFile("form:f@3.3", state, course, tuple(approvals), (), ready)


def words(widget):
    return [label.text() for label in [*widget.findChildren(Text), *widget.findChildren(Elided)]]


FIRST = part(STAGES[0], "a", Decision.PASSED)
SECOND = (part(STAGES[1], "b", Decision.PASSED_WITH_NOTE, note="写进规范"), part(STAGES[1], "c"))
FINAL = part(STAGES[2], "d")


def test_the_path_names_who_holds_it_up(qtbot, theme):
    rail = approval_path(review(STAGES[1], [FIRST, *SECOND, FINAL]), TODAY, "3.2", 2)
    qtbot.addWidget(rail)
    found = words(rail)
    for each in ("韩立群 编制，理由：半年修订", "人a 通过", "截止 11-20", "法务 人b", "有意见通过", "写进规范",
                 "待审", "法务 人d", "计划 11-30", "发布后 v3.2 标为已替代"):  # fmt: skip
        assert each in found, each


def test_a_returned_draft_says_why(qtbot, theme):
    course = Course("form:f@3.3", "u9", "韩立群", "半年修订", returned_note="无依据")
    rail = approval_path(review(FormState.DRAFT, course=course), TODAY, "", 0)
    qtbot.addWidget(rail)
    assert any("退回：无依据" in each for each in words(rail))
    assert "首次发布" in words(rail)


def test_ready_but_with_open_comments(qtbot, theme):
    rail = approval_path(review(STAGES[2], [FIRST], ready=True), TODAY, "3.2", 3)
    qtbot.addWidget(rail)
    assert "还有 3 条意见没有处理" in words(rail)


def test_many_people_are_counted(qtbot, theme):
    done = [part(STAGES[0], each, Decision.PASSED) for each in "xyz"]
    rail = approval_path(review(STAGES[1], [*done, *SECOND]), TODAY, "3.2", 0)
    qtbot.addWidget(rail)
    assert "3 人都已通过" in words(rail)


def test_reminded_people_say_when(qtbot, theme):
    lines = people([part(STAGES[1], "c", reminded_at="2026-11-16T08:00:00")])
    qtbot.addWidget(lines)
    assert "11-16 已提醒" in words(lines)


def test_participants_are_chosen_by_stage(qtbot, theme):
    block = AskingBlock([OTHER], [Participant(STAGES[0], "u2", "罗成岳", "质量")])
    qtbot.addWidget(block)
    assert "复审" in block.refusal()
    block.choose(STAGES[1], "u2")
    block.choose(STAGES[1], "u2")
    assert "终审" in block.refusal()
    with qtbot.waitSignal(block.changed):
        block.choose(STAGES[2], "u2")
    assert block.refusal() == ""
    block.planned.setText("11月底")
    assert "YYYY-MM-DD" in block.refusal()
    block.planned.setText("2026-11-30")
    asked = block.submission()
    assert [one.stage for one in asked.participants] == list(STAGES)
    assert asked.participants[1].department == "质量"
    assert asked.planned_on == "2026-11-30"
    block.drop(asked.participants[0])
    assert "初审" in block.refusal()


def remark(number, *, handled=False, author="u2", place="4.3", replies=()):
    comment = Comment(
        f"c{number}", f"form:f@3.3#{place}", f"意见{number}", author, f"2026-11-1{number}T15:12:00"
    )
    return Remark(comment, place, "罗成岳", handled, "韩立群" if handled else "", replies)


def test_open_comments_come_first_and_only_some_may_handle(qtbot, theme):
    answer = Remark(Comment("r", "comment:c2", "已补", "u1", "2026-11-17T10:00:00"), "", "沈知夏", False, "")
    block = RemarksBlock([remark(1, handled=True), remark(2, replies=(answer,))], TODAY, "", "u1")
    qtbot.addWidget(block)
    texts = words(block)
    assert texts.index("意见2") < texts.index("意见1")
    assert "1 条未处理" in texts
    assert "↳ 沈知夏：已补" in texts
    buttons = [button.text() for button in block.findChildren(KeyButton)]
    assert "已处理" not in buttons
    assert buttons.count("回复") == 1
    lead = RemarksBlock([remark(1, handled=True), remark(2)], TODAY, "", "*")
    qtbot.addWidget(lead)
    assert {"已处理", "重开"} <= {button.text() for button in lead.findChildren(KeyButton)}
    with qtbot.waitSignal(lead.handled) as told:
        next(button for button in lead.findChildren(KeyButton) if button.text() == "重开").click()
    assert told.args == ["c1", False]


def test_comments_carry_their_place_or_what_they_answer(qtbot, theme):
    block = RemarksBlock([remark(2)], TODAY, "2.1", "*")
    qtbot.addWidget(block)
    block.field.setText("补口径")
    with qtbot.waitSignal(block.wrote) as told:
        qtbot.keyClick(block.field, Qt.Key.Key_Return)
    assert told.args == ["补口径", "2.1", ""]
    next(button for button in block.findChildren(KeyButton) if button.text() == "回复").click()
    assert "罗成岳" in block.field.placeholderText()
    block.field.setText("已补")
    with qtbot.waitSignal(block.wrote) as told:
        block._send()
    assert told.args == ["已补", "2.1", "c2"]
    block._send()
    block.set_place("")
    assert "整份" in block.field.placeholderText()
    with qtbot.waitSignal(block.opened) as told:
        next(button for button in block.findChildren(KeyButton) if button.text() == "4.3").click()
    assert told.args == ["4.3"]


def shown(state, *, mine=None, ready=False, writes=True, course=COURSE):
    record = [("3.2", "2026-06-01", "半年修订，改 6 增 1")]
    file = review(state, [FIRST, *SECOND, FINAL], ready=ready, course=course)
    return Shown(file, mine, [remark(2)], record, "3.2", ME, writes, [OTHER], (), TODAY)


@pytest.mark.parametrize(
    ("state", "given", "button"),
    [
        (FormState.DRAFT, {}, "提交审批"),
        (FormState.DRAFT, {"writes": False}, None),
        (STAGES[1], {"mine": SECOND[1]}, "通过"),
        (STAGES[1], {}, None),
        (STAGES[2], {"ready": True}, "发布"),
        (STAGES[2], {"ready": True, "writes": False}, None),
        (FormState.PUBLISHED, {}, None),
    ],
)
def test_the_foot_finishes_what_this_user_can_finish(qtbot, theme, state, given, button):
    pane = ReviewPane()
    qtbot.addWidget(pane)
    pane.put(shown(state, **given))
    assert (pane.main.text() if pane.main else None) == button


def test_a_pass_with_words_is_a_pass_with_comments(qtbot, theme):
    pane = ReviewPane()
    qtbot.addWidget(pane)
    pane.put(shown(STAGES[1], mine=SECOND[1]))
    assert pane.secret is None
    with qtbot.waitSignal(pane.decided) as told:
        pane.finish()
    assert told.args == [Decision.PASSED, "", ""]
    pane.note.set_text("补依据")
    with qtbot.waitSignal(pane.decided) as told:
        pane.finish()
    assert told.args == [Decision.PASSED_WITH_NOTE, "补依据", ""]
    with qtbot.waitSignal(pane.decided) as told:
        pane._decide(Decision.RETURNED)
    assert told.args[0] is Decision.RETURNED


def test_words_survive_a_new_read_but_not_another_version(qtbot, theme):
    pane = ReviewPane()
    qtbot.addWidget(pane)
    pane.put(shown(STAGES[1], mine=SECOND[1]))
    pane.note.set_text("补依据")
    pane.remarks.field.setText("半句")
    pane.put(shown(STAGES[1], mine=SECOND[1]))
    assert (pane.note.text(), pane.remarks.field.text()) == ("补依据", "半句")
    pane.put(None)
    pane.put(shown(STAGES[1], mine=SECOND[1]))
    assert (pane.note.text(), pane.remarks.field.text()) == ("", "")


def test_a_typed_passphrase_is_forgotten_on_leaving(qtbot, theme):
    pane = ReviewPane()
    qtbot.addWidget(pane)
    pane.put(shown(STAGES[2], mine=FINAL))
    pane.secret.setText("秘密")
    pane.leave()
    assert pane.secret.text() == ""


def test_built_in_versions_say_that_they_have_no_approvals(qtbot, theme):
    pane = ReviewPane()
    qtbot.addWidget(pane)
    pane.put(shown(FormState.PUBLISHED, course=Course("form:f@3.3")))
    assert any("没有审批记录" in each for each in words(pane))


def test_the_list_keeps_its_place(qtbot, theme):
    view = EntryList("清单")
    qtbot.addWidget(view)
    entries = [Entry("a", "甲", "v1 在用", "3 项"), Entry("b", "乙", "v2 在用", "4 项", "v3 草稿")]
    view.put(entries)
    assert view.key() == "a"
    with qtbot.waitSignal(view.chosen) as told:
        assert view.go_to("b")
    assert told.args == ["b"]
    view.put(list(reversed(entries)))
    assert view.key() == "b"
    assert not view.go_to("z")
    view.put([])
    assert view.key() == ""
    view.put(entries, "b")
    assert view.key() == "b"
    assert view.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "乙，v3 草稿，v2 在用，4 项"


@pytest.mark.parametrize("name", ["light", "dark", "contrast"])
def test_compared_texts_are_painted_in_every_theme(qtbot, theme, name):
    theme.use(name)
    view = CompareView()
    qtbot.addWidget(view)
    view.resize(700, 400)
    pieces = word_diff("24 小时", "12 小时𠮷内")
    old, new = (tuple(one for one in pieces if one.change.value != gone) for gone in "+-")
    rows = [DiffRow("4.3", Fate.CHANGED, (Line(old),), (Line(new), Line(new, small=True, note=True)))]
    view.put([*rows, DiffRow("1", Fate.SAME, (Line(old),), (Line(old),))], "v1", "v2")
    view.show()
    qtbot.waitExposed(view)
    view.resizeRowsToContents()
    picture = QPixmap(view.size())
    view.render(picture)
    image = picture.toImage()
    colours = {image.pixelColor(x, y).name().upper() for x in range(0, 700, 2) for y in range(0, 120, 2)}
    assert {tokens().ins.upper(), tokens().removed.upper()} <= colours
    assert view.rowHeight(0) > view.rowHeight(1)
    assert view.model().index(0, 1).data() == "24 小时"


def test_tabs_that_are_not_installed_are_left_out():
    present = [offer.name for offer in tab_offers()]
    assert present[:2] == ["forms", "documents"]
    assert len(OFFERS) == 3
