"""Administrative divisions inside a stretch of text, by dictionary (``resources/rules/divisions.json``).

Districts change their last character over the years (肥乡县 → 肥乡区), so stems count with any suffix.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import ahocorasick

_SUFFIX = re.compile(
    "(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|省|市|地区|盟|自治州|自治县|区|县|旗)$"
)
_SUFFIXES = "区县市旗"
_ROAD_AFTER = re.compile("[东南西北中]?(?:[路街巷道]|大[街道])")
_SHORTEST_STEM = 2
_NATION = re.compile("(?:[\u4e00-\u9fff]{1,3}族)*自治[州县旗]$")


class Places:
    """Finds where a chain of divisions begins."""

    def __init__(self, provinces: Iterable[str], cities: Iterable[str], districts: Iterable[str]) -> None:
        self._automaton = ahocorasick.Automaton()
        for name in (*provinces, *cities):
            self._add(name, bare=True)
        for name in districts:
            self._add(name, bare=False)
        self._automaton.make_automaton()

    def _add(self, name: str, *, bare: bool) -> None:
        stem = _SUFFIX.sub("", name)
        self._automaton.add_word(name, (len(name), True))
        if len(stem) >= _SHORTEST_STEM:
            for suffix in _SUFFIXES:
                self._automaton.add_word(stem + suffix, (len(stem) + 1, True))
            if bare and not self._automaton.exists(stem):
                self._automaton.add_word(stem, (len(stem), False))

    def first(self, text: str) -> int:
        """Where the first division of a stretch begins, or -1."""
        starts = [
            last + 1 - length
            for last, (length, full) in self._automaton.iter(text)
            if full or not _ROAD_AFTER.match(text, last + 1)
        ]
        return min(starts, default=-1)

    def levels(self, text: str) -> int:
        """How many divisions with their suffix a stretch names."""
        ends = {last for last, (_length, full) in self._automaton.iter(text) if full}
        return len(ends)
