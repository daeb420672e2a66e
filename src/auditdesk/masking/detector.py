"""Detection of personal data in Chinese text (DESIGN §5): fold, find, resolve."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.spans import Kind, Span, resolve
from auditdesk.i18n import _
from auditdesk.masking import network
from auditdesk.masking.addresses import AddressFinder
from auditdesk.masking.cues import CueFinder
from auditdesk.masking.gate import Gate
from auditdesk.masking.nameforms import NameForms
from auditdesk.masking.names import NameModel
from auditdesk.masking.normalise import Folded, fold
from auditdesk.masking.numbers import NumberFinder
from auditdesk.masking.persons import PersonFinder
from auditdesk.masking.places import Places
from auditdesk.masking.rules import Rules, load_rules
from auditdesk.masking.wraps import wrapped

_TOGETHER = 1 << 16
_SEAM = "\n\x1e\n"


class Detector:
    """Finds personal data; immutable after construction, safe to share between threads without a model."""

    def __init__(
        self,
        rules: Rules | None = None,
        *,
        custom: Mapping[str, str] | None = None,
        exceptions: Iterable[str] = (),
        confirmed_names: Iterable[str] = (),
        names: NameModel | None = None,
        kinds: Iterable[Kind] | None = None,
    ) -> None:
        """Set up detection.

        Args:
            rules: word lists; by default those that ship with the program.
            custom: the user's own kinds: name → regular expression (^ and $ at line ends); found as `Kind.CUSTOM`.
            exceptions: texts that are never personal data (a hotline, the company's address).
            confirmed_names: names confirmed anywhere in the case; found wherever they stand.
            names: the name model; None finds persons by rule only.
            kinds: look for these kinds only.

        Raises:
            BadInputError: a rule file or a regular expression is wrong.
        """
        rules = rules or load_rules()
        self._kinds = frozenset(kinds) if kinds is not None else frozenset(Kind)
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
        self._custom = [(label, _compiled(label, pattern)) for label, pattern in (custom or {}).items()]
        self._exceptions = frozenset(exceptions)
        confirmed = sorted(filter(None, confirmed_names), key=len, reverse=True)
        self._confirmed = re.compile("|".join(map(re.escape, confirmed))) if confirmed else None

    def detect(self, text: str) -> tuple[Span, ...]:
        """Personal data of a text, ascending, without overlaps; offsets in code points."""
        return self.detect_many((text,))[0]

    def detect_many(self, texts: Sequence[str]) -> list[tuple[Span, ...]]:
        """The same for many texts; short ones are searched together, because every search has its price."""
        found: list[tuple[Span, ...]] = []
        folded = [fold(text) for text in texts]
        batch: list[Folded] = []
        length = 0
        for one in folded:
            batch.append(one)
            length += len(one.text)
            if length >= _TOGETHER:
                found += self._search(batch)
                batch, length = [], 0
        found += self._search(batch)
        if self._exceptions:
            return [
                tuple(span for span in spans if text[span.start : span.end] not in self._exceptions)
                for text, spans in zip(texts, found, strict=True)
            ]
        return found

    def _search(self, batch: Sequence[Folded]) -> Iterator[tuple[Span, ...]]:
        """Spans of folded texts; no pattern reaches over the seam between two of them."""
        joined = _SEAM.join(one.text for one in batch)
        spans = self._propose(joined)
        if self._names is not None:
            clauses = self._gate.clauses(joined, spans)
            hits = self._names.persons([clause.text for clause in clauses])
            for clause, clause_hits in zip(clauses, hits, strict=True):
                spans += self._gate.spans(clause, clause_hits, joined)
        kept = resolve(spans)
        position = at = 0
        for one in batch:
            end = position + len(one.text)
            first = at
            while at < len(kept) and kept[at].start < end:
                at += 1
            yield tuple(
                _moved(span, one, position)
                for span in kept[first:at]
                if span.kind in self._kinds and position <= span.start and span.end <= end
            )
            position = end + len(_SEAM)

    def _propose(self, text: str) -> list[Span]:
        cues = self._cues.read(text)
        spans = NumberFinder(cues).find()
        spans += wrapped(text)
        spans += network.plates(text)
        spans += network.colon_addresses(text)
        spans += network.births(text, cues)
        spans += network.spoken_emails(text)
        spans += self._addresses.find(text, cues)
        if self._persons_wanted:
            spans += list(self._persons.beside(text, tuple(spans)))
            spans += self._persons.find(text, cues)
        if self._confirmed is not None:
            reason = _("本案已确认的姓名")
            spans += (
                Span(match.start(), match.end(), Kind.PERSON, 0.99, reason)
                for match in self._confirmed.finditer(text)
            )
        for label, pattern in self._custom:
            reason = _("自定义规则“{label}”", label=label)
            spans += (
                Span(match.start(), match.end(), Kind.CUSTOM, 0.97, reason)
                for match in pattern.finditer(text)
                if match.end() > match.start()
            )
        return spans


def _moved(span: Span, folded: Folded, position: int) -> Span:
    """A span of the joined texts as one of its own text, in original offsets."""
    if position == 0 and folded.places is None:
        return span
    start, end = folded.original(span.start - position, span.end - position)
    return Span(start, end, span.kind, span.score, span.reason, span.pending)


def _compiled(label: str, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, re.MULTILINE)
    except re.error as error:
        raise BadInputError(
            _("自定义规则“{label}”的表达式写错了：{detail}", label=label, detail=str(error))
        ) from error
