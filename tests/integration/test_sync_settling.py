"""What the sync page reads and does, on two real workspaces."""

import shutil
from dataclasses import replace

import pytest
from tests.sharing_kit import founder, get, joined, save, sync

from auditdesk.domain.errors import BadInputError, NotFoundError, ShareError
from auditdesk.domain.findings import Finding, FindingState, Problem
from auditdesk.services.sharing import reach, status
from auditdesk.services.sharing_conflicts import Choice
from auditdesk.services.sharing_laptops import laptop_words, laptops, said
from auditdesk.services.sharing_roster import init_share
from auditdesk.services.sharing_settling import Decision, Origin, questions, settle_all

FINDING = Finding("f1", "WT-1101", "a1", "4.3", description="首次响应超时", title="客服B21")
PROBLEM = Problem("0f" * 16, "GP-01", "首响超时")


@pytest.fixture
def share(tmp_path):
    folder = tmp_path / "share"
    folder.mkdir()
    return folder


@pytest.fixture
def closing():
    opened = []
    yield opened.append
    for laptop in opened:
        laptop.close()


@pytest.fixture
def pair(tmp_path, share, closing):
    first = founder(tmp_path / "one")
    closing(first)
    init_share(first.desk, first.tools, str(share))
    second = joined(tmp_path, first, closing)
    save(first, PROBLEM)
    save(first, FINDING)
    sync(first)
    sync(second)
    save(first, replace(FINDING, cause="排班不足", deadline="2026-11-20", owner="马晓蕾"))
    save(
        second,
        replace(
            FINDING,
            cause="话术没更新",
            deadline="2026-11-25",
            state=FindingState.OPEN,
            owner="马晓蕾",
            problem_id=PROBLEM.id,
        ),
    )
    sync(second)
    sync(first)
    return first, second


def test_one_question_per_entity_with_what_merged_by_itself(pair):
    first, second = pair
    (question,) = questions(first.desk)
    assert (question.code, question.title) == ("WT-1101", "客服B21")
    assert {one.field for one in question.fields} == {"cause", "deadline"}
    cause = next(one for one in question.fields if one.field == "cause")
    assert (cause.mine.value, cause.theirs[0].value) == ("排班不足", "话术没更新")
    merged = {one.field: (one.value, one.origin) for one in question.merged}
    assert merged["state"] == (FindingState.OPEN, Origin.THEIRS)
    assert merged["problem_id"] == (PROBLEM.id, Origin.THEIRS)
    assert question.names == {PROBLEM.id: "首响超时"}
    assert merged["owner"] == ("马晓蕾", Origin.BOTH)
    assert "title" not in merged
    words = laptop_words(first.desk)
    assert words[first.desk.workspace.device] == "本机"
    assert words[cause.theirs[0].device] == "2 号电脑（沈知夏）"
    assert said(f"{second.desk.workspace.device} 的段", words) == "2 号电脑（沈知夏） 的段"
    assert [one.number for one in laptops(second.desk)] == [1, 2]


def test_all_fields_are_settled_together_or_none(pair):
    first, second = pair
    names = {one.field: one.id for one in questions(first.desk)[0].fields}
    with pytest.raises(BadInputError):
        settle_all(first.desk, [])
    bad = [Decision(names["cause"], Choice.BOTH), Decision(names["deadline"], Choice.EDIT, "明天")]
    with pytest.raises(BadInputError):
        settle_all(first.desk, bad)
    assert len(questions(first.desk)[0].fields) == 2
    settle_all(
        first.desk,
        [Decision(names["cause"], Choice.EDIT, "排班和话术"), Decision(names["deadline"], Choice.THEIRS)],
    )
    assert not questions(first.desk)
    with pytest.raises(NotFoundError):
        settle_all(first.desk, [Decision(names["cause"], Choice.MINE)])
    sync(first)
    sync(second)
    for laptop in pair:
        found = get(laptop, Finding, "f1")
        assert (found.cause, found.deadline) == ("排班和话术", "2026-11-25")
    assert not questions(second.desk)


def test_why_the_last_sync_failed_is_remembered_until_one_succeeds(pair, share, tmp_path):
    first, _second = pair
    assert status(first.desk, first.tools, probe=False).last_problem == ""
    assert reach(first.tools, str(share)) == (True, "")
    shutil.move(share, tmp_path / "away")
    with pytest.raises(ShareError) as told:
        sync(first)
    state = status(first.desk, first.tools, probe=False)
    assert state.last_problem == told.value.message
    assert state.last_try > state.last_success
    found, problem = reach(first.tools, str(share))
    assert not found
    assert problem
    shutil.move(tmp_path / "away", share)
    sync(first)
    state = status(first.desk, first.tools, probe=False)
    assert (state.last_problem, state.last_try) == ("", state.last_success)
    assert state.published >= 2


def test_an_empty_place_counts_as_a_failed_sync(pair, share, tmp_path):
    first, _second = pair
    shutil.move(share, tmp_path / "away")
    share.mkdir()
    assert sync(first).alarms
    assert "不是原来的共享目录" in status(first.desk, first.tools, probe=False).last_problem
