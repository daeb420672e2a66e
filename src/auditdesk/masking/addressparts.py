"""The right side of an address: what may follow its first road, village or door number, and where it ends.

An address is read part by part (花园路, 6号, 云溪大厦, B座, 1201, 东侧 …). A name ends in one of the words
places end in and holds no letter of a sentence (我, 的, 没 …); what stands last may have no such ending
(云溪书吧) if the clause ends with it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

HAN = "\u4e00-\u9fff"
UNIT = (
    "(?:号楼|号栋|号院|号店|号库|号门|号铺|号窗口|号档|号|栋|幢|座|单元|梯|室|层|楼|弄|组"
    "|房|户|期|区|队|院|门|铺|档|排|连|团)"
)
SPELLED = "[一二三四五六七八九十百零〇两]"
TALK = "我你您他她它们这哪的了吗呢吧啊呀嘛没不请帮给让被把就还也很又才喂嗯哦谁啥怎在送寄要想说叫是到去停漏坏"
"""Letters of sentences: no name of a place holds them."""
NAME = f"[^\x00-/:-@\\[-`{{-\x7f，。；！？、：（）【】《》“”‘’…—　①-⑳{TALK}]"
_SPOT = (
    "小区|花园|天台|小楼|家属[院楼区]|安置[房楼区]|集体户|后厢房|前厢房|亭子间|行政村|[东南西北正后前侧大]门|入口|出口|[苑庭邸墅寓厦舍郡阁轩]|广场|社区|新村|家园|大楼|写字楼|综合楼|办公楼|教学楼|[东南西北门商裙附]楼|商[场城铺厦座]|酒店|饭店|宾馆"
    "|医院|门诊部?|卫生[院室所]|药[店房]|学[校院]|大学|[中小]学|幼儿园|校区|超市|市场|百货|中心|[东南西北中一二三四五六七八九十A-Za-z0-9]区|园区"
    "|科技[园城]|工业区|[务流件意业技创御名嘉果茶]园|产业城|开发区|新区|基地|公园|植物园|动物园|林场|农场|森林|湿地|博物馆|图书馆|体育[馆场]"
    "|[名家豪雅锦嘉花景香紫翠新金银星水]?[城府岸]|国际|天地|新城|名都|公馆|山庄|别墅|组团|半岛|水岸|人家|华庭|嘉园|名园|大院|宿舍|仓库|厂房|[车书]库|库房|工地|项目部"
    "|[汽火客]?车站|[东南西北]站|机场|码头|港口|加油站|服务区|收费站|地铁站|[快驿]站|大桥|[大立高]?[桥闸]|会所|网吧|酒吧[街]?|快递|驿站|丰巢|代收点|菜鸟"
    "|有限责任公司|有限公司|公司|集团|[分支]行|银行|信用社|营业[厅部]|门市部?|(?:[经工]营|批发|销售|零售|服务|项目|工程|采购)部|专卖店|旗舰店|[商饭旅酒门花本分]?店|店[面铺]|餐厅|服饰|女装|男装|鞋业|泵业|实业|电器|机电|通讯|美发"
    "|[鞋服水家灯]?[工]?厂|车间|政府|办事处|派出所|法院|居委会|村委会?|[村居]民委员会|[局所队院]|监区|中队|大队|教堂|[寺庙]|祠堂"
)
_AREA = (
    "街道(?:办事处)?|(?:大道|[路街巷弄里](?!口)|胡同|国道|省道|县道|公路|环岛)(?:[东南西北中](?:段|(?![侧边面角门口起]))|[一二三四五六七八九十]段)?"
    "|[镇乡屯寨庄湾坝组场]|村(?!民|长|干部)|苏木|嘎查|生产队|地块"
)
_SIDE = (
    "[往向]?(?:[东南西北]{1,2}|正[东南西北])(?:[侧边面角门口头首段]|约?[0-9]{1,5}(?:米|千米|公里|m)(?:处|路[东西南北])?)(?:约?[0-9]{1,5}(?:米|千米|公里|m)处?)?"
    "|交叉路?口|交汇处|交界处|院内|园内|[内外旁](?=$|[，。；！？,;!?\n(（])"
)
_SOFT = re.compile("斜?对[面过]|隔壁|门口|路[口边]|村口|楼[上下]|旁边?|附近|[后前里]面|往里走?")
_ENDING_LETTERS = "".join(sorted(set(re.findall(f"[{HAN}]", _SPOT + _AREA))))
"""Every ending begins with one of these, a letter or a digit; asking first spares trying 150 endings."""
_CODE = "[A-Za-z]{0,2}[0-9]{1,5}[A-Za-z]?(?:-[A-Za-z]?[0-9]{1,5}){0,3}"
NOT_SIZE = (
    "(?![0-9A-Za-z元块天年月日点个人次件岁分秒%.:米千百万多来几折单笔条页份台部张平-]"
    "|小时|公里|公斤|号线|路车)"
)
_MORE = re.compile(
    "[ -]?(?:(?P<number>"
    f"[临附甲乙丙丁A-Za-z]?[0-9]{{1,5}}[A-Za-z]?(?:[-、][0-9]{{1,5}}){{0,3}} ?{UNIT}"
    f"|{SPELLED}{{1,6}}(?:号楼|号院|号|弄|栋|幢|座|单元|室|层|楼)"
    "|[一二三四五六七八九零〇幺]{3,4}(?=[，。；！？,;!?\n 的]|$)"
    f"|第?{SPELLED}{{1,5}}(?:户|家|排|组|社|队|连|团|营|师|分场|间|号)|第[0-9]{{1,4}}(?:户|家|排|间|师|团|连)"
    "|[A-Za-z甲乙丙丁](?:[座区栋幢楼馆段]|单元)|[一二三四五六七八九十东西南北]{1,3}(?:区|期|层|楼|单元|门|院|段|座|梯)"
    "|[0-9]{1,3}-[0-9]{1,3}-[0-9]{1,5}[A-Z]?(?![0-9])"
    "|[Bb负][0-9一二](?:层|楼)?|附[0-9一二三四五六七八九十]{1,3}号?"
    f")|{NAME}{{0,14}}?(?=[{_ENDING_LETTERS}A-Za-z0-9])(?:(?P<spot>"
    "(?=[0-9]{1,5}(?:号楼|栋|幢|座|单元|期|号)|[A-Za-z]座[0-9]?|[0-9]{1,3}-[0-9]{1,3}-[0-9]{2,5})"
    f"|(?:{_SPOT})(?:[内外]|旁边?|[东南西北]侧|院内)?)"
    f"|(?P<area>{_AREA})"
    ")|(?P<side>"
    f"{_SIDE}"
    f")|(?P<soft>{_SOFT.pattern}"
    ")|(?P<code>"
    f"{_CODE}{NOT_SIZE}"
    "))"
)
_DOING = "看加唱业写住租整共冒敲堆放开起修报维收发派签取欠缴换退订改搬户客员师来能会上用等吃对办"
"""Letters of what is done at a place: 5号没电, 5号装修."""
_TAIL = re.compile(
    "(?!水[管表费压龙]|电[梯表费视话力]|网[络速线费]|气[表费]|宽带|包裹|空调|暖气|物业|热水|门[锁铃])"
    f"[^\x00-/:-@\\[-`{{-\x7f，。；！？、：（）【】《》“”‘’…—　①-⑳{TALK}{_DOING}]{{2,8}}"
    "(?=$|[，。；！？,;!?\n(（]|对?吧|吗|呢)"
)
_ROOM = re.compile("[0-9]{2,5}(?:[A-Za-z]|-[0-9]{1,3})?(?![0-9元块天年月点个人次件岁号分秒%.:-])")
_AFTER_UNIT = frozenset("栋幢座楼层元号弄")
_BRACKETS = frozenset("(（")
_CLAUSE_OVER = frozenset("，。；\n")
"""No part begins with one of these: most addresses end there, so it is asked before any pattern."""
BRACKET = re.compile("[(（][^()（）\n]{1,40}[)）]")
PLACE_SIGN = re.compile(  # every branch begins with a letter: the scan is fast for that
    "|".join("路街道巷弄号楼栋幢村镇乡区县市省院里园桥口场店站厦苑旁侧处段环门米国") + "|胡同|广场|大厦"
)


_BESIDE = re.compile(f"^[(（](?:靠?近|临近|毗邻|紧[邻挨]|原)|{PLACE_SIGN.pattern}")
_BESIDE_OR_AREA = "内外旁侧口边前后米)）(（面过隔楼附往街道路巷弄里同岛镇乡屯寨庄湾坝组场村木查队块"
"""A clause without one of these never goes on an address; most clauses end here."""
_GOES_ON = re.compile(
    "[，,、] ?(?!改|卸|另|再|还|然后|送|寄)(?:"
    f"(?:靠近|近|临近|毗邻|紧[邻挨]|原|[东南西北][至到起])[^，。；！？、,;!?\n()（）{TALK}]{{2,20}}"
    f"(?=[，。；！？、,;!?\n(（]|$)|(?=[^，。；！？,;!?\n]*[{_BESIDE_OR_AREA}])())"
)
_TOLD = re.compile("有(?!限)|周边|推荐")
_BESIDE_LETTERS = frozenset("内外旁侧口边前后米)）")
ENDS = re.compile("[，。；！？、,;!?\n)）]|$")


_LONGEST = 160
"""No address is longer: a text of nothing but roads is read in pieces."""


class Reading(NamedTuple):
    """The right side of an address: where it ends and the kinds of its parts in order."""

    end: int
    parts: tuple[str, ...]


def read(text: str, position: int) -> Reading:
    """Units, estates, roads, brackets and directions from a position on, as many as follow."""
    end = position
    limit = position + _LONGEST
    parts: list[str] = []
    while position < limit and text[position : position + 1] not in _CLAUSE_OVER:
        more = _MORE.match(text, position)
        if more is None:
            more = _room_or_bracket(text, position)
        if more is None or more.end() == position:
            last = _TAIL.match(text, end) if end == position and _names_follow(text, end, parts) else None
            return Reading(last.end(), (*parts, "tail")) if last else Reading(end, tuple(parts))
        position = more.end()
        if more.lastgroup != "soft":
            end = position
            parts.append(more.lastgroup or "room")
    return Reading(end, tuple(parts))


def _room_or_bracket(text: str, position: int) -> re.Match[str] | None:
    """A room right after a building or a floor, or what stands beside the place in brackets."""
    if position and text[position - 1] in _AFTER_UNIT:
        room = _ROOM.match(text, position)
        if room:
            return room
    if text[position : position + 1] in _BRACKETS:
        bracket = BRACKET.match(text, position)
        return bracket if bracket and _BESIDE.search(bracket[0]) else None
    return None


def _names_follow(text: str, end: int, parts: list[str]) -> bool:
    """Whether a place without an ending may stand here: after a door number or an area, not after a room."""
    return text[end - 1 : end] == "号" or (parts[-1:] != ["side"] and parts[-1:] != ["number"])


def goes_on(text: str, end: int) -> int:
    """Where an address ends that goes on behind a comma: 某路5号，近某站, 某路5号，某大厦对面路西侧."""
    while True:
        match = _GOES_ON.match(text, end)
        if match is None:
            return end
        if match[1] is None:
            end = match.end()
            continue
        reading = read(text, match.end())
        if not reading.parts:
            return end
        soft = _SOFT.match(text, reading.end)
        last = soft.end() if soft else reading.end
        beside = soft is not None or text[last - 1] in _BESIDE_LETTERS or reading.parts.count("area")
        told = _TOLD.search(text, match.end(), last)
        if told or not (beside and ENDS.match(text, last)):
            return end
        end = last
