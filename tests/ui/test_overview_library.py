"""今天 tells of reviews that wait for the user and of forms whose half-yearly review falls due."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.factories import SteppingClock
from tests.library_kit import PACK, Office, second_review

from auditdesk.ui.pages.overview_library import library_tasks


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    made = Office(tmp_path_factory.mktemp("office"))
    second_review(made)
    yield made
    made.opened.close()


def tasks(office, number, day):
    with office.at(number) as desk:
        later = replace(desk, clock=SteppingClock(datetime.fromisoformat(day).replace(tzinfo=UTC)))
        return list(library_tasks(later))


def test_a_review_is_told_to_those_asked_with_its_day(office):
    (row,) = tasks(office, "1017", "2026-11-18")
    assert row.text.startswith("审批：")
    assert row.text.endswith("复审")
    assert (row.page, row.target, row.due, row.tone) == ("library", f"{PACK}@1.1", "11-20", "")
    assert tasks(office, "1017", "2026-11-20")[0].tone == "rev"
    assert tasks(office, "1017", "2026-11-21")[0].tone == "bad"
    assert tasks(office, "1050", "2026-11-18") == []


def test_due_reviews_are_told_to_those_who_may_revise(office):
    rows = [row for row in tasks(office, "1001", "2026-11-18") if row.icon == "calendar-clock"]
    assert [(row.target, row.tone) for row in rows] == [(f"{PACK}@1.0", "")]
    assert rows[0].text.startswith("半年复审：")
    assert "剩" in rows[0].note
    late = [row for row in tasks(office, "1001", "2026-12-18") if row.icon == "calendar-clock"]
    assert late[0].tone == "bad"
    assert "过期" in late[0].note
    assert [row for row in tasks(office, "1031", "2026-12-18") if row.icon == "calendar-clock"] == []
