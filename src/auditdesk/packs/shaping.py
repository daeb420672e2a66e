"""From plain values to domain values with strict types; every problem is found, not only the first.

The domain's dataclasses are the schema: unknown and missing fields, wrong types and unknown words are
told with their line and what to do. msgspec converts the leaves.
"""

from __future__ import annotations

import re
import types
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from difflib import get_close_matches
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from auditdesk.i18n import _
from auditdesk.packs.reading import Location, Tree

T = TypeVar("T")

_EXPECTED = re.compile(r"Expected `(?P<want>[^`]+)`, got `(?P<got>[^`]+)`")
_PLACE = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a text: its 1-based line and a sentence that says what to do."""

    line: int
    text: str


@dataclass(slots=True)
class _Shaper:
    tree: Tree
    problems: list[Problem] = field(default_factory=list)

    def complain(self, where: Location, text: str) -> None:
        self.problems.append(Problem(self.tree.line(where), text))

    def build(self, kind: type[Any], raw: object, where: Location) -> object | None:
        """A dataclass value, or None when something in it was wrong."""
        if not isinstance(raw, dict):
            self.complain(where, _("{place} 应为“字段: 值”的形式。", place=_named(where)))
            return None
        known, hints = _schema(kind)  # type: ignore[arg-type]  # classes are hashable
        sound = self._check_names(known, raw, where)
        made: dict[str, object] = {}
        for name in known:
            if name in raw:
                value = self._value(hints[name], raw[name], (*where, name))
                sound = sound and value is not _WRONG
                made[name] = value
        return kind(**made) if sound else None

    def _check_names(self, known: dict[str, Field[Any]], raw: dict[str, object], where: Location) -> bool:
        unknown = {name: get_close_matches(name, known, 1) for name in raw if name not in known}
        for name, guesses in unknown.items():
            hint = _("是不是“{guess}”？", guess=guesses[0]) if guesses else ""
            self.complain((*where, name), _("不认识字段“{name}”，请核对拼写或删去。", name=name) + hint)
        meant = {guess for guesses in unknown.values() for guess in guesses}
        needed = [one.name for one in known.values() if one.default is MISSING and one.name not in raw]
        for name in needed:
            if name not in meant:
                self.complain(where, _("{place} 缺少字段“{name}”，请补上。", place=_named(where), name=name))
        return not unknown and not needed

    def _value(self, hint: Any, raw: object, where: Location) -> object:  # noqa: ANN401  # a type form
        """A converted value, or `_WRONG` after complaining."""
        inner = _dataclass_in(hint)
        if inner is None:
            return self._leaf(hint, raw, where)
        if get_origin(hint) is tuple:
            return self._many(inner, raw, where)
        if raw is None and hint is not inner:
            return None
        made = self.build(inner, raw, where)
        return _WRONG if made is None else made

    def _many(self, kind: type[Any], raw: object, where: Location) -> object:
        if not isinstance(raw, list):
            self.complain(where, _("“{name}”应为列表，每项以短横线开头。", name=where[-1]))
            return _WRONG
        made = [self.build(kind, child, (*where, index)) for index, child in enumerate(raw)]
        return _WRONG if any(one is None for one in made) else tuple(made)

    def _leaf(self, hint: Any, raw: object, where: Location) -> object:  # noqa: ANN401  # a type form
        try:
            return msgspec.convert(raw, hint, strict=True)
        except msgspec.ValidationError as error:
            inside = tuple(int(index) for index in _PLACE.findall(str(error)))
            self.complain((*where, *inside), _told(hint, raw, str(error), str(where[-1])))
            return _WRONG


_WRONG = object()


@cache
def _schema(kind: type[Any]) -> tuple[dict[str, Field[Any]], dict[str, Any]]:
    """Fields and type forms by name; Python evaluates annotations anew at every look, 30 times as dear."""
    return {one.name: one for one in fields(kind)}, get_type_hints(kind)


def shape(kind: type[T], tree: Tree) -> tuple[T | None, list[Problem]]:
    """The tree as a value of a dataclass, with every problem; the value is None when there is any."""
    shaper = _Shaper(tree)
    made = shaper.build(kind, tree.value, ())
    for line, name in tree.repeated:
        shaper.problems.append(Problem(line, _("字段“{name}”写了两次，请删去一个。", name=name)))
    problems = sorted(shaper.problems, key=lambda problem: problem.line)
    return (made if isinstance(made, kind) and not problems else None), problems


@cache
def _dataclass_in(hint: Any) -> type[Any] | None:  # noqa: ANN401  # a type form
    """The dataclass behind ``C``, ``C | None`` and ``tuple[C, ...]``."""
    if is_dataclass(hint) and isinstance(hint, type):
        return hint
    if get_origin(hint) in (tuple, Union, types.UnionType):
        return next((arg for arg in get_args(hint) if is_dataclass(arg) and isinstance(arg, type)), None)
    return None


def _named(where: Location) -> str:
    """The place in words: the nearest list entry counted from 1."""
    if not where:
        return _("整个文件")
    last = where[-1]
    if isinstance(last, int):
        return _("{list} 的第 {n} 项", list=where[-2] if len(where) > 1 else "", n=last + 1)
    return f"“{last}”"


def _told(hint: Any, raw: object, message: str, name: str) -> str:  # noqa: ANN401  # a type form
    """A type error as a sentence with the fix."""
    if isinstance(hint, type) and issubclass(hint, Enum):
        words = "、".join(str(one.value) for one in hint)
        return _("“{name}”不能是“{value}”，可用：{words}。", name=name, value=raw, words=words)
    match = _EXPECTED.search(message)
    want = match["want"].split(" | ")[0] if match else ""
    got = match["got"] if match else ""
    if want == "str" and got in ("int", "float", "bool"):
        return _('“{name}”应为文字，请给它加引号，如 "1.10"。', name=name)
    wanted = {
        "str": _("文字"), "int": _("整数"), "float": _("数字"), "bool": _("true 或 false"),
        "array": _("列表"), "object": _("“字段: 值”的形式"),
    }.get(want, want)  # fmt: skip
    return _("“{name}”应为{wanted}。", name=name, wanted=wanted)
