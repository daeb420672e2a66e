"""Masking rules as text: JSON a person can read and edit, one object per rule (DESIGN §6: rules are data)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.maskrules import MaskRule, RuleKind, RuleStyle, ValueShape, problems_of_rule
from auditdesk.i18n import _

FORMAT = 1
MOST_RULES = 500
LONGEST_TEXT = 2_000_000

_Word = TypeVar("_Word", bound=StrEnum)


def write_rules(rules: Sequence[MaskRule]) -> str:
    """The text of rules; `read_rules` gives them back equal, but for id, author and time."""
    return (
        json.dumps(
            {"auditdesk_rules": FORMAT, "rules": [_plain(rule) for rule in rules]},
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )


def read_rules(text: str) -> list[MaskRule]:
    """Rules of a text, each without id, checked one by one.

    Raises:
        BadInputError: no such text, a newer format, or a wrong rule; the sentence names it.
    """
    if len(text) > LONGEST_TEXT:
        raise BadInputError(_("规则文件太大，最多 2 MB。"))
    try:
        data = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        row, column = error.lineno, error.colno
        raise BadInputError(
            _("规则文件不是完整的 JSON：第 {row} 行第 {column} 列读不下去。", row=row, column=column)
        ) from error
    except (ValueError, RecursionError) as error:
        raise BadInputError(_("规则文件不是 JSON：套得太深或数字太长。")) from error
    if not isinstance(data, dict) or not isinstance(data.get("rules"), list) or "auditdesk_rules" not in data:
        raise BadInputError(_("这不是识别规则文件，请先导出一份规则作样子。"))
    if data.get("auditdesk_rules") != FORMAT:
        raise BadInputError(_("规则文件的格式版本不认识，请升级程序后再导入。"))
    if len(data["rules"]) > MOST_RULES:
        raise BadInputError(_("规则太多，最多 {n} 条。", n=MOST_RULES))
    rules: list[MaskRule] = []
    for number, plain in enumerate(data["rules"], start=1):
        rule = _rule(number, plain)
        problems = problems_of_rule(rule, [])
        if any(other.name == rule.name for other in rules):
            problems.append(_("名称重复了。"))
        if problems:
            raise BadInputError(
                _("第 {n} 条规则“{name}”：{problem}", n=number, name=rule.name, problem=problems[0])
            )
        rules.append(rule)
    return rules


def _plain(rule: MaskRule) -> dict[str, object]:
    plain: dict[str, object] = {"name": rule.name, "kind": rule.kind.value}
    if rule.kind is RuleKind.PATTERN:
        plain["pattern"] = rule.pattern
    else:
        plain["words"] = list(rule.words)
    if rule.kind is RuleKind.KEYWORD:
        plain |= {"shape": rule.shape.value, "shortest": rule.shortest, "longest": rule.longest}
    if rule.kind is not RuleKind.EXCEPTION:
        plain |= {
            "style": rule.style.value, "keep_first": rule.keep_first, "keep_last": rule.keep_last,
            "examples": list(rule.examples), "counterexamples": list(rule.counterexamples),
        }  # fmt: skip
    return plain | {"note": rule.note, "active": rule.active}


def _rule(number: int, plain: object) -> MaskRule:
    if not isinstance(plain, dict):
        raise BadInputError(_("第 {n} 条规则写得不对，应当是一个对象。", n=number))
    read = _Reader(number, plain)
    return MaskRule(
        "", read.text("name"), read.word("kind", RuleKind, RuleKind.PATTERN), read.text("pattern"),
        read.texts("words"), read.word("shape", ValueShape, ValueShape.CODE), read.number("shortest", 4),
        read.number("longest", 20), read.word("style", RuleStyle, RuleStyle.AS_FILE),
        read.number("keep_first", 0), read.number("keep_last", 0), read.texts("examples"),
        read.texts("counterexamples"), read.text("note"), read.flag("active"),
    )  # fmt: skip


class _Reader:
    """Reads the fields of one rule; a wrong one is told with the rule's number and its own name."""

    def __init__(self, number: int, plain: Mapping[str, object]) -> None:
        self._number = number
        self._plain = plain

    def text(self, name: str) -> str:
        """A text, empty when it is missing."""
        value = self._plain.get(name, "")
        return value if isinstance(value, str) else self._wrong(name)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, empty when it is missing."""
        value = self._plain.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self._wrong(name)
        assert isinstance(value, list)
        return tuple(value)

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        value = self._plain.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int):
            self._wrong(name)
        assert isinstance(value, int)
        return value

    def flag(self, name: str) -> bool:
        """True or false, true when it is missing."""
        value = self._plain.get(name, True)
        if not isinstance(value, bool):
            self._wrong(name)
        return bool(value)

    def word(self, name: str, of: Callable[[str], _Word], default: _Word) -> _Word:
        """A word of an enumeration."""
        try:
            return of(str(self._plain.get(name, default)))
        except ValueError:
            self._wrong(name)
        return default

    def _wrong(self, name: str) -> str:
        raise BadInputError(_("第 {n} 条规则的 {field} 写得不对。", n=self._number, field=name))
