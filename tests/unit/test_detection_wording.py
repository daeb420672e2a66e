"""Wording of every day: addresses without a number, answers to a question, Traditional letters, tables in a text.

All sentences, names and numbers are invented.
"""

from __future__ import annotations

import pytest

from auditdesk.domain.spans import Kind
from auditdesk.masking.detector import Detector

DETECTOR = Detector()


def found(text, kind):
    return [text[span.start : span.end] for span in DETECTOR.detect(text) if span.kind is kind]


ADDRESSES = [
    ("我家住{}，水管一直漏", "山东省临沂市兰陵县神山镇大池头村"),
    ("户口在{}，人在外地打工", "黑龙江省五大连池市双泉镇青泉村小河屯"),
    ("{}的牧民反映没有信号", "西乌珠穆沁旗高日罕镇阿拉坦图嘎查"),
    ("我是{}的，滴灌带少发了两卷", "第七师一三七团九连"),
    ("麻烦寄到{}，谢谢", "新溪街道河东社区柳岸花店"),
    ("师傅上门来{}吧", "云桂路88号"),
    ("收件地址{}对吗", "丹江口市均州一路北段"),
    ("他住{}，独居", "云桂小区"),
    ("包裹放在{}了", "翠湖家园"),
    ("新址是{}，下周搬", "桂影路12号院3排6号"),
    ("我在{}，车抛锚了", "云台县青石镇308省道收费站旁"),
    ("柜子送到{}，有电梯", "云桂花园7-1802"),
    ("{}，到了打电话", "金湾工业区二期11幢C单元1016室"),
    ("在{}等你", "人民路与桂影路交叉口往北30米"),
    ("铺位是{}", "五洲商贸城12排36号"),
    ("就是{}那户", "沙坪场五十七号附二"),
    ("他搬到{}了", "二十一栋二零零一"),
    ("是{}，不是昆明路", "云桂路三弄一百四十五支弄十七号"),
    ("位置在{}。", "北京市海淀区青石桥路26号，近地铁云台站"),
    ("退貨請到{}辦理", "臺中市西屯區桂影路60巷14弄8號"),
    ("寄到{}，", "香港九龍彌敦道580號彌敦商場12樓"),
    ("{}，门牌是老的", "云溪胡同临9号"),
    ("仓库在{}。", "云台县高新区东三路3号库"),
]


@pytest.mark.parametrize(("frame", "address"), ADDRESSES)
def test_addresses_of_every_shape(frame, address):
    hits = found(frame.format(address), Kind.ADDRESS)
    assert address in hits, hits


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("收货地址：云台县青石镇柳岸村  备注：放门口", "云台县青石镇柳岸村"),
        ("今天三单：①桂影里七区25号楼 ②青年东路18号院", "桂影里七区25号楼"),
        ("从云台区杨桥路388弄打来的，三楼没水", "云台区杨桥路388弄"),
        ("云桂路18号没电了", "云桂路18号"),
        ("桂影家园3栋402的电梯坏了", "桂影家园3栋402"),
    ],
)
def test_an_address_ends_where_the_sentence_goes_on(text, address):
    assert address in found(text, Kind.ADDRESS)


@pytest.mark.parametrize(
    "text",
    [
        "广东省内流量包还有吗", "上海市民热线转过来的", "朝阳区户口能在海淀区办吗", "云桂酒店（北京大学城店）评分不错",
        "第3单元测试卷的答案传错了", "北京市市场监督管理局回复了", "走云桂路30分钟就到", "我镇中心小学收费不透明",
        "村镇银行的利率多少", "城乡居民医保怎么交", "承办人是王镇长", "小区旁边的超市关门了",
    ],
)  # fmt: skip
def test_topics_are_no_addresses(text):
    assert found(text, Kind.ADDRESS) == []


NUMBERS = [
    (Kind.PHONE, "电话{}，谢谢", "+852 6001 2345"),
    (Kind.PHONE, "手機{}", "0912-000-123"),
    (Kind.PHONE, "号码一直是{}", "一三八〇〇⑧〇一二三四"),
    (Kind.LANDLINE, "座机{}找前台", "(0311)8555-0123"),
    (Kind.LANDLINE, "電話{}。", "9555 0123"),
    (Kind.LANDLINE, "那你记一下，{}。", "65550123"),
    (Kind.LANDLINE, "{}、65550124，这俩都行", "65550123"),
    (Kind.BANK_CARD, "卡号是{}，", "九九零零 零零零零 零零零零 零零幺零"),
    (Kind.ID_CARD, "身份证{}", "幺幺零幺零幺幺九九零零三零七八八四叉"),
    (Kind.PASSPORT, "护照{}，", "K1234567E"),
    (Kind.PERMIT, "台胞證：{}", "01234567"),
    (Kind.ORDER_NO, "订单号{}，", "2847 1930 5566 0183 72"),
    (Kind.ORDER_NO, "挂号信{}到了吗", "RA000000005CN"),
    (Kind.ORDER_NO, "寄了，中通{}", "75480000336158"),
    (Kind.WECHAT, "微信没变还是{}，有事说", "lin_wan88"),
    (Kind.QQ, "那加Q {}", "1 0 0 0 0 1 2 3"),
    (Kind.MAC, "MAC地址：{}", "02005E-0053AF"),
    (Kind.IP, "登录IP{}，", "192.0.2.17"),
    (Kind.PLATE, "牌子是{}", "WJ京0000X"),
    (Kind.PLATE, "车牌{}", "津 N·6Q718"),
    (Kind.DOB, "出生：{}", "二〇一六年八月三十日"),
    (Kind.DOB, "老人（{}生）不识字", "1944年腊月廿三"),
    (Kind.DOB, "林晚，男，{}，货车司机", "1981年09月12日"),
    (Kind.DOB, "{} 03:27出生", "2025-07-13"),
]


@pytest.mark.parametrize(("kind", "frame", "value"), NUMBERS)
def test_numbers_people_write_and_say(kind, frame, value):
    hits = found(frame.format(value), kind)
    assert value in hits, [(span.kind, frame.format(value)[span.start : span.end])
                           for span in DETECTOR.detect(frame.format(value))]  # fmt: skip


def test_two_numbers_with_nothing_between_them_are_two():
    assert found("电话1380000123413900001234", Kind.PHONE) == ["13800001234", "13900001234"]


@pytest.mark.parametrize(
    "text", ["条款7.3.2.1说的等待期", "防伪码 6921 7340 8812 0047 53 首次查询", "发票代码033002200511"]
)
def test_numbers_of_things_stay(text):
    assert DETECTOR.detect(text) == ()


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("客服：请提供一下订单号\n客户：GM20250720114536", Kind.ORDER_NO, "GM20250720114536"),
        ("坐席 单号有吗\n客户 短信上写的是AZ20250714008821", Kind.ORDER_NO, "AZ20250714008821"),
        ("客服：您的QQ是多少？\n用户：嗯，10000123", Kind.QQ, "10000123"),
        ("客服：请报一下护照号。\n旅客：K1234567E", Kind.PASSPORT, "K1234567E"),
    ],
)
def test_the_question_before_announces_the_answer(text, kind, value):
    assert found(text, kind) == [value]


def test_a_statement_before_announces_nothing():
    assert DETECTOR.detect("客服：订单号在短信里。\n客户：型号GM20250720114536") == ()


TABLE = (
    "工单号\t姓名\t手机\t地址\t出生\n"
    "GD202511130871\t向阳\t13800001234\t3-2-1102\t1981-09-12\n"
    "GD202511130872\t阿依木\t13900001234\t云桂路8号\t1990-01-02\n"
)


def test_headings_of_a_pasted_table_say_what_the_cells_are():
    assert found(TABLE, Kind.PERSON) == ["向阳", "阿依木"]
    assert found(TABLE, Kind.ORDER_NO) == ["GD202511130871", "GD202511130872"]
    assert found(TABLE, Kind.ADDRESS) == ["3-2-1102", "云桂路8号"]
    assert found(TABLE, Kind.DOB) == ["1981-09-12", "1990-01-02"]
    assert found(TABLE.replace("\t", " | "), Kind.PERSON) == ["向阳", "阿依木"]


def test_a_table_without_headings_promises_nothing():
    assert DETECTOR.detect("苹果\t3\t12\n梨\t4\t15") == ()


@pytest.mark.parametrize(
    ("text", "address", "person"),
    [
        ("我是云台市青山区石桥镇柳岸村大箐组村民林向晚，电表被挪走了", "云台市青山区石桥镇柳岸村大箐组", "林向晚"),
        ("云台市青山区林工路2号软件园3栋的押金退了吗", "云台市青山区林工路2号软件园3栋", ""),
    ],
)  # fmt: skip
def test_a_person_takes_no_address_away(text, address, person):
    assert address in found(text, Kind.ADDRESS)
    assert person in ("", *found(text, Kind.PERSON))
