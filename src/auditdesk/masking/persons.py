"""Persons by rule: surname and title, keyword and name, greeting, nicknames, 某, names with ·.

Works without any model; with one, its names join these (see `names`). Titles stay outside a full name
(李春梅女士 → 李春梅) and inside a bare surname (张女士).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from auditdesk.domain.spans import SURE, Kind, Span
from auditdesk.i18n import _
from auditdesk.masking.rules import Rules

_HAN = "\u4e00-\u9fff"
_LINKS = frozenset("和与跟向由被给找叫请让是到对从把将为在问帮替及的了我你您他她，、同因")
_FOLLOW = re.compile(
    f"[^{_HAN}]|$|您好|你好|您|说|的|先生|女士|小姐|太太|师傅|老师|经理|主管|就行|就[是好可]|核验|投诉|反馈|表示|来电|转|和|与|跟|是|在|已|将|要|不"
    "|收|接待|联系|您反|负责|处理|派送|配送|同学|本人|打|发|申请|购买|购|办理|名下|拨打|咨询|要求|登记|预约|签收|付款|下单|也|都|还|会|有|没|去|来|问|给|把|被|让|能|可|想|需|因|于|用|从|到|我|这|那|一|请"
)
_FOLLOW_WORD = re.compile("您好|你好|先生|女士|小姐|就行|就是|核验|投诉|反馈|的|说|是|转|和|与|、")
_SHORT_PART = 4
_TITLE_FOLLOW = re.compile(
    f"[^{_HAN}]|$|您|你|说|的|在|给|把|会|来|就|去|让|不|没|有|是|也|都|还|要|先|那|和|跟|接|已|将|反|处|负|联|转|核|打|回|这|好|一|对|问|吗|呢|吧|啊"
)
_DOTTED = re.compile(f"[{_HAN}]{{2,12}}(?:[·•・‧∙][{_HAN}]{{2,8}}){{1,3}}")
_ALL_HAN = re.compile(f"[{_HAN}]{{2,4}}")
_LIST = re.compile("[、和与及跟]")
_DOT = re.compile("[·•・‧∙]")
_LATIN = re.compile("[A-Z][a-z]{1,15}(?: [A-Z][a-z]{1,15}){0,2}")
_GAP = '[ \t]{0,2}(?:的?名字|姓名|大名)?(?:[是为叫写]|名叫|叫做)?[：:“"（( \t]{0,3}'
_GREETING = re.compile(f"([{_HAN}]{{2,4}})(?=(?:先生|女士|小姐)?[，, ]?(?:您好|你好))")
_HIDDEN = "(?:某某?|[XxＸ×]{1,2}|[*＊]{1,2})"
_SHORT_TITLES = frozenset("总工哥姐嫂叔姨伯董")


class PersonFinder:
    """Finds persons with lists of surnames, titles and keywords."""

    def __init__(self, rules: Rules) -> None:
        names = rules.surnames
        self._common = frozenset(names.common)
        self._single = frozenset(names.common + names.rare)
        self._double = frozenset(names.double.split())
        self._words = rules.common_words
        self._not_names = rules.common_words | rules.place_stems()
        titles = _either(title for title in rules.titles if not title.startswith("某"))
        self._titles = re.compile(titles)
        self._keywords = re.compile(f"(?:{_either(rules.name_keywords)}){_GAP}")
        self._left = re.compile(f"(?:{_either(rules.name_keywords)}){_GAP}$")
        common = f"[{names.common}]|{_either(self._double)}"
        self._hidden = re.compile(f"(?:{common}){_HIDDEN}(?![A-Za-z0-9*])")
        self._nick = re.compile(f"[小老阿][{names.common}](?![{_HAN}]*·)")

    def find(self, text: str) -> list[Span]:
        """Persons of a folded text; overlaps are possible."""
        spans = list(self._titled(text))
        spans += self._announced(text)
        spans += self._greeted(text)
        spans += self._nicknames(text)
        spans += [_span(m.start(), m.end(), 0.9, _("隐去的名字")) for m in self._hidden.finditer(text)]
        spans += self._dotted(text)
        return spans + list(self._listed(text, spans))

    def _dotted(self, text: str) -> Iterator[Span]:
        """Names with ·, freed from the words before and after them."""
        for match in _DOTTED.finditer(text):
            start, end = match.span()
            first_dot = _DOT.search(match[0])
            assert first_dot is not None
            for word in self._keywords.finditer(text, start, start + first_dot.start() - 1):
                start = word.end()
            for at in range(start, match.start() + first_dot.start() - 1):
                if text[at] in _LINKS and match.start() + first_dot.start() - at > _SHORT_PART:
                    start = at + 1
            last = end - match[0][::-1].index(next(filter(_DOT.match, match[0][::-1])))
            stop = _FOLLOW_WORD.search(text, last + 2, end)
            yield _span(start, stop.start() if stop else end, 0.95, _("带间隔号的名字"))

    def _listed(self, text: str, known: list[Span]) -> Iterator[Span]:
        """Names that stand in one list with a known person: 甲、乙和丙."""
        for span in known:
            at = span.end
            while at < len(text) and _LIST.match(text, at):
                size = self._name_here(text, at + 1)
                if not size:
                    break
                yield _span(at + 1, at + 1 + size, 0.85, _("与已识别的姓名并列"))
                at += 1 + size

    def plausible(self, name: str) -> bool:
        """Whether a string has the form of a Chinese name: a surname and one or two characters."""
        if not _ALL_HAN.fullmatch(name) or name in self._not_names:
            return False
        if name[:2] in self._double:
            return 3 <= len(name) <= 4
        return name[0] in self._single and 2 <= len(name) <= 3

    def _titled(self, text: str) -> Iterator[Span]:
        for match in self._titles.finditer(text):
            at, title = match.start(), match[0]
            if title in _SHORT_TITLES and not _TITLE_FOLLOW.match(text, match.end()):
                continue
            full = self._full_before(text, at)
            if full:
                yield _span(at - full, at, 0.93, _("姓名加称谓"))
            elif text[max(0, at - 2) : at] in self._double:
                yield _span(at - 2, match.end(), 0.95, _("姓氏加称谓"))
            elif at and text[at - 1] in self._common and self._bare_fits(text, at, title):
                yield _span(at - 1, match.end(), 0.95, _("姓氏加称谓"))

    def _bare_fits(self, text: str, at: int, title: str) -> bool:
        before = text[max(0, at - 2) : at]
        return self._opens(text, at - 1) or (title not in _SHORT_TITLES and before not in self._words)

    def _full_before(self, text: str, end: int) -> int:
        """Length of the full name that ends here, 0 if there is none whose left side opens a name."""
        for size in (4, 3, 2):
            name = text[max(0, end - size) : end]
            if len(name) == size and self.plausible(name) and self._opens(text, end - size):
                if size == 3 and name[0] in _LINKS and name[1] in self._single:
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
        return self._left.search(text, max(0, start - 10), start) is not None

    def _announced(self, text: str) -> Iterator[Span]:
        for match in self._keywords.finditer(text):
            start = match.end()
            latin = _LATIN.match(text, start)
            if latin:
                yield _span(start, latin.end(), 0.85, _("关键词“{word}”", word=match[0].strip()))
                continue
            size = self._name_here(text, start)
            if size:
                yield _span(start, start + size, 0.9, _("关键词“{word}”", word=match[0].strip()))

    def _name_here(self, text: str, start: int) -> int:
        """Length of the name that begins here and is followed by what may follow a name, else 0."""
        for size in (4, 3, 2):
            name = text[start : start + size]
            if len(name) == size and self.plausible(name) and _FOLLOW.match(text, start + size):
                if size == 3 and _FOLLOW.match(name[2]) and name[2] not in self._common:
                    continue
                return size
        return 0

    def _greeted(self, text: str) -> Iterator[Span]:
        for match in _GREETING.finditer(text):
            for size in (4, 3, 2):
                name = match[1][-size:]
                start = match.end() - size
                if len(name) == size and self.plausible(name) and self._opens(text, start):
                    yield _span(start, match.end(), 0.9, _("称呼后问候"))
                    break

    def _nicknames(self, text: str) -> Iterator[Span]:
        for match in self._nick.finditer(text):
            if (
                _TITLE_FOLLOW.match(text, match.end())
                and self._opens(text, match.start())
                and match[0] not in self._words
            ):
                yield _span(match.start(), match.end(), 0.85, _("昵称：小、老、阿加姓氏"))


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _span(start: int, end: int, score: float, reason: str) -> Span:
    return Span(start, end, Kind.PERSON, score, reason, score < SURE)
