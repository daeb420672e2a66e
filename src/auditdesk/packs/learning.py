"""Figures of the closed loop from ``resources/rules/rectification.yaml`` (REQUIREMENTS A10, B4, B6, C7)."""

from __future__ import annotations

from pathlib import Path

from auditdesk.assets import resource
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.learning_rules import LearningRules, problems_of_rules
from auditdesk.domain.ledger import PUNISHING
from auditdesk.i18n import _
from auditdesk.packs.reading import parse, read_text
from auditdesk.packs.shaping import shape


def load_learning_rules(path: Path | None = None) -> LearningRules:
    """Read a rules file; without a path the one that ships with the program.

    Raises:
        BadInputError: it cannot be read or is not sound; one sentence with file and line.
    """
    path = path or resource("rules", "rectification.yaml")
    rules, problems = shape(LearningRules, parse(read_text(path), path.name))
    if rules is None:
        first = problems[0]
        raise BadInputError(
            _("{name} 第 {line} 行：{text}", name=path.name, line=first.line, text=first.text), path=path
        )
    unsound = problems_of_rules(rules, frozenset(one.value for one in PUNISHING))
    if unsound:
        raise BadInputError(f"{path.name}：{unsound[0]}", path=path)
    return rules
