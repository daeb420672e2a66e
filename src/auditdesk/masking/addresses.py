"""Addresses: a number-unit anchor (中山路5号, 3栋, 交叉口) or a keyword, grown to both sides.

To the left the address begins at the first administrative division of the clause, after a verb that leads
to a place, or with the road's own name; to the right it takes units, estates, brackets and directions.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from auditdesk.domain.spans import Kind, Span
from auditdesk.i18n import _
from auditdesk.masking.cues import Cues
from auditdesk.masking.places import Places
from auditdesk.masking.reasons import because

_HAN = "\u4e00-\u9fff"
_UNIT = "(?:号楼|号院|号店|号|栋|幢|座|单元|室|层|楼|弄|组|房|户|期|区|队|院|门|铺)"
_SPELLED = "[一二三四五六七八九十百零〇两]"
_ANCHOR = re.compile(  # one set of letters first: the scan tests a bitmap and seldom goes on
    "[路街道巷弄里条坊村庄园苑城湾庭府院厦场区居桥镇乡号栋幢单座组-](?:"
    "(?<=[路街道巷弄里条坊村庄园苑城湾庭府院厦场区居桥镇乡])"
    "(?:[东西南北中]段?|[一二三四五六七八九十]段)? ?[甲乙丙]?"
    f"(?:[0-9]{{1,5}}[A-Za-z]?(?:-[0-9]{{1,4}}){{0,2}} ?{_UNIT}|[0-9]{{1,3}}-[0-9]{{1,3}}-[0-9]{{2,5}}"
    f"|{_SPELLED}{{1,6}}(?:号楼|号院|号|弄|栋|幢))"
    f"|(?<=[路街道巷])[与和][{_HAN}]{{1,8}}[路街道巷]的?(?:交叉口|交汇处|交界处|路口|交口)()"
    "|(?<=[0-9]号)[楼院]|(?<=[0-9][栋幢弄])[0-9一-龥]|(?<=[0-9]单)元"
    "|(?<=[A-Za-z]座)[0-9]|(?<=[0-9]组)[0-9]{1,4}号"
    "|(?<=[0-9]-)([0-9]{1,2}-[0-9]{2,5})(?![0-9-])"
    ")"
)
_NUMBER_LEFT = re.compile("[0-9A-Za-z]{1,6} ?$")
_UNIT_LETTERS = frozenset("号栋幢弄单座组-")
_BREAK = re.compile(  # matched against the text backwards
    "[，。；！？、：,;:!?\n\t()（）【】「」“”\"'|<>=]| +(?![ 省市区县州旗盟])| (?= )|[0-9]{5,}|[0-9-]{8,}"
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
_WEAK_LEAD = re.compile("[在到是为去从往离]|就[是在]|叫|有|我们?|你们?|您|他们?|她|这边|那边")
_ROAD_NAME = re.compile(
    f"(?:[{_HAN}]{{2,8}}[市区县旗州盟])?(?:[{_HAN}]{{2,4}}[镇乡])?(?:[{_HAN}]{{2,5}}[村庄])?[{_HAN}]{{1,5}}$"
)
_MORE = re.compile(
    " ?(?:"
    f"[甲乙丙丁A-Za-z]?[0-9]{{1,5}}[A-Za-z]?(?:-[0-9]{{1,5}}){{0,3}} ?{_UNIT}"
    f"|{_SPELLED}{{1,6}}(?:号楼|号院|号|弄|栋|幢|座|单元|室)|[一二三四五六七八九零〇幺]{{3,4}}(?=[，。；！？,;!?\n]|$)"
    "|[A-Za-z]座|[一二三四五六七八九十东西南北]{1,3}(?:区|期|层|楼|单元|门|院|侧|段|座)"
    f"|[{_HAN}A-Za-z0-9]{{2,14}}?(?=[0-9]{{1,5}}(?:号楼|栋|幢|座|单元|期|号院)|[A-Za-z]座[0-9]?|[0-9]{{1,3}}-[0-9]{{1,3}}-[0-9]{{2,5}})"
    "|[0-9]{1,3}-[0-9]{1,3}-[0-9]{2,5}(?![0-9])"
    f"|[{_HAN}A-Za-z0-9·]{{1,14}}?(?:小区|花园|苑|公寓|大厦|广场|社区|新村|家园|大楼|写字楼|商场|商城|酒店|饭店|宾馆|医院|学校"
    "|大学|超市|市场|购物中心|科技园|软件园|工业园|产业园|产业基地|园区|中心|公园|校区|博物馆|车站|地铁站|广场店|店)(?:内|旁边?|[东南西北]侧|院内)?"
    "|[往向]?(?:[东西南北]{1,2}|正[东西南北])(?:侧|边|面|角|门|口)?约?[0-9]{1,5}(?:米|公里|m)(?:处|路[东西南北])?"
    "|[Bb负][0-9一二](?:层|楼)?"
    ")"
)
_ROOM = re.compile("[0-9]{2,5}(?:[A-Za-z]|-[0-9]{1,3})?(?![0-9元块天年月点个人次件岁号分秒%.:-])")
_AFTER_UNIT = frozenset("栋幢座楼层元号弄")
_BRACKETS = frozenset("(（")
_BRACKET = re.compile("[(（][^()（）\n]{1,40}[)）]")
_NOT_PLACE = re.compile(
    "[0-9]{1,5} ?(?:号线|号店长|号客服|号坐席|号员工|号?楼主|层次|期间|区别|组织|户名|单元格|队员)"
)
_CLAUSE_END = re.compile("[，。；！？,;!?\n]|[:：]|、(?=电话|联系|周边|附近|评分)")
_PLACE_SIGN = re.compile(
    "[路街道巷弄号楼栋幢村镇乡区县市省院里园桥口场店站厦苑旁侧处段环桥门米国]|胡同|广场|大厦"
)
_STOP = re.compile(
    "行不行|对吗|吗|可以|好吧|帮我?|就[行是好]|了|的[^确]|请|麻烦|谢谢|这个|那个|不是|没有|哪|什么|怎么|多少|如何"
    "|[呢哦吧啊呀](?=[，。！？!?~\n]|$)"
)
_CHAIN = re.compile(
    f"[市州盟][{_HAN}]{{1,6}}?[区县旗市][{_HAN}]{{1,14}}(?:[内外镇乡村街路区园旁侧口前]|大厦|广场|街道)(?=[，。；！？,;!?\n]|[(（]|$)"
)
_CHAIN_LEVELS = 2
_LONGEST_NUMBER = 6
_LONGEST_LEFT = 48
_LONGEST_CLAUSE = 160
_SHORTEST = 4
_ROAD_LETTERS = frozenset("路街道巷弄里条坊村庄")


class AddressFinder:
    """Finds addresses with the dictionary of divisions."""

    def __init__(self, places: Places) -> None:
        self._places = places

    def find(self, text: str, cues: Cues) -> list[Span]:
        """Addresses of a folded text, ascending and without overlaps."""
        spans: list[Span] = []
        done = 0
        for match in _ANCHOR.finditer(text):
            if match.start() < done or _NOT_PLACE.search(
                text, max(0, match.start() - _LONGEST_NUMBER), match.end() + 2
            ):
                continue
            anchor = _number_of(text, match)
            start = self._left(text, anchor, done)
            if match[2] and self._places.first(text[start:anchor]) < 0:
                continue
            end = _right(text, match.end() if match[1] is not None else anchor)
            if end - start < _SHORTEST:
                continue
            spans.append(Span(start, end, Kind.ADDRESS, 0.93, because("door")))
            done = end
        return [*self._chains(text), *self._announced(text, cues, spans), *spans]

    def _chains(self, text: str) -> Iterator[Span]:
        """City, district and a place in it, without any number: 某市某区某公园内."""
        for match in _CHAIN.finditer(text):
            start = self._left(text, match.start(), 0)
            if self._places.levels(text[start : match.end()]) >= _CHAIN_LEVELS:
                yield Span(start, _clause_end(text, match.end()), Kind.ADDRESS, 0.82, because("chain"))

    def _left(self, text: str, anchor: int, floor: int) -> int:
        low = max(floor, anchor - _LONGEST_LEFT)
        stretch = text[low:anchor]
        broken = _BREAK.search(stretch[::-1])
        if broken:
            low = anchor - broken.start()
            stretch = text[low:anchor]
        lead = 0
        for match in _LEAD.finditer(stretch):
            lead = match.end()
        first = self._places.first(stretch[lead:])
        if first >= 0:
            return low + lead + first
        if lead:
            return low + lead
        for match in _WEAK_LEAD.finditer(stretch[:-1]):
            lead = match.end()
        if lead == 0 and stretch[-1:] in _ROAD_LETTERS:
            name = _ROAD_NAME.search(stretch)
            lead = name.start() if name else 0
        return low + lead

    def _announced(self, text: str, cues: Cues, known: list[Span]) -> Iterator[Span]:
        """Addresses after 地址是, 位于 …, up to the end of the clause."""
        ends = [span.end for span in known]
        for cue in cues.ends_of("address"):
            opened = _OPENING.match(text, cue)
            if opened is None:
                continue
            start = opened.end()
            end = _clause_end(text, start)
            index = bisect_right(ends, start)
            inside = known[index] if index < len(known) else None
            if inside and inside.start < end:
                yield from self._stretched(text, inside, start, end)
            elif end - start >= _SHORTEST and _PLACE_SIGN.search(text, start, end):
                yield Span(start, end, Kind.ADDRESS, 0.9, because("", _("地址")))

    def _stretched(self, text: str, span: Span, start: int, end: int) -> Iterator[Span]:
        """A known address reaches back to the keyword and on to the clause end if no verb follows."""
        if span.start < start:
            return
        tail = text[span.end : end]
        last = end if tail and not _STOP.match(tail) else span.end
        if span.start > start or last > span.end:
            yield Span(start, max(last, span.end), Kind.ADDRESS, 0.94, because("", _("地址")))


_OPENING = re.compile(
    '(?:就|可?以?记好)?[写填]?的?(?:是?位于|是?在|是|为)?[：: \t“"]{0,3}(?:改[成为到])?(?![是否对吗呢？?])'
)


def _number_of(text: str, anchor: re.Match[str]) -> int:
    """Where the number of an anchor begins: growing to the right starts there."""
    if anchor[0][0] not in _UNIT_LETTERS:
        return anchor.start() + 1
    number = _NUMBER_LEFT.search(text, max(0, anchor.start() - 7), anchor.start())
    return number.start() if number else anchor.start()


def _clause_end(text: str, start: int) -> int:
    """Where the clause ends, or a verb shows that the address does; brackets belong to it."""
    limit = min(len(text), start + _LONGEST_CLAUSE)
    position = start
    while True:
        stop = _CLAUSE_END.search(text, position, limit)
        opened = _BRACKET.search(text, position, min(limit, stop.end() + 41) if stop else limit)
        if opened and (stop is None or opened.start() < stop.start() < opened.end()):
            position = opened.end()
            continue
        break
    end = stop.start() if stop else limit
    verb = _STOP.search(text, start, end)
    if verb:
        end = verb.start()
    return start + len(text[start:end].rstrip()) if end > start else start


def _right(text: str, position: int) -> int:
    """Where the address ends: as many units, estates, directions and brackets as follow."""
    while True:
        more = _MORE.match(text, position)
        if more is None and text[position - 1] in _AFTER_UNIT:
            more = _ROOM.match(text, position)
        if more is None and position and text[position : position + 1] in _BRACKETS:
            bracket = _BRACKET.match(text, position)
            more = bracket if bracket and _PLACE_SIGN.search(bracket[0]) else None
        if more is None or more.end() == position:
            return position
        position = more.end()
