from __future__ import annotations

import pytest
from tests.factories import SECOND, make_program, make_workspace

from auditdesk.domain.audits import AuditKind
from auditdesk.domain.findings import ActionState, FindingState
from auditdesk.domain.people import Role, User
from auditdesk.services.answering import Entry, record_answer
from auditdesk.services.audits import AuditPlan, plan_audit
from auditdesk.services.rectifying import (
    add_action,
    change_finding,
    find_finding,
    group_findings,
    move_action,
)
from auditdesk.ui.pages.findings import FindingsPage
from auditdesk.ui.pages.rectify.rows import read_rows
from auditdesk.ui.widgets.buttons import KeyButton


@pytest.fixture
def space(tmp_path):
    with make_workspace(make_program(tmp_path / "home"), tmp_path / "space") as opened:
        yield opened


@pytest.fixture
def desk(space):
    return space.desk


@pytest.fixture
def findings(desk):
    plan = AuditPlan(
        "customer-service-self-check", "11月例行自查", AuditKind.ROUTINE, "2026-10-26", "2026-11-15"
    )
    audit = plan_audit(desk, plan)
    made = [
        record_answer(desk, audit.id, item, Entry(verdict="fail")).finding for item in ("1.1", "1.2", "4.3")
    ]
    for finding, days in zip(made[:2], (5, 15), strict=True):
        change_finding(
            desk,
            finding.id,
            description="未核对姓名",
            owner="丁一帆",
            deadline_days=days,
            staff_code="客服B07",
        )
    group_findings(desk, [one.id for one in made[:2]], "双要素核验不全")
    return made


@pytest.fixture
def page(qtbot, theme, desk, findings):
    made = FindingsPage(desk)
    qtbot.addWidget(made)
    made.resize(1166, 720)
    made.ensure_built()
    made.show()
    return made


def titles(page):
    model = page.tree.model()
    return [model.group(model.index(place, 0)).title for place in range(model.rowCount())]


def done_measure(desk, finding, owner="丁一帆"):
    action = add_action(desk, finding.id, "全员复训", owner)
    move_action(desk, action.id, ActionState.DONE)


def as_second(space, tmp_path):
    space.add_user(User("b" * 32, "1002", "沈知夏", Role.REVIEWER), SECOND)
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


def test_closing_waits_for_a_complete_fitting_sample(qtbot, theme, space, desk, findings, tmp_path):
    done_measure(desk, findings[0])
    with as_second(space, tmp_path) as opened:
        page = FindingsPage(opened.desk)
        qtbot.addWidget(page)
        page.ensure_built()
        page.show()
        page.activate(findings[0].id)
        block, close, back = page.pane.verify, page.pane.close_button, page.pane.back_button
        assert close.reason() == "还没有填总体和抽取数"
        block.population.setText("412")
        block.drawn.setText("7")
        block.passed.setText("7")
        assert close.reason() == "还有 3 条未核"
        block.drawn.setText("10")
        assert not close.isEnabled()
        assert back.isEnabled()
        block.passed.setText("10")
        assert close.isEnabled()
        assert not back.isEnabled()

        close.click()
        found = find_finding(opened.desk, findings[0].id)
        assert found.finding.state is FindingState.CLOSED
        assert found.verifications[0].population == 412
        assert page.pane.close_button is None


def test_a_failing_sample_sends_it_back(qtbot, theme, space, desk, findings, tmp_path):
    done_measure(desk, findings[0])
    with as_second(space, tmp_path) as opened:
        page = FindingsPage(opened.desk)
        qtbot.addWidget(page)
        page.ensure_built()
        page.activate(findings[0].id)
        block = page.pane.verify
        for field, text in ((block.population, "4"), (block.drawn, "4"), (block.passed, "3")):
            field.setText(text)
        page.pane.back_button.click()
        assert find_finding(opened.desk, findings[0].id).finding.state is FindingState.OPEN


def test_an_empty_page_says_what_belongs_here(qtbot, theme, desk):
    page = FindingsPage(desk)
    qtbot.addWidget(page)
    page.ensure_built()
    page.show()
    assert page.empty.isVisible()
    with qtbot.waitSignal(page.go) as told:
        page.empty.findChild(KeyButton).click()
    assert told.args[0] == "audits"
