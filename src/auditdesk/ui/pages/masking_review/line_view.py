"""Original and copy as two lists with rows of equal height; spans are rounded, copying is off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from auditdesk.ui.pages.masking_review.rows import Piece, Row, Shown, narrow, wide
from auditdesk.ui.pages.masking_review.session import Session
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import BASE, TINY, font
from auditdesk.ui.theme.tokens import Tokens
from auditdesk.ui.widgets.cells import Index
from auditdesk.ui.widgets.painting import box, line_text
from auditdesk.ui.widgets.row_view import RowView

LEFT, RIGHT = 60, 12
_LINE, _PAD = 22, 4
_CAPTION = 18
"""Pixels of the place above the first row of it."""

_TAB = 4


@dataclass(slots=True)
class Selection:
    """Characters chosen in a row of the original, offsets in the row's text."""

    row: int
    start: int
    end: int


class LineModel(QAbstractListModel):
    """Rows of a session for both views; texts of a covered original are not handed out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session: Session | None = None
        self.covered = True
        self.widths = [300, 300]
        self.selection: Selection | None = None
        self._heights: dict[int, int] = {}
        self._steps: list[int] = []

    def use(self, session: Session | None) -> None:
        """Show another file."""
        self.beginResetModel()
        self.session = session
        self.selection = None
        self._forget()
        self.endResetModel()

    def redraw(self) -> None:
        """Decisions changed: the views are laid out anew only when a row in sight has another height."""
        touched = self.session.touched if self.session is not None else None
        rows = self._heights.keys() if touched is None else self._heights.keys() & touched
        before = {row: self._heights.pop(row) for row in list(rows)}
        if touched is None or any(self.height(row) != height for row, height in before.items()):
            self._steps = []
            self.layoutChanged.emit()

    def set_width(self, side: int, width: int) -> None:
        """Width of the text of one view; both share their heights."""
        if self.widths[side] != width:
            least, self.widths[side], self._heights = min(self.widths), width, {}
            if min(self.widths) != least:
                self._steps = []
            self.layoutChanged.emit()

    def rowCount(self, parent: Index | None = None) -> int:
        """Number of rows."""
        return (
            0 if self.session is None or (parent is not None and parent.isValid()) else len(self.session.rows)
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """For screen readers: the masked text only; the original stays with the eye."""
        if self.session is not None and index.isValid() and role == Qt.ItemDataRole.AccessibleTextRole:
            row = self.session.rows[index.row()]
            place = self.session.row_words(index.row()) or str(row.number)
            return f"{place} {row.speaker} {self.session.masked_row(index.row()).text}"
        return None

    def shown(self, row: int, side: int) -> Shown:
        """Text and spans of a row; side 0 is the original."""
        assert self.session is not None
        return self.session.original_row(row) if side == 0 else self.session.masked_row(row)

    def height(self, row: int) -> int:
        """The larger of both sides."""
        found = self._heights.get(row)
        if found is None:
            lines = max(line_count(self.shown(row, side).text, self.widths[side]) for side in (0, 1))
            found = self._heights[row] = lines * _LINE + 2 * _PAD + self.caption(row)
        return found

    def caption(self, row: int) -> int:
        """Pixels of the place above a row."""
        assert self.session is not None
        return _CAPTION if self.session.rows[row].caption else 0

    def steps(self) -> list[int]:
        """Lines of every row by its length alone."""
        if not self._steps and self.session is not None:
            width = max(BASE, min(self.widths))
            self._steps = [
                (-(-length * BASE // width) or 1) + bool(row.caption)
                for length, row in zip(self.session.lengths, self.session.rows, strict=True)
            ]
        return self._steps

    def _forget(self) -> None:
        self._heights = {}
        self._steps = []


def line_count(text: str, width: int) -> int:
    """Lines a text takes; short ones are not laid out."""
    if len(text) * BASE < width and "\n" not in text:
        return 1
    return laid_out(text, width).lineCount()


def laid_out(text: str, width: int, formats: list[QTextLayout.FormatRange] | None = None) -> QTextLayout:
    """A text broken into lines of 22 px."""
    layout = QTextLayout(text.replace("\n", "\u2028").replace("\t", " "), font(BASE))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats(formats or [])
    layout.beginLayout()
    top = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(40, width))
        line.setPosition(QPointF(0, top + (_LINE - line.height()) / 2))
        top += _LINE
    layout.endLayout()
    return layout


class LineDelegate(QStyledItemDelegate):
    """Paints number, speaker and text with rounded spans; bars instead of the text while covered."""

    def __init__(self, view: LineView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        model = self._view.lines
        session = model.session
        if session is None:
            return
        row = session.rows[index.row()]
        area = QRectF(option.rect)
        table = tokens()
        place = session.place()
        here = place is not None and session.row_of(place) == index.row()
        if here:
            painter.fillRect(area, table.sunken)
            if self._view.side == 0:
                painter.fillRect(QRectF(area.left(), area.top(), 3, area.height()), table.accent)
        if row.caption:
            head = QRectF(area.left() + 14, area.top() + _PAD, area.width() - 14 - RIGHT, _CAPTION - 2)
            line_text(painter, head, row.caption, colour=table.text_3, size=TINY)
            area.setTop(area.top() + _CAPTION)
        self._paint_head(painter, area, row)
        shown = model.shown(index.row(), self._view.side)
        origin = QPointF(area.left() + LEFT, area.top() + _PAD)
        if self._view.side == 0 and model.covered:
            most = (round(area.height()) - 2 * _PAD) // _LINE
            self._paint_bars(painter, origin, shown, table, most)
        else:
            self._paint_text(painter, origin, shown, index.row(), place.number if place else -1)

    def _paint_head(self, painter: QPainter, area: QRectF, row: Row) -> None:
        table = tokens()
        number = QRectF(area.left(), area.top() + _PAD, 26, _LINE)
        line_text(
            painter,
            number,
            "" if row.goes_on or not row.number else str(row.number),
            colour=table.text_3,
            size=TINY,
            align=Qt.AlignmentFlag.AlignRight,
        )
        customer = row.speaker not in ("", "服")
        spot = QRectF(area.left() + 34, area.top() + _PAD, 20, _LINE)
        line_text(painter, spot, row.speaker, colour=table.text if customer else table.text_2, bold=customer)

    def _paint_bars(self, painter: QPainter, origin: QPointF, shown: Shown, table: Tokens, most: int) -> None:
        layout = laid_out("字" * len(shown.text), self._view.text_width())
        for number in range(min(layout.lineCount(), most)):
            width = layout.lineAt(number).naturalTextWidth()
            bar = QRectF(origin.x(), origin.y() + number * _LINE + 6, max(24.0, width), 10)
            box(painter, bar, radius=4, fill=table.border)

    def _paint_text(self, painter: QPainter, origin: QPointF, shown: Shown, row: int, current: int) -> None:
        table = tokens()
        masked = self._view.side == 1
        formats = [_format(piece, shown.text, table, masked=masked) for piece in shown.pieces]
        layout = laid_out(shown.text, self._view.text_width(), formats)
        for piece in shown.pieces:
            for spot in _spots(layout, wide(shown.text, piece.start), wide(shown.text, piece.end)):
                _paint_span(painter, spot.translated(origin), piece, current=piece.place == current)
        chosen = self._view.lines.selection
        if chosen is not None and chosen.row == row and not masked:
            for spot in _spots(layout, wide(shown.text, chosen.start), wide(shown.text, chosen.end)):
                box(painter, spot.translated(origin), radius=2, fill=table.mark, edge=table.accent)
        painter.setPen(QColor(table.text))
        layout.draw(painter, origin)


def _format(piece: Piece, text: str, table: Tokens, *, masked: bool) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start = wide(text, piece.start)
    made.length = wide(text, piece.end) - made.start
    look = QTextCharFormat()
    ink = table.rev.text if piece.undecided else table.accent if masked and not piece.kept else table.text
    look.setForeground(QColor(ink))
    made.format = look
    return made


def _spots(layout: QTextLayout, start: int, end: int) -> list[QRectF]:
    """Where a range of the text stands, a box for each line."""
    found = []
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        first = max(start, line.textStart())
        last = min(end, line.textStart() + line.textLength())
        if first < last:
            left, right = _x(line.cursorToX(first)), _x(line.cursorToX(last))
            found.append(QRectF(left - 2, number * _LINE + 1, right - left + 4, _LINE - 2))
    return found


def _x(value: object) -> float:
    """PySide gives the position alone or with the cursor behind it."""
    return float(value[0] if isinstance(value, tuple) else value)  # type: ignore[arg-type]  # both are numbers


def _paint_span(painter: QPainter, spot: QRectF, piece: Piece, *, current: bool) -> None:
    table = tokens()
    if piece.undecided:
        box(painter, spot, radius=4, fill=table.rev.tint, edge=table.rev.text if table.high_contrast else "")
        painter.fillRect(QRectF(spot.left() + 1, spot.bottom() - 1.5, spot.width() - 2, 1.5), table.rev.text)
    elif piece.kept:
        box(painter, spot, radius=4, edge=table.control, dashed=True)
    else:
        box(painter, spot, radius=4, fill=table.accent_tint, edge=table.accent if table.high_contrast else "")
    if current:
        box(painter, spot.adjusted(-1, -1, 1, 1), radius=5, edge=table.accent, width=2)


class LineView(RowView):
    """One side. Copying is off on both: the original must not leave, the copy is written by 确认.

    Signals:
        place_clicked: number of the place under the mouse.
        chosen: characters were chosen with the mouse; read `LineModel.selection`.
        resized: the text has another width.
    """

    place_clicked = Signal(int)
    chosen = Signal()
    resized = Signal()

    def __init__(self, model: LineModel, side: int, says: str, parent: QWidget | None = None) -> None:
        super().__init__(_LINE, parent)
        self.lines = model
        self.side = side
        self._anchor: tuple[int, int] | None = None
        self.setModel(model)
        self.setItemDelegate(LineDelegate(self))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn if side else
                                        Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # fmt: skip
        self.setSelectionMode(RowView.SelectionMode.NoSelection)
        self.setAccessibleName(says)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor if side == 0 else Qt.CursorShape.ArrowCursor)

    def text_width(self) -> int:
        """Width of the text column."""
        return self.viewport().width() - LEFT - RIGHT

    def show_row(self, row: int) -> None:
        """Bring a row into sight."""
        self.scrollTo(self.lines.index(row, 0))

    def show_row_on_top(self, row: int) -> None:
        """Bring a row to the upper edge, as far as there are rows below it."""
        self.executeDelayedItemsLayout()
        self.verticalScrollBar().setValue(sum(self.lines.steps()[:row]))

    def row_height(self, row: int) -> int:
        """Equal on both sides."""
        return self.lines.height(row)

    def row_steps(self) -> Sequence[int]:
        """Lines by estimate, equal on both sides."""
        return self.lines.steps()

    def hit(self, spot: QPoint) -> tuple[int, int] | None:
        """Row and character under a point of the viewport."""
        index = self.indexAt(spot)
        if not index.isValid() or self.lines.session is None:
            return None
        area = self.visualRect(index)
        text = self.lines.shown(index.row(), self.side).text
        layout = laid_out(text, self.text_width())
        top = area.top() + _PAD + self.lines.caption(index.row())
        number = max(0, min((spot.y() - top) // _LINE, layout.lineCount() - 1))
        at = int(layout.lineAt(number).xToCursor(spot.x() - area.left() - LEFT))
        return index.row(), narrow(text, at)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to choose text in the original, or make the span under the mouse current."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        at = self.hit(event.position().toPoint())
        self._anchor = at if self.side == 0 and not self.lines.covered else None
        if self.side == 0:
            self.lines.selection = None
            self.viewport().update()
        if at is not None:
            for piece in self.lines.shown(at[0], self.side).pieces:
                if piece.start <= at[1] <= piece.end:
                    self.place_clicked.emit(piece.place)
                    break

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Choose text inside one row."""
        at = self.hit(event.position().toPoint())
        if self._anchor is None or at is None or at[0] != self._anchor[0]:
            return
        start, end = sorted((self._anchor[1], at[1]))
        self.lines.selection = Selection(at[0], start, end) if end > start else None
        self.viewport().update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """The choice stands until M or a click."""
        self._anchor = None
        if self.lines.selection is not None:
            self.chosen.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """No menu: nothing here is copied."""
        event.accept()

    def keyboardSearch(self, _search: str) -> None:
        """Letters are the page's keys."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copying is off; arrows and letters belong to the page, scrolling keys to the view."""
        if event.matches(QKeySequence.StandardKey.Copy) or event.matches(QKeySequence.StandardKey.SelectAll):
            return
        if event.key() in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            bar = self.verticalScrollBar()
            bar.setValue(bar.minimum() if event.key() == Qt.Key.Key_Home else bar.maximum())
            return
        event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks lines elsewhere, on both sides."""
        super().resizeEvent(event)
        self.lines.set_width(self.side, self.text_width())
        self.resized.emit()


def scroll_together(first: LineView, second: LineView, wanted: Callable[[], bool]) -> None:
    """Let two views scroll as one while wanted."""
    for one, other in ((first, second), (second, first)):
        one.verticalScrollBar().valueChanged.connect(
            lambda value, to=other: to.verticalScrollBar().setValue(value) if wanted() else None
        )
