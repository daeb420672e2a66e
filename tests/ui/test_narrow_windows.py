"""What gives way when a window is narrow, and what never does."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from auditdesk.services.program import RecoveryKit
from auditdesk.ui.dialogs import ScriptedDialogs
from auditdesk.ui.start.kit import KitStep
from auditdesk.ui.widgets.either import EitherWay
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.tables import LEAST, Column, TableView
from auditdesk.ui.widgets.tabs import Tabs
from auditdesk.ui.widgets.text import Text

pytestmark = pytest.mark.usefixtures("theme")


@pytest.fixture
def shown(qtbot):
    def show(widget, width, height=200):
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        return widget

    return show


def block(width):
    made = QWidget()
    made.setFixedSize(width, 20)
    return made


@pytest.fixture
def inside(shown):
    """A part as it stands in a pane: a window would not get narrower than its layout."""
    pane = QWidget()

    def put(part, width):
        part.setParent(pane)
        shown(pane, 600)
        part.show()
        part.resize(width, 200)
        return part

    return put


def test_two_parts_stand_beside_each_other_or_below(inside):
    both = inside(EitherWay(row(block(100)), row(block(80)), gap=10), 300)
    assert both.beside()
    assert both.minimumSizeHint().width() == 100
    both.resize(189, 200)
    assert not both.beside()
    both.resize(190, 200)
    assert both.beside()


def test_the_first_part_keeps_the_room_it_needs(inside):
    both = inside(EitherWay(row(Text("标题", wrap=True)), row(block(80)), room=150, gap=10), 239)
    assert not both.beside()
    both.resize(240, 200)
    assert both.beside()


def test_choosing_a_tab_moves_nothing_and_needs_no_scrolling(shown):
    tabs = Tabs([("a", "问题"), ("b", "复核 12"), ("c", "结果")], says="右栏", close=True)
    holder = QWidget()
    holder.setLayout(row(tabs, None))
    shown(holder, 400)
    widths = []
    for value in ("a", "b", "c"):
        tabs.set_value(value)
        widths.append(tabs.sizeHint().width())
        assert tabs.tabRect(2).right() <= tabs.width()
    assert max(widths) - min(widths) <= 2


def test_spare_columns_go_before_the_title_is_cut(shown):
    columns = [
        Column("编号", str, 100),
        Column("名称", lambda each: f"第 {each} 次自查"),
        Column("类型", lambda _each: "例行自查", 120, spare=True),
    ]
    table = shown(TableView(columns, says="自查"), 220 + LEAST)
    table.set_rows([1, 2])
    assert not table.isColumnHidden(2)
    table.resize(219 + LEAST, 200)
    assert table.isColumnHidden(2)
    assert not table.isColumnHidden(1)
    table.resize(600, 200)
    assert not table.isColumnHidden(2)


def test_a_long_notice_gets_the_lines_it_needs(shown):
    notice = Notice("veto", "单项否决已触发，本次总评封顶为不合格，报告会注明所引用的条款。" * 3)
    holder = QWidget()
    holder.setLayout(column(notice, None))
    shown(holder, 260, 500)
    assert notice.height() >= notice.heightForWidth(notice.width())


def test_the_boxes_to_type_in_stay_when_the_picture_of_the_kit_goes(shown, tmp_path):
    step = KitStep(ScriptedDialogs())
    groups = tuple(letter * 5 for letter in "ABCDEFGH")
    step.show_kit(RecoveryKit(groups, b""), "云溪营业部", tmp_path)
    shown(step, 1200, 640)
    assert step.paper.isVisible()
    step.resize(640, 640)
    assert not step.paper.isVisible()
    assert all(boxes.isVisible() for boxes in step.boxes.values())
