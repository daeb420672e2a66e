"""The heat map prints its numbers and colours only what is below the threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from auditdesk.i18n import _
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import SMALL, TINY
from auditdesk.ui.theme.tokens import Tokens
from auditdesk.ui.widgets.chart_table import Chart
from auditdesk.ui.widgets.painting import box, focus_ring, line_text, text_width

_PITCH, _HEAD, _LEGEND, _GAP = 26, 22, 26, 2


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A fraction, or a plain amount when ``whole`` is None; ``unit`` names what is counted."""

    part: int
    whole: int | None = None
    unit: str = ""

    def number(self) -> int:
        """What is printed: whole per cents, cut and never rounded up over a threshold, or the amount."""
        return self.part if self.whole is None else 100 * self.part // max(1, self.whole)

    def words(self) -> str:
        """The arithmetic."""
        return (
            f"{self.part:,} {self.unit}"
            if self.whole is None
            else f"{self.part:,} ÷ {self.whole:,} {self.unit}"
        )


@dataclass(frozen=True, slots=True)
class Level:
    """One step of the scale.

    Attributes:
        under: numbers below this belong here; None is the rest.
        tone: ``bad`` solid with ``loud``, else the tint of ``bad``, ``rev``, ``accent``; empty is plain.
        word: for the legend, e.g. ``85–90``.
    """

    under: int | None
    tone: str
    word: str
    loud: bool = False


class HeatMap(Chart):
    """Arrows move over the cells; Enter filters to the cell.

    Signals:
        moved: row and column of the cell under the keyboard or the mouse.
        opened: row and column on Enter or double click.
    """

    moved = Signal(int, int)
    opened = Signal(int, int)

    def __init__(self, says: str = "", parent: QWidget | None = None) -> None:
        super().__init__(says, parent)
        self._rows: list[str] = []
        self._columns: list[str] = []
        self._cells: list[list[HeatCell | None]] = []
        self._totals: list[str] = []
        self._levels: list[Level] = []
        self._row = self._column = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_cells(
        self,
        rows: Sequence[str],
        columns: Sequence[str],
        cells: Sequence[Sequence[HeatCell | None]],
        levels: Sequence[Level],
        totals: Sequence[str] = (),
    ) -> None:
        """Show a table of cells; ``totals`` are printed bold at the row ends."""
        self._rows, self._columns = list(rows), list(columns)
        self._cells = [list(line) for line in cells]
        self._levels, self._totals = list(levels), list(totals)
        self._row = min(self._row, max(0, len(rows) - 1))
        self._column = min(self._column, max(0, len(columns) - 1))
        self._tell()
        self.updateGeometry()
        self.update()

    def table(self) -> tuple[list[str], list[list[str]]]:
        """The same numbers."""
        heads = ["", *self._columns]
        lines = [
            [name, *(str(cell.number()) if cell else "" for cell in line)]
            for name, line in zip(self._rows, self._cells, strict=True)
        ]
        if self._totals:
            heads.append(_("合计"))
            lines = [[*line, total] for line, total in zip(lines, self._totals, strict=True)]
        return heads, lines

    def current(self) -> tuple[int, int]:
        """Row and column under the keyboard."""
        return self._row, self._column

    def sizeHint(self) -> QSize:
        """Fixed row height; the width stretches."""
        return QSize(60 + 34 * (len(self._columns) + 1), _HEAD + _PITCH * len(self._rows) + _LEGEND + 8)

    def minimumSizeHint(self) -> QSize:
        """Two digits a cell."""
        return QSize(48 + 22 * (len(self._columns) + 1), self.sizeHint().height())

    def _names_width(self) -> float:
        return max((text_width(name, SMALL) for name in self._rows), default=0) + 10

    def _cell_rect(self, row: int, column: int) -> QRectF:
        left = self._names_width()
        places = len(self._columns) + (1.4 if self._totals else 0)
        width = (self.width() - left) / max(1.0, places)
        return QRectF(left + column * width, _HEAD + row * _PITCH, width - _GAP, _PITCH - _GAP)

    def _level(self, cell: HeatCell) -> Level | None:
        for level in self._levels:
            if level.under is None or cell.number() < level.under:
                return level
        return None

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint heads, cells, totals, the current cell and the legend."""
        table = tokens()
        painter = QPainter(self)
        centre = Qt.AlignmentFlag.AlignHCenter
        for at, name in enumerate(self._columns):
            area = self._cell_rect(0, at)
            head = QRectF(area.left(), 0, area.width(), _HEAD)
            line_text(painter, head, name, colour=table.text_3, size=TINY, align=centre)
        for row, name in enumerate(self._rows):
            area = self._cell_rect(row, 0)
            line_text(
                painter,
                QRectF(0, area.top(), area.left(), area.height()),
                name,
                colour=table.text_2,
                size=SMALL,
            )
            for at, cell in enumerate(self._cells[row]):
                if cell is not None:
                    self._paint_cell(painter, self._cell_rect(row, at), cell, table)
        self._paint_totals(painter, table)
        if self._rows and self._columns:
            spot = self._cell_rect(self._row, self._column)
            if self.hasFocus():
                focus_ring(painter, spot, radius=3)
        self._paint_legend(painter, table)
        painter.end()

    def _paint_cell(self, painter: QPainter, area: QRectF, cell: HeatCell, table: Tokens) -> None:
        level = self._level(cell)
        fill, ink, edge, bold = table.surface, table.text_2, table.border, False
        if level is not None and level.tone:
            status = table.status(level.tone)
            plain = level.tone == "accent"
            fill = status.solid if level.loud else status.tint
            ink = status.on_solid if level.loud else table.text_2 if plain else status.text
            edge = status.text if table.high_contrast else ""
            bold = not plain
        box(painter, area, radius=2, fill=fill, edge=edge)
        align = Qt.AlignmentFlag.AlignHCenter
        line_text(painter, area, str(cell.number()), colour=ink, size=TINY, bold=bold, align=align)

    def _paint_totals(self, painter: QPainter, table: Tokens) -> None:
        if not self._totals:
            return
        end = self._cell_rect(0, len(self._columns))
        align = Qt.AlignmentFlag.AlignHCenter
        room = QRectF(end.left(), 0, self.width() - end.left(), _HEAD)
        line_text(painter, room, _("合计"), colour=table.text_3, size=TINY, align=align)
        for row, total in enumerate(self._totals):
            area = self._cell_rect(row, len(self._columns))
            room = QRectF(area.left(), area.top(), self.width() - area.left(), area.height())
            line_text(painter, room, total, colour=table.text, size=TINY, bold=True, align=align)

    def _paint_legend(self, painter: QPainter, table: Tokens) -> None:
        left, top = 0.0, _HEAD + _PITCH * len(self._rows) + 6.0
        for level in self._levels:
            status = table.status(level.tone) if level.tone else None
            fill = (status.solid if level.loud else status.tint) if status else table.surface
            edge = table.border if status is None else status.text if table.high_contrast else ""
            box(painter, QRectF(left, top + 4, 14, 11), radius=2, fill=fill, edge=edge)
            room = QRectF(left + 18, top, 90, 18)
            left += 18 + line_text(painter, room, level.word, colour=table.text_3, size=TINY) + 14
        if self._rows and self._columns:
            room = QRectF(left, top, self.width() - left, 18)
            words = self._words(self._row, self._column)
            line_text(
                painter, room, words, colour=table.text_2, size=SMALL, align=Qt.AlignmentFlag.AlignRight
            )

    def _words(self, row: int, column: int) -> str:
        cell = self._cells[row][column]
        where = f"{self._rows[row]} {self._columns[column]}"
        return f"{where}：{cell.words()}" if cell else f"{where}：{_('无数据')}"

    def _tell(self) -> None:
        if self._rows and self._columns:
            self.say(self._words(self._row, self._column))

    def _go(self, row: int, column: int) -> None:
        self._row = max(0, min(len(self._rows) - 1, row))
        self._column = max(0, min(len(self._columns) - 1, column))
        self._tell()
        self.moved.emit(self._row, self._column)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, Enter opens."""
        moves = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        key = Qt.Key(event.key())
        if key in moves and self._rows:
            self._go(self._row + moves[key][0], self._column + moves[key][1])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._rows:
            self.opened.emit(self._row, self._column)
        else:
            super().keyPressEvent(event)

    def _at(self, x: float, y: float) -> tuple[int, int] | None:
        for row in range(len(self._rows)):
            for column in range(len(self._columns)):
                if self._cell_rect(row, column).contains(x, y):
                    return row, column
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The cell under the pointer becomes the current one."""
        super().mousePressEvent(event)
        place = self._at(event.position().x(), event.position().y())
        if place is not None:
            self._go(*place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the cell."""
        super().mouseDoubleClickEvent(event)
        if self._at(event.position().x(), event.position().y()) is not None:
            self.opened.emit(self._row, self._column)

    def event(self, event: QEvent) -> bool:
        """Tell the arithmetic of the cell under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self._at(event.pos().x(), event.pos().y())
            if place is not None:
                QToolTip.showText(event.globalPos(), self._words(*place), self)
                return True
        return super().event(event)
