from __future__ import annotations

import gc
import random
import statistics
import time

import pytest
from sqlcipher3 import dbapi2
from tests.factories import SteppingClock

from auditdesk.domain.audits import Answer
from auditdesk.domain.checklists import Severity
from auditdesk.domain.findings import Finding, FindingState
from auditdesk.store import copying, database
from auditdesk.store.database import Store
from auditdesk.store.engine import _CACHE_KIB

pytestmark = pytest.mark.bench

KEYS = (b"s" * 32, b"j" * 32)
FINDINGS = 100_000
WORDS = (
    "客服", "投诉", "首次", "响应", "超时", "未按", "流程", "核实", "身份", "工单", "录音", "话术", "升级",
    "回访", "记录", "缺失", "态度", "承诺", "退款", "时限",
)  # fmt: skip


def report(line):
    print(line)  # measurements are read by people


def plain(path, key):
    """The same library and settings without a key: plain SQLite."""
    connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
    for setting in (
        "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "temp_store = MEMORY",
        "secure_delete = ON", f"cache_size = -{_CACHE_KIB}",
    ):  # fmt: skip
        connection.execute(f"PRAGMA {setting}").fetchall()
    return connection


def findings(count, seed=1):
    chosen = random.Random(seed)
    for number in range(count):
        text = "".join(chosen.choices(WORDS, k=12))
        yield Finding(
            f"{chosen.getrandbits(128):032x}", f"WT-{number:06d}", f"audit{chosen.randrange(300)}",
            f"{chosen.randrange(1, 9)}.{chosen.randrange(1, 40)}", text, text[:10],
            found_on=f"2026-{chosen.randrange(1, 13):02d}-{chosen.randrange(1, 29):02d}",
            staff_code=f"客服B{chosen.randrange(500)}", channel=chosen.choice(("电话", "在线")),
            violation_class=f"V{chosen.randrange(30)}", severity=chosen.choice(list(Severity)),
            problem_id=f"p{chosen.randrange(200)}", owner=f"责任人{chosen.randrange(80)}",
            deadline=f"2026-{chosen.randrange(1, 13):02d}-{chosen.randrange(1, 29):02d}",
            state=chosen.choice(list(FindingState)), created_at="2026-11-02T09:00:00+00:00",
        )  # fmt: skip


def fill(folder, count):
    folder.mkdir()
    store = Store.create(folder, *KEYS, device="aa" * 6, user="u1", clock=SteppingClock())
    gc.disable()
    with store.begin() as work:
        work.save(*findings(count))
        work.commit()
    gc.enable()
    return store


def median_ms(step, repeats=7):
    times = []
    for _round in range(repeats):
        begun = time.perf_counter()
        step()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


PAGES = {
    "first page by code": lambda w: w.find(Finding, order="code", limit=50),
    "last page by code": lambda w: w.find(Finding, order="-code", limit=50),
    "page 1000 by code": lambda w: w.find(Finding, order="code", limit=50, offset=50_000),
    "newest": lambda w: w.find(Finding, order="-created_at", limit=50),
    "by title": lambda w: w.find(Finding, order="title", limit=50),
    "state by deadline": lambda w: w.find(Finding, state=FindingState.OPEN, order="deadline", limit=50),
    "two states by deadline": lambda w: w.find(
        Finding, state=(FindingState.OPEN, FindingState.TO_VERIFY), order="deadline", limit=50
    ),
    "state by code": lambda w: w.find(Finding, state=FindingState.OPEN, order="code", limit=50),
    "class and severity": lambda w: w.find(
        Finding, violation_class="V7", severity=Severity.MAJOR, order="-found_on", limit=50
    ),
    "owner by deadline": lambda w: w.find(Finding, owner="责任人7", order="deadline", limit=50),
    "audit": lambda w: w.find(Finding, audit_id="audit7", order="code", limit=200),
    "channel and state": lambda w: w.find(
        Finding, channel="在线", state=FindingState.DRAFT, order="deadline", limit=50
    ),
    "nothing found": lambda w: w.find(Finding, owner="没有这个人", order="code", limit=50),
    "count state": lambda w: w.count(Finding, state=FindingState.OPEN),
    "count audit and state": lambda w: w.count(Finding, audit_id="audit7", state=FindingState.OPEN),
    "count all": lambda w: w.count(Finding),
    "search common word": lambda w: w.search("投诉", limit=50),
    "search two words": lambda w: w.search("投诉 超时", limit=50),
    "search phrase": lambda w: w.search("超时未按流程", limit=50),
    "search one character": lambda w: w.search("诉", limit=50),
    "search code": lambda w: w.search("WT-099", limit=50),
    "search nothing": lambda w: w.search("没有这样的话", limit=50),
}


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    store = fill(tmp_path_factory.mktemp("bench") / "large", FINDINGS)
    yield store
    store.close()


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_100_000_findings_stay_under_50_ms(large, name, capsys):
    def page():
        with large.begin() as work:
            PAGES[name](work)

    spent = median_ms(page)
    with capsys.disabled():
        report(f"\n{name}: {spent:.1f} ms (limit 50)")
    assert spent < 50


def test_state_hash_does_not_grow_with_the_store(large, capsys):
    def look():
        with large.begin() as work:
            work.replica.state_hash()

    spent = median_ms(look)
    with capsys.disabled():
        report(f"\nstate hash of {FINDINGS} findings: {spent:.2f} ms")
    assert spent < 50


def answers(store, count):
    with store.begin() as work:
        work.save(
            *(
                Answer(f"a1/{number}", "a1", str(number), "h", "pass", note="现场核对无误", answered_by="u1")
                for number in range(count)
            )
        )
        work.commit()


def test_a_thousand_answers_in_one_commit_take_under_a_second(tmp_path, capsys):
    store = fill(tmp_path / "store", 0)
    spent = median_ms(lambda: answers(store, 1_000), repeats=1)
    with capsys.disabled():
        report(f"\n1,000 answers in one commit: {spent:.0f} ms (limit 1,000)")
    assert spent < 1_000
    store.close()


def answer_one_by_one(store):
    for number in range(100):
        with store.begin() as work:
            work.save(Answer(f"a2/{number}", "a2", str(number), "h", "pass", answered_by="u1"))
            work.commit()


def read_points(store):
    with store.begin() as work:
        for one in work.find(Finding, order="title", limit=300):
            work.get(Finding, one.id)


def scan(store):
    with store.begin() as work:
        work.count(Finding, channel="在线", consequence="")


def all_pages(store):
    with store.begin() as work:
        for page in PAGES.values():
            page(work)


STEPS = {
    "save 10,000 findings": None,
    "100 answers, a commit each": answer_one_by_one,
    "300 point reads": read_points,
    "scan 10,000 rows": scan,
    "pages and searches": all_pages,
}


def cold(folder):
    """Open, show a page and scan the whole table: nothing is in SQLite's cache yet."""
    store = Store.open(folder, *KEYS, device="aa" * 6, user="u1", clock=SteppingClock())
    all_pages(store)
    scan(store)
    store.close()


def timings(folder):
    times = {}
    begun = time.perf_counter()
    store = fill(folder, 10_000)
    times["save 10,000 findings"] = (time.perf_counter() - begun) * 1000
    for name, step in STEPS.items():
        if step is not None:
            times[name] = median_ms(lambda step=step: step(store), repeats=5)
    store.close()
    times["open, pages and a scan, cold cache"] = median_ms(lambda: cold(folder), repeats=5)
    return times


def raw(path, key):
    """Milliseconds of bare driver calls, no code of ours: a bulk insert, a cold scan, warm point reads."""
    rows = [(one.id, one.code, one.owner, one.description) for one in findings(20_000)]
    connection = database.connect(path, key)
    connection.execute("CREATE TABLE bare (id TEXT PRIMARY KEY, code TEXT, owner TEXT, description TEXT)")

    def insert():
        connection.execute("BEGIN")
        connection.execute("DELETE FROM bare")
        connection.executemany("INSERT INTO bare VALUES (?, ?, ?, ?)", rows)
        connection.execute("COMMIT")

    def scan_cold():
        fresh = database.connect(path, key)
        fresh.execute("SELECT count(*), max(description) FROM bare").fetchall()
        fresh.close()

    def points():
        for row in rows[:2_000]:
            connection.execute("SELECT * FROM bare WHERE id = ?", row[:1]).fetchone()

    times = {"bare insert of 20,000 rows": median_ms(insert, 3), "bare cold scan": median_ms(scan_cold)}
    times["bare 2,000 point reads"] = median_ms(points)
    connection.close()
    return times


def test_encryption_costs_at_most_two_and_a_half_times(tmp_path, monkeypatch, capsys):
    encrypted = timings(tmp_path / "encrypted") | raw(tmp_path / "bare-encrypted.db", KEYS[0])
    for module in (database, copying):
        monkeypatch.setattr(module, "connect", plain)
    clear = timings(tmp_path / "clear") | raw(tmp_path / "bare-clear.db", KEYS[0])
    assert (tmp_path / "clear" / "store.db").read_bytes().startswith(b"SQLite format 3")
    with capsys.disabled():
        for name, spent in encrypted.items():
            limit = "shown only" if name.startswith("bare") else "limit 2.5"
            ratio = f"ratio {spent / clear[name]:.2f} ({limit})"
            report(f"\n{name}: {spent:.1f} ms, plain SQLite {clear[name]:.1f} ms, {ratio}")
    assert all(spent <= 2.5 * clear[name] for name, spent in encrypted.items() if not name.startswith("bare"))
