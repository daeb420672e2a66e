"""A form written on one laptop, reviewed on two, published on the first; approvals meet through the share."""

import functools
from dataclasses import replace

import pytest
from tests.sharing_kit import founder, get, joined, save, sync

from auditdesk.bootstrap import tools as made
from auditdesk.domain import editing
from auditdesk.domain.checklists import FormState, Item
from auditdesk.domain.life import STAGES, Decision, Participant
from auditdesk.domain.people import Role, User
from auditdesk.domain.records import FormText
from auditdesk.services import approving, commenting
from auditdesk.services.approving import Submission
from auditdesk.services.form_life import form_subject, new_form, publish_form, save_draft, submit_form
from auditdesk.services.forms import find_form
from auditdesk.services.sharing_roster import init_share
from auditdesk.services.toolbox import Toolbox

LEAD = User("e" * 32, "1002", "许佳宁", Role.LEAD)
QUALITY = User("d" * 32, "1017", "罗成岳", Role.REVIEWER)


def no_tool():
    raise AssertionError("not needed here")


TOOLS = Toolbox(
    functools.cache(made.forms), functools.cache(made.masking), no_tool, no_tool, no_tool, no_tool
)


def at(laptop, user=None):
    return replace(laptop.desk, tools=TOOLS, user=user or laptop.desk.user)


@pytest.fixture
def pair(tmp_path):
    opened = []
    share = tmp_path / "share"
    share.mkdir()
    first = founder(tmp_path / "one")
    opened.append(first)
    save(first, LEAD, QUALITY)
    init_share(first.desk, first.tools, str(share))
    second = joined(tmp_path, first, opened.append)
    yield first, second
    for laptop in opened:
        laptop.close()


def meet(first, second):
    for laptop in (first, second, first):
        sync(laptop)


def state(laptop, subject):
    with at(laptop).begin() as work:
        return approving.read_review(work, subject)


def test_two_laptops_review_one_form(pair):
    first, second = pair
    form = new_form(at(first), "门店自查表", form_id="shop", reason="新开门店")
    form = editing.add_item(form, "1", Item("", "门头", "看门头", "完好"))
    save_draft(at(first), form)
    subject = form_subject(form.key)
    asked = [Participant(stage, user.id, user.name) for stage in STAGES for user in (LEAD, QUALITY)]
    submit_form(at(first), form.key, Submission(tuple(asked)))
    meet(first, second)

    # both decide the first stage without seeing each other
    approving.decide(at(first, LEAD), subject, Decision.PASSED)
    approving.decide(at(second, QUALITY), subject, Decision.PASSED_WITH_NOTE, "门头包括灯箱")
    commenting.add_comment(at(second, QUALITY), subject, "写明灯箱", "1.1")
    assert state(first, subject).state is FormState.FIRST_REVIEW
    meet(first, second)
    for laptop in pair:
        file = state(laptop, subject)
        assert file.state is FormState.SECOND_REVIEW
        assert [one.decision for one in file.approvals[:2]] == [Decision.PASSED, Decision.PASSED_WITH_NOTE]
        with at(laptop).begin() as work:
            assert [one.place for one in commenting.remarks(work, subject, ["1.1"])] == ["1.1"]

    # a return on one laptop counts on both, whatever was passed on the other meanwhile
    approving.decide(at(first, LEAD), subject, Decision.PASSED)
    approving.decide(at(second, QUALITY), subject, Decision.RETURNED, "先补灯箱")
    meet(first, second)
    for laptop in pair:
        file = state(laptop, subject)
        assert file.state is FormState.DRAFT
        assert "灯箱" in file.course.returned_note

    # mended where it was written, handed in again, passed on both, published
    form = find_form(at(first), form.key)
    save_draft(at(first), editing.change_item(form, "1.1", check="看门头和灯箱"))
    submit_form(at(first), form.key, Submission(tuple(asked)))
    meet(first, second)
    assert find_form(at(second), form.key).item("1.1").check == "看门头和灯箱"
    for _stage in STAGES:
        for laptop, user in ((first, LEAD), (second, QUALITY)):
            approving.decide(at(laptop, user), subject, Decision.PASSED, proven=user)
        meet(first, second)
    assert all(state(laptop, subject).ready for laptop in pair)
    with at(first).begin() as work:
        (remark,) = commenting.remarks(work, subject, ["1.1"])
    commenting.handle(at(first), remark.comment.id)
    published = publish_form(at(first), form.key)
    meet(first, second)
    assert get(second, FormText, form.key).state == FormState.PUBLISHED
    assert find_form(at(second), "shop").revisions == published.revisions
    assert len(state(second, subject).earlier) == len(asked)
