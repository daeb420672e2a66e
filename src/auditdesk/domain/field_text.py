"""Fields of a checklist as people type them: numbers, words of a list, citations (command line and screen).

Lists stand one a line or divided by ``;``; a citation is ``document | clause | version | quote`` with the
last two optional; a threshold is ``>= 95 %`` or ``<= 30 秒``, both joined by a space when there are two.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from enum import StrEnum

from auditdesk.domain.checklists import AnswerType, Clause, Condition, ScoringMethod, Severity, Threshold
from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _

_YES = frozenset({"true", "yes", "1", "是"})
_NO = frozenset({"false", "no", "0", "否", ""})
_BOUND = re.compile(r"(>=|≥|<=|≤)\s*([-+]?[0-9.]+)")
_PERCENT = 100
_LONGEST_CITATION = 4


def number_of(text: str) -> float:
    """A finite number; raises `BadInputError`."""
    try:
        value = float(text.strip().replace("，", "").replace(",", ""))
    except ValueError as error:
        raise BadInputError(_("“{text}”不是数字。", text=text)) from error
    if not math.isfinite(value):
        raise BadInputError(_("“{text}”不是数字。", text=text))
    return value


def whole_of(text: str) -> int:
    """A whole number that is not negative; raises `BadInputError`."""
    value = number_of(text or "0")
    if value != int(value) or value < 0:
        raise BadInputError(_("“{text}”要是不小于 0 的整数。", text=text))
    return int(value)


def share_of(text: str) -> float:
    """A share: ``90%`` and ``0.9`` are the same; raises `BadInputError`."""
    plain = text.strip()
    if plain.endswith(("%", "％")):
        return round(number_of(plain[:-1]) / _PERCENT, 6)
    return number_of(plain)


def lines_of(text: str) -> tuple[str, ...]:
    """Words of a list, one a line or divided by ``;``, without empty ones."""
    parts = re.split(r"[\n;；]", text)
    return tuple(part.strip() for part in parts if part.strip())


def flag_of(text: str) -> bool:
    """是 or 否; raises `BadInputError`."""
    word = text.strip().lower()
    if word not in _YES | _NO:
        raise BadInputError(_("“{text}”要写成 true 或 false。", text=text))
    return word in _YES


def threshold_of(text: str) -> Threshold | None:
    """``>= 95 %`` as a limit; an empty text is none; raises `BadInputError`."""
    if not text.strip():
        return None
    found = _BOUND.findall(text)
    if not found:
        raise BadInputError(_("限值“{text}”要写成 >= 95 % 或 <= 30 秒。", text=text))
    limits = {"at_least" if sign in (">=", "≥") else "at_most": number_of(number) for sign, number in found}
    return Threshold(_BOUND.sub("", text).strip(), limits.get("at_least"), limits.get("at_most"))


def condition_of(text: str) -> Condition | None:
    """``4.2 = fail; not_applicable`` as a condition; an empty text is none; raises `BadInputError`."""
    if not text.strip():
        return None
    item, sign, answers = text.partition("=")
    if not sign or not item.strip() or not lines_of(answers):
        raise BadInputError(_("条件“{text}”要写成 检查项编号 = 结果。", text=text))
    return Condition(item.strip(), lines_of(answers))


def citations_of(text: str) -> tuple[Clause, ...]:
    """One citation a line; raises `BadInputError` for a line without clause."""
    found = []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        parts = [part.strip() for part in line.split("|", _LONGEST_CITATION - 1)]
        if len(parts) == 1:
            raise BadInputError(_("依据“{text}”要写成 文件 | 条款。", text=line))
        document, clause, *rest = parts
        version, quote = (*rest, "", "")[:2]
        found.append(Clause(document, clause, version, quote))
    return tuple(found)


def _text(text: str) -> str:
    return text.strip()


def _one_of(kind: type[StrEnum]) -> Callable[[str], StrEnum]:
    def read(text: str) -> StrEnum:
        words = [one.value for one in kind]
        if text.strip() not in words:
            raise BadInputError(_("“{text}”不认识，可用：{words}。", text=text, words=_("、").join(words)))
        return kind(text.strip())

    return read


ITEM_FIELDS: Mapping[str, Callable[[str], object]] = {
    "id": _text, "title": _text, "title_en": _text, "check": _text, "standard": _text, "method": _text,
    "sample_size": whole_of, "answer_type": _one_of(AnswerType), "weight": number_of,
    "severity": _one_of(Severity), "veto": flag_of, "violation_class": _text, "basis": citations_of,
    "source": lines_of, "evidence_on": lines_of, "note_on": lines_of, "choices": lines_of,
    "passing_choices": lines_of, "max_points": number_of, "pass_score": number_of, "dimension": _text,
    "threshold": threshold_of, "condition": condition_of,
}  # fmt: skip
SECTION_FIELDS: Mapping[str, Callable[[str], object]] = {
    "id": _text, "title": _text, "title_en": _text, "source": lines_of,
}  # fmt: skip
FORM_FIELDS: Mapping[str, Callable[[str], object]] = {
    "title": _text, "title_en": _text, "language": _text, "source": _text,
    "scoring": _one_of(ScoringMethod), "target_rate": share_of, "veto_cap": number_of,
    "na_share_limit": share_of, "review_months": whole_of,
}  # fmt: skip


def read_field(fields: Mapping[str, Callable[[str], object]], name: str, text: str) -> object:
    """The value of a typed field.

    Raises:
        BadInputError: the field is unknown or its text cannot be read; the sentence names what is possible.
    """
    reader = fields.get(name)
    if reader is None:
        raise BadInputError(
            _("没有字段“{name}”，可用：{words}。", name=name, words=_("、").join(sorted(fields)))
        )
    return reader(text)
