"""What stands around names: boundaries, words that follow a name, words that make a place of one."""

from __future__ import annotations

import re

from auditdesk.masking.literals import first_letters

SOFT = frozenset(
    "的了是说在和与跟同将已要有会去来问能可想需因于用从转打收发买叫这那都也就还把被给让请很没不到三两等对做误代带并称去取接拦骂签拿跑陪催休称"
)
"""Letters that may follow a name and may stand in one."""
_HARD_WORDS = (
    "您好|你好|先生|女士|小姐|太太|师傅|老师|经理|主管|就行|就[是好可]|核验|投诉|反馈|表示|来电|接待|联系|处理|负责"
    "|派送|配送|同学|本人|发来|申请|购买|办理|名下|拨打|咨询|要求|登记|预约|签收|付款|下单|一起|[一二两三四五几]个?人|将于|说的?[，：]|转错|的"
    "|致电|打来|提供|确认|回复|跟进|签字|是[我他她]|这[个边]|那[个边]|之前|昨天|今天|明天|反映|自称|自述|在场|到场|上门|牵头|误[将把操报]"
    "|代[收签办领取为]|挂机|听不清|未核|私自|擅自|拒绝|承诺|违规|违反|泄露|辱骂|态度|语速|语气|迟到|值班|休假|离职|失联|接听|接单|接诊|安排|对接"
    "|协助|跟单|送达|送到|送货|取件|揽收|揽件|通知|告知|同意|拒收|催[单促办]|报修|报案|报警|住[院在址]|家属|家长|监护|之[子女夫妻父母]|等[人\\d一二两三四五六七八九十]"
    "|第[\\d一二三四五六七八九十]|[于在]\\d|来看|来[了取拿]|已[经在]|正在|仍|曾|均|现[住年居]|系[我本其]|因[为病未此]?|所[有住在述称]|家[的里在都。，,\n]|[你您我]|科[一二三四]"
)
_HARD = re.compile(_HARD_WORDS)
_HARD_LETTERS = first_letters(_HARD_WORDS)
PLACE_NEXT = re.compile(
    "[省市县旗盟州区镇乡村街路道巷站桥河湖江山寺庙]|自治|大[街道桥]|草原|苏木|嘎查|机场|公[园司]|酒店|牧场"
)
PLACE_AFTER = re.compile(
    "[\u4e00-\u9fff]{0,4}?(?:[店路街馆园厅城寺庙宫院桥楼阁亭塔村镇山湖岛面菜饭鸭]|公司|小区|大厦|超市|学校|酒家|故居|广场|商场|景区|火锅|自助|蜡像|品牌|牌|艺术)"
)


def bounded(text: str, end: int) -> bool:
    """Whether what follows a name follows here: a word, or anything but a Han letter."""
    letter = text[end : end + 1]
    if not "\u4e00" <= letter <= "\u9fff":
        return True
    return letter in _HARD_LETTERS and _HARD.match(text, end) is not None


def softly(text: str, end: int) -> bool:
    """Whether a letter stands here that may follow a name."""
    return text[end : end + 1] in SOFT


def is_han(letter: str) -> bool:
    """Whether a character is a Han letter."""
    return "\u4e00" <= letter <= "\u9fff"


def apart(text: str, start: int) -> bool:
    """Whether no letter (every Han one is) and no digit stands before this place."""
    return start == 0 or not text[start - 1].isalnum()
