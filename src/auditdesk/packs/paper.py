"""The layout of the blank paper form, from ``forms/print/blank.yaml``."""

from __future__ import annotations

from pathlib import Path

from auditdesk.assets import form_file
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.paper import PaperLayout, problems_of_layout
from auditdesk.i18n import _
from auditdesk.packs.reading import parse, read_text
from auditdesk.packs.shaping import shape


def load_paper(path: Path | None = None) -> PaperLayout:
    """Read a layout; without a path the one that ships with the program.

    Raises:
        BadInputError: it cannot be read or is not sound; one sentence with file and line.
    """
    path = path or form_file("print", "blank.yaml")
    layout, problems = shape(PaperLayout, parse(read_text(path), path.name))
    if layout is None:
        first = problems[0]
        raise BadInputError(
            _("{name} 第 {line} 行：{text}", name=path.name, line=first.line, text=first.text), path=path
        )
    unsound = problems_of_layout(layout)
    if unsound:
        raise BadInputError(f"{path.name}：{unsound[0]}", path=path)
    return layout
