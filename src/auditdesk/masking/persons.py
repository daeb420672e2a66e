"""Persons by rule: titles, announcing words, roles, wording, lists, brackets, nicknames, 某, names with ·.

Works without any model; with one, its names join these (see `names`). Titles stay outside a full name
(李春梅女士 → 李春梅) and inside a bare surname (张女士).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from auditdesk.domain.spans import SURE, Kind, Span
from auditdesk.masking.cues import Cues
from auditdesk.masking.handover import HandoverFinder
from auditdesk.masking.latinnames import LatinNames
from auditdesk.masking.literals import Sought, any_of, beginnings, begun_by, found_by
from auditdesk.masking.nameforms import HAN, LINKS, NameForms
from auditdesk.masking.namereading import NameReader, Trust
from auditdesk.masking.reasons import because
from auditdesk.masking.repeats import repeated
from auditdesk.masking.rules import Rules
from auditdesk.masking.titled import TitleFinder

_DOT = re.compile("[·•・‧∙]")
_DOT_LEFT = re.compile(f"[{HAN}]{{2,}}$")
_DOT_RIGHT = re.compile(f"[·•・‧∙]([{HAN}]{{2,10}})(?:[·•・‧∙]([{HAN}]{{2,10}}))?")
_LONGEST_PART, _SHORTEST_PART, _DOTTED_PARTS = 14, 2, 3
_AFTER_DOT = re.compile(
    "您好|你好|先生|女士|小姐|就行|就是|核验|投诉|反馈|将于|来电|接待|[的说是转和与跟在于因代要已将]"
)
_GAP = re.compile(
    "[ \t]{0,2}(?:的?名字|姓名|大名)?"
    '(?:还是|就是|[是为叫]?写的?是?|填的?是?|[是为叫]|名叫|叫做)?[：:“"（( \t]{0,3}'
)
_FIELDS = re.compile(  # 姓名和手机号: a list of what is asked for, no person called 和手机
    "[和与及或跟、/](?:您|你)?的?(?:手机|电话|号码|身份|证件|住址|地址|联系|银行|卡号|工号|邮箱|微信|生日|出生|性别|年龄|订单|单位"
    "|公司|账号|密码|收货|收件|尾号|职业|籍贯|预留|开户|户籍|车牌)"
)
_FIELDS_FIRST = frozenset("和与及或跟、/")
_GAP_FIRST = frozenset(' \t的名姓大还就是为叫写填：:“"（(')
"""What can begin a field and what a gap; everything else is not asked."""
_LIST = re.compile("[、和与及跟]")
_BRACKETED = begun_by("（(", f"([{HAN}]{{2,4}})[)）]")
_HIDDEN_MARKS = begun_by("某XxＸ×*＊", "")
_HIDDEN = re.compile("某某?|[XxＸ×]{1,2}(?![A-Za-z0-9*])|[*＊]{1,2}(?![A-Za-z0-9*])")
_SHOP_LETTERS = frozenset("店菜宴楼馆园院社厅吧餐饭城厦坊轩斋酒寺站")
"""Letters of shops, dishes and buildings, which stand in brackets and around dots as names do."""
_NEIGHBOURS = frozenset((Kind.PHONE, Kind.LANDLINE, Kind.ID_CARD, Kind.BANK_CARD))
_BEFORE_NUMBER = re.compile(f"(?<![{HAN}])([{HAN}]{{2,4}})[\t ,，:：|/（(]{{0,2}}$")
_AFTER_NUMBER = re.compile(f"[ \t,，]{{1,2}}([{HAN}]{{2,4}})(?=[,，。；;\n\t ）)]|$)")
_SHORT_LEFT = 10
_BARS = begun_by("\t|│", "")
_CELL_BEFORE = re.compile(f"(?<![{HAN}A-Za-z0-9])[{HAN}]{{2,3}}$")
_CELL_AFTER = re.compile(f"[{HAN}]{{2,3}}(?=[\t|│\n]|$)")
_LONGEST_CELL = 4


class PersonFinder:
    """Finds persons with lists of surnames, titles and keywords."""

    def __init__(self, rules: Rules, forms: NameForms) -> None:
        self._forms = forms
        self._trusts = {
            word: Trust.FIELD if word in rules.strong_name_keywords else Trust.LITTLE
            for word in rules.name_keywords
        }
        latin = LatinNames(rules)
        self._reader = NameReader(forms, latin)
        self._after_little = self._reader.firsts_little | _GAP_FIRST
        self._finders = (HandoverFinder(rules, forms, self._reader).find, latin.find)
        self._titles = TitleFinder(rules, forms)
        self._speakers = frozenset(rules.speakers)
        everyone = "".join(forms.single) + "".join(name[0] for name in forms.double)
        heads = "".join(part[0] for part in rules.foreign_parts)
        self._role = Sought(
            f'(?P<role>{any_of(rules.roles)})(?![区群证端名卡们号费部楼院])(?P<gap>[：: “"（(]{{0,2}})'
            f"(?=[{everyone}{heads}{''.join(rules.letters.given)}小老阿A-Z])",
            beginnings(rules.roles),
        )
        given = "".join(sorted(rules.letters.given))
        single = "".join(sorted(forms.single - rules.letters.weak))
        self._twice = re.compile(f"([{''.join(sorted(forms.twice))}])\\1")
        self._full = (
            re.compile(f"[{single}][{given}]{{2}}"),
            re.compile(f"(?:{any_of(forms.double)})[{given}]"),
        )
        self._nick = re.compile(
            f"[小老阿](?:(?<!阿)[{rules.surnames.common}{rules.surnames.rare}]|(?<=阿)[{single}{given}])"
        )
        self._short = re.compile(f"[\n，。；：:、）)】 ]([{single}][{given}])(?=[{HAN}。，,])")

    def find(self, text: str, cues: Cues) -> list[Span]:
        """Persons of a folded text; overlaps are possible."""
        spans = list(self._titles.find(text, cues))
        spans += self._announced(text, cues)
        spans += self._after_roles(text)
        for finder in self._finders:
            spans += finder(text)
        spans += self._foreign(text)
        spans += self._given(text)
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
                if before and self._beside(before[1]):
                    yield _span(before.start(1), before.end(1), 0.85, because("beside"))
                yield from self._after_number(text, span.end)
            elif span.kind is Kind.ADDRESS and text[span.end : span.end + 1] == "的":
                size = self._forms.length(text, span.end + 1)
                if size:
                    yield _span(span.end + 1, span.end + 1 + size, 0.85, because("after_address"))

    def _beside(self, name: str) -> bool:
        given = self._forms.letters.given.issuperset(name[1:])
        if self._forms.plausible(name) or self._forms.typical(name):
            return True
        return (given and self._forms.plausible(name, announced=True)) or self._reader.nick(name, 0) == len(
            name
        )

    def _after_number(self, text: str, end: int) -> Iterator[Span]:
        after = _AFTER_NUMBER.match(text, end)
        if after and self._forms.plausible(after[1]):
            yield _span(after.start(1), after.end(1), 0.82, because("beside"))

    def _announced(self, text: str, cues: Cues) -> Iterator[Span]:
        little = Trust.LITTLE
        for end, word in cues.names:
            letter, trust = text[end : end + 1], self._trusts[word]
            if trust is little and letter not in self._after_little:
                continue
            if letter in _FIELDS_FIRST and _FIELDS.match(text, end):
                continue
            begins = letter in self._forms.firsts and self._forms.begins(text, end)
            size = self._reader.at(text, end, trust) if begins else 0
            start = end
            if not size:
                gap = _GAP.match(text, end) if letter in _GAP_FIRST else None
                start = gap.end() if gap else end
                size = 0 if begins and start == end else self._reader.at(text, start, trust)
            if size:
                yield _span(start, start + size, 0.9, because("", word))

    def _after_roles(self, text: str) -> Iterator[Span]:
        for match in self._role.finditer(text):
            role, gap, start = match["role"], match["gap"], match.end("whole")
            if role in self._speakers and (":" in gap or "：" in gap):
                size = self._forms.length(text, start)
            else:
                size = self._reader.at(text, start, Trust.ROLE)
            if size:
                yield _span(start, start + size, 0.85, because("", role))

    def _foreign(self, text: str) -> Iterator[Span]:
        """Names of other peoples, wherever they begin a stretch or are long enough."""
        for start, end in self._forms.foreign_runs(text):
            if self._forms.opens(text, start):
                yield _span(start, end, 0.85, because("foreign"))

    def _nicknames(self, text: str) -> Iterator[Span]:
        for match in self._nick.finditer(text):
            start = match.start()
            if self._forms.opens(text, start) and self._reader.nick(text, start):
                yield _span(start, match.end(), 0.85, because("nickname"))

    def _hidden(self, text: str) -> Iterator[Span]:
        """Names somebody hid already: 张某, 李XX."""
        for mark in found_by(_HIDDEN_MARKS, text):
            start = mark.start()
            surnames = self._forms.single if text.startswith("某某", start) else self._forms.common
            match = _HIDDEN.match(text, start) if start and text[start - 1] in surnames else None
            if match:
                double = text[max(0, start - 2) : start] in self._forms.double
                yield _span(start - (2 if double else 1), match.end(), 0.9, because("hidden"))

    def _bracketed(self, text: str) -> Iterator[Span]:
        for match in found_by(_BRACKETED, text):
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
                if text[at - 1] in LINKS or self._forms.introduced(text, at):
                    start = at
            last = max(after.start(part) for part in range(1, _DOTTED_PARTS))
            done = self._dotted_end(text, last, after.end())
            if not _SHOP_LETTERS.isdisjoint(text[start:done]):
                continue
            yield _span(start, done, 0.96, because("dotted"))

    def _dotted_end(self, text: str, last: int, end: int) -> int:
        """Where the last part of a dotted name ends."""
        foreign = self._forms.foreign(text, last)
        if foreign > _SHORTEST_PART:
            return last + foreign
        stop = _AFTER_DOT.search(text, last + _SHORTEST_PART, end)
        done = stop.start() if stop else end
        return next((at for at in range(last + _SHORTEST_PART, done) if self._forms.bounded(text, at)), done)

    def _given(self, text: str) -> Iterator[Span]:
        """Names by their letters, between boundaries: ，林依弟。 在芳芳那; cells that hold nothing else."""
        for match in chain.from_iterable(pattern.finditer(text) for pattern in self._full):
            start = match.start()
            if not (self._forms.opens(text, start) or self._forms.parted(text, start)):
                continue
            size = self._forms.given(text, start)
            if size:
                yield _span(start, start + size, 0.81, because("given"))

        for match in self._twice.finditer(text):
            start, end = match.span()
            if (
                self._forms.opens(text, start)
                and (self._forms.bounded(text, end) or text[end] == "那")
                and self._forms.typical(match[0])
            ):
                yield _span(start, end, 0.8, because("given"))
        for match in self._short.finditer(text):
            if self._forms.short(text, match.start(1)):
                yield _span(match.start(1), match.end(1), 0.8, because("given"))
        yield from self._cells(text)

    def _cells(self, text: str) -> Iterator[Span]:
        for bar in found_by(_BARS, text):
            at = bar.start()
            for cell in (
                _CELL_BEFORE.search(text, max(0, at - _LONGEST_CELL), at),
                _CELL_AFTER.match(text, at + 1),
            ):
                if cell and self._cell_holds(text, cell):
                    yield _span(cell.start(), cell.end(), 0.8, because("cell"))

    def _cell_holds(self, text: str, cell: re.Match[str]) -> bool:
        if self._forms.plausible(cell[0]) or self._forms.typical(cell[0]):
            return True
        return self._reader.nick(text, cell.start()) == len(cell[0])

    def again(self, text: str, known: Sequence[Span]) -> Iterator[Span]:
        """The same names once more in the same text."""
        return repeated(self._forms, text, known)

    def _listed(self, text: str, known: list[Span]) -> Iterator[Span]:
        """Names that stand in one list with a known person, or with each other: 甲、乙和丙."""
        starts = [span.end for span in known]
        for match in re.finditer("、", text):
            for size in (4, 3, 2):
                start = match.start() - size
                if (
                    start >= 0
                    and self._forms.plausible(text[start : match.start()])
                    and self._forms.opens(text, start)
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


def _span(start: int, end: int, score: float, reason: str) -> Span:
    return Span(start, end, Kind.PERSON, score, reason, score < SURE)
