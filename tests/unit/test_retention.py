from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.evidence import Evidence, MaskState
from auditdesk.domain.retention import (
    Retention,
    RetentionChoice,
    RetentionRule,
    RetentionRules,
    problem_of_months,
    problems_of_retention,
    retention_of,
)
from auditdesk.packs.retention import load_retention

PIECE = Evidence("e1", "E-2611-01", "录音.wav", "audio/wav", 10, "ab" * 32, "u1", "2026-08-31T09:00:00+08:00")


def rules(*items):
    return RetentionRules(tuple(items))


def test_the_shipped_rules_are_sound_and_know_complaints():
    shipped = load_retention()
    assert problems_of_retention(shipped) == []
    complaint = retention_of(replace(PIECE, tags=("投诉",)), shipped)
    assert complaint.keep_until == "2027-02-28"
    assert complaint.expires_on == "2028-08-31"
    assert complaint.titles[0] == "投诉资料"
    assert retention_of(replace(PIECE, mask_state=MaskState.NOT_NEEDED), shipped).expires_on == "2031-08-31"


def test_the_longest_keep_and_the_shortest_expiry_win():
    both = rules(
        RetentionRule("a", "甲", 6, 36), RetentionRule("b", "乙", 12, 24), RetentionRule("c", "丙", 0, 3)
    )
    kept = retention_of(PIECE, both)
    assert kept == Retention("2027-08-31", "2027-08-31", ("甲", "乙", "丙"))
    assert kept.kept("2027-08-30")
    assert not kept.kept("2027-08-31")
    assert kept.due("2027-08-31")
    assert not kept.due("2027-08-30")


def test_months_count_from_the_capture_and_a_persons_day_replaces_the_expiry():
    rule = rules(RetentionRule("a", "甲", 6, 12))
    assert retention_of(replace(PIECE, captured_at="2026-01-15"), rule).keep_until == "2026-07-15"
    assert retention_of(replace(PIECE, captured_at="去年"), rule).keep_until == "2027-02-28"
    assert retention_of(replace(PIECE, expires_on="2030-01-01"), rule).expires_on == "2030-01-01"
    assert retention_of(replace(PIECE, expires_on="2026-09-01"), rule).expires_on == "2027-02-28"
    assert retention_of(PIECE, rules()) == Retention()


@given(st.integers(0, 400), st.integers(0, 400), st.dates(min_value=__import__("datetime").date(2000, 1, 1)))
def test_nothing_expires_before_it_may(keep, expire, begin):
    piece = replace(PIECE, added_at=begin.isoformat() if begin.year < 9000 else "2026-01-31")
    found = retention_of(piece, rules(RetentionRule("a", "甲", keep, expire)))
    assert bool(found.keep_until) == bool(keep)
    assert not (found.keep_until and found.expires_on) or found.expires_on >= found.keep_until
    assert not found.due(found.keep_until) or not expire or found.expires_on == found.keep_until


def test_the_sites_own_months_replace_the_shipped_ones():
    chosen = load_retention().with_choices(
        [RetentionChoice("complaint", 12, 48), RetentionChoice("no", 1, 1)]
    )
    assert (chosen.rules[0].keep_months, chosen.rules[0].expire_months) == (12, 48)
    assert chosen.rules[1] == load_retention().rules[1]


@pytest.mark.parametrize(
    ("keep", "expire", "sound"), [(0, 0, True), (6, 0, True), (7, 6, False), (-1, 3, False)]
)
def test_months_that_contradict_each_other_are_told(keep, expire, sound):
    assert (problem_of_months(keep, expire) == "") is sound


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rules:\n  - {id: a, title: 甲, keep_months: 9, expire_months: 3}\n", "到期"),
        ("rules:\n  - {id: a, title: 甲}\n  - {id: a, title: 乙}\n", "重复"),
        ("rules:\n  - {id: a, title: 甲, keep_months: 六}\n", "第 2 行"),
        ("rules:\n  - {id: a, title: 甲, months: 6}\n", "months"),
    ],
)
def test_an_unsound_rules_file_is_refused_with_a_sentence(tmp_path, text, words):
    path = tmp_path / "retention.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInputError, match=words):
        load_retention(path)
