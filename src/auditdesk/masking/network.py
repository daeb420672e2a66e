"""E-mail, IP and MAC addresses, licence plates and birth dates: shapes that are not plain numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from ipaddress import AddressValueError, IPv6Address

from auditdesk.domain.spans import SURE, Kind, Span
from auditdesk.i18n import _
from auditdesk.masking.cues import Cue, Cues
from auditdesk.masking.literals import begun_by, found_by
from auditdesk.masking.reasons import because

_EMAIL = re.compile(
    "[0-9A-Za-z][-0-9A-Za-z._%+]{0,63} ?@ ?[0-9A-Za-z](?:[-0-9A-Za-z]{0,62}\\.)+[A-Za-z]{2,18}"
)
_AT_SIGNS = (  # two letters first: faster than `str.find` for a rare pair of letters
    re.compile("艾特"),
    *(re.compile(f"{sign}(?<=[(（\\[圈]{sign})[)）\\]]?") for sign in ("at", "AT", "At")),
)
_AT_NAME = re.compile("[0-9A-Za-z][-0-9A-Za-z._+]{0,63} ?$")
_AT_DOMAIN = re.compile(" ?[0-9A-Za-z](?:[-0-9A-Za-z]{0,62}(?:\\.|点))+[A-Za-z]{2,18}")
_LONGEST_NAME = 66
_MAC = re.compile(
    "(?<![0-9A-Za-z:-])[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\\1){4}[0-9A-Fa-f]{2}(?![0-9A-Za-z:-])"
    "|(?<![0-9A-Za-z.])[0-9A-Fa-f]{4}\\.[0-9A-Fa-f]{4}\\.[0-9A-Fa-f]{4}(?![0-9A-Za-z.])"
)
_IP = re.compile(
    "(?:(?<![0-9A-Za-z.])|(?<=IP)|(?<=ip))(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?![0-9A-Za-z]|\\.\\d)"
)
_NAMED_MACS = begun_by(
    "Mm", "[Aa][Cc][^0-9A-Za-z\n]{0,6}([0-9A-Fa-f]{12}|[0-9A-Fa-f]{6}-[0-9A-Fa-f]{6})(?![0-9A-Za-z-])"
)
_COLONS = re.compile(":(?::|[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{0,4}:)")
_HEX_LEFT = re.compile("(?<![0-9A-Za-z:])[0-9A-Fa-f]{0,4}$")
_HEX_RIGHT = re.compile("[0-9A-Fa-f:]+(?:\\.[0-9]{1,3}){0,3}(?![0-9A-Za-z:])")
_MAC_DASHES, _MAC_DOTS, _SHORTEST_MAC, _IP_DOTS = 5, 2, len("001a.2b3c.4d5e"), 3
_SHORTEST_IP6 = 5
_SMALLEST_PART = 10
"""Four numbers below ten are a section of a text (7.3.2.1)."""
_PLATE = re.compile(
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领] ?([A-HJ-NP-Za-hj-np-z])[ ·.•・-]?"
    "([A-HJ-NP-Za-hj-np-z0-9]{4,5}[A-HJ-NP-Za-hj-np-z0-9挂学警港澳])(?![0-9A-Za-z])"
)
_PLATE_DOTS = begun_by("·•・", "")
_POLICE_PLATE = re.compile(
    "WJ ?[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]? ?[0-9]{4}[0-9A-Z](?![0-9A-Za-z])"
)
_MONTH = "(?:1[0-2]|0?[1-9]|闰?[一二三四五六七八九正冬腊元]|十[一二]?)"
_DAY = (
    "(?:初[一二三四五六七八九十]|廿[一二三四五六七八九]?|3[01]|[12]\\d|0?[1-9]|三十一?"
    "|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
)
_DATE = (
    f"(?:(?:18|19|20)\\d\\d|\\d\\d(?=年)) ?[年/.-] ?{_MONTH} ?[月/.-] ?{_DAY}(?:[日号]|(?![0-9]))"
    f"|(?:(?:18|19|20)\\d\\d|[0-9零〇一二三四五六七八九]{{2}})年[ 那个]{{0,4}}{_MONTH}月 ?{_DAY}[日号]?"
    "|(?:19|20)\\d\\d年元旦|[0-9]{1,2}/[0-9]{1,2}/(?:19|20)[0-9]{2}(?![0-9])"
    "|(?:19|20)\\d\\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])(?![0-9])"
    f"|(?:19|20)\\d\\d年{_MONTH}月"
)
_ANNOUNCED_DATE = re.compile(
    f"[^0-9。；;！？\n]{{0,8}}?(?:[。？?]?\n[^\n：:]{{0,8}}[：: ])?[^0-9。；;！？?\n]{{0,4}}?"
    f"(?=[\\d零〇一二三四五六七八九])({_DATE})"
)
_OF_A_PERSON = begun_by("男女子父母妻夫儿", f"[，,、 /|\t]{{0,2}}(?=[0-9一二零〇])({_DATE})")
_SEX = begun_by("男女", "(?![\u4e00-\u9fff])")
_WHO = begun_by("我他她", f"(?:是)?(?=[0-9一二零〇])({_DATE})的(?![票订单快包])")
_BEFORE_SEX = re.compile(f"(?<![0-9])({_DATE})[，,、 /|\t]{{0,2}}$")
_BORN = re.compile("生(?![产效日活命成意])(?<=[\\d一二三四五六七八九十廿日号月旦的 出]生)")
_DATE_BEFORE = re.compile(f"(?<![0-9])({_DATE})[的 ]{{0,2}}(?:[0-9]{{1,2}}[:：][0-9]{{2}} ?)?出?$")
_LONGEST_DATE = 26
_IP_KIND = Kind.IP  # looked up once, as in `shapes`


def find(run: str, start: int, cues: Cues) -> list[Span]:
    """E-mail, MAC and IP addresses inside a run of ASCII; a UUID is taken out so that it is not mistaken."""
    found: list[Span] = []
    if "@" in run:
        found += [_span(start, match, Kind.EMAIL, 0.995, because("email")) for match in _EMAIL.finditer(run)]
    dots = run.count(".")
    if run.count("-") >= _MAC_DASHES or (dots >= _MAC_DOTS and len(run) >= _SHORTEST_MAC):
        found += [_span(start, match, Kind.MAC, 0.98, because("mac")) for match in _MAC.finditer(run)]
    if dots >= _IP_DOTS:
        for match in _IP.finditer(run):
            address = ip_address(match[0], start + match.start(), cues.before(start + match.start()))
            found += [address] if address else []
    return found


def colon_addresses(text: str) -> Iterator[Span]:
    """MAC and IPv6 addresses: looked for apart, because clock times would make every run longer."""
    done = 0
    for match in _COLONS.finditer(text):
        if match.start() < done:
            continue
        start = _HEX_LEFT.search(text, max(0, match.start() - 5), match.start())
        end = _HEX_RIGHT.match(text, match.start())
        if start is None or end is None:
            continue
        done = end.end()
        word = text[start.start() : done]
        if _MAC.fullmatch(word):
            yield Span(start.start(), done, Kind.MAC, 0.98, because("mac"))
        elif _is_ip6(word):
            yield Span(start.start(), done, Kind.IP, 0.95, because("ip6"))


def named_hardware(text: str) -> Iterator[Span]:
    """MAC addresses without colons right after their name: MAC A4B1C20D93F8, A4B1C2-0D93F8."""
    if "MAC" not in text and "mac" not in text and "Mac" not in text:
        return
    for match in found_by(_NAMED_MACS, text):
        yield Span(match.start(1), match.end(1), Kind.MAC, 0.9, because("mac"))


def ip_address(text: str, start: int, cue: Cue) -> Span | None:
    """An IPv4 address, unless a word before says that it is a version or a reading."""
    if not _IP.fullmatch(text) or (cue.near and cue.group in ("none", "order_no")):
        return None
    if max(map(int, text.split("."))) < _SMALLEST_PART and cue.group != "ip":
        return None
    return Span(start, start + len(text), _IP_KIND, 0.97, because("ip"))


def spoken_emails(text: str) -> Iterator[Span]:
    """E-mail addresses whose @ is spelled out."""
    for mark in found_by(_AT_SIGNS, text):
        first = mark.start() - mark[0][0].isascii()  # the bracket before it
        name = _AT_NAME.search(text, max(0, first - _LONGEST_NAME), first)
        domain = _AT_DOMAIN.match(text, mark.end()) if name else None
        if name and domain:
            yield Span(name.start(), domain.end(), Kind.EMAIL, 0.97, because("email"))


def plates(text: str, runs: Iterable[int]) -> Iterator[Span]:
    """Licence plates (GA 36), also of new-energy cars, with dot, space or small letters.

    They are not looked for in the whole text: after the province comes a run of letters and digits, or one
    letter and a dot.

    Args:
        text: a folded text.
        runs: where runs begin that stand after a province or a space.
    """
    dotted = (match.start() - 1 for match in found_by(_PLATE_DOTS, text))
    for letter in (*runs, *dotted):
        province = letter - (2 if text[letter - 1 : letter] == " " else 1)
        match = _PLATE.match(text, province) if province >= 0 else None
        if match is None:
            continue
        body = match[2]
        digits = sum(map(str.isdigit, body))
        small = match[1].islower()
        if digits and (not small or digits > 1 or body[1:].islower()):
            yield _span(0, match, Kind.PLATE, 0.9 if small else 0.98, because("plate"))
    if "WJ" in text:
        for match in _POLICE_PLATE.finditer(text):
            yield _span(0, match, Kind.PLATE, 0.9, because("plate"))


def births(text: str, cues: Cues) -> Iterator[Span]:
    """Dates announced as a birthday, or followed by 生 or 出生."""
    for end in cues.ends_of("birth"):
        match = _ANNOUNCED_DATE.match(text, end)
        if match:
            yield Span(match.start(1), match.end(1), Kind.DOB, 0.96, because("date", _("生日")))
    for match in found_by(_WHO, text):
        yield Span(match.start(1), match.end(1), Kind.DOB, 0.8, because("born"))
    for match in found_by(_OF_A_PERSON, text):
        yield Span(match.start(1), match.end(1), Kind.DOB, 0.85, because("born"))
    for match in found_by(_SEX, text):
        before = _BEFORE_SEX.search(text, max(0, match.start() - _LONGEST_DATE), match.start())
        if before:
            yield Span(before.start(1), before.end(1), Kind.DOB, 0.85, because("born"))
    for match in _BORN.finditer(text):
        before = _DATE_BEFORE.search(text, max(0, match.start() - _LONGEST_DATE), match.start())
        if before:
            yield Span(before.start(1), before.end(1), Kind.DOB, 0.95, because("born"))


def _is_ip6(text: str) -> bool:
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return len(text) >= _SHORTEST_IP6


def _span(start: int, match: re.Match[str], kind: Kind, score: float, reason: str) -> Span:
    return Span(start + match.start(), start + match.end(), kind, score, reason, score < SURE)
