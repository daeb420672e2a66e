"""What may be entered on an item: numbers in their range, real dates, deductions that fit (DESIGN §2)."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from datetime import date

from auditdesk.domain.audits import Deduction
from auditdesk.domain.checklists import AnswerType, Item, Threshold
from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _

FULL_SCORE = 100.0
_NUMERIC = (AnswerType.SCORE, AnswerType.POINTS, AnswerType.NUMBER)


def plain_value(item: Item, text: str) -> str:
    """The value as it is stored: half-width, without the unit; texts are only trimmed.

    Raises:
        BadInputError: no number, out of range, or no day of the calendar; the sentence names the item.
    """
    text = text.strip()
    if not text or item.answer_type is AnswerType.TEXT:
        return text
    if item.answer_type is AnswerType.DATE:
        return _day(item, text)
    if item.answer_type not in _NUMERIC:
        return text
    unit = item.threshold.unit if item.threshold else ""
    bare = unicodedata.normalize("NFKC", text).strip()
    if unit:
        bare = bare.removesuffix(unicodedata.normalize("NFKC", unit)).strip()
    number = _number(item, text, bare.replace(",", ""))
    _check_range(item, number)
    return f"{number:.10g}"


def rest_of_points(item: Item, deductions: Sequence[Deduction]) -> str:
    """What is left of an item's points after its deductions.

    Raises:
        BadInputError: a deduction is not above 0 or says no reason, or all together exceed the points.
    """
    for one in deductions:
        if one.points <= 0 or not math.isfinite(one.points):
            raise BadInputError(_("{id} 的扣分要大于 0。", id=item.id))
        if not one.reason.strip():
            raise BadInputError(_("{id} 的每笔扣分都要写原因。", id=item.id))
    taken = sum(one.points for one in deductions)
    if taken > item.max_points:
        raise BadInputError(
            _("{id} 扣分合计 {n}，超过满分 {most}。", id=item.id, n=f"{taken:g}", most=f"{item.max_points:g}")
        )
    return f"{item.max_points - taken:.10g}"


def limit_words(limit: Threshold | None) -> str:
    """A threshold in words (``不低于 95 %``); empty when there is none."""
    if limit is None:
        return ""
    parts = []
    if limit.at_least is not None:
        parts.append(_("不低于 {n}", n=f"{limit.at_least:g}"))
    if limit.at_most is not None:
        parts.append(_("不高于 {n}", n=f"{limit.at_most:g}"))
    return " ".join(part for part in (_("，").join(parts), limit.unit) if part)


def _number(item: Item, text: str, bare: str) -> float:
    try:
        number = float(bare)
    except ValueError as error:
        raise BadInputError(_("{id} 要填数字，“{value}”不是数字。", id=item.id, value=text)) from error
    if not math.isfinite(number):
        raise BadInputError(_("{id} 要填数字，“{value}”不是数字。", id=item.id, value=text))
    return number


def _check_range(item: Item, number: float) -> None:
    most = {AnswerType.SCORE: FULL_SCORE, AnswerType.POINTS: item.max_points}.get(item.answer_type)
    if most is not None and not 0 <= number <= most:
        raise BadInputError(
            _("{id} 要填 0 到 {most} 之间的数，现为 {n}。", id=item.id, most=f"{most:g}", n=f"{number:g}")
        )


def _day(item: Item, text: str) -> str:
    bare = unicodedata.normalize("NFKC", text).replace("/", "-").replace(".", "-")
    try:
        year, month, day = (int(part) for part in bare.split("-"))
        return date(year, month, day).isoformat()
    except ValueError as error:
        raise BadInputError(
            _("{id} 要填日期，如 2026-11-17；“{value}”不是日期。", id=item.id, value=text)
        ) from error
