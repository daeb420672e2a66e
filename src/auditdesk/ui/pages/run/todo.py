"""The tab 待办: rows of 待办检查 with a jump; F8 goes from row to row."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.fixlist import Todo
from auditdesk.i18n import _
from auditdesk.ui.pages.run.run_file import RunFile
from auditdesk.ui.theme.glyphs import State
from auditdesk.ui.widgets.cells import Cell
from auditdesk.ui.widgets.empty import EmptyState
from auditdesk.ui.widgets.tables import Column, TableView


class TodoPane(QWidget):
    """What keeps the audit from being signed.

    Signals:
        jumped: the `Todo` the user wants to see.
    """

    jumped = Signal(object)

    def __init__(self, run: RunFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self.table = TableView(
            [
                Column("", lambda each: Cell(state=State.WARNING if each.blocking else State.EMPTY), 36),
                Column("", lambda each: each.text),
            ],
            says=_("待办检查"),
        )
        self.table.horizontalHeader().hide()
        self.table.opened.connect(self._jump)
        self.table.clicked.connect(lambda _index: self._jump(self.table.current_row()))
        self._empty = EmptyState(_("待办检查全部通过。"), _("可以提交复核或去签名。"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._empty)
        layout.addWidget(self.table)
        run.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the rows as they stand."""
        self.table.set_rows(self._run.todos, keep=lambda each: (each.rule, each.target_id))
        self.table.setVisible(bool(self._run.todos))
        self._empty.setVisible(not self._run.todos)

    def jump_next(self, *, first: bool) -> bool:
        """Jump to the next row (or the first); False when there are none."""
        rows = self.table.rows_model.rows()
        if not rows:
            return False
        here = self.table.currentIndex().row()
        place = 0 if first else (here + 1) % len(rows)
        self.table.go_to(place)
        self._jump(rows[place])
        return True

    def _jump(self, each: Todo | None) -> None:
        if each is not None:
            self.jumped.emit(each)
