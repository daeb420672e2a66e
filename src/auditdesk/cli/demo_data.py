"""Invented material of the sample workspace: people, notes, a chat, a ledger, a screenshot, a tone."""

from __future__ import annotations

import io
import math
import struct
import wave

from PIL import Image, ImageDraw, ImageFont

from auditdesk.assets import resource
from auditdesk.domain.people import Role

PASSPHRASES = {
    "1001": "嘉岭 松针 river 4172 lantern",
    "1042": "青石 wharf 8830 萤火 paper",
    "1017": "远山 mill 2965 竹影 saddle",
    "1023": "白露 ferry 6091 铜铃 orchard",
    "1031": "晚潮 comb 5580 麦穗 tunnel",
}
PEOPLE = (
    ("1042", "沈知夏", Role.AUDITOR, "自查员"),
    ("1017", "罗成岳", Role.REVIEWER, "合规专员"),
    ("1023", "丁一帆", Role.LEAD, "班组长"),
)
SECOND_LAPTOP = ("1031", "方予安", Role.AUDITOR, "自查员")
LEADER = ("1001", "韩立群", "客服主管")
SITE, ORGANISATION = "嘉岭分中心", "恒川服务集团"
FAILED = {
    "1.2": (
        "抽查录音 10 条，1 条使用“保证当天修好”。",
        "绝对化承诺用语",
        "misleading.false_promise",
        "客服B03",
    ),
    "2.1": (
        "抽查敏感操作 10 笔，2 笔只核对了手机号后四位。",
        "双要素核验不全",
        "operation.process",
        "客服B07",
    ),
    "4.3": ("抽查投诉 10 件，1 件首次响应 31.4 小时。", "首次响应超 24 小时", "attitude.delay", "客服B12"),
}
NOT_APPLICABLE = "本网点未开展该项业务。"
CHAT = """09:12 客服：您好，嘉岭客服中心，请问您要办理什么业务？
09:12 客户：我叫林向晚，宽带昨晚就断了。
09:13 客服：请说一下登记的手机号。
09:13 客户：13800001234，身份证是110101199003070038。
09:14 客户：上月多扣 88 元，退到 6222020000000000000 这张卡。
09:15 客户：账单发 lw88@post.example
09:16 客服：已登记，24 小时内联系您。
"""
PLANTED = ("13800001234", "110101199003070038", "6222020000000000000", "lw88@post.example")


def screenshot() -> bytes:
    """A ticket screenshot without personal data, as PNG."""
    picture = Image.new("RGB", (900, 520), "#FFFFFF")
    draw = ImageDraw.Draw(picture)
    bold = ImageFont.truetype(str(resource("fonts", "NotoSansSC-Bold.ttf")), 26)
    text = ImageFont.truetype(str(resource("fonts", "NotoSansSC-Regular.ttf")), 22)
    draw.rectangle((0, 0, 900, 64), fill="#E2E9ED")
    draw.text((28, 16), "服务工单　客户资料变更", font=bold, fill="#14181D")
    rows = (
        ("受理坐席", "客服B07"), ("身份核验", "□ 证件号　□ 后四位"),
        ("办理结果", "已变更（成功）"), ("办理时间", "14:10:12"),
    )  # fmt: skip
    for number, (label, value) in enumerate(rows):
        y = 100 + 70 * number
        draw.text((28, y), label, font=text, fill="#454E57")
        draw.text((220, y), value, font=text, fill="#14181D")
    draw.rectangle((205, 160, 620, 214), outline="#8C1D14", width=4)
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def recording(seconds: int = 8) -> bytes:
    """A short tone that stands for a call, as WAV."""
    target = io.BytesIO()
    with wave.open(target, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        loudness = (0.3 + 0.7 * abs(math.sin(tick / 2600)) for tick in range(8000 * seconds))
        frames = (int(9000 * math.sin(tick * 0.17) * loud) for tick, loud in enumerate(loudness))
        sound.writeframes(b"".join(struct.pack("<h", frame) for frame in frames))
    return target.getvalue()


def ledger() -> bytes:
    """A complaint ledger as CSV with a phone number per row."""
    lines = ["工单号,登记时间,联系电话,首次响应（小时）"]
    lines += [f"TS1106-{n:04d},2026-11-06 09:{n:02d},138000012{n:02d},{n * 1.3:.1f}" for n in range(1, 21)]
    return ("\ufeff" + "\n".join(lines) + "\n").encode()
