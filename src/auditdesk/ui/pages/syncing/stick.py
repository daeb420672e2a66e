"""U 盘带走: changes go out to a folder on a stick and come in from one, sealed as on the share."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from auditdesk.i18n import _
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import Card
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.text import Text


class StickPane(Card):
    """Two ways, each one button.

    Signals:
        out_wanted, in_wanted: the user wants to choose a folder.
        left: 返回.
    """

    out_wanted = Signal()
    in_wanted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        back = KeyButton(_("返回"), "quiet", icon="arrow-left", height=28)
        super().__init__(_("U 盘带走"), "", back, parent=parent)
        back.clicked.connect(self.left)
        self.out = KeyButton(_("写到 U 盘"), icon="upload")
        self.take = KeyButton(_("从 U 盘读入"), icon="download")
        self.out.clicked.connect(self.out_wanted)
        self.take.clicked.connect(self.in_wanted)
        self.notice = Notice("ok", "")
        for title, words, button in (
            (
                _("带出去"),
                _("选 U 盘上的一个文件夹。所有变更和还没送出的证据写进去，内容加密，只有本站点的电脑能读。"),
                self.out,
            ),
            (
                _("读进来"),
                _("选别的电脑写好的那个文件夹。每一段都像从共享目录来的一样核对；读不全不影响本机。"),
                self.take,
            ),
        ):
            self.add_padded(
                Text(title, "strong"), Text(words, "small", "text_2", wrap=True), row(button, None), gap=6
            )
        self.add_padded(self.notice)
        note = _("连上共享目录以后照常同步，重复的变更只算一次。")
        self.add(column(Text(note, "small", "text_3", wrap=True), margins=(16, 0, 16, 12)))
        self.fill()
