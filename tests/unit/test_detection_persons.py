"""Persons in wording of every class: forms that must be found with their bounds, and what is no person.

All names and sentences are invented; nothing stands here because some data set has it.
"""

from __future__ import annotations

import pytest

from auditdesk.domain.spans import Kind
from auditdesk.masking.detector import Detector


@pytest.fixture(scope="module")
def detector():
    return Detector(kinds=[Kind.PERSON])


def persons(detector, text):
    return [text[span.start : span.end] for span in detector.detect(text)]


ROLES = [
    ("旅客«祁晚舟»称行李箱轮子断了", "customers"),
    ("经核实，患者«褚兰溪»未按时取药", "customers"),
    ("租户«蒋雨桐»反映热水器漏水", "customers"),
    ("家长«鲍秋月»来电询问补课时间", "customers"),
    ("分诊员«靳小禾»态度冷淡", "staff"),
    ("仓管«老贺»说货还没到", "staff"),
    ("保安«小桂»把车拦在门口", "staff"),
    ("护工«阿秀»负责夜班", "staff"),
    ("理赔员«柏松涛»要求补交材料", "staff"),
    ("由责任人«岑志远»整改", "staff"),
    ("已联系其女«穆婉清»到场", "family"),
    ("老伴«阎桂芬»腿脚不便", "family"),
    ("我儿媳«窦丽娟»代办的", "family"),
    ("游客«阿依努尔»的护照丢了", "peoples"),
    ("报修人：«呼斯楞» 房号待补", "peoples"),
    ("牧民«额尔敦巴图»的信号塔坏了", "peoples"),
    ("学员«扎西罗布»请假一周", "peoples"),
    ("导购«莉莉»推荐的那款", "nicknames"),
]
HANDED = [
    ("东区6栋302，«贺知秋»收，谢谢", "received"),
    ("请«阮明哲»跟进并回复", "handed"),
    ("已派«小蔺»上门", "handed"),
    ("转«阿兰»接听", "handed"),
    ("退回«小冯»重做", "handed"),
    ("这一单换«邢卫东»负责", "handed"),
    ("昵称“晚风”，实名«甄若兰»，要求退款", "real name"),
    ("孩子大名是«潘予安»", "real name"),
    ("以上情况属实。\n«康晓岚»\n3月8日", "signed"),
    ("有事留言就行 ——«婷婷»", "signed"),
    ("«章海平»您好，您的预约已成功", "greeted"),
    ("【某某驿站】«陶知夏»，您的包裹已到店", "greeted"),
    ("«老戚»，你上次说的那个单子呢", "greeted"),
    ("电话核实：«滕立强»，男，1975年生", "described"),
    ("«柴晓梅»，女，45岁", "described"),
    ("联系：«佟雪»（微信同号）", "described"),
    ("死者«管桂花»之子", "family"),
    ("«欧阳小北»家长：明天停课", "family"),
    ("我姓庹，«庹广军»", "spelled"),
    ("«卢起航»，起跑的起", "spelled"),
    ("客服：请问您贵姓？\n客户：«蒲松林»", "answered"),
    ("名单：1. «齐若水»（一班）2. «温子墨»（二班）", "items"),
    ("我是您的客户经理«易舒然»，给您回个电话", "own"),
    ("«薛明亮»\t已缴费\t2026", "cell"),
    ("护照：E00000000，姓　名：«向天明»", "label"),
]
TITLED = [
    ("我找一下«柴护士长»", "titles"),
    ("护理部«焦主任»批了", "after a department"),
    ("工程部«倪工»明天过来", "after a department"),
    ("已派«邹工»测压", "handed"),
    ("镇里的«尹镇长»知道这事", "titles"),
    ("«槐女士»，您好", "any letter"),
    ("打给«刀师傅»", "rare surnames"),
    ("«闾丘先生»来过", "double surnames"),
    ("«段干老师»讲得好", "double surnames"),
    ("«麦麦提»先生请稍等", "peoples"),
    ("前台让我找«芳姐»拿钥匙", "kin"),
    ("«司徒太太»打来电话", "double surnames"),
    ("你好，«陳生»，請講", "cantonese"),
    ("門口個«黃太»話唔使", "cantonese"),
    ("我係«鄭嘉欣»，想查單", "traditional"),
    ("收件人：«許皓然»，電話請勿外洩", "traditional"),
    ("«張師傅»說明天到", "traditional"),
    ("«葉經理»已離職", "traditional"),
]
LATIN = [
    ("Hello, my name is «Jonathan Reed», I lost my card", "said"),
    ("I'm «Sophie Tan» calling about the refund", "said"),
    ("请«Ms. Chow»明天来取", "titled"),
    ("Mr. «David Miller» complained twice", "titled"),
    ("旅客 «ZHAO/YIFEI» 改签", "slashed"),
    ("英文名«WONG Ka Ming»", "romanised"),
    ("请提供英文姓名：«LIAO MEI-HUI»", "romanised"),
    ("客服«Kevin»没有回复", "given"),
    ("«Lily»您好，请查收", "given"),
    ("我叫«阿Ben»，住三楼", "mixed"),
    ("医保卡上写的是«AYNUR·TURSUN»", "dotted"),
]
DOTTED = [
    ("我父亲«阿卜力克木·托合提»于3月住院", "role before, particle after"),
    ("就诊卡实名«热依拉·艾尔肯»，已退号", "role before"),
    ("户名是«麦合木提·吐尔逊»对吧", "particle after"),
    ("全名«安娜·彼得罗夫娜·伊万诺娃»。", "three parts"),
]
AGAIN = [
    ("客服：请问姓名？\n客户：«秦望舒»\n客服：好的\n«秦望舒»名下有两张卡", "the same text"),
]
FOUND = [*ROLES, *HANDED, *TITLED, *LATIN, *DOTTED, *AGAIN]


@pytest.mark.parametrize(("marked", "why"), FOUND, ids=[one[0] for one in FOUND])
def test_found_with_its_bounds(detector, marked, why):
    text = marked.replace("«", "").replace("»", "")
    expected = [part.split("»")[0] for part in marked.split("«")[1:]]
    assert persons(detector, text) == expected, why


NOBODY = [
    "姓名\t手机\t地址",
    "旅客姓名\t证件类型\t证件号",
    "收件人：电话没写",
    "与投保人关系：母女",
    "请填写英文名和联系方式",
    "一、投诉人基本情况：",
    "扣了两次，一次47.5，一次46.5",
    "14点才有人接电话",
    "我不是来吵架的",
    "各位先生女士请注意",
    "那位先生已经走了",
    "老师您好，请问几点上课",
    "家长您好，明天放假",
    "客服您好",
    "客户高兴地挂了电话",
    "坐席态度很好",
    "业主群里都在说",
    "司机安全驾驶",
    "老人家里没人",
    "学生证丢了",
    "小区门口停电了",
    "小时候住过",
    "老板娘不在",
    "公安局来过人",
    "总是打不通",
    "工作人员说明天",
    "东方明珠的门票",
    "西门子的洗衣机",
    "阿里云的发票",
    "iPhone和WiFi都连不上，App也打不开",
    "VIP/SVIP都不行",
    "Calvin Klein的裤子",
    "Dear Customer, please wait",
    "Hong Kong的号码",
    "呼和浩特市的快递",
    "巴音郭楞州发货",
    "百家姓里没有这个字",
    "康师傅冰红茶一箱",
    "请师傅明天上门",
    "快递员安全送达",
    "居民区99号没电",
    "孩子和老师都在",
    "患者贺卡收到了",
    "（安全带）没系",
    "1. 单价 2. 数量 3. 金额",
    "客服：方便说下吗",
    "安溪铁观音两盒",
    "值班经理在吗",
]


@pytest.mark.parametrize("text", NOBODY)
def test_nobody(detector, text):
    assert persons(detector, text) == []


def test_names_are_not_carried_into_the_next_text(detector):
    texts = ["客户姓名：秦望舒，请核实", "秦望舒亭在公园里"]
    together = detector.detect_many(texts)
    assert together == [detector.detect(text) for text in texts]


def test_reasons_are_told(detector):
    reasons = [span.reason for span in detector.detect("请阮明哲跟进。护照 ZHAO/YIFEI")]
    assert len(reasons) == 2
    assert all(reasons)
