"""The gate before the name model: which clauses of a text could still hold an unknown name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from auditdesk.domain.spans import SURE, Kind, Span
from auditdesk.i18n import _
from auditdesk.masking.literals import any_of
from auditdesk.masking.nameforms import NameForms
from auditdesk.masking.names import NameHit
from auditdesk.masking.rules import Rules

_CLAUSE = re.compile('[^，。；！？：、,;:!?\n\t\r（）()【】\\[\\]「」“”"|<>]{2,60}')
_HAN = re.compile("[\u4e00-\u9fff]")
_PLACE_AFTER = re.compile(
    "[一-鿿]?(?:店|胡同|[大小]?[路街]|饭[馆庄]|餐厅|酒店|公司|小区|大厦|大桥|超市|医院|学校|农家院|[·•・][一-鿿])"
)
_DOTS = frozenset("·•・")
_SHORTEST, _LONGEST = 2, 12
_LEAST = 0.45


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
        self._foreign = re.compile(any_of((*rules.foreign_parts, *forms.double)))
        given, last = "".join(sorted(forms.letters.given)), "".join(sorted(forms.letters.endings))
        self._typical = re.compile(f"([{given}])(?:\\1|[{last}])|阿[{given}]")
        self._surname = re.compile(
            f"[{''.join(sorted(forms.single - forms.letters.weak))}](?=[\u4e00-\u9fff])"
        )

    def clauses(self, text: str, known: Sequence[Span]) -> list[Clause]:
        """Clauses where a name may begin that no known span explains and no everyday word begins with."""
        covered = {place for span in known for place in range(span.start, span.end)}
        places = sorted(place for place in self._places(text) if place not in covered)
        found: list[Clause] = []
        at = 0
        for match in _CLAUSE.finditer(text) if places else ():
            while at < len(places) and places[at] < match.start():
                at += 1
            if at < len(places) and places[at] < match.end():
                found.append(Clause(match.start(), match[0]))
        return found

    def _places(self, text: str) -> Iterator[int]:
        """Places where a name may begin."""
        forms = self._forms
        for match in self._surname.finditer(text):
            at = match.start()
            if at and (text[at - 1 : at + 1] in self._endings or forms.crossed(text, at)):
                continue
            if not (forms.plausible(text[at : at + 2]) or forms.plausible(text[at : at + 3])):
                continue
            if match[0] not in forms.common and text[at + 1] not in forms.letters.given:
                continue
            if not any(forms.listed(text[at : at + size]) for size in (2, 3, 4)):
                yield at
        for match in self._typical.finditer(text):
            at = match.start()
            if forms.typical(match[0]) and not forms.crossed(text, at):
                yield at
        for match in self._foreign.finditer(text):
            yield match.start()

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
