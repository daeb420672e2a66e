"""What a person does at the window: clicks, keys, and waiting where a person would."""

from __future__ import annotations

from PySide6.QtCore import Qt
from tests.factories import PASSPHRASE


class Hands:
    """What a person does at the window; waits where a person would."""

    def __init__(self, application, qtbot):
        self.application = application
        self.qtbot = qtbot

    @property
    def shell(self):
        return self.application.session.shell

    @property
    def desk(self):
        return self.application.session.workspace.desk

    def settle(self):
        self.qtbot.waitUntil(lambda: not self.application.session.jobs.busy(), timeout=30_000)

    def key(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        self.qtbot.keyClick(self.shell.current_page(), key, modifier)

    def page(self, name, target=None):
        self.shell.open_page(name, target)
        self.settle()
        return self.shell.current_page()

    def unlock(self, passphrase, staff_no):
        form = self.application.unlock.form
        place = next(i for i in range(form.user.count()) if staff_no in form.user.itemText(i))
        form.user.setCurrentIndex(place)
        form.passphrase.setText(passphrase)
        self.qtbot.keyClick(form.passphrase, Qt.Key.Key_Return)
        self.qtbot.waitUntil(lambda: self.application.session is not None, timeout=20_000)
        with self.qtbot.waitActive(self.shell):
            self.shell.activateWindow()
        self.settle()

    def lock(self):
        self.settle()
        self.shell.lock_wanted.emit()
        assert self.application.session is None


def first_use(hands, place):
    hands.application.start()
    screen = hands.application.first_run
    screen.naming.site.setText("嘉岭分中心")
    screen.naming.folder.setText(str(place))
    screen.go_on()
    screen.person.name.setText("韩立群")
    screen.person.first.setText(PASSPHRASE)
    screen.person.second.setText(PASSPHRASE)
    screen.go_on()
    hands.qtbot.waitUntil(lambda: screen.step() == 2, timeout=20_000)
    groups = screen.kit._kit.groups
    for box in screen.kit.boxes:
        screen.kit.boxes[box].fill(groups[box])
    screen.go_on()
    assert hands.application.session is not None
    with hands.qtbot.waitActive(hands.shell):
        hands.shell.activateWindow()
    hands.settle()


def show_page(qtbot, page, *, active=False):
    """A page in the window's usual size, built and shown; ``active`` waits until keys reach it."""
    qtbot.addWidget(page)
    page.resize(1166, 720)
    page.ensure_built()
    if active:
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
    else:
        page.show()
    return page
