"""The left side of an address: where it begins before its first number or division."""

from __future__ import annotations

import re

from auditdesk.masking.addressparts import HAN, TALK
from auditdesk.masking.places import Places

_BREAKS = "，。；！？、：,;:!?…—｜①-⑳\n\t()（）【】「」“”\"'|<>="
_BREAK = re.compile(  # matched against the text backwards; one set of letters first, see _ANCHOR
    f"[{_BREAKS} 0-9-](?:(?<=[{_BREAKS}])|(?<= )(?![省市区县州旗盟])"
    "|(?<=[0-9])[0-9]{4}|(?<=[0-9-])[0-9-]{7})"
)
_LEAD = re.compile(  # every branch begins with a letter, see _ANCHOR
    "|".join(
        [
            *(
                f"{word}(?:改|换|写|填)?(?:成|为|到|是|在)?(?:的?是|为|在)?"
                for word in ("地址", "住址", "位置", "地点")
            ),
            *(
                f"{word}[到至去往给]"
                for word in ("寄", "送", "发", "搬", "配送", "派送", "邮寄", "投递", "快递")
            ),
            *(f"{word}在" for word in ("公司", "单位", "学校", "门店", "店", "房子")),
            "家里?[住在]|位于|坐落[于在]|家住|住在|住(?!宅|院|户)|现居|居住[于在]?|老家[在是]?|户籍[在是]?",
        ]
    )
)
_WEAK_LEAD = re.compile(
    f"[为从往离有来称于写{TALK}]|[改写换变]成|那[个边里家条]|反映|顺带|系(?!统)|[装卸]货地|了"
)
_ROAD_NAME = re.compile(
    f"(?:[{HAN}]{{1,8}}[市区县旗州盟])?(?:[{HAN}]{{2,4}}[镇乡])?(?:[{HAN}]{{2,5}}[村庄])?[{HAN}]{{1,5}}$"
)
_TOWN_BEFORE = frozenset("市县镇乡道村路街巷园苑国区")
_LONGEST_TOWN = 10
_LONGEST_LEFT = 48
_LONGEST_NAME = 14
_ROAD_LETTERS = frozenset("路街道巷弄里条坊村庄")


def begin(text: str, anchor: int, floor: int, places: Places) -> int:
    """Where the address begins whose anchor stands at ``anchor``, not before ``floor``.

    It begins after the last break of the clause and after a verb that leads to a place, at the first known
    division if there is one.
    """
    low = max(floor, anchor - _LONGEST_LEFT)
    stretch = text[low:anchor]
    broken = _BREAK.search(stretch[::-1])
    if broken:
        low = anchor - broken.start()
        stretch = text[low:anchor]
    lead = 0
    for match in _LEAD.finditer(stretch):
        lead = match.end()
    first = places.first(stretch[lead:])
    if first == 0:
        return low + lead
    if first > 0:
        return low + lead + _with_town(stretch[lead : lead + first])
    if lead:
        return low + lead
    for match in _WEAK_LEAD.finditer(stretch[:-1]):
        lead = match.end()
    if len(stretch) - lead > _LONGEST_NAME and stretch[-1:] in _ROAD_LETTERS:
        name = _ROAD_NAME.search(stretch)
        lead = name.start() if name else lead
    return low + lead


def _with_town(before: str) -> int:
    """Where an address begins: at a town or road right before its first known division, or at that."""
    quiet = 0
    for match in _WEAK_LEAD.finditer(before):
        quiet = match.end()
    town = before[quiet:]
    return quiet if town[-1:] in _TOWN_BEFORE and len(town) <= _LONGEST_TOWN else len(before)
