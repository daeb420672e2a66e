"""How a found value is written after masking (DESIGN §5; conventions of FACTS and mockup 05)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.maskrules import MaskRule, RuleStyle
from auditdesk.domain.spans import Kind, kind_label
from auditdesk.i18n import _
from auditdesk.masking.normalise import fold
from auditdesk.masking.pseudonyms import Pseudonyms, normal_value

__all__ = ["BY_KIND", "Pseudonyms", "Style", "Styles", "mask_value", "style_named"]


class Style(StrEnum):
    """What stands in the place of a value."""

    KEEP = "keep"
    REPLACE = "replace"
    PSEUDONYM = "pseudonym"
    REMOVE = "remove"


Styles = Style | Mapping[Kind, Style]
"""One style for all kinds, or one per kind (kinds not named: keep)."""

BY_KIND: Mapping[Kind, Style] = {Kind.PERSON: Style.PSEUDONYM}
"""按种类：姓名假名，号码留首尾 (mockup 05)."""

_PHONE_PARTS = re.compile("1\\d{10}$")
_LANDLINE_PARTS = re.compile("(0(?:10|2\\d|[3-9]\\d\\d)|[48]00)?(\\d+)")
_DOUBLE = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "司徒",
        "令狐",
        "夏侯",
        "南宫",
        "轩辕",
        "长孙",
        "宇文",
        "端木",
        "呼延",
        "独孤",
        "赫连",
    ]
)


def style_named(name: str) -> Style:
    """The style of a name given by a person; raises `BadInputError`."""
    try:
        return Style(name)
    except ValueError as error:
        choices = "、".join(Style)
        raise BadInputError(
            _("没有“{name}”这种脱敏样式，请选 {choices}。", name=name, choices=choices)
        ) from error


def mask_value(
    kind: Kind, text: str, style: Styles, pseudonyms: Pseudonyms, own: MaskRule | None = None
) -> str:
    """What to write instead of one value; ``own`` is the user's rule that found it."""
    if own is not None:
        return _own_value(own, text, style, pseudonyms)
    chosen = style if isinstance(style, Style) else style.get(kind, Style.KEEP)
    if chosen is Style.REMOVE:
        return ""
    if chosen is Style.REPLACE:
        return placeholder(kind)
    if chosen is Style.PSEUDONYM:
        return pseudonyms.label(kind, text)
    return _KEEP.get(kind, _hidden)(text)


def _own_value(rule: MaskRule, text: str, style: Styles, pseudonyms: Pseudonyms) -> str:
    """What a user's rule says; by default the style of the file, with the rule's name as the kind."""
    if rule.style is RuleStyle.AS_FILE:
        chosen = style if isinstance(style, Style) else style.get(Kind.CUSTOM, Style.KEEP)
    else:
        chosen = Style(rule.style.value)
    if chosen is Style.REMOVE:
        return ""
    if chosen is Style.REPLACE:
        return f"【{rule.name}】"
    if chosen is Style.PSEUDONYM:
        return pseudonyms.label(Kind.CUSTOM, text, rule.name)
    kept = rule.keep_first + rule.keep_last
    return _ends(text, rule.keep_first, rule.keep_last) if kept else _hidden(text)


def placeholder(kind: Kind) -> str:
    """The kind in brackets: 【手机号】."""
    word = _("微信") if kind is Kind.WECHAT else kind_label(kind).replace(" ", "")
    return f"【{word}】"


def _ends(value: str, first: int, last: int) -> str:
    """First and last characters, stars between; a value too short to hide anything becomes stars."""
    if len(value) < first + last + 2:
        first = last = 0 if len(value) <= 3 else 1  # noqa: PLR2004 - three characters leave nothing to hide
    hidden = len(value) - first - last
    return value[:first] + "*" * hidden + (value[-last:] if last else "")


def _person(text: str) -> str:
    surname = 2 if text[:2] in _DOUBLE and len(text) > 2 else 1  # noqa: PLR2004 - double surname plus a name
    return text[:surname] + "*" * max(1, min(len(text.replace(" ", "")) - surname, 2))


def _phone(text: str) -> str:
    number = _PHONE_PARTS.search(normal_value(Kind.PHONE, text))
    return _ends(number[0], 3, 4) if number else _hidden(text)


def _landline(text: str) -> str:
    parts = _LANDLINE_PARTS.match(normal_value(Kind.LANDLINE, text))
    if parts is None:
        return _hidden(text)
    return (f"{parts[1]}-" if parts[1] else "") + "****" + (parts[2][-4:] if len(parts[2]) > 6 else "")  # noqa: PLR2004 - six digits would be half shown


def _id_card(text: str) -> str:
    value = normal_value(Kind.ID_CARD, text)
    return _ends(value, 3, 4)


def _compact(first: int, last: int) -> Callable[[str], str]:
    def keep(text: str) -> str:
        return _ends(re.sub("[\\s·.-]", "", fold(text).text), first, last)

    return keep


def _email(text: str) -> str:
    name, mark, domain = re.sub("\\s", "", fold(text).text).partition("@")
    return f"{name[:1]}***@{domain}" if mark else "***"


def _ip(text: str) -> str:
    parts = text.split(".")
    return ".".join([*parts[:2], "*", "*"]) if len(parts) == 4 else "****"  # noqa: PLR2004 - IPv4 has four parts


def _mac(text: str) -> str:
    separator = "-" if "-" in text else ":"
    parts = text.split(separator)
    return separator.join([*parts[:3], "**", "**", "**"]) if len(parts) == 6 else "****"  # noqa: PLR2004 - six bytes


def _birth(text: str) -> str:
    year = re.match("(?:18|19|20)\\d\\d", fold(text).text)
    return (year[0] if year else "****") + "-**-**"


def _hidden(_text: str) -> str:
    return "****"


_KEEP: Mapping[Kind, Callable[[str], str]] = {
    Kind.PERSON: _person,
    Kind.PHONE: _phone,
    Kind.LANDLINE: _landline,
    Kind.ID_CARD: _id_card,
    Kind.BANK_CARD: _compact(4, 4),
    Kind.PASSPORT: _compact(1, 3),
    Kind.PERMIT: _compact(1, 3),
    Kind.USCC: _compact(4, 4),
    Kind.PLATE: _compact(3, 1),
    Kind.EMAIL: _email,
    Kind.WECHAT: lambda _text: placeholder(Kind.WECHAT),
    Kind.QQ: _compact(2, 2),
    Kind.IP: _ip,
    Kind.MAC: _mac,
    Kind.DOB: _birth,
    Kind.ADDRESS: lambda _text: placeholder(Kind.ADDRESS),
    Kind.ORDER_NO: _compact(6, 2),
}
