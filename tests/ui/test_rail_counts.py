"""The numbers in the rail: there before any page was opened, the same as each page tells, followed after writes."""

from __future__ import annotations

import pytest
from tests.factories import make_program
from tests.loop_kit import Room

from auditdesk.domain.evidence import Evidence, MaskState
from auditdesk.domain.findings import Finding, FindingState
from auditdesk.domain.records import ReportFile
from auditdesk.services.changes import ChangeSet
from auditdesk.services.waiting import Waiting, count_waiting
from auditdesk.ui.application import Session
from auditdesk.ui.habits import Habits

COUNTED = ("audits", "findings", "evidence", "masking", "reports")


def piece(name, *, of="", state=MaskState.UNMASKED, kind="image/png", day="02", gone=""):
    return Evidence(
        name, f"E-{name}", f"{name}.png", kind, 10, f"{name:0>64}", "u", f"2026-10-{day}T10:00:00",
        derived_from=of, mask_state=state, destroyed_at=gone,
    )  # fmt: skip


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    made = Room(tmp_path_factory.mktemp("rail"))
    audit = made.audit()
    made.audit("2026-11-16", "2026-11-30")
    with made.desk.begin() as work:
        work.save(
            *(
                Finding(f"{n:032x}", f"WT-{n}", "" if n == len(FindingState) else audit.id, "1.1", "未核对", state=state)
                for n, state in enumerate([*FindingState, FindingState.DRAFT])
            ),
            piece("a"), piece("b"), piece("c", state=MaskState.NOT_NEEDED), piece("d", kind="audio/wav"),
            piece("e", gone="2026-10-30"), piece("a1", of="a", state=MaskState.PENDING, day="03"),
            piece("b1", of="b", state=MaskState.PENDING, day="03"),
            piece("b2", of="b", state=MaskState.MASKED, day="04"),
            *(
                ReportFile(f"r{n}", audit.id, n, f"{n}.pdf", f"{n:064}", "", built_at=f"2026-11-0{n}T08:00:00")
                for n in (1, 2)
            ),
        )  # fmt: skip
        work.commit()
    yield made
    made.close()


@pytest.fixture
def session(room, theme, dialogs, qtbot, tmp_path):
    program = make_program(tmp_path / "home")
    made = Session(room.opened, program, lambda _window: dialogs, Habits(program))
    yield made
    for watch in made.watches:
        watch.stop()
    made.jobs.close()


def shown(session):
    return {entry.name: entry.count for part in session.shell.rail._lists for entry in part._model.entries}


def test_the_counts_are_there_before_their_pages_and_pages_say_the_same(session, room, qtbot):
    open_ = len(FindingState) - 2  # the settled ones; the last belongs to no audit
    waiting = count_waiting(room.desk)
    assert waiting == Waiting(audits=2, findings=open_, evidence=2, masking=1, reports=1)
    numbers = {name: getattr(waiting, name) for name in COUNTED}
    qtbot.waitUntil(lambda: numbers.items() <= shown(session).items(), timeout=5000)
    assert set(session.shell._pages) == {"dashboard"}
    for name in COUNTED:
        session.shell.set_count(name, 77)
        session.shell.open_page(name)
        qtbot.waitUntil(lambda name=name: shown(session)[name] == numbers[name], timeout=5000)


def test_a_write_on_any_page_is_counted_without_the_page_it_concerns(session, room, qtbot):
    before = count_waiting(room.desk).findings
    qtbot.waitUntil(lambda: shown(session)["findings"] == before, timeout=5000)
    with room.desk.begin() as work:
        one = work.find(Finding, code="WT-0")[0]
        work.save(Finding("f" * 32, "WT-99", one.audit_id, "1.2", "未回访"))
        work.commit()
    session.shell.apply_changes(ChangeSet(frozenset({("finding", "f" * 32)})))
    qtbot.waitUntil(lambda: shown(session)["findings"] == before + 1, timeout=5000)
    assert "findings" not in session.shell._pages
