"""Materials asked for: requested, received, outstanding with one key (REQUIREMENTS A4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from auditdesk.domain.audits import (
    OUTSTANDING,
    RECEIVED,
    MaterialRequest,
    material_state_label,
    next_material_state,
)
from auditdesk.i18n import _
from auditdesk.ui.theme.glyphs import State
from auditdesk.ui.widgets.buttons import KeyButton, KeyCap
from auditdesk.ui.widgets.cells import COMPACT_HEIGHT, HEAD_HEIGHT, Cell
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.tables import Column, TableView
from auditdesk.ui.widgets.text import Text

_GLYPHS = {RECEIVED: State.OK, OUTSTANDING: State.BAD}
_MOST = 8


class _Table(TableView):
    """Space goes round the states, Delete takes a row out."""

    turned = Signal()
    dropped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The two keys of this table."""
        if event.key() == Qt.Key.Key_Space:
            self.turned.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.dropped.emit()
        else:
            super().keyPressEvent(event)


class MaterialsEditor(QWidget):
    """The list, and a line to ask for one more.

    Signals:
        edited: the whole list changed; ask `materials`.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = _Table(_columns(), says=_("资料"), height=COMPACT_HEIGHT)
        self.table.turned.connect(self.turn)
        self.table.dropped.connect(self.drop)
        self.table.opened.connect(lambda _row: self.turn())
        self.name = LineField(hint=_("再要一份，如 质检月报"), says=_("资料"))
        self.amount = LineField(hint=_("数量或期间"), says=_("数量"))
        self.ask = KeyButton(_("加上"), height=28)
        self.ask.clicked.connect(self.append)
        self.name.returnPressed.connect(self.append)
        self.amount.returnPressed.connect(self.append)
        line = row(self.name, self.amount, self.ask, gap=6)
        line.setStretch(0, 3)
        line.setStretch(1, 2)
        keys = row(KeyCap("Space"), Text(_("换状态"), "small", "text_3"), KeyCap("Delete"),
                   Text(_("去掉"), "small", "text_3"), None)  # fmt: skip
        self.setLayout(column(self.table, keys, line, gap=6))
        self.set_materials(())

    def set_materials(self, materials: Sequence[MaterialRequest]) -> None:
        """Show a list without a signal."""
        at = self.table.currentIndex().row()
        self.table.set_rows(list(enumerate(materials)))
        if 0 <= at < len(materials):
            self.table.go_to(at)
        lines = min(max(len(materials), 1), _MOST)
        self.table.setFixedHeight(HEAD_HEIGHT + 2 + lines * COMPACT_HEIGHT)

    def materials(self) -> tuple[MaterialRequest, ...]:
        """The list."""
        return tuple(one for _place, one in self.table.rows_model.rows())

    def turn(self) -> None:
        """已要 → 已收 → 未到 → 已要 for the row in front."""
        found = self.table.current_row()
        if found is not None:
            place, one = found
            self._put(place, replace(one, state=next_material_state(one.state)))

    def drop(self) -> None:
        """Take the row in front out."""
        found = self.table.current_row()
        if found is not None:
            self._put(found[0], None)

    def append(self) -> None:
        """Ask for what the line names."""
        name = self.name.text().strip()
        if not name:
            self.name.setFocus()
            return
        self.set_materials([*self.materials(), MaterialRequest(name, self.amount.text().strip())])
        self.name.clear()
        self.amount.clear()
        self.name.setFocus()
        self.edited.emit()

    def _put(self, place: int, one: MaterialRequest | None) -> None:
        rows = list(self.materials())
        rows[place : place + 1] = [one] if one is not None else []
        self.set_materials(rows)
        self.edited.emit()


def listed(text: str) -> tuple[str, ...]:
    """Words divided by 、 or commas."""
    words = text.replace(",", "、").replace("，", "、").split("、")
    return tuple(word.strip() for word in words if word.strip())


def _columns() -> list[Column]:
    def state(entry: tuple[int, MaterialRequest]) -> Cell:
        one = entry[1]
        glyph = _GLYPHS.get(one.state, State.NOT_STARTED)
        return Cell(material_state_label(one.state), state=glyph)

    return [
        Column(_("资料"), lambda entry: entry[1].name),
        Column(_("数量"), lambda entry: Cell(entry[1].amount, tone="text_2"), 96),
        Column(_("状态"), state, 118),
    ]
