from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from tests.factories import PASSPHRASE, SECOND, create_workspace, make_program, make_workspace

from auditdesk.services.jobs import Silent
from auditdesk.ui.application import Application
from auditdesk.ui.dialogs import ScriptedDialogs
from auditdesk.ui.start.idle import IdleWatch


@pytest.fixture
def program(tmp_path):
    return make_program(tmp_path / "home")


@pytest.fixture
def folder(tmp_path, program):
    place = tmp_path / "jialing"
    make_workspace(program, place).close()
    return place


@pytest.fixture
def application(program, theme, dialogs, qtbot):
    made = Application(program, lambda _window: dialogs)
    yield made
    made.shutdown()


def unlock(application, qtbot, passphrase=PASSPHRASE):
    form = application.unlock.form
    form.passphrase.setText(passphrase)
    qtbot.keyClick(form.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(form.button.isEnabled)


def through_first_run(application, qtbot, place):
    screen = application.first_run
    screen.naming.site.setText("云溪营业部")
    screen.naming.folder.setText(str(place))
    screen.go_on()
    screen.person.name.setText("丁一帆")
    screen.person.first.setText(PASSPHRASE)
    screen.person.second.setText(PASSPHRASE)
    screen.go_on()
    qtbot.waitUntil(lambda: screen.step() == 2)
    return screen


def test_without_a_workspace_first_use_begins(application):
    application.start()
    assert application.window.stack.currentWidget() is application.first_run


def test_names_are_hidden_until_unlocked(application, folder):
    application.start()
    assert application.window.stack.currentWidget() is application.unlock
    user = application.unlock.form.user
    assert user.count() == 1
    assert "1001" in user.itemText(0)
    assert "韩立群" not in user.itemText(0)


def test_a_wrong_passphrase_is_said_in_place_and_forgotten(application, folder, qtbot):
    application.start()
    unlock(application, qtbot, "不是这个口令")
    form = application.unlock.form
    assert "口令" in form.notice.text()
    assert form.passphrase.text() == ""
    assert application.session is None


def test_unlocking_opens_the_frame_and_locking_closes_the_workspace(application, program, folder, qtbot):
    application.start()
    unlock(application, qtbot)
    session = application.session
    assert session.shell.isVisible()
    assert not application.window.isVisible()
    assert program.summary(folder).busy
    qtbot.waitUntil(lambda: session.shell.current_page().shown is not None)
    session.shell.lock_wanted.emit()
    assert application.session is None
    assert application.window.isVisible()
    assert not program.summary(folder).busy
    unlock(application, qtbot)
    assert application.session is not None


def test_only_pages_that_exist_are_in_the_rail(application, folder, qtbot):
    application.start()
    unlock(application, qtbot)
    shown = [
        entry.name
        for each in application.session.shell.rail._lists
        for entry in each._model.entries
    ]  # fmt: skip
    assert shown[0] == "dashboard"
    assert "evidence" in shown
    assert "reports" in shown
    assert set(shown) == set(application.session.shell._makers)


def test_idle_locks_but_waits_for_a_running_job(application, folder, qtbot):
    application.start()
    unlock(application, qtbot)
    session = application.session
    qtbot.waitUntil(lambda: not session.jobs.busy())
    watch = session.shell.findChild(IdleWatch)
    session.jobs.busy = lambda: 1
    watch.idle.emit()
    assert application.session is session
    del session.jobs.busy
    watch.idle.emit()
    assert application.session is None


def test_a_workspace_open_elsewhere_cannot_be_chosen(application, program, folder):
    with program.open(folder, PASSPHRASE):
        application.start()
        assert not application.unlock.rows[0].isEnabled()
        assert "另一窗口" in application.unlock.rows[0].accessibleName()
        assert not application.unlock.form.isEnabled()


def test_arrows_with_an_empty_field_change_the_workspace(application, program, folder, tmp_path, qtbot):
    create_workspace(program, tmp_path / "second").close()
    application.start()
    first = application.unlock.form.place.text()
    qtbot.keyClick(application.unlock.form.passphrase, Qt.Key.Key_Down)
    assert application.unlock.form.place.text() != first
    application.unlock.form.passphrase.setText("x")
    second = application.unlock.form.place.text()
    qtbot.keyClick(application.unlock.form.passphrase, Qt.Key.Key_Up)
    assert application.unlock.form.place.text() == second


def test_a_named_folder_without_a_workspace_is_said(application, tmp_path):
    application.start(tmp_path)
    assert application.unlock.say.text()


def test_first_use_asks_for_two_groups_before_it_goes_on(application, qtbot, tmp_path):
    application.start()
    screen = through_first_run(application, qtbot, tmp_path / "new")
    groups = screen.kit._kit.groups
    assert not screen.next.isEnabled()
    first, second = screen.kit.boxes
    wrong = "A" if groups[first][0] != "A" else "B"
    screen.kit.boxes[first].fill(wrong * len(groups[first]))
    assert "不一致" in screen.kit.notice.text()
    screen.kit.boxes[first].forget()
    screen.kit.boxes[first].fill(groups[first])
    assert not screen.next.isEnabled()
    screen.kit.boxes[second].fill(groups[second].lower())
    assert screen.next.isEnabled()
    screen.go_on()
    assert application.session.workspace.desk.workspace.site_name == "云溪营业部"
    assert screen.kit._kit is None
    assert application.first_run is None


def test_first_use_says_what_is_missing_where_it_is_missing(application, qtbot):
    application.start()
    screen = application.first_run
    screen.go_on()
    assert screen.step() == 0
    screen.naming.site.setText("云溪营业部")
    screen.go_on()
    screen.person.name.setText("丁一帆")
    screen.person.first.setText("123456")
    screen.person.second.setText("123456")
    screen.go_on()
    assert screen.person.first.accessibleDescription()
    screen.person.first.setText(PASSPHRASE)
    screen.person.second.setText(SECOND)
    screen.go_on()
    assert "不一致" in screen.person.second.accessibleDescription()
    assert screen.step() == 1


def test_the_kit_is_saved_and_printed_but_not_into_the_workspace(application, dialogs, qtbot, tmp_path):
    application.start()
    screen = through_first_run(application, qtbot, tmp_path / "new")
    dialogs.targets = [tmp_path / "new" / "kit.pdf", tmp_path / "usb.pdf"]
    screen.kit.save_kit()
    assert not (tmp_path / "new" / "kit.pdf").exists()
    assert screen.kit.notice.text()
    screen.kit.save_kit()
    assert (tmp_path / "usb.pdf").read_bytes().startswith(b"%PDF-")
    dialogs.print_to = tmp_path / "paper.pdf"
    screen.kit.print_kit()
    assert (tmp_path / "paper.pdf").stat().st_size > 1000


def test_closing_during_first_use_lets_go_of_the_workspace(application, program, qtbot, tmp_path):
    application.start()
    through_first_run(application, qtbot, tmp_path / "new")
    assert program.summary(tmp_path / "new").busy
    application.shutdown()
    assert not program.summary(tmp_path / "new").busy
    application.first_run = None


def test_the_recovery_code_opens_with_a_new_passphrase(application, qtbot, tmp_path, program):
    application.start()
    screen = through_first_run(application, qtbot, tmp_path / "new")
    groups = screen.kit._kit.groups
    screen.finish()
    application.lock()
    form = application.unlock.recover
    application.unlock.form.recover_wanted.emit()
    rest = form.groups[0].fill("".join(groups))
    form.groups[0].overflowed.emit(rest)
    form.first.setText(SECOND)
    form.second.setText(SECOND)
    form.recover()
    qtbot.waitUntil(lambda: application.session is not None, timeout=10_000)
    application.lock()
    program.open(tmp_path / "new", SECOND).close()


def test_a_backup_is_restored_into_a_new_folder(application, program, folder, dialogs, qtbot, tmp_path):
    with program.open(folder, PASSPHRASE) as workspace:
        made = workspace.backup(tmp_path / "backups", Silent())
    application.start()
    form = application.unlock.restore
    form.restore()
    assert form.notice.text()
    form.backup.setText(str(made))
    form.target.setText(str(tmp_path / "back"))
    form.restore()
    qtbot.waitUntil(lambda: len(application.unlock.rows) == 2, timeout=10_000)
    assert application.unlock.form.place.text() == str(tmp_path / "back")


def test_a_passphrase_never_stays_in_a_hidden_form(application, folder):
    application.start()
    application.unlock.form.passphrase.setText("halb getippt")
    application.window.hide()
    QApplication.processEvents()
    assert application.unlock.form.passphrase.text() == ""


def test_scripted_dialogs_open_a_folder(application, folder, dialogs, tmp_path):
    assert isinstance(dialogs, ScriptedDialogs)
    application.start()
    dialogs.folders = [tmp_path / "nothing", folder]
    application.unlock.open_folder()
    assert application.unlock.say.text()
    application.unlock.open_folder()
    assert len(application.unlock.rows) == 1
