"""Plans on real stores: due lists, starting once, skipping, notes, earlier results, commands."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date

import pytest
from tests.factories import PASSPHRASE, make_program, make_workspace
from tests.sharing_kit import founder, joined, sync

from auditdesk.cli.app import run
from auditdesk.domain.audits import Audit, AuditKind, AuditState, Duty, MaterialRequest, TeamMember, Verdict
from auditdesk.domain.errors import BadInputError, NotAllowedError, NotFoundError, NotReadyError
from auditdesk.domain.past import PastResult
from auditdesk.domain.people import Role
from auditdesk.domain.planning import DueState, Every, Plan, audit_id_of
from auditdesk.packs.calendar import load_calendar
from auditdesk.services.answering import Entry, record_answer
from auditdesk.services.audits import AuditPlan, list_audits, plan_audit
from auditdesk.services.kickoff import audit_note, due_note, note_workbook
from auditdesk.services.past import keep_past, list_past, remove_past
from auditdesk.services.planning import (
    add_plan,
    change_plan,
    due_between,
    due_list,
    find_plan,
    list_plans,
    next_cycle,
    row_of,
    skip_due,
    start_due,
    unskip_due,
)
from auditdesk.services.sharing_roster import init_share
from auditdesk.services.trend import trend

FORM = "customer-service-self-check"
TEAM = (
    TeamMember("韩立群", "客服主管", (Duty.LEAD, Duty.SIGN), "总负责"),
    TeamMember("外聘律师", "法务", (Duty.ADVISE,), "条款解释"),
)
MONTHLY = Plan(
    "", "", "{月}月例行自查", AuditKind.ROUTINE, FORM, Every.MONTHLY, "2026-10-01", due_day=20, lead_days=14,
    channels=("电话", "在线"), goal="不低于 90%", team=TEAM, materials=(MaterialRequest("投诉台账", "近 3 个月"),),
)  # fmt: skip


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("planning")
    make_workspace(make_program(folder / "home"), folder / "workspace").close()
    return folder


@pytest.fixture
def program(prepared, tmp_path):
    shutil.copytree(prepared / "workspace", tmp_path / "workspace")
    return make_program(tmp_path / "home")


@pytest.fixture
def desk(program, tmp_path):
    with program.open(tmp_path / "workspace", PASSPHRASE) as workspace:
        yield workspace.desk


def states(desk):
    return [(row.title, row.state) for row in due_list(desk, days=60)]


def test_what_is_due_and_what_should_have_begun(desk):
    plan = add_plan(desk, MONTHLY)
    assert plan.code == "JH1"
    assert states(desk) == [
        ("10月例行自查", DueState.LATE),
        ("11月例行自查", DueState.READY),
        ("12月例行自查", DueState.UPCOMING),
    ]
    days = [row.due.due.isoformat() for row in due_list(desk)][:3]
    assert days == ["2026-10-20", "2026-11-20", "2026-12-18"]
    assert next_cycle(desk, plan) == "2026-10"
    change_plan(desk, plan.id, active=False)
    assert due_list(desk) == []
    assert list_plans(desk, active_only=True) == []
    with pytest.raises(NotReadyError):
        start_due(desk, plan.id, "2026-11")


def test_starting_takes_everything_from_the_plan_and_happens_once(desk):
    plan = add_plan(desk, MONTHLY)
    audit = start_due(desk, plan.id, "2026-11")
    assert (audit.code, audit.title, audit.due) == ("ZC-2611-JH1", "11月例行自查", "2026-11-20")
    assert (audit.period_start, audit.period_end) == ("2026-11-01", "2026-11-30")
    assert (audit.team, audit.materials, set(audit.channels)) == (plan.team, plan.materials, {"电话", "在线"})
    assert audit.state is AuditState.IN_PROGRESS
    assert start_due(desk, plan.id, "2026-11") == audit
    assert len(list_audits(desk)) == 1
    change_plan(desk, plan.id, due_day=25, team=())
    assert start_due(desk, plan.id, "2026-11") == audit
    row = row_of(desk, find_plan(desk, "JH1"), "2026-11")
    assert (row.state, row.audit) == (DueState.STARTED, audit)
    second = start_due(desk, plan.id, "2026-12")
    assert second.previous_id == audit.id
    assert second.pseudonym_key != audit.pseudonym_key


def test_skipping_wants_a_reason_and_can_be_taken_back(desk):
    plan = add_plan(desk, MONTHLY)
    with pytest.raises(BadInputError):
        skip_due(desk, plan.id, "2026-10", " ")
    skipped = skip_due(desk, plan.id, "2026-10", "系统切换，改为 11 月合并检查，联系 13800001234")
    assert "13800001234" not in skipped.reason
    assert row_of(desk, plan, "2026-10").state is DueState.SKIPPED
    assert next_cycle(desk, plan) == "2026-11"
    assert "10月例行自查" not in [title for title, _state in states(desk)]
    with pytest.raises(NotReadyError):
        start_due(desk, plan.id, "2026-10")
    unskip_due(desk, plan.id, "2026-10")
    start_due(desk, plan.id, "2026-10")
    with pytest.raises(NotReadyError):
        skip_due(desk, plan.id, "2026-10", "太晚了")
    with pytest.raises(NotReadyError):
        unskip_due(desk, plan.id, "2026-10")


def test_bad_input_changes_nothing(desk):
    plan = add_plan(desk, MONTHLY)
    for fields in ({"due_day": 40}, {"code": "X"}, {"nonsense": 1}):
        with pytest.raises(BadInputError):
            change_plan(desk, plan.id, **fields)
    with pytest.raises(NotFoundError):
        change_plan(desk, plan.id, form="no-such-form")
    with pytest.raises(NotFoundError):
        start_due(desk, plan.id, "2026-09")
    with pytest.raises(NotFoundError):
        add_plan(desk, replace(MONTHLY, form="no-such-form"))
    assert list_plans(desk) == [plan]
    assert list_audits(desk) == []
    viewer = replace(desk, user=replace(desk.user, role=Role.VIEWER))
    for act in (lambda: add_plan(viewer, MONTHLY), lambda: start_due(viewer, plan.id, "2026-11")):
        with pytest.raises(NotAllowedError):
            act()


def test_a_calendar_window_shows_every_state(desk):
    plan = add_plan(desk, MONTHLY)
    start_due(desk, plan.id, "2026-10")
    skip_due(desk, plan.id, "2026-11", "合并")
    rows = due_between(desk, date(2026, 10, 1), date(2026, 12, 31))
    assert [row.state for row in rows] == [DueState.STARTED, DueState.SKIPPED, DueState.UPCOMING]


def test_the_kick_off_note_tells_scope_team_materials(desk):
    plan = add_plan(desk, MONTHLY)
    before = due_note(desk, row_of(desk, plan, "2026-11"))
    text = before.text()
    for words in (
        "嘉岭分中心定于 2026-11-20 前完成“11月例行自查”",
        "外聘律师　法务　协助　条款解释",
        "投诉台账　近 3 个月　已要",
    ):
        assert words in text
    assert "检查 44 项" in before.opening
    audit = start_due(desk, plan.id, "2026-11")
    after = audit_note(desk, audit)
    assert after.title == before.title == "11月例行自查启动通知"
    book = note_workbook(desk, after)
    seen = desk.tools.sheets().read_tables(book, "note.xlsx", most_rows=99)[0]
    cells = {cell for row in seen.rows for cell in row}
    assert {"小组分工", "投诉台账", "近 3 个月　已要"} <= cells


def test_earlier_results_keep_the_trend_whole(desk):
    start_due(desk, add_plan(desk, MONTHLY).id, "2026-11")
    past = [
        PastResult("", "9月自查", AuditKind.ROUTINE, "2026-09-01", "2026-09-30", 34, 4, 2, "纸质档案"),
        PastResult("", "11月抽查", AuditKind.ROUTINE, "2026-11-01", "2026-11-30", 1, 9, 0, "纸质档案"),
    ]
    with pytest.raises(BadInputError):
        keep_past(desk, [past[0], replace(past[1], source="")])
    assert list_past(desk) == []
    kept = keep_past(desk, past)
    audit = list_audits(desk)[0]
    record_answer(desk, audit.id, "1.1", Entry(Verdict.PASS, samples_checked=20))
    points = {point.month: point for point in trend(desk, AuditKind.ROUTINE)}
    assert len(points) == 12
    assert list(points)[-1] == "2026-11"
    assert (points["2026-09"].passed, points["2026-09"].counted, points["2026-09"].past) == (34, 38, True)
    live = points["2026-11"]
    assert (live.passed, live.counted, live.running, live.answered, live.past) == (1, 1, True, 1, False)
    remove_past(desk, kept[0].id)
    assert trend(desk, AuditKind.ROUTINE)[-3].counted == 0
    with pytest.raises(NotFoundError):
        remove_past(desk, kept[0].id)


def with_calendar(laptop, forms):
    """The laptops of the sharing kit have no tools; planning needs calendar and forms."""
    return replace(laptop.desk, calendar=load_calendar, tools=forms)


def test_two_laptops_start_one_audit_and_have_nothing_to_settle(tmp_path, desk):
    first = founder(tmp_path / "one")
    share = tmp_path / "share"
    share.mkdir()
    init_share(first.desk, first.tools, str(share))
    opened = [first]
    second = joined(tmp_path, first, opened.append)
    one, two = (with_calendar(laptop, desk.tools) for laptop in (first, second))
    plan = add_plan(one, MONTHLY)
    sync(first)
    sync(second)
    mine = start_due(one, plan.id, "2026-11")
    theirs = start_due(two, plan.id, "2026-11")
    assert mine == theirs
    record_answer(one, mine.id, "1.1", Entry(Verdict.PASS, samples_checked=20))
    skip_due(two, plan.id, "2026-12", "合并到一月")
    results = [sync(laptop) for laptop in (first, second, first)]
    assert results[-1].conflicts == results[-2].conflicts == 0
    assert results[-1].state_hash == results[-2].state_hash
    for found in (one, two):
        assert [audit.id for audit in list_audits(found)] == [audit_id_of(plan.id, "2026-11")]
        assert row_of(found, plan, "2026-12").state is DueState.SKIPPED
    for laptop in opened:
        laptop.close()


def test_by_commands(program, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("AUDITDESK_PASSPHRASE", PASSPHRASE)

    def told(*words, code=0):
        assert run([*words, "--workspace", str(tmp_path / "workspace"), "--json"], lambda: program) == code
        out = capsys.readouterr().out
        return json.loads(out) if out else None

    made = told("plan", "add", "--from", "2026-10-01", "--due-day", "20", "--member", "1001:lead,sign")
    assert (made["code"], made["title"], made["seed"]) == ("JH1", "{月}月例行自查", "")
    assert made["due"] == ["2026-10-20", "2026-11-20", "2026-12-18"]
    assert told("plan", "change", "JH1", "--lead", "5")["lead_days"] == 5
    assert told("plan", "change", "JH1", code=2) is None
    changed = told("plan", "change", "JH1", "--material", "质检月报:1 份", "--member", "1001:lead")
    assert (changed["materials"][0]["name"], changed["materials"][0]["amount"]) == ("质检月报", "1 份")
    assert [one["duties"] for one in changed["team"]] == [["lead"]]
    assert told("plan", "skip", "JH1", "2026-10", "--reason", "合并")["skipped"]
    assert [row["cycle"] for row in told("plan", "due", "--days", "60")] == ["2026-11", "2026-12"]
    started = told("plan", "start", "JH1")
    assert started["code"] == told("plan", "start", "JH1", "2026-11")["code"] == "ZC-2611-JH1"
    assert not told("plan", "unskip", "JH1", "2026-10")["skipped"]
    note = told("plan", "kickoff", "ZC-2611-JH1", "-o", str(tmp_path / "note.xlsx"))
    assert note["title"] == "11月例行自查启动通知"
    assert (tmp_path / "note.xlsx").read_bytes()[:2] == b"PK"
    told("plan", "kickoff", "JH1", "2026-12", "-o", str(tmp_path / "note.txt"))
    assert "12月例行自查" in (tmp_path / "note.txt").read_text(encoding="utf-8")
    earlier = ("--from", "2026-09-01", "--to", "2026-09-30", "--passed", "34", "--failed", "4")
    kept = told("plan", "past", "add", "--title", "9月自查", *earlier, "--source", "纸质档案")
    assert [one["passed"] for one in told("plan", "past", "list")] == [34]
    assert told("plan", "past", "remove", kept["id"][:8])["removed"]
    assert told("plan", "list")[0]["active"]


def test_an_audit_planned_by_hand_is_no_cycle(desk):
    plan = add_plan(desk, MONTHLY)
    by_hand = AuditPlan(plan.form, "专项", AuditKind.ROUTINE, "2026-11-01", "2026-11-30")
    assert plan_audit(desk, by_hand).title == "专项"
    assert row_of(desk, plan, "2026-11").state is DueState.READY


def test_the_seed_gives_every_laptop_the_same_pseudonyms(desk):
    plan = add_plan(desk, MONTHLY)
    audit = start_due(desk, plan.id, "2026-11")
    with desk.begin() as work:
        stored = work.require(Audit, audit.id)
    assert len(bytes.fromhex(stored.pseudonym_key)) == 32
    assert plan.seed not in stored.pseudonym_key
