"""Locks by itself: nobody touched keyboard or mouse for a while, or the machine was asleep (DESIGN §4)."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from auditdesk.services.locking import DEFAULT_MINUTES

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


_BEAT_MS = 5_000
_ASLEEP_SECONDS = 60.0
"""A gap between two beats that no busy program makes: the machine slept, and its timers with it."""


class IdleWatch(QObject):
    """Watches the native window, not each widget, so that typing stays cheap.

    Timers stand still while a machine sleeps, so the wall clock is compared too.

    Signals:
        idle: the time is over or the machine woke up; the timer starts again, in case locking had to wait for
            a running job.
    """

    idle = Signal()

    def __init__(self, window: QWidget, minutes: float = DEFAULT_MINUTES) -> None:
        super().__init__(window)
        self._timer = QTimer(self)
        self._timer.setInterval(round(minutes * 60_000))
        self._timer.timeout.connect(self.idle)
        self._timer.start()
        self._beat_at = time.time()
        self._beats = QTimer(self)
        self._beats.setInterval(_BEAT_MS)
        self._beats.timeout.connect(self.beat)
        self._beats.start()
        window.winId()  # the native window exists only once it was asked for
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def use_minutes(self, minutes: float) -> None:
        """Another span, counted from now."""
        self._timer.setInterval(round(minutes * 60_000))
        self._timer.start()

    def beat(self) -> None:
        """Look at the wall clock; a long gap since the last look locks at once."""
        now = time.time()
        asleep = now - self._beat_at > _ASLEEP_SECONDS
        self._beat_at = now
        if asleep:
            self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Start anew at every touch."""
        if event.type() in _TOUCHES:
            self._timer.start()
        return super().eventFilter(watched, event)
