from dataclasses import replace

from auditdesk.domain.audits import Answer, Audit, AuditKind, Duty, TeamMember
from auditdesk.domain.checklists import Form, Item, Section
from auditdesk.domain.evidence import Evidence, MaskState
from auditdesk.domain.findings import Action, Finding, FindingState, Verification
from auditdesk.domain.fixlist import AuditFile, Rule, things_to_fix

ITEMS = tuple(Item(f"1.{n}", f"项 {n}", "看", "应当", sample_size=10 if n == 1 else 0) for n in range(1, 11))
FORM = Form("f", "1", "表", (Section("1", "甲", ITEMS),))
SIGNERS = (TeamMember("甲", "", (Duty.SIGN,), user_id="u1"), TeamMember("乙", "", (Duty.SIGN,), user_id="u2"))
AUDIT = Audit("a", "ZC-1", "自查", AuditKind.ROUTINE, "f@1", "2026-10-01", "2026-10-31", team=SIGNERS)


def answer(item, verdict="pass", **fields):
    base = Answer(
        f"a/{item.id}", "a", item.id, item.text_hash, verdict, samples_checked=item.sample_size,
        answered_by="u3", review="confirmed", review_by="u2",
    )  # fmt: skip
    return replace(base, **fields)


def clean():
    return AuditFile(AUDIT, FORM, {one.id: answer(one) for one in ITEMS}, [], [], [], {}, {}, "2026-11-17")


def rules(file):
    return [row.rule for row in things_to_fix(file)]


def changed(file, item_id, **fields):
    return replace(file, answers={**file.answers, item_id: replace(file.answers[item_id], **fields)})


FINDING = Finding(
    "x", "WT-1", "a", "1.2", "描述", violation_class="attitude.delay", owner="丙", deadline="2026-12-01",
    found_on="2026-11-10", state=FindingState.OPEN,
)  # fmt: skip
PIECE = Evidence("e", "E-1", "a.png", "image/png", 1, "00", "u3", "2026-11-10")


def failed():
    file = changed(clean(), "1.2", verdict="fail", note="说明")
    masked = replace(PIECE, mask_state=MaskState.MASKED)
    return replace(file, findings=[FINDING], evidence={"e": masked}, links={"1.2": ["e"], "x": ["e"]})


def test_a_finished_audit_has_nothing_to_fix():
    assert rules(clean()) == []
    assert rules(failed()) == []


def test_each_gap_is_named_once():
    file = clean()
    without = {key: value for key, value in file.answers.items() if key != "1.3"}
    assert rules(replace(file, answers=without)) == [Rule.UNANSWERED]
    assert rules(changed(file, "1.1", samples_checked=8)) == [Rule.SAMPLE_SHORT]
    assert rules(changed(file, "1.4", verdict="not_applicable")) == [Rule.NA_REASON]
    assert rules(changed(file, "1.4", review="")) == [Rule.UNREVIEWED]
    assert rules(changed(file, "1.4", review="returned")) == [Rule.RETURNED]
    assert rules(changed(file, "1.4", review_by="u3")) == [Rule.SELF_REVIEW]
    assert rules(replace(file, audit=replace(AUDIT, team=SIGNERS[:1]))) == [Rule.SIGNATORIES]


def test_too_many_not_applicable_answers_are_refused():
    file = clean()
    for number in (3, 4):
        file = changed(file, f"1.{number}", verdict="not_applicable", note="本网点没有")
    assert rules(file) == [Rule.NA_SHARE]


def test_a_failed_item_needs_a_complete_finding_and_masked_evidence():
    file = failed()
    assert rules(replace(file, findings=[])) == [Rule.NO_FINDING]
    assert rules(replace(file, links={})) == [Rule.NO_EVIDENCE]
    assert rules(replace(file, findings=[replace(FINDING, owner="")])) == [Rule.FINDING_INCOMPLETE]
    assert rules(replace(file, findings=[replace(FINDING, state=FindingState.DRAFT)])) == [
        Rule.FINDING_INCOMPLETE
    ]
    assert rules(replace(file, evidence={"e": PIECE})) == [Rule.UNMASKED]
    copy = replace(PIECE, id="c", derived_from="e", mask_state=MaskState.MASKED)
    assert rules(replace(file, evidence={"e": PIECE, "c": copy})) == []
    pending = replace(copy, mask_state=MaskState.PENDING)
    assert rules(replace(file, evidence={"e": PIECE, "c": pending})) == [Rule.UNMASKED]
    assert rules(replace(file, missing_blobs=frozenset({"e"}))) == [Rule.NOT_ARRIVED]


def test_overdue_blocks_until_an_extension_is_approved():
    late = replace(FINDING, deadline="2026-11-13")
    file = replace(failed(), findings=[late])
    assert rules(file) == [Rule.OVERDUE]
    extended = replace(late, extension="2026-11-20", extension_by="u1")
    assert rules(replace(file, findings=[extended])) == []
    assert rules(replace(file, findings=[replace(late, state=FindingState.CLOSED)])) == []


def test_an_owner_does_not_verify():
    action = Action("m", "x", "措施", "丙", owner_id="u5")
    check = Verification("v", "x", 40, 10, 10, 10, "1", "丙", "u5", "2026-11-16", "passed")
    assert rules(replace(failed(), actions=[action], verifications=[check])) == [Rule.SELF_VERIFIED]
