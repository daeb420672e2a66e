from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.library_kit import PACK, Office

from auditdesk.domain import editing
from auditdesk.domain.audits import AuditKind
from auditdesk.domain.checklists import FormState, Item
from auditdesk.domain.errors import BadInputError, NotAllowedError, NotFoundError, NotReadyError
from auditdesk.domain.life import STAGES, Approval, Decision, months_later, ready_to_publish, standing
from auditdesk.services import approving, commenting
from auditdesk.services.answering import Entry, record_answers
from auditdesk.services.approving import Submission
from auditdesk.services.audits import AuditPlan, answers_of, plan_audit
from auditdesk.services.carrying import archived_answers, carry_audit, preview_carry
from auditdesk.services.form_life import (
    base_of,
    changes_of,
    due_forms,
    form_subject,
    new_form,
    new_revision,
    publish_form,
    save_draft,
    submit_form,
)
from auditdesk.services.forms import find_form, list_forms

KEY = f"{PACK}@1.1"
SUBJECT = form_subject(KEY)


@pytest.fixture
def office(tmp_path):
    made = Office(tmp_path)
    yield made
    made.opened.close()


def revise(desk):
    """v1.1: 4.3 asks something else, 1.1 goes, 2.9 is new, 2.1 gets another weight."""
    form = new_revision(desk, PACK, "半年修订")
    form = editing.change_item(form, "4.3", standard="首次响应不超过 12 小时")
    form = editing.remove_item(form, "1.1")
    form = editing.add_item(form, "2", Item("2.9", "短信验证", "查两项留痕", "两项都有记录", "抽查 10 条"))
    form = editing.change_item(form, "2.1", weight=9.0)
    return save_draft(desk, form)


def published(office):
    with office.at("1001") as desk:
        revise(desk)
        submit_form(desk, KEY, office.submission(desk, SUBJECT))
    office.pass_all(SUBJECT)
    with office.at("1001") as desk:
        return publish_form(desk, KEY)


def test_a_revision_goes_all_the_way(office):
    form = published(office)
    assert form.state is FormState.PUBLISHED
    line = form.revisions[-1]
    assert (line.version, line.author, line.reason) == ("1.1", "韩立群", "半年修订")
    assert line.changes == "改 2（2.1、4.3），增 1（2.9），删 1（1.1）"
    with office.at("1001") as desk:
        states = {one.version: one.state for one in list_forms(desk) if one.id == PACK}
        assert states == {"1.0": FormState.SUPERSEDED, "1.1": FormState.PUBLISHED}
        assert find_form(desk, PACK).key == KEY
        assert base_of(desk, form).key == f"{PACK}@1.0"
        assert [one.action for one in desk.journal.entries(subject=KEY)] == [
            "form.draft", "form.save", "form.publish",
        ]  # fmt: skip
        again = new_revision(desk, PACK, "再改")
        assert again.version == "1.2"
        people = approving.suggested(desk, form_subject(again.key), KEY)
        assert {one.stage for one in people} == set(STAGES)


def test_stages_wait_for_everybody_and_the_last_one_for_a_passphrase(office):
    with office.at("1001") as desk:
        revise(desk)
        file = submit_form(desk, KEY, office.submission(desk, SUBJECT))
        assert file.state is FormState.FIRST_REVIEW
        with pytest.raises(NotReadyError, match="初审"):
            save_draft(desk, find_form(desk, KEY))
        with pytest.raises(NotReadyError, match="待审"):
            publish_form(desk, KEY)
        with pytest.raises(NotAllowedError, match="编制人"):
            approving.decide(desk, SUBJECT, Decision.PASSED)
    with office.at("1050") as desk, pytest.raises(NotAllowedError, match="不在其中"):
        approving.decide(desk, SUBJECT, Decision.PASSED)
    with office.at("1017") as desk:
        assert [one.stage for one in approving.my_reviews(desk)] == ["first_review"]
        with pytest.raises(BadInputError, match="意见"):
            approving.decide(desk, SUBJECT, Decision.PASSED_WITH_NOTE, " ")
        file = approving.decide(desk, SUBJECT, Decision.PASSED_WITH_NOTE, "补编号，电话 13800138000")
        assert file.state is FormState.FIRST_REVIEW
        assert "13800138000" not in file.approvals[0].note
        assert approving.my_reviews(desk) == []
    office.pass_all(SUBJECT)
    with office.at("1001") as desk, desk.begin() as work:
        file = approving.read_review(work, SUBJECT)
        assert (file.state, file.ready) == (FormState.FINAL_REVIEW, True)


def test_the_final_review_asks_who_it_is(office):
    with office.at("1001") as desk:
        revise(desk)
        submit_form(desk, KEY, office.submission(desk, SUBJECT))
    for _stage in range(2):
        for number in ("1017", "1023", "1031", "1002"):
            office.decide(number, SUBJECT)
    with office.at("1002") as desk:
        with pytest.raises(NotAllowedError, match="口令"):
            approving.decide(desk, SUBJECT, Decision.PASSED)
        with pytest.raises(NotAllowedError, match="口令"):
            approving.decide(desk, SUBJECT, Decision.PASSED, proven=office.users["1017"])


@pytest.mark.parametrize("stage", range(3))
def test_every_review_can_send_it_back(office, stage):
    with office.at("1001") as desk:
        revise(desk)
        submit_form(desk, KEY, office.submission(desk, SUBJECT))
    for _before in range(stage):
        for number in ("1017", "1023", "1031", "1002"):
            office.decide(number, SUBJECT)
    with pytest.raises(BadInputError, match="理由"):
        office.decide("1002", SUBJECT, Decision.RETURNED) or office.decide("1017", SUBJECT, Decision.RETURNED)
    file = office.decide("1002", SUBJECT, Decision.RETURNED, "无依据")
    if file is None:
        file = office.decide("1017", SUBJECT, Decision.RETURNED, "无依据")
    assert file.state is FormState.DRAFT
    assert file.course.returned_note == "无依据"
    with office.at("1001") as desk:
        assert save_draft(desk, find_form(desk, KEY)).state is FormState.DRAFT
        again = submit_form(desk, KEY, office.submission(desk, SUBJECT))
        assert again.state is FormState.FIRST_REVIEW
        assert any(one.note == "无依据" for one in again.earlier)


def test_open_comments_keep_it_from_being_published(office):
    with office.at("1001") as desk:
        revise(desk)
        submit_form(desk, KEY, office.submission(desk, SUBJECT))
    with office.at("1017") as desk:
        made = commenting.add_comment(desk, SUBJECT, "12 小时须写进规范", "4.3")
    office.pass_all(SUBJECT)
    with office.at("1001") as desk:
        with pytest.raises(NotReadyError, match="1 条意见"):
            publish_form(desk, KEY)
        commenting.reply(desk, made.id, "已写进 3.2 条")
        commenting.handle(desk, made.id)
        with desk.begin() as work:
            (remark,) = commenting.remarks(work, SUBJECT, ["4.3"])
        assert (remark.place, remark.author, remark.handled) == ("4.3", "罗成岳", True)
        assert [one.comment.text for one in remark.replies] == ["已写进 3.2 条"]
        assert publish_form(desk, KEY).state is FormState.PUBLISHED
    with office.at("1050") as desk, pytest.raises(NotAllowedError):
        commenting.handle(desk, made.id, handled=False)


def test_only_one_open_revision_and_only_by_role(office):
    with office.at("1017") as desk, pytest.raises(NotAllowedError):
        new_revision(desk, PACK, "想改")
    with office.at("1001") as desk:
        with pytest.raises(BadInputError, match="理由"):
            new_revision(desk, PACK, " ")
        draft = new_revision(desk, PACK, "半年修订")
        assert (draft.version, draft.state) == ("1.1", FormState.DRAFT)
        with pytest.raises(NotReadyError, match="草稿"):
            new_revision(desk, PACK, "又改")
        assert find_form(desk, PACK).version == "1.0"
        approving.discard(desk, form_subject(draft.key))
        with pytest.raises(NotReadyError, match="不是草稿"):
            approving.discard(desk, form_subject(draft.key))
        assert new_revision(desk, PACK, "又改").version == "1.2"
        with pytest.raises(NotFoundError):
            save_draft(desk, replace(draft, version="9.9"))


def test_a_new_form_may_be_incomplete_until_it_is_handed_in(office):
    with office.at("1001") as desk:
        form = new_form(desk, "门店巡检", form_id="shop-check")
        assert changes_of(desk, form) == "首次发布"
        people = office.submission(desk, form_subject(form.key))
        with pytest.raises(BadInputError, match="没有检查项"):
            submit_form(desk, form.key, people)
        with pytest.raises(NotReadyError, match="没有发布"):
            plan_audit(desk, AuditPlan("shop-check", "x", AuditKind.ROUTINE, "2026-11-01", "2026-11-02"))
        save_draft(desk, editing.add_item(form, "1", Item("", "门牌", "看门牌", "清楚")))
        with pytest.raises(BadInputError, match="至少一位"):
            submit_form(desk, form.key, Submission(people.participants[:1]))
        assert submit_form(desk, form.key, people).state is FormState.FIRST_REVIEW
        for wrong in ({"form_id": "shop-check"}, {"form_id": "大写 X"}):
            with pytest.raises(BadInputError):
                new_form(desk, "又一份", **wrong)
        twice = replace(form, sections=(*form.sections, *form.sections))
        with pytest.raises(BadInputError, match="重复"):
            save_draft(desk, twice)


def test_withdrawing_and_reminding(office):
    with office.at("1001") as desk:
        revise(desk)
        submit_form(desk, KEY, office.submission(desk, SUBJECT))
        assert {one.name for one in approving.remind(desk, SUBJECT)} == {"罗成岳", "高予宁", "许佳宁"}
        file = approving.withdraw(desk, SUBJECT, "还要改")
        assert (file.state, file.course.returned_note) == (FormState.DRAFT, "还要改")
        assert len(submit_form(desk, KEY, office.submission(desk, SUBJECT)).earlier) > 0


def test_reviews_fall_due_every_half_year(office):
    with office.at("1001") as desk:
        due = {one.form.id: one for one in due_forms(desk)}
        assert due[PACK].due == "2026-12-01"
        assert due[PACK].left == 29
        assert PACK not in {one.form.id for one in due_forms(desk, 20)}
    assert months_later("2026-08-31", 6) == "2027-02-28"
    assert months_later("2026-12-15", 12) == "2027-12-15"


def test_a_running_audit_is_carried_only_where_the_text_is_the_same(office):
    with office.at("1001") as desk:
        plan = AuditPlan(PACK, "11月例行自查", AuditKind.ROUTINE, "2026-10-26", "2026-11-15")
        audit = plan_audit(desk, plan)
        entries = {number: Entry("pass", samples_checked=30) for number in ("1.1", "2.1", "3.1")}
        record_answers(desk, audit.id, {**entries, "4.3": Entry("fail", note="31.4 小时")})
        with pytest.raises(NotFoundError):
            preview_carry(desk, audit.code, "1.1")
    published(office)
    with office.at("1001") as desk:
        before = preview_carry(desk, audit.code, "1.1")
        assert [one.item_id for one in before.carried] == ["2.1", "3.1"]
        assert [one.answer.item_id for one in before.again] == ["4.3"]
        assert [one.answer.item_id for one in before.archived] == ["1.1"]
        assert (before.added, before.answered) == (("2.9",), 4)
        with desk.begin() as work:
            assert len(answers_of(work, audit.id)) == 4
        carry_audit(desk, audit.code, KEY)
        with desk.begin() as work:
            now = answers_of(work, audit.id)
        assert {number for number, one in now.items() if one.verdict} == {"2.1", "3.1"}
        assert now["2.1"].origin == "carried"
        kept = archived_answers(desk, audit.id)
        assert {one.item_id: one.note for one in kept[f"{PACK}@1.0"]} == {"1.1": "", "4.3": "31.4 小时"}
        with pytest.raises(BadInputError, match="已经在"):
            preview_carry(desk, audit.code, "1.1")
        with pytest.raises(BadInputError, match="另一份"):
            preview_carry(desk, audit.code, "annual-compliance-audit@1.0")


PARTS = st.lists(
    st.tuples(st.sampled_from(STAGES), st.sampled_from(Decision)), max_size=8
).map(
    lambda rows: [
        Approval(f"s/1/{stage}/{place}", "s", 1, stage.value, f"u{place}", "甲", decision=decision)
        for place, (stage, decision) in enumerate(rows)
    ]
)  # fmt: skip


@given(PARTS, st.randoms())
def test_where_a_text_stands_follows_from_the_decisions_alone(parts, random):
    shuffled = random.sample(parts, len(parts))
    now = standing(FormState.FIRST_REVIEW, parts)
    assert now == standing(FormState.FIRST_REVIEW, shuffled)
    assert standing(FormState.PUBLISHED, parts) is FormState.PUBLISHED
    if ready_to_publish(FormState.FIRST_REVIEW, parts):
        assert {one.stage for one in parts} == {stage.value for stage in STAGES}
        assert all(one.decision in (Decision.PASSED, Decision.PASSED_WITH_NOTE) for one in parts)
    if now is FormState.DRAFT:
        assert any(one.decision is Decision.RETURNED for one in parts)
