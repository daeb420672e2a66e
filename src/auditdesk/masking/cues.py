"""Words that announce a number: found once per text, asked for by position.

"Near" cues decide what an unchecked number is (QQ 号 12345678); "far" cues only confirm a shape.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from typing import NamedTuple

import ahocorasick

NEAR, FAR = 4, 14
_LINK = re.compile("(?:[^\u4e00-\u9fff，,。；;！!？?\n、]|[是为号码的写叫分别])*")
_STOP = re.compile("[。；;！!？?\n]")


class Cue(NamedTuple):
    """The announcing word before a number: its group, its text, and whether it stands right before."""

    group: str
    word: str
    near: bool


NO_CUE = Cue("", "", near=False)


class CueFinder:
    """Finds the announcing words of all groups in one pass (Aho–Corasick)."""

    def __init__(self, keywords: Mapping[str, tuple[str, ...]]) -> None:
        self._automaton = ahocorasick.Automaton()
        for group, words in keywords.items():
            for word in words:
                self._automaton.add_word(word, (group, word))
        self._automaton.make_automaton()

    def read(self, text: str) -> Cues:
        """The announcing words of a text."""
        ends: list[int] = []
        found: list[tuple[str, str]] = []
        for last, value in self._automaton.iter_long(text):
            ends.append(last + 1)
            found.append(value)
        return Cues(text, ends, found)


class Cues:
    """The announcing words of one text, ascending."""

    def __init__(self, text: str, ends: list[int], found: list[tuple[str, str]]) -> None:
        self.text = text
        self._ends = ends
        self._found = found

    def before(self, start: int) -> Cue:
        """The last announcing word before a position, if it still counts there."""
        index = bisect_right(self._ends, start) - 1
        if index < 0:
            return NO_CUE
        end = self._ends[index]
        if start - end > FAR:
            return NO_CUE
        between = self.text[end:start]
        group, word = self._found[index]
        if not between:
            return Cue(group, word, near=True)
        if _STOP.search(between):
            return NO_CUE
        return Cue(group, word, near=start - end <= NEAR and _LINK.fullmatch(between) is not None)

    def ends_of(self, group: str) -> list[int]:
        """Positions right after every word of a group."""
        return [end for end, (name, _word) in zip(self._ends, self._found, strict=True) if name == group]
