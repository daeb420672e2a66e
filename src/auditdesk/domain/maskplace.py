"""Where a found value stands, in words an auditor finds it by: 明细!C5, 附件 合同.docx 第 3 段."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from auditdesk.domain.maskplan import Part, Station
from auditdesk.i18n import _

LINE_END = re.compile("\\r\\n|\\r|\\n")


class Spot(NamedTuple):
    """What tells a line of a text; nothing of it is personal.

    Attributes:
        caption: what holds for this line and often for the ones below too; may be empty.
        number: of the line or paragraph; 0 where the caption says everything.
    """

    caption: str
    number: int


def spot(part: Part, at: int, ends: int) -> Spot:
    """The place of a code point of a part; ``ends`` is how many line ends stand before it in the part."""
    station = station_at(part, at)
    if station is not None:
        caption = part.place if station.number else joined(part.place, station.words)
        return Spot(caption, station.number)
    return Spot(part.place, part.line + ends if part.line else 0)


def place_words(part: Part, at: int, ends: int) -> str:
    """The same in words; empty when the format tells no places."""
    station = station_at(part, at)
    if station is not None:
        return joined(part.place, station.words)
    return joined(part.place, _("第 {n} 行", n=part.line + ends) if part.line else "")


def text_place(part: Part, at: int) -> str:
    """`place_words` of a code point; counts the line ends before it."""
    return place_words(part, at, len(LINE_END.findall(part.text, 0, at)))


def station_at(part: Part, at: int) -> Station | None:
    """The station a code point belongs to; None before the first and where there are none."""
    if not part.stations:
        return None
    number = bisect_right(part.stations, at, key=lambda one: one.start)
    return part.stations[number - 1] if number else None


def joined(*words: str) -> str:
    """Places from the outer to the inner, without the empty ones."""
    return " ".join(word for word in words if word)
