"""The painted way of a change: this laptop, the shared folder, head office; and which leg is broken."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from auditdesk.i18n import _
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import SMALL
from auditdesk.ui.theme.icons import paint_icon
from auditdesk.ui.widgets.painting import box, line_text

_TILE, _HIGH, _TOP = 40, 86, 12


@dataclass(frozen=True, slots=True)
class Way:
    """What is known of the two legs; ``reached`` is None while nobody has asked the share."""

    waiting: str = ""
    receipts: str = ""
    reached: bool | None = None
    pending: bool = False


class PathPicture(QWidget):
    """本机 → 共享目录 → 总部; the whole is also one sentence for screen readers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._way = Way()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_way(self, way: Way) -> None:
        """Show what is known now."""
        self._way = way
        state = {True: _("连得上"), False: _("连不上"), None: _("还没有问过")}[way.reached]
        words = _(
            "本机到共享目录：{waiting}；共享目录{state}；共享目录到总部：{receipts}",
            waiting=way.waiting, state=state, receipts=way.receipts,
        )  # fmt: skip
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def way(self) -> Way:
        """What is shown."""
        return self._way

    def sizeHint(self) -> QSize:
        """Room for three tiles and their words."""
        return QSize(420, _HIGH)

    def minimumSizeHint(self) -> QSize:
        """Narrower, the words of the legs are cut."""
        return QSize(280, _HIGH)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint legs first, tiles over them."""
        table, way = tokens(), self._way
        painter = QPainter(self)
        reach = self.width() / 2 - 64
        middles = [self.width() / 2 + step * reach for step in (-1, 0, 1)]
        broken = way.reached is False
        amber = table.rev.text
        first = amber if broken or way.pending else table.ok.text
        self._leg(painter, middles[0], middles[1], way.waiting, first, dashed=broken)
        self._leg(painter, middles[1], middles[2], way.receipts, table.text_3, dashed=False)
        share = "cloud-off" if broken else "folder"
        tiles = ((_("本机"), "laptop"), (_("共享目录"), share), (_("总部"), "server"))
        for place, (word, icon) in enumerate(tiles):
            loud = amber if place == 1 and broken else ""
            self._tile(painter, middles[place], word, icon, loud)
        painter.end()

    def _tile(self, painter: QPainter, middle: float, word: str, icon: str, loud: str) -> None:
        table = tokens()
        area = QRectF(round(middle - _TILE / 2), _TOP, _TILE, _TILE)
        fill = table.rev.tint if loud and not table.high_contrast else table.bg
        box(painter, area, radius=6, fill=fill, edge=loud or table.border_2)
        paint_icon(painter, area.adjusted(10, 10, -10, -10), icon, loud or table.text_2)
        room = QRectF(middle - 56, _TOP + _TILE + 6, 112, 20)
        centre = Qt.AlignmentFlag.AlignHCenter
        line_text(painter, room, word, colour=loud or table.text, bold=True, align=centre)

    def _leg(
        self, painter: QPainter, start: float, end: float, words: str, colour: str, *, dashed: bool
    ) -> None:
        left, right = start + _TILE / 2 + 14, end - _TILE / 2 - 14
        high = _TOP + 9.5
        painter.save()
        plain = colour == tokens().text_3
        pen = QPen(QColor(tokens().border_2 if plain else colour), 2)
        if dashed:
            pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.drawLine(QPointF(left, high), QPointF(right, high))
        painter.restore()
        room = QRectF(left - 8, high + 5, right - left + 16, 18)
        line_text(painter, room, words, colour=colour, size=SMALL, align=Qt.AlignmentFlag.AlignHCenter)
