"""The blank paper form: which columns it has and what is filled in by hand around them (REQUIREMENTS A14)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from auditdesk.domain.checklists import AnswerType, Item
from auditdesk.i18n import _, language

WIDEST = 263.0
"""Millimetres between the margins of A4 landscape."""
_SMALLEST, _LARGEST = 6.0, 12.0


class PaperKey(StrEnum):
    """What a column holds; the last four are written by hand."""

    ITEM = "item"
    CHECK = "check"
    STANDARD = "standard"
    METHOD = "method"
    RESULT = "result"
    PROBLEM = "problem"
    OWNER = "owner"
    DEADLINE = "deadline"
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """One column; ``width`` in millimetres."""

    key: PaperKey
    title: str
    width: float
    title_en: str = ""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A blank to fill in by hand."""

    title: str
    title_en: str = ""


@dataclass(frozen=True, slots=True)
class PaperLayout:
    """The paper form's look; ``size`` is the letter size in points."""

    columns: tuple[PaperColumn, ...]
    head: tuple[PaperLine, ...] = ()
    signatures: tuple[PaperLine, ...] = ()
    size: float = 7.8


def paper_word(part: PaperColumn | PaperLine) -> str:
    """A title in the language in use."""
    return part.title_en if language() == "en" and part.title_en else part.title


def problems_of_layout(layout: PaperLayout) -> list[str]:
    """What makes a layout unusable, one sentence each."""
    keys = [one.key for one in layout.columns]
    total = sum(one.width for one in layout.columns)
    tests = (
        (
            PaperKey.ITEM not in keys or PaperKey.RESULT not in keys,
            _("空白表要有“检查项目”和“检查结果”两列。"),
        ),
        (len(set(keys)) < len(keys), _("空白表有重复的列。")),
        (any(one.width <= 0 for one in layout.columns), _("空白表的列宽要大于 0。")),
        (
            total > WIDEST,
            _("空白表的列宽合计 {n} 毫米，最多 {most} 毫米。", n=f"{total:g}", most=f"{WIDEST:g}"),
        ),
        (not _SMALLEST <= layout.size <= _LARGEST, _("空白表的字号要在 6 到 12 之间。")),
    )
    return [text for wrong, text in tests if wrong]


def answer_lines(item: Item) -> tuple[str, ...]:
    """What stands in the result cell to be ticked or filled in by hand."""
    absent = "□ " + _("不适用")
    kind, limit = item.answer_type, item.threshold
    if kind is AnswerType.PASS_FAIL:
        return ("□ " + _("合规"), "□ " + _("不合规"), absent)
    if kind in (AnswerType.CHOICE, AnswerType.MULTI_CHOICE):
        return (*(f"□ {choice}" for choice in item.choices), absent)
    if kind is AnswerType.POINTS:
        return (_("＿＿＿ / {n} 分", n=f"{item.max_points:g}"), absent)
    if kind is AnswerType.SCORE:
        return (_("＿＿＿ 分（{n} 分合规）", n=f"{item.pass_score:g}"), absent)
    if kind is AnswerType.NUMBER and limit is not None:
        bounds = ((("≥"), limit.at_least), ("≤", limit.at_most))
        words = " ".join(f"{sign} {value:g}" for sign, value in bounds if value is not None)
        return (f"＿＿＿ {limit.unit}".strip(), words, absent)
    return ("＿＿＿＿＿＿", absent)


def outcome_lines() -> tuple[str, ...]:
    """整改结果 to tick (A14)."""
    return tuple(f"□ {word}" for word in (_("完成"), _("进行中"), _("未完成")))
