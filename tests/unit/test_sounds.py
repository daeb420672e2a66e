from __future__ import annotations

import io
import math
import struct
import wave

import pytest

from auditdesk.domain.errors import BadInputError
from auditdesk.services.sounds import read_peaks


def recording(samples, width=2, rate=8000):
    """A mono WAV whose samples are shares of full scale (-1 … 1)."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(width)
        sound.setframerate(rate)
        top = (1 << (8 * width - 1)) - 1
        for sample in samples:
            value = round(sample * top)
            if width == 1:
                data = struct.pack("B", value + 128)
            else:
                data = struct.pack("<i", value << (32 - 8 * width))[4 - width :]
            sound.writeframesraw(data)
    out.seek(0)
    return out


@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_loud_and_quiet_stretches_are_told_apart_in_every_width(width):
    loud = [math.sin(n / 3) for n in range(4000)]
    quiet = [0.0] * 4000
    peaks = read_peaks(recording(quiet + loud, width), 8)
    assert peaks.seconds == 1.0
    assert peaks.values[:4] == (0, 0, 0, 0)
    assert all(value >= 98 for value in peaks.values[4:])


def test_short_recordings_have_fewer_columns():
    assert len(read_peaks(recording([0.5] * 3), 600).values) == 3


@pytest.mark.parametrize("data", [b"ID3 mp3 bytes", b"RIFF\x00\x00\x00\x00WAVE", b""])
def test_other_files_are_refused(data):
    with pytest.raises(BadInputError):
        read_peaks(io.BytesIO(data))


def test_a_recording_without_sound_is_refused():
    with pytest.raises(BadInputError, match="没有内容"):
        read_peaks(recording([]))
