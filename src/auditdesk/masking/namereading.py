"""Reads the name that begins at a place, by how much the words before it say that one stands there."""

from __future__ import annotations

import re
from enum import IntEnum

from auditdesk.masking.latinnames import LatinNames
from auditdesk.masking.nameedges import apart, is_han
from auditdesk.masking.nameforms import HAN, NameForms

_NICK = re.compile(f"[小老阿][{HAN}]")
_MIXED = re.compile("[小老阿大][A-Z][a-z]{1,11}")
_NICK_FOLLOW = frozenset(
    "您你说的在给重催全把会来就去让不没有是也都还要先那和跟接已将反处负联转核打回这好一对问吗呢吧啊投为批安帮请到发提带后介"
    "表办今昨明刚我盖收代签拦误看拿顶做未跑休领送"
)
_NICK_FIRST = frozenset("小老阿大")
_LONGEST_FREE = 5
_SAYING = frozenset("叫是写为名")


class Trust(IntEnum):
    """What the word before a name says: a field that holds names, somebody's role, or little."""

    LITTLE = 0
    ROLE = 1
    FIELD = 2


_LITTLE, _ROLE, _FIELD = Trust  # asked for so often that the way through the class would count


class NameReader:
    """Measures names: with surnames, nicknames, of other peoples, in Latin letters, free ones."""

    def __init__(self, forms: NameForms, latin: LatinNames) -> None:
        self._forms = forms
        self._latin = latin
        self.firsts_little = little = forms.firsts | latin.firsts | frozenset("小老阿大")
        more = little | forms.letters.given
        self._firsts = {Trust.LITTLE: little, Trust.ROLE: more, Trust.FIELD: more}
        """Letters that names begin with; after a field any Han letter may besides."""

    def at(self, text: str, start: int, trust: Trust) -> int:
        """Length of the name that begins here, 0 if there is none."""
        letter = text[start : start + 1]
        # Most calls end here, because few of the words that may announce a name do.
        if letter not in self._firsts[trust] and not (trust is _FIELD and is_han(letter)):
            return 0
        if letter.isascii():
            return self._latin.length(text, start, announced=trust is not _LITTLE)
        if text[start : start + 2] in self._forms.not_after_roles and not (
            apart(text, start) or text[start - 1] in _SAYING
        ):
            return 0
        size = self._forms.length(text, start, announced=trust is _FIELD)
        foreign = self._forms.foreign(text, start) if letter in self._forms.foreign_heads else 0
        if foreign > max(size, 1 if trust else 2):
            return foreign
        if not size and trust is not _LITTLE:
            size = self._typical_two(text, start) or self._forms.given(text, start, loose=True)
        if not size:
            size = self.nick(text, start, loose=trust is not _LITTLE)
        if not size:
            size = self._forms.abroad(text, start)
        if not size and trust is _FIELD:
            size = self._free(text, start)
        if not size and trust is _ROLE:
            size = self._typical(text, start)
        return size

    def nick(self, text: str, start: int, *, loose: bool = False) -> int:
        """Length of a nickname: 小陈, 阿贵, 阿Ken; ``loose``: a surname in it is enough, whatever follows."""
        if text[start : start + 1] not in _NICK_FIRST:
            return 0
        mixed = _MIXED.match(text, start)
        return len(mixed[0]) if mixed else self._nick_in_han(text, start, loose=loose)

    def _nick_in_han(self, text: str, start: int, *, loose: bool) -> int:
        match = _NICK.match(text, start)
        if (
            match is None
            or match[0] in self._forms.nick_words
            or (match[0] in self._forms.words and match[0][0] != "阿")
        ):
            return 0
        letter = match[0][1]
        if (letter in self._forms.letters.unlike and letter not in self._forms.single) or self._forms.never(
            match[0]
        ):
            return 0
        if loose and letter in self._forms.single and letter not in self._forms.letters.weak:
            return 2
        if (loose or match[0][0] == "阿") and letter in self._forms.letters.given:
            return 0 if self._forms.crossed(text, start + 2) else 2
        end = start + 2
        return 2 if text[end : end + 1] in _NICK_FOLLOW or self._forms.bounded(text, end) else 0

    def _free(self, text: str, start: int) -> int:
        """Length of a name without a known surname: all Han up to a boundary, after a strong keyword."""
        for size in range(2, _LONGEST_FREE + 1):
            if self._forms.bounded(text, start + size):
                return size if self._forms.free(text[start : start + size]) else 0
        return 0

    def _typical_two(self, text: str, start: int) -> int:
        twice = text[start : start + 1] == text[start + 1 : start + 2]
        if not (twice or not self._forms.begins(text, start)) or self._forms.crossed(text, start + 2):
            return 0
        if not self._forms.typical(text[start : start + 2]):
            return 0
        return 0 if any(self._forms.listed(text[start : start + size]) for size in (3, 4)) else 2

    def _typical(self, text: str, start: int) -> int:
        """Length of what is a name by its letters, or a word that is one here: 护工翠花, 坐席江南挂机."""
        for size in (3, 2):
            name, end = text[start : start + size], start + size
            if not self._forms.letters.given.issuperset(name[1:]) or not self._forms.bounded(text, end):
                continue
            if self._forms.plausible(name, announced=True) and name[0] not in self._forms.letters.weak:
                return size
            if size == 3 and name[0] in self._forms.letters.given and self._forms.free(name):  # noqa: PLR2004
                return size
        return 0
