"""Peaks of a WAV recording, read in small looks so that two hours take a moment and flat memory."""

from __future__ import annotations

import sys
import wave
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _

LOOK = 2_048
"""Frames read per column at most; a longer stretch is judged by its beginning."""
_TYPES = {2: "h", 4: "i"}
_THREE = 3


@dataclass(frozen=True, slots=True)
class Peaks:
    """Length in seconds and the loudness of equal stretches, 0–100 of full scale."""

    seconds: float
    values: tuple[int, ...]


def read_peaks(stream: BinaryIO, columns: int = 600) -> Peaks:
    """Loudness over the length of an uncompressed WAV.

    Raises:
        BadInputError: it is no PCM WAV, or cut.
    """
    try:
        with wave.open(stream) as sound:
            frames, rate, width = sound.getnframes(), sound.getframerate(), sound.getsampwidth()
            if not frames or not rate:
                raise BadInputError(_("录音没有内容。"))
            count = min(columns, frames)
            values = []
            for column in range(count):
                begin = frames * column // count
                length = min(LOOK, frames * (column + 1) // count - begin)
                sound.setpos(begin)
                values.append(_loudness(sound.readframes(max(1, length)), width))
    except (wave.Error, EOFError) as error:
        raise BadInputError(_("这不是未压缩的 WAV 录音，画不出波形。")) from error
    return Peaks(frames / rate, tuple(values))


def _loudness(data: bytes, width: int) -> int:
    """The highest sample as 0–100; 24 bit is judged by its upper 16."""
    if width == 1:
        top = max(
            (abs(sample - 128) for sample in (max(data, default=128), min(data, default=128))), default=0
        )
        return min(100, top * 100 // 128)
    if width == _THREE:
        data = b"".join(data[place + 1 : place + 3] for place in range(0, len(data) - 2, 3))
        width = 2
    samples = array(_TYPES[width])
    samples.frombytes(data[: len(data) // width * width])
    if sys.byteorder == "big":
        samples.byteswap()
    return loudness(samples)


def loudness(samples: array[int]) -> int:
    """The highest of signed samples as 0–100 of full scale."""
    if not samples:
        return 0
    highest, lowest = max(samples), min(samples)
    return min(100, max(highest, -lowest) * 100 // (1 << (8 * samples.itemsize - 1)))


def in_columns(values: Sequence[int], columns: int = 600) -> tuple[int, ...]:
    """At most so many values, each the loudest of an equal stretch."""
    count = min(columns, len(values))
    return tuple(
        max(values[len(values) * place // count : len(values) * (place + 1) // count])
        for place in range(count)
    )
