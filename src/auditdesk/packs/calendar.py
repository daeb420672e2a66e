"""The Chinese working-day calendar: the ``chinese_calendar`` package plus an updatable data file.

Days in the data file win over the package, so that a year published after a release can be added by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from chinese_calendar import constants

from auditdesk.assets import resource
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.workdays import WorkCalendar
from auditdesk.i18n import _
from auditdesk.packs.reading import Tree, parse, read_text
from auditdesk.packs.shaping import shape


@dataclass(frozen=True, slots=True)
class _Data:
    """The data file: ``years`` are those it describes completely, days are ISO text."""

    version: str
    years: tuple[int, ...] = ()
    holidays: tuple[str, ...] = ()
    workdays: tuple[str, ...] = ()


def load_calendar(path: Path | None = None) -> WorkCalendar:
    """The calendar of package and data file; without a path the file that ships with the program.

    Raises:
        BadInputError: the file cannot be read, or a day in it is not a date; names the line.
    """
    path = path or resource("rules", "workdays.yaml")
    tree = parse(read_text(path), path.name)
    data, problems = shape(_Data, tree)
    if data is None:
        first = problems[0]
        raise BadInputError(
            _("{name} 第 {line} 行：{text}", name=path.name, line=first.line, text=first.text), path=path
        )
    return _merged(data, _days(data.holidays, "holidays", tree), _days(data.workdays, "workdays", tree))


def _merged(data: _Data, holidays: frozenset[date], workdays: frozenset[date]) -> WorkCalendar:
    """Package days of years the file does not describe, overruled day by day by the file."""
    own = set(data.years)
    package_off = {day for day in constants.holidays if day.year not in own}
    package_on = {day for day in constants.workdays if day.year not in own}
    package_years = {day.year for day in constants.holidays}
    years = package_years | own
    last = max(year for year in years if set(range(min(years), year + 1)) <= years)
    return WorkCalendar(
        holidays=frozenset(package_off - workdays) | holidays,
        workdays=frozenset(package_on - holidays) | workdays,
        version=f"chinese-calendar {max(package_years)} + {data.version}",
        covers=(min(years), last),
    )


def _days(texts: tuple[str, ...], name: str, tree: Tree) -> frozenset[date]:
    found = set()
    for index, text in enumerate(texts):
        try:
            found.add(date.fromisoformat(text))
        except ValueError as error:
            line = tree.line((name, index))
            raise BadInputError(
                _(
                    "{file} 第 {line} 行：“{text}”不是日期，请写成 2027-01-01。",
                    file=tree.name,
                    line=line,
                    text=text,
                )
            ) from error
    return frozenset(found)
