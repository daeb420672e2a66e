"""Digits in groups: how they are written, and what no number looks like."""

from __future__ import annotations

import re

_SMALL = re.compile("[0-9]{1,4}[.-][0-9]{1,4}")
_LONGEST_SMALL = 7
"""An amount or a reading: too short for any number that is found (9442.64, 35-2)."""
_DATE = re.compile("(?:19|20)[0-9]{2}([.-])[0-9]{1,2}\\1[0-9]{1,2}")
_LONGEST_DATE = 10
INNER = re.compile(
    "(?<![0-9])(?:"
    "[0-9]{6}[ -]?(?:18|19|20)[0-9]{6}[ -]?[0-9]{3}[0-9Xx]"
    "|[0-9]{3}[ -][0-9]{3}[ -][0-9]{4}[ -][0-9]{4}[ -][0-9]{3}[0-9Xx]"
    "|[0-9]{4}(?:[ -][0-9]{4}){3}(?:[ -][0-9]{1,3}[Xx]?)?"
    "|(?:(?:00)?86[ -]?)?1[3-9][0-9][ .-]?[0-9]{4}[ .-]?[0-9]{4}|1[3-9][0-9]{2}[ -][0-9]{3}[ -][0-9]{4}"
    "|0[0-9]{2,3}[ -][0-9]{7,8}|[48]00[ -][0-9]{3}[ -][0-9]{4}"
    "|[0-9]+[Xx]?)(?![0-9])"
)
"""Numbers that stand one after the other with nothing but spaces between."""
EXTENSION = re.compile("0[0-9]{2,3}[ -]?[0-9]{7,8}[ -][0-9]{1,6}")
LEAST_OF_GROUPS = 10
"""No pattern of groups of less than five digits in `INNER` and `EXTENSION` has fewer in all."""
SEPARATORS = str.maketrans("", "", " .-")
_GROUPED_MOBILE = len("138 1234 5678")


def compact(piece: str) -> tuple[str, tuple[int, ...]]:
    """Digits in groups without what stands between them (X at the end stays), and how long each group is."""
    last = "" if piece[-1].isdigit() else piece[-1]
    groups = piece.removesuffix(last).replace("-", " ").replace(".", " ").split()
    return "".join(groups) + last, tuple(map(len, groups))


def date_or_reading(piece: str) -> bool:
    """A date, an amount or a reading: no number that is found."""
    return len(piece) <= _LONGEST_DATE and (
        _DATE.fullmatch(piece) is not None
        or (len(piece) <= _LONGEST_SMALL and _SMALL.fullmatch(piece) is not None)
    )


def grouped_mobile(piece: str) -> str:
    """The digits of 138 1234 5678, the most frequent grouping; empty for anything else."""
    if len(piece) != _GROUPED_MOBILE or piece[0] != "1" or piece[3].isdigit() or piece[8].isdigit():
        return ""
    number = piece[:3] + piece[4:8] + piece[9:]
    return number if number.isdigit() else ""
