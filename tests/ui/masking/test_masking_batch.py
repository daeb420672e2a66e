"""The queue of 脱敏: clean files, the whole batch, nothing to do, what cannot be read, many rows."""

from __future__ import annotations

import time
from io import BytesIO

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from tests.masking_page_kit import add, opened, surveyed, uncover

from auditdesk.domain.evidence import MaskState
from auditdesk.services.evidence import find_evidence
from auditdesk.services.mask_review import open_plan
from auditdesk.ui.pages.masking_review.area import ReviewArea
from auditdesk.ui.pages.masking_review.session import Session


def test_a_file_without_findings_is_declared_clean(make_page, qtbot, desk):
    piece = add(desk, "今天营业到六点。\n", "公告.txt")
    page = make_page()
    opened(qtbot, page, "公告.txt")
    page.foot.none_button.click()
    assert find_evidence(desk, piece.id).mask_state is MaskState.UNMASKED
    uncover(page)
    page.foot.none_button.click()
    assert find_evidence(desk, piece.id).mask_state is MaskState.NOT_NEEDED
    qtbot.waitUntil(lambda: page._queue.done == 1, timeout=8000)


def test_a_batch_shows_a_row_per_file(make_page, qtbot, desk):
    for number in range(12):
        add(desk, f"第 {number} 单，手机1380000{number:04d}\n", f"{number}.txt")
    out = BytesIO()
    Image.new("RGB", (40, 20), "white").save(out, "PNG")
    add(desk, out.getvalue(), "截图.png")
    page = make_page()
    surveyed(qtbot, page)
    page.head.all_button.click()
    qtbot.waitUntil(lambda: len(page.batch.table.rows_model.rows()) == 13, timeout=20000)
    assert page.batch.words() == "已脱敏 12，待确认 0，没有完成 1"
    first = page.batch.table.current_row()
    assert first.piece.name == "截图.png"
    assert "框选" in first.problem
    QTest.keyClick(page.batch.table, Qt.Key.Key_Return)
    opened(qtbot, page, "截图.png")
    assert page.stack.currentWidget() is not page.batch


def test_an_empty_queue_says_what_to_do(make_page, qtbot):
    page = make_page()
    qtbot.waitUntil(page.empty.isVisible, timeout=8000)
    assert not page.foot.isVisible()


def test_an_unreadable_file_says_why(make_page, qtbot, desk):
    add(desk, b"%PDF-1.7\nbroken", "坏.pdf")
    page = make_page()
    state = page.area.middle.state
    qtbot.waitUntil(lambda: "坏.pdf" in state.words.text(), timeout=8000)
    assert page.area.session is None
    assert state.isVisible()
    with qtbot.waitSignal(page.go) as asked:
        state.evidence_wanted.emit()
    assert asked.args == ["evidence", page._shown]
    surveyed(qtbot, page)
    assert page.files.files.counts(0) == ("", "读不了")


@pytest.mark.bench
def test_two_thousand_rows_answer_within_the_limit(qtbot, theme, desk):
    """CPU time, because the machine of the tests may be busy; 200 ms is the window's limit (STYLE habit 5)."""
    rows = "".join(f"2026-11-01,王小明,1380000{number:04d},宽带慢\n" for number in range(2000))
    plan = open_plan(desk, add(desk, "日期,客户姓名,手机号,内容\n" + rows, "台账.csv").id)
    session = Session(desk, plan)
    area = ReviewArea(desk)
    qtbot.addWidget(area)
    area.resize(970, 600)
    area.show()
    QApplication.processEvents()
    for act in (lambda: area.show_session(session), lambda: area.uncover("核对"), area.keep, area.undo):
        began = time.process_time()
        act()
        assert time.process_time() - began < 0.2
