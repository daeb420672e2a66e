import pytest
from tests.factories import SECOND, make_program, make_workspace

from auditdesk.domain.audits import AuditKind, AuditState, ReviewDecision
from auditdesk.domain.checklists import AnswerType, Condition, Form, Item, Section
from auditdesk.domain.errors import BadInputError, NotReadyError
from auditdesk.domain.people import Role, User
from auditdesk.services.answering import (
    Entry,
    record_answer,
    record_answers,
    review_answer,
    submit_for_review,
)
from auditdesk.services.audits import AuditPlan, open_file, plan_audit
from auditdesk.services.desk import new_id
from auditdesk.services.forms import import_form

ITEMS = (
    Item("1", "外呼业务", "本期有没有外呼", "如实选择", title_en="Outbound calls",
         answer_type=AnswerType.CHOICE, choices=("有", "没有")),
    Item("2", "外呼告知", "外呼开始告知身份", "抽查均告知", title_en="Outbound notice",
         condition=Condition("1", ("有",))),
    Item("3", "接听率", "20 秒接听率", "不低于 95", title_en="Answer rate", answer_type=AnswerType.SCORE),
)  # fmt: skip


@pytest.fixture
def desk(tmp_path):
    with make_workspace(make_program(tmp_path / "home"), tmp_path / "ws") as opened:
        yield opened.desk


@pytest.fixture
def audit(desk):
    import_form(desk, Form("outbound", "1.0", "外呼自查", (Section("1", "外呼", ITEMS),)))
    plan = AuditPlan("outbound", "11月外呼自查", AuditKind.ROUTINE, "2026-10-01", "2026-10-31")
    return plan_audit(desk, plan)


def test_an_item_whose_condition_came_true_must_be_answered_before_review(desk, audit):
    record_answers(desk, audit.id, {"1": Entry(choices=("有",)), "3": Entry(value="96")})
    with pytest.raises(NotReadyError, match="第一项是 2"):
        submit_for_review(desk, audit.id)
    record_answer(desk, audit.id, "2", Entry(verdict="pass"))
    assert submit_for_review(desk, audit.id).state is AuditState.UNDER_REVIEW


def test_an_item_that_does_not_apply_is_not_asked(desk, audit):
    record_answers(desk, audit.id, {"1": Entry(choices=("没有",)), "3": Entry(value="96")})
    assert submit_for_review(desk, audit.id).state is AuditState.UNDER_REVIEW


def test_several_answers_are_all_or_nothing(desk, audit):
    with pytest.raises(BadInputError, match="不是数字"):
        record_answers(desk, audit.id, {"2": Entry(verdict="pass"), "3": Entry(value="很高")})
    file = open_file(desk, audit.id)
    assert file.answers == {}
    assert file.audit.state is AuditState.PLANNED


def test_the_last_confirmation_takes_the_audit_on_to_rectification(tmp_path):
    program, folder = make_program(tmp_path / "home"), tmp_path / "ws"
    with make_workspace(program, folder) as opened:
        desk = opened.desk
        opened.add_user(User(new_id(), "1017", "罗成岳", Role.REVIEWER), SECOND)
        import_form(desk, Form("outbound", "1.0", "外呼自查", (Section("1", "外呼", ITEMS),)))
        plan = AuditPlan("outbound", "11月外呼自查", AuditKind.ROUTINE, "2026-10-01", "2026-10-31")
        audit = plan_audit(desk, plan)
        record_answers(desk, audit.id, {"1": Entry(choices=("没有",)), "3": Entry(value="96")})
        submit_for_review(desk, audit.id)
    with program.open(folder, SECOND, "1017") as opened:
        desk = opened.desk
        review_answer(desk, audit.id, ["1"], ReviewDecision.CONFIRMED)
        assert open_file(desk, audit.id).audit.state is AuditState.UNDER_REVIEW
        review_answer(desk, audit.id, ["3"], ReviewDecision.CONFIRMED)
        assert open_file(desk, audit.id).audit.state is AuditState.RECTIFYING
