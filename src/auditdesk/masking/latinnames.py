"""Names in Latin letters: Ms. Chow, my name is Jonathan Reed, ZHAO/YIFEI, WONG Ka Ming, Kevin."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditdesk.domain.spans import SURE, Kind, Span
from auditdesk.masking.literals import any_of
from auditdesk.masking.reasons import because
from auditdesk.masking.rules import Rules

_WORD = "[A-Z][A-Za-z]*(?:['’-][A-Za-z]+)*"
_RUN = re.compile(
    "[A-Z](?<![A-Za-z0-9_@.·'’/-].)[A-Za-z]*(?:['’-][A-Za-z]+)*"
    f"(?: {_WORD}){{0,4}}(?![A-Za-z0-9_@'’-]|\\.[a-z]|[·•])"
)
_SLASHED = re.compile("([A-Z](?<![A-Za-z0-9/].)[A-Z]+)/([A-Z]{2,})(?: [A-Z]{2,})?(?![A-Za-z0-9/])")
_DOTTED = re.compile("[A-Z](?<![A-Za-z0-9].)[A-Za-z]{2,}[·•][A-Z][A-Za-z]{2,}(?![A-Za-z0-9])")
_SAID = re.compile(
    "(?:[Mm]y name is|[Tt]his is|I'm|I’m|I am|[Nn]amed|[Cc]all me|[Nn]ame:|[Dd]ear|[Hh]i|[Hh]ello|[Hh]ey"
    "|[Rr]egards|[Ss]incerely|[Aa]sk for"
    "|[Ss]peak (?:to|with)|我[是叫]|就叫|名叫|本人|英文名[是叫]?)[:：,， \n]{0,3}$"
)
_SAID_FAR = 16
_GREETED = frozenset(("I'm", "I’m", "Hi", "Hello", "Hey", "Dear", "Regards", "Sincerely", "Is", "Am"))
_LEADING = _GREETED | frozenset(("My", "Name", "This", "I", "And", "By", "From", "To", "For", "Thanks"))
_SHORT_RUN = 2


class LatinNames:
    """Finds and measures names in Latin letters."""

    def __init__(self, rules: Rules) -> None:
        self._lists = rules.latin
        titles = any_of(rules.latin.titles)
        heads = "[" + "".join(sorted({title[0] for title in rules.latin.titles})) + "]"
        self._titled = re.compile(
            f"(?={heads})(?<![A-Za-z])(?:{titles})\\.? ?(?=[A-Z])({_WORD}(?: {_WORD}){{0,2}})(?![A-Za-z0-9@])"
        )

    def length(self, text: str, start: int, *, announced: bool) -> int:
        """Length of the name that begins here; ``announced``: the word before says that one does."""
        titled = self._titled.match(text, start)
        if titled is not None:
            return titled.end() - start if " " not in titled[1] else 0
        slashed = _SLASHED.match(text, start)
        if slashed is not None:
            return len(slashed[0]) if self._passport(slashed) else 0
        run = _RUN.match(text, start)
        if run is None:
            return 0
        return self._fitting(run[0].split(" "), announced=announced)

    def find(self, text: str) -> Iterator[Span]:
        """Names that show themselves by their form or by English words before them."""
        for match in self._titled.finditer(text):
            first = match.start(1) if " " in match[1] else match.start()
            if not set(match[1].split()) & self._lists.never:
                yield _span(first, match.end())
        for match in _SLASHED.finditer(text):
            if self._passport(match):
                yield _span(match.start(), match.end())
        for match in _DOTTED.finditer(text):
            yield _span(match.start(), match.end())
        for match in _RUN.finditer(text):
            yield from self._in_run(text, match)

    def _in_run(self, text: str, match: re.Match[str]) -> Iterator[Span]:
        start, words = match.start(), match[0].split(" ")
        announced = False
        while words and words[0] in _LEADING:
            announced = announced or words[0] in _GREETED
            start += len(words.pop(0)) + 1
        if not words:
            return
        said = _SAID.search(text, max(0, start - _SAID_FAR), start) is not None
        size = self._fitting(words, announced=announced or said)
        if size:
            yield _span(start, start + size)

    def _fitting(self, words: list[str], *, announced: bool) -> int:
        """How many letters of the words, from the first, are a name."""
        if " ".join(words[:2]) in self._lists.brands:
            return 0
        for count in range(min(3, len(words)), 0, -1):
            part = words[:count]
            if self._named(part, announced=announced and count == min(3, len(words))):
                return sum(map(len, part)) + count - 1
        return 0

    def _named(self, words: list[str], *, announced: bool) -> bool:
        plain = [word.capitalize() if word.isupper() and len(word) > 1 else word for word in words]
        lists = self._lists
        if set(plain) & lists.never or len(plain[0]) < 2:  # noqa: PLR2004
            return False
        if len(set(plain)) < len(plain):
            return False
        heads = {plain[0], plain[0].split("-")[0]}
        if len(plain) == 1:
            return words[0] in lists.given or (announced and len(words[0]) > 2 and not words[0].isupper())  # noqa: PLR2004
        if announced and not all(word.isupper() for word in words):
            return True
        capital = sum(word.isupper() for word in words)
        if capital not in (0, 1, len(words)):
            return False
        first, last = bool(heads & lists.surnames), plain[-1] in lists.surnames
        return first or (plain[0] in lists.given) or (last and capital == 1)

    def _passport(self, match: re.Match[str]) -> bool:
        first, second = match[1].capitalize(), match[2].capitalize()
        known = first in self._lists.surnames or second in self._lists.surnames or second in self._lists.given
        return known and min(len(match[1]), len(match[2])) >= _SHORT_RUN and len(match[0]) > 5  # noqa: PLR2004


def _span(start: int, end: int) -> Span:
    score = 0.85
    return Span(start, end, Kind.PERSON, score, because("latin"), score < SURE)
