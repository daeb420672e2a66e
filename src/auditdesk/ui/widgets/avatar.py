"""A person as the first character of the name on a tinted disc."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import SMALL, font
from auditdesk.ui.widgets.painting import box


class Avatar(QWidget):
    """24 px disc; ``other`` greys it for people who are not oneself."""

    def __init__(self, name: str, *, other: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._other = other
        self._name = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_name(name)

    def set_name(self, name: str) -> None:
        """Another person."""
        self._name = name
        self.setAccessibleName(name)
        self.update()

    def sizeHint(self) -> QSize:
        """The disc."""
        return QSize(24, 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the disc and the character."""
        table = tokens()
        painter = QPainter(self)
        area = QRectF(self.rect())
        fill = table.na.tint if self._other else table.accent_tint
        box(
            painter,
            area,
            radius=area.height() / 2,
            fill=fill,
            edge=table.border if table.high_contrast else "",
        )
        painter.setFont(font(SMALL, bold=True))
        painter.setPen(QColor(table.text_2 if self._other else table.accent))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), self._name[:1])
        painter.end()
