"""Preferences of this machine in the window: applied at once, kept for the next start, told to listeners."""

from __future__ import annotations

import os
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from auditdesk.i18n import language, use_language
from auditdesk.services.preferences import Preferences
from auditdesk.services.program import Program
from auditdesk.ui.theme.style import Theme


class Habits(QObject):
    """The one place through which 设置 changes the window.

    Signals:
        language_wanted: a language of `i18n.LANGUAGES`; the frame is built again in it.
        lock_wanted_after: idle minutes until the open workspace locks itself.
    """

    language_wanted = Signal(str)
    lock_wanted_after = Signal(int)

    def __init__(self, program: Program, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._program = program
        self._now = program.preferences()

    def preferences(self) -> Preferences:
        """What is in force."""
        return self._now

    def theme(self) -> Theme | None:
        """The theme of this process; None where nobody made one."""
        app = QApplication.instance()
        return app.findChild(Theme) if app is not None else None

    def apply(self) -> None:
        """At start: looks and language as kept; ``AUDITDESK_LANG`` goes before the kept language."""
        if self._now.language and not os.environ.get("AUDITDESK_LANG"):
            use_language(self._now.language)
        self._look()

    def use_theme(self, choice: str) -> None:
        """Switch and keep the theme."""
        self._keep(replace(self._now, theme=choice))

    def speak(self, chosen: str) -> None:
        """Switch and keep the language."""
        self._keep(replace(self._now, language=chosen))
        if chosen != language():
            self.language_wanted.emit(chosen)

    def show_key_caps(self, *, shown: bool) -> None:
        """Show or hide key caps, and keep that."""
        self._keep(replace(self._now, key_caps=shown))

    def allow_single_letters(self, *, allowed: bool) -> None:
        """Let letters act or not, and keep that."""
        self._keep(replace(self._now, single_letters=allowed))

    def _keep(self, wanted: Preferences) -> None:
        """Apply first: a place that cannot be written (`BadInputError`) only loses the memory of it."""
        self._now = wanted
        self._look()
        self._program.keep_preferences(wanted)

    def _look(self) -> None:
        theme = self.theme()
        if theme is None:
            return
        if theme.choice() != self._now.theme:
            theme.use(self._now.theme)
        theme.show_key_caps(shown=self._now.key_caps)
        theme.allow_single_letters(allowed=self._now.single_letters)
