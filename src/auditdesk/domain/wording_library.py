"""Words for the fields of library, masking and retention; `wording` holds those of the audit itself."""

from __future__ import annotations

from auditdesk.i18n import _


def later_entities() -> dict[str, str]:
    """What entities of these kinds are called."""
    return {
        "document": _("依据文件"), "approval": _("审批"), "course": _("审批过程"), "handling": _("意见处理"),
        "recheck": _("依据重审"), "mask_decision": _("脱敏决定"), "mask_review": _("脱敏核对"),
        "destruction": _("销毁记录"), "retention_choice": _("保存期限"), "mask_rule": _("识别规则"),
    }  # fmt: skip


def document() -> dict[str, str]:
    """A controlled document (REQUIREMENTS D1)."""
    return {
        "document_id": _("文件编号"), "version": _("版本"), "kind": _("种类"), "scope": _("适用范围"),
        "effective_on": _("生效日期"), "review_months": _("复审间隔（月）"), "clauses": _("条款"),
        "file_name": _("文件名"), "media_type": _("文件类型"), "size": _("大小"), "sha256": _("文件指纹"),
    }  # fmt: skip


def approval() -> dict[str, str]:
    """One participant's part in a review."""
    return {
        "subject": _("审批对象"), "round": _("轮次"), "stage": _("阶段"), "user_id": _("参与人账号"),
        "department": _("部门"), "due": _("期限"), "decision": _("审批结论"), "asked_at": _("送审时间"),
        "decided_at": _("审批时间"), "reminded_at": _("提醒时间"),
    }  # fmt: skip


def course() -> dict[str, str]:
    """The way of a version through its reviews."""
    return {
        "author_id": _("编制人账号"), "author": _("编制人"), "reason": _("理由"), "based_on": _("修订自"),
        "round": _("轮次"), "submitted_at": _("提交时间"), "planned_on": _("计划发布"),
        "published_at": _("发布时间"), "published_by": _("发布人"), "changes": _("修订内容"),
        "returned_note": _("退回原因"),
    }  # fmt: skip


def handling() -> dict[str, str]:
    """Whether a remark is dealt with."""
    return {"handled": _("已处理"), "by": _("处理人"), "at": _("处理时间")}


def recheck() -> dict[str, str]:
    """A citation looked at again."""
    return {"item": _("检查项"), "document": _("依据文件"), "by": _("重审人"), "at": _("重审时间")}


def mask_decision() -> dict[str, str]:
    """What a person decided of a value."""
    return {
        "kind": _("种类"), "choice": _("脱敏或保留"), "decided_by": _("决定人"), "decided_at": _("决定时间"),
        "stand_in": _("替换文字"),
    }  # fmt: skip


def mask_review() -> dict[str, str]:
    """What was reviewed of an original."""
    return {
        "style": _("脱敏样式"), "marks": _("手工标记"), "boxes": _("手工方框"), "found": _("识别处数"),
        "masked": _("脱敏处数"), "residue": _("复扫残留"), "copy_id": _("脱敏副本"),
        "reviewed_by": _("核对人"), "reviewed_at": _("核对时间"),
    }  # fmt: skip


def destruction() -> dict[str, str]:
    """The destruction record of a piece of evidence."""
    return {
        "sha256": _("文件指纹"), "size": _("大小"), "reason": _("理由"), "proposed_by": _("提出人"),
        "proposed_at": _("提出时间"), "decided_by": _("批准人"), "decided_at": _("批准时间"),
        "decision": _("批准意见"), "done_by": _("执行人"), "done_at": _("执行时间"),
    }  # fmt: skip


def retention_choice() -> dict[str, str]:
    """A site's own months for a retention rule."""
    return {
        "keep_months": _("至少保存（月）"), "expire_months": _("到期（月）"), "changed_by": _("修改人"),
        "changed_at": _("修改时间"), "reason": _("理由"),
    }  # fmt: skip


def mask_rule() -> dict[str, str]:
    """An own detection rule."""
    return {
        "kind": _("种类"), "pattern": _("表达式"), "words": _("词语"), "shape": _("值的形状"),
        "shortest": _("最短"), "longest": _("最长"), "style": _("脱敏样式"), "keep_first": _("保留开头"),
        "keep_last": _("保留结尾"), "examples": _("例子"), "counterexamples": _("反例"), "active": _("启用"),
    }  # fmt: skip
