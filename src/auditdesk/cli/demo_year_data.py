"""Invented material of the year around the demo's main job: earlier results, plans, findings, the inbox."""

from __future__ import annotations

PAST = (
    (33, 5, 2), (34, 6, 0), (34, 5, 1), (32, 4, 4), (35, 5, 0),
    (34, 4, 2), (36, 4, 0), (31, 4, 5), (35, 4, 1), (31, 3, 6),
)  # fmt: skip
"""合规, 不合规, 不适用 of ten earlier months, oldest first, kept on paper before the program came."""

ANSWERED_FIRST = (
    "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "1.8", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "2.7",
    "3.1", "3.2", "3.3", "3.4", "3.5", "4.1", "4.2",
)  # fmt: skip
"""Items of the running audit that were answered before the last sync."""
ANSWERED_TODAY = ("5.1", "5.2", "5.3", "5.4", "5.5")
"""Items answered since: they wait for the share. 4.3 is the next one to answer."""
FAILED = {
    "1.2": "抽查录音 30 条，3 条有“肯定没问题”“保证当天修好”等绝对化表述。",
    "2.1": "抽查敏感操作 10 笔，3 笔只核对了手机号后四位。",
    "3.5": "抽查推荐录音 20 条，3 条未等客户表态就开通试用。",
    "5.2": "抽查服务记录 15 条，2 条缺处理过程。",
}
NOT_APPLICABLE = {"1.7": "本期没有外呼业务。", "2.4": "坐席不配发手机，无个人微信场景。"}
CONFIRMED = tuple(one for one in ANSWERED_FIRST if one not in ("2.1", "3.5", "3.3", "3.4", "4.1", "4.2"))
RETURNED = {
    "2.1": "请补第 3 笔的系统日志截图，说明为什么没有强制核验。",
    "3.5": "请补试用开通前的录音时间点。",
}
FINDINGS = (
    ("1.2", "保证当天修好", "misleading.false_promise", "客服B03", -2, "open"),
    ("1.2", "承诺绝对不限速", "misleading.false_promise", "客服B11", 0, "to_verify"),
    ("1.2", "承诺一定退款", "misleading.false_promise", "客服B15", 2, "open"),
    ("2.1", "只核对后四位", "operation.process", "客服B07", 0, "to_verify"),
    ("2.1", "未核对证件号", "operation.process", "客服B09", 1, "open"),
    ("2.1", "代办未留授权", "operation.process", "客服B07", 6, "open"),
    ("3.5", "默认开通试用", "misleading.false_promise", "客服B21", 2, "to_verify"),
    ("3.5", "未告知到期扣费", "misleading.false_promise", "客服B05", 5, "open"),
    ("3.5", "推荐与需求不符", "misleading.false_promise", "客服B18", 12, "open"),
)
"""Item, title, class, representative, deadline in working days from today, state."""
PROBLEMS = {"1.2": "绝对化承诺用语", "2.1": "双要素核验不全", "3.5": "推荐未经客户同意"}
MEASURES = {
    "1.2": "停用绝对化说法，话术卡改为实测时限，班会宣导一次。",
    "2.1": "变更页面增加双要素强制核验，班组复训并逐人过关。",
    "3.5": "开通前增加口头确认话术，质检每周抽听 10 条。",
}
CAUSE = "新员工不熟悉流程，系统未强制提示。"
CAUSES = ("话术卡没有随套餐更新，坐席沿用旧说法。", "班组自编说法没有经过话术审核。")
"""What two laptops wrote of one finding without knowing of each other."""
INBOX = (
    (
        "在线会话 204.txt",
        "09:40 客户：我叫林向晚，电话13800001234，路由器一直掉线。\n09:41 客服：马上为您登记。\n",
    ),
    ("在线会话 211.txt", "14:02 客户：退款请退到 6222020000000000000。\n14:03 客服：已转办。\n"),
    (
        "来电登记.csv",
        "时间,联系方式,事由\n10:12,lw88@post.example,查询账单\n10:31,13800001234,催办维修\n",
    ),
)
