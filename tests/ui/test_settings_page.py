from __future__ import annotations

import csv
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QTableView, QToolButton
from tests.factories import PASSPHRASE, SECOND, make_program, make_workspace
from tests.hands import show_page

from auditdesk.domain.people import Role
from auditdesk.i18n import language
from auditdesk.services.locking import lock_minutes
from auditdesk.services.people import NewUser, add_person, find_user
from auditdesk.services.preferences import Preferences
from auditdesk.ui.habits import Habits
from auditdesk.ui.pages.preferences.sections import SECTIONS
from auditdesk.ui.pages.registry import Place
from auditdesk.ui.pages.settings import SettingsPage
from auditdesk.ui.theme.appearance import appearance
from auditdesk.ui.widgets.text import Text


@pytest.fixture
def program(tmp_path):
    return make_program(tmp_path / "home", keyring=True)


@pytest.fixture
def space(tmp_path, program):
    with make_workspace(program, tmp_path / "space") as opened:
        add_person(opened, NewUser("1042", "沈知夏", Role.AUDITOR, SECOND, "合规专员"))
        yield opened


def make_page(qtbot, space, program, jobs, dialogs):
    place = Place(space.desk, jobs, dialogs, space, program, Habits(program))
    return show_page(qtbot, SettingsPage(place))


@pytest.fixture
def page(qtbot, theme, space, program, jobs, dialogs):
    made = make_page(qtbot, space, program, jobs, dialogs)
    yield made
    qtbot.waitUntil(lambda: not jobs.busy())


def section(page, name):
    page.activate(name)
    return page.view()


def texts(widget):
    return " ".join(each.text() for each in widget.findChildren(Text))


def test_sections_are_walked_by_keyboard(page, qtbot):
    page.activate()
    assert QApplication.focusWidget() is page.list or not QApplication.activeWindow()
    names = []
    for each in SECTIONS:
        names.append(page._current)
        assert page.regions() == [page.list, page.view()]
        assert page.list.current_row().name == each.name
        qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert names == [each.name for each in SECTIONS]


def test_looks_act_at_once_and_are_kept(page, program, theme, qtbot):
    view = section(page, "looks")
    view.theme.chosen.emit("dark")
    assert theme.choice() == "dark"
    view.caps.click()
    view.letters.click()
    assert not appearance().key_caps
    assert not appearance().single_letters
    assert program.preferences() == Preferences("dark", key_caps=False, single_letters=False)
    with qtbot.waitSignal(page._habits.language_wanted) as wanted:
        view.language.chosen.emit("en")
    assert wanted.args == ["en"]
    assert program.preferences().language == "en"


def test_a_place_that_cannot_be_written_is_said_in_place(page, tmp_path, theme):
    (tmp_path / "home" / "preferences.json").mkdir()
    view = section(page, "looks")
    view.theme.chosen.emit("contrast")
    assert theme.choice() == "contrast"
    assert "设置存不到" in view.notice.text()


def test_kept_habits_are_applied_at_start(program, theme, monkeypatch):
    program.keep_preferences(Preferences("contrast", "en", key_caps=False))
    monkeypatch.setenv("AUDITDESK_LANG", "zh_CN")
    Habits(program).apply()
    assert (theme.choice(), language()) == ("contrast", "zh_CN")
    monkeypatch.delenv("AUDITDESK_LANG")
    Habits(program).apply()
    assert language() == "en"
    assert not appearance().key_caps


def test_a_language_switch_keeps_the_section(page):
    section(page, "about")
    page.rebuild()
    assert page._current == "about"
    assert "AuditDesk" in texts(page.view())


def test_the_lock_is_changed_for_window_and_workspace(page, space, qtbot):
    view = section(page, "security")
    with qtbot.waitSignal(page._habits.lock_wanted_after) as told:
        view.minutes.picked.emit("5")
    assert told.args == [5]
    assert lock_minutes(space.desk) == 5


def test_the_second_factor_is_told_in_words(page):
    assert "本机密钥" in texts(section(page, "security"))


def test_the_passphrase_is_changed_in_place(page, program, space, qtbot):
    card = section(page, "security").passphrase
    card.change()
    assert "还缺" in texts(card)
    card.old.setText(PASSPHRASE)
    card.new.setText("12345678")
    card.change()
    card.new.setText("雨巷 青石 wu5 ting-lan 3077")
    card.again.setText("别的")
    card.change()
    assert "不一致" in texts(card)
    card.again.setText("雨巷 青石 wu5 ting-lan 3077")
    card.change()
    qtbot.waitUntil(lambda: "口令已换" in card.notice.text())
    assert card.old.text() == card.new.text() == card.again.text() == ""
    space.close()
    program.open(space.desk.workspace.folder, "雨巷 青石 wu5 ting-lan 3077").close()


def test_a_wrong_old_passphrase_changes_nothing(page, qtbot):
    card = section(page, "security").passphrase
    for field, text in ((card.old, "不是它"), (card.new, SECOND + " x"), (card.again, SECOND + " x")):
        field.setText(text)
    card.change()
    qtbot.waitUntil(lambda: "口令不对" in card.notice.text())


def test_leaving_forgets_what_was_typed(page):
    card = section(page, "security").passphrase
    card.old.setText(PASSPHRASE)
    section(page, "about")
    assert card.old.text() == ""


def test_a_new_kit_is_confirmed_saved_and_typed_back(page, dialogs, space, tmp_path, qtbot):
    view = section(page, "security")
    dialogs.confirms = [False]
    view.renew_kit()
    assert view.kit is None
    dialogs.confirms = [True]
    dialogs.targets = [tmp_path / "kit.pdf"]
    view.renew_kit()
    qtbot.waitUntil(lambda: view.kit is not None)
    assert page.escape()
    assert view.kit is not None
    view.kit.save_kit()
    assert (tmp_path / "kit.pdf").read_bytes().startswith(b"%PDF")
    assert not view.done.isEnabled()
    for place, boxes in view.kit.boxes.items():
        boxes.fill(view.kit._kit.groups[place])
    assert view.done.isEnabled()
    view.done.click()
    assert view.kit is None
    assert "recovery.renew" in [one.action for one in space.desk.journal.entries()]


def test_people_are_listed_and_found_by_target(page):
    page.activate("people/1042")
    view = page.view()
    assert [each.user.staff_no for each in view.table.rows_model.rows()] == ["1001", "1042"]
    assert view.table.current_row().user.name == "沈知夏"
    assert view.table.current_row().certificate.valid_to.startswith("2031")
    assert "恒川服务集团" in texts(view.pane)


def test_fields_of_a_person_save_themselves(page, space, qtbot):
    page.activate("people/1042")
    pane = page.view().pane
    with qtbot.waitSignal(page.changed) as told:
        pane.role.picked.emit("reviewer")
    assert {kind for kind, _id in told.args[0].touched} == {"user"}
    pane.title.setText("质检主管")
    before = pane.title
    pane.title.editingFinished.emit()
    assert pane.title is before
    pane.active.click()
    user = find_user(space.desk, "1042")
    assert (user.role, user.title, user.active) == (Role.REVIEWER, "质检主管", False)
    assert page.view().table.current_row().user == user


def test_own_role_rests_with_the_reason(page):
    page.activate("people/1001")
    pane = page.view().pane
    assert not pane.role.isEnabled()
    assert "另一位管理员" in texts(pane)


def test_a_refused_change_is_put_back(page, space):
    page.activate("people/1042")
    pane = page.view().pane
    second = find_user(space.desk, "1042")
    me = space.desk.user
    values = {name: getattr(me, name) for name in me.__dataclass_fields__}
    with space.desk.begin() as work:
        work.save(type(me)(**{**values, "role": Role.LEAD}))
        work.save(type(second)(**{**{n: getattr(second, n) for n in values}, "role": Role.ADMIN}))
        work.commit()
    pane.role.picked.emit("viewer")
    assert "最后一位" in pane.notice.text()
    assert pane.role.value() == "admin"


def test_a_person_is_added(page, space, qtbot):
    view = section(page, "people")
    view.add()
    form = view.form
    form.save()
    assert "还缺：工号" in texts(form)
    form.staff_no.setText("1055")
    form.name.setText("丁一帆")
    form.role.set_value("viewer")
    form.first.setText("123")
    form.save()
    assert view.form is form
    secret = "麦田 晚钟 liu8 shan-que 5150"
    form.first.setText(secret)
    form.second.setText(secret)
    form.save()
    qtbot.waitUntil(lambda: view.form is None)
    assert view.table.current_row().user.name == "丁一帆"
    assert find_user(space.desk, "1055").role is Role.VIEWER
    view.add()
    assert page.escape()
    assert view.form is None


def test_a_taken_number_is_said_in_the_form(page, qtbot):
    view = section(page, "people")
    view.add()
    form = view.form
    for field, text in (
        (form.staff_no, "1042"),
        (form.name, "另一人"),
        (form.first, SECOND + " y"),
        (form.second, SECOND + " y"),
    ):
        field.setText(text)
    form.save()
    qtbot.waitUntil(lambda: "1042" in form.notice.text())


def test_others_may_look_but_not_change(qtbot, theme, space, program, jobs, dialogs):
    folder = space.desk.workspace.folder
    space.close()
    with program.open(folder, SECOND, "1042") as opened:
        page = make_page(qtbot, opened, program, jobs, dialogs)
        page.activate("people/1001")
        view = page.view()
        assert not view.new_button.isEnabled()
        assert not view.pane.role.isEnabled()
        assert view.pane.title.isReadOnly()
        assert "只有管理员" in texts(view.pane)
        view = section(page, "security")
        assert not view.minutes.isEnabled()
        assert not view.renew.isEnabled()
        qtbot.waitUntil(lambda: not jobs.busy())


def test_a_backup_is_made_and_told(page, dialogs, tmp_path, qtbot):
    view = section(page, "backup")
    assert view.last.text() == "还没有备份"
    dialogs.folders = [None]
    view.back_up()
    dialogs.folders = [tmp_path / "usb"]
    with qtbot.waitSignal(page.changed):
        view.back_up()
    made = next((tmp_path / "usb").iterdir())
    assert str(made) in view.notice.text()
    assert (made / "backup.json").is_file()
    assert view.last.text().startswith("2026-11-02")


def test_a_backup_into_the_workspace_is_refused_in_words(page, dialogs, space, qtbot):
    view = section(page, "backup")
    dialogs.folders = [space.desk.workspace.folder / "in"]
    view.back_up()
    qtbot.waitUntil(lambda: "不能放在工作区里面" in view.notice.text())
    assert view.button.isEnabled()


def test_the_journal_is_filtered_verified_and_exported(page, dialogs, tmp_path, space, qtbot):
    view = section(page, "log")
    qtbot.waitUntil(lambda: len(view.lines) > 2)
    assert view.lines[0].number == space.desk.journal.last().number
    view.filter()
    view.field.setText("添加用户")
    qtbot.waitUntil(lambda: [one.word for one in view.lines] == ["添加用户"])
    dialogs.targets = [tmp_path / "log.csv"]
    view.export()
    with (tmp_path / "log.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[1][2:5] == ["1001", "添加用户", "1042"]
    assert "韩立群" not in (tmp_path / "log.csv").read_text(encoding="utf-8-sig")
    view.field.setText("没有这样的")
    qtbot.waitUntil(lambda: not view.lines)
    assert view.empty.isVisible()
    assert not view.export_button.isEnabled()
    assert page.escape()
    qtbot.waitUntil(lambda: len(view.lines) > 2)
    view.verify()
    qtbot.waitUntil(lambda: "日志完整" in view.notice.text())


def test_older_entries_follow(page, monkeypatch, qtbot):
    monkeypatch.setattr("auditdesk.ui.pages.preferences.log._PAGE", 2)
    view = section(page, "log")
    qtbot.waitUntil(lambda: len(view.lines) == 2)
    assert view.older.isVisible()
    view.read_older()
    qtbot.waitUntil(lambda: len(view.lines) > 2)
    numbers = [one.number for one in view.lines]
    assert numbers == sorted(numbers, reverse=True)


def test_checks_name_what_to_do(page, qtbot):
    view = section(page, "health")
    qtbot.waitUntil(lambda: bool(view.checks))
    assert {"SQLCipher" in one.found for one in view.checks} == {True, False}
    assert "还没有备份" in texts(view)
    view.run()
    assert not view.again.isEnabled()
    qtbot.waitUntil(view.again.isEnabled)


def test_about_names_version_licences_and_folder(page, space, qtbot):
    view = section(page, "about")
    assert "Apache-2.0" in texts(view)
    qtbot.waitUntil(lambda: bool(view.parts.rows_model.rows()))
    assert ("Noto Sans SC", "", "OFL-1.1") in view.parts.rows_model.rows()
    view.copy.click()
    assert QApplication.clipboard().text() == str(space.desk.workspace.folder)


def test_every_control_has_a_name(page, qtbot):
    for each in SECTIONS:
        view = section(page, each.name)
        if each.name == "people":
            view.add()
        for kind in (QAbstractButton, QComboBox, QLineEdit, QTableView):
            for control in view.findChildren(kind):
                inner = isinstance(control, QToolButton) and isinstance(control.parent(), QLineEdit)
                if control.isVisible() and not inner:
                    assert control.accessibleName(), (each.name, control)
    qtbot.waitUntil(lambda: not page._place.jobs.busy())


def test_building_a_section_is_quick(page, qtbot):
    """CPU time of this thread, so that a busy machine does not matter; the limit is that of a blocked window."""
    for each in SECTIONS:
        began = time.thread_time()
        section(page, each.name)
        assert time.thread_time() - began < 0.2, each.name
        qtbot.waitUntil(lambda: not page._place.jobs.busy())


def test_a_language_switch_while_jobs_run_drops_their_results(page, qtbot):
    health, log = section(page, "health"), section(page, "log")
    page.rebuild()
    qtbot.waitUntil(lambda: not page._place.jobs.busy())
    assert page.view() not in (health, log)
    assert page.view().lines
