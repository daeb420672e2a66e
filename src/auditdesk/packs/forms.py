"""Checklist packs as YAML text: load, check and write `Form` values (DESIGN §2)."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import yaml

from auditdesk.assets import form_file, resource
from auditdesk.domain.checklists import Clause, Form, placed_problems, problems_of
from auditdesk.domain.drafting import shortcomings
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.taxonomy import Taxonomy
from auditdesk.i18n import _
from auditdesk.packs.reading import Tree, parse, read_text
from auditdesk.packs.shaping import Problem, shape
from auditdesk.packs.taxonomy import load_taxonomy

_COMBINED = "annual"
_SHORT = 16  # characters of a text that may stand in a list on one line


def load_form(path: Path) -> Form:
    """Read a pack from a file.

    Raises:
        BadInputError: it cannot be read or has a problem; one sentence with file and line.
    """
    return load_form_text(read_text(path), path.name)


def load_form_text(text: str, name: str, *, draft: bool = False) -> Form:
    """Read a pack's text; ``name`` stands in the error's sentence, a ``draft`` may still be incomplete.

    Raises:
        BadInputError: the first problem, with its line and how many more there are.
    """
    form, problems = shape(Form, parse(text, name))
    if form is None:
        more = _("（另有 {n} 处）", n=len(problems) - 1) if len(problems) > 1 else ""
        first = problems[0]
        raise BadInputError(
            _("{name} 第 {line} 行：{text}", name=name, line=first.line, text=first.text) + more
        )
    unusable = [] if draft else problems_of(form)
    if unusable:
        raise BadInputError(f"{name}：{unusable[0]}")
    return form


def builtin_forms() -> list[Form]:
    """The packs that ship with the program: A to E by file name, then the combined annual audit."""
    paths = form_file("checklists").glob("*.yaml")
    return [load_form(path) for path in sorted(paths, key=lambda path: (path.stem == _COMBINED, path.name))]


def check_form(path: Path) -> list[str]:
    """All problems of a pack, each with line and fix; empty when it is sound.

    Stricter than `load_form`: published packs also need known violation classes, a basis and English titles.
    """
    try:
        tree = parse(read_text(path), path.name)
    except BadInputError as error:
        return [error.message]
    form, problems = shape(Form, tree)
    if form is not None:
        problems = _check_items(form, tree, load_taxonomy(resource("rules", "violations.yaml")))
        problems += _unusable(form, tree)
    found = sorted(set(problems), key=lambda problem: (problem.line, problem.text))
    return [_("第 {line} 行：{text}", line=problem.line, text=problem.text) for problem in found]


def dump_form(form: Form) -> str:
    """The form as YAML text for people: defaults left out, citations on one line; loads back equal."""
    text: str = yaml.dump(_plain(form), Dumper=_Writer, allow_unicode=True, sort_keys=False, width=110)
    return text


def _unusable(form: Form, tree: Tree) -> list[Problem]:
    """What `problems_of` says, at the line of the item concerned."""
    places = [
        ("sections", s, "items", i) for s, one in enumerate(form.sections) for i in range(len(one.items))
    ]
    return [
        Problem(tree.line(places[place]) if place >= 0 else 1, text) for place, text in placed_problems(form)
    ]


def _check_items(form: Form, tree: Tree, taxonomy: Taxonomy) -> list[Problem]:
    found: list[Problem] = []
    for s, section in enumerate(form.sections):
        if not section.items:
            line = tree.line(("sections", s))
            found.append(Problem(line, _("分类 {id} 里没有检查项，请补上或删去。", id=section.id)))
        for i, item in enumerate(section.items):
            line = tree.line(("sections", s, "items", i))
            found += [Problem(line, text) for text in shortcomings(item, taxonomy)]
    if len({section.id for section in form.sections}) < len(form.sections):
        found.append(Problem(tree.line(("sections",)), _("分类编号有重复，请改成不同的编号。")))
    return found


class _Writer(yaml.SafeDumper):
    """Block style with literal blocks for several lines; list entries indented under their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002  # PyYAML's own signature
        super().increase_indent(flow, indentless=False)


class _OneLine(dict[str, object]):
    """A mapping written as ``{a: 1, b: 2}``."""


class _OneLineList(list[object]):
    """Short texts written as ``[a, b]``."""


def _plain(value: object) -> Any:  # noqa: ANN401  # what YAML can hold
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        short = all(isinstance(child, str) and len(child) < _SHORT and "\n" not in child for child in value)
        return _OneLineList(value) if short else [_plain(child) for child in value]
    if is_dataclass(value) and not isinstance(value, type):
        kept = {
            one.name: _plain(getattr(value, one.name))
            for one in fields(value)
            if one.default is MISSING or getattr(value, one.name) != one.default
        }
        return _OneLine(kept) if isinstance(value, Clause) else kept
    return value


def _write_text(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _write_line(writer: yaml.SafeDumper, value: _OneLine) -> yaml.MappingNode:
    return writer.represent_mapping("tag:yaml.org,2002:map", value, flow_style=True)


def _write_list(writer: yaml.SafeDumper, value: _OneLineList) -> yaml.SequenceNode:
    return writer.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)


_Writer.add_representer(str, _write_text)
_Writer.add_representer(_OneLineList, _write_list)
_Writer.add_representer(_OneLine, _write_line)
