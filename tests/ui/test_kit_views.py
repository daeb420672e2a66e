from __future__ import annotations

import time
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QAbstractItemModel, QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QImage
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from auditdesk.ui.theme.glyphs import State
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.cells import CELL_ROLE, Cell, Span
from auditdesk.ui.widgets.detail import Block, DetailPane
from auditdesk.ui.widgets.empty import EmptyState
from auditdesk.ui.widgets.heat_map import HeatCell, HeatMap, Level
from auditdesk.ui.widgets.strips import GlyphStrip, Workday, WorkdayStrip
from auditdesk.ui.widgets.tables import Column, TableView, check_column
from auditdesk.ui.widgets.text import Text
from auditdesk.ui.widgets.trees import Group, GroupedTree
from auditdesk.ui.widgets.trend import Point, Sparkline, TrendChart

pytestmark = pytest.mark.usefixtures("theme")


@dataclass(frozen=True)
class Row:
    code: str
    state: State
    days: int


ROWS = [Row("WT-1007", State.TO_VERIFY, 0), Row("WT-1008", State.RUNNING, 7), Row("WT-0931", State.DRAFT, -2)]


def columns():
    return [
        check_column(),
        Column("编号", lambda row: Cell(row.code, bold=True), width=76, order=lambda row: row.code),
        Column("状态", lambda row: Cell("待验证", state=row.state)),
        Column("剩余", lambda row: str(row.days), width=90, right=True, order=lambda row: row.days),
    ]


@pytest.fixture
def shown(qtbot):
    kept = []

    def make(widget, width=700, height=400):
        kept.append(widget)
        qtbot.addWidget(widget)
        widget.resize(width, height)
        with qtbot.waitExposed(widget):
            widget.show()
        widget.activateWindow()
        widget.setFocus()
        return widget

    return make


def test_table_moves_opens_and_keeps_its_row(shown, qtbot):
    current, opened = [], []
    table = shown(TableView(columns(), says="问题"))
    table.current_changed.connect(current.append)
    table.opened.connect(opened.append)
    table.set_rows(ROWS)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.keyClick(table, Qt.Key.Key_End)
    qtbot.keyClick(table, Qt.Key.Key_Home)
    assert current == [ROWS[0], ROWS[1], ROWS[2], ROWS[0]]
    assert opened == [ROWS[1]]
    table.go_to(2)
    table.set_rows([ROWS[2], ROWS[0]], keep=lambda row: row.code)
    assert table.current_row() == ROWS[2]
    table.set_rows([])
    assert table.current_row() is None
    assert current[-1] is None


def test_table_sorts_by_click_on_the_head(shown, qtbot):
    table = shown(TableView(columns()))
    table.set_rows(ROWS)
    table.horizontalHeader().sectionClicked.emit(3)
    assert [row.days for row in table.rows_model.rows()] == [-2, 0, 7]
    table.horizontalHeader().sectionClicked.emit(3)
    assert [row.days for row in table.rows_model.rows()] == [7, 0, -2]
    table.horizontalHeader().sectionClicked.emit(2)
    assert [row.days for row in table.rows_model.rows()] == [7, 0, -2]


def test_check_boxes_follow_their_rows_through_sorting(shown, qtbot):
    checks = []
    table = shown(TableView(columns()))
    table.checks_changed.connect(checks.append)
    table.set_rows(ROWS)
    spot = table.visualRect(table.rows_model.index(1, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert table.checked_rows() == [ROWS[1]]
    table.rows_model.sort(3, Qt.SortOrder.DescendingOrder)
    assert table.checked_rows() == [ROWS[1]]
    head = table.horizontalHeader()
    place = QPoint(head.sectionViewportPosition(0) + 20, 10)
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert len(table.checked_rows()) == 3
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert checks[-1] == []


def test_letters_and_space_are_left_to_the_page(shown, qtbot):
    table = shown(TableView(columns()))
    table.set_rows(ROWS)
    qtbot.keyClick(table, Qt.Key.Key_W)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert table.current_row() == ROWS[0]
    assert not table.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_cells_speak_state_and_words(shown):
    table = shown(TableView(columns()))
    table.set_rows(ROWS)
    role = Qt.ItemDataRole.AccessibleTextRole
    assert table.rows_model.index(1, 2).data(role) == "进行中，待验证"
    assert table.rows_model.index(0, 2).data(role) == "待验证"
    assert isinstance(table.rows_model.index(0, 3).data(CELL_ROLE), Cell)


def test_models_are_sound(shown, qtbot):
    table = shown(TableView(columns()))
    tree = shown(GroupedTree(columns()))
    testers = [
        QAbstractItemModelTester(view.model(), QAbstractItemModelTester.FailureReportingMode.Warning)
        for view in (table, tree)
    ]
    table.set_rows(ROWS)
    tree.set_groups([Group("a", "甲", ROWS[:2]), Group("b", "乙", ROWS[2:]), Group("c", "丙", [])])
    table.rows_model.sort(1)
    tree.set_groups([Group("b", "乙", ROWS)])
    assert all(isinstance(tester.model(), QAbstractItemModel) for tester in testers)


def test_rows_are_36_and_heads_32_high(shown):
    table = shown(TableView(columns()))
    table.set_rows(ROWS)
    assert table.rowHeight(0) == 36
    assert table.horizontalHeader().height() == 32
    tree = shown(GroupedTree(columns()))
    tree.set_groups([Group("a", "甲", ROWS)])
    group = tree.model().index(0, 0)
    assert tree.visualRect(group).height() == 32
    assert tree.visualRect(tree.model().index(0, 1, group)).height() == 36


def test_a_hundred_thousand_rows_are_quick(shown):
    rows = [Row(f"WT-{at:06}", State.RUNNING, at) for at in range(100_000)]
    table = shown(TableView(columns()))
    began = time.thread_time()
    table.set_rows(rows)
    table.go_to(99_999)
    table.grab()
    assert time.thread_time() - began < 1.0


def grouped():
    strip = ((State.OK, False), (State.VETO, True))
    return [
        Group("a", "双要素核验不全", ROWS[:2], "违规操作", "2 项", "单项否决", strip),
        Group("b", "绝对化承诺", ROWS[2:], strip=strip),
    ]


def test_tree_folds_and_keeps_folding_and_row(shown, qtbot):
    current, opened = [], []
    tree = shown(GroupedTree(columns()))
    tree.current_changed.connect(current.append)
    tree.opened.connect(opened.append)
    tree.set_groups(grouped())
    assert tree.current_row() == ROWS[0]
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert opened == [ROWS[0]]
    qtbot.keyClick(tree, Qt.Key.Key_Up)
    assert tree.current_row() is None
    qtbot.keyClick(tree, Qt.Key.Key_Left)
    assert not tree.isExpanded(tree.model().index(0, 0))
    qtbot.keyClick(tree, Qt.Key.Key_Down)
    qtbot.keyClick(tree, Qt.Key.Key_Down)
    assert tree.current_row() == ROWS[2]
    tree.set_groups(grouped(), keep=lambda row: row.code)
    assert tree.current_row() == ROWS[2]
    assert not tree.isExpanded(tree.model().index(0, 0))
    assert tree.step(-1)
    assert tree.current_row() == ROWS[1]
    assert tree.isExpanded(tree.model().index(0, 0))
    assert not tree.go_to(lambda row: row.code == "nobody")


def test_tree_checks_and_words(shown):
    tree = shown(GroupedTree(columns()))
    tree.set_groups(grouped())
    parent = tree.model().index(1, 0)
    tree.model().setData(
        tree.model().index(0, 0, parent), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole
    )
    assert tree.checked_rows() == [ROWS[2]]
    words = tree.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert words == "双要素核验不全，单项否决，违规操作，2 项，合规 1，单项否决 1"


def test_folded_outline_sections_show_their_strip(shown):
    tree = shown(GroupedTree([Column("", lambda row: row.code)], outline=True), 240)
    tree.set_groups(grouped(), folded=True)
    QApplication.processEvents()
    first, second = tree.model().index(0, 0), tree.model().index(1, 0)
    assert not tree.isExpanded(second)
    assert tree.visualRect(second).height() == 51
    tree.expand(second)
    QApplication.processEvents()
    assert tree.visualRect(second).height() == 32
    assert tree.visualRect(tree.model().index(0, 0, second)).height() == 30
    assert first.isValid()


def picture(widget):
    return widget.grab().toImage()


def test_focus_frame_shows_for_the_keyboard_only(shown, qtbot):
    table = shown(TableView([Column("编号", lambda row: Cell(spans=(Span(row.code),)))]))
    table.set_rows(ROWS)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    framed = picture(table)
    qtbot.mouseClick(
        table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(table.currentIndex()).center()
    )
    assert picture(table) != framed


def trend():
    points = [Point(f"{month}月", 80.0 + month, f"{80 + month}/100") for month in range(1, 12)]
    return [*points, Point("12月", 84.0, "21/25", running=True)]


def test_trend_reads_its_fractions(shown, qtbot):
    chart = shown(TrendChart("合规率趋势"))
    chart.set_points(trend(), 90)
    assert chart.accessibleDescription() == "12月 84.0%，21/25，进行中"
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.accessibleDescription() == "11月 91.0%，91/100"
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    assert chart.accessibleDescription().startswith("1月 81.0%")
    heads, rows = chart.table()
    assert heads == ["时间", "比率", "算式"]
    assert rows[0] == ["1月", "81.0%", "81/100"]
    popup = chart.show_table()
    assert popup.table.rows_model.rowCount() == 12
    popup.close()


def test_trend_survives_gaps_and_nothing(shown):
    chart = shown(TrendChart())
    chart.set_points([])
    picture(chart)
    chart.set_points([Point("1月", None), Point("2月", 50.0)])
    assert not picture(chart).isNull()


def heat():
    levels = [Level(85, "bad", "<85", loud=True), Level(95, "rev", "85–95"), Level(None, "", "≥95")]
    cells = [[HeatCell(949, 1000, "通"), HeatCell(327, 414, "通")], [None, HeatCell(950, 1000, "通")]]
    return ["周一", "周二"], ["9", "10"], cells, levels, ["91.6", "95.0"]


def test_heat_cells_are_cut_and_never_rounded_over_a_threshold():
    assert HeatCell(9499, 10000).number() == 94
    assert HeatCell(57, 100).number() == 57
    assert HeatCell(29, 100).number() == 29
    assert HeatCell(12).number() == 12


def test_heat_map_moves_opens_and_tells(shown, qtbot):
    chart = HeatMap("接通率")
    chart.set_cells(*heat())
    shown(chart)
    moved, opened = [], []
    chart.moved.connect(lambda *place: moved.append(place))
    chart.opened.connect(lambda *place: opened.append(place))
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.accessibleDescription() == "周一 10：327 ÷ 414 通"
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.accessibleDescription() == "周二 9：无数据"
    assert moved == [(0, 1), (1, 1), (1, 0)]
    assert opened == [(0, 1)]
    heads, rows = chart.table()
    assert heads == ["", "9", "10", "合计"]
    assert rows == [["周一", "94", "78", "91.6"], ["周二", "", "95", "95.0"]]
    spot = QPoint(chart.width() - 20, 30)
    event = QHelpEvent(QEvent.Type.ToolTip, spot, chart.mapToGlobal(spot))
    QApplication.sendEvent(chart, event)


def test_strips_and_sparkline_speak(shown):
    strip = GlyphStrip([(State.OK, False), (State.OK, True), (State.EMPTY, False)])
    days = WorkdayStrip()
    line = Sparkline([1, 2, 3], bad=True)
    days.set_days([Workday("16"), Workday("17", gap=True, tone="rev")], 1, "今天到期")
    for widget in (strip, days, line):
        shown(widget, 200, 30)
    assert strip.accessibleName() == "合规 2，未答 1"
    assert days.accessibleName() == "今天到期"
    assert line.accessibleName() == "走势：1，2，3"


def test_detail_pane_keeps_its_foot_in_sight(shown):
    pane = DetailPane("问题")
    pane.head(Text("WT-1007"))
    for place in range(12):
        block = Block(f"第 {place} 段", "说明")
        block.add(Text("内容" * 30, wrap=True))
        pane.add_block(block)
    button = KeyButton("通过并关闭")
    pane.foot(Text("还有 3 条"), button)
    shown(pane, 360, 300)
    assert button.visibleRegion().boundingRect().height() == 32
    pane.clear_blocks()
    pane.add_block(Block("新"))
    assert not picture(pane).isNull()


def test_empty_state_changes_its_words(shown):
    empty = shown(EmptyState("没有未关闭的问题。", "判为不合规的检查项会在这里成为问题。"))
    empty.say("没有找到“回访”。")
    words = [label.text() for label in empty.findChildren(Text) if label.isVisible()]
    assert words == ["没有找到“回访”。"]


@pytest.mark.parametrize("choice", ["light", "dark", "contrast"])
def test_the_gallery_paints_in_every_theme(theme, qtbot, choice):
    from tests.ui.gallery import gallery  # noqa: PLC0415 -- after the application exists

    theme.use(choice)
    whole = gallery()
    qtbot.addWidget(whole)
    whole.resize(1920, 1500)
    whole.show()
    image = whole.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    assert len({image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, 900, 7)}) > 40
