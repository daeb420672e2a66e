"""今天 reminds of the closed loop once each, names whose matter it is, and opens the right place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.loop_kit import Room

from auditdesk.domain.findings import Action, Finding, Problem
from auditdesk.services.appealing import raise_appeal
from auditdesk.services.extending import ask_extension
from auditdesk.services.ports import UpTo
from auditdesk.services.problems import begin_problem
from auditdesk.services.rectifying import add_action, group_findings
from auditdesk.services.reminding import reminders
from auditdesk.ui.pages.overview import read_overview
from auditdesk.ui.pages.overview_reminders import reminder_tasks


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    made = Room(tmp_path_factory.mktemp("loop"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def loop(room):
    """Deadlines: 11-06 with its measure, 11-06 with a measure of 11-12, 11-17, 11-20; a plan for 11-18."""
    audit = room.audit()
    made = [room.finding(audit, f"{n}.1", deadline_days=days) for n, days in enumerate((4, 4, 11, 14), 1)]
    at = room.at("1042")
    add_action(at, made[0].id, "全员复训")
    own = add_action(at, made[1].id, "补核验框", "马晓蕾", due="2026-11-12")
    problem = begin_problem(at, "双要素核验不全", owner="丁一帆", due="2026-11-18")
    group_findings(at, [made[2].id], "双要素核验不全")
    raise_appeal(at, made[3].id, "客户已说出姓名")
    ask_extension(at, made[0].id, "2026-12-15", "供应商推迟")
    return made, own, problem


def tasks_on(room, day, number="1017"):
    desk = room.on(day, number)
    with desk.begin() as work:
        titles = {one.id: one.description for one in work.find(Finding)}
    return list(reminder_tasks(desk, reminders(desk), titles))


def test_each_thing_has_one_row_that_opens_its_place(room, loop):
    made, _own, problem = loop
    rows = tasks_on(room, "2026-11-17")
    texts = [row.text for row in rows]
    assert [text.split()[0] for text in texts] == [
        "催办", "催办", "今天到期", "措施", "复议申诉", "批复延期", problem.code, "快到期",
    ]  # fmt: skip
    assert not any("全员复训" in text for text in texts), "falls due with its finding"
    assert texts[3] == f"措施 {made[1].code} 补核验框"
    assert [row.target for row in rows] == [
        made[0].id, made[1].id, made[2].id, made[1].id, made[3].id, made[0].id, made[2].id, made[3].id,
    ]  # fmt: skip
    assert {row.page for row in rows} == {"findings"}
    assert rows[0].note == "责任人 丁一帆・已升级：客服主管"
    assert (rows[0].due, rows[0].tone) == ("逾期 7 工作日", "bad")
    assert (rows[3].note, rows[3].due) == ("责任人 马晓蕾・已升级：负责人", "逾期 3 工作日")
    assert (rows[6].due, rows[6].tone) == ("11-18", "")


def test_decisions_are_shown_to_those_who_may_decide(room, loop):
    words = " ".join(row.text for row in tasks_on(room, "2026-11-17", "1042"))
    assert "催办" in words
    assert "复议申诉" not in words
    assert "批复延期" not in words


def test_a_granted_later_day_is_heeded(room, loop):
    made = loop[0]
    desk = room.on("2026-11-17", "1017")
    with desk.begin() as work:
        finding = replace(work.require(Finding, made[0].id), extension="2026-12-15", extension_by="x")
        work.save(finding)
        assert work.find(Action, finding_id=finding.id)[0].due == finding.deadline
        work.commit()
    left = {(one.kind, one.finding_id) for one in reminders(desk)}
    assert ("finding", finding.id) not in left
    assert ("action", finding.id) not in left
    assert ("extension", finding.id) in left
    with desk.begin() as work:
        work.save(replace(finding, extension="", extension_by=""))
        work.commit()
    assert ("finding", finding.id) in {(one.kind, one.finding_id) for one in reminders(desk)}


def test_the_dashboard_has_them_after_the_verifications(room, loop):
    texts = [task.text for task in read_overview(room.on("2026-11-17", "1017")).tasks]
    assert sum(text.startswith("催办") for text in texts) == 2
    assert len(texts) == len(set(texts))


def test_find_takes_texts_up_to_one(room, loop):
    made, own, problem = loop
    with room.desk.begin() as work:
        due = work.find(Finding, deadline=UpTo(made[1].deadline), order="code")
        assert [one.id for one in due] == [made[0].id, made[1].id]
        assert work.count(Finding, deadline=UpTo("2026-11-05")) == 0
        assert work.find(Action, due=UpTo(own.due), finding_id=made[1].id) == [own]
        assert [one.id for one in work.find(Problem, due=UpTo("2026-11-18"))] == [problem.id]
        work.save(Problem("e" * 32, "P0", "没有期限"))
        assert work.count(Problem, due=UpTo("9999")) == 1, "an empty day is no day"
