"""The journal's short action names in the words of the field."""

from __future__ import annotations

from collections.abc import Mapping

from auditdesk.domain.evidence import MaskState
from auditdesk.domain.findings import ActionState, action_state_label
from auditdesk.domain.people import Role, role_label
from auditdesk.domain.wording import mask_state_label
from auditdesk.i18n import _

_OPAQUE = 32
"""Ids are 32 hex characters; a person recognises the first eight."""
_SHOWN = 8


def action_word(action: str) -> str:
    """The word for an action; a name that a newer program wrote is shown as it is."""
    for words in _BOOKS:
        found = words().get(action)
        if found:
            return found
    return action


def known_actions() -> frozenset[str]:
    """Every action that has a word."""
    return frozenset(action for words in _BOOKS for action in words())


def subject_word(action: str, subject: str) -> str:
    """The subject as shown: codes as they are, long ids cut."""
    if action in ("unlock", "workspace.create", "workspace.join", "recovery.renew"):
        return ""
    opaque = len(subject) == _OPAQUE and all(char in "0123456789abcdef" for char in subject)
    return subject[:_SHOWN] if opaque else subject


def detail_words(detail: tuple[tuple[str, str], ...]) -> str:
    """Details as ``name value`` pairs; digests are cut."""
    names = _detail_names()
    parts = []
    for name, value in detail:
        shown = _value_words(name, value)
        cut = shown if len(shown) < 2 * _OPAQUE else f"{shown[:_SHOWN]}…"
        parts.append(f"{names.get(name, name)} {cut}".strip())
    return _("，").join(parts)


def _value_words(name: str, value: str) -> str:
    """Values that are names inside the program, in words."""
    if name == "role" and value in set(Role):
        return role_label(Role(value))
    if name == "state" and value in set(ActionState):
        return action_state_label(ActionState(value))
    if name == "state" and value in set(MaskState):
        return mask_state_label(value)
    if name == "active":
        return _("是") if value == "1" else _("否")
    if name == "fields":
        words = _field_names()
        return _("、").join(words.get(field, field) for field in value.split())
    return value


def _field_names() -> Mapping[str, str]:
    return {
        "description": _("事实"), "title": _("名称"), "cause": _("原因"), "cause_kinds": _("原因分类"),
        "owner": _("责任人"), "deadline_days": _("期限"), "severity": _("程度"), "violation_class": _("类别"),
        "staff_code": _("客服"), "customer": _("客户"), "channel": _("渠道"), "occurred_at": _("发生时间"),
        "interview": _("访谈"), "five_w": _("五个为什么"), "consequence": _("后果"), "team": _("小组"),
        "goal": _("目标"), "scope": _("范围"), "channels": _("渠道"), "materials": _("材料"),
        "due": _("完成日"), "signers": _("签署人"), "next_steps": _("后续安排"),
        "samples": _("样本"), "extension": _("延期"), "every": _("周期"), "starts_on": _("开始"),
        "ends_on": _("结束"), "due_day": _("完成日"), "due_after": _("完成月"), "earlier": _("遇休息日"),
        "lead_days": _("提前天数"), "active": _("启用"), "form": _("清单"), "kind": _("类型"),
    }  # fmt: skip


def _detail_names() -> Mapping[str, str]:
    return {
        "items": _("检查项"), "form": _("清单"), "fields": _("字段"), "from": _("从"), "to": _("到"),
        "revision": _("版次"), "sha256": "SHA-256", "target": _("对象"), "reason": _("理由"),
        "copy": _("副本"), "state": _("状态"), "segments": _("段"), "files": _("文件"), "findings": _("问题"),
        "result": _("结果"), "role": _("角色"), "device": _("电脑"), "choice": _("选择"), "at": _("时间"),
        "minutes": _("分钟"), "entries": _("条数"), "active": _("在用"), "why": _("原因"),
        "signer": _("签名人"), "cycle": _("期"), "plan": _("计划"), "sent": _("送出"),
        "received": _("收到"), "day": _("日期"), "kind": _("类型"), "round": _("轮次"), "tags": _("标签"),
        "document": _("文件"), "people": _("人数"),
    }  # fmt: skip


def _work_words() -> Mapping[str, str]:
    return {
        "audit.plan": _("新建自查"), "audit.change": _("修改自查"), "audit.move": _("自查换状态"),
        "audit.reopen": _("重开自查"), "audit.submit": _("提交复核"),
        "answer": _("填写检查结果"), "answer.restore": _("撤销或重做检查结果"),
        "answer.resubmit": _("送回复核"), "answer.copy-last": _("沿用上次的检查结果"),
        "finding.withdraw": _("撤回空白问题草稿"),
        "review.confirmed": _("复核通过"), "review.returned": _("复核退回"),
        "finding.begin": _("新建问题"), "finding.change": _("修改问题"), "finding.extend": _("延长整改期限"),
        "finding.verify": _("验证问题"), "problem.group": _("归并高频问题"),
        "action.add": _("新增整改措施"), "action.move": _("整改措施换状态"),
        "finding.draw": _("抽取新样本"), "finding.judge": _("核对新样本"),
        "finding.export": _("导出问题与整改"),
        "finding.ask-extension": _("申请延期"), "problem.begin": _("新建高频问题"),
        "problem.change": _("修改高频问题"), "appeal.raise": _("登记申诉"), "appeal.decide": _("复议申诉"),
        "ledger.enter": _("登入违规台账"), "ledger.step": _("违规处理一步"),
        "ledger.export": _("导出违规台账"),
        "case.make": _("做成案例"), "case.change": _("修改案例"), "case.publish": _("发布案例"),
        "case.withdraw": _("撤回案例"), "case.export": _("导出案例"),
        "evidence.add": _("添加证据"), "evidence.again": _("再次收到相同的证据"),
        "evidence.cite": _("引用证据"), "evidence.uncite": _("取消引用证据"),
        "evidence.mark": _("标记证据"), "evidence.unmark": _("删除证据标记"),
        "evidence.reveal": _("查看未脱敏原件"), "evidence.crop": _("裁剪证据图片"),
        "evidence.mask": _("脱敏证据"), "evidence.accept": _("确认脱敏"),
        "evidence.destroy": _("销毁证据"), "evidence.export": _("导出证据"),
        "evidence.note": _("写证据备注"), "evidence.trail": _("导出保管记录"),
        "evidence.body": _("导出证据集"),
        "form.import": _("导入清单"), "report.build": _("生成报告"), "report.sign": _("签署报告"),
        "audit.carry": _("自查换到新版清单"), "evidence.check": _("核对全部证据"),
        "evidence.copy": _("由原件脱敏生成"), "evidence.expiry": _("改证据到期日"),
        "evidence.open": _("打开查看证据"), "evidence.propose": _("提出销毁证据"),
        "evidence.tag": _("改证据标签"), "mask.review": _("核对脱敏"),
        "mask.elsewhere": _("手工标记到其他文件"), "mask.table": _("导出脱敏结果表"),
        "retention.change": _("改保存期限"),
        "rule.on": _("启用识别规则"), "trust.add": _("信任签发机构"),
    }  # fmt: skip


def _planning_words() -> Mapping[str, str]:
    return {
        "plan.add": _("新建计划"), "plan.change": _("修改计划"), "plan.start": _("按计划开始自查"),
        "plan.skip": _("跳过一期计划"), "plan.unskip": _("恢复一期计划"),
        "past.add": _("补录往期结果"), "past.remove": _("撤下往期结果"),
    }  # fmt: skip


def _library_words() -> Mapping[str, str]:
    return {
        "document.draft": _("起草依据文件"), "document.save": _("保存依据草稿"),
        "document.publish": _("发布依据文件"), "document.recheck": _("重审引用依据的检查项"),
        "form.draft": _("起草清单"), "form.save": _("保存清单草稿"), "form.publish": _("发布清单"),
        "form.retire": _("停用清单"),
        "library.comment": _("写审批意见"), "library.decide": _("审批"), "library.discard": _("作废草稿"),
        "library.handle": _("处理审批意见"), "library.remind": _("提醒待审人"),
        "library.submit": _("提交审批"), "library.withdraw": _("退回草稿"),
    }  # fmt: skip


def _place_words() -> Mapping[str, str]:
    return {
        "unlock": _("解锁"), "unlock.failed": _("解锁失败"), "workspace.create": _("建立工作区"),
        "workspace.join": _("加入工作区"), "workspace.recover": _("用恢复件打开"),
        "workspace.backup": _("备份"), "passphrase.change": _("换口令"), "recovery.renew": _("换恢复件"),
        "lock.after": _("改自动锁定时间"), "user.add": _("添加用户"), "user.change": _("修改用户"),
        "journal.export": _("导出操作日志"),
        "share.init": _("建立共享目录"), "share.invite": _("邀请电脑"), "share.revoke": _("停用电脑"),
        "share.join.later": _("加入后未能同步"), "share.sync": _("同步"), "share.heal": _("补回共享文件"),
        "share.carry": _("用 U 盘带走变更"), "share.take_up": _("接上备份后的变更"),
        "alarm.dismiss": _("处理告警"), "conflict.resolve": _("处理冲突"),
    }  # fmt: skip


_BOOKS = (_work_words, _planning_words, _library_words, _place_words)
