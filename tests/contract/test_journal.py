from __future__ import annotations

import threading
from itertools import pairwise

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy.exc import IntegrityError
from tests.factories import SteppingClock, make_store

from auditdesk.domain.errors import WorkspaceLockedError
from auditdesk.domain.journal import GENESIS, JournalNote, next_entry
from auditdesk.store.database import Store
from auditdesk.store.engine import connect

KEYS = (b"s" * 32, b"j" * 32)
SIGNER = Ed25519PrivateKey.from_private_bytes(b"e" * 32)
PUBLIC = SIGNER.public_key().public_bytes_raw().hex()


def check(public_key, signature, message):
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def opened(folder):
    return Store.open(folder, *KEYS, device="aa", user="u1", clock=SteppingClock(), check_seal=check)


@pytest.fixture
def store(tmp_path):
    made = make_store(tmp_path, *KEYS, device="aa", user="u1", clock=SteppingClock(), check_seal=check)
    yield made
    made.close()


def fill(store, count=6):
    for number in range(count):
        store.journal.append("u1", JournalNote("look", f"s{number % 2}", (("n", str(number)),)))


def tamper(folder, *statements):
    """What somebody with the key and another program could do."""
    connection = connect(folder / "journal.db", KEYS[1])
    for table in ("entries", "seals"):
        for act in ("update", "delete"):
            connection.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}")
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_entries_form_a_chain(store):
    assert store.journal.last() is None
    assert store.journal.verify().intact
    fill(store)
    entries = store.journal.entries()
    assert [one.number for one in entries] == [1, 2, 3, 4, 5, 6]
    assert entries[0].previous == GENESIS
    assert all(later.previous == one.digest for one, later in pairwise(entries))
    assert [one.number for one in store.journal.entries(after=2, limit=2)] == [3, 4]
    assert [one.number for one in store.journal.entries(subject="s1")] == [2, 4, 6]
    assert store.journal.last() == entries[-1]
    state = store.journal.verify()
    assert (state.intact, state.entries, state.head) == (True, 6, entries[-1].digest)


def test_notes_arrive_in_order_with_user_and_time_of_the_work(store):
    with store.begin() as work:
        work.note(JournalNote("first", "a"))
        store.act_as("u2")
        work.note(JournalNote("second", "b"))
        assert store.journal.entries() == []
        work.commit()
    assert [(one.action, one.user) for one in store.journal.entries()] == [("first", "u1"), ("second", "u2")]


def test_an_abandoned_note_never_arrives(store):
    with store.begin() as work:
        work.note(JournalNote("lost"))
    fill(store, 1)
    assert [one.action for one in store.journal.entries()] == ["look"]


@pytest.mark.parametrize("act", ["UPDATE entries SET user = 'x'", "DELETE FROM entries", "DELETE FROM seals"])
def test_the_database_refuses_changes(store, act):
    fill(store)
    store.journal.seal("u1", PUBLIC, SIGNER.sign)
    with store.journal._connect() as connection, pytest.raises(IntegrityError, match="append-only"):
        connection.exec_driver_sql(act)
    assert store.journal.verify().intact


@pytest.mark.parametrize(
    ("statements", "broken_at"),
    [
        (["UPDATE entries SET subject = 'x' WHERE number = 3"], 3),
        (["UPDATE entries SET detail = 'no json' WHERE number = 3"], 3),
        (["DELETE FROM entries WHERE number = 1"], 1),
        (["DELETE FROM entries WHERE number = 4"], 4),
        (["DELETE FROM entries WHERE number > 4"], 5),
        (["DELETE FROM entries"], 1),
        (["UPDATE entries SET number = 0 WHERE number = 1"], 1),
        (["UPDATE entries SET number = -1 WHERE number = 3", "UPDATE entries SET number = 3 WHERE number = 4",
          "UPDATE entries SET number = 4 WHERE number = -1"], 3),
        (["UPDATE entries SET number = number + 100 WHERE number > 3",
          ("INSERT INTO entries SELECT 4, at, user, device, action, subject, detail, previous, digest, NULL "
           "FROM entries WHERE number = 3"),
          "UPDATE entries SET number = number - 99 WHERE number > 100"], 4),
        (["UPDATE seals SET digest = 'x'"], 6),
        (["UPDATE seals SET signature = '00'"], 6),
        (["UPDATE seals SET signature = 'no hex'"], 6),
        (["UPDATE seals SET number = 9"], 7),
    ],
)  # fmt: skip
def test_the_first_broken_entry_is_named(store, tmp_path, statements, broken_at):
    fill(store)
    store.journal.seal("u1", PUBLIC, SIGNER.sign)
    store.close()
    tamper(tmp_path, *statements)
    again = opened(tmp_path)
    state = again.journal.verify()
    again.close()
    assert not state.intact
    assert state.broken_at == broken_at
    assert str(broken_at) in state.problem


def test_a_chain_forged_whole_differs_from_the_remembered_head(store, tmp_path):
    fill(store, 2)
    store.close()
    forged = next_entry(None, "2026-11-02T09:00:00+00:00", "u1", "aa", JournalNote("forged"))
    second = next_entry(forged, forged.at, "u1", "aa", JournalNote("forged"))
    tamper(
        tmp_path, "DELETE FROM entries",
        *(
            f"INSERT INTO entries VALUES ({one.number}, '{one.at}', 'u1', 'aa', 'forged', '', '[]', "
            f"'{one.previous}', '{one.digest}', NULL)"
            for one in (forged, second)
        ),
    )  # fmt: skip
    again = opened(tmp_path)
    assert again.journal.verify().broken_at == 2
    again.close()


def test_seals_are_made_when_there_is_something_new(store):
    store.journal.seal("u1", PUBLIC, SIGNER.sign)
    assert store.journal.verify().sealed == 0
    fill(store, 3)
    store.journal.seal("u1", PUBLIC, SIGNER.sign)
    store.journal.seal("u1", PUBLIC, lambda _message: pytest.fail("nothing new to sign"))
    fill(store, 1)
    assert store.journal.verify().sealed == 3


def test_without_a_check_nothing_is_called_sealed(tmp_path):
    store = Store.create(tmp_path, *KEYS, device="aa", clock=SteppingClock())
    fill(store, 1)
    store.journal.seal("u1", PUBLIC, lambda _message: b"not a signature")
    assert store.journal.verify().intact
    assert store.journal.verify().sealed == 0
    store.close()


def test_a_crash_between_journal_and_outbox_delivers_once(store, tmp_path, monkeypatch):
    with store.begin() as work:
        work.note(JournalNote("once"))
        monkeypatch.setattr("auditdesk.store.outbox.remove", lambda _connection, _last: None)
        work.commit()
    monkeypatch.undo()
    with store.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM journal_outbox").scalar() == 1
    store.close()
    again = opened(tmp_path)
    assert [one.action for one in again.journal.entries()] == ["once"]
    assert again.journal.verify().intact
    again.close()


def test_a_crash_before_the_journal_delivers_at_the_next_opening(store, tmp_path, monkeypatch):
    monkeypatch.setattr(Store, "deliver_notes", lambda _store: None)
    with store.begin() as work:
        work.note(JournalNote("late"))
        work.commit()
    assert store.journal.last() is None
    store.close()
    again = opened(tmp_path)
    assert [one.action for one in again.journal.entries()] == ["late"]
    again.close()


def test_many_threads_make_one_chain(store):
    def work(number):
        for _round in range(5):
            store.journal.append("u1", JournalNote("look", str(number)))
            with store.begin() as unit:
                unit.note(JournalNote("note", str(number)))
                unit.commit()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.journal.verify().entries == 60
    assert store.journal.verify().intact


def test_a_closed_store_keeps_its_journal_shut(store):
    store.close()
    with pytest.raises(WorkspaceLockedError):
        store.journal.append("u1", JournalNote("late"))
