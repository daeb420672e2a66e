"""Habits of whoever sits at this machine: looks and language, nothing personal, outside every workspace."""

from __future__ import annotations

from dataclasses import dataclass

THEMES = ("system", "light", "dark", "contrast")


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the window remembers between starts.

    Attributes:
        theme: one of `THEMES`.
        language: one of `i18n.LANGUAGES`, empty follows the system.
        key_caps: show key caps beside what they do.
        single_letters: keys such as ``1`` or ``Z`` act without Ctrl.
    """

    theme: str = "system"
    language: str = ""
    key_caps: bool = True
    single_letters: bool = True
