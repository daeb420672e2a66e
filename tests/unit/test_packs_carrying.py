from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from auditdesk.domain.audits import Answer
from auditdesk.domain.carrying import CARRIED, carry_answers, compare_forms
from auditdesk.domain.checklists import Clause, Form, Item, Section

PAIRS = st.lists(st.tuples(st.integers(0, 9), st.sampled_from("ab")), unique_by=lambda pair: pair[0])


def form_of(*items):
    return Form("f", "1", "清单", (Section("1", "类", items),))


def item(number, **fields):
    return replace(Item(number, "项", "查", "准"), **fields)


def answer(one):
    return Answer(f"a/{one.id}", "a", one.id, one.text_hash, verdict="pass")


def test_groups_and_field_texts():
    old = form_of(item("1"), item("2"), item("3"), item("4"))
    clause = Clause("手册", "第 3 条", "V4")
    new = form_of(item("5"), item("2", standard="新准"), item("1"), item("3", basis=(clause,), veto=True))
    diff = compare_forms(old, new)
    assert diff.unchanged == ("1",)
    assert diff.added == ("5",)
    assert diff.removed == ("4",)
    assert [(one.item_id, one.asks_again) for one in diff.changed] == [("2", True), ("3", False)]
    assert diff.changed[0].fields == (("standard", "准", "新准"),)
    assert diff.changed[1].fields == (("veto", "False", "True"), ("basis", "", "手册 第 3 条 V4"))


def test_answers_follow_only_unchanged_text():
    kept_item, changed, gone = item("1"), item("2"), item("3")
    old = form_of(kept_item, changed, gone)
    new = form_of(replace(kept_item, weight=5.0), replace(changed, check="另查"))
    stale = replace(answer(kept_item), item_hash="other")
    kept, listed = carry_answers(old, new, [answer(kept_item), answer(changed), answer(gone), stale])
    assert [(one.item_id, one.origin) for one in kept] == [("1", CARRIED)]
    assert [(one.answer.item_id, one.new is None) for one in listed] == [
        ("2", False),
        ("3", True),
        ("1", False),
    ]


@given(PAIRS, PAIRS)
def test_every_item_is_in_exactly_one_group(before, after):
    old = form_of(*[item(str(n), check=text) for n, text in before])
    new = form_of(*[item(str(n), check=text) for n, text in after])
    diff = compare_forms(old, new)
    changed = [one.item_id for one in diff.changed]
    assert sorted([*diff.unchanged, *changed, *diff.added]) == sorted(one.id for one in new.items())
    assert sorted([*diff.unchanged, *changed, *diff.removed]) == sorted(one.id for one in old.items())
    kept, listed = carry_answers(old, new, [answer(one) for one in old.items()])
    assert {one.item_id for one in kept} == set(diff.unchanged)
    assert len(kept) + len(listed) == len(before)
