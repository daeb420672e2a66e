"""The gate before the name model: which clauses of a text could still hold an unknown name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from auditdesk.domain.spans import SURE, Kind, Span
from auditdesk.i18n import _
from auditdesk.masking.literals import Sought, any_of, beginnings
from auditdesk.masking.nameforms import NameForms
from auditdesk.masking.names import NameHit
from auditdesk.masking.rules import Rules

_STOPS = '，。；！？：、,;:!?\n\t\r（）()【】\\[\\]「」“”"|<>'
_CLAUSE = re.compile(f"[^{_STOPS}]{{2,60}}")
_TO_LAST_STOP = re.compile(f"(?s:.*)[{_STOPS}]")
_HAN = re.compile("[\u4e00-\u9fff]")
_PLACE_AFTER = re.compile(
    "[一-鿿]?(?:店|胡同|[大小]?[路街]|饭[馆庄]|餐厅|酒店|公司|小区|大厦|大桥|超市|医院|学校|农家院|[·•・][一-鿿])"
)
_DOTS = frozenset("·•・")
_SHORTEST, _LONGEST = 2, 12
_LEAST = 0.45
_REMEMBERED = 100_000


class Clause:
    """A stretch of a text that goes to the model."""

    __slots__ = ("start", "text")

    def __init__(self, start: int, text: str) -> None:
        self.start = start
        self.text = text


class Gate:
    """Chooses clauses, and judges what the model says about them."""

    def __init__(self, forms: NameForms, rules: Rules) -> None:
        self._forms = forms
        self._endings = rules.words_ending
        self._brands = tuple(rules.not_names)
        parts = (*rules.foreign_parts, *forms.double)
        self._foreign = Sought(any_of(parts), beginnings(parts))
        given, last = "".join(sorted(forms.letters.given)), "".join(sorted(forms.letters.endings))
        self._typical = re.compile(f"([{given}阿])(?:(?<!阿)(?:\\1|[{last}])|(?<=阿)[{given}])")
        single = "".join(sorted(forms.single - forms.letters.weak))
        unfit = "".join(sorted(forms.unfit))
        self._surname = re.compile(f"[{single}](?![{unfit}])(?=[\u4e00-\u9fff])")
        self._across = rules.words_ending | rules.pairs
        self._judged: dict[str, bool] = {}

    def clauses(self, text: str, known: Sequence[Span]) -> list[Clause]:
        """Clauses where a name may begin that no known span explains and no everyday word begins with."""
        covered = bytearray(len(text))
        for span in known:
            covered[span.start : span.end] = b"\1" * (span.end - span.start)
        found: list[Clause] = []
        end = 0
        for place in sorted(place for place in self._places(text, covered) if not covered[place]):
            if place >= end:
                clause = _clause(text, end, place)
                if clause is not None:
                    end = clause.end()
                    found.append(Clause(clause.start(), clause[0]))
        return found

    def _places(self, text: str, covered: bytearray) -> Iterator[int]:
        """Places where a name may begin; not every covered one."""
        for match in self._surname.finditer(text):
            at = match.start()
            if not covered[at] and not (at and text[at - 1 : at + 1] in self._across):
                letters = text[at : at + 4]
                known = self._judged.get(letters)
                if known is None:
                    known = self._judge(letters)
                if known:
                    yield at
        for match in self._typical.finditer(text):
            at = match.start()
            if not covered[at] and self._forms.typical(match[0]) and not self._forms.crossed(text, at):
                yield at
        for match in self._foreign.finditer(text):
            yield match.start()

    def _judge(self, letters: str) -> bool:
        """Whether a surname may begin a name with the three letters behind it; remembered."""
        forms = self._forms
        fits = forms.plausible(letters[:2]) or forms.plausible(letters[:3])
        known = letters[0] in forms.common or letters[1] in forms.letters.given
        listed = any(forms.listed(letters[:size]) for size in (2, 3, 4))
        if len(self._judged) >= _REMEMBERED:
            self._judged.clear()
        self._judged[letters] = fits and known and not listed
        return self._judged[letters]

    def spans(self, clause: Clause, hits: Iterable[NameHit], text: str) -> list[Span]:
        """What the model found, without brands, words, places and lone letters."""
        found: list[Span] = []
        for hit in hits:
            first = 0 if hit.start == 1 and not self._forms.begins(clause.text, 1) else hit.start
            name = clause.text[first : hit.end]
            start = clause.start + first
            least = 0.0 if self._forms.plausible(name) else _LEAST
            if not _SHORTEST <= len(name) <= _LONGEST or hit.score < least or not _HAN.match(name):
                continue
            if _PLACE_AFTER.match(text, start + len(name)) or text[start - 1 : start] in _DOTS:
                continue
            if name in self._forms.words or self._forms.never(name) or text.startswith(self._brands, start):
                continue
            score = round(min(0.88, hit.score), 2)
            reason = _("模型 {score}", score=f"{hit.score:.2f}")
            found.append(Span(start, start + len(name), Kind.PERSON, score, reason, score < SURE))
        return found


def _clause(text: str, begin: int, place: int) -> re.Match[str] | None:
    """The clause around a place; the one before ended at ``begin``. Clauses without places are not read."""
    stop = _TO_LAST_STOP.match(text, begin, place)
    for clause in _CLAUSE.finditer(text, stop.end() if stop else begin):
        if clause.end() > place:
            return clause if clause.start() <= place else None
    return None
