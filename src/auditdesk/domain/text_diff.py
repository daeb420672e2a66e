"""Differences between two texts word by word, made for Chinese (screen 09).

A Han character or a mark is a token of its own; a number with its unit sign (``24``, ``98.5%``, ``1:30``)
and a Latin word are one token each, so that ``24`` → ``12`` is never shown as two digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

_TOKEN = re.compile(
    r"\d+(?:[.,:：]\d+)*[%％‰]?"  # numbers, times, rates
    r"|[A-Za-z]+(?:['’_-][A-Za-z0-9]+)*"  # Latin words
    r"|\s+"
    r"|.",
    re.DOTALL,
)


class Change(StrEnum):
    """What became of a piece of text."""

    SAME = "="
    GONE = "-"
    NEW = "+"


class Piece(NamedTuple):
    """A run of text with one fate."""

    change: Change
    text: str


def tokens_of(text: str) -> list[str]:
    """The text cut into tokens; joined they give it back."""
    return _TOKEN.findall(text)


def word_diff(old: str, new: str) -> tuple[Piece, ...]:
    """The way from one text to the other.

    SAME and GONE pieces joined give ``old``, SAME and NEW pieces joined give ``new``. Short equal
    islands between larger changes are taken into the change: people read phrases, not letters.
    """
    before, after = tokens_of(old), tokens_of(new)
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    steps = [
        (tag == "equal", "".join(before[a:b]), "".join(after[c:d]))
        for tag, a, b, c, d in matcher.get_opcodes()
    ]
    return tuple(_pieces(_without_islands(steps)))


def side(pieces: Sequence[Piece], gone: Change) -> tuple[Piece, ...]:
    """The pieces one side shows: give ``Change.NEW`` to leave out for the old side, ``GONE`` for the new."""
    return tuple(piece for piece in pieces if piece.change is not gone)


_Step = tuple[bool, str, str]


def _without_islands(steps: list[_Step]) -> list[_Step]:
    """Merge equal runs that are no longer than the changes around them, until none is left."""
    place = 1
    while place < len(steps) - 1:
        equal, text, _same = steps[place]
        if equal and _is_island(text, steps[place - 1], steps[place + 1]):
            merged = [steps[place - 1], (False, text, text), steps[place + 1]]
            steps[place - 1 : place + 2] = [
                (False, "".join(one[1] for one in merged), "".join(one[2] for one in merged))
            ]
            place = max(1, place - 1)
        else:
            place += 1
    return steps


_LONGEST_ISLAND = 4
"""More equal characters than this always stand on their own."""


def _is_island(text: str, before: _Step, after: _Step) -> bool:
    """Both neighbours must replace phrases; a changed number or a mere addition keeps its surroundings."""
    if len(text) > _LONGEST_ISLAND:
        return False
    return all(len(text) <= min(len(one[1]), len(one[2])) for one in (before, after)) or (
        len(text) == 1 and all(max(len(one[1]), len(one[2])) > _LONGEST_ISLAND for one in (before, after))
    )


def _pieces(steps: list[_Step]) -> Iterator[Piece]:
    raw = [
        piece
        for equal, old, new in steps
        for piece in (
            [Piece(Change.SAME, old)] if equal else [Piece(Change.GONE, old), Piece(Change.NEW, new)]
        )
        if piece.text
    ]
    for change, run in groupby(raw, key=lambda piece: piece.change):
        yield Piece(change, "".join(piece.text for piece in run))
