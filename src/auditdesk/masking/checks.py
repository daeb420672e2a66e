"""Check digits and dates: what makes a number a certain kind and not just a long one.

Sources: GB 11643 (resident ID), ISO/IEC 7812 Annex B (Luhn), GB 32100 (unified social credit code),
GB/T 2260 (province codes). Inputs are compact: no separators, ASCII only.
"""

from __future__ import annotations

from datetime import date
from operator import mul

_CODES = (
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83"
    " 91"
)
PROVINCE_CODES = frozenset(_CODES.split())
"""First two digits of a resident ID (GB/T 2260)."""

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_ZEROS = ord("0") * sum(_ID_WEIGHTS)
"""What the character codes of digits add to a weighted sum of the digits."""
_ID_CHECKS = "10X98765432"
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUES = {letter: value for value, letter in enumerate(_USCC_ALPHABET)}
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_DOUBLED = str.maketrans("0123456789", "0246813579")
_EARLIEST_YEAR, _LATEST_YEAR = 1850, 2099
_CENTURY_19 = 1900


def real_date(year: str, month: str, day: str) -> bool:
    """Whether three digit strings make a date of the years 1850–2099."""
    try:
        made = date(int(year), int(month), int(day))
    except ValueError:
        return False
    return _EARLIEST_YEAR <= made.year <= _LATEST_YEAR


def id18_birth(number: str) -> bool:
    """Whether the birth date inside an 18-character resident ID exists."""
    return number[6:8] in ("18", "19", "20") and real_date(number[6:10], number[10:12], number[12:14])


def id18_check(number: str) -> bool:
    """GB 11643: whether the 18th character fits the first 17 digits."""
    total = sum(map(mul, number[:17].encode(), _ID_WEIGHTS)) - _ID_ZEROS
    return _ID_CHECKS[total % 11] == number[17].upper()


def id15(number: str) -> bool:
    """Whether 15 digits can be a resident ID of the first generation: province and birth date exist."""
    return number[:2] in PROVINCE_CODES and real_date("19" + number[6:8], number[8:10], number[10:12])


def luhn(number: str) -> bool:
    """Whether the last digit is the Luhn check of the others."""
    plain, doubled = number[-1::-2], number[-2::-2].translate(_DOUBLED)
    return (sum((plain + doubled).encode()) - ord("0") * len(number)) % 10 == 0


def uscc(code: str) -> bool:
    """GB 32100: whether an 18-character code has its alphabet and its check character."""
    try:
        values = [*map(_USCC_VALUES.__getitem__, code)]
    except KeyError:
        return False
    total: int = sum(map(mul, values, _USCC_WEIGHTS))
    return (31 - total % 31) % 31 == values[17]
