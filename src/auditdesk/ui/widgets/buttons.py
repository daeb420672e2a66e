"""Buttons that carry their key: one primary per screen, its key printed on it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from auditdesk.ui import keys
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import BASE
from auditdesk.ui.theme.icons import paint_icon
from auditdesk.ui.theme.tokens import Tokens
from auditdesk.ui.widgets.painting import (
    FocusMixin,
    box,
    cap_width,
    focus_ring,
    key_words,
    line_text,
    paint_cap,
    text_width,
)

KINDS = ("primary", "secondary", "quiet", "link", "rev")
"""``rev`` is the amber 待办检查 button."""
_ICON = 16
_GAP = 8


class KeyButton(FocusMixin, QPushButton):
    """A button with icon, label and key cap.

    Args:
        text: the label, translated; may be empty for an icon button, then give ``says``.
        kind: one of `KINDS`.
        key: printed on the cap and bound window-wide (``Ctrl+Enter`` also answers to the keypad's Enter).
        binds: False prints the cap only, when something else already listens.
        icon: a name in ``resources/icons``.
        height: 32, small 28, large 40.
        says: accessible name and tool tip when the label alone does not tell.
    """

    def __init__(
        self,
        text: str = "",
        kind: str = "secondary",
        *,
        key: str = "",
        binds: bool = True,
        icon: str = "",
        height: int = 32,
        says: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._key = key
        self._icon = icon
        self._height = 20 if kind == "link" else height
        self._why = ""
        self._says = says
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor if kind == "link" else Qt.CursorShape.ArrowCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setText(text)
        self._describe()
        if key and binds:
            keys.bind(self, key, self.click)

    def key(self) -> str:
        """The key on the cap."""
        return self._key

    def set_label(self, text: str, icon: str | None = None) -> None:
        """Another label, and another icon if one is given."""
        self.setText(text)
        self._icon = self._icon if icon is None else icon
        self._describe()
        self.updateGeometry()

    def set_kind(self, kind: str) -> None:
        """Another kind of `KINDS`."""
        self._kind = kind
        self.updateGeometry()
        self.update()

    def allow(self) -> None:
        """Enable the button."""
        self._why = ""
        self.setEnabled(True)
        self._describe()

    def refuse(self, reason: str) -> None:
        """Disable the button and say why; put the same reason beside it where there is room."""
        self._why = reason
        self.setEnabled(False)
        self._describe()

    def reason(self) -> str:
        """Why the button is disabled."""
        return self._why

    def _describe(self) -> None:
        name = self._says or self.text()
        self.setAccessibleName(name)
        key = key_words(self._key) if self._key else ""
        self.setAccessibleDescription(self._why or key)
        self.setToolTip(self._why or (f"{name}  {key}".strip() if self._says else ""))

    def _padding(self) -> int:
        if self._kind == "link":
            return 0
        if not self.text():
            return (self._height - _ICON) // 2
        return 8 if self._kind == "quiet" else 12

    def _bold(self) -> bool:
        return self._kind in {"primary", "rev"}

    def _content_width(self) -> float:
        parts = []
        if self._icon:
            parts.append(float(_ICON))
        if self.text():
            parts.append(text_width(self.text(), BASE, bold=self._bold()))
        cap = cap_width(self._key)
        if cap:
            parts.append(cap)
        return sum(parts) + max(0, len(parts) - 1) * _GAP

    def sizeHint(self) -> QSize:
        """Icon, label and cap with the kind's padding."""
        return QSize(round(self._content_width() + 2 * self._padding() + 0.5), self._height)

    def minimumSizeHint(self) -> QSize:
        """Never narrower than its content."""
        return self.sizeHint()

    def _colours(self, table: Tokens) -> tuple[str, str, str]:
        """Fill, edge and text for the present state; an empty string is none."""
        hover = self.underMouse() and self.isEnabled()
        if self._kind == "link":
            return "", "", table.accent_hover if hover else table.accent
        if not self.isEnabled():
            return ("" if self._kind == "quiet" else table.sunken, table.border, table.disabled)
        if self._kind == "primary":
            fill = table.accent_hover if hover or self.isDown() else table.accent
            return fill, "", table.on_accent
        if self._kind == "rev":
            return table.rev.tint, table.rev.text if table.high_contrast else "", table.rev.text
        fill = table.selected if self.isDown() else table.hover if hover else ""
        if self._kind == "quiet":
            return fill, "", table.text_2
        return fill or table.surface, table.border_2, table.text

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint fill, content and focus ring."""
        table = tokens()
        painter = QPainter(self)
        fill, edge, ink = self._colours(table)
        edge = "" if self._kind == "quiet" else edge
        if fill or edge:
            box(painter, self.rect(), radius=6, fill=fill, edge=edge)
        self._paint_content(painter, ink if self.isEnabled() else table.disabled)
        if self.ring_visible():
            loud = self._kind == "primary"
            focus_ring(painter, self.rect(), radius=6, on_accent=loud)
        painter.end()

    def _paint_content(self, painter: QPainter, ink: str) -> None:
        middle = self.height() / 2
        spare = max(0.0, self.width() - 2 * self._padding() - self._content_width())
        left = self._padding() + spare / 2
        if self._icon:
            paint_icon(painter, QRectF(round(left), round(middle - _ICON / 2), _ICON, _ICON), self._icon, ink)
            left += _ICON + _GAP
        if self.text():
            room = QRectF(left, 0, self.width() - left, self.height())
            left += line_text(painter, room, self.text(), colour=ink, bold=self._bold()) + _GAP
        if self._key:
            loud = self._kind in {"primary", "rev"} and self.isEnabled()
            edge = self._cap_edge(ink) if loud else ""
            paint_cap(painter, left, middle, self._key, colour=ink if loud else "", edge=edge)

    def _cap_edge(self, ink: str) -> str:
        soft = QColor(ink)
        soft.setAlphaF(0.55)
        return soft.name(QColor.NameFormat.HexArgb)


class KeyCap(QWidget):
    """A key cap on its own, for hints beside a list or a field."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(key_words(key))

    def sizeHint(self) -> QSize:
        """The cap; nothing when caps are switched off."""
        return QSize(round(cap_width(self._key) + 0.5), 18)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the cap."""
        painter = QPainter(self)
        paint_cap(painter, 0, self.height() / 2, self._key)
        painter.end()
