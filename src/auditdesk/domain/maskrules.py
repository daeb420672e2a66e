"""The users' own masking rules: further kinds of personal data, and words never masked (DESIGN §5)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from auditdesk.domain.patterns import problem_of_pattern
from auditdesk.i18n import _

LONGEST_NAME = 20
MOST_WORDS = 200
MOST_VALUE = 60


class RuleKind(StrEnum):
    """How a rule finds: by a regular expression, by a word before the value, or not at all (an exception)."""

    PATTERN = "pattern"
    KEYWORD = "keyword"
    EXCEPTION = "exception"


class ValueShape(StrEnum):
    """What stands after a keyword: digits, letters and digits, Han characters, or the rest of the clause."""

    DIGITS = "digits"
    CODE = "code"
    HAN = "han"
    CLAUSE = "clause"


class RuleStyle(StrEnum):
    """How a rule's values are written: as the file's style says, ends kept, replaced, or removed."""

    AS_FILE = "as_file"
    KEEP = "keep"
    REPLACE = "replace"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class MaskRule:
    """One rule; it travels through the share like every entity.

    Attributes:
        id: random id.
        name: what the kind is called on screens and in 【…】; unique in a workspace.
        kind: how it finds.
        pattern: regular expression (`RuleKind.PATTERN`); a group named ``value`` narrows what is masked.
        words: words before the value (`RuleKind.KEYWORD`) or texts never masked (`RuleKind.EXCEPTION`).
        shape: what the value after a keyword is made of.
        shortest: fewest characters of the value after a keyword.
        longest: most characters of it.
        style: how a value is written.
        keep_first: characters left at the beginning with `RuleStyle.KEEP`.
        keep_last: characters left at the end with it.
        examples: texts in which the rule must find something.
        counterexamples: texts in which it must find nothing.
        note: why the rule exists.
        active: whether detection uses it.
        created_by: id of the user.
        created_at: ISO text.
    """

    id: str
    name: str
    kind: RuleKind
    pattern: str = ""
    words: tuple[str, ...] = ()
    shape: ValueShape = ValueShape.CODE
    shortest: int = 4
    longest: int = 20
    style: RuleStyle = RuleStyle.AS_FILE
    keep_first: int = 0
    keep_last: int = 0
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()
    note: str = ""
    active: bool = True
    created_by: str = ""
    created_at: str = ""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What is known beyond the program's own rules when the material of one case is searched.

    Attributes:
        rules: the active rules of the workspace.
        people: full names a person confirmed anywhere in the case; they are found everywhere in it, and so
            are their bare surnames with a title.
    """

    rules: tuple[MaskRule, ...] = ()
    people: tuple[str, ...] = ()


NO_CASE = CaseFile()

_SHAPES = {
    ValueShape.DIGITS: "[0-9]",
    ValueShape.CODE: "[0-9A-Za-z_-]",
    ValueShape.HAN: "[\u4e00-\u9fff·]",
    ValueShape.CLAUSE: "[^，。；！？、,;!?\\s]",
}
_LINK = "(?:编?号码?|代码)?[是为：:# ]{0,3}"


def pattern_of(rule: MaskRule) -> str:
    """The regular expression a rule stands for; empty for an exception."""
    if rule.kind is RuleKind.PATTERN:
        return rule.pattern
    if rule.kind is RuleKind.EXCEPTION:
        return ""
    words = "|".join(re.escape(word) for word in sorted(rule.words, key=len, reverse=True))
    letter = _SHAPES[rule.shape]
    after = "" if rule.shape in (ValueShape.HAN, ValueShape.CLAUSE) else f"(?!{letter})"
    return f"(?:{words}){_LINK}(?P<value>{letter}{{{rule.shortest},{rule.longest}}}){after}"


def problems_of_rule(rule: MaskRule, others: Iterable[MaskRule] = ()) -> list[str]:
    """Everything wrong with a rule, as translated sentences; ``others`` are the rules it would join."""
    problems: list[str] = []
    name = rule.name.strip()
    if not name or len(name) > LONGEST_NAME or "\n" in name:
        problems.append(_("规则要有名称，最多 {n} 个字。", n=LONGEST_NAME))
    if any(other.name == rule.name and other.id != rule.id for other in others):
        problems.append(_("已经有叫“{name}”的规则了，请换一个名称。", name=rule.name))
    if rule.kind is RuleKind.PATTERN:
        problems += filter(None, [problem_of_pattern(rule.pattern)])
    else:
        problems += _problems_of_words(rule)
    if rule.kind is RuleKind.KEYWORD and not 1 <= rule.shortest <= rule.longest <= MOST_VALUE:
        problems.append(_("值的长度要在 1–{n} 之间，最短不能大于最长。", n=MOST_VALUE))
    if min(rule.keep_first, rule.keep_last) < 0 or rule.keep_first + rule.keep_last > MOST_VALUE:
        problems.append(_("保留的首尾字数写错了。"))
    if rule.kind is not RuleKind.EXCEPTION and not rule.examples:
        problems.append(_("请给出至少一个例子，用来证明规则找得到。"))
    return problems


def problems_on_trial(rule: MaskRule) -> list[str]:
    """What keeps a rule from being tried while it is written: a name and examples may still be missing."""
    return problems_of_rule(replace(rule, name=rule.name.strip() or "?", examples=rule.examples or ("?",)))


def _problems_of_words(rule: MaskRule) -> list[str]:
    if not rule.words or not all(word.strip() for word in rule.words):
        return [_("请写出词语，每个都不能是空的。")]
    if len(rule.words) > MOST_WORDS or any(len(word) > MOST_VALUE for word in rule.words):
        return [_("词语太多或太长：最多 {n} 个，每个最多 {m} 个字。", n=MOST_WORDS, m=MOST_VALUE)]
    return []
