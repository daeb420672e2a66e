"""Whether a passphrase is strong enough for what it protects (DESIGN §4)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from zxcvbn import zxcvbn

from auditdesk.i18n import _

_LOOKED_AT = 72  # zxcvbn's time grows with the square of the length; more characters never weaken
_LEAST_WITH_SECOND_FACTOR = (3, 10)
_LEAST_ALONE = (4, 12)


@dataclass(frozen=True, slots=True)
class Strength:
    """Judgement of a passphrase: zxcvbn's score 0-4, whether it is enough here, one sentence."""

    score: int
    ok: bool
    sentence: str


def judge(passphrase: str, user_words: Sequence[str], *, second_factor: bool) -> Strength:
    """Judge a passphrase.

    Args:
        passphrase: as typed.
        user_words: names, staff number, site: what a guesser who knows the user tries first.
        second_factor: whether a device secret protects as well; without one score 4 and 12 characters are
            required, with one score 3 and 10.
    """
    text = unicodedata.normalize("NFKC", passphrase)
    needed, length = _LEAST_WITH_SECOND_FACTOR if second_factor else _LEAST_ALONE
    if not text:
        return Strength(0, ok=False, sentence=_("请输入口令。"))
    words = [word for word in user_words if word]
    found = zxcvbn(text[:_LOOKED_AT], user_inputs=words)
    score = int(found["score"])
    if len(text) < length:
        return Strength(score, ok=False, sentence=_("口令太短：至少 {length} 位。", length=length))
    if score < needed:
        return Strength(score, ok=False, sentence=_weakness(found["sequence"]))
    return Strength(score, ok=True, sentence=_("口令强度：强。"))


def _weakness(sequence: Sequence[dict[str, object]]) -> str:
    """The sentence for the longest guessable part."""
    guessable = [part for part in sequence if part.get("pattern") != "bruteforce"]
    if not guessable:
        return _("口令容易被猜中，请再加几个不相关的词。")
    worst = max(guessable, key=lambda part: len(str(part.get("token", ""))))
    if worst.get("dictionary_name") == "user_inputs":
        return _("口令里有姓名、工号或站点名，容易被猜中，请换成不相关的词。")
    return {
        "repeat": _("口令里有重复的字符，容易被猜中，请换成几个不相关的词。"),
        "sequence": _("口令里有连续的字符（如 abc、123），容易被猜中，请换成几个不相关的词。"),
        "spatial": _("口令里有键盘上相邻的一串键，容易被猜中，请换成几个不相关的词。"),
        "date": _("口令里有日期，容易被猜中，请换成几个不相关的词。"),
        "regex": _("口令里有年份，容易被猜中，请换成几个不相关的词。"),
    }.get(str(worst.get("pattern")), _("口令里有常见的词，容易被猜中，请再加几个不相关的词。"))
