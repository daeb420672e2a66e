from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from auditdesk.domain.errors import NotFoundError, WorkspaceBusyError
from auditdesk.store.holder import hold, is_held

HOLD_AND_WAIT = """
import sys, time
from pathlib import Path
from auditdesk.store.holder import hold
release = hold(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


def test_a_second_process_is_refused_until_the_first_dies(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD_AND_WAIT, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "held\n"
        assert is_held(tmp_path)
        with pytest.raises(WorkspaceBusyError, match=str(other.pid)):
            hold(tmp_path)
        other.send_signal(signal.SIGKILL)
        other.wait()
    assert not is_held(tmp_path)
    hold(tmp_path)()


def test_this_process_cannot_open_a_workspace_twice(tmp_path):
    release = hold(tmp_path)
    with pytest.raises(WorkspaceBusyError):
        hold(tmp_path)
    assert json.loads((tmp_path / ".holder.json").read_text())["pid"] == os.getpid()
    release()
    release()
    assert not is_held(tmp_path)
    hold(tmp_path)()


def test_asking_leaves_nothing_behind(tmp_path):
    assert not is_held(tmp_path)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(NotFoundError):
        hold(tmp_path / "gone")


def test_an_unreadable_note_still_gives_a_sentence(tmp_path):
    release = hold(tmp_path)
    (tmp_path / ".holder.json").write_text("nonsense")
    with pytest.raises(WorkspaceBusyError, match="另一个"):
        hold(tmp_path)
    release()
