"""What the re-scan left, marks in other files, a batch that is cancelled, goes on and becomes a table."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from tests.masking_page_kit import add, copy_of, opened, press, surveyed, uncover, values

from auditdesk.domain.errors import CancelledError
from auditdesk.domain.evidence import MaskState
from auditdesk.domain.people import Role
from auditdesk.domain.spans import Kind
from auditdesk.services.mask_elsewhere import find_elsewhere, mark_elsewhere
from auditdesk.services.mask_queue import read_queue
from auditdesk.services.mask_review import Confirmed, confirm, open_plan
from auditdesk.services.toolbox import LeftOver
from auditdesk.ui.pages.masking import MaskingPage
from auditdesk.ui.pages.masking_review.line_view import Selection
from auditdesk.ui.pages.masking_review.session import Session
from auditdesk.ui.pages.registry import Place


def journalled(desk):
    return [(entry.action, entry.detail) for entry in desk.journal.entries()]


def with_residue(masked):
    left = LeftOver(Kind.PERSON, "第 3 行", "青**划")
    return replace(masked, residue=("第 3 行: 青鸟计划",), left=(left,))


@pytest.fixture
def draft(qtbot, page):
    uncover(page)
    qtbot.waitUntil(lambda: page.draft.masked is not None, timeout=60_000)
    return page.draft.masked


def test_what_is_left_is_listed_and_found_in_the_original(page, draft):
    page._drafted(with_residue(draft))
    pane = page.area.residue
    assert pane.isVisible()
    assert not pane.accept.isVisible()
    QTest.keyClick(pane.table, Qt.Key.Key_Return)
    chosen = page.area.texts.lines.selection
    assert page.area.session.original_row(chosen.row).text[chosen.start : chosen.end] == "青鸟计划"
    press(page, Qt.Key.Key_M)
    assert values(page).count("青鸟计划") == 2
    assert not pane.isVisible()


def test_what_is_left_shows_its_ends_only_while_covered(page, draft):
    page._drafted(with_residue(draft))
    table = page.area.residue.table
    cell = table.rows_model.index(0, 2)
    assert cell.data() == "青鸟计划"
    page.area.watch.cover()
    assert cell.data() == "青**划"


def test_what_is_left_is_accepted_with_a_reason(page, draft, desk):
    done = page.ending
    page.area.residue.show_copy(with_residue(draft), confirmed=True)
    pane = page.area.residue
    assert not pane.accept.isEnabled()
    pane.reason.setText("公开的项目名")
    assert pane.accept.isEnabled()
    written = []
    done.finished.connect(written.append)
    plan = page.area.session.plan
    copy = confirm(desk, plan, page.area.session.decisions.now, "by_kind").copy
    done.confirmed = Confirmed(copy, with_residue(draft), None)
    pane.accept.click()
    assert written
    assert copy_of(desk, "会话一.txt").mask_state is MaskState.MASKED
    assert ("evidence.accept", (("state", "masked"), ("reason", "公开的项目名"))) in journalled(desk)


def test_a_mark_is_counted_in_other_files_before_it_is_made(desk):
    first = add(desk, "客户：方案青鸟计划\n", "甲.txt")
    add(desk, "青鸟计划开始。\n青鸟计划结束，手机13800001234\n", "乙.txt")
    add(desk, "没有关系\n", "丙.txt")
    add(desk, b"%PDF-1.7\nbroken", "坏.pdf")
    others = [one for one in read_queue(desk).files if one.piece.id != first.id]
    found = find_elsewhere(desk, "青鸟计划", Kind.CUSTOM, others)
    assert [(one.count, one.mark) for one in found] == [(2, "0:0:4:CUSTOM")]
    mark_elsewhere(desk, found)
    session = Session(desk, open_plan(desk, found[0].evidence_id))
    assert [one.span.kind for one in session.places] == [Kind.CUSTOM, Kind.CUSTOM, Kind.PHONE]
    assert not find_elsewhere(desk, "青鸟计划", Kind.CUSTOM, others)
    notes = [detail for action, detail in journalled(desk) if action == "mask.elsewhere"]
    assert notes == [(("marks", "2"),)]


def test_the_search_in_other_files_can_be_cancelled(desk):
    add(desk, "青鸟计划\n", "乙.txt")

    class Stops:
        def start(self, _label, _total):
            raise CancelledError("stop")

        def step(self, _amount=1):
            raise AssertionError

    with pytest.raises(CancelledError):
        find_elsewhere(desk, "青鸟计划", Kind.CUSTOM, read_queue(desk).files, Stops())


def test_a_mark_goes_to_the_other_files_on_request(qtbot, make_page, desk):
    add(desk, "客户：方案代号青鸟计划\n", "甲.txt")
    add(desk, "客服：青鸟计划已登记\n", "乙.txt")
    page = make_page()
    opened(qtbot, page, "甲.txt")
    surveyed(qtbot, page)
    uncover(page)
    at = page.area.session.original_row(0).text.index("青鸟")
    page.area.texts.lines.selection = Selection(0, at, at + 4)
    press(page, Qt.Key.Key_M)
    bar = page.area.spread
    assert bar.isVisible()
    bar.button.click()
    qtbot.waitUntil(lambda: "其他 1 个文件里还有 1 处" in bar.words.text(), timeout=60_000)
    bar.button.click()
    qtbot.waitUntil(lambda: "1 个文件已标记" in bar.words.text(), timeout=60_000)
    page.files.step(1)
    opened(qtbot, page, "乙.txt")
    assert values(page) == ["青鸟计划"]
    assert not bar.isVisible()


def test_a_cancelled_batch_goes_on_and_becomes_a_table(qtbot, make_page, desk, dialogs, tmp_path):
    for number in range(4):
        add(desk, f"第 {number} 单，手机1380000{number:04d}\n", f"来电1391234567{number}.txt")
    add(desk, b"%PDF-1.7\nbroken", "坏.pdf")
    page = make_page()
    surveyed(qtbot, page)
    work, view = page.batches, page.batch
    work._told.connect(lambda _row: [job.cancel() for job in page._jobs._jobs])
    page.head.all_button.click()
    qtbot.waitUntil(view.resume.isVisible, timeout=60_000)
    assert "已取消" in view.words()
    assert 0 < len(view.rows()) < 5
    work._told.disconnect()
    work._told.connect(view.add)
    view.resume.click()
    qtbot.waitUntil(lambda: view.words() == "已脱敏 4，待确认 0，没有完成 1", timeout=60_000)
    assert not view.resume.isVisible()
    assert len({one.piece.id for one in view.rows()}) == 5
    target = tmp_path / "结果.csv"
    dialogs.targets.append(target)
    view.export.click()
    qtbot.waitUntil(lambda: "已导出" in page.notice.text(), timeout=60_000)
    lines = target.read_text("utf-8-sig").splitlines()
    assert lines[0] == "编号,副本,已脱敏,待定,复扫残留,状态,说明"
    assert len(lines) == 6
    assert "1391234567" not in target.read_text("utf-8-sig")
    assert "坏.pdf" not in target.read_text("utf-8-sig")
    assert ("mask.table", (("entries", "5"),)) in journalled(desk)


def test_reading_a_file_can_be_cancelled_and_begun_again(qtbot, page):
    state = page.area.middle.state
    opened(qtbot, page, "会话一.txt")
    surveyed(qtbot, page)
    page._not_opened(page._turn, CancelledError("stop"))
    assert state.words.text() == "已取消识别。"
    page.area.show_session(None)
    state.again.emit()
    opened(qtbot, page, "会话一.txt")


def test_who_may_only_look_is_told_where_the_copies_are(qtbot, theme, space, desk, jobs, dialogs):
    add(desk, "手机13800001234\n", "甲.txt")
    looks = replace(desk, user=replace(desk.user, role=Role.VIEWER))
    page = MaskingPage(Place(looks, jobs, dialogs, space, None))
    qtbot.addWidget(page)
    page.ensure_built()
    page.refresh(None)
    page.show()
    page.activate()
    assert page.only_looks.isVisible()
    assert not page.foot.isVisible()
    assert not page.head.all_button.isVisible()
    assert not page.notice.text()
    assert not jobs.busy()
