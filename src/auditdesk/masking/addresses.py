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
from auditdesk.masking.addressparts import BRACKET, ENDS, HAN, NAME, NOT_SIZE, PLACE_SIGN, SPELLED, TALK, UNIT, Reading, goes_on, read
from auditdesk.masking.cues import Cues
from auditdesk.masking.places import Places
from auditdesk.masking.reasons import because

_ANCHOR = re.compile(  # one set of letters first: the scan tests a bitmap and seldom goes on
    "[路街道巷弄里条坊村庄园苑城湾庭府院厦场区居桥镇乡同组屯社寨坝浜团师营号栋幢单座楼层室-](?:"
    "(?<=[路街道巷弄里条坊村庄园苑城湾庭府院厦场区居桥镇乡同组屯社寨坝浜团师营])"
    "(?:[东西南北中]段?|[一二三四五六七八九十]段)? ?[甲乙丙临附]?"
    f"(?:[0-9]{{1,5}}[A-Za-z]?(?:[-、][0-9]{{1,4}}){{0,2}} ?{UNIT}|[0-9]{{1,3}}-[0-9]{{1,3}}-[0-9]{{2,5}}"
    f"|{SPELLED}{{1,6}}(?:号楼|号院|号|弄|栋|幢|组|社|队|连)"
    f"|(?<=[团师营]){SPELLED}{{1,4}}[连团营]"
    "|(?<=[园苑城湾庭府邸寓厦场区居里])[0-9]{1,3}-[0-9]{3,4}(?![0-9-])"
    f"|(?<=[路街道巷弄])[0-9]{{1,4}}(?:-[0-9]{{1,4}})?(?=[{HAN}]{{3}}|[，。；！？,;!?\n]|$){NOT_SIZE}())"
    f"|(?<=[路街道巷])[与和][{HAN}]{{1,8}}[路街道巷]的?(?:交叉口|交汇处|交界处|路口|交口)()"
    "|(?<=[一二三四五六七八九十百][栋幢])[一二三四五六七八九十零〇0-9]"
    "|(?<=[0-9]号)[楼院]|(?<=[0-9][栋幢弄])[0-9一-龥]|(?<=[0-9]单)元"
    f"|(?<=[A-Za-z][座栋幢])[0-9]|(?<=[{HAN}][A-Z][座栋幢])()|"
    "(?<=[0-9]组)[0-9]{1,4}号|(?<=[0-9][0-9][0-9]室)()|(?<=[0-9][楼层])[A-Za-z]?[0-9]{3,4}(?=[，。；！？,;!?\n室号]|$)"
    "|(?<=[0-9]-)(?<![0-9][0-9][0-9][0-9]-)([0-9]{1,2}-[0-9]{2,5})(?![0-9-])"
    ")"
)
_NUMBER_LEFT = re.compile("[0-9A-Za-z]{1,6} ?$")
_UNIT_LETTERS = frozenset("号栋幢弄单座组室-")
_BREAK = re.compile(  # matched against the text backwards
    "[，。；！？、：,;:!?…—｜①-⑳\n\t()（）【】「」“”\"'|<>=]| +(?![ 省市区县州旗盟])| (?= )|[0-9]{5,}|[0-9-]{8,}"
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
_WEAK_LEAD = re.compile(f"[为从往离有来称于写{TALK}]|[改写换变]成|那[个边里家条]|反映|顺带|系(?!统)|[装卸]货地|了")
_ROAD_NAME = re.compile(
    f"(?:[{HAN}]{{1,8}}[市区县旗州盟])?(?:[{HAN}]{{2,4}}[镇乡])?(?:[{HAN}]{{2,5}}[村庄])?[{HAN}]{{1,5}}$"
)
_NOT_PLACE = re.compile(
    "[0-9]{1,5} ?(?:号线|号店长|号客服|号坐席|号员工|号?楼主|层次|期间|区别|组织|户名|单元格|队员)"
)
_CLAUSE_END = re.compile("[，。；！？,;!?\n\t]|  (?! *[一-龥]{1,7}[省市区县州盟旗])|[:：]|、(?=电话|联系|周边|附近|评分)")
_STOP = re.compile(
    "行不行|对吗|吗|可以|好吧|帮我?|就[行是好]|了|的[^确]|请|麻烦|谢谢|这个|那个|不是|没有|哪|什么|怎么|多少|如何"
    "|[呢哦吧啊呀](?=[，。！？!?~\n]|$)"
)
_DIVISION = re.compile(  # one set of letters first, as above
    f"[省市县旗州盟区镇乡道](?=[ -]?[{HAN}A-Za-z0-9])(?![别块域民])(?!长(?:[^江沙春宁安乐治兴]|$))"
    "(?<![小社地]区)(?<![城乡村市集古小]镇)(?<![城下家返回同老故水]乡)(?<![^街]道)"
)
_CHAIN_LEVELS = 2
_VILLAGE_LETTERS = frozenset("村屯寨组区查庄")
_SHORTEST_TOWN = 2
_TOWN_LETTERS = frozenset("镇乡道")
_TOWN_BEFORE = frozenset("镇乡道村路街巷园苑国区")
_LONGEST_TOWN = 10
_CLAUSE_BEGINS = frozenset("，。；！？：,;!?:\n ")
_OPENED = frozenset("(（")
_SURE = frozenset(("area", "number", "side", "code"))
_OFFICE = re.compile("(?:分公司|[分支]行|银行|政府|[局院所会部])$")
_PLACES = frozenset(("area", "spot", "number", "side"))
_LONGEST_NUMBER = 6
_LONGEST_LEFT = 48
_LONGEST_CLAUSE = 160
_SHORTEST = 4
_LONGEST_NAME = 14
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
            if match[5] and self._places.first(text[start:anchor]) < 0:
                continue
            reading = read(text, match.end() if match[2] is not None else anchor)
            end = goes_on(text, reading.end)
            if end - start < _SHORTEST or (match[1] is not None and not _numbered(text, reading, end)):
                continue
            spans.append(Span(start, end, Kind.ADDRESS, 0.93, because("door")))
            done = end
        return [
            *self._chains(text, spans),
            *self._announced(text, cues, spans),
            *_lived_in(text),
            *spans,
        ]

    def _chains(self, text: str, known: list[Span]) -> Iterator[Span]:
        """Divisions and a place in them, with or without a number: 某市某区某公园内, 某镇某村某厂."""
        done = at = 0
        for match in _DIVISION.finditer(text):
            position = match.end()
            while at < len(known) and known[at].end <= position:
                at += 1
            if position <= done or (at < len(known) and known[at].start < position):
                continue
            reading = read(text, position)
            if not reading.parts:
                continue
            start = self._left(text, position, done)
            if self._is_place(text, start, position, reading):
                done = goes_on(text, reading.end)
                yield Span(start, done, Kind.ADDRESS, 0.82, because("chain"))

    def _is_place(self, text: str, start: int, position: int, reading: Reading) -> bool:
        """Enough parts for an address: divisions of the dictionary, and places of other kinds after them."""
        before, last = text[start - 1 : start], text[reading.end - 1]
        if before in _OPENED and last == "店":
            return False
        several = len(reading.parts) > 1
        if not several and _OFFICE.search(text, position, reading.end):
            return False
        levels = self._places.levels(text[start : reading.end])
        if levels >= _CHAIN_LEVELS:
            return True
        named = not _PLACES.isdisjoint(reading.parts)
        if text[position - 1] in _TOWN_LETTERS:
            village = text[reading.end - 1] in _VILLAGE_LETTERS and reading.end - position > _SHORTEST_TOWN
            known = self._places.first(text[start:position]) == 0
            return position - start >= _SHORTEST_TOWN and (several or village or (named and known))
        if levels and several:
            return not _SURE.isdisjoint(reading.parts)
        if levels and text[reading.end - 1] in "镇乡":
            return True
        alone = (not start or before in _CLAUSE_BEGINS) and ENDS.match(text, reading.end) is not None
        return levels > 0 and alone and "area" in reading.parts

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
            return low + lead + _with_town(stretch[lead : lead + first])
        if lead:
            return low + lead
        for match in _WEAK_LEAD.finditer(stretch[:-1]):
            lead = match.end()
        if len(stretch) - lead > _LONGEST_NAME and stretch[-1:] in _ROAD_LETTERS:
            name = _ROAD_NAME.search(stretch)
            lead = name.start() if name else lead
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
            elif end - start >= _SHORTEST and PLACE_SIGN.search(text, start, end):
                yield Span(start, goes_on(text, end), Kind.ADDRESS, 0.9, because("", _("地址")))

    def _stretched(self, text: str, span: Span, start: int, end: int) -> Iterator[Span]:
        """A known address reaches back to the keyword and on to the clause end if no verb follows."""
        if span.start < start:
            return
        tail = text[span.end : end]
        last = end if tail and not _STOP.match(tail) else span.end
        if span.start > start or last > span.end:
            yield Span(start, max(last, span.end), Kind.ADDRESS, 0.94, because("", _("地址")))


_LIVED = re.compile(  # one set of letters first, as above
    f"[住送寄发搬放](?:(?<=住)[在于]?|(?<!住)[到在往至去])({NAME}{{2,12}}?"
    "(?:小区|花园|[苑庭邸墅寓]|家园|新村|大厦|胡同|宿舍|家属[院楼]|校区|码头|[巷村屯寨]|嘎查|[市商]场|公馆))(?!民)"
)


def _lived_in(text: str) -> Iterator[Span]:
    """An estate, a village or a lane that somebody lives in or something is sent to, without any number."""
    for match in _LIVED.finditer(text):
        yield Span(match.start(1), read(text, match.end()).end, Kind.ADDRESS, 0.75, because("chain"))


_OPENING = re.compile(
    '(?:就|可?以?记好)?(?:仅?[写填]|显示|还)?的?(?:是?位于|是?在|是|为|系|于)?[：: \t“"]{0,3}(?:改[成为到])?(?![是否对吗呢？?])'
)


def _number_of(text: str, anchor: re.Match[str]) -> int:
    """Where the number of an anchor begins: growing to the right starts there."""
    if anchor[0][0] not in _UNIT_LETTERS:
        return anchor.start() + 1
    number = _NUMBER_LEFT.search(text, max(0, anchor.start() - 7), anchor.start())
    return number.start() if number else anchor.start()


def _with_town(before: str) -> int:
    """Where an address begins: at a town or road right before its first known division, or at that."""
    quiet = 0
    for match in _WEAK_LEAD.finditer(before):
        quiet = match.end()
    town = before[quiet:]
    return quiet if town[-1:] in _TOWN_BEFORE and len(town) <= _LONGEST_TOWN else len(before)


def _clause_end(text: str, start: int) -> int:
    """Where the clause ends, or a verb shows that the address does; brackets belong to it."""
    limit = min(len(text), start + _LONGEST_CLAUSE)
    position = start
    while True:
        stop = _CLAUSE_END.search(text, position, limit)
        opened = BRACKET.search(text, position, min(limit, stop.end() + 41) if stop else limit)
        if opened and (stop is None or opened.start() < stop.start() < opened.end()):
            position = opened.end()
            continue
        break
    end = stop.start() if stop else limit
    verb = _STOP.search(text, start, end)
    if verb:
        end = verb.start()
    return start + len(text[start:end].rstrip()) if end > start else start


def _numbered(text: str, reading: Reading, end: int) -> bool:
    """A road and a number without unit: the clause ends with it, or a place follows."""
    return len(reading.parts) > 1 or _CLAUSE_END.match(text, end) is not None or end == len(text)
