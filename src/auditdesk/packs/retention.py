"""How long evidence is kept, from ``resources/rules/retention.yaml`` (REQUIREMENTS C10, E1)."""

from __future__ import annotations

from pathlib import Path

from auditdesk.assets import resource
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.retention import RetentionRules, problems_of_retention
from auditdesk.i18n import _
from auditdesk.packs.reading import parse, read_text
from auditdesk.packs.shaping import shape


def load_retention(path: Path | None = None) -> RetentionRules:
    """Read a rules file; without a path the one that ships with the program.

    Raises:
        BadInputError: it cannot be read or is not sound; one sentence with file and line.
    """
    path = path or resource("rules", "retention.yaml")
    rules, problems = shape(RetentionRules, parse(read_text(path), path.name))
    if rules is None:
        first = problems[0]
        raise BadInputError(
            _("{name} 第 {line} 行：{text}", name=path.name, line=first.line, text=first.text), path=path
        )
    unsound = problems_of_retention(rules)
    if unsound:
        raise BadInputError(f"{path.name}：{unsound[0]}", path=path)
    return rules
