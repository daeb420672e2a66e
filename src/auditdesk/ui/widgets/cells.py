"""What a table cell shows, and the delegate that paints it: glyph + word, figures right, hairlines only."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import BASE, SMALL
from auditdesk.ui.theme.glyphs import State, paint_state, state_word
from auditdesk.ui.theme.icons import paint_icon
from auditdesk.ui.widgets.chip import chip_width, paint_chip
from auditdesk.ui.widgets.painting import hairline, line_text, text_width
from auditdesk.ui.widgets.switch import CHECK, paint_check

CELL_ROLE = Qt.ItemDataRole.UserRole + 1
"""Model role under which a `Cell` is found."""
ROW_HEIGHT, COMPACT_HEIGHT, HEAD_HEIGHT, GROUP_HEIGHT = 36, 30, 32, 32
PAD, EDGE = 8, 16
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text in its own tone, e.g. the figure that breaks a limit."""

    text: str
    tone: str = ""
    bold: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """Content of one cell.

    Attributes:
        text: the words; with ``state`` alone the glyph stands without a word.
        tone: `Tokens.tone` name; empty is plain text.
        bold: emphasis, e.g. the id column.
        state: a glyph before the words.
        icon: an outline before the words.
        after: quiet words after the text, 12 px.
        spans: replaces ``text`` on screen when tones change inside the cell; ``text`` is still read aloud.
        chip: words of a chip after the text, in ``chip_tone``.
    """

    text: str = ""
    tone: str = ""
    bold: bool = False
    state: State | None = None
    icon: str = ""
    after: str = ""
    spans: tuple[Span, ...] = ()
    chip: str = ""
    chip_tone: str = ""

    def spoken(self) -> str:
        """For screen readers: the glyph's word unless the text says the same, then the text."""
        word = state_word(self.state) if self.state else ""
        parts = [word if word != self.text else "", self.text, self.after, self.chip]
        return "，".join(part for part in parts if part)


def cell_width(cell: Cell) -> float:
    """Width a cell's content needs, without padding."""
    spans = cell.spans or (Span(cell.text, bold=cell.bold),)
    width = sum(text_width(each.text, SMALL if each.small else BASE, bold=each.bold) for each in spans)
    width += (24 if cell.icon else 0) + (20 if cell.state else 0)
    if cell.after:
        width += 8 + text_width(cell.after, SMALL)
    if cell.chip:
        width += 8 + chip_width(cell.chip, solid=cell.chip_tone == "solid")
    return width


def paint_cell(painter: QPainter, room: QRectF, cell: Cell, *, right: bool = False) -> None:
    """Paint icon, glyph, words, quiet words and chip into ``room``."""
    table = tokens()
    left, middle = room.left(), room.center().y()
    if right:
        left = max(left, room.right() - cell_width(cell))
    if cell.icon:
        paint_icon(
            painter,
            QRectF(round(left), round(middle - 8), 16, 16),
            cell.icon,
            table.tone(cell.tone or "text_2"),
        )
        left += 24
    if cell.state:
        paint_state(painter, QRectF(round(left), round(middle - 7), 14, 14), cell.state, table)
        left += 20
    for span in cell.spans or (Span(cell.text, cell.tone, cell.bold),):
        area = QRectF(left, room.top(), max(0.0, room.right() - left), room.height())
        size = SMALL if span.small else BASE
        ink = table.tone(span.tone or cell.tone)
        left += line_text(painter, area, span.text, colour=ink, size=size, bold=span.bold)
    if cell.after:
        area = QRectF(left + 8, room.top(), max(0.0, room.right() - left - 8), room.height())
        left += 8 + line_text(painter, area, cell.after, colour=table.text_3, size=SMALL)
    if cell.chip and left + 24 < room.right():
        width = min(chip_width(cell.chip, solid=cell.chip_tone == "solid"), room.right() - left - 8)
        paint_chip(painter, QRectF(left + 8, middle - 10, width, 20), cell.chip, cell.chip_tone)


def row_ground(painter: QPainter, option: QStyleOptionViewItem, *, line: bool = True) -> None:
    """Fill for selected and hovered rows and the hairline below."""
    table = tokens()
    area = QRectF(option.rect)
    if option.state & QStyle.StateFlag.State_Selected:
        painter.fillRect(area, table.selected)
    elif option.state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(area, table.hover)
    if not line:
        return
    bottom = area.bottom() - 0.5
    hairline(painter, QPointF(area.left(), bottom), QPointF(area.right(), bottom), table.border)


class CellDelegate(QStyledItemDelegate):
    """Paints `Cell` values; a cell with a check state is a check box.

    ``outline`` is the look of the checklist outline: no hairlines, indented, the current row bold.
    """

    def __init__(self, view: QAbstractItemView, *, height: int = ROW_HEIGHT, outline: bool = False) -> None:
        super().__init__(view)
        self._height = height
        self._outline = outline

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Fixed height, width of the content."""
        cell = index.data(CELL_ROLE)
        width = cell_width(cell) if isinstance(cell, Cell) else 0
        return QSize(round(width) + 2 * PAD, self._height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        row_ground(painter, option, line=not self._outline)
        area = QRectF(option.rect)
        first = index.column() == 0
        last = index.column() == index.model().columnCount(index.parent()) - 1
        indent = 2 * EDGE if self._outline else EDGE
        room = area.adjusted(indent if first else PAD, 0, -(EDGE if last else PAD), 0)
        check = index.data(Qt.ItemDataRole.CheckStateRole)
        if check is not None:
            paint_check(painter, self._check_box(room), checked=check == Qt.CheckState.Checked)
            room.setLeft(room.left() + CHECK + PAD)
        cell = index.data(CELL_ROLE)
        if isinstance(cell, Cell):
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            cell = replace(cell, bold=True) if self._outline and chosen and not cell.tone else cell
            align = index.data(Qt.ItemDataRole.TextAlignmentRole) or 0
            paint_cell(painter, room, cell, right=bool(int(align) & int(Qt.AlignmentFlag.AlignRight)))

    def _check_box(self, room: QRectF) -> QRectF:
        return QRectF(room.left(), round(room.center().y() - CHECK / 2), CHECK, CHECK)

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, _option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """A click anywhere in the check box's cell toggles it; the row itself opens the detail."""
        if not index.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            return False
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
            checked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
            after = Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked
            return model.setData(index, after, Qt.ItemDataRole.CheckStateRole)
        return False
