from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.loop_kit import CLASS, Room

from auditdesk.domain.causes import METHODS, check_plan, figure, phase_label, question_label, way_gone
from auditdesk.domain.closure import LastAudit, month_rate, months_back, repeat_count, top_problems
from auditdesk.domain.errors import BadInputError, NotAllowedError, NotFoundError, NotReadyError
from auditdesk.domain.findings import ActionState, Finding, FindingState, Problem
from auditdesk.services.audits import find_audit, move_audit
from auditdesk.services.closing import closure_rates, monthly_top, repeated_ids, repeats_of
from auditdesk.services.extending import ask_extension, decide_extension, extend_deadline, extensions_of
from auditdesk.services.problems import begin_problem, change_problem, find_problem, problem_files
from auditdesk.services.rectifying import (
    FreshSample,
    add_action,
    change_finding,
    find_finding,
    group_findings,
    verify_finding,
)
from auditdesk.services.reminding import reminders
from auditdesk.services.tracking import findings_of_all, rate_words, register_of_all, tracking_workbook

BASE = Finding("f", "WT-1", "a", "1.1", found_on="2026-11-02", state=FindingState.OPEN)
DAYS = st.sampled_from([f"2026-{month:02d}-{day:02d}" for month in (9, 10, 11) for day in (1, 16, 17, 30)])


def made(place, **fields):
    return replace(BASE, id=f"f{place}", code=f"WT-{place}", **fields)


def closed(place, deadline, on):
    return made(place, deadline=deadline, closed_on=on, state=FindingState.CLOSED)


def test_the_rate_of_the_picture():
    rows = [
        made(1, deadline="2026-11-17"), made(2, deadline="2026-11-17"), made(3, deadline="2026-11-26"),
        made(4, deadline="2026-11-13"), closed(5, "2026-11-02", "2026-11-02"),
        closed(6, "2026-11-11", "2026-11-10"), closed(7, "2026-10-30", "2026-10-29"),
    ]  # fmt: skip
    now = month_rate(rows, "2026-11", "2026-11-17")
    assert (now.closed, now.due) == (2, 3)
    assert rate_words(now) == "66.7%（2/3）"
    assert month_rate(rows, "2026-09", "2026-11-17").rate is None
    today = [*rows, closed(8, "2026-11-17", "2026-11-17")]
    assert month_rate(today, "2026-11", "2026-11-17").due == 4


def test_late_closing_does_not_count_and_an_approved_day_does():
    late = closed(1, "2026-11-05", "2026-11-09")
    assert month_rate([late], "2026-11", "2026-11-17").closed == 0
    approved = replace(late, extension="2026-11-10", extension_by="u")
    assert month_rate([approved], "2026-11", "2026-11-17").closed == 1
    asked = replace(late, extension="2026-11-10")
    assert month_rate([asked], "2026-11", "2026-11-17").closed == 0
    withdrawn = replace(late, state=FindingState.WITHDRAWN)
    assert month_rate([withdrawn], "2026-11", "2026-11-17").due == 0


@given(st.lists(st.tuples(DAYS, DAYS, st.sampled_from(list(FindingState))), max_size=8), DAYS)
def test_a_rate_is_a_share(rows, today):
    findings = [made(n, deadline=due, closed_on=on, state=state) for n, (due, on, state) in enumerate(rows)]
    found = month_rate(findings, today[:7], today)
    assert 0 <= found.closed <= found.due <= len(rows)


@given(st.dates(), st.integers(1, 40))
def test_months_are_unbroken(day, number):
    months = months_back(day.isoformat(), number) if day.year > 10 else []
    assert months == sorted(months)
    assert not months or (months[-1], len(set(months))) == (day.isoformat()[:7], number)


def test_top_three_and_repeats():
    problems = {"p": Problem("p", "P1", "双要素核验不全", CLASS)}
    rows = [
        made(1, problem_id="p", staff_code="客服B07"), made(2, problem_id="p", staff_code="客服B07"),
        made(3, violation_class="attitude.delay"), made(4), made(5, problem_id="p", found_on="2026-10-30"),
        made(6, problem_id="p", state=FindingState.WITHDRAWN),
    ]  # fmt: skip
    tops = top_problems(rows, problems, "2026-11")
    assert [(top.title, top.count, top.staff) for top in tops] == [
        ("双要素核验不全", 2, 1), ("attitude.delay", 1, 0),
    ]  # fmt: skip
    assert repeat_count(rows) == 1
    last = LastAudit([made(9, item_id="2.2", staff_code="客服B07", violation_class=CLASS)])
    assert last.repeats(made(1, item_id="9.9")) == []
    (one,) = last.repeats(made(1, item_id="2.2", staff_code="客服B07", violation_class=CLASS))
    assert one.why == ("同一检查项", "同一客服同类违规")


def test_ways_between_figures():
    problem = Problem("p", "P1", "首解率低", baseline="80%", target="85%", current="82%")
    assert way_gone(problem) == pytest.approx(0.4)
    assert way_gone(replace(problem, current="70%")) == 0
    assert way_gone(replace(problem, current="")) is None
    assert way_gone(replace(problem, target="80 %")) is None
    assert figure("−3.5 秒") == -3.5
    assert all(phase_label(phase) != phase for phases in METHODS.values() for phase in phases)
    assert question_label("why") == "为什么发生"
    for wrong in (
        {"method": "8d"}, {"method": "pdca", "phase": "define"}, {"cause_kinds": ("天气",)},
        {"five_w": (("which", "x"),)},
    ):  # fmt: skip
        with pytest.raises(BadInputError):
            check_plan(replace(problem, **wrong))


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    one = Room(tmp_path_factory.mktemp("figures"))
    yield one
    one.close()


@pytest.fixture(scope="module")
def audit(room):
    return room.audit()


def test_a_problem_is_analysed_planned_and_measured(room, audit):
    desk = room.at("1042")
    with pytest.raises(BadInputError):
        begin_problem(desk, " ")
    problem = begin_problem(desk, "双要素核验不全")
    with pytest.raises(BadInputError, match="已有"):
        begin_problem(desk, "双要素核验不全")
    changed = change_problem(
        desk, problem.id, cause="客户 13800138000 来电时系统不强制核验", cause_kinds=("process", "staff"),
        five_w=(("why", "流程可跳过"), ("who", " ")), method="dmaic", metric="FCR", baseline="80%",
        target="85%", current="82%", owner="丁一帆", due="2026-12-31",
    )  # fmt: skip
    assert "13800138000" not in changed.cause
    assert (changed.phase, changed.five_w) == ("define", (("why", "流程可跳过"),))
    assert change_problem(desk, problem.id, phase="measure").phase == "measure"
    for wrong in (
        {"phase": "act"},
        {"due": "下周"},
        {"code": "P9"},
        {"violation_class": "x.y"},
        {"title": ""},
    ):
        with pytest.raises(BadInputError):
            change_problem(desk, problem.id, **wrong)
    rows = [
        room.finding(audit, "1.1"),
        room.finding(audit, "1.2"),
        room.finding(audit, "1.3", staff_code="B9"),
    ]
    group_findings(desk, [one.id for one in rows], "双要素核验不全")
    file = find_problem(desk, problem.code)
    assert (len(file.findings), file.left, file.repeats) == (3, 3, 1)
    assert file in problem_files(desk)
    with pytest.raises(NotFoundError):
        find_problem(desk, "没有")


def test_what_was_there_last_time(room):
    before = room.audit("2026-08-01", "2026-08-31")
    now = room.audit("2026-09-01", "2026-09-30")
    old = room.finding(before, "2.1", staff_code="客服B21")
    again, fresh = room.finding(now, "2.1"), room.finding(now, "2.2", staff_code="客服B99")
    (found,) = repeats_of(room.desk, again)
    assert (found.finding.id, found.why) == (old.id, ("同一检查项",))
    assert repeated_ids(room.desk, [again, fresh]) == {again.id}


def test_a_measure_is_due_in_working_days_and_escalates(room, audit):
    finding = room.finding(audit, "3.1", deadline_days=5)
    action = add_action(room.on("2026-11-02", "1042"), finding.id, "补做演练", "马晓蕾", days=3)
    assert action.due == "2026-11-05"

    def of(day):
        return {one.kind: one for one in reminders(room.on(day)) if one.finding_id == finding.id}

    assert of("2026-10-30") == {}
    soon = of("2026-11-02")
    assert (soon["action"].left, soon["action"].level) == (3, "")
    assert of("2026-11-06")["action"].level == "owner"
    assert of("2026-11-10")["action"].level == "lead"
    late = of("2026-11-17")["action"]
    assert (late.left, late.level, late.owner) == (-8, "head", "马晓蕾")
    assert of("2026-11-17")["finding"].text.startswith("完成整改")
    kinds = {one.kind for one in reminders(room.on("2026-11-17"), within=60)}
    assert "problem" in kinds


def test_a_later_day_needs_two_people(room, audit):
    finding = room.finding(audit, "3.2")
    later = "2026-12-15"
    for day, reason in (("2026-11-03", "早了"), (later, " "), ("15.12.", "格式")):
        with pytest.raises(BadInputError):
            ask_extension(room.at("1042"), finding.id, day, reason)
    asked = ask_extension(room.at("1042"), finding.id, later, "供应商 13800138000 推迟")
    assert "13800138000" not in asked.reason
    with pytest.raises(NotReadyError):
        ask_extension(room.at("1042"), finding.id, later, "再来一次")
    with pytest.raises(NotAllowedError, match="以外"):
        decide_extension(room.at("1023"), asked.id, approve=True)
    with pytest.raises(NotAllowedError):
        decide_extension(room.at("1042"), asked.id, approve=True)
    refused = decide_extension(room.at("1017"), asked.id, approve=False, note="先做能做的")
    assert (refused.decision, find_finding(room.desk, finding.id).finding.extension) == ("refused", "")
    again = ask_extension(room.at("1042"), finding.id, later, "已排期")
    decide_extension(room.at("1017"), again.id, approve=True)
    now = find_finding(room.desk, finding.id).finding
    assert (now.extension, now.extension_by) == (later, room.people["1017"].id)
    with pytest.raises(NotReadyError):
        decide_extension(room.at("1017"), again.id, approve=False)
    assert [one.decision for one in extensions_of(room.desk, finding.id)] == ["refused", "approved"]
    with pytest.raises(NotAllowedError):
        extend_deadline(room.at("1023"), finding.id, "2026-12-20", "自己批")
    assert extend_deadline(room.desk, finding.id, "2026-12-20", "直接批准").extension == "2026-12-20"


def test_while_measures_run_a_deadline_moves_only_by_extension(room):
    audit = room.audit("2026-07-01", "2026-07-31")
    finding = room.finding(audit, "1.1", deadline_days=10)
    change_finding(room.at("1042"), finding.id, deadline_days=12)
    for state in ("in_progress", "under_review", "rectifying"):
        if find_audit(room.desk, audit.id).state != state:
            move_audit(room.desk, audit.id, type(audit.state)(state))
    with pytest.raises(NotReadyError, match="申请延期"):
        change_finding(room.at("1042"), finding.id, deadline_days=20)
    assert change_finding(room.at("1042"), finding.id, deadline_days=8).deadline < "2026-11-18"


def test_rates_top_and_sheets_over_all_audits(room, audit):
    done = room.ready(audit, "4.1", description="=cmd|客服未回访")
    verify_finding(room.at("1017"), done.id, FreshSample(40, 10, 10, 10, "3"))
    rates = closure_rates(room.on("2026-12-31"), 3)
    assert [one.month for one in rates.months] == ["2026-10", "2026-11", "2026-12"]
    assert rates.target == 0.95
    assert rates.months[1].closed == 1
    assert rates.months[1].due > 1
    assert "双要素核验不全" in {top.title for top in monthly_top(room.desk, "2026-11")}
    for sheet, words in (
        (tracking_workbook, ("双要素核验不全", "DMAIC", "流程、人员")),
        (register_of_all, (done.code, "10 / 10 符合，2026-11-02 罗成岳")),
        (findings_of_all, (done.code, "已关闭")),
    ):
        (table,) = room.desk.tools.sheets().read_tables(sheet(room.desk), "x.xlsx", most_rows=99)
        cells = [cell for row in table.rows for cell in row]
        assert all(any(word in cell for cell in cells) for word in words)


def test_viewers_see_and_do_nothing(room, audit):
    finding = room.finding(audit, "5.1")
    viewer = room.at("1050")
    assert closure_rates(viewer, 1).months
    for act in (
        lambda: begin_problem(viewer, "x"),
        lambda: ask_extension(viewer, finding.id, "2026-12-15", "x"),
        lambda: extend_deadline(viewer, finding.id, "2026-12-15", "x"),
    ):
        with pytest.raises(NotAllowedError):
            act()
    assert ActionState.DONE not in {one.state for one in find_finding(viewer, finding.id).actions}
