"""One pack from plan to the second signature, by the four people of the sample story; every name is invented."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path

from auditdesk.cli import demo_data
from auditdesk.cli.demo_story import Story
from auditdesk.domain.audits import AuditKind, Duty, ReviewDecision, TeamMember
from auditdesk.domain.checklists import AnswerType, Form, Item
from auditdesk.domain.evidence import MaskState
from auditdesk.domain.findings import Action, ActionState
from auditdesk.domain.signing import ReportVerification
from auditdesk.services.answering import Entry, record_answers, review_answer, submit_for_review
from auditdesk.services.audits import AuditPlan, audit_form, find_audit, fix_list, plan_audit
from auditdesk.services.evidence import NewEvidence, add_evidence, link_to_item, set_mask_state
from auditdesk.services.rectifying import (
    FreshSample,
    add_action,
    change_finding,
    group_findings,
    list_findings,
    move_action,
    verify_finding,
)
from auditdesk.services.reporting import build_report, sign_report, verify_report

ANSWERS, REVIEWS, LEADS, OWNS = "1042", "1017", "1001", "1023"


@dataclass
class Loop:
    """What came of it."""

    form: Form
    audit_id: str
    failed: list[str] = field(default_factory=list)
    pdf: bytes = b""
    proof: ReportVerification | None = None


def good_entry(item: Item) -> Entry:
    """An answer that fits the item's kind and keeps its limit."""
    checked = item.sample_size
    if item.answer_type in (AnswerType.SCORE, AnswerType.POINTS):
        return Entry(value=str(round(max(item.pass_score, 92), 1)), samples_checked=checked)
    if item.answer_type is AnswerType.NUMBER:
        limit = item.threshold
        value = limit.at_least if limit.at_least is not None else limit.at_most
        return Entry(value=f"{value:g}", samples_checked=checked)
    return Entry("pass", samples_checked=checked)


def bad_entry(item: Item) -> Entry:
    """An answer that breaks the item's rule."""
    note = f"抽查发现 {item.title} 有 1 处不符。"
    checked = max(item.sample_size, 1)
    if item.answer_type is AnswerType.SCORE:
        return Entry(value="40", note=note, samples_checked=checked, samples_failed=1)
    if item.answer_type is AnswerType.NUMBER:
        limit = item.threshold
        value = limit.at_least - 1 if limit.at_least is not None else limit.at_most + 1
        return Entry(value=f"{value:g}", note=note, samples_checked=checked, samples_failed=1)
    return Entry("fail", note=note, samples_checked=checked, samples_failed=1)


def run_loop(story: Story, form_id: str) -> Loop:
    """Plan, answer, collect evidence, review, rectify, verify, report, sign twice, verify the file."""
    loop = _planned(story, form_id)
    _answer(story, loop)
    _rectify(story, loop)
    with story.at_desk(REVIEWS) as desk:
        review_answer(desk, loop.audit_id, [item.id for item in loop.form.items()], ReviewDecision.CONFIRMED)
    with story.at_desk(ANSWERS) as desk:
        for finding in list_findings(desk, audit_id=loop.audit_id):
            verify_finding(desk, finding.id, FreshSample(400, 10, 10, 10, "20261125"))
        assert list_findings(desk, audit_id=loop.audit_id, open_only=True) == []
        assert [row.text for row in fix_list(desk, loop.audit_id)] == []
        loop.pdf = build_report(desk, loop.audit_id).pdf
    for number in (REVIEWS, LEADS):
        with story.opened(number) as workspace:
            signer, identity = workspace.identity_of(number, demo_data.PASSPHRASES[number])
            loop.pdf = sign_report(workspace.desk, loop.pdf, signer, identity).pdf
    with story.at_desk(ANSWERS) as desk:
        loop.proof = verify_report(desk, loop.pdf)
    return loop


def _planned(story: Story, form_id: str) -> Loop:
    duties = {LEADS: (Duty.LEAD, Duty.SIGN), ANSWERS: (Duty.ANSWER, Duty.VERIFY),
              REVIEWS: (Duty.REVIEW, Duty.SIGN), OWNS: (Duty.ADVISE,)}  # fmt: skip
    team = tuple(
        TeamMember(person.name, person.title, duties[number], user_id=person.id)
        for number, person in story.people.items()
    )
    with story.at_desk(ANSWERS) as desk:
        today = desk.today()
        plan = AuditPlan(form_id, f"{form_id} 全程", AuditKind.ROUTINE, today, today, team=team)
        audit = plan_audit(desk, plan)
        return Loop(audit_form(desk, audit), audit.id)


def _answer(story: Story, loop: Loop) -> None:
    """The first item of each kind of answer fails; one item of a middle section does not apply."""
    seen: set[AnswerType] = set()
    entries = {}
    for item in loop.form.items():
        if item.answer_type not in seen and not item.veto:
            seen.add(item.answer_type)
            loop.failed.append(item.id)
            entries[item.id] = bad_entry(item)
        else:
            entries[item.id] = good_entry(item)
    middle = loop.form.sections[len(loop.form.sections) // 2].items[-1]
    if middle.id not in loop.failed:
        entries[middle.id] = Entry("not_applicable", note="本网点未开展该项业务。")
    with story.at_desk(ANSWERS) as desk:
        record_answers(desk, loop.audit_id, entries)
        for number in loop.failed:
            text = f"会话节选 {loop.form.id} {number}：客服没有说明原因。".encode()
            piece = add_evidence(desk, NewEvidence(io.BytesIO(text), f"会话 {number}.txt", len(text))).piece
            set_mask_state(desk, piece.id, MaskState.NOT_NEEDED, "不含个人信息，已人工核对")
            link_to_item(desk, piece.id, loop.audit_id, number)
        submit_for_review(desk, loop.audit_id)


def _rectify(story: Story, loop: Loop) -> None:
    owner = story.people[OWNS]
    with story.at_desk(ANSWERS) as desk:
        findings = list_findings(desk, audit_id=loop.audit_id)
        assert sorted(one.item_id for one in findings) == sorted(loop.failed)
        for one in findings:
            item = loop.form.item(one.item_id)
            change_finding(
                desk, one.id, description=f"{item.title}：抽查发现 1 处不符。", staff_code="客服B03",
                violation_class=item.violation_class, owner=owner.name, deadline_days=15, cause="流程未提示。",
            )  # fmt: skip
            group_findings(desk, [one.id], item.title)
            add_action(desk, one.id, "复训并逐人过关", owner.name, owner_id=owner.id)
    with story.at_desk(OWNS) as desk:
        for one in findings:
            with desk.begin() as work:
                measures = work.find(Action, finding_id=one.id)
            for action in measures:
                move_action(desk, action.id, ActionState.DONE, "24 / 24 人通过")


def state_of(story: Story, loop: Loop) -> str:
    with story.at_desk(ANSWERS) as desk:
        return find_audit(desk, loop.audit_id).state.value


def save(loop: Loop, folder: Path) -> Path:
    path = folder / f"{loop.form.id}.pdf"
    path.write_bytes(loop.pdf)
    return path
