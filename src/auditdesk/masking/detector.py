"""Detection of personal data in Chinese text (DESIGN §5): fold, find, resolve."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from itertools import accumulate

from auditdesk.domain.maskrules import NO_CASE, CaseFile, MaskRule
from auditdesk.domain.spans import Kind, Span, moved_within, resolve
from auditdesk.masking import grids, network
from auditdesk.masking.addresses import AddressFinder
from auditdesk.masking.casework import Casework
from auditdesk.masking.cues import CueFinder
from auditdesk.masking.gate import Gate
from auditdesk.masking.nameforms import NameForms
from auditdesk.masking.names import NameModel
from auditdesk.masking.normalise import Folded, fold
from auditdesk.masking.numbers import NumberFinder
from auditdesk.masking.persons import PersonFinder
from auditdesk.masking.places import Places
from auditdesk.masking.reasons import Speech
from auditdesk.masking.rules import Rules, load_rules
from auditdesk.masking.settling import settle
from auditdesk.masking.wraps import wrapped

_TOGETHER = 1 << 16
_TURNED = re.compile("\u202e([^\u202c\u2069\n]{5,60})")
_SEAM = "\n\x1e\n"


class Detector:
    """Finds personal data; immutable after construction, safe to share between threads without a model."""

    def __init__(
        self,
        rules: Rules | None = None,
        *,
        case: CaseFile = NO_CASE,
        names: NameModel | None = None,
        kinds: Iterable[Kind] | None = None,
    ) -> None:
        """Set up detection.

        Args:
            rules: word lists; by default those that ship with the program.
            case: the users' own kinds and exceptions, and the people confirmed in the case.
            names: the name model; None finds persons by rule only.
            kinds: look for these kinds only.

        Raises:
            BadInputError: a rule file or a rule of the case is wrong.
        """
        self._rules = rules = rules or load_rules()
        self._kinds = frozenset(kinds) if kinds is not None else frozenset(Kind)
        self._some_kinds = len(self._kinds) < len(Kind)
        self._persons_wanted = Kind.PERSON in self._kinds
        forms = NameForms(rules)
        self._cues = CueFinder(
            rules.keywords,
            rules.titles if self._persons_wanted else (),
            rules.name_keywords if self._persons_wanted else (),
        )
        self._addresses = AddressFinder(Places(rules.provinces, rules.cities, rules.districts))
        self._persons = PersonFinder(rules, forms)
        self._gate = Gate(forms, rules)
        self._names = names if self._persons_wanted else None
        self._case = Casework(case, rules)
        self._speech = Speech()

    def with_case(self, case: CaseFile) -> Detector:
        """The same detection with what is known in a case; cheap, because all else is shared.

        Raises:
            BadInputError: a rule of the case is wrong.
        """
        other = copy(self)
        other._case = Casework(case, self._rules)  # noqa: SLF001 - a copy of its own class
        return other

    def with_names(self, names: NameModel) -> Detector:
        """The same detection with the name model."""
        other = copy(self)
        other._names = names if self._persons_wanted else None  # noqa: SLF001 - as above
        return other

    @property
    def own_rules(self) -> Mapping[str, MaskRule]:
        """The users' own kinds by name, as `Span.label` tells them."""
        return self._case.own

    def detect(self, text: str) -> tuple[Span, ...]:
        """Personal data of a text, ascending, without overlaps; offsets in code points."""
        return self.detect_many((text,))[0]

    def detect_many(self, texts: Sequence[str]) -> list[tuple[Span, ...]]:
        """The same for many texts; short ones are searched together, because every search has its price."""
        found: list[tuple[Span, ...]] = []
        batch: list[str] = []
        length = 0
        for text in texts:
            batch.append(text)
            length += len(text)
            if length >= _TOGETHER:
                found += self._search(batch)
                batch, length = [], 0
        found += self._search(batch)
        if self._case.excepts:
            return [
                tuple(span for span in spans if not self._case.excepted(text[span.start : span.end]))
                for text, spans in zip(texts, found, strict=True)
            ]
        return found

    def _search(self, batch: Sequence[str]) -> list[tuple[Span, ...]]:
        """Spans of texts; no pattern reaches over the seam between two of them."""
        self._speech.refresh()
        joined = _SEAM.join(batch)
        folded = fold(joined)
        spans = self._propose(folded.text)
        if self._names is not None:
            clauses = self._gate.clauses(folded.text, spans)
            hits = self._names.persons([clause.text for clause in clauses])
            for clause, clause_hits in zip(clauses, hits, strict=True):
                spans += self._gate.spans(clause, clause_hits, folded.text)
        if self._persons_wanted:
            spans = settle(folded.text, spans)
        kept = resolve(spans)
        if self._persons_wanted:
            more = list(self._persons.again(folded.text, kept))
            kept = resolve((*kept, *more)) if more else kept
        if self._some_kinds:
            kept = tuple(span for span in kept if span.kind in self._kinds)
        if folded.gaps:
            kept = tuple(_unfolded(span, folded) for span in kept)
            turned = list(self._turned(joined))
            kept = resolve((*kept, *turned)) if turned else kept
        return _by_text(kept, batch)

    def _turned(self, text: str) -> Iterator[Span]:
        """Numbers written backwards behind a mark that shows them forwards again."""
        for match in _TURNED.finditer(text):
            shown = fold(match[1][::-1])
            for span in NumberFinder(self._cues.read(shown.text)).find():
                start, end = shown.original(span.start, span.end)
                if span.kind in self._kinds:
                    yield span._replace(start=match.end(1) - end, end=match.end(1) - start)

    def _propose(self, text: str) -> list[Span]:
        cues = self._cues.read(text)
        numbers = NumberFinder(cues)
        spans = numbers.find()
        spans += wrapped(text)
        spans += network.plates(text, numbers.after_province)
        spans += network.colon_addresses(text)
        spans += network.named_hardware(text)
        spans += network.births(text, cues)
        spans += network.spoken_emails(text)
        spans += self._addresses.find(text, cues)
        if self._persons_wanted:
            spans += list(self._persons.beside(text, tuple(spans)))
            spans += self._persons.find(text, cues)
        grid = grids.read(text)
        if grid.headings and self._persons_wanted:
            spans = [
                span for span in spans if span.kind is not Kind.PERSON or not _within(span, grid.headings)
            ]
        spans += grid.cells
        spans += self._case.find(text)
        return spans


def _by_text(spans: Sequence[Span], batch: Sequence[str]) -> list[tuple[Span, ...]]:
    """The spans of each text, counted from its start; goes by the spans: most short texts have none."""
    found: list[tuple[Span, ...]] = [()] * len(batch)
    begins = [0, *accumulate(map(len(_SEAM).__add__, map(len, batch)))]
    starts = [span[0] for span in spans]
    at = 0
    while at < len(starts):
        index = bisect_right(begins, starts[at]) - 1
        first, at = at, bisect_left(starts, begins[index + 1], at)
        begin = begins[index]
        found[index] = moved_within(spans[first:at], begin, begin + len(batch[index]))
    return found


def _within(span: Span, stretches: list[tuple[int, int]]) -> bool:
    return any(start <= span.start and span.end <= end for start, end in stretches)


def _unfolded(span: Span, folded: Folded) -> Span:
    start, end = folded.original(span.start, span.end)
    return span if end == span.end else span._replace(start=start, end=end)
