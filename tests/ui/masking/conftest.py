"""The page 脱敏 over a workspace of its own."""

from __future__ import annotations

import pytest
from tests.factories import make_program, make_workspace
from tests.masking_page_kit import CHAT, OTHER, add, opened

from auditdesk.ui.pages.masking import MaskingPage
from auditdesk.ui.pages.registry import Place


@pytest.fixture
def space(tmp_path):
    with make_workspace(make_program(tmp_path / "home"), tmp_path / "space") as made:
        yield made


@pytest.fixture
def desk(space):
    return space.desk


@pytest.fixture
def make_page(qtbot, theme, space, desk, jobs, dialogs):
    made = []

    def make():
        page = MaskingPage(Place(desk, jobs, dialogs, space, None))
        qtbot.addWidget(page)
        page.resize(1166, 720)
        page.ensure_built()
        page.show()
        page.activate()
        made.append(page)
        return page

    yield make
    for page in made:
        page.leave()


@pytest.fixture
def page(qtbot, make_page, desk):
    add(desk, CHAT, "会话一.txt")
    add(desk, OTHER, "会话二.txt")
    made = make_page()
    opened(qtbot, made, "会话一.txt")
    return made
