"""The left side: filters, search, list or grid over one shelf; it knows what is current and chosen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from auditdesk.domain.evidence import Evidence
from auditdesk.i18n import _
from auditdesk.services.evidence_shelf import Shelf, ShelfFilter, ShelfRow
from auditdesk.ui.pages.evidence.bulk_line import BulkLine
from auditdesk.ui.pages.evidence.grid import EvidenceGrid
from auditdesk.ui.pages.evidence.sieve_bar import SieveBar
from auditdesk.ui.pages.evidence.thumbs import Thumbnails
from auditdesk.ui.pages.evidence.words import (
    mask_cell,
    moment,
    name_cell,
    size_words,
    use_words,
)
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import Card
from auditdesk.ui.widgets.cells import Cell
from auditdesk.ui.widgets.empty import EmptyState
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.segmented import Part, Segmented
from auditdesk.ui.widgets.tables import Column, TableView, check_column

LIST, GRID = "list", "grid"


class EvidenceListing(QWidget):
    """Filters and the two views.

    Signals:
        current_changed: the `ShelfRow` under the cursor, or None.
        chosen_changed: other pieces are chosen for bulk work.
        opened: Enter or double click on a row.
    """

    current_changed = Signal(object)
    chosen_changed = Signal()
    opened = Signal(object)

    def __init__(
        self, thumbs: Thumbnails, today: Callable[[], str], *actions: KeyButton, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._shelf = Shelf()
        self._wanted = ""
        self.filters = Segmented([Part(one.value, word) for one, word in _words().items()], "all",
                                 says=_("筛选"))  # fmt: skip
        self.view = Segmented([Part(LIST, _("列表")), Part(GRID, _("网格"))], LIST, says=_("显示方式"))
        self.search = LineField(hint=_("编号、名称、标签、检查项  /"), lead="funnel", says=_("筛选证据"))
        self.sieve = SieveBar(today)
        self.audit = self.sieve.audit
        self.table = TableView(_columns(), says=_("证据"))
        self.grid = EvidenceGrid(thumbs)
        self._views = QStackedWidget()
        self._views.addWidget(self.table)
        self._views.addWidget(self.grid)
        self._empty = EmptyState("")
        self.card = Card(_("证据"), "", self.search, *actions)
        self.search.setMinimumWidth(150)
        self.search.setMaximumWidth(280)
        self.bulk = BulkLine()
        self.card.add(self.sieve)
        self.card.add(self._views, 1)
        self.card.add(self.bulk)
        self.card.add(self._empty)
        layout = column(row(self.filters, None, self.view), gap=10)
        layout.addWidget(self.card, 1)
        self.setLayout(layout)
        self._connect()

    def _connect(self) -> None:
        self.filters.chosen.connect(lambda _value: self._fill())
        self.sieve.changed.connect(self._fill)
        self.bulk.clear_wanted.connect(self.uncheck)
        self.search.textChanged.connect(lambda _text: self._fill())
        self.view.chosen.connect(self.use_view)
        self.table.current_changed.connect(self._moved)
        self.grid.current_changed.connect(self._moved)
        self.table.checks_changed.connect(lambda _rows: self.chosen_changed.emit())
        self.grid.chosen_changed.connect(self.chosen_changed)
        self.table.opened.connect(self.opened)
        self.grid.opened.connect(self.opened)
        self.chosen_changed.connect(self._tell_bulk)

    def show_shelf(self, shelf: Shelf) -> None:
        """Show what was read; current piece, filter and search stay."""
        self._shelf = shelf
        for one, word in _words().items():
            count = shelf.count(one)
            self.filters.set_word(one.value, f"{word} {count}" if count else word)
        self.sieve.offer(shelf)
        self._fill()

    def show_piece(self, evidence_id: str) -> None:
        """Make a piece current; a filter that hides it is taken off. Waits for it when it is not read yet."""
        self._wanted = evidence_id
        if any(row.piece.id == evidence_id for row in self._shelf.rows) and not self._go_wanted():
            gone = any(row.piece.id == evidence_id and row.piece.destroyed_at for row in self._shelf.rows)
            self.filters.set_value((ShelfFilter.DESTROYED if gone else ShelfFilter.ALL).value)
            self.sieve.clear()
            self.search.blockSignals(True)  # noqa: FBT003 -- Qt takes it by position
            self.search.clear()
            self.search.blockSignals(False)  # noqa: FBT003 -- Qt takes it by position
            self._fill()

    def use_view(self, view: str) -> None:
        """List or grid; the current piece stays."""
        current = self.current()
        self.view.set_value(view)
        self._views.setCurrentWidget(self.grid if view == GRID else self.table)
        self.sieve.order.setVisible(view == GRID)
        if current is not None:
            self._wanted = current.piece.id
        self._fill()
        self.front().setFocus()

    def toggle_view(self) -> None:
        """Key G."""
        self.use_view(LIST if self.view.value() == GRID else GRID)

    def front(self) -> TableView | EvidenceGrid:
        """The view in sight."""
        return self.grid if self.view.value() == GRID else self.table

    def rows(self) -> list[ShelfRow]:
        """The rows that fit filter and search, in shown order."""
        chosen = ShelfFilter(self.filters.value() or "all")
        found = self._shelf.find(self.search.text(), chosen=chosen, sieve=self.sieve.sieve())
        return self.sieve.in_order(found) if self.view.value() == GRID else found

    def current(self) -> ShelfRow | None:
        """The row under the cursor."""
        found: ShelfRow | None = self.front().current_row()
        return found

    def chosen(self) -> list[ShelfRow]:
        """Rows for bulk work: checked or selected ones, else the current one."""
        if self.view.value() == GRID:
            return self.grid.chosen_rows()
        current = self.table.current_row()
        return self.table.checked_rows() or ([current] if current is not None else [])

    def _fill(self) -> None:
        rows = self.rows()
        if self.view.value() == GRID:
            self.grid.set_rows(rows)
        else:
            self.table.set_rows(rows, keep=lambda one: one.piece.id, keep_checks=True)
        self._views.setVisible(bool(rows))
        self.sieve.setVisible(bool(self._shelf.rows))
        self._empty.setVisible(not rows)
        if not rows:
            self._say_empty()
        size = sum(one.piece.size for one in rows)
        self.card.set_count(_("{n} 件・{size}", n=len(rows), size=size_words(size)) if rows else "")
        self._go_wanted()
        self.chosen_changed.emit()

    def _say_empty(self) -> None:
        text = self.search.text().strip()
        if text:
            self._empty.say(_("没有找到“{text}”。", text=text), _("试试编号、标签或检查项的编号。"))
        elif self.sieve.active():
            self._empty.say(_("没有符合筛选的证据。"), _("换一个类型、标签、检查项或时间，或按“清除筛选”。"))
        elif self._shelf.rows and self.filters.value() != ShelfFilter.ALL.value:
            self._empty.say(_("这里没有证据。"), _("选“全部”看所有证据。"))
        else:
            self._empty.say(_("还没有证据。"), _("把聊天、截图、录音或表格拖到这里，或按 Ctrl+V 粘贴。"))

    def _go_wanted(self) -> bool:
        shown = self.grid.rows() if self.view.value() == GRID else self.table.rows_model.rows()
        for place, one in enumerate(shown if self._wanted else ()):
            if one.piece.id == self._wanted:
                self._wanted = ""
                self.front().go_to(place)
                return True
        return False

    def _moved(self, row_: ShelfRow | None) -> None:
        if self.sender() is self.front():
            self.current_changed.emit(row_)
            self.chosen_changed.emit()

    def uncheck(self) -> None:
        """Choose nothing but the current piece."""
        self.table.rows_model.check_all(checked=False)
        self.grid.choose_current()

    def select_all(self) -> None:
        """Choose everything in sight of the filters, or nothing when all of it is."""
        if self.view.value() == GRID:
            self.grid.selectAll()
        else:
            chosen = len(self.table.checked_rows())
            self.table.rows_model.check_all(checked=chosen < self.table.rows_model.rowCount())

    def several(self) -> list[ShelfRow]:
        """Rows that were chosen by hand for bulk work; empty when there is only the current one."""
        if self.view.value() == GRID:
            rows = self.grid.chosen_rows()
            return rows if len(rows) > 1 else []
        return self.table.checked_rows()

    def _tell_bulk(self) -> None:
        current = self.current()
        ids = [one.piece.id for one in self.several()]
        size = sum(one.piece.size for one in self.several())
        self.bulk.tell(len(ids), size_words(size), shown=current is not None and current.piece.id in ids)

    def pieces(self) -> list[Evidence]:
        """Pieces for bulk work."""
        return [one.piece for one in self.chosen()]


def _words() -> dict[ShelfFilter, str]:
    return {
        ShelfFilter.ALL: _("全部"), ShelfFilter.INBOX: _("收件箱"), ShelfFilter.UNMASKED: _("未脱敏"),
        ShelfFilter.DUE: _("到期"), ShelfFilter.DESTROYED: _("已销毁"),
    }  # fmt: skip


def _columns() -> list[Column]:
    return [
        check_column(),
        Column(_("编号"), lambda one: Cell(one.piece.code, bold=True), 116, order=lambda one: one.piece.code),
        Column(_("名称"), name_cell, order=lambda one: one.piece.name),
        Column(_("大小"), lambda one: size_words(one.piece.size), 76, right=True,
               order=lambda one: one.piece.size),
        Column(_("用于"), lambda one: Cell(use_words(one), tone="text_2"), 88, order=use_words,
               spare=True),
        Column(_("脱敏"), mask_cell, 108, order=lambda one: one.piece.mask_state),
        Column(_("添加"), lambda one: Cell(moment(one.piece.added_at)[:5], tone="text_2"), 66, right=True,
               order=lambda one: one.piece.added_at, spare=True),
    ]  # fmt: skip
