"""No share yet: make one in a folder, or how somebody else's is joined."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from auditdesk.i18n import _
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import Card
from auditdesk.ui.widgets.field import Field
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.text import Text

_WIDTH = 620


class SetUpPane(QWidget):
    """The place where the share shall be.

    Signals:
        wanted: the folder path or URL.
        choose_wanted: the folder dialog.
    """

    wanted = Signal(str)
    choose_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = LineField(hint=_("如：\\\\hub01\\audit\\jialing，或 sftp:// 网址"), says=_("共享目录"))
        choose = KeyButton(_("选择文件夹"), "link")
        choose.clicked.connect(self.choose_wanted)
        self.button = KeyButton(_("建立共享目录"), "primary", key="Ctrl+Enter", icon="folder")
        self.button.clicked.connect(self._ask)
        self.place.returnPressed.connect(self._ask)
        self.notice = Notice("bad", "")
        start = Card(_("和别的电脑一起工作"))
        words = _(
            "选一个几台电脑都能写的空文件夹（网络共享最常见）。送出去的内容都加密、签名，放在那里别人看不懂；"
            "连不上时照常工作，数据都在本机。"
        )
        self.field = Field(_("共享目录"), self.place, above=True, after=choose)
        self._rows = column(gap=0)
        start.add_padded(
            Text(words, tone="text_2", wrap=True), self.field, row(self.button, None), self._rows,
            self.notice, gap=12,
        )  # fmt: skip
        other = Card(_("要加入别人的工作区？"))
        joining = _(
            "请那边的管理员在“同步”里邀请，你会得到一个邀请文件和一个一次性口令。锁定本机（Ctrl+L），"
            "在首页选“加入已有工作区”。一个工作区只属于一个共享目录，这里的数据不会混进去。"
        )
        other.add_padded(Text(joining, tone="text_2", wrap=True))
        holder = QWidget()
        holder.setLayout(column(start, other, None, gap=12))
        holder.setMaximumWidth(_WIDTH)
        layout = row(holder, None, margins=(24, 0, 24, 16))
        layout.setStretch(0, 1)
        self.setLayout(layout)

    def add_row(self, job: QWidget) -> None:
        """A running job, where its result will appear."""
        self._rows.addWidget(job)

    def show_rights(self, *, manages: bool) -> None:
        """Who may not set it up sees why."""
        if manages:
            self.button.allow()
        else:
            self.button.refuse(_("只有管理员能建立共享目录"))
            self.notice.say("na", _("只有管理员能建立共享目录。"))

    def _ask(self) -> None:
        place = self.place.text().strip()
        if not place:
            self.field.missing(_("还缺：共享目录的位置"))
        elif self.button.isEnabled():
            self.field.clear()
            self.wanted.emit(place)
