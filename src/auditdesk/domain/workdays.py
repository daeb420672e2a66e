"""Chinese working days: deadlines count them (REQUIREMENTS A9, E2).

Holidays and make-up working weekends are published year by year; outside the covered years the
calendar falls back to plain weekends and `WorkCalendar.is_certain` says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _

LONGEST_DEADLINE = 2500
_SATURDAY = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Days off and worked weekends. ``covers`` is the first and last year with published data, inclusive."""

    holidays: frozenset[date]
    workdays: frozenset[date]
    version: str
    covers: tuple[int, int]

    def is_certain(self, day: date) -> bool:
        """Whether the day lies in a year whose arrangement is published."""
        return self.covers[0] <= day.year <= self.covers[1]

    def is_working_day(self, day: date) -> bool:
        """Whether the day is worked: a make-up weekend is, a holiday and other weekends are not."""
        if self.is_certain(day):
            if day in self.workdays:
                return True
            if day in self.holidays:
                return False
        return day.weekday() < _SATURDAY

    def working_days_after(self, start: date) -> Iterator[date]:
        """Working days after ``start``, without end; the first day counted is the next working day."""
        day = start
        while True:
            day += _DAY
            if self.is_working_day(day):
                yield day

    def add_working_days(self, start: date, days: int) -> date:
        """The day a deadline of ``days`` working days falls on; with 0 it is ``start`` itself.

        Raises:
            BadInputError: the number is negative or more than ten years.
        """
        if not 0 <= days <= LONGEST_DEADLINE:
            raise BadInputError(
                _("期限应为 0 到 {most} 个工作日，现为 {days}。", most=LONGEST_DEADLINE, days=days)
            )
        return next(islice(self.working_days_after(start), days - 1, None)) if days else start

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative when ``end`` is earlier.

        The inverse of `add_working_days`: the remaining days of a deadline, or minus the days over it.
        """
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working_day(start + _DAY * n) for n in range(1, (end - start).days + 1))

    def special_days(self, start: date, end: date) -> tuple[tuple[date, ...], tuple[date, ...]]:
        """Worked weekends and weekday holidays in ``(start, end]``, to explain a deadline in words."""
        days = [start + _DAY * n for n in range(1, (end - start).days + 1)]
        worked = tuple(day for day in days if day.weekday() >= _SATURDAY and self.is_working_day(day))
        off = tuple(day for day in days if day.weekday() < _SATURDAY and not self.is_working_day(day))
        return worked, off
