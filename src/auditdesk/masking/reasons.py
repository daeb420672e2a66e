"""Why something was found, in words for the masking screen; remembered, because a text gives few reasons.

A reason says what the value itself shows (its check digit, its form) and the word that announced it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from auditdesk.domain.spans import Kind
from auditdesk.i18n import _, language

_REMEMBERED = 4096


@lru_cache(maxsize=4)
def _facts(_language: str) -> dict[str, str]:
    return {
        "mobile": _("11 位，号段有效"),
        "mobile_groups": _("去空格后 11 位，号段有效"),
        "id_checked": _("校验码正确"),
        "id_unchecked": _("行政区划与生日有效，校验码不符"),
        "id_old": _("15 位身份证，行政区划与生日有效"),
        "residence": _("港澳台居民居住证号"),
        "luhn": _("Luhn 校验正确"),
        "card_groups": _("四位一组，Luhn 校验不符"),
        "area": _("区号有效"),
        "extension": _("区号有效，带分机"),
        "service": _("400/800 号码"),
        "local": _("市话号码位数"),
        "hotline": _("服务热线"),
        "uscc": _("统一代码校验正确"),
        "uscc_unchecked": _("18 位代码，校验码不符"),
        "passport": _("护照号格式"),
        "permit": _("通行证号格式"),
        "wechat": _("微信号格式"),
        "waybill": _("快递单号格式"),
        "email": _("邮箱格式"),
        "ip": _("IP 地址格式"),
        "ip6": _("IPv6 地址格式"),
        "mac": _("MAC 地址格式"),
        "plate": _("车牌格式"),
        "date": _("日期有效"),
        "born": _("日期后有“出生”"),
        "door": _("路、号、楼、室等门牌"),
        "chain": _("省、市、区县相连"),
        "full_title": _("姓名加称谓"),
        "bare_title": _("姓氏加称谓"),
        "beside": _("紧挨着号码"),
        "after_address": _("紧跟在地址后"),
        "greeted": _("称呼后问候"),
        "behind": _("姓名后的用语：收、男女、之子等"),
        "handed": _("交办、转派的用语"),
        "signed": _("落款"),
        "spelled": _("说明了是哪个字"),
        "answered": _("答问里的姓名"),
        "item": _("编号列出的姓名"),
        "again": _("同一文本里已识别的姓名"),
        "given": _("姓氏加人名常用字"),
        "cell": _("单元格里只有姓名"),
        "own": _("“我”后自报姓名"),
        "latin": _("拉丁字母的姓名"),
        "foreign": _("民族姓名的常用音节"),
        "nickname": _("昵称：小、老、阿加姓氏"),
        "hidden": _("隐去的名字"),
        "bracketed": _("括号里的姓名"),
        "dotted": _("带间隔号的名字"),
        "listed": _("并列的姓名"),
        "known_list": _("与已识别的姓名并列"),
    }


@lru_cache(maxsize=_REMEMBERED)
def because(fact: str, word: str = "") -> str:
    """The reason in the language in use: a fact of this module's list, a word before the value, or both."""
    if not word:
        return _facts(language())[fact]
    if not fact:
        return _("前有关键词“{word}”", word=word)
    return _("{fact}，前有关键词“{word}”", fact=_facts(language())[fact], word=word)


class Verdict(NamedTuple):
    """What a number is, how sure, and why (translated)."""

    kind: Kind
    score: float
    reason: str


@lru_cache(maxsize=_REMEMBERED)
def judged(kind: Kind, score: float, fact: str, word: str = "") -> Verdict:
    """The verdict with the reason of `because`; remembered, because making a named tuple takes longest."""
    return Verdict(kind, score, because(fact, word))


class Speech:
    """Forgets the reasons when the language was switched since they were put together."""

    def __init__(self) -> None:
        self._language = language()

    def refresh(self) -> None:
        """Call before a search; asking in every reason would cost more than the reason."""
        if self._language != language():
            self._language = language()
            because.cache_clear()
            judged.cache_clear()
