"""计划 and 日历 of the page 自查, preparation and the kick-off note, by clicks and keys."""

from __future__ import annotations

import shutil
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from tests.factories import PASSPHRASE, make_program, make_workspace
from tests.hands import show_page

from auditdesk.domain.audits import AuditKind, AuditState, Duty, MaterialRequest
from auditdesk.domain.people import Role, User
from auditdesk.domain.planning import DueState, Every, Plan
from auditdesk.i18n import use_language
from auditdesk.services.audits import change_audit, find_audit, list_audits
from auditdesk.services.past import list_past
from auditdesk.services.planning import add_plan, list_plans, row_of, start_due
from auditdesk.ui.pages.audits import AuditsPage
from auditdesk.ui.pages.planning.month_grid import MonthGrid
from auditdesk.ui.pages.planning.note_pane import NotePane
from auditdesk.ui.pages.planning.past_pane import PastPane
from auditdesk.ui.pages.planning.plan_form import PlanForm
from auditdesk.ui.pages.planning.prepare_pane import PreparePane

FORM = "customer-service-self-check"
MONTHLY = Plan(
    "", "", "{月}月例行自查", AuditKind.ROUTINE, FORM, Every.MONTHLY, "2026-11-01", due_day=20, lead_days=14,
    materials=(MaterialRequest("投诉台账", "近 3 个月"), MaterialRequest("签到表")),
)  # fmt: skip


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("planning_page")
    with make_workspace(make_program(folder / "home"), folder / "workspace") as workspace:
        with workspace.desk.begin() as work:
            work.save(User("u2", "1042", "沈知夏", Role.AUDITOR, "自查员"))
            work.commit()
        add_plan(workspace.desk, MONTHLY)
    return folder


@pytest.fixture
def desk(prepared, tmp_path):
    shutil.copytree(prepared / "workspace", tmp_path / "workspace")
    with make_program(tmp_path / "home").open(tmp_path / "workspace", PASSPHRASE) as workspace:
        yield workspace.desk


@pytest.fixture
def page(desk, theme, jobs, dialogs, qtbot):
    made = show_page(qtbot, AuditsPage(desk, jobs, dialogs))
    qtbot.waitUntil(lambda: not jobs.busy(), timeout=10_000)
    return made


@pytest.fixture
def settled(qtbot, jobs):
    def wait():
        qtbot.waitUntil(lambda: not jobs.busy(), timeout=10_000)

    return wait


def titles(table):
    return [row.title for row in table.rows_model.rows()]


def test_the_calendar_shows_the_month_and_starts_what_is_due(page, desk, settled, qtbot):
    page.activate("calendar")
    settled()
    view = page.planner.calendar
    assert view.month.first == date(2026, 11, 1)
    assert titles(view.table) == ["11月例行自查"]
    assert date(2026, 11, 7) in view.month.off
    grid = view.findChild(MonthGrid)
    grid.go_to(date(2026, 11, 19))
    QTest.keyClick(grid, Qt.Key.Key_Right)
    pane = page.planner.due_pane
    assert pane.row.title == "11月例行自查"
    assert "2026-11-20，11月例行自查 可开始" in grid.accessibleDescription()
    with qtbot.waitSignal(page.changed) as said:
        pane.start()
    audit = list_audits(desk)[0]
    assert ("audit", audit.id) in said.args[0].touched
    assert page.run_view.run.file.audit.id == audit.id


def test_a_refusal_goes_with_the_tab_it_was_about(page, desk, settled):
    page.activate(f"due:{list_plans(desk)[0].id}/2026-99")
    assert "请在日历里看" in page.notice.text()
    assert page.notice.isVisible()
    page.show_tab("plans")
    assert not page.notice.isVisible()


def test_pages_of_the_calendar_turn(page, settled):
    page.activate("calendar")
    settled()
    view = page.planner.calendar
    QTest.keyClick(view.grid, Qt.Key.Key_PageDown)
    settled()
    assert view.month.first == date(2026, 12, 1)
    assert [one.day for one in view.month.entries] == [date(2026, 12, 18)]
    heads, rows = view.grid.table()
    assert rows == [["2026-12-18", "12月例行自查", "计划"]]
    assert len(heads) == 3
    view.go_today()
    settled()
    assert view.month.first == date(2026, 11, 1)


def test_skipping_wants_a_reason_in_place(page, desk, settled):
    plan = list_plans(desk)[0]
    page.activate(f"due:{plan.id}/2026-11")
    settled()
    pane = page.planner.due_pane
    assert page.tabs.value() == "calendar"
    pane.skip()
    assert row_of(desk, plan, "2026-11").state is DueState.READY
    pane.reason.setText("系统切换")
    pane.skip()
    assert pane.row.state is DueState.SKIPPED
    pane.take_up()
    assert row_of(desk, plan, "2026-11").state is DueState.READY
    page.activate("due:unknown/2026-11")
    assert "没有计划" in page.notice.text()


def test_a_plan_is_made_with_the_defaults_of_its_kind(page, desk, settled):
    page.activate("plans")
    settled()
    page.make_new()
    form = page.pane.currentWidget()
    assert isinstance(form, PlanForm)
    assert form.preview.text() == "完成日：2026-11-20、2026-12-18、2027-01-20、2027-02-19"
    form.kind.set_value(AuditKind.COMPLAINTS.value)
    form.kind.picked.emit(AuditKind.COMPLAINTS.value)
    assert form.name.text() == "投诉复盘（{起月}–{月}月）"
    assert form.form_field.value() == "complaint-audit"
    form.every.set_value(Every.QUARTERLY.value)
    form.after.set_value("2")
    form.starts.set_value("2026-10-01")
    form.team.add.click()
    line = form.team.lines()[0]
    line.who.set_value("u2")
    line.who.picked.emit("u2")
    line.boxes[Duty.REVIEW].click()
    form.save()
    settled()
    made = list_plans(desk)[-1]
    assert (made.every, made.kind, made.due_after) == (Every.QUARTERLY, AuditKind.COMPLAINTS, 2)
    assert made.team[0].name == "沈知夏"
    assert set(made.team[0].duties) == {Duty.ANSWER, Duty.REVIEW}
    assert page.planner.plans.table.current_row().plan.id == made.id
    assert row_of(desk, made, "2026-10").title == "投诉复盘（10–12月）"


def test_a_wrong_plan_says_why_in_place_and_is_not_kept(page, desk, settled):
    plan = list_plans(desk)[0]
    page.activate(f"plan:{plan.id}")
    settled()
    page.planner.edit(plan)
    form = page.pane.currentWidget()
    form.ends.setText("明年")
    form.ends.edited.emit("明年")
    assert "不是日期" in form.preview.text()
    form.save()
    assert "不是日期" in form.notice.text()
    assert list_plans(desk) == [plan]
    form.ends.setText("")
    form.active.setChecked(False)
    form.save()
    settled()
    assert not list_plans(desk)[0].active
    assert page.escape() is False


def test_materials_go_round_with_one_key_and_the_team_is_kept(page, desk, settled, qtbot):
    audit = start_due(desk, list_plans(desk)[0].id, "2026-11")
    page.refresh(None)
    page.activate(f"prepare:{audit.id}")
    settled()
    pane = page.pane.currentWidget()
    assert isinstance(pane, PreparePane)
    with qtbot.waitSignal(page.changed):
        QTest.keyClick(pane.materials.table, Qt.Key.Key_Space)
    assert [one.state for one in find_audit(desk, audit.id).materials] == ["received", "requested"]
    QTest.keyClick(pane.materials.table, Qt.Key.Key_Space)
    assert find_audit(desk, audit.id).materials[0].state == "outstanding"
    pane.materials.name.setText("质检月报")
    pane.materials.append()
    assert len(find_audit(desk, audit.id).materials) == 3
    QTest.keyClick(pane.materials.table, Qt.Key.Key_Delete)
    assert [one.name for one in find_audit(desk, audit.id).materials] == ["签到表", "质检月报"]
    pane.team.add.click()
    line = pane.team.lines()[0]
    line.name.setText("外聘律师")
    line.task.setText("条款解释")
    line.task.edited.emit("条款解释")
    member = find_audit(desk, audit.id).team[0]
    assert (member.name, member.task, member.user_id) == ("外聘律师", "条款解释", "")
    assert page.escape()
    assert page.pane.currentWidget() is page.summary


def test_a_signed_audit_stays_locked(page, desk, settled):
    audit = start_due(desk, list_plans(desk)[0].id, "2026-11")
    change_audit(desk, audit.id, state=AuditState.SIGNED)
    page.planner.prepare(audit.id)
    pane = page.pane.currentWidget()
    assert not pane.materials.isEnabled()
    assert not pane.team.isEnabled()
    assert "不能再改" in pane.notice.text()


def test_the_note_is_copied_printed_and_exported(page, desk, settled, dialogs, tmp_path):
    plan = list_plans(desk)[0]
    page.planner.show_due_note(row_of(desk, plan, "2026-11"))
    pane = page.pane.currentWidget()
    assert isinstance(pane, NotePane)
    pane.copy()
    assert "11月例行自查启动通知" in QGuiApplication.clipboard().text()
    dialogs.print_to = tmp_path / "note.pdf"
    pane.print_note()
    assert dialogs.print_to.read_bytes().startswith(b"%PDF")
    dialogs.targets = [tmp_path / "note.xlsx", tmp_path / "note.txt", None]
    for _target in range(3):
        pane.export()
        settled()
    assert (tmp_path / "note.xlsx").read_bytes()[:2] == b"PK"
    assert "投诉台账" in (tmp_path / "note.txt").read_text(encoding="utf-8")
    assert "已保存" in pane.notice.text()


def test_earlier_months_are_entered_one_after_the_other(page, desk, settled, qtbot):
    page.activate("plans")
    settled()
    page.planner.enter_past()
    pane = page.pane.currentWidget()
    assert isinstance(pane, PastPane)
    pane.month.setText("三月")
    pane.keep()
    assert "2026-03" in pane.notice.text()
    pane.month.setText("2026-09")
    pane.passed.setText("34")
    pane.failed.setText("4")
    pane.keep()
    assert "来源" in pane.notice.text()
    assert list_past(desk) == []
    pane.source.setText("纸质档案")
    with qtbot.waitSignal(page.changed) as said:
        pane.keep()
    kept = list_past(desk)[0]
    assert said.args[0].kinds() == {"past_result"}
    assert (kept.period_start, kept.period_end, kept.passed) == ("2026-09-01", "2026-09-30", 34)
    assert (pane.month.text(), pane.passed.text()) == ("2026-10", "")
    QTest.keyClick(pane.table, Qt.Key.Key_Delete)
    assert list_past(desk) == []


def test_another_language_while_the_calendar_is_read(page, settled, theme):
    page.activate("calendar")
    use_language("en")
    page.rebuild()
    settled()
    assert page.planner.calendar.month.first == date(2026, 11, 1)
    assert page.tabs.tabText(1) == "Plans"
