"""Two laptops and a share, by clicks and keys: set up, invite, join with a printed kit, and work reaches both."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from tests.factories import PASSPHRASE, SECOND, make_program
from tests.hands import Hands, first_use

from auditdesk.i18n import use_language
from auditdesk.services.audits import list_audits, open_file
from auditdesk.ui.application import Application
from auditdesk.ui.dialogs import ScriptedDialogs
from auditdesk.ui.theme.style import Theme
from auditdesk.ui.widgets.buttons import KeyButton

FORM = "customer-service-self-check"


@pytest.fixture
def laptop(qapp, qtbot, tmp_path):
    """Laptops by name; each has its own home, windows and answers to dialogs."""
    use_language("zh_CN")
    (qapp.findChild(Theme) or Theme(qapp, "light")).use("light")
    made = []

    def build(name):
        dialogs = ScriptedDialogs()
        made.append(Application(make_program(tmp_path / f"home-{name}"), lambda _window: dialogs))
        return Hands(made[-1], qtbot), dialogs

    yield build
    for application in made:
        application.shutdown()


def set_up_share(hands, dialogs, folder):
    folder.mkdir()
    page = hands.page("sync")
    assert page._stack.currentWidget() is page.setup
    dialogs.folders = [folder]
    next(one for one in page.setup.findChildren(KeyButton) if one.text() == "选择文件夹").click()
    page.setup.button.click()
    hands.settle()
    hands.qtbot.waitUntil(lambda: page._stack.currentWidget() is page._whole, timeout=30_000)
    return page


def invite(hands, dialogs, page, file):
    page.people_button.click()
    card = page.people.invite
    card.who.set_value("new")
    card.name.setText("罗成岳")
    card.staff_no.setText("1017")
    card.role.set_value("auditor")
    dialogs.targets = [file]
    card.button.click()
    hands.settle()
    hands.qtbot.waitUntil(lambda: bool(card.code.text()), timeout=30_000)
    return card.code.text()


def join(hands, place, file, code):
    application = hands.application
    application.start()
    application.first_run.naming.join_wanted.emit()
    form = application.unlock.join
    form.file.setText(str(file))
    form.code.setText(code)
    form.folder.setText(str(place))
    form.first.setText(SECOND)
    form.second.setText(SECOND)
    form.button.click()
    hands.qtbot.waitUntil(form.button.isEnabled, timeout=30_000)
    assert not form.notice.text(), form.notice.text()
    hands.qtbot.waitUntil(lambda: application.first_run is not None, timeout=3_000)
    screen = application.first_run
    assert application.session is None, "the kit comes first"
    assert screen.step() == 2
    groups = screen.kit._kit.groups
    for at, boxes in screen.kit.boxes.items():
        boxes.fill(groups[at])
    screen.go_on()
    assert application.session is not None
    hands.settle()
    return "-".join(groups)


def plan(hands):
    form = hands.page("audits", "new").pane.currentWidget()
    keys = [form.form_field.itemData(i)[0] for i in range(form.form_field.count())]
    form.form_field.set_value(next(key for key in keys if key.startswith(FORM)))
    form.name.setText("11月例行自查")
    form.ok.click()
    (audit,) = list_audits(hands.desk)
    return audit.id


def sync(hands):
    page = hands.page("sync")
    page.sync_button.click()
    hands.settle()
    hands.qtbot.waitUntil(page.sync_button.isEnabled, timeout=30_000)
    assert page.notice.isHidden() or not page.notice.text(), page.notice.text()


def note(hands, audit_id, item, text):
    view = hands.page("audits", f"{audit_id}/{item}").run_view
    view.card.note.setPlainText(text)
    view.flush()
    hands.settle()
    assert open_file(hands.desk, audit_id).answers[item].note == text


def test_a_second_laptop_joins_and_work_reaches_both(laptop, tmp_path):
    one, dialogs = laptop("one")
    first_use(one, tmp_path / "工作区 一")
    audit_id = plan(one)
    page = set_up_share(one, dialogs, tmp_path / "共享 盘")
    file = tmp_path / "AuditDesk-1017.adinvite"
    code = invite(one, dialogs, page, file)

    two, _dialogs = laptop("two")
    kit = join(two, tmp_path / "工作区 二", file, code)
    assert two.desk.user.name == "罗成岳"
    assert [audit.title for audit in list_audits(two.desk)] == ["11月例行自查"]
    note(two, audit_id, "1.1", "抽查了周六的班次")
    sync(two)
    sync(one)
    assert open_file(one.desk, audit_id).answers["1.1"].note == "抽查了周六的班次"

    two.lock()
    program = make_program(tmp_path / "home-two")
    with program.recover(tmp_path / "工作区 二", kit, PASSPHRASE) as opened:
        assert opened.desk.user.name == "罗成岳"
