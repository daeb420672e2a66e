"""Labels by type role and tone; plain text unless rich text is asked for, so that data is never markup."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import BASE, HEADING, SMALL, TINY, TITLE
from auditdesk.ui.theme.icons import icon_pixmap
from auditdesk.ui.widgets.painting import line_text, text_width

_SIZES = {
    "title": (TITLE, True, 28),
    "heading": (HEADING, True, 22),
    "strong": (BASE, True, 20),
    "body": (BASE, False, 20),
    "small": (SMALL, False, 18),
    "small-strong": (SMALL, True, 18),
    "tiny": (TINY, False, 16),
}
"""Role to size, bold, line height (README "Type, space, shape")."""


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a dynamic property that the style sheet reads, and apply it at once; empty is as if never set."""
    if (widget.property(name) or "") == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


class Text(QLabel):
    """A label with a role (``title heading strong body small small-strong tiny``) and a tone.

    Tones: ``text text_2 text_3 accent ok bad na rev veto``. ``wrap`` breaks lines; ``rich`` reads markup,
    so escape data with `html.escape` before giving it.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        tone: str = "text",
        *,
        wrap: bool = False,
        rich: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText if rich else Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        self.setWordWrap(wrap)
        self.setMinimumHeight(_SIZES[role][2])
        self.setText(text)

    def set_tone(self, tone: str) -> None:
        """Change the colour."""
        restyle(self, "tone", tone)


class Elided(QWidget):
    """One line that gives way: cut with … and told in full by the tool tip."""

    def __init__(
        self, text: str = "", role: str = "body", tone: str = "text", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._text = text
        self._role = role
        self._tone = tone
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def text(self) -> str:
        """The whole text."""
        return self._text

    def set_text(self, text: str, tone: str = "") -> None:
        """Show another text, in another tone if one is given."""
        self._text = text
        self._tone = tone or self._tone
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the whole text."""
        size, bold, line = _SIZES[self._role]
        return QSize(round(text_width(self._text, size, bold=bold)) + 2, line)

    def minimumSizeHint(self) -> QSize:
        """Three characters and the dots."""
        size, _bold, line = _SIZES[self._role]
        return QSize(min(self.sizeHint().width(), size * 4), line)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line, cut where it must be."""
        size, bold, _line = _SIZES[self._role]
        painter = QPainter(self)
        line_text(painter, self.rect(), self._text, colour=tokens().tone(self._tone), size=size, bold=bold)
        painter.end()


class Icon(QWidget):
    """One outline in a layout; without a name it is decoration for screen readers."""

    def __init__(
        self,
        name: str,
        tone: str = "text_2",
        side: int = 16,
        *,
        says: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._tone = tone
        self._side = side
        self.setAccessibleName(says)
        self.setToolTip(says)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, name: str, tone: str = "") -> None:
        """Show another outline."""
        self._name = name
        self._tone = tone or self._tone
        self.update()

    def sizeHint(self) -> QSize:
        """The icon's square."""
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the outline centred."""
        tone = self._tone if self.isEnabled() else "disabled"
        painter = QPainter(self)
        drawn = icon_pixmap(self._name, tone, self._side, self.devicePixelRatioF())
        painter.drawPixmap((self.width() - self._side) // 2, (self.height() - self._side) // 2, drawn)
        painter.end()


class Rule(QFrame):
    """A hairline between blocks."""

    def __init__(self, *, upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("rule", "true")
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)
