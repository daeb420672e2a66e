"""Two people at one audit: return with asks, mend, send back, confirm in bulk; the finding's surroundings."""

from __future__ import annotations

from io import BytesIO

import pytest
from tests.factories import PASSPHRASE, SECOND, make_program, make_workspace
from tests.hands import show_page

from auditdesk.domain.audits import AuditKind, AuditState, Duty, ReviewDecision, TeamMember
from auditdesk.domain.checklists import Form, Item, Section
from auditdesk.domain.people import Role, User
from auditdesk.services.answering import Entry, record_answers, review_answer, submit_for_review
from auditdesk.services.audits import AuditPlan, find_audit, plan_audit
from auditdesk.services.evidence import NewEvidence, add_evidence, link_to_item
from auditdesk.services.finding_context import read_context
from auditdesk.services.forms import import_form
from auditdesk.services.rectifying import change_finding, group_findings
from auditdesk.services.review_thread import TurnKind, read_thread
from auditdesk.ui.pages.audits import AuditsPage
from auditdesk.ui.pages.run.bulk import CONFIRM
from auditdesk.ui.pages.run.view import REVIEW

FORM = Form(
    "pair", "1.0", "两人清单",
    (Section("1", "投诉", tuple(
        Item(f"1.{n}", f"要素 {n}", "看", "齐全", title_en=f"p{n}", violation_class="attitude.delay")
        for n in range(1, 5)
    )),),
)  # fmt: skip
REVIEWER = User("c" * 32, "1017", "罗成岳", Role.REVIEWER, "合规专员")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Audit under review: 1.2 failed, 1.1 returned by the second person with two asks."""
    folder = tmp_path_factory.mktemp("pair")
    program = make_program(folder / "home")
    with make_workspace(program, folder / "ws") as opened:
        desk = opened.desk
        opened.add_user(REVIEWER, SECOND)
        import_form(desk, FORM)
        team = (TeamMember("韩立群", "", (Duty.ANSWER,), user_id=desk.user.id),)
        audit = plan_audit(
            desk, AuditPlan("pair", "11月", AuditKind.ROUTINE, "2026-10-01", "2026-10-31", team=team)
        )
        entries = {f"1.{n}": Entry(verdict="fail" if n == 2 else "pass", note="看过") for n in range(1, 5)}
        record_answers(desk, audit.id, entries)
        submit_for_review(desk, audit.id)
    with program.open(folder / "ws", SECOND, "1017") as opened:
        review_answer(
            opened.desk, audit.id, ["1.1"], ReviewDecision.RETURNED, "写清缺哪一列", asks=["note", "evidence"]
        )
    return program, folder / "ws", audit.id


def page_of(qtbot, desk, jobs, dialogs, audit_id, item):
    made = show_page(qtbot, AuditsPage(desk, jobs, dialogs))
    made.activate(f"{audit_id}/{item}")
    return made.run_view


def test_a_returned_answer_is_mended_sent_back_and_confirmed_in_bulk(qtbot, theme, jobs, dialogs, place):
    program, folder, audit_id = place
    with program.open(folder, PASSPHRASE, "1001") as opened:
        view = page_of(qtbot, opened.desk, jobs, dialogs, audit_id, "1.1")
        assert view.tabs.value() == REVIEW
        thread = read_thread(opened.desk, audit_id, "1.1")
        assert [turn.kind for turn in thread.turns] == [TurnKind.ANSWERED, TurnKind.RETURNED]
        assert thread.turns[1].asks == ("note", "evidence")
        assert [tick.done for tick in thread.ticks] == [False, False]
        assert view.review.send.isVisible()
        assert not view.review.confirm.isVisible()
        view.run.record(Entry(note="看过，缺登记时间一列"))
        ticks = read_thread(opened.desk, audit_id, "1.1").ticks
        assert [(tick.words, tick.done) for tick in ticks] == [
            ("说明已补（+8 字）", True), ("还没有补证据", False),
        ]  # fmt: skip
        assert view.run.answer().review == "returned"
        view.review.words.set_text("已补")
        view.review.send.click()
        assert view.run.answer().review == ""
        kinds = [turn.kind for turn in read_thread(opened.desk, audit_id, "1.1").turns]
        assert kinds[:3] == [TurnKind.ANSWERED, TurnKind.RETURNED, TurnKind.SENT]
        assert TurnKind.SAID in kinds
        jobs_done(qtbot, jobs)
    with program.open(folder, SECOND, "1017") as opened:
        view = page_of(qtbot, opened.desk, jobs, dialogs, audit_id, "1.2")
        assert view.review.many.text() == "批量维持 4 项"
        view.review.many.click()
        assert view.bulk.answer.value() == CONFIRM
        assert len(view.bulk.items()) == 4
        view.bulk.apply.click()
        assert find_audit(opened.desk, audit_id).state is AuditState.RECTIFYING
        assert read_thread(opened.desk, audit_id, "1.1").turns[-1].kind is TurnKind.CONFIRMED
        assert read_thread(opened.desk, audit_id, "1.1").round == 1
        jobs_done(qtbot, jobs)


def jobs_done(qtbot, jobs):
    qtbot.waitUntil(lambda: not jobs.busy(), timeout=10000)


def test_the_finding_shows_its_problem_the_person_and_its_evidence(qtbot, theme, jobs, dialogs, place):
    program, folder, audit_id = place
    with program.open(folder, PASSPHRASE, "1001") as opened:
        desk = opened.desk
        view = page_of(qtbot, desk, jobs, dialogs, audit_id, "1.2")
        form = view.form
        first = view.run.findings()[0]
        form._begin()
        second = next(one for one in view.run.findings() if one.id != first.id)
        for one in (first, second):
            change_finding(desk, one.id, staff_code="客服B12", description=f"缺列 {one.code}")
        group_findings(desk, [first.id], "要素不全")
        added = add_evidence(desk, NewEvidence(BytesIO(b"plain"), "台账.txt", 5)).piece
        link_to_item(desk, added.id, audit_id, "1.2")
        view.run.reload()
        form.choose(second.id)
        assert form.staff_count.text() == "本季第 2 次"
        words = [form.problem.itemText(place) for place in range(form.problem.count())]
        assert words[0] == "要素不全  已有 1 项"
        form.problem.set_value(form.problem.itemData(0)[0])
        form.problem.picked.emit(form.problem.value())
        context = read_context(desk, next(one for one in view.run.findings() if one.id == second.id))
        assert [one.code for one in context.siblings] == [first.code]
        form.around._cite(second, added)
        assert added.id in view.run.file.links[second.id]
        assert view.run.undo()
        assert next(one for one in view.run.findings() if one.id == second.id).problem_id == ""
        form._choose_problem("+")
        assert form.new_problem.isVisible()
        form.new_problem.setText("登记不及时")
        form._group()
        assert read_context(desk, second).problems[0][1] == 1
        jobs_done(qtbot, jobs)
