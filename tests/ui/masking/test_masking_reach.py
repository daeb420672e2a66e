"""Long lines, emoji, many rows, pages and rectangles: everything is reached with the keyboard and shown where it is."""

from __future__ import annotations

from io import BytesIO

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from reportlab.pdfgen.canvas import Canvas
from tests.masking_page_kit import add, opened, press, spot, surveyed, uncover, unsure, values

from auditdesk.domain.maskplan import Choice, Part
from auditdesk.domain.spans import Kind, Span
from auditdesk.services.mask_review import open_plan
from auditdesk.ui.pages.masking_review.rows import narrow, rows_of, wide
from auditdesk.ui.pages.masking_review.session import Session
from auditdesk.ui.widgets.row_view import RowView


def pages(count):
    out = BytesIO()
    canvas = Canvas(out, pagesize=(300, 400))
    for page in range(count):
        canvas.drawString(30, 350, f"page {page + 1} 1380000123{page}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.fixture
def paged(qtbot, make_page, desk):
    add(desk, pages(3), "三页.pdf")
    page = make_page()
    opened(qtbot, page, "三页.pdf")
    uncover(page)
    return page


def test_a_place_on_another_page_turns_the_page(paged):
    assert paged.area.pictures.page == 0
    press(paged, Qt.Key.Key_J)
    assert paged.area.pictures.page == 1
    press(paged, Qt.Key.Key_K)
    assert paged.area.pictures.page == 0
    press(paged, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert paged.area.pictures.page == 1
    assert paged.area.session.current == 0


def test_rectangles_stand_in_the_list_and_go_with_del(qtbot, paged):
    area = paged.area
    press(paged, Qt.Key.Key_J)
    qtbot.waitUntil(lambda: area.pictures.canvas._picture is not None, timeout=60_000)
    press(paged, Qt.Key.Key_M)
    QTest.keyClick(area.pictures.canvas, Qt.Key.Key_Return)
    assert [one.page for one in area.session.boxes] == [1]
    assert area.spans.currentIndex().row() == 3
    assert area.foot.where.text() == "第 2 页，手工方框"
    press(paged, Qt.Key.Key_K)
    assert area.pictures.page == 2
    press(paged, Qt.Key.Key_Delete)
    assert area.session.boxes
    assert "不能删除" in paged.notice.text()
    press(paged, Qt.Key.Key_J)
    assert area.pictures.page == 1
    press(paged, Qt.Key.Key_Delete)
    assert not area.session.boxes
    press(paged, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(area.session.boxes) == 1


def test_zoom_goes_by_keys_and_stays_when_the_page_is_turned(qtbot, paged):
    canvas = paged.area.pictures.canvas
    press(paged, Qt.Key.Key_1)
    assert canvas.transform().m11() == pytest.approx(1)
    assert paged.area.pictures.scale.text() == "100 %"
    press(paged, Qt.Key.Key_J)
    qtbot.waitUntil(lambda: canvas._picture is not None, timeout=60_000)
    assert canvas.transform().m11() == pytest.approx(1)
    press(paged, Qt.Key.Key_0)
    assert canvas.mapFromScene(canvas.sceneRect()).boundingRect().height() <= canvas.viewport().height() + 1
    whole = canvas.transform().m11()
    press(paged, Qt.Key.Key_0)
    assert canvas.transform().m11() > whole


def test_a_page_that_was_turned_is_shown_before_the_copy_is_made(qtbot, paged):
    area = paged.area
    qtbot.waitUntil(lambda: paged.draft.masked is not None, timeout=60_000)
    paged.draft.renew()
    paged.draft._start()
    making = paged.draft._job
    assert making.running
    press(paged, Qt.Key.Key_J)
    assert paged.draft._job is None
    qtbot.waitUntil(lambda: 1 in area.session.pages, timeout=60_000)
    press(paged, Qt.Key.Key_K)
    press(paged, Qt.Key.Key_J)
    assert area.pictures.canvas._picture is not None
    qtbot.waitUntil(lambda: paged.draft.masked is not None, timeout=60_000)


def test_emoji_do_not_shift_what_is_marked(qtbot, make_page, desk):
    add(desk, "客户：😀😀😀 方案代号青鸟计划\n", "表情.txt")
    page = make_page()
    opened(qtbot, page, "表情.txt")
    uncover(page)
    view = page.area.texts.original
    at = page.area.session.original_row(0).text.index("青鸟计划")
    from_, to = spot(view, 0, at), spot(view, 0, at + 3)
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=from_)
    QTest.mouseMove(view.viewport(), to)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=to)
    press(page, Qt.Key.Key_M)
    assert values(page) == ["青鸟计"]


def test_offsets_with_emoji_go_there_and_back():
    text = "a😀b😀"
    assert [wide(text, at) for at in range(5)] == [0, 1, 3, 4, 6]
    assert [narrow(text, at) for at in (0, 1, 3, 4, 6)] == [0, 1, 2, 3, 4]


def test_a_long_line_is_cut_into_rows_outside_of_values():
    text = "客户来电，" * 79 + "我的手机13800001234，" + "请回电；" * 300
    at = text.index("13800001234")
    part = Part(text, (Span(at, at + 11, Kind.PHONE, 1.0, ""),))
    rows = rows_of([part])
    assert "".join(text[one.start : one.end] for one in rows) == text
    assert max(one.end - one.start for one in rows) <= 411
    assert {one.number for one in rows} == {1}
    assert [one.goes_on for one in rows] == [False] + [True] * (len(rows) - 1)
    assert any("13800001234" in text[one.start : one.end] for one in rows)


def test_a_mark_over_a_cut_is_written_once(desk):
    piece = add(desk, "北" * 1000 + "\n", "长.txt")
    session = Session(desk, open_plan(desk, piece.id))
    session.rows = rows_of([Part("北" * 1000)])
    session.mark(0, 0, 3)
    shown = "".join(session.masked_row(row).text for row in range(len(session.rows)))
    assert "北" not in shown.replace("北" * (1000 % 3), "", 1)


def test_one_decision_changes_only_its_own_places(desk):
    lines = "".join(
        f"客户：我叫林向{letter}，手机1380000{number:04d}\n" for number, letter in enumerate("晚早")
    )
    session = Session(desk, open_plan(desk, add(desk, lines, "两人.txt").id))
    before = list(session.written)
    session.go(1)
    session.decide(Choice.KEEP)
    assert session.touched is not None
    fresh = Session(desk, session.plan)
    fresh.go(1)
    fresh.decide(Choice.KEEP)
    fresh._read()
    assert (session.places, session.written, session.lengths) == (fresh.places, fresh.written, fresh.lengths)
    session.undo()
    assert session.written == before
    assert session.left == 0


def test_all_that_waits_is_masked_at_one_stroke(qtbot, page):
    unsure(page, "林向晚", "陆远行")
    assert page.area.all_button.isVisible()
    press(page, Qt.Key.Key_A)
    assert page.area.session.left == 0
    assert "2 处待定都定为脱敏" in page.notice.text()
    page.area.undo()
    assert page.area.session.left == 2


def test_tab_leaves_the_field_of_the_reason(qtbot, page):
    surveyed(qtbot, page)
    page.area.cover_or_ask()
    field = page.area.texts.cover.reason
    current = page.area.session.current
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert not field.hasFocus()
    assert page.area.session.current == current


class Tall(RowView):
    """Rows of 20, 40 and 60 pixels that are estimated as one step."""

    def row_height(self, row):
        return 20 * (row % 3 + 1)


@pytest.fixture
def tall(qtbot):
    view = Tall(20)
    model = QStandardItemModel(view)
    for number in range(1000):
        model.appendRow(QStandardItem(str(number)))
    view.setModel(model)
    qtbot.addWidget(view)
    view.resize(200, 210)
    view.show()
    return view


def test_rows_stand_below_each_other_and_are_found_by_point(tall):
    sight = list(tall.rows_in_sight())
    assert [one[0] for one in sight] == list(range(len(sight)))
    assert all(a[1] + a[2] == b[1] for a, b in zip(sight, sight[1:], strict=False))
    for row, top, height in sight[:-1]:
        assert tall.indexAt(QPoint(5, top + height - 1)).row() == row


def test_every_row_can_be_brought_into_sight_whole(tall):
    for row in (999, 0, 500, 501, 499, 998):
        tall.scrollTo(tall.model().index(row, 0))
        area = tall.visualRect(tall.model().index(row, 0))
        assert area.top() >= 0
        assert area.bottom() < tall.viewport().height()
    tall.verticalScrollBar().setValue(tall.verticalScrollBar().maximum())
    assert tall.visualRect(tall.model().index(999, 0)).isValid()


def test_keys_walk_through_the_rows(tall):
    tall.setCurrentIndex(tall.model().index(0, 0))
    QTest.keyClick(tall, Qt.Key.Key_Down)
    assert tall.currentIndex().row() == 1
    QTest.keyClick(tall, Qt.Key.Key_End)
    assert tall.currentIndex().row() == 999
    assert tall.visualRect(tall.currentIndex()).isValid()


def test_screen_readers_find_the_rows(page):
    for view in (page.area.spans, page.area.texts.masked):
        spoken = QAccessible.queryAccessibleInterface(view)
        assert spoken.role() == QAccessible.Role.List
        assert spoken.childCount() == view.model().rowCount()
    first = QAccessible.queryAccessibleInterface(page.area.spans).child(0)
    assert first.text(QAccessible.Text.Name) == "第 2 行，姓名，前有关键词“我叫”，脱敏"
