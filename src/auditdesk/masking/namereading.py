"""Reads the name that begins at a place, by how much the words before it say that one stands there."""

from __future__ import annotations

import re
from enum import IntEnum

from auditdesk.masking.latinnames import LatinNames
from auditdesk.masking.nameforms import HAN, NameForms, apart

_NICK = re.compile(f"[小老阿][{HAN}]")
_MIXED = re.compile("[小老阿大][A-Z][a-z]{1,11}")
_NICK_FOLLOW = re.compile(
    f"[^{HAN}]|$|[您你说的在给重催全把会来就去让不没有是也都还要先那和跟接已将反处负联转核打回这好一对问吗呢吧啊投为批安帮请到发提带后介"
    "表办今昨明刚我盖收代签拦误看拿顶做未跑休领送]"
)
_LONGEST_FREE = 5
_SAYING = frozenset("叫是写为名")


class Trust(IntEnum):
    """What the word before a name says: a field that holds names, somebody's role, or little."""

    LITTLE = 0
    ROLE = 1
    FIELD = 2


class NameReader:
    """Measures names: with surnames, nicknames, of other peoples, in Latin letters, free ones."""

    def __init__(self, forms: NameForms, latin: LatinNames) -> None:
        self._forms = forms
        self._latin = latin

    def at(self, text: str, start: int, trust: Trust) -> int:
        """Length of the name that begins here, 0 if there is none."""
        letter = text[start : start + 1]
        if letter.isascii():
            return self._latin.length(text, start, announced=trust is not Trust.LITTLE) if letter else 0
        attached = not apart(text, start) and text[start - 1] not in _SAYING
        if attached and text[start : start + 2] in self._forms.not_after_roles:
            return 0
        size = self._forms.length(text, start, announced=trust is Trust.FIELD)
        foreign = self._forms.foreign(text, start)
        if foreign > max(size, 1 if trust else 2):
            return foreign
        if not size and trust is not Trust.LITTLE:
            size = self._typical_two(text, start) or self._forms.given(text, start, loose=True)
        if not size:
            size = self.nick(text, start, loose=trust is not Trust.LITTLE)
        if not size:
            size = self._forms.abroad(text, start)
        if not size and trust is Trust.FIELD:
            size = self._free(text, start)
        if not size and trust is Trust.ROLE:
            size = self._typical(text, start)
        return size

    def nick(self, text: str, start: int, *, loose: bool = False) -> int:
        """Length of a nickname: 小陈, 阿贵, 阿Ken; ``loose``: a surname in it is enough, whatever follows."""
        mixed = _MIXED.match(text, start)
        if mixed is not None:
            return len(mixed[0])
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
        return 2 if _NICK_FOLLOW.match(text, start + 2) or self._forms.bounded(text, start + 2) else 0

    def _free(self, text: str, start: int) -> int:
        """Length of a name without a known surname: all Han up to a boundary, after a strong keyword."""
        for size in range(2, _LONGEST_FREE + 1):
            if self._forms.bounded(text, start + size):
                return size if self._forms.free(text[start : start + size]) else 0
        return 0

    def _typical_two(self, text: str, start: int) -> int:
        twice = text[start : start + 1] == text[start + 1 : start + 2]
        fits = self._forms.typical(text[start : start + 2]) and (twice or not self._forms.begins(text, start))
        brand = any(self._forms.listed(text[start : start + size]) for size in (3, 4))
        return 2 if fits and not brand and not self._forms.crossed(text, start + 2) else 0

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
