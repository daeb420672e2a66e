"""Persons by rule: surname and title, keyword and name, greeting, list, bracket, nicknames, 某, names with ·.

Works without any model; with one, its names join these (see `names`). Titles stay outside a full name
(李春梅女士 → 李春梅) and inside a bare surname (张女士).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from auditdesk.domain.spans import SURE, Kind, Span
from auditdesk.masking.cues import Cues
from auditdesk.masking.nameforms import NameForms
from auditdesk.masking.reasons import because
from auditdesk.masking.rules import Rules

_HAN = "\u4e00-\u9fff"
_LINKS = frozenset("和与跟向由被给找叫请让是到对从把将为在问帮替及的了我你您他她，、同因说")
_TITLE_FOLLOW = re.compile(
    f"[^{_HAN}]|$|您|你|说|的|在|给|把|会|来|就|去|让|不|没|有|是|也|都|还|要|先|那|和|跟|接|已|将|反|处|负|联|转|核|打|回|这|好|一|对|问|吗|呢|吧|啊|聯|投|为|批|安|帮|请|到|发|提|带|后|介|表|办|今|昨|明|刚"
)
_DOT = re.compile("[·•・‧∙]")
_DOT_LEFT = re.compile(f"[{_HAN}]{{2,}}$")
_DOT_RIGHT = re.compile(f"[·•・‧∙]([{_HAN}]{{2,10}})(?:[·•・‧∙]([{_HAN}]{{2,10}}))?")
_LONGEST_PART = 14
_AFTER_DOT = re.compile("您好|你好|先生|女士|小姐|就行|就是|核验|投诉|反馈|将于|来电|接待|[的说是转和与跟在]")
_LATIN = re.compile("[A-Z][a-z]{1,15}(?: [A-Z][a-z]{1,15}){0,2}")
_GAP = re.compile('[ \t]{0,2}(?:的?名字|姓名|大名)?(?:[是为叫写]|名叫|叫做)?[：:“"（( \t]{0,3}')
_FIELDS = re.compile(  # 姓名和手机号: a list of what is asked for, no person called 和手机
    "[和与及或跟、/](?:您|你)?的?(?:手机|电话|号码|身份|证件|住址|地址|联系|银行|卡号|工号|邮箱|微信|生日|出生|性别|年龄|订单|单位"
    "|公司|账号|密码|收货|收件|尾号|职业|籍贯|预留|开户|户籍|车牌)"
)
_GREETING = re.compile("[您你]好")
_LIST = re.compile("[、和与及跟]")
_BRACKETED = re.compile(f"[（(]([{_HAN}]{{2,4}})[)）]")
_HIDDEN_MARK = re.compile("[某XxＸ×*＊]")
_HIDDEN = re.compile("某某?|[XxＸ×]{1,2}(?![A-Za-z0-9*])|[*＊]{1,2}(?![A-Za-z0-9*])")
_SHOP_LETTERS = frozenset("店菜宴楼馆园院社厅吧餐饭城厦坊轩斋酒寺站")
"""Letters of shops, dishes and buildings, which stand in brackets and around dots as names do."""
_SHORT_TITLES = frozenset("总工哥姐嫂叔姨伯董")
_NEIGHBOURS = frozenset((Kind.PHONE, Kind.LANDLINE, Kind.ID_CARD, Kind.BANK_CARD))
_BEFORE_NUMBER = re.compile(f"(?<![{_HAN}])([{_HAN}]{{2,4}})[\t ,，:：|/（(]{{0,2}}$")
_SHORT_LEFT = 10


class PersonFinder:
    """Finds persons with lists of surnames, titles and keywords."""

    def __init__(self, rules: Rules, forms: NameForms) -> None:
        self._forms = forms
        self._jobs = rules.job_titles
        self._strong = rules.strong_name_keywords
        self._left = re.compile(
            f"(?:{_either((*rules.name_keywords, *rules.titles, *rules.roles))}){_GAP.pattern}$"
        )
        everyone = (
            rules.surnames.common
            + rules.surnames.rare
            + "".join(name[0] for name in rules.surnames.double.split())
        )
        self._role = re.compile(f"(?:{_either(rules.roles)})[：: ]{{0,2}}(?=[{everyone}小老阿])")
        self._nick = re.compile(f"[小老阿][{rules.surnames.common}]")

    def find(self, text: str, cues: Cues) -> list[Span]:
        """Persons of a folded text; overlaps are possible."""
        spans = list(self._titled(text, cues))
        spans += self._announced(text, cues)
        spans += self._after_roles(text)
        spans += self._greeted(text)
        spans += self._nicknames(text)
        spans += self._hidden(text)
        spans += self._dotted(text)
        spans += self._bracketed(text)
        return spans + list(self._listed(text, spans))

    def beside(self, text: str, known: Iterable[Span]) -> Iterator[Span]:
        """Names right before a number of the person, or after an address and 的."""
        for span in known:
            if span.kind in _NEIGHBOURS:
                before = _BEFORE_NUMBER.search(text, max(0, span.start - _SHORT_LEFT), span.start)
                if before and self._forms.plausible(before[1]):
                    yield _span(before.start(1), before.end(1), 0.85, because("beside"))
            elif span.kind is Kind.ADDRESS and text[span.end : span.end + 1] == "的":
                size = self._forms.length(text, span.end + 1)
                if size:
                    yield _span(span.end + 1, span.end + 1 + size, 0.85, because("after_address"))

    def _titled(self, text: str, cues: Cues) -> Iterator[Span]:
        for at, title in cues.titles:
            end = at + len(title)
            short = title in _SHORT_TITLES
            if at == 0 or ((short or title in self._jobs) and not _TITLE_FOLLOW.match(text, end)):
                continue
            full = 0 if short else self._full_before(text, at)
            if full:
                yield _span(at - full, at, 0.93, because("full_title"))
            elif text[max(0, at - 2) : at] in self._forms.double:
                yield _span(at - 2, end, 0.95, because("bare_title"))
            elif text[at - 1] in self._forms.single and self._bare_fits(text, at, title):
                yield _span(at - 1, end, 0.95, because("bare_title"))

    def _bare_fits(self, text: str, at: int, title: str) -> bool:
        """Whether one character before a title is a surname here: not 向客服, not 高兴的总."""
        letter = text[at - 1]
        if title in self._jobs and letter in _LINKS:
            return False
        if self._opens(text, at - 1):
            return letter in self._forms.common or title not in self._jobs
        common = letter in self._forms.common and title not in _SHORT_TITLES and title not in self._jobs
        return common and text[max(0, at - 2) : at] not in self._forms.words

    def _full_before(self, text: str, end: int) -> int:
        """Length of the full name that ends here, 0 if there is none whose left side opens a name."""
        for size in (4, 3, 2):
            start = end - size
            if start < 0 or not self._forms.plausible(text[start:end]) or not self._opens(text, start):
                continue
            if text[start] in _LINKS and text[start + 1] in self._forms.single:
                continue
            return size
        return 0

    def _opens(self, text: str, start: int) -> bool:
        """Whether a name can begin here: after a boundary, a link word or an announcing word."""
        if start == 0:
            return True
        before = text[start - 1]
        if not "\u4e00" <= before <= "\u9fff" or before in _LINKS:
            return True
        return self._left.search(text, max(0, start - _SHORT_LEFT), start) is not None

    def _announced(self, text: str, cues: Cues) -> Iterator[Span]:
        for end, word in cues.names:
            if _FIELDS.match(text, end):
                continue
            start = end
            if not self._forms.begins(text, end):
                gap = _GAP.match(text, end)
                start = gap.end() if gap else end
            latin = _LATIN.match(text, start) if text[start : start + 1].isascii() else None
            size = (
                latin.end() - start
                if latin
                else self._forms.length(text, start, announced=word in self._strong)
            )
            if not size and word in self._strong:
                size = self._free_name(text, start)
            if size:
                yield _span(start, start + size, 0.9, because("", word))

    def _after_roles(self, text: str) -> Iterator[Span]:
        for match in self._role.finditer(text):
            size = self._forms.length(text, match.end())
            if size:
                yield _span(match.end(), match.end() + size, 0.85, because("", match[0][:2]))

    def _free_name(self, text: str, start: int) -> int:
        """Length of a name without a known surname: all Han up to a boundary, after a strong keyword."""
        for size in (2, 3, 4, 5):
            if self._forms.bounded(text, start + size):
                return size if self._forms.free(text[start : start + size]) else 0
        return 0

    def _greeted(self, text: str) -> Iterator[Span]:
        for match in _GREETING.finditer(text):
            at = match.start()
            if at and text[at - 1] in "，, ":
                at -= 1
            if at < 2 or not "\u4e00" <= text[at - 1] <= "\u9fff":  # noqa: PLR2004 - the shortest name
                continue
            for size in (4, 3, 2):
                start = at - size
                if (
                    start >= 0
                    and self._forms.begins(text, start)
                    and self._forms.plausible(text[start:at])
                    and self._opens(text, start)
                ):
                    yield _span(start, at, 0.9, because("greeted"))
                    break

    def _nicknames(self, text: str) -> Iterator[Span]:
        for match in self._nick.finditer(text):
            if match[0] in self._forms.words or not _TITLE_FOLLOW.match(text, match.end()):
                continue
            if self._opens(text, match.start()):
                yield _span(match.start(), match.end(), 0.85, because("nickname"))

    def _hidden(self, text: str) -> Iterator[Span]:
        """Names somebody hid already: 张某, 李XX."""
        for mark in _HIDDEN_MARK.finditer(text):
            start = mark.start()
            match = _HIDDEN.match(text, start) if start and text[start - 1] in self._forms.common else None
            if match:
                double = text[max(0, start - 2) : start] in self._forms.double
                yield _span(start - (2 if double else 1), match.end(), 0.9, because("hidden"))

    def _bracketed(self, text: str) -> Iterator[Span]:
        for match in _BRACKETED.finditer(text):
            if self._forms.plausible(match[1]) and match[1][-1] not in _SHOP_LETTERS:
                yield _span(match.start(1), match.end(1), 0.85, because("bracketed"))

    def _dotted(self, text: str) -> Iterator[Span]:
        """Names with ·, freed from the words before and after them."""
        done = 0
        for dot in _DOT.finditer(text):
            before = _DOT_LEFT.search(text, max(done, dot.start() - _LONGEST_PART), dot.start())
            after = _DOT_RIGHT.match(text, dot.start())
            if before is None or after is None:
                continue
            start = before.start()
            for at in range(before.start() + 1, dot.start() - 1):
                if text[at - 1] in _LINKS or self._left.search(text, before.start(), at):
                    start = at
            if not _SHOP_LETTERS.isdisjoint(text[start : after.end()]):
                continue
            last = max(after.start(part) for part in (1, 2))
            stop = _AFTER_DOT.search(text, last + 2, after.end())
            done = stop.start() if stop else after.end()
            yield _span(start, done, 0.96, because("dotted"))

    def _listed(self, text: str, known: list[Span]) -> Iterator[Span]:
        """Names that stand in one list with a known person, or with each other: 甲、乙和丙."""
        starts = [span.end for span in known]
        for match in re.finditer("、", text):
            for size in (4, 3, 2):
                start = match.start() - size
                if (
                    start >= 0
                    and self._forms.plausible(text[start : match.start()])
                    and self._opens(text, start)
                ):
                    if self._forms.length(text, match.end()):
                        yield _span(start, match.start(), 0.85, because("listed"))
                        starts.append(match.start())
                    break
        seen: set[int] = set()
        for at in starts:
            yield from self._following(text, at, seen)

    def _following(self, text: str, at: int, seen: set[int]) -> Iterator[Span]:
        """Names after a name; ``seen`` are places where the walk has been: a long list is read once."""
        while at < len(text) and at not in seen and _LIST.match(text, at):
            seen.add(at)
            size = self._forms.length(text, at + 1)
            if not size:
                return
            yield _span(at + 1, at + 1 + size, 0.85, because("known_list"))
            at += 1 + size


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))


def _span(start: int, end: int, score: float, reason: str) -> Span:
    return Span(start, end, Kind.PERSON, score, reason, score < SURE)
