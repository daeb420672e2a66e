"""The demo holds, and no personal string stands in clear in any byte it leaves behind (DESIGN §3)."""

import logging
import tempfile

import pytest
from tests.factories import make_program

from auditdesk.cli import demo_data
from auditdesk.cli.demo_story import Story

# What outputs a person asked for may hold (names of staff on the printed kit) is not looked for here.
PERSONAL = (*demo_data.PLANTED, "林向晚")


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    temp = tmp_path_factory.mktemp("temp")
    patch = pytest.MonkeyPatch()
    patch.setenv("TMPDIR", str(temp))
    patch.setattr(tempfile, "tempdir", None)
    records: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: records.append(record.getMessage())
    logging.getLogger().addHandler(handler)
    told = Story(make_program(home), home / "demo")
    for _name, step in told.steps():
        step()
    logging.getLogger().removeHandler(handler)
    patch.undo()
    tempfile.tempdir = None
    return told, (home, temp), records


def test_every_step_of_the_demo_holds(story):
    assert story[0].problems == []
    assert all(path.exists() for path in story[0].made.values())


def test_no_personal_string_is_left_in_clear(story):
    _told, folders, records = story
    encodings = ("utf-8", "utf-16-le", "gb18030")
    needles = {text.encode(encoding) for text in PERSONAL for encoding in encodings}
    looked_at = 0
    for path in (one for folder in folders for one in folder.rglob("*") if one.is_file()):
        data = path.read_bytes() + path.name.encode()
        looked_at += 1
        assert not [needle for needle in needles if needle in data], path
    assert looked_at > 10
    assert not [line for line in records if any(text in line for text in PERSONAL)]
