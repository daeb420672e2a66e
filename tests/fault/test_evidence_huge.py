"""A recording of two gigabytes becomes evidence in flat memory; a cancel in its middle leaves nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

SIZE = 2 * 1024**3
CHILD = """
import json, sys
from pathlib import Path
from tests.factories import make_program, make_workspace
from auditdesk.domain.errors import CancelledError
from auditdesk.services.evidence import NewEvidence, add_evidence, list_evidence, open_piece

source, folder, stop_at = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])

class Watch:
    done = 0
    def start(self, label, total):
        self.total = total
    def step(self, amount=1):
        self.done += amount
        if stop_at and self.done >= stop_at:
            raise CancelledError("stop")

def peak():
    with open("/proc/self/status") as status:
        return int(next(line for line in status if line.startswith("VmHWM")).split()[1]) // 1024

with make_workspace(make_program(folder / "home"), folder / "space") as space:
    before, watch, told = peak(), Watch(), {}
    try:
        with source.open("rb") as stream:
            piece = add_evidence(space.desk, NewEvidence(stream, source.name, source.stat().st_size),
                                 progress=watch).piece
        told["type"] = piece.media_type
        told["size"], told["sha256"] = piece.size, piece.sha256
        with open_piece(space.desk, piece) as stream:
            stream.seek(piece.size - 4)
            told["end"] = stream.read().decode()
    except CancelledError:
        told["cancelled"] = True
    told["kept"] = len(list_evidence(space.desk))
    told["left"] = sum(path.stat().st_size for path in (folder / "space").rglob("*") if path.is_file())
    told["grown"], told["steps"] = peak() - before, watch.done
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    """A sound file that takes no room on disk: almost all of it is a hole."""
    path = tmp_path_factory.mktemp("long") / "录音.wav"
    with path.open("wb") as stream:
        stream.write(b"RIFF" + (SIZE - 8).to_bytes(4, "little") + b"WAVEfmt \x10\0\0\0\1\0\1\0")
        stream.write((8_000).to_bytes(4, "little") + (16_000).to_bytes(4, "little") + b"\2\0\x10\0data")
        stream.truncate(SIZE - 4)
        stream.seek(0, 2)
        stream.write(b"last")
    return path


def taken(recording, folder, stop_at=0):
    ran = subprocess.run(
        [sys.executable, "-c", CHILD, str(recording), str(folder), str(stop_at)],
        capture_output=True, check=True, timeout=1_500, env=os.environ | {"PYTHONWARNINGS": ""},
    )  # fmt: skip
    return json.loads(ran.stdout)


@pytest.mark.slow
@pytest.mark.timeout(1_600)
@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read from /proc")
class TestTwoGigabytes:
    def test_memory_stays_flat(self, recording, tmp_path):
        ran = taken(recording, tmp_path)
        assert (ran["size"], ran["end"], ran["kept"]) == (SIZE, "last", 1)
        assert ran["type"].startswith("audio/")
        assert ran["grown"] < 100, "MB over the open workspace"
        assert ran["steps"] > 0, "progress was told"

    def test_a_cancel_leaves_nothing(self, recording, tmp_path):
        ran = taken(recording, tmp_path, stop_at=SIZE // 4)
        assert ran["cancelled"]
        assert ran["kept"] == 0
        assert ran["left"] < 20 * 2**20
