"""The outline at the left: drag or Alt+↑/↓ moves, Delete takes out; a dot tells what has to be mended."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from auditdesk.domain import editing
from auditdesk.domain.checklists import Form, Item
from auditdesk.domain.drafting import Trouble
from auditdesk.i18n import _
from auditdesk.ui.pages.form_editor.draft import FORM, ITEM, SECTION, Draft, Spot
from auditdesk.ui.pages.form_editor.outline_model import ROW, Index, OutlineModel, dropped, outline_rows
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.icons import paint_icon
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.cells import row_ground
from auditdesk.ui.widgets.layouts import panel, row
from auditdesk.ui.widgets.painting import line_text

_HEIGHT, _PAD, _INDENT = 30, 12, 12


class _Delegate(QStyledItemDelegate):
    """Number, title, and the sign of trouble at the right."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(160, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row_ground(painter, option)
        shown = index.data(ROW)
        table, area = tokens(), QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(QRectF(area.left(), area.top(), 3, area.height()), table.accent)
        item = shown.spot.kind == ITEM
        left, right = area.left() + _PAD + (_INDENT if item else 0), area.right() - _PAD
        if shown.trouble:
            spot = QRectF(right - 14, area.center().y() - 7, 14, 14)
            name = "circle-x" if shown.trouble == "bad" else "triangle-alert"
            paint_icon(painter, spot, name, table.tone(shown.trouble))
            right -= 20
        if shown.spot.kind != FORM:
            number = QRectF(left, area.top(), right - left, area.height())
            ink = table.text_3 if item else table.text
            left += line_text(painter, number, shown.spot.id, colour=ink, bold=not item) + 8
        room = QRectF(left, area.top(), max(0.0, right - left), area.height())
        line_text(painter, room, shown.title, colour=table.text, bold=not item)


class OutlineList(QListView):
    """Sections and items in one list.

    Signals:
        chosen: a `Spot` the user went to.
        entered: Enter: on to the fields.
        removed: Delete.
    """

    chosen = Signal(object)
    entered = Signal()
    removed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.outline = OutlineModel(self)
        self.setModel(self.outline)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(_("清单结构"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(True)
        self.selectionModel().currentChanged.connect(lambda now, _before: self._went(now.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Delete; the rest moves the selection."""
        plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
        if plain and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.entered.emit()
        elif plain and event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Letters are the page's keys, not a search."""

    def go_to(self, spot: Spot) -> None:
        """Select without a signal."""
        place = self.outline.place(spot)
        if place >= 0 and self.currentIndex().row() != place:
            with QSignalBlocker(self):
                self.setCurrentIndex(self.outline.index(place))
            self.viewport().update()

    def _went(self, place: int) -> None:
        if 0 <= place < len(self.outline.rows):
            self.chosen.emit(self.outline.rows[place].spot)


class Outline(QWidget):
    """The list with its buttons: add, duplicate, move, take out."""

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self.list = OutlineList()
        self.list.chosen.connect(draft.go)
        self.list.removed.connect(self.remove)
        self.list.outline.moved.connect(self._dropped)
        self.add_item = KeyButton(_("检查项"), key="Ctrl+N", icon="plus", height=28, says=_("添加检查项"))
        self.add_item.clicked.connect(self.new_item)
        self.add_section = KeyButton(_("分类"), icon="plus", height=28, says=_("添加分类（Ctrl+Shift+N）"))
        self.add_section.clicked.connect(self.new_section)
        self.copy = KeyButton("", "quiet", icon="copy", height=28, says=_("复制这一项（Ctrl+D）"))
        self.copy.clicked.connect(self.duplicate)
        self.up = KeyButton("", "quiet", icon="chevron-up", height=28, says=_("上移（Alt+↑）"))
        self.up.clicked.connect(lambda: self.step(-1))
        self.down = KeyButton("", "quiet", icon="chevron-down", height=28, says=_("下移（Alt+↓）"))
        self.down.clicked.connect(lambda: self.step(1))
        self.away = KeyButton("", "quiet", icon="trash-2", height=28, says=_("删去（Delete）"))
        self.away.clicked.connect(self.remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        tools = row(None, self.copy, self.up, self.down, self.away, gap=2, margins=(8, 2, 6, 2))
        layout.addWidget(panel(tools, line="bottom"))
        layout.addWidget(self.list, 1)
        adds = row(self.add_item, self.add_section, None, margins=(10, 6, 10, 6))
        layout.addWidget(panel(adds, line="top"))
        draft.moved.connect(self._show_spot)

    def put(self, troubles: list[Trouble]) -> None:
        """Show the rows of the draft with what has to be mended."""
        kinds: dict[Spot, str] = {}
        for one in troubles:
            spot = spot_of(one)
            kinds[spot] = "bad" if one.blocks or kinds.get(spot) == "bad" else "rev"
        with QSignalBlocker(self.list):
            self.list.outline.put(outline_rows(self._draft.form, kinds))
        self._show_spot()

    def new_item(self) -> None:
        """A new item after the selected one, or at the end of the selected section."""
        section = self._draft.section()
        if section is None:
            return
        here = [item.id for item in section.items]
        at = here.index(self._draft.spot.id) + 1 if self._draft.spot.id in here else None
        number = editing.next_item_id(self._draft.form, section.id)
        made = Item(number, "", "", "")
        self._draft.do(lambda form: editing.add_item(form, section.id, made, at), spot=Spot(ITEM, number))
        self.list.entered.emit()

    def new_section(self) -> None:
        """A new section at the end."""
        number = editing.next_section_id(self._draft.form)
        self._draft.do(
            lambda form: editing.add_section(form, _("新分类"), section_id=number),
            spot=Spot(SECTION, number),
        )
        self.list.entered.emit()

    def duplicate(self) -> None:
        """A copy right after the item."""
        item = self._draft.item()
        if item is not None:
            made, number = editing.duplicate_item(self._draft.form, item.id)
            self._draft.do(lambda _form: made, spot=Spot(ITEM, number))

    def step(self, by: int) -> None:
        """Alt+↑/↓."""
        spot = self._draft.spot
        if spot.kind == ITEM:
            self._draft.do(lambda form: editing.step_item(form, spot.id, by))
        elif spot.kind == SECTION:
            self._draft.do(lambda form: editing.step_section(form, spot.id, by))

    def remove(self) -> None:
        """Take the selected item or section out; Ctrl+Z brings it back."""
        spot, rows = self._draft.spot, self.list.outline.rows
        place = self.list.outline.place(spot)
        rest = [one.spot for one in rows if one.spot != spot]
        beside = rest[min(place, len(rest) - 1)] if rest else Spot(FORM)
        if spot.kind == ITEM:
            self._draft.do(lambda form: editing.remove_item(form, spot.id), spot=beside)
        elif spot.kind == SECTION:
            self._draft.do(lambda form: editing.remove_section(form, spot.id), spot=Spot(FORM))

    def _dropped(self, source: int, before: int) -> None:
        rows = list(self.list.outline.rows)

        def act(form: Form) -> Form:
            return dropped(form, rows, source, before)

        self._draft.do(act, spot=rows[source].spot)

    def _show_spot(self) -> None:
        kind = self._draft.spot.kind
        self.list.go_to(self._draft.spot)
        self.copy.setEnabled(kind == ITEM)
        for button in (self.up, self.down, self.away):
            button.setEnabled(kind != FORM)


def spot_of(trouble: Trouble) -> Spot:
    """Where a trouble is mended."""
    if trouble.item:
        return Spot(ITEM, trouble.item)
    return Spot(SECTION, trouble.section) if trouble.section else Spot(FORM)
