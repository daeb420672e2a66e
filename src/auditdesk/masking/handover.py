"""Persons by the wording around them that hands work over, greets, signs, spells or asks for a name.

贺知秋收 · 请阮明哲跟进 · 老戚，你那个… · ——婷婷 · 滕立强，男，1975 · 卢起航，起跑的起 · 我姓庹，庹广军 ·
问姓名，下一句只有姓名
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditdesk.domain.spans import SURE, Kind, Span
from auditdesk.masking.literals import any_of
from auditdesk.masking.nameforms import HAN, SEAM, NameForms, apart, is_han
from auditdesk.masking.namereading import NameReader, Trust
from auditdesk.masking.reasons import because
from auditdesk.masking.rules import Rules

_BEHIND = re.compile(  # what stands behind a name: sure forms first
    "(?=[代收亲签的敬谨家之您你,，、（( 同妈爸来致反自名是本])(?P<sure>"
    "代?收(?![到取货款费入集据银视音藏购下拾起回走件我你您他她])|亲收|亲启|签收|代签|代领|代取|签的|签字"
    "|收件(?=[，。\n ]|$)"
    "|[,，、（( ] ?(?:男|女)(?:性)?(?=[,，、;；。 ）)/|\n]|$)|[（(][一-龥]{1,3}族[)）]"
    "|敬上|谨上|谨启|敬启|的?(?:家长|家属)(?=[,，。:：您你\n])|之[子女夫妻母父])"
    "|(?P<fair>[您你]好|[,，] ?(?:联系)?(?:电话|手机号?|身份证号?|护照号?|证件号?|微信号?|工号|QQ|V信|卡号)"
    "(?![里上的不费单卡被打丢坏关停])"
    "|来电|致电|反映|自称|自述|名下|是我[女儿同爱老妈爸朋家们]|代[母父其妻夫家]|本人[在到]"
    "|[,，] ?[1-9]\\d岁|同学(?=[,，。:：您你本在于和 \n]|$)|妈妈(?=[,，。:：您你\n])|爸爸(?=[,，。:：您你\n])"
    "|[（(](?=1[3-9]\\d|[1-9]\\d{5}|微信|电话|手机|工号|身份证|护照))"
)
_VERBS = (
    "负责|跟进|处理|核对|核实|核查|回复|回电|回访|上门|安排|对接|联系|签收|过来|送|取件|盖章|协助|接听|接单|去|来|办理|看|收|领|测"
    "|修|接|改|查|开|带|联络|出面|介入|牵头|复核|审核"
)
_HANDED = re.compile(
    f"(?:[请由让派叫找换归托]|转给|交给|转交|退回|指派|安排|通知|委托)([{HAN}]{{2,4}}?)(?={_VERBS})"
)
_HANDED_LATIN = re.compile(
    "(?:[请由让派叫找换归托]|转给|交给|退回|客户|用户|校长|客服|坐席|您好|@|收件人|旅客) ?(?=[A-Z][a-z])"
)
_LABEL = re.compile("姓 {1,6}名 ?[:：]? ?")
_SIGNED = re.compile(
    f"\n[ \t]*(?:[-—–]{{1,4}} ?)?([{HAN}]{{2,4}})(?= *(?:$|\n|\\||\\d{{1,2}}月|\\d{{4}}[年.-]|敬上|谨上))"
)
_DASHED = re.compile(f"(?:——|—|--)[ \t]?([{HAN}]{{2,4}})(?=[ \t]*(?:$|\n))")
_BEFORE_SIGNED = re.compile("(?:[。！!～~？?]|谢谢[你您]?|此致|敬礼|祝好|顺颂商祺|商祺|冒号|：)[ \t]*$")
_SPELLED = re.compile(
    f"(?<![{HAN}])([{HAN}]{{2,4}})[,，。 、]{{1,2}}(?:是)?[{HAN}]{{1,4}}的([{HAN}])(?![{HAN}])"
)
_STATED = re.compile(f"(?<!百)姓(?![名氏])([{HAN}])(?=[,，。！!？? （(]|的|\n|$)")
_STATED_FAR = 40
_OWN = re.compile("(?<![让给叫找跟和对])(?:我|俺|我叫|俺叫)(?=[一-龥]{2})")
_ITEM = re.compile("[0-9](?<![0-9A-Za-z.一-龥-].)[0-9]?[.、)） ]{1,2}(?=[一-龥])")
_ITEM_AFTER = re.compile("[ \t]*[（(、,，;；\\d\n]|[ \t]+\\d|$")
_SALUTED = re.compile(f"(?:\n|^|】)([{HAN}]{{2,4}}) ?[,，](?=[您你])|】([{HAN}]{{2,4}}) ?[,，:：]")


class HandoverFinder:
    """Finds names by the wording around them."""

    def __init__(self, rules: Rules, forms: NameForms, reader: NameReader) -> None:
        self._forms = forms
        self._reader = reader
        speakers = any_of(rules.speakers)
        self._answer = re.compile(
            f"(?:{any_of(rules.answered)})[^\n。]{{0,12}}\n(?:(?:{speakers})[0-9一二三AB]?[:： ] ?)?"
            "(?:是的?|嗯|对|好的?|哦)?[,，]?(?:我?叫|我是|是|写|姓名|名字)?[:： ]?"
        )
        self._spoken = re.compile(f"(?:^|\n)(?:{speakers})[:：] ?([{HAN}]{{2,4}})(?=[。!！]?(?:\n|$))")

    def find(self, text: str) -> Iterator[Span]:
        """Persons of a folded text; overlaps are possible."""
        for match in _BEHIND.finditer(text):
            yield from self._behind(text, match)
        for match in _HANDED.finditer(text):
            if self._handed(text, match.start(1), match[1]):
                yield _span(match.start(1), match.end(1), "handed")
        for pattern, trust, fact in (
            (_HANDED_LATIN, Trust.LITTLE, "handed"),
            (_LABEL, Trust.FIELD, "answered"),
            (self._answer, Trust.FIELD, "answered"),
        ):
            for match in pattern.finditer(text):
                size = self._reader.at(text, match.end(), trust)
                if size and text[match.end() + size : match.end() + size + 1] not in (":", "："):
                    yield _span(match.end(), match.end() + size, fact)
        yield from self._signed(text)
        yield from self._spelled(text)
        yield from self._opening(text)

    def _opening(self, text: str) -> Iterator[Span]:
        """Names that open a line, an item of a list or what is said: 1. 齐若水 · 老戚，你 · 我强子."""
        for match in _ITEM.finditer(text):
            size = self._reader.at(text, match.end(), Trust.LITTLE)
            if size and _ITEM_AFTER.match(text, match.end() + size):
                yield _span(match.end(), match.end() + size, "item")
        for match in _SALUTED.finditer(text):
            part = match.lastindex or 1
            name = match[part]
            if self._forms.plausible(name) or self._reader.nick(text, match.start(part)) == len(name):
                yield _span(match.start(part), match.end(part), "greeted")
        for match in _OWN.finditer(text):
            size = self._self(text, match.end())
            if size:
                yield _span(match.end(), match.end() + size, "own")
        for match in self._spoken.finditer(text):
            if self._forms.plausible(match[1]) and self._forms.letters.given.issuperset(match[1][1:]):
                yield _span(match.start(1), match.end(1), "answered")

    def _self(self, text: str, start: int) -> int:
        """Length of the speaker's name right after 我: 我强子，你要的到了."""
        if not self._forms.may_begin(text, start, 2):
            return 0
        for size in (3, 2):
            name, end = text[start : start + size], start + size
            if self._forms.bounded(text, end) and not self._forms.crossed(text, end):
                fits = self._forms.plausible(name) and self._forms.letters.given.issuperset(name[1:])
                if fits or self._forms.typical(name) or name in self._forms.own_names:
                    return size
        return 0

    def _behind(self, text: str, match: re.Match[str]) -> Iterator[Span]:
        end, sure = match.start(), match["sure"] is not None
        if end and text[end - 1] in "，, " and match[0] in ("您好", "你好"):
            end -= 1
        if end < 2 or not is_han(text[end - 1]):  # noqa: PLR2004 - the shortest name
            return
        for size in (6, 5, 4, 3, 2):
            start = end - size
            if (
                start < 0
                or not self._forms.may_begin(text, start, size)
                or not self._forms.opens(text, start)
            ):
                continue
            if self._ends(text, start, end, sure=sure):
                yield _span(start, end, "behind" if match[0][-1:] != "好" else "greeted")
                return

    def _ends(self, text: str, start: int, end: int, *, sure: bool) -> bool:
        """Whether a name stands from here to there."""
        name = text[start:end]
        if self._forms.foreign(text, start) == end - start:
            return True
        if self._forms.plausible(name):
            return True
        if not apart(text, start) and not (sure and self._forms.introduced(text, start)):
            return False
        if text[start - 1 : start] == "】" and self._forms.free(name):
            return True
        if sure and self._forms.plausible(name, announced=True):
            return True
        return self._forms.typical(name) or (sure and len(name) <= 3 and self._forms.free(name))  # noqa: PLR2004

    def _handed(self, text: str, start: int, name: str) -> bool:
        if self._forms.plausible(name) or self._forms.foreign(text, start) == len(name):
            return True
        if self._forms.plausible(name, announced=True) and self._forms.letters.given.issuperset(name[1:]):
            return name not in self._forms.words
        return self._reader.nick(text, start) == len(name) or self._forms.typical(name)

    def _signed(self, text: str) -> Iterator[Span]:
        for match in _DASHED.finditer(text):
            if self._forms.plausible(match[1], announced=True) or self._forms.typical(match[1]):
                yield _span(match.start(1), match.end(1), "signed")
        for match in _SIGNED.finditer(text):
            before = text[max(0, match.start() - 40) : match.start()].rstrip(" \t\n")
            if before.endswith(SEAM) or not self._forms.plausible(match[1]):
                continue
            if len(match[1]) > 2 or _BEFORE_SIGNED.search(before):  # noqa: PLR2004
                yield _span(match.start(1), match.end(1), "signed")

    def _spelled(self, text: str) -> Iterator[Span]:
        for match in _SPELLED.finditer(text):
            name = match[1]
            if match[2] in name and (self._forms.plausible(name, announced=True) or self._forms.free(name)):
                yield _span(match.start(1), match.end(1), "spelled")
        for match in _STATED.finditer(text):
            letter, stop = match[1], match.end() + _STATED_FAR
            seam = text.find(SEAM, match.end(), stop)
            stop = stop if seam < 0 else seam
            at = text.find(letter, match.end(), stop)
            while at > 0:
                size = self._stated(text, at)
                if size:
                    yield _span(at, at + size, "spelled")
                    break
                at = text.find(letter, at + 1, stop)

    def _stated(self, text: str, at: int) -> int:
        """Length of the name that begins with a surname somebody said before."""
        if not self._forms.opens(text, at):
            return 0
        for size in (3, 2):
            name = text[at : at + size]
            if self._forms.bounded(text, at + size) and len(name) == size and all(map(is_han, name)):
                return 0 if self._forms.never(name) else size
        return 0


def _span(start: int, end: int, fact: str) -> Span:
    score = 0.86
    return Span(start, end, Kind.PERSON, score, because(fact), score < SURE)
