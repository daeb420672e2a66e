"""Administrative divisions inside a stretch of text, by dictionary (``resources/rules/divisions.json``).

Districts change their last character over the years (肥乡县 → 肥乡区), so stems count with any suffix.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from operator import add

_SUFFIX = re.compile(
    "(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|省|市|地区|盟|自治州|自治县|区|县|旗)$"
)
_SUFFIXES = "区县市旗"
_ROAD_AFTER = re.compile("[东南西北中]?(?:[路街巷道]|大[街道])")
_ANY_CITY = frozenset(("城区", "郊区", "矿区", "东区", "西区"))
"""Names of districts that are also the ends of others (下城区)."""
_ANY_CITY = frozenset(("城区", "郊区", "矿区", "东区", "西区"))
"""Names of districts that are also the ends of others (下城区)."""
_SHORTEST_STEM = 2
_NATION = re.compile("(?:[\u4e00-\u9fff]{1,3}族)*自治[州县旗]$")


class Places:
    """Finds where a chain of divisions begins.

    Names are looked up by their first two letters: the first one of a stretch is wanted, and most stretches
    begin with it, so an automaton over the whole stretch costs more.
    """

    def __init__(self, provinces: Iterable[str], cities: Iterable[str], districts: Iterable[str]) -> None:
        names: dict[str, bool] = {}
        for name in (*provinces, *cities):
            self._add(names, name, bare=True)
        for name in districts:
            self._add(names, name, bare=False)
        self._names: dict[str, list[tuple[str, bool]]] = {}
        for name in sorted(names, key=len, reverse=True):
            self._names.setdefault(name[:2], []).append((name, names[name]))

    @staticmethod
    def _add(names: dict[str, bool], name: str, *, bare: bool) -> None:
        if name in _ANY_CITY:
            return
        stem = _SUFFIX.sub("", name)
        names[name] = True
        if len(stem) >= _SHORTEST_STEM:
            names.update((stem + suffix, True) for suffix in _SUFFIXES)
            if bare:
                names.setdefault(stem, False)

    def first(self, text: str) -> int:
        """Where the first division of a stretch begins, or -1."""
        names = self._names
        for start, pair in enumerate(map(add, text, text[1:])):
            if pair in names:
                for name, full in names[pair]:
                    if text.startswith(name, start) and (
                        full or not _ROAD_AFTER.match(text, start + len(name))
                    ):
                        return start
        return -1

    def levels(self, text: str) -> int:
        """How many divisions with their suffix a stretch names."""
        names = self._names
        ends = {
            start + len(name)
            for start, pair in enumerate(map(add, text, text[1:]))
            if pair in names
            for name, full in names[pair]
            if full and text.startswith(name, start)
        }
        return len(ends)
