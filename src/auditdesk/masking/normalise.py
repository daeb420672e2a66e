"""Folding a text for matching while every character keeps its place.

Full-width letters and digits become ASCII and spoken digits (幺三八, over radio also 洞拐勾; 壹叁捌 as on
cheques) become digits, Traditional letters of the words the rules know (電話, 張, 區) Simplified ones, all
one for one, so that offsets stay. Only invisible characters are taken out; then `Folded.original` maps
offsets back.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

_UNSEEN = (
    0xAD,
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2065),
    *range(0x2066, 0x206A),
    0xFEFF,
    *range(0x300, 0x370),
    0x115F,
    0x1160,
    0x180E,
    0x20E3,
    0x3164,
    *range(0xFE00, 0xFE10),
)
_TAGS = range(0xE0000, 0xE0080)
_UNSEEN_LETTERS = "".join(map(chr, _UNSEEN))
_BEYOND = f"{chr(_TAGS[0])}-{chr(_TAGS[-1])}"
"""Beyond the first plane; a range, because in a set each of these is asked for in turn."""
_INVISIBLE = re.compile(f"[{_UNSEEN_LETTERS}{_BEYOND}]")
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉"
_TRADITIONAL = (
    "編樣張陳劉黃趙吳孫馬羅鄭謝韓馮蕭許鄧葉蔣盧蘇賈陸萬錢湯龍賴賀顧龔嚴譚鄒龐顏魯呂齊聶閻寧榮單闞蘭關歐陽諸餘於麥塗範鍾鄔鄺饒駱鳳鮑畢賓倉"
    "車儲紀簡姍傑偉國華麗瑋瓊穎興軍飛鵬電話號碼機證護訂運險帳賬戶銀學師經醫總長隊處務專員聯絡繫門樓層區縣鄉鎮鄰莊園廣場廈臺灣橋東書報"
    "業產圖館醬發貨費貴買賣購郵遞達連進遠還這過邊選遲對導寶實審寫寬將屬島嶺幫帶應開間閱陰階隨雞離難雲靈頭題願顯風飯飲駕驗體魚鳥點黨龜"
    "亞來個們倆債價儀優億兒內兩創別劃劇動勞勝勢匯協卻參問啟喚喪嗎團圓圍執堅壓壞壯聲夠夢奪媽婦嬸孃嶽幣幹庫廠彎後從復徵恆惡愛慶憂懷懶戰"
    "戲擇據擊擔擬擴攝數敵斷時暫曆會條極構樣標樹檔檢權歷歸殘氣決沒況淚淺減測滿漢潔濟濱濕無煙燈營爭爺牽狀獨獎現環療盡監盤眾確禮種稱穩競"
    "筆節築籌糧級紅約純紙細終組結給統絲綠維網緊線緩練縮績續罰義習聞聽職腦腳臉舉舊艦藝藥虛蟲術衛複見規視覺觀計訊討訓記設訪評試詢詳認誤"
    "說課調請論講識議讓負財責貼貿資賠質贈趕跡蹤軟較載輕輛輸轉辦農適遺醜釋針鈴鋪錄錯鍵鏈鐘鐵鑰閉閒閣際雖雙雜項順預頓頻額類顆飾養騎騙驚"
    "鬆麵屆峽嶼溝溫漁潛澤灘瀋濰瀏礦磯紹緬緯綿縉肅遼遷邨鄲酈鎔鋼錦閩閔闕隴霧鴻鵝鶴鹽麼齡係為爲"
)
_SIMPLIFIED = (
    "编样张陈刘黄赵吴孙马罗郑谢韩冯萧许邓叶蒋卢苏贾陆万钱汤龙赖贺顾龚严谭邹庞颜鲁吕齐聂阎宁荣单阚兰关欧阳诸余于麦涂范钟邬邝饶骆凤鲍毕宾仓"
    "车储纪简姗杰伟国华丽玮琼颖兴军飞鹏电话号码机证护订运险帐账户银学师经医总长队处务专员联络系门楼层区县乡镇邻庄园广场厦台湾桥东书报"
    "业产图馆酱发货费贵买卖购邮递达连进远还这过边选迟对导宝实审写宽将属岛岭帮带应开间阅阴阶随鸡离难云灵头题愿显风饭饮驾验体鱼鸟点党龟"
    "亚来个们俩债价仪优亿儿内两创别划剧动劳胜势汇协却参问启唤丧吗团圆围执坚压坏壮声够梦夺妈妇婶娘岳币干库厂弯后从复征恒恶爱庆忧怀懒战"
    "戏择据击担拟扩摄数敌断时暂历会条极构样标树档检权历归残气决没况泪浅减测满汉洁济滨湿无烟灯营争爷牵状独奖现环疗尽监盘众确礼种称稳竞"
    "笔节筑筹粮级红约纯纸细终组结给统丝绿维网紧线缓练缩绩续罚义习闻听职脑脚脸举旧舰艺药虚虫术卫复见规视觉观计讯讨训记设访评试询详认误"
    "说课调请论讲识议让负财责贴贸资赔质赠赶迹踪软较载轻辆输转办农适遗丑释针铃铺录错键链钟铁钥闭闲阁际虽双杂项顺预顿频额类颗饰养骑骗惊"
    "松面届峡屿沟温渔潜泽滩沈潍浏矿矶绍缅纬绵缙肃辽迁村郸郦镕钢锦闽闵阙陇雾鸿鹅鹤盐么龄系为为"
)
"""Letters of the words, names and places the rules know, one for one; no dictionary of the language."""
_WIDE_LETTERS = (
    f"{_UNSEEN_LETTERS}{_TRADITIONAL}{_RAISED}"
    "０-９Ａ-Ｚａ-ｚ＠．－＋＿‐-―−﹣⁃\u00a0\u2000-\u200a\u202f\u3000٠-٩۰-۹"
)
_ALL_WIDE_LETTERS = f"{_WIDE_LETTERS}{_BEYOND}\U0001d7ce-\U0001d7ff"
# the scan is fast for a set, slow for a repeated set, and slow for letters beyond the first plane
_WIDE = re.compile(f"[{_WIDE_LETTERS}][{_WIDE_LETTERS}]*")
_ALL_WIDE = re.compile(f"[{_ALL_WIDE_LETTERS}][{_ALL_WIDE_LETTERS}]*")
_TAKEN_OUT = "\ufdd0"
"""Stands after the one pass where there was something invisible; no character of Unicode."""
_GAP = re.compile(_TAKEN_OUT)
_ZEROS = (0x0660, 0x06F0, *range(0x1D7CE, 0x1D800, 10))
"""Arabic and mathematical digits begin here, ten each."""
_NARROW: dict[int, int | str] = {
    code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code).isalnum() or chr(code) in "＠．－＋＿"
}
_NARROW |= {ord(dash): "-" for dash in "‐‑‒–—―−﹣⁃"}
_NARROW |= dict.fromkeys((160, 8239, 12288, *range(8192, 8203)), " ")
_NARROW |= str.maketrans(_RAISED, 2 * "0123456789")
_NARROW |= {zero + digit: str(digit) for zero in _ZEROS for digit in range(10)}
_NARROW |= dict.fromkeys((*_UNSEEN, *_TAGS), _TAKEN_OUT)
_NARROW |= str.maketrans(_TRADITIONAL, _SIMPLIFIED)
_SPOKEN_DIGIT = (  # the first syllable of a place name after a number is no digit: …八一四川省
    "(?:[幺零〇一洞拐勾壹贰叁肆伍陆柒捌玖①-⑨]|二(?![连道])|三(?![亚明门河台水原江])|四(?![川平会子])|五(?![常莲河峰指])"
    "|六(?![安盘合枝])"
    "|七(?![台星里])|八(?![宿步公道])|九(?![江龙寨台原]))"
)
_SPOKEN = re.compile(
    f"[幺零〇一二三四五六七八九壹①-⑨]"
    f"(?=[- 0-9幺零〇一二三四五六七八九洞拐勾壹贰叁肆伍陆柒捌玖①-⑨])"
    f"(?:(?:[ -]?(?:{_SPOKEN_DIGIT}|[0-9])){{6,}}(?: ?叉)?|{_SPOKEN_DIGIT}{{3,}})"
    f"(?:{_SPOKEN_DIGIT}|[0-9])*"
)
_DIGITS = str.maketrans(
    "幺零〇一二三四五六七八九洞拐勾壹贰叁肆伍陆柒捌玖①②③④⑤⑥⑦⑧⑨叉",
    "100123456789" + "079" + 2 * "123456789" + "X",
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and, if characters were taken out, where they stood.

    Attributes:
        text: what patterns are matched against.
        gaps: for every character taken out its place in the folded text, ascending; empty while offsets are
            equal.
    """

    text: str
    gaps: tuple[int, ...] = ()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original text of a folded, not empty ``[start, end)``."""
        if not self.gaps:
            return start, end
        return start + bisect_right(self.gaps, start), end + bisect_left(self.gaps, end)


def fold(text: str) -> Folded:
    """Fold a text; costs little when it holds nothing to fold."""
    gaps: tuple[int, ...] = ()
    plane = len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text)  # the cheapest way to ask
    wide = _WIDE if plane else _ALL_WIDE
    narrow = wide.sub(_narrow, text)
    if _TAKEN_OUT in narrow:
        own = _TAKEN_OUT in text  # hardly ever: then the mark tells nothing, and the text is read twice
        unseen = _INVISIBLE.finditer(text) if own else _GAP.finditer(narrow)
        gaps = tuple(match.start() - taken for taken, match in enumerate(unseen))
        narrow = wide.sub(_narrow, _INVISIBLE.sub("", text)) if own else narrow.replace(_TAKEN_OUT, "")
    return Folded(_SPOKEN.sub(_digits, narrow), gaps)


def _narrow(match: re.Match[str]) -> str:
    return match[0].translate(_NARROW)


def _digits(match: re.Match[str]) -> str:
    return match[0].translate(_DIGITS)
