from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from auditdesk.i18n import use_language
from auditdesk.ui.dialogs import ScriptedDialogs
from auditdesk.ui.jobs import Jobs, Watchdog
from auditdesk.ui.theme.style import Theme


@pytest.fixture(autouse=True)
def no_windows_left():
    """Windows of a test go with it: left to the collector, each later change of the look repaints them all."""
    yield
    app = QApplication.instance()
    if app is not None:
        for window in app.topLevelWidgets():
            window.deleteLater()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def theme(qapp):
    """The window's look, back to light and Chinese after each test."""
    found = qapp.findChild(Theme) or Theme(qapp, "light")
    found.use("light")
    use_language("zh_CN")
    yield found
    found.show_key_caps(shown=True)
    found.allow_single_letters(allowed=True)
    use_language("zh_CN")


@pytest.fixture
def dialogs():
    """Answers to modal questions; give them before the step that asks."""
    return ScriptedDialogs()


@pytest.fixture
def jobs(qapp):
    made = Jobs()
    yield made
    made.close()


@pytest.fixture
def watchdog(qapp):
    """Fails the test when the UI thread was blocked for longer than 200 ms."""
    dog = Watchdog()
    yield dog
    dog.stop()
    assert not dog.blocked, f"UI thread blocked: {dog.blocked}"
