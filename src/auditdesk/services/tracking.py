"""Use case: 改进追踪表 (E4) and the rectification register over all audits as a workbook (A9, C13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from auditdesk.domain.audits import Audit
from auditdesk.domain.causes import cause_label, method_label, phase_label
from auditdesk.domain.checklists import severity_label
from auditdesk.domain.closure import MonthRate
from auditdesk.domain.findings import (
    Action,
    Finding,
    Problem,
    Verification,
    action_state_label,
    counted,
    effective_deadline,
    finding_state_label,
)
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Right
from auditdesk.i18n import _
from auditdesk.services.closing import rates_of
from auditdesk.services.desk import Desk
from auditdesk.services.problems import problem_files


def tracking_workbook(desk: Desk) -> bytes:
    """改进追踪表: a line for each problem with cause, method, figures, owner and how far it is."""
    desk.may(Right.VIEW)
    heads = (
        (_("编号"), 8.0), (_("高频问题"), 24.0), (_("违规分类"), 20.0), (_("原因类别"), 12.0),
        (_("原因"), 34.0),
        (_("方法"), 8.0), (_("阶段"), 8.0), (_("指标"), 14.0), (_("基线"), 9.0), (_("目标"), 9.0),
        (_("当前"), 9.0), (_("责任人"), 10.0), (_("期限"), 12.0), (_("问题数"), 8.0), (_("未关闭"), 8.0),
        (_("重复"), 8.0),
    )  # fmt: skip
    rows = []
    for file in problem_files(desk):
        one = file.problem
        kinds = _("、").join(cause_label(kind) for kind in sorted(one.cause_kinds))
        rows.append((
            one.code, one.title, desk.taxonomy().label(one.violation_class), kinds, one.cause,
            method_label(one.method), phase_label(one.phase), one.metric, one.baseline, one.target,
            one.current, one.owner, one.due, str(len(counted(file.findings))), str(file.left),
            str(file.repeats),
        ))  # fmt: skip
    return _written(desk, _("改进追踪表"), heads, rows)


def register_of_all(desk: Desk) -> bytes:
    """整改台账 over all audits: a line for each measure with its verification."""
    desk.may(Right.VIEW)
    heads = (
        (_("编号"), 11.0), (_("自查"), 18.0), (_("问题"), 36.0), (_("整改措施"), 36.0), (_("责任人"), 11.0),
        (_("期限"), 12.0), (_("整改结果"), 10.0), (_("完成日期"), 12.0), (_("验证"), 24.0), (_("状态"), 10.0),
    )  # fmt: skip
    with desk.begin() as work:
        findings = [one for one in work.find(Finding, order="code") if one.audit_id]
        audits = {one.id: one for one in work.find(Audit)}
        actions = _by_finding(work.find(Action))
        checks = {one.finding_id: one for one in work.find(Verification, order="verified_on")}
    rows = []
    for one in findings:
        audit = audits.get(one.audit_id)
        head = (one.code, audit.title if audit else "", one.title or one.description)
        tail = (_verified(checks.get(one.id)), finding_state_label(one.state))
        measures = actions.get(one.id) or [None]
        rows += [(*head, *_measure(one, action), *tail) for action in measures]
    return _written(desk, _("整改台账"), heads, rows)


def findings_of_all(desk: Desk) -> bytes:
    """问题清单 over all audits."""
    desk.may(Right.VIEW)
    heads = (
        (_("编号"), 11.0), (_("自查"), 18.0), (_("检查项"), 9.0), (_("发生时间"), 16.0),
        (_("涉及客服"), 10.0),
        (_("客户（脱敏）"), 12.0), (_("问题描述"), 40.0), (_("违规分类"), 22.0), (_("严重程度"), 9.0),
        (_("高频问题"), 20.0), (_("原因"), 28.0), (_("责任人"), 11.0), (_("期限"), 12.0), (_("状态"), 10.0),
    )  # fmt: skip
    with desk.begin() as work:
        findings = [one for one in work.find(Finding, order="code") if one.audit_id]
        audits = {one.id: one.title for one in work.find(Audit)}
        problems: Mapping[str, Problem] = {one.id: one for one in work.find(Problem)}
    label = desk.taxonomy().label
    rows = [
        (
            one.code, audits.get(one.audit_id, ""), one.item_id, one.occurred_at, one.staff_code,
            one.customer, one.description, label(one.violation_class), severity_label(one.severity),
            problems[one.problem_id].title if one.problem_id in problems else "", one.cause, one.owner,
            effective_deadline(one), finding_state_label(one.state),
        )
        for one in findings
    ]  # fmt: skip
    return _written(desk, _("问题清单"), heads, rows)


def rate_words(month: MonthRate) -> str:
    """A rate with its arithmetic, e.g. ``66.7%（2/3）``."""
    if month.rate is None:
        return _("没有到期的问题")
    return _("{share}（{n}/{all}）", share=f"{month.rate:.1%}", n=month.closed, all=month.due)


def _written(
    desk: Desk, title: str, heads: Sequence[tuple[str, float]], rows: Sequence[Sequence[str]]
) -> bytes:
    with desk.begin() as work:
        rates = rates_of(desk, work.find(Finding))
    line = _(
        "{site}　{day}　本月到期关闭率 {rate}，目标 ≥ {target}", site=desk.workspace.site_name,
        day=desk.today(), rate=rate_words(rates.months[-1]), target=f"{rates.target:.0%}",
    )  # fmt: skip
    data = desk.tools.sheets().write_table(title, [title, line], heads, rows)
    desk.journal.append(desk.user.id, JournalNote("finding.export", "", (("entries", str(len(rows))),)))
    return data


def _by_finding(actions: Sequence[Action]) -> dict[str, list[Action | None]]:
    by: dict[str, list[Action | None]] = {}
    for one in actions:
        by.setdefault(one.finding_id, []).append(one)
    return by


def _measure(finding: Finding, action: Action | None) -> tuple[str, ...]:
    due = effective_deadline(finding)
    if action is None:
        return ("", finding.owner, due, "", "")
    state = action_state_label(action.state)
    return (action.measure, action.owner or finding.owner, action.due or due, state, action.done_on)


def _verified(check: Verification | None) -> str:
    if check is None:
        return ""
    return _(
        "{passed} / {size} 符合，{day} {who}", passed=check.passed, size=check.sample_size,
        day=check.verified_on, who=check.verified_by,
    )  # fmt: skip
