"""Persons by the title behind them: 李春梅女士 (the name), 张女士 (both), 护理部焉主任, 陈生, 麦合木提先生.

A title stays outside a full name and inside a bare surname. Titles that are everyday words too (会计, 代表)
and titles of one letter (总, 工) prove less, so more is asked of what stands around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditdesk.domain.spans import SURE, Kind, Span
from auditdesk.masking.cues import Cues
from auditdesk.masking.nameforms import HAN, LINKS, NameForms, apart, is_han
from auditdesk.masking.reasons import because
from auditdesk.masking.rules import Rules

_FOLLOW = re.compile(
    f"[^{HAN}]|$|您|你|说|的|在|给|把|会|来|就|去|让|不|没|有|是|也|都|还|要|先|那|和|跟|接|已|将|反|处|负|联|转|核|打|回|这|好|一|对|问|吗|呢|吧|啊|投|为|批|安|帮|请|到|发|提|带|后|介|表|办|今|昨|明|刚|我|第|签|代|收|误|拿|家|看|盖|休|受"
)
_GOES_ON = re.compile(  # the title is the first letter of another word
    "总[是共计体部结算额裁监统之得能有在想数量价金局署站公的]"
    "|工[作程人具资地业商厂行单时号艺种序会期况]"
    "|哥[们伦]|姐[妹]|叔[叔]|董[事]|兄[弟]|爷[爷们]|姨[妈夫]|伯[父母伯]"
)
_CANTONESE = re.compile(
    f"(?:(?<![{HAN}])|(?<=[个系同叫找畀俾位]))([{HAN}])[生太]"
    "(?=你好|您好|[,，。:：!！ \n]|嘅|话|講|讲|喺|系|$)"
)
_POLITE_LONGEST = 6
_BARE, _LONGEST_FREE = 2, 4
_HANDING = frozenset("找叫让派请给的")
_OFFICES = frozenset(("区长", "县长", "市长", "镇长", "乡长", "村长", "省长"))
_PLACE = re.compile("[站室台处部科组亭岗所区]")
_KIN = frozenset(("哥", "姐", "叔", "姨", "嫂", "婶", "师傅"))


class TitleFinder:
    """Finds surnames and names before titles."""

    def __init__(self, rules: Rules, forms: NameForms) -> None:
        self._forms = forms
        self._jobs = rules.job_titles
        self._polite = rules.polite_titles
        self._short = frozenset(rules.short_titles)
        self._old = self._short & set(rules.titles)
        self._letters = rules.letters
        self._brands = rules.not_names
        self._stiff = re.compile(f"[{''.join(self._short - self._old) or '总'}]")

    def find(self, text: str, cues: Cues) -> Iterator[Span]:
        """Titled persons of a folded text."""
        for at, title in cues.titles:
            if at == 0 or not is_han(text[at - 1]):
                continue
            span = self._before(text, at, title)
            if span is not None:
                yield span
        yield from self._stiffly(text)
        for match in _CANTONESE.finditer(text):
            if match[1] in self._forms.common and match[0] not in self._forms.words:
                yield _span(match.start(), match.end(), 0.85, "bare_title")

    def _before(self, text: str, at: int, title: str) -> Span | None:
        end = at + len(title)
        short = title in self._short
        full = 0 if short else self._full_before(text, at, polite=title in self._polite)
        follows = self._follows(text, at, end, title) if short or title in self._jobs else True
        if full and (follows or (full > _BARE and title not in _OFFICES)):
            return _span(at - full, at, 0.93, "full_title")
        if not follows or text[at - 1 : end] in self._brands:
            return None
        if text[max(0, at - 2) : at] in self._forms.double:
            return _span(at - 2, end, 0.95, "bare_title")
        if self._bare_fits(text, at, title):
            return _span(at - 1, end, 0.95, "bare_title")
        return self._nick_before(text, at)

    def _nick_before(self, text: str, at: int) -> Span | None:
        nick = text[max(0, at - 2) : at]
        known = nick[-1] in self._forms.single and nick not in self._forms.words
        if len(nick) > 1 and nick[0] in "阿小老" and known and apart(text, at - 2):
            return _span(at - 2, at, 0.85, "nickname")
        return None

    def _follows(self, text: str, at: int, end: int, title: str) -> bool:
        """Whether the title ends here: what follows is no part of its word."""
        if _FOLLOW.match(text, end):
            return not (title in self._old and _GOES_ON.match(text, at))
        if title in _OFFICES or _PLACE.match(text, end):
            return False
        if title not in self._short:
            opens = self._forms.opens(text, at - 1) or self._forms.parted(text, at - 2)
            return opens and not self._forms.crossed(text, end)
        if title in self._old:
            known = text[at - 1] in self._forms.common or (
                title in _KIN and text[at - 1] in self._forms.single
            )
            return known and self._opens(text, at - 1) and not _GOES_ON.match(text, at)
        return False

    def _bare_fits(self, text: str, at: int, title: str) -> bool:
        """Whether one character before a title is a surname here: not 向客服, not 高兴的总."""
        letter = text[at - 1]
        job, short = title in self._jobs, title in self._short
        if letter not in self._forms.single:
            kin = title in _KIN and letter in self._letters.given
            return (title in self._polite or kin) and self._any_surname(text, at, kin=kin)
        word = (job and letter in LINKS) or letter + title in self._forms.words
        if word or (letter in self._letters.weak and not self._weak_opens(text, at - 1)):
            return False
        if short and not self._short_fits(text, at, title):
            return False
        before = text[max(0, at - 2) : at]
        if self._opens(text, at - 1):
            return letter in self._forms.common or not job or letter not in self._letters.weak
        common = letter in self._forms.common and not short and not job
        return common and before not in self._forms.words and before not in self._forms.endings

    def _short_fits(self, text: str, at: int, title: str) -> bool:
        """Whether a title of one letter stands behind a surname, not in a name or a word: 郑伯烁, 对方总."""
        before = text[max(0, at - 2) : at]
        if before in self._forms.words or before in self._forms.endings:
            return False
        known = text[at - 1] in self._forms.common or title in _KIN
        return known and self._forms.given(text, at - 1) <= _BARE

    def _weak_opens(self, text: str, start: int) -> bool:
        """Whether a letter that is mostly a little word may be a surname here: 找普老师, not 孩子和老师."""
        if apart(text, start):
            return True
        told = text[start - 1] in _HANDING or self._forms.introduced(text, start)
        return told and text[start] not in LINKS

    def _any_surname(self, text: str, at: int, *, kin: bool) -> bool:
        """Whether any Han letter may count as a surname (槐先生, not 这位先生) or as a name: 找芳姐."""
        opens = apart(text, at - 1) or (kin and self._forms.opens(text, at - 1))
        return opens and text[at - 1] not in self._letters.polite_not

    def _full_before(self, text: str, end: int, *, polite: bool) -> int:
        """Length of the full name that ends here, 0 if there is none whose left side opens a name."""
        for size in (4, 3, 2):
            start = end - size
            if start < 0 or not self._forms.plausible(text[start:end]) or not self._opens(text, start):
                continue
            if text[start] in LINKS and text[start + 1] in self._forms.single:
                continue
            return size
        return self._without_surname(text, end, polite=polite)

    def _without_surname(self, text: str, end: int, *, polite: bool) -> int:
        """The same for names of other peoples, and before polite titles for whatever may be a name."""
        for size in range(_POLITE_LONGEST, 1, -1):
            start = end - size
            name = text[start:end]
            if start < 0 or name in self._forms.double or not self._opens(text, start):
                continue
            if self._forms.foreign(text, start) == size:
                return size
            free = polite and size <= _LONGEST_FREE and self._forms.free(name)
            if apart(text, start) and (free or self._forms.typical(name)):
                return size
        return 0

    def _opens(self, text: str, start: int) -> bool:
        return self._forms.opens(text, start) or (
            text[start - 1] in self._letters.titled_after
            or text[start - 1] == "们"
            or self._forms.parted(text, start)
        )

    def _stiffly(self, text: str) -> Iterator[Span]:
        """Surname and one letter of an office, between boundaries: 王局, 李院."""
        for match in self._stiff.finditer(text):
            at = match.start()
            if at == 0 or text[at - 1] not in self._forms.common or not _FOLLOW.match(text, at + 1):
                continue
            word = text[at - 1 : at + 1]
            if word in self._forms.words or not apart(text, at - 1) or self._forms.never(word):
                continue
            if not is_han(text[at + 1 : at + 2] or "。") or text[at + 1] in "说您你让介给找来去":
                yield _span(at - 1, at + 1, 0.8, "bare_title")


def _span(start: int, end: int, score: float, fact: str) -> Span:
    return Span(start, end, Kind.PERSON, score, because(fact), score < SURE)
