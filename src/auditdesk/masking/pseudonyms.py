"""Consistent stand-ins within one audit: the same person or number always gets the same one (DESIGN §5).

The code comes from HMAC-SHA256 under the audit's random key, not from a counter, so that two files masked
on different days agree without a shared list; unkeyed hashes of phone numbers could be guessed (FACTS).
"""

from __future__ import annotations

import hmac
import re
from collections import Counter
from collections.abc import Iterable, Mapping

from auditdesk.domain.spans import Kind, PseudonymUse, kind_label
from auditdesk.i18n import _
from auditdesk.masking.normalise import fold

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_DIGITS = 5
_SEPARATORS = re.compile("[\\s.·•・‧-]+")
_TITLE = re.compile("(?:先生|女士|小姐|太太|师傅|老师|经理|主任|主管|总监|总|工|哥|姐|阿姨|叔叔)$")
_COUNTRY = re.compile("^(?:\\+|00)?86(?=1[3-9]\\d{9}$)")
_NUMBERS = frozenset((Kind.PHONE, Kind.LANDLINE, Kind.ID_CARD, Kind.BANK_CARD, Kind.QQ))


class Pseudonyms:
    """Gives stand-ins like 客户A30718 and remembers what they stand for, in memory only."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._labels: dict[tuple[Kind, str], str] = {}
        self._taken: dict[str, str] = {}
        self._people: dict[str, set[str]] = {}
        self._uses: Counter[tuple[str, Kind]] = Counter()

    def learn(self, people: Iterable[str]) -> None:
        """Note full names first, so that 林女士 becomes the one 林… that is known."""
        for name in people:
            value = normal_value(Kind.PERSON, name)
            if len(value) > 1:
                self._people.setdefault(value[0], set()).add(value)

    def label(self, kind: Kind, text: str, word: str = "") -> str:
        """The stand-in for a value; spacing, full-width forms, titles and +86 make no difference.

        ``word`` is what it begins with instead of the kind's own word (the name of a user's rule).
        """
        value = normal_value(kind, text)
        if kind is Kind.PERSON and len(value) == 1:
            known = self._people.get(value, set())
            value = next(iter(known)) if len(known) == 1 else value
        found = self._labels.get((kind, value))
        if found is None:
            found = self._labels[kind, value] = self._code(kind, value, word)
            self._taken[found] = value
        return found

    def count(self, kind: Kind, label: str) -> None:
        """Note that a stand-in was written; other texts are ignored."""
        if label in self._taken:
            self._uses[label, kind] += 1

    def legend(self) -> Mapping[str, str]:
        """Stand-in → normalised value. Personal data: never write it anywhere in clear."""
        return dict(self._taken)

    def uses(self) -> tuple[PseudonymUse, ...]:
        """Every stand-in written so far in order of first appearance, without what it stands for."""
        return tuple(PseudonymUse(label, kind, count) for (label, kind), count in self._uses.items())

    def _code(self, kind: Kind, value: str, word: str) -> str:
        own = _("客户") if kind is Kind.PERSON else kind_label(kind)
        word = (word or own).replace(" ", "")
        digest = int.from_bytes(hmac.digest(self._key, f"{kind}\0{value}".encode(), "sha256"))
        letter, rest = _LETTERS[digest % len(_LETTERS)], digest // len(_LETTERS)
        size = _DIGITS
        while (label := f"{word}{letter}{rest % 10**size:0{size}d}") in self._taken:
            size += 1
        return label


def normal_value(kind: Kind, text: str) -> str:
    """The form of a value that decides whether two of them are the same."""
    value = fold(text).text
    if kind is Kind.PERSON:
        value = re.sub("\\s+", "", value)
        bare = _TITLE.sub("", value)
        return bare or value
    value = _SEPARATORS.sub("", value).upper()
    if kind in _NUMBERS:
        value = _COUNTRY.sub("", value.replace("O", "0").translate(str.maketrans("", "", "()（）")))
    return value
