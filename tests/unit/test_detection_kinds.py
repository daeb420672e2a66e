"""Every kind: forms that must be found, and decoys that must not. All values are invented."""

from __future__ import annotations

import pytest

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.maskrules import CaseFile, MaskRule, RuleKind
from auditdesk.domain.spans import Kind, Span, kind_label, resolve
from auditdesk.masking.detector import Detector


@pytest.fixture(scope="module")
def detector():
    return Detector()


def found(detector, text):
    return [(span.kind, text[span.start : span.end]) for span in detector.detect(text)]


POSITIVE = [
    (Kind.PHONE, "电话{}，谢谢", "13800001234"),
    (Kind.PHONE, "电话{}，谢谢", "138 0000 1234"),
    (Kind.PHONE, "电话{}，谢谢", "138-0000-1234"),
    (Kind.PHONE, "电话{}，谢谢", "138.0000.1234"),
    (Kind.PHONE, "电话{}，谢谢", "1 3 8 0 0 0 0 1 2 3 4"),
    (Kind.PHONE, "电话{}，谢谢", "+86 13800001234"),
    (Kind.PHONE, "电话{}，谢谢", "+8613800001234"),
    (Kind.PHONE, "我手机{}打不通", "１３８００００１２３４"),
    (Kind.PHONE, "我手机{}打不通", "幺三八零零零零幺二三四"),
    (Kind.PHONE, "我手机{}打不通", "一三八〇〇〇〇一二三四"),
    (Kind.PHONE, "我手机{}打不通", "幺三八00001234"),
    (Kind.PHONE, "我手机{}打不通", "1380OOO1234"),
    (Kind.PHONE, "我手机{}打不通", "1380000\n1234"),
    (Kind.PHONE, "我手机{}打不通", "138\u200b0000\u200b1234"),
    (Kind.PHONE, "他在幺三八零零零零幺二三四川省那边登记的，打{}", "19900005678"),
    (Kind.ID_CARD, "身份证{}。", "110101199003070011"),
    (Kind.ID_CARD, "证件{}。", "110101 19900307 0011"),
    (Kind.ID_CARD, "证件{}。", "1101 0119 9003 0700 11"),
    (Kind.ID_CARD, "证件{}。", "110 101 1990 0307 0011"),
    (Kind.ID_CARD, "证件{}。", "99900119880412101X"),
    (Kind.ID_CARD, "身份证{}。", "110101900307001"),
    (Kind.ID_CARD, "号码{}看不清", "110101199003070019"),
    (Kind.PERMIT, "居住证{}。", "810000199003070015"),
    (Kind.BANK_CARD, "退到{}这张卡", "9900000000000010"),
    (Kind.BANK_CARD, "卡号是{}，", "9900 0000 0000 0010"),
    (Kind.BANK_CARD, "卡号是{}，", "9900-0000-0000-0010"),
    (Kind.BANK_CARD, "银行卡{}，", "6222000000000000000"),
    (Kind.LANDLINE, "座机{}，", "010-55550123"),
    (Kind.LANDLINE, "座机{}，", "0755 5555012"),
    (Kind.LANDLINE, "座机{}，", "(0571)55550123"),
    (Kind.LANDLINE, "座机{}，", "（0571）55550123"),
    (Kind.LANDLINE, "座机{}，", "0571-55550123-806"),
    (Kind.LANDLINE, "电话{}。", "55550123"),
    (Kind.LANDLINE, "电话是55550123和{}。", "55550124"),
    (Kind.LANDLINE, "请打{}。", "400-555-0123"),
    (Kind.PASSPORT, "护照{}，", "E00000000"),
    (Kind.PASSPORT, "护照号是{}，", "EA0000000"),
    (Kind.PERMIT, "港澳通行证{}，", "C00000000"),
    (Kind.PERMIT, "回乡证号{}，", "H00000000"),
    (Kind.PERMIT, "台胞证{}，", "00000000"),
    (Kind.USCC, "税号{}，", "91110000MA0000000H"),
    (Kind.PLATE, "车牌{}，", "京A00000"),
    (Kind.PLATE, "我的车{}被拖走了", "苏D·4AB90"),
    (Kind.PLATE, "我的车{}被拖走了", "粤AD00000"),
    (Kind.PLATE, "我的车{}被拖走了", "苏d4ab90"),
    (Kind.EMAIL, "发到{}吧", "lw88@post.example"),
    (Kind.EMAIL, "发到{}吧", "lw88＠post.example"),
    (Kind.EMAIL, "发到{}吧", "lw88 @ post.example"),
    (Kind.EMAIL, "发到{}吧", "lw88艾特post.example"),
    (Kind.EMAIL, "发到{}吧", "13800001234@post.example"),
    (Kind.WECHAT, "加我微信{}，", "lin_wan88"),
    (Kind.WECHAT, "{}这是我的微信", "linwan88"),
    (Kind.WECHAT, "就是{}这个号", "wxid_a1b2c3d4e5"),
    (Kind.QQ, "QQ{}，", "10000123"),
    (Kind.QQ, "我的QQ号是{}，", "10000123"),
    (Kind.QQ, "{}，这个是我的QQ", "10000123"),
    (Kind.IP, "登录IP为{}，", "192.0.2.17"),
    (Kind.IP, "登录IP为{}，", "2001:db8::17"),
    (Kind.MAC, "MAC是{}，", "02:00:5E:00:53:AF"),
    (Kind.MAC, "MAC是{}，", "02-00-5e-00-53-af"),
    (Kind.DOB, "出生日期是{}吗", "1986年12月18日"),
    (Kind.DOB, "生日{}，", "19861218"),
    (Kind.DOB, "我是{}出生的", "1986-12-18"),
    (Kind.DOB, "{}生", "1986/12/18"),
    (Kind.DOB, "生日{}，", "86年3月8号"),
    (Kind.DOB, "生日{}，", "一九八六年十二月十八日"),
    (Kind.ADDRESS, "装机地址是{}吗", "云溪区桂影路18号3幢502室"),
    (Kind.ADDRESS, "我家住{}，", "北京市东城区桂影路18号"),
    (Kind.ADDRESS, "寄到{}，", "浙江省 杭州市 西湖区 桂影家园3栋2单元501"),
    (Kind.ADDRESS, "地址是{}。", "桂影路18号云溪大厦B1(近云溪桥)"),
    (Kind.ADDRESS, "住{}。", "桂影路与云溪街交叉口南200米"),
    (Kind.ADDRESS, "在{}。", "广东省广州市天河区桂影镇云溪村3组18号"),
    (Kind.ORDER_NO, "退费工单{}已登记", "GD20261113087"),
    (Kind.ORDER_NO, "订单号{}，", "202611130871"),
    (Kind.ORDER_NO, "快递{}到哪了", "SF0000000000000"),
    (Kind.PERSON, "我叫{}，", "林向晚"),
    (Kind.PERSON, "联系人：{} 电话", "欧阳向晚"),
    (Kind.PERSON, "好的，{}，请稍等", "林女士"),
    (Kind.PERSON, "{}女士，您好", "林向晚"),
    (Kind.PERSON, "收件人{}，", "次仁旺堆"),
    (Kind.PERSON, "我是{}的家属", "阿依木·买提"),
    (Kind.PERSON, "麻烦转告{}一声", "小林"),
    (Kind.PERSON, "由主管{}跟进", "林某某"),
    (Kind.PERSON, "我叫{}，", "Tom Lin"),
    (Kind.PERSON, "陆远行、{}和赵晚晴一起来的", "林向晚"),
]


@pytest.mark.parametrize(("kind", "frame", "value"), POSITIVE)
def test_found_with_its_bounds(detector, kind, frame, value):
    assert (kind, value) in found(detector, frame.format(value))


DECOYS = [
    "设备序列号866902434203941",
    "流水号1219475337911063879",
    "交易单4844270114529242失败",
    "条形码6933226028843扫不出来",
    "商品编码48756948",
    "批次号15589668075",
    "抽奖号码1388888",
    "验证码482913",
    "取件码38-45-4081",
    "经纬度129.701162,37.094034",
    "积分39055686",
    "版本号2.11.8，一直闪退",
    "固件版本是6.4.5.13",
    "App请更新到10.2.1版本后重试",
    "UUID 04e3dd8b-c399-4bf8-83e4-4dea4617e968",
    "日志时间2025-03-14 12:30:45",
    "[17:46:31] 客服：好的",
    "有效期至2027年3月8日",
    "2025年3月8日生产的",
    "扣了我52547.00元",
    "我是石家庄的，能发货吗",
    "张家界的票能改吗",
    "高兴什么呀，问题还没解决",
    "马上给我退款",
    "平安险怎么退",
    "安全问题谁负责",
    "方便面漏了",
    "周末上班吗",
    "路由器红灯",
    "向客服反映过了",
    "可以的，谢谢",
    "王老吉的味道不对",
    "木子李那个字",
    "第3条第2号规定",
    "12号楼主说的",
    "一二三，开始",
    "请您对我的服务做出评价",
    "新iphone8到货了吗",
    "请问您的姓名和手机号？",
    "请问您的姓名和手机\n号？",
    "提供一下姓名及身份证号码",
]


@pytest.mark.parametrize("text", DECOYS)
def test_decoys_stay(detector, text):
    assert found(detector, text) == []


def test_bounds_between_han_and_digits(detector):
    assert found(detector, "打13800001234这个") == [(Kind.PHONE, "13800001234")]
    assert found(detector, "X13800001234") == []
    assert found(detector, "138000012345") == []


def test_same_list(detector):
    row = "林向晚\t110101199003070011\t9900 0000 0000 0010\t13800001234"
    kinds = [kind for kind, _text in found(detector, row)]
    assert kinds == [Kind.PERSON, Kind.ID_CARD, Kind.BANK_CARD, Kind.PHONE]


def test_separated_by_spaces_only(detector):
    kinds = [kind for kind, _text in found(detector, "资料 110101199003070011 9900000000000010 13800001234")]
    assert kinds == [Kind.ID_CARD, Kind.BANK_CARD, Kind.PHONE]


def test_doubtful_is_pending(detector):
    spans = detector.detect("看到E00000000这个")
    assert [(span.kind, span.pending) for span in spans] == [(Kind.PASSPORT, True)]


def test_custom_kinds_exceptions_and_confirmed_names():
    rules = (
        MaskRule("1", "工号", RuleKind.PATTERN, r"(?<=工号)\d{4}"),
        MaskRule("2", "总机", RuleKind.EXCEPTION, words=("4005550123",)),
    )
    detector = Detector(case=CaseFile(rules, people=("布和", "陆远行")))
    text = "工号1127，布和打400-555-0123找陆远行"
    assert found(detector, text) == [(Kind.CUSTOM, "1127"), (Kind.PERSON, "布和"), (Kind.PERSON, "陆远行")]
    assert "工号" in detector.detect(text)[0].reason


def test_wrong_custom_rule():
    with pytest.raises(BadInputError, match="工号"):
        Detector(case=CaseFile((MaskRule("1", "工号", RuleKind.PATTERN, "("),)))


def test_only_some_kinds():
    detector = Detector(kinds=[Kind.PHONE])
    assert found(detector, "我叫林向晚，电话13800001234，QQ10000123") == [(Kind.PHONE, "13800001234")]


def test_many_texts_are_like_each_alone(detector):
    texts = [
        "电话1380000",
        "1234，我叫林向晚",
        "",
        "地址是桂影路18号",
        "13800001234",
        "\u200b13800001234",
    ] * 40
    together = detector.detect_many(texts)
    assert together == [detector.detect(text) for text in texts]


def test_resolve_prefers_certainty_then_length():
    weak = Span(0, 10, Kind.PERSON, 0.5, "")
    strong = Span(5, 8, Kind.PHONE, 0.9, "")
    assert resolve([weak, strong]) == (strong,)
    assert resolve([strong, Span(4, 9, Kind.ORDER_NO, 0.9, "")])[0].kind is Kind.ORDER_NO
    apart = Span(8, 9, Kind.QQ, 0.1, "")
    assert resolve([apart, strong]) == (strong, apart)


def test_every_kind_has_a_word():
    assert len({kind_label(kind) for kind in Kind}) == len(Kind)
