"""F1: the keys of this page and of every page, over the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from auditdesk.i18n import _
from auditdesk.ui.keys import Key
from auditdesk.ui.widgets.buttons import KeyButton, KeyCap
from auditdesk.ui.widgets.layouts import column, row, scrolled
from auditdesk.ui.widgets.text import Text


def keys_everywhere() -> list[Key]:
    """Keys that work on every page."""
    return [
        Key("Ctrl+K", _("搜索和命令")),
        Key("Ctrl+1", _("十个页面，到 Ctrl+0")),
        Key("Ctrl+Enter", _("完成这一步，继续")),
        Key("Ctrl+Z", _("撤销")),
        Key("Ctrl+Y", _("重做")),
        Key("Ctrl+N", _("新建本页的内容")),
        Key("Ctrl+V", _("粘贴为证据")),
        Key("F6", _("下一个区域，Shift 反向")),
        Key("F8", _("待办检查，再按下一条")),
        Key("Ctrl+L", _("立即锁定")),
        Key("/", _("筛选列表")),
        Key("Esc", _("离开输入框，再离开右栏，再离开页面")),
    ]


class KeyOverlay(QFrame):
    """A sheet in the middle of the window; the window closes it on F1 and Esc.

    Signals:
        closed: the user pressed 关闭.
    """

    closed = Signal()

    def __init__(self, title: str, own: list[Key], parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.setProperty("popup", "true")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("本页的快捷键"))
        close = KeyButton(_("关闭"), "quiet", key="Esc", binds=False, height=28)
        close.clicked.connect(self.closed)
        sheets = QWidget()
        self._sheets = sheets
        blocks = row(gap=32)
        if own:
            blocks.addLayout(_sheet(title, own), 1)
        blocks.addLayout(_sheet(_("所有页面"), keys_everywhere()), 1)
        sheets.setLayout(blocks)
        head = row(Text(_("快捷键"), "heading"), None, close)
        layout = column(head, gap=12, margins=(24, 16, 24, 20))
        layout.addWidget(scrolled(sheets), 1)
        self.setLayout(layout)
        parent.installEventFilter(self)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle when the window changes its size."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        parent = self._window
        wish = self._sheets.sizeHint()
        width = min(max(wish.width() + 80, 640), parent.width() - 48)
        height = min(wish.height() + 96, parent.height() - 48)
        self.setGeometry((parent.width() - width) // 2, (parent.height() - height) // 2, width, height)


def _sheet(title: str, keys: list[Key]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(6)
    grid.addWidget(Text(title, "strong"), 0, 0, 1, 2)
    for place, key in enumerate(keys, start=1):
        grid.addWidget(KeyCap(key.key), place, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(Text(key.does, wrap=True), place, 1)
    grid.setColumnStretch(1, 1)
    grid.setRowStretch(len(keys) + 1, 1)
    return grid
