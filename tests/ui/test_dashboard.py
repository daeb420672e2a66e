from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from tests.factories import make_program, make_workspace
from tests.hands import show_page

from auditdesk.domain.audits import Audit, AuditKind, AuditState, MaterialRequest, answer_id
from auditdesk.domain.past import PastResult
from auditdesk.domain.people import Role
from auditdesk.domain.planning import Every, Plan
from auditdesk.domain.sharing import ShareStatus, WaitingBlob, WaitingSegment
from auditdesk.services.answering import Entry, record_answers
from auditdesk.services.audits import AuditPlan, audit_form, change_audit, plan_audit
from auditdesk.services.past import keep_past
from auditdesk.services.planning import add_plan
from auditdesk.services.rectifying import change_finding, list_findings
from auditdesk.ui.pages.dashboard import DashboardPage
from auditdesk.ui.pages.dashboard_cards import ComingCard, waiting_lines
from auditdesk.ui.pages.dashboard_stats import figures
from auditdesk.ui.pages.overview import read_overview
from auditdesk.ui.widgets.bars import ShareBar

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
    show_page(qtbot, page)
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
    checked = [each for each in seen.points if each.counted]
    assert [(each.month, each.passed, each.counted, each.running) for each in checked] == [
        ("2026-10", 3, 4, True)
    ]
    assert len(seen.points) == 12


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


def test_a_year_of_earlier_results_and_plans_stand_on_the_page(desk, audit, theme, jobs, dialogs, qtbot):
    months = [f"2026-{month:02d}" for month in range(1, 10)]
    keep_past(
        desk,
        [
            PastResult("", f"{at}月", AuditKind.ROUTINE, f"{at}-01", f"{at}-28", 33, 5, 2, "纸质")
            for at in months
        ],
    )
    ready = add_plan(
        desk,
        Plan("", "", "{月}月例行自查", AuditKind.ROUTINE, FORM, Every.MONTHLY, "2026-11-01", due_day=13),
    )
    page = shown(DashboardPage(desk, jobs, dialogs), jobs, qtbot)
    seen = page.shown
    assert [each.month for each in seen.points if each.past] == months
    assert (seen.points[1].passed, seen.points[1].counted) == (33, 38)
    task = next(task for task in seen.tasks if task.icon == "calendar-clock")
    assert task.text == "开始自查：11月例行自查"
    assert task.target == f"due:{ready.id}/2026-11"
    card = page.findChild(ComingCard)
    titles = [line.title for line in card.table.rows_model.rows()]
    assert titles[:2] == ["11月例行自查", "11月例行自查"]
    with qtbot.waitSignal(page.go) as said:
        card.table.opened.emit(card.table.rows_model.rows()[1])
    assert said.args == ["audits", task.target]


def test_the_trend_turns_into_sections(desk, audit, theme, jobs, dialogs, qtbot):
    page = shown(DashboardPage(desk, jobs, dialogs), jobs, qtbot)
    assert page.trend.isVisible()
    page.views.chosen.emit("sections")
    assert not page.trend.isVisible()
    names = [bar.accessibleName() for bar in page._sections.findChildren(ShareBar)]
    assert len(names) == len(audit_form(desk, audit).sections)
    assert names[0].endswith("3/4 75%")


def test_between_two_audits_the_last_one_and_the_next_plan_are_shown(desk, audit, theme):
    with desk.begin() as work:
        work.save(replace(work.require(Audit, audit.id), state=AuditState.SIGNED))
        work.commit()
    plan = Plan("", "", "{月}月例行自查", AuditKind.ROUTINE, FORM, Every.MONTHLY, "2026-12-01", due_day=18)
    add_plan(desk, plan)
    seen = read_overview(desk)
    assert seen.file is None
    assert seen.shown[0].audit.id == audit.id
    assert (seen.next_due.title, seen.next_due.due.due.isoformat()) == ("12月例行自查", "2026-12-18")
    strip = figures(seen)
    labels = [cell.accessibleName() for cell in strip.findChildren(QWidget) if cell.accessibleName()]
    assert any(label.startswith("下一次自查 12-18") for label in labels)
    assert any("已签名" in label for label in labels)


def test_what_waits_for_the_share_is_counted_by_kind():
    share = ShareStatus(
        "/share", joined=True, segments=(WaitingSegment(3, {"answer": 9, "evidence": 2}, 900), WaitingSegment(0, {"answer": 5, "user": 1}, 0)),
        outgoing=(WaitingBlob("E-1", "a.wav", 2048),),
    )  # fmt: skip
    assert waiting_lines(share) == [("检查结果", 14, 0), ("证据和文件", 3, 2048), ("其他", 1, 0)]


def test_materials_that_have_not_come_are_called_in(desk, audit):
    change_audit(
        desk,
        audit.id,
        materials=(MaterialRequest("录音", "", "received"), MaterialRequest("签到表", "", "outstanding")),
    )
    task = read_overview(desk).tasks[-1]
    assert (task.text, task.note, task.target) == ("催交资料：签到表", "1 / 2 项未到", f"prepare:{audit.id}")


def test_who_may_only_look_sees_the_page_too(desk, audit):
    viewer = replace(desk, user=replace(desk.user, role=Role.VIEWER))
    seen = read_overview(viewer)
    assert seen.score.tally.answered == 4
    assert not [task for task in seen.tasks if task.page == "masking"]
