"""The taxonomy of violations from ``resources/rules/violations.yaml`` (REQUIREMENTS B1)."""

from __future__ import annotations

from pathlib import Path

from auditdesk.assets import resource
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.taxonomy import Taxonomy, problems_of_taxonomy
from auditdesk.i18n import _
from auditdesk.packs.reading import parse, read_text
from auditdesk.packs.shaping import shape


def load_taxonomy(path: Path | None = None) -> Taxonomy:
    """Read a taxonomy file; without a path the one that ships with the program.

    Raises:
        BadInputError: it cannot be read or is not sound; one sentence with file and line.
    """
    path = path or resource("rules", "violations.yaml")
    taxonomy, problems = shape(Taxonomy, parse(read_text(path), path.name))
    if taxonomy is None:
        first = problems[0]
        raise BadInputError(
            _("{name} 第 {line} 行：{text}", name=path.name, line=first.line, text=first.text), path=path
        )
    unsound = problems_of_taxonomy(taxonomy)
    if unsound:
        raise BadInputError(f"{path.name}：{unsound[0]}", path=path)
    return taxonomy
