"""The evidence page's silent player and what its tests ask of it."""

from __future__ import annotations

from time import thread_time

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel


class SilentPlayer(QObject):
    """Stands in for QtMultimedia, which needs a sound card."""

    moved = Signal(float)
    lasted = Signal(float)
    playing_changed = Signal(bool)
    failed = Signal(str)

    def __init__(self, parent):
        super().__init__(parent)
        self.data, self.at, self.playing, self.rate = b"", 0.0, False, 1.0

    def set_rate(self, rate):
        self.rate = rate

    def open(self, data):
        self.data = data

    def toggle(self):
        self.playing = not self.playing
        self.playing_changed.emit(self.playing)

    def seek(self, seconds):
        self.at = seconds

    def close(self):
        self.data, self.playing = b"", False


def settled(page, jobs, qtbot):
    """Wait until nothing runs and the piece in sight was read."""
    qtbot.waitUntil(lambda: not jobs.busy() and not page.view._wait.isActive(), timeout=15_000)


def names(page):
    return [row.piece.name for row in page.table.rows_model.rows()]


def words(widget):
    return " ".join(label.text() for label in widget.findChildren(QLabel))


def quickest(call):
    """Seconds of the best of three, because the machine may be busy."""
    spent = []
    for _round in range(3):
        began = thread_time()
        call()
        spent.append(thread_time() - began)
    return min(spent)
