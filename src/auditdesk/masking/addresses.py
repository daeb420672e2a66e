"""Addresses: a number with its unit (中山路5号, 3栋), a chain of divisions (某县某镇某村) or a keyword.

Each is grown to both sides: `addressleft` says where an address begins, `addressparts` where it ends.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from auditdesk.domain.spans import Kind, Span
from auditdesk.i18n import _
from auditdesk.masking.addressleft import begin
from auditdesk.masking.addressparts import (
    BRACKET,
    ENDS,
    HAN,
    NAME,
    NOT_SIZE,
    PLACE_SIGN,
    SPELLED,
    UNIT,
    Reading,
    goes_on,
    read,
)
from auditdesk.masking.cues import Cues
from auditdesk.masking.literals import begun_by, found_by
from auditdesk.masking.places import Places
from auditdesk.masking.reasons import because

_ROADS = "路街道巷弄"
_ESTATES = "园苑城湾庭府邸寓厦场区居里"
_PLACE_LETTERS = f"{_ROADS}条坊村庄{_ESTATES}院桥镇乡同组屯社寨坝浜团师营"
_CLAUSE_ENDS = "，。；！？,;!?\n"
_NUMBER = (
    f"(?:[0-9]{{1,5}}[A-Za-z]?(?:[-、][0-9]{{1,4}}){{0,2}} ?{UNIT}"
    "|[0-9]{1,3}-[0-9]{1,3}-[0-9]{2,5}"
    f"|{SPELLED}{{1,6}}(?:号楼|号院|号|弄|栋|幢|组|社|队|连)|(?<=[团师营]){SPELLED}{{1,4}}[连团营]"
    f"|(?<=[{_ESTATES}])[0-9]{{1,3}}-[0-9]{{3,4}}(?![0-9-])"
    f"|(?P<bare>(?<=[{_ROADS}])[0-9]{{1,4}}(?:-[0-9]{{1,4}})?"
    f"(?=[{HAN}]{{3}}|[{_CLAUSE_ENDS}]|$){NOT_SIZE}))"
)
_NUMBER_BEGINS = "东西南北中一二三四五六七八九十百零〇两 甲乙丙临附0-9A-Za-z与和楼院元"
"""What follows the first letter of an anchor, but for some; half of the letters fail here at once."""
_ANCHOR = re.compile(  # one set of letters first: the scan tests a bitmap and seldom goes on
    f"[{_PLACE_LETTERS}号栋幢单座楼层室-](?:(?<=[栋幢弄座室])|(?=[{_NUMBER_BEGINS}]))(?:"
    + "|".join(
        [
            f"(?<=[{_PLACE_LETTERS}])(?:[东西南北中]段?|[一二三四五六七八九十]段)? ?[甲乙丙临附]?{_NUMBER}",
            f"(?P<crossing>(?<=[路街道巷])[与和][{HAN}]{{1,8}}[路街道巷]的?(?:交叉口|交汇处|交界处|路口|交口))",
            "(?<=[一二三四五六七八九十百][栋幢])[一二三四五六七八九十零〇0-9]",
            "(?<=[0-9]号)[楼院]|(?<=[0-9][栋幢弄])[0-9一-龥]|(?<=[0-9]单)元|(?<=[0-9]组)[0-9]{1,4}号",
            f"(?<=[A-Za-z][座栋幢])[0-9]|(?<=[{HAN}][A-Z][座栋幢])|(?<=[0-9][0-9][0-9]室)",
            f"(?<=[0-9][楼层])[A-Za-z]?[0-9]{{3,4}}(?=[{_CLAUSE_ENDS}室号]|$)",
            "(?P<triple>(?<=[0-9]-)(?<![0-9][0-9][0-9][0-9]-)[0-9]{1,2}-[0-9]{2,5}(?![0-9-]))",
        ]
    )
    + ")"
)
_NUMBER_LEFT = re.compile(f"(?:[0-9A-Za-z]{{1,6}} ?|{SPELLED}{{1,6}})$")
_UNIT_LETTERS = frozenset("号栋幢弄单座组室-")
_NOT_PLACE = re.compile(
    "[0-9] ?(?:号(?:线|店长|客服|坐席|员工|楼主|楼梯)|楼主|层次|期间|区别|组织|户名|单元格|队员)"
    "|第[0-9]{1,3}单元"
)
_CLAUSE_END = re.compile(  # one set of letters first, as above
    "[，。；！？,;!?\n\t:： 、](?:(?<![ 、])|(?<= ) (?! *[一-龥]{1,7}[省市区县州盟旗])"
    "|(?<=、)(?=电话|联系|周边|附近|评分))"
)
_STOP = re.compile(  # every branch begins with a letter: the scan is fast for that
    "行不行|对吗|吗|可以|好吧|帮我?|就[行是好]|了|的[^确]|请|麻烦|谢谢|这个|那个|不是|没有|哪|什么|怎么|多少|如何"
    + "".join(f"|{letter}(?=[，。！？!?~\n]|$)" for letter in "呢哦吧啊呀")
)
_DIVISION = re.compile(  # one set of letters first, as above
    f"[省市县旗州盟区镇乡道](?=[ -]?[{HAN}A-Za-z0-9])(?![别块域民])(?!长(?:[^江沙春宁安乐治兴]|$))"
    "(?<![小社地]区)(?<![城乡村市集古小]镇)(?<![城下家返回同老故水]乡)(?<![^街]道)"
)
_LIVED_PLACE = (
    f"({NAME}{{2,12}}?"
    "(?:小区|花园|[苑庭邸墅寓]|家园|新村|大厦|胡同|宿舍|家属[院楼]|校区|码头|[巷村屯寨]|嘎查|[市商]场|公馆))(?!民)"
)
_LIVED = (*begun_by("住", f"[在于]?{_LIVED_PLACE}"), *begun_by("送寄发搬放", f"[到在往至去]{_LIVED_PLACE}"))
_OPENING = re.compile(
    "(?:就|可?以?记好)?(?:仅?[写填]|显示|还)?的?(?:是?位于|是?在|是|为|系|于)?"
    '[：: \t“"]{0,3}(?:改[成为到])?(?![是否对吗呢？?])'
)
_ADDRESS = Kind.ADDRESS  # looked up once, as in `shapes`
_ROAD_WORDS = ("Road", "Rd", "Street", "Ave")
_ENGLISH = re.compile(
    "(?:(?:Room|Rm|Flat|Unit|Block|Building|Bldg|Floor|No|Lane)[. ]{0,2}[0-9A-Z-]{1,8},? ?)+"
    "(?:[A-Z][A-Za-z]{1,15} ){0,4}(?:Road|Rd|Street|Avenue|Ave)(?:[. ]?[NSEW])?"
    "(?:, ?[A-Z][A-Za-z]{1,15}(?: [A-Z][A-Za-z]{1,15}){0,2}){0,4}"
)
_CHAIN_LEVELS = 2
_VILLAGE_LETTERS = frozenset("村屯寨组区查庄")
_SHORTEST_TOWN = 2
_TOWN_LETTERS = frozenset("镇乡道")
_CLAUSE_BEGINS = frozenset("，。；！？：,;!?:\n ")
_OPENED = frozenset("(（")
_SURE = frozenset(("area", "number", "side", "code"))
_OFFICE = re.compile("(?:分公司|[分支]行|银行|政府|[局院所会部])$")
_PLACES = frozenset(("area", "spot", "number", "side"))
_LONGEST_NUMBER = 6
_LONGEST_CLAUSE = 160
_SHORTEST = 4


class AddressFinder:
    """Finds addresses with the dictionary of divisions."""

    def __init__(self, places: Places) -> None:
        self._places = places

    def find(self, text: str, cues: Cues) -> list[Span]:
        """Addresses of a folded text, ascending and without overlaps."""
        spans: list[Span] = []
        done = 0
        reason = because("door")
        for match in _ANCHOR.finditer(text):
            if match.start() < done or _NOT_PLACE.search(
                text, max(0, match.start() - _LONGEST_NUMBER), match.end() + 2
            ):
                continue
            form = match.lastgroup
            anchor = _number_of(text, match)
            start = begin(text, anchor, done, self._places)
            if form == "triple" and self._places.first(text[start:anchor]) < 0:
                continue
            reading = read(text, match.end() if form == "crossing" else anchor)
            end = goes_on(text, reading.end)
            if end - start < _SHORTEST or (form == "bare" and not _numbered(text, reading, end)):
                continue
            spans.append(Span(start, end, _ADDRESS, 0.93, reason))
            done = end
        return [
            *self._chains(text, spans),
            *self._announced(text, cues, spans),
            *_lived_in(text),
            *_english(text),
            *spans,
        ]

    def _chains(self, text: str, known: list[Span]) -> Iterator[Span]:
        """Divisions and a place in them, with or without a number: 某市某区某公园内, 某镇某村某厂."""
        done = at = unknown = 0
        beyond = len(text) + 1
        starts, ends = [*(span.start for span in known), beyond], [*(span.end for span in known), beyond]
        for match in _DIVISION.finditer(text):
            position = match.end()
            while ends[at] <= position:
                at += 1
            if position <= done or starts[at] < position:
                continue
            if position < unknown and match[0] not in _TOWN_LETTERS:
                continue  # part of a stretch that names no division
            reading = read(text, position)
            if not reading.parts:
                continue
            start = begin(text, position, done, self._places)
            levels = self._places.levels(text[start : reading.end])
            if not levels:
                unknown = reading.end
            if self._is_place(text, start, position, reading, levels):
                done = goes_on(text, reading.end)
                yield Span(start, done, _ADDRESS, 0.82, because("chain"))

    def _is_place(self, text: str, start: int, position: int, reading: Reading, levels: int) -> bool:
        """Enough parts for an address: divisions of the dictionary, and places of other kinds after them."""
        several = len(reading.parts) > 1
        if text[start - 1 : start] in _OPENED and text[reading.end - 1] == "店":
            return False
        if (
            levels <= _CHAIN_LEVELS
            and _SURE.isdisjoint(reading.parts[1:])
            and _OFFICE.search(text, position, reading.end)
        ):
            return False
        if levels >= _CHAIN_LEVELS:
            return True
        if text[position - 1] in _TOWN_LETTERS:
            return position - start >= _SHORTEST_TOWN and (
                several or self._in_town(text, start, position, reading)
            )
        if not levels or text[reading.end - 1] in "镇乡":
            return levels > 0
        return not _SURE.isdisjoint(reading.parts) if several else _alone(text, start, reading)

    def _in_town(self, text: str, start: int, position: int, reading: Reading) -> bool:
        """A village of a town, or any place in a town of a known province."""
        village = text[reading.end - 1] in _VILLAGE_LETTERS and reading.end - position > _SHORTEST_TOWN
        return village or (
            not _PLACES.isdisjoint(reading.parts) and self._places.first(text[start:position]) == 0
        )

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
                yield Span(start, goes_on(text, end), _ADDRESS, 0.9, because("", _("地址")))

    def _stretched(self, text: str, span: Span, start: int, end: int) -> Iterator[Span]:
        """A known address reaches back to the keyword and on to the clause end if no verb follows."""
        if span.start < start:
            return
        tail = text[span.end : end]
        last = end if tail and not _STOP.match(tail) else span.end
        if span.start > start or last > span.end:
            yield Span(start, max(last, span.end), _ADDRESS, 0.94, because("", _("地址")))


def _lived_in(text: str) -> Iterator[Span]:
    """An estate, a village or a lane that somebody lives in or something is sent to, without any number."""
    for match in found_by(_LIVED, text):
        yield Span(
            match.start(1), read(text, match.end()).end, _ADDRESS, 0.75, because("chain"), pending=True
        )


def _alone(text: str, start: int, reading: Reading) -> bool:
    """A road of a known division that is a clause of its own: 东城区东直门内大街."""
    begins = not start or text[start - 1] in _CLAUSE_BEGINS
    return begins and "area" in reading.parts and ENDS.match(text, reading.end) is not None


def _english(text: str) -> Iterator[Span]:
    """Addresses written in English: Room 1806, Building 5, No. 99 Jinyang Road, Kunming."""
    if any(word in text for word in _ROAD_WORDS):
        for match in _ENGLISH.finditer(text):
            yield Span(match.start(), match.end(), Kind.ADDRESS, 0.85, because("door"))


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
