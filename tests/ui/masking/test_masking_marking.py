"""Marks by mouse and keyboard, other bounds in text, cells and on pages, stand-ins written by hand."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from tests.masking_page_kit import add, copy_of, letter, opened, press, spot, uncover, values, written

from auditdesk.domain.spans import Kind
from auditdesk.services.mask_review import open_plan
from auditdesk.ui.pages.masking_review.outlines import line_boxes


def test_text_is_marked_with_the_mouse_everywhere_it_occurs(page):
    uncover(page)
    view = page.area.texts.original
    row = 2
    text = page.area.session.original_row(row).text
    at = text.index("青鸟计划")
    from_, to = spot(view, row, at), spot(view, row, at + 4)
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=from_)
    QTest.mouseMove(view.viewport(), to)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=to)
    assert page.area.texts.lines.selection is not None
    assert page.notice.text() == "选中的文字在本文件出现 2 次，按 M 全部标记。"
    press(page, Qt.Key.Key_M)
    assert values(page).count("青鸟计划") == 2
    assert "出现 2 次，全部标记了" in page.area.spread.words.text()
    assert page.area.foot.kinds.isVisible()
    page.area.foot.kind_picked.emit(Kind.ADDRESS)
    assert page.area.session.places[page.area.session.current].span.kind is Kind.ADDRESS
    press(page, Qt.Key.Key_X)
    assert "青鸟计划" not in values(page)


def test_text_is_marked_by_keyboard_alone(page):
    uncover(page)
    press(page, Qt.Key.Key_M)
    press(page, Qt.Key.Key_Up)
    for _step in range(1):
        press(page, Qt.Key.Key_Right)
    press(page, Qt.Key.Key_Return)
    assert values(page)[0] == "您好"


def test_bounds_are_changed_by_keyboard(page):
    uncover(page)
    press(page, Qt.Key.Key_B)
    assert page.area.adjust.active
    press(page, Qt.Key.Key_Left)
    press(page, Qt.Key.Key_Return)
    assert values(page)[0] == "林向"
    press(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert values(page)[0] == "林向晚"
    press(page, Qt.Key.Key_B)
    press(page, Qt.Key.Key_Left)
    assert page.escape()
    assert values(page)[0] == "林向晚"


def test_a_stand_in_is_written_by_keyboard_and_remembered(page, qtbot, desk):
    area, field = page.area, page.area.foot.written
    press(page, Qt.Key.Key_R)
    assert field.hasFocus()
    field.setText("用户甲")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert area.spans.hasFocus()
    assert area.session.masked_row(1).text.startswith("我叫用户甲，手机138****1234")
    area.undo()
    assert "用户甲" not in area.session.masked_row(1).text
    area.redo()
    qtbot.waitUntil(lambda: page.draft.masked is not None, timeout=60_000)
    assert page.area.proof.words() == "重新打开输出复扫：无遗漏"
    press(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    opened(qtbot, page, "会话二.txt")
    assert "我叫用户甲，" in written(desk, copy_of(desk, "会话一.txt"))
    third = add(desk, "客户：我叫林向晚，请回电\n", "会话三.txt")
    assert list(open_plan(desk, third.id).decisions.typed.values()) == ["用户甲"]


def test_a_stand_in_with_something_personal_is_refused_in_place(page):
    area, field = page.area, page.area.foot.written
    before = area.session.masked_row(1).text
    for words in ("19900005678", "陆远行", "向林向晚问好"):
        press(page, Qt.Key.Key_R)
        field.setText(words)
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert page.notice.isVisible()
        assert field.property("state") == "wrong"
        assert area.session.masked_row(1).text == before
    field.setText(area.session.written[0])
    field.settle()
    assert field.property("state") != "wrong"
    assert not page.notice.isVisible()
    press(page, Qt.Key.Key_R)
    field.setText("19900005678")
    field.settle()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == area.session.written[0]
    assert not area.session.decisions.now.typed


def test_leaving_the_field_accepts_and_an_empty_one_goes_back_to_the_style(page):
    session, field = page.area.session, page.area.foot.written
    plain = session.written[0]
    press(page, Qt.Key.Key_R)
    field.setText("用户甲")
    page.area.go(1)
    assert session.written[0] == "用户甲"
    page.area.go(0)
    press(page, Qt.Key.Key_R)
    field.setText("")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert session.written[0] == plain
    uncover(page)
    press(page, Qt.Key.Key_X)
    assert field.isReadOnly()


def test_bounds_of_a_cell_are_changed(make_page, qtbot, desk):
    book, out = openpyxl.Workbook(), BytesIO()
    book.active.append(["备注"])
    book.active.append(["请回拨13800001234转8"])
    book.save(out)
    add(desk, out.getvalue(), "表.xlsx")
    page = make_page()
    opened(qtbot, page, "表.xlsx")
    uncover(page)
    press(page, Qt.Key.Key_B)
    for _step in range(2):
        QTest.keyClick(page.area.spans, Qt.Key.Key_Right)
    QTest.keyClick(page.area.spans, Qt.Key.Key_Return)
    assert values(page) == ["13800001234转8"]
    assert page.area.session.masked_row(1).text == "请回拨****"


def test_boxes_of_characters_join_to_one_a_line():
    first = [(0.1 * n, 0.1, 0.1 * n + 0.1, 0.2) for n in range(5, 9)]
    end = (0.9, 0.1, 0.9, 0.1)
    second = [(0.1 * n, 0.21, 0.1 * n + 0.1, 0.3) for n in range(3)]
    assert line_boxes([*first, end, *second]) == (
        (0.5, 0.1, pytest.approx(0.9), 0.2), (0.0, 0.21, pytest.approx(0.3), 0.3)
    )  # fmt: skip
    beside = (0.0, 0.1, 0.1, 0.2)
    assert line_boxes([*first, beside]) == ((0.5, 0.1, pytest.approx(0.9), 0.2), beside)
    assert line_boxes([]) == ()


def test_bounds_on_a_page_move_its_boxes_and_drawn_boxes_get_other_edges(make_page, qtbot, desk):
    add(desk, letter("回拨13800001234转8，谢谢"), "信.pdf")
    page = make_page()
    opened(qtbot, page, "信.pdf")
    uncover(page)
    canvas = page.area.pictures.canvas
    qtbot.waitUntil(lambda: canvas._picture is not None, timeout=8000)
    (part,) = page.area.session.plan.parts
    (span,) = part.spans
    assert canvas._outlines[0].boxes == line_boxes(part.boxes[span.start : span.end])
    (before,) = canvas._outlines[0].boxes
    press(page, Qt.Key.Key_B)
    for _step in range(2):
        QTest.keyClick(page.area.spans, Qt.Key.Key_Right)
    (after,) = canvas._outlines[0].boxes
    assert after[0] == before[0]
    assert after[2] == part.boxes[span.end + 1][2] > before[2]
    assert page.notice.isVisible()
    assert page.area.foot.value.text() == "13800001234转8"
    QTest.keyClick(page.area.spans, Qt.Key.Key_Return)
    assert values(page) == ["13800001234转8"]
    press(page, Qt.Key.Key_M)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    press(page, Qt.Key.Key_B)
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    (box,) = page.area.session.decisions.now.boxes
    assert box.box == pytest.approx((0.4, 0.46, 0.6, 0.51))
    press(page, Qt.Key.Key_B)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert page.area.session.decisions.now.boxes == (box,)
