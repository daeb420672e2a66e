"""Words that announce something: found in one pass over a text, asked for by position.

Words before numbers come in groups (身份证号, 订单号 …); titles (先生) and words before names (联系人) share
the pass. "Near" cues decide what an unchecked number is (QQ 号 12345678); "far" cues only confirm a shape.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from auditdesk.masking.literals import any_of

NEAR, FAR = 4, 14
_LINK = re.compile("(?:[^\u4e00-\u9fff，,。；;！!？?\n、]|[是为号码的写叫分别])*")
_PLAIN_LINKS = frozenset(("", "是", "：", "为", ":", " ", "是：", "： ", ": ", "是 "))
_STOP = re.compile("[。；;！!？?\n]")
_QUESTION = re.compile("[吗？?呢多什哪报供念写填输请]|一下|有没有")
_ASKED = re.compile(
    "[^\n]{0,16}\n(?:\\[[^\\]\n]{0,20}\\] ?)?"
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


class Cue(NamedTuple):
    """The announcing word before a number.

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


class _Word(NamedTuple):
    """What a word can be: a number's announcement (near and far), a title, a name's announcement."""

    word: str
    near: Cue
    far: Cue
    title: bool
    before_name: bool


class CueFinder:
    """Finds all announcing words in one pass, the longest at each place.

    The pass runs backwards: a step costs as much as there are different first letters, and the words end
    in fewer letters than they begin with (号, 人, 码).
    """

    def __init__(
        self, keywords: Mapping[str, Iterable[str]], titles: Iterable[str], name_keywords: Iterable[str]
    ) -> None:
        groups = dict(_with_number(keywords))
        title_words, name_words = frozenset(titles), frozenset(name_keywords)
        self._words: dict[str, _Word] = {}
        for word in {*groups, *title_words, *name_words}:
            group = groups.get(word, "")
            near = Cue(group, word, near=True, refused=group in _REFUSING)
            far = Cue(group, "" if group in _NEAR_ONLY else word, near=False)
            self._words[word[::-1]] = _Word(word, near, far, word in title_words, word in name_words)
        self._pattern = re.compile(any_of(self._words))
        self._only_numbers = not title_words and not name_words

    def read(self, text: str) -> Cues:
        """The announcing words of a text."""
        size = len(text)
        words = self._words
        found = [(size - match.start(), words[match[0]]) for match in self._pattern.finditer(text[::-1])]
        found.reverse()
        return Cues(text, found, only_numbers=self._only_numbers)


def _with_number(keywords: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    """Every announcing word and its group; 台胞证号码 announces what 台胞证 does, not a telephone number."""
    plain = {word: group for group, words in keywords.items() for word in words}
    for word, group in plain.items():
        yield word, group
        if group in _NUMBERED and word[-1] not in "号码":
            yield from ((word + more, group) for more in ("号", "号码") if word + more not in plain)


class Cues:
    """The announcing words of one text, ascending; ``only_numbers``: no titles and names are among them."""

    def __init__(self, text: str, found: list[tuple[int, _Word]], *, only_numbers: bool = False) -> None:
        self.text = text
        grouped = found if only_numbers else [pair for pair in found if pair[1].near.group]
        self._ends = [end for end, _word in grouped]
        self._words = [word for _end, word in grouped]
        others = () if only_numbers else found
        self.titles = [(end - len(word.word), word.word) for end, word in others if word.title]
        """Start and text of every title."""
        self.names = [(end, word.word) for end, word in others if word.before_name]
        """End and text of every word that announces a name."""

    def before(self, start: int) -> Cue:
        """The last announcing word before a position, if it still counts there."""
        index = bisect_right(self._ends, start) - 1
        if index < 0:
            return NO_CUE
        end = self._ends[index]
        if start - end > FAR:
            return self._asked(index, start)
        between = self.text[end:start]
        if between in _PLAIN_LINKS:
            return self._words[index].near
        if _STOP.search(between):
            return self._asked(index, start)
        word = self._words[index]
        return word.near if start - end <= NEAR and _LINK.fullmatch(between) else word.far

    def _asked(self, index: int, start: int) -> Cue:
        """What the line before asked for, if the answer begins here."""
        end, cue = self._ends[index], self._words[index].near
        if start - end > _LONGEST_ASKED or cue.group not in _ASKED_FOR:
            return NO_CUE
        line = self.text.find("\n", end, start)
        if line < 0 or _ASKED.fullmatch(self.text, end, start) is None:
            return NO_CUE
        if _QUESTION.search(self.text, self.text.rfind("\n", 0, end) + 1, line) is None:
            return NO_CUE
        return cue._replace(refused=False)

    def ends_of(self, group: str) -> list[int]:
        """Positions right after every word of a group."""
        return [end for end, word in zip(self._ends, self._words, strict=True) if word.near.group == group]
