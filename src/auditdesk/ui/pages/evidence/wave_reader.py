"""The shape of a compressed recording, decoded in memory by QtMultimedia on a worker; WAV needs none."""

from __future__ import annotations

import importlib
from array import array
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QEventLoop, QIODevice, QTimer

from auditdesk.domain.errors import CancelledError
from auditdesk.services.jobs import Progress
from auditdesk.services.sounds import Peaks, in_columns, loudness
from auditdesk.ui.pages.evidence.player import MODULE

_RATE = 8_000
_SILENT_MS = 5_000
"""A decoder that gives nothing for so long has given up without saying so."""


class _Decoding:
    """One decoder with an event loop of its own; made and used on one worker thread."""

    def __init__(self, multimedia: Any, data: bytes, progress: Progress) -> None:  # noqa: ANN401 -- loaded late
        self._progress = progress
        self._values: list[int] = []
        self._samples = 0
        self._loop = QEventLoop()
        self._cancelled: CancelledError | None = None
        self._buffer = QBuffer()
        self._buffer.setData(QByteArray(data))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        wanted = multimedia.QAudioFormat()
        wanted.setSampleRate(_RATE)
        wanted.setChannelCount(1)
        wanted.setSampleFormat(multimedia.QAudioFormat.SampleFormat.Int16)
        self._decoder = multimedia.QAudioDecoder()
        self._decoder.setAudioFormat(wanted)
        self._decoder.bufferReady.connect(self._take)
        self._decoder.finished.connect(self._loop.quit)
        self._decoder.error.connect(lambda _error: self._loop.quit())
        self._watch = QTimer()
        self._watch.setSingleShot(True)
        self._watch.setInterval(_SILENT_MS)
        self._watch.timeout.connect(self._loop.quit)

    def run(self) -> Peaks | None:
        """Decode to the end; None when it gave nothing."""
        self._decoder.setSourceDevice(self._buffer)
        self._watch.start()
        self._decoder.start()
        self._loop.exec()
        self._watch.stop()
        self._decoder.stop()
        if self._cancelled is not None:
            raise self._cancelled
        if not self._samples:
            return None
        return Peaks(self._samples / _RATE, in_columns(self._values))

    def _take(self) -> None:
        try:
            self._progress.step(0)
        except CancelledError as error:
            self._cancelled = error
            self._loop.quit()
            return
        self._watch.start()
        read = self._decoder.read()
        samples = array("h", bytes(read.constData()))
        self._samples += len(samples)
        self._values.append(loudness(samples))


def decode_wave(data: bytes, progress: Progress) -> Peaks | None:
    """Loudness over the length of an mp3, m4a, ogg …; None without QtMultimedia or when it cannot read it.

    Raises:
        CancelledError: the job was cancelled.
    """
    try:
        multimedia = importlib.import_module(MODULE)
    except ImportError:
        return None
    return _Decoding(multimedia, data, progress).run()
