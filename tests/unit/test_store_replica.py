from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples
from tests.factories import SteppingClock, make_store

from auditdesk.domain import replicated
from auditdesk.domain.audits import Audit, AuditKind
from auditdesk.domain.errors import DamagedError
from auditdesk.domain.findings import Finding, FindingState
from auditdesk.domain.operations import Alarm, Cursor, FieldChange, FrozenSegment, Operation, Stamp
from auditdesk.domain.people import Role, User
from auditdesk.store import rows, writing
from auditdesk.store.database import Store

KEYS = (b"s" * 32, b"j" * 32)
AUDIT = Audit("a1", "ZC-1", "例行自查", AuditKind.ROUTINE, "f@1", "2026-10-01", "2026-10-31")


def made(folder, device="aa"):
    folder.mkdir(exist_ok=True)
    return make_store(folder, *KEYS, device=device, user=f"u-{device}", clock=SteppingClock())


@pytest.fixture
def store(tmp_path):
    one = made(tmp_path / "aa")
    yield one
    one.close()


def save(store, *entities):
    with store.begin() as work:
        work.save(*entities)
        work.commit()
        return work.replica.unsent()


def apply(store, operations, sequence=1):
    with store.begin() as work:
        changed = work.replica.apply(operations, Cursor("bb", sequence, "x"))
        assert work.commit() == changed
        return changed


def operation(millis, kind, entity, *changes):
    return Operation(str(Stamp(millis, 0, "bb")), kind, entity, "u-bb", changes)


def state_of(store):
    with store.begin() as work:
        return work.replica.state_hash(), work.replica.conflicts(), work.find(Finding, order="id")


def test_segments_take_operations_out_of_the_outbox(store):
    first = save(store, AUDIT)
    second = save(store, replace(AUDIT, title="新"))[1:]
    with store.begin() as work:
        work.replica.freeze(FrozenSegment(1, "h1", b"\0bytes", 1, first[-1].id))
        assert work.replica.unsent() == second
        work.commit()
    with store.begin() as work:
        work.replica.freeze(FrozenSegment(2, "h2", b"more", 1, second[-1].id))
        work.replica.mark_published(1)
        assert [one.sequence for one in work.replica.segments()] == [1, 2]
        assert work.replica.segments(published=True) == [
            FrozenSegment(1, "h1", b"\0bytes", 1, first[-1].id, published=True)
        ]
        assert [one.sequence for one in work.replica.segments(published=False)] == [2]
        assert work.replica.unsent() == []


def test_applied_operations_move_the_cursor_and_are_not_sent_again(store, tmp_path):
    operations = save(store, AUDIT)
    other = made(tmp_path / "bb", "bb")
    assert apply(other, operations, 1).touched == {("audit", "a1")}
    assert apply(other, operations, 2).touched == frozenset()
    with other.begin() as work:
        assert work.get(Audit, "a1") == AUDIT
        assert work.replica.unsent() == []
        assert work.replica.cursors() == {"bb": Cursor("bb", 2, "x")}
        assert [hit.entity for hit in work.search("例行")] == ["a1"]
    other.close()


def test_nothing_of_an_uncommitted_apply_stays(store, tmp_path):
    operations = save(store, AUDIT)
    other = made(tmp_path / "bb", "bb")
    with other.begin() as work:
        work.replica.apply(operations, Cursor("aa", 1, "x"))
    with other.begin() as work:
        assert work.get(Audit, "a1") is None
        assert work.replica.cursors() == {}
    other.close()


def test_local_stamps_follow_what_was_seen(store):
    future = operation(9_000_000_000_000, 3, "a1", FieldChange(2, "来自未来", ()))
    apply(store, [future])
    mine = save(store, AUDIT)
    assert mine[0].id > future.id


@pytest.mark.parametrize("name", ["no stamp", "5-0-bb", f"{1 << 48:x}-0000-bb", "-00000000005-0000-bb"])
def test_malformed_ids_are_refused_whole(store, name):
    good = operation(5, 3, "a1", FieldChange(2, "x", ()))
    with store.begin() as work, pytest.raises(DamagedError, match="不正确"):
        work.replica.apply([good, replace(good, id=name)], Cursor("bb", 1, "x"))
    with store.begin() as work:
        assert work.replica.cursors() == {}


def test_an_entity_appears_when_its_creation_arrives(store, tmp_path):
    first, second = save(store, AUDIT)[0], save(store, replace(AUDIT, goal="目标"))[1]
    other = made(tmp_path / "bb", "bb")
    assert apply(other, [second]).touched == frozenset()
    with other.begin() as work:
        assert work.find(Audit) == []
    apply(other, [first])
    with other.begin() as work:
        assert work.find(Audit) == [replace(AUDIT, goal="目标")]
    other.close()


def test_unknown_kinds_and_fields_count_in_the_state_and_are_kept(store, tmp_path):
    new_field = operation(5, 3, "a1", FieldChange(99, {"later": [1, None]}, ()))
    new_kind = operation(6, 77, "x1", FieldChange(1, "甲", ()))
    rival = Operation(str(Stamp(7, 0, "cc")), 77, "x1", "u", (FieldChange(1, "乙", ()),))
    operations = [*save(store, AUDIT), new_field, new_kind, rival]
    left, right = made(tmp_path / "l", "ll"), made(tmp_path / "r", "rr")
    apply(left, operations)
    apply(right, operations[::-1])
    assert state_of(left) == state_of(right)
    assert state_of(left)[0] != state_of(store)[0]
    with left.begin() as work:
        assert work.get(Audit, "a1") == AUDIT
        assert work.replica.conflicts() == []
    for one in (left, right):
        one.close()


def test_rows_are_made_anew_when_the_program_learns_a_word(store, tmp_path, monkeypatch):
    user = User("u1", "1001", "韩立群", Role.LEAD)
    save(store, user)
    apply(store, [operation(5, 1, "u2", *(
        FieldChange(number, value, ()) for number, value in ((1, "1002"), (2, "王"), (3, "owner"))
    ))])  # fmt: skip
    apply(store, [operation(6, 1, "u1", FieldChange(4, 7, ()))])
    with store.begin() as work:
        assert work.find(User) == [user]
    store.close()
    kinds = (replace(replicated.KINDS[0], fields={**replicated.KINDS[0].fields, "nickname": 99}),)
    monkeypatch.setattr("auditdesk.store.database.KINDS", kinds)
    shape = rows.shape_of(User)
    role = next(field for field in shape.fields if field.name == "role")
    monkeypatch.setattr(
        shape, "fields",
        tuple(replace(one, default=Role.VIEWER) if one is role else one for one in shape.fields),
    )  # fmt: skip
    again = Store.open(tmp_path / "aa", *KEYS, device="aa", user="u1", clock=SteppingClock())
    with again.begin() as work:
        assert [(one.id, one.role) for one in work.find(User)] == [("u1", Role.LEAD), ("u2", Role.VIEWER)]
        assert [hit.entity for hit in work.search("1002")] == ["u2"]
    again.close()


def test_an_unreadable_value_keeps_its_head_and_shows_the_default(store):
    save(store, Finding("f1", "WT-1", "a1", "4.3", state=FindingState.OPEN))
    with store.begin() as work:
        base = work.replica.unsent()[0].id
    number = replicated.kind_of(Finding).fields["state"]
    apply(store, [operation(9_000_000_000_000, 5, "f1", FieldChange(number, "archived", (base,)))])
    with store.begin() as work:
        assert work.require(Finding, "f1").state is FindingState.DRAFT
    made_now = save(store, replace(Finding("f1", "WT-1", "a1", "4.3"), title="改"))
    assert [change.field for change in made_now[-1].changes] == [replicated.kind_of(Finding).fields["title"]]


def test_saving_beside_a_conflict_names_only_the_shown_head(store):
    (first,) = save(store, AUDIT)
    number = replicated.kind_of(Audit).fields["title"]
    apply(store, [operation(9_000_000_000_000, 3, "a1", FieldChange(number, "乙", ()))])
    with store.begin() as work:
        (conflict,) = work.replica.conflicts()
    assert conflict.id == "audit:a1:title"
    assert [head.value for head in conflict.heads] == ["乙", "例行自查"]
    save(store, replace(AUDIT, title="丙"))
    with store.begin() as work:
        (conflict,) = work.replica.conflicts()
        assert [(head.value, head.user) for head in conflict.heads] == [("丙", "u-aa"), ("例行自查", "u-aa")]
        work.replica.settle(conflict, "例行自查")
        assert work.require(Audit, "a1").title == "例行自查"
        assert work.commit().touched == {("audit", "a1")}
        assert work.replica.conflicts() == []
        assert set(work.replica.unsent()[-1].changes[0].bases) >= {first.id}


def test_alarms_are_told_once(store):
    alarm = Alarm("rollback:bb", "rollback", "bb", "共享目录退回了", "2026-11-02T09:00:00+00:00")
    with store.begin() as work:
        work.replica.raise_alarm(alarm)
        work.replica.raise_alarm(replace(alarm, seen_at="2026-11-03"))
        work.commit()
        assert work.replica.alarms() == [alarm]
        work.replica.raise_alarm(replace(alarm, settled_at="2026-11-04"))
        assert work.replica.alarms() == []
        assert work.replica.alarms(open_only=False) == [replace(alarm, settled_at="2026-11-04")]


def test_local_things_do_not_count_in_the_state(store):
    save(store, AUDIT)
    before = state_of(store)[0]
    with store.begin() as work:
        work.set_setting("theme", "dark")
        work.next_number("WT")
        work.commit()
    assert state_of(store)[0] == before
    save(store, AUDIT)
    assert state_of(store)[0] == before
    save(store, replace(AUDIT, title="x"))
    assert state_of(store)[0] != before


def test_a_wrong_sum_is_noticed(store):
    save(store, AUDIT)
    with store.begin() as work:
        work._write().connection.execute(writing.PUT_BOOK, {"name": writing.TOTAL, "value": "1"})
        work._writing.finish()
        work.commit()
    assert len(store.check_integrity()) == 1


EDITS = st.lists(
    st.tuples(
        st.sampled_from(("aa", "bb", "cc")), st.sampled_from(("f1", "f2")),
        st.sampled_from(("title", "owner", "cause_kinds", "learn")), st.integers(0, 3),
    ),
    max_size=12,
)  # fmt: skip


@examples(8)
@given(EDITS, st.randoms(use_true_random=False))
def test_stores_meet_in_one_state_whatever_they_did(tmp_path_factory, edits, chance):
    folder = tmp_path_factory.mktemp("replicas")
    stores = {device: made(folder / device, device) for device in ("aa", "bb", "cc")}
    logs = {device: [] for device in stores}
    for device, entity, what, value in edits:
        if what == "learn":
            learn(stores[device], [one for log in logs.values() for one in log], chance)
            continue
        with stores[device].begin() as work:
            now = work.get(Finding, entity) or Finding(entity, entity, "a1", "4.3")
            new = ("人员", "流程", "系统")[:value] if what == "cause_kinds" else f"值{value}"
            work.save(replace(now, **{what: new}))
            work.commit()
            logs[device] = work.replica.unsent()
    everything = [one for log in logs.values() for one in log]
    seen = []
    for store in stores.values():
        learn(store, everything, chance)
        hash_, conflicts, findings = state_of(store)
        seen.append(
            (hash_, conflicts, [replace(one, cause_kinds=tuple(sorted(one.cause_kinds))) for one in findings])
        )
        assert store.check_integrity() == []
        store.close()
    assert seen[0] == seen[1] == seen[2]


def learn(store, operations, chance):
    mixed = [*operations, *operations[:3]]
    chance.shuffle(mixed)
    cut = len(mixed) // 2
    apply(store, mixed[:cut])
    apply(store, mixed[cut:])
