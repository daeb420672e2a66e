"""违规台账 in the window: people, steps with owner and day, commendation, export, rights, search."""

from __future__ import annotations

import shutil

import pytest
from PySide6.QtCore import Qt
from tests.factories import PASSPHRASE, make_program
from tests.hands import show_page
from tests.loop_kit import Room

from auditdesk.domain.checklists import Severity
from auditdesk.domain.ledger import Consequence, Step
from auditdesk.domain.people import User
from auditdesk.services.changes import ChangeSet
from auditdesk.services.ledger import commend, enter_finding, find_entry
from auditdesk.services.ledger_staff import staff_files
from auditdesk.services.searching import ContentSearch
from auditdesk.ui.pages.findings import FindingsPage
from auditdesk.ui.pages.rectify.ledger_rows import ledger_columns
from auditdesk.ui.widgets.tables import shown


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """Three entries of two people and a commendation, made once and copied for each test."""
    home = tmp_path_factory.mktemp("ledger")
    room = Room(home)
    audit = room.audit()
    made = []
    for item, staff, severity, day in (
        ("1.1", "客服B07", Severity.MAJOR, "2026-10-22"),
        ("1.2", "客服B07", Severity.MINOR, "2026-11-01"),
        ("2.1", "客服B15", Severity.MINOR, "2026-10-27"),
    ):
        finding = room.finding(
            audit, item, staff_code=staff, severity=severity, occurred_at=f"{day}T10:00",
            description=f"{item} 未核对姓名",
        )  # fmt: skip
        made.append(enter_finding(room.at("1042"), finding.id).entry)
    room.close()
    return home, made, room.people


@pytest.fixture
def desk(template, tmp_path):
    shutil.copytree(template[0], tmp_path, dirs_exist_ok=True)
    with make_program(tmp_path / "home").open(tmp_path / "space", PASSPHRASE, "1001") as opened:
        yield opened.desk


@pytest.fixture
def entries(template):
    return template[1]


@pytest.fixture
def people(template):
    return template[2]


def page_of(desk, jobs, dialogs, qtbot):
    return show_page(qtbot, FindingsPage(desk, jobs, dialogs))


@pytest.fixture
def page(qtbot, theme, desk, jobs, dialogs):
    made = page_of(desk, jobs, dialogs, qtbot)
    made.activate("ledger")
    return made


def listed(page):
    return [one.staff_code for one in page.book.table.rows_model.rows()]


def words(desk, person):
    return [shown(column, person).text for column in ledger_columns(desk.today())]


def as_user(desk, people, number):
    found: User = people[number]
    return type(desk)(**{name: getattr(desk, name) for name in desk.__slots__} | {"user": found})


def test_people_stand_with_counts_and_suggestion(desk):
    first, second = staff_files(desk)
    assert words(desk, first) == ["客服B07", "违规 2", "1", "较大", "调查", "罚款", "11-01"]
    assert words(desk, second) == ["客服B15", "违规 1", "0", "一般", "调查", "警告", "10-27"]
    assert (first.repeats, first.waiting.entry.occurred_on) == (1, "2026-10-22")
    commend(desk, "客服B99", "主动回访")
    third = staff_files(desk)[-1]
    assert (third.violations, third.repeats, third.gravest, third.suggestion) == (0, 0, None, "")
    assert words(desk, third)[:4] == ["客服B99", "表扬 1", "—", "—"]


def test_the_view_takes_the_place_of_the_list(page, desk):
    assert listed(page) == ["客服B07", "客服B15"]
    assert page.book.list.isVisible()
    assert page.tree.isHidden()
    assert page.new.isHidden()
    assert page.regions() == [page.book.table, page.book.pane]
    assert {key.does for key in page.shortcuts()} >= {"写表扬", "完成这一步"}
    page._step(1)
    assert page.book.table.current_row().staff_code == "客服B15"
    page.filter.setText("B07")
    assert listed(page) == ["客服B07"]
    page.filter.setText("没有这个词")
    assert page.book.empty.isVisible()
    assert page.escape()
    page.views.set_value("problem")
    page._turn()
    assert page.tree.isVisible()
    assert page.book.list.isHidden()
    assert page.regions() == [page.tree, page.pane]


def test_a_step_is_done_in_place_with_owner_and_day(page, qtbot, desk, entries):
    pane = page.book.pane
    assert pane.chosen == entries[0].id
    pane.step.owner.setText("罗成岳")
    pane.step.words.setText("听录音，客户 13800138000")
    pane.step.day.set_value("2026-01-01")
    pane.step.done.click()
    assert "不能早于上一步" in pane.notice.text()
    assert pane.step.words.text().startswith("听录音")
    pane.step.day.set_value(desk.today())
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    with qtbot.waitSignal(page.changed) as told:
        qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert told.args[0].kinds() == {"ledger_entry"}
    done = find_entry(desk, entries[0].id).steps[-1]
    assert (done.step, done.owner, done.done_on) == (Step.INVESTIGATED, "罗成岳", desk.today())
    assert "13800138000" not in done.note
    assert pane.chosen == entries[0].id
    assert pane.step.given().step is Step.DECIDED


def test_all_steps_lead_to_the_archive(page, desk, entries):
    pane = page.book.pane
    page.book.show_entry(entries[2].id)
    for _turn in range(3):
        pane.step.done.click()
    assert pane.step.result.value() == "warning"
    pane.step.result.set_value("fine")
    pane.step.done.click()
    pane.step.done.click()
    file = find_entry(desk, entries[2].id)
    assert (file.entry.consequence, file.next) == (Consequence.FINE.value, None)
    assert page.book.table.current_row().staff_code == "客服B15"
    assert pane.step is None
    assert page.book.table.rows_model.rows()[-1].waiting is None


def test_another_entry_unfolds_and_leads_to_its_finding(page, entries):
    pane = page.book.pane
    pane._open(entries[1].id)
    assert pane.chosen == entries[1].id
    pane.opened.emit(entries[1].finding_id)
    assert page.tree.isVisible()
    assert page.tree.current_row().finding.id == entries[1].finding_id


def test_the_finding_leads_to_its_entry(page, qtbot, entries):
    page.activate(entries[1].finding_id)
    with qtbot.waitSignal(page.go) as told:
        page.pane.ledger.opens.click()
    assert told.args == ["findings", f"ledger:{entries[1].id}"]
    page.activate(told.args[1])
    assert page.book.pane.chosen == entries[1].id


def test_a_commendation_by_hand(page, desk):
    page.book.praise.click()
    form = page.book.pane.praise
    assert form.staff.text() == "客服B07"
    form.save.click()
    assert "为什么表扬" in form.notice.text()
    form.staff.setText("王小明")
    form.text.setPlainText("主动回访 13800138000")
    form.save.click()
    assert "代号" in form.notice.text()
    form.staff.setText("客服B30")
    form.save.click()
    assert page.book.table.current_row().staff_code == "客服B30"
    (file,) = page.book.table.current_row().files
    assert "13800138000" not in file.entry.summary
    assert page.book.pane.chosen == file.entry.id
    page.book.begin()
    assert page.escape()
    assert page.book.pane.praise is None


def test_the_sheet_is_written_where_one_says(page, qtbot, dialogs, tmp_path):
    target = tmp_path / "台账.xlsx"
    dialogs.targets = [None, target]
    page.book.sheet.click()
    assert not target.exists()
    page.book.sheet.click()
    qtbot.waitUntil(lambda: "已导出" in page.notice.text())
    assert target.stat().st_size > 1000


def test_what_is_typed_stays_when_nothing_changed(page, desk, entries):
    page.book.pane.step.words.setText("还在写")
    page.refresh(ChangeSet(frozenset({("finding", "x")})))
    assert page.book.pane.step.words.text() == "还在写"


def test_rights_are_said_in_place(qtbot, theme, desk, people, jobs, dialogs, entries):
    viewer = page_of(as_user(desk, people, "1050"), jobs, dialogs, qtbot)
    viewer.activate("ledger")
    assert listed(viewer) == ["客服B07", "客服B15"]
    assert viewer.book.praise.reason() == "您的角色只能查看台账"
    viewer.book.begin()
    assert viewer.book.pane.praise is None
    auditor = page_of(as_user(desk, people, "1042"), jobs, dialogs, qtbot)
    auditor.activate(f"ledger:{entries[0].id}")
    auditor.book.pane.step.done.click()
    assert "复核" in auditor.book.pane.step.done.reason()
    assert not auditor.book.pane.step.done.isEnabled()


def test_search_opens_the_entry(page, desk, entries):
    hit = next(one for one in ContentSearch(desk).find(entries[1].code) if one.kind == "ledger_entry")
    assert (hit.page, hit.target) == ("findings", f"ledger:{entries[1].id}")
    page.activate(hit.target)
    assert page.book.pane.chosen == entries[1].id


def test_an_empty_ledger_says_what_belongs_there(qtbot, theme, tmp_path, jobs, dialogs):
    room = Room(tmp_path)
    page = page_of(room.desk, jobs, dialogs, qtbot)
    page.activate("ledger")
    assert page.book.empty.isVisible()
    assert not page.book.sheet.isEnabled()
    assert page.book.praise.isEnabled()
    assert page.book.meta().startswith("0 人")
    room.close()
