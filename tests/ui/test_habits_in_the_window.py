from __future__ import annotations

import pytest
from tests.factories import PASSPHRASE, make_program, make_workspace

from auditdesk.domain.audits import AuditKind
from auditdesk.i18n import language
from auditdesk.services.audits import AuditPlan, plan_audit
from auditdesk.services.locking import set_lock_minutes
from auditdesk.ui.application import Application
from auditdesk.ui.start import idle
from auditdesk.ui.widgets.search import CommandPopup


@pytest.fixture
def program(tmp_path):
    return make_program(tmp_path / "home")


@pytest.fixture
def session(program, tmp_path, theme, dialogs, qtbot):
    with make_workspace(program, tmp_path / "space") as opened:
        plan = AuditPlan(
            "customer-service-self-check", "11月例行自查", AuditKind.ROUTINE, "2026-10-26", "2026-11-15"
        )
        plan_audit(opened.desk, plan)
        set_lock_minutes(opened.desk, 3)
    application = Application(program, lambda _window: dialogs)
    application.start()
    application._opened(program.open(tmp_path / "space", PASSPHRASE))
    qtbot.waitUntil(lambda: not application.session.jobs.busy())
    yield application
    application.shutdown()


def commands(session, text):
    return session.session.shell._find(text)


def test_search_opens_the_exact_item_of_the_running_audit(session, qtbot):
    found = [one for one in commands(session, "投诉首次响应") if one.note.startswith("检查项")]
    assert found
    assert "11月例行自查" in found[0].note
    found[0].run()
    page = session.session.shell.current_page()
    assert page.run_view.run.item.id == found[0].word.split()[0]


def test_search_finds_a_person_and_opens_settings(session, qtbot):
    found = next(one for one in commands(session, "立群") if one.note.startswith("用户"))
    found.run()
    page = session.session.shell.current_page()
    assert page.title() == "设置"
    assert page.view().table.current_row().user.name == "韩立群"


def test_results_of_pages_that_are_absent_are_not_offered(session):
    shell = session.session.shell
    pages = {one.run.args[0] for one in commands(session, "客服") if hasattr(one.run, "args")}
    assert pages
    assert all(shell.offers(name) for name in pages)


def test_the_popup_shows_results_while_typing(session, qtbot):
    shell = session.session.shell
    shell.open_search()
    popup = shell.findChild(CommandPopup)
    popup.field.setText("11月例行")
    assert popup.offered()[0].note.startswith("自查")
    popup.close()


def test_a_locked_workspace_finds_nothing(session):
    finder = session.session.finder
    session.session.workspace.close()
    assert finder.find("客服") == []


def test_the_kept_minutes_lock_the_window(session):
    watch = session.session.idle
    assert watch._timer.interval() == 3 * 60_000
    session.habits.lock_wanted_after.emit(15)
    assert watch._timer.interval() == 15 * 60_000


def test_waking_from_sleep_locks_at_once(session, monkeypatch):
    watch = session.session.idle
    now = idle.time.time()
    monkeypatch.setattr(idle.time, "time", lambda: now + 5)
    watch.beat()
    assert session.session is not None
    monkeypatch.setattr(idle.time, "time", lambda: now + 700)
    watch.beat()
    assert session.session is None


def test_the_language_changes_frame_page_and_start_screen(session, qtbot):
    shell = session.session.shell
    shell.open_page("settings", "looks")
    before = session.unlock
    with qtbot.waitSignal(shell.language_changed):
        shell.current_page().view().language.chosen.emit("en")
    assert language() == "en"
    assert session.unlock is not before
    assert shell.current_page().view().language.value() == "en"
    session.lock()
    assert session.window.stack.currentWidget() is session.unlock


def test_a_backup_is_told_in_the_foot_of_the_rail(session, dialogs, tmp_path, qtbot):
    shell = session.session.shell
    assert shell._status[1] == "还没有备份"
    shell.open_page("settings", "backup")
    dialogs.folders = [tmp_path / "usb"]
    shell.current_page().view().back_up()
    qtbot.waitUntil(lambda: shell._status[1] != "还没有备份")
