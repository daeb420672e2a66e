from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from tests.factories import SteppingClock, make_store

from auditdesk.domain.audits import Answer, Audit, AuditKind
from auditdesk.domain.errors import (
    AuditDeskError,
    BadInputError,
    DamagedError,
    WorkspaceBusyError,
    WorkspaceLockedError,
)
from auditdesk.domain.evidence import EvidenceLink, Mark
from auditdesk.domain.findings import Finding, FindingState
from auditdesk.domain.journal import JournalNote
from auditdesk.services.ports import SearchHit
from auditdesk.store import engine, turns
from auditdesk.store.database import Store
from auditdesk.store.engine import connect

KEYS = (b"s" * 32, b"j" * 32)
AUDIT = Audit("a1", "ZC-1", "例行自查", AuditKind.ROUTINE, "f@1", "2026-10-01", "2026-10-31")


def opened(folder):
    return Store.open(folder, *KEYS, device="aa", user="u1", clock=SteppingClock())


@pytest.fixture
def store(tmp_path):
    made = make_store(tmp_path, *KEYS, device="aa", user="u1", clock=SteppingClock())
    yield made
    made.close()


def save(store, *entities):
    with store.begin() as work:
        work.save(*entities)
        return work.commit()


def finding(number, **values):
    return Finding(f"f{number}", f"WT-{number:02d}", "a1", "4.3", **values)


def test_lists_are_filtered_ordered_and_paged(store):
    save(
        store, *(finding(n, owner="甲" if n % 2 else "乙", deadline=f"2026-11-{9 - n:02d}") for n in range(6))
    )
    with store.begin() as work:
        codes = [one.code for one in work.find(Finding, owner="甲", order="deadline")]
        assert codes == ["WT-05", "WT-03", "WT-01"]
        assert [one.id for one in work.find(Finding, order="-code", limit=2, offset=1)] == ["f4", "f3"]
        assert [one.id for one in work.find(Finding, offset=4)] == ["f4", "f5"]
        assert work.find(Finding, owner=()) == []
        assert work.count(Finding, id=["f1", "f2", "f9"], owner="乙") == 1
        with pytest.raises(KeyError):
            work.find(Finding, nonsense=1)


def test_every_column_type_comes_back_as_it_was(store):
    mark = Mark("m1", "e1", "录音", 205.5, 210, (0.1, 0.25), "甲")
    link = EvidenceLink("e1>f1", "e1", "finding", "f1", removed=True)
    asked = finding(1, five_w=(("谁", "客服B12"),), deadline_days=5, state=FindingState.TO_VERIFY)
    save(store, mark, link, asked)
    with store.begin() as work:
        assert work.find(Mark) + work.find(EvidenceLink, removed=True) + work.find(Finding) == [
            mark,
            link,
            asked,
        ]
        assert work.get(EvidenceLink, "e1>f1").removed is True
        assert isinstance(work.get(Mark, "m1").end_seconds, float)


def test_a_commit_tells_what_it_touched(store):
    assert save(store, AUDIT, finding(1)).touched == {("audit", "a1"), ("finding", "f1")}
    assert save(store, AUDIT).touched == frozenset()
    assert save(store, AUDIT, replace(AUDIT, title="新"), AUDIT).kinds() == {"audit"}
    with store.begin() as work:
        assert work.get(Audit, "a1") == AUDIT


def test_a_unit_sees_its_own_writes_and_others_do_not(store):
    with store.begin() as work:
        work.save(AUDIT)
        assert work.get(Audit, "a1") == AUDIT
        assert work.search("自查") == [SearchHit("audit", "a1", "例行自查")]
        with store.begin() as other:
            assert other.get(Audit, "a1") is None
        work.commit()
        work.save(replace(AUDIT, title="又改"))
    with store.begin() as work:
        assert work.require(Audit, "a1").title == "例行自查"


def test_search_follows_changes_and_is_limited_by_kind(store):
    save(store, AUDIT, finding(1, description="响应超时"), finding(2, description="超时升级"))
    save(store, finding(1, description="态度生硬"))
    with store.begin() as work:
        assert [hit.entity for hit in work.search("超时")] == ["f2"]
        assert [hit.entity for hit in work.search("生硬 态度")] == ["f1"]
        assert work.search("例行", kinds=["finding"]) == []
        assert len(work.search("WT", limit=1)) == 1


def test_numbers_count_per_series_and_survive(store, tmp_path):
    with store.begin() as work:
        assert [work.next_number("WT"), work.next_number("WT"), work.next_number("P")] == [1, 2, 1]
        work.commit()
    with store.begin() as work:
        assert work.next_number("WT") == 3
    store.close()
    again = opened(tmp_path)
    with again.begin() as work:
        assert work.next_number("WT") == 3
    again.close()


def test_settings_have_defaults(store):
    with store.begin() as work:
        assert work.setting("theme", "light") == "light"
        work.set_setting("theme", "dark")
        work.set_setting("theme", "")
        work.commit()
        assert work.setting("theme", "light") == ""


def test_clock_never_goes_back(store, tmp_path):
    save(store, AUDIT)
    store.close()
    past = SteppingClock()
    past.time = past.time.replace(year=1999)
    again = Store.open(tmp_path, *KEYS, device="aa", user="u1", clock=past)
    save(again, replace(AUDIT, title="早"))
    with again.begin() as work:
        ids = [one.id for one in work.replica.unsent()]
    assert ids == sorted(ids)
    assert len(ids) == 2
    again.close()


def test_a_later_write_keeps_what_another_thread_changed_meanwhile(store):
    save(store, AUDIT)
    with store.begin() as slow:
        read = slow.require(Audit, "a1")
        save(store, replace(AUDIT, goal="另一线程写的目标"))
        slow.save(replace(read, title="慢的标题"))
        slow.commit()
    with store.begin() as work:
        audit = work.require(Audit, "a1")
        assert (audit.title, audit.goal) == ("慢的标题", "另一线程写的目标")
        assert len(work.replica.unsent()) == 3
        assert work.replica.conflicts() == []


def test_threads_write_one_after_another(store):
    def count():
        for _round in range(10):
            with store.begin() as work:
                number = work.next_number("all")
                work.save(Answer(f"a1/{number}", "a1", str(number), "h"))
                work.commit()

    threads = [threading.Thread(target=count) for _number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.begin() as work:
        assert work.count(Answer) == 50
        stamps = [one.id for one in work.replica.unsent()]
    assert len(set(stamps)) == 50
    assert store.check_integrity() == []


def test_reading_goes_on_beside_a_long_write(store):
    save(store, AUDIT)
    with store.begin() as writer:
        writer.save(replace(AUDIT, title="未提交"))
        titles = []
        reader = threading.Thread(target=lambda: titles.append(read_title(store)))
        reader.start()
        reader.join(timeout=5)
        assert titles == ["例行自查"]


def read_title(store):
    with store.begin() as work:
        return work.require(Audit, "a1").title


def test_waiting_for_the_writer_ends_in_a_sentence(store, monkeypatch):
    monkeypatch.setattr(turns, "WAIT_SECONDS", 0.05)
    errors = []

    def second():
        with store.begin() as work:
            try:
                work.save(AUDIT)
            except WorkspaceBusyError as error:
                errors.append(error.message)

    with store.begin() as work:
        work.save(finding(1))
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
        work.commit()
    assert len(errors) == 1
    save(store, AUDIT)


def test_writing_inside_a_writing_unit_is_a_bug_told_at_once(store):
    with store.begin() as outer:
        outer.save(AUDIT)
        with store.begin() as inner, pytest.raises(RuntimeError, match="inside another"):
            inner.save(finding(1))
        outer.commit()
    assert read_title(store) == "例行自查"


def test_another_program_holding_the_file_is_told(store, tmp_path, monkeypatch):
    store.close()
    monkeypatch.setattr(engine, "_BUSY_SECONDS", 0.05)
    again = opened(tmp_path)
    other = connect(tmp_path / "store.db", KEYS[0])
    other.execute("BEGIN IMMEDIATE")
    with again.begin() as work, pytest.raises(WorkspaceBusyError, match=r"store\.db"):
        work.save(AUDIT)
    other.execute("ROLLBACK")
    other.close()
    save(again, AUDIT)
    again.close()


def test_a_full_disk_changes_nothing(store):
    with store.begin() as work:
        work._write().connection.exec_driver_sql("PRAGMA max_page_count = 1").scalar()
        with pytest.raises(AuditDeskError, match="磁盘已满"):
            work.save(*(finding(number, description="长" * 500) for number in range(2_000)))
    with store.begin() as work:
        assert work.count(Finding) == 0
        work._write().connection.exec_driver_sql("PRAGMA max_page_count = 4294967294")
    save(store, AUDIT)
    assert store.check_integrity() == []


def read_everything(work):
    work.find(Finding)
    work.find(Finding, order="code")
    work.search("描述")
    work.replica.unsent()


def test_a_flipped_page_is_named(store, tmp_path):
    save(store, *(finding(number, description="描述" * 100) for number in range(400)))
    store.close()
    path = tmp_path / "store.db"
    data = bytearray(path.read_bytes())
    data[len(data) * 3 // 4] ^= 1  # among the findings, behind the pages of empty tables
    path.write_bytes(data)
    broken = opened(tmp_path)
    problems = broken.check_integrity()
    with broken.begin() as work, pytest.raises(DamagedError, match=r"store\.db"):
        read_everything(work)
    broken.close()
    assert problems
    assert all("store.db" in one for one in problems)


@pytest.mark.parametrize("name", ["store.db", "journal.db"])
def test_missing_cut_and_foreign_files_are_refused(store, tmp_path, name):
    save(store, AUDIT)
    store.close()
    path = tmp_path / name
    whole = path.read_bytes()
    for data in (b"not a database" * 1000, whole[:100], b""):
        path.write_bytes(data)
        if data:
            with pytest.raises(DamagedError, match=name):
                opened(tmp_path)
    path.unlink()
    with pytest.raises(DamagedError, match=name):
        opened(tmp_path)
    path.write_bytes(whole)
    opened(tmp_path).close()


def test_a_store_is_never_made_over_another(store, tmp_path):
    with pytest.raises(BadInputError):
        Store.create(tmp_path, *KEYS, device="aa", clock=SteppingClock())


def test_nothing_readable_lies_on_disk(store, tmp_path):
    save(store, finding(1, description="PLAINTEXT-description", customer="张女士"))
    with store.begin() as work:
        work.note(JournalNote("PLAINTEXT-note"))
        work.commit()
    for path in tmp_path.iterdir():
        data = path.read_bytes()
        assert b"PLAINTEXT" not in data
        assert "张女士".encode() not in data
        assert not data.startswith(b"SQLite format")


def test_backup_is_a_whole_encrypted_store(store, tmp_path):
    save(store, AUDIT)
    with store.begin() as work:
        work.note(JournalNote("before"))
        work.commit()
        work.save(replace(AUDIT, title="还没提交"))
        target = tmp_path / "copy"
        target.mkdir()
        made = store.backup(target)
    assert sorted(path.name for path in target.iterdir()) == ["journal.db", "store.db"]
    assert [path.name for path in made] == ["store.db", "journal.db"]
    copy = opened(target)
    assert read_title(copy) == "例行自查"
    assert copy.journal.verify().entries == 1
    assert copy.check_integrity() == []
    copy.close()
    before = (target / "store.db").read_bytes()
    with pytest.raises(BadInputError, match="已经存在"):
        store.backup(target)
    assert (target / "store.db").read_bytes() == before


def test_a_backup_of_damaged_pages_is_refused(store, tmp_path):
    save(store, *(finding(number, description="描述" * 100) for number in range(400)))
    store.close()
    path = tmp_path / "store.db"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    broken = opened(tmp_path)
    target = tmp_path / "copy"
    target.mkdir()
    with pytest.raises(DamagedError, match=r"store\.db"):
        broken.backup(target)
    broken.close()
    assert list(target.iterdir()) == []


def test_a_closed_store_stays_closed(store, tmp_path):
    with store.begin() as work:
        work.get(Audit, "a1")
        store.close()
        with pytest.raises(WorkspaceLockedError):
            work.save(AUDIT)
    with pytest.raises(WorkspaceLockedError), store.begin():
        pass
    store.close()


def test_closing_leaves_two_files(store, tmp_path):
    save(store, AUDIT)
    store.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["journal.db", "store.db"]


def test_closing_waits_for_the_writer(store, tmp_path):
    closing = threading.Thread(target=store.close)
    with store.begin() as work:
        work.save(AUDIT)
        closing.start()
        closing.join(timeout=0.1)
        assert closing.is_alive()
        work.commit()
    closing.join()
    again = opened(tmp_path)
    assert read_title(again) == "例行自查"
    again.close()
