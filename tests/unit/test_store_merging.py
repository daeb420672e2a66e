from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from auditdesk.domain.merging import (
    NOTHING,
    added,
    fingerprint,
    in_conflict,
    members_of,
    merge,
    ranked,
    state_hash_of,
    value_of,
)
from auditdesk.domain.operations import FieldChange, Head, Operation, Stamp

FIELDS = (1, 2)
SET_FIELD = 3


def merged(operations):
    state, known = NOTHING, set()
    for one in operations:
        if one.id not in known:
            state = merge(state, one, known)
            known.add(one.id)
    return state


class Laptop:
    """A replica that edits what it sees and learns others' operations in any order."""

    def __init__(self, device):
        self.device, self.log = device, {}

    def edit(self, millis, field, value, element=""):
        state = merged(self.log.values())
        bases = tuple(head.operation for head in state.heads.get((field, element), ()))
        made = Operation(
            str(Stamp(millis, 0, self.device)), 5, "f1", self.device,
            (FieldChange(field, value, bases, element),),
        )  # fmt: skip
        self.log[made.id] = made

    def learn(self, operations):
        for one in operations:
            self.log.setdefault(one.id, one)


@st.composite
def histories(draw):
    laptops = [Laptop(device) for device in ("aa", "bb", "cc")]
    for millis in range(draw(st.integers(1, 14))):
        laptop = draw(st.sampled_from(laptops))
        match draw(st.sampled_from(("edit", "edit", "member", "learn"))):
            case "edit":
                laptop.edit(millis, draw(st.sampled_from(FIELDS)), draw(st.sampled_from("甲乙")))
            case "member":
                laptop.edit(millis, SET_FIELD, draw(st.booleans()), draw(st.sampled_from(("电话", "在线"))))
            case _:
                other = list(draw(st.sampled_from(laptops)).log.values())
                laptop.learn(draw(st.permutations(other))[: draw(st.integers(0, len(other)))])
    return list({one.id: one for laptop in laptops for one in laptop.log.values()}.values())


@given(histories(), st.randoms(use_true_random=False))
def test_every_order_with_repeats_gives_one_state(operations, chance: random.Random):
    expected = merged(operations)
    shuffled = operations + chance.choices(operations, k=len(operations)) if operations else []
    chance.shuffle(shuffled)
    state = merged(shuffled)
    assert state == expected
    assert fingerprint(5, "f1", state) == fingerprint(5, "f1", expected)
    assert sorted(members_of(state, SET_FIELD)) == sorted(members_of(expected, SET_FIELD))
    assert not state.overwritten


@given(histories())
def test_heads_are_the_operations_nobody_overwrote(operations):
    state = merged(operations)
    for field, element in {(c.field, c.element) for one in operations for c in one.changes}:
        writers = {
            one.id for one in operations if (one.changes[0].field, one.changes[0].element) == (field, element)
        }
        gone = {
            base for one in operations for c in one.changes if (c.field, c.element) == (field, element)
            for base in c.bases
        }  # fmt: skip
        assert {head.operation for head in state.heads.get((field, element), ())} == writers - gone


def operation(millis, device, value, bases=(), field=1, element=""):
    change = FieldChange(field, value, tuple(bases), element)
    return Operation(str(Stamp(millis, 0, device)), 5, "f1", device, (change,))


def test_different_concurrent_values_conflict_and_the_later_is_shown():
    first, left = operation(1, "aa", "甲"), operation(3, "aa", "乙", [str(Stamp(1, 0, "aa"))])
    right = operation(2, "bb", "丙", [first.id])
    state = merged([first, left, right])
    assert in_conflict(state.heads[1, ""])
    assert value_of(state, 1, None) == "乙"
    assert [head.value for head in ranked(state.heads[1, ""])] == ["乙", "丙"]
    settled = merged([first, left, right, operation(4, "bb", "丁", [left.id, right.id])])
    assert settled.heads[1, ""] == (Head(str(Stamp(4, 0, "bb")), "丁", "bb"),)


def test_equal_concurrent_values_are_no_conflict():
    state = merged([operation(1, "aa", ["x", 1]), operation(2, "bb", ["x", 1])])
    assert len(state.heads[1, ""]) == 2
    assert not in_conflict(state.heads[1, ""])


def test_true_and_one_are_different_values():
    assert in_conflict(merged([operation(1, "aa", 1), operation(2, "bb", True)]).heads[1, ""])


def test_adding_beats_a_concurrent_removal():
    add = operation(1, "aa", True, field=3, element="电话")
    again = operation(2, "bb", True, [add.id], field=3, element="电话")
    remove = operation(3, "cc", False, [add.id], field=3, element="电话")
    assert members_of(merged([add, again, remove]), 3) == ("电话",)
    assert members_of(merged([add, remove]), 3) == ()


def test_an_overwritten_operation_that_arrives_late_is_no_head():
    first = operation(1, "aa", "甲")
    second = operation(2, "bb", "乙", [first.id])
    early = merged([second])
    assert early.overwritten == {((1, ""), first.id)}
    assert merged([second, first]) == merged([first, second])


def test_state_hash_is_a_sum_that_forgets_the_order():
    one, two = fingerprint(5, "f1", merged([operation(1, "aa", "x")])), 7
    assert added(added(0, 0, one), 0, two) == added(added(0, 0, two), 0, one)
    assert added(added(0, 0, one), one, two) == two
    assert fingerprint(5, "f1", NOTHING) == 0
    assert state_hash_of(one) != state_hash_of(two)
    assert len(state_hash_of(0)) == 64
