"""Nothing is ever saved by hand: a text is saved a moment after the last keystroke and when it is left."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer

from auditdesk.ui.widgets.inputs import LineField, TextField

WAIT = 600
"""Milliseconds after the last keystroke."""


class AutoSave(QObject):
    """Watches one field; `flush` saves at once what has not been saved yet."""

    def __init__(self, field: LineField | TextField, save: Callable[[str], object]) -> None:
        super().__init__(field)
        self._field = field
        self._save = save
        self._waiting = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT)
        self._timer.timeout.connect(self.flush)
        field.edited.connect(self._edited)
        field.installEventFilter(self)

    def flush(self) -> None:
        """Save what is waiting."""
        self._timer.stop()
        if self._waiting:
            self._waiting = False
            self._save(self._field.text())

    def show(self, text: str) -> None:
        """Show the stored text, unless the user is writing in the field."""
        if self._waiting or self._field.hasFocus() or self._field.text() == text:
            return
        if isinstance(self._field, TextField):
            self._field.set_text(text)
        else:
            self._field.setText(text)

    def force(self, text: str) -> None:
        """Show another record's text; whatever was waiting was flushed before."""
        self._timer.stop()
        self._waiting = False
        if isinstance(self._field, TextField):
            self._field.set_text(text)
        else:
            self._field.setText(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leaving the field saves."""
        if event.type() == QEvent.Type.FocusOut:
            self.flush()
        return super().eventFilter(watched, event)

    def _edited(self, _text: str) -> None:
        self._waiting = True
        self._timer.start()
