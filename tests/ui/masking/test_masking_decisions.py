"""脱敏 by keyboard: moving, cover, decisions, undo, confirmation and what the batch knows."""

from __future__ import annotations

from PySide6.QtCore import Qt
from tests.masking_page_kit import (
    CHAT,
    add,
    copy_of,
    opened,
    press,
    surveyed,
    uncover,
    unsure,
    values,
    written,
)

from auditdesk.domain.evidence import MaskState
from auditdesk.domain.mask_review import MaskReview
from auditdesk.domain.maskplan import Choice
from auditdesk.services.mask_review import open_plan
from auditdesk.ui.pages.masking_review.rows import rows_of


def test_rows_speak_and_keep_their_offsets(desk):
    plan = open_plan(desk, add(desk, CHAT, "a.txt").id)
    rows = rows_of(plan.parts)
    assert [row.speaker for row in rows] == ["服", "客", "服", "客", "服"]
    assert CHAT[rows[1].start : rows[1].end] == "我叫林向晚，手机13800001234"


def test_j_k_move_and_the_foot_follows(page):
    assert values(page)[:3] == ["林向晚", "13800001234", "林女士"]
    press(page, Qt.Key.Key_J)
    assert page.area.session.current == 1
    assert page.area.foot.where.text() == "第 2 行，手机号"
    press(page, Qt.Key.Key_K)
    press(page, Qt.Key.Key_K)
    assert page.area.session.current == 0


def test_the_original_is_covered_until_a_reason_is_given(page, desk):
    assert page.area.watch.covered
    assert page.area.texts.cover.isVisible()
    assert page.area.foot.value.text() == "已遮盖"
    press(page, Qt.Key.Key_X)
    assert page.area.session.places[0].found.masked
    assert "F9" in page.notice.text()
    uncover(page)
    assert not page.area.watch.covered
    assert page.area.foot.value.text() == "林向晚"
    assert desk.journal.last().action == "evidence.reveal"
    press(page, Qt.Key.Key_F9)
    assert page.area.watch.covered
    assert page.area.texts.cover.isVisible()


def test_an_empty_reason_uncovers_nothing(page):
    page.area.texts.cover.reason.setText("  ")
    page.area.texts.cover.button.click()
    assert page.area.watch.covered
    assert "理由" in page.area.texts.cover._problem.text()


def test_leaving_and_time_cover_again(page, desk):
    uncover(page)
    page.leave()
    assert page.area.watch.covered
    uncover(page)
    for _second in range(310):
        desk.clock.now()
    page.area.watch._tick()
    assert page.area.watch.covered


def test_decisions_by_key_with_undo_and_redo(page):
    uncover(page)
    press(page, Qt.Key.Key_J)
    press(page, Qt.Key.Key_X)
    kept = [one.found.masked for one in page.area.session.places]
    assert kept.count(False) == 2, "the same number is kept in both places"
    assert page.area.session.masked_row(1).text.endswith("13800001234")
    press(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert all(one.found.masked for one in page.area.session.places)
    press(page, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert [one.found.masked for one in page.area.session.places] == kept
    press(page, Qt.Key.Key_Space)
    assert all(one.found.masked for one in page.area.session.places)


def test_undecided_spans_hold_up_the_confirmation(page, desk, qtbot):
    unsure(page, "陆远行", "林女士")
    assert page.foot.left.text() == "还有 2 处待定"
    assert page.foot.confirm_button.reason() == "还有 2 处待定"
    page.ending.confirm()
    assert copy_of(desk, "会话一.txt") is None
    assert values(page)[page.area.session.current] == "林女士"
    press(page, Qt.Key.Key_Space)
    assert page.area.session.left == 1
    press(page, Qt.Key.Key_Tab)
    assert values(page)[page.area.session.current] == "陆远行"
    uncover(page)
    press(page, Qt.Key.Key_X)
    assert page.area.session.left == 0
    assert page.foot.confirm_button.isEnabled()


def test_confirming_writes_the_copy_and_opens_the_next(page, desk, qtbot):
    uncover(page)
    press(page, Qt.Key.Key_J)
    press(page, Qt.Key.Key_X)
    changed = []
    page.changed.connect(changed.append)
    press(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    opened(qtbot, page, "会话二.txt")
    copy = copy_of(desk, "会话一.txt")
    text = written(desk, copy)
    assert copy.mask_state is MaskState.MASKED
    assert text.count("13800001234") == 2
    assert "林向晚" not in text
    assert "陆远行" not in text
    assert page.area.watch.covered
    assert changed
    (place,) = page.area.session.places
    assert place.found.choice is Choice.KEEP
    assert "沿用以前的决定" in page.area.spans.spans.reason(place)


def test_the_batch_is_counted_for_the_same_value(page, qtbot):
    surveyed(qtbot, page)
    press(page, Qt.Key.Key_J)
    assert page.area.foot.others.text() == "本文件另有 1 处，同批另有 1 处"


def test_decisions_survive_going_to_another_file(page, qtbot, desk):
    uncover(page)
    press(page, Qt.Key.Key_J)
    press(page, Qt.Key.Key_X)
    press(page, Qt.Key.Key_PageDown)
    opened(qtbot, page, "会话二.txt")
    assert copy_of(desk, "会话一.txt") is None
    press(page, Qt.Key.Key_PageUp)
    opened(qtbot, page, "会话一.txt")
    assert [one.found.masked for one in page.area.session.places].count(False) == 2
    with desk.begin() as work:
        (review,) = work.find(MaskReview)
    assert review.copy_id == ""
