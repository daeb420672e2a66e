import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditdesk.domain.errors import ShareError
from auditdesk.domain.sharing import (
    NO_HASH,
    DeviceRecord,
    Revocation,
    Roster,
    RosterEntry,
    WrappedKey,
    head_name,
    heads_digest,
    parse_head,
    segment_name,
)
from auditdesk.services.sharing_conflicts import joined
from auditdesk.services.sharing_receive import announced
from auditdesk.sync.faults import patiently, sentence, share_errors, transient
from auditdesk.sync.names import checked

ADMIN = DeviceRecord("aa00", "u1", "admin", "s", "k", admin=True)
OTHER = DeviceRecord("bb00", "u2", "auditor", "s2", "k2")
SHA = "ab" * 32


def entry(number, previous, **more):
    return RosterEntry(number, "w", previous, "aa00", "now", **more)


def test_a_roster_grows_link_by_link():
    first = Roster().extended(entry(1, NO_HASH, devices=(ADMIN,), keys=(WrappedKey(1, "aa00", ""),)), SHA)
    second = first.extended(entry(2, SHA, devices=(OTHER,)), "cd" * 32)
    third = second.extended(
        entry(3, "cd" * 32, revocations=(Revocation("bb00", 4),), keys=(WrappedKey(2, "aa00", ""),)),
        "ef" * 32,
    )
    assert (first.epoch, third.epoch) == (1, 2)
    assert second.admin("aa00")
    assert not second.admin("bb00")
    assert not second.admin("nobody")
    assert third.active() == (ADMIN,)
    assert third.cut_off("bb00") == 4
    assert third.device("bb00") == OTHER
    again = third.extended(entry(4, "ef" * 32, revocations=(Revocation("bb00", 99),)), SHA)
    assert again.cut_off("bb00") == 4


@pytest.mark.parametrize(
    "wrong",
    [
        entry(3, SHA),
        entry(2, NO_HASH),
        entry(2, SHA, devices=(ADMIN,)),
        entry(2, SHA, devices=(DeviceRecord("../x", "u", "r", "s", "k"),)),
    ],
)
def test_what_does_not_continue_the_chain_is_refused(wrong):
    first = Roster().extended(entry(1, NO_HASH, devices=(ADMIN,)), SHA)
    with pytest.raises(ValueError):
        first.extended(wrong, SHA)


def test_an_administrator_who_was_shut_out_writes_no_more():
    first = Roster().extended(entry(1, NO_HASH, devices=(ADMIN,)), SHA)
    assert not first.extended(entry(2, SHA, revocations=(Revocation("aa00", 1),)), SHA).admin("aa00")


@given(
    st.from_regex(r"[0-9a-f]{2,12}", fullmatch=True),
    st.integers(1, 10**12 - 1),
    st.binary(min_size=32, max_size=32),
)
def test_names_of_segments_and_markers(device, sequence, digest):
    name = head_name(device, sequence, digest.hex())
    assert parse_head(checked(name).removeprefix("head/")) == (device, sequence, digest.hex()[:16])
    assert checked(segment_name(device, sequence))


@pytest.mark.parametrize("name", ["", "x", "aa-1-2", "aa-000000000001", "aa-00000000000x-0000000000000000"])
def test_other_names_are_no_markers(name):
    assert parse_head(name) is None
    assert announced([name]) == {}


def test_the_highest_marker_counts_whatever_the_order():
    names = [head_name("aa", number, f"{number:064d}")[5:] for number in (3, 1, 2)]
    assert announced(names) == {"aa": (3, frozenset({"0" * 16}))}
    twice = [head_name("aa", 1, "a" * 64)[5:], head_name("aa", 1, "b" * 64)[5:]]
    assert announced(twice)["aa"] == (1, frozenset({"a" * 16, "b" * 16}))


def test_the_vector_of_heads_has_one_digest():
    assert heads_digest({"a": (1, "x"), "b": (2, "y")}) == heads_digest({"b": (2, "y"), "a": (1, "x")})
    assert heads_digest({"a": (1, "x")}) != heads_digest({"a": (2, "x")})


def test_both_values_are_kept_once():
    assert joined(["换发话术卡。", "班会宣导"]) == "换发话术卡；班会宣导"
    assert joined(["一样", "一样；"]) == "一样"
    assert joined(["", "有"]) == "有"
    assert joined([["甲", "乙"], ["乙", "丙"]]) == ["甲", "乙", "丙"]


def test_only_passing_troubles_are_worth_another_try():
    busy, full = OSError(16, "busy"), OSError(28, "full")
    assert transient(busy)
    assert not transient(full)
    for code, again in ((5, True), (32, True), (33, True), (112, False)):
        error = OSError(13, "x")
        error.winerror = code
        assert transient(error) is again
    calls = []

    def fails():
        calls.append(1)
        raise busy

    with pytest.raises(OSError):
        patiently(fails, lambda _seconds: None)
    assert len(calls) == 4
    with pytest.raises(ShareError), share_errors("/x"):
        raise full
    assert "/x" in sentence(OSError("odd"), "/x")
