"""Detection of personal data in Chinese text (DESIGN §5): fold, find, resolve."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

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
from auditdesk.masking.numbers import NumberFinder, wrapped
from auditdesk.masking.persons import PersonFinder
from auditdesk.masking.places import Places
from auditdesk.masking.rules import Rules, load_rules


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
            custom: the user's own kinds: name → regular expression; found as `Kind.CUSTOM`.
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
        self._gate = Gate(forms, rules.not_names)
        self._names = names if self._persons_wanted else None
        self._custom = [(label, _compiled(label, pattern)) for label, pattern in (custom or {}).items()]
        self._exceptions = frozenset(exceptions)
        confirmed = sorted(filter(None, confirmed_names), key=len, reverse=True)
        self._confirmed = re.compile("|".join(map(re.escape, confirmed))) if confirmed else None

    def detect(self, text: str) -> tuple[Span, ...]:
        """Personal data of a text, ascending, without overlaps; offsets in code points."""
        return self.detect_many((text,))[0]

    def detect_many(self, texts: Sequence[str]) -> list[tuple[Span, ...]]:
        """The same for many texts; the name model runs over all of them in one batch."""
        folded = [fold(text) for text in texts]
        proposed = [self._propose(one.text) for one in folded]
        if self._names is not None:
            self._ask_model(self._names, folded, proposed)
        return [
            self._final(text, one, spans) for text, one, spans in zip(texts, folded, proposed, strict=True)
        ]

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

    def _ask_model(self, model: NameModel, folded: Sequence[Folded], proposed: Sequence[list[Span]]) -> None:
        asked = [self._gate.clauses(one.text, spans) for one, spans in zip(folded, proposed, strict=True)]
        answers = iter(model.persons([clause.text for clauses in asked for clause in clauses]))
        for one, clauses, spans in zip(folded, asked, proposed, strict=True):
            for clause in clauses:
                spans += self._gate.spans(clause, next(answers), one.text)

    def _final(self, text: str, folded: Folded, spans: list[Span]) -> tuple[Span, ...]:
        kept = resolve(spans)
        if folded.places is not None:
            kept = tuple(_moved(span, *folded.original(span.start, span.end)) for span in kept)
        if len(self._kinds) < len(Kind):
            kept = tuple(span for span in kept if span.kind in self._kinds)
        if self._exceptions:
            kept = tuple(span for span in kept if text[span.start : span.end] not in self._exceptions)
        return kept


def _moved(span: Span, start: int, end: int) -> Span:
    return Span(start, end, span.kind, span.score, span.reason, span.pending)


def _compiled(label: str, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise BadInputError(
            _("自定义规则“{label}”的表达式写错了：{detail}", label=label, detail=str(error))
        ) from error
