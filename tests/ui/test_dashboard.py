from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from tests.factories import make_program, make_workspace

from auditdesk.domain.audits import AuditKind, answer_id
from auditdesk.services.answering import Entry, record_answers
from auditdesk.services.audits import AuditPlan, audit_form, plan_audit
from auditdesk.services.rectifying import change_finding, list_findings
from auditdesk.ui.pages.dashboard import DashboardPage
from auditdesk.ui.pages.overview import read_overview

FORM = "customer-service-self-check"


@pytest.fixture
def desk(tmp_path):
    with make_workspace(make_program(tmp_path / "home"), tmp_path / "workspace") as workspace:
        yield workspace.desk


@pytest.fixture
def audit(desk):
    plan = AuditPlan(FORM, "11月例行自查", AuditKind.ROUTINE, "2026-10-20", "2026-10-31", "2026-11-05")
    made = plan_audit(desk, plan)
    items = list(audit_form(desk, made).items())
    entries = {item.id: Entry("pass", samples_checked=20) for item in items[:4]}
    entries[items[0].id] = Entry("fail", note="登记不全", samples_checked=20, samples_failed=2)
    record_answers(desk, made.id, entries)
    return made


def shown(page, jobs, qtbot):
    qtbot.addWidget(page)
    page.resize(1166, 720)
    page.ensure_built()
    page.show()
    qtbot.waitUntil(lambda: not jobs.busy(), timeout=10_000)
    return page


def test_an_empty_workspace_says_what_belongs_here(desk, theme, jobs, dialogs, qtbot):
    page = shown(DashboardPage(desk, jobs, dialogs), jobs, qtbot)
    assert page.table.isHidden()
    with qtbot.waitSignal(page.go) as said:
        page.go_on()
    assert said.args == ["audits", "new"]


def test_overview_counts_with_arithmetic(desk, audit):
    seen = read_overview(desk)
    assert seen.score.tally.answered == 4
    assert (seen.score.tally.passed, seen.score.tally.failed) == (3, 1)
    assert seen.days_left == 3
    items = list(audit_form(desk, audit).items())
    assert seen.next_item == items[4].id
    assert seen.tasks[0].target == answer_id(audit.id, items[4].id)
    assert [(each.passed, each.counted, each.running) for each in seen.periods] == [(3, 4, True)]


def test_findings_stand_by_due_date(desk, audit):
    finding = list_findings(desk)[0]
    assert [group.word for group in read_overview(desk).groups] == ["未定"]
    full = {"description": "登记不全", "owner": "许佳宁", "found_on": "2026-10-12", "deadline_days": 5}
    change_finding(desk, finding.id, **full)
    seen = read_overview(desk)
    assert [(group.word, len(group.findings)) for group in seen.groups] == [("已逾期", 1)]
    late = next(task for task in seen.tasks if task.icon == "bell")
    assert late.tone == "bad"
    assert "工作日" in late.due
    assert late.target == finding.id


def test_the_first_row_and_its_number_open_the_item(desk, audit, theme, jobs, dialogs, qtbot):
    page = shown(DashboardPage(desk, jobs, dialogs), jobs, qtbot)
    first = page.shown.tasks[0]
    with qtbot.waitSignal(page.go) as said:
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert said.args == [first.page, first.target]
    with qtbot.waitSignal(page.go) as said:
        page.go_on()
    assert said.args == [first.page, first.target]
    assert page.table.rows_model.rows()[0][1] is first
    assert first.text.split("：")[1].split()[0] in page.resume.text()
