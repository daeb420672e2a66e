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


def pytest_xdist_auto_num_workers(config):
    """All cores for a run over folders; single files, single tests and benches start quicker alone."""
    few = any(".py" in word for word in config.args) or config.option.keyword or config.option.lf
    return 0 if few or "bench" in config.option.markexpr.replace("not bench", "") else None


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


@pytest.fixture(scope="session")
def told(tmp_path_factory):
    """Where the story of `tests.signing_kit` is told once for all tests of a worker."""
    return tmp_path_factory.mktemp("told")
