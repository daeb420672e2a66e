from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.workdays import LONGEST_DEADLINE, WorkCalendar
from auditdesk.packs.calendar import load_calendar

CALENDAR = load_calendar()
DAYS = st.dates(date(2019, 1, 1), date(2032, 12, 31))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 10, 27), 15, date(2026, 11, 17)),
        (date(2025, 9, 19), 15, date(2025, 10, 16)),  # make-up 28 Sep and 11 Oct, holiday 1 to 8 Oct
        (date(2025, 9, 25), 2, date(2025, 9, 28)),  # a Sunday that is worked
        (date(2026, 11, 17), 0, date(2026, 11, 17)),
    ],
)
def test_deadlines_known_from_the_arrangements(start, days, end):
    assert CALENDAR.add_working_days(start, days) == end
    assert CALENDAR.working_days_between(start, end) == days


def test_make_up_days_and_holidays():
    assert CALENDAR.is_working_day(date(2025, 9, 28))
    assert not CALENDAR.is_working_day(date(2025, 10, 8))
    worked, off = CALENDAR.special_days(date(2025, 9, 19), date(2025, 10, 16))
    assert worked == (date(2025, 9, 28), date(2025, 10, 11))
    assert len(off) == 6


def test_uncovered_years_are_plain_weekends():
    future = date(2040, 10, 1)
    assert not CALENDAR.is_certain(future)
    assert CALENDAR.is_working_day(future) == (future.weekday() < 5)
    assert CALENDAR.is_certain(date(2025, 1, 1))
    assert CALENDAR.covers[1] >= 2026


def test_absurd_deadlines_are_refused():
    for days in (-1, LONGEST_DEADLINE + 1):
        with pytest.raises(BadInputError, match="工作日"):
            CALENDAR.add_working_days(date(2026, 1, 1), days)


@given(DAYS, st.integers(0, 300))
def test_adding_and_counting_are_inverse(start, days):
    end = CALENDAR.add_working_days(start, days)
    assert CALENDAR.working_days_between(start, end) == days
    assert CALENDAR.working_days_between(end, start) == -days
    if days:
        assert CALENDAR.is_working_day(end)
        assert CALENDAR.add_working_days(start, days - 1) < end


@given(DAYS, st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40)))
def test_any_arrangement(start, off, on):
    span = [start + timedelta(days=n) for n in range(41)]
    calendar = WorkCalendar(
        frozenset(span[n] for n in off - on),
        frozenset(span[n] for n in on),
        "t",
        (start.year, start.year + 1),
    )
    for n, day in enumerate(span):
        wanted = True if n in on else False if n in off else day.weekday() < 5
        assert calendar.is_working_day(day) is wanted
    assert calendar.working_days_between(start, span[-1]) == sum(map(calendar.is_working_day, span[1:]))


def test_data_file_overrules_and_extends(tmp_path):
    path = tmp_path / "workdays.yaml"
    path.write_text(
        'version: "2027"\nyears: [2027]\nholidays: [2027-01-01, "2026-11-18"]\nworkdays: [2027-01-03]\n',
        encoding="utf-8",
    )
    calendar = load_calendar(path)
    assert calendar.covers[1] == 2027
    assert not calendar.is_working_day(date(2027, 1, 1))
    assert calendar.is_working_day(date(2027, 1, 3))
    assert not calendar.is_working_day(date(2026, 11, 18))
    assert "2027" in calendar.version
    path.write_text('version: "x"\nholidays:\n  - 2027-13-01\n', encoding="utf-8")
    with pytest.raises(BadInputError, match="第 3 行"):
        load_calendar(path)
    path.write_text("version: 3\n", encoding="utf-8")
    with pytest.raises(BadInputError, match="第 1 行"):
        load_calendar(path)
