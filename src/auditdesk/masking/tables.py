"""Rows of cells: the heading of a column is the keyword of its cells, and often their kind.

Used for csv and for worksheets. A cell of a name column is a person however unusual the name is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from auditdesk.domain.spans import Kind, Span
from auditdesk.i18n import _
from auditdesk.masking.text import Masker

_COLUMNS = (
    (
        Kind.PERSON,
        re.compile(
            "(?:客户|用户|会员|顾客|联系人|收件人|收货人|寄件人|投诉人|申请人|车主|户主|业主|投保人|持卡人|责任人|经办人)"
            "(?:的?(?:姓名|名称?|名字))?|.{0,6}姓名|户名|称呼|名字|"
            "(?:full|first|last|given|family|middle|nick|user|customer|contact|client|caller|agent|speaker|spk|staff"
            "|person|member|guest|buyer|receiver|recipient|consignee|sender|owner|holder|real|cn)?name|surname"
        ),
    ),
    (
        Kind.PHONE,
        re.compile(".{0,8}(?:手机|电话|联系方式|来电号码|主叫|被叫)(?:号码?)?|.{0,4}号码|mobile|phone|tel"),
    ),
    (Kind.ID_CARD, re.compile(".{0,6}(?:身份证|证件)(?:号码?)?|id ?card")),
    (Kind.BANK_CARD, re.compile(".{0,6}(?:银行卡|卡号|银行账[号户]|收款账[号户])(?:号码?)?")),
    (Kind.ADDRESS, re.compile(".{0,8}(?:地址|住址)|address")),
    (Kind.EMAIL, re.compile(".{0,6}(?:邮箱|邮件地址|e-?mail)")),
    (Kind.WECHAT, re.compile(".{0,6}微信(?:号|ID)?|wechat")),
    (Kind.QQ, re.compile(".{0,6}qq(?:号码?)?")),
    (Kind.DOB, re.compile(".{0,4}(?:出生日期|生日|出生年月)|birthday|dob")),
)
_LABEL = re.compile(
    "性别|民族|年龄|职业|备注|说明|籍贯|国籍|学历|婚否|邮编|工号|诉求|附件|序号|签名|签字|盖章"
    "|.{0,4}(?:日期|时间|编号|单位|部门|类型|类别|状态|原因|内容|事由|方式|级别|情况|结果|意见|渠道|来源|业务|产品|班组|地区|金额)"
)
_BRACKETED = re.compile("[(（\\[【][^()（）\\[\\]【】]{0,20}[)）\\]】]")
_DIGITAL = frozenset((Kind.PHONE, Kind.ID_CARD, Kind.BANK_CARD, Kind.QQ, Kind.DOB))
_EMPTY = re.compile("[-—/\\\\_.\\s无空否是未知略*N/An/a]*")
_SCIENTIFIC = re.compile("[+-]?\\d(?:\\.\\d+)?[Ee]\\+?(\\d{1,2})")
_LONGEST_NAME = 24
_LONGEST_LABEL = 30
_REMEMBERED = 8_192
_MOST_COVERED = 0.6


@lru_cache(maxsize=_REMEMBERED)
def column_kind(heading: str) -> Kind | None:
    """The kind of data a column heading promises: 客户姓名(必填) and 姓名/昵称 promise a name too."""
    if not heading or len(heading) > _LONGEST_LABEL or heading[0].isdigit():
        return None
    bare = _BRACKETED.sub("", heading) or heading
    for part in (heading, *re.split("[/／、|]", bare)):
        clean = re.sub("[\\s*（）()：:_.-]+", "", part).lower()
        kind = next((kind for kind, pattern in _COLUMNS if clean and pattern.fullmatch(clean)), None)
        if kind:
            return kind
    return None


@lru_cache(maxsize=_REMEMBERED)
def is_label(text: str) -> bool:
    """Whether a cell is the heading of something and not data."""
    clean = re.sub("[\\s*：:]+", "", text) if len(text) <= _LONGEST_LABEL else ""
    return bool(clean) and (column_kind(text) is not None or _LABEL.fullmatch(clean) is not None)


def without_labels(text: str, spans: Sequence[Span]) -> list[Span]:
    """Spans of a text whose cells are parted by tabs, without headings: 姓名 does not announce 电话."""
    return [span for span in spans if span.kind is not Kind.PERSON or not is_label(_cell_around(text, span))]


def _cell_around(text: str, span: Span) -> str:
    start = max(text.rfind("\t", 0, span.start), text.rfind("\n", 0, span.start)) + 1
    ends = [at for at in (text.find("\t", span.end), text.find("\n", span.end)) if at >= 0]
    return text[start : min(ends, default=len(text))]


def plain_number(text: str) -> str:
    """Digits of a number that a spreadsheet wrote in scientific form (1.38E+10), else the text itself."""
    match = _SCIENTIFIC.fullmatch(text.strip())
    if match is None or int(match[1]) > 20:  # noqa: PLR2004 - longer than any number a person has
        return text
    try:
        return str(int(Decimal(text.strip())))
    except (InvalidOperation, ValueError):
        return text


class CellMasker:
    """Masks cells under their headings; equal cells are detected once."""

    def __init__(self, masker: Masker) -> None:
        self._masker = masker

    def cells(self, cells: Sequence[tuple[str, str]]) -> list[str]:
        """Masked texts of ``(heading, text)`` cells."""
        wanted = list(dict.fromkeys(cells))
        asked = [
            f"{heading}：{plain_number(text)}" if heading else plain_number(text) for heading, text in wanted
        ]
        found = self._masker.find(asked)
        spans = {
            cell: self._masker.decided(plain_number(cell[1]), self._inside(cell, found_here))
            for cell, found_here in zip(wanted, found, strict=True)
        }
        return [
            self._masker.apply(plain_number(cell[1]) if spans[cell] else cell[1], spans[cell])
            for cell in cells
        ]

    def spans(self, cells: Sequence[tuple[str, str]]) -> list[tuple[Span, ...]]:
        """What is personal in ``(heading, text)`` cells; offsets in the texts as they stand."""
        found = self._masker.find([f"{heading}：{text}" for heading, text in cells])
        return [self._inside(cell, spans) for cell, spans in zip(cells, found, strict=True)]

    def _inside(self, cell: tuple[str, str], found: Sequence[Span]) -> tuple[Span, ...]:
        """Spans of the cell itself, or the whole cell where its column leaves no doubt."""
        heading, text = cell
        shown = plain_number(text)
        offset = len(heading) + 1 if heading else 0
        spans = tuple(
            span._replace(start=max(span.start, offset) - offset, end=span.end - offset)
            for span in found
            if span.end > offset
        )
        if is_label(text):
            return tuple(span for span in spans if span.kind is not Kind.PERSON)
        kind = column_kind(heading)
        if kind is None or _EMPTY.fullmatch(shown) or not _fits(kind, shown):
            return spans
        if sum(span.end - span.start for span in spans) > _MOST_COVERED * len(shown.strip()):
            return spans
        return (Span(0, len(shown), kind, 0.8, _("列名“{heading}”", heading=heading)),)


def _fits(kind: Kind, text: str) -> bool:
    digits = sum(letter.isdigit() for letter in text)
    if kind is Kind.PERSON:
        return len(text) <= _LONGEST_NAME and digits <= 1
    if kind in _DIGITAL:
        return digits >= 5 and len(text) <= 2 * _LONGEST_NAME  # noqa: PLR2004 - shorter is no number of a person
    return len(text) > 3  # noqa: PLR2004 - shorter is no address or account
