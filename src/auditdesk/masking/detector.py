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
        batch: list[str] = []
        length = 0
        for text in texts:
            batch.append(text)
            length += len(text)
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

    def _search(self, batch: Sequence[str]) -> Iterator[tuple[Span, ...]]:
        """Spans of texts; no pattern reaches over the seam between two of them."""
        folded = fold(_SEAM.join(batch))
        spans = self._propose(folded.text)
        if self._names is not None:
            clauses = self._gate.clauses(folded.text, spans)
            hits = self._names.persons([clause.text for clause in clauses])
            for clause, clause_hits in zip(clauses, hits, strict=True):
                spans += self._gate.spans(clause, clause_hits, folded.text)
        kept = resolve(spans)
        if self._some_kinds:
            kept = tuple(span for span in kept if span.kind in self._kinds)
        if folded.gaps:
            kept = tuple(_unfolded(span, folded) for span in kept)
        position = at = 0
        for text in batch:
            end = position + len(text)
            first = at
            while at < len(kept) and kept[at].start < end:
                at += 1
            yield tuple(
                Span(span[0] - position, span[1] - position, *span[2:])
                for span in kept[first:at]
                if position <= span[0] and span[1] <= end
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


def _unfolded(span: Span, folded: Folded) -> Span:
    start, end = folded.original(span.start, span.end)
    return span._replace(start=start, end=end)


def _compiled(label: str, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, re.MULTILINE)
    except re.error as error:
        raise BadInputError(
            _("自定义规则“{label}”的表达式写错了：{detail}", label=label, detail=str(error))
        ) from error
