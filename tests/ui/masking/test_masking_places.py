"""The page 脱敏 says where a value stands, and goes to another sheet with the keys."""

from __future__ import annotations

import io

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from tests.masking_page_kit import add, opened, press, uncover

from auditdesk.domain.spans import Kind
from auditdesk.services.toolbox import LeftOver, MaskedFile

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def area(qtbot, make_page, desk):
    book = openpyxl.Workbook()
    book.active.title = "明细"
    book.active.append(["客户姓名", "手机号"])
    book.active.append(["林向晚", 13800001234])
    book.create_sheet("说明")["A1"] = "内部代号青鸟"
    book.create_sheet("回访")["B3"] = "回拨19900005678"
    out = io.BytesIO()
    book.save(out)
    add(desk, out.getvalue(), "表.xlsx")
    page = make_page()
    opened(qtbot, page, "表.xlsx")
    return page


def spoken(view, row):
    return view.model().data(view.model().index(row, 0), Qt.ItemDataRole.AccessibleTextRole)


def test_places_of_a_workbook_and_jumps_between_its_sheets(qtbot, area):
    page, area = area, area.area
    session, bar = area.session, area.texts.sections
    press(page, Qt.Key.Key_Home)
    assert area.foot.where.text() == "明细!A2，姓名"
    assert spoken(area.spans, 1).startswith("明细!B2，手机号")
    assert "明细!B2" in area.spans.spans.data(area.spans.spans.index(1, 0), Qt.ItemDataRole.ToolTipRole)
    assert area.spans.spans.place_word(session.places[1]) == ""
    assert spoken(area.texts.masked, 2).startswith("明细!A2")

    assert [bar.names.itemText(at) for at in range(3)] == ["明细", "说明", "回访"]
    press(page, Qt.Key.Key_PageDown, CTRL)  # nothing was found there: only its rows are shown
    assert (bar.names.currentText(), area.foot.where.text()) == ("说明", "明细!A2，姓名")
    press(page, Qt.Key.Key_PageDown, CTRL)
    assert (bar.names.currentText(), area.foot.where.text()) == ("回访", "回访!B3，手机号")
    press(page, Qt.Key.Key_PageUp, CTRL)
    press(page, Qt.Key.Key_PageUp, CTRL)
    press(page, Qt.Key.Key_PageUp, CTRL)  # the first sheet stays
    assert (bar.names.currentText(), area.foot.where.text()) == ("明细", "明细!A2，姓名")
    bar.names.picked.emit("2")
    assert area.foot.where.text() == "回访!B3，手机号"

    uncover(page)
    row = session.row_of(session.places[2])
    view = area.texts.original
    spot = view.visualRect(view.model().index(row, 0))
    assert view.lines.caption(row) > 0
    at = view.hit(QPoint(view.width() // 2, spot.bottom() - 8))
    assert at is not None
    assert at[0] == row

    left = MaskedFile(
        "x.xlsx", b"", "", {}, ("xl/sharedStrings.xml: 青鸟", "xl/styles.xml: 不在"), (),
        left=(LeftOver(Kind.CUSTOM, "xl/sharedStrings.xml", "青"), LeftOver(Kind.CUSTOM, "xl/styles.xml", "不")),
    )  # fmt: skip
    area.residue.show_copy(left, confirmed=False)
    model = area.residue.table.rows_model
    assert [model.data(model.index(at, 0)) for at in range(2)] == ["说明!A1", "xl/styles.xml"]
