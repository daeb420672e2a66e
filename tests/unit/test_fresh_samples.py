import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.loop_kit import Room

from auditdesk.domain.errors import BadInputError, NotAllowedError, NotFoundError, NotReadyError
from auditdesk.domain.findings import ActionState, FindingState
from auditdesk.domain.fresh import DROPPED, FreshDraw, Population, draw, judged, records_of, with_mark
from auditdesk.services.answering import Entry, record_answer
from auditdesk.services.rectifying import (
    FreshSample,
    add_action,
    change_finding,
    find_finding,
    move_action,
    verify_finding,
)
from auditdesk.services.verifying import conclude, draw_sample, judge_record, open_draw

IDS = tuple(f"LY1112-{n:04d}" for n in range(40))
RECORDS = st.lists(st.text("LY0123456789-", min_size=1, max_size=8), min_size=1, max_size=60, unique=True)


@given(RECORDS, st.text("0123456789甲", min_size=1, max_size=8), st.integers(1, 20), st.data())
def test_a_seed_draws_the_same_whatever_the_order_and_nothing_used(ids, seed, size, data):
    used = set(data.draw(st.lists(st.sampled_from(ids), max_size=len(ids) - 1, unique=True)))
    drawn = draw(Population(tuple(ids)), seed, size, used)
    assert drawn == draw(Population(tuple(reversed(ids))), seed, size, used)
    assert len(drawn) == len(set(drawn)) == min(size, len(ids) - len(used))
    assert not set(drawn) & used
    assert set(drawn) <= set(ids)


@given(RECORDS)
def test_the_digest_knows_the_population_not_its_order(ids):
    digest = Population(tuple(ids)).digest()
    assert digest == Population(tuple(sorted(ids))).digest()
    assert digest != Population((*ids, "另一条")).digest()


@given(st.lists(st.tuples(st.sampled_from(IDS[:6]), st.sampled_from([True, False, None]))))
def test_marks_say_the_last_word_on_each_record(steps):
    sample = FreshDraw("d", "f", 40, "", "1", IDS[:6])
    for record, fits in steps:
        sample = replace(sample, marks=with_mark(sample, record, fits=fits))
    last = {record: fits for record, fits in dict(steps).items() if fits is not None}
    assert judged(sample) == last


def test_unsound_populations_are_refused():
    for wrong in (Population(), Population(("a", "b", "a")), Population(count=2_000_000)):
        with pytest.raises(BadInputError):
            draw(wrong, "1", 3)
    with pytest.raises(BadInputError):
        draw(Population(("a",)), " ", 1)
    with pytest.raises(NotReadyError):
        draw(Population(("a",)), "1", 1, {"a"})
    with pytest.raises(BadInputError):
        with_mark(FreshDraw("d", "f", 1, "", "1", ("a",)), "b", fits=True)
    assert records_of(["LY-1=+", "3=-", "odd"]) == {"LY-1"}


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    made = Room(tmp_path_factory.mktemp("fresh"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def audit(room):
    return room.audit()


def test_only_a_complete_fitting_sample_closes(room, audit):
    desk, finding = room.at("1017"), room.ready(audit)
    sample = draw_sample(desk, finding.id, Population(IDS, scope="11-07 至 11-16 改套餐"), "20261117")
    assert len(sample.ids) == 10
    assert open_draw(desk, finding.id) == sample
    with pytest.raises(NotReadyError, match="核完"):
        draw_sample(desk, finding.id, Population(IDS), "another seed until it fits")
    for record in sample.ids[:9]:
        judge_record(desk, sample.id, record, fits=True)
    with pytest.raises(NotReadyError, match="还有 1 条未核"):
        conclude(desk, sample.id)
    judge_record(desk, sample.id, sample.ids[9], fits=True)
    check = conclude(desk, sample.id)
    assert (check.result, check.passed, check.sample_ids) == ("passed", 10, sample.ids)
    assert (check.population, check.seed) == (40, "20261117")
    assert check.population_sha256 == Population(IDS).digest()
    found = find_finding(desk, finding.id).finding
    assert (found.state, found.closed_on) == (FindingState.CLOSED, desk.today())
    with pytest.raises(NotReadyError):
        conclude(desk, sample.id)
    with pytest.raises(NotReadyError, match="了结"):
        add_action(room.at("1042"), finding.id, "再做一次")


def test_one_that_does_not_fit_sends_it_back_with_a_note(room, audit):
    desk, finding = room.at("1017"), room.ready(audit, "1.2")
    sample = draw_sample(desk, finding.id, Population(tuple(f"B{n}" for n in range(30))))
    judge_record(desk, sample.id, sample.ids[3], fits=False)
    check = conclude(desk, sample.id)
    assert (check.result, check.note) == ("failed", f"不符：{sample.ids[3]}")
    assert find_finding(desk, finding.id).finding.state is FindingState.OPEN
    action = add_action(room.at("1042"), finding.id, "再训一次", "丁一帆")
    move_action(room.at("1023"), action.id, ActionState.DONE)
    again = draw_sample(desk, finding.id, Population(tuple(f"B{n}" for n in range(30))))
    assert not set(again.ids) & set(sample.ids)


def test_records_used_in_the_audit_are_left_out(room, audit):
    ids = tuple(f"C{n:02d}" for n in range(15))
    marks = tuple(f"{one}=+" for one in ids[:5])
    record_answer(room.at("1042"), audit.id, "2.1", Entry(verdict="pass", sample_marks=marks))
    finding = room.ready(audit, "1.3")
    sample = draw_sample(room.at("1017"), finding.id, Population(ids))
    assert set(sample.ids) == set(ids[5:])
    other = room.ready(audit, "1.4")
    with pytest.raises(NotReadyError):
        draw_sample(room.at("1017"), other.id, Population(ids))


def test_taking_measures_up_again_drops_the_sample(room, audit):
    desk, finding = room.at("1017"), room.ready(audit, "3.1")
    sample = draw_sample(desk, finding.id, Population(count=50, scope="夜班"))
    (action,) = find_finding(desk, finding.id).actions
    move_action(room.at("1023"), action.id, ActionState.IN_PROGRESS)
    with desk.begin() as work:
        assert work.require(FreshDraw, sample.id).state == DROPPED
    with pytest.raises(NotReadyError, match="重新抽取"):
        judge_record(desk, sample.id, sample.ids[0], fits=True)
    with pytest.raises(NotFoundError):
        conclude(desk, "nothing")


def test_whoever_is_responsible_does_not_verify(room, audit):
    finding = room.ready(audit, "3.2")
    with pytest.raises(NotAllowedError, match="另一人"):
        draw_sample(room.at("1023"), finding.id, Population(count=50))
    owner = room.ready(audit, "3.3", owner="罗成岳")
    with pytest.raises(NotAllowedError, match="另一人"):
        draw_sample(room.at("1017"), owner.id, Population(count=50))
    with pytest.raises(NotAllowedError):
        draw_sample(room.at("1050"), finding.id, Population(count=50))


def test_ids_with_personal_data_are_refused_without_saying_them(room, audit):
    finding = room.ready(audit, "4.1")
    with pytest.raises(BadInputError, match="第 2 条") as told:
        draw_sample(room.at("1017"), finding.id, Population(("A-1", "13800138000")))
    assert "13800138000" not in str(told.value)
    assert open_draw(room.at("1017"), finding.id) is None


def test_counts_on_paper_are_drawn_and_must_be_complete(room, audit):
    desk, finding = room.at("1017"), room.ready(audit, "4.2")
    for counts, words in (
        (FreshSample(50, 9, 9, 9, "7"), "不完整"),
        (FreshSample(50, 10, 8, 10, "7"), "全部符合"),
        (FreshSample(50, 10, 10, 11, "7"), "对不上"),
        (FreshSample(5, 6, 6, 6, "7"), "对不上"),
    ):
        with pytest.raises(BadInputError, match=words):
            verify_finding(desk, finding.id, counts)
    assert find_finding(desk, finding.id).finding.state is FindingState.TO_VERIFY
    check = verify_finding(desk, finding.id, FreshSample(50, 10, 10, 10, "7"))
    assert check.result == "passed"
    assert check.sample_ids == draw(Population(count=50), "7", 10)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": FindingState.CLOSED}, {"closed_on": "2026-11-17"}, {"deadline": "2027-01-01"},
        {"extension": "2027-01-01"}, {"extension_by": "u"},
    ],
)  # fmt: skip
def test_no_field_closes_or_moves_a_finding(room, audit, fields):
    finding = room.finding(audit, "5.1")
    with pytest.raises(BadInputError, match="没有可改的字段"):
        change_finding(room.at("1042"), finding.id, **fields)


def test_closing_is_written_in_one_place_only():
    source = Path(__file__).parents[2] / "src" / "auditdesk"
    closing = re.compile(r"state\s*=\s*FindingState\.CLOSED|FindingState\.CLOSED if ")
    found = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if closing.search(path.read_text("utf-8"))
    }
    assert found == {"services/verifying.py"}
