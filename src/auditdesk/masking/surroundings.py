"""What stands right before and after a number and says what it is: 打 65686553, 12345678 是我的QQ, (010)."""

from __future__ import annotations

import re

from auditdesk.domain.spans import Kind
from auditdesk.i18n import _
from auditdesk.masking import shapes
from auditdesk.masking.cues import Cue
from auditdesk.masking.reasons import Verdict, judged

_OWNED = "[，, ]{0,2}(?:这个?|那个?)?(?:就?是)?(?:我|他|她|本人|咱)?们?的?"
_TAIL_CALL = re.compile("(?:就?是|为)[^，。；！？\n]{0,4}(?:电话|座机|热线|号码)")
_DIAL = "打"
_HANDED = re.compile("(?:记(?:一下|下|好|住|录)(?:了|吧|哦|啊)?|有的?|如下)[，,：: ]{1,2}$")
"""Somebody asked for a number, and here it is: 你记一下，65686553."""
_LONGEST_HANDED = 7
_PAIR = re.compile("[、和或][2-8][0-9]{6,7}(?![0-9])")
_TAIL_WORD = re.compile(f"{_OWNED}(?:(QQ|qq|扣扣|企鹅)|(微信|薇信|v信|vx|VX|wx))")
TAIL_LETTERS = frozenset("，, 这那就是我他她本咱们的Qq扣企微薇vVw")
"""A name after a value begins with one of them; callers ask first, because that is cheaper than a call."""
_SHORTEST_ACCOUNT, _LONGEST_ACCOUNT = 5, 20
_COUNTRY = re.compile("[(（]?(?:\\+|00)?86[)）]?[ -]?$|\\+$")
_OPEN_AREA = re.compile("[(（](0[0-9]{2,3})[)）][ -]?$")
_AREA_ENDS = ("）", ")", " ", "-")
PREFIX_ENDS = frozenset("6+)） -")
"""A code before a number ends with one of them; callers ask first, as above."""
_LONGEST_PREFIX = 8
_SAID_EXTENSION = re.compile(" ?(?:转分机|转|分机) ?[0-9]{1,6}(?![0-9])")
EXTENSION_LETTERS = frozenset(" 转分")
"""An extension after a number begins with one of them; callers ask first, as above."""
_APART = frozenset(("", *"：:，,。；;（()） \t\n"))


def dialled(text: str, compact: str, cue: Cue, end: int) -> Verdict | None:
    """A local number right after 打, or before 是预约电话."""
    if compact[0] in "01" or cue.refused:
        return None
    start = end - len(compact)
    if text[start - 1 : start] == _DIAL or _TAIL_CALL.match(text, end):
        return judged(shapes.LANDLINE, 0.85, "local")
    if _HANDED.search(text, max(0, start - _LONGEST_HANDED), start) or _PAIR.match(text, end):
        return judged(shapes.LANDLINE, 0.7, "local")
    return None


def after_area(text: str, start: int) -> Verdict | None:
    """A local number after its area code in brackets."""
    if text[start - 1 : start] not in _AREA_ENDS:
        return None
    if _OPEN_AREA.search(text, max(0, start - _LONGEST_PREFIX), start) is None:
        return None
    return judged(shapes.LANDLINE, 0.95, "area")


def named_after(text: str, value: str, end: int) -> Verdict | None:
    """A value whose name follows it: 12345678，这个是我的QQ."""
    if not _SHORTEST_ACCOUNT <= len(value) <= _LONGEST_ACCOUNT:
        return None
    match = _TAIL_WORD.match(text, end)
    if match is None:
        return None
    kind = shapes.QQ if match[1] else shapes.WECHAT
    return Verdict(kind, 0.9, _("后文“{word}”", word=match[1] or match[2]))


def with_code(text: str, start: int, kind: Kind) -> int:
    """Where a number begins with the country code or the area code in brackets before it."""
    pattern = {shapes.PHONE: _COUNTRY, shapes.LANDLINE: _OPEN_AREA}.get(kind)
    before = pattern.search(text, max(0, start - _LONGEST_PREFIX), start) if pattern else None
    return before.start() if before else start


def with_extension(text: str, end: int) -> int:
    """Where a number ends with the extension said after it: 转 801."""
    more = _SAID_EXTENSION.match(text, end)
    return more.end() if more else end


def apart(text: str, start: int, end: int) -> bool:
    """Whether a value stands by itself, between marks."""
    return text[start - 1 : start] in _APART and text[end : end + 1] in _APART
