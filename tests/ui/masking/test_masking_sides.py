"""Original and copy side by side: no copying, equal rows, styles, the proof; pictures and their boxes."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from tests.masking_page_kit import add, copy_of, opened, press, uncover, unsure, written

from auditdesk.domain.evidence import MaskState
from auditdesk.domain.maskplan import HandBox
from auditdesk.services.mask_review import open_plan


def test_copying_is_off(page):
    uncover(page)
    QGuiApplication.clipboard().setText("vorher")
    view = page.area.texts.original
    view.setCurrentIndex(page.area.texts.lines.index(1, 0))
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(page.area.spans, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "林向晚" not in QGuiApplication.clipboard().text()
    model = page.area.texts.lines
    for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
        assert "林向晚" not in str(model.data(model.index(1, 0), role))


def test_rows_are_equally_high_on_both_sides(page):
    texts = page.area.texts
    page.resize(800, 600)
    QApplication.processEvents()
    for row in range(len(page.area.session.rows)):
        heights = {
            view.visualRect(texts.lines.index(row, 0)).height() for view in (texts.original, texts.masked)
        }
        assert len(heights) == 1
    texts.masked.verticalScrollBar().setValue(5)
    assert texts.original.verticalScrollBar().value() == texts.masked.verticalScrollBar().value()


def test_the_proof_speaks_of_the_written_output(page, qtbot):
    qtbot.waitUntil(lambda: page.draft.masked is not None, timeout=8000)
    assert page.area.proof.words() == "重新打开输出复扫：无遗漏"
    unsure(page, "陆远行")
    qtbot.waitUntil(lambda: page.draft.masked is not None, timeout=8000)
    assert page.area.proof.words() == "重新打开输出复扫：除 1 处待定外无遗漏"


def test_styles_change_the_copy_at_once(page, qtbot, desk):
    page.head.styles.set_value("replace")
    page.head.styles.picked.emit("replace")
    assert "【姓名】" in page.area.session.masked_row(1).text
    press(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    opened(qtbot, page, "会话二.txt")
    assert "【姓名】" in written(desk, copy_of(desk, "会话一.txt"))


def test_a_picture_needs_a_box_and_is_compared(make_page, qtbot, desk):
    out = BytesIO()
    Image.new("RGB", (400, 200), "black").save(out, "PNG")
    piece = add(desk, out.getvalue(), "截图.png")
    page = make_page()
    opened(qtbot, page, "截图.png")
    assert "框选" in page.foot.confirm_button.reason()
    uncover(page)
    canvas = page.area.pictures.canvas
    qtbot.waitUntil(lambda: canvas._picture is not None, timeout=8000)
    press(page, Qt.Key.Key_M)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
        QTest.keyClick(canvas, key)
    QTest.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    (box,) = page.area.session.decisions.now.boxes
    assert box == HandBox(0, pytest.approx((0.39, 0.44, 0.6, 0.49)))
    qtbot.waitUntil(lambda: page.draft.masked is not None, timeout=8000)
    assert "没有复扫" in page.area.proof.words()
    press(page, Qt.Key.Key_V)
    qtbot.waitUntil(lambda: canvas._picture is not None, timeout=8000)
    assert canvas._picture.pixelColor(200, 93).lightness() > 200
    assert canvas._picture.pixelColor(20, 20).lightness() < 40
    page.ending.confirm()
    qtbot.waitUntil(lambda: copy_of(desk, "截图.png") is not None, timeout=8000)
    assert copy_of(desk, "截图.png").mask_state is MaskState.MASKED
    again = open_plan(desk, piece.id)
    assert again.decisions.boxes[0].box == pytest.approx(box.box)


def test_boxes_are_drawn_with_the_mouse_and_removed(make_page, qtbot, desk):
    out = BytesIO()
    Image.new("RGB", (400, 200), "white").save(out, "PNG")
    add(desk, out.getvalue(), "截图.png")
    page = make_page()
    opened(qtbot, page, "截图.png")
    canvas = page.area.pictures.canvas
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    assert page.area.session.decisions.now.boxes == ()
    uncover(page)
    qtbot.waitUntil(lambda: canvas._picture is not None, timeout=8000)
    middle = canvas.viewport().rect().center()
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(canvas.viewport(), middle + QPoint(60, 30))
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=middle + QPoint(60, 30))
    assert len(page.area.session.decisions.now.boxes) == 1
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=middle + QPoint(30, 15))
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert page.area.session.decisions.now.boxes == ()
    page.area.undo()
    assert len(page.area.session.decisions.now.boxes) == 1
    canvas.zoom(2)
    assert not canvas._fits
    canvas.zoom(0)
    assert canvas._fits
