"""The form of Chinese names: surname, length, and where a name ends without knowing the words around it."""

from __future__ import annotations

import re

from auditdesk.masking.rules import Rules

_HAN = "\u4e00-\u9fff"
_ALL_HAN = re.compile(f"[{_HAN}]{{2,5}}")
_NEVER = frozenset("姓的了是说吗呢吧您你我他她它这那哪都也就还把被给让请很啥谁么们个到没不您")
_SOFT = re.compile(
    "[的了是说在和与跟同将已要有会去来问能可想需因于用从转打收发买叫这那都也就还把被给让请很没不到三两等对做]"
)
_HARD = re.compile(
    f"[^{_HAN}]|$|您好|你好|先生|女士|小姐|太太|师傅|老师|经理|主管|就行|就[是好可]|核验|投诉|反馈|表示|来电|接待|联系|处理|负责"
    "|派送|配送|同学|本人|发来|申请|购买|办理|名下|拨打|咨询|要求|登记|预约|签收|付款|下单|一起|[一二两三四五几]个?人|将于|说的?[，：]|转错|的"
    "|致电|打来|提供|确认|回复|跟进|签字|是[我他她]|这[个边]|那[个边]|之前|昨天|今天"
)
_SINGLE_SIZES, _DOUBLE_SIZES = (2, 3), (3, 4)
_LONGEST, _SHORTEST = 4, 2
_FULL_SINGLE = 3
_REMEMBERED = 100_000


class NameForms:
    """Knows surnames and everyday words, and measures names."""

    def __init__(self, rules: Rules) -> None:
        names = rules.surnames
        self.common = frozenset(names.common)
        self.single = frozenset(names.common + names.rare)
        self.double = frozenset(names.double.split())
        self.words = rules.common_words
        self._never_names = (
            rules.not_names | rules.place_stems() | {*rules.name_keywords, *rules.titles, *rules.roles}
        )
        self._not_names = self._never_names | rules.common_words
        self._judged: dict[tuple[str, bool], bool] = {}

    def begins(self, text: str, start: int) -> bool:
        """Whether a surname stands here."""
        return text[start : start + 1] in self.single or text[start : start + 2] in self.double

    def plausible(self, name: str, *, announced: bool = False) -> bool:
        """Whether a string can be a name: surname, one or two more characters, no everyday word.

        After a strong keyword (``announced``) an everyday word may be a name: 联系人：高峰. Verdicts are
        remembered, because the same words stand before the same titles again and again.
        """
        known = self._judged.get((name, announced))
        if known is None:
            if len(self._judged) >= _REMEMBERED:
                self._judged.clear()
            known = self._judged[name, announced] = self._judge(name, announced=announced)
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
        if name in (self._never_names if announced else self._not_names):
            return False
        if name[-1] in _NEVER or (len(name) > _SHORTEST and name[-2] in _NEVER):
            return False
        return announced or not (
            len(name) == _FULL_SINGLE and sizes is _SINGLE_SIZES and name[:2] in self.words
        )

    def free(self, name: str) -> bool:
        """Whether a string without a known surname can still be a name: no word, no place, no title."""
        return (
            _ALL_HAN.fullmatch(name) is not None
            and name not in self._not_names
            and not any(letter in _NEVER for letter in name)
            and name[:2] not in self.words
        )

    def length(self, text: str, start: int, *, announced: bool = False) -> int:
        """Length of the name that begins here, judged by what follows it; 0 if there is none."""
        if not self.begins(text, start):
            return 0
        for size in range(_LONGEST, _SHORTEST - 1, -1):
            name = text[start : start + size]
            if len(name) < size or not self.plausible(name, announced=announced):
                continue
            if _HARD.match(text, start + size):
                return size
            if name in self._not_names:
                continue
            shorter = size > _SHORTEST and _SOFT.match(name[-1]) and self.plausible(name[:-1])
            if not shorter and _SOFT.match(text, start + size):
                return size
        return 0

    def never(self, name: str) -> bool:
        """Whether a string is surely no name: a brand, a place, a title, or with letters names never have."""
        return name in self._never_names or any(letter in _NEVER for letter in name)

    def bounded(self, text: str, end: int) -> bool:
        """Whether what follows a name follows here."""
        return _HARD.match(text, end) is not None
