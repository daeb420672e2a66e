"""Words that announce something: found in one pass over a text, asked for by position.

Words before numbers come in groups (身份证号, 订单号 …); titles (先生) and words before names (联系人) share
the pass. "Near" cues decide what an unchecked number is (QQ 号 12345678); "far" cues only confirm a shape.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate, compress, islice
from typing import NamedTuple

from auditdesk.masking.literals import any_of

NEAR, FAR = 4, 14
_LINK = re.compile("(?:[^\u4e00-\u9fff，,。；;！!？?\n、]|[是为号码的写叫分别])*")
_PLAIN_LINKS = frozenset(("", "是", "：", "为", ":", " ", "是：", "： ", ": ", "是 "))
_STOP = re.compile("[。；;！!？?\n]")
_QUESTION = re.compile("[吗？?呢多什哪报供念写填输请]|一下|有没有")
_LONGEST_REST = 16
_ASKED = re.compile(
    f"[^\n]{{0,{_LONGEST_REST}}}"
    "\n(?:\\[[^\\]\n]{0,20}\\] ?)?"
    "(?:[^\n：:，。0-9 ]{1,8}[：: ] ?)?[^\n0-9A-Za-z。；;]{0,10}(?<![码号])$"
)
"""The rest of a question that asks for something, and the beginning of the answer in the next line."""
_ASKED_FOR = frozenset(
    ("id_card", "phone", "landline", "bank_card", "passport", "permit", "uscc", "order_no", "qq", "wechat")
)
_LONGEST_ASKED = 52
_NUMBERED = frozenset(("id_card", "passport", "permit", "uscc", "bank_card", "order_no"))
_NEAR_ONLY = frozenset(("none", "order_no", "person", "address"))
_REFUSING = frozenset(("none", "order_no"))
"""Groups that say nothing about a number farther away, so no reason names them then."""


@dataclass(frozen=True, slots=True)
class Cue:
    """The announcing word before a number; no tuple, because what has slots is read in a third of the time.

    Attributes:
        group: what it announces.
        word: its text.
        near: it stands right before the number.
        refused: it says right before that the number is no person's: 流水号, 订单号.
    """

    group: str
    word: str
    near: bool
    refused: bool = False


NO_CUE = Cue("", "", near=False)


class _Words(NamedTuple):
    """What the words can be, spelled backwards as they are found: announcements, titles, words before names.

    Attributes:
        cues: what a word announces right before a number, and farther away.
        groups: the words of every group.
        titles: forms of address.
        names: words that announce a name.
    """

    cues: Mapping[str, tuple[Cue, Cue]]
    groups: Mapping[str, frozenset[str]]
    titles: frozenset[str]
    names: frozenset[str]


class CueFinder:
    """Finds all announcing words in one pass, the longest at each place.

    The pass runs backwards: a step costs as much as there are different first letters, and the words end
    in fewer letters than they begin with (号, 人, 码).
    """

    def __init__(
        self, keywords: Mapping[str, Iterable[str]], titles: Iterable[str], name_keywords: Iterable[str]
    ) -> None:
        cues: dict[str, tuple[Cue, Cue]] = {}
        groups: dict[str, set[str]] = {}
        for word, group in dict(_with_number(keywords)).items():
            cues[word[::-1]] = (
                Cue(group, word, near=True, refused=group in _REFUSING),
                Cue(group, "" if group in _NEAR_ONLY else word, near=False),
            )
            groups.setdefault(group, set()).add(word[::-1])
        self._words = words = _Words(
            cues,
            {group: frozenset(members) for group, members in groups.items()},
            frozenset(word[::-1] for word in titles),
            frozenset(word[::-1] for word in name_keywords),
        )
        self._pattern = re.compile(f"({any_of({*cues, *words.titles, *words.names})})")

    def read(self, text: str) -> Cues:
        """The announcing words of a text.

        The text is split into words and what stands between them, and places are added up from lengths: no
        step of that is Python, which halves what a word costs.
        """
        pieces = self._pattern.split(text[::-1])
        size = len(text)
        ends = [size - place for place in islice(accumulate(map(len, pieces)), 0, len(pieces) - 1, 2)]
        words = pieces[1::2]
        ends.reverse()
        words.reverse()
        return Cues(text, ends, words, self._words)


def _with_number(keywords: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    """Every announcing word and its group; 台胞证号码 announces what 台胞证 does, not a telephone number."""
    plain = {word: group for group, words in keywords.items() for word in words}
    for word, group in plain.items():
        yield word, group
        if group in _NUMBERED and word[-1] not in "号码":
            yield from ((word + more, group) for more in ("号", "号码") if word + more not in plain)


class Cues:
    """The announcing words of one text, ascending: where they end and how they are spelled backwards."""

    def __init__(self, text: str, ends: list[int], words: list[str], known: _Words) -> None:
        self.text = text
        self._known = known
        self._cues = known.cues
        found = list(zip(ends, words, strict=True)) if known.titles or known.names else ()
        self.titles = [(end - len(word), word[::-1]) for end, word in found if word in known.titles]
        """Start and text of every title."""
        self.names = [(end, word[::-1]) for end, word in found if word in known.names]
        """End and text of every word that announces a name."""
        grouped = [pair for pair in found if pair[1] in known.cues]
        self._ends = [end for end, _word in grouped] if found else ends
        self._words = [word for _end, word in grouped] if found else words

    def before(self, start: int) -> Cue:
        """The last announcing word before a position, if it still counts there."""
        index = bisect_right(self._ends, start) - 1
        if index < 0:
            return NO_CUE
        end = self._ends[index]
        distance = start - end
        if distance > FAR:
            return self._asked(index, start) if distance <= _LONGEST_ASKED else NO_CUE
        near, far = self._cues[self._words[index]]
        between = self.text[end:start]
        if not distance or between in _PLAIN_LINKS:
            return near
        if _STOP.search(between):
            return self._asked(index, start)
        return near if distance <= NEAR and _LINK.fullmatch(between) else far

    def _asked(self, index: int, start: int) -> Cue:
        """What the line before asked for, if the answer begins here."""
        end, (cue, _far) = self._ends[index], self._cues[self._words[index]]
        if cue.group not in _ASKED_FOR:
            return NO_CUE
        line = self.text.find("\n", end, start)
        if not 0 <= line - end <= _LONGEST_REST or self.text.find("\n", line + 1, start) >= 0:
            return NO_CUE  # what the pattern says too, only cheaper: one line end, and not far
        if _ASKED.fullmatch(self.text, end, start) is None:
            return NO_CUE
        if _QUESTION.search(self.text, self.text.rfind("\n", 0, end) + 1, line) is None:
            return NO_CUE
        return replace(cue, refused=False) if cue.refused else cue

    def ends_of(self, group: str) -> list[int]:
        """Positions right after every word of a group."""
        members = self._known.groups.get(group, frozenset())
        return list(compress(self._ends, map(members.__contains__, self._words)))
