"""The line below the list that says what the choice is good for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from auditdesk.i18n import _
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.text import Text


class BulkLine(QFrame):
    """Number and size of the chosen pieces, and whether the pane at the right acts on all of them.

    Signals:
        body_wanted: hand the chosen ones over.
        clear_wanted: choose nothing.
    """

    body_wanted = Signal()
    clear_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "sunken")
        self.setProperty("line", "top")
        self._count = Text("", "small-strong")
        self._words = Text("", "small", "text_2", wrap=True)
        body = KeyButton(_("导出所选"), icon="package", height=28)
        body.clicked.connect(self.body_wanted)
        off = KeyButton(_("取消选择"), "link", height=28)
        off.clicked.connect(self.clear_wanted)
        layout = row(self._count, self._words, body, off, margins=(16, 4, 14, 4))
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.hide()

    def tell(self, count: int, size: str, *, shown: bool) -> None:
        """``shown``: the piece in the pane is among them."""
        self.setVisible(count > 0)
        self._count.setText(_("已选 {n} 件・{size}", n=count, size=size))
        self._words.setText(
            _("右侧的标签、关联和销毁对所选的一起生效。") if shown
            else _("右侧只对当前这一件生效；把它也选上就一起生效。")
        )  # fmt: skip
