"""Registers as workbooks: the list of findings (A7) and the rectification register 整改台账 (A9, C13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from auditdesk.domain.audits import Audit
from auditdesk.domain.checklists import Form, severity_label
from auditdesk.domain.findings import (
    Action,
    ActionState,
    Finding,
    Problem,
    Verification,
    action_state_label,
    finding_state_label,
)
from auditdesk.domain.taxonomy import Taxonomy
from auditdesk.i18n import _
from auditdesk.sheets.layout import body_row, group_row, head_row, print_setup, title_rows

_HEAD = 3


def export_findings(
    form: Form, audit: Audit, findings: Sequence[Finding], taxonomy: Taxonomy, target: BinaryIO
) -> None:
    """Write the list of findings: what, where, when, who (by code), class and state."""
    names = (
        _("编号"), _("检查项"), _("发生时间"), _("渠道"), _("涉及客服"), _("客户（脱敏）"), _("问题描述"),
        _("违规分类"), _("严重程度"), _("原因"), _("责任人"), _("期限"), _("状态"),
    )  # fmt: skip
    widths = (11, 22, 16, 10, 10, 12, 40, 22, 9, 28, 11, 12, 10)
    sheet, book = _sheet(_("问题清单"), audit, names, widths)
    row = _HEAD
    for one in findings:
        row += 1
        item = form.item(one.item_id)
        body_row(sheet, row, (
            one.code, f"{one.item_id} {item.title}" if item else one.item_id, one.occurred_at, one.channel,
            one.staff_code, one.customer, one.description, taxonomy.label(one.violation_class),
            severity_label(one.severity), one.cause, one.owner, one.extension or one.deadline,
            finding_state_label(one.state),
        ))  # fmt: skip
    print_setup(sheet, _HEAD, row, len(names), audit.code)
    book.save(target)


def export_register(
    audit: Audit,
    findings: Sequence[Finding],
    problems: Sequence[Problem],
    actions: Sequence[Action],
    verifications: Sequence[Verification],
    target: BinaryIO,
) -> None:
    """Write the rectification register: grouped by problem, one row a measure, verification beside it."""
    names = (
        _("编号"), _("问题"), _("整改措施"), _("责任人"), _("期限"), _("整改结果"), _("完成日期"),
        _("验证"), _("状态"),
    )  # fmt: skip
    widths = (11, 38, 38, 12, 13, 11, 12, 26, 10)
    sheet, book = _sheet(_("整改台账"), audit, names, widths)
    checks = {one.finding_id: one for one in sorted(verifications, key=lambda one: one.verified_on)}
    row = _HEAD
    for title, group in _by_problem(findings, problems):
        row += 1
        group_row(sheet, row, title, len(names))
        for finding in group:
            own = [one for one in actions if one.finding_id == finding.id]
            for texts in _register_rows(finding, own, checks):
                row += 1
                body_row(sheet, row, texts)
    print_setup(sheet, _HEAD, row, len(names), audit.code)
    book.save(target)


def _sheet(
    title: str, audit: Audit, names: Sequence[str], widths: Sequence[float]
) -> tuple[Worksheet, Workbook]:
    book = Workbook()
    book.properties.creator = "AuditDesk"
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    title_rows(sheet, [title, f"{audit.title}　{audit.code}"], len(names))
    head_row(sheet, _HEAD, names, widths)
    return sheet, book


def _by_problem(findings: Sequence[Finding], problems: Sequence[Problem]) -> list[tuple[str, list[Finding]]]:
    """Findings under their problem's title in the problems' order; the rest under 未归类."""
    groups = [
        (f"{one.code}　{one.title}", [finding for finding in findings if finding.problem_id == one.id])
        for one in problems
    ]
    known = {one.id for one in problems}
    groups.append((_("未归类"), [finding for finding in findings if finding.problem_id not in known]))
    return [(title, group) for title, group in groups if group]


def _register_rows(
    finding: Finding, actions: Sequence[Action], checks: Mapping[str, Verification]
) -> list[tuple[str, ...]]:
    """One row a measure; a finding without one still stands in the register."""
    check = checks.get(finding.id)
    verified = (
        _("{passed} / {size} 符合，{day} {who}",
          passed=check.passed, size=check.sample_size, day=check.verified_on, who=check.verified_by)
        if check else ""
    )  # fmt: skip
    head = (finding.code, finding.title or finding.description)
    tail = (verified, finding_state_label(finding.state))
    due = finding.extension or finding.deadline
    if not actions:
        blank = ("", finding.owner, due, action_state_label(ActionState.NOT_STARTED), "")
        return [(*head, *blank, *tail)]
    return [
        (*head, one.measure, one.owner, one.due or due, action_state_label(one.state), one.done_on, *tail)
        for one in actions
    ]
