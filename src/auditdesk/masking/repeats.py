"""Names found once stand for persons wherever they stand again in the same text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from auditdesk.domain.spans import SURE, Kind, Span
from auditdesk.masking.literals import any_of
from auditdesk.masking.nameedges import is_han
from auditdesk.masking.nameforms import SEAM, NameForms
from auditdesk.masking.reasons import because

_ONE_BY_ONE, _MOST_REPEATED = 8, 2000
_SCORE = 0.82
_SURE_LENGTH = 3
"""Names of so many letters are looked for in the middle of words too."""


def repeated(forms: NameForms, text: str, known: Sequence[Span]) -> Iterator[Span]:
    """The same names once more in the same text; texts of a batch do not share theirs."""
    begin = last = 0
    names: dict[str, None] = {}
    taken = {span.start for span in known}
    for span in known:
        if span.kind is not Kind.PERSON:
            continue
        seam = text.rfind(SEAM, last, span.start)
        if seam >= 0:
            yield from _again(forms, text, begin, names, taken)
            begin, names = seam + 1, {}
        last = span.start
        names[text[span.start : span.end]] = None
    yield from _again(forms, text, begin, names, taken)


def _again(forms: NameForms, text: str, begin: int, names: Iterable[str], taken: set[int]) -> Iterator[Span]:
    wanted = [name for name in names if _may_repeat(forms, name)][:_MOST_REPEATED]
    if not wanted:
        return
    end = text.find(SEAM, begin)
    end = len(text) if end < 0 else end
    for start, name in _places_of(wanted, text, begin, end):
        if start not in taken and (forms.opens(text, start) or len(name) >= _SURE_LENGTH):
            yield Span(start, start + len(name), Kind.PERSON, _SCORE, because("again"), _SCORE < SURE)


def _may_repeat(forms: NameForms, name: str) -> bool:
    return is_han(name[0]) and not forms.never(name) and name not in forms.words


def _places_of(names: list[str], text: str, begin: int, end: int) -> Iterator[tuple[int, str]]:
    """Where some words stand: a few are looked for one by one, many in one pass; time stays linear."""
    if len(names) > _ONE_BY_ONE:
        for match in re.compile(any_of(names)).finditer(text, begin, end):
            yield match.start(), match[0]
        return
    for name in names:
        at = text.find(name, begin, end)
        while at >= 0:
            yield at, name
            at = text.find(name, at + len(name), end)
