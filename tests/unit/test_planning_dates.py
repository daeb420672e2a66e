from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditdesk.domain.audits import AuditKind
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.planning import (
    MONTHS,
    ONCE,
    DueState,
    Every,
    Plan,
    audit_code,
    audit_id_of,
    check_plan,
    cycles,
    dues,
    find_due,
    month_after,
    month_end,
    state_of,
    title_of,
)
from auditdesk.domain.workdays import WorkCalendar
from auditdesk.packs.calendar import load_calendar

CALENDAR = load_calendar()
RECURRING = [every for every in Every if every is not Every.ONCE]
DAYS = st.dates(date(2019, 1, 1), date(2034, 12, 31))


def a_plan(**fields):
    first = Plan(
        "p1", "JH1", "{月}月例行自查", AuditKind.ROUTINE, "f", Every.MONTHLY, "2026-01-01", due_day=20
    )
    return replace(first, **fields)


PLANS = st.builds(
    lambda every, start, day, after, earlier, lead: a_plan(
        every=every,
        starts_on=start.isoformat(),
        due_day=day,
        due_after=after,
        earlier=earlier,
        lead_days=lead,
    ),
    st.sampled_from(RECURRING),
    DAYS,
    st.integers(1, 31),
    st.integers(0, 24),
    st.booleans(),
    st.integers(0, 60),
)


@given(PLANS, st.integers(0, 6))
def test_periods_tile_whole_months_and_due_days_rise(plan, years):
    first = date.fromisoformat(plan.starts_on)
    found = dues(plan, CALENDAR, date.min, first + timedelta(days=365 * years + 800))
    assert found
    assert found[0].start == first.replace(day=1)
    for one in found:
        assert one.start.day == 1
        assert one.end == month_end(one.end)
        assert month_after(one.start, MONTHS[plan.every]) == one.end + timedelta(days=1)
        assert CALENDAR.is_working_day(one.due)
        assert one.begin <= one.due
    for earlier, later in pairwise(found):
        assert later.start == earlier.end + timedelta(days=1)
        assert later.due > earlier.due
    assert len({one.cycle for one in found}) == len(found)


@given(PLANS, DAYS, st.integers(1, 500), st.integers(1, 500))
def test_windows_side_by_side_hold_every_due_day_once(plan, since, first, second):
    middle, until = since + timedelta(days=first), since + timedelta(days=first + second)
    whole = dues(plan, CALENDAR, since, until)
    parts = dues(plan, CALENDAR, since, middle) + dues(plan, CALENDAR, middle + timedelta(days=1), until)
    assert [one.cycle for one in parts] == [one.cycle for one in whole]


@given(PLANS)
def test_a_due_day_moves_only_over_days_off(plan):
    for one in dues(plan, CALENDAR, date.min, date.fromisoformat(plan.starts_on) + timedelta(days=1200)):
        month = month_after(one.start, plan.due_after)
        nominal = month.replace(day=min(plan.due_day, month_end(month).day))
        assert one.due <= nominal if plan.earlier else one.due >= nominal
        step = timedelta(days=1 if plan.earlier else -1)
        day = one.due + step
        while (day <= nominal) if plan.earlier else (day >= nominal):
            assert not CALENDAR.is_working_day(day)
            day += step


@given(PLANS, st.integers(0, 40))
def test_a_cycle_is_found_by_its_name(plan, number):
    found = list(zip(range(number + 1), cycles(plan), strict=False))[-1][1]
    due = find_due(plan, CALENDAR, found[0])
    assert (due.cycle, due.start, due.end) == found


@given(PLANS, st.integers(1, 31), st.booleans())
def test_changing_the_due_day_leaves_names_and_audits_alone(plan, day, earlier):
    changed = replace(plan, due_day=day, earlier=earlier, due_after=3)
    for (name, *_one), (other, *_two) in zip(cycles(plan), cycles(changed), strict=False):
        assert audit_id_of(plan.id, name) == audit_id_of(changed.id, other)
        if name > "2036":
            break


def test_a_make_up_weekend_is_a_due_day_and_a_holiday_is_not():
    calendar = WorkCalendar(
        frozenset({date(2026, 10, day) for day in range(1, 9)}),
        frozenset({date(2026, 10, 10)}),
        "t",
        (2026, 2026),
    )
    plan = a_plan(starts_on="2026-10-01", ends_on="2026-10-31")
    assert dues(replace(plan, due_day=10), calendar, date.min, date.max)[0].due == date(2026, 10, 10)
    assert dues(replace(plan, due_day=11), calendar, date.min, date.max)[0].due == date(2026, 10, 10)
    assert dues(replace(plan, due_day=3), calendar, date.min, date.max)[0].due == date(2026, 9, 30)
    later = replace(plan, due_day=3, earlier=False)
    assert dues(later, calendar, date.min, date.max)[0].due == date(2026, 10, 9)


@pytest.mark.parametrize(
    ("year", "due"),
    [(2026, date(2026, 2, 28)), (2024, date(2024, 2, 29)), (2027, date(2027, 2, 26))],
)
def test_month_ends(year, due):
    plain = WorkCalendar(frozenset(), frozenset({date(2026, 2, 28)}), "t", (2026, 2026))
    plan = a_plan(starts_on=f"{year}-02-01", ends_on=f"{year}-02-28", due_day=31)
    assert dues(plan, plain, date.min, date(year, 3, 31))[0].due == due


def test_titles_and_codes_name_the_cycle():
    quarter = a_plan(title="{年}年第{季}季度投诉复盘（{起月}–{月}月）", every=Every.QUARTERLY, due_after=3)
    due = dues(quarter, CALENDAR, date(2026, 12, 1), date(2027, 2, 1))[0]
    assert title_of(due) == "2026年第4季度投诉复盘（10–12月）"
    assert audit_code(due) == "ZC-2612-JH1"
    once = a_plan(every=Every.ONCE, title="新服务上线前自查", starts_on="2026-12-02", ends_on="2026-12-20")
    assert [one.cycle for one in dues(once, CALENDAR, date.min, date.max)] == [ONCE]
    assert find_due(once, CALENDAR, ONCE).start == date(2026, 12, 2)
    assert find_due(once, CALENDAR, "2026-12") is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "}, {"starts_on": "2026-13-01"}, {"ends_on": "2025-01-01"}, {"due_day": 0},
        {"due_day": 32}, {"due_after": 25}, {"lead_days": -1}, {"every": Every.ONCE},
    ],
)  # fmt: skip
def test_wrong_plans_are_refused(wrong):
    check_plan(a_plan())
    with pytest.raises(BadInputError):
        check_plan(a_plan(**wrong))


def test_states_by_day_and_decision():
    due = dues(a_plan(lead_days=5), CALENDAR, date(2026, 11, 1), date(2026, 11, 30))[0]
    plain = {"started": False, "done": False, "skipped": False}
    assert state_of(due, due.begin - timedelta(days=1), **plain) is DueState.UPCOMING
    assert state_of(due, due.begin, **plain) is DueState.READY
    assert state_of(due, due.due, **plain) is DueState.READY
    assert state_of(due, due.due + timedelta(days=1), **plain) is DueState.LATE
    assert state_of(due, due.due, **plain | {"skipped": True}) is DueState.SKIPPED
    assert state_of(due, due.due, **plain | {"skipped": True, "started": True}) is DueState.STARTED
    assert state_of(due, due.due, **plain | {"started": True, "done": True}) is DueState.DONE
