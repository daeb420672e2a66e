"""Playing a recording from memory; QtMultimedia is loaded at the first play, and its absence is said."""

from __future__ import annotations

import importlib
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Signal

from auditdesk.domain.errors import MissingExtraError
from auditdesk.i18n import _

MODULE = "PySide6.QtMultimedia"
_MILLI = 1000


class Player(QObject):
    """One recording at a time; its bytes stay in memory.

    Signals:
        moved: position in seconds.
        lasted: length in seconds, when it becomes known.
        playing_changed: whether it plays now.
        failed: a sentence.
    """

    moved = Signal(float)
    lasted = Signal(float)
    playing_changed = Signal(bool)
    failed = Signal(str)

    def __init__(self, multimedia: Any, parent: QObject | None = None) -> None:  # noqa: ANN401 -- a module loaded late
        super().__init__(parent)
        self._multimedia = multimedia
        self._buffer = QBuffer(self)
        self._output = multimedia.QAudioOutput(self)
        self._player = multimedia.QMediaPlayer(self)
        self._player.setAudioOutput(self._output)
        self._player.positionChanged.connect(lambda at: self.moved.emit(at / _MILLI))
        self._player.durationChanged.connect(lambda long: self.lasted.emit(long / _MILLI))
        self._player.playbackStateChanged.connect(self._changed)
        self._player.errorOccurred.connect(self._broke)

    def open(self, data: bytes) -> None:
        """Take a recording; the one before is forgotten."""
        self.close()
        self._buffer.setData(QByteArray(data))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._player.setSourceDevice(self._buffer)

    def toggle(self) -> None:
        """Play or pause."""
        if self._player.playbackState() == self._multimedia.QMediaPlayer.PlaybackState.PlayingState:
            self._player.pause()
        else:
            self._player.play()

    def seek(self, seconds: float) -> None:
        """Go to a moment."""
        self._player.setPosition(round(seconds * _MILLI))

    def set_rate(self, rate: float) -> None:
        """Play slower or quicker; 1 is as recorded."""
        self._player.setPlaybackRate(rate)

    def close(self) -> None:
        """Stop and let go of the bytes."""
        self._player.stop()
        self._player.setSourceDevice(None)
        self._buffer.close()
        self._buffer.setData(QByteArray())

    def _changed(self, state: object) -> None:
        self.playing_changed.emit(state == self._multimedia.QMediaPlayer.PlaybackState.PlayingState)

    def _broke(self, error: object, _words: str) -> None:
        if error != self._multimedia.QMediaPlayer.Error.NoError:
            self.failed.emit(_("这台电脑放不了这种录音格式，可以导出后用别的程序播放。"))


def load_player(parent: QObject | None = None) -> Player:
    """Load QtMultimedia and make a player; raises `MissingExtraError` where it is not installed."""
    try:
        multimedia = importlib.import_module(MODULE)
    except ImportError as error:
        raise MissingExtraError(
            _("没有安装播放组件（QtMultimedia），这里不能播放；波形和标记照常可用。")
        ) from error
    return Player(multimedia, parent)
