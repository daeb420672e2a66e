"""Keys of a page or widget, with one rule: single letters never act while a text field has the caret."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from auditdesk.ui.theme.appearance import appearance


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the F1 overview.

    Attributes:
        key: as on the cap, e.g. ``Ctrl+Enter``, ``1``, ``Space``.
        does: what it does, translated.
    """

    key: str
    does: str


def caret_in_text(widget: QWidget | None = None) -> bool:
    """Whether keys typed now go into a text field (the focus widget unless one is given)."""
    focus = QApplication.focusWidget() if widget is None else widget
    if isinstance(focus, QLineEdit | QTextEdit | QPlainTextEdit):
        return not focus.isReadOnly()
    if isinstance(focus, QComboBox):
        return focus.isEditable()
    return isinstance(focus, QAbstractSpinBox)


def is_single(key: str) -> bool:
    """Whether a key works without Ctrl or Alt and would otherwise write a character."""
    return len(key) == 1 or key == "Space"


def sequences(key: str) -> list[QKeySequence]:
    """Key sequences of a cap; Enter means both Enter keys."""
    names = [key]
    if key.endswith("Enter"):
        names.append(key.removesuffix("Enter") + "Return")
    return [QKeySequence(name) for name in names]


def bind(
    owner: QWidget,
    key: str,
    act: Callable[[], object],
    *,
    context: Qt.ShortcutContext = Qt.ShortcutContext.WindowShortcut,
) -> list[QShortcut]:
    """Let ``key`` call ``act`` while ``owner`` is visible and enabled.

    Window-wide by default, because keys act on a page's item whatever has focus; a hidden page's keys rest.
    Single letters are refused inside text fields and when switched off in settings.
    """
    single = is_single(key)

    def run() -> None:
        if single and (caret_in_text() or not appearance().single_letters):
            return
        act()

    made = []
    for sequence in sequences(key):
        shortcut = QShortcut(sequence, owner)
        shortcut.setContext(context)
        shortcut.setAutoRepeat(not key.endswith("Enter"))
        shortcut.activated.connect(run)
        made.append(shortcut)
    return made
