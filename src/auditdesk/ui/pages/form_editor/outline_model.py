"""Rows of the outline: the form, its sections, their items; and where something dropped among them lands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from auditdesk.domain.checklists import Form
from auditdesk.domain.editing import move_item, move_section
from auditdesk.i18n import _
from auditdesk.ui.pages.form_editor.draft import FORM, ITEM, SECTION, Spot

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole + 1
_MIME = "application/x-auditdesk-outline-row"


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """One row; ``trouble`` is ``bad`` (forbids submission), ``rev`` (should be mended) or empty."""

    spot: Spot
    title: str
    trouble: str = ""

    def spoken(self) -> str:
        """For screen readers and tool tips."""
        words = {"bad": _("须改正"), "rev": _("可完善")}.get(self.trouble, "")
        number = self.spot.id if self.spot.kind != FORM else ""
        return " ".join(part for part in (number, self.title, words) if part)


def outline_rows(form: Form, troubles: Mapping[Spot, str]) -> list[OutlineRow]:
    """All rows in printed order."""
    rows = [OutlineRow(Spot(FORM), _("清单说明"), troubles.get(Spot(FORM), ""))]
    for section in form.sections:
        spot = Spot(SECTION, section.id)
        rows.append(OutlineRow(spot, section.title, troubles.get(spot, "")))
        for item in section.items:
            here = Spot(ITEM, item.id)
            rows.append(OutlineRow(here, item.title or _("（没有名称）"), troubles.get(here, "")))
    return rows


def dropped(form: Form, rows: Sequence[OutlineRow], source: int, before: int) -> Form:
    """The form after a row was dropped before another one (``len(rows)``: at the end)."""
    spot = rows[source].spot
    if spot.kind == SECTION:
        above = [one.spot.id for one in rows[:before] if one.spot.kind == SECTION and one.spot != spot]
        return move_section(form, spot.id, len(above))
    if spot.kind != ITEM or not form.sections:
        return form
    section, place = form.sections[0].id, 0
    for one in rows[:before]:
        if one.spot.kind == SECTION:
            section, place = one.spot.id, 0
        elif one.spot.kind == ITEM and one.spot != spot:
            place += 1
    return move_item(form, spot.id, section, place)


class OutlineModel(QAbstractListModel):
    """The list's model.

    Signals:
        moved: a row was dropped: its place and the row it shall stand before.
    """

    moved = Signal(int, int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[OutlineRow] = []

    def put(self, rows: Sequence[OutlineRow]) -> None:
        """Show rows; when only words changed the selection stays untouched."""
        if [row.spot for row in rows] == [row.spot for row in self.rows]:
            self.rows = list(rows)
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def place(self, spot: Spot) -> int:
        """The row of a spot, -1 when it is not there."""
        return next((at for at, row in enumerate(self.rows) if row.spot == spot), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's signature
        """How many rows."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row itself, or its words."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        shown = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
        return row.spoken() if role in shown else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Sections and items can be dragged; drops land between rows only."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return plain if self.rows[index.row()].spot.kind == FORM else plain | Qt.ItemFlag.ItemIsDragEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        """Moving only."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Our own rows only."""
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The dragged row's place; no text of the form leaves the window."""
        data = QMimeData()
        data.setData(_MIME, str(indexes[0].row()).encode())
        return data

    def dropMimeData(
        self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, _parent: Index
    ) -> bool:
        """Signal the move; False so that the view does not take the row out by itself."""
        if data.hasFormat(_MIME):
            source = int(bytes(data.data(_MIME).data()).decode())
            self.moved.emit(source, len(self.rows) if row < 0 else row)
        return False
