from __future__ import annotations

import os

import pytest
from pytestqt.qtbot import QtBot
from tests.examples import register

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.fonts.warning=false")
register()

PATIENCE = 60_000
"""Milliseconds that a test waits at most for what has to come; it goes on as soon as it has come."""


class PatientBot(QtBot):
    """Waits long enough for a machine that does other things too, whatever shorter time is asked for."""

    def waitUntil(self, callback, *, timeout=PATIENCE):  # noqa: N802 - the name in pytest-qt
        super().waitUntil(callback, timeout=max(timeout, PATIENCE))

    def waitSignal(self, signal, *, timeout=PATIENCE, **how):  # noqa: N802 - the name in pytest-qt
        return super().waitSignal(signal, timeout=max(timeout, PATIENCE), **how)

    def waitActive(self, widget, *, timeout=PATIENCE):  # noqa: N802 - the name in pytest-qt
        return super().waitActive(widget, timeout=max(timeout, PATIENCE))

    def waitExposed(self, widget, *, timeout=PATIENCE):  # noqa: N802 - the name in pytest-qt
        return super().waitExposed(widget, timeout=max(timeout, PATIENCE))


@pytest.fixture
def qtbot(qapp, request):
    """pytest-qt's, with more patience."""
    return PatientBot(request)
