from __future__ import annotations

import random
import signal
import subprocess
import sys
import time

import pytest
from tests.factories import SteppingClock

from auditdesk.domain.audits import Answer
from auditdesk.domain.findings import Finding
from auditdesk.store.database import Store
from auditdesk.store.holder import hold

KEYS = (b"s" * 32, b"j" * 32)
ROUNDS = 8
WORKER = """
import sys
from datetime import datetime
from pathlib import Path
from auditdesk.domain.audits import Answer
from auditdesk.domain.findings import Finding
from auditdesk.domain.journal import JournalNote
from auditdesk.store.database import Store
from auditdesk.store.holder import hold

class Clock:
    def now(self):
        return datetime.now().astimezone()

folder = Path(sys.argv[1])
release = hold(folder)
store = Store.open(folder, b"s" * 32, b"j" * 32, device="aa", user="u1", clock=Clock())
print("open", flush=True)
while True:
    with store.begin() as work:
        number = work.next_number("all")
        work.save(
            Answer(f"a1/{number}", "a1", str(number), "h", verdict="fail", note="超时"),
            Finding(f"f{number}", f"WT-{number}", "a1", str(number), description="首次响应超时"),
        )
        work.note(JournalNote("answer", str(number)))
        work.commit()
    print(number, flush=True)
"""


def killed(folder, seconds):
    """Confirmed numbers of a worker that was killed so long after its first commit."""
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, str(folder)], stdout=subprocess.PIPE, text=True
    ) as worker:
        lines = [worker.stdout.readline()]
        time.sleep(seconds)
        worker.send_signal(signal.SIGKILL)
        lines += worker.stdout.readlines()
        worker.wait()
    assert lines[0] == "open\n"
    return [int(line) for line in lines[1:] if line.endswith("\n")]


def test_nothing_confirmed_is_lost_when_the_process_is_killed(tmp_path):
    Store.create(tmp_path, *KEYS, device="aa", clock=SteppingClock()).close()
    chance = random.Random(7)
    confirmed = []
    for _round in range(ROUNDS):
        confirmed += killed(tmp_path, chance.uniform(0.02, 0.4))
        release = hold(tmp_path)
        store = Store.open(tmp_path, *KEYS, device="aa", user="u1", clock=SteppingClock())
        check(store, confirmed)
        store.close()
        release()
    assert len(confirmed) > ROUNDS


def check(store, confirmed):
    assert store.check_integrity() == []
    with store.begin() as work:
        answers = [int(one.item_id) for one in work.find(Answer)]
        findings = [int(one.item_id) for one in work.find(Finding)]
        operations = [one.entity for one in work.replica.unsent()]
        hits = work.search("响应", limit=100_000)
    assert answers == findings
    assert answers == list(range(1, len(answers) + 1))
    assert set(confirmed) <= set(answers)
    assert len(operations) == 2 * len(answers)
    assert len(hits) == len(findings)
    entries = store.journal.entries(limit=1_000_000)
    assert [int(one.subject) for one in entries] == answers
    assert store.journal.verify().intact


@pytest.mark.slow
def test_many_more_kills(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "ROUNDS", 60)
    test_nothing_confirmed_is_lost_when_the_process_is_killed(tmp_path)
