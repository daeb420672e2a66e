from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.test_fixlist import AUDIT, FINDING, ITEMS, PIECE, answer, changed, clean, failed

from auditdesk.domain.checks import checks_of
from auditdesk.domain.fixlist import is_signer, things_to_fix
from auditdesk.domain.people import Role, User
from auditdesk.domain.signing import SignatureState, seats_of
from auditdesk.domain.snapshot import Signer

ANSWERED = "检查项均已作答"


def figures(file):
    return {one.label: one.figure for one in checks_of(file)}


def test_a_finished_audit_passes_with_its_sums():
    assert figures(clean()) == {
        ANSWERED: "10 / 10",
        "抽样数量达到要求": "1 / 1",
        "不适用有理由，比例不超 10%": "0 / 10",
        "复核完成，复核人不是答题人": "10 / 10",
        "没有逾期措施": "0",
        "两位签名人已指定": "2 / 2",
    }
    assert all(one.passed for one in checks_of(clean()))
    assert figures(failed())["不合规均立问题，有分类、责任人、期限"] == "1 / 1"
    assert figures(failed())["引用的证据均已脱敏、在本机"] == "1 / 1"
    assert figures(failed())["要求的证据和说明已齐"] == "1 / 1"


def test_a_gap_lowers_its_own_figure_only():
    file = clean()
    without = replace(file, answers={key: one for key, one in file.answers.items() if key != "1.3"})
    assert figures(without)[ANSWERED] == "9 / 10"
    assert figures(without)["复核完成，复核人不是答题人"] == "9 / 9"
    short = figures(changed(file, "1.1", samples_checked=8))
    assert (short["抽样数量达到要求"], short[ANSWERED]) == ("0 / 1", "10 / 10")
    missing = replace(failed(), findings=[])
    assert figures(missing)["不合规均立问题，有分类、责任人、期限"] == "0 / 1"
    late = replace(failed(), findings=[replace(FINDING, deadline="2026-11-12")])
    assert figures(late)["没有逾期措施"] == "1"
    assert figures(replace(file, audit=replace(AUDIT, team=())))["两位签名人已指定"] == "0 / 2"


def test_one_piece_with_two_problems_counts_once():
    raw = replace(PIECE, code="E-1")
    file = replace(failed(), evidence={"e": raw}, missing_blobs=frozenset({"e"}))
    check = next(one for one in checks_of(file) if "脱敏" in one.label)
    assert len(check.open) == 2
    assert check.figure == "0 / 1"


@given(st.dictionaries(
    st.sampled_from([item.id for item in ITEMS]),
    st.tuples(
        st.sampled_from(["pass", "fail", "not_applicable", ""]), st.sampled_from(["", "说明"]),
        st.sampled_from(["", "confirmed", "returned"]), st.integers(0, 12),
    ),
))  # fmt: skip
def test_no_row_is_lost_and_no_sum_is_impossible(given_answers):
    items = {item.id: item for item in ITEMS}
    answers = {
        key: answer(items[key], verdict, note=note, review=review, samples_checked=samples)
        for key, (verdict, note, review, samples) in given_answers.items()
    }
    file = replace(clean(), answers=answers)
    checks = checks_of(file)
    assert sorted(row.text for one in checks for row in one.open) == sorted(
        row.text for row in things_to_fix(file)
    )
    for one in checks:
        if " / " in one.figure and "不适用" not in one.label:
            done, total = map(int, one.figure.split(" / "))
            assert 0 <= done <= total
            assert one.passed == (done == total)


def person(number, name):
    return User(f"u{number}", f"100{number}", name, Role.REVIEWER)


def test_who_signs_is_named_on_the_audit_or_in_the_team():
    assert is_signer(AUDIT, person(1, "甲"))
    assert not is_signer(AUDIT, person(3, "丙"))
    assert not is_signer(AUDIT, person(9, "甲")), "the name alone is not enough where an account is named"
    chosen = replace(AUDIT, signers=("u3",))
    assert is_signer(chosen, person(3, "丙"))
    assert not is_signer(chosen, person(1, "甲"))


def signature(name):
    return SignatureState(name, "2026-11-16T16:42:08+08:00", "", intact=True, trusted=True, title="合规专员")


def test_seats_follow_the_signatures_then_those_expected():
    signers = (Signer("合规专员", "甲"), Signer("客服主管", "乙"))
    assert [one.name for one in seats_of(signers, [])] == ["甲", "乙"]
    second_first = seats_of(signers, [signature("乙")])
    assert [(one.number, one.name, one.title) for one in second_first] == [
        (1, "乙", "客服主管"),
        (2, "甲", "合规专员"),
    ]
    assert [one.name for one in seats_of((), [signature("丁")])] == ["丁", ""]
    three = (*signers, Signer("法务", "丙"))
    assert [one.name for one in seats_of(three, [signature("乙")])] == ["乙", "甲", "丙"]
