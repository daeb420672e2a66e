"""Where the texts of a format stand, as `Masker` notes it down for the review; nothing of it is personal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from auditdesk.domain.maskplan import Part, Station
from auditdesk.domain.spans import kind_label

_CLOCK = re.compile("(?:(\\d{1,2}):)?(\\d{1,2}):(\\d{2})(?:[.,]\\d{1,6})?")
_ROLE = re.compile(
    "(客服|坐席|座席|专员|客户|用户|顾客|机器人|agent|customer|user)[A-Za-z]{0,3}[0-9]{0,3}", re.IGNORECASE
)
_STARTS = ("start", "start_time", "starttime", "begin", "begin_time", "begintime", "time", "timestamp", "bg")
_SPEAKERS = ("speaker", "role", "spk", "channel", "说话人", "角色")
_A_DAY = 86_400
_LONGEST_VALUE, _SHORTEST_VALUE = 60, 2


class Where(NamedTuple):
    """The place of a text, as `Part` has it."""

    place: str = ""
    line: int = 0
    stations: tuple[Station, ...] = ()


class Outer(NamedTuple):
    """What texts stand in: a sheet, a member, an attachment, the header of pages.

    Attributes:
        name: translated, without anything personal.
        between: what parts it from the places inside.
        section: whether a person may want to go there at once.
    """

    name: str
    between: str
    section: bool


NOWHERE = Where()


def nested(outer: Sequence[Outer], place: str) -> tuple[str, str]:
    """The whole place and the section of a text that stands in others."""
    made = "".join(one.name + one.between for one in outer)
    whole = made + place if place or not outer else made.removesuffix(outer[-1].between)
    return whole, " ".join(one.name for one in outer if one.section)


def without_values(plan: Sequence[Part], names: Iterable[str]) -> tuple[Part, ...]:
    """Parts whose places name none of the values found in them: 林向晚明细 becomes 【姓名】明细.

    A name alone tells detection less than the texts around it do.
    """
    values = {part.text[span.start : span.end]: kind_label(span.kind) for part in plan for span in part.spans}
    new = {name: told for name in names if (told := _without(name, values)) != name}
    if not new:
        return tuple(plan)
    longest_first = sorted(new, key=len, reverse=True)

    def clean(words: str) -> str:
        for name in longest_first:
            words = words.replace(name, new[name])
        return words

    return tuple(replace(part, place=clean(part.place), section=clean(part.section)) for part in plan)


def _without(name: str, values: Mapping[str, str]) -> str:
    """A name with the kinds of the values in it instead of them, the longest first."""
    for size in range(min(len(name), _LONGEST_VALUE), _SHORTEST_VALUE - 1, -1):
        for at in range(len(name) - size, -1, -1):
            kind = values.get(name[at : at + size])
            if kind is not None:
                name = f"{name[:at]}【{kind}】{name[at + size :]}"
    return name


def clock(text: str) -> str:
    """The time of a recording in a text (``00:03:25,120``, ``3:25``) as ``00:03:25``; empty if it is none."""
    match = _CLOCK.fullmatch(text.strip())
    return f"{int(match[1] or 0):02}:{int(match[2]):02}:{match[3]}" if match else ""


def role(text: str) -> str:
    """The word for who speaks at the beginning of a text, if it is a role and no name; else empty."""
    match = _ROLE.match(text.lstrip(" \t\r\n"))
    return match[0] if match else ""


def moment(record: Mapping[object, object]) -> str:
    """When and by whom a record of a transcript was said (``00:03:25 客户``); empty when it does not tell.

    Whole numbers without a unit in their key are left aside: they may be seconds or milliseconds.
    """
    fields = {key.lower(): value for key, value in record.items() if isinstance(key, str)}
    time = next((told for key in _STARTS if (told := _time(fields.get(key)))), "")
    if not time:
        found = next((value for key in _STARTS if _whole(value := fields.get(f"{key}_ms"))), None)
        time = _seconds(found / 1000) if isinstance(found, int) else ""
    speaks = (fields.get(key) for key in _SPEAKERS)
    who = next((one for one in speaks if isinstance(one, str) and role(one) == one.strip()), "")
    return " ".join(word for word in (time, who.strip()) if word)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _time(value: object) -> str:
    if isinstance(value, str):
        return clock(value)
    return _seconds(value) if isinstance(value, float) else ""


def _seconds(value: float) -> str:
    if not 0 <= value < _A_DAY:
        return ""
    whole = int(value)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"
