"""Kinds, fields and values of replicated entities in the words of the screens, for conflicts and queues.

A field that is added to a kind of `domain.replicated` gets its word here; one without a word is shown by
its name, and a test names it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial
from typing import TypeVar

from auditdesk.domain import wording_learning as learned
from auditdesk.domain import wording_library as more
from auditdesk.domain import wording_planning as planned
from auditdesk.domain.audits import (
    AuditKind,
    AuditState,
    ReviewDecision,
    kind_label,
    state_label,
    verdict_label,
)
from auditdesk.domain.checklists import Severity, severity_label
from auditdesk.domain.evidence import MaskState
from auditdesk.domain.findings import (
    ActionState,
    FindingState,
    action_state_label,
    finding_state_label,
    outcome_label,
)
from auditdesk.domain.people import Role, role_label
from auditdesk.domain.planning import Every, every_label
from auditdesk.i18n import _

E = TypeVar("E", bound=StrEnum)


def entity_word(kind: str) -> str:
    """What an entity of this kind is called."""
    words = {
        "user": _("用户"), "form": _("清单"), "audit": _("自查"), "answer": _("检查结果"),
        "finding": _("问题"), "problem": _("高频问题"), "action": _("整改措施"),
        "verification": _("整改验证"), "appeal": _("申诉"), "evidence": _("证据"),
        "evidence_link": _("证据关联"), "mark": _("证据标记"), "comment": _("批注"), "report": _("报告"),
    }  # fmt: skip
    return (words | more.later_entities() | learned.entities() | planned.entities()).get(kind, kind)


def field_word(kind: str, field: str) -> str:
    """What a field is called on screens; the same name means different things in different kinds."""
    own: dict[str, Callable[[], dict[str, str]]] = {
        "user": _user, "form": _form, "audit": _audit, "answer": _answer, "finding": _finding,
        "problem": _problem, "action": _action, "verification": _verification, "appeal": _appeal,
        "evidence": _evidence, "evidence_link": _link, "mark": _mark, "comment": _comment,
        "report": _report, "document": more.document, "approval": more.approval, "course": more.course,
        "handling": more.handling, "recheck": more.recheck, "mask_decision": more.mask_decision,
        "mask_review": more.mask_review, "destruction": more.destruction,
        "retention_choice": more.retention_choice, "mask_rule": more.mask_rule,
        "plan": planned.plan, "plan_date": planned.plan_date, "past_result": planned.past_result,
        "draw": learned.draw, "extension": learned.extension, "ledger_entry": learned.ledger_entry,
        "ledger_step": learned.ledger_step, "training_case": learned.training_case,
    }  # fmt: skip
    words = _shared() | (own[kind]() if kind in own else {})
    return words.get(field, field)


def _shared() -> dict[str, str]:
    return {
        "code": _("编号"), "title": _("标题"), "name": _("名称"), "state": _("状态"), "note": _("备注"),
        "created_at": _("建立时间"), "created_by": _("建立人"), "audit_id": _("所属自查"),
        "item_id": _("检查项"), "finding_id": _("所属问题"), "evidence_id": _("所属证据"),
        "owner": _("责任人"), "owner_id": _("责任人账号"), "cause": _("原因"), "result": _("结果"),
        "violation_class": _("违规分类"), "deadline": _("期限"),
    }  # fmt: skip


def _user() -> dict[str, str]:
    return {
        "staff_no": _("工号"), "name": _("姓名"), "role": _("角色"), "title": _("职务"),
        "department": _("部门"), "public_key": _("签名公钥"), "certificate": _("签名证书"),
        "active": _("是否在用"),
    }  # fmt: skip


def _form() -> dict[str, str]:
    return {"form_id": _("清单标识"), "version": _("版本"), "text": _("清单内容")}


def _audit() -> dict[str, str]:
    return {
        "kind": _("自查类型"), "form_key": _("所用清单"), "period_start": _("周期起"),
        "period_end": _("周期止"), "due": _("完成期限"), "channels": _("渠道"), "goal": _("目的"),
        "scope": _("范围"), "team": _("人员分工"), "materials": _("资料清单"), "samples": _("抽样"),
        "signers": _("签字人"), "next_steps": _("下一步安排"),
        "revision": _("报告版次"), "previous_id": _("上一次自查"), "report_id": _("报告编号"),
        "pseudonym_key": _("代号密钥"),
    }  # fmt: skip


def _answer() -> dict[str, str]:
    return {
        "item_hash": _("检查项版本"), "verdict": _("判定"), "value": _("数值"), "choices": _("选项"),
        "note": _("情况说明"), "samples_checked": _("已查样本"), "samples_failed": _("不符样本"),
        "sample_marks": _("样本逐条"), "answered_by": _("检查人"), "answered_at": _("检查时间"),
        "origin": _("来源"), "review": _("复核结论"), "review_by": _("复核人"), "review_at": _("复核时间"),
        "review_note": _("复核意见"), "deductions": _("扣分"), "review_asks": _("复核要求"),
    }  # fmt: skip


def _finding() -> dict[str, str]:
    return {
        "description": _("事实"), "occurred_at": _("发生时间"), "found_on": _("发现日期"),
        "staff_code": _("客服代号"), "customer": _("客户"), "channel": _("渠道"), "severity": _("严重程度"),
        "problem_id": _("所属高频问题"), "cause_kinds": _("原因类别"), "five_w": _("五个为什么"),
        "interview": _("面谈记录"), "deadline_days": _("期限（工作日）"), "extension": _("延期至"),
        "extension_by": _("延期批准人"), "consequence": _("影响"), "closed_on": _("关闭日期"),
    }  # fmt: skip


def _problem() -> dict[str, str]:
    return {
        "baseline": _("现状"), "target": _("目标"), "cause_kinds": _("原因类别"), "five_w": _("5W1H"),
        "method": _("改进方法"), "phase": _("阶段"), "metric": _("指标"), "current": _("当前值"),
        "due": _("期限"),
    }  # fmt: skip


def _action() -> dict[str, str]:
    return {
        "measure": _("整改措施"), "due": _("期限"), "state": _("整改结果"), "result": _("完成情况"),
        "done_on": _("完成日期"), "done_by": _("完成人"),
    }  # fmt: skip


def _verification() -> dict[str, str]:
    return {
        "population": _("总体数"), "sample_size": _("样本数"), "required": _("应合格数"),
        "passed": _("合格数"), "seed": _("抽样种子"), "verified_by": _("验证人"),
        "verified_by_id": _("验证人账号"), "verified_on": _("验证日期"), "sample_ids": _("样本编号"),
        "draw_id": _("抽样记录"), "population_sha256": _("总体摘要"), "marks": _("逐条结论"),
    }  # fmt: skip


def _appeal() -> dict[str, str]:
    return {
        "reason": _("申诉理由"), "raised_by": _("申诉人"), "raised_on": _("申诉日期"),
        "deadline": _("答复期限"), "first_decision": _("初次答复"), "second_decision": _("复议答复"),
        "decided_by": _("答复人"), "decided_on": _("答复日期"), "outcome": _("复议结果"),
        "first_by": _("初次认定人"), "second_by": _("复议人账号"), "recorded_by": _("登记人"),
    }  # fmt: skip


def _evidence() -> dict[str, str]:
    return {
        "media_type": _("文件类型"), "size": _("大小"), "sha256": _("文件指纹"), "added_by": _("添加人"),
        "added_at": _("添加时间"), "source": _("来源"), "captured_at": _("采集时间"),
        "derived_from": _("取自证据"), "mask_state": _("脱敏状态"), "mask_summary": _("脱敏摘要"),
        "tags": _("标签"), "expires_on": _("保存到"), "destroyed_at": _("销毁时间"),
    }  # fmt: skip


def _link() -> dict[str, str]:
    return {"target_kind": _("关联到"), "target_id": _("关联对象"), "removed": _("已取消关联")}


def _mark() -> dict[str, str]:
    return {
        "label": _("说明"), "start_seconds": _("起（秒）"), "end_seconds": _("止（秒）"),
        "region": _("区域"),
    }  # fmt: skip


def _comment() -> dict[str, str]:
    return {"about": _("批注对象"), "text": _("批注"), "author": _("作者")}


def _report() -> dict[str, str]:
    return {
        "revision": _("版次"), "file_name": _("文件名"), "sha256": _("文件指纹"),
        "snapshot_digest": _("数据摘要"), "signatures": _("签名数"), "built_at": _("生成时间"),
        "built_by": _("生成人"),
    }  # fmt: skip


def value_word(kind: str, field: str, value: object, people: Mapping[str, str] | None = None) -> str:
    """A field's value as a person reads it; ``people`` are user names by id. Empty values say so."""
    if value is None or value in ("", [], ()):
        return _("（空）")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list | tuple):
        return "、".join(value_word(kind, field, one, people) for one in value)
    if isinstance(value, Mapping):
        return "，".join(str(one) for one in value.values() if one)
    text = str(value)
    known = _labels(kind, field)
    return known(text) if known else (people or {}).get(text, text)


def _labels(kind: str, field: str) -> Callable[[str], str] | None:
    """How the values of a closed set are called; None for free values."""
    by: dict[tuple[str, str], Callable[[str], str]] = {
        ("user", "role"): partial(_label, Role, role_label),
        ("audit", "kind"): partial(_label, AuditKind, kind_label),
        ("plan", "kind"): partial(_label, AuditKind, kind_label),
        ("past_result", "kind"): partial(_label, AuditKind, kind_label),
        ("plan", "every"): partial(_label, Every, every_label),
        ("audit", "state"): partial(_label, AuditState, state_label),
        ("answer", "verdict"): verdict_label,
        ("finding", "severity"): partial(_label, Severity, severity_label),
        ("finding", "state"): partial(_label, FindingState, finding_state_label),
        ("action", "state"): partial(_label, ActionState, action_state_label),
        ("answer", "review"): _review,
        ("appeal", "outcome"): outcome_label,
        **learned.labels(),
        ("evidence", "mask_state"): mask_state_label,
    }
    return by.get((kind, field))


def _label(cls: type[E], label: Callable[[E], str], text: str) -> str:
    """The label of a member; a value of a newer program stands as it is."""
    try:
        member = cls(text)
    except ValueError:
        return text
    return label(member)


def _review(text: str) -> str:
    words = {ReviewDecision.CONFIRMED.value: _("维持"), ReviewDecision.RETURNED.value: _("退回")}
    return words.get(text, text)


def mask_state_label(text: str) -> str:
    """A `MaskState` value in words."""
    words = {
        MaskState.UNMASKED.value: _("未脱敏"), MaskState.PENDING.value: _("待确认"),
        MaskState.MASKED.value: _("已脱敏"), MaskState.NOT_NEEDED.value: _("无需脱敏"),
    }  # fmt: skip
    return words.get(text, text)
