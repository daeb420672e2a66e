from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from tests.factories import SteppingClock, make_store

from auditdesk.domain.audits import Answer
from auditdesk.domain.findings import Finding
from auditdesk.store.database import Store
from auditdesk.store.holder import hold

KEYS = (b"s" * 32, b"j" * 32)
ROUNDS = 8
NURSERY = """
import os
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

def write(folder, confirmed):
    release = hold(folder)
    store = Store.open(folder, b"s" * 32, b"j" * 32, device="aa", user="u1", clock=Clock())
    print("open", file=confirmed, flush=True)
    while True:
        with store.begin() as work:
            number = work.next_number("all")
            work.save(
                Answer(f"a1/{number}", "a1", str(number), "h", verdict="fail", note="超时"),
                Finding(f"f{number}", f"WT-{number}", "a1", str(number), description="首次响应超时"),
            )
            work.note(JournalNote("answer", str(number)))
            work.commit()
        print(number, file=confirmed, flush=True)

for line in sys.stdin:
    child = os.fork()
    if not child:
        with open(line.strip(), "w") as confirmed:
            write(Path(sys.argv[1]), confirmed)
    print(child, flush=True)
    os.waitpid(child, 0)
    print("dead", flush=True)
"""
"""Brings up a writing process per line of its input; they need not load the program each."""


@pytest.fixture
def nursery(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", NURSERY, str(tmp_path / "space")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        yield process


def killed(nursery, confirmed, seconds, *, after):
    """Confirmed numbers of a writer that was killed so long after its first ``after`` lines."""
    print(confirmed, file=nursery.stdin, flush=True)
    writer = int(nursery.stdout.readline())
    for _wait in range(12_000):
        if confirmed.exists() and confirmed.read_text().count("\n") >= after:
            break
        time.sleep(0.005)
    time.sleep(seconds)
    os.kill(writer, signal.SIGKILL)
    assert nursery.stdout.readline() == "dead\n"
    first, *lines = confirmed.read_text().splitlines(keepends=True)
    assert first == "open\n"
    return [int(line) for line in lines if line.endswith("\n")]


def test_nothing_confirmed_is_lost_when_the_process_is_killed(nursery, tmp_path):
    folder = tmp_path / "space"
    make_store(folder, *KEYS, device="aa", clock=SteppingClock()).close()
    chance = random.Random(7)
    confirmed = []
    for number in range(ROUNDS):
        told = tmp_path / f"confirmed-{number}.txt"
        after = 1 + number % 2  # every second one has written something for certain
        confirmed += killed(nursery, told, chance.uniform(0.02, 0.4), after=after)
        release = hold(folder)
        store = Store.open(folder, *KEYS, device="aa", user="u1", clock=SteppingClock())
        check(store, confirmed)
        store.close()
        release()
    assert len(confirmed) >= ROUNDS // 2


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
def test_many_more_kills(nursery, tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "ROUNDS", 60)
    test_nothing_confirmed_is_lost_when_the_process_is_killed(nursery, tmp_path)
