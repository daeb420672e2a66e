"""Detection of personal data in Chinese text (DESIGN §5): fold, find, resolve."""

from __future__ import annotations

from collections.abc import Sequence

from auditdesk.domain.spans import Span, resolve
from auditdesk.masking import network
from auditdesk.masking.addresses import AddressFinder
from auditdesk.masking.cues import CueFinder
from auditdesk.masking.normalise import fold
from auditdesk.masking.numbers import NumberFinder, wrapped
from auditdesk.masking.persons import PersonFinder
from auditdesk.masking.places import Places
from auditdesk.masking.rules import Rules, load_rules


class Detector:
    """Finds personal data."""

    def __init__(self, rules: Rules | None = None) -> None:
        self._rules = rules or load_rules()
        self._cues = CueFinder(self._rules.keywords)
        self._persons = PersonFinder(self._rules)
        self._addresses = AddressFinder(
            Places(self._rules.provinces, self._rules.cities, self._rules.districts)
        )

    def detect(self, text: str) -> tuple[Span, ...]:
        """Personal data of a text."""
        folded = fold(text)
        clear = folded.text
        cues = self._cues.read(clear)
        spans = NumberFinder(cues).find()
        spans += wrapped(clear)
        spans += network.plates(clear)
        spans += network.births(clear, cues)
        spans += network.spoken_emails(clear)
        spans += self._addresses.find(clear, cues)
        spans += self._persons.find(clear)
        return resolve(spans)

    def detect_many(self, texts: Sequence[str]) -> list[tuple[Span, ...]]:
        """X."""
        return [self.detect(text) for text in texts]
