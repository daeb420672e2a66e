"""Locks by itself: fires when nobody touched keyboard or mouse in a window for a while (DESIGN §4)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

IDLE_MINUTES = 10
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class IdleWatch(QObject):
    """Watches the native window, not each widget, so that typing stays cheap.

    Signals:
        idle: the time is over; the timer starts again, in case locking had to wait for a running job.
    """

    idle = Signal()

    def __init__(self, window: QWidget, minutes: float = IDLE_MINUTES) -> None:
        super().__init__(window)
        self._timer = QTimer(self)
        self._timer.setInterval(round(minutes * 60_000))
        self._timer.timeout.connect(self.idle)
        self._timer.start()
        window.winId()  # the native window exists only once it was asked for
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Start anew at every touch."""
        if event.type() in _TOUCHES:
            self._timer.start()
        return super().eventFilter(watched, event)
