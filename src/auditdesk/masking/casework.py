"""What the users and the case add to detection: own kinds, exceptions, confirmed people (`CaseFile`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.maskrules import CaseFile, MaskRule, RuleKind, pattern_of
from auditdesk.domain.patterns import problem_of_pattern
from auditdesk.domain.spans import Kind, Span
from auditdesk.i18n import _
from auditdesk.masking.literals import any_of
from auditdesk.masking.normalise import fold
from auditdesk.masking.rules import Rules

_APART = re.compile("[\\s()（）·.-]+")
_LONGEST_SURNAME = 2
_OWN, _PERSON, _TITLED = 0.97, 0.99, 0.96
_FEWEST = 2


class Casework:
    """Proposes spans of a `CaseFile` and says which findings are excepted."""

    def __init__(self, case: CaseFile, rules: Rules) -> None:
        """Compile a case.

        Raises:
            BadInputError: a pattern is wrong or could take for ever; the sentence names the rule.
        """
        active = [rule for rule in case.rules if rule.active]
        self.own: Mapping[str, MaskRule] = {
            rule.name: rule for rule in active if rule.kind is not RuleKind.EXCEPTION
        }
        self._patterns = [(name, _compiled(rule)) for name, rule in self.own.items()]
        self._exceptions = frozenset(
            compact(word) for rule in active if rule.kind is RuleKind.EXCEPTION for word in rule.words
        )
        people = sorted({name.strip() for name in case.people if len(name.strip()) >= _FEWEST})
        self._people = re.compile(any_of(people)) if people else None
        surnames = sorted({surname for name in people for surname in _surnames(name, rules)})
        titles = any_of(rules.titles)
        self._titled = re.compile(f"(?:{any_of(surnames)})(?:{titles})") if surnames else None

    def find(self, text: str) -> Iterator[Span]:
        """Spans of the case in a folded text."""
        for name, pattern in self._patterns:
            reason = _("自定义规则“{label}”", label=name)
            group = "value" if "value" in pattern.groupindex else 0
            for match in pattern.finditer(text):
                start, end = match.span(group)
                if end > start:
                    yield Span(start, end, Kind.CUSTOM, _OWN, reason, pending=False, label=name)
        for people, score in ((self._people, _PERSON), (self._titled, _TITLED)):
            if people is not None:
                reason = _("本案已确认的姓名")
                for match in people.finditer(text):
                    yield Span(match.start(), match.end(), Kind.PERSON, score, reason)

    @property
    def excepts(self) -> bool:
        """Whether there are exceptions at all."""
        return bool(self._exceptions)

    def excepted(self, value: str) -> bool:
        """Whether a found value is a text that is never masked, however it is spaced."""
        return compact(value) in self._exceptions


def compact(value: str) -> str:
    """A text without spacing, brackets and dashes, in half width and capitals."""
    return _APART.sub("", fold(value).text).upper()


def _surnames(name: str, rules: Rules) -> Iterator[str]:
    double = name[:_LONGEST_SURNAME]
    if double in rules.surnames.double.split():
        yield double
    elif name[0] in rules.surnames.common + rules.surnames.rare:
        yield name[0]


def _compiled(rule: MaskRule) -> re.Pattern[str]:
    problem = problem_of_pattern(rule.pattern) if rule.kind is RuleKind.PATTERN else ""
    if problem:
        raise BadInputError(_("自定义规则“{label}”：{problem}", label=rule.name, problem=problem))
    return re.compile(pattern_of(rule), re.MULTILINE)
