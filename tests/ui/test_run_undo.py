from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import PASSPHRASE, SECOND, make_program, make_workspace

from auditdesk.domain.audits import Answer, AuditKind, AuditState, Deduction, ReviewDecision, answer_id
from auditdesk.domain.checklists import AnswerType, Condition, Form, Item, Section
from auditdesk.domain.errors import BadInputError, NotReadyError
from auditdesk.domain.findings import Action, Finding
from auditdesk.domain.people import Role, User
from auditdesk.services.answering import (
    Entry,
    record_answer,
    record_answers,
    resubmit_answers,
    review_answer,
    submit_for_review,
)
from auditdesk.services.audits import AuditPlan, find_audit, open_file, plan_audit
from auditdesk.services.desk import new_id
from auditdesk.services.earlier import copy_last, earlier_audit, preview_copy
from auditdesk.services.forms import import_form
from auditdesk.services.rectifying import add_action, change_finding, list_findings
from auditdesk.ui.pages.run.run_file import RunFile

ITEMS = (
    Item("1", "外呼业务", "有没有外呼", "如实", title_en="Outbound", answer_type=AnswerType.CHOICE,
         choices=("有", "没有")),
    Item("2", "外呼告知", "告知身份", "均告知", title_en="Notice", condition=Condition("1", ("有",))),
    Item("3", "服务过程", "听录音", "按表扣分", title_en="Process", answer_type=AnswerType.POINTS,
         max_points=10, sample_size=4),
    Item("4", "台账", "看台账", "齐全", title_en="Register"),
)  # fmt: skip
FORM = Form("outbound", "1.0", "外呼自查", (Section("1", "外呼", ITEMS),))


@pytest.fixture(scope="module")
def space(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undo")
    with make_workspace(make_program(folder / "home"), folder / "ws") as opened:
        import_form(opened.desk, FORM)
        yield opened


@pytest.fixture
def desk(space):
    return space.desk


def plan(desk, month="11", previous=""):
    made = plan_audit(
        desk,
        AuditPlan("outbound", f"{month}月外呼", AuditKind.ROUTINE, f"2026-{month}-01", f"2026-{month}-28"),
    )
    if made.previous_id != previous:  # audits of other tests on this desk are no part of this one
        made = replace(made, previous_id=previous)
        with desk.begin() as work:
            work.save(made)
            work.commit()
    return made


@pytest.fixture
def run(desk, qapp):
    return RunFile(desk, plan(desk).id)


def picture(run):
    """Everything a step can change, without who and when."""
    file = run.file
    answers = {
        name: (one.verdict, one.value, one.choices, one.note, one.deductions, one.sample_marks, one.origin)
        for name, one in file.answers.items()
    }
    blank = ("", "", (), "", (), (), "")
    findings = {
        one.item_id: (one.code, one.description, one.owner, one.severity, one.staff_code, one.state)
        for one in file.findings
    }
    measures = sorted(one.measure for one in file.actions)
    return {name: one for name, one in answers.items() if one != blank}, findings, measures


EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("verdict"), st.sampled_from("1234"), st.sampled_from(("pass", "fail", "not_applicable", ""))),
        st.tuples(st.just("note"), st.sampled_from("234"), st.sampled_from(("抽查三通", "见录音", ""))),
        st.tuples(st.just("choice"), st.just("1"), st.sampled_from(("有", "没有"))),
        st.tuples(st.just("deduct"), st.just("3"), st.sampled_from((1.0, 2.5, 7.0))),
        st.tuples(st.just("samples"), st.just("3"), st.sampled_from(("1=+", "2=-"))),
        st.tuples(st.just("bulk"), st.just("24"), st.sampled_from(("pass", "fail"))),
        st.tuples(st.just("finding"), st.sampled_from("24"), st.sampled_from(("二十分钟无人接听", "未告知"))),
        st.tuples(st.just("measure"), st.sampled_from("24"), st.sampled_from(("复训", "换稿"))),
    ),
    max_size=12,
)  # fmt: skip


def do(run, act, item, value):
    desk = run.desk
    entries = {
        "verdict": lambda: Entry(verdict=value), "note": lambda: Entry(note=value),
        "choice": lambda: Entry(choices=(value,)),
        "deduct": lambda: Entry(deductions=(Deduction("超时", value),)),
        "samples": lambda: Entry(sample_marks=(value,)), "bulk": lambda: Entry(verdict=value, note="批量"),
    }  # fmt: skip
    if act in entries:
        run.record_all({one: entries[act]() for one in item}, merge=f"note/{item}" if act == "note" else "")
        return
    found = [one for one in run.file.findings if one.item_id == item]
    if not found:
        return
    name = found[0].id
    if act == "finding":
        run.edit(Finding, name, lambda: change_finding(desk, name, description=value))
    else:
        run.edit(Action, "", lambda: add_action(desk, name, value))


@settings(
    max_examples=12, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(EDITS)
def test_undoing_everything_gives_the_start_and_redoing_the_end(desk, qapp, edits):
    run = RunFile(desk, plan(desk).id)
    run.record(Entry(verdict="pass", note="开始"), "4")
    run = RunFile(desk, run.file.audit.id)
    start = picture(run)
    for edit in edits:
        do(run, *edit)
    end = picture(run)
    while run.can_undo():
        assert run.undo()
    assert picture(run) == start
    while run.can_redo():
        assert run.redo()
    assert picture(run) == end


def test_a_slip_of_the_key_leaves_no_finding(run, desk):
    run.record(Entry(verdict="fail"), "4")
    (draft,) = run.file.findings
    run.record(Entry(verdict="pass"), "4")
    assert run.file.findings == []
    assert draft.code not in [one.code for one in list_findings(desk)]
    run.record(Entry(verdict="fail"), "4")
    assert [one.code for one in run.file.findings] == [draft.code]

    change_finding(desk, draft.id, description="两天没有登记")
    run.record(Entry(verdict="pass"), "4")
    assert [one.code for one in run.file.findings] == [draft.code]


def test_what_was_changed_since_is_not_taken_back(run, desk):
    said = []
    run.failed.connect(said.append)
    run.record(Entry(verdict="pass"), "4")
    record_answer(desk, run.file.audit.id, "4", Entry(verdict="not_applicable", note="没有台账"))
    assert not run.undo()
    assert "之后又改过" in said[-1]
    assert open_file(desk, run.file.audit.id).answers["4"].verdict == "not_applicable"
    assert run.can_undo()


def test_a_filled_finding_is_not_withdrawn_by_undo(run, desk):
    run.record(Entry(verdict="fail"), "4")
    (draft,) = run.file.findings
    change_finding(desk, draft.id, description="写过了")
    assert not run.undo()
    assert open_file(desk, run.file.audit.id).findings[0].description == "写过了"


def test_keystrokes_of_one_note_are_one_step(run):
    for text in ("抽", "抽查", "抽查三通"):
        run.record(Entry(note=text), "4")
    assert run.undo()
    assert not run.can_undo()
    assert run.answer("4").note == ""
    assert run.redo()
    assert run.answer("4").note == "抽查三通"


def test_deductions_are_kept_as_lines_and_masked(desk, run):
    audit = run.file.audit.id
    lines = (Deduction("客户 13800138000 等了三分钟", 2.5), Deduction("没有复述", 1))
    record_answer(desk, audit, "3", Entry(deductions=lines))
    answer = open_file(desk, audit).answers["3"]
    assert (answer.value, answer.verdict) == ("6.5", "pass")
    assert "13800138000" not in answer.deductions[0].reason
    record_answer(desk, audit, "3", Entry(value="4"))
    assert open_file(desk, audit).answers["3"].deductions == ()
    with pytest.raises(BadInputError, match="不按分值"):
        record_answer(desk, audit, "4", Entry(deductions=lines))
    with pytest.raises(BadInputError, match="0 到 10"):
        record_answer(desk, audit, "3", Entry(value="11"))


def finished(desk, month, **verdicts):
    audit = plan(desk, month)
    entries = {"1": Entry(choices=("有",)), "3": Entry(value="8"), "2": Entry(verdict="pass"),
               "4": Entry(verdict="pass", note="齐全")}  # fmt: skip
    entries |= {name: Entry(verdict=value) for name, value in verdicts.items()}
    record_answers(desk, audit.id, entries)
    return audit


def test_the_last_answers_are_taken_over_marked_and_counted_when_confirmed(desk, qapp):
    old = finished(desk, "09", **{"2": "fail"})
    audit = plan(desk, "10", previous=old.id)
    record_answer(desk, audit.id, "4", Entry(verdict="not_applicable", note="本期没有"))
    preview = preview_copy(desk, audit.id)
    assert [one.item_id for one in preview.answers] == ["1", "3"]
    assert preview.left == ()  # item 2 is not asked before item 1 counts
    run = RunFile(desk, audit.id)
    done = run.write(lambda: copy_last(desk, audit.id)[1], [])
    assert len(done) == 2
    assert run.answer("1").origin == "last:2026-09"
    assert run.score.tally.unanswered == 2
    assert [row.target_id for row in run.todos if "沿用 2026-09" in row.text] == ["1", "3"]
    with pytest.raises(NotReadyError, match="还有 2 项"):
        submit_for_review(desk, audit.id)
    with pytest.raises(NotReadyError, match="1 还没有作答"):
        review_answer(desk, audit.id, ["1"], ReviewDecision.CONFIRMED)

    run.record(Entry(note="看过"), "1")
    assert run.answer("1").origin == "last:2026-09"
    run.record(Entry(choices=("有",)), "1")
    run.record(Entry(value="8"), "3")
    assert run.answer("3").origin == "kept:2026-09"
    assert run.is_open("2")
    assert [one.reason for one in preview_copy(desk, audit.id).left] == ["上次不合规，须重新检查"]
    earlier = earlier_audit(desk, audit.id)
    assert earlier.failed(ITEMS[1])
    assert not earlier.failed(ITEMS[3])
    assert [one.item_id for one in earlier.findings["2"]] == ["2"]
    for _number in range(4):
        assert run.undo()
    assert run.answer("1").verdict == ""
    assert run.answer("4").note == "本期没有"


def test_without_an_earlier_audit_nothing_is_taken_over(desk):
    audit = plan(desk, "01")
    assert earlier_audit(desk, audit.id) is None
    with pytest.raises(NotReadyError, match="没有可沿用"):
        preview_copy(desk, audit.id)


def test_a_changed_text_is_not_taken_over(desk):
    old = finished(desk, "07")
    items = (*ITEMS[:3], replace(ITEMS[3], standard="齐全且当日登记"))
    import_form(desk, replace(FORM, version="2.0", sections=(Section("1", "外呼", items),)))
    audit = plan(desk, "08", previous=old.id)
    assert audit.form_key == "outbound@2.0"
    left = {one.item_id: one.reason for one in preview_copy(desk, audit.id).left}
    assert left == {"4": "检查项的文字改过，须重新检查"}


def test_a_returned_answer_waits_until_it_is_sent_back(tmp_path):
    program, folder = make_program(tmp_path / "home"), tmp_path / "ws"
    with make_workspace(program, folder) as opened:
        opened.add_user(User(new_id(), "1017", "罗成岳", Role.REVIEWER), SECOND)
        import_form(opened.desk, FORM)
        audit = finished(opened.desk, "11")
        submit_for_review(opened.desk, audit.id)
    with program.open(folder, SECOND, "1017") as opened:
        review_answer(opened.desk, audit.id, ["4"], ReviewDecision.RETURNED, "写清缺哪一列", asks=["note"])
    with program.open(folder, PASSPHRASE, "1001") as opened:
        desk = opened.desk
        record_answer(desk, audit.id, "4", Entry(note="缺登记时间一列"))
        with desk.begin() as work:
            answer = work.get(Answer, answer_id(audit.id, "4"))
        assert (answer.review, answer.review_asks) == ("returned", ("note",))
        (sent,) = resubmit_answers(desk, audit.id, ["4"], "已补")
        assert (sent.review, sent.review_note) == ("", "写清缺哪一列")
        with pytest.raises(NotReadyError, match="没有被退回"):
            resubmit_answers(desk, audit.id, ["4"])
        assert find_audit(desk, audit.id).state is AuditState.UNDER_REVIEW
