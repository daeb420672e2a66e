"""Three painted pictures of the signing pane: a signature's stamp, the empty place for one, the QR code."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from auditdesk.i18n import _
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import SMALL
from auditdesk.ui.theme.tokens import INK, PAPER
from auditdesk.ui.widgets.painting import box, line_text

_STAMP = QSize(116, 56)
_CODE, _QUIET = 96, 4


class StampPicture(QWidget):
    """The lines of a stamp in a frame; without lines the dashed place where one is to stand."""

    def __init__(self, lines: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = tuple(lines)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("签章：{words}", words="，".join(lines)) if lines else _("签在此处"))

    def sizeHint(self) -> QSize:
        """Three lines."""
        return _STAMP

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint frame and words."""
        table = tokens()
        painter = QPainter(self)
        area = QRectF(self.rect())
        if not self._lines:
            box(painter, area, radius=2, edge=table.control, dashed=True)
            middle = Qt.AlignmentFlag.AlignHCenter
            line_text(painter, area, _("签在此处"), colour=table.text_3, size=SMALL, align=middle)
        else:
            box(painter, area, radius=2, fill=table.surface, edge=table.accent)
            room = QRectF(8, 3, area.width() - 12, 17)
            for number, line in enumerate(self._lines):
                line_text(painter, room, line, colour=table.accent, size=SMALL, bold=number == 0)
                room.translate(0, 17)
        painter.end()


class CodePicture(QWidget):
    """A QR code from rows of ``0`` and ``1``, dark on white in every theme."""

    def __init__(self, rows: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = tuple(rows)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("报告的二维码，与签名页上的相同"))

    def sizeHint(self) -> QSize:
        """The square."""
        return QSize(_CODE, _CODE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint every dark module; edges are rounded so that no hairlines stay between them."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(PAPER))
        side = (_CODE - 2 * _QUIET) / max(1, len(self._rows))
        edges = [round(_QUIET + place * side) for place in range(len(self._rows) + 1)]
        for line, row in enumerate(self._rows):
            for place, dark in enumerate(row):
                if dark == "1":
                    wide, high = edges[place + 1] - edges[place], edges[line + 1] - edges[line]
                    painter.fillRect(edges[place], edges[line], wide, high, QColor(INK))
        painter.end()
