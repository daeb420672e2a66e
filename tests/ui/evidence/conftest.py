"""The evidence page over a workspace of its own."""

from __future__ import annotations

import pytest
from tests.evidence_page_kit import SilentPlayer, settled
from tests.factories import make_program, make_workspace

from auditdesk.ui.pages.evidence import EvidencePage


@pytest.fixture
def desk(tmp_path):
    with make_workspace(make_program(tmp_path / "home"), tmp_path / "workspace") as workspace:
        yield workspace.desk


@pytest.fixture
def open_page(theme, jobs, dialogs, qtbot):
    def _open(desk, load=SilentPlayer):
        page = EvidencePage(desk, jobs, dialogs, load=load, wave=lambda _data, _progress: None)
        qtbot.addWidget(page)
        page.resize(1166, 720)
        page.changed.connect(page.refresh)
        page.ensure_built()
        page.show()
        settled(page, jobs, qtbot)
        return page

    return _open
