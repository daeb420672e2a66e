from dataclasses import replace
from itertools import permutations

import pytest
from tests.factories import SteppingClock, make_store

from auditdesk.domain.audits import Audit, AuditKind, AuditState, Duty, TeamMember
from auditdesk.domain.errors import DamagedError, NotFoundError
from auditdesk.domain.findings import Finding
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.operations import Cursor, Operation
from auditdesk.store.database import Store

KEYS = (b"s" * 32, b"j" * 32)
AUDIT = Audit(
    "a1", "ZC-2611-01", "十一月例行自查", AuditKind.ROUTINE, "form@1", "2026-10-26", "2026-11-15",
    channels=("在线", "电话"), team=(TeamMember("沈知夏", "自查员", (Duty.ANSWER,)),),
)  # fmt: skip


def store_at(folder, device="aa"):
    folder.mkdir(exist_ok=True)
    return make_store(folder, *KEYS, device=device, user=f"user-{device}", clock=SteppingClock())


@pytest.fixture
def store(tmp_path):
    made = store_at(tmp_path / "store")
    yield made
    made.close()


def save(store, *entities) -> list[Operation]:
    with store.begin() as work:
        work.save(*entities)
        work.commit()
        return work.replica.unsent()


def test_what_is_saved_comes_back_equal(store):
    save(store, AUDIT)
    with store.begin() as work:
        assert work.get(Audit, "a1") == AUDIT
        assert work.find(Audit, kind=AuditKind.ROUTINE, code=["ZC-2611-01", "other"]) == [AUDIT]
        assert work.count(Audit, code="other") == 0
        with pytest.raises(NotFoundError):
            work.require(Audit, "nobody")


def test_some_fields_of_what_would_be_found(store):
    save(store, AUDIT, replace(AUDIT, id="a2", code="ZC-2611-02", state=AuditState.SIGNED))
    with store.begin() as work:
        assert work.values(Audit, "id", "state", "channels", order="-code") == [
            ("a2", AuditState.SIGNED, AUDIT.channels), ("a1", AUDIT.state, AUDIT.channels)
        ]  # fmt: skip
        assert work.values(Audit, "code", state=[AuditState.SIGNED]) == [("ZC-2611-02",)]
        assert work.values(Audit, "id", "code", code="other") == []


def test_leaving_without_commit_changes_nothing(store):
    with store.begin() as work:
        work.save(AUDIT)
        work.note(JournalNote("lost"))
    with store.begin() as work:
        assert work.get(Audit, "a1") is None
    assert store.journal.last() is None


def test_only_changed_fields_become_an_operation(store):
    save(store, AUDIT)
    operations = save(store, replace(AUDIT, title="改名"))
    assert [len(one.changes) for one in operations] == [len(operations[0].changes), 1]
    assert operations[1].changes[0].bases == (operations[0].id,)
    assert len(save(store, replace(AUDIT, title="改名"))) == 2


def test_two_character_words_are_found(store):
    save(store, Finding("f1", "WT-1101", "a1", "4.3", description="投诉首次响应超时 WT abc"))
    with store.begin() as work:
        assert [hit.entity for hit in work.search("响应")] == ["f1"]
        assert [hit.entity for hit in work.search("时")] == ["f1"]
        assert [hit.entity for hit in work.search("WT-1101")] == ["f1"]
        assert work.search("应首") == []
        assert work.search("！") == []


def test_replicas_meet_in_one_state_whatever_the_order(store, tmp_path):
    other = store_at(tmp_path / "other", "bb")
    first = save(store, AUDIT)
    with other.begin() as work:
        work.replica.apply(first, Cursor("aa", 1, "x"))
        work.commit()
    ours = save(store, replace(AUDIT, title="甲的题目", channels=("电话", "现场")))
    theirs = save(other, replace(AUDIT, title="乙的题目", channels=("在线", "电话", "邮件")))
    hashes, titles, channels = set(), set(), set()
    for number, order in enumerate(permutations([*ours, *theirs])):
        third = store_at(tmp_path / f"third{number}", "cc")
        with third.begin() as work:
            work.replica.apply([*order, order[0]], Cursor("bb", 1, "x"))
            work.commit()
            hashes.add(work.replica.state_hash())
            audit = work.require(Audit, "a1")
            titles.add(audit.title)
            channels.add(tuple(sorted(audit.channels)))
            assert [one.field for one in work.replica.conflicts()] == ["title"]
        third.close()
    assert len(hashes) == 1
    assert titles == {"乙的题目"}
    assert channels == {tuple(sorted(("电话", "现场", "邮件")))}
    other.close()


def test_settling_a_conflict_names_every_head(store, tmp_path):
    other = store_at(tmp_path / "other", "bb")
    base = save(store, AUDIT)
    with other.begin() as work:
        work.replica.apply(base, Cursor("aa", 1, "x"))
        work.commit()
    theirs = save(other, replace(AUDIT, goal="乙"))
    save(store, replace(AUDIT, goal="甲"))
    with store.begin() as work:
        work.replica.apply(theirs, Cursor("bb", 1, "y"))
        (conflict,) = work.replica.conflicts()
        work.replica.settle(conflict, "甲和乙")
        assert work.replica.conflicts() == []
        work.commit()
        assert work.require(Audit, "a1").goal == "甲和乙"
        everything = work.replica.unsent()
    with other.begin() as work:
        work.replica.apply(everything, Cursor("aa", 2, "z"))
        work.commit()
        assert work.replica.conflicts() == []
        assert work.require(Audit, "a1").goal == "甲和乙"
        assert work.replica.cursors()["aa"].sequence == 2
    other.close()


def test_wrong_key_is_one_sentence(tmp_path):
    store_at(tmp_path / "store").close()
    with pytest.raises(DamagedError, match="store"):
        Store.open(tmp_path / "store", b"x" * 32, b"y" * 32, device="aa", clock=SteppingClock())
