"""Every widget of the kit in one picture: ``python -m tests.ui.gallery OUT.png [--theme dark]``."""

from __future__ import annotations

import argparse
import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from auditdesk.i18n import use_language
from auditdesk.ui.theme.glyphs import State, StateGlyph, state_word
from auditdesk.ui.theme.style import Theme
from auditdesk.ui.widgets.avatar import Avatar
from auditdesk.ui.widgets.bars import JobRow, ProgressStrip, ShareBar
from auditdesk.ui.widgets.buttons import KeyButton, KeyCap
from auditdesk.ui.widgets.card import BottomBar, Card, PageHead
from auditdesk.ui.widgets.cells import Cell, Span
from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.detail import Block, DetailPane
from auditdesk.ui.widgets.empty import EmptyState
from auditdesk.ui.widgets.evidence import EvidenceStrip, Tile
from auditdesk.ui.widgets.field import Field
from auditdesk.ui.widgets.heat_map import HeatCell, HeatMap, Level
from auditdesk.ui.widgets.inputs import ComboField, DateField, LineField, TextField
from auditdesk.ui.widgets.layouts import column, panel, row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.passphrase import PassphraseEdit
from auditdesk.ui.widgets.recovery import RecoveryBoxes
from auditdesk.ui.widgets.samples import SampleSlots, Slot
from auditdesk.ui.widgets.segmented import AnswerControl, Part, Segmented
from auditdesk.ui.widgets.split import SplitView
from auditdesk.ui.widgets.stats import Stat, StatStrip
from auditdesk.ui.widgets.steps import Step, StepRail
from auditdesk.ui.widgets.strips import GlyphStrip, Workday, WorkdayStrip
from auditdesk.ui.widgets.switch import CheckBox, Radio, Switch
from auditdesk.ui.widgets.tables import Column, TableView, check_column
from auditdesk.ui.widgets.tabs import Tabs
from auditdesk.ui.widgets.text import Text
from auditdesk.ui.widgets.trees import Group, GroupedTree
from auditdesk.ui.widgets.trend import Point, Sparkline, TrendChart


def glyphs() -> QWidget:
    grid = QGridLayout()
    for place, state in enumerate(State):
        line = row(
            StateGlyph(state, 12), StateGlyph(state, 14), StateGlyph(state, 20), Text(state_word(state)), None
        )
        grid.addLayout(line, place // 3, place % 3)
    card = Card("状态", "12 14 20 px")
    card.add_padded(grid)
    card.add_padded(
        GlyphStrip([(State.OK, False), (State.BAD, False), (State.OK, True), (State.EMPTY, False)])
    )
    return card


def buttons() -> QWidget:
    waits = KeyButton("通过并关闭", key="Ctrl+Enter", binds=False)
    waits.refuse("还有 3 条未核")
    card = Card("按钮与标签", "一屏一个主按钮", KeyButton("同步页", "link"))
    first = row(
        KeyButton("继续自查 4.3", "primary", key="Ctrl+Enter", icon="play"),
        KeyButton("新建自查", key="Ctrl+N", icon="plus"),
        KeyButton("撤销", "quiet", key="Ctrl+Z", icon="undo-2"),
        None,
    )
    second = row(
        Text(waits.reason(), "small", "text_3"),
        waits,
        KeyButton("待办检查 6 项", "rev", key="F8", icon="triangle-alert"),
        KeyButton(kind="quiet", icon="ellipsis", says="更多"),
        KeyButton("小", height=28),
        None,
    )
    third = row(
        Chip("权重 3"),
        Chip("待复核", "rev", icon="clock"),
        Chip("待验证", "accent"),
        Chip("全部通过", "ok", icon="check"),
        Chip("未达标", "bad"),
        Chip("草稿", "na"),
        Chip("单项否决 2.1", "solid", icon="circle-x"),
        Chip("录音 00:03:25", icon="audio-lines", opens=True),
        None,
    )
    card.add_padded(
        first, second, third, row(KeyCap("Up"), KeyCap("Space"), KeyCap("Ctrl+K"), Avatar("沈知夏"), None)
    )
    return card


def answers() -> QWidget:
    empty, failed = AnswerControl(), AnswerControl()
    failed.set_value("fail")
    views = Segmented([Part("a", "我的", "1"), Part("b", "对方", "2"), Part("c", "两者保留", "3")], "b")
    tabs = Tabs([("f", "问题"), ("r", "复核 3"), ("h", "历史 9")])
    card = Card("作答")
    card.add_padded(empty, failed, row(views, tabs, None))
    card.add_padded(
        Notice("veto", "单项否决已触发，本次总评封顶为“不合格”", Text("算分 84.0%", "small", "veto"))
    )
    card.add_padded(Notice("rev", "今天 09:47 有 1 次口令错误，已记入操作日志"))
    card.add_padded(Notice("ok", "1 个签名有效，签后未改动，数据与页面一致"))
    card.add_padded(Notice("bad", "文件打不开：第 3 行缺少列“日期”"))
    return card


def fields() -> QWidget:
    owner = ComboField("选择责任人")
    owner.set_choices([("a", "丁一帆\t2 项在办")])
    person = ComboField(lead="users")
    person.set_choices([("b12", "客服B12\t本季第 1 次")], "b12")
    missing = Field("责任人", owner)
    missing.missing("还缺 1 项：责任人")
    wrong = Field("期限", LineField("11-31"))
    wrong.wrong("没有 11 月 31 日这一天")
    card = Card("输入")
    card.add_padded(
        Field(
            "描述",
            TextField(
                "客户A01 的投诉 TS1106-0087 于周五 09:12 登记，周六 16:36 才首次回电，间隔 31.4 小时。"
            ),
        ),
        Field("发生时间", DateField("2026-11-06")),
        Field("涉及客服", person),
        missing,
        wrong,
        Field(
            "名称",
            LineField(hint="编号、客服、措施", lead="funnel"),
            above=True,
            after=Text("可不填", "small", "text_3"),
        ),
        Field("口令", PassphraseEdit(), above=True),
        row(
            CheckBox("每半年提醒", checked=True),
            CheckBox("不选"),
            Radio("一", checked=True),
            Switch("同步滚动", checked=True),
            Switch(),
        ),
    )
    return card


def tables() -> QWidget:
    states = [
        (State.TO_VERIFY, "待验证"),
        (State.RUNNING, "进行中"),
        (State.NOT_STARTED, "未开始"),
        (State.DRAFT, "草稿"),
    ]
    columns = [
        check_column(),
        Column("编号", lambda each: Cell(each[0], bold=True), 76),
        Column(
            "事实",
            lambda each: Cell(spans=(Span("首响 "), Span("31.4", "bad", bold=True), Span(" 小时，限 24"))),
        ),
        Column(
            "状态",
            lambda each: Cell(each[2], state=each[1], tone="accent" if each[1] == "to_verify" else ""),
            90,
        ),
        Column("剩余", lambda _each: Cell("今天到期", tone="rev", bold=True), 90, right=True),
    ]
    rows = [(f"WT-10{at:02}", *state) for at, state in enumerate(states)]
    tree = GroupedTree(columns)
    tree.set_groups(
        [
            Group("1", "双要素核验不全", rows[:2], "违规操作 › 违反流程", "3 项，重复 1 次", "单项否决"),
            Group("2", "绝对化承诺", rows[2:], "误导客户 › 虚假承诺", "5 项"),
        ]
    )
    outline = GroupedTree(
        [
            Column("", lambda each: Cell(state=each[0]), 56),
            Column("", lambda each: Cell(each[1], tone="text_3"), 40),
            Column("", lambda each: each[2]),
        ],
        outline=True,
    )
    strip = (
        (State.OK, False),
        (State.OK, True),
        (State.VETO, False),
        (State.BAD, False),
        (State.EMPTY, False),
    )
    items = [(State.OK, "4.1", "投诉登记要素齐全"), (State.BAD, "4.3", "首次响应时限")]
    outline.set_groups([Group("1", "1 服务规范与话术管理", items, note="8/8", strip=strip)], folded=True)
    outline.set_groups(
        [
            Group("1", "1 服务规范与话术管理", items, note="8/8", strip=strip),
            Group("4", "4 投诉受理与时限", items, note="5/7", strip=strip),
        ]
    )
    flat = TableView(columns)
    flat.set_rows(rows)
    split = SplitView(tree, outline)
    split.setSizes([560, 220])
    card = Card("问题", "未关闭 10")
    card.add(split, 1)
    card.add(flat, 1)
    card.setMinimumHeight(520)
    return card


def charts() -> QWidget:
    values = [86.8, 85.0, 87.2, 89.0, 87.5, 89.5, 90.0, 88.6, 89.7, 91.2, 92.1, 84.0]
    months = [12, *range(1, 12)]
    trend = TrendChart("合规率趋势")
    points = [Point(f"{month}月", value, "33/38") for month, value in zip(months, values, strict=True)]
    trend.set_points([*points[:-1], Point("11月", 84.0, "21/25", running=True)], 90)
    heat = HeatMap("20 秒接通率")
    levels = [
        Level(85, "bad", "<85", loud=True),
        Level(90, "bad", "85–90"),
        Level(95, "rev", "90–95"),
        Level(98, "accent", "95–98"),
        Level(None, "", "≥98"),
    ]
    cells = [
        [HeatCell(780 + 23 * ((at * 7 + day * 3) % 10), 1000, "通") for at in range(13)] for day in range(7)
    ]
    heat.set_cells(
        [f"周{day}" for day in "一二三四五六日"],
        [str(hour) for hour in range(8, 21)],
        cells,
        levels,
        ["91.6"] * 7,
    )
    card = Card("图表", "近 12 个月", Segmented([Part("a", "合计"), Part("b", "按分类")], "a"))
    card.add_padded(trend, heat)
    bad, good = Sparkline([97, 95, 94, 93, 90], bad=True), Sparkline([90, 92, 91, 95])
    card.add_padded(row(Text("94.2%", "title", "bad"), bad, Text("86.3%", "title"), good, None))
    return card


def samples() -> QWidget:
    slots, small = SampleSlots(), SampleSlots(compact=True)
    values = ["3.2", "0.8", "11.5", "19.0", "31.4", "6.1", "1.4", "22.7"]
    made = [Slot(f"110{at}-0087", f"首响 {value} 小时", value != "31.4") for at, value in enumerate(values)]
    slots.set_slots([*made, Slot("1112-0126"), Slot("1113-0139")])
    small.set_slots([Slot(str(at + 1), fits=True if at < 7 else None) for at in range(10)])
    strip = EvidenceStrip()
    picture = QImage(400, 200, QImage.Format.Format_RGB32)
    picture.fill(QColor("#DDE3EA"))
    painter = QPainter(picture)
    painter.fillRect(60, 60, 160, 24, QColor("#47515E"))
    painter.end()
    strip.set_tiles(
        [
            Tile("1", "工单流转.png", "image", picture, True),
            Tile("2", "录音 00:03:25", "audio-lines", None, False),
        ]
    )
    days = [
        Workday(str(day), gap=day in {2, 9, 16}) for day in (28, 29, 30, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 16)
    ]
    work = WorkdayStrip()
    work.set_days([*days, Workday("17", tone="rev")], 14, "15 个工作日，今天到期")
    card = Card("样本 8 / 10", "种子 20261116・总体 188 件・分层")
    card.add_padded(slots, small, strip, work)
    return card


def progress() -> QWidget:
    strip, job = ProgressStrip(), JobRow("脱敏 12 个文件")
    strip.set_counts(21, 4, 2, 40)
    job.set_progress(0.62, "录音 1106-0087", 95)
    stats = StatStrip()
    bar = ShareBar(("ok", 21), ("bad", 4), ("na", 2), total=40)
    stats.add(Stat("11月例行自查", "27", "/ 40 项", [("还剩 13 项・截止 11-20", "text_2")]), bar)
    stats.add(Stat("当前合规率", "84.0%", "", [("21 ÷（21 + 4），2 项不适用不计", "text_2")], "单项否决 2.1"))
    stats.add(Stat("未关闭问题", "10", "", [("逾期 1", "bad"), ("・今天到期 2・草稿 1", "text_2")]))
    boxes, done = RecoveryBoxes(says="第 7 组"), RecoveryBoxes(says="第 3 组")
    boxes.fill("M3")
    done.fill("ABCDE")
    done.accept()
    steps = StepRail(
        [
            Step("工作区", "嘉岭分中心", State.CLOSED, "11-02"),
            Step("恢复件", "打印，核对，交人保管", State.CURRENT, "截止 11-20"),
            Step("开始使用", "选清单、邀请复核员", State.EMPTY),
        ]
    )
    empty = EmptyState(
        "没有未关闭的问题。",
        "判为不合规的检查项会在这里成为问题。",
        KeyButton("打开进行中的自查", key="Enter", binds=False),
    )
    card = Card("进度")
    card.add_padded(strip, stats, row(done, boxes, None), row(steps, empty))
    card.add(job)
    return card


def pane() -> QWidget:
    made = DetailPane("问题 WT-1007")
    made.head(
        row(
            Text("WT-1007", "strong", "accent"),
            Chip("待验证", "accent"),
            Chip("单项否决", "solid", icon="circle-x"),
            None,
            Text("1 / 13", "small", "text_2"),
        ),
        Text("改套餐前只核对手机号后四位，未核对姓名", "heading"),
        Text("10月例行自查 2.1・客服B07・10-22 14:05", "small", "text_2"),
    )
    cause = Block("原因", "", Text("访谈 10-28 罗成岳", "small", "text_3"))
    cause.add(Text("改套餐时系统不强制核验；B07 入职三周，误以为核对后四位就够。", wrap=True))
    made.add_block(cause)
    made.add_block(Block("验证：整改后新样本", "已核 7 / 10，符合 7", sunken=True))
    waits = KeyButton("通过并关闭", "primary", key="Ctrl+Enter", binds=False)
    waits.refuse("还有 3 条未核")
    made.foot(Text("还有 3 条未核", "small", "text_2"), KeyButton("退回整改"), waits)
    made.setMinimumHeight(420)
    return made


def gallery() -> QWidget:
    whole = column(
        PageHead("工作台", "11月17日 星期二・第 47 周", KeyButton("新建自查", key="Ctrl+N", icon="plus")),
        gap=0,
    )
    left = column(glyphs(), buttons(), answers(), fields(), None, gap=12)
    middle = column(tables(), progress(), None, gap=12)
    right = column(charts(), samples(), pane(), None, gap=12)
    sheet = row(gap=12, margins=(24, 0, 24, 16))
    for each in (left, middle, right):
        sheet.addLayout(each, 1)
    whole.addLayout(sheet, 1)
    whole.addWidget(BottomBar(KeyButton("上一项", key="Up"), KeyButton("下个未答", "link", key="U"), None))
    return panel(whole, "bg")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--theme", default="light")
    parser.add_argument("--lang", default="zh_CN")
    asked = parser.parse_args()
    app = QApplication([])
    Theme(app, asked.theme)
    use_language(asked.lang)
    shown = gallery()
    shown.resize(1920, 1680)
    shown.show()
    for _turn in range(5):
        app.processEvents()
    shown.grab().save(asked.out)


if __name__ == "__main__":
    main()
