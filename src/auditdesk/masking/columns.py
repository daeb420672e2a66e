"""What the heading of a column promises: its cells are of a kind, whatever they look like by themselves.

Used for csv, worksheets and tables pasted into a text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditdesk.domain.spans import Kind

_COLUMNS = (
    (
        Kind.PERSON,
        re.compile(
            "(?:客户|用户|会员|顾客|联系人|收件人|收货人|寄件人|投诉人|申请人|车主|户主|业主|投保人|被保险?人|受益人|持卡人|责任人|经办人"
            "|坐席|客服|专员|旅客|乘客|患者|学生|考生|家长|住户|租户|居民|村民|收件|寄件|师傅|司机|骑手|店长|员工|使用人|登记人|质检员|受理人)"
            "(?:的?(?:姓名|名称?|名字))?|姓名|.{0,6}姓名|户名|称呼|名字|(?:full |customer |contact )?name"
        ),
    ),
    (
        Kind.PHONE,
        re.compile(".{0,8}(?:手机|电话|联系方式|来电号码|主叫|被叫)(?:号码?)?|.{0,4}号码|mobile|phone|tel"),
    ),
    (Kind.ID_CARD, re.compile(".{0,6}(?:身份证|证件)(?:号码?)?|id ?card")),
    (Kind.BANK_CARD, re.compile(".{0,6}(?:银行卡|卡号|银行账[号户]|收款账[号户])(?:号码?)?")),
    (Kind.ADDRESS, re.compile(".{0,8}(?:地址|住址)|房号|室号|房屋|门牌号?|address")),
    (Kind.PASSPORT, re.compile("护照(?:号码?)?|passport(?: ?no)?")),
    (
        Kind.ORDER_NO,
        re.compile(
            ".{0,6}(?:订单|工单|运单|保单|快递单?|投诉单?|受理|报案|合同|派单)(?:编?号码?)?|单号"
            "|order(?: ?(?:no|id))?"
        ),
    ),
    (Kind.EMAIL, re.compile(".{0,6}(?:邮箱|邮件地址|e-?mail)")),
    (Kind.WECHAT, re.compile(".{0,6}微信(?:号|ID)?|wechat")),
    (Kind.QQ, re.compile(".{0,6}qq(?:号码?)?")),
    (Kind.DOB, re.compile(".{0,4}(?:出生(?:日期|年月日?)?|生日)|birthday|dob")),
)
_DIGITAL = frozenset((Kind.PHONE, Kind.ID_CARD, Kind.BANK_CARD, Kind.QQ, Kind.DOB))
_EMPTY = re.compile("[-—/\\\\_.\\s无空否是未知略*N/An/a]*")
_LONGEST_NAME = 24
_LONGEST_HEADING = 16
_HEADING_ROWS = 8
_SHORTEST_NUMBER, _SHORTEST_OTHER = 5, 4


def column_kind(heading: str) -> Kind | None:
    """The kind of data a column heading promises."""
    clean = re.sub("[\\s*（）()：:_]+", "", heading).lower() if heading else ""
    return next((kind for kind, pattern in _COLUMNS if clean and pattern.fullmatch(clean)), None)


def headings(rows: Sequence[Sequence[str]]) -> list[str]:
    """The heading of every column: the first row with the most words that promise a kind."""
    best: Sequence[str] = ()
    most = 0
    for row in rows[:_HEADING_ROWS]:
        known = sum(1 for cell in row if column_kind(cell))
        if known > most:
            best, most = row, known
    if not best and rows:
        best = [
            cell if len(cell) <= _LONGEST_HEADING and not re.search("\\d{3}", cell) else ""
            for cell in rows[0]
        ]
    return [cell if len(cell) <= _LONGEST_HEADING else "" for cell in best]


def promised(heading: str, text: str) -> Kind | None:
    """The kind of a cell by its heading, None if the heading promises nothing or the cell cannot be it."""
    kind = column_kind(heading)
    if kind is None or heading == text or _EMPTY.fullmatch(text) or not _fits(kind, text):
        return None
    return kind


def _fits(kind: Kind, text: str) -> bool:
    digits = sum(letter.isdigit() for letter in text)
    if kind is Kind.PERSON:
        return len(text) <= _LONGEST_NAME and digits <= 1
    if kind in _DIGITAL:
        return digits >= _SHORTEST_NUMBER and len(text) <= 2 * _LONGEST_NAME
    if kind is Kind.ORDER_NO:
        return digits >= _SHORTEST_NUMBER and " " not in text.strip()
    return len(text) >= _SHORTEST_OTHER
