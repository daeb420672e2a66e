"""Small parts of evidence handling: hidden names, batches that are cancelled, shapes, steps told once."""

from __future__ import annotations

from array import array
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditdesk.domain.custody import CustodyFact, Told, trail
from auditdesk.domain.errors import BadInputError, CancelledError
from auditdesk.domain.evidence import Evidence
from auditdesk.domain.filenames import LONGEST, part_name
from auditdesk.domain.journal import JournalNote, next_entry
from auditdesk.services.sounds import in_columns, loudness
from auditdesk.ui.pages.evidence.work import each_piece, step_word

PIECE = Evidence("a", "E-a", "a.txt", "text/plain", 1, "ab" * 32, "u1", "2026-11-02T09:00:00+08:00")


@given(st.text(alphabet="长a 😀", min_size=1, max_size=300))
def test_a_name_for_what_is_not_complete_fits_every_disk(name):
    part = part_name(name)
    assert len(part.encode()) <= LONGEST
    assert part.startswith(".")
    assert part.endswith(".part")


class Bar:
    def __init__(self, stop_at=99):
        self.steps, self.stop_at = 0, stop_at

    def start(self, _label, _total):
        self.steps = 0

    def step(self, amount=1):
        self.steps += amount
        if self.steps >= self.stop_at:
            raise CancelledError("stop")


def test_a_batch_names_what_failed_and_stops_where_it_was_cancelled():
    pieces = [SimpleNamespace(id=str(n), code=f"E-{n}") for n in range(4)]

    def act(one):
        if one == "1":
            raise BadInputError("不行")

    done = each_piece(pieces, act, Bar())
    assert (done.touched, done.problems) == (["0", "2", "3"], ["不行"])
    assert step_word("propose") == "提出销毁"
    with pytest.raises(KeyError):
        step_word("nothing")


def test_loudness_and_columns():
    assert loudness(array("h", [])) == 0
    assert loudness(array("h", [100, -32768])) == 100
    assert in_columns([], 5) == ()
    assert in_columns([1, 9, 2, 3], 2) == (9, 3)
    assert in_columns([4, 5], 600) == (4, 5)


def test_a_step_that_journal_and_records_know_is_told_once_in_the_right_order():
    entry = next_entry(None, "2026-11-02T10:00:01+08:00", "u1", "dd", JournalNote("evidence.mask", "E-a"))
    facts = [
        CustodyFact("2026-11-02T10:00:00+08:00", "u1", "evidence.mask", "E-a-M1"),
        CustodyFact("2026-11-02T02:30:00+00:00", "u2", "evidence.propose", reason="期满"),
        CustodyFact("not a moment", "u2", "evidence.mark", "00:00:05"),
    ]
    told = Told({"u1": "韩立群", "u2": "沈知夏"}, {"dd": "本机"}, elsewhere="另一台电脑")
    lines = trail(PIECE, [entry], told, facts)
    assert [(line.what, line.where) for line in lines] == [
        ("加标记 00:00:05", "另一台电脑"), ("添加", "另一台电脑"), ("生成脱敏副本", "本机"),
        ("提出销毁", "另一台电脑"),
    ]  # fmt: skip
    assert lines[-1].sentence() == "2026-11-02 02:30 沈知夏 提出销毁 （期满） 另一台电脑"
