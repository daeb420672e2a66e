from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from tests.factories import SECOND, make_program, make_workspace
from tests.hands import show_page

from auditdesk.domain.audits import Answer, AuditKind, AuditState, Duty, ReviewDecision, answer_id
from auditdesk.domain.findings import FindingState
from auditdesk.domain.people import Role, User
from auditdesk.services.answering import Entry, record_answer, review_answer
from auditdesk.services.audits import AuditPlan, find_audit, list_audits, open_file, plan_audit
from auditdesk.ui.pages.audits import AuditsPage
from auditdesk.ui.pages.run.view import FINDING, REVIEW, TO_FIX

FORM = "customer-service-self-check"


@pytest.fixture
def space(tmp_path):
    with make_workspace(make_program(tmp_path / "home"), tmp_path / "space") as opened:
        yield opened


@pytest.fixture
def desk(space):
    return space.desk


@pytest.fixture
def audit(desk):
    return plan_audit(desk, AuditPlan(FORM, "11月例行自查", AuditKind.ROUTINE, "2026-10-26", "2026-11-15"))


@pytest.fixture
def page(qtbot, theme, desk, jobs, dialogs):
    return show_page(qtbot, AuditsPage(desk, jobs, dialogs), active=True)


@pytest.fixture
def view(page, audit):
    page.refresh(None)
    page.activate(audit.id)
    return page.run_view


def answer_of(desk, audit, item):
    with desk.begin() as work:
        return work.get(Answer, answer_id(audit.id, item))


def settle(qtbot, jobs):
    qtbot.waitUntil(lambda: not jobs.busy(), timeout=8000)


def second_desk(space, tmp_path):
    other = User("b" * 32, "1002", "丁一帆", Role.REVIEWER)
    space.add_user(other, SECOND)
    space.close()
    return make_program(tmp_path / "home").open(tmp_path / "space", SECOND, "1002")


def test_planning_opens_the_new_audit(qtbot, page, desk):
    page.plan_new()
    form = page.pane.currentWidget()
    assert form.form_field.value().startswith(FORM)  # the kind decides
    assert form.goal.text() == "合规率不低于 90%；单项否决零触发"
    form.form_field.set_value("")
    form.ok.click()
    assert not list_audits(desk)

    newest = [value for value, _w in [form.form_field.itemData(i) for i in range(form.form_field.count())]]
    form.form_field.set_value(next(key for key in newest if key.startswith(FORM)))
    form.name.setText("12月例行自查")
    form._boxes[desk.user.id][Duty.SIGN].setChecked(True)
    form.ok.click()

    (made,) = list_audits(desk)
    assert made.title == "12月例行自查"
    assert made.team[0].duties == (Duty.LEAD, Duty.ANSWER, Duty.SIGN)
    assert page.run_view.run.file.audit.id == made.id
    assert [one.state for one in made.materials] == ["requested"] * 6


def test_another_kind_brings_its_own_form_and_materials(page):
    page.plan_new()
    form = page.pane.currentWidget()
    form.kind.set_value("complaints")
    form.kind.picked.emit("complaints")
    assert form.form_field.value().startswith("complaint-audit")
    assert "根因" in form.plan().goal
    assert form.plan().materials[-1].name == "投诉处理全过程记录"


def test_an_impossible_period_is_said_in_place(page, desk):
    page.plan_new()
    form = page.pane.currentWidget()
    form.form_field.setCurrentIndex(0)
    form.start.set_value("2026-12-01")
    form.end.set_value("2026-11-01")
    form.ok.click()
    assert "期间" in form.notice.text()
    assert not list_audits(desk)


def test_keys_answer_wherever_the_focus_is(qtbot, page, view, desk, audit):
    first, second = view.run.items[0].id, view.run.items[1].id
    qtbot.keyClick(page, Qt.Key.Key_1)
    assert answer_of(desk, audit, first).verdict == "pass"
    assert find_audit(desk, audit.id).state is AuditState.IN_PROGRESS

    qtbot.keyClick(page, Qt.Key.Key_U)
    assert view.run.item.id == second
    qtbot.keyClick(page, Qt.Key.Key_3)
    assert answer_of(desk, audit, second).verdict == "not_applicable"
    assert view.card.note.hasFocus()


def test_the_same_key_again_clears_the_answer(qtbot, page, view, desk, audit):
    qtbot.keyClick(page, Qt.Key.Key_1)
    qtbot.keyClick(page, Qt.Key.Key_1)
    assert answer_of(desk, audit, view.run.items[0].id).verdict == ""


def test_a_failed_item_opens_a_half_filled_finding(qtbot, page, view):
    view.show_tab(TO_FIX)
    qtbot.keyClick(page, Qt.Key.Key_2)
    assert view.tabs.value() == FINDING
    assert view.form.kind.value() == view.run.item.violation_class
    assert "描述" in view.form.missing.text()
    assert "责任人" in view.form.missing.text()
    assert not view.form.done.isEnabled()


def test_the_finding_saves_itself_and_leaves_draft(qtbot, page, view, desk):
    qtbot.keyClick(page, Qt.Key.Key_2)
    form = view.form
    form.description.setPlainText("客户 13800138000 的投诉 31.4 小时才首次回电")
    form.flush()
    form.owner.setCurrentIndex(0)
    form.owner.picked.emit(form.owner.value())
    form.days.set_value("15")
    form.days.picked.emit("15")

    (finding,) = view.run.findings()
    assert "13800138000" not in finding.description
    assert finding.owner == "韩立群"
    assert finding.deadline == "2026-11-23"
    assert "11-23 星期一" in form.day.text()
    assert finding.state is FindingState.OPEN
    assert form.missing.text() == ""
    assert form.done.isEnabled()

    before = view.run.item.id
    form.done.click()
    assert view.run.item.id != before


def test_a_text_is_saved_before_another_item_comes_up(qtbot, view, desk, audit):
    first = view.run.items[0].id
    view.card.note.setPlainText("抽查三通录音")
    view.bar.next.click()
    assert answer_of(desk, audit, first).note == "抽查三通录音"
    assert view.card.note.text() == ""
    view.bar.before.click()
    assert view.card.note.text() == "抽查三通录音"


def test_undo_and_redo_go_to_the_item(qtbot, page, view, desk, audit):
    first = view.run.items[0].id
    qtbot.keyClick(page, Qt.Key.Key_1)
    qtbot.keyClick(page, Qt.Key.Key_U)
    qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert answer_of(desk, audit, first).verdict == ""
    assert view.run.item.id == first
    qtbot.keyClick(page, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert answer_of(desk, audit, first).verdict == "pass"
    assert not view.redo_button.isEnabled()


def test_samples_count_by_slot_and_by_number(view, desk, audit):
    sampled = next(item for item in view.run.items if item.sample_size >= 4)
    view.run.go(sampled.id)
    view.card.samples.slots.judge(fits=True)
    view.card.samples.slots.judge(fits=False)
    found = answer_of(desk, audit, sampled.id)
    assert (found.samples_checked, found.samples_failed) == (2, 1)

    view.card.samples.checked.setText("4")
    view.card.samples.checked.editingFinished.emit()
    found = answer_of(desk, audit, sampled.id)
    assert (found.samples_checked, found.samples_failed) == (4, 1)


def test_the_bar_shows_arithmetic_and_the_veto(view, desk, audit):
    veto = next(item for item in view.run.items if item.veto)
    for item in view.run.items[:4]:
        record_answer(desk, audit.id, item.id, Entry(verdict="pass"))
    record_answer(desk, audit.id, veto.id, Entry(verdict="fail"))
    view.run.reload()
    tally = view.run.score.tally
    assert f"{tally.passed}÷{tally.denominator}" in view.bar.sum.text()
    assert view.bar.result.text().endswith("%")
    assert view.bar.veto.text() == f"否决 {veto.id}"
    assert not view.bar.submit.isEnabled()
    view.run.go(veto.id)
    assert "单项否决" in view.card.veto.text()


def test_the_outline_folds_other_sections_and_filters(view, desk, audit):
    sections = view.run.file.form.sections
    tree = view.outline.tree
    far = sections[3].items[0].id
    view.run.go(far)
    opened = [tree.isExpanded(tree.model().index(place, 0)) for place in range(len(sections))]
    assert [place for place, one in enumerate(opened) if one] == [3]

    record_answer(desk, audit.id, far, Entry(verdict="fail"))
    view.run.reload()
    view.outline.filters.set_value("failed")
    view.outline.refresh()
    assert tree.model().rowCount() == 1
    assert view.run.item.id == far


def test_f8_walks_the_list_and_jumps(page, view):
    assert page.next_check()
    assert view.tabs.value() == TO_FIX
    first = view.todo.table.current_row()
    assert view.run.item.id == first.target_id
    assert page.next_check()
    assert view.todo.table.current_row() is not first


def test_submitting_a_complete_audit(view, desk, audit):
    for item in view.run.items:
        record_answer(desk, audit.id, item.id, Entry(verdict="pass"))
    view.run.reload()
    view.bar.submit.click()
    assert find_audit(desk, audit.id).state is AuditState.UNDER_REVIEW


def test_evidence_is_added_by_a_job(qtbot, view, desk, audit, jobs, dialogs, tmp_path):
    path = tmp_path / "工单流转.txt"
    path.write_text("工单 TS1106-0087 流转记录", encoding="utf-8")
    dialogs.files.append([path])
    item = view.run.item.id
    view.card.evidence.choose()
    settle(qtbot, jobs)
    file = open_file(desk, audit.id)
    (piece,) = file.links[item]
    assert file.evidence[piece].name == path.name
    assert view.card.evidence.strip.files.model().rowCount() == 1


def test_who_answered_cannot_review(qtbot, page, view):
    qtbot.keyClick(page, Qt.Key.Key_1)
    assert not view.review.confirm.isEnabled()
    assert "另一人" in view.review.reason.text()


def test_a_second_person_returns_and_confirms(qtbot, theme, space, audit, jobs, dialogs, tmp_path):
    items = list(open_file(space.desk, audit.id).form.items())
    for item in items[:2]:
        record_answer(space.desk, audit.id, item.id, Entry(verdict="pass"))
    with second_desk(space, tmp_path) as opened:
        made = AuditsPage(opened.desk, jobs, dialogs)
        qtbot.addWidget(made)
        made.ensure_built()
        made.show()
        made.activate(f"{audit.id}/{items[0].id}")
        view = made.run_view
        view.run.go(items[1].id)
        assert view.tabs.value() == REVIEW

        view.review.back.click()
        assert "退回" in view.notice.text()
        view.review.words.set_text("请补录音编号")
        view.review.back.click()
        found = answer_of(opened.desk, audit, items[1].id)
        assert found.review == ReviewDecision.RETURNED
        assert view.review.count == 1

        view.run.go(items[0].id)
        view.review.confirm.click()
        assert answer_of(opened.desk, audit, items[0].id).review == ReviewDecision.CONFIRMED
        assert view.run.item.id == items[1].id
        settle(qtbot, jobs)


def test_a_returned_answer_opens_on_its_thread(view, desk, audit):
    item = view.run.items[1].id
    record_answer(desk, audit.id, item, Entry(verdict="pass"))
    with desk.begin() as work:
        found = work.get(Answer, answer_id(audit.id, item))
        work.save(Answer(**{**_fields(found), "review": "returned", "review_note": "请补"}))
        work.commit()
    view.run.reload()
    view.run.go(item)
    assert view.tabs.value() == REVIEW


def _fields(answer):
    return {name: getattr(answer, name) for name in Answer.__dataclass_fields__}


def test_a_refusal_is_said_and_changes_nothing(view, desk, audit):
    view.run.attempt(lambda: review_answer(desk, audit.id, [view.run.item.id], ReviewDecision.CONFIRMED))
    assert "还没有作答" in view.notice.text()
    view.run.record(Entry(verdict="pass"))
    assert view.notice.text() == ""


def test_escape_goes_back_to_the_list(page, view, desk):
    view.card.note.setPlainText("半句话")
    assert page.escape()
    assert page.run_view is None
    assert page.table.current_row().audit.title == "11月例行自查"
    with desk.begin() as work:
        assert [one.note for one in work.find(Answer)] == ["半句话"]
    assert not page.escape()


def test_answering_never_blocks_the_window(qtbot, page, view, jobs, watchdog):
    settle(qtbot, jobs)
    watchdog.blocked.clear()
    for _number in range(6):
        qtbot.keyClick(page, Qt.Key.Key_1)
        qtbot.keyClick(page, Qt.Key.Key_U)
        qtbot.wait(30)
    assert sum(bool(answer.verdict) for answer in view.run.file.answers.values()) == 6
