"""The form of Chinese names: surname, length, and where a name ends without knowing the words around it."""

from __future__ import annotations

import re
from operator import add

from auditdesk.masking.literals import Sought, any_of, beginnings
from auditdesk.masking.nameedges import PLACE_AFTER, PLACE_NEXT, SOFT, bounded, is_han, softly
from auditdesk.masking.rules import Rules

HAN = "\u4e00-\u9fff"
SEAM = "\x1e"
"""Stands between two texts that are searched together; nothing reaches over it."""
LINKS = frozenset(
    "和与跟向由被给找叫请让是到对从把将为在问帮替及的了我你您他她，、同因说派换归陪劝约催系写转畀俾"
)
"""Letters before which a word ends, so that a name can begin after them."""
_ALL_HAN = re.compile(f"[{HAN}]{{2,5}}")
_NEVER = frozenset("姓的了是说吗呢吧您你我他她它这那哪都也就还把被给让请很啥谁么们个到没不您")
_NOT_FREE = _NEVER | frozenset("和与跟向由找叫从将在问及再先要会能可对已无有来两")
_TRAILING, _JOINING = frozenset("在并跟同将已去被把"), frozenset("和与及")
_JOINED = frozenset("我他她咱这那老小")
_PLACE_ENDS = frozenset("山殿路岩竹宫寺塔河湖岛桥园楼阁堂门仓村镇江海市州")
_SINGLE_SIZES, _DOUBLE_SIZES, _SINGLE_FIRST, _DOUBLE_FIRST = (2, 3), (3, 4), (3, 2), (4, 3)
_LONGEST, _SHORTEST, _FULL_SINGLE, _LONGEST_OPENER = 4, 2, 3, 6
_REMEMBERED = 100_000


class NameForms:
    """Knows surnames, name letters and everyday words, and measures names."""

    def __init__(self, rules: Rules) -> None:
        names = rules.surnames
        self.common = frozenset(names.common)
        self.single = frozenset(names.common + names.rare)
        self.double = frozenset(names.double.split())
        self.words = rules.common_words
        self.endings = rules.words_ending
        self._pairs = rules.pairs
        self._seldom = rules.seldom_words
        self.nick_words, self.own_names = rules.nick_words, rules.own_names
        self.not_after_roles = rules.not_after_roles
        self.letters = rules.letters
        self._abroad = rules.latin.in_han
        announcing = {*rules.name_keywords, *rules.titles, *rules.roles}
        numbers = {word for words in rules.keywords.values() for word in words}
        self._announcing = announcing | numbers
        self._never_names = rules.not_names | rules.field_words | rules.place_stems() | announcing | numbers
        places = rules.place_stems()
        self._stems = frozenset(place[:_SHORTEST] for place in places if len(place) <= _FULL_SINGLE)
        self._not_names = self._never_names | rules.common_words
        self._nothing = self._never_names | rules.common_words | rules.pairs
        self._openers = announcing | {*rules.openers}
        self.foreign_heads = frozenset(part[0] for part in rules.foreign_parts)
        self.long_heads = self.foreign_heads | {name[0] for name in self.double}
        """Letters that names of more than three letters begin with."""
        self.firsts = self.single | self.long_heads | {name[0] for name in self._abroad}
        """Letters that names in Han letters begin with, but for lone given names and nicknames."""
        self.twice = self.letters.given | self.single | {name[0] for name in self._abroad}
        """Letters that may stand twice in a name without a surname: 芳芳."""
        self.unfit = (rules.letters.unlike | _NEVER) - {name[1] for name in self.double}
        """Letters that follow no surname in a name."""
        heads = "".join(sorted(self.foreign_heads))
        self._opener_ends = frozenset(word[-1] for word in self._openers)
        foreign = f"(?:{any_of(rules.foreign_parts)}){{1,4}}[{rules.letters.foreign_ends}]?"
        self._foreign = re.compile(f"(?=[{heads}]){foreign}")
        self._foreign_sought = Sought(foreign, beginnings(rules.foreign_parts))
        self._judged: dict[str, bool] = {}
        self._judged_announced: dict[str, bool] = {}

    bounded, softly = staticmethod(bounded), staticmethod(softly)

    def begins(self, text: str, start: int) -> bool:
        """Whether a surname stands here."""
        return text[start : start + 1] in self.single or text[start : start + 2] in self.double

    def may_begin(self, text: str, start: int, size: int) -> bool:
        """Whether asking for a name of this length is worth while here; quick."""
        if text[start] in self.foreign_heads:
            return True
        if size > _FULL_SINGLE:
            return text[start : start + 2] in self.double
        return (
            text[start] in self.single
            or not is_han(text[start - 1])
            or start == 0
            or text[start] in self.letters.given
        )

    def opens(self, text: str, start: int) -> bool:
        """Whether a name can begin here: after a boundary, a link word or an announcing word."""
        if start == 0:
            return True
        before = text[start - 1]
        return not is_han(before) or before in LINKS or self.introduced(text, start)

    def introduced(self, text: str, start: int) -> bool:
        """Whether an announcing word ends here: 坐席, 收件人, 上次."""
        if start and text[start - 1] == "写":
            start -= 1
        if text[start - 1 : start] not in self._opener_ends:
            return False
        for size in range(2, min(_LONGEST_OPENER, start) + 1):
            if text[start - size : start] in self._openers:
                return True
        return False

    def crossed(self, text: str, at: int) -> bool:
        """Whether an everyday word lies across this place."""
        return text[at - 1 : at + 1] in self._pairs

    def abroad(self, text: str, start: int) -> int:
        """Length of an English given name in Han letters that stands here: 查理."""
        for size in range(_LONGEST, _SHORTEST - 1, -1):
            if text[start : start + size] in self._abroad and not self.crossed(text, start + size):
                return size
        return 0

    def parted(self, text: str, start: int) -> bool:
        """Whether an everyday word ends here and none lies across: 抢修|平师傅."""
        return text[start - 2 : start] in self._pairs and text[start - 1 : start + 1] not in self._pairs

    def followed(self, text: str, end: int) -> bool:
        """Whether an everyday word begins here and none lies across: 朱海根|渔船."""
        return text[end : end + 2] in self._pairs and text[end - 1 : end + 1] not in self._pairs

    def plausible(self, name: str, *, announced: bool = False) -> bool:
        """Whether a string can be a name: surname, one or two more characters, no everyday word.

        After a strong keyword (``announced``) an everyday word may be a name: 联系人：高峰. Verdicts are
        remembered, because the same words stand before the same titles again and again.
        """
        judged = self._judged_announced if announced else self._judged
        known = judged.get(name)
        if known is None:
            if len(judged) >= _REMEMBERED:
                judged.clear()
            known = judged[name] = self._judge(name, announced=announced)
        return known

    def _judge(self, name: str, *, announced: bool) -> bool:
        if name[:2] in self.double:
            sizes = _DOUBLE_SIZES
        elif name[:1] in self.single:
            sizes = _SINGLE_SIZES
        else:
            return False
        if len(name) not in sizes or _ALL_HAN.fullmatch(name) is None:
            return False
        weak = name[0] in self.letters.weak and sizes is _SINGLE_SIZES and not announced
        unlike = not self.letters.unlike.isdisjoint(name[sizes[0] - 1 :])
        if weak or unlike or self._refused(name, announced=announced):
            return False
        if announced or len(name) != _FULL_SINGLE or sizes is not _SINGLE_SIZES:
            return True
        everyday = name[:2] in self.words and not self.letters.given.issuperset(name[1:])
        return not everyday and name[:2] not in self.not_after_roles

    def _refused(self, name: str, *, announced: bool) -> bool:
        """Whether words or letters in a string say that it is no name, whatever its surname."""
        if name[:2] in self._announcing or name[-2:] in self._announcing:
            return True
        if name in (self._never_names if announced else self._not_names):
            return True
        return name[-1] in _NEVER or (len(name) > _SHORTEST and name[-2] in _NEVER)

    def free(self, name: str) -> bool:
        """Whether a string without a known surname can still be a name: no word, no place, no title."""
        return (
            _ALL_HAN.fullmatch(name) is not None
            and name not in self._not_names
            and _NOT_FREE.isdisjoint(name)
            and self.letters.unlike.isdisjoint(name)
            and self._nothing.isdisjoint(map(add, name, name[1:]))
        )

    def typical(self, name: str) -> bool:
        """Whether a string looks like a name without its surname: 芳芳, 翠花, 阿贵, 子轩."""
        if name in self._abroad:
            return True
        if len(name) != _SHORTEST or not self.free(name):
            return False
        given = self.letters.given
        if name[0] == name[1]:
            return name[0] in given or name[0] in self.single
        return name[0] == "阿" or (name[0] in given and name[1] in self.letters.endings)

    def foreign(self, text: str, start: int) -> int:
        """Length of a Tibetan, Uyghur, Mongolian … name that begins here, 0 if there is none."""
        match = self._foreign.match(text, start) if text[start : start + 1] in self.foreign_heads else None
        if match is None:
            return 0
        size = len(match[0])
        while size > 1 and not self._foreign_fits(text, start, size):
            size -= 1
        return size if size > 1 else 0

    def _foreign_fits(self, text: str, start: int, size: int) -> bool:
        name = text[start : start + size]
        if name in self._not_names or PLACE_NEXT.match(text, start + size):
            return False
        whole = self._foreign.fullmatch(name) is not None
        return whole and (
            size > _FULL_SINGLE or self.bounded(text, start + size) or self.softly(text, start + size)
        )

    def foreign_runs(self, text: str) -> list[tuple[int, int]]:
        """Places where syllables of such names stand, at least three letters of them."""
        found = []
        for match in self._foreign_sought.finditer(text):
            size = self.foreign(text, match.start()) if len(match["whole"]) >= _FULL_SINGLE else 0
            if size >= _FULL_SINGLE:
                found.append((match.start(), match.start() + size))
        return found

    def length(self, text: str, start: int, *, announced: bool = False) -> int:
        """Length of the name that begins here, judged by what follows it; 0 if there is none."""
        begin = text[start : start + 2]
        double = begin in self.double
        if not (double or begin[:1] in self.single) or not is_han(begin[1:]):
            return 0
        judged = self._judged_announced if announced else self._judged
        for size in _DOUBLE_FIRST if double else _SINGLE_FIRST:
            name = text[start : start + size]
            known = judged.get(name)  # asked here, because the way to `plausible` costs more than that
            if known is None:
                known = self.plausible(name, announced=announced)
            if not known or len(name) < size:
                continue
            if self.bounded(text, start + size):
                joins = name[-1] in _JOINING and text[start + size : start + size + 1] in _JOINED
                cut = joins or name[-1] in _TRAILING or self.bounded(text, start + size - 1)
                ended = size > _SHORTEST and cut
                if not ended or name[-1] in self.letters.given or not self.plausible(name[:-1]):
                    return size
                continue
            if name in self._not_names:
                continue
            shorter = size > _SHORTEST and name[-1] in SOFT and self.plausible(name[:-1])
            if not shorter and self.softly(text, start + size):
                return size
        return 0

    def given(self, text: str, start: int, *, loose: bool = False) -> int:
        """Length of a surname and given names of letters that names have; ``loose``: whatever follows it."""
        double = text[start : start + 2] in self.double
        first = start + (2 if double else 1)
        if not double and text[start : start + 1] not in self.single:
            return 0
        for size in (2, 1):
            end = first + size
            if not self.letters.given.issuperset(text[first:end]) or end > len(text):
                continue
            if self._given_fits(text[start:end], size, double=double, loose=loose) and (
                self._ended(text, end) or ((loose or double) and text[end] not in self.letters.given)
            ):
                return end - start
        return 0

    def _given_fits(self, name: str, size: int, *, double: bool, loose: bool) -> bool:
        """Whether a surname and letters of given names are a name without any word that announces one."""
        if not self.plausible(name, announced=loose) or name in self.words:
            return False
        if not double:
            if size == 1 and not (loose and name[-1] in self.letters.endings):
                return False
            if name[0] in self.letters.weak and name[1:] in self._pairs:
                return False
            if not loose and name[0] not in self.common and name[:2] in self._pairs:
                return False
        return loose or not (name[-1] in _PLACE_ENDS or name[:2] in self._stems)

    def _ended(self, text: str, end: int) -> bool:
        if self.bounded(text, end) or self.softly(text, end):
            return True
        return self.followed(text, end) and PLACE_AFTER.match(text, end) is None

    def short(self, text: str, start: int) -> bool:
        """Whether surname and one letter stand here as a name does, before a word or a boundary."""
        name, end = text[start : start + 2], start + 2
        if (
            name[0] not in self.common
            or name in self._seldom
            or name in self._pairs
            or not self.plausible(name)
            or self.crossed(text, end)
        ):
            return False
        if not is_han(text[end : end + 1] or "。"):
            return True
        return self._ended(text, end) and not PLACE_AFTER.match(text, end)

    def never(self, name: str) -> bool:
        """Whether a string is surely no name: a brand, a place, a title, or with letters names never have."""
        return name in self._never_names or any(letter in _NEVER for letter in name)

    def listed(self, name: str) -> bool:
        """Whether a string is a brand, a place, a title or a field: 李宁, 石家庄."""
        return name in self._never_names
