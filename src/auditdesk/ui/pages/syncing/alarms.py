"""警报: what the share did that it must not do, that nothing here was changed, and the ways out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.operations import Alarm
from auditdesk.i18n import _
from auditdesk.services.sharing_laptops import said
from auditdesk.ui.pages.syncing.reading import SyncFile
from auditdesk.ui.pages.syncing.words import moment
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import Card
from auditdesk.ui.widgets.layouts import clear, column, row, scrolled
from auditdesk.ui.widgets.text import Icon, Rule, Text

GRAVE = ("format", "roster", "rollback", "clone", "forged", "damaged")
_WAYS = {
    "rollback": ("heal",), "damaged": ("heal",), "forged": ("heal",), "blob": ("heal",), "missing": ("heal",),
    "format": ("move", "rebuild"), "roster": ("rebuild",), "clone": ("take_up",),
}  # fmt: skip


def alarm_word(kind: str) -> str:
    """The head of an alarm."""
    words = {
        "format": _("共享目录不对"), "roster": _("名册不对"), "rollback": _("共享目录少了段"),
        "clone": _("两台电脑用着同一身份"), "forged": _("有冒充本机的文件"), "damaged": _("段被改动或损坏"),
        "missing": _("段还没有到"), "clock": _("时间不对的段已隔离"), "epoch": _("缺少读这一段的密钥"),
        "cutoff": _("停用之后还有变更到过本机"), "blob": _("证据文件取不到"),
    }  # fmt: skip
    return words.get(kind, _("共享目录异常"))


def way_word(way: str) -> str:
    """What a way out is called."""
    words = {
        "heal": _("用本机副本补回"), "rebuild": _("从本机重建"), "move": _("共享目录换了位置"),
        "take_up": _("本机恢复过备份，接着用"), "dismiss": _("知道了"),
    }  # fmt: skip
    return words[way]


class AlarmCard(Card):
    """Open alarms, newest first, or the history.

    Signals:
        wanted: a way out (``heal rebuild move take_up dismiss``) and the alarm.
    """

    wanted = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        self.grave = Text("", "small", "bad")
        self.light = Text("", "small", "rev")
        self.history = KeyButton("", "link")
        self._marks = (Icon("octagon-x", "bad"), Icon("triangle-alert", "rev"))
        super().__init__(
            _("警报"), "", self._marks[0], self.grave, self._marks[1], self.light, self.history, parent=parent
        )
        self._file: SyncFile | None = None
        self._past = False
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._rows.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        holder.setLayout(column(self._rows, None, gap=0))
        self.add(scrolled(holder), 1)
        self.history.clicked.connect(self.turn)

    def turn(self) -> None:
        """Between open alarms and those that are settled."""
        self._past = not self._past
        if self._file is not None:
            self.show_file(self._file)

    def show_file(self, file: SyncFile) -> None:
        """Show the alarms."""
        self._file = file
        open_ = file.open_alarms()
        settled = [one for one in reversed(file.alarms) if one.settled_at]
        grave = sum(one.kind in GRAVE for one in open_)
        for mark, text, count in zip(
            self._marks, (self.grave, self.light), (grave, len(open_) - grave), strict=True
        ):
            text.setText(str(count))
            text.setVisible(bool(count))
            mark.setVisible(bool(count))
        words = _("回到未处理") if self._past else _("历史 {n}", n=len(settled))
        self.history.set_label(words)
        self.history.setVisible(bool(settled) or self._past)
        clear(self._rows)
        for alarm in settled if self._past else open_:
            self._rows.addWidget(self._row(file, alarm))
            self._rows.addWidget(Rule())
        if not self._rows.count():
            words = _("没有未处理的警报。共享目录少东西、被改动或换了，会在这里说明。")
            self._rows.addWidget(_padded(Text(words, tone="text_3", wrap=True)))

    def _row(self, file: SyncFile, alarm: Alarm) -> QWidget:
        grave = alarm.kind in GRAVE and not alarm.settled_at
        icon = Icon("octagon-x" if grave else "triangle-alert", "bad" if grave else "rev")
        when = moment(alarm.settled_at or alarm.seen_at, file.now)
        time = _("{when} 已处理", when=when) if alarm.settled_at else when
        head = row(Text(alarm_word(alarm.kind), "strong"), None, Text(time, "small", "text_3"))
        words = said(alarm.message, file.words())
        lines = column(head, Text(words, "small", "text_2", wrap=True), gap=2)
        if not alarm.settled_at:
            lines.addLayout(row(*self._links(alarm), None, gap=16))
        whole = row(column(icon, None, margins=(0, 2, 0, 0)), gap=10, margins=(16, 10, 16, 10))
        whole.addLayout(lines, 1)
        made = QWidget()
        made.setLayout(whole)
        made.setAccessibleName(f"{alarm_word(alarm.kind)}：{words}")
        return made

    def _links(self, alarm: Alarm) -> list[KeyButton]:
        return [self._link(way, alarm) for way in (*_WAYS.get(alarm.kind, ()), "dismiss")]

    def _link(self, way: str, alarm: Alarm) -> KeyButton:
        link = KeyButton(way_word(way), "link")
        link.clicked.connect(_asking(self.wanted.emit, way, alarm))
        return link


def _asking(emit: Callable[..., object], way: str, alarm: Alarm) -> Callable[[], object]:
    return lambda: emit(way, alarm)


def _padded(content: QWidget) -> QWidget:
    made = QWidget()
    made.setLayout(column(content, margins=(16, 12, 16, 12)))
    return made
