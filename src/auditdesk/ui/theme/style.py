"""Applies a theme to the whole window: palette, style sheet, fonts; follows the system when told to."""

from __future__ import annotations

from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from auditdesk.assets import resource
from auditdesk.ui.theme.appearance import appearance
from auditdesk.ui.theme.fonts import load_fonts
from auditdesk.ui.theme.tokens import CONTRAST, DARK, LIGHT, THEMES, Tokens

SYSTEM = "system"
CHOICES = (SYSTEM, "light", "dark", "contrast")
"""What 设置 offers."""


def palette(table: Tokens) -> QPalette:
    """The palette for parts that Qt draws itself."""
    made = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: table.bg,
        role.WindowText: table.text,
        role.Base: table.surface,
        role.AlternateBase: table.sunken,
        role.Text: table.text,
        role.Button: table.surface,
        role.ButtonText: table.text,
        role.BrightText: table.on_accent,
        role.Highlight: table.accent,
        role.HighlightedText: table.on_accent,
        role.ToolTipBase: table.surface,
        role.ToolTipText: table.text,
        role.PlaceholderText: table.text_3,
        role.Link: table.accent,
        role.LinkVisited: table.accent,
        role.Light: table.surface,
        role.Midlight: table.border,
        role.Mid: table.border_2,
        role.Dark: table.control,
        role.Shadow: table.border_2,
        role.Accent: table.accent,
    }
    for which, colour in colours.items():
        made.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(table.disabled))
    return made


def style_sheet(table: Tokens) -> str:
    """``resources/qss/auditdesk.qss`` with the theme's colours filled in."""
    template = Template(resource("qss", "auditdesk.qss").read_text(encoding="utf-8"))
    return template.substitute(table.placeholders())


class Theme(QObject):
    """The one object that changes the look; create it once, right after the `QApplication`.

    Signals:
        changed: colours, key caps or single letters changed; styled widgets repaint by themselves.
    """

    changed = Signal()

    def __init__(self, app: QApplication, choice: str = SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        self._choice = choice
        self._applied: Tokens | None = None
        app.setStyle(QStyleFactory.create("Fusion"))
        load_fonts(app)
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._system_changed)
        hints.accessibility().contrastPreferenceChanged.connect(self._system_changed)
        self._apply()

    def choice(self) -> str:
        """``system``, ``light``, ``dark`` or ``contrast``."""
        return self._choice

    def use(self, choice: str) -> None:
        """Switch at run time to one of `CHOICES`."""
        self._choice = choice
        self._apply()

    def show_key_caps(self, *, shown: bool) -> None:
        """Show or hide the key caps everywhere."""
        if appearance().key_caps != shown:
            appearance().key_caps = shown
            self._repaint()

    def allow_single_letters(self, *, allowed: bool) -> None:
        """Turn keys without Ctrl on or off."""
        if appearance().single_letters != allowed:
            appearance().single_letters = allowed
            self._repaint()

    def _system_changed(self) -> None:
        if self._choice == SYSTEM:
            self._apply()

    def _tokens(self) -> Tokens:
        if self._choice in THEMES:
            return THEMES[self._choice]
        hints = self._app.styleHints()
        if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
            return CONTRAST
        return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT

    def _apply(self) -> None:
        table = self._tokens()
        if table is self._applied:
            return  # Qt would lay out every widget anew for the same sheet
        self._applied = table
        appearance().tokens = table
        self._app.setPalette(palette(table))
        self._app.setStyleSheet(style_sheet(table))
        self._repaint()

    def _repaint(self) -> None:
        for widget in self._app.allWidgets():
            widget.updateGeometry()
            widget.update()
        self.changed.emit()
