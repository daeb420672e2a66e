from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from tests.factories import PASSPHRASE, SECOND, SteppingClock, make_program, make_workspace
from tests.hands import show_page

from auditdesk.domain.audits import AuditKind
from auditdesk.domain.findings import ActionState, FindingState
from auditdesk.domain.ledger import Step
from auditdesk.domain.people import Role, User
from auditdesk.services.answering import Entry, record_answer
from auditdesk.services.appealing import raise_appeal
from auditdesk.services.audits import AuditPlan, plan_audit
from auditdesk.services.cases import list_cases
from auditdesk.services.closing import closure_rates
from auditdesk.services.extending import ask_extension
from auditdesk.services.ledger import list_entries
from auditdesk.services.rectifying import (
    add_action,
    change_finding,
    find_finding,
    group_findings,
    list_findings,
    move_action,
)
from auditdesk.services.verifying import open_draw
from auditdesk.ui.pages.findings import FindingsPage
from auditdesk.ui.pages.rectify.months import MonthsPopup
from auditdesk.ui.pages.rectify.rows import read_rows
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.tables import shown


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A workspace with three findings, made once and copied for each test."""
    home = tmp_path_factory.mktemp("findings")
    with make_workspace(make_program(home / "home"), home / "space") as opened:
        opened.add_user(User("b" * 32, "1002", "沈知夏", Role.REVIEWER), SECOND)
        findings = prepared(opened.desk)
    return home, findings


def prepared(desk):
    plan = AuditPlan(
        "customer-service-self-check", "11月例行自查", AuditKind.ROUTINE, "2026-10-26", "2026-11-15"
    )
    audit = plan_audit(desk, plan)
    made = [
        record_answer(desk, audit.id, item, Entry(verdict="fail")).finding for item in ("1.1", "1.2", "4.3")
    ]
    full = {"description": "未核对姓名", "owner": "丁一帆", "staff_code": "客服B07"}
    for finding, days in zip(made[:2], (5, 15), strict=True):
        change_finding(desk, finding.id, deadline_days=days, **full)
    group_findings(desk, [one.id for one in made[:2]], "双要素核验不全")
    return made


@pytest.fixture
def space(template, tmp_path):
    shutil.copytree(template[0], tmp_path, dirs_exist_ok=True)
    with make_program(tmp_path / "home").open(tmp_path / "space", PASSPHRASE, "1001") as opened:
        yield opened


@pytest.fixture
def desk(space):
    return space.desk


@pytest.fixture
def findings(template):
    return template[1]


@pytest.fixture
def page(qtbot, theme, desk, findings, jobs, dialogs):
    return show_page(qtbot, FindingsPage(desk, jobs, dialogs))


def titles(page):
    model = page.tree.model()
    return [model.group(model.index(place, 0)).title for place in range(model.rowCount())]


def done_measure(desk, finding, owner="丁一帆"):
    action = add_action(desk, finding.id, "全员复训", owner)
    move_action(desk, action.id, ActionState.DONE)


def as_second(space, tmp_path):
    space.close()
    return make_program(tmp_path / "home").open(tmp_path / "space", SECOND, "1002")


def test_three_ways_of_grouping(page):
    assert titles(page) == ["双要素核验不全", "还没有归入问题"]
    page.views.set_value("deadline")
    page._show()
    assert titles(page) == ["五个工作日内", "以后", "没有期限"]
    page.views.set_value("owner")
    page._show()
    assert titles(page) == ["丁一帆", "待指定"]


def test_the_filter_and_its_empty_state(page):
    page.filter.setText("B07")
    assert titles(page) == ["双要素核验不全"]
    page.filter.setText("没有这个词")
    assert page.empty.isVisible()
    assert page.escape()
    assert len(titles(page)) == 2


def test_the_head_counts(page, qtbot):
    with qtbot.waitSignal(page.counted) as told:
        page.refresh(None)
    assert told.args == [3]


def test_overdue_counts_working_days(desk, findings):
    change_finding(desk, findings[0].id, found_on="2026-10-12", deadline_days=5)
    late = next(row for row in read_rows(desk) if row.finding.id == findings[0].id)
    assert late.finding.deadline == "2026-10-19"
    assert late.left == -10


def test_cause_saves_itself(page, desk, findings):
    page.activate(findings[0].code)
    cause = page.pane._saves[1]
    cause._field.setPlainText("系统不强制核验，客户 13800138000")
    page.leave()
    assert "系统不强制核验" in find_finding(desk, findings[0].id).finding.cause
    assert "13800138000" not in find_finding(desk, findings[0].id).finding.cause


def test_measures_are_added_and_done_in_the_pane(page, desk, findings):
    page.activate(findings[1].id)
    page.pane._add_measure("话术卡补核验句")
    (action,) = find_finding(desk, findings[1].id).actions
    page.pane._move(action, ActionState.DONE)
    found = find_finding(desk, findings[1].id)
    assert found.finding.state is FindingState.TO_VERIFY
    assert page.tree.current_row().finding.id == findings[1].id
    assert page.tree.current_row().finding.state is FindingState.TO_VERIFY


def test_the_owner_cannot_verify(page, desk, findings):
    done_measure(desk, findings[0], desk.user.name)
    page.refresh(None)
    page.activate(findings[0].id)
    assert not page.pane.close_button.isEnabled()
    assert "另一人" in page.pane.close_button.reason()


def of(qtbot, desk, jobs, dialogs):
    return show_page(qtbot, FindingsPage(desk, jobs, dialogs))


def test_closing_waits_for_a_complete_fitting_sample(
    qtbot, theme, space, desk, findings, tmp_path, jobs, dialogs
):
    done_measure(desk, findings[0])
    with as_second(space, tmp_path) as opened:
        page = of(qtbot, opened.desk, jobs, dialogs)
        page.activate(findings[0].id)
        assert page.pane.close_button.reason() == "还没有抽取新样本（10 条）"
        page.pane.verify.scope.setText("11-07 至 11-16 改套餐")
        page.pane.verify.population.setText("412")
        page.pane.verify.draw_button.click()
        sample = open_draw(opened.desk, findings[0].id)
        assert (sample.population, len(sample.ids)) == (412, 10)
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        for _turn in range(7):
            qtbot.keyClick(page.pane.verify.slots, Qt.Key.Key_Z)
        assert page.pane.close_button.reason() == "还有 3 条未核"
        assert not page.pane.back_button.isEnabled()
        for _turn in range(3):
            page.pane.verify.fits.click()
        assert page.pane.close_button.isEnabled()
        qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        found = find_finding(opened.desk, findings[0].id)
        assert found.finding.state is FindingState.CLOSED
        assert found.verifications[0].sample_ids == sample.ids
        assert page.pane.close_button is None


def test_a_failing_sample_sends_it_back(qtbot, theme, space, desk, findings, tmp_path, jobs, dialogs):
    done_measure(desk, findings[0])
    with as_second(space, tmp_path) as opened:
        page = of(qtbot, opened.desk, jobs, dialogs)
        page.activate(findings[0].id)
        page.pane.verify.ids.setPlainText("\n".join(f"LY1112-{n:04d}" for n in range(20)))
        page.pane.verify.draw_button.click()
        assert page.pane.verify.record.text().startswith("LY1112-")
        page.pane._play(page.pane.verify.record.text())
        assert "不在证据里" in page.pane.notice.text()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        qtbot.keyClick(page.pane.verify.slots, Qt.Key.Key_X)
        assert page.pane.close_button.reason() == "有 1 条不符，只能退回整改"
        page.pane.verify.note_field.setText("没有核对姓名")
        page.pane.back_button.click()
        found = find_finding(opened.desk, findings[0].id)
        assert found.finding.state is FindingState.OPEN
        assert found.verifications[0].note == "没有核对姓名"


def test_a_finding_is_begun_by_hand(page, qtbot, desk):
    page.new.click()
    form = page.pane.form
    form.save.click()
    assert "写下事实" in form.notice.text()
    form.item.set_value("2.1")
    form.text.setPlainText("未核对姓名就改套餐")
    form.owner.set_value(desk.user.name)
    form.days.set_value("10")
    form.save.click()
    made = list_findings(desk)[-1]
    assert (made.item_id, made.owner, made.deadline_days) == ("2.1", desk.user.name, 10)
    assert page.tree.current_row().finding.id == made.id
    page.begin()
    assert page.escape()
    assert page.pane.form is None


def test_checked_rows_are_changed_together(page, qtbot, desk, findings):
    page.tree._check_all(checked=True)
    assert page.bulk.isVisible()
    assert page.bulk.count.text() == "已选 3 项"
    page.bulk.owner.set_value(desk.user.name)
    page.bulk.owner.picked.emit(desk.user.name)
    qtbot.waitUntil(lambda: {one.owner for one in list_findings(desk)} == {desk.user.name})
    qtbot.waitUntil(page.bulk.isEnabled)
    page.tree._check_all(checked=True)
    page.bulk.problem.setText("回访不及时")
    qtbot.keyClick(page.bulk.problem, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "回访不及时" in titles(page))
    page.tree._check_all(checked=True)
    assert page.escape()
    assert not page.bulk.isVisible()


def test_the_tracking_sheet_is_written_where_one_says(page, qtbot, dialogs, tmp_path):
    target = tmp_path / "追踪.xlsx"
    dialogs.targets = [None, target]
    page.sheet.click()
    assert not target.exists()
    page.sheet.click()
    qtbot.waitUntil(lambda: "已导出" in page.notice.text())
    assert target.stat().st_size > 1000
    qtbot.waitUntil(page.sheet.isEnabled)


def test_cause_classes_questions_and_the_plan(page, qtbot, desk, findings):
    page.activate(findings[0].id)
    page.pane.cause.boxes["process"].click()
    assert find_finding(desk, findings[0].id).finding.cause_kinds == ("process",)
    page.pane.cause._answer("why", "系统不强制核验")
    assert find_finding(desk, findings[0].id).finding.five_w == (("why", "系统不强制核验"),)
    page.pane.plan.methods.chosen.emit("dmaic")
    page.pane.plan.phases.chosen.emit("measure")
    for name, value in (("baseline", "80%"), ("target", "90%"), ("current", "85%")):
        page.pane.plan._typed(name, value)
    problem = find_finding(desk, findings[0].id).problem
    assert (problem.method, problem.phase, problem.current) == ("dmaic", "measure", "85%")


def test_later_days_appeals_ledger_and_cases(page, qtbot, desk, findings):
    page.activate(findings[0].id)
    pane = page.pane
    pane.extension.day.set_value("2026-12-31")
    pane.extension.reason.setText("供应商推迟")
    pane.extension.ask.click()
    assert not pane.extension.approve.isEnabled()
    pane.appeal.send.click()
    assert "申诉理由" in pane.notice.text()
    pane.appeal.reason.setText("客户已说出姓名")
    pane.appeal.send.click()
    assert not pane.appeal.decide.isEnabled()
    assert page.tree.current_row().appeal
    pane.ledger.enter.click()
    pane.ledger.step.owner.setText("罗成岳")
    pane.ledger.done.click()
    (file,) = list_entries(desk)
    assert [one.step for one in file.steps] == [Step.FOUND, Step.INVESTIGATED]
    with qtbot.waitSignal(page.go) as told:
        pane.cases.make.click()
    assert told.args == ["library", list_cases(desk)[0].id]


def test_another_person_decides_on_the_page(qtbot, theme, space, desk, findings, tmp_path, jobs, dialogs):
    ask_extension(desk, findings[0].id, "2026-12-31", "供应商推迟")
    raise_appeal(desk, findings[0].id, "客户已说出姓名")
    with as_second(space, tmp_path) as opened:
        page = of(qtbot, opened.desk, jobs, dialogs)
        page.activate(findings[0].id)
        page.pane.extension.approve.click()
        assert find_finding(opened.desk, findings[0].id).finding.extension == "2026-12-31"
        page.pane.appeal.outcome.set_value("withdrawn")
        page.pane.appeal.why.setText("录音里确实说了")
        page.pane.appeal.decide.click()
        assert find_finding(opened.desk, findings[0].id).finding.state is FindingState.WITHDRAWN
        assert page.tree.current_row().closed


def test_the_rate_of_the_month_stands_with_its_arithmetic(page, desk, findings):
    assert page.rate.text().startswith("本月还没有到期的问题")
    change_finding(desk, findings[0].id, found_on="2026-10-26", deadline_days=4)
    later = replace(desk, clock=SteppingClock(datetime(2026, 10, 31, 9, tzinfo=UTC)))
    page.rate.show_rates(closure_rates(later, 1))
    assert page.rate.text() == "本月关闭率0.0%（0/1，目标 ≥95%）"


def test_twelve_months_stand_below_the_rate(page, qtbot, desk, findings):
    change_finding(desk, findings[0].id, found_on="2026-09-21", deadline_days=4)
    page.rate.months.click()
    qtbot.waitUntil(lambda: page.findChild(MonthsPopup) is not None)
    popup = page.findChild(MonthsPopup)
    rows, columns = popup.table.rows_model.rows(), popup.table.rows_model.columns
    assert [one.rate.month for one in rows][:3] == ["2026-11", "2026-10", "2026-09"]
    assert len(rows) == 12
    due = next(one for one in rows if one.rate.due)
    assert [shown(column, due).text for column in columns[:3]] == ["2026-09", "0.0%", "0/1"]
    assert shown(columns[1], due).tone == "bad"
    assert shown(columns[3], due).text == "双要素核验不全 1 项"
    assert shown(columns[3], rows[-1]).text == "—"
    popup.close()


def test_an_empty_page_says_what_belongs_here(qtbot, theme, tmp_path, jobs, dialogs):
    with make_workspace(make_program(tmp_path / "home"), tmp_path / "space") as opened:
        an_empty_page(qtbot, FindingsPage(opened.desk, jobs, dialogs))


def an_empty_page(qtbot, page):
    qtbot.addWidget(page)
    page.ensure_built()
    page.show()
    assert page.empty.isVisible()
    with qtbot.waitSignal(page.go) as told:
        page.empty.findChild(KeyButton).click()
    assert told.args[0] == "audits"
