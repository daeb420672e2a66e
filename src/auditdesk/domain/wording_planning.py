"""Words for the fields of plans and earlier results; `wording` holds those of the audit itself."""

from __future__ import annotations

from auditdesk.i18n import _


def entities() -> dict[str, str]:
    """What entities of these kinds are called."""
    return {"plan": _("计划"), "plan_date": _("计划的一期"), "past_result": _("往期结果")}


def plan() -> dict[str, str]:
    """A recurring plan."""
    return {
        "title": _("名称"), "kind": _("自查类型"), "form": _("清单"), "every": _("周期"),
        "starts_on": _("开始"), "ends_on": _("结束"), "due_day": _("完成日"), "due_after": _("完成月"),
        "earlier": _("遇休息日提前"), "lead_days": _("提前天数"), "channels": _("渠道"), "goal": _("目的"),
        "scope": _("范围"), "team": _("人员分工"), "materials": _("资料清单"), "active": _("启用"),
        "seed": _("代号密钥"),
    }  # fmt: skip


def plan_date() -> dict[str, str]:
    """What was decided of one cycle."""
    return {
        "plan_id": _("所属计划"), "cycle": _("期"), "skipped": _("跳过"), "reason": _("理由"),
        "decided_by": _("决定人"), "decided_at": _("决定时间"),
    }  # fmt: skip


def past_result() -> dict[str, str]:
    """Counts of an earlier check."""
    return {
        "title": _("名称"), "kind": _("自查类型"), "period_start": _("周期起"), "period_end": _("周期止"),
        "passed": _("合规项数"), "failed": _("不合规项数"), "not_applicable": _("不适用项数"),
        "source": _("来源"), "removed": _("已撤下"),
    }  # fmt: skip
