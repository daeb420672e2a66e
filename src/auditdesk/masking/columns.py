"""What the heading of a column promises: its cells are of a kind, whatever they look like by themselves.

Used for csv, worksheets and tables pasted into a text.
"""

from __future__ import annotations

import re
from functools import lru_cache

from auditdesk.domain.spans import Kind

_COLUMNS = (
    (
        Kind.PERSON,
        re.compile(
            "(?:客户|用户|会员|顾客|联系人|收件人|收货人|寄件人|投诉人|申请人|车主|户主|业主|投保人|被保险?人|受益人|持卡人|责任人|经办人"
            "|坐席|客服|专员|旅客|乘客|患者|学生|考生|家长|住户|租户|居民|村民|收件|寄件|师傅|司机|骑手|店长|员工|使用人|登记人|质检员|受理人)"
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
_LABEL = re.compile(
    "性别|民族|年龄|职业|备注|说明|籍贯|国籍|学历|婚否|邮编|工号|诉求|附件|序号|签名|签字|盖章"
    "|.{0,4}(?:日期|时间|编号|单位|部门|类型|类别|状态|原因|内容|事由|方式|级别|情况|结果|意见|渠道|来源|业务|产品|班组|地区|金额)"
)
_BRACKETED = re.compile("[(（\\[【][^()（）\\[\\]【】]{0,20}[)）\\]】]")
_DIGITAL = frozenset((Kind.PHONE, Kind.ID_CARD, Kind.BANK_CARD, Kind.QQ, Kind.DOB))
_EMPTY = re.compile("[-—/\\\\_.\\s无空否是未知略*N/An/a]*")
_LONGEST_NAME = 24
_LONGEST_LABEL = 30
_REMEMBERED = 8_192
_SHORTEST_NUMBER, _SHORTEST_OTHER = 5, 4


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


def promised(heading: str, text: str) -> Kind | None:
    """The kind of a cell by its heading, None if the heading promises nothing or the cell cannot be it."""
    kind = column_kind(heading)
    if kind is None or is_label(text) or _EMPTY.fullmatch(text) or not _fits(kind, text):
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
