"""The recovery code on paper: eight groups of five characters, each group with its own check character."""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass, field

from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
GROUPS = 8
GROUP_LENGTH = 5
SECRET_SIZE = 20
_BITS = 5
_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, primitive over GF(2)
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—―−_.,·、，。]+")


def _times_alpha(value: int) -> int:
    doubled = value << 1
    return doubled ^ _POLYNOMIAL if doubled >> _BITS else doubled


def _check_value(number: int, digits: list[int]) -> int:
    """Check digit over GF(32): finds any one wrong or two exchanged characters, and exchanged groups."""
    value = number
    for digit in digits:
        value = _times_alpha(value ^ digit)
    return value


@dataclass(frozen=True, slots=True)
class RecoveryCode:
    """160 random bits and how they look on the recovery kit (mockup 10)."""

    secret: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> RecoveryCode:
        """A fresh code from the operating system's randomness."""
        return cls(os.urandom(SECRET_SIZE))

    @property
    def groups(self) -> tuple[str, ...]:
        """The eight groups: four characters of key and one to check them."""
        number, digits = int.from_bytes(self.secret, "big"), []
        for _index in range(GROUPS * (GROUP_LENGTH - 1)):
            digits.append(number & 31)
            number >>= _BITS
        digits.reverse()
        per_group = GROUP_LENGTH - 1
        parts = [digits[start : start + per_group] for start in range(0, len(digits), per_group)]
        return tuple(
            "".join(ALPHABET[digit] for digit in [*part, _check_value(index, part)])
            for index, part in enumerate(parts, start=1)
        )

    @property
    def text(self) -> str:
        """The groups joined by dashes."""
        return "-".join(self.groups)

    @classmethod
    def parse(cls, text: str) -> RecoveryCode:
        """Read what a person typed or scanned, whatever its case, width, spaces and dashes.

        Raises:
            BadInputError: names the group that cannot be right.
        """
        number = 0
        for index, group in enumerate(_split(text), start=1):
            for digit in _digits(index, group):
                number = number << _BITS | digit
        return cls(number.to_bytes(SECRET_SIZE, "big"))


def _split(text: str) -> list[str]:
    words = [word for word in _SEPARATORS.split(unicodedata.normalize("NFKC", text).upper()) if word]
    if len(words) == GROUPS:
        for number, word in enumerate(words, start=1):
            if len(word) != GROUP_LENGTH:
                raise BadInputError(
                    _("恢复密钥第 {number} 组应有 5 位，现在是 {count} 位。", number=number, count=len(word))
                )
        return words
    joined = "".join(words)
    if len(joined) != GROUPS * GROUP_LENGTH:
        raise BadInputError(
            _("恢复密钥应有 8 组、每组 5 位，共 40 位，现在是 {count} 位。", count=len(joined))
        )
    return [joined[start : start + GROUP_LENGTH] for start in range(0, len(joined), GROUP_LENGTH)]


def _digits(number: int, group: str) -> list[int]:
    for character in group:
        if character not in ALPHABET:
            raise BadInputError(
                _("恢复密钥第 {number} 组里有“{character}”：恢复密钥没有 0、1、I、O 和标点，请对照纸上再看。",
                  number=number, character=character)
            )  # fmt: skip
    digits = [ALPHABET.index(character) for character in group]
    if _check_value(number, digits[:-1]) != digits[-1]:
        raise BadInputError(_("恢复密钥第 {number} 组抄错了，请对照纸上再看一遍。", number=number))
    return digits[:-1]
