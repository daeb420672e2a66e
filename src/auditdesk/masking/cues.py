"""Words that announce something: found in one pass over a text, asked for by position.

Words before numbers come in groups (身份证号, 订单号 …); titles (先生) and words before names (联系人) share the
pass. "Near" cues decide what an unchecked number is (QQ 号 12345678); "far" cues only confirm a shape.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import ahocorasick

NEAR, FAR = 4, 14
_LINK = re.compile("(?:[^\u4e00-\u9fff，,。；;！!？?\n、]|[是为号码的写叫分别])*")
_PLAIN_LINKS = frozenset(("是", "：", "为", ":", " ", "是：", "： ", ": ", "是 "))
_STOP = re.compile("[。；;！!？?\n]")


class Cue(NamedTuple):
    """The announcing word before a number: its group, its text, and whether it stands right before."""

    group: str
    word: str
    near: bool


NO_CUE = Cue("", "", near=False)


class _Word(NamedTuple):
    """What a word can be: a number's announcement, a title, a name's announcement."""

    group: str
    word: str
    title: bool
    before_name: bool


class CueFinder:
    """Finds all announcing words in one pass (Aho–Corasick, the longest at each place).

    The pass runs backwards: a step costs as much as there are different first letters, and the words end
    in fewer letters than they begin with (号, 人, 码).
    """

    def __init__(
        self, keywords: Mapping[str, Iterable[str]], titles: Iterable[str], name_keywords: Iterable[str]
    ) -> None:
        groups = {word: group for group, words in keywords.items() for word in words}
        title_words, name_words = frozenset(titles), frozenset(name_keywords)
        self._automaton = ahocorasick.Automaton()
        for word in {*groups, *title_words, *name_words}:
            value = _Word(groups.get(word, ""), word, word in title_words, word in name_words)
            self._automaton.add_word(word[::-1], value)
        self._automaton.make_automaton()

    def read(self, text: str) -> Cues:
        """The announcing words of a text."""
        size = len(text)
        found = [
            (size - last + len(word[1]) - 1, word) for last, word in self._automaton.iter_long(text[::-1])
        ]
        found.reverse()
        return Cues(text, found)


class Cues:
    """The announcing words of one text, ascending."""

    def __init__(self, text: str, found: list[tuple[int, _Word]]) -> None:
        self.text = text
        grouped = [(end, word) for end, word in found if word[0]]
        self._ends = [end for end, _word in grouped]
        self._words = [word for _end, word in grouped]
        self.titles = [(end - len(word[1]), word[1]) for end, word in found if word[2]]
        """Start and text of every title."""
        self.names = [(end, word[1]) for end, word in found if word[3]]
        """End and text of every word that announces a name."""

    def before(self, start: int) -> Cue:
        """The last announcing word before a position, if it still counts there."""
        index = bisect_right(self._ends, start) - 1
        if index < 0:
            return NO_CUE
        end = self._ends[index]
        if start - end > FAR:
            return NO_CUE
        group, word, _title, _before_name = self._words[index]
        if start == end:
            return Cue(group, word, near=True)
        between = self.text[end:start]
        if between in _PLAIN_LINKS:
            return Cue(group, word, near=True)
        if _STOP.search(between):
            return NO_CUE
        return Cue(group, word, near=start - end <= NEAR and _LINK.fullmatch(between) is not None)

    def ends_of(self, group: str) -> list[int]:
        """Positions right after every word of a group."""
        return [end for end, word in zip(self._ends, self._words, strict=True) if word[0] == group]
