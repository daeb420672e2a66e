"""沿用上次: what the last audit's answers would give, and what stays open with the reason."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.errors import AuditDeskError
from auditdesk.i18n import _
from auditdesk.services.earlier import Copy, copy_last, preview_copy
from auditdesk.ui.pages.run.run_file import RunFile
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.cells import Cell
from auditdesk.ui.widgets.layouts import panel, row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.tables import Column, TableView
from auditdesk.ui.widgets.text import Text


class CopyPane(QWidget):
    """A preview first; taking over is one step of undo, and each item is confirmed afterwards.

    Signals:
        item_wanted: the number of an item to go to.
        closed: the pane was left.
    """

    item_wanted = Signal(str)
    closed = Signal()

    def __init__(self, run: RunFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self.said = Notice("na", "")
        self.apply = KeyButton(_("沿用"), "primary", icon="copy")
        self.apply.clicked.connect(self.act)
        self.table = TableView(
            [
                Column(_("编号"), lambda each: Cell(each.item_id, bold=True), 52),
                Column(_("不能沿用的原因"), lambda each: Cell(each.reason, after=each.title)),
            ],
            says=_("不能沿用的检查项"),
        )
        self.table.opened.connect(lambda each: self.item_wanted.emit(each.item_id))
        close = KeyButton(kind="quiet", icon="x", height=28, says=_("关闭沿用"))
        close.clicked.connect(self.closed)
        hint = Text(
            _("只沿用文字没有改过的检查项的结果和说明，样本和证据不沿用。每一项都标明来源，确认之后才计分。"),
            "small", "text_3", wrap=True,
        )  # fmt: skip
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row(Text(_("沿用上次"), "strong"), None, close, margins=(16, 8, 12, 4)))
        layout.addLayout(row(hint, margins=(16, 0, 16, 8)))
        layout.addLayout(row(self.said, margins=(16, 0, 16, 8)))
        layout.addWidget(self.table, 1)
        layout.addStretch(0)
        layout.addWidget(panel(row(None, self.apply, margins=(16, 9, 16, 10)), line="top"))

    def look(self) -> None:
        """Read the last audit and say what would be taken over."""
        try:
            copy = preview_copy(self._run.desk, self._run.file.audit.id)
        except AuditDeskError as error:
            self.said.say("na", error.message)
            self.table.hide()
            self.apply.hide()
            return
        self._show(copy)

    def act(self) -> None:
        """Take over."""
        run = self._run
        audit_id = run.file.audit.id
        run.leaving.emit()
        done = run.write(
            lambda: copy_last(run.desk, audit_id)[1], [("audit", audit_id), ("answer", audit_id)],
            title=_("沿用上次"),
        )  # fmt: skip
        if done is not None:
            self.look()
            self.said.say("rev", _("已沿用 {n} 项，等您逐项确认（Y），也可用 Ctrl+B 批量确认。", n=len(done)))

    def _show(self, copy: Copy) -> None:
        self.table.set_rows(copy.left)
        self.table.setVisible(bool(copy.left))
        self.apply.setVisible(bool(copy.answers))
        self.apply.set_label(_("沿用 {n} 项", n=len(copy.answers)))
        words = _(
            "{code}（{month}）有 {n} 项可以沿用，{left} 项不能",
            code=copy.source.code, month=copy.month, n=len(copy.answers), left=len(copy.left),
        )  # fmt: skip
        self.said.say("na", words)
