"""What detection finds: kinds of personal data, spans in a text, and which of two overlapping spans wins.

Offsets count code points of the original text (DESIGN §9); pure values, no I/O.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple

from auditdesk.i18n import _


class Kind(StrEnum):
    """Kinds of personal data (DESIGN §5); the values are those of ``detect --jsonl``."""

    PERSON = "PERSON"
    ID_CARD = "ID_CARD"
    PHONE = "PHONE"
    LANDLINE = "LANDLINE"
    BANK_CARD = "BANK_CARD"
    PASSPORT = "PASSPORT"
    PERMIT = "PERMIT"
    USCC = "USCC"
    PLATE = "PLATE"
    EMAIL = "EMAIL"
    WECHAT = "WECHAT"
    QQ = "QQ"
    IP = "IP"
    MAC = "MAC"
    DOB = "DOB"
    ADDRESS = "ADDRESS"
    ORDER_NO = "ORDER_NO"
    CUSTOM = "CUSTOM"

    __hash__ = str.__hash__  # that of `Enum` is written in Python and slow; findings are sorted by kind often


def kind_label(kind: Kind) -> str:
    """The word for a kind on screens and in summaries."""
    return {
        Kind.PERSON: _("姓名"),
        Kind.ID_CARD: _("身份证"),
        Kind.PHONE: _("手机号"),
        Kind.LANDLINE: _("固定电话"),
        Kind.BANK_CARD: _("银行卡"),
        Kind.PASSPORT: _("护照"),
        Kind.PERMIT: _("通行证"),
        Kind.USCC: _("统一社会信用代码"),
        Kind.PLATE: _("车牌"),
        Kind.EMAIL: _("邮箱"),
        Kind.WECHAT: _("微信号"),
        Kind.QQ: _("QQ 号"),
        Kind.IP: _("IP 地址"),
        Kind.MAC: _("MAC 地址"),
        Kind.DOB: _("出生日期"),
        Kind.ADDRESS: _("地址"),
        Kind.ORDER_NO: _("单号"),
        Kind.CUSTOM: _("自定义"),
    }[kind]


class Span(NamedTuple):
    """One found piece of personal data; a tuple, because a busy text makes thousands of them.

    Attributes:
        start: first code point of the original text.
        end: one past the last code point.
        kind: what it is.
        score: 0–1, how sure; below `SURE` a person should look (``pending``).
        reason: why it was found, one translated phrase for the masking screen.
        pending: waits for a person's decision; it is masked meanwhile.
        label: name of the user's own rule that found it (`Kind.CUSTOM` only).
    """

    start: int
    end: int
    kind: Kind
    score: float
    reason: str
    pending: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class PseudonymUse:
    """A line of the legend of stand-ins: how often one was written, and for which kind; never for whom."""

    label: str
    kind: Kind
    count: int


SURE = 0.8
"""Spans scored lower are ``pending`` (mockup 05: 模型 0.62，低于 0.80)."""


def resolve(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Drop the weaker of every two overlapping spans; the rest ascend by start.

    The higher score wins, then the longer span: a checked number inside an address or name candidate
    stays what it is, and an e-mail swallows the phone number it is made of because it scores higher.
    """
    ordered = sorted(spans, key=itemgetter(1), reverse=True)
    ordered.sort(key=itemgetter(0))
    kept: list[Span] = []
    last = 0
    for span in ordered:
        if span[0] < last:
            _contest(kept, span)
            last = kept[-1].end
        else:
            kept.append(span)
            last = span[1]
    return tuple(kept)


def moved_within(spans: Iterable[Span], start: int, end: int) -> tuple[Span, ...]:
    """The spans that lie in ``[start, end)``, counted from its start; a busy text has thousands."""
    made = tuple.__new__  # half the price of the named tuple's own
    return tuple(
        [
            made(Span, (first - start, last - start, kind, score, reason, pending, label))
            for first, last, kind, score, reason, pending, label in spans
            if start <= first and last <= end
        ]
    )


def _strength(span: Span) -> tuple[float, int]:
    return span.score, span.end - span.start


def _contest(kept: list[Span], span: Span) -> None:
    """Let ``span`` stand only if it beats every kept span it overlaps."""
    rivals = 0
    while rivals < len(kept) and kept[-1 - rivals].end > span.start:
        if _strength(kept[-1 - rivals]) >= _strength(span):
            return
        rivals += 1
    del kept[len(kept) - rivals :]
    kept.append(span)
