"""Form packs as the use cases ask for them (the ``Forms`` port of the services)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

from auditdesk.domain.checklists import Form
from auditdesk.domain.paper import PaperLayout
from auditdesk.packs.forms import builtin_forms, check_form, dump_form, load_form_text
from auditdesk.packs.paper import load_paper

_MOST = 64
"""Texts kept; the one not asked for the longest goes first (a draft is another text after every save)."""


class FormLibrary:
    """Loads each text once: lists of forms are asked for often, and a text never changes its meaning."""

    def __init__(self) -> None:
        self._loaded: dict[tuple[str, bool], Form] = {}

    def builtin(self) -> Sequence[Form]:
        """The packs that ship with the program."""
        return _shipped()

    def load(self, text: str, name: str, *, draft: bool = False) -> Form:
        """Read a pack's text; a draft may be incomplete; raises `BadInputError` naming the line."""
        found = self._loaded.pop((text, draft), None) or load_form_text(text, name, draft=draft)
        while len(self._loaded) >= _MOST:
            self._loaded.pop(next(iter(self._loaded)))
        self._loaded[text, draft] = found
        return found

    def dump(self, form: Form) -> str:
        """The text of a form; `load` gives it back equal."""
        return _written(form)

    def paper(self) -> PaperLayout:
        """How the blank paper form looks."""
        return load_paper()

    def check(self, path: Path) -> list[str]:
        """All problems of a pack file, each with line and fix; empty when it is sound."""
        return check_form(path)


@cache
def _shipped() -> tuple[Form, ...]:
    """They do not change while the program runs, whatever workspace is opened after another."""
    return tuple(builtin_forms())


@lru_cache(maxsize=32)
def _written(form: Form) -> str:
    """Every audit keeps the text of its form, mostly one of a few."""
    return dump_form(form)
