"""Invented snapshots for report tests: one realistic audit of 40 items, and audits of any size."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace

from PIL import Image, ImageDraw

from auditdesk.domain import snapshot as s

SECTIONS = (
    ("1", "服务规范与话术管理", "服务规范", 8, (3,), (), 7, 8),
    ("2", "客户信息安全管理", "客户信息", 7, (1, 3), (), 7, 7),
    ("3", "承诺与误导防范", "承诺误导", 5, (), (), 4, 5),
    ("4", "投诉受理与时限", "投诉受理", 7, (), (), 7, 7),
    ("5", "工单与记录管理", "工单记录", 5, (), (2,), 4, 4),
    ("6", "培训与考核", "培训", 4, (), (), 4, 4),
    ("7", "渠道与现场管理", "渠道", 4, (), (4,), 2, 3),
)
TITLES = {
    "1.3": "规范话术的使用", "2.1": "敏感操作前核验身份", "2.3": "证件与卡号遮蔽展示",
    "5.2": "纸质工单归档", "7.4": "外包坐席管理",
}  # fmt: skip
PROBLEMS = (
    ("P1", "绝对化承诺用语", "误导客户 › 虚假信息或承诺", "1.3"),
    ("P2", "敏感操作身份核验不全", "违规操作 › 违反流程", "2.1"),
    ("P3", "单据号码未遮蔽", "泄露客户信息 › 保管不当（扩展）", "2.3"),
    ("P4", "超时未告知进度", "服务态度恶劣 › 故意拖延", "3.3"),
    ("P5", "工单关键节点漏记", "违规操作 › 违反流程", "5.1"),
    ("P6", "打断客户陈述", "服务态度恶劣 › 冷漠敷衍", "1.5"),
    ("P7", "离席未锁屏", "泄露客户信息 › 保管不当（扩展）", "2.4"),
)
OWNERS = ("唐予安", "韩松", "罗思齐", "许清和", "宋锦")
STATES = (
    s.RowState.CLOSED, s.RowState.CLOSED, s.RowState.TO_VERIFY, s.RowState.TO_VERIFY,
    s.RowState.IN_PROGRESS, s.RowState.NOT_STARTED, s.RowState.OVERDUE,
)  # fmt: skip
DIGEST = "9F2C71B4E05A3D88" * 4


def picture(text: str = "脱敏副本", width: int = 900, height: int = 640, kind: str = "JPEG") -> bytes:
    """A screenshot-like picture without any personal data."""
    image = Image.new("RGB", (width, height), "#ffffff")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width, 70), fill="#e2e8ec")
    for row in range(8):
        draw.rectangle((40, 110 + row * 60, 240, 134 + row * 60), fill="#c5cdd3")
        draw.rectangle(
            (300, 110 + row * 60, 420 + (row * 97 + len(text) * 31) % 300, 134 + row * 60), fill="#14181d"
        )
    target = io.BytesIO()
    image.save(target, kind, **({"quality": 82} if kind == "JPEG" else {}))
    return target.getvalue()


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest().upper()


def _section(number, title, short, count, failed, excluded, before, of):
    items = tuple(
        s.ItemCell(
            f"{number}.{n}",
            "fail" if n in failed else "not_applicable" if n in excluded else "pass",
            veto=f"{number}.{n}" in ("2.1", "2.5", "3.4", "4.1"),
        )
        for n in range(1, count + 1)
    )
    passed = count - len(failed) - len(excluded)
    return s.SectionResult(
        number, title, short, items, passed, len(failed), len(excluded), s.Ratio(before, of)
    )


def finding(number: int, severity: str, state: s.RowState, digest: str, **changes) -> s.FindingDetail:
    code, title, kind, item = PROBLEMS[(1, 1, 0, 2, 0, 1, 3, 0, 4, 1, 5, 0, 6)[number % 13]]
    wave = s.Waveform(
        312, tuple(20 + (n * 37 + n * n * 11) % 70 for n in range(100)), ((28, 40), (170, 188)),
        (s.WaveMark(2, 205), s.WaveMark(3, 250)), "姓名、号码已静音",
    )  # fmt: skip
    made = s.FindingDetail(
        code=f"WT-{1000 + number}", title="变更预留手机号前未完成身份核验", severity=severity, state=state,
        item_id=item, item_title=TITLES.get(item, "敏感操作前核验身份"), item_veto=item == "2.1",
        occurred="2026-10-12（周一）14:06，电话渠道", found="2026-10-19 沈知夏，样本 T-0387",
        customer="客户A07（张*，138****2746）", staff="客服B12（化名编号，入职 4 个月）",
        impact="触发单项否决；未造成资金损失", violation_class=kind, problem=f"{code} {title}（2 项）",
        clauses=("客户服务手册 V4.2 第 5.1.3 条", "客户信息保护规定 v1.4 第 8 条"),
        review="2026-10-21 罗成岳，成立", consequence="警告一次，2026-10-26 送达；未申诉",
        chain=(
            s.ChainStep("发现", "10-19"), s.ChainStep("复核成立", "10-21"), s.ChainStep("措施确定", "10-21"),
            s.ChainStep("措施完成", "11-06", done=state in (s.RowState.CLOSED, s.RowState.TO_VERIFY)),
            s.ChainStep("验证通过，关闭", "11-09" if state is s.RowState.CLOSED else "", done=state is s.RowState.CLOSED),
        ),
        description=(
            "客户A07 来电申请变更预留手机号。客服B12 只询问姓名，未核对证件号码，也未核对原手机号后四位"
            "（证据①②），即在系统提交变更，并告知“已经给您办好了”（证据③）。变更后未向原号码发送提示。"
            "经回访核实，本笔为客户本人办理；但预留手机号用于接收动态密码，未核验即变更可能导致账户被冒用。"
        ),
        evidence=(
            s.EvidencePiece("E-031", "工单截图", "脱敏副本，6 处已替换或遮盖", DIGEST, "6464" + DIGEST[4:], digest, 900, 640),
            s.EvidencePiece("E-032", "通话录音", "标记 ② 00:03:25　③ 00:04:10", "61F7" + DIGEST[4:], "A720" + DIGEST[4:], waveform=wave),
        ),
        causes=(
            s.Labelled("何事", "敏感操作前漏做证件号与后四位核验"), s.Labelled("何人", "客服B12，电话一组；同组共 2 人次"),
            s.Labelled("何时", "10-12 14:06，午后高峰"), s.Labelled("何因", "新员工误以为“来电号码一致即可简化”"),
            s.Labelled("何地", "电话渠道，客户资料变更页面"), s.Labelled("如何", "系统未强制勾选核验项即可提交"),
        ),
        cause_note="访谈 2026-10-20（访谈记录 E-033）。根因归类：流程缺陷为主，人员培训为辅；系统改造另列 WT-1006。",
        actions=(s.ActionLine("电话组全员复训双要素核验并逐人考核；敏感操作录音每日抽听 5 条，连续 10 个工作日", "唐予安", "电话一组组长", "2026-11-11", "15 个工作日", "2026-11-06"),),
        deadline_note="期限自 10-21 次日起算：15 个工作日，期间无法定节假日与调休。",
        verifications=(s.VerificationLine("11-07 至 11-09 敏感操作录音 43 条中随机抽取 20 条，种子 20261107", "江弈", "20 / 20 通过", "2026-11-09", "质检主管", "要求 100%"),) if state is s.RowState.CLOSED else (),
    )  # fmt: skip
    if severity == "minor":
        made = replace(
            made, chain=made.chain[:1], evidence=made.evidence[:1], causes=made.causes[3:4], cause_note="",
            customer="", description="客户来电咨询，客服B12 答复时用了“绝对不会再扣费”一句，与合同约定不符。", impact="",
        )  # fmt: skip
    return replace(made, **changes)


def _register(findings):
    groups = []
    for code, title, kind, item in PROBLEMS:
        rows = tuple(
            s.RegisterRow(
                f.code, f.severity, "变更预留手机号前未核对证件号与后四位", "全员复训双要素核验并考核；每日抽听 5 条",
                OWNERS[i % len(OWNERS)], "2026-11-11", "15 个工作日", f.state,
                ("验证 20 / 20，11-09",) if f.state is s.RowState.CLOSED
                else ("超 3 个工作日", "延期至 11-25", "韩立群批准") if f.state is s.RowState.OVERDUE else ("完成 60%",),
            )
            for i, f in enumerate(findings)
            if f.problem.startswith(code + " ")
        )  # fmt: skip
        if rows:
            closed = sum(r.state is s.RowState.CLOSED for r in rows)
            groups.append(s.RegisterGroup(code, title, f"{kind}　检查项 {item}", rows, closed))
    return tuple(groups)


def _owners(findings):
    made = []
    for n, owner in enumerate(OWNERS):
        own = [f for i, f in enumerate(findings) if i % len(OWNERS) == n]
        if own:
            closed = sum(f.state is s.RowState.CLOSED for f in own)
            made.append(
                s.OwnerCount(owner, len(own), closed, sum(f.state is s.RowState.OVERDUE for f in own))
            )
    return tuple(made)


def indicators() -> s.Indicators:
    rows = [
        ("客户满意度（4–5 星）", "手册 6.2", 7412, 8019, "92.4", "≥ 90", "+2.4", True, ""),
        ("首次解决率", "细则 2.1", 18566, 21484, "86.4", "≥ 85", "+1.4", True, ""),
        ("平均处理时长（秒）", "细则 2.2", 1854069, 21484, "86.3", "≤ 90", "−3.7", True, ""),
        ("20 秒接通率", "细则 2.3", 21357, 22387, "95.4", "≥ 95", "+0.4", True, ""),
        ("放弃率", "细则 2.4", 903, 22387, "4.0", "≤ 5", "−1.0", True, ""),
        ("话术合规率", "细则 4.1", 21033, 21484, "97.9", "≥ 98", "−0.1", False, "1.3，P1"),
        ("投诉 24 小时首次响应率", "规范 3.1", 108, 111, "97.3", "≥ 100", "−2.7", False, "4.2，P4"),
        ("重大投诉 48 小时办结率", "规范 3.2", 6, 6, "100.0", "≥ 100", "0.0", None, ""),
    ]
    hours = tuple(f"{h:02d}" for h in range(8, 20))
    days = "周一 周二 周三 周四 周五 周六 周日".split()

    def cell(d, h):
        value = (
            98.2
            - ((d * 5 + h * 7) % 9) / 4
            - (6.5 if d in (0, 4) and h in (1, 2, 7) else 0)
            - (4 if h == 4 and d < 5 else 0)
        )
        level = 0 if value >= 98 else 1 if value >= 96 else 2 if value >= 95 else 3 if value >= 92 else 4
        return s.HeatCell(f"{value:.1f}", level) if (d, h) != (6, 11) else s.HeatCell("")

    heat = s.HeatMap(
        "20 秒接通率热力图", "小时 × 星期，单位 %", hours,
        tuple(s.HeatRow(day, tuple(cell(d, h) for h in range(12)), "90.6" if d == 0 else "96.5", below=d == 0) for d, day in enumerate(days)),
        s.HeatRow("全周", tuple(s.HeatCell("94.5" if h in (1, 4) else "97.2", 3 if h in (1, 4) else 1) for h in range(12)), "95.4"),
        ("≥ 98", "96–98", "95–96", "92–95", "< 92"), "深底白字、方框：低于阈值 95%；分母为呼入 22,387 次",
        "全周达标；但周一 09–10 时低于 95%，工作日 12 时低于 95%。",
    )  # fmt: skip
    months = [str(m) for m in range(1, 11)]

    def trend(title, note, values, limit, low, high):
        points = tuple(
            s.TrendPoint(m, v, float(v) >= float(limit), audited=m in ("9", "10"))
            for m, v in zip(months, values, strict=True)
        )
        return s.Trend(title, note, points, limit, low, high)

    trends = (
        trend("20 秒接通率", "阈值 95；连降六个月，10 月未达标", "97.0 97.1 96.9 96.8 96.7 96.6 96.3 95.9 95.2 94.8".split(), "95", "93", "99"),
        trend("话术合规率", "阈值 98；10 月首次达标，期内合计未达标", "95.8 96.4 96.7 96.9 97.2 97.3 97.5 97.7 97.9 98.3".split(), "98", "95", "99"),
        trend("投诉 24 小时首次响应率", "阈值 100；10 月达标，期内合计未达标", "92.8 92.0 94.5 95.0 94.8 95.1 96.0 97.4 98.8 100.0".split(), "100", "90", "100"),
    )  # fmt: skip
    return s.Indicators(
        tuple(s.IndicatorRow(*row) for row in rows),
        heat,
        trends,
        "2026 年 1 至 10 月，单位 %；底纹为本期，虚线为阈值，空心点低于阈值",
    )


def scope() -> s.Scope:
    rows = (
        s.SamplingRow("电话录音", 21484, 60, "20", True, 24, 24, 12),
        s.SamplingRow("在线会话", 9630, 40, "20", True, 16, 16, 8),
        s.SamplingRow("服务工单", 3418, 30, "20", True, 12, 12, 6),
        s.SamplingRow("现场服务记录", 1286, 20, "20", True, 8, 8, 4),
        s.SamplingRow("投诉记录", 111, 111, "全量", True, None, None, 111),
    )
    return s.Scope(
        lines=(
            s.Labelled("业务期间", "2026-09-01 至 2026-10-31；实施检查 2026-10-15 至 2026-10-28，整改与验证至 2026-11-16"),
            s.Labelled("渠道与对象", "电话、在线、现场三类渠道，服务工单与投诉记录；在岗客服代表 48 人"),
            s.Labelled("目标", "合规率不低于 90%；单项否决零触发；问题到期关闭率不低于 95%"),
            s.Labelled("不适用", "5.2 纸质工单归档（本中心无纸质工单）；7.4 外包坐席管理（本中心无外包坐席）"),
        ),
        team=(
            s.TeamRow("韩立群", "客服主管", "负责人；组织实施，审定结论", signs=True),
            s.TeamRow("罗成岳", "合规专员", "确认依据，二次复核", reviews=True, signs=True),
            s.TeamRow("沈知夏", "客服质量专员", "第 1 至 4 类检查", answers=True),
            s.TeamRow("陆行舟", "运营分析专员", "第 5 至 7 类检查，记录分析", answers=True),
            s.TeamRow("江　弈", "质检主管", "抽取新样本，验证整改", verifies=True),
            s.TeamRow("何嘉木", "客服代表（电话）", "说明流程，参加访谈"),
            s.TeamRow("叶星澜", "客服代表（在线）", "说明流程，参加访谈"),
            s.TeamRow("方以宁", "法务顾问", "解释法律依据"),
        ),
        separation="38 项适用项全部经第二人复核：作答人不复核本人结果，责任人不验证本人措施，两处签名不为同一人。",
        basis=(
            s.BasisRow("中华人民共和国个人信息保护法", "2021-11-01 施行", 5),
            s.BasisRow("中华人民共和国消费者权益保护法", "2014-03-15 施行", 3),
            s.BasisRow("客户服务手册", "V4.2　2026-03-01", 14),
            s.BasisRow("客户信息保护规定", "v1.4　2025-12-15", 9),
            s.BasisRow("呼叫中心质量监控细则", "V3.1　2026-01-10", 12),
            s.BasisRow("顾客服务与投诉处理操作规范", "V1.6　2025-09-01", 8),
        ),
        materials_period="2026-09 至 10",
        materials=(
            s.MaterialRow("通话录音", "21,484 条", True), s.MaterialRow("在线会话", "9,630 段", True),
            s.MaterialRow("服务工单", "3,418 张", True), s.MaterialRow("投诉记录", "111 件", True),
            s.MaterialRow("话术模板", "42 份", True), s.MaterialRow("排班与席位图", "改为现场观察", False),
        ),
        method="38 项适用项按主要方式：抽查录音 13 项，抽查工单与会话 9 项，查阅制度与台账 9 项，由记录计算 5 项，现场观察 2 项。不合规结果由自查员与当事人访谈，再由合规专员二次复核；7 项问题均维持原判，无申诉。",
        sampling=s.Sampling(
            rows, s.SamplingRow("合计", 35929, 261, "", True, 60, 60, 141),
            "按“渠道 × 时段”分层，层内简单随机、不放回；高峰为 09–12 时与 14–17 时；特殊场景为投诉与退换。覆盖客服代表 46 / 48 人（2 人期内休假）。编号全表见附件 snapshot.json。",
            "20261015", "C1B8" + DIGEST[4:], "A19C" + DIGEST[4:], tuple(f"T-{n:04d}" for n in range(261)),
        ),
    )  # fmt: skip


def appendix(sections) -> tuple[s.AppendixSection, ...]:
    def row(item: s.ItemCell) -> s.AppendixRow:
        failed = item.verdict == "fail"
        return s.AppendixRow(
            item.id, TITLES.get(item.id, "录音告知与同意"), "敏感操作前核验客户身份",
            "核对姓名、证件号与预留手机号后四位，缺一不得办理；不得代答。", "抽查操作 15 笔", item.verdict, item.veto,
            "15 笔中 6 笔核验不全（WT-1000）" if failed else "本中心未开展" if item.verdict == "not_applicable" else "",
            "唐予安等 2 人" if failed else "", "11-06 至 11-25" if failed else "", "完成 1，待验证 1" if failed else "",
        )  # fmt: skip

    return tuple(s.AppendixSection(x.number, x.title, tuple(map(row, x.items))) for x in sections)


def sample_snapshot(**changes) -> tuple[s.ReportSnapshot, dict[str, bytes]]:
    """The story of the screens: 嘉岭分中心, October 2026, 35 of 38 items comply, 2.1 vetoes."""
    image = picture()
    digest = digest_of(image)
    sections = tuple(_section(*spec) for spec in SECTIONS)
    severities = ("critical", "critical", "major", "minor", "minor", "minor", "minor")
    findings = tuple(
        finding(n, severity, state, digest)
        for n, (severity, state) in enumerate(zip(severities, STATES, strict=True))
    )
    return replace(_base(sections, findings), **changes), {digest: image}


def _base(sections, findings) -> s.ReportSnapshot:
    failed = sum(x.failed for x in sections)
    passed = sum(x.passed for x in sections)
    excluded = sum(x.not_applicable for x in sections)
    closed = sum(f.state is s.RowState.CLOSED for f in findings)
    counts: dict[str, int] = {}
    for f in findings:
        counts[f.problem.split(" ")[0]] = counts.get(f.problem.split(" ")[0], 0) + 1
    bars, running = [], 0
    for code, title, _kind, _item in sorted(PROBLEMS, key=lambda p: -counts.get(p[0], 0)):
        if counts.get(code):
            running += counts[code]
            bars.append(s.ProblemBar(code, title, counts[code], running))
    now, before = s.Ratio(passed, passed + failed), s.Ratio(31, 34)
    change = s.points_change(now, before)
    return s.ReportSnapshot(
        identity=s.Identity(
            "BG-2610-01", 1, "恒川消费金融股份有限公司", "嘉岭分中心", "客户服务流程合规性自查报告", "2026 年 10 月例行自查",
            "日常监控（月度例行）", "内部资料　限制传阅", "2026-09-01", "2026-10-31", "2026-11-16T15:20:05+08:00",
            "客户服务流程合规自查清单（综合版）", "2026.2", "分中心管理层、总部合规部；归档保存 5 年",
        ),
        result=s.Result(
            items=passed + failed + excluded, passed=passed, failed=failed, not_applicable=excluded, verdict="不合格",
            good=False, target="90", target_met=passed * 10 >= (passed + failed) * 9,
            score=s.Score("综合得分（加权）", "59.0", "91.4", ("合规权重 85 ÷ 适用权重 93 = 91.4%", "触发单项否决，封顶 59.0")),
            vetoes_defined=4,
            vetoes=(s.VetoLine("2.1", "敏感操作前核验身份", "抽查录音 10 条，2 条未完成双要素核验（WT-1000、WT-1001，重大 2 项）。", "《客户信息保护规定》v1.4 第 8 条，任一否决项不合规，综合得分不高于 59.0 分"),),
            verdict_without_veto="合格", findings=len(findings), closed=closed, due=3, due_closed=2, closure_target="95", previous=before,
        ),
        sections=sections,
        comparison=s.Comparison(
            "2026 年 9 月例行自查",
            (
                s.ComparisonRow("合规率 %", before.percent(), now.percent(), change.lstrip("+−"), (change[0] == "+") - (change[0] == "−"), change[0] == "−"),
                s.ComparisonRow("不合规项", "3", str(failed), str(abs(failed - 3)), (failed > 3) - (failed < 3), failed > 3),
                s.ComparisonRow("问题数", "9", str(len(findings)), "2", -1),
                s.ComparisonRow("触发单项否决", "0", "1", "1", 1, worse=True),
            ),
            "不合规项 3 − 2 消除 + 2 新增 = 3；其中 1 项重复发生：1.3。",
        ),
        problems=tuple(bars),
        states=tuple(s.StateCount(state, n) for state in s.RowState if (n := sum(f.state is state for f in findings))),
        scope=scope(), findings=findings, register=_register(findings), owners=_owners(findings), indicators=indicators(),
        next_steps=(
            s.NextStep("跟踪未关闭的 5 项问题（WT-1002 至 WT-1006），逐项抽取新样本验证", "江弈　质检主管", "2026-12-04 前"),
            s.NextStep("2.1 项整改完成后复评否决项，形成本报告第 2 版", "罗成岳　合规专员", "2026-12-11 前"),
            s.NextStep("周一 09–12 时增排 6 席，评估 20 秒接通率", "韩立群　客服主管", "2026-12-18 前"),
            s.NextStep("将 P1、P2 两类问题脱敏后编入培训案例库并组织学习", "宋锦　培训主管", "2026-12-25 前"),
        ),
        signers=(s.Signer("合规专员", "罗成岳"), s.Signer("客服主管", "韩立群")),
        journal_number=18427, journal_sha256="A055" + DIGEST[4:], calendar_version="国务院办公厅 2026 年节假日安排，数据版 2026.1",
        glossary=(s.Labelled("合规率", "合规项数 ÷ 适用项数；不适用不计入分母。"),),
        pseudonyms=(s.Labelled("客户A01…", "客户化名，仅在本次自查内一致。"), s.Labelled("客服B01…", "员工化名编号，对照表由合规专员保管。")),
        appendix=appendix(sections),
    )  # fmt: skip


def large_snapshot(items: int, findings: int, pictures: int) -> tuple[s.ReportSnapshot, dict[str, bytes]]:
    """An audit of any size; every finding refers to a picture of its own while pictures last."""
    images = [picture("图" * (n % 9 + 1), 900 + n, 640) for n in range(pictures)]
    digests = [digest_of(image) for image in images]
    sections = []
    for number in range(1, max(1, items // 8) + 1):
        count = 8 if number < max(1, items // 8) else items - 8 * (max(1, items // 8) - 1)
        failed = (2, 5) if number % 2 else (3,)
        sections.append(
            _section(str(number), f"第 {number} 类检查事项", f"第{number}类", count, failed, (4,), 6, 7)
        )
    details = tuple(
        finding(
            n, ("critical", "major", "major", "minor", "minor")[n % 5], STATES[n % len(STATES)],
            digests[n % len(digests)] if digests else "",
        )
        for n in range(findings)
    )  # fmt: skip
    return _base(tuple(sections), details), dict(zip(digests, images, strict=True))
